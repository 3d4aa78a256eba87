"""The command that takes in files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
import msgspec

from so_tui import importing
from so_tui.cli import infile, output, secrets, stderr
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.format_type import FormatName
from so_tui.cli.param_types import Code, Named
from so_tui.cli.reading import json_option
from so_tui.core.proposals import Proposal
from so_tui.core.text import counted
from so_tui.errors import NotFoundError, UsageError
from so_tui.exchange import formats, sealing
from so_tui.importing import OnConflict, Source
from so_tui.imports_told import each

if TYPE_CHECKING:
    pass

_NUMBERS = re.compile(r"\s*[1-9][0-9]{0,5}(\s*,\s*[1-9][0-9]{0,5})*\s*", re.ASCII)
_ALL = "all"


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=Named("file"))
@click.option("--bring-back", is_flag=True, help="Bring back cases that were removed here.")
@click.option(
    "--on-conflict",
    type=Code(OnConflict),
    default="merge",
    show_default=True,
    help="What becomes of a case that is here already.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and do nothing.")
@click.option(
    "--case",
    "into",
    metavar="CASE",
    type=Named("case"),
    help="The case that may take what a file offers, such as a visit from an invitation.",
)
@click.option(
    "--take",
    "which",
    metavar="NUMBERS",
    help="Which of what a file offers to take: `1,3` or `all`.",
)
@click.option(
    "--format",
    "format_",
    type=FormatName("readable"),
    help="How to read the files; told by their endings if left out.",
)
@secrets.identity_option
@json_option
@pass_command_context
def import_command(
    context: CommandContext,
    files: tuple[str, ...],
    bring_back: bool,
    on_conflict: OnConflict,
    dry_run: bool,
    into: str | None,
    which: str | None,
    format_: str | None,
    identities: tuple[str, ...],
    as_json: bool,
) -> None:
    """Take in files with cases, or what a file offers to a case.

    `-` stands for standard input. All files are checked first, then all are taken in at once, or
    none. `so-tui undo` takes all of it back. Importing the same file again changes nothing. A case
    that is here already is joined with what the file has of it; where two values of a field
    differ, both are kept until somebody chooses. A case that was removed here stays so, unless the
    file has something that the removal did not know.

    An encrypted file is known by its beginning. Its passphrase is asked for on the terminal; what
    is encrypted to a key is opened with --identity. It is read in memory alone.

    What an invitation or a bundle from a portal holds is listed first, with numbers. Nothing of
    it is taken before you say what: with --take and --case.
    """
    sources = [_source(file, format_, identities) for file in files]
    context.casework.is_trial = dry_run
    if len(sources) == 1 and _offers(sources[0]):
        _choose(context, sources[0], into, which, as_json=as_json)
        return
    if into is not None or which is not None:
        raise UsageError(
            "--case and --take are for a file that offers something to a case, imported by "
            "itself. Nothing was changed."
        )
    pen = context.pen()
    imported = importing.import_(
        context.casework, sources, pen, bring_back=bring_back, on_conflict=on_conflict
    )
    for note in imported.notes:
        stderr.tell(note)
    taken = each(context.casework, imported, bring_back=bring_back)
    if as_json:
        output.say_json({
            "dry_run": dry_run,
            "cases": [one.shape() for one in taken],
            "offices": [msgspec.to_builtins(one) for one in imported.offices],
        })  # fmt: skip
    if dry_run:
        stderr.tell("Tried only; nothing is changed. This is what would happen:")
    for one in taken:
        stderr.tell(one.sentence())
        stderr.tell(one.of_twins())
    context.tell_what_followed()
    context.tell_of_offices(imported.offices, context.casework.said)


def _source(file: str, format_: str | None, identities: tuple[str, ...]) -> Source:
    name = infile.named(file)
    inner = sealing.inner(name)
    limit = formats.named(format_ or formats.of_file(inner, formats.readable())).limit
    data = infile.contents(file, sealing.at_most(limit))
    if sealing.is_sealed(data):
        data = secrets.opened(data, name, identities)
    format_ = format_ or formats.of_data(inner, data, formats.readable())
    return Source(name, data[: limit + 1], format_)


def _offers(source: Source) -> bool:
    return formats.named(source.format).proposes is not None


# --- What a file offers -------------------------------------------------------------------------


def _choose(
    context: CommandContext, source: Source, into: str | None, which: str | None, *, as_json: bool
) -> None:
    """List what a file offers, or take what was chosen of it."""
    offered = importing.offered(context.casework, source, context.pen())
    numbers = _numbers(which, len(offered)) if which is not None else []
    shown = {
        "dry_run": context.casework.is_trial,
        "offers": [{"number": n, "says": one.sentence} for n, one in enumerate(offered, 1)],
    }
    if as_json and (which is None or not offered):
        output.say_json({**shown, "taken": []})
    elif which is None:
        output.say(f"{n:>3}  {one.sentence}" for n, one in enumerate(offered, 1))
    if not offered:
        stderr.tell(f"{source.name} offers nothing that so-tui can take.")
        return
    if which is None:
        stderr.tell(
            "Nothing was taken. Take what belongs to a case with: "
            f"so-tui import {infile.typed(source.name)} {_read_as(source)}--case CASE "
            "--take NUMBERS"
        )
        return
    chosen: Sequence[Proposal] = [offered[n - 1] for n in numbers]
    page = context.case(into or "")
    if which.strip().casefold() == _ALL:
        # Where nothing fits, the first is tried all the same, and says why it does not.
        chosen = importing.fitting(context.casework, page.id, chosen, context.pen()) or chosen
        numbers = [n for n in numbers if offered[n - 1] in chosen]
    importing.take(context.casework, page.id, chosen, source.name, context.pen())
    if as_json:
        output.say_json({**shown, "taken": numbers})
    context.tell_whose()
    if context.casework.is_trial:
        stderr.tell("Tried only; nothing is changed. This is what would be taken:")
    for one in chosen:
        stderr.tell(one.sentence)
    if which.strip().casefold() == _ALL:
        for one in offered:
            if one not in chosen:
                stderr.tell(f"Left out, since it does not fit the case: {one.sentence}")
    context.tell_what_followed()


def _read_as(source: Source) -> str:
    """The option that says how to read a file, where neither its name nor what is in it does."""
    told = formats.of_data(sealing.inner(source.name), source.data, formats.readable())
    return "" if told == source.format else f"--format {source.format} "


def _numbers(which: str, count: int) -> list[int]:
    """The numbers that were chosen, each once. Raises UsageError, NotFoundError."""
    if which.strip().casefold() == _ALL:
        return list(range(1, count + 1))
    if not _NUMBERS.fullmatch(which):
        raise UsageError("Say which to take by their numbers, such as 1,3, or say all.")
    found = list(dict.fromkeys(int(one) for one in which.split(",")))
    if beyond := [n for n in found if n > count]:
        raise NotFoundError(
            f"There is no {beyond[0]} among what is offered, which is {counted(count, 'thing')}. "
            "Nothing was taken."
        )
    return found
