"""Every use case, called by both faces: the screen and the commands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from so_tui import assets
from so_tui.core import calendar as calendars
from so_tui.core import catalogue as knowledge
from so_tui.core.calendar import Calendar
from so_tui.core.case import Case, Office, spoken_items
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import (
    AnyPage,
    CasePage,
    Change,
    Edit,
    OfficePage,
    Pages,
    Pen,
    Undo,
    adding,
    between,
    undo,
    undoable,
)
from so_tui.core.plan import Plan, plan
from so_tui.errors import NotAllowedError, NotFoundError, RefusedInputError
from so_tui.exchange.casefile import CaseFile, dump, load
from so_tui.store.casebook import Casebook, Snapshot, Written

_SHOWN = 5
"""How many candidates an error names."""


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did: the cases' ids in the files' order, those that anything was new in,
    and a sentence for each text that was cleaned."""

    cases: tuple[str, ...]
    new: frozenset[str]
    notes: tuple[str, ...]


class Casework:
    """One casebook with the knowledge and the calendar that its plans are made with."""

    def __init__(self, casebook: Casebook, catalogue: Catalogue, calendar: Calendar) -> None:
        self.casebook = casebook
        self.catalogue = catalogue
        self.calendar = calendar
        self.snapshot: Snapshot = casebook.read()
        self._plans: dict[str, tuple[object, Plan]] = {}

    @classmethod
    def open(cls, path: Path, *, region: str = "US") -> Casework:
        """Open the casebook at a path, or begin an empty one that is made at the first write.

        `region`: whose closed days count, an ISO 3166 code. Raises CasebookError.
        """
        files = {name: assets.read_data(name) for name in knowledge.FILES}
        catalogue = knowledge.parse(files)
        return cls(Casebook(path), catalogue, calendars.for_region(region, catalogue))

    # --- Reading -----------------------------------------------------------------------------

    def refresh(self) -> bool:
        """Read what others wrote since; whether there was anything. Raises CasebookError."""
        if self.casebook.signature() == self.snapshot.signature:
            return False
        self.snapshot = self.casebook.read()
        return True

    def cases(self) -> list[CasePage]:
        """The cases that are not removed, by label."""
        pages = [
            page
            for page in self.snapshot.pages.values()
            if isinstance(page.value, Case) and not page.removed
        ]
        cases: list[CasePage] = [_as_case(page) for page in pages]
        return sorted(cases, key=lambda page: (page.value.label.casefold(), page.id))

    def offices(self) -> dict[str, Office]:
        """The offices the casebook knows, by id."""
        return {
            page.id: page.value
            for page in self.snapshot.pages.values()
            if isinstance(page.value, Office) and not page.removed
        }

    def case(self, id_: str) -> CasePage:
        """The case with an id. Raises NotFoundError."""
        page = self.snapshot.pages.get(("cases", id_))
        if page is None or page.removed:
            raise NotFoundError("That case is not in the casebook any more.")
        return _as_case(page)

    def office_page(self, id_: str) -> OfficePage:
        """The office with an id, as the casebook keeps it. Raises NotFoundError."""
        page = self.snapshot.pages.get(("offices", id_))
        if page is None or page.removed:
            raise NotFoundError("That office is not in the casebook any more.")
        return _as_office(page)

    def find(self, words: str) -> CasePage:
        """The case that words name: its label, a part of it that no other has, or the first
        letters of its id. Raises NotFoundError with the cases that fit."""
        cases = self.cases()
        wanted = words.strip().casefold()
        for fits in (
            [page for page in cases if page.value.label.casefold() == wanted],
            [page for page in cases if len(wanted) >= 4 and page.id.startswith(wanted)],
            [page for page in cases if wanted in page.value.label.casefold()],
            [page for page in cases if page.id.startswith(wanted)],
        ):
            if len(fits) == 1:
                return fits[0]
            if fits:
                raise NotFoundError(
                    f"{len(fits)} cases fit “{words}”: {_some(_named(page) for page in fits)}. "
                    "Give more of the label, or the first letters of the id."
                )
        if not cases:
            raise NotFoundError("There is no case yet. Begin one with: so-tui new")
        raise NotFoundError(
            f"No case fits “{words}”. There are: {_some(page.value.label for page in cases)}."
        )

    def find_item(self, page: CasePage, spoken: str) -> str:
        """The id of the item spoken of, such as `P2`. Raises NotFoundError."""
        items = dict(spoken_items(page.value))
        by_name = {name.casefold(): id_ for name, id_ in items.items()}
        found = by_name.get(spoken.strip().casefold())
        if found is None:
            raise NotFoundError(
                f"{page.value.label} has no item “{spoken}”. Its items: {', '.join(items)}."
            )
        return found

    def find_office(self, page: CasePage, words: str) -> str:
        """The id, in the case, of the office that words name. Raises NotFoundError."""
        known = self.offices()
        names = {
            id_: known[one.office].name
            for id_, one in page.value.offices.items()
            if one.office in known
        }
        wanted = words.strip().casefold()
        for fits in (
            [id_ for id_ in page.value.offices if id_ == wanted],
            [id_ for id_, name in names.items() if name.casefold() == wanted],
            [id_ for id_, name in names.items() if wanted in name.casefold()],
        ):
            if len(fits) == 1:
                return fits[0]
            if fits:
                raise NotFoundError(
                    f"{len(fits)} offices of {page.value.label} fit “{words}”: "
                    f"{_some(names[id_] for id_ in fits)}. Give more of the name."
                )
        there = f"It has: {_some(names.values())}." if names else "It has none yet."
        raise NotFoundError(f"{page.value.label} has no office “{words}”. {there}")

    def plan(self, page: CasePage, today: dt.date) -> Plan:
        """The plan of a case on a day; computed once for each state of the case and its offices."""
        pages = self.snapshot.pages
        offices: dict[str, Office] = {}
        revisions: list[tuple[str, int]] = []
        for one in page.value.offices.values():
            office = pages.get(("offices", one.office))
            if office is not None and isinstance(office.value, Office) and not office.removed:
                offices[one.office] = office.value
                revisions.append((one.office, office.revision))
        state = (page.revision, page.value, today, revisions)
        kept = self._plans.get(page.id)
        if kept is None or kept[0] != state:
            kept = (state, plan(page.value, offices, self.calendar, self.catalogue, today))
            self._plans[page.id] = kept
        return kept[1]

    # --- Writing -----------------------------------------------------------------------------

    def apply(self, changes: Sequence[Change]) -> Written:
        """Write changes over any cases and offices in one transaction, on the newest state.

        Durable when it returns. Raises ChangeError or CasebookError; then nothing was written.
        """
        written = self.casebook.write(changes)
        self.snapshot = written.snapshot
        return written

    def undo(self, pen: Pen, only: Collection[str] | None = None) -> Undo:
        """Take back the actor's latest change that is not undone, as a new change.

        `only`: the ids to choose among, such as those of this sitting; all when None. Raises
        NotAllowedError when there is none, or when it was changed again since.
        """
        done, _ = self._undoable(pen.actor, only)
        if not done:
            raise NotAllowedError("There is nothing to undo.")
        return self._take_back(done[-1], pen)

    def redo(self, pen: Pen, only: Collection[str] | None = None) -> Undo:
        """Do again what the actor undid last. Raises as `undo`."""
        _, undone = self._undoable(pen.actor, only)
        if not undone:
            raise NotAllowedError("There is nothing to redo.")
        return self._take_back(undone[-1], pen)

    def _undoable(
        self, actor: str, only: Collection[str] | None
    ) -> tuple[list[Change], list[Change]]:
        if only is not None and not only:
            return [], []
        history: Iterable[Change] = self.casebook.history()
        if only is not None:
            history = [change for change in history if change.id in only]
        return undoable(history, actor)

    def _take_back(self, change: Change, pen: Pen) -> Undo:
        self.refresh()
        undone = undo(self.snapshot.pages, change, pen)
        written = self.apply([undone.change])
        return Undo(change=written.changes[0], left=undone.left)

    # --- Case files --------------------------------------------------------------------------

    def export(self, cases: Sequence[str], history: bool = True) -> bytes:
        """The bytes of a case file with these cases, by id, and the offices they name.

        Of the history only what concerns them goes along. Raises NotFoundError, OutputError.
        """
        values = [self.case(id_).value for id_ in cases]
        keys = {("cases", case.id) for case in values}
        keys |= {("offices", one.office) for case in values for one in case.offices.values()}
        changes = self.casebook.history(keys) if history else None
        return dump(values, self.offices().values(), changes)

    def import_(self, files: Sequence[tuple[str, bytes]], pen: Pen) -> Imported:
        """Take in case files, given as names and bytes: all of them, or none.

        With a history, what a case lacks of it is joined by the one rule for conflicts; without
        one, a case is taken as it stands and must not be there yet. Importing again changes
        nothing. Raises RefusedInputError with the fault and its place.
        """
        loaded = [(name, load(data, name, self.catalogue)) for name, data in files]
        self.refresh()
        pages = self.snapshot.pages
        changes: list[Change] = []
        taken: set[tuple[str, str]] = set()
        for name, file in loaded:
            if file.history is not None:
                changes += file.history
                changes += self._brought_back(file, pen)
            else:
                changes += _as_it_stands(file, name, pages, taken, pen)
            taken |= {("cases", case.id) for case in file.cases}
            taken |= {("offices", office.id) for office in file.offices}
        written = self.apply(changes)
        touched = {
            key for change in written.changes if change.id in written.new for key in change.pages
        }
        ids = dict.fromkeys(case.id for _, file in loaded for case in file.cases)
        return Imported(
            cases=tuple(ids),
            new=frozenset(id_ for id_ in ids if ("cases", id_) in touched),
            notes=tuple(note for _, file in loaded for note in file.notes),
        )

    def _brought_back(self, file: CaseFile, pen: Pen) -> list[Change]:
        """The change that brings back the cases of a file that were removed here."""
        edits = [
            _back(page)
            for case in file.cases
            if (page := self.snapshot.pages.get(("cases", case.id))) is not None and page.removed
        ]
        return [_importing(pen, file, edits)] if edits else []


def _as_it_stands(
    file: CaseFile, name: str, pages: Pages, taken: Collection[tuple[str, str]], pen: Pen
) -> list[Change]:
    """The change that puts a file without history into the casebook."""
    edits: list[Edit] = []
    for office in file.offices:
        edits += _office_edits(office, pages, taken)
    for index, case in enumerate(file.cases):
        page = pages.get(("cases", case.id))
        if ("cases", case.id) in taken or (page is not None and not page.removed):
            raise RefusedInputError(
                f"{name}: the case {case.label} is in the casebook already, and the file has no "
                "history to join it by. Export it with its history, or remove the case first. "
                "Nothing was changed.",
                where=f"$.cases[{index}]",
            )
        if page is None:
            edits.append(adding("cases", case))
        else:
            edits += [_back(page), *between(_as_case(page), case)]
    return [_importing(pen, file, edits)] if edits else []


def _office_edits(
    office: Office, pages: Pages, taken: Collection[tuple[str, str]]
) -> Iterable[Edit]:
    page = pages.get(("offices", office.id))
    if page is None:
        return () if ("offices", office.id) in taken else (adding("offices", office),)
    # The file's writer had not seen what is here: where they differ, both values are kept.
    apart = (replace(edit, over=()) for edit in between(_as_office(page), office))
    kept = tuple(edit for edit in apart if edit.op != "remove")
    return (_back(page), *kept) if page.removed else kept


def _back(page: AnyPage) -> Edit:
    over = tuple(sorted(tomb.stamp.change for tomb in page.tombs.get("", ())))
    return Edit(op="restore", path=page.path, over=over)


def _importing(pen: Pen, file: CaseFile, edits: Sequence[Edit]) -> Change:
    labels = ", ".join(case.label for case in file.cases)
    return Change(
        id=pen.new_id(),
        actor=pen.actor,
        at=pen.now,
        verb="import",
        sentence=f"Imported {labels}",
        edits=tuple(edits),
    )


def _as_case(page: AnyPage) -> CasePage:
    assert isinstance(page.value, Case)
    return page


def _as_office(page: AnyPage) -> OfficePage:
    assert isinstance(page.value, Office)
    return page


def _named(page: CasePage) -> str:
    return f"{page.value.label} ({page.id[:8]})"


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more
