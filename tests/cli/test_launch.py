"""The demo is always under way, whatever the day; the screen starts only where it can be drawn."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui import assets
from so_tui.cli import stderr
from so_tui.cli.context import CommandContext
from so_tui.cli.demo import SAMPLE, SAMPLE_DAY, fill, moved, mover
from so_tui.cli.launch import check_terminal, opened
from so_tui.core.calendar import for_region
from so_tui.core.plan import plan
from so_tui.errors import UsageError
from so_tui.exchange.casefile import load
from so_tui.store.casebook import Casebook
from tests.knowledge import catalogue

DEMO = load(assets.read_data(SAMPLE), SAMPLE, catalogue())
CASE = DEMO.cases[0]


def test_on_the_day_it_is_told_the_demo_is_the_sample(tmp_path: Path) -> None:
    context = CommandContext(tmp_path / "casebook.json", SAMPLE_DAY)
    fill(context)
    (page,) = context.casework.cases()
    assert page.value == CASE


@given(st.dates(dt.date(2026, 1, 1), dt.date(2030, 12, 31)))
def test_the_demo_is_as_far_on_any_day(today: dt.date) -> None:
    calendar = for_region("US", catalogue())

    def seen(on: dt.date) -> tuple[object, ...]:
        move = mover(on, calendar)
        case = moved(DEMO.cases[0], move)
        offices = {one.id: moved(one, move) for one in DEMO.offices}
        made = plan(case, offices, calendar, catalogue(), on)
        assert case.visit.day is not None
        assert calendar.is_open(case.visit.day)
        assert case.person.born == CASE.person.born
        pressing = sum(step.late or step.due for step in made.steps) if calendar.is_open(on) else 1
        left = calendar.between(calendar.next_open(on), case.visit.day)
        return made.next and made.next.opens, made.late, pressing, left

    assert seen(today) == seen(SAMPLE_DAY)


def test_the_demo_has_a_next_step(tmp_path: Path) -> None:
    context = CommandContext(tmp_path / "casebook.json", dt.date(2027, 7, 6))
    fill(context)
    (page,) = context.casework.cases()
    made = context.plan(page)
    assert made.next is not None
    assert not made.late


def test_the_screen_is_refused_where_nothing_can_be_typed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    with pytest.raises(UsageError, match="so-tui next"):
        check_terminal()


def damaged(folder: Path) -> CommandContext:
    """A casebook with a backup that is damaged now."""
    path = folder / "casebook.json"
    fill(CommandContext(path, SAMPLE_DAY))
    Casebook(path).back_up()
    path.write_bytes(path.read_bytes()[:-9])
    return CommandContext(path, SAMPLE_DAY)


def test_a_damaged_casebook_is_told_before_there_is_a_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stderr, "agreed", lambda question: False)
    context = damaged(tmp_path)
    before = context.path.read_bytes()
    with pytest.raises(SystemExit) as end:
        opened(context)
    assert end.value.code == 6
    assert "so-tui restore" in capsys.readouterr().err
    assert context.path.read_bytes() == before


def test_a_damaged_casebook_is_brought_back_at_the_start_when_it_is_agreed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stderr, "agreed", lambda question: True)
    (page,) = opened(damaged(tmp_path)).cases()
    assert page.value == CASE
    assert "Brought back." in capsys.readouterr().err
