"""A case begun from another one: the same person, for one more opinion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from msgspec.structs import replace

from so_tui.core import dates
from so_tui.core.case import CALL_LETTERS, Case, Item, Office, Receipt, Visit, in_order
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, Pen, adding, between
from so_tui.core.cleaning import clean_plain
from so_tui.core.custody import hands_of, is_lent_kind
from so_tui.core.known import recorded
from so_tui.core.parties import SECOND
from so_tui.core.text import MAX_TEXT, capital
from so_tui.core.verbs.making import said
from so_tui.errors import UsageError

OUT = "slides_out"
"""The problem of what lies at another second office."""


def begin_from(
    page: CasePage,
    pen: Pen,
    catalogue: Catalogue,
    label: str,
    offices: Mapping[str, Office],
    *,
    day: dt.date | None = None,
    time: dt.time | None = None,
    zone: str = "",
    diagnosis: str = "",
) -> Change:
    """Begin a case for another opinion: the person, the offices that hold records, the reasons,
    and what has come and is with the person are taken over; where it came from is kept.

    What lies at the first second office is asked for anew. Of what is on loan there is one: both
    cases say where it is. Raises UsageError without a label.
    """
    if not clean_plain(label):
        raise UsageError("A case needs a label, for instance a first name. Nothing was made.")
    source = page.value
    kept = {id_: pen.new_id() for id_, one in in_order(source.offices) if _is_kept(source, id_)}
    items: dict[str, Item] = {}
    numbers = dict.fromkeys(CALL_LETTERS, 0)
    lent: list[str] = []
    replaced = {one.instead_of for one in source.items.values()}
    for id_, item in in_order(source.items):
        kind = catalogue.kinds.get(item.kind)
        if id_ not in replaced and item.state != "not_needed":
            numbers[item.call] += 1
            new = _item(item, numbers[item.call], kept.get(item.office or ""))
            if kind is not None and is_lent_kind(item, kind) and _is_away(item):
                lent.append(id_)
                new = replace(new, problem=OUT, problem_note=_where(source, item, offices, pen))
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
    edits = [adding("cases", recorded(None, made, pen.today))]
    if lent:
        words = pen.wording.word("taking_over", "also")
        told = {id_: replace(source.items[id_], note=_with(source.items[id_].note, words))
                for id_ in lent}  # fmt: skip
        edits += between(page, replace(source, items={**source.items, **told}))
    return said(pen, "new_case", f"Began the case {label}, from {source.label}", edits)


def _is_kept(case: Case, office: str) -> bool:
    here = case.offices[office]
    return here.call != "visit" or here.party != SECOND


def _item(item: Item, number: int, office: str | None) -> Item:
    """The item in a new case: as it is when it is with the person, else to ask for anew."""
    if item.place == "with_us" and item.state in ("ready", "arrived", "usable"):
        return replace(
            item, number=number, office=office, instead_of=None, destination="",
            received=Receipt(), added_on=None,
        )  # fmt: skip
    return Item(
        number=number, call=item.call, kind=item.kind, office=office, detail=item.detail,
        identifiers=item.identifiers, form=item.form, count_asked=item.count_asked,
    )  # fmt: skip


def _is_away(item: Item) -> bool:
    """Whether a thing on loan is at another second office, or on its way."""
    away = item.place in ("on_the_way", "second_office")
    return bool(hands_of(item)) and away and item.custody.returned_on is None


def _where(case: Case, item: Item, offices: Mapping[str, Office], pen: Pen) -> str:
    """Where a thing on loan is, in words that the new case keeps; whose case it is, is not said,
    so that it goes when that one is erased."""
    last = hands_of(item)[-1]
    seconds = [
        offices[one.office].name
        for _, one in in_order(case.offices)
        if one.call == "visit" and one.party == SECOND and one.office in offices
    ]
    place = pen.wording.word("place", last.place)
    if last.place == "second_office" and len(seconds) == 1 and not item.destination:
        place = seconds[0]
    words = pen.wording.word("taking_over", "where")
    return words.format(place=capital(place), day=dates.long(last.since))


def _with(note: str, words: str) -> str:
    """A note with a line more, where it has room for one and does not say so already."""
    whole = "\n".join(filter(None, (note, words)))
    return note if words in note or len(whole) > MAX_TEXT else whole
