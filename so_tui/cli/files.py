"""Commands for files: import, export, and where everything lies."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from so_tui import sharing
from so_tui.cli import output, stderr
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.outfile import deliver, place
from so_tui.cli.param_types import ParamType, matching
from so_tui.cli.reading import json_option
from so_tui.core import conflict_words
from so_tui.core.changes import CasePage
from so_tui.core.finding import find_case, is_taken
from so_tui.core.text import capital, shortened
from so_tui.errors import NotFoundError, RefusedInputError, UsageError
from so_tui.exchange import formats

if TYPE_CHECKING:
    from so_tui.sharing import Imported


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
@click.option("--bring-back", is_flag=True, help="Bring back cases that were removed here.")
@json_option
@pass_command_context
def import_command(
    context: CommandContext, files: tuple[str, ...], bring_back: bool, as_json: bool
) -> None:
    """Take in case files; `-` stands for standard input.

    All files are checked first, then all are taken in at once, or none. `so-tui undo` takes all
    of it back. Importing the same file again changes nothing. A case that was removed here stays
    so, unless the file has something that the removal did not know.
    """
    read = [(_name(file), _bytes(file)) for file in files]
    imported = sharing.import_(context.casework, read, context.pen(), bring_back=bring_back)
    for note in imported.notes:
        stderr.tell(note)
    taken = [_Taken(context, imported, id_, bring_back=bring_back) for id_ in imported.cases]
    if as_json:
        output.say_json({
            "cases": [one.shape() for one in taken],
            "offices": [msgspec.to_builtins(one) for one in imported.offices],
        })  # fmt: skip
    for one in taken:
        stderr.tell(one.sentence())
        if one.is_new and not one.page.removed:
            twins = context.casework.labeled(one.page.value.label)
            stderr.tell(is_taken(twins, one.page.value.label, one.page.id))
    context.tell_what_followed()
    context.tell_of_offices(imported.offices, context.casework.said)


class _Taken:
    """What an import did to one case."""

    def __init__(
        self, context: CommandContext, imported: Imported, id_: str, *, bring_back: bool
    ) -> None:
        self.page = context.casework.joined_page(id_)
        self.is_new = id_ in imported.new
        self.was_removed = id_ in imported.removed
        self._was_gone = id_ in imported.gone
        self._was_undone = id_ in imported.undone
        self._by_force = bring_back
        # Its id only tells it from another case of that label.
        alone = len(context.casework.labeled(self.page.value.label)) < 2
        self._apart = "" if alone else f" ({id_[:8]})"
        self.conflicts = 0 if self.page.removed else len(context.casework.conflicts(self.page))

    def shape(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "id": self.page.id,
            "label": self.page.value.label,
            "new": self.is_new,
            "removed": self.page.removed,
            "conflicts": self.conflicts,
        }

    def sentence(self) -> str:
        """In words."""
        name = f"{shortened(self.page.value.label)}{self._apart}"
        if self.page.removed and self.was_removed and self.is_new and not self._was_gone:
            return f"Removed {name}, as the file says."
        if self.page.removed and self.was_removed:
            return f"Nothing new in {name}: it is removed."
        if self.page.removed and self._was_undone:
            return (
                f"{name} stays out: its import was undone here, and nothing in the file is newer. "
                "Take it in again with: so-tui import --bring-back FILE"
            )
        if self.page.removed:
            return (
                f"{name} stays removed: nothing in the file is newer than its removal here. "
                "Bring it back with: so-tui import --bring-back FILE"
            )
        said = f"{'Took in' if self.is_new else 'Nothing new in'} {name}."
        if self._was_undone:
            said += " Its import had been undone here."
        elif self._was_gone:
            why = "" if self._by_force else ": it was changed elsewhere apart from that"
            said += f" {name} was removed here and is back{why}."
        if self.was_removed:
            said += " It was removed elsewhere, and stays: it was changed here apart from that."
        if self.conflicts:
            said += (
                f" {capital(conflict_words.told(self.conflicts))}: "
                f"so-tui conflicts {self.page.id[:8]}"
            )
        return said


def _name(file: str) -> str:
    return "standard input" if file == "-" else file


def _at_home(file: str) -> Path:
    """The path that was typed, with `~` in its beginning taken for a home. Raises OSError."""
    try:
        return Path(file).expanduser()
    except RuntimeError:
        raise OSError(errno.ENOENT, "nothing says where that home is") from None


def _bytes(file: str) -> bytes:
    """The bytes of an input, one more than may be taken in at most."""
    from so_tui.exchange.strict import MAX_BYTES

    if file == "-":
        stderr.take_stdin("a case file")
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        # A pipe without a writer would hold the command for ever; it is refused instead.
        opened = os.open(_at_home(file), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
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
    is there is only written over with --force. A case that was removed goes
    along with --all, or when it is named; so it is removed elsewhere, too.
    """
    ids = list(_chosen(context, cases, everyone, removed=not no_history))
    format_ = format_ or formats.of_file(to or "", formats.writable())
    data = sharing.export(context.casework, ids, history=not no_history, format_=format_)
    context.tell_whose()
    if to in (None, "-"):
        output.send(data)
        return
    path = place(str(to))
    deliver(context, path, data, force=force)
    count = "1 case" if len(ids) == 1 else f"{len(ids)} cases"
    stderr.tell(f"Wrote {count} into {path}. The file is not encrypted.")
    gone = [page.value.label for page in sharing.removed(context.casework) if page.id in ids]
    if gone:
        more = f" and {len(gone) - 5} more" if len(gone) > 5 else ""
        stderr.tell(
            f"Among them, with its history, what is removed here: {', '.join(gone[:5])}{more}. So "
            "it is removed where the file is imported. To leave it out, "
            f"{'do not name it' if cases else 'name the cases to export'}."
        )


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


@click.command("locate")
@json_option
@pass_command_context
def locate_command(context: CommandContext, as_json: bool) -> None:
    """Say where the casebook, the settings and the log of errors lie.

    It names the system's settings, too, and what is locked in them. What of your own settings
    is not followed for that is said.
    """
    from so_tui import locations

    found = {
        "casebook": context.named,
        "settings": locations.settings_file(),
        "system": locations.administered_file(),
        "errors": locations.faults_log(),
    }
    there = {name: os.path.lexists(path) for name, path in found.items()}
    if as_json:
        shown = {
            name: {"path": str(path), "exists": there[name]}
            | ({"locked": list(context.in_force.locked)} if name == "system" else {})
            for name, path in found.items()
        }
        output.say_json(shown)
    else:
        output.say(
            f"{name}: {path}{'' if there[name] else ' (not there yet)'}"
            for name, path in found.items()
        )
        if context.in_force.locked:
            output.say([f"locked: {', '.join(context.in_force.locked)}"])
    stderr.tell(context.in_force.notice)
    _ = context.path  # told last: where it lies, and that it may not
