"""Commands that take care of the casebook: check, backup, restore and erase."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from so_tui.cli import output, progress, secrets, stderr
from so_tui.cli.arguments import words
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.outfile import deliver, place
from so_tui.cli.param_types import Named
from so_tui.cli.reading import json_option
from so_tui.core import dates
from so_tui.core.finding import listed
from so_tui.core.text import counted, ended
from so_tui.errors import (
    CasebookError,
    DamagedCasebookError,
    LookError,
    RefusedInputError,
    UsageError,
)
from so_tui.exchange import sealing

if TYPE_CHECKING:
    from so_tui.caretaking import Apart, Contents, Recovered

HALF_WAY = "See with so-tui check how the casebook stands; what was begun can be begun again."
"""What is said where one of these is stopped while it writes."""

_MARKS = {"well": "✓", "mind": "?", "damaged": "!"}
_SHOWN = 5
_SIZES = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB"))


@click.command("check")
@json_option
@pass_command_context
def check_command(context: CommandContext, as_json: bool) -> None:
    """Look whether the casebook and its backups are as they were written.

    Every checksum, every case, every change and every plan is looked at. Nothing is changed.
    It ends with 0 when all is well, and with 6 when something is damaged. It ends with 9 when
    the casebook works, but you should look at something.
    """
    from so_tui import caretaking

    _must_be_there(context)
    found = []
    region = context.settings.region
    for one in caretaking.check(context.path, context.today, region, progress.count):
        found.append(one)
        if not as_json:
            # At once: on a failing disk what was found so far must not wait for the rest.
            output.say([f"{_MARKS[one.state]} {one.sentence}"], goes_on=True)
    if as_json:
        output.say_json({"findings": [{"state": one.state, "says": one.sentence} for one in found]})
    if any(one.state == "damaged" for one in found):
        raise DamagedCasebookError(
            "The casebook is damaged. Nothing was changed. so-tui restore brings back the newest "
            "good state, and sets aside what is there."
        )
    if any(one.state == "mind" for one in found):
        raise LookError("The casebook works. Nothing was changed. Look at what is marked ?.")


@click.command("backup")
@click.option(
    "-o", "--output", "to", type=Named("path", is_a="file"),
    help="Write the casebook into one file.",
)  # fmt: skip
@secrets.lock_options
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
@pass_command_context
def backup_command(
    context: CommandContext,
    to: str | None,
    recipients: tuple[str, ...],
    by_passphrase: bool,
    force: bool,
) -> None:
    """Keep a backup now, or write the whole casebook into one file.

    Without -o it is kept with the others, beside the casebook. With -o everything goes into one
    TinyDB file; with --to or --passphrase it is encrypted, in the format of `age`. The place of
    what was written goes to standard output.
    """
    from so_tui import caretaking

    _must_stand(context)
    if to is None:
        if recipients or by_passphrase:
            raise UsageError(
                "--to and --passphrase are for a backup in a file. Name it with -o. The backups "
                "beside the casebook are as readable as that is. Nothing was written."
            )
        context.begun = "No case was changed. so-tui restore --list shows whether it was kept."
        kept = caretaking.back_up(context.path)
        context.done = "The backup is kept."
        what = caretaking.contents(kept)
        if what.fault:
            raise DamagedCasebookError(
                f"The backup {kept.name} is not as it was written: {what.fault}. "
                "Try again, or write one to another disk with so-tui backup -o FILE."
            )
        stderr.tell(f"Kept {_amount(what)} as {kept.name}, {_size(kept.size)}, and read it again.")
        output.say([str(kept.path)])
        return
    lock = secrets.lock(context, to, recipients, by_passphrase)
    data, what = caretaking.copy(context.path)
    if lock is not None:
        data = sealing.seal(data, lock)
    deliver(context, place(to), data, force=force, copy=True)
    stderr.tell(f"Wrote {_amount(what)}, {_size(len(data))}.")
    for said in secrets.told(lock, to, "restore"):
        stderr.tell(said)
    output.say([to])


@click.command("restore")
@click.argument("name", required=False, type=Named("name", is_a="backup"))
@click.option("--list", "listing", is_flag=True, help="Only list the backups there are.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@secrets.identity_option
@pass_command_context
def restore_command(
    context: CommandContext,
    name: str | None,
    listing: bool,
    yes: bool,
    identities: tuple[str, ...],
) -> None:
    """Bring back the newest good state, or an earlier one.

    Without a NAME, all that can be read of the casebook, its journal and its backups is put
    together. A NAME is that of a backup, or a file that so-tui backup -o wrote; where that is
    encrypted, its passphrase is asked for, or --identity names the key. What is there now is set
    aside, and never written over.
    """
    file = Path(name or "")
    is_file = not listing and bool(name) and _is_file(file)
    if not is_file:
        _must_be_there(context)
    if listing:
        _list(context)
    elif is_file:
        _offer_file(context, file, identities, yes=yes)
    else:
        offer(context, name or "", yes=yes)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _offer_file(
    context: CommandContext, file: Path, identities: tuple[str, ...], *, yes: bool
) -> None:
    """Say what is in a file with a whole casebook, and bring it back if agreed."""
    from so_tui import caretaking

    opened = secrets.opened_file(file, identities)
    found = caretaking.of_file(context.path, file, opened)
    there = caretaking.is_there(context.path)
    _offer(context, found, caretaking.apart(context.path, found) if there else None, yes=yes)


def _list(context: CommandContext) -> None:
    from so_tui import caretaking

    kept = caretaking.listed(context.path)
    if not kept:
        stderr.tell(f"No backup of {context.path} is kept yet. To keep one now: so-tui backup")
    for one in kept:
        what = caretaking.contents(one)
        moment = one.at.astimezone()
        said = f"damaged: {what.fault}" if what.fault else f"{_amount(what)}, as written"
        day = f"{dates.long(moment.date())} {moment:%H:%M}"
        output.say([f"{one.name}: {day}, {_size(one.size)}, {said}"])


def offer(context: CommandContext, name: str, *, yes: bool) -> None:
    """Say what can be brought back, of a backup or the newest there is, and do it if agreed.

    Raises UsageError when it is not agreed, and CasebookError.
    """
    from so_tui import caretaking

    found = caretaking.of_backup(context.path, name) if name else caretaking.newest(context.path)
    if found.well:
        stderr.tell(f"{_what(found)} It is as it was written, so there is nothing to bring back.")
        for note in found.notes:
            stderr.tell(note)
        stderr.tell("For an earlier state, name a backup; so-tui restore --list shows them.")
        return
    _offer(context, found, caretaking.apart(context.path, found) if name else None, yes=yes)


def _offer(context: CommandContext, found: Recovered, apart: Apart | None, *, yes: bool) -> None:
    from so_tui import caretaking

    stderr.tell(_what(found))
    for note in found.notes:
        stderr.tell(note)
    if found.missing:
        stderr.tell(f"Named by the cases, but in no history: {counted(found.missing, 'change')}.")
    if apart is not None:
        _tell_apart(apart)
    if not yes and not stderr.agreed("Bring this back? What is there now is set aside."):
        raise UsageError("Nothing was changed. Say --yes to bring it back without being asked.")
    context.begun = HALF_WAY
    aside = caretaking.bring_back(context.path, found, context.now())
    context.done = "The casebook is brought back."
    stderr.tell("Brought back." + "".join(f" Set aside: {one}." for one in aside))
    if aside:
        stderr.tell("Remove what was set aside when nothing is missed; it holds what it held.")


def _tell_apart(apart: Apart) -> None:
    for labels, said in (
        (apart.lacking, "Not in it"),
        (apart.other, "Other in it than now"),
        (apart.besides, "In it, and not there now"),
    ):
        if labels:
            more = f", and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else ""
            stderr.tell(ended(f"{said}: {', '.join(labels[:_SHOWN])}{more}"))
    stderr.tell(f"Made since, and not in it: {counted(apart.changes, 'change')}.")


def _must_be_there(context: CommandContext) -> None:
    from so_tui import caretaking

    if not caretaking.is_there(context.path):
        raise CasebookError(f"There is no casebook at {context.path}, and no backup of one.")


def _must_stand(context: CommandContext) -> None:
    from so_tui import caretaking

    if not caretaking.stands(context.path):
        raise CasebookError(f"There is no casebook at {context.path} yet.")


@click.command("join")
@click.argument("files", nargs=-1, metavar="[FILE...]", type=click.Path(path_type=Path))
@secrets.identity_option
@pass_command_context
def join_command(
    context: CommandContext, files: tuple[Path, ...], identities: tuple[str, ...]
) -> None:
    """Take in copies of the casebook, as sync tools leave them.

    Without a FILE, all that lie beside the casebook are taken in and set aside. What was changed
    apart is joined as in an import; what two people gave differently is kept, to be chosen.
    Taking the same copy in again changes nothing. `so-tui undo` takes back all that a copy brought.
    A FILE that is encrypted is opened as by so-tui import.
    """
    from so_tui import caretaking

    _must_stand(context)
    opened = {
        one: data for one in files if (data := secrets.opened_file(one, identities)) is not None
    }
    context.begun = HALF_WAY
    taken = caretaking.take_in(context.casework, context.path, files, context.pen(), opened)
    if not taken:
        stderr.tell("There is no copy of the casebook beside it.")
    stopped = next((one.stopped for one in taken if one.stopped), None)
    for one in taken:
        if one.fault:
            if one.stopped is not stopped or stopped is None:
                stderr.tell(one.fault)
            continue
        chosen = f" To choose in {counted(one.to_choose, 'case')}." if one.to_choose else ""
        said = f"Took in {counted(one.changes, 'change')} from {one.path.name}.{chosen}"
        stderr.tell(f"{said} It is kept as {one.kept}.")
        for what in one.said:
            stderr.tell(what)
        context.tell_of_offices(one.offices, one.said)
    context.done = "What could be taken in of the copies is saved."
    if stopped is not None:
        raise stopped
    if any(one.fault for one in taken):
        raise RefusedInputError("Not every copy could be taken in. Those were left as they are.")


@click.command("erase")
@words()
@click.option("--yes", is_flag=True, help="Do not ask for the label.")
@click.option("--drop-damaged", is_flag=True, help="Remove backups that cannot be read.")
@click.option("--in-copies", is_flag=True, help="Erase it in copies beside the casebook, too.")
@pass_command_context
def erase_command(
    context: CommandContext, case: str, yes: bool, drop_damaged: bool, in_copies: bool
) -> None:
    """Erase one case for good, from the history and the backups too.

    This cannot be undone. To put a case away, use so-tui case archive. A damaged backup cannot
    be looked into; it is left and named, unless --drop-damaged is given. Copies that a sync tool
    left beside the casebook are named where they hold the case. With --in-copies it is erased
    there, too, if they are as so-tui wrote them.
    """
    from so_tui import caretaking

    page = context.case_to_part_with(
        case, find=lambda words: caretaking.to_erase(context.casework, words)
    )
    label = page.value.label
    if not in_copies and (there := caretaking.copies_with(context.path, page.id)):
        names = listed(one.path.name for one in there)
        stderr.tell(
            f"Copies beside the casebook hold {label}, too: {names}. --in-copies erases it there."
        )
    if not yes:
        stderr.tell(
            f"This erases {label} from the casebook, its history and every backup, for good."
        )
        if not stderr.at_terminal() or stderr.ask("label of the case, to be sure") != label:
            raise UsageError("Nothing was erased. The label was not given, or another one was.")
    context.begun = HALF_WAY
    erased = caretaking.erase(context.path, page.id, drop_damaged=drop_damaged, in_copies=in_copies)
    context.done = "The case is erased."
    stderr.tell(f"Erased from the casebook, its history and {counted(erased.backups, 'backup')}.")
    if erased.drafts:
        stderr.tell(f"Removed too: {counted(erased.drafts, 'draft')} of it.")
    if erased.dropped:
        stderr.tell(f"Removed, since they could not be read: {counted(erased.dropped, 'backup')}.")
    if erased.copies:
        many = "a copy" if erased.copies == 1 else f"{erased.copies} copies"
        stderr.tell(f"Erased too in {many} beside the casebook.")
    for copy in erased.holding:
        stderr.tell(
            f"{copy.path} is a copy such as {copy.by} leaves, and still holds the case. With "
            "so-tui join the case would come back. Remove the copy yourself."
        )
    for one in erased.left:
        stderr.tell(f"{one} may still hold the case, and was left as it is. Remove it yourself.")
    stderr.tell(
        "These cannot be reached from here: case files that were exported; copies made with "
        "so-tui backup -o; casebooks of others who took the case in; backups the system makes; "
        "what the disk keeps of removed files."
    )


def _what(found: Recovered) -> str:
    cases, changes = counted(len(found.cases), "case"), counted(found.changes, "change")
    last = ""
    if found.last is not None:
        moment = found.last.astimezone()
        last = f", the newest of {dates.long(moment.date())} {moment:%H:%M}"
    return f"From {found.source}: {cases} and {changes}{last}."


def _amount(what: Contents) -> str:
    return f"{counted(what.cases, 'case')} and {counted(what.changes, 'change')}"


def _size(count: int) -> str:
    for unit, name in _SIZES:
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count} bytes"
