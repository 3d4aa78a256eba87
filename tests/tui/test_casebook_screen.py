"""What a nurse navigator does with the list of all cases, by keyboard alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from textual.pilot import Pilot

from so_tui.core import verbs
from so_tui.core.changes import Pen
from so_tui.tui.app import SoTui
from so_tui.tui.screens.case import CaseScreen
from so_tui.tui.screens.casebook import CasebookScreen
from so_tui.tui.widgets.bars import Foot
from so_tui.tui.widgets.cases import CaseList
from tests.tui.desk import NARROW, NOW, TODAY, WIDE, app, casework, ids

SAMPLES = ("midway", "fresh", "rush", "finished", "no-date")


def labels(so: SoTui) -> list[str]:
    """The cases as they stand on screen, by the first word of their label."""
    rows = so.screen.query_one(CaseList).rows
    return [row.text.split()[0] for row in rows]


def chosen(so: SoTui) -> str:
    return next(line for line in so.screen.query_one(CaseList).lines if "›" in line)


def title(so: SoTui) -> str:
    return so.screen.query_one(CaseList).lines[0]


def told(so: SoTui) -> str:
    return so.screen.query_one(Foot).sentence


async def until_looked(pilot: Pilot[None]) -> None:
    """Wait until every case was looked at again."""
    so = pilot.app
    assert isinstance(so, SoTui)
    for _ in range(100):
        await pilot.pause(0.03)
        if not any(map(so.overview.is_stale, so.overview.cases)):
            return
    raise AssertionError("some case stays another day's")


def meanwhile(folder: Path, label: str, note: str, seed: str = "ben") -> None:
    """Somebody else writes a note into a case."""
    work = casework(folder)
    pen = Pen(actor="ben", now=NOW, today=TODAY, new_id=ids(seed))
    work.write([verbs.set_details(work.find(label), pen, note=note)])


async def test_what_is_most_urgent_stands_first_with_its_next_step_and_its_day(
    tmp_path: Path,
) -> None:
    so = app(tmp_path, *SAMPLES)
    async with so.run_test(size=WIDE) as pilot:
        await until_looked(pilot)
        assert labels(so) == ["Sam", "Rosa", "June", "Ingrid", "Aisha"]
        rosa = next(row.text for row in so.screen.query_one(CaseList).rows if "Rosa" in row.text)
        for words in (
            "Thu 17 Dec",
            "15",
            "Ask for stained slides",
            "today",
            "3/6",
            "◉ 0/3",
            "Elena",
        ):
            assert words in rosa


async def test_what_was_stored_on_another_day_is_looked_at_again(tmp_path: Path) -> None:
    casework(tmp_path, *SAMPLES)
    so = app(tmp_path)
    so.today = lambda: TODAY + dt.timedelta(days=7)
    async with so.run_test(size=WIDE) as pilot:
        assert any(map(so.overview.is_stale, so.overview.cases))
        await until_looked(pilot)
        rosa = next(row.text for row in so.screen.query_one(CaseList).rows if "Rosa" in row.text)
        assert " 11 " in rosa
        assert "Wed 25 Nov" in rosa


async def test_enter_opens_a_case_and_esc_returns_to_its_row(tmp_path: Path) -> None:
    so = app(tmp_path, *SAMPLES)
    async with so.run_test(size=NARROW) as pilot:
        await pilot.press("j", "j", "enter")
        await pilot.pause()
        assert isinstance(so.screen, CaseScreen)
        label = so.screen.case.label
        await pilot.press("escape")
        await pilot.pause()
        assert label.split()[0] in chosen(so)


async def test_typed_words_find_cases_by_any_text_in_them(tmp_path: Path) -> None:
    so = app(tmp_path, *SAMPLES)
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("slash", *"s26-1042")
        await pilot.pause(0.3)
        assert labels(so) == ["Rosa"]
        await pilot.press("enter", "escape")
        await pilot.pause()
        assert len(labels(so)) == 5


async def test_words_that_are_nowhere_are_said_to_be_so(tmp_path: Path) -> None:
    so = app(tmp_path, *SAMPLES)
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("slash", *"zzz")
        await pilot.pause(0.3)
        assert "No case is found so" in so.screen.query_one(CaseList).rows[0].text
        await pilot.press("escape")
        await pilot.pause()
        assert len(labels(so)) == 5


async def test_cases_can_be_ordered_by_a_column_and_backwards(tmp_path: Path) -> None:
    so = app(tmp_path, *SAMPLES)
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("s", "1", "enter")
        await pilot.pause()
        assert labels(so) == ["Aisha", "Ingrid", "June", "Rosa", "Sam"]
        assert "by case" in title(so)
        await pilot.press("S")
        await pilot.pause()
        assert labels(so) == ["Sam", "Rosa", "June", "Ingrid", "Aisha"]


async def test_only_the_cases_of_one_of_us_can_be_shown(tmp_path: Path) -> None:
    so = app(tmp_path, *SAMPLES)
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("f", "e", "enter")
        await pilot.pause()
        assert labels(so) == ["Rosa"]
        assert "Elena’s" in title(so)
        await pilot.press("escape")
        await pilot.pause()
        assert len(labels(so)) == 5


async def test_a_case_is_handed_over_with_three_keys(tmp_path: Path) -> None:
    so = app(tmp_path, *SAMPLES)
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("w", "e", "enter")
        await pilot.pause()
        assert so.casework.find("Sam T.").value.has_it == "Elena"
        assert "Handed the case over to Elena" in told(so)
        await pilot.press("u")
        await pilot.pause()
        assert so.casework.find("Sam T.").value.has_it == "Sam"


async def test_a_case_can_be_handed_to_somebody_new_and_to_nobody(tmp_path: Path) -> None:
    so = app(tmp_path, *SAMPLES)
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("w", "full_stop", "enter")
        await pilot.pause()
        await pilot.press(*"Zoe", "enter")
        await pilot.pause()
        assert so.casework.find("Sam T.").value.has_it == "Zoe"
        await pilot.press("w", "minus", "enter")
        await pilot.pause()
        assert so.casework.find("Sam T.").value.has_it == ""


async def test_a_case_is_put_away_and_brought_back(tmp_path: Path) -> None:
    so = app(tmp_path, *SAMPLES)
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("A")
        await pilot.pause()
        assert "Sam" not in labels(so)
        await pilot.press("V", "G")
        await pilot.pause()
        assert labels(so)[-1] == "Sam"
        assert "archived" in chosen(so)
        await pilot.press("A")
        await pilot.pause()
        assert not so.casework.find("Sam T.").value.archived


async def test_what_others_changed_is_new_until_it_was_looked_at(tmp_path: Path) -> None:
    so = app(tmp_path, *SAMPLES)
    async with so.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert "new" not in " ".join(row.text for row in so.screen.query_one(CaseList).rows)
    meanwhile(tmp_path, "Rosa", "Called while you were away.")
    so = app(tmp_path, seed="again")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert " ".join(row.text for row in so.screen.query_one(CaseList).rows).count(" new ") == 1
        await pilot.press("j")
        assert "Rosa M. new" in chosen(so)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert "new" not in chosen(so)


async def test_what_one_changed_oneself_is_not_new(tmp_path: Path) -> None:
    so = app(tmp_path, *SAMPLES)
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("w", "e", "enter")
        await pilot.pause()
        assert "new" not in chosen(so)


async def test_rows_are_made_when_they_are_seen(tmp_path: Path) -> None:
    work = casework(tmp_path)
    for n in range(60):
        pen = Pen(actor="rosa", now=NOW, today=TODAY, new_id=ids(f"case {n}"))
        work.write([verbs.new_case(pen, work.catalogue, f"Case{n:02}")])
    so = app(tmp_path)
    async with so.run_test(size=NARROW) as pilot:
        await until_looked(pilot)
        made = so.screen.query_one(CaseList).rows
        assert len(made) == 60
        assert len(made._made) < 30  # type: ignore[attr-defined]  # only what is in sight
        await pilot.press("G")
        await pilot.pause()
        assert "Case59" in chosen(so)
        assert isinstance(so.screen, CasebookScreen)
