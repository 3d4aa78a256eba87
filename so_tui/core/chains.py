"""One item on its way: which stages lie behind it, which ahead, and by which days."""

from __future__ import annotations

import datetime as dt

import msgspec

from so_tui.core.case import OVER, Item, Office, State
from so_tui.core.catalogue import ItemKind, Lead, Track
from so_tui.core.frame import CHASE, Frame, by_courier, names_of, stages_of

_PASSED: dict[State, int] = {
    "to_ask": 0, "asked": 1, "ready": 1, "on_its_way": 2, "arrived": 2, "usable": 3,
    "refused": 1, "not_usable": 1, "not_needed": 3, "will_follow": 3,
}  # fmt: skip
"""How many of the stages ask, send and check lie behind an item."""


class Chain(msgspec.Struct):
    """One item and all that its steps share."""

    frame: Frame
    id: str
    item: Item
    kind: ItemKind
    track: Track
    office: Office | None
    courier: bool
    thing: str
    name: str
    stages: list[Lead]
    passed: int

    @property
    def rest(self) -> list[Lead]:
        """The stages still ahead."""
        return self.stages[self.passed :]

    @property
    def open(self) -> bool:
        """Whether anything is left to do for the item before the visit."""
        return self.passed < len(self.stages) and not self.kind.prompts_list

    @property
    def needs_release(self) -> bool:
        """Whether its office may still wait for a signed release."""
        return self.open and self.item.state in ("to_ask", "asked", "refused", "not_usable")

    @property
    def gone(self) -> bool:
        """Whether the time for it has wholly gone."""
        return self.frame.gone(sum(lead.shortest for lead in self.rest))

    def due(self, lead: Lead) -> dt.date | None:
        """The last day for a stage."""
        return self.frame.due(
            lead.before,
            from_visit=self.track.home,
            at_office=None if self.track.home else self.office,
            courier=self.courier and lead.stage == "send",
        )

    def lead(self, stage: str) -> Lead | None:
        """The lead of a stage, where the track has it."""
        return next((lead for lead in self.stages if lead.stage == stage), None)

    def since(self, *states: State) -> dt.date | None:
        """The day on which this attempt first came to one of these states."""
        item = self.item
        days = [
            move.on
            for move in item.moves.values()
            if move.attempt == item.attempt and move.state in states
        ]
        return min(days, default=None)


def chain_of(frame: Frame, id_: str, item: Item) -> Chain:
    """The chain of one item."""
    kind = frame.kind(item)
    track = frame.track(kind)
    stages = stages_of(track)
    thing, name = names_of(item, kind, frame.today)
    if track.home:
        held = item.state in OVER or item.state in ("ready", "arrived")
        passed = len(stages) if held else 0
    else:
        passed = _PASSED[item.state] + (item.state == "arrived" and not kind.checked)
    return Chain(
        frame=frame, id=id_, item=item, kind=kind, track=track, office=frame.office(item.office),
        courier=by_courier(item, track), thing=thing, name=name, stages=stages,
        passed=min(passed, len(stages)),
    )  # fmt: skip


def finish(chain: Chain) -> dt.date | None:
    """Without a visit date: when the item would be there with usual times; None when it is."""
    return forward(chain, chain.rest[-1]) if chain.open else None


def asked_on(chain: Chain) -> dt.date:
    """The day on which it was asked for; when nobody wrote it down, the day the case began."""
    return chain.since("asked") or chain.frame.case.began


def chase_day(chain: Chain) -> dt.date:
    """The day on which one asks again, on an open day of the office.

    Two business days after asking or after the last word; once the office has said that it has
    the request, after the usual time; after a promised day; or the day that was agreed.
    """
    frame, item = chain.frame, chain.item
    calendar, office = frame.calendar, chain.office
    began = (chain.since("on_its_way") if item.state == "on_its_way" else None) or asked_on(chain)
    last = began
    contact = frame.heard.get(chain.id)
    mark = frame.case.marks.get(f"chase:{chain.id}")
    if mark is not None and mark.done_on is not None:
        last = max(last, mark.done_on)
    if contact is not None and contact.on >= last:
        last = contact.on
        if contact.chase_on is not None:
            return calendar.next_open(contact.chase_on, office)
    day = calendar.add(last, CHASE, office)
    if item.promise is not None:
        return max(day, calendar.add(item.promise.day, 1, office))
    send = chain.lead("send")
    confirmed = contact is not None and contact.outcome in ("has_our_request", "needs_from_us")
    if confirmed and send is not None and item.state == "asked":
        return max(day, calendar.add(began, send.usual, office))
    return day


def forward(chain: Chain, upto: Lead) -> dt.date | None:
    """Without a visit date: the day on which a stage would be done, with usual times."""
    frame, calendar = chain.frame, chain.frame.calendar
    if frame.anchor is not None:
        return None
    promise = chain.item.promise
    day: dt.date | None = None
    for lead in chain.rest:
        if day is None:
            day = max(_first_day(chain, lead), frame.today)
        else:
            day = calendar.add(day, lead.usual, chain.office)
        if promise is not None and lead.stage in ("send", "check"):
            day = (
                max(promise.day, frame.today) if day < promise.day or lead is chain.rest[0] else day
            )
            promise = None
        if chain.courier and lead.stage == "send":
            day = calendar.courier_from(day, chain.office)
        if lead is upto:
            break
    if day is None or chain.track.home:
        return day
    return calendar.next_open(day, chain.office)


def _first_day(chain: Chain, lead: Lead) -> dt.date:
    """Without a visit date: when the stage that comes next would be done."""
    frame, calendar, state = chain.frame, chain.frame.calendar, chain.item.state
    if state in ("to_ask", "refused", "not_usable") or chain.track.home:
        return frame.start
    if state == "asked":
        return calendar.add(asked_on(chain), lead.usual, chain.office)
    if state == "on_its_way":
        return calendar.add(chain.since("on_its_way") or frame.today, lead.usual, chain.office)
    return frame.today


def fits(chain: Chain) -> bool:
    """Whether the usual durations still fit before the anchor."""
    frame, item = chain.frame, chain.item
    if frame.anchor is None or frame.left is None:
        return True
    rest = chain.rest
    if item.state in ("asked", "on_its_way", "ready") and not chain.track.home:
        first, *others = rest
        began = chain.since(item.state) or frame.case.began
        expected = frame.today
        if item.promise is not None:
            expected = max(item.promise.day, frame.today)
        elif item.state != "ready":
            expected = max(frame.today, frame.calendar.add(began, first.usual, chain.office))
        after = sum(lead.usual for lead in others)
        return expected <= frame.anchor and frame.calendar.between(expected, frame.anchor) >= after
    return frame.left >= sum(lead.usual for lead in rest)


def promised_stage(chain: Chain) -> Lead:
    """The stage that a promise is about: the next one, which for something not asked yet is
    the sending."""
    asks = chain.rest[0].stage == "ask" and len(chain.rest) > 1
    return chain.rest[1] if asks else chain.rest[0]


def too_late(chain: Chain) -> bool:
    """Whether the promised day leaves less than the shortest durations before the anchor."""
    frame, promise = chain.frame, chain.item.promise
    if promise is None or frame.anchor is None or promise.day < frame.today:
        return False
    behind = chain.rest.index(promised_stage(chain)) + 1
    after = sum(lead.shortest for lead in chain.rest[behind:])
    return promise.day > frame.anchor or frame.calendar.between(promise.day, frame.anchor) < after
