"""What all steps of a case on a given day share: the anchor, the calendar, marks and wording."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import msgspec

from so_tui.core import dates
from so_tui.core.calendar import Calendar
from so_tui.core.case import CallName, Case, Contact, Item, Office
from so_tui.core.catalogue import Catalogue, ItemKind, Lead, Track
from so_tui.core.steps import Standing, Step, What

Phase = Literal["before", "passed", "after", "quiet"]
"""`before` the visit; its day has `passed` and nobody said how it went; `after` it; or `quiet`:
on hold or ended, when nothing is chased and nothing is late."""

DAILY = 4
"""Business days before the visit from which a chase is offered on each of them."""

CHASE = 2
"""Business days after asking, or after the last word, until one asks again."""


class Frame(msgspec.Struct):
    """One case on one day. `anchor` is the day from which what leaves the house counts back:
    the visit, or the receiving office's earlier deadline."""

    case: Case
    offices: Mapping[str, Office]
    calendar: Calendar
    catalogue: Catalogue
    today: dt.date
    phase: Phase
    visit: dt.date | None
    anchor: dt.date | None
    left: int | None
    """Business days from today to the anchor."""
    daily: bool
    """Whether chases are offered on each business day."""
    start: dt.date
    """Without a visit date: the day on which the three calls begin."""
    heard: dict[str, Contact]
    """The latest contact about each item."""

    def office(self, case_office: str | None) -> Office | None:
        """The office behind one of the case, or None when it is not known."""
        if case_office is None or case_office not in self.case.offices:
            return None
        return self.offices.get(self.case.offices[case_office].office)

    def office_name(self, case_office: str | None) -> str:
        """How the office is called in a sentence."""
        office = self.office(case_office)
        return office.name if office and office.name else "the office"

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

    def due(
        self,
        before: int,
        *,
        from_visit: bool = False,
        at_office: Office | None = None,
        courier: bool = False,
    ) -> dt.date | None:
        """The day `before` business days before the anchor, or None without one.

        `from_visit`: what stays at home counts from the visit itself. An office's step falls
        on its open days, a courier's on days with an open one behind it.
        """
        end = (self.visit or self.anchor) if from_visit else self.anchor
        if end is None:
            return None
        calendar = self.calendar
        day = calendar.back(end, before) if before >= 0 else calendar.add(end, -before)
        if courier:
            return calendar.courier_day(day, at_office)
        if at_office is None:
            return day
        return (
            calendar.last_open(day, at_office)
            if before >= 0
            else calendar.next_open(day, at_office)
        )

    def gone(self, shortest: int) -> bool:
        """Whether not even the shortest durations fit before the anchor any more."""
        return self.left is not None and (self.left < shortest or self.today > self.end)

    @property
    def end(self) -> dt.date:
        """The anchor, or the last day there is."""
        return self.anchor or dt.date.max

    def step(
        self,
        id_: str,
        call: CallName,
        what: What,
        text: str,
        *,
        standing: Standing = "open",
        short: str = "",
        thing: str = "",
        item: str | None = None,
        office: str | None = None,
        release: str | None = None,
        at_office: bool = False,
        needed_by: dt.date | None = None,
        forward: dt.date | None = None,
        not_before: dt.date | None = None,
        promised: dt.date | None = None,
        done_on: dt.date | None = None,
        shortest: int = 0,
        courier: bool = False,
        late: bool = False,
        tight: bool = False,
        first: int = 0,
        blocked_by: str | None = None,
        limit: dt.date | None = None,
        rule: str = "",
        reason: str = "",
    ) -> Step:
        """A step with its mark applied and its days, slack and lateness worked out.

        `forward`: the day it falls on without a visit. `shortest`: business days that must pass
        before it can be done. `late`: late now for a reason of its own.

        What was needed before the case began is not late on its first day: it is for today.
        """
        mark = self.case.marks.get(id_)
        # One chase done is followed by the next; only "not for us" ends them.
        recurs = id_.startswith("chase:")
        if mark is not None and mark.not_for_us:
            standing = "not_for_us"
        elif mark is not None and mark.done_on is not None and not recurs:
            standing, done_on = "done", mark.done_on
        slack, pressing = None, False
        on = done_on
        if standing in ("done", "not_for_us"):
            late = tight = False
            blocked_by = None
        else:
            on = self._stands_on(not_before or needed_by or forward, standing, shortest)
            if on is not None and at_office:
                here = self.office(office)
                on = self.calendar.next_open(on, here)
                if courier:
                    on = self.calendar.courier_from(on, here)
            if standing != "blocked":
                blocked_by = None
            can_press = standing == "open" and self.phase != "quiet"
            if standing == "offered" or self.phase == "quiet":
                late = tight = False
            elif needed_by is not None:
                expected = max(needed_by, self.case.began)
                late = late or (standing == "open" and expected < self.today)
            if needed_by is not None:
                pressing = late or (can_press and needed_by <= self.today)
                slack = self.calendar.between(self.today, needed_by) - shortest
        return Step(
            id=id_, call=call, what=what, text=text, standing=standing, short=short or text,
            thing=thing, item=item, office=office, release=release, at_office=at_office, on=on,
            not_before=not_before, needed_by=needed_by, promised=promised,
            done_on=done_on if standing == "done" else None, slack=slack, late=late,
            pressing=pressing, tight=tight, first=first, blocked_by=blocked_by,
            latest_by_rule=limit, rule=rule, reason=reason,
        )  # fmt: skip

    def _stands_on(self, day: dt.date | None, standing: Standing, shortest: int) -> dt.date | None:
        """The day at which a step with something left stands in the list."""
        if day is None or (day >= self.today and standing != "offered"):
            return day
        # What waits for another step cannot be done today: soonest, when all help.
        wait = shortest if standing == "blocked" else 0
        return self.calendar.add(self.today, wait) if wait else self.today


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


def stages_of(track: Track) -> list[Lead]:
    """The stages an item itself goes through; signing is the release's."""
    return [lead for lead in track.stages if lead.stage != "sign"]


def sign_of(track: Track) -> Lead | None:
    """The stage at which a release is signed, where the track has one."""
    return next((lead for lead in track.stages if lead.stage == "sign"), None)


def by_courier(item: Item, track: Track) -> bool:
    """Whether an item is sent by courier: as said, else as its track usually is."""
    return item.way == "courier" or (item.way == "not_known" and track.courier)
