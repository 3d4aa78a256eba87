"""The steps of one item: ask, send, check, and what comes between them.

A chain has a head, the one step that can be done now; what follows waits for it. Asking makes
the head a chase; a refusal makes it the question what comes instead.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from so_tui.core import dates
from so_tui.core.case import OVER, Item, Move, Office, State
from so_tui.core.catalogue import ItemKind, Lead, Track
from so_tui.core.frame import CHASE, Frame, by_courier, names_of, stages_of
from so_tui.core.instruments import limit_of
from so_tui.core.steps import Standing, Step

_PASSED: dict[State, int] = {
    "to_ask": 0, "asked": 1, "ready": 1, "on_its_way": 2, "arrived": 2, "usable": 3,
    "refused": 1, "not_usable": 1, "not_needed": 3, "will_follow": 3,
}  # fmt: skip
"""How many of the stages ask, send and check lie behind an item."""


@dataclass(slots=True)
class Chain:
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


def item_steps(chain: Chain, waits_for: str | None) -> list[Step]:
    """The steps of one item. `waits_for`: the release step its office waits for, if any."""
    item = chain.item
    if item.state == "not_needed":
        return []
    if chain.kind.prompts_list:
        return [_list_step(chain)]
    steps = [_done(chain, lead) for lead in chain.stages[: chain.passed]]
    if not chain.rest or chain.frame.phase in ("after", "quiet"):
        return steps
    if item.state in ("refused", "not_usable") and not chain.track.home:
        instead = any(one.instead_of == chain.id for one in chain.frame.case.items.values())
        steps.append(_instead(chain, done=instead))
        return steps if instead else steps + _followers(chain, steps[-1], waits_for)
    if chain.gone:
        return [*steps, _question(chain)]
    head = _chase(chain) if item.state == "asked" and not chain.track.home else _stage(chain)
    steps.append(head)
    steps += _promised(chain)
    return steps + _followers(chain, head, waits_for)


def finish(chain: Chain) -> dt.date | None:
    """Without a visit date: when the item would be there with usual times; None when it is."""
    return _forward(chain, chain.rest[-1]) if chain.open else None


# --- Days ------------------------------------------------------------------------------------


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


def _forward(chain: Chain, upto: Lead) -> dt.date | None:
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
            day = max(promise.day, frame.today) if day < promise.day or lead is chain.rest[0] else day
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


def _fits(chain: Chain) -> bool:
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


def _too_late(chain: Chain) -> bool:
    """Whether the promised day leaves less than the shortest durations before the anchor."""
    frame, promise = chain.frame, chain.item.promise
    if promise is None or frame.anchor is None or promise.day < frame.today:
        return False
    after = sum(lead.shortest for lead in chain.rest[1:])
    return promise.day > frame.anchor or frame.calendar.between(promise.day, frame.anchor) < after


# --- Steps -----------------------------------------------------------------------------------


def _words(chain: Chain, lead: Lead) -> tuple[str, str]:
    """A stage as it reads after "Call …:", and in a narrow list."""
    if lead.text:
        words = {"thing": chain.thing, "name": chain.name}
        text = lead.text.format_map(words)
        return text, lead.short.format_map(words) if lead.short else text
    thing, name = chain.thing, chain.name
    if chain.track.home:
        return f"have {thing} ready", f"{name} ready"
    if lead.stage == "ask":
        return f"ask for {thing}", f"ask for {name}"
    if lead.stage == "send":
        if chain.item.way == "carried":
            return f"pick up {thing}", f"pick up {name}"
        return f"have {thing} sent", f"{name} sent"
    if chain.kind.checked and chain.item.state == "arrived":
        return f"check that {thing} can be used", f"check {name}"
    return f"ask whether {thing} arrived", f"{name} there"


def _at_office(chain: Chain, lead: Lead) -> bool:
    """Whether a stage needs an office; what lies at home is checked at home."""
    at_home = lead.stage == "check" and chain.item.place == "with_us"
    return not (chain.track.home or at_home)


def _of_item(
    chain: Chain,
    lead: Lead,
    *,
    standing: Standing,
    blocked_by: str | None = None,
    shortest: int = 0,
    done_on: dt.date | None = None,
) -> Step:
    text, short = _words(chain, lead)
    promise = chain.item.promise
    limit, rule = (None, "")
    if lead.stage == "send" and standing == "blocked":
        limit, rule = _limit(chain)
    over = standing == "done"
    return chain.frame.step(
        f"{lead.stage}:{chain.id}", chain.item.call, _WHAT[lead.stage], text,
        short=short, thing=chain.thing, item=chain.id, office=chain.item.office,
        standing=standing, at_office=_at_office(chain, lead), needed_by=chain.due(lead),
        forward=None if over else _forward(chain, lead), shortest=shortest, done_on=done_on,
        promised=promise.day if promise and not over else None, blocked_by=blocked_by,
        tight=not over and not _fits(chain), limit=limit, rule=rule, reason=lead.why,
    )  # fmt: skip


_WHAT = {"ask": "ask", "send": "send", "check": "check"}


def _done(chain: Chain, lead: Lead) -> Step:
    later: dict[str, tuple[State, ...]] = {
        "ask": ("asked", "ready", "on_its_way", "arrived", "usable", "refused", "will_follow"),
        "send": ("on_its_way", "arrived", "usable", "will_follow"),
        "check": ("arrived", "usable", "will_follow"),
    }
    states = later[lead.stage]
    if lead.stage == "check" and chain.kind.checked:
        states = ("usable", "will_follow")
    if chain.track.home:
        states = ("ready", "arrived", "usable", "will_follow")
    return _of_item(chain, lead, standing="done", done_on=chain.since(*states))


def _stage(chain: Chain) -> Step:
    """The head of a chain that stands at a stage of its own."""
    lead = chain.rest[0]
    return _of_item(chain, lead, standing="open", shortest=lead.shortest)
