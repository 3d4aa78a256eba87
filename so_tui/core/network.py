"""The plan as a project network: what follows what, how long it takes, and how far it has come.

Each item is a path through the network: ask, the release that its office wants, send or pick up,
check. The release of an office is one activity on the paths of all its items.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from so_tui.core.calendar import opening
from so_tui.core.case import OVER, Item, Office, Release, State, in_order, items_by_call
from so_tui.core.catalogue import ItemKind, Track
from so_tui.core.clock_words import said
from so_tui.core.clocks import UNANSWERED, Clock, access_clock, request_clock
from so_tui.core.instruments import is_valid
from so_tui.core.knowledge import Stage
from so_tui.core.plan_context import CHASE, PlanContext, by_courier, names_of

_BEHIND: Mapping[State, frozenset[Stage]] = {
    "to_ask": frozenset(),
    "asked": frozenset({"ask"}),
    "ready": frozenset({"ask", "sign"}),
    "on_its_way": frozenset({"ask", "sign", "send"}),
    "arrived": frozenset({"ask", "sign", "send"}),
    "usable": frozenset({"ask", "sign", "send", "check"}),
    "refused": frozenset(),
    "not_usable": frozenset(),
    "not_needed": frozenset({"ask", "sign", "send", "check"}),
    "will_follow": frozenset({"ask", "sign", "send", "check"}),
}
"""Which stages lie behind an item; one that was refused or cannot be used begins again."""


Limits = tuple[tuple[Clock, str], ...]
"""The clocks of the law that run for an office, each with what it says."""


class Activity(msgspec.Struct, frozen=True):
    """One stage of the network.

    `usual` and `shortest`: business days from the end of the stage before it to its own.
    `office`: on whose open days it falls, None for a business day; `called`: the same office as
    the case numbers it; `home`: it needs no office at all. `counts_with`: in whose open days its
    duration is counted.
    """

    stage: Stage
    usual: int
    shortest: int
    office: Office | None = None
    called: str | None = None
    counts_with: Office | None = None
    home: bool = False
    courier: bool = False
    why: str = ""


class Path(msgspec.Struct, frozen=True):
    """The activities of one item, in their order, and how far they have come.

    `rest`: those still ahead. `is_missing`: whether it is still to come: not there, not given up,
    and nothing in its place. `shape`: what its days follow from, the same for items alike.
    `there_by`: business days before the day aimed at by which the last one ends, with usual
    durations. `known`: the day from which the plan could know of it. `wanted_on`: the same for
    its release, where it has one. `behind`: the stages that are done. `begun`: when the first
    stage that is left began, if it did. `limits`: the clocks of the law that run for it.
    """

    id: str
    item: Item
    kind: ItemKind
    track: Track
    thing: str
    name: str
    activities: tuple[Activity, ...]
    there_by: int
    known: dt.date
    wanted_on: dt.date
    behind: frozenset[Stage]
    begun: dt.date | None
    replaced: bool
    pending: str | None
    limits: Limits
    rest: tuple[Activity, ...]
    is_missing: bool
    shape: tuple[object, ...]

    def activity(self, stage: Stage) -> Activity | None:
        """The activity of a stage, where the path has one."""
        for one in self.activities:
            if one.stage == stage:
                return one
        return None


_Alike = tuple[str, str | None, bool, bool, bool]
"""What the activities of an item follow from."""

_Line = tuple[tuple[Activity, ...], tuple[object, ...]]
"""The activities of items alike, and what their days follow from."""


class Network(msgspec.Struct, frozen=True):
    """The paths of a case by item, in the order of the calls, and its offices' releases.

    `missing`: those of what is still to come; `missing_at`: the same by the office's id in the
    case. `releases`: by that id, what is known of an office's releases.
    """

    paths: Mapping[str, Path]
    missing: tuple[Path, ...]
    missing_at: Mapping[str, tuple[Path, ...]]
    releases: Mapping[str, Releases]

    def freed_by(self, office: str) -> list[Path]:
        """The items that wait, or may wait, for the release of an office."""
        return [one for one in self.missing_at.get(office, ()) if needs_release(one)]


class Releases(msgspec.Struct, frozen=True):
    """The releases of one office of the case.

    `wanted`: "yes", "no" or "not_known". `known`: the day from which one was wanted. `valid`: the
    ids of those that hold today. `handed`: whether one of these has been handed over. `limits`:
    the clocks of the law that run for them.
    """

    wanted: str
    known: dt.date
    papers: tuple[tuple[str, Release], ...]
    valid: frozenset[str]
    handed: bool
    limits: Limits


def needs_release(path: Path) -> bool:
    """Whether an item's office may still wait for a signed release before it sends."""
    return path.activity("sign") is not None and "sign" not in path.behind


def network_of(context: PlanContext) -> Network:
    """The network of a case on a day."""
    papers = in_order(context.case.releases)
    releases = {
        id_: _releases(context, id_, papers, here.release_needed, here.release_wanted_on)
        for id_, here in in_order(context.case.offices)
    }
    receiving = context.first_office("visit")
    stood_in = {one.instead_of for one in context.case.items.values() if one.instead_of}
    made: dict[_Alike, _Line] = {}
    paths = {
        id_: _path(
            context, id_, item, releases.get(item.office or ""), receiving, id_ in stood_in, made
        )
        for id_, item in items_by_call(context.case)
    }
    missing = tuple(one for one in paths.values() if one.is_missing)
    missing_at: dict[str, tuple[Path, ...]] = {}
    for path in missing:
        if path.item.office is not None:
            missing_at[path.item.office] = (*missing_at.get(path.item.office, ()), path)
    return Network(paths=paths, missing=missing, missing_at=missing_at, releases=releases)


def _releases(
    context: PlanContext,
    office: str,
    all_papers: Sequence[tuple[str, Release]],
    wanted: str,
    wanted_on: dt.date | None,
) -> Releases:
    papers = tuple([(key, one) for key, one in all_papers if one.office == office])
    valid = frozenset(key for key, one in papers if is_valid(one, context.case, context.today))
    known = [context.committed]
    known += [wanted_on] if wanted_on is not None else []
    if not valid:
        # One that came back or ran out was no need before that day.
        known += [one.returned_on for _, one in papers if one.returned_on is not None]
        known += [
            one.expires_on + dt.timedelta(days=1)
            for _, one in papers
            if one.expires_on is not None and one.expires_on < min(context.today, dt.date.max)
        ]
    return Releases(
        wanted=wanted,
        known=max(known),
        papers=papers,
        valid=valid,
        handed=any(
            one.handed_on is not None or one.confirmed_on is not None
            for key, one in papers
            if key in valid
        ),
        limits=_limits(context, papers),
    )


def _limits(context: PlanContext, papers: Sequence[tuple[str, Release]]) -> Limits:
    rules = context.catalogue.clocks
    return tuple([one for _, paper in papers for one in _told(context, access_clock(rules, paper))])


def _limits_of(context: PlanContext, item: Item, releases: Releases | None) -> Limits:
    """The clocks by which an office has to act on an item: its release's, and its own."""
    if item.state not in UNANSWERED:
        return ()
    shared = releases.limits if releases is not None else ()
    own = _told(context, request_clock(context.catalogue.clocks, item)) if item.moves else ()
    return (*[one for one in shared if item.kind not in one[0].rule.apart], *own)


def _told(context: PlanContext, clock: Clock | None) -> Limits:
    if clock is None or not clock.runs(context.today):
        return ()
    return ((clock, said(clock, context.catalogue, context.today)),)


def _path(
    context: PlanContext,
    id_: str,
    item: Item,
    releases: Releases | None,
    receiving: str | None,
    replaced: bool,
    made: dict[_Alike, _Line],
) -> Path:
    kind = context.kind(item)
    track = context.track(kind)
    thing, name = names_of(item, kind, context.today)
    with_us = item.place == "with_us"
    courier = by_courier(item, track)
    signs = releases is not None and releases.wanted != "no"
    key = (track.id, item.office, with_us, courier, signs)
    if key not in made:
        made[key] = _line(context, track, item.office, receiving, *key[2:])
    activities, alike = made[key]
    known = _known(context, item)
    behind = _behind(item, kind, track)
    if "sign" not in behind and releases is not None and releases.handed:
        behind |= {"sign"}
    rest = tuple([one for one in activities if one.stage not in behind])
    wanted_on = max(known, releases.known) if releases is not None else known
    return Path(
        id=id_, item=item, kind=kind, track=track, thing=thing, name=name,
        activities=activities, there_by=track.stages[-1].before or 0, known=known,
        wanted_on=wanted_on, rest=rest,
        is_missing=bool(rest) and not replaced and not kind.prompts_list,
        shape=(alike, known, wanted_on),
        behind=behind, begun=_begun(context, item), replaced=replaced,
        pending=_pending(releases, behind, item),
        limits=_limits_of(context, item, releases),
    )  # fmt: skip


def _line(
    context: PlanContext,
    track: Track,
    own: str | None,
    receiving: str | None,
    with_us: bool,
    courier: bool,
    signs: bool,
) -> _Line:
    activities = tuple(_activities(context, track, own, receiving, with_us, courier, signs))
    alike = (
        track.id, opening(context.office(own)), with_us, courier, len(activities),
        receiving is None, tuple(one.usual for one in activities),
    )  # fmt: skip
    return activities, alike


def _activities(
    context: PlanContext,
    track: Track,
    own: str | None,
    receiving: str | None,
    with_us: bool,
    courier: bool,
    signs: bool,
) -> Iterator[Activity]:
    """The stages of a track at an office; signing only where a release may be wanted."""
    for lead in track.stages:
        if lead.stage == "sign" and not signs:
            continue
        checks = lead.stage == "check"
        home = track.home or lead.stage == "sign" or (checks and with_us)
        # Whether it came is known where it goes to.
        called = (receiving or own) if checks else own
        office = context.office(called)
        usual = lead.usual
        if lead.stage == "send" and office is not None and track.id in office.takes:
            # What the office says of itself goes before what is usual elsewhere.
            usual = max(office.takes[track.id], lead.shortest)
        yield Activity(
            stage=lead.stage, usual=usual, shortest=lead.shortest, home=home,
            office=None if home else office, called=None if home else called,
            counts_with=None if track.home else office,
            courier=courier and lead.stage == "send", why=lead.why,
        )  # fmt: skip


def _behind(item: Item, kind: ItemKind, track: Track) -> frozenset[Stage]:
    if track.home:
        held = item.state in OVER or item.state in ("ready", "arrived")
        return frozenset({"check"}) if held else frozenset()
    there = item.state == "arrived" and not kind.checked
    return _BEHIND["usable"] if there else _BEHIND[item.state]


def _pending(releases: Releases | None, behind: frozenset[Stage], item: Item) -> str | None:
    """The office whose release an item waits for: one that is wanted and not handed over."""
    waits = releases is not None and releases.wanted == "yes" and not releases.handed
    return item.office if waits and item.state == "asked" and "sign" not in behind else None


def _known(context: PlanContext, item: Item) -> dt.date:
    """Since when an item, or its latest attempt, could be known."""
    known = context.committed
    if item.added_on is not None and item.added_on > known:
        known = item.added_on
    for move in item.moves.values():
        if move.state in ("refused", "not_usable") and move.on > known:
            known = move.on
    return known


def since(item: Item, *states: State) -> dt.date | None:
    """The day on which this attempt first came to one of these states."""
    days = [
        move.on
        for move in item.moves.values()
        if move.attempt == item.attempt and move.state in states
    ]
    return min(days, default=None)


def asked_on(context: PlanContext, item: Item) -> dt.date:
    """The day on which it was asked for; when nobody wrote it down, the day the case began."""
    return since(item, "asked") or context.case.began


def _begun(context: PlanContext, item: Item) -> dt.date | None:
    match item.state:
        case "asked":
            return asked_on(context, item)
        case "on_its_way":
            return since(item, "on_its_way") or asked_on(context, item)
        case _:
            return None


def chase_day(context: PlanContext, path: Path) -> dt.date:
    """The day on which one asks again, on an open day of the office.

    Two business days after asking or after the last word; once the office has said that it has
    the request, after the usual time; after a promised day; or the day that was agreed.
    """
    item, calendar = path.item, context.calendar
    office = path.rest[0].office if path.rest else None
    began = path.begun or asked_on(context, item)
    last = began
    contact = context.heard.get(path.id)
    mark = context.case.marks.get(f"chase:{path.id}")
    if mark is not None and mark.done_on is not None:
        last = max(last, mark.done_on)
    if contact is not None and contact.on >= last:
        last = contact.on
        if contact.chase_on is not None:
            return calendar.next_open(contact.chase_on, office)
    day = calendar.add(last, CHASE, office)
    if item.promise is not None:
        return max(day, calendar.add(item.promise.day, 1, office))
    send = path.activity("send")
    confirmed = contact is not None and contact.outcome in ("has_our_request", "needs_from_us")
    if confirmed and send is not None and item.state == "asked":
        return max(day, calendar.add(began, send.usual, office))
    return day
