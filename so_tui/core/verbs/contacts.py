"""Verbs for the log."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from msgspec.structs import replace

from so_tui.core import effects
from so_tui.core.case import (
    Accepts,
    Case,
    Contact,
    Effect,
    Form,
    Item,
    Known,
    Receipt,
    next_number,
    spoken_items,
)
from so_tui.core.changes import (
    CasePage,
    Change,
    Pen,
)
from so_tui.core.parties import party_spoken_to, whom, whom_of
from so_tui.core.received import is_short
from so_tui.core.text import counted
from so_tui.core.verbs.items import affected, as_needed, moves, received, stand_ins
from so_tui.core.verbs.making import changed, require, together, without


def log_contact(
    page: CasePage,
    pen: Pen,
    contact: Contact,
    needs: Mapping[str, Known] = MappingProxyType({}),
    has: Mapping[str, int | None] = MappingProxyType({}),
    instead: Form | None = None,
) -> Change:
    """Log one contact with its effect on each item it was about: one change.

    `needs`: what the visit's office said it needs, by kind of item. `has`: what it said it has
    received, on whichever card, by item, and how many where that was said. `instead`: the form
    offered in place of what was refused; such an item is asked for then, one for each. An office
    that says it has our request confirms the receipt of the release it was about.
    """
    case, about_ = page.value, contact.effects
    items = dict(case.items)
    for id_, effect in contact.effects.items():
        require(items.get(id_), "item")
        items[id_] = affected(
            items[id_], pen, effect, on=contact.on,
            checked_by=contact.who or pen.actor, promised_by=contact.with_whom,
        )  # fmt: skip
    accepts = dict(case.visit.accepts)
    moved: dict[str, Item] = {}
    for kind, required in needs.items():
        before = accepts.get(kind, Accepts())
        moved |= as_needed(items, pen, kind, before.required, required, contact.on)
        accepts[kind] = replace(before, required=required)
    items |= moved
    for id_, count in has.items():
        require(items.get(id_), "item")
        items[id_] = _had(items[id_], contact, count, pen)
    heard = {id_: _effect(case.items[id_], items[id_]) for id_ in has}
    offered: dict[str, Item] = {}
    if instead is not None:
        refused = effects.refused(case, contact.effects)
        offered = stand_ins(items, pen, refused, instead, contact.on)
    items |= offered
    releases = case.releases
    if contact.release is not None and contact.outcome == "has_our_request":
        require(releases.get(contact.release), "release")
        release = releases[contact.release]
        confirmed = replace(release, confirmed_on=release.confirmed_on or contact.on)
        releases = {**releases, contact.release: confirmed}
    number = next_number(case.contacts)
    contact = replace(contact, number=number, effects={**heard, **contact.effects})
    after = replace(
        case,
        items=items,
        releases=releases,
        visit=replace(case.visit, accepts=accepts) if needs else case.visit,
        contacts={**case.contacts, pen.new_id(): contact},
    )
    named = contact.effects.keys() - (heard.keys() - about_.keys())
    about = f", about {_named(after, named, pen)}" if named else ""
    outcome = pen.wording.word("outcome", contact.outcome)
    needed = [pen.wording.kind(kind) for kind, required in needs.items() if required == "yes"]
    wants = f"; they need: {', '.join(needed)}" if needed else ""
    whom = _whom(case, contact, pen)
    there = f"; {_there(after, has, pen)}" if has else ""
    sentence = (
        f"Contact with {whom}: {outcome}{about}{wants}{there}{moves(after, moved | offered, pen)}"
    )
    return changed(page, pen, "log_contact", sentence, after)


def one_call(pen: Pen, logged: Sequence[Change]) -> Change:
    """One call that was about several cases: one line of the history in each, one undo.

    `logged`: what `log_contact` made of it, case by case. Its sentence names no case, since each
    is shown to people who may not see the others. Raises NotAllowedError when there is none.
    """
    if len(logged) == 1:
        return logged[0]
    many = counted(len({page for change in logged for page in change.pages}), "case")
    sentence = f"Logged one call in {many}. Each keeps only its own part"
    return together(pen, "log_contact", sentence, logged)


def _had(item: Item, contact: Contact, count: int | None, pen: Pen) -> Item:
    """An item that the second office said it has; arrived, where that was not known.

    Where it had fewer than were asked for, and no number is said now, it has all of them. What
    was said on an earlier day does not replace what was said later.
    """
    before = item.received
    if before.said_on is not None and contact.on < before.said_on:
        return item
    if count is None:
        count = item.count_asked if is_short(item) else before.count
    said = Receipt(said_by=contact.with_whom, said_on=contact.on, count=count)
    return received(item, replace(item, received=said), pen)[0]


def _effect(before: Item, after: Item) -> Effect:
    """What hearing of an item did to it."""
    moved = after.state != before.state
    return Effect(state=after.state if moved else None, place=after.place if moved else None)


def _there(case: Case, has: Mapping[str, int | None], pen: Pen) -> str:
    """What the second office has, in words: with how many, where that is known."""
    found = []
    for name, id_ in spoken_items(case):
        if id_ in has:
            count = case.items[id_].received.count
            many = "" if count is None else f" ({count})"
            found.append(f"{name} {pen.wording.item(case.items[id_])}{many}")
    return f"they have: {', '.join(found)}"


def edit_contact(page: CasePage, pen: Pen, id_: str, contact: Contact) -> Change:
    """Correct an entry of the log; what it did to items stays, and has its own keys."""
    require(page.value.contacts.get(id_), "contact")
    after = replace(page.value, contacts={**page.value.contacts, id_: contact})
    whom = _whom(page.value, contact, pen)
    return changed(page, pen, "edit_contact", f"Changed a contact with {whom}", after)


def remove_contact(page: CasePage, pen: Pen, id_: str) -> Change:
    """Take an entry out of the log."""
    require(page.value.contacts.get(id_), "contact")
    after = replace(page.value, contacts=without(page.value.contacts, id_))
    whom = _whom(page.value, page.value.contacts[id_], pen)
    return changed(page, pen, "remove_contact", f"Removed a contact with {whom}", after)


def _whom(case: Case, contact: Contact, pen: Pen) -> str:
    party = party_spoken_to(case, contact)
    if pen.wording.catalogue is None:
        return pen.wording.word("whom", whom(contact.call, party))
    return whom_of(case, contact.call, party, pen.wording.catalogue.words)


def _named(case: Case, items: Collection[str], pen: Pen) -> str:
    """The items by name, in their order; of many the first two."""
    ids = [id_ for _, id_ in spoken_items(case) if id_ in items]
    named = [pen.wording.spoken(case, id_) for id_ in ids]
    shown = named if len(named) < 4 else [*named[:2], f"{len(named) - 2} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
