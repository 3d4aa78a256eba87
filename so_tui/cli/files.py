"""Commands for files: import, export, and where everything lies."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from so_tui.cli import output, stderr
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.outfile import put
from so_tui.cli.param_types import ParamType, matching
from so_tui.cli.reading import json_option
from so_tui.errors import NotFoundError, RefusedInputError, UsageError
from so_tui.exchange import formats


class _Format(ParamType):
    """One of the formats that can be written."""

    name = "format"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """All that can stand here."""
        return f"[{'|'.join(formats.writable())}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name of the format."""
        found = matching(value, (one.replace("-", "_") for one in formats.writable()))
        if found is None:
            self.fail(f"“{value}” is none of these: {', '.join(formats.writable())}.", param, ctx)
        return found.replace("_", "-")


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@pass_command_context
def import_command(context: CommandContext, files: tuple[str, ...]) -> None:
    """Take in case files; `-` stands for standard input.

    All files are checked first, then all are taken in at once, or none. Importing the same file
    again changes nothing.
    """
    read = [(_name(file), _bytes(file)) for file in files]
    imported = context.casework.import_(read, context.pen())
    for note in imported.notes:
        stderr.tell(note)
    for id_ in imported.cases:
        case = context.casework.case(id_).value
        what = "Took in" if id_ in imported.new else "Nothing new in"
        stderr.tell(f"{what} {case.label} ({id_}).")


def _name(file: str) -> str:
    return "standard input" if file == "-" else Path(file).name


def _bytes(file: str) -> bytes:
    """The bytes of an input, one more than may be taken in at most."""
    from so_tui.exchange.strict import MAX_BYTES

    if file == "-":
        stderr.take_stdin("a case file")
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        # A pipe without a writer would hold the command for ever; it is refused instead.
        opened = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(opened, "rb") as data:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                raise RefusedInputError(f"{_name(file)} was not taken in: it is not a file.")
            return data.read(MAX_BYTES + 1)
    except (OSError, ValueError) as fault:
        why = (fault.strerror if isinstance(fault, OSError) else None) or "it cannot be read"
        raise RefusedInputError(
            f"{_name(file)} was not taken in: {why[0].lower()}{why[1:]}. Check its name."
        ) from None


@click.command("export")
@click.argument("cases", nargs=-1, metavar="[CASE]...")
@click.option("--all", "everyone", is_flag=True, help="Every case of the casebook.")
@click.option("-o", "--output", "to", metavar="PATH", help="The file to write.")
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
@click.option("--no-history", is_flag=True, help="Leave out who changed what, and when.")
@click.option(
    "--format", "format_", type=_Format(), help="What to write; told by PATH's ending if left out."
)
@pass_command_context
def export_command(
    context: CommandContext,
    cases: tuple[str, ...],
    everyone: bool,
    to: str | None,
    force: bool,
    no_history: bool,
    format_: str | None,
) -> None:
    """Write cases, with the offices they name, into a case file.

    Without -o it goes to standard output. A file is made readable by you alone, and a file that
    is there is only written over with --force.
    """
    ids = list(_chosen(context, cases, everyone))
    format_ = format_ or formats.of_file(to or "", formats.writable())
    data = context.casework.export(ids, history=not no_history, format_=format_)
    if to in (None, "-"):
        output.send(data)
        return
    path = Path(str(to))
    put(path, data, force=force, casebooks=context.casebooks)
    context.done = f"The file {path} is written."
    count = "1 case" if len(ids) == 1 else f"{len(ids)} cases"
    stderr.tell(f"Wrote {count} into {path}. The file is not encrypted.")


def _chosen(context: CommandContext, cases: tuple[str, ...], everyone: bool) -> Iterable[str]:
    if everyone and cases:
        raise UsageError("Name cases, or say --all, but not both. Nothing was written.")
    if not everyone:
        return dict.fromkeys(context.case(words).id for words in cases or ("",))
    pages = context.casework.cases()
    if not pages:
        raise NotFoundError("There is no case to export yet. Begin one with: so-tui new")
    return [page.id for page in pages]


@click.command("locate")
@json_option
@pass_command_context
def locate_command(context: CommandContext, as_json: bool) -> None:
    """Say where the casebook, the settings and the log of errors lie."""
    from so_tui import locations

    found = {
        "casebook": context.path,
        "settings": locations.settings_file(),
        "errors": locations.faults_log(),
    }
    if as_json:
        shown = {name: {"path": str(path), "exists": path.exists()} for name, path in found.items()}
        output.say_json(shown)
        return
    output.say(
        f"{name}: {path}{'' if path.exists() else ' (not there yet)'}"
        for name, path in found.items()
    )
