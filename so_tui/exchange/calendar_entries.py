"""What a calendar holds of a case: its visit, each step of its plan, and what is gone of them.

All is told from the case, its history and the day, so that nothing need be kept of what was
written before. What may have been written once is found by planning the case with all back that
was taken out of it: what the plan has then, and has not now, is gone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from so_tui.core.case import (
    CALLS,
    ENDED,
    Case,
    CaseOffice,
    Item,
    Office,
    Part,
    Release,
    in_order,
    latest_move,
)
from so_tui.core.changes import Change, Edit
from so_tui.core.parties import card_of
from so_tui.core.plan import plan
from so_tui.core.steps import Plan, Step
from so_tui.core.tree import Plain, typed
from so_tui.exchange.formats import Telling

How = Literal["open", "done", "gone"]
"""How an entry stands: to come or to be done, done, or taken back."""

_HOWS: Mapping[str, How] = {"done": "done", "not_for_us": "gone"}
_QUIET = (*ENDED, "on_hold", "visited")
_NOT_ASKED = ("not_needed", "refused", "not_usable", "will_follow")
_PARTS: Mapping[str, type[Part]] = {"items": Item, "offices": CaseOffice, "releases": Release}


class When(msgspec.Struct, frozen=True):
    """The day of a visit, with its time and zone where these are known."""

    day: dt.date
    time: dt.time | None = None
    zone: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing in a calendar. `about` tells it from the others of its case, for ever; `when` is
    for a visit alone, `day` the day by which a step is to be done, `had` the one that it had when
    most was asked for. `place`, `more`: for who asked for details."""

    about: str
    how: How
    title: str
    when: When | None = None
    day: dt.date | None = None
    had: dt.date | None = None
    done_on: dt.date | None = None
    place: str = ""
    more: str = ""


def entries(
    case: Case,
    offices: Mapping[str, Office],
    telling: Telling,
    *,
    removed: bool = False,
    detailed: bool = False,
) -> Iterator[Entry]:
    """What a calendar holds of a case: the visit first. `removed`: the case is, and so all of it
    is gone; `detailed`: titles say whose it is and what."""
    past = Past(case, telling.history(case))
    say = _Say(case, offices, telling, detailed)
    if past.visit is not None:
        gone = removed or case.visit.day is None or _is_off(case)
        yield say.visit(past.visit, "gone" if gone else "open")
    once: dict[str, Entry] = {}
    for made in _once(case, offices, telling, past):
        for step in made.steps:
            how: How = "done" if step.standing == "done" and not removed else "gone"
            if (one := say.step(step, how)) is not None:
                once.setdefault(one.about, one)
    there: dict[str, Entry] = {}
    if not removed:
        steps = (say.step(step) for step in telling.plan(case).steps)
        there = {one.about: one for one in steps if one is not None}
    for one in _over(case, past, say):
        if removed:
            once.setdefault(one.about, replace(one, how="gone"))
        else:
            there.setdefault(one.about, one)
    for about, one in there.items():
        yield replace(one, had=once[about].day) if about in once else one
    yield from (one for about, one in once.items() if about not in there)


def changes_of(case: Case, telling: Telling) -> int:
    """How many changes a case has had, and the offices that it names or ever named. It never
    falls, and it rises with each change that can move a day."""
    history = telling.history(case)
    named = Past(case, history).offices | {one.office for one in case.offices.values()}
    return len(history) + sum(telling.office_changes(one) for one in sorted(named))


# --- What the history tells ---------------------------------------------------------------------


class Past:
    """What the history of a case tells that the case itself does not: `visit`, its day or the
    last that it had; `was_without`, whether it once had none; the `offices` that it ever named,
    the `items` that were ever asked for, and the `reasons` that ever applied, by id; and the
    parts that were taken out of it, by collection and id."""

    def __init__(self, case: Case, history: Sequence[Change]) -> None:
        self._case = case
        self.was_without = False
        self.offices: set[str] = set()
        self.items: set[str] = set()
        self.reasons: set[str] = set()
        self.parts: dict[str, dict[str, Any]] = {name: {} for name in _PARTS}
        known: dict[str, Plain] = {}
        last: dict[str, Plain] = {}
        for change in history:
            for edit in change.edits:
                if edit.page == ("cases", case.id):
                    self._read(edit, known)
            last = dict(known) if known.get("day") else last
            self.was_without = self.was_without or not known.get("day")
        self.visit = self._visit(last)

    def _read(self, edit: Edit, visit: dict[str, Plain]) -> None:
        match edit.inner.split("/"):
            case [""] if edit.op == "add":
                visit |= edit.after.get("visit") or {}
                self._add("offices", edit.after)
                self._add("items", edit.after)
                self._add("reasons", edit.after)
            case ["visit", "day" | "time" | "zone" as name]:
                visit[name] = edit.after
            case ["offices" | "items" | "reasons" as name, id_]:
                self._add(name, {name: {id_: edit.after or edit.before or {}}})
                if edit.op == "remove" and name in _PARTS:
                    self.parts[name][id_] = typed(edit.before, _PARTS[name], edit.path)
            case ["releases", id_] if edit.op == "remove":
                self.parts["releases"][id_] = typed(edit.before, Release, edit.path)
            case ["offices" | "items" | "reasons" as name, id_, field]:
                for value in (edit.before, edit.after):
                    self._add(name, {name: {id_: {field: value}}})

    def _add(self, name: str, plain: Plain) -> None:
        for id_, part in (plain.get(name) or {}).items():
            if name == "offices" and part.get("office"):
                self.offices.add(part["office"])
            elif name == "items" and part.get("state") == "asked":
                self.items.add(id_)
            elif name == "reasons" and part.get("reply") == "applies":
                self.reasons.add(id_)

    def _visit(self, last: Mapping[str, Plain]) -> When | None:
        visit = self._case.visit
        if visit.day is not None:
            return When(visit.day, visit.time, visit.zone)
        if last:
            return msgspec.convert({name: one for name, one in last.items() if one}, When)
        earlier = [one for _, one in in_order(visit.earlier)]
        return When(earlier[-1].day, earlier[-1].time, earlier[-1].zone) if earlier else None


def _once(
    case: Case, offices: Mapping[str, Office], telling: Telling, past: Past
) -> Iterator[Plan]:
    """The plans of a case as it was when most was asked of it: with what was taken out of it,
    going on, and no later than on the day of its visit."""
    day = past.visit.day if past.visit is not None else None
    going = case.status in _QUIET or case.going_since is not None
    parts: dict[str, Any] = {name: gone | getattr(case, name) for name, gone in past.parts.items()}
    items = {
        id_: replace(one, state="to_ask") if one.state in _NOT_ASKED else one
        for id_, one in parts.pop("items").items()
    }
    reasons = {
        id_: replace(one, reply="applies") if id_ in past.reasons else one
        for id_, one in case.reasons.items()
    }
    full = replace(
        case, status="going" if going else case.status, visit=replace(case.visit, day=day),
        items=items, reasons=reasons, **parts,
    )  # fmt: skip
    first = min(telling.today, day or telling.today)
    for today in dict.fromkeys((first, telling.today)):
        yield plan(full, offices, telling.calendar, telling.catalogue, today)
    # On the day on which it began, and with every office open, nothing was out of reach yet.
    yield plan(full, {}, telling.calendar, telling.catalogue, min(first, case.began))
    as_it_stood = replace(full, items=past.parts["items"] | case.items)
    yield plan(as_it_stood, offices, telling.calendar, telling.catalogue, first)


def _over(case: Case, past: Past, say: _Say) -> Iterator[Entry]:
    """What is done with and stands in no plan: asking again for what has moved on, and asking for
    a day of the visit."""
    for id_, item in case.items.items():
        move = latest_move(item)
        if id_ in past.items and item.state not in ("to_ask", "asked"):
            yield say.chased(id_, item, move.on if move is not None else None)
    if past.was_without and case.visit.day is not None:
        yield say.dated()


def _is_off(case: Case) -> bool:
    """Whether a case ended before its visit: then nobody goes."""
    day, since = case.visit.day, case.status_since
    if case.status not in ENDED or day is None:
        return False
    return since is None or (day > since if case.status == "closed" else day >= since)


# --- In words -----------------------------------------------------------------------------------


class _Say:
    """The words for what is in a calendar: those that tell nothing, or all of it."""

    def __init__(
        self, case: Case, offices: Mapping[str, Office], telling: Telling, detailed: bool
    ) -> None:
        self.case, self.offices = case, offices
        self.words, self.detailed = telling.catalogue.words, detailed

    def visit(self, when: When, how: How) -> Entry:
        """The visit."""
        case = self.case
        made = Entry(about="visit", how=how, title="A visit", when=when)
        if not self.detailed:
            return made
        here = next((one for _, one in in_order(case.offices) if one.call == "visit"), None)
        office = self.offices.get(here.office) if here is not None else None
        lines = [f"With {case.visit.doctor}." if case.visit.doctor else "", self._phone(office)]
        return replace(
            made,
            title=f"{case.label}: visit",
            place=", ".join(filter(None, [office.name, office.address])) if office else "",
            more="\n".join(filter(None, lines)),
        )

    def step(self, step: Step, how: How | None = None) -> Entry | None:
        """A step, or None where it is nothing to do of its own. `how`: other than the plan says."""
        if step.what in ("visit", "promise"):
            return None
        title = self._title(step.call, step.at_office)
        more = ""
        if self.detailed:
            title = f"{self.case.label}: {card_of(self.case, step.call, self.words)}: {step.text}"
            here = self.case.offices.get(step.office or "")
            more = self._phone(self.offices.get(here.office)) if here is not None else ""
        return Entry(
            about=f"step/{step.id}/{step.what}" if step.id == "visit" else f"step/{step.id}",
            how=how or _HOWS.get(step.standing, "open"),
            title=title, day=day_of(step), done_on=step.done_on, more=more,
        )  # fmt: skip

    def dated(self) -> Entry:
        """Asking for a day of the visit, once there is one."""
        on = self.case.visit.set_on
        title = f"{self.case.label}: get a visit date" if self.detailed else "A call"
        return Entry(about="step/visit/ask", how="done", title=title, done_on=on)

    def chased(self, id_: str, item: Item, on: dt.date | None) -> Entry:
        """Asking again for an item that has moved on."""
        title = self._title(item.call, True)
        if self.detailed:
            title = f"{self.case.label}: {card_of(self.case, item.call, self.words)}: ask again"
        return Entry(about=f"step/chase:{id_}", how="done", title=title, day=on, done_on=on)

    @staticmethod
    def _title(call: str, at_office: bool) -> str:
        number = CALLS.index(call) if call in CALLS else 0
        if not at_office:
            return "Something to do"
        return f"Call {number}" if number else "A call"

    @staticmethod
    def _phone(office: Office | None) -> str:
        return ": ".join(filter(None, [office.name, office.phone])) if office is not None else ""


def day_of(step: Step) -> dt.date | None:
    """The day that a calendar has of a step: when to ask again, else by when it is needed.

    It moves with what is known, and not with the day on which one looks.
    """
    if step.what == "chase" and step.held_until is not None and not _is_too_late(step):
        return step.held_until
    return step.needed_by


def _is_too_late(step: Step) -> bool:
    """Whether one asks at once, since what is promised leaves too little time."""
    return bool(step.promised and step.last_day and step.promised > step.last_day)
