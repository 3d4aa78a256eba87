"""Every use case, called by both faces: the screen and the commands."""

from __future__ import annotations

import datetime as dt
import functools
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
from so_tui.core.case import CallName, Case, Office, Reply
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, Edit, OfficePage, Pages, Pen
from so_tui.core.conflicts import Conflict, conflicts_in, placed
from so_tui.core.finding import cases_fitting, find_case, find_item, find_office
from so_tui.core.folding import key, searchable
from so_tui.core.joining import (
    as_case,
    as_office,
    as_they_stand,
    brought_back,
    discreet,
    importing,
    joined,
)
from so_tui.core.known import derived, is_complete
from so_tui.core.looking_back import as_it_was, put_back
from so_tui.core.plan import Plan, plan
from so_tui.core.steps import Step
from so_tui.core.summary import Summary, summary
from so_tui.core.text import clean, counted
from so_tui.core.texts import texts
from so_tui.core.undoing import Undo, imports_undone, undo, undoable
from so_tui.core.verbs.joined_offices import join_offices
from so_tui.errors import NotAllowedError, NotFoundError
from so_tui.store.aside import Aside
from so_tui.store.casebook import Casebook
from so_tui.store.interface import KeptPages, Snapshot, Store, Summarize, Written

if TYPE_CHECKING:
    from so_tui.exchange.casefile import CaseFile

_MAKING = "5"
"""Grows when summaries are made in another way, so that stored ones are made anew."""


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did: the cases' ids in the files' order, those that anything was new in,
    and a sentence for each text that was cleaned. `removed`: those that a file says are removed.
    """

    cases: tuple[str, ...]
    new: frozenset[str]
    notes: tuple[str, ...]
    removed: frozenset[str] = frozenset()


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
    def open(cls, path: Path, *, region: str = "US", sparing: bool = False) -> Casework:
        """Open the casebook at a path, or begin an empty one that is made at the first write.

        `region`: whose closed days count, an ISO 3166 code. `sparing`: for one look, which reads
        only what it shows. Raises CasebookError.
        """
        files = tuple((name, assets.read_data(name)) for name in sorted(knowledge.FILES))
        catalogue = _parsed(files)
        sum_ = zlib.crc32(b"".join(data for _, data in files))
        calendar = calendars.for_region(region, catalogue)
        made_with = f"{_MAKING} {region} {sum_:08x}"
        return cls(Casebook(path, sparing=sparing), Aside(path), catalogue, calendar, made_with)

    def present(self) -> AbstractContextManager[None]:
        """While it lasts, this process counts as one that has the casebook open."""
        return self._store.present()

    @property
    def warning(self) -> str:
        """What to mind about where the casebook is kept; empty when there is nothing."""
        return self._store.warning

    @property
    def copies(self) -> str:
        """What copies other programs put beside the casebook, in a sentence; empty for none."""
        return self._store.copies

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
        return self._summary(page, made, self.snapshot.pages)

    def _summary(self, page: CasePage, plan: Plan, pages: Pages) -> Summary:
        count = len(conflicts_in([page, *_office_pages(page.value, pages)]))
        return summary(page, plan, self.catalogue, self.made_with, count)

    def glance(self, case: str, today: dt.date) -> Summary:
        """What a list shows of a case today, made anew and without keeping the case in memory,
        so that ten thousand can be looked at. Raises NotFoundError."""
        page = self._unkept(case)
        offices = _offices_of(page.value, self.snapshot.pages)
        made = plan(self._with_days(page), offices, self.calendar, self.catalogue, today)
        return self._summary(page, made, self.snapshot.pages)

    def typed_into(self, case: str) -> str:
        """All that was typed into a case and its offices, as `Sought` looks into it.

        Keeps nothing in memory. Raises NotFoundError.
        """
        page = self._unkept(case)
        offices = _offices_of(page.value, self.snapshot.pages)
        said = (text for part in (page.value, *offices.values()) for text in texts(part))
        return "\n".join(map(searchable, said))

    def _unkept(self, case: str) -> CasePage:
        page = self._store.page(("cases", case))
        if page is None or page.removed:
            raise NotFoundError("That case is not in the casebook any more.")
        return as_case(page)

    def offices(self) -> Mapping[str, Office]:
        """The offices the casebook knows, by id; each is looked at when it is asked for."""
        return KnownOffices(self.snapshot.pages)

    def took(self, office: str) -> dict[str, tuple[int, int]]:
        """What an office of the casebook really took, over all cases: by track, the median of the
        business days until it was on its way or there, and how many times that was."""
        stored = self._store.summaries().values()
        ids = [one.case for one in stored if office in one.offices]
        cases = [page.value for page in self._there([*ids, *self._store.unsummarized()])]
        return pace.took(cases, office, self.catalogue, self.calendar)

    def case(self, id_: str) -> CasePage:
        """The case with an id. Raises NotFoundError."""
        page = self.snapshot.pages.get(("cases", id_))
        if page is None or page.removed:
            raise NotFoundError("That case is not in the casebook any more.")
        return as_case(page)

    def joined_page(self, id_: str) -> CasePage:
        """A case that an import named, be it removed."""
        return as_case(self.snapshot.pages["cases", id_])

    def office_page(self, id_: str) -> OfficePage:
        """The office with an id, as the casebook keeps it. Raises NotFoundError."""
        page = self.snapshot.pages.get(("offices", id_))
        if page is None or page.removed:
            raise NotFoundError("That office is not in the casebook any more.")
        return as_office(page)

    def find(self, words: str) -> CasePage:
        """The case that words name: its label, a part of it that no other has, or the first
        letters of its id. Raises NotFoundError with the cases that fit."""
        labels = self.labels()
        fits = cases_fitting(labels, words)
        pages = self._there(fits)
        if not pages or [page.value.label for page in pages] != [labels[id_] for id_ in fits]:
            # None fits, or what was kept for finding it is not so; then every case is looked at.
            pages = self.cases()
        return find_case(pages, words)

    def labels(self) -> dict[str, str]:
        """The labels of the cases that are not removed, by id, in the order of labels; none of
        them is looked at. Raises CasebookError."""
        found = self._store.labels().items()
        return dict(sorted(found, key=lambda one: (one[1].casefold(), one[0])))

    def labeled(self, label: str) -> list[CasePage]:
        """The cases with a label, as folded. Raises CasebookError."""
        wanted = key(label)
        return self._there(id_ for id_, one in self.labels().items() if key(one) == wanted)

    def _there(self, ids: Iterable[str]) -> list[CasePage]:
        """The cases with some ids, as far as they are there; others may have come meanwhile."""
        found = (self.snapshot.pages.get(("cases", id_)) for id_ in ids)
        return [as_case(page) for page in found if page is not None and not page.removed]

    def find_item(self, page: CasePage, spoken: str) -> str:
        """The id of the item spoken of, such as `P2`. Raises NotFoundError."""
        return find_item(page.value, spoken)

    def find_office(self, page: CasePage, words: str, call: CallName | None = None) -> str:
        """The id, in the case, of the office that words name; `call`: on whose card it is, if that
        is known. Raises NotFoundError."""
        return find_office(page.value, self.offices(), words, call)

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

    def joined(self, gone: str, kept: str, pen: Pen) -> Change:
        """The change that makes two offices of the casebook one, in every case that names them.

        Raises NotFoundError, and NotAllowedError where they are one already.
        """
        return join_offices(self.office_page(gone), self.office_page(kept), self.cases(), pen)

    # --- What two people did apart ---

    def conflicts(self, page: CasePage) -> tuple[Conflict, ...]:
        """All that is to be settled in a case and its offices."""
        return conflicts_in([page, *_office_pages(page.value, self.snapshot.pages)])

    def placed_conflicts(self, page: CasePage) -> dict[int, Conflict]:
        """The same by the numbers they are settled by, with who gave what and when.

        Raises CasebookError.
        """
        found = self.conflicts(page)
        if not found:
            return {}
        offices = {("offices", one.office) for one in page.value.offices.values()}
        keys = {("cases", page.id), *offices}
        told = (
            replace(one, edits=tuple(edit for edit in one.edits if edit.page in keys))
            for one in self.history(keys)
        )
        return placed(found, told)

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
        written = self._store.write(
            changes, summarize=self._summarize(changes), follow=_follow, again=again
        )
        self.snapshot = written.snapshot
        self.wrote = self.wrote or bool(written.touched)
        return written

    def _summarize(self, changes: Sequence[Change]) -> Summarize:
        day = max((change.at.date() for change in changes), default=dt.date.min)

        def summarize(page: CasePage, pages: Pages) -> Summary:
            offices = _offices_of(page.value, pages)
            # The screen shows this very plan next, if it is the same day's.
            made = self._planned(page, offices, day, changes)
            return self._summary(page, made, pages)

        return summarize

    def undo(self, pen: Pen, only: Collection[str] | None = None) -> Undo:
        """Take back the actor's latest change that can be, as a new change.

        `only`: the ids to choose among, such as those of this sitting; all when None. A later one
        that cannot be taken back is passed by, and named with the reason. Raises NotAllowedError
        when there is none.
        """
        return self._write_back(self.undoing(pen, only))

    def redo(self, pen: Pen, only: Collection[str] | None = None) -> Undo:
        """Do again what the actor undid last. Raises as `undo`."""
        return self._write_back(self.redoing(pen, only))

    def undoing(self, pen: Pen, only: Collection[str] | None = None) -> Undo:
        """What `undo` would write. Raises as `undo`."""
        done, _ = self._undoable(pen.actor, only)
        return self._latest(done, pen, "undo")

    def redoing(self, pen: Pen, only: Collection[str] | None = None) -> Undo:
        """What `redo` would write. Raises as `undo`."""
        _, undone = self._undoable(pen.actor, only)
        return self._latest(undone, pen, "redo")

    def _undoable(
        self, actor: str, only: Collection[str] | None
    ) -> tuple[list[Change], list[Change]]:
        if only is not None and not only:
            return [], []
        return undoable(self.history(), actor, only)

    def _latest(self, among: Sequence[Change], pen: Pen, way: str) -> Undo:
        """The latest of some changes that can be taken back, with the reasons for later ones."""
        self.refresh()
        history = self.history()
        passed: list[str] = []
        for change in reversed(among):
            try:
                found = undo(self.snapshot.pages, history, change, pen)
            except NotAllowedError as fault:
                passed.append(fault.sentence)
                continue
            return replace(found, passed=tuple(passed))
        raise NotAllowedError(passed[0] if passed else f"There is nothing to {way}.")

    def _write_back(self, found: Undo) -> Undo:
        written = self.write([found.change])
        return replace(found, change=written.changes[0])

    # --- Files -------------------------------------------------------------------------------

    def removed(self) -> list[CasePage]:
        """The cases that are removed, as they were then, by label.

        Not those of an import that was undone: they are no business of whoever has them elsewhere.
        """
        stored, here = self.snapshot.pages, self.labels()
        pages = [as_case(stored["cases", id_]) for id_ in stored.ids("cases") if id_ not in here]
        gone = [page for page in pages if page.removed]
        history = self.history({("cases", page.id) for page in gone}) if gone else ()
        undone = imports_undone(history)
        meant = [
            page for page in gone
            if any(tomb.stamp.change not in undone for tomb in page.tombs.get("", ()))
        ]  # fmt: skip
        return sorted(meant, key=lambda page: (page.value.label.casefold(), page.id))

    def export(self, cases: Sequence[str], history: bool = True, format_: str = "") -> bytes:
        """The bytes of a file with these cases, by id, and the offices they name.

        `format_`: the name of a format that can be written, the case file's when left out. Of
        the history only what concerns the cases goes along; of a removed case, that tells
        elsewhere that it is removed. Raises NotFoundError, OutputError, and NotAllowedError
        where leaving the history out would leave out one of two values.
        """
        from so_tui.exchange import formats

        known = {page.id: page.value for page in self.removed()} if history else {}
        gone = {id_: known[id_] for id_ in cases if id_ in known}
        here = [self.case(id_) for id_ in cases if id_ not in gone]
        if not history:
            self._refuse_two_values(here)
        values = [*(page.value for page in here), *gone.values()]
        keys = {("cases", case.id) for case in values}
        keys |= {("offices", one.office) for case in values for one in case.offices.values()}
        told = self.history(keys) if history else None
        writes = formats.named(format_ or formats.USUAL).writes
        assert writes is not None, f"{format_} cannot be written"
        return writes(
            formats.Outgoing(
                cases=tuple(page.value for page in here),
                offices=tuple(self.offices().values()),
                history=None if told is None else tuple(discreet(one, keys) for one in told),
                removed=tuple(gone.values()),
            )
        )

    def _refuse_two_values(self, pages: Iterable[CasePage]) -> None:
        for page in pages:
            count = sum(one.kind != "number" for one in self.conflicts(page))
            if count:
                raise NotAllowedError(
                    f"{page.value.label} has {counted(count, 'conflict')}. Without the history "
                    "the other values would be left out. Settle them first, or export with the "
                    f"history. See them with: so-tui conflicts {page.id[:8]}"
                )

    def import_(
        self, files: Sequence[tuple[str, bytes]], pen: Pen, *, bring_back: bool = False
    ) -> Imported:
        """Take in files, given as names and bytes, each in the format that its name tells: all of
        them, or none. What is new becomes one change in the importer's history.

        With a history, what a case lacks of it is joined by the one rule for conflicts, and so a
        case that was removed here stays so, unless the file has what the removal had not seen;
        `bring_back` brings it back. Without one, a case is taken as it stands. Importing again
        changes nothing. Raises RefusedInputError with the fault and its place, and
        NotAllowedError for a case without history that is there already.
        """
        loaded = [(name, self._read(data, name)) for name, data in files]
        self.refresh()
        pages = self.snapshot.pages
        known = {one.id: set(one.pages) for one in self._known([file for _, file in loaded])}
        changes: list[Change] = []
        edits: list[Edit] = []
        taken: set[tuple[str, str]] = set()
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
                self._refuse_known(name, file, taken)
                fresh = [one for one in file.offices if ("offices", one.id) not in taken]
                edits += as_they_stand(file.cases, fresh, pages)
            taken.update(keys, beside)
        cases = {case.id: case for _, file in loaded for case in (*file.cases, *file.removed)}
        if edits:
            written_to = {edit.page for edit in edits}
            new = [case for case in cases.values() if ("cases", case.id) in written_to]
            changes.append(importing(new or cases.values(), edits, pen))
        written = self.write(changes)
        return Imported(
            cases=tuple(cases),
            new=frozenset(id_ for id_ in cases if ("cases", id_) in written.touched),
            notes=tuple(note for _, file in loaded for note in file.notes),
            removed=frozenset(case.id for _, file in loaded for case in file.removed),
        )

    def _known(self, files: Iterable[CaseFile]) -> tuple[Change, ...]:
        """What is here of the histories of some files."""
        keys = {key for file in files for one in file.history or () for key in one.pages}
        return self.history(keys) if keys else ()

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


class KnownOffices(Mapping[str, Office]):
    """The offices among pages that are not removed, by id."""

    def __init__(self, pages: KeptPages) -> None:
        self._pages = pages

    def __getitem__(self, id_: str) -> Office:
        page = self._pages["offices", id_]
        if page.removed:
            raise KeyError(id_)
        return as_office(page).value

    def __iter__(self) -> Iterator[str]:
        return (id_ for id_ in self._pages.ids("offices") if id_ in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _follow(change: Change, pages: Pages) -> Change:
    return lending.followed(change, pages, lambda case: _offices_of(case, pages))


def _offices_of(case: Case, pages: Pages) -> dict[str, Office]:
    """The offices of the casebook that a case names, by id, as far as they are there."""
    return {page.id: page.value for page in _office_pages(case, pages)}


def _office_pages(case: Case, pages: Pages) -> Iterator[OfficePage]:
    """The same as the casebook keeps them."""
    for id_ in sorted({one.office for one in case.offices.values()}):
        page = pages.get(("offices", id_))
        if page is not None and not page.removed:
            yield as_office(page)
