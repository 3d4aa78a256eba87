"""Verbs for the case as a whole and the people in it."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from so_tui.core.case import (
    CALL_LETTERS,
    Answer,
    Case,
    Companion,
    Item,
    Person,
    Status,
    Visit,
    next_number,
)
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import (
    CasePage,
    Change,
    Edit,
    Pen,
    adding,
    plain,
    seen,
)
from so_tui.core.cleaning import clean_plain
from so_tui.core.known import recorded
from so_tui.core.verbs.making import changed, require, said, without
from so_tui.errors import NotAllowedError, UsageError


def new_case(
    pen: Pen,
    catalogue: Catalogue,
    label: str,
    *,
    day: dt.date | None = None,
    time: dt.time | None = None,
    zone: str = "",
    diagnosis: str = "",
) -> Change:
    """Begin a case: a label and, if known, the visit's date; the usual items wait, to ask."""
    if not clean_plain(label):
        raise UsageError("A case needs a label, for instance a first name. Nothing was made.")
    items: dict[str, Item] = {}
    numbers = dict.fromkeys(CALL_LETTERS, 0)
    for kind in catalogue.kinds.values():
        if kind.usual:
            numbers[kind.call] += 1
            items[pen.new_id()] = Item(number=numbers[kind.call], call=kind.call, kind=kind.id)
    case = Case(
        id=pen.new_id(),
        label=label,
        began=pen.today,
        status="going" if day else "deciding",
        status_since=pen.today,
        diagnosis=diagnosis,
        visit=Visit(day=day, time=time, zone=zone),
        reasons={reason.id: Answer() for reason in catalogue.reasons},
        condition={part.id: Answer() for part in catalogue.condition},
        items=items,
    )
    return said(
        pen,
        "new_case",
        f"Began the case {label}",
        [adding("cases", recorded(None, case, pen.today))],
    )


def set_details(
    page: CasePage,
    pen: Pen,
    *,
    label: str | None = None,
    diagnosis: str | None = None,
    specialty: str | None = None,
    has_it: str | None = None,
    after_hours: str | None = None,
    note: str | None = None,
) -> Change:
    """Change the case's label, diagnosis, what the first doctor is, who has it now, its care
    team's number after hours, or its note; None leaves one as it is."""
    case = page.value
    if label is not None and not clean_plain(label):
        raise UsageError("A case needs a label, for instance a first name. Nothing was changed.")
    after = replace(
        case,
        label=case.label if label is None else label,
        diagnosis=case.diagnosis if diagnosis is None else diagnosis,
        specialty=case.specialty if specialty is None else specialty,
        has_it=case.has_it if has_it is None else has_it,
        after_hours=case.after_hours if after_hours is None else after_hours,
        note=case.note if note is None else note,
    )
    return changed(page, pen, "set_details", "Changed the case's details", after)


def hand_over(page: CasePage, pen: Pen, to: str) -> Change:
    """Say who has the case now; empty for nobody. Raises NotAllowedError where it is so."""
    name = clean_plain(to)
    if name == page.value.has_it:
        raise NotAllowedError(f"{name or 'Nobody'} has the case already. Nothing was changed.")
    sentence = f"Handed the case over to {name}" if name else "Nobody has the case now"
    return changed(page, pen, "hand_over", sentence, replace(page.value, has_it=name))


def set_status(page: CasePage, pen: Pen, status: Status) -> Change:
    """Change the case's status. Ending a case stops its chases, and can be undone."""
    word = pen.wording.word("status", status)
    after = replace(page.value, status=status, status_since=pen.today)
    if page.value.status == status:
        raise NotAllowedError(f"The case is already “{word}”. Nothing was changed.")
    return changed(page, pen, "set_status", f"Status: {word}", after)


def set_archived(page: CasePage, pen: Pen, archived: bool) -> Change:
    """Put a case away, or bring it back."""
    sentence = "Put the case away" if archived else "Brought the case back"
    return changed(page, pen, "set_archived", sentence, replace(page.value, archived=archived))


def remove_case(page: CasePage, pen: Pen) -> Change:
    """Take a case off the list; it can be brought back by undo."""
    edit = Edit(op="remove", path=page.path, before=plain(page.value), over=seen(page, ""))
    return said(pen, "remove_case", f"Removed the case {page.value.label}", [edit])


def set_person(page: CasePage, pen: Pen, person: Person) -> Change:
    """Change what is known of the person."""
    after = replace(page.value, person=person)
    return changed(page, pen, "set_person", "Changed the person's details", after)


def add_companion(page: CasePage, pen: Pen, companion: Companion) -> Change:
    """Add someone beside the person: a caregiver, a proxy."""
    people = page.value.people
    companion = replace(companion, number=next_number(people))
    after = replace(page.value, people={**people, pen.new_id(): companion})
    return changed(page, pen, "add_companion", f"Added {companion.name}", after)


def edit_companion(page: CasePage, pen: Pen, id_: str, companion: Companion) -> Change:
    """Change what is known of a companion."""
    require(page.value.people.get(id_), "person")
    after = replace(page.value, people={**page.value.people, id_: companion})
    return changed(page, pen, "edit_companion", f"Changed {companion.name}", after)


def remove_companion(page: CasePage, pen: Pen, id_: str) -> Change:
    """Take a companion out of the case."""
    require(page.value.people.get(id_), "person")
    after = replace(page.value, people=without(page.value.people, id_))
    return changed(page, pen, "remove_companion", f"Removed {page.value.people[id_].name}", after)
