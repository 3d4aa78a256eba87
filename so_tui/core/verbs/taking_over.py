"""A case begun from another one: the same person, for one more opinion."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from so_tui.core.case import (
    CALL_LETTERS,
    Begun,
    Case,
    Elsewhere,
    Item,
    Receipt,
    Visit,
    in_order,
)
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, Pen, adding, between
from so_tui.core.cleaning import clean_plain
from so_tui.core.custody import is_lent_kind
from so_tui.core.known import recorded
from so_tui.core.lending import same_as
from so_tui.core.parties import SECOND
from so_tui.core.verbs.making import said
from so_tui.errors import UsageError


def begin_from(
    page: CasePage,
    pen: Pen,
    catalogue: Catalogue,
    label: str,
    *,
    day: dt.date | None = None,
    time: dt.time | None = None,
    zone: str = "",
    diagnosis: str = "",
) -> Change:
    """Begin a case for another opinion: the person, the offices that hold records, the reasons,
    and what has come and is with the person are taken over; where it came from is kept.

    What lies at the first second office is asked for anew, and so is what was for that visit,
    such as the referral, the approval, the center's own forms. Of what is on loan there is one:
    each case says where it is, from now on (`lending`). Raises UsageError without a label.
    """
    if not clean_plain(label):
        raise UsageError("A case needs a label, for instance a first name. Nothing was made.")
    source = page.value
    kept = {id_: pen.new_id() for id_, one in in_order(source.offices) if _is_kept(source, id_)}
    items: dict[str, Item] = {}
    numbers = dict.fromkeys(CALL_LETTERS, 0)
    replaced = {one.instead_of for one in source.items.values()}
    for id_, item in in_order(source.items):
        kind = catalogue.kinds.get(item.kind)
        if id_ not in replaced and item.state != "not_needed":
            numbers[item.call] += 1
            of_visit = item.call == "visit" and catalogue.group(item.kind) != "home"
            new = _item(item, numbers[item.call], kept.get(item.office or ""), anew=of_visit)
            if kind is not None and is_lent_kind(item, kind):
                new = replace(new, lent_as=same_as(source.id, id_, item))
            items[pen.new_id()] = new
    made = Case(
        id=pen.new_id(), label=label, began=pen.today, status="going" if day else "deciding",
        status_since=pen.today, diagnosis=diagnosis or source.diagnosis, specialty=source.specialty,
        person=source.person, people={pen.new_id(): one for one in source.people.values()},
        has_it=source.has_it, after_hours=source.after_hours,
        visit=Visit(day=day, time=time, zone=zone),
        reasons=source.reasons, condition=source.condition, items=items, begun_from=source.id,
        offices={new: source.offices[old] for old, new in kept.items()},
    )  # fmt: skip
    edits = [
        adding("cases", recorded(None, made, pen.today)),
        *between(page, replace(source, begun={**source.begun, made.id: Begun(on=pen.today)})),
    ]
    return said(pen, "new_case", f"Began the case {label}, from {source.label}", edits)


def _is_kept(case: Case, office: str) -> bool:
    here = case.offices[office]
    return here.call != "visit" or here.party != SECOND


def _item(item: Item, number: int, office: str | None, anew: bool) -> Item:
    """The item in a new case: as it is when it is with the person, else to ask for anew.

    `anew`: it is for one visit, as a referral and an approval are.
    """
    if not anew and item.place == "with_us" and item.state in ("ready", "arrived", "usable"):
        return replace(
            item, number=number, office=office, instead_of=None, destination="",
            received=Receipt(), added_on=None, lent_as="", elsewhere=Elsewhere(),
        )  # fmt: skip
    return Item(
        number=number, call=item.call, kind=item.kind, office=office, detail=item.detail,
        identifiers=item.identifiers, form=item.form, count_asked=item.count_asked,
    )  # fmt: skip
