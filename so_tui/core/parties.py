"""Who is who on the visit's card: the second office, the insurer, and the doctor who refers.

What is asked for on that card is each asked of one of the three. On the other cards an office
holds records, and which of the three it is says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from so_tui.core.case import CallName, Case, Contact, Item, Party, offices_of
from so_tui.core.knowledge import Catalogue
from so_tui.core.text import capital

SECOND: Party = "second_office"


def party_at(case: Case, office: str | None) -> Party:
    """Which of the three an office of the case is; one of none yet is the second office."""
    here = case.offices.get(office or "")
    return here.party if here is not None and here.call == "visit" else SECOND


def party_of(item: Item, catalogue: Catalogue | None) -> Party:
    """Of which of the three an item of the visit's card is asked."""
    kind = catalogue.kinds.get(item.kind) if catalogue is not None else None
    return kind.party if kind is not None and item.call == "visit" else SECOND


def offices_for(case: Case, call: CallName, party: Party = SECOND) -> list[str]:
    """The ids in the case of the offices of a call that are that party, in their order."""
    return [
        id_ for id_, one in offices_of(case, call) if call != "visit" or one.party == party
    ]  # fmt: skip


def is_asked_at(item: Item, office: str | None, party: Party, catalogue: Catalogue | None) -> bool:
    """Whether an item is spoken of with an office of its card: it is that office's, or it is of
    no office yet and of this party."""
    if item.office is not None:
        return item.office == office
    return item.call != "visit" or party_of(item, catalogue) == party


def party_spoken_to(case: Case, contact: Contact) -> Party:
    """With which of the three a contact was."""
    if contact.call != "visit" or contact.office in case.offices:
        return party_at(case, contact.office)
    return contact.party


def whom_of(case: Case, call: CallName, party: Party, words: Mapping[str, str]) -> str:
    """How somebody is spoken of who has no name yet. `words`: the texts of the catalogue.

    The first doctor is not always an oncologist.
    """
    if call == "oncologist" and case.specialty:
        said = case.specialty
        # A word is small inside a sentence; letters that stand for words, such as ENT, are not.
        specialty = said[:1].lower() + said[1:] if said[1:2].islower() else said
        return words["whom.specialist"].format(specialty=specialty)
    return words[f"whom.{whom(call, party)}"]


def card_of(case: Case, call: CallName, words: Mapping[str, str]) -> str:
    """The title of a card: of the first doctor's, what that doctor is."""
    return card_title(case.specialty, call, words)


def card_title(specialty: str, call: CallName, words: Mapping[str, str]) -> str:
    """The title of a card, where the first doctor is of a specialty; "" for the usual one."""
    if call == "oncologist" and specialty:
        return capital(specialty)
    return words.get(f"call.{call}", call)


def whom(call: CallName, party: Party) -> str:
    """The word of `whom` in `wording.toml` for an office that has no name yet."""
    return party if call == "visit" and party != SECOND else call
