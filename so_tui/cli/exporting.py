"""The command that writes cases into files."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

import click

from so_tui import sharing
from so_tui.cli import output, secrets, stderr
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.format_type import FormatName
from so_tui.cli.outfile import deliver, place
from so_tui.cli.param_types import Code, Named, spoken
from so_tui.core.changes import CasePage
from so_tui.core.finding import find_case
from so_tui.errors import NotFoundError, UsageError
from so_tui.exchange import formats, sealing
from so_tui.sharing import Reader


def _format_options(command: Any) -> Any:
    """A command with an option for each thing that can be asked of a format."""
    for name, (option, among) in reversed(formats.options().items()):
        flag = f"--{spoken(name)}"
        help_ = f"{option.sentence} For {', '.join(among)}."
        if option.choices:
            chosen = click.Choice(option.choices, case_sensitive=False)
            command = click.option(flag, name, type=chosen, help=help_)(command)
        else:
            command = click.option(flag, name, is_flag=True, default=None, help=help_)(command)
    return command


@click.command("export")
@click.argument("cases", nargs=-1, metavar="[CASE]...", type=Named("case"))
@click.option("--all", "everyone", is_flag=True, help="Every case of the casebook.")
@click.option("-o", "--output", "to", type=Named("path", is_a="file"), help="The file to write.")
@secrets.lock_options
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
@click.option("--no-history", is_flag=True, help="Leave out who changed what, and when.")
@click.option(
    "--for",
    "reader",
    type=Code(Reader),
    help="For the family: without the history, and without notes of calls that others logged.",
)
@click.option(
    "--format",
    "format_",
    type=FormatName("writable"),
    help="What to write; told by PATH's ending if left out.",
)
@_format_options
@pass_command_context
def export_command(
    context: CommandContext,
    cases: tuple[str, ...],
    everyone: bool,
    to: str | None,
    recipients: tuple[str, ...],
    by_passphrase: bool,
    force: bool,
    no_history: bool,
    reader: Reader | None,
    format_: str | None,
    **options: Any,
) -> None:
    """Write cases, with the offices they name, into a file.

    With --to or --passphrase the file is encrypted, in the format of `age`: only who has the key
    or the passphrase can read it. A passphrase that is lost cannot be had back.

    Without -o it goes to standard output. A file is made readable by you alone, and a file that
    is there is only written over with --force. A case that was removed goes
    along with --all, or when it is named; so it is removed elsewhere, too.
    """
    format_ = format_ or formats.of_file(sealing.inner(to or ""), formats.writable())
    written = formats.named(format_)
    history = not no_history and reader is None
    goes_along = history and (written.whole or written.removals)
    ids = list(_chosen(context, cases, everyone, removed=goes_along))
    _tell_of_ending(to, written)
    asked = _asked(format_, options)
    lock = secrets.lock(context, to, recipients, by_passphrase)
    data = sharing.export(
        context.casework,
        ids,
        context.pen(),
        history=history,
        reader=reader,
        format_=format_,
        asked=asked,
    )
    context.tell_whose()
    if lock is not None:
        data = [sealing.seal(data, lock)]
    if to in (None, "-"):
        for piece in data:
            output.send(piece)
        return
    path = place(str(to))
    deliver(context, path, data, force=force)
    count = "1 case" if len(ids) == 1 else f"{len(ids)} cases"
    stderr.tell(f"Wrote {count} into {path}.")
    for said in secrets.told(lock, str(path), "import"):
        stderr.tell(said)
    gone = [page.value.label for page in sharing.removed(context.casework) if page.id in ids]
    if gone and written.whole:
        more = f" and {len(gone) - 5} more" if len(gone) > 5 else ""
        stderr.tell(
            f"Among them, with its history, what is removed here: {', '.join(gone[:5])}{more}. So "
            "it is removed where the file is imported. To leave it out, "
            f"{'do not name it' if cases else 'name the cases to export'}."
        )


def _tell_of_ending(to: str | None, written: formats.Format) -> None:
    """Say what a file is whose name looks like another's."""
    ending = PurePath(sealing.inner(to or "")).suffix.casefold()
    if ending and ending not in written.endings:
        stderr.tell(
            f"The name ends in {ending}, and what is in it is a file that ends in "
            f"{written.endings[0]}. --format writes another."
        )


def _asked(format_: str, options: Mapping[str, Any]) -> dict[str, str]:
    """What was asked of a format. Raises UsageError for what it does not know."""
    known = {one.name for one in formats.named(format_).options}
    given = {name: value for name, value in options.items() if value is not None}
    for name in given:
        if name not in known:
            among = ", ".join(formats.options()[name][1])
            raise UsageError(
                f"--{spoken(name)} is for {among}, and this is {format_}. Nothing was written."
            )
    return {name: "yes" if value is True else str(value) for name, value in given.items()}


def _chosen(
    context: CommandContext, cases: tuple[str, ...], everyone: bool, removed: bool
) -> Iterable[str]:
    """The cases to export, by id. `removed`: also those whose removal can go along."""
    if everyone and cases:
        raise UsageError("Name cases, or say --all, but not both. Nothing was written.")
    if not everyone:
        found = (_named(context, words, removed) for words in cases or ("",))
        return dict.fromkeys(page.id for page in found)
    ids = [*context.casework.labels()]
    ids += [page.id for page in sharing.removed(context.casework)] if removed else []
    if not ids:
        raise NotFoundError("There is no case to export yet. Begin one with: so-tui new")
    return ids


def _named(context: CommandContext, words: str, removed: bool) -> CasePage:
    """The case that words name, be it one whose removal is to go along."""
    try:
        return context.case(words)
    except NotFoundError:
        if not removed or not words:
            raise
        gone = sharing.removed(context.casework)
        with contextlib.suppress(NotFoundError):
            return find_case(gone, words)
        raise
