"""vCard 4 (RFC 6350): the offices of cases, for an address book and from one."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Iterator

import msgspec

from so_tui.core.case import CallName, CaseOffice, Office
from so_tui.core.changes import CasePage, Change, Pages, Pen
from so_tui.core.finding import same_office
from so_tui.core.folding import folded, key
from so_tui.core.pages import as_office
from so_tui.core.phones import is_same
from so_tui.core.proposals import Proposal
from so_tui.core.text import MAX_LINE, MAX_TEXT, clean, shortened
from so_tui.core.verbs import add_office, new_office, together
from so_tui.errors import NotAllowedError, OutputError
from so_tui.exchange import vcards
from so_tui.exchange.checks import is_id
from so_tui.exchange.formats import NOTES, Format, Incoming, Outgoing
from so_tui.exchange.vcards import Property, escaped, line

_SPACE = uuid.UUID("6e3b0b0c-6f0e-5b51-9c59-1d1b1e6f7f0a")
_NUMBER = re.compile(
    r"(?P<tel>\+?[\d\s().\-/]+?)\s*(?:(?:ext\.?|extension|x)\s*(?P<ext>\d+))?", re.I
)
_AMERICAN = re.compile(r"1?([2-9]\d\d[2-9]\d{6})")
_URN = "urn:uuid:"

_WORDS: tuple[tuple[CallName, re.Pattern[str]], ...] = (
    ("radiology", re.compile(r"\b(radiolog\w*|imag(ing|es?)|x ?rays?|mammo\w*|film|mri|scans?)\b")),
    ("pathology", re.compile(r"\b(\w*(path|hist|cyt)olog\w*|slides?|labs?|laborator\w*)\b")),
)
"""Words in the name of an office by which its card is guessed; all others are a doctor's."""

_MANY = 20
"""How many numbers of one office are taken at most."""

_NO_VOICE = frozenset({"pager", "modem", "textphone", "bbs", "x-pager"})


# --- Writing ----------------------------------------------------------------------------------


def _written(outgoing: Outgoing) -> Iterable[bytes]:
    named = {one.office for case in outgoing.cases for one in case.offices.values()}
    offices = sorted(
        (one for one in outgoing.offices if one.id in named),
        key=lambda one: (key(one.name), one.id),
    )
    if not offices:
        raise OutputError(
            "These cases name no office yet, so there is no card to write. Nothing was written."
        )
    for one in offices:
        changed = outgoing.telling.changed(one.id) if outgoing.telling is not None else None
        yield vcards.written(card(one, notes=bool(outgoing.asked.get("notes")), changed=changed))


def card(
    office: Office, *, notes: bool = False, changed: dt.datetime | None = None
) -> Iterator[str]:
    """The lines of an office's card; `changed`: when it was changed last, in UTC."""
    yield line("BEGIN", "VCARD")
    yield line("VERSION", "4.0")
    yield line("KIND", "org")
    id_ = office.id if is_id(office.id) else str(uuid.uuid5(_SPACE, office.id))
    yield line("UID", f"{_URN}{id_}")
    name = office.name or office.desk or "Office"
    yield line("FN", escaped(name))
    yield line("ORG", ";".join(map(escaped, filter(None, (name, office.desk)))))
    for first, number in enumerate(_numbers(office.phone, office.other_phones)):
        yield _tel(number, "voice", preferred=not first)
    for number in _numbers(office.fax):
        yield _tel(number, "fax")
    if office.email:
        yield line("EMAIL", escaped(office.email))
    if office.address:
        # A text is all that is known: it stands as the street, and whole in the label.
        street = escaped(", ".join(filter(None, office.address.splitlines())))
        yield line("ADR", f";;{street};;;;", {"LABEL": office.address})
    if notes and (note := _note(office)):
        yield line("NOTE", escaped(note))
    if changed is not None:
        yield line("REV", f"{changed:%Y%m%dT%H%M%SZ}")
    yield line("END", "VCARD")


def _note(office: Office) -> str:
    return "\n".join(filter(None, (office.hours, office.note)))


def _numbers(*texts: str) -> list[str]:
    return [one.strip() for text in texts for one in text.splitlines() if one.strip()]


def _tel(number: str, kind: str, preferred: bool = False) -> str:
    """A number: as a link to dial where its country is known, else as it is spoken."""
    params = {"TYPE": kind} | ({"PREF": "1"} if preferred else {})
    found = _NUMBER.fullmatch(number)
    figures = re.sub(r"\D", "", found["tel"]) if found else ""
    american = _AMERICAN.fullmatch(figures)
    if found is None or not (american or number.startswith("+")) or not 4 <= len(figures) <= 15:
        return line("TEL", escaped(number), {"VALUE": "text"} | params)
    here = f"+1{american[1]}" if american and not number.startswith("+") else f"+{figures}"
    extension = f";ext={found['ext']}" if found["ext"] else ""
    return line("TEL", f"tel:{here}{extension}", {"VALUE": "uri"} | params)


# --- Reading ----------------------------------------------------------------------------------


class _Card(msgspec.Struct, frozen=True):
    """What one card says of an office."""

    office: Office
    contact_person: str
    call: CallName
    uid: str


def _proposed(incoming: Incoming) -> tuple[Proposal, ...]:
    read = (_read(one) for one in vcards.cards(incoming.data, incoming.name))
    offered = (_proposal(one, incoming) for one in read if one is not None)
    return tuple({one.sentence: one for one in offered}.values())


def _read(card: tuple[Property, ...]) -> _Card | None:
    """What a card says of an office; None where it names neither one nor a number."""
    organization = [_line(one) for one in (_first(card, "ORG") or _NONE).components]
    full = _line((_first(card, "FN") or _NONE).text)
    last, first, *_ = (*(_first(card, "N") or _NONE).components, "", "")
    person = full or _line(f"{first} {last}")
    name = organization[0] or person
    voice, fax = _phones(card)
    if not name or not (organization[0] or voice or fax):
        return None
    desk = _line(", ".join(filter(None, organization[1:])))
    is_office = (_first(card, "KIND") or _NONE).text.strip().casefold() == "org"
    is_office = is_office or key(person) in (key(name), key(desk))
    titles = (one.text for one in card if one.name in ("TITLE", "ROLE", "CATEGORIES"))
    uid = (_first(card, "UID") or _NONE).text.strip().casefold().removeprefix(_URN)
    return _Card(
        office=Office(
            id="", name=name, desk=desk,
            phone=next(iter(voice), ""), other_phones="\n".join(voice[1:_MANY]),
            fax=next(iter(fax), ""),
            email=_line((_first(card, "EMAIL") or _NONE).text),
            address=_address(card), note=_lines((_first(card, "NOTE") or _NONE).text),
        ),
        contact_person="" if is_office else person,
        call=_call(folded(" ".join((name, desk, *titles)))),
        uid=uid if is_id(uid) else "",
    )  # fmt: skip


_NONE = Property("", {}, "")


def _call(words: str) -> CallName:
    return next((call for call, known in _WORDS if known.search(words)), "oncologist")


def _first(card: Iterable[Property], name: str) -> Property | None:
    """The property of a name that is preferred, else the first that is there."""
    found = [one for one in card if one.name == name and one.value.strip(" ;")]
    return min(found, key=_rank, default=None)


def _rank(one: Property) -> tuple[int, bool]:
    said = next(iter(one.params.get("PREF", ())), "")
    usual = 1 if "pref" in one.types else 101
    return (int(said) if re.fullmatch(r"[0-9]{1,3}", said) else usual), "work" not in one.types


def _phones(card: Iterable[Property]) -> tuple[list[str], list[str]]:
    """The numbers to call and to fax, the preferred ones first."""
    voice: list[str] = []
    fax: list[str] = []
    for one in sorted((one for one in card if one.name == "TEL"), key=_rank):
        number = _dialed(one.text)
        if number and not one.types & _NO_VOICE:
            (fax if "fax" in one.types else voice).append(number)
    return list(dict.fromkeys(voice)), list(dict.fromkeys(fax))


def _dialed(text: str) -> str:
    """A number as people write it, be it given as a link."""
    number, *more = re.sub(r"^tel:", "", text.strip(), flags=re.I).split(";")
    extension = next((one[4:] for one in more if one.casefold().startswith("ext=")), "")
    if found := re.fullmatch(r"\+1(\d{3})(\d{3})(\d{4})", number):
        number = "-".join(found.groups())
    return _line(f"{number} ext {extension}" if extension else number)


def _address(card: Iterable[Property]) -> str:
    one = _first(card, "ADR")
    label = _first(card, "LABEL")
    told = next(iter(one.params.get("LABEL", ())), "") if one else label.text if label else ""
    if told or one is None:
        return _lines(told)
    box, more, street, city, region, code, country, *_ = (*one.components, *[""] * 7)
    place = " ".join(filter(None, (f"{city}," if city and region else city, region, code)))
    return _lines("\n".join(filter(None, (street, more, box, place, country))))


def _line(text: str) -> str:
    return clean(clean(text)[:MAX_LINE])


def _lines(text: str) -> str:
    return clean(clean(text, lines=True)[:MAX_TEXT], lines=True)


def _proposal(card: _Card, incoming: Incoming) -> Proposal:
    wording = incoming.pen.wording

    def take(page: CasePage, pages: Pages, pen: Pen) -> Change:
        known = _known(card, pages)
        if known is not None and any(known.id == one.office for one in page.value.offices.values()):
            raise NotAllowedError(f"{shortened(known.name)} is in this case. Nothing was taken.")
        changes = [] if known else [new_office(pen, card.office)]
        id_ = known.id if known else changes[0].edits[0].page[1]
        here = CaseOffice(
            number=0, call=card.call, office=id_, contact_person=card.contact_person
        )  # fmt: skip
        added = add_office(page, pen, here, card.office.name)
        return together(pen, "add_office", added.sentence, [*changes, added])

    office = card.office
    named = (office.name, office.desk, office.phone or office.fax, card.contact_person)
    what = ", ".join(shortened(one) for one in named if one)
    return Proposal(f"{what}: an office for the {wording.word('call', card.call)} card.", take)


def _known(card: _Card, pages: Pages) -> Office | None:
    """The office of the casebook that a card is about: of its id, or of its name and number."""
    page = pages.get(("offices", card.uid))
    if page is not None and not page.removed:
        return as_office(page).value
    there = {
        key_[1]: as_office(pages[key_]).value
        for key_ in pages
        if key_[0] == "offices" and not pages[key_].removed
    }
    found = [
        one for one in same_office(there, card.office.name)
        if not card.office.phone or not one.phone or is_same("phone", one.phone, card.office.phone)
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None


FORMAT = Format(
    sentence="The offices of cases, for an address book and from one.",
    endings=(".vcf",),
    called="vCard",
    proposes=_proposed,
    writes=_written,
    options=(NOTES,),
)
