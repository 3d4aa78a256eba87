"""Verbs for offices: in the casebook, and in a case."""

from __future__ import annotations

from msgspec.structs import replace

from so_tui.core.case import (
    Case,
    CaseOffice,
    Item,
    Office,
    Party,
    next_number,
)
from so_tui.core.changes import (
    CasePage,
    Change,
    OfficePage,
    Pen,
    adding,
)
from so_tui.core.cleaning import clean_plain
from so_tui.core.parties import SECOND, is_asked_at, party_at, party_of
from so_tui.core.verbs.making import changed, require, said, without
from so_tui.errors import NotAllowedError, UsageError


def new_office(pen: Pen, office: Office) -> Change:
    """Put an office into the casebook; `office.id` is replaced by a fresh one."""
    if not clean_plain(office.name):
        raise UsageError("An office needs a name. Nothing was made.")
    office = replace(office, id=pen.new_id())
    return said(pen, "new_office", f"Added the office {office.name}", [adding("offices", office)])


def edit_office(page: OfficePage, pen: Pen, office: Office) -> Change:
    """Change what the casebook knows of an office, for every case that names it."""
    if not clean_plain(office.name):
        raise UsageError("An office needs a name. Nothing was changed.")
    after = replace(office, id=page.id)
    return changed(page, pen, "edit_office", f"Changed the office {office.name}", after)


def add_office(page: CasePage, pen: Pen, office: CaseOffice, name: str = "") -> Change:
    """Pick an office for one call of the case; what is asked of such an office and is at none yet
    becomes its own when it is the first one."""
    case = page.value
    _check_party(office)
    same = {key: one for key, one in case.offices.items() if one.call == office.call}
    if any(one.office == office.office and one.party == office.party for one in same.values()):
        raise NotAllowedError("That office is already on this card. Nothing was changed.")
    id_ = pen.new_id()
    office = replace(office, number=next_number(same))
    items = case.items
    offices = {**case.offices, id_: office}
    party = office.party if office.call == "visit" else SECOND
    if not any(party_at(case, one) == party for one in same):
        items = {
            key: replace(item, office=id_)
            if item.call == office.call and _becomes_its_own(case, item, party, pen)
            else item
            for key, item in items.items()
        }
    after = replace(case, offices=offices, items=items)
    card = pen.wording.word("call", office.call)
    sentence = f"Added {name or 'an office'} to the {card} card"
    return changed(page, pen, "add_office", sentence, after)


def _check_party(office: CaseOffice) -> None:
    if office.call != "visit" and office.party != SECOND:
        raise UsageError(
            "An insurer, or a doctor who refers, stands on the visit's card. Nothing was changed."
        )


def _becomes_its_own(case: Case, item: Item, party: Party, pen: Pen) -> bool:
    """Whether an item that is at no office yet is asked of this party; or one that was put to the
    second office for want of another, and has not been asked for."""
    catalogue = pen.wording.catalogue
    if item.office is None:
        return is_asked_at(item, None, party, catalogue)
    return (
        party != SECOND
        and item.state == "to_ask"
        and party_of(item, catalogue) == party
        and party_at(case, item.office) != party
    )


def edit_case_office(page: CasePage, pen: Pen, id_: str, office: CaseOffice) -> Change:
    """Change what is this case's about an office: contact person, number there, dates."""
    require(page.value.offices.get(id_), "office")
    if office.party != page.value.offices[id_].party:  # a file may have brought another one
        _check_party(office)
    after = replace(page.value, offices={**page.value.offices, id_: office})
    card = pen.wording.word("call", office.call)
    sentence = f"Changed an office on the {card} card"
    return changed(page, pen, "edit_case_office", sentence, after)


def remove_office(page: CasePage, pen: Pen, id_: str) -> Change:
    """Take an office out of the case. Its items stay, of no office; its releases go with it."""
    case = page.value
    require(case.offices.get(id_), "office")
    after = replace(
        case,
        offices=without(case.offices, id_),
        items={
            key: replace(item, office=None) if item.office == id_ else item
            for key, item in case.items.items()
        },
        releases={key: one for key, one in case.releases.items() if one.office != id_},
    )
    card = pen.wording.word("call", case.offices[id_].call)
    sentence = f"Took an office off the {card} card"
    return changed(page, pen, "remove_office", sentence, after)
