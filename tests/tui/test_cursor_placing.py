"""Borders stay where they are, however a terminal measures what stands before them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from so_tui.core.text import clean
from so_tui.tui import graphemes
from so_tui.tui.cursor_placing import CursorPlacing
from tests.graphemes import texts
from tests.tui.model_terminal import MEASURES, ModelTerminal

Rows = list[list[str]]

ROWS: st.SearchStrategy[Rows] = st.lists(
    st.lists(texts(6).map(clean), max_size=4).map(lambda row: [*filter(None, row), "│"]),
    min_size=1,
    max_size=3,
)
"""Lines of segments as Textual draws them, each with a border at its end."""


def drawn(rows: Rows) -> str:
    """The output with which Textual draws these lines: a move, then segments in their colors."""
    lines = (
        f"\x1b[{y + 1};3H" + "".join(f"\x1b[3{n}m{text}\x1b[0m" for n, text in enumerate(row))
        for y, row in enumerate(rows)
    )
    return "\x1b[?2026h" + "\n".join(lines) + "\x1b[1;1H\x1b[?2026l"


def safe_cells(rows: Rows) -> dict[tuple[int, int], str]:
    """Where, by Textual's measure, each character stands on whose width all terminals agree."""
    cells: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        column = 2
        for text in row:
            for unit in graphemes.units(text):
                if graphemes.all_alone(unit):
                    cells[y, column] = unit
                column += cell_len(unit)
    return cells


def pieces(text: str, at: Iterable[int]) -> list[str]:
    """The text, parted at these places."""
    places = [0, *sorted(min(place, len(text)) for place in at), len(text)]
    return [text[a:b] for a, b in pairwise(places)]


def shown(data: str, measure: str) -> dict[tuple[int, int], str]:
    """What stands in each cell of a terminal that was full of something else before."""
    terminal = ModelTerminal(MEASURES[measure])
    terminal.cells = {(y, x): "old" for y in range(3) for x in range(120)}
    terminal.write(data)
    return terminal.cells


@pytest.mark.parametrize("measure", MEASURES)
@given(ROWS)
@example([["Rosa ☎️ 👍🏽 ❤️ x", "│"]])
@example([["🇩🇪🇩", "🇪", "│"]])
def test_what_all_measure_alike_stands_where_textual_put_it(measure: str, rows: Rows) -> None:
    cells = shown(CursorPlacing()(drawn(rows)), measure)
    for at, one in safe_cells(rows).items():
        assert cells.get(at) == one, at


@pytest.mark.parametrize("measure", MEASURES)
@given(ROWS)
@example([["☎️", "│"]])
def test_nothing_that_stood_there_before_shows_through(measure: str, rows: Rows) -> None:
    cells = shown(CursorPlacing()(drawn(rows)), measure)
    for y, row in enumerate(rows):
        assert "old" not in [cells[y, x] for x in range(2, 2 + sum(map(cell_len, row)))]


@given(ROWS, st.lists(st.integers(0, 200), max_size=12))
@example([["☎️", "│"]], [14, 15, 16])
def test_output_may_end_anywhere(rows: Rows, at: list[int]) -> None:
    for measure in MEASURES:
        placing = CursorPlacing()
        data = "".join(map(placing, pieces(drawn(rows), at)))
        cells = shown(data, measure)
        for place, one in safe_cells(rows).items():
            assert cells.get(place) == one, place


@given(ROWS, st.lists(st.integers(0, 200), max_size=12))
def test_all_that_is_written_is_written_in_its_order(rows: Rows, at: list[int]) -> None:
    data = drawn(rows)
    rest = iter("".join(map(CursorPlacing(), pieces(data, at))))
    assert all(one in rest for one in data)


def test_without_it_the_border_moves() -> None:
    rows = [["Rosa ☎️ 👍🏽 x", "│"]]
    border = max(safe_cells(rows))
    for measure in ("each code point", "two cells each", "no cell"):
        assert shown(drawn(rows), measure)[border] != "│"
        assert shown(CursorPlacing()(drawn(rows)), measure)[border] == "│"


@given(st.text(st.sampled_from("ab │●é張한\x1b[;m1H\n\r\x07"), max_size=60))
def test_output_that_all_measure_alike_is_returned_as_it_is(data: str) -> None:
    assert CursorPlacing()(data) is data


@pytest.mark.parametrize(
    "before",
    ["", *(f"\x1b[2;2H{moved}" for moved in (
        "\n", "\t", "\x08", "\x1b[?1049h", "\x1b[3C", "\x1b8", "\x1b[u", "\x1b[2;9r",
        "\x1bc", "\x1b[?6h",
    ))],
)  # fmt: skip
def test_where_the_cursor_is_not_known_for_sure_nothing_is_added(before: str) -> None:
    assert CursorPlacing()(f"{before}☎️│") == f"{before}☎️│"
    placing = CursorPlacing()
    assert placing(before) + placing("☎️│") == f"{before}☎️│"


@pytest.mark.parametrize(
    "between",
    [
        "", "\x1b[0m", "\x1b[38;2;1;2;3m", "\x1b[?25l", "\x1b[?2026h", "\x1b]22;text\x07",
        "\x1b]52;c;8J+YgA==\x07", "\x1b]8;;https://a.example/é\x1b\\", "\x1b[K", "\x07",
    ],
)  # fmt: skip
def test_colors_and_strings_and_modes_take_no_cell(between: str) -> None:
    data = f"\x1b[2;5Hab{between}☎️│"
    placed = f"\x1b[2;5Hab{between}  \x1b[2;7H☎️\x1b[2;9H│"
    assert CursorPlacing()(data) == placed
    for at in range(len(data) - 3):
        placing = CursorPlacing()
        assert placing(data[:at]) + placing(data[at:]) == placed


def test_a_grapheme_that_comes_in_two_pieces_is_placed_as_one() -> None:
    placing = CursorPlacing()
    assert placing("\x1b[1;1H☎") == "\x1b[1;1H \x1b[1;1H☎\x1b[1;2H"
    assert placing("\ufe0f│") == "\ufe0f\x1b[1;3H│"


def test_what_is_put_off_does_not_grow() -> None:
    placing = CursorPlacing()
    placing("\x1b[1;1H")
    for _ in range(1_000):
        placing("ab")
    assert placing("☎️") == "☎️"
    placing("\x1b[1;1Ha")
    assert placing("☎️") == "  \x1b[1;2H☎️\x1b[1;4H"
