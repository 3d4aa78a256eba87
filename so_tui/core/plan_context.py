"""What the whole plan of a case on a given day shares: its dates, its calendar and its words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import msgspec

from so_tui.core import dates
from so_tui.core.calendar import Calendar
from so_tui.core.case import CallName, Case, Contact, Item, Office, Party, in_order
from so_tui.core.catalogue import Catalogue, ItemKind, Lead, Track
from so_tui.core.parties import SECOND, party_at, whom_of

Phase = Literal["before", "passed", "after", "quiet"]
"""`before` the visit; its day has `passed` and nobody said how it went; `after` it; or `quiet`:
on hold or ended, when nothing is chased and nothing is late."""

DAILY = 4
"""Business days before the visit from which what is missing may be asked for on each of them."""

CHASE = 2
"""Business days after asking, or after the last word, until one asks again."""


class Aim(msgspec.Struct, frozen=True):
    """A day that things are needed for, and the day from which it was known.

    `visit`: a date of the visit; otherwise the second office's deadline, which only what goes
    there has to keep.
    """

    day: dt.date
    known: dt.date
    visit: bool


class PlanContext(msgspec.Struct, frozen=True):
    """One case on one day.

    `end`: the visit, or the second office's earlier deadline. `aims`: what counts for the days by
    which things are needed, the earliest first; none while there is no date or the person is
    still deciding.
    `heard`: the latest contact about each item. `first_offices`: the id in the case of each call's
    first office; of the visit's card, the second office. `committed`: the day from which the plan
    could ask anything of anybody. `daily`: whether the visit is so near that what is missing may be
    asked for each day.
    """

    case: Case
    offices: Mapping[str, Office]
    calendar: Calendar
    catalogue: Catalogue
    today: dt.date
    phase: Phase
    end: dt.date | None
    aims: tuple[Aim, ...]
    committed: dt.date
    heard: Mapping[str, Contact]
    first_offices: Mapping[CallName, str]
    daily: bool

    @property
    def visit(self) -> dt.date | None:
        """The day of the visit."""
        return self.case.visit.day

    def office(self, case_office: str | None) -> Office | None:
        """The office behind one of the case, or None when it is not known."""
        if case_office is None or case_office not in self.case.offices:
            return None
        return self.offices.get(self.case.offices[case_office].office)

    def office_name(self, case_office: str | None, call: CallName, party: Party = SECOND) -> str:
        """How an office is called in a sentence; one that is not known, after its call."""
        office = self.office(case_office)
        if office is not None and office.name:
            return office.name
        return whom_of(self.case, call, party, self.catalogue.words)

    def first_office(self, call: CallName) -> str | None:
        """The id of the first office of a call, or None."""
        return self.first_offices.get(call)

    def words(self, key: str) -> str:
        """A text of `wording.toml`."""
        return self.catalogue.words[key]

    def kind(self, item: Item) -> ItemKind:
        """The item's kind; one that the catalogue lacks goes the way of records."""
        known = self.catalogue.kinds.get(item.kind)
        if known is not None:
            return known
        name = item.kind.replace("_", " ")
        return ItemKind(id=item.kind, call=item.call, name=name, track="records", ask=name)

    def track(self, kind: ItemKind) -> Track:
        """The stages a kind goes through."""
        return self.catalogue.tracks[kind.track]


def context_of(
    case: Case,
    offices: Mapping[str, Office],
    calendar: Calendar,
    catalogue: Catalogue,
    today: dt.date,
) -> PlanContext:
    """What a case's plan on a day counts with."""
    committed = max(case.began, case.going_since or case.began)
    days = [day for day in (case.visit.day, case.visit.deadline) if day is not None]
    heard: dict[str, Contact] = {}
    for _, contact in sorted(
        case.contacts.items(), key=lambda pair: (pair[1].on, pair[1].number, pair[0])
    ):
        heard.update(dict.fromkeys(contact.effects, contact))
    end = min(days, default=None)
    aims = () if case.status == "deciding" else _aims(case, committed)
    return PlanContext(
        case=case, offices=offices, calendar=calendar, catalogue=catalogue, today=today,
        phase=_phase(case, today), end=end, aims=aims,
        committed=committed, heard=heard,
        first_offices={
            here.call: id_ for id_, here in reversed(in_order(case.offices))
            if party_at(case, id_) == SECOND
        },
        daily=bool(aims) and end is not None and today >= calendar.back(end, DAILY),
    )  # fmt: skip


def _phase(case: Case, today: dt.date) -> Phase:
    if case.status in ("on_hold", "decided_not", "closed", "died"):
        return "quiet"
    if case.status == "visited":
        return "after"
    return "passed" if case.visit.day is not None and case.visit.day < today else "before"


def _aims(case: Case, committed: dt.date) -> tuple[Aim, ...]:
    """The dates that count: the present one, and those before it that were no earlier.

    A date was known from the day on which it, or one at least as early, was set: so a visit that
    is moved and moved back changes nothing, and one that is moved up makes nothing later that
    was needed sooner.
    """
    visit, aims = case.visit, []
    if visit.day is not None:
        dates_set = [(visit.day, visit.set_on or case.began)]
        dates_set += [
            (one.day, one.set_on or case.began)
            for one in visit.earlier.values()
            if one.moved_on is None or one.moved_on >= committed
        ]
        for day in sorted({day for day, _ in dates_set if day >= visit.day}):
            known = min(set_on for other, set_on in dates_set if other <= day)
            aims.append(Aim(day=day, known=max(known, committed), visit=True))
    if visit.deadline is not None:
        known = max(visit.deadline_set_on or case.began, committed)
        aims.append(Aim(day=visit.deadline, known=known, visit=False))
    return tuple(sorted(aims, key=lambda one: one.day))


def names_of(item: Item, kind: ItemKind, today: dt.date) -> tuple[str, str]:
    """How an item is called: in a sentence (`the stained slides of S26-1042`) and in a list."""
    named = item.identifiers
    name = kind.name
    if named.body_part:
        name = f"{name} {named.body_part}"
    dated = f"{name} {dates.number(named.study_date, today)}" if named.study_date else name
    detail = item.detail
    if detail and not (named.body_part or named.study_date or named.reference):
        # What the person called it stands alone where it says the kind as well.
        name = detail if kind.name.casefold() in detail.casefold() else f"{name}, {detail}"
        dated = name
    thing = f"the {name}"
    if named.study_date:
        thing = f"{thing} of {dates.number(named.study_date, today)}"
    if named.reference:
        thing = f"{thing}{',' if named.study_date else ' of'} {named.reference}"
    return thing, dated


def sign_of(track: Track) -> Lead | None:
    """The stage at which a release is signed, where the track has one."""
    return next((lead for lead in track.stages if lead.stage == "sign"), None)


def by_courier(item: Item, track: Track) -> bool:
    """Whether an item is sent by courier: as said, else as its track usually is."""
    return item.way == "courier" or (item.way == "not_known" and track.courier)
