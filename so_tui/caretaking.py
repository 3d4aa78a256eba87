"""The use cases of care: check, back up, bring back, erase. For casebooks that may be damaged."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from so_tui.casework import Casework
from so_tui.core.changes import Change, Pen, conflicts
from so_tui.core.finding import find_case
from so_tui.core.joining import joined
from so_tui.core.office_changes import OfficeChange
from so_tui.core.pages import CasePage, as_case
from so_tui.core.standing import missing
from so_tui.core.tally import Progress, Tally, nobody
from so_tui.core.text import clean, counted
from so_tui.errors import CasebookError, NotFoundError, SoTuiError
from so_tui.known_offices import changed_since, known_to
from so_tui.store import backups, copies, disk, erasing
from so_tui.store.backups import Backup
from so_tui.store.casebook import Casebook
from so_tui.store.contents import Apart, Contents
from so_tui.store.contents import apart as apart_from
from so_tui.store.contents import contents as look_into
from so_tui.store.copies import Copy
from so_tui.store.erasing import Erased
from so_tui.store.interface import Written
from so_tui.store.repair import checking, recovery
from so_tui.store.repair.checking import Finding
from so_tui.store.repair.recovery import Recovered

__all__ = [
    "Apart", "Backup", "Contents", "Erased", "Finding", "Recovered", "TakenIn", "apart", "back_up",
    "bring_back", "check", "contents", "copies_with", "copy", "erase", "is_there", "join", "listed",
    "newest", "of_backup", "of_file", "stands", "take_in", "to_erase",
]  # fmt: skip


def check(
    path: Path, today: dt.date, region: str = "US", progress: Progress = nobody
) -> Iterator[Finding]:
    """Look through a casebook and what belongs to it, and compute the plan of every case.

    `region`: whose closed days the plans count with. `progress` is told how many documents,
    changes and plans were looked at. Changes nothing on the disk.
    """
    damaged, tally = False, Tally(progress)
    for one in checking.check(path, tally):
        damaged = damaged or one.state == "damaged"
        yield one
    if not damaged:
        yield from _plans(Casework.open(path, region=region, sparing=True), today, tally)
    tally.end()


def _plans(work: Casework, today: dt.date, tally: Tally) -> Iterator[Finding]:
    made = 0
    failed: list[tuple[str, str, str]] = []
    for id_ in tally.each(work.snapshot.pages.ids("cases")):
        try:
            page = work.case_anew(id_)
        except NotFoundError:
            continue  # it was removed
        try:
            work.plan_anew(page, today)
        except (SoTuiError, ArithmeticError, LookupError, TypeError, ValueError) as fault:
            # What a plan stumbles over must not keep the others from being looked at.
            label = page.value.label
            said = f"No plan can be made for {label} ({type(fault).__name__}). "
            said += "What was saved of it is all there: see so-tui show and so-tui history."
            failed.append((label.casefold(), id_, said))
        else:
            made += 1
        if missing(page.value, work.snapshot.pages):
            said = f"{page.value.label} names an office that was removed. "
            said += "The next change to the case puts it right."
            failed.append((page.value.label.casefold(), id_, said))
    yield from (Finding(state="mind", sentence=said) for _, _, said in sorted(failed))
    yield Finding(state="well", sentence=f"Plans were made for {counted(made, 'case')}.")


def is_there(path: Path) -> bool:
    """Whether anything of a casebook lies at a path: itself, its journal or backups of it."""
    path = disk.real(path)
    return bool(recovery.seen(path) or backups.listed(path))


def stands(path: Path) -> bool:
    """Whether the casebook itself lies at a path. Raises CasebookError."""
    return bool(disk.signature(disk.real(path)))


def back_up(path: Path) -> Backup:
    """Fold the casebook and keep a backup of it now. Raises CasebookError."""
    return Casebook(path).back_up()


def contents(one: Backup) -> Contents:
    """What is in a backup, and whether it is as it was written."""
    return look_into(one)


def copy(path: Path) -> tuple[bytes, Contents]:
    """All of a casebook as the bytes of one TinyDB file, and what is in it.

    Raises CasebookError, also when the casebook is damaged.
    """
    found = recovery.newest(path)
    if not found.well:
        raise CasebookError(
            f"{found.notes[0]} Nothing was written. Bring the casebook in order with "
            "so-tui restore."
        )
    data = recovery.whole(replace(found.about, folded=None), found.tables)
    return data, Contents(cases=len(found.cases), changes=found.changes)


def listed(path: Path) -> list[Backup]:
    """The backups of a casebook, newest first. Raises CasebookError."""
    return backups.listed(disk.real(path))


def newest(path: Path) -> Recovered:
    """The newest good state there is. Raises CasebookError, also when there is none."""
    found = recovery.newest(path)
    if not (found.well or found.tables["cases"] or found.changes):
        raise CasebookError(
            f"Nothing can be brought back of {path}: neither it nor its journal nor a backup can "
            "be read. Nothing was changed. Look for a copy on another disk."
        )
    return found


def apart(path: Path, found: Recovered) -> Apart:
    """How a state differs from the newest there is. Raises CasebookError."""
    return apart_from(found, recovery.newest(path))


def of_backup(path: Path, name: str) -> Recovered:
    """The state of one backup. Raises CasebookError."""
    return recovery.of_backup(path, name)


def of_file(path: Path, file: Path, opened: bytes | None = None) -> Recovered:
    """The state in a file that `copy` made; `opened` is what is in it, where it is encrypted.

    Raises CasebookError.
    """
    return recovery.of_file(path, file, opened)


def bring_back(path: Path, found: Recovered, at: dt.datetime) -> list[Path]:
    """Put a state in the place of the casebook; returns the files that were set aside.

    `at`: now, in UTC. Raises CasebookError with the casebook as it was.
    """
    return recovery.restore(path, found, at)


class TakenIn(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a copy: how many changes came in from it, in how many cases there is now
    something to choose, where it is kept now, and why nothing came in, if that is so."""

    path: Path
    changes: int = 0
    to_choose: int = 0
    kept: Path | None = None
    said: tuple[str, ...] = ()
    """What followed from it, in sentences."""
    offices: tuple[OfficeChange, ...] = ()
    """What it changed of offices that are known here."""
    fault: str = ""
    stopped: SoTuiError | None = None
    """What kept the casebook from taking in a copy that is whole."""


def take_in(
    work: Casework,
    path: Path,
    files: Sequence[Path],
    pen: Pen,
    opened: Mapping[Path, bytes] | None = None,
) -> list[TakenIn]:
    """Join what copies of the casebook hold into it, by the rule for changes made apart.

    `files`: which ones; those that lie beside the casebook when there are none. These are set
    aside afterwards, since nothing in them lacks any more; others stay where they are. `opened`:
    what is in those that are encrypted. What one brings is one change in the history, as an
    import's, and can be undone as one. Raises CasebookError.
    """
    found = [one.path for one in copies.beside(path)]
    # Journals continue a casebook, which may be a copy as well.
    each = sorted(files or found, key=lambda one: (".journal" in one.name, one.name))
    inside = opened or {}
    return [
        _taken_in(work, disk.real(path), one, inside.get(one), pen, aside=one in found)
        for one in each
    ]


def _taken_in(
    work: Casework, path: Path, copy: Path, opened: bytes | None, pen: Pen, *, aside: bool
) -> TakenIn:
    try:
        changes = copies.changes_in(copy, opened)
    except SoTuiError as fault:
        return TakenIn(path=copy, fault=fault.sentence)
    try:
        came = join(work, changes, copy.name, pen)
    except SoTuiError as fault:
        return TakenIn(path=copy, fault=fault.sentence, stopped=fault)
    pages = [came.written.pages[key] for key in came.written.touched]
    return TakenIn(
        path=copy,
        changes=came.new,
        said=work.said,
        offices=came.offices,
        to_choose=sum(1 for page in pages if page.kind == "cases" and conflicts(page)),
        kept=recovery.put_aside(path, copy, pen.now) if aside else copy,
    )


class Joined(NamedTuple):
    """What came of another casebook: how many changes were new, what was written, and what is
    other now of offices."""

    new: int
    written: Written
    offices: tuple[OfficeChange, ...]


def join(work: Casework, changes: Iterable[Change], name: str, pen: Pen) -> Joined:
    """Take the changes of another casebook in, whose name is told. Raises SoTuiError."""
    here = {one.id: one for one in work.history()}
    # What is here keeps its place in the history, and did not come with any import elsewhere.
    placed = [
        replace(one, counter=here[one.id].counter if one.id in here else one.counter)
        for one in _apart(changes, here)
    ]
    placed.sort(key=lambda one: (not one.counter, one.stamp))
    edits = tuple(joined(placed, {id_: one.pages for id_, one in here.items()}))
    mine = [Change(
        id=pen.new_id(), actor=pen.actor, at=pen.now, verb="join", edits=edits,
        sentence=f"Joined {clean(name)}",
    )] if edits else []  # fmt: skip
    work.refresh()
    before = known_to(work, placed)
    written = work.write([*placed, *mine], again=True)
    new = len({one.id for one in placed} - here.keys())
    return Joined(new, written, changed_since(work, before, pen))


def _apart(changes: Iterable[Change], here: Mapping[str, Change]) -> Iterator[Change]:
    """Changes without what their imports brought to pages that had it here already."""
    for change in changes:
        edits = [
            replace(edit, over=tuple(
                id_ for id_ in edit.over
                # What is here of a change already says what it brought here.
                if change.id not in here
                and (id_ not in here or edit.page not in here[id_].pages)
            )) if edit.op == "join" else edit
            for edit in change.edits
        ]  # fmt: skip
        kept = tuple(edit for edit in edits if edit.op != "join" or edit.over)
        if kept or not change.edits:
            yield replace(change, edits=kept)


def to_erase(work: Casework, words: str) -> CasePage:
    """The case that words name, also one whose beginning was undone: it is still on the disk.

    Raises NotFoundError.
    """
    try:
        return work.find(words)
    except NotFoundError:
        pages = work.snapshot.pages.values()
        removed = [as_case(page) for page in pages if page.kind == "cases" and page.removed]
        with contextlib.suppress(NotFoundError):
            return find_case(removed, words)
        raise


def copies_with(path: Path, case: str) -> list[Copy]:
    """The copies beside a casebook that hold the case with an id, or that cannot be read."""
    return erasing.holding(path, case)


def erase(path: Path, case: str, *, drop_damaged: bool = False, in_copies: bool = False) -> Erased:
    """Erase the case with an id from the casebook and all its backups.

    `drop_damaged`: remove those backups that cannot be read. `in_copies`: erase it in whole
    copies beside the casebook, too. Raises SoTuiError.
    """
    return erasing.erase(path, case, drop_damaged=drop_damaged, in_copies=in_copies)
