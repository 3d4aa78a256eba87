"""Cases that come in from files: joined by the one rule, taken as they stand, or left as they are.

All files of one import are taken in as one change, or none of them is.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, cast

import msgspec
from msgspec.structs import replace

from so_tui import process
from so_tui.casework import Casework
from so_tui.core.case import Case
from so_tui.core.changes import AnyPage, Change, Edit, Pages, Pen, apply
from so_tui.core.joining import (
    as_they_stand,
    brought_back,
    cut_to,
    imported_alone,
    importing,
    joined,
    linked,
    taking,
)
from so_tui.core.office_changes import OfficeChange
from so_tui.core.pages import as_case
from so_tui.core.proposals import Proposal
from so_tui.core.tally import Tally
from so_tui.core.text import clean, shortened
from so_tui.errors import NotAllowedError, RefusedInputError
from so_tui.known_offices import changed_since, known_to
from so_tui.sharing import import_undone

if TYPE_CHECKING:
    from so_tui.exchange.casefile import CaseFile
    from so_tui.exchange.formats import Incoming
    from so_tui.store.interface import Written

OnConflict = Literal["merge", "skip", "replace", "copy"]
"""What becomes of a case that is here already: `merge` joins it by the one rule, `skip` leaves it
as it is, `replace` makes it what the file shows, `copy` takes the file's in beside it."""


AT_ONCE = 500
"""Of how many cases plans are made while they are taken in, and how many without a history are one
change. Of more, plans are made at the first look, and each page is a change that the import names.
"""


class Source(msgspec.Struct, frozen=True):
    """A file that is taken in: its name as the user called it, its bytes, and the name of the
    format it is read as, told by its ending or by what is in it where this is empty."""

    name: str
    data: bytes
    format: str = ""


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did: the cases' ids in the files' order, those that anything was new in,
    and a sentence for each text that was cleaned. `removed`: those that a file says are removed;
    `begun`: those that were not here before; `gone`: those that were removed here before, `undone`
    those of them of which an import was undone. `skipped`: those
    that are here and were left as they are; `replaced`: those that were made what the file shows;
    `copies`: those that came in beside one that is here, with its id.
    `bare`: those of which the file had no history. `offices`: what others had changed of offices
    that are known here.
    """

    cases: tuple[str, ...]
    new: frozenset[str]
    notes: tuple[str, ...]
    removed: frozenset[str] = frozenset()
    begun: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    undone: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    replaced: frozenset[str] = frozenset()
    copies: dict[str, str] = {}
    bare: frozenset[str] = frozenset()
    offices: tuple[OfficeChange, ...] = ()


def offered(work: Casework, source: Source, pen: Pen) -> tuple[Proposal, ...]:
    """What a file offers to a case, to be chosen from. Raises RefusedInputError."""
    from so_tui.exchange import formats

    proposes = formats.named(source.format).proposes
    return () if proposes is None else proposes(_incoming(work, source, pen))


def taking_change(
    work: Casework, case: str, chosen: Sequence[Proposal], source: str, pen: Pen
) -> Change:
    """The change that takes what was chosen of a file's offers into a case, given by id.

    `source`: the file's name as the user called it. Raises NotFoundError, and NotAllowedError
    where something does not fit the case.
    """
    pages: dict[tuple[str, str], AnyPage] = {("cases", case): work.case(case)}
    around = ChainMap(pages, cast("dict[tuple[str, str], AnyPage]", work.snapshot.pages))
    edits: list[Edit] = []
    for one in chosen:
        try:
            made = one.take(as_case(pages["cases", case]), around, pen)
        except NotAllowedError as fault:
            if not edits:
                raise
            raise NotAllowedError(
                f"Taken after the others that were chosen, one does not fit. {fault}"
            ) from None
        edits += made.edits
        pages |= apply(around, made)
    return taking(source, edits, pen)


def fitting(
    work: Casework, case: str, offers: Sequence[Proposal], pen: Pen
) -> tuple[Proposal, ...]:
    """Those of a file's offers that fit a case, given by id, each after those before it."""
    pages: dict[tuple[str, str], AnyPage] = {("cases", case): work.case(case)}
    around = ChainMap(pages, cast("dict[tuple[str, str], AnyPage]", work.snapshot.pages))
    found: list[Proposal] = []
    for one in offers:
        try:
            made = one.take(as_case(pages["cases", case]), around, pen)
        except NotAllowedError:
            continue
        pages |= apply(around, made)
        found.append(one)
    return tuple(found)


def take(work: Casework, case: str, chosen: Sequence[Proposal], source: str, pen: Pen) -> Written:
    """Take what was chosen of a file's offers into a case as one change. Raises as
    `taking_change`, and CasebookError."""
    return work.write([taking_change(work, case, chosen, source, pen)])


def import_(
    work: Casework,
    sources: Sequence[Source],
    pen: Pen,
    *,
    bring_back: bool = False,
    on_conflict: OnConflict = "merge",
) -> Imported:
    """Take in files, each in the format that its name tells: all of them, or none. What is new
    becomes one change in the importer's history.

    With a history, what a case lacks of it is joined by the one rule for conflicts, and so a
    case that was removed here stays so, unless the file has what the removal had not seen;
    `bring_back` brings it back. Without one, a case is taken as it stands, and where it is here
    already, both values of a field are kept; nothing that is here goes. Importing again changes
    nothing. Raises RefusedInputError with the fault and its place.
    """
    with process.in_a_hurry():
        return _import(work, sources, pen, bring_back, on_conflict)


def _import(
    work: Casework,
    sources: Sequence[Source],
    pen: Pen,
    bring_back: bool,
    on_conflict: OnConflict,
) -> Imported:
    read = [_read(work, one, pen) for one in sources]
    if len(read) > 1 and any(file.over == "all" for file in read):
        raise NotAllowedError(
            "What a table says depends on what is here already. Import each table by itself. "
            "Nothing was changed."
        )
    work.refresh()
    pages = work.snapshot.pages
    here = {
        case.id for file in read for case in (*file.cases, *file.removed) if is_here(pages, case.id)
    }
    fresh_ids = {id_: pen.new_id() for id_ in sorted(here)} if on_conflict == "copy" else {}
    loaded = [one for file in read for one in _parted(file, here, on_conflict, fresh_ids)]
    known = {one.id: set(one.pages) for one in _known(work, loaded)}
    changes: list[Change] = []
    edits: list[Edit] = []
    taken: set[tuple[str, str]] = set()
    back: set[str] = set()
    for file in loaded:
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
            _refuse_twice(file, taken)
            offices = [one for one in file.offices if ("offices", one.id) not in taken]
            stands = as_they_stand(file.cases, offices, pages, file.over)
            if len(file.cases) > AT_ONCE:
                # Each by itself, so that to look at one later is not to read all of them.
                alone = imported_alone(stands, pen)
                changes += alone
                edits += joined(alone, {})
            else:
                edits += stands
        taken.update(keys, beside)
        if bring_back or file.history is None:
            back |= {id_ for _, id_ in keys if (page := pages.get(("cases", id_))) and page.removed}
    every = {case.id: case for file in loaded for case in (*file.cases, *file.removed)}
    there = {case.id: case for file in loaded for case in file.cases}
    fresh = frozenset(id_ for id_ in there if ("cases", id_) not in pages)
    there = {id_: one for id_, one in there.items() if id_ not in fresh_ids.values()}
    edits += linked(there, work.store.begun_from(fresh) if fresh else {}, pages, back)
    if edits:
        written_to = {edit.page for edit in edits}
        new = [case for case in every.values() if ("cases", case.id) in written_to]
        changes.append(importing(new or every.values(), edits, pen))
    known_cases = [as_case(pages["cases", id_]) for id_ in every if ("cases", id_) in pages]
    gone = [page for page in known_cases if page.removed]
    undone = import_undone(work, gone)
    before = known_to(work, changes)
    tally = Tally(work.progress)
    tally.expect(len(every))
    written = work.write(changes, tally=tally, plans=len(every) <= AT_ONCE)
    tally.end()
    skipped = here if on_conflict == "skip" else set[str]()
    return Imported(
        cases=(*every, *sorted(skipped)),
        new=frozenset(id_ for id_ in every if ("cases", id_) in written.touched),
        notes=tuple(note for file in read for note in file.notes),
        removed=frozenset(case.id for file in loaded for case in file.removed),
        begun=frozenset(id_ for id_ in every if ("cases", id_) not in pages),
        gone=frozenset(page.id for page in gone),
        undone=undone,
        skipped=frozenset(skipped),
        replaced=frozenset(
            case.id
            for file in read
            for case in file.cases
            if on_conflict == "replace" and case.id in here
        ),
        bare=frozenset(case.id for file in read if file.history is None for case in file.cases),
        copies={fresh: id_ for id_, fresh in fresh_ids.items()},
        offices=changed_since(work, before, pen),
    )


def is_here(pages: Pages, case: str) -> bool:
    """Whether a case is in the casebook and not removed."""
    page = pages.get(("cases", case))
    return page is not None and not page.removed


def _parted(
    file: CaseFile, here: Collection[str], on_conflict: OnConflict, fresh: Mapping[str, str]
) -> Iterator[CaseFile]:
    """A file in the parts that are taken in by one way each: what is new, and cases that are
    `here`, by id, as is wanted for these. `fresh` has the ids of copies."""
    every = {case.id for case in (*file.cases, *file.removed)}
    if on_conflict == "merge" or every.isdisjoint(here):
        yield file
        return
    # That a case is removed elsewhere is joined by the one rule in any case but `skip`.
    removed = [one for one in file.removed if on_conflict != "skip" or one.id not in here]
    yield _of(file, [*(one for one in file.cases if one.id not in here), *removed])
    if on_conflict != "skip":
        known = [case for case in file.cases if case.id in here]
        part = _of(replace(file, history=None, over="cases"), known)
        cases = tuple(replace(one, id=fresh.get(one.id, one.id)) for one in part.cases)
        yield replace(part, cases=cases)


def _of(file: CaseFile, wanted: Collection[Case]) -> CaseFile:
    """Of a file some of its cases alone, with their history and the offices they name."""
    ids = {case.id for case in wanted}
    named = {one.office for case in wanted for one in case.offices.values()}
    keys = {("cases", id_) for id_ in ids} | {("offices", id_) for id_ in named}
    return replace(
        file,
        cases=tuple(one for one in file.cases if one.id in ids),
        removed=tuple(one for one in file.removed if one.id in ids),
        offices=tuple(one for one in file.offices if one.id in named),
        history=None if file.history is None else cut_to(file.history, keys),
    )


def _refuse_twice(file: CaseFile, taken: Collection[tuple[str, str]]) -> None:
    for case in file.cases:
        if ("cases", case.id) in taken:
            raise NotAllowedError(
                f"{shortened(case.label)} stands twice in what is to be taken in. Import the files "
                "one by one. Nothing was changed."
            )


def _known(work: Casework, files: Iterable[CaseFile]) -> tuple[Change, ...]:
    """What is here of the histories of some files."""
    keys = {key for file in files for one in file.history or () for key in one.pages}
    return work.history(keys) if keys else ()


def _format(source: Source) -> str:
    from so_tui.exchange import formats

    return source.format or formats.of_data(source.name, source.data, formats.readable())


def _incoming(work: Casework, source: Source, pen: Pen) -> Incoming:
    from so_tui.exchange import foreign, formats

    foreign.refuse_foreign(source.data, source.name)
    return formats.Incoming(
        data=source.data, name=source.name, catalogue=work.catalogue, pen=pen,
        pages=work.snapshot.pages,
    )  # fmt: skip


def _read(work: Casework, source: Source, pen: Pen) -> CaseFile:
    from so_tui.exchange import formats

    reads = formats.named(_format(source)).reads
    if reads is None:
        raise RefusedInputError(
            f"{clean(source.name)} was not taken in: it offers things to choose from. Import it by "
            "itself, and say for which case: so-tui import FILE --case CASE"
        )
    return reads(_incoming(work, source, pen))
