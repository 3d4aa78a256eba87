"""Verbs for the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from msgspec.structs import replace

from so_tui.core.case import (
    Case,
    Contact,
    Effect,
    Outcome,
    Promise,
    State,
    next_number,
    spoken_items,
)
from so_tui.core.changes import (
    CasePage,
    Change,
    Pen,
)
from so_tui.core.verbs.items import moved_item
from so_tui.core.verbs.making import changed, require, without

_STATE_AFTER: Mapping[Outcome, State] = {
    "voicemail": "asked",
    "spoke": "asked",
    "has_our_request": "asked",
    "promised": "asked",
    "needs_from_us": "asked",
    "sent": "on_its_way",
    "refused": "refused",
}


def usual_effects(
    case: Case, items: Collection[str], outcome: Outcome, promise: dt.date | None = None
) -> dict[str, Effect]:
    """What a contact with this outcome usually does to the items it was about.

    Asking never moves an item backwards; `sent elsewhere` leaves a problem.
    """
    effects: dict[str, Effect] = {}
    for id_ in items:
        item = case.items[id_]
        state = _STATE_AFTER.get(outcome)
        if state == "asked" and item.state not in ("to_ask", "refused", "not_usable"):
            state = None
        if state == item.state:
            state = None
        problem = "sent_elsewhere" if outcome == "sent_elsewhere" else None
        effects[id_] = Effect(state=state, promise=promise, problem=problem)
    return effects


def log_contact(page: CasePage, pen: Pen, contact: Contact) -> Change:
    """Log one contact with its effect on each item it was about: one change.

    An office that says it has our request confirms the receipt of the release it was about.
    """
    case = page.value
    items = dict(case.items)
    for id_, effect in contact.effects.items():
        require(items.get(id_), "item")
        item = items[id_]
        if effect.state is not None and effect.state != item.state:
            checked_by = contact.who or pen.actor if effect.state == "usable" else ""
            item = moved_item(item, pen, effect.state, on=contact.on, checked_by=checked_by)
        if effect.promise is not None:
            given = Promise(day=effect.promise, by=contact.with_whom, given_on=contact.on)
            item = replace(item, promise=given)
        if effect.problem is not None:
            item = replace(item, problem=effect.problem)
        items[id_] = item
    releases = case.releases
    if contact.release is not None and contact.outcome == "has_our_request":
        require(releases.get(contact.release), "release")
        release = releases[contact.release]
        confirmed = replace(release, confirmed_on=release.confirmed_on or contact.on)
        releases = {**releases, contact.release: confirmed}
    contact = replace(contact, number=next_number(case.contacts))
    after = replace(
        case,
        items=items,
        releases=releases,
        contacts={**case.contacts, pen.new_id(): contact},
    )
    about = f", about {_named(after, contact.effects, pen)}" if contact.effects else ""
    outcome = pen.wording.word("outcome", contact.outcome)
    sentence = f"Contact with {_whom(contact, pen)}: {outcome}{about}"
    return changed(page, pen, "log_contact", sentence, after)


def edit_contact(page: CasePage, pen: Pen, id_: str, contact: Contact) -> Change:
    """Correct an entry of the log; what it did to items stays, and has its own keys."""
    require(page.value.contacts.get(id_), "contact")
    after = replace(page.value, contacts={**page.value.contacts, id_: contact})
    whom = _whom(contact, pen)
    return changed(page, pen, "edit_contact", f"Changed a contact with {whom}", after)


def remove_contact(page: CasePage, pen: Pen, id_: str) -> Change:
    """Take an entry out of the log."""
    require(page.value.contacts.get(id_), "contact")
    after = replace(page.value, contacts=without(page.value.contacts, id_))
    whom = _whom(page.value.contacts[id_], pen)
    return changed(page, pen, "remove_contact", f"Removed a contact with {whom}", after)


def _whom(contact: Contact, pen: Pen) -> str:
    return pen.wording.word("whom", contact.call)


def _named(case: Case, items: Collection[str], pen: Pen) -> str:
    """The items by name, in their order; of many the first two."""
    ids = [id_ for _, id_ in spoken_items(case) if id_ in items]
    named = [pen.wording.spoken(case, id_) for id_ in ids]
    shown = named if len(named) < 4 else [*named[:2], f"{len(named) - 2} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
