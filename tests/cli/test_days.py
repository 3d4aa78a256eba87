"""Days, times and zones in commands: refused, asked about, and said as they were read."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.cli import stderr
from so_tui.cli.context import CommandContext
from so_tui.cli.log import _OfItem
from so_tui.cli.param_types import Day
from so_tui.cli.program import so_tui
from so_tui.core.days import A_CLOSED_DAY
from so_tui.core.fields import all_fields
from tests.cli.running import Book

LAB = ("office", "add", "pathology", "--name", "Harbor Pathology")


@given(
    st.sampled_from(["Pacific/Kiritimati", "Etc/GMT+12", "America/New_York", "Asia/Kolkata"]),
    st.dates(),
)
def test_what_is_written_bears_the_day_that_was_given_in_every_zone(
    zone: str, day: dt.date
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        try:
            moment = CommandContext(day=day).now()
            assert moment.tzinfo is dt.UTC
            if dt.date(1900, 1, 1) < day < dt.date(9999, 12, 30):
                assert moment.astimezone().date() == day
        finally:
            monkeypatch.undo()
            time.tzset()


def commands(
    of: click.Command | None = None, named: str = ""
) -> Iterator[tuple[str, click.Command]]:
    """Every command by what is typed for it."""
    command = of or so_tui
    if isinstance(command, click.Group):
        with click.Context(command) as context:
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                assert inner is not None
                yield from commands(inner, f"{named} {name}".strip())
    else:
        yield named, command


def days_of(command: click.Command) -> list[Day]:
    """The kinds of the options that take a day."""
    kinds = [one.type for one in command.params]
    inner = [one.kind if isinstance(one, _OfItem) else one for one in kinds]
    return [one for one in inner if isinstance(one, Day)]


def test_each_command_that_takes_a_day_can_be_told_yes_beforehand() -> None:
    taking = {name: command for name, command in commands() if days_of(command)}
    assert {"log", "visit set", "new", "item set", "release add"} <= set(taking)
    for name, command in taking.items():
        assert "--yes" in {opt for one in command.params for opt in one.opts}, name


def test_each_day_of_a_command_goes_by_the_one_table() -> None:
    known = [A_CLOSED_DAY, *(one.day for _, _, one in all_fields() if one.day is not None)]
    for name, command in commands():
        for day in days_of(command):
            assert any(day.rule is one for one in known), name


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("log", "pathology", "spoke", "--on", "2026-12-01"), "the day of the call can only be"),
        (("log", "pathology", "spoke", "--on", "tomorrow"), "Thu 26 Nov 2026 is still ahead"),
        (("person", "set", "--born", "2027-01-01"), "the birth date can only be"),
        (("person", "set", "--born", "3 apr"), "with its year"),
        (("release", "add", "harbor", "--confirmed", "tomorrow"), "still ahead"),
        (("release", "add", "harbor", "--signed", "1/12/2027"), "still ahead"),
        (("item", "set", "P1", "asked", "--on", "tomorrow"), "day of the new state"),
        (("item", "set", "P1", "--specimen-date", "tomorrow"), "still ahead"),
        (("item", "set", "P1", "--returned-on", "+3"), "still ahead"),
        (("visit", "waiting", "--answer", "Yes.", "--said-on", "tomorrow"), "still ahead"),
        (("question", "add", "--text", "Which stage?", "--answered-on", "+1"), "still ahead"),
        (("mark", "safe_to_wait", "--on", "tomorrow"), "still ahead"),
    ],
)
def test_what_has_happened_cannot_lie_ahead_even_with_a_yes(
    rosa: Book, words: tuple[str, ...], says: str
) -> None:
    rosa(*LAB)
    before = rosa.bytes()
    for told in (words, (*words, "--yes")):
        said = rosa.try_(*told)
        assert said.code == 2
        assert says in said.talk
        assert rosa.bytes() == before


def test_a_promise_that_would_be_next_years_is_asked_about(rosa: Book) -> None:
    words = ("log", "pathology", "promised", "--about", "P1", "--promise")
    said = rosa.try_(*words, "1 nov")
    assert said.code == 2
    assert "read as Mon 1 Nov 2027, not Sun 1 Nov 2026" in said.talk
    assert "add --yes" in said.talk
    assert rosa("show", "--json").json["case"].get("contacts") is None
    said = rosa(*words, "1 nov", "--yes")
    assert "Promised day: Mon 1 Nov 2027." in said.talk
    said = rosa.try_(*words, "2026-11-01")
    assert said.code == 2
    assert "Sun 1 Nov 2026 has gone by. Is that the promised day?" in said.talk
    assert "Promised day: Sun 1 Nov 2026." in rosa(*words, "2026-11-01", "--yes").talk


def test_a_call_is_not_filed_a_year_back_in_silence(book: Book) -> None:
    book.today = "2026-11-26"
    book("new", "Rosa")
    said = book.try_("log", "pathology", "spoke", "--on", "nov 28")
    assert said.code == 2
    assert "read as Fri 28 Nov 2025, not Sat 28 Nov 2026" in said.talk
    assert (
        "Day of the call: Fri 28 Nov 2025."
        in book("log", "pathology", "spoke", "--on", "nov 28", "--yes").talk
    )


def test_two_figures_of_a_birth_date_mean_the_last_such_year(rosa: Book) -> None:
    assert "Birth date: Sat 4 Mar 1961." in rosa("person", "set", "--born", "3/4/61").talk


def test_each_day_is_said_as_it_was_read_with_its_weekday(rosa: Book) -> None:
    rosa(*LAB)
    said = rosa(
        "log", "pathology", "promised", "--about", "P1", "--on", "mon", "--promise", "fri",
        "--chase", "+6",
    ).talk  # fmt: skip
    for line in (
        "Day of the call: Mon 23 Nov 2026.", "Promised day: Fri 27 Nov 2026.",
        "Day to call again: Tue 1 Dec 2026.",
    ):  # fmt: skip
        assert line in said.splitlines()


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2026-12-25", "a holiday: Christmas Day"),
        ("2026-12-19", "Sat 19 Dec 2026 is on a weekend"),
        ("2026-11-20", "Fri 20 Nov 2026 has gone by"),
    ],
)
def test_a_visit_on_a_day_that_is_hardly_one_needs_a_yes(rosa: Book, day: str, says: str) -> None:
    for words in (("visit", "set", "--day", day), ("new", "Nora", "--visit", day)):
        before = rosa.bytes()
        said = rosa.try_(*words)
        assert said.code == 2
        assert says in said.talk
        assert rosa.bytes() == before
        rosa(*words, "--yes") if words[0] == "visit" else None
    assert rosa("cases", "--json").json["cases"][0]["visit"] == day


def test_a_visit_when_its_own_office_is_closed_needs_a_yes(rosa: Book) -> None:
    rosa("office", "add", "visit", "--name", "Harbor Center")
    rosa("office", "closed", "harbor", "--first", "14 dec", "--last", "18 dec", "--why", "moving")
    said = rosa.try_("visit", "set", "--day", "15 dec")
    assert "Harbor Center is closed on Tue 15 Dec 2026: moving." in said.talk
    rosa("visit", "set", "--doctor", "Dr Amari")  # the day is as it was


def test_a_time_that_clocks_skip_needs_a_yes(rosa: Book) -> None:
    rosa("visit", "set", "--day", "2027-03-14", "--yes")
    said = rosa.try_("visit", "set", "--time", "02:30")
    assert said.code == 2
    assert "clocks are put forward past that time" in said.talk
    rosa("visit", "set", "--time", "03:30")


@pytest.mark.parametrize("answer", ["y\n", "n\n", "\n"])
def test_a_person_at_a_terminal_is_asked(
    rosa: Book, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr(stderr, "at_terminal", lambda: True)
    said = rosa.try_("visit", "set", "--day", "19 dec", stdin=answer)
    assert "Take it so?" in said.talk
    assert said.code == (0 if answer == "y\n" else 2)
    now = rosa("cases", "--json").json["cases"][0]["visit"]
    assert now == ("2026-12-19" if answer == "y\n" else "2026-12-17")


# --- Zones -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "environment",
    [
        {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"},
        {"SSH_TTY": "/dev/pts/1"},
        {"TZ": "/usr/share/zoneinfo/America/New_York"},
        {"TZ": "EST5EDT,M3.2.0,M11.1.0"},
        {"TZ": "America/Atlantis"},
        {"TZ": "UTC"},
    ],
)
def test_a_zone_that_is_not_known_stays_open_and_is_asked_for(
    book: Book, environment: dict[str, str]
) -> None:
    book.environment |= environment
    said = book("new", "Rosa", "--visit", "2026-12-17", "--time", "10:30")
    assert "so no time zone is taken for the visit. Give it with --zone." in said.talk
    assert book("cases", "--json").json["cases"][0]["visit_zone"] is None
    assert "Visit: Thu 17 Dec 2026 10:30, in 15 business days" in book("show").lines
    book("visit", "set", "--time", "11:00")
    assert book("cases", "--json").json["cases"][0]["visit_zone"] is None
    book("visit", "set", "--zone", "America/Denver")
    assert book("cases", "--json").json["cases"][0]["visit_zone"] == "America/Denver"


def test_the_zone_of_the_computer_is_taken_where_it_stands_and_said(book: Book) -> None:
    said = book("new", "Rosa", "--visit", "2026-12-17", "--time", "10:30")
    assert "Time zone: America/New_York, as on this computer." in said.talk


@pytest.mark.parametrize(("answer", "zone"), [("America/Denver\n", "America/Denver"), ("\n", None)])
def test_a_person_at_a_terminal_is_asked_for_the_zone(
    book: Book, monkeypatch: pytest.MonkeyPatch, answer: str, zone: str | None
) -> None:
    book.environment["SSH_TTY"] = "/dev/pts/1"
    monkeypatch.setattr(stderr, "at_terminal", lambda: True)
    book("new", "Rosa", "--visit", "2026-12-17", "--time", "10:30", stdin=answer)
    assert book("cases", "--json").json["cases"][0]["visit_zone"] == zone


# --- What was said, and where to turn --------------------------------------------------------


def test_a_no_about_waiting_is_told_as_a_no(rosa: Book) -> None:
    rosa(
        "visit", "waiting", "--answer", "No. Do not wait, start by 4 December.",
        "--said-by", "Dr Chen", "--said-on", "fri", "--until", "4 dec",
    )  # fmt: skip
    (line,) = [one for one in rosa("show").lines if one.startswith("About waiting")]
    assert line == (
        "About waiting: Dr Chen on Fri 20 Nov: “No. Do not wait, start by 4 December.” "
        "Until Fri 4 Dec."
    )
    assert "all right" not in line


def test_the_care_teams_number_and_the_regions_emergency_number_are_shown(
    rosa: Book, tmp_path: Path
) -> None:
    assert rosa("show").lines[-1].endswith("care team or 911.")
    rosa("case", "set", "--after-hours", "203-555-0100")
    lines = rosa("show").lines
    assert "Care team after hours: 203-555-0100" in lines
    assert "at night and on weekends: 203-555-0100" in lines[-1]
    (tmp_path / "home").mkdir(exist_ok=True)
    (tmp_path / "home" / "settings.toml").write_text('region = "DE"')
    assert "911" not in rosa("show").lines[-1]
    assert "112" in rosa("show").lines[-1]


def test_nothing_is_due_today_where_it_can_be_done_on_another_day(book: Book) -> None:
    """On a closed day the next open one is named, in every list."""
    book("new", "Rosa", "--visit", "2026-12-17")
    named = set()
    for n in range(30):
        day = dt.date(2026, 11, 25) + dt.timedelta(n)
        book.today = day.isoformat()
        for line in book("due").lines:
            head, _, rest = line.partition(": ")
            if "; due " in rest:
                assert f"; due {head.lower() if head == 'Today' else head}" in rest, line
                named.add(head)
        for line in book("today").lines:
            assert "due today" not in line or "(closed today" not in line, line
        closed = all("(closed today" in line for line in book("today").lines)
        assert not (closed and "due today" in book("show").out)
    assert len(named) > 2


def test_a_long_label_leaves_the_line_to_what_it_says(book: Book) -> None:
    book("new", "Ana")
    book("new", "x" * 300)
    for words in (("today",), ("due",), ("next",), ("cases",)):
        assert "x" * 61 not in book(*words).out
        assert "x" * 50 in book(*words).out
