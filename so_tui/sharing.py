"""Cases shared in files: what goes out, what comes in, and which removals travel with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from so_tui.casework import Casework
from so_tui.core.changes import CasePage, Change, Edit, Pen
from so_tui.core.joining import (
    as_they_stand,
    brought_back,
    discreet,
    importing,
    joined,
    linked,
)
from so_tui.core.office_changes import OfficeChange
from so_tui.core.pages import as_case
from so_tui.core.tally import Tally
from so_tui.core.text import clean, counted
from so_tui.core.undoing import imports_undone
from so_tui.errors import NotAllowedError

if TYPE_CHECKING:
    from so_tui.exchange.casefile import CaseFile


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did: the cases' ids in the files' order, those that anything was new in,
    and a sentence for each text that was cleaned. `removed`: those that a file says are removed;
    `gone`: those that were removed here before, `undone` those of them of which an import was
    undone. `offices`: what others had changed of offices that are known here.
    """

    cases: tuple[str, ...]
    new: frozenset[str]
    notes: tuple[str, ...]
    removed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    undone: frozenset[str] = frozenset()
    offices: tuple[OfficeChange, ...] = ()


def removed(work: Casework) -> list[CasePage]:
    """The cases that are removed, as they were then, by label.

    Not those of an import that was undone: they are no business of whoever has them elsewhere.
    """
    stored, here = work.snapshot.pages, work.labels()
    pages = [as_case(stored["cases", id_]) for id_ in stored.ids("cases") if id_ not in here]
    gone = [page for page in pages if page.removed]
    undone = _undone(work, gone)
    meant = [page for page in gone if page.id not in undone]
    return sorted(meant, key=lambda page: (page.value.label.casefold(), page.id))


def _undone(work: Casework, gone: Collection[CasePage]) -> frozenset[str]:
    """Those of removed cases, by id, that nobody removed: the import of them was undone."""
    history = work.history({("cases", page.id) for page in gone}) if gone else ()
    undone = imports_undone(history)
    return frozenset(
        page.id for page in gone
        if all(tomb.stamp.change in undone for tomb in page.tombs.get("", ()))
    )  # fmt: skip


def export(work: Casework, cases: Sequence[str], history: bool = True, format_: str = "") -> bytes:
    """The bytes of a file with these cases, by id, and the offices they name.

    `format_`: the name of a format that can be written, the case file's when left out. Of
    the history only what concerns the cases goes along; of a removed case, that tells
    elsewhere that it is removed. Raises NotFoundError, OutputError, and NotAllowedError
    where leaving the history out would leave out one of two values.
    """
    from so_tui.exchange import formats

    known = {page.id: page.value for page in removed(work)} if history else {}
    gone = {id_: known[id_] for id_ in cases if id_ in known}
    tally = Tally(work.progress)
    tally.expect(len(cases))
    here = [work.case(id_) for id_ in tally.each(one for one in cases if one not in gone)]
    tally.end()
    if not history:
        _refuse_two_values(work, here)
    values = [*(page.value for page in here), *gone.values()]
    keys = {("cases", case.id) for case in values}
    keys |= {("offices", one.office) for case in values for one in case.offices.values()}
    told = work.history(keys) if history else None
    writes = formats.named(format_ or formats.USUAL).writes
    assert writes is not None, f"{format_} cannot be written"
    return writes(
        formats.Outgoing(
            cases=tuple(page.value for page in here),
            offices=tuple(work.offices().values()),
            history=None if told is None else tuple(discreet(one, keys) for one in told),
            removed=tuple(gone.values()),
        )
    )


def _refuse_two_values(work: Casework, pages: Iterable[CasePage]) -> None:
    for page in pages:
        count = sum(one.kind != "number" for one in work.conflicts(page))
        if count:
            raise NotAllowedError(
                f"{page.value.label} has {counted(count, 'conflict')}. Without the history "
                "the other values would be left out. Settle them first, or export with the "
                f"history. See them with: so-tui conflicts {page.id[:8]}"
            )


def import_(
    work: Casework, files: Sequence[tuple[str, bytes]], pen: Pen, *, bring_back: bool = False
) -> Imported:
    """Take in files, given as names and bytes, each in the format that its name tells: all of
    them, or none. What is new becomes one change in the importer's history.

    With a history, what a case lacks of it is joined by the one rule for conflicts, and so a
    case that was removed here stays so, unless the file has what the removal had not seen;
    `bring_back` brings it back. Without one, a case is taken as it stands. Importing again
    changes nothing. Raises RefusedInputError with the fault and its place, and
    NotAllowedError for a case without history that is there already.
    """
    loaded = [(name, _read(work, data, name)) for name, data in files]
    work.refresh()
    pages = work.snapshot.pages
    known = {one.id: set(one.pages) for one in _known(work, [file for _, file in loaded])}
    changes: list[Change] = []
    edits: list[Edit] = []
    taken: set[tuple[str, str]] = set()
    back: set[str] = set()
    for name, file in loaded:
        keys = [("cases", case.id) for case in file.cases]
        beside = [("offices", office.id) for office in file.offices]
        if file.history is not None:
            changes += file.history
            edits += joined(file.history, known)
            for one in file.history:
                known.setdefault(one.id, set()).update(one.pages)
            if bring_back:
                edits += brought_back([*keys, *beside], pages)
        else:
            _refuse_known(work, name, file, taken)
            offices = [one for one in file.offices if ("offices", one.id) not in taken]
            edits += as_they_stand(file.cases, offices, pages)
        taken.update(keys, beside)
        if bring_back or file.history is None:
            back |= {id_ for _, id_ in keys if (page := pages.get(("cases", id_))) and page.removed}
    cases = {case.id: case for _, file in loaded for case in (*file.cases, *file.removed)}
    there = {case.id: case for _, file in loaded for case in file.cases}
    fresh = frozenset(id_ for id_ in there if ("cases", id_) not in pages)
    edits += linked(there, work.store.begun_from(fresh) if fresh else {}, pages, back)
    if edits:
        written_to = {edit.page for edit in edits}
        new = [case for case in cases.values() if ("cases", case.id) in written_to]
        changes.append(importing(new or cases.values(), edits, pen))
    known_cases = [as_case(pages["cases", id_]) for id_ in cases if ("cases", id_) in pages]
    gone = [page for page in known_cases if page.removed]
    undone = _undone(work, gone)
    known_offices = work.known_offices(changes)
    tally = Tally(work.progress)
    tally.expect(len(cases))
    written = work.write(changes, tally=tally)
    tally.end()
    return Imported(
        cases=tuple(cases),
        new=frozenset(id_ for id_ in cases if ("cases", id_) in written.touched),
        notes=tuple(note for _, file in loaded for note in file.notes),
        removed=frozenset(case.id for _, file in loaded for case in file.removed),
        gone=frozenset(page.id for page in gone),
        undone=undone,
        offices=work.office_changes(known_offices, pen),
    )


def _known(work: Casework, files: Iterable[CaseFile]) -> tuple[Change, ...]:
    """What is here of the histories of some files."""
    keys = {key for file in files for one in file.history or () for key in one.pages}
    return work.history(keys) if keys else ()


def _read(work: Casework, data: bytes, name: str) -> CaseFile:
    from so_tui.exchange import formats

    reads = formats.named(formats.of_file(name, formats.readable())).reads
    assert reads is not None
    return reads(data, name, work.catalogue)


def _refuse_known(
    work: Casework, name: str, file: CaseFile, taken: Collection[tuple[str, str]]
) -> None:
    for case in file.cases:
        page = work.snapshot.pages.get(("cases", case.id))
        if ("cases", case.id) in taken or (page is not None and not page.removed):
            raise NotAllowedError(
                f"{clean(name)}: the case {case.label} is in the casebook already, and the "
                "file has no history to join it by. Export it with its history, or remove "
                "the case first. Nothing was changed."
            )
