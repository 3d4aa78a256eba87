"""Commands that take care of the casebook: check, backup, restore and erase."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from so_tui.cli import output, talk
from so_tui.cli.edge import Edge, pass_edge
from so_tui.cli.outfile import put
from so_tui.cli.reading import json_option
from so_tui.cli.words import words
from so_tui.core import dates
from so_tui.core.text import counted
from so_tui.errors import DamagedCasebookError, NotFoundError, UsageError

if TYPE_CHECKING:
    from so_tui.caretaking import Recovered

_SIZES = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB"))


@click.command("check")
@json_option
@pass_edge
def check_command(edge: Edge, as_json: bool) -> None:
    """Look whether the casebook and its backups are as they were written.

    Every checksum, every case, every change and every plan is looked at. Nothing is changed.
    """
    from so_tui import caretaking

    found = list(caretaking.check(edge.path, edge.today, edge.settings.region))
    if as_json:
        output.say_json({"findings": [{"state": one.state, "says": one.sentence} for one in found]})
    else:
        marks = {"well": "✓", "mind": "?", "damaged": "!"}
        output.say(f"{marks[one.state]} {one.sentence}" for one in found)
    if any(one.state == "damaged" for one in found):
        raise DamagedCasebookError(
            "The casebook is damaged. Nothing was changed. so-tui restore brings back the newest "
            "good state, and sets aside what is there."
        )


@click.command("backup")
@click.option("-o", "--output", "to", metavar="PATH", help="Write the casebook into one file.")
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
@pass_edge
def backup_command(edge: Edge, to: str | None, force: bool) -> None:
    """Keep a backup now, or write the whole casebook into one file.

    Without -o it is kept with the others, beside the casebook; its place goes to standard
    output. With -o everything goes into one TinyDB file, which is not encrypted.
    """
    from so_tui import caretaking

    if not edge.path.exists():
        raise NotFoundError(f"There is no casebook at {edge.path} yet.")
    if to is not None:
        put(Path(to), caretaking.copy(edge.path), force=force)
        talk.tell(f"Wrote the casebook into {to}. The file is not encrypted.")
        return
    kept = caretaking.back_up(edge.path)
    talk.tell(f"Kept {kept.name}, {_size(kept.size)}.")
    output.say([str(kept.path)])


@click.command("restore")
@click.argument("name", required=False)
@click.option("--list", "listing", is_flag=True, help="Only list the backups there are.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_edge
def restore_command(edge: Edge, name: str | None, listing: bool, yes: bool) -> None:
    """Bring back the newest good state, or an earlier one.

    Without a NAME, all that can be read of the casebook, its journal and its backups is put
    together. What is there now is set aside, and never written over.
    """
    from so_tui import caretaking

    if listing:
        output.say(
            f"{one.name}: {dates.long(one.at.astimezone().date())} {one.at.astimezone():%H:%M}, "
            f"{_size(one.size)}"
            for one in caretaking.listed(edge.path)
        )
        return
    offer(edge, name or "", yes=yes)


def offer(edge: Edge, name: str, *, yes: bool) -> None:
    """Say what can be brought back, of a backup or the newest there is, and do it if agreed.

    Raises UsageError when it is not agreed, and CasebookError.
    """
    from so_tui import caretaking

    found = caretaking.of_backup(edge.path, name) if name else caretaking.newest(edge.path)
    talk.tell(_what(found))
    for note in found.notes:
        talk.tell(note)
    if found.missing:
        talk.tell(f"Named by the cases, but in no history: {counted(found.missing, 'change')}.")
    if not yes and not talk.agreed("Bring this back? What is there now is set aside."):
        raise UsageError("Nothing was changed. Say --yes to bring it back without being asked.")
    aside = caretaking.bring_back(edge.path, found, edge.now())
    talk.tell("Brought back." + "".join(f" Set aside: {one}." for one in aside))


@click.command("erase")
@words()
@click.option("--yes", is_flag=True, help="Do not ask for the label.")
@pass_edge
def erase_command(edge: Edge, case: str, yes: bool) -> None:
    """Erase one case for good, from the history and the backups too.

    This cannot be undone. To put a case away, use so-tui case archive.
    """
    from so_tui import caretaking

    page = edge.case(case)
    label = page.value.label
    if not yes:
        talk.tell(f"This erases {label} from the casebook, its history and every backup, for good.")
        if not talk.at_terminal() or talk.ask("label of the case, to be sure") != label:
            raise UsageError("Nothing was erased. The label was not given, or another one was.")
    erased = caretaking.erase(edge.path, page.id)
    talk.tell(f"Erased from the casebook, its history and {counted(erased.backups, 'backup')}.")
    if erased.drafts:
        talk.tell(f"Removed too: {counted(erased.drafts, 'draft')} of it.")
    for one in erased.left:
        talk.tell(f"{one} may still hold the case, and was left as it is. Remove it yourself.")
    talk.tell(
        "What cannot be reached from here: case files that were exported, casebooks of others who "
        "took it in, backups the system makes, and what the disk keeps of removed files."
    )


def _what(found: Recovered) -> str:
    cases, changes = counted(len(found.cases), "case"), counted(found.changes, "change")
    last = ""
    if found.last is not None:
        moment = found.last.astimezone()
        last = f", the newest of {dates.long(moment.date())} {moment:%H:%M}"
    return f"From {found.source}: {cases} and {changes}{last}."


def _size(count: int) -> str:
    for unit, name in _SIZES:
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count} bytes"
