"""Which of the calls that were to be made again are still to be made."""

from __future__ import annotations

import datetime as dt

from so_tui.core.case import OVER, THERE, Case, Contact
from so_tui.core.parties import party_spoken_to


def call_back(case: Case, id_: str) -> dt.date | None:
    """The day on which a contact is to be followed by another call; None where none is due.

    A later contact with the same office answers it, once each thing that it was about was spoken
    of again, came, or is wanted no more. One that was about nothing in particular is answered by
    any later one.
    """
    contact = case.contacts[id_]
    if contact.chase_on is None:
        return None
    later = [one for one in case.contacts.values() if _is_later(one, contact)
             and (one.call, one.office, party_spoken_to(case, one))
             == (contact.call, contact.office, party_spoken_to(case, contact))]  # fmt: skip
    spoken = {item for one in later for item in one.effects}
    if not contact.effects:
        return None if later else contact.chase_on
    open_ = [
        item for item in contact.effects
        if item in case.items and case.items[item].state not in OVER | THERE
    ]  # fmt: skip
    return contact.chase_on if {*open_} - spoken else None


def _is_later(one: Contact, than: Contact) -> bool:
    return (one.on, one.number) > (than.on, than.number)
