"""Invitations: what they offer to a visit, and that no file can do anything but be refused."""

from __future__ import annotations

import datetime as dt
import time as clock
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.case import Visit
from so_tui.core.changes import CasePage, apply
from so_tui.core.text import clean
from so_tui.errors import NotAllowedError, RefusedInputError, SoTuiError
from so_tui.exchange.ical_in import proposed
from tests.deeds import a_case, begun, case_page, pen
from tests.exchange.calendars import written

DAY = dt.date(2026, 12, 17)


def calendar(*events: str, head: str = "METHOD:REQUEST") -> bytes:
    """A calendar with some events, each given by its lines."""
    body = "\n".join(f"BEGIN:VEVENT\n{one}\nEND:VEVENT" for one in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//a//b//EN\n{head}\n{body}\nEND:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


NEW_YORK = "DTSTART;TZID=America/New_York:20261217T103000"
INVITED = f"""UID:one@example.org
SEQUENCE:0
DTSTAMP:20261120T120000Z
{NEW_YORK}
DTEND;TZID=America/New_York:20261217T113000
SUMMARY:Consult with Dr. Chen
LOCATION:Hillside Cancer Center\\, 5 Main St
RRULE:FREQ=SECONDLY"""


def says(data: bytes) -> list[str]:
    """What a calendar offers, in words."""
    return [one.sentence for one in proposed(data, "x.ics")]


def take(data: bytes, visit: Visit | None = None) -> Visit:
    """The visit of the small case after the first offer of a calendar was taken."""
    return _take(data, replace(a_case(), visit=visit or Visit()))


def _take(data: bytes, case: Any) -> Visit:
    page: CasePage = replace(case_page(begun()), value=case)
    pages: Any = {("cases", page.id): page}
    change = proposed(data, "x.ics")[0].take(page, pages, pen())
    made: Any = apply(pages, change)["cases", page.id]
    visit: Visit = made.value.visit
    return visit


def test_an_invitation_is_told_and_taken() -> None:
    data = calendar(INVITED.replace("\nRRULE:FREQ=SECONDLY", ""))
    assert says(data) == [
        "Visit on Thu 17 Dec 2026 at 10:30 (America/New_York), “Consult with Dr. Chen”, at "
        "Hillside Cancer Center, 5 Main St: sets the visit’s day, time, zone and note of the place."
    ]
    visit = take(data, Visit(note="Bring the disc.", doctor="Ana"))
    assert (visit.day, visit.time, visit.zone) == (DAY, dt.time(10, 30), "America/New_York")
    assert visit.note == "Bring the disc.\nPlace: Hillside Cancer Center, 5 Main St"
    assert visit.doctor == "Ana"
    with pytest.raises(NotAllowedError):
        take(data, visit)


def test_a_place_that_moved_stands_alone() -> None:
    data = calendar(f"{NEW_YORK}\nLOCATION:Room 2")
    assert take(data, Visit(note="Bring it.\nPlace: Room 1")).note == "Bring it.\nPlace: Room 2"


def test_a_visit_that_moves_is_kept_among_the_earlier_ones() -> None:
    visit = take(calendar(NEW_YORK), Visit(day=DAY - dt.timedelta(days=7), zone="Europe/Berlin"))
    assert visit.zone == "America/New_York", "it stays in the zone of the invitation"
    assert [one.day for one in visit.earlier.values()] == [DAY - dt.timedelta(days=7)]


@pytest.mark.parametrize(
    ("start", "head", "time", "zone"),
    [
        ("DTSTART;TZID=Eastern Standard Time:20261217T103000", "X-A:b", "10:30",
         "America/New_York"),
        ('DTSTART;TZID="W. Europe Standard Time":20261217T103000', "X-A:b", "10:30",
         "Europe/Berlin"),
        ("DTSTART;TZID=/x.org/20071231_1/Europe/Berlin:20261217T103000", "X-A:b", "10:30",
         "Europe/Berlin"),
        ("DTSTART:20261217T153000Z", "X-A:b", "15:30", "UTC"),
        ("DTSTART:20261217T153000Z", "X-WR-TIMEZONE:America/New_York", "10:30", "America/New_York"),
        ("DTSTART:20261217T103000", "X-A:b", "10:30", "Asia/Tokyo"),
        ("DTSTART;TZID=Customized Time Zone:20261217T103059", "X-A:b", "10:30", "Asia/Tokyo"),
        ("DTSTART;VALUE=DATE:20261217", "X-A:b", None, "Asia/Tokyo"),
    ],
)  # fmt: skip
def test_zones_by_their_names(start: str, head: str, time: str | None, zone: str) -> None:
    visit = take(calendar(start, head=head), Visit(zone="Asia/Tokyo"))
    assert visit.day == DAY
    assert (visit.time and f"{visit.time:%H:%M}") == time
    assert visit.zone == zone


def test_a_zone_that_is_not_known_is_said_and_none_is_made_up() -> None:
    data = calendar("DTSTART;TZID=Customized Time Zone:20261217T103000")
    assert "10:30 (Customized Time Zone, not known here)" in says(data)[0]
    assert "zone" not in says(data)[0].partition("sets")[2]
    assert "10:30 (no zone)" in says(calendar("DTSTART:20261217T103000"))[0]


def test_of_an_event_that_moved_the_newest_is_offered() -> None:
    moved = INVITED.replace("SEQUENCE:0", "SEQUENCE:2").replace("1217T103", "1218T143")
    for both in ((INVITED, moved), (moved, INVITED)):
        (one,) = says(calendar(*both))
        assert one.startswith("Visit on Fri 18 Dec 2026 at 14:30")
    apart = INVITED.replace("one@", "two@")
    assert len(says(calendar(INVITED, apart))) == 2


def test_of_what_repeats_only_the_first_day_is_offered() -> None:
    (one,) = says(calendar(INVITED))
    assert one.endswith("It repeats; this is the first day.")


def test_what_is_canceled_clears_the_day_of_that_visit_alone() -> None:
    for data in (
        calendar(INVITED, head="METHOD:CANCEL"), calendar(f"{INVITED}\nSTATUS:CANCELLED"),
    ):  # fmt: skip
        assert says(data) == [
            "Canceled visit on Thu 17 Dec 2026 at 10:30 (America/New_York), “Consult with Dr. "
            "Chen”: clears the day, if the visit is then."
        ]
        at = Visit(day=DAY, time=dt.time(10, 30), zone="America/New_York")
        assert take(data, at).day is None
        assert take(data, replace(at, time=dt.time(16, 30), zone="Europe/Berlin")).day is None
        assert take(data, Visit(day=DAY)).day is None
        for other in (
            Visit(), Visit(day=DAY + dt.timedelta(days=1)), replace(at, time=dt.time(11)),
            replace(at, zone="Europe/Berlin"),
        ):  # fmt: skip
            with pytest.raises(NotAllowedError, match="Nothing was changed"):
                take(data, other)


def test_of_a_calendar_of_our_own_only_the_visit_is_offered() -> None:
    at = Visit(day=DAY, time=dt.time(10, 30), zone="America/New_York")
    case = replace(a_case(), visit=at)
    for how in ("todo", "event"):
        data = written(case, {}, asked={"as": how, "detailed": "yes"})
        (one,) = says(data)
        assert one.startswith("Visit on Thu 17 Dec 2026 at 10:30 (America/New_York), “Rosa: visit”")
        taken = take(data)
        assert (taken.day, taken.time, taken.zone) == (at.day, at.time, at.zone)


def test_texts_are_cleaned_and_short() -> None:
    data = calendar(f"{NEW_YORK}\nSUMMARY:\x1b[31ma\\nb [red]\u202e{'x' * 300}\nLOCATION:\x07here")
    (one,) = says(data)
    assert clean(one) == one
    assert "[red]<U+202E>" in one
    assert len(one) < 400
    assert take(data).note == "Place: here"


BOMB = "\n ".join(["x"] * 100_000)
HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "no calendar": b"hello",
    "binary": bytes(range(256)),
    "nul": calendar("SUMMARY:\0"),
    "reply": calendar(INVITED, head="METHOD:REPLY"),
    "deep": b"BEGIN:VCALENDAR\r\n" * 5_000,
    "deep parts": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 300_000,
    "many lines": calendar(*["X:y\n" * 60_000]),
    "many events": calendar(*[NEW_YORK] * 500),
    "crossed": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\nEND:VEVENT\r\n",
    "cut": calendar(INVITED)[:-20],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_invitation_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(RefusedInputError, match=r"^x\.ics was not taken in: .*\.$"):
        proposed(HOSTILE[name], "x.ics")


def test_parts_that_lie_too_deep_are_said_to() -> None:
    with pytest.raises(RefusedInputError, match="too deep"):
        proposed(HOSTILE["deep"], "x.ics")


@pytest.mark.parametrize(
    "lines",
    [
        f"SUMMARY:{BOMB}\n{NEW_YORK}",
        f"{NEW_YORK}\nRRULE:FREQ=SECONDLY;COUNT=999999999",
        f"{NEW_YORK}\nATTACH:{'A' * 1_500_000}",
        f"{NEW_YORK}\nRDATE:{','.join(['20261217T103000'] * 50_000)}",
    ],
    ids=["folds", "rule", "attachment", "days"],
)
def test_what_is_long_or_repeats_takes_no_time(lines: str) -> None:
    began = clock.process_time()
    assert len(says(calendar(lines))) == 1
    assert clock.process_time() - began < 5


def test_a_rule_of_a_zone_is_never_followed() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:America/New_York\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
        "RRULE:FREQ=SECONDLY\nTZOFFSETFROM:+0900\nTZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE"
    )
    visit = take(calendar(NEW_YORK, head=zone))
    assert (visit.time, visit.zone) == (dt.time(10, 30), "America/New_York")


@pytest.mark.parametrize(
    "start",
    ["DTSTART:x", "DTSTART:99999999", "DTSTART:P1D", "DTSTART:", "DTSTART;TZID=:103000", "X:y"],
)
def test_an_event_without_a_day_offers_nothing(start: str) -> None:
    assert says(calendar(start)) == []


_SEED = calendar(INVITED, f"{INVITED}\nSTATUS:CANCELLED", head="METHOD:PUBLISH\nX-WR-TIMEZONE:UTC")
_PIECES = st.sampled_from([
    b"\r\n", b"\n ", b":", b";", b'"', b"\\", b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"\x00",
    b"DTSTART;TZID=\"a\":", b"DTSTART;TZID=../../etc/passwd:20261217T103000\r\n", 
    b"99999999T999999Z", b"\xff",
    b"DTSTART:00010101T000000Z\r\n", b"X-WR-TIMEZONE:Asia/Tokyo\r\n", b"SEQUENCE:99999999999\r\n",
    "\u2028\u202e\x85".encode(), b"=", b"^n^'", b"%2C", b"%0A", b"METHOD:CANCEL\r\n",
    b"DTSTART;VALUE=PERIOD:20261217T103000Z/PT1H\r\n", b"DTSTART;TZID=:20261217\r\n",
])  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """An invitation with pieces put in, taken out, or written over."""
    data = _SEED
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        end = min(len(data), at + draw(st.integers(0, 30)))
        data = data[:at] + draw(_PIECES | st.binary(max_size=8)) + data[end:]
    return data


@given(mutated())
@example(calendar("DTSTART:00010101T000000Z", head="X-WR-TIMEZONE:America/New_York"))
@example(calendar("DTSTART:99991231T235959Z", head="X-WR-TIMEZONE:Asia/Tokyo"))
def test_any_bytes_are_told_or_refused_in_a_sentence(data: bytes) -> None:
    try:
        offers = proposed(data, "x.ics")
    except RefusedInputError as fault:
        _is_sentence(fault)
        return
    page = case_page(begun())
    for one in offers:
        assert clean(one.sentence) == one.sentence
        try:
            change = one.take(page, {}, pen())
        except SoTuiError as fault:
            _is_sentence(fault)
        else:
            apply({("cases", page.id): page}, change)


def _is_sentence(fault: SoTuiError) -> None:
    assert str(fault).endswith(".")
