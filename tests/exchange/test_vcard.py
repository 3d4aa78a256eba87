"""vCards: others can read what is written, what others wrote is offered, nothing breaks it."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from pathlib import Path

import pytest
import vobject  # type: ignore[import-untyped]
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.case import Case, CaseOffice, Office
from so_tui.core.changes import AnyPage, apply
from so_tui.core.pages import as_case, as_office
from so_tui.core.phones import number
from so_tui.core.text import clean
from so_tui.errors import NotAllowedError, OutputError, RefusedInputError
from so_tui.exchange import vcards
from so_tui.exchange.formats import Incoming, Outgoing, vcard
from tests.deeds import a_case, begun, case_page, pen
from tests.exchange.sample_cases import STORIES
from tests.knowledge import catalogue
from tests.tui.desk import sample

GOLDEN = Path(__file__).parents[1] / "golden" / "midway.vcf"

SIGNS = st.text("ab,;:\\\"'^n\n é二👩🏽=", max_size=60).map(lambda text: clean(text, lines=True))
SIGNS_OF_ONE = SIGNS.map(clean)


@st.composite
def offices(draw: st.DrawFn) -> Office:
    """An office with any signs in its texts and with numbers of all kinds."""
    numbers = st.sampled_from(
        [
            "203-555-0177",
            "+44 20 7946 0000",
            "(203) 555 0120 ext. 4",
            "1-203-555-0121",
            "ask at 5, then 7",
            "555-0177",
        ]
    )
    return Office(
        id=str(uuid.UUID(int=draw(st.integers(0, 2**128 - 1)))),
        name=draw(SIGNS_OF_ONE),
        desk=draw(SIGNS_OF_ONE),
        phone=draw(st.just("") | numbers),
        other_phones="\n".join(draw(st.lists(numbers, max_size=2, unique=True))),
        fax=draw(st.just("") | numbers),
        email=draw(st.sampled_from(["", "records@example.org"])),
        address=draw(SIGNS),
        hours=draw(SIGNS),
        note=draw(SIGNS),
    )


def written(*known: Office, notes: bool = False) -> bytes:
    """The file of a case that names offices."""
    here = {f"o{n}": CaseOffice(number=n, call="pathology", office=one.id)
            for n, one in enumerate(known)}  # fmt: skip
    case = replace(a_case(), offices=here)
    asked = {"notes": "yes" if notes else ""}
    outgoing = Outgoing(cases=(case,), offices=known, history=None, asked=asked)
    assert vcard.FORMAT.writes is not None
    return b"".join(vcard.FORMAT.writes(outgoing))


def offered(data: bytes, pages: dict[tuple[str, str], AnyPage] | None = None) -> list[str]:
    """The sentences of what a file offers."""
    incoming = Incoming(
        data=data, name="a.vcf", catalogue=catalogue(), pen=pen(), pages=pages or {}
    )
    assert vcard.FORMAT.proposes is not None
    return [one.sentence for one in vcard.FORMAT.proposes(incoming)]


def taken(data: bytes, which: int = 0) -> tuple[Case, Office]:
    """The small case after taking an offer, and the office that it brought."""
    pages: dict[tuple[str, str], AnyPage] = {**begun()}
    incoming = Incoming(data=data, name="a.vcf", catalogue=catalogue(), pen=pen(), pages=pages)
    assert vcard.FORMAT.proposes is not None
    one = vcard.FORMAT.proposes(incoming)[which]
    pages |= apply(pages, one.take(case_page(pages), pages, pen("luis", 5)))
    case = as_case(pages["cases", a_case().id]).value
    (fresh,) = case.offices.keys() - a_case().offices.keys()
    return case, as_office(pages["offices", case.offices[fresh].office]).value


@given(one=offices(), notes=st.booleans())
@example(one=Office(id="a", name="é二👩🏽" * 40, address='二\n"^' * 40), notes=False)
def test_every_line_is_short_and_whole(one: Office, notes: bool) -> None:
    data = written(one, notes=notes)
    lines = data.split(b"\r\n")
    assert lines.pop() == b""
    for line in lines:
        assert len(line) <= 75
        line.decode()  # no character is cut
        assert b"\n" not in line
    whole = data.replace(b"\r\n ", b"").decode()
    assert all(
        re.match(r'[A-Z]+(;[A-Z]+=([a-z0-9-]+|"[^"]*"))*:', one) for one in whole.split("\r\n")[:-1]
    )


@given(one=offices(), notes=st.booleans())
def test_another_reader_reads_what_was_written(one: Office, notes: bool) -> None:
    (card,) = vobject.readComponents(written(one, notes=notes).decode())
    name = one.name or one.desk or "Office"
    assert card.version.value == "4.0"
    assert card.kind.value == "org"
    assert card.uid.value == f"urn:uuid:{one.id}"
    assert card.fn.value == name
    assert card.org.value[0] == name
    assert card.org.value[1:] == ([one.desk] if one.desk else [])
    told = [tel.value for tel in card.contents.get("tel", [])]
    numbers = [one.phone, *one.other_phones.splitlines(), one.fax]
    assert [number(re.sub(r"^(tel:)?([+]1)?", "", uri)) for uri in told] == [
        number(text) for text in numbers if text
    ]
    # The other reader takes commas for a list, which they are in the components of an address.
    street = card.adr.value.street if one.address else ""
    street = ",".join(street) if isinstance(street, list) else street
    assert street.replace(" ", "") == re.sub(r"\n+", ",", one.address).replace(" ", "")
    note = "\n".join(filter(None, (one.hours, one.note)))
    assert ("note" in card.contents) == bool(notes and note)
    if notes and note:
        assert card.note.value == note


@given(one=offices())
def test_what_was_written_is_offered_again(one: Office) -> None:
    _, read = taken(written(one, notes=True))
    name = one.name or one.desk or "Office"
    assert (read.name, read.desk, read.email) == (name, one.desk, one.email)
    told = [read.phone, *read.other_phones.splitlines()]
    known = [text for text in (one.phone, *one.other_phones.splitlines()) if text]
    assert [number(text) for text in told if text] == list(dict.fromkeys(map(number, known)))
    assert number(read.fax) == number(one.fax)
    assert read.address == one.address
    assert read.note == clean("\n".join(filter(None, (one.hours, one.note))), lines=True)


@given(data=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@example(b"\xff\xfeB\0E\0")
@example(b"BEGIN:VCARD\nEND:VCARD")
@example(b"BEGIN:VCARD\r\nBEGIN:VCARD\r\nEND:VCARD\r\nFN:x\r\n")
@example(b"BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=rot13:=4\nEND:VCARD")
def test_any_bytes_are_read_or_refused_with_a_sentence(data: bytes) -> None:
    try:
        offered(data)
    except RefusedInputError as error:
        refused = error.sentence
    else:
        return
    assert refused.startswith("a.vcf was not taken in: ")


SIGNS_OF_CARDS = st.lists(
    st.sampled_from(
        ["FN:", "ORG:", "TEL", "N:", ";", ";TYPE=", "work", "=", ":", "\n", "\n ", '"', "é", "\\",
         "203-555-0177", ";ENCODING=QUOTED-PRINTABLE", ";CHARSET=", "utf-16", "=C3=A9", "EMAIL:",
         "KIND:org", "ADR;LABEL=", "UID:", "BEGIN:VCARD\n", "END:VCARD\n", "NOTE:", ";PREF=9"]
    ),
    max_size=30,
)  # fmt: skip


@given(parts=SIGNS_OF_CARDS)
def test_any_card_that_is_offered_can_be_taken(parts: list[str]) -> None:
    data = f"BEGIN:VCARD\n{''.join(parts)}\nEND:VCARD\n".encode()
    try:
        sentences = offered(data)
    except RefusedInputError:
        return
    for n, sentence in enumerate(sentences):
        assert clean(sentence) == sentence
        assert taken(data, n)[1].name


def test_a_long_line_is_read_in_a_moment() -> None:
    photo = b"PHOTO;ENCODING=b:" + b"A" * 3_000_000
    quotes = b'X-"' * 300_000
    card = b"BEGIN:VCARD\n" + photo + b"\n" + quotes + b"\nFN:Film room\nTEL:5550177\nEND:VCARD\n"
    began = dt.datetime.now(dt.UTC)
    assert len(offered(card)) == 1
    assert dt.datetime.now(dt.UTC) - began < dt.timedelta(seconds=5)


PHONE_EXPORT = """\
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Mu=C3=B1oz;Iv=C3=A1n;;Dr.;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Dr. Iv=C3=A1n =
Mu=C3=B1oz
ORG;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Pathologie Z=FCrich;Dia-Archiv
TEL;CELL:+41 44 555 01 77
TEL;WORK;FAX:+41 44 555 01 78
ADR;WORK;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;;Weg 1=0D=0AHaus B;Z=C3=BCrich;;8000;CH
PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQAA
 AQABAAD/2wBDAAgGBgcGBQ
END:VCARD
"""

APPLE_EXPORT = """\
BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//iPhone OS 18.1//EN
N:;;;;
FN:Harbor Imaging
ORG:Harbor Imaging;
item1.TEL;type=pref:(203) 555-0112
item1.X-ABLabel:film room
TEL;type=WORK;type=FAX:(203) 555-0113
item2.ADR;type=WORK;type=pref:;;1 Pier Rd\\nSuite 2;New Haven;CT;06510;United States
X-ABShowAs:COMPANY
END:VCARD
BEGIN:VCARD
VERSION:3.0
N:Chen;May;;Dr;
FN:Dr May Chen
ORG:Valley Oncology
TITLE:Oncologist
TEL;type=CELL:203.555.0143
END:VCARD
BEGIN:VCARD
VERSION:3.0
N:;Luis;;;
FN:Luis
NOTE:no number and no office
END:VCARD
"""


def test_a_card_of_an_old_phone_is_read() -> None:
    case, office = taken(PHONE_EXPORT.encode())
    assert office.name == "Pathologie Zürich"
    assert office.desk == "Dia-Archiv"
    assert (office.phone, office.fax) == ("+41 44 555 01 77", "+41 44 555 01 78")
    assert office.address == "Weg 1\nHaus B\nZürich 8000\nCH"
    (here,) = [one for one in case.offices.values() if one.office == office.id]
    assert (here.call, here.contact_person) == ("pathology", "Dr. Iván Muñoz")


def test_cards_of_a_new_phone_are_read() -> None:
    assert offered(APPLE_EXPORT.encode()) == [
        "Harbor Imaging, (203) 555-0112: an office for the Radiology card.",
        "Valley Oncology, 203.555.0143, Dr May Chen: an office for the Oncologist card.",
    ]
    _, office = taken(APPLE_EXPORT.encode())
    assert office.fax == "(203) 555-0113"
    assert office.address == "1 Pier Rd\nSuite 2\nNew Haven, CT 06510\nUnited States"
    assert offered(APPLE_EXPORT.encode("utf-16")) == offered(APPLE_EXPORT.encode())


def test_an_office_that_is_known_is_not_made_twice() -> None:
    pages: dict[tuple[str, str], AnyPage] = {**begun()}
    card = b"BEGIN:VCARD\nFN:st lukes pathology\nORG:st lukes pathology\nEND:VCARD\n"
    incoming = Incoming(data=card, name="a.vcf", catalogue=catalogue(), pen=pen(), pages=pages)
    assert vcard.FORMAT.proposes is not None
    (one,) = vcard.FORMAT.proposes(incoming)
    change = one.take(case_page(pages), pages, pen("luis", 5))
    assert {kind for kind, _ in change.pages} == {"cases"}
    pages |= apply(pages, change)
    with pytest.raises(NotAllowedError, match="is in this case"):
        one.take(case_page(pages), pages, pen("luis", 6))


@pytest.mark.parametrize("story", sorted(STORIES))
def test_every_office_of_a_sample_has_one_card(story: str) -> None:
    file = sample(story)
    named = {one.office for case in file.cases for one in case.offices.values()}
    assert vcard.FORMAT.writes is not None
    written = vcard.FORMAT.writes(Outgoing(cases=file.cases, offices=file.offices, history=None))
    if not named:
        with pytest.raises(OutputError, match="name no office yet"):
            list(written)
        return
    data = b"".join(written)
    ids = re.findall(rb"UID:urn:uuid:(\S+)", data)
    assert sorted(ids) == sorted(id_.encode() for id_ in named)
    for private in ("Rosa", "Marín", "VO-20418", "Dr Chen"):
        assert private not in data.decode(), "an office's card says nothing of the person"


def test_the_sample_is_written_just_so() -> None:
    file = sample("midway")
    changed = dt.datetime(2026, 11, 12, 9, 30, tzinfo=dt.UTC)
    data = b"".join(
        piece for one in sorted(file.offices, key=lambda one: one.name)
        for piece in (vcards.written(vcard.card(one, notes=True, changed=changed)),)
    )  # fmt: skip
    assert data == GOLDEN.read_bytes()
