"""Calendars: what goes out of a case stays itself, rises, is taken back, and tells nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core import verbs
from so_tui.core.case import Case, Office, Status, Visit
from so_tui.core.changes import AnyPage, Change, adding, apply
from so_tui.core.joining import discreet
from so_tui.errors import SoTuiError
from so_tui.exchange.calendar_entries import Past
from tests.deeds import BEGUN, DEEDS, NOW, OFFICE, TODAY, a_case, begun, pen
from tests.exchange.calendars import read, told, unfolded, written
from tests.papers import Told, all_retyped
from tests.strategies import casebooks, cases, days, visits
from tests.tui.desk import sample

GOLDEN = Path(__file__).parents[1] / "golden" / "calendar"
ASKED = [{"as": "todo", "alarms": "yes"}, {"as": "event"}, {"as": "event", "alarms": "yes"}]
STATUSES: tuple[Status, ...] = ("going", "going", "going", "visited", "closed", "on_hold")
dated = casebooks(cases(visit=visits(day=days), statuses=STATUSES))
ABOUT_NO_STEP = (
    "set_details", "set_person", "set_archived", "hand_over", "add_companion", "edit_companion",
    "add_question", "note_paper", "set_opinion", "remove_case",
)  # fmt: skip


def golden(story: str, **asked: str) -> bytes:
    """A sample case as a calendar."""
    file = sample(story)
    (case, *_), offices = file.cases, {one.id: one for one in file.offices}
    keys = {("cases", case.id)}
    history = [discreet(one, keys) for one in file.history or () if keys & one.pages]
    return written(case, offices, history, asked=asked)


@pytest.mark.parametrize("how", ["todo", "event"])
@pytest.mark.parametrize("story", ["fresh", "midway", "finished"])
def test_a_sample_is_written_as_before(story: str, how: str) -> None:
    made = golden(story, **{"as": how, "alarms": "yes"})
    assert made == (GOLDEN / f"{story}-{how}.ics").read_bytes(), (
        "see python -m tests.exchange.test_calendar"
    )


def test_who_asks_for_details_gets_them() -> None:
    made = unfolded(golden("midway", **{"as": "todo", "detailed": "yes"}))
    case = sample("midway").cases[0]
    assert f"SUMMARY:{case.label}: visit" in made
    assert "LOCATION:" in made
    assert f"SUMMARY:{case.label}: Pathology: " in made
    assert not case.diagnosis or case.diagnosis not in made


@given(dated, st.sampled_from(ASKED))
def test_a_calendar_is_as_its_readers_ask(
    book: tuple[Case, dict[str, Office]], asked: dict[str, str]
) -> None:
    began = [replace(BEGUN, edits=(adding("cases", book[0]),))]
    data = written(*book, began, asked=asked)
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert not [one for one in lines if len(one) > 75 or b"\n" in one or b"\r" in one]
    later = NOW + dt.timedelta(hours=7)
    assert data == written(*book, began, now=later, asked=asked), "nothing has changed"
    for part in read(data).values():
        for name in ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "SUMMARY", "STATUS"):
            assert name in part
        assert ("DTSTART" in part) == (part.name == "VEVENT")
        alarms = [one for one in part.subcomponents if one.name == "VALARM"]
        for alarm in alarms:
            assert part["STATUS"] in ("CONFIRMED", "NEEDS-ACTION")
            assert alarm["DESCRIPTION"] == part["SUMMARY"]
            if part.name == "VTODO":
                assert alarm["TRIGGER"].params["RELATED"] == "END"
                assert "DUE" in part
        if part["SUMMARY"] == "A visit":
            assert len(alarms) == (part["STATUS"] == "CONFIRMED")


@given(dated, st.sampled_from(ASKED))
def test_no_text_of_a_case_is_told_unless_it_is_asked_for(
    book: tuple[Case, dict[str, Office]], asked: dict[str, str]
) -> None:
    case, offices = all_retyped(Told(*book), lambda text: f"Zq{len(text)}x")
    data = unfolded(written(case, offices, asked=asked))
    assert "Zq" not in data
    for name in (case.id, *offices):
        assert name not in data
    long = written(case, offices, asked={**asked, "detailed": "yes"})
    assert not [one for one in long.split(b"\r\n") if len(one) > 75]
    assert "Zq" in unfolded(long)


@given(dated, st.integers(0, 60), st.integers(1, 60), st.sampled_from(ASKED))
def test_what_a_day_alone_changes_rises_and_goes_nowhere(
    book: tuple[Case, dict[str, Office]], first: int, more: int, asked: dict[str, str]
) -> None:
    at = [TODAY + dt.timedelta(days=first), TODAY + dt.timedelta(days=first + more)]
    was, now = (read(written(*book, today=day, asked=asked)) for day in at)
    for uid, part in was.items():
        if uid in now:
            _rises(part, now[uid])
        else:
            assert part["STATUS"] == "CANCELLED", "what was gone before may be left out"


def _rises(was: Any, now: Any) -> None:
    assert now["SEQUENCE"] >= was["SEQUENCE"], "it fell"
    is_gone = was["STATUS"] == now["STATUS"] == "CANCELLED"  # then its day means nothing
    if told(was) != told(now) and not is_gone:
        assert now["SEQUENCE"] > was["SEQUENCE"], (told(was), told(now))


@given(
    st.data(),
    st.lists(st.sampled_from(["set_visit", "set_details", *sorted(DEEDS)]), min_size=2, max_size=6),
    st.sampled_from(ASKED),
)
def test_whatever_is_done_each_thing_stays_itself_and_rises(
    data: st.DataObject, deeds: list[str], asked: dict[str, str]
) -> None:
    by = pen(seed=1)
    pages: Mapping[tuple[str, str], AnyPage] = begun()
    history: list[Change] = [BEGUN]

    def look(on: int) -> dict[str, Any]:
        page = pages["cases", a_case().id]
        office = pages["offices", OFFICE.id].value
        assert isinstance(page.value, Case)
        assert isinstance(office, Office)
        return read(
            written(
                page.value,
                {OFFICE.id: office},
                history,
                today=TODAY + dt.timedelta(days=on),
                removed=page.removed,
                asked=asked,
            )
        )

    was, days_on = look(0), 0
    for count, name in enumerate(deeds, start=1):
        try:
            change = replace(DEEDS[name](data, pages, by), counter=count + 1)
        except SoTuiError:
            continue
        pages = {**pages, **apply(pages, change)}
        history.append(change)
        later = data.draw(st.sampled_from([0, 9]))
        now = look(later)
        if name in ABOUT_NO_STEP and later == days_on:
            assert was.keys() <= now.keys(), name
        for uid, part in was.items():
            if uid in now:
                _rises(part, now[uid])
            else:
                assert part["SUMMARY"] != "A visit", "a visit that was told of is taken back"
        was, days_on = now, later


def test_a_visit_that_lost_its_day_or_its_case_is_taken_back() -> None:
    pages, history, by = begun(), [BEGUN], pen()
    case = a_case()
    moves = (dt.date(2026, 12, 17), dt.date(2026, 12, 18), None)
    seen: list[Any] = []
    for count, day in enumerate(moves, start=2):
        page: Any = pages["cases", case.id]
        visit = replace(page.value.visit, day=day, time=dt.time(10, 30), zone="America/New_York")
        change = replace(verbs.set_visit(page, by, visit), counter=count)
        pages |= apply(pages, change)
        history.append(change)
        value: Any = pages["cases", case.id].value
        found = read(written(value, {}, history, asked={"as": "event"}))
        seen += [one for one in found.values() if one["SUMMARY"] == "A visit"]
    assert len({str(one["UID"]) for one in seen}) == 1
    assert [one["STATUS"] for one in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [str(one["DTSTART"].dt.date()) for one in seen] == [
        "2026-12-17",
        "2026-12-18",
        "2026-12-18",
    ]
    gone = read(written(value, {}, history, removed=True, asked={"as": "todo"}))
    assert gone
    assert {str(one["STATUS"]) for one in gone.values()} == {"CANCELLED"}


def test_a_visit_whose_day_was_undone_is_taken_back() -> None:
    """Undoing keeps no earlier date; the history alone has it."""
    case = a_case()
    path = f"cases/{case.id}/visit/day"
    edits = [("2026-12-17", None), (None, "2026-12-17")]
    history = [BEGUN]
    for count, (after, before) in enumerate(edits, start=2):
        edit = replace(BEGUN.edits[0], op="set", path=path, before=before, after=after)
        history.append(replace(BEGUN, id=str(count), counter=count, edits=(edit,)))
    past = Past(case, history)
    assert past.visit is not None
    assert past.visit.day == dt.date(2026, 12, 17)
    (visit,) = [one for one in read(written(case, {}, history)).values() if one.name == "VEVENT"]
    assert visit["STATUS"] == "CANCELLED"


@pytest.mark.parametrize(
    "zone", ["America/New_York", "Europe/Berlin", "Australia/Sydney", "Asia/Kolkata"]
)
def test_the_zone_that_is_written_is_the_zone(zone: str, tmp_path: Path) -> None:
    visit = Visit(day=dt.date(2026, 12, 17), time=dt.time(10, 30), zone=zone)
    data = written(replace(a_case(), visit=visit), {})
    assert f"DTSTART;TZID={zone}:20261217T103000" in unfolded(data)
    if zone == "America/New_York":  # the old time, at which clocks are put forward
        assert "BEGIN:DAYLIGHT\r\nDTSTART:20260308T020000\r\n" in unfolded(data)
    file = tmp_path / "zone.ics"
    file.write_bytes(data)
    made = pytest.importorskip("dateutil.tz").tzical(str(file)).get(zone)
    days = [
        dt.datetime.combine(dt.date(2026, 1, 2), dt.time()) + dt.timedelta(days=n)
        for n in range(360)
    ]
    offsets = [one.replace(tzinfo=ZoneInfo(zone)).utcoffset() for one in days]
    changed = [day for day, a, b in zip(days, offsets, offsets[1:], strict=False) if a != b]
    for hour in (day + dt.timedelta(hours=n) for day in (days[0], *changed) for n in range(30)):
        here = hour.replace(tzinfo=ZoneInfo(zone))
        back = here.astimezone(dt.UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        if back == hour:  # else clocks never show it
            assert made.utcoffset(hour) == here.utcoffset(), hour


@pytest.mark.parametrize(
    ("time", "zone", "line"),
    [
        (None, "America/New_York", "DTSTART;VALUE=DATE:20261217"),
        (dt.time(10, 30), "", "DTSTART:20261217T103000"),
        (dt.time(10, 30), "Nowhere/../etc", "DTSTART:20261217T103000"),
        (dt.time(10, 30), "UTC", "DTSTART:20261217T103000Z"),
    ],
)
def test_a_visit_without_a_time_or_a_zone_is_told_so(
    time: dt.time | None, zone: str, line: str
) -> None:
    visit = Visit(day=dt.date(2026, 12, 17), time=time, zone=zone)
    data = unfolded(written(replace(a_case(), visit=visit), {}))
    assert f"{line}\r\n" in data
    assert "VTIMEZONE" not in data


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
def test_the_ends_of_the_calendar_can_be_written(day: dt.date) -> None:
    visit = Visit(day=day, time=dt.time(1), zone="America/New_York")
    for asked in ASKED:
        assert read(written(replace(a_case(), visit=visit), {}, asked=asked))


def test_the_moment_of_a_thing_is_that_of_the_last_change_of_its_case_or_office() -> None:
    case, later = a_case(), NOW + dt.timedelta(hours=3)
    case = replace(
        case, offices={id_: replace(one, office=OFFICE.id) for id_, one in case.offices.items()}
    )
    edited = replace(BEGUN, id="2", counter=2, at=later, edits=BEGUN.edits[1:])
    for history, at in (([BEGUN], NOW), ([BEGUN, edited], later)):
        found = read(written(case, {}, history, now=NOW + dt.timedelta(days=9)))
        assert {one["DTSTAMP"].dt for one in found.values()} == {at}
        assert {one["LAST-MODIFIED"].dt for one in found.values()} == {at}


def test_a_calendar_that_is_followed_says_how_often_to_look() -> None:
    data = unfolded(golden("fresh"))
    for line in ("METHOD:PUBLISH", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"):
        assert f"{line}\r\n" in data


def test_an_ended_case_keeps_the_visit_that_took_place() -> None:
    visit = Visit(day=TODAY - dt.timedelta(days=9))
    for status, since, stands in (
        ("closed", TODAY, "CONFIRMED"), ("closed", visit.day, "CONFIRMED"),
        ("decided_not", visit.day, "CANCELLED"), ("died", None, "CANCELLED"),
    ):  # fmt: skip
        case = replace(a_case(), visit=visit, status=status, status_since=since)
        (event,) = [one for one in read(written(case, {})).values() if one.name == "VEVENT"]
        assert event["STATUS"] == stands, status


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for story in ("fresh", "midway", "finished"):
        for how in ("todo", "event"):
            made = golden(story, **{"as": how, "alarms": "yes"})
            (GOLDEN / f"{story}-{how}.ics").write_bytes(made)
