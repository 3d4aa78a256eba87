"""Every use case, called by both faces: the screen and the commands."""

from __future__ import annotations

import datetime as dt
import functools
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from so_tui import assets
from so_tui.core import calendar as calendars
from so_tui.core import catalogue as knowledge
from so_tui.core import lending, pace
from so_tui.core.assessment import answered
from so_tui.core.calendar import Calendar
from so_tui.core.case import Case, Office, Reply
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import (
    AnyPage,
    CasePage,
    Change,
    OfficePage,
    Pages,
    Pen,
    Undo,
    apply,
    undo,
    undoable,
)
from so_tui.core.finding import find_case, find_item, find_office
from so_tui.core.joining import (
    as_case,
    as_office,
    as_they_stand,
    brought_back,
    discreet,
    importing,
)
from so_tui.core.known import derived, is_complete
from so_tui.core.looking_back import as_it_was, put_back
from so_tui.core.plan import Plan, plan
from so_tui.core.steps import Step
from so_tui.core.summary import Summary, summary
from so_tui.core.text import clean
from so_tui.core.texts import texts
from so_tui.errors import NotAllowedError, NotFoundError
from so_tui.store.aside import Aside
from so_tui.store.casebook import Casebook
from so_tui.store.interface import Snapshot, Store, Summarize, Written

if TYPE_CHECKING:
    from so_tui.exchange.casefile import CaseFile

_MAKING = "5"
"""Grows when summaries are made in another way, so that stored ones are made anew."""


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did: the cases' ids in the files' order, those that anything was new in,
    and a sentence for each text that was cleaned."""

    cases: tuple[str, ...]
    new: frozenset[str]
    notes: tuple[str, ...]


@functools.lru_cache(maxsize=1)
def _parsed(files: tuple[tuple[str, bytes], ...]) -> Catalogue:
    """The catalogue from the same files is the same: one process parses it once."""
    return knowledge.parse(dict(files))


class Casework:
    """One casebook with the knowledge and the calendar that its plans are made with."""

    def __init__(
        self,
        store: Store,
        aside: Aside,
        catalogue: Catalogue,
        calendar: Calendar,
        made_with: str = "",
    ) -> None:
        """`aside`: what this user has beside the casebook. `made_with` names the knowledge and
        the region, to tell which summaries are of them."""
        self._store = store
        self.aside = aside
        self.catalogue = catalogue
        self.calendar = calendar
        self.made_with = made_with
        self.snapshot: Snapshot = store.read()
        self.wrote = False
        """Whether anything was written by it."""
        self._plans: dict[str, tuple[object, Plan]] = {}

    @classmethod
    def open(cls, path: Path, *, region: str = "US") -> Casework:
        """Open the casebook at a path, or begin an empty one that is made at the first write.

        `region`: whose closed days count, an ISO 3166 code. Raises CasebookError.
        """
        files = tuple((name, assets.read_data(name)) for name in sorted(knowledge.FILES))
        catalogue = _parsed(files)
        sum_ = zlib.crc32(b"".join(data for _, data in files))
        calendar = calendars.for_region(region, catalogue)
        made_with = f"{_MAKING} {region} {sum_:08x}"
        return cls(Casebook(path), Aside(path), catalogue, calendar, made_with)

    def present(self) -> AbstractContextManager[None]:
        """While it lasts, this process counts as one that has the casebook open."""
        return self._store.present()

    @property
    def warning(self) -> str:
        """What to mind about where the casebook is kept; empty when there is nothing."""
        return self._store.warning

    # --- Reading -----------------------------------------------------------------------------

    def refresh(self) -> bool:
        """Read what others wrote since; whether there was anything. Raises CasebookError."""
        if not self._store.changed_since(self.snapshot):
            return False
        self.snapshot = self._store.read()
        return True

    def history(self, pages: Collection[tuple[str, str]] | None = None) -> tuple[Change, ...]:
        """The changes that touch any of `pages`, by kind and id (all if None), the oldest first.

        Raises CasebookError.
        """
        return self._store.history(pages)

    def cases(self) -> list[CasePage]:
        """The cases that are not removed, by label."""
        stored = self.snapshot.pages
        pages = (stored["cases", id_] for id_ in stored.ids("cases"))
        cases = [as_case(page) for page in pages if not page.removed]
        return sorted(cases, key=lambda page: (page.value.label.casefold(), page.id))

    def summaries(self, today: dt.date) -> list[Summary]:
        """What a list shows of each case that is not removed, by label.

        Each is as it was when the case was written; `made_for` says for which day.
        """
        stored = self._store.summaries()
        pages = self.snapshot.pages
        missing = self._store.unsummarized()
        made = [self.summary(as_case(pages["cases", id_]), today) for id_ in missing]
        there = [one for one in (*stored.values(), *made) if not one.removed]
        return sorted(there, key=lambda one: (one.label.casefold(), one.case))

    def summary(self, page: CasePage, today: dt.date) -> Summary:
        """What a list shows of a case today."""
        offices = _offices_of(page.value, self.snapshot.pages)
        made = self._planned(page, offices, today)
        return summary(page, made, self.catalogue, self.made_with)

    def glance(self, case: str, today: dt.date) -> Summary:
        """What a list shows of a case today, made anew and without keeping the case in memory,
        so that ten thousand can be looked at. Raises NotFoundError."""
        page = self._unkept(case)
        offices = _offices_of(page.value, self.snapshot.pages)
        made = plan(self._with_days(page), offices, self.calendar, self.catalogue, today)
        return summary(page, made, self.catalogue, self.made_with)

    def typed_into(self, case: str) -> str:
        """All that was typed into a case and its offices, for finding it.

        Keeps nothing in memory. Raises NotFoundError.
        """
        page = self._unkept(case)
        offices = _offices_of(page.value, self.snapshot.pages)
        said = (text for part in (page.value, *offices.values()) for text in texts(part))
        return "\n".join(said).casefold()

    def _unkept(self, case: str) -> CasePage:
        page = self._store.page(("cases", case))
        if page is None or page.removed:
            raise NotFoundError("That case is not in the casebook any more.")
        return as_case(page)

    def offices(self) -> dict[str, Office]:
        """The offices the casebook knows, by id."""
        pages = self.snapshot.pages
        found = (pages["offices", id_] for id_ in pages.ids("offices"))
        return {one.id: as_office(one).value for one in found if not one.removed}

    def took(self, office: str) -> dict[str, tuple[int, int]]:
        """What an office of the casebook really took, over all cases: by track, the median of the
        business days until it was on its way or there, and how many times that was."""
        cases = (page.value for page in self.cases())
        return pace.took(cases, office, self.catalogue, self.calendar)

    def case(self, id_: str) -> CasePage:
        """The case with an id. Raises NotFoundError."""
        page = self.snapshot.pages.get(("cases", id_))
        if page is None or page.removed:
            raise NotFoundError("That case is not in the casebook any more.")
        return as_case(page)

    def office_page(self, id_: str) -> OfficePage:
        """The office with an id, as the casebook keeps it. Raises NotFoundError."""
        page = self.snapshot.pages.get(("offices", id_))
        if page is None or page.removed:
            raise NotFoundError("That office is not in the casebook any more.")
        return as_office(page)

    def find(self, words: str) -> CasePage:
        """The case that words name: its label, a part of it that no other has, or the first
        letters of its id. Raises NotFoundError with the cases that fit."""
        return find_case(self.cases(), words)

    def find_item(self, page: CasePage, spoken: str) -> str:
        """The id of the item spoken of, such as `P2`. Raises NotFoundError."""
        return find_item(page.value, spoken)

    def find_office(self, page: CasePage, words: str) -> str:
        """The id, in the case, of the office that words name. Raises NotFoundError."""
        return find_office(page.value, self.offices(), words)

    def plan(
        self, page: CasePage, today: dt.date, offices: Mapping[str, Office] | None = None
    ) -> Plan:
        """The plan of a case on a day; computed once for each state of the case and its offices.

        `offices`: others than the casebook's, such as hidden ones.
        """
        if offices is None:
            offices = _offices_of(page.value, self.snapshot.pages)
        return self._planned(page, offices, today)

    def _planned(
        self,
        page: CasePage,
        offices: Mapping[str, Office],
        today: dt.date,
        writing: Sequence[Change] = (),
    ) -> Plan:
        state = (page.revision, page.value, today, offices)
        kept = self._plans.get(page.id)
        if kept is None or kept[0] != state:
            case = self._with_days(page, writing)
            kept = (state, plan(case, offices, self.calendar, self.catalogue, today))
            self._plans[page.id] = kept
        return kept[1]

    def _with_days(self, page: CasePage, writing: Sequence[Change] = ()) -> Case:
        """A case with the days on which things became known; what an earlier version did not
        keep of them, its history tells, with the changes that are being written."""
        if is_complete(page.value):
            return page.value
        key = ("cases", page.id)
        changes = [*self.history({key}), *(one for one in writing if key in one.pages)]
        # Those that are new have no place in the history yet; they come last.
        changes.sort(key=lambda one: (not one.counter, one.counter, one.id))
        return derived(page.value, changes)

    def asked_by(
        self, page: CasePage, reason: str, reply: Reply, today: dt.date
    ) -> tuple[Step, ...]:
        """What an answer to a reason asks of the plan: the steps that are there because of it."""
        offices = _offices_of(page.value, self.snapshot.pages)
        case = self._with_days(page)

        def steps(reply: Reply) -> tuple[Step, ...]:
            after = answered(case, self.catalogue, reason, reply, on=today)
            return plan(after, offices, self.calendar, self.catalogue, today).steps

        without = {one.id for one in steps("not_answered")}
        return tuple(one for one in steps(reply) if one.id not in without)

    # --- Writing -----------------------------------------------------------------------------

    def put_back(self, case: str, to: str, when: str, pen: Pen) -> Change:
        """The change that brings a case back to how it was just after one of its changes.

        `to` is that change's id, `when` its moment in words. Raises NotAllowedError where the
        history does not lead there, and CasebookError.
        """
        was = as_it_was(self.history([("cases", case)]), case, to)
        return put_back(self.case(case), pen, was, when)

    def write(self, changes: Sequence[Change], *, again: bool = False) -> Written:
        """Write changes over any cases and offices in one transaction, on the newest state.

        Durable when it returns. `again`: these were tried before, perhaps by a process that has
        ended, and what is there of them already is skipped. Raises ChangeError or CasebookError;
        then nothing was written.
        """
        self._store.changed_since(self.snapshot)  # one that is gone is not begun anew
        changes = [self._followed(one) for one in changes]
        written = self._store.write(changes, summarize=self._summarize(changes), again=again)
        self.snapshot = written.snapshot
        self.wrote = self.wrote or bool(written.touched)
        return written

    def _followed(self, change: Change) -> Change:
        """The change with what follows from it in cases begun from the ones that it is about."""
        pages = self.snapshot.pages
        here = [page for key in change.pages if (page := pages.get(key)) is not None]
        begins = any(edit.inner.startswith("begun/") for edit in change.edits)
        if change.counter or not (begins or any(_is_kin(page) for page in here)):
            return change
        after = {
            page.id: as_case(page) for page in apply(pages, change).values() if page.kind == "cases"
        }
        known = dict(after)
        for page in after.values():
            known = lending.kin(page.value, self._there) | known
        there = {id_: page for id_, page in known.items() if not page.removed}
        more = lending.edits(there, self.offices())
        return replace(change, edits=(*change.edits, *more))

    def _there(self, case: str) -> CasePage | None:
        page = self.snapshot.pages.get(("cases", case))
        return None if page is None or page.removed else as_case(page)

    def _summarize(self, changes: Sequence[Change]) -> Summarize:
        day = max((change.at.date() for change in changes), default=dt.date.min)

        def summarize(page: CasePage, pages: Pages) -> Summary:
            offices = _offices_of(page.value, pages)
            # The screen shows this very plan next, if it is the same day's.
            made = self._planned(page, offices, day, changes)
            return summary(page, made, self.catalogue, self.made_with)

        return summarize

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
        history = self.history()
        return undoable(history if only is None else _with_undoing(history, only), actor)

    def _take_back(self, change: Change, pen: Pen) -> Undo:
        self.refresh()
        undone = undo(self.snapshot.pages, change, pen)
        written = self.write([undone.change])
        return Undo(change=written.changes[0], left=undone.left)

    # --- Files -------------------------------------------------------------------------------

    def export(self, cases: Sequence[str], history: bool = True, format_: str = "") -> bytes:
        """The bytes of a file with these cases, by id, and the offices they name.

        `format_`: the name of a format that can be written, the case file's when left out. Of
        the history only what concerns the cases goes along. Raises NotFoundError, OutputError.
        """
        from so_tui.exchange import formats

        values = [self.case(id_).value for id_ in cases]
        keys = {("cases", case.id) for case in values}
        keys |= {("offices", one.office) for case in values for one in case.offices.values()}
        told = self.history(keys) if history else None
        writes = formats.named(format_ or formats.USUAL).writes
        assert writes is not None, f"{format_} cannot be written"
        return writes(
            formats.Outgoing(
                cases=tuple(values),
                offices=tuple(self.offices().values()),
                history=None if told is None else tuple(discreet(one, keys) for one in told),
            )
        )

    def import_(self, files: Sequence[tuple[str, bytes]], pen: Pen) -> Imported:
        """Take in files, given as names and bytes, each in the format that its name tells: all of
        them, or none.

        With a history, what a case lacks of it is joined by the one rule for conflicts; without
        one, a case is taken as it stands. Importing again changes nothing. Raises
        RefusedInputError with the fault and its place, and NotAllowedError for a case without
        history that is there already.
        """
        loaded = [(name, self._read(data, name)) for name, data in files]
        self.refresh()
        pages = self.snapshot.pages
        changes: list[Change] = []
        taken: set[tuple[str, str]] = set()
        for name, file in loaded:
            keys = [("cases", case.id) for case in file.cases]
            beside = [("offices", office.id) for office in file.offices]
            if file.history is not None:
                changes += file.history
                edits = tuple(brought_back([*keys, *beside], pages))
            else:
                self._refuse_known(name, file, taken)
                fresh = [one for one in file.offices if ("offices", one.id) not in taken]
                edits = tuple(as_they_stand(file.cases, fresh, pages))
            if edits:
                changes.append(importing(file.cases, edits, pen))
            taken.update(keys, beside)
        written = self.write(changes)
        ids = dict.fromkeys(case.id for _, file in loaded for case in file.cases)
        return Imported(
            cases=tuple(ids),
            new=frozenset(id_ for id_ in ids if ("cases", id_) in written.touched),
            notes=tuple(note for _, file in loaded for note in file.notes),
        )

    def _read(self, data: bytes, name: str) -> CaseFile:
        from so_tui.exchange import formats

        reads = formats.named(formats.of_file(name, formats.readable())).reads
        assert reads is not None
        return reads(data, name, self.catalogue)

    def _refuse_known(self, name: str, file: CaseFile, taken: Collection[tuple[str, str]]) -> None:
        for case in file.cases:
            page = self.snapshot.pages.get(("cases", case.id))
            if ("cases", case.id) in taken or (page is not None and not page.removed):
                raise NotAllowedError(
                    f"{clean(name)}: the case {case.label} is in the casebook already, and the "
                    "file has no history to join it by. Export it with its history, or remove "
                    "the case first. Nothing was changed."
                )


def _is_kin(page: AnyPage) -> bool:
    """Whether a page is a case's that was begun from another one, or another one from it."""
    return isinstance(page.value, Case) and bool(page.value.begun_from or page.value.begun)


def _offices_of(case: Case, pages: Pages) -> dict[str, Office]:
    """The offices of the casebook that a case names, by id, as far as they are there."""
    found: dict[str, Office] = {}
    for id_ in {one.office for one in case.offices.values()}:
        page = pages.get(("offices", id_))
        if page is not None and isinstance(page.value, Office) and not page.removed:
            found[id_] = page.value
    return found


def _with_undoing(history: Iterable[Change], only: Collection[str]) -> list[Change]:
    """The changes with these ids, and whatever undid or redid one of them since."""
    kept = set(only)
    found: list[Change] = []
    for change in history:
        if change.id in kept or change.undoes in kept:
            kept.add(change.id)
            found.append(change)
    return found
