"""Every use case, called by both faces: the screen and the commands."""

from __future__ import annotations

import datetime as dt
import functools
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

from msgspec.structs import replace

from so_tui import field_knowledge
from so_tui.core import calendar as calendars
from so_tui.core import lending, pace
from so_tui.core.assessment import answered
from so_tui.core.calendar import Calendar
from so_tui.core.case import CallName, Case, Office, Reply
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, OfficePage, Pages, Pen
from so_tui.core.conflicts import Conflict, conflicts_in, placed
from so_tui.core.finding import cases_fitting, find_case, find_item, find_office
from so_tui.core.folding import key
from so_tui.core.glance import Glance, glance, last_day
from so_tui.core.known import derived, is_complete
from so_tui.core.looking_back import as_it_was, put_back
from so_tui.core.pages import as_case, as_office, office_pages, offices_of
from so_tui.core.plan import Plan, plan
from so_tui.core.standing import standing
from so_tui.core.steps import Step
from so_tui.core.summary import Summary, summary
from so_tui.core.tally import Progress, Tally, nobody
from so_tui.core.undoing import Undo, undo, undoable
from so_tui.core.verbs.joined_offices import join_offices
from so_tui.errors import NotAllowedError, NotFoundError
from so_tui.known_offices import KnownOffices
from so_tui.store.aside import Aside
from so_tui.store.casebook import Casebook
from so_tui.store.interface import PageKey, Snapshot, Store, Summarize, Written

_MAKING = "5"
"""Grows when summaries are made in another way, so that stored ones are made anew."""


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
        self.is_writing = False
        """Whether a write has begun and not ended; it stays so where one was cut off."""
        self.wrote = False
        """Whether anything was written by it."""
        self.is_trial = False
        """Whether writing is only tried: what would be is seen, and nothing is written."""
        self._tried_on: frozenset[str] = frozenset()
        """The cases that a trial would have written to, by id; the store tells nothing of it."""
        self.progress: Progress = nobody
        """Told how many cases of an import or an export are done."""
        self.said: tuple[str, ...] = ()
        """What followed from the latest write beside what was asked for, in sentences."""
        self._plans: dict[str, tuple[object, Plan]] = {}

    @classmethod
    def open(cls, path: Path, *, region: str = "US", sparing: bool = False) -> Casework:
        """Open the casebook at a path, or begin an empty one that is made at the first write.

        `region`: whose closed days count, an ISO 3166 code. `sparing`: for one look, which reads
        only what it shows. Raises CasebookError.
        """
        files = field_knowledge.files()
        catalogue = field_knowledge.parsed(files)
        sum_ = zlib.crc32(b"".join(data for _, data in files))
        calendar = calendars.for_region(region, catalogue)
        made_with = f"{_MAKING} {region} {sum_:08x}"
        return cls(Casebook(path, sparing=sparing), Aside(path), catalogue, calendar, made_with)

    def present(self) -> AbstractContextManager[None]:
        """While it lasts, this process counts as one that has the casebook open."""
        return self._store.present()

    @property
    def store(self) -> Store:
        """Where the casebook is kept."""
        return self._store

    @property
    def warning(self) -> str:
        """What to mind about where the casebook is kept; empty when there is nothing."""
        return self._store.warning

    @property
    def copies(self) -> str:
        """What copies other programs put beside the casebook, in a sentence; empty for none."""
        return self._store.copies

    @property
    def fault(self) -> str:
        """What is damaged in the casebook though changes can be saved; empty for nothing."""
        return self._store.fault

    # --- Reading -----------------------------------------------------------------------------

    def refresh(self) -> bool:
        """Read what others wrote since; whether there was anything. Raises CasebookError."""
        if not self._store.changed_since(self.snapshot):
            return False
        self.snapshot, self._tried_on = self._store.read(), frozenset()
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
        offices = offices_of(page.value, self.snapshot.pages)
        made = self._planned(page, offices, today)
        return self._summary(page, made, self.snapshot.pages)

    def _summary(self, page: CasePage, plan: Plan, pages: Pages) -> Summary:
        count = len(conflicts_in([page, *office_pages(page.value, pages)]))
        return summary(page, plan, self.catalogue, self.made_with, count)

    def glance(self, case: str, today: dt.date) -> Summary:
        """What a list shows of a case today, made anew and without keeping the case in memory,
        so that ten thousand can be looked at. Raises NotFoundError."""
        page = self.case_anew(case)
        _, made = self.plan_anew(page, today)
        return self._summary(page, made, self.snapshot.pages)

    def listed(self, page: CasePage, today: dt.date) -> Glance:
        """What lists tell of a case today."""
        offices = offices_of(page.value, self.snapshot.pages)
        made = self._planned(page, offices, today)
        return self._listed(page, made, offices, today)

    def listed_anew(self, case: str, today: dt.date) -> Glance:
        """The same without keeping the case in memory. Raises NotFoundError."""
        page = self.case_anew(case)
        offices, made = self.plan_anew(page, today)
        return self._listed(page, made, offices, today)

    def plan_anew(self, page: CasePage, today: dt.date) -> tuple[dict[str, Office], Plan]:
        """The plan of a case today, which is not kept, and the offices it was made with, by id."""
        offices = offices_of(page.value, self.snapshot.pages)
        case = self._with_days(page)
        return offices, plan(case, offices, self.calendar, self.catalogue, today)

    def _listed(
        self, page: CasePage, plan: Plan, offices: Mapping[str, Office], today: dt.date
    ) -> Glance:
        made = self._summary(page, plan, self.snapshot.pages)
        until = last_day(self.calendar, today)
        return glance(made, page.value, plan, offices, self.catalogue, until)

    def case_anew(self, case: str) -> CasePage:
        """The case with an id as it is on the disk, not kept in memory. Raises NotFoundError."""
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
        cases = [page.value for page in self._there(self._naming(office))]
        return pace.took(cases, office, self.catalogue, self.calendar)

    def naming(self, office: str) -> list[CasePage]:
        """The cases that name an office of the casebook and are not removed."""
        there = self._there(self._naming(office))
        return [
            page for page in there
            if office in {one.office for one in page.value.offices.values()}
        ]  # fmt: skip

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
            offices = offices_of(page.value, self.snapshot.pages)
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
        return derived(page.value, changes, _day_of)

    def asked_by(
        self, page: CasePage, reason: str, reply: Reply, today: dt.date
    ) -> tuple[Step, ...]:
        """What an answer to a reason asks of the plan: the steps that are there because of it."""
        offices = offices_of(page.value, self.snapshot.pages)
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
        return conflicts_in([page, *office_pages(page.value, self.snapshot.pages)])

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

    def write(
        self,
        changes: Sequence[Change],
        *,
        again: bool = False,
        tally: Tally | None = None,
        plans: bool = True,
    ) -> Written:
        """Write changes over any cases and offices in one transaction, on the newest state.

        Durable when it returns. `again`: these were tried before, perhaps by a process that has
        ended, and what is there of them already is skipped. `tally` counts the cases that are
        written; without `plans` no plan is made of them before somebody looks. Raises ChangeError
        or CasebookError; then nothing was written.
        """
        self._store.changed_since(self.snapshot)  # one that is gone is not begun anew
        if self.is_trial:
            return self._tried(changes)
        self.is_writing = True
        followed: dict[str, tuple[str, ...]] = {}
        try:
            written = self._store.write(
                changes,
                summarize=self._summarize(changes, tally or Tally()) if plans else None,
                follow=functools.partial(self._follow, changes, followed),
                again=again,
            )
        except Exception:  # whatever it was, it ended; only an interrupt leaves it open
            self.is_writing = False
            raise
        self.is_writing = False
        self.snapshot = written.snapshot
        self.said = tuple(one for said in followed.values() for one in said)
        self.wrote = self.wrote or bool(written.touched)
        return written

    def _tried(self, changes: Sequence[Change]) -> Written:
        followed: dict[str, tuple[str, ...]] = {}
        follow = functools.partial(self._follow, changes, followed)
        written = self._store.tried(changes, follow=follow)
        self._tried_on |= {id_ for kind, id_ in written.touched if kind == "cases"}
        self.snapshot = written.snapshot
        self.said = tuple(one for said in followed.values() for one in said)
        return written

    def _follow(
        self,
        writing: Sequence[Change],
        said: dict[str, tuple[str, ...]],
        change: Change,
        pages: Pages,
    ) -> Change:
        """A change with what follows from it; `said` takes the sentences on that, by its id."""
        change = lending.followed(change, pages, lambda case: offices_of(case, pages))

        def history(key: PageKey) -> list[Change]:
            return [*self.history({key}), *(one for one in writing if key in one.pages)]

        change, said[change.id] = standing(change, pages, self._naming, history)
        return change

    def _naming(self, office: str) -> list[str]:
        """The cases that may name an office, by id."""
        stored = self._store.summaries().values()
        ids = {one.case for one in stored if office in one.offices}
        return sorted(ids.union(self._store.unsummarized(), self._tried_on))

    def _summarize(self, changes: Sequence[Change], tally: Tally) -> Summarize:
        day = max((_day_of(change.at) for change in changes), default=dt.date.min)

        def summarize(page: CasePage, pages: Pages) -> Summary:
            offices = offices_of(page.value, pages)
            # The screen shows this very plan next, if it is the same day's.
            made = self._planned(page, offices, day, changes)
            tally.one()
            return self._summary(page, made, pages)

        return summarize

    def undo(self, pen: Pen, only: Collection[str] | None = None, case: str | None = None) -> Undo:
        """Take back the actor's latest change that can be, as a new change.

        `only`: the ids to choose among, such as those of this sitting; all when None. `case`: the
        id of the case that it has to be one of; any when None. A later one that cannot be taken
        back is passed by, and named with the reason. Raises NotAllowedError when there is none.
        """
        return self._write_back(self._back(pen, only, case, "undo"))

    def redo(self, pen: Pen, only: Collection[str] | None = None, case: str | None = None) -> Undo:
        """Do again what the actor undid last. Takes and raises what `undo` does."""
        return self._write_back(self._back(pen, only, case, "redo"))

    def undoing(self, pen: Pen, only: Collection[str] | None = None) -> Undo:
        """What `undo` would write. Raises as `undo`."""
        return self._back(pen, only, None, "undo")

    def redoing(self, pen: Pen, only: Collection[str] | None = None) -> Undo:
        """What `redo` would write. Raises as `undo`."""
        return self._back(pen, only, None, "redo")

    def _back(
        self, pen: Pen, only: Collection[str] | None, case: str | None, way: Literal["undo", "redo"]
    ) -> Undo:
        """The latest change that can be taken back, with the reasons for later ones."""
        self.refresh()
        pages: frozenset[PageKey] | None = None
        if case is not None:
            history = self.history([("cases", case)])
            only = frozenset(one.id for one in history)
            pages = frozenset(page for one in history for page in one.pages)
        # Of one case only the pages count that its changes touch; not ten thousand others.
        history = self.history(pages) if only is None or only else ()
        among = undoable(history, pen.actor, only)[0 if way == "undo" else 1]
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


def _day_of(moment: dt.datetime) -> dt.date:
    """The day it is here at a moment; in UTC another one may have begun, or not yet."""
    return moment.astimezone().date()
