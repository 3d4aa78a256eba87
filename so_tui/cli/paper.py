"""The command that makes papers: to print, to sign, to fax, to carry."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from so_tui import papers
from so_tui.cli import all_papers, caseload, lookup, output, stderr
from so_tui.cli.all_papers import ALL
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.outfile import place
from so_tui.cli.param_types import Code, Named, ParamType, matching
from so_tui.core.case import in_order
from so_tui.core.changes import CasePage
from so_tui.core.finding import did_you_mean, listed
from so_tui.core.glance import InLists
from so_tui.core.text import ended, shortened
from so_tui.errors import NotAllowedError, NotFoundError, UsageError
from so_tui.outfile import put
from so_tui.papers import Format, Looks, Size

if TYPE_CHECKING:
    from so_tui.core.papers.description import Description
    from so_tui.core.papers.known import Addressee
    from so_tui.core.papers.model import Paper
    from so_tui.core.papers.vocabulary import Scope


class _Kind(ParamType):
    """One of the papers that are described."""

    name = "kind"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """What it is called in the line of use."""
        return "KIND"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The kind that was typed: in full, or by a beginning that only it has."""
        known = (*papers.papers().kinds(), ALL)
        found = matching(value, known)
        if found is None:
            offer = did_you_mean(value, known)
            self.fail(
                f"“{shortened(value)}” is no paper. There is: {', '.join(known)}. {offer}".strip(),
                param, ctx,
            )  # fmt: skip
        return found

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The papers whose names begin so, each with what it is for."""
        made = papers.papers()
        about = {kind: made.of_kind(kind)[0].about for kind in made.kinds()}
        about[ALL] = "All papers that are due for the case, into a folder."
        return [CompletionItem(kind, help=told) for kind, told in about.items()]


@click.command("paper")
@click.argument("kind", type=_Kind(), required=False, default=None)
@click.argument("case", type=Named("case"), required=False, default="")
@click.option(
    "--office", type=Named("office"),
    help="For which office; the only one it can be for, if left out.",
)  # fmt: skip
@click.option(
    "-o", "--output", "to", type=Named("path", is_a="file"),
    help="The file or, for all, the folder to write; `-` for standard output. A name without the "
    "person's, if left out.",
)  # fmt: skip
@click.option(
    "--format", "format_", type=Code(Format), help="PDF or plain text; told by PATH if left out."
)
@click.option("--size", type=Code(Size), help="The size of a page; that of the region if left out.")
@click.option("--large", is_flag=True, help="Large type.")
@click.option(
    "--pages", type=click.IntRange(1, 999), metavar="N",
    help="How many pages are faxed, with the cover.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
@pass_command_context
def paper_command(
    context: CommandContext,
    kind: str | None,
    case: str,
    office: str | None,
    to: str | None,
    format_: Format | None,
    size: Size | None,
    large: bool,
    pages: int | None,
    force: bool,
) -> None:
    """Make a paper: to print, to sign, to fax, to carry.

    Without KIND it lists the papers there are. Each is filled from the case: for one of its
    offices, or about all of it; a caseload is about all cases. The KIND `all` makes those that are
    due, into a folder, with a list of them. What is still blank is a line to write on, and is
    named. A file is made readable by you alone, and one that is there is only written over with
    --force. That a file was made stands in the case's history; what goes to standard output is not
    noted. It is no legal advice.
    """
    if kind is None:
        output.say(_kinds())
        return
    if kind == ALL:
        every = context.case(case)
        if office is not None or pages is not None:
            raise UsageError("All are made at once. Leave out --office and --pages.")
        if to == "-":
            raise UsageError("All papers go into a folder. Name it with -o, or leave out -o.")
        looks = _looks(context, format_ or "pdf", size, large=large)
        all_papers.write(context, every, place(to or all_papers.FOLDER), looks, force=force)
        return
    scope = papers.scope(kind)
    _check(kind, scope, case, office)
    page = None if scope == "casebook" else context.case(case)
    for_whom = _addressee(context, page, kind, office) if page and scope == "office" else None
    described = papers.description(kind, for_whom)
    assert described is not None  # it is one of those that the kind can be for
    _check_pages(described, pages)
    suffix = Path(to).suffix.casefold() if to else ""
    told: Format = "txt" if to == "-" or suffix in (".txt", ".text") else "pdf"
    looks = _looks(context, format_ or told, size, large=large)
    if looks.format == "pdf" and to == "-" and output.at_terminal():
        raise UsageError("A PDF cannot be read on a terminal. Name a file, or say --format txt.")
    if page is None:
        cases = [one.told for one in caseload.every(context, InLists)]
        paper = papers.make_of_all(context.casework, described, cases, context.today)
    else:
        paper = papers.make(context.casework, page, described, for_whom, context.today, pages)
    data = all_papers.written(context, paper, looks)
    if to == "-":
        output.send(data)
    else:
        case_ = page.value if page is not None else None
        path = place(to or papers.file_name(case_, kind, for_whom, looks.format))
        put(path, data, force=force, casebooks=context.casebooks)
        context.done = f"The file {path} is written."
        stderr.tell(f"Wrote “{paper.title}” into {path}. The file is not encrypted.")
    _tell(context, page, described, for_whom, paper)
    if described.pages and pages is None:
        stderr.tell("Say how many pages are faxed with: --pages")
    if page is not None and to != "-":
        _note(context, page, papers.Whole(described, for_whom, paper))


def _looks(context: CommandContext, format_: Format, size: Size | None, *, large: bool) -> Looks:
    """How a file looks. Raises UsageError for what plain text has not."""
    if format_ == "txt" and (size or large):
        raise UsageError("--size and --large are for PDF. Add --format pdf, or leave them out.")
    return Looks(format_, size or papers.size_in(context.settings.region), large)


def _kinds() -> list[str]:
    """Every paper, with what each of them is for."""
    return [f"{one.kind}: {one.title}. {one.about}" for one in papers.papers().descriptions]


def _addressee(context: CommandContext, page: CasePage, kind: str, office: str | None) -> Addressee:
    """Whom the paper is for: the office that is named, or the only one it can be for."""
    can = papers.offices_for(page.value, kind)
    if office is not None:
        found = lookup.office(context, page, office)
        if found not in can:
            raise NotAllowedError(
                f"There is no {kind} for {_name(context, page, found)}. "
                f"{_offer(context, page, can)}"
            )
        return papers.addressee(page.value, found)
    if len(can) > 1:
        raise NotFoundError(f"Say with --office whom it is for. {_offer(context, page, can)}")
    if not can:
        raise NotFoundError(_offer(context, page, can))
    return papers.addressee(page.value, can[0])


def _offer(context: CommandContext, page: CasePage, can: list[str]) -> str:
    if not can:
        return "No office of this case can get it yet. Add one with: so-tui office add"
    return f"There is: {listed(_name(context, page, id_) for id_ in can)}."


def _name(context: CommandContext, page: CasePage, id_: str) -> str:
    """An office by its name, with its card where two have one name."""
    known = context.offices.get(page.value.offices[id_].office)
    return (known.name if known is not None else "") or papers.short(
        page.value, papers.addressee(page.value, id_)
    )


def _check(kind: str, scope: Scope, case: str, office: str | None) -> None:
    """Whether what was named fits what the paper is about. Raises UsageError."""
    if scope == "casebook" and case:
        raise UsageError(f"A {kind} is about all cases. Leave out the case.")
    if scope != "office" and office is not None:
        raise UsageError(f"A {kind} is for no office. Leave out --office.")


def _check_pages(described: Description, pages: int | None) -> None:
    if pages is not None and not described.pages:
        raise UsageError(f"A {described.kind} does not say how many pages there are. "
                         "Leave out --pages.")  # fmt: skip


def _tell(
    context: CommandContext,
    page: CasePage | None,
    described: Description,
    to: Addressee | None,
    paper: Paper,
) -> None:
    """Say what is blank, each thing by its name, and what else one has to know of the paper."""
    stderr.tell(ended(papers.blanks(paper)))
    office = context.offices.get(page.value.offices[to.office].office) if page and to else None
    for said in papers.to_know(described, office):
        stderr.tell(said)
    if page and not page.value.person.legal_name and page.value.label in _texts(paper):
        stderr.tell(
            f"The name on it is the label “{page.value.label}”, since no legal name is known. "
            "Set it with: so-tui person set --legal-name"
        )


def _note(context: CommandContext, page: CasePage, made: papers.Whole) -> None:
    """Keep in the case that the paper was made, and say what comes next."""
    to = made.to
    name = _name(context, page, to.office) if to is not None else ""
    context.write(papers.noted(page, context.pen(), made, name))
    after = context.casework.case(page.id).value
    label = shlex.quote(after.label)
    release = after.releases.get(in_order(after.papers)[-1][1].release or "")
    if made.described.sent and to is not None:
        asked = ",".join(papers.asked(after, to, context.catalogue))
        stderr.tell(
            f"Once they say that they have it, log that with: so-tui log {label} {to.call} "
            f"has-our-request --office {shlex.quote(name)} --channel {made.described.sent}"
            f"{f' --about {asked}' * bool(asked)}"
        )
    elif release is not None and release.signed_on is None:
        stderr.tell(
            f"Once it is signed, say so with: so-tui release set {label} {release.number} "
            "--signed today"
        )


def _texts(paper: Paper) -> set[str]:
    return {entry.value for block in paper.blocks for entry in block.entries}
