"""The steps of one item: ask, send, check, and what comes between them.

A chain has a head, the one step that can be done now; what follows waits for it. Asking makes
the head a chase; a refusal makes it the question what comes instead.
"""

from __future__ import annotations

import datetime as dt

from so_tui.core import dates
from so_tui.core.case import State
from so_tui.core.catalogue import Lead
from so_tui.core.chains import Chain, asked_on, chase_day, fits, forward, promised_stage, too_late
from so_tui.core.instruments import access_limit, later
from so_tui.core.steps import Standing, Step, What

_WHAT: dict[str, What] = {"ask": "ask", "send": "send", "check": "check"}


def item_steps(chain: Chain, waits_for: str | None) -> list[Step]:
    """The steps of one item. `waits_for`: the release step its office waits for, if any."""
    item = chain.item
    if item.state == "not_needed":
        return []
    quiet = chain.frame.phase in ("after", "quiet")
    if chain.kind.prompts_list:
        return [] if quiet else [_list_step(chain)]
    steps = [_done(chain, lead) for lead in chain.stages[: chain.passed]]
    if not chain.rest or quiet:
        return steps
    if item.state in ("refused", "not_usable") and not chain.track.home:
        instead = _is_replaced(chain)
        head = _instead(chain, done=instead)
        steps.append(head)
        return steps if instead or chain.gone else steps + _followers(chain, head, waits_for)
    if chain.gone:
        return [*steps, _question(chain)]
    head = _head(chain)
    steps.append(head)
    steps += _promised(chain)
    return steps + _followers(chain, head, waits_for)


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
    not_before: dt.date | None = None,
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
        forward=None if over else forward(chain, lead), shortest=shortest,
        not_before=not_before, done_on=done_on,
        promised=promise.day if promise and not over else None, blocked_by=blocked_by,
        courier=chain.courier and lead.stage == "send",
        tight=not over and not fits(chain), limit=limit, rule=rule, reason=lead.why,
    )  # fmt: skip


def _done(chain: Chain, lead: Lead) -> Step:
    reached: dict[str, tuple[State, ...]] = {
        "ask": ("asked", "ready", "on_its_way", "arrived", "usable", "refused", "will_follow"),
        "send": ("on_its_way", "arrived", "usable", "will_follow"),
        "check": ("arrived", "usable", "will_follow"),
    }
    states = reached[lead.stage]
    if lead.stage == "check" and chain.kind.checked:
        states = ("usable", "will_follow")
    if chain.track.home:
        states = ("ready", "arrived", "usable", "will_follow")
    return _of_item(chain, lead, standing="done", done_on=chain.since(*states))


def _head(chain: Chain) -> Step:
    """The one step of a chain that can be done now, or when its day comes."""
    lead, state = chain.rest[0], chain.item.state
    if state == "asked" and not chain.track.home:
        return _chase(chain)
    if state == "on_its_way" and not chain.track.home:
        not_before, standing = _waits(chain)
        return _of_item(
            chain, lead, standing=standing, shortest=lead.shortest, not_before=not_before
        )
    return _of_item(chain, lead, standing="open", shortest=lead.shortest)


def _waits(chain: Chain) -> tuple[dt.date, Standing]:
    """From when one asks again, and whether that day is here, ahead, or offered at once."""
    frame = chain.frame
    day = chase_day(chain)
    if frame.daily and day > frame.today:
        return frame.calendar.next_open(frame.today, chain.office), "offered"
    return day, "open"


def _chase(chain: Chain) -> Step:
    """The head of what was asked for: ask again."""
    frame, item, lead = chain.frame, chain.item, chain.rest[0]
    not_before, standing = _waits(chain)
    limit, rule = _limit(chain)
    contact = frame.heard.get(chain.id)
    if item.promise is not None:
        text = (
            f"ask about {chain.thing}, promised for {dates.weekday(item.promise.day, frame.today)}"
        )
    elif contact is not None and contact.outcome == "has_our_request":
        text = f"ask how {chain.thing} is coming along"
    else:
        text = f"ask whether our request for {chain.thing} arrived"
    return frame.step(
        f"chase:{chain.id}", item.call, "chase", text,
        short=f"chase {chain.name}", thing=chain.thing, item=chain.id, office=item.office,
        standing=standing, at_office=True, not_before=not_before, needed_by=chain.due(lead),
        promised=item.promise.day if item.promise else None, shortest=lead.shortest,
        tight=not fits(chain), limit=limit, rule=rule,
        reason="Two business days without a word are enough to ask again. MD Anderson says so too.",
    )  # fmt: skip


def _instead(chain: Chain, *, done: bool) -> Step:
    """The head of what was refused or cannot be used: what comes in its place."""
    item = chain.item
    what = f"ask what can come instead of {chain.thing}"
    if item.state == "not_usable":
        what = f"ask for {chain.thing} once more, or for something instead"
    ask = chain.stages[0]
    problem = chain.frame.catalogue.problems.get(item.problem or "")
    return chain.frame.step(
        f"move:{chain.id}", item.call, "move", _asked_gently(chain, what),
        short=f"what instead of {chain.name}", thing=chain.thing, item=chain.id,
        office=item.office, standing="done" if done else "offered" if chain.gone else "open",
        at_office=True, needed_by=chain.due(ask),
        forward=forward(chain, chain.rest[0]), tight=not fits(chain),
        reason=problem.then if problem else ask.why,
    )  # fmt: skip


def _is_replaced(chain: Chain) -> bool:
    """Whether another item was added in its place."""
    items = chain.frame.case.items
    return any(one.instead_of == chain.id for id_, one in items.items() if id_ != chain.id)


def _asked_gently(chain: Chain, text: str) -> str:
    return f"ask whether {chain.thing} can follow later" if chain.gone else text


def _question(chain: Chain) -> Step:
    """The head of a chain whose time has wholly gone: a question, never a failure."""
    item = chain.item
    lead = chain.rest[0]
    if chain.track.home or (lead.stage == "check" and item.place == "with_us"):
        return _of_item(chain, lead, standing="offered")
    id_ = f"chase:{chain.id}" if item.state == "asked" else f"{lead.stage}:{chain.id}"
    # Whatever the stage was, what is left of it is a call: nothing is sent, nothing is checked.
    what: What = "ask" if lead.stage == "ask" else "chase"
    return chain.frame.step(
        id_, item.call, what, f"ask whether {chain.thing} can still come, or follow later",
        short=f"can {chain.name} follow?", thing=chain.thing, item=chain.id, office=item.office,
        standing="offered", at_office=True, needed_by=chain.due(lead),
        promised=item.promise.day if item.promise else None, reason=lead.why,
    )  # fmt: skip


def _promised(chain: Chain) -> list[Step]:
    """The promised day as a line of its own, and what to do when it leaves too little time."""
    frame, item, promise = chain.frame, chain.item, chain.item.promise
    if promise is None or promise.day < frame.today:
        return []
    lead = promised_stage(chain)
    late = too_late(chain)
    text = f"{chain.thing} promised"
    if late:
        text = f"{text}, which leaves too little time before the visit"
    line = frame.step(
        f"promise:{chain.id}", item.call, "promise", text,
        short=f"{chain.name} promised", thing=chain.thing, item=chain.id, office=item.office,
        standing="blocked", not_before=promise.day, needed_by=chain.due(lead),
        promised=promise.day, late=late, reason=lead.why,
    )  # fmt: skip
    if not late:
        return [line]
    return [
        line,
        frame.step(
            f"move:{chain.id}", item.call, "move",
            f"ask for an earlier day for {chain.thing}, or what could come instead",
            short=f"earlier day for {chain.name}", thing=chain.thing, item=chain.id,
            office=item.office, at_office=True, needed_by=chain.due(lead), promised=promise.day,
            late=True, tight=True, shortest=lead.shortest, reason=lead.why,
        ),
    ]  # fmt: skip


def _followers(chain: Chain, head: Step, waits_for: str | None) -> list[Step]:
    """The stages behind the head, each blocked by the one before it."""
    rest = chain.rest if head.what in ("chase", "move") else chain.rest[1:]
    steps: list[Step] = []
    before = head
    shortest = 0 if head.what in ("chase", "move") else chain.rest[0].shortest
    for lead in rest:
        shortest += lead.shortest
        blocker = before.id
        if lead.stage == "send" and waits_for and (head.is_over or head.what == "chase"):
            blocker = waits_for
        free = before.is_over and blocker == before.id
        before = _of_item(
            chain,
            lead,
            standing="open" if free else "blocked",
            blocked_by=blocker,
            shortest=shortest,
        )
        steps.append(before)
    return steps


def _list_step(chain: Chain) -> Step:
    """What "send everything" asks for: the list."""
    standing: Standing = "offered" if chain.frame.gone(0) else "open"
    return chain.frame.step(
        f"ask:{chain.id}", chain.item.call, "ask", "name each paper instead of asking for all",
        short="name each paper", thing=chain.thing, item=chain.id, office=chain.item.office,
        standing="done" if chain.passed else standing, needed_by=chain.due(chain.stages[0]),
        forward=chain.frame.start, reason=chain.kind.explain or chain.stages[0].why,
    )  # fmt: skip


def _limit(chain: Chain) -> tuple[dt.date | None, str]:
    """The latest day a rule allows for what was asked, with the rule; shown, never relied on."""
    days, source = chain.track.calendar_limit, chain.track.limit_source
    found: list[tuple[dt.date, str]] = []
    if days:
        words = f"At the latest {days} calendar days after the request ({source})."
        found.append((later(asked_on(chain), days), words))
    if not chain.kind.returns and chain.item.office is not None:
        found += access_limit(chain.frame.case, chain.item.office)
    return min(found, default=(None, ""))
