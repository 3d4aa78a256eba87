"""Each row of the list of cases says whose it is, whatever else there is to say of it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.core.calendar import for_region
from so_tui.core.summary import Summary
from so_tui.tui import plain
from so_tui.tui.views.cases import Shown, Table
from tests.knowledge import catalogue
from tests.tui import desk

SIGNS = st.characters(categories=("L", "N", "P")) | st.sampled_from("한字 ")
LABELS = st.text(SIGNS, min_size=1, max_size=30).map(str.strip).filter(bool)


def row(summary: Summary, cells: int, *, new: bool = False) -> str:
    """The row of a case in a list of so many cells."""
    table = Table(
        today=desk.TODAY, calendar=for_region("US", catalogue()), catalogue=catalogue(),
        changed={summary.case} if new else (),
    )  # fmt: skip
    return table.panel([summary], cells, Shown(), "").rows[0].text


def summary(label: str, conflicts: int = 0, diagnosis: str = "") -> Summary:
    return Summary(
        case="1", made_for=desk.TODAY, counts={}, label=label, conflicts=conflicts,
        diagnosis=diagnosis,
    )  # fmt: skip


def begins(label: str, line: str) -> bool:
    """Whether a row begins with its label: all of it, or eight cells and more of it."""
    same = 0
    while same < min(len(label), len(line)) and label[same] == line[same]:
        same += 1
    return label == label[:same] or plain.width(label[:same]) >= 8


@given(
    LABELS, st.integers(34, 220), st.integers(0, 999), st.text(SIGNS, max_size=20), st.booleans()
)
def test_a_row_begins_with_its_label_at_every_size(
    label: str, cells: int, conflicts: int, diagnosis: str, new: bool
) -> None:
    line = row(summary(label, conflicts, diagnosis), cells, new=new)
    assert plain.width(line) == cells
    assert begins(plain.one_line(label), line)
    if conflicts:
        assert re.search(rf"≠{conflicts}(?!\d)|≠ {conflicts} to settle", line)


@pytest.mark.parametrize(
    ("cells", "begin"),
    [(36, "Elizabeth… ≠1 "), (76, "Elizabeth B… ≠1 "), (120, "Elizabeth Blackw… ≠1"),
     (180, "Elizabeth Blackwell ≠ 1 to settle ")],
)  # fmt: skip
def test_what_is_to_settle_takes_what_the_label_leaves(cells: int, begin: str) -> None:
    assert row(summary("Elizabeth Blackwell", 1), cells, new=cells < 100).startswith(begin)
