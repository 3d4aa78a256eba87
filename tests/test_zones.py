"""The zone of a place: known from this computer where it stands there, and else not at all."""

from __future__ import annotations

import datetime as dt
import re
import time
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from so_tui.zones import (
    is_zone,
    machine_zone,
    settle_clock,
    strikes,
    without_place,
    zone_fault,
)

ZONES = st.sampled_from(sorted(available_timezones()))

TOKYO = str(files("tzdata").joinpath("zoneinfo", "Asia", "Tokyo"))
"""The file of a zone, which TZ may be as well as a name."""


def computer(folder: Path, name: str) -> Path:
    """What says the zone of a computer that is set to it."""
    (folder / "zoneinfo" / name).parent.mkdir(parents=True)
    (folder / "zoneinfo" / name).write_bytes(b"TZif")
    link = folder / "localtime"
    link.symlink_to(folder / "zoneinfo" / name)
    return link


@pytest.mark.parametrize(
    ("environment", "linked", "zone"),
    [
        ({}, "America/Chicago", "America/Chicago"),
        ({"TZ": "America/Denver"}, "America/Chicago", "America/Denver"),
        ({"TZ": ":Europe/Berlin"}, "America/Chicago", "Europe/Berlin"),
        ({"TZ": "/usr/share/zoneinfo/America/Denver"}, "America/Chicago", ""),
        ({"TZ": "EST5EDT"}, "America/Chicago", ""),
        ({"TZ": "EST5EDT,M3.2.0,M11.1.0"}, "America/Chicago", ""),
        ({"TZ": "America/Atlantis"}, "America/Chicago", ""),
        ({"TZ": "../../etc/passwd"}, "America/Chicago", ""),
        ({"TZ": "UTC"}, "America/Chicago", ""),
        ({"TZ": ""}, "America/Chicago", ""),
        ({}, "Etc/UTC", ""),
        ({}, "UTC", ""),
        ({}, "posix/America/Chicago", "America/Chicago"),
        ({"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, "America/Chicago", ""),
        ({"SSH_TTY": "/dev/pts/1", "TZ": "America/Denver"}, "America/Chicago", ""),
    ],
)
def test_the_zone_of_a_computer_is_a_place_or_not_known(
    tmp_path: Path, environment: dict[str, str], linked: str, zone: str
) -> None:
    assert machine_zone(environment, computer(tmp_path, linked)) == zone


def test_a_computer_that_says_nothing_has_no_zone(tmp_path: Path) -> None:
    assert machine_zone({}, tmp_path / "none") == ""


@given(st.text(max_size=20) | ZONES)
def test_what_is_offered_is_a_zone_of_a_place(name: str) -> None:
    found = machine_zone({"TZ": name})
    assert not found or (is_zone(found) and "/" in found and not found.startswith("Etc/"))


def test_a_zone_that_there_is_not_is_told_with_one_that_may_be_meant() -> None:
    assert zone_fault("new york") == "“new york” is not a time zone. Is it America/New_York?"
    assert zone_fault("America/New_York") == zone_fault("") == ""


SPRING, AUTUMN = dt.date(2027, 3, 14), dt.date(2026, 11, 1)


@given(
    ZONES,
    st.dates(dt.date(1990, 1, 1), dt.date(2037, 12, 31)) | st.sampled_from([SPRING, AUTUMN]),
    st.integers(0, 24 * 4 - 1),
)
@example("America/New_York", SPRING, 10)
@example("America/New_York", AUTUMN, 6)
@example("Pacific/Kiritimati", dt.date(1994, 12, 31), 40)  # a day that was left out
def test_clocks_show_a_time_as_often_as_there_are_moments_for_it(
    zone: str, day: dt.date, quarter: int
) -> None:
    time = dt.time(quarter // 4, quarter % 4 * 15)
    there = dt.datetime.combine(day, time, dt.UTC)
    moments = (there + dt.timedelta(minutes=minute) for minute in range(-16 * 60, 16 * 60 + 1))
    shown = sum(
        (at.date(), at.time()) == (day, time)
        for at in (moment.astimezone(ZoneInfo(zone)) for moment in moments)
    )
    assert strikes(day, time, zone) == {0: "never", 1: "once", 2: "twice"}[shown]


@pytest.mark.parametrize(
    ("day", "time", "often"),
    [("2027-03-14", "02:30", "never"), ("2026-11-01", "01:30", "twice"),
     ("2026-11-01", "02:30", "once")],
)  # fmt: skip
def test_the_nights_on_which_new_york_moves_its_clocks(day: str, time: str, often: str) -> None:
    at = dt.date.fromisoformat(day), dt.time.fromisoformat(time)
    assert strikes(*at, "America/New_York") == often


def day_by(zone: str | None, monkeypatch: pytest.MonkeyPatch) -> tuple[str, time.struct_time]:
    """What is said of a TZ, and what an hour of the past is by the clock that holds then."""
    if zone is None:
        monkeypatch.delenv("TZ", raising=False)
    else:
        monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        said = settle_clock()
        return said, time.localtime(1_790_000_000)
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    "zone",
    ["America/New_York", ":Europe/Berlin", "UTC", "UTC0", "EST5EDT", "EST5EDT,M3.2.0,M11.1.0",
     "<+0330>-3:30", "IST-2IDT,M3.4.4/26,M10.5.0", TOKYO],
)  # fmt: skip
def test_what_the_system_can_read_holds(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert day_by(zone, monkeypatch)[0] == ""


@given(ZONES, st.booleans())
@example("America/New_York", False)
@example("Etc/GMT+5", True)
def test_a_zone_that_the_system_has_no_file_of_holds_all_the_same(zone: str, colon: bool) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("TZDIR", "/nonexistent")
        said, hour = day_by(f":{zone}" if colon else zone, monkeypatch)
        with files("tzdata").joinpath("zoneinfo", zone).open("rb") as data:
            ours = ZoneInfo.from_file(data)  # the system's may be older, or newer
        there = dt.datetime.fromtimestamp(1_790_000_000, ours)
        assert (said, hour[:6]) == ("", there.timetuple()[:6])


def test_a_zone_that_was_lent_is_known_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZDIR", "/nonexistent")
    for zone, place, without in [
        ("America/New_York", "America/New_York", "TZ is “America/New_York”"),
        ("Etc/GMT+5", "", "TZ is “Etc/GMT+5”, which names no place"),
    ]:
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        settle_clock()
        assert machine_zone() == place
        assert without_place().startswith(without)
    monkeypatch.undo()
    time.tzset()


@given(
    st.sampled_from(["/etc/passwd", ":foo", "Mars/Base", "EST5EDT4,M3", "America", "..", "/", "5"])
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
)
@example("")
@example("EST5EDT,M13.1.0,M14.5.0")
@example("EST5EDT,J366,J400")
@example("EST5:99")
def test_what_it_cannot_read_leaves_the_clock_of_the_computer_and_is_said(zone: str) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        said, hour = day_by(zone, monkeypatch)
        if said:
            assert said.startswith(f"TZ is “{zone[:40]}”" if zone else "TZ is empty")
            assert hour == day_by(None, monkeypatch)[1]
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            settle_clock()
            assert machine_zone() == ""
            assert without_place() == "TZ names no place"
        else:
            assert is_zone(zone.removeprefix(":")) or re.match(r"[A-Za-z<]", zone.removeprefix(":"))


@given(
    st.from_regex(
        r"[A-Z]{3}[+-]?[0-9]{1,2}(:[0-5][0-9])?([A-Z]{3}([+-]?[0-9]{1,2})?)?", fullmatch=True
    )
)
@example("EST99")
@example("EST24")
@example("EST5EDT-24")
def test_whatever_rule_is_given_the_day_can_be_told(zone: str) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        try:
            settle_clock()
            for month in range(12):
                dt.datetime.fromtimestamp(time.time() + month * 2_629_746).astimezone()
        finally:
            monkeypatch.undo()
            time.tzset()
