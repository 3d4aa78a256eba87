"""The pictures of the documentation show what a terminal shows, and their frames have no gaps."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docs import make_moving
from docs.drawing import (
    HEIGHT,
    WIDTH,
    Cell,
    Frame,
    Moment,
    Row,
    Style,
    drawn,
    is_block,
    is_line,
    moving,
    still,
)
from tests.web.chromium import PROGRAM, chromium

BEHIND = "#101010"

SIDES = {
    "─": "LR", "━": "LR", "│": "UD", "┃": "UD", "╌": "LR", "┊": "UD",
    "╭": "RD", "╮": "LD", "╰": "RU", "╯": "LU", "┌": "RD", "┐": "LD", "└": "RU", "┘": "LU",
    "┏": "RD", "┓": "LD", "┗": "RU", "┛": "LU", "├": "UDR", "┤": "UDL", "┬": "LRD", "┴": "LRU",
    "┼": "LRUD", "═": "LR", "║": "UD",
}  # fmt: skip
"""To which sides of its cell each sign of a frame goes."""

STYLES = st.builds(
    Style,
    st.sampled_from(["#ffffff", "#7aa2c8"]),
    st.sampled_from([BEHIND, "#202020"]),
    st.booleans(),
    st.booleans(),
)
SIGNS = st.sampled_from([*"ab <&>\"'-09✓●…é", *"▌▐█▁▀▔▕", *SIDES])


def rows(width: int) -> st.SearchStrategy[Row]:
    """Rows of so many cells."""
    cells = st.lists(st.builds(Cell, SIGNS, STYLES), min_size=width, max_size=width)
    return cells.map(tuple)


def frames(width: int, height: int) -> st.SearchStrategy[Frame]:
    """Frames of a size."""
    return st.lists(rows(width), min_size=height, max_size=height).map(tuple)


def read(svg: str, width: int) -> str:
    """What the words of a drawn row say, each where it stands."""
    line = [" "] * width
    for x, text in re.findall(r'<text x="(\d+)"[^>]*>([^<]*)</text>', svg):
        for n, one in enumerate(unescape(text)):
            line[int(x) // WIDTH + n] = one
    return "".join(line)


@given(rows(12))
def test_every_word_stands_in_its_cells_and_nothing_else_is_written(row: Row) -> None:
    drawn_away = ("" if is_line(one.text) or is_block(one.text) else one.text for one in row)
    assert read(drawn(row, BEHIND), 12) == "".join(one or " " for one in drawn_away)


def reach(text: str) -> str:
    """The sides that a drawn sign goes over, by the points of its path."""
    svg = drawn((Cell(" ", Style("#fff", BEHIND)), Cell(text, Style("#fff", BEHIND))), BEHIND)
    (path,) = re.findall(r' d="([^"]+)"', svg)
    xs, ys = [], []
    for x, y, rest in re.findall(r"M([-\d.]+) ([-\d.]+)([^M]*)", path):
        xs.append(float(x))
        ys.append(float(y))
        for kind, numbers in re.findall(r"([hvQ])([-\d. ]+)", rest):
            points = [float(one) for one in numbers.split()]
            xs.append(xs[-1] + points[0] if kind == "h" else points[-2] if kind == "Q" else xs[-1])
            ys.append(ys[-1] + points[0] if kind == "v" else points[-1] if kind == "Q" else ys[-1])
    over = {
        "L": min(xs) < WIDTH, "R": max(xs) > 2 * WIDTH, "U": min(ys) < 0, "D": max(ys) > HEIGHT,
    }  # fmt: skip
    return "".join(side for side, is_over in over.items() if is_over)


@pytest.mark.parametrize("text", SIDES)
def test_each_sign_of_a_frame_goes_over_the_sides_that_it_joins_and_no_other(text: str) -> None:
    assert set(reach(text)) == set(SIDES[text])


@given(frames(6, 3), st.lists(st.tuples(st.integers(0, 2), rows(6)), max_size=5), st.data())
def test_at_each_moment_the_rows_of_its_frame_are_seen(
    first: Frame, changes: list[tuple[int, Row]], data: st.DataObject
) -> None:
    all_frames = [first]
    for at, row in changes:
        all_frames.append((*all_frames[-1][:at], row, *all_frames[-1][at + 1 :]))
    moments = [Moment(one, data.draw(st.sampled_from([0.5, 1.0, 3.0]))) for one in all_frames]
    svg = moving(moments, "a <title>", "what & how")
    assert "http" not in svg.replace('xmlns="http://www.w3.org/2000/svg"', "")
    kept = dict(re.findall(r'<g id="(r\d+)">(.*)</g>', svg))
    steps = dict(re.findall(r"@keyframes (s\d+)\{(.*?\})\}", svg))
    uses = re.findall(r'<use href="#(r\d+)" y="(\d+)"(?: class="(s\d+)")?/>', svg)
    total, begun = sum(one.seconds for one in moments), 0.0
    behind = first[0][0].style.behind
    for moment in moments:
        middle = (begun + moment.seconds / 2) / total * 100
        shown: dict[int, str] = {}
        for row_id, y, span in uses:
            if not span or _is_visible(steps[span], middle):
                assert int(y) // HEIGHT not in shown, "one row at a time"
                shown[int(y) // HEIGHT] = kept[row_id]
        for y, row in enumerate(moment.frame):
            assert shown.get(y, "") == drawn(row, behind)
        begun += moment.seconds


def _is_visible(steps: str, at: float) -> bool:
    word = "visible"
    for percent, said in re.findall(r"([\d.]+)%\{visibility:(\w+)\}", steps):
        if float(percent) <= at:
            word = said
    return word == "visible"


@given(frames(6, 2), frames(6, 2))
def test_who_wants_no_motion_sees_how_it_ends(first: Frame, last: Frame) -> None:
    svg = moving([Moment(first, 1), Moment(last, 1)], "t", "d")
    (quiet,) = re.findall(r"prefers-reduced-motion:reduce\)\{(.*?)\}</style>", svg) or [""]
    gone = re.search(r"((?:\.s\d+,?)+)\{animation:none;visibility:hidden\}", quiet)
    hidden = set(gone[1].replace(".", "").split(",")) if gone else set()
    kept = dict(re.findall(r'<g id="(r\d+)">(.*)</g>', svg))
    uses = re.findall(r'<use href="#(r\d+)" y="(\d+)"(?: class="(s\d+)")?/>', svg)
    left = {int(y) // HEIGHT: kept[row] for row, y, span in uses if span not in hidden}
    for y, row in enumerate(last):
        assert left.get(y, "") == drawn(row, first[0][0].style.behind)


def test_the_moving_picture_is_small_and_says_in_words_what_it_shows() -> None:
    svg = make_moving.PICTURE.read_text("utf-8")
    assert len(svg) < 500_000
    assert make_moving.told() in unescape(svg)
    assert "<script" not in svg


@pytest.mark.deep
def test_the_moving_picture_is_made_of_the_program(tmp_path: Path) -> None:
    moments = make_moving.recorded(str(tmp_path))
    texts = ["\n".join("".join(cell.text for cell in row) for row in one.frame) for one in moments]
    for step, text in zip(make_moving.STEPS, texts, strict=True):
        assert step.shows in text
        assert step.told in text
    assert len(set(texts)) == len(make_moving.STEPS)


BOX = ["╭──┬──╮", "│  │  │", "├──┼──┤", "┃  │  │", "┗━━┴──╯"]


@pytest.mark.deep
@pytest.mark.parametrize("scale", [1, 2])
async def test_a_frame_has_no_gap_in_a_browser(tmp_path: Path, scale: int) -> None:
    if PROGRAM is None:
        pytest.skip("Chromium is not installed")
    style = Style("#ffffff", "#000000")
    svg = still(tuple(tuple(Cell(one, style) for one in row) for row in BOX), "a frame")
    width, height = len(BOX[0]) * WIDTH * scale, len(BOX) * HEIGHT * scale
    lit = f"""(async () => {{
        const image = new Image();
        image.src = {json.dumps("data:image/svg+xml," + quote(svg))};
        await image.decode();
        const canvas = Object.assign(document.createElement("canvas"),
            {{ width: {width}, height: {height} }});
        const context = canvas.getContext("2d");
        context.drawImage(image, 0, 0, {width}, {height});
        const {{ data }} = context.getImageData(0, 0, {width}, {height});
        return Array.from({{ length: {width * height} }}, (_, n) => data[4 * n] > 90 ? 1 : 0);
    }})()"""
    async with chromium(tmp_path) as tab:
        await tab.begin()
        pixels = await tab.value(lit)
    at = [pixels[y * width : (y + 1) * width] for y in range(height)]
    half_wide, half_high = WIDTH * scale // 2, HEIGHT * scale // 2

    def is_lit(x: int, y: int) -> bool:
        """Whether a pixel is painted, or the one before it: a thin line lies on one of the two."""
        return any(at[b][a] for a in (x - 1, x) for b in (y - 1, y))

    for column in (0, 3, 6):
        x = column * WIDTH * scale + half_wide
        dark = [y for y in range(HEIGHT * scale, 4 * HEIGHT * scale) if not is_lit(x, y)]
        assert not dark
    for row in (0, 2, 4):
        y = row * HEIGHT * scale + half_high
        assert not [x for x in range(WIDTH * scale, 6 * WIDTH * scale) if not is_lit(x, y)]
