"""The clocks that run for a case: which rule gives which last day, counted in the law's own days.

United States law, as information and never as advice. A clock takes dates and gives dates: a day
is one of the person's calendar, so no zone and no hour comes into it. Only an access request has
a day by which an office must answer, and only from the day the office had it (45 CFR
164.524(b)(2)); an authorization and a doctor's request have none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from so_tui.core.case import ENDED, CallName, Case, Item, Release, State, in_order, items_by_call
from so_tui.core.instruments import is_valid
from so_tui.core.knowledge import Catalogue, ClockRule

UNANSWERED: frozenset[State] = frozenset({"to_ask", "asked", "refused", "not_usable"})
"""States in which the office still has to act; what is ready or on its way was answered."""


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """One clock that runs.

    `began`: the day it is counted from, None where none was written down; `day`: its last day;
    `length`: how many of the rule's unit lie between them. `extended`: to which day, at most,
    the office may put it off. `item` or `release`: what it is about, `office` as the case numbers
    it; `who`: who gave the day.
    """

    rule: ClockRule
    day: dt.date
    began: dt.date | None = None
    length: int = 0
    extended: dt.date | None = None
    call: CallName | None = None
    office: str | None = None
    item: str | None = None
    release: str | None = None
    who: str = ""

    def runs(self, today: dt.date) -> bool:
        """Whether it has begun."""
        return self.began is None or self.began <= today

    def has_passed(self, today: dt.date) -> bool:
        """Whether its last day is over; on that day itself it is not."""
        return self.day < today

    def may_be_later(self, today: dt.date) -> bool:
        """Whether the time by which the office may put it off still runs."""
        return self.extended is not None and self.extended >= today


def clocks_of(case: Case, catalogue: Catalogue, today: dt.date) -> tuple[Clock, ...]:
    """Every clock that runs for a case on a day: those that have passed first, then by their day.

    A clock ends when what it is about was answered, and none runs for a case that has ended.
    """
    if case.status in ENDED:
        return ()
    found = [
        *_of_releases(case, catalogue, today), *_of_items(case, catalogue.clocks),
        *_of_waiting(case, catalogue),
    ]  # fmt: skip
    running = [one for one in found if one.runs(today)]
    return tuple(sorted(running, key=lambda one: (not one.has_passed(today), one.day)))


def access_clock(rules: Iterable[ClockRule], release: Release) -> Clock | None:
    """When an office has to answer an access request, at the latest; None for any other paper.

    Counted in calendar days from receipt. A state's own limit counts where it is shorter; that
    the office may put that off is nowhere said. By the rule it may put it off once, if it writes
    so in time. A paper that came back since is with the office no more. 45 CFR 164.524(b)(2).
    """
    rule = next(
        (one for one in rules if one.begins == "receipt" and release.instrument in one.instruments),
        None,
    )
    received = release.confirmed_on
    if rule is None or received is None or _came_back(release, received):
        return None
    limit = release.limit_days
    shorter = limit is not None and 0 < limit < rule.length
    length = limit if shorter and limit is not None else rule.length
    day = days_later(received, length)
    extended = days_later(day, rule.more) if rule.more and not shorter else None
    if extended is not None and _put_off(release, received, day):
        length, day, extended = length + rule.more, extended, None
    return Clock(
        rule=rule, began=received, day=day, length=length, extended=extended,
        office=release.office,
    )  # fmt: skip


def paper_clock(rules: Iterable[ClockRule], release: Release) -> Clock | None:
    """The last day that a signed release names; None where it names none, or came back since."""
    signed, last = release.signed_on, release.expires_on
    if signed is None or last is None or _came_back(release, signed):
        return None
    for rule in rules:
        if rule.begins == "paper" and release.instrument in rule.instruments:
            return Clock(rule=rule, began=signed, day=last, office=release.office)
    return None


def request_clock(rules: Iterable[ClockRule], item: Item) -> Clock | None:
    """When an item has to be handed over, at the latest, in calendar days from the request.

    None before the request, once it was answered, and for kinds without such a rule. Counted
    from the latest attempt. 21 CFR 900.12(c)(4).
    """
    rule = _for_kind(rules, "request", item.kind)
    asked = [
        move.on for move in item.moves.values()
        if move.state == "asked" and move.attempt == item.attempt
    ]  # fmt: skip
    if rule is None or not asked or item.state not in UNANSWERED:
        return None
    day = days_later(min(asked), rule.length)
    return Clock(
        rule=rule, began=min(asked), day=day, length=rule.length,
        call=item.call, office=item.office,
    )  # fmt: skip


def kept_clock(rules: Iterable[ClockRule], item: Item) -> Clock | None:
    """How long a lab has to keep a thing, in years from the day its specimen was taken.

    None once it was promised or is ready: then it exists. 42 CFR 493.1105(a)(6)(ii), (7).
    """
    taken = item.identifiers.specimen_date
    rule = _for_kind(rules, "specimen", item.kind)
    if rule is None or taken is None or item.promise or item.state not in UNANSWERED:
        return None
    return Clock(
        rule=rule, began=taken, day=years_later(taken, rule.length), length=rule.length,
        call=item.call, office=item.office,
    )  # fmt: skip


def days_later(day: dt.date, days: int) -> dt.date:
    """The day so many calendar days later, or the last day there is."""
    if (dt.date.max - day).days < days:
        return dt.date.max
    return day + dt.timedelta(days=days)


def years_later(day: dt.date, years: int) -> dt.date:
    """The same day so many years later, or the last day there is.

    From 29 February to a year without one it is 28 February, the last day that is there (RFC 7529
    §4.1, SKIP=BACKWARD). The law says nothing of it; the earlier day lets one ask in time.
    """
    if dt.date.max.year - day.year < years:
        return dt.date.max
    if (day.month, day.day) == (2, 29):
        return dt.date(day.year + years, 3, 1) - dt.timedelta(days=1)
    return day.replace(year=day.year + years)


def _put_off(release: Release, received: dt.date, day: dt.date) -> bool:
    """Whether the office wrote in time that it needs longer."""
    return release.put_off_on is not None and received <= release.put_off_on <= day


def _came_back(release: Release, since: dt.date) -> bool:
    return release.returned_on is not None and release.returned_on >= since


def _for_kind(rules: Iterable[ClockRule], begins: str, kind: str) -> ClockRule | None:
    return next((one for one in rules if one.begins == begins and kind in one.kinds), None)


def _of_releases(case: Case, catalogue: Catalogue, today: dt.date) -> Iterator[Clock]:
    for id_, release in in_order(case.releases):
        here = case.offices.get(release.office)
        call = here.call if here is not None else None
        access = access_clock(catalogue.clocks, release)
        if access is not None and _waits(case, catalogue, release.office, access.rule.apart):
            yield replace(access, release=id_, call=call)
        paper = paper_clock(catalogue.clocks, release)
        if paper is not None and not (
            paper.has_passed(today) and _is_moot(case, catalogue, release.office, today)
        ):
            yield replace(paper, release=id_, call=call)


def _waits(case: Case, catalogue: Catalogue, office: str, apart: tuple[str, ...] = ()) -> bool:
    """Whether something is still to come from an office, or the case lists nothing of it.

    The kinds `apart` do not count: where there are only those, nothing that counts is to come.
    """
    mine = [one for one in case.items.values() if one.office == office]
    replaced = {one.instead_of for one in case.items.values()}
    return not mine or any(
        item.office == office and item.state in UNANSWERED and item.kind not in apart
        and id_ not in replaced and _is_asked_for(catalogue, item.kind)
        for id_, item in case.items.items()
    )  # fmt: skip


def _is_asked_for(catalogue: Catalogue, kind: str) -> bool:
    """Whether a kind is asked of an office: neither at home, nor a wish for the list."""
    known = catalogue.kinds.get(kind)
    return catalogue.group(kind) != "home" and (known is None or not known.prompts_list)


def _is_moot(case: Case, catalogue: Catalogue, office: str, today: dt.date) -> bool:
    """Whether it matters no more that a paper ran out: nothing is to come, or another one holds."""
    return not _waits(case, catalogue, office) or any(
        one.office == office and is_valid(one, case, today) for one in case.releases.values()
    )


def _of_items(case: Case, rules: tuple[ClockRule, ...]) -> Iterator[Clock]:
    replaced = {one.instead_of for one in case.items.values()}
    for id_, item in items_by_call(case):
        if id_ not in replaced:
            for one in (request_clock(rules, item), kept_clock(rules, item)):
                if one is not None:
                    yield replace(one, item=id_)


def _of_waiting(case: Case, catalogue: Catalogue) -> Iterator[Clock]:
    if case.status == "visited":
        return  # nobody waits for the visit any more
    waiting = case.visit.waiting
    rule = next((one for one in catalogue.clocks if one.begins == "answer"), None)
    if rule is not None and waiting.until is not None:
        yield Clock(
            rule=rule, began=waiting.said_on, day=waiting.until,
            who=waiting.said_by or catalogue.words["notice.doctor"],
        )  # fmt: skip
