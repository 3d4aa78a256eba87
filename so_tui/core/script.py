"""What to say on one call, filled from the case: each paper asked for by its name."""

from __future__ import annotations

import datetime as dt
from collections import ChainMap
from collections.abc import Iterator, Mapping, Set
from string import Formatter
from types import MappingProxyType
from typing import NamedTuple

from so_tui.core import dates, lending
from so_tui.core.case import (
    OVER,
    CallName,
    Case,
    CaseOffice,
    Item,
    Office,
    Party,
    in_order,
    items_of,
)
from so_tui.core.catalogue import Catalogue, ItemKind
from so_tui.core.clock_words import asked as asked_of
from so_tui.core.clocks import clocks_of
from so_tui.core.custody import is_elsewhere
from so_tui.core.mismatch import asked, mismatches
from so_tui.core.parties import SECOND, is_asked_at, party_at
from so_tui.core.received import is_short
from so_tui.core.steps import Plan, Step
from so_tui.core.wording import Wording
from so_tui.errors import NotFoundError

BLANK = "____"
"""A line to write on, where the case knows nothing."""

_ABOUT_ITEMS = ("{items}", "{destination}", "{needed_by}")


def open_items(
    case: Case, call: CallName, office: str | None, party: Party, catalogue: Catalogue
) -> list[tuple[str, Item]]:
    """The items to speak of on a call, with their ids: not over, not arrived yet, and nothing
    asked for in their place.

    Those asked of `office` (a case's office id), and those of no office yet that would be, since
    they are asked of its `party`.
    """
    replaced = {one.instead_of for one in case.items.values()}
    return [
        (id_, item)
        for id_, item in items_of(case, call)
        if is_asked_at(item, office, party, catalogue)
        and item.state not in OVER | {"arrived"}
        and id_ not in replaced
    ]


class Said(NamedTuple):
    """The lines of one call's script, and the places of them that stayed blank."""

    lines: tuple[str, ...]
    blank: tuple[str, ...]


class _Places(dict[str, str]):
    """What the case knows for the places of a script; what it does not is `BLANK`, and is kept."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__({place: line for place, text in values.items() if (line := _line(text))})
        self.blank: dict[str, None] = {}

    def __missing__(self, place: str) -> str:
        self.blank[place] = None
        return BLANK


class Wanted(NamedTuple):
    """What of the plan is said to an office.

    `days`: for each item the day by which it has to be there, always one that is ahead; `soon`:
    the items whose day has come, so that they are wanted as soon as can be, with the `visit`'s
    day. `first`: the question that comes before all others in a call to its office. `is_over`:
    the day of the visit has gone by, and is not told any more. `today`: the day of the plan, on
    which the clocks of the law are read; without, nothing is said of them.
    """

    days: Mapping[str, dt.date] = MappingProxyType({})
    soon: frozenset[str] = frozenset()
    visit: dt.date | None = None
    first: Step | None = None
    is_over: bool = False
    today: dt.date | None = None


def wanted(plan: Plan) -> Wanted:
    """What a plan has to say to offices: no day that is gone, none that is today, and none on
    which the visit is."""
    last: dict[str, dt.date] = {}
    for step in plan.steps:
        # What goes home after the visit is nothing to ask for.
        home = step.id.startswith("return:")
        if step.item is not None and step.needed_by is not None and not step.is_over and not home:
            last[step.item] = max(step.needed_by, last.get(step.item, dt.date.min))
    ahead = plan.visit is not None and plan.visit >= plan.today
    # On the day of the visit it is too late for whoever sits there.
    end = plan.visit if plan.visit is not None else dt.date.max
    days = {item: day for item, day in last.items() if plan.today < day < end}
    return Wanted(
        days=days, soon=frozenset(last.keys() - days.keys()) if ahead else frozenset(),
        visit=plan.visit if ahead else None, first=plan.first,
        is_over=plan.visit is not None and not ahead, today=plan.today,
    )  # fmt: skip


def sheet(
    case: Case,
    call: CallName,
    case_office_id: str | None,
    offices: Mapping[str, Office],
    catalogue: Catalogue,
    wants: Wanted,
    party: Party | None = None,
) -> tuple[str, ...]:
    """The lines of one call's script, as `script` says them."""
    return script(case, call, case_office_id, offices, catalogue, wants, party).lines


def script(
    case: Case,
    call: CallName,
    case_office_id: str | None,
    offices: Mapping[str, Office],
    catalogue: Catalogue,
    wants: Wanted,
    party: Party | None = None,
) -> Said:
    """What is said on one call, each line a text without a break, and what stayed blank in it.

    `case_office_id` is the office called, as the case numbers it, or None when there is none
    yet; `party` says then whom of the visit's card is called. `offices` are the casebook's;
    `wants` is what the plan has to say. What the case does not know stays `BLANK`. What one has at
    home is asked of nobody, and a kind that only prompts for the list is left out. Raises
    NotFoundError when the office is not on that card.
    """
    office = _office(case, call, case_office_id)
    if party is None or office is not None:
        party = party_at(case, case_office_id)
    items = [
        (id_, item, catalogue.kinds[item.kind])
        for id_, item in open_items(case, call, case_office_id, party, catalogue)
        if item.kind in catalogue.kinds
        and not catalogue.kinds[item.kind].prompts_list
        and catalogue.group(item.kind) != "home"
    ]
    sent = [(item, kind) for _, item, kind in items if item.way != "carried"]
    places = {_destination(case, item, kind) for item, kind in sent} - {""}
    days = [wants.days[id_] for id_, _, _ in items if id_ in wants.days]
    soon = any(id_ in wants.soon for id_, _, _ in items)
    each = len(places) > 1
    values = {
        "caller": case.has_it,
        "person": _person(case),
        "born": _day(case.person.born).partition(" ")[2],
        "visit_doctor": case.visit.doctor,
        "visit_day": "" if wants.is_over else _day(case.visit.day),
        "number_there": office.person_number if office else "",
        "destination": catalogue.words["sheet.each"] if each else "".join(places),
        "needed_by": _day(min(days, default=None)),
    }
    known = _Places(values)
    words = catalogue.scripts[call, party]
    over = words if wants.is_over and words.after else None
    lines = [
        (over.opening_after if over else words.opening).format_map(known),
        *_first(wants.first, call, case_office_id, catalogue),
    ]
    for line in over.after if over else words.body:
        if "{needed_by}" in line and (soon or not days):
            lines += [_soon(wants, catalogue)] if soon else []
            continue
        if "{items}" in line:
            for id_, item, kind in items:
                told = {
                    "items": _say(case, item, kind, wants.days.get(id_), catalogue, each),
                    "where": lending.words(item, Wording(catalogue), dates.long),
                }
                said_as = _said_as(item) if call != "visit" else ""
                line_of = catalogue.words[f"sheet.{said_as}"] if said_as else line
                lines.append(line_of.format_map(ChainMap(told, known)))
        elif "{destination}" in line and items and not sent:
            continue  # nothing is to be sent anywhere: it is picked up
        elif (items or not any(place in line for place in _ABOUT_ITEMS)) and _is_known(line, known):
            lines.append(line.format_map(known))
    for _, item in items_of(case, call):
        if is_short(item) and is_asked_at(item, case_office_id, party, catalogue):
            said = catalogue.kinds[item.kind].ask if item.kind in catalogue.kinds else item.detail
            lines.append(
                catalogue.words["sheet.rest"].format(
                    count=item.received.count, asked=item.count_asked, items=_line(said)
                )
            )
    if party == SECOND and over is None:
        lines += _unmet(case, call, {id_ for id_, _, _ in items}, offices, catalogue)
    lines += _over(case, call, case_office_id, catalogue, wants.today)
    lines.append(words.closing.format_map(known))
    # The next step's own question may stand among the others.
    said_lines = (*_heading(office, offices), *dict.fromkeys(lines))
    return Said(said_lines, tuple(known.blank))


def _said_as(item: Item) -> str:
    """How an item is put to an office that holds records, where it is not just asked for."""
    if is_elsewhere(item):
        return "elsewhere"
    if item.state in ("refused", "on_its_way"):
        return item.state
    return "carried" if item.way == "carried" else ""


def _unmet(
    case: Case,
    call: CallName,
    items: Set[str],
    offices: Mapping[str, Office],
    catalogue: Catalogue,
) -> Iterator[str]:
    """What the second office accepts and is not given: asked of it, and of who has the item."""
    for one in mismatches(case, offices):
        if call == "visit" or one.item in items:
            yield asked(one, case, offices, Wording(catalogue), visit=call == "visit")


def _over(
    case: Case, call: CallName, office: str | None, catalogue: Catalogue, today: dt.date | None
) -> Iterator[str]:
    """How one can ask this office about each day that is over by a rule."""
    if today is None:
        return
    for clock in clocks_of(case, catalogue, today):
        here = clock.office == office or (clock.item is not None and clock.office is None)
        if clock.call == call and here and (said := asked_of(clock, case, catalogue, today)):
            yield said


def _is_known(line: str, known: Mapping[str, str]) -> bool:
    """Whether the case knows anything that a line leaves room for: what is all blanks is unsaid."""
    places = [name for _, name, _, _ in Formatter().parse(line) if name]
    return not places or any(name in known for name in places)


def _first(
    step: Step | None, call: CallName, office: str | None, catalogue: Catalogue
) -> Iterator[str]:
    """The next step's own question, where it is one for this call."""
    if step is None or step.call != call or step.office not in (None, office):
        return
    lead = next((one for one in catalogue.steps if one.id == step.id), None)
    if lead is not None and lead.say:
        yield lead.say


def _soon(wants: Wanted, catalogue: Catalogue) -> str:
    """What is said in place of a day that has come."""
    return catalogue.words["sheet.soon"].format(visit_day=_day(wants.visit))


def _office(case: Case, call: CallName, case_office_id: str | None) -> CaseOffice | None:
    if case_office_id is None:
        return None
    office = case.offices.get(case_office_id)
    if office is None or office.call != call:
        raise NotFoundError("That office is not on this card any more. Pick another one.")
    return office


def _heading(office: CaseOffice | None, offices: Mapping[str, Office]) -> Iterator[str]:
    """Whom to call: office, desk, the person there, and the number."""
    if office is not None and (identity := offices.get(office.office)) is not None:
        parts = (identity.name, identity.desk, office.contact_person, identity.phone)
        yield ", ".join(_line(part) for part in parts if part)


def _person(case: Case) -> str:
    person = case.person
    former = f" (also {person.former_names})" if person.legal_name and person.former_names else ""
    return (person.legal_name or case.label) + former


def _destination(case: Case, item: Item, kind: ItemKind) -> str:
    """Where an item goes: as it says itself, else as the second office wants it."""
    visit = case.visit
    if item.destination:
        return _line(item.destination)
    if kind.checked and kind.call == "pathology":
        return _line(visit.slides_to)
    if kind.checked and kind.call == "radiology":
        return _line(visit.images_to)
    fax = f"fax {visit.fax}" if visit.fax else ""
    return ", ".join(part for part in (_line(visit.papers_to), fax) if part)


def _say(
    case: Case,
    item: Item,
    kind: ItemKind,
    day: dt.date | None,
    catalogue: Catalogue,
    each: bool,
) -> str:
    """One item as it is said: what, which one, in what form, how many, since when, by when."""
    which = item.identifiers
    form = catalogue.words[f"form.{item.form}"] if item.form != "not_known" else ""
    place = _destination(case, item, kind) if each and item.way != "carried" else ""
    problem = catalogue.problems.get(item.problem or "")
    parts = [
        kind.ask,
        kind.say,
        item.detail,
        which.modality,
        which.body_part,
        f"of {dates.long(which.study_date)}" if which.study_date else "",
        f"number {which.reference}" if which.reference else "",
        form,
        f"{item.count_asked} in all" if item.count_asked else "",
        _since(item, catalogue),
        # What nobody was asked for yet has no problem that could be told them.
        problem.name if problem is not None and item.state != "to_ask" else "",
        f"promised for {dates.long(item.promise.day)}" if item.promise is not None else "",
        f"to {place}" if place else "",
        f"needed by {dates.long(day)}" if day else "",
    ]
    return ", ".join(_line(part) for part in parts if part)


def _since(item: Item, catalogue: Catalogue) -> str:
    """Since when an item is where it is, unless it is still to be asked for."""
    moves = [move for _, move in in_order(item.moves) if move.state == item.state]
    if item.state == "to_ask" or not moves:
        return ""
    return f"{catalogue.words[f'state.{item.state}']} on {dates.long(moves[-1].on)}"


def _day(day: dt.date | None) -> str:
    return dates.long(day) if day else ""


def _line(text: str) -> str:
    """A text of several lines as one, with commas where the lines ended."""
    return ", ".join(part.strip(" ,") for part in text.splitlines() if part.strip(" ,"))
