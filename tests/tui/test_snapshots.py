"""Pictures of the samples at both sizes. Look at each before it is accepted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.exchange.sample_cases import STORIES
from tests.tui.desk import NARROW, WIDE, app

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("pictures")


@pytest.mark.parametrize("name", STORIES)
def test_the_case_where_all_panes_show(
    name: str, tmp_path: Path, snap_compare: Callable[..., bool]
) -> None:
    assert snap_compare(app(tmp_path, name), terminal_size=WIDE)


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("pane", ["0", "3", "5"])
def test_the_case_where_one_pane_shows(
    name: str, pane: str, tmp_path: Path, snap_compare: Callable[..., bool]
) -> None:
    assert snap_compare(app(tmp_path, name), press=[pane], terminal_size=NARROW)


def test_the_next_step_where_it_stands(tmp_path: Path, snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(app(tmp_path, "midway"), press=["n"], terminal_size=WIDE)


def test_the_visit_in_the_timelines_place(
    tmp_path: Path, snap_compare: Callable[..., bool]
) -> None:
    assert snap_compare(app(tmp_path, "midway"), press=["0"], terminal_size=WIDE)


def test_a_case_in_plain_characters(tmp_path: Path, snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(app(tmp_path, "midway", ascii=True), terminal_size=WIDE)


def test_a_case_without_colors(
    tmp_path: Path, snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(app(tmp_path, "midway"), terminal_size=NARROW)


ALL = ("midway", "fresh", "rush", "finished", "no-date", "many-offices")
BOTH = pytest.mark.parametrize("size", [WIDE, NARROW])


def test_a_casebook_without_cases(tmp_path: Path, snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(app(tmp_path), terminal_size=NARROW)


@BOTH
def test_the_list_of_cases(
    size: tuple[int, int], tmp_path: Path, snap_compare: Callable[..., bool]
) -> None:
    assert snap_compare(app(tmp_path, *ALL), press=["j"], terminal_size=size)


@BOTH
def test_today_over_all_cases(
    size: tuple[int, int], tmp_path: Path, snap_compare: Callable[..., bool]
) -> None:
    assert snap_compare(app(tmp_path, *ALL), press=["T"], terminal_size=size)


@BOTH
def test_a_contact_with_the_words_to_say(
    size: tuple[int, int], tmp_path: Path, snap_compare: Callable[..., bool]
) -> None:
    assert snap_compare(app(tmp_path, "midway"), press=["3", "c", "h"], terminal_size=size)


@BOTH
def test_the_history_of_a_case(
    size: tuple[int, int], tmp_path: Path, snap_compare: Callable[..., bool]
) -> None:
    press = ["1", "g", "space", "j", "space", "H"]
    assert snap_compare(app(tmp_path, "midway"), press=press, terminal_size=size)


@BOTH
def test_the_help(size: tuple[int, int], tmp_path: Path, snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(app(tmp_path, "midway"), press=["question_mark"], terminal_size=size)


@pytest.mark.parametrize("theme", ["light", "high-contrast", "terminal"])
def test_the_other_colors(theme: str, tmp_path: Path, snap_compare: Callable[..., bool]) -> None:
    so = app(tmp_path, "midway", theme=theme)
    assert snap_compare(so, press=["3", "j"], terminal_size=WIDE)


def test_a_window_of_forty_by_twelve(tmp_path: Path, snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(app(tmp_path, "midway"), press=["3"], terminal_size=(40, 12))


@BOTH
def test_the_first_of_the_reasons_answered(
    size: tuple[int, int], tmp_path: Path, snap_compare: Callable[..., bool]
) -> None:
    assert snap_compare(app(tmp_path, "fresh"), press=["enter", "a"], terminal_size=size)
