"""The steps of one item: ask, send, check, and what comes between them.

A path has a head, the one step that can be done now or is waited for; what follows waits for it.
Asking makes the head a chase; a refusal makes it the question what comes instead; time that has
gone makes it a question, never a failure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from so_tui.core import dates
from so_tui.core.case import Party, State
from so_tui.core.custody import is_elsewhere
from so_tui.core.knowledge import Stage
from so_tui.core.network import Activity, Path, chase_day, since
from so_tui.core.parties import SECOND
from so_tui.core.passes import fitted, fitted_from
from so_tui.core.plan_context import PlanContext
from so_tui.core.schedule import Times, blocked_day, end_of, float_of, pressing, step
from so_tui.core.steps import Naming, Step, What

_REACHED: Mapping[Stage, tuple[State, ...]] = {
    "ask": ("asked", "ready", "on_its_way", "arrived", "usable", "will_follow"),
    "send": ("on_its_way", "arrived", "usable", "will_follow"),
    "check": ("arrived", "usable", "will_follow"),
}


def item_steps(context: PlanContext, path: Path, times: Times, waits_for: str | None) -> list[Step]:
    """The steps of one item. `waits_for`: the release step that its office waits for, if any."""
    if path.item.state == "not_needed":
        return []
    if path.kind.prompts_list:
        return [_list_step(context, path, times)] if context.phase == "before" else []
    made = _Made(context, path, times, waits_for)
    steps = [
        made.done(one)
        for one in path.activities
        # Signing is the release's own.
        if one.stage in path.behind and one.stage != "sign"
    ]
    if not path.rest or context.phase != "before":
        return steps
    if path.replaced:
        return [*steps, made.instead(done=True)]
    head = made.head()
    return [*steps, head, *made.promise(), *made.followers(head)]


class _Made:
    """What the steps of one item share."""

    def __init__(
        self, context: PlanContext, path: Path, times: Times, waits_for: str | None
    ) -> None:
        self.context, self.path, self.times = context, path, times
        self.item, self.waits_for = path.item, waits_for
        self.promised = path.item.promise.day if path.item.promise is not None else None
        self.filled = {"thing": path.thing, "name": path.name, "day": ""}
        if self.promised is not None:
            self.filled["day"] = dates.weekday(self.promised, context.today)

    def words(self, key: str) -> tuple[str, str]:
        """A step in a sentence after "Call …:", and in a narrow list."""
        words, filled = self.context.catalogue.words, self.filled
        return words[f"step.{key}"].format_map(filled), words[f"short.{key}"].format_map(filled)

    def stage(self, one: Activity) -> tuple[str, str]:
        """A stage in words: the track's own where it has some."""
        for lead in self.path.track.stages:
            if lead.stage == one.stage and lead.text:
                text = lead.text.format_map(self.filled)
                return text, lead.short.format_map(self.filled) if lead.short else text
        if self.path.track.home:
            return self.words("ready")
        if one.stage == "send":
            return self.words("pick_up" if self.item.way == "carried" else "send")
        if one.stage == "check":
            with_us = self.item.place == "with_us"  # nobody is asked whether that came
            if not (self.path.kind.checked and (self.item.state == "arrived" or with_us)):
                return self.words("arrived")
            opens = self.item.call == "radiology" and with_us
            return self.words("open" if opens else "check")
        return self.words("ask")

    def of(self, id_: str, what: What, words: tuple[str, str], one: Activity, **more: Any) -> Step:
        """A step of this item at the days of one of its activities."""
        times, stage = self.times, one.stage
        text, short = words
        values: dict[str, Any] = {
            "short": short, "thing": self.path.thing, "item": self.path.id,
            "office": self.item.office if one.home else one.called,
            "party": self.party(one), "at_office": not one.home, "reason": one.why,
            "needed_by": times.needed_by.get(stage), "last_day": times.last.get(stage),
            "forward": None if self.context.aims else times.expected.get(stage),
            "tight": times.tight, "out_of_reach": times.out_of_reach, "promised": self.promised,
        }  # fmt: skip
        # A courier's days are for sending; one may ask on any open day.
        at = replace(one, courier=False) if one.courier and what != "send" else one
        values.update(more)
        return step(self.context, id_, self.item.call, what, text, at=at, **values)

    def party(self, one: Activity) -> Party:
        """Of whom a stage is asked: whether it came, is known at the second office."""
        return SECOND if one.stage == "check" else self.path.kind.party

    def done(self, one: Activity) -> Step:
        """A stage that lies behind."""
        states = _REACHED[one.stage]
        if one.stage == "check" and self.path.kind.checked:
            states = ("usable", "will_follow")
        if self.path.track.home:
            states = ("ready", "arrived", "usable", "will_follow")
        what: What = "check" if one.stage == "check" else "send" if one.stage == "send" else "ask"
        id_, words = f"{one.stage}:{self.path.id}", self.stage(one)
        done_on = since(self.item, *states)
        if id_ in self.context.case.marks:  # somebody said something of it
            return self.of(
                id_, what, words, one, standing="done", done_on=done_on, promised=None
            )  # fmt: skip
        return Step(
            id=id_, call=self.item.call, what=what, text=words[0], short=words[1], standing="done",
            on=done_on, done_on=done_on, thing=self.path.thing, item=self.path.id,
            office=self.item.office if one.home else one.called, party=self.party(one),
            at_office=not one.home,
            needed_by=self.times.needed_by.get(one.stage), last_day=self.times.last.get(one.stage),
            reason=one.why,
        )  # fmt: skip

    def head(self) -> Step:
        """The one step that can be done now, or when its day comes."""
        state, home = self.item.state, self.path.track.home
        ahead = [one for one in self.path.rest if one.stage != "sign"]
        first = ahead[0]
        asked = self.context.heard.get(self.path.id)
        spoken: Naming | None = None
        if asked is not None and asked.on == self.context.today:
            spoken = "tried" if asked.outcome in ("no_answer", "voicemail") else "spoken"
        lifted = self.context.daily or self.too_late
        more: dict[str, Any] = {"spoken": spoken, "lifted": lifted}
        if state in ("refused", "not_usable") and not home:
            return self.instead(done=False, **more)
        if asked is not None and asked.chase_on is not None and state in ("to_ask", "ready"):
            more["held_until"] = asked.chase_on
        if state in ("asked", "on_its_way") and not home:
            more["held_until"] = chase_day(self.context, self.path)
            ahead_of_it = self.promised is not None and self.promised >= self.context.today
            more["holding"] = "promised" if ahead_of_it else "waiting"
        if self.too_late:
            # A promise that leaves too little for the rest holds nothing back.
            more["held_until"] = self.context.today
        if state == "asked" and not home:
            return self.chase(first, **more)
        what: What = "ask" if first.stage == "ask" else "check"
        if first.stage == "send":
            what = "send"
        words = self.stage(first)
        if first.stage == "ask" and is_elsewhere(self.item):
            words = self.words("ask_elsewhere")
        if self.times.out_of_reach and not first.home:
            # Whatever the stage was, what is left of it is a question.
            what, words = "ask" if what == "ask" else "chase", self.question
            more |= self._asked_of()
        return self.of(f"{first.stage}:{self.path.id}", what, words, first, **more)

    @property
    def question_key(self) -> str:
        """What is asked when time is over; nobody carries what an insurer or a doctor decides."""
        return "question_without" if self.item.call == "visit" else "question"

    @property
    def question(self) -> tuple[str, str]:
        """The question in words."""
        return self.words(self.question_key)

    @property
    def too_late(self) -> bool:
        """Whether a promised day leaves less than what follows takes at the least."""
        if self.promised is None or not self.context.aims or self.promised < self.context.today:
            return False
        stage: Stage = "check" if self.item.state == "on_its_way" else "send"
        last = self.times.last.get(stage)
        return last is not None and self.promised > last

    def chase(self, first: Activity, **more: Any) -> Step:
        """The head of what was asked for: ask again."""
        context, item = self.context, self.item
        contact = context.heard.get(self.path.id)
        limit, rule = self.limit()
        key = "chase"
        if self.times.out_of_reach:
            key = self.question_key
            more |= self._asked_of()
        elif self.too_late:
            key = "earlier"
        elif item.promise is not None:
            key = "chase_promised"
        elif contact is not None and contact.outcome == "has_our_request":
            key = "chase_heard"
        more.setdefault("standing", "open")
        if self.waits_for is not None and self.path.pending and not self.times.out_of_reach:
            more |= {"standing": "blocked", "blocked_by": self.waits_for}
        made = self.of(
            f"chase:{self.path.id}", "chase", self.words(key), first,
            latest_by_rule=limit, rule=rule,
            reason=first.why if self.times.out_of_reach else context.words("step.why_chase"),
            **more,
        )  # fmt: skip
        return made

    def instead(self, *, done: bool, **more: Any) -> Step:
        """The head of what was refused or cannot be used: what comes in its place."""
        first = self.path.activities[0]
        key = "once_more" if self.item.state == "not_usable" else "instead"
        problem = self.context.catalogue.problems.get(self.item.problem or "")
        words = self.words(key)
        if problem is not None and problem.ask:
            words = problem.ask.format_map(self.filled), problem.short.format_map(self.filled)
        if self.times.out_of_reach and not done:
            words = self.question
            more |= self._asked_of()
        return self.of(
            f"move:{self.path.id}", "move", words, first,
            standing="done" if done else "open", at_office=True,
            reason=problem.then if problem else first.why, **more,
        )  # fmt: skip

    def _asked_of(self) -> dict[str, Any]:
        """Whom to ask a question: the office, or the second one when it does not open in time."""
        context, end = self.context, self.context.end
        own = context.office(self.item.office)
        if end is None or context.calendar.next_open(context.today, own) <= end:
            return {}
        second = context.first_office("visit")
        if second is None:
            return {}
        there = Activity(stage="ask", usual=0, shortest=0, office=context.office(second))
        return {"office": second, "party": SECOND, "asked_at": there}

    def promise(self) -> list[Step]:
        """The promised day as a line of its own."""
        context, promise = self.context, self.item.promise
        stages = [one for one in self.path.rest if one.stage in ("send", "check")]
        if promise is None or promise.day < context.today or not stages:
            return []
        one = stages[0]
        made = self.of(
            f"promise:{self.path.id}", "promise",
            self.words("promise_late" if self.too_late else "promise"), one,
            standing="blocked", at_office=False,
        )  # fmt: skip
        return [_at(made, promise.day)]

    def followers(self, head: Step) -> list[Step]:
        """The stages behind the head, each waiting for the one before it."""
        if self.times.out_of_reach:
            return []
        rest = [one for one in self.path.rest if one.stage != "sign"]
        if head.what == "move":
            rest = [one for one in rest if one.stage != "ask"]
        if head.what not in ("chase", "move"):
            rest = rest[1:]
        steps: list[Step] = []
        soonest = 0 if head.what in ("chase", "move") else self.path.rest[0].shortest
        before, passed = head.id, self.passed if head.what == "chase" else 0
        after: dt.date | None = None
        for one in rest:
            # What was begun has had its time already, or a part of it.
            soonest += max(0, one.shortest - passed)
            passed = max(0, passed - one.shortest)
            blocker = before
            if one.stage == "send" and self.waits_for and head.what == "chase":
                blocker = self.waits_for
            made = self.waiting(one, blocker, soonest)
            if made.on is not None and (day := self.in_order(one, made.on, after)) != made.on:
                made = _at(made, day)
            steps.append(made)
            before, after = made.id, made.on
        return steps

    def in_order(self, one: Activity, day: dt.date, after: dt.date | None) -> dt.date:
        """The day of what waits for a step `after`: not before it, and not behind the visit."""
        calendar, today = self.context.calendar, self.context.today
        if after is not None and day < after:
            day = fitted_from(one, calendar, after)
        end = end_of(self.context, self.path.track.home)
        if end is None or day <= end:
            return day
        soonest, last = max(after or today, today), fitted(one, calendar, end)
        # Where no open day is left, it stands at the end: no closed day is named for it.
        return last if last >= soonest else max(end, soonest)

    @property
    def passed(self) -> int:
        """Business days since the stage that is going on began."""
        if self.path.begun is None:
            return 0
        return max(0, self.context.calendar.between(self.path.begun, self.context.today))

    def waiting(self, one: Activity, blocker: str, soonest: int) -> Step:
        """A stage that waits for another step."""
        context, times, stage = self.context, self.times, one.stage
        id_ = f"{stage}:{self.path.id}"
        what: What = "send" if stage == "send" else "check"
        words = self.stage(one)
        limit, rule = self.limit() if stage == "send" else (None, "")
        if id_ in context.case.marks:  # somebody said something of it
            return self.of(
                id_, what, words, one, standing="blocked", blocked_by=blocker, soonest=soonest,
                latest_by_rule=limit, rule=rule,
            )  # fmt: skip
        needed_by, last = times.needed_by.get(stage), times.last.get(stage)
        late, due = pressing(context, needed_by, one.office, one.home)
        wanted = needed_by if context.aims else times.expected.get(stage)
        return Step(
            id=id_, call=self.item.call, what=what, text=words[0], short=words[1],
            standing="blocked", blocked_by=blocker, on=blocked_day(context, one, wanted, soonest),
            thing=self.path.thing, item=self.path.id, at_office=not one.home, reason=one.why,
            office=self.item.office if one.home else one.called, party=self.party(one),
            needed_by=needed_by, last_day=last, late=late, due=due, tight=times.tight,
            promised=self.promised,
            total_float=float_of(context, last), latest_by_rule=limit, rule=rule,
        )  # fmt: skip

    def limit(self) -> tuple[dt.date | None, str]:
        """The latest day a rule allows for what was asked, with the rule; never relied on."""
        if not self.path.limits:
            return None, ""
        first, words = min(self.path.limits, key=lambda one: one[0].day)
        return first.day, words


def _at(made: Step, day: dt.date) -> Step:
    """A step that stands at a day of its own."""
    return replace(made, on=day)


def _list_step(context: PlanContext, path: Path, times: Times) -> Step:
    """What "send everything" asks for: the list."""
    made = _Made(context, path, times, None)
    first = path.activities[0]
    return made.of(
        f"ask:{path.id}", "ask", made.words("list"), first,
        standing="done" if path.behind else "open", at_office=False,
        out_of_reach=False, tight=False, reason=path.kind.explain or first.why,
    )  # fmt: skip
