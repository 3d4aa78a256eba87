"""What to say on one call, filled from the case: each paper asked for by its name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from so_tui.core import dates
from so_tui.core.case import (
    OVER,
    CallName,
    Case,
    CaseOffice,
    Item,
    Office,
    in_order,
    items_of,
)
from so_tui.core.catalogue import Catalogue, ItemKind
from so_tui.core.steps import Plan
from so_tui.errors import NotFoundError

BLANK = "____"
"""A line to write on, where the case knows nothing."""

_ABOUT_ITEMS = ("{items}", "{destination}", "{needed_by}")


def open_items(case: Case, call: CallName, office: str | None) -> list[tuple[str, Item]]:
    """The items to speak of on a call, with their ids: not over, and not arrived yet.

    Those asked of `office` (a case's office id) and those of no office yet.
    """
    return [
        (id_, item)
        for id_, item in items_of(case, call)
        if item.office in (None, office) and item.state not in OVER | {"arrived"}
    ]


def needed_by(plan: Plan) -> Mapping[str, dt.date]:
    """For each item, the day by which the office is to send it, else by which it is needed."""
    days: dict[str, dt.date] = {}
    for step in plan.steps:
        wanted = step.what == "send" or (step.what == "ask" and step.item not in days)
        if step.item is not None and step.needed_by is not None and wanted:
            days[step.item] = step.needed_by
    return days


def sheet(
    case: Case,
    call: CallName,
    case_office_id: str | None,
    offices: Mapping[str, Office],
    catalogue: Catalogue,
    needed_by: Mapping[str, dt.date],
) -> tuple[str, ...]:
    """The lines of one call's script, each a line of text without a break.

    `case_office_id` is the office called, as the case numbers it, or None when there is none
    yet; `offices` are the casebook's; `needed_by` the last day for each item by its id, as the
    plan says. What the case does not know stays `BLANK`. A kind that only prompts for the list
    is left out. Raises NotFoundError when the office is not on that card.
    """
    office = _office(case, call, case_office_id)
    items = [
        (id_, item, catalogue.kinds[item.kind])
        for id_, item in open_items(case, call, case_office_id)
        if item.kind in catalogue.kinds and not catalogue.kinds[item.kind].prompts_list
    ]
    places = {_destination(case, item, kind) for _, item, kind in items} - {""}
    days = [needed_by[id_] for id_, _, _ in items if id_ in needed_by]
    each = len(places) > 1
    values = {
        "caller": case.has_it,
        "person": _person(case),
        "born": _day(case.person.born).partition(" ")[2],
        "visit_doctor": case.visit.doctor,
        "visit_day": _day(case.visit.day),
        "number_there": office.person_number if office else "",
        "destination": catalogue.words["sheet.each"] if each else "".join(places),
        "needed_by": _day(min(days, default=None)),
    }
    known = {place: _line(value) or BLANK for place, value in values.items()}
    script = catalogue.scripts[call]
    lines = [script.opening.format_map(known)]
    for line in script.body:
        if "{items}" in line:
            for id_, item, kind in items:
                said = _say(case, item, kind, needed_by.get(id_), catalogue, each)
                lines.append(line.format_map({**known, "items": said}))
        elif items or not any(place in line for place in _ABOUT_ITEMS):
            lines.append(line.format_map(known))
    lines.append(script.closing.format_map(known))
    return (*_heading(office, offices), *lines)


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
    return person.legal_name + former


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
    place = _destination(case, item, kind) if each else ""
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
