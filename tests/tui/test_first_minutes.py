"""The first minutes: an empty casebook says how to begin, and a walk shows how it goes on."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from so_tui.cli.demo import made_up
from so_tui.core.walk import TRIES, Walk
from so_tui.errors import NotAllowedError
from so_tui.tui import plain
from so_tui.tui.app import SoTui
from so_tui.tui.keys import Keymap
from so_tui.tui.marks import in_ascii
from so_tui.tui.screens.casebook import CasebookScreen
from so_tui.tui.views.rows import line_width
from so_tui.tui.views.walk import TOLD, walk_lines
from so_tui.tui.widgets.bars import Foot
from so_tui.tui.widgets.cases import CaseList
from tests.tui.desk import TODAY, app, case_screen, casework, screen_text

SIZES = [(40, 12), (60, 20), (80, 24), (120, 40)]

WALKED = {
    "call": ("n", "enter", "h", "ctrl+s"), "undo": ("u",), "paper": ("space",), "card": ("4",),
    "timeline": ("5",), "reason": ("1", "space"), "today": ("T",),
}  # fmt: skip
"""The keys that each line of the walk names."""


def foot(so: SoTui) -> str:
    return " ".join(" ".join(so.screen.query_one(Foot).lines).split())


def files(folder: Path) -> dict[str, bytes]:
    """All that lies in a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*")) if path.is_file()
    }  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("ascii", [False, True])
async def test_an_empty_casebook_names_four_things(
    size: tuple[int, int], ascii: bool, tmp_path: Path
) -> None:
    so = app(tmp_path, ascii=ascii)
    async with so.run_test(size=size):
        inside = (line[1:-1].strip("› ") for line in so.screen.query_one(CaseList).lines)
        shown = " ".join(" ".join(inside).split())
        for words in ("one next step.", "begin with a name", "a made-up case", "see all keys"):
            assert words in shown
        drawn = [line[2:-1].rstrip() for line in so.screen.query_one(CaseList).lines]
        ways = [line for line in drawn if line.endswith(("with a name", "up case", "all keys"))]
        (left,) = {len(line) - len(line.lstrip()) for line in ways}
        assert len(ways) == 3
        assert abs(left - (size[0] - 4 - max(map(len, ways)))) <= 1, "in the middle"


@pytest.mark.parametrize(("key", "brings"), [("a", "New case"), ("d", "Rosa M."), ("?", "Help")])
async def test_what_it_names_is_done_by_its_key_and_by_a_click(
    key: str, brings: str, tmp_path: Path
) -> None:
    words = {"a": "begin with a name", "d": "a made-up case", "?": "see all keys"}[key]
    for way in ("key", "click"):
        so = app(tmp_path / way)
        async with so.run_test(size=(80, 24)) as pilot:
            if way == "key":
                await pilot.press("question_mark" if key == "?" else key)
            else:
                lines = so.screen.query_one(CaseList).lines
                at = next(n for n, line in enumerate(lines) if words in line)
                await pilot.click(CaseList, offset=(lines[at].index(words), at))
            await so.key_queue.at_rest()
            await pilot.pause()
            assert brings in screen_text(so)


@pytest.mark.parametrize("size", SIZES)
async def test_the_walk_is_walked_by_the_keys_it_names_and_keeps_nothing(
    size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (lent := tmp_path / "lent").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(lent))
    own = tmp_path / "own"
    so = app(own, ascii=size == (60, 20))
    before = files(tmp_path)
    async with so.run_test(size=size) as pilot:
        await pilot.press("d")
        await so.key_queue.at_rest()
        assert case_screen(so).case.label == "Rosa M."
        assert any(lent.iterdir())
        for n, one in enumerate(TRIES):
            assert so.walking.walk is not None
            assert so.walking.walk.next == one
            assert (f"{n} done. Try:" in foot(so)) == (n > 0)
            for key in WALKED[one.name]:
                assert so.walking.walk.next == one, "done before its last key"
                await pilot.press(key)
                await so.key_queue.at_rest()
                await pilot.pause()
        assert f"All {len(TRIES)} done." in foot(so)
        await pilot.press("escape", "escape")
        await so.key_queue.at_rest()
        assert isinstance(so.screen, CasebookScreen)
        assert "begin with a name" in screen_text(so)
        assert "Nothing of the made-up case was kept." in foot(so)
        assert list(lent.iterdir()) == []
        await pilot.press("j")
        assert "Try:" not in foot(so)
    assert files(tmp_path) == before, "in the casebook, or beside it"
    assert casework(own).history() == ()


@pytest.mark.parametrize("on", [(), ("3",), ("3", "slash"), ("3", "z"), ("T",), ("H",), ("c",),
                                ("question_mark",), ("f4",), ("ctrl+p",), ("y",), ("T", "c"),
                                ("1", "t", "tab", "x"), ("u", "u")])  # fmt: skip
async def test_escape_leaves_the_walk_from_wherever_one_stands(
    on: tuple[str, ...], tmp_path: Path
) -> None:
    so = app(tmp_path)
    async with so.run_test(size=(120, 40)) as pilot:
        await pilot.press("d", *on)
        await so.key_queue.at_rest()
        for _ in range(4):
            if so.walking.walk is not None:
                await pilot.press("escape")
                await so.key_queue.at_rest()
        assert so.walking.walk is None
        assert isinstance(so.screen, CasebookScreen)
        assert len(so.screen_stack) == 2
    assert files(tmp_path) == {}


async def test_the_persons_own_casebook_is_there_again_as_others_left_it(tmp_path: Path) -> None:
    so = app(tmp_path, "fresh", "rush")
    async with so.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "3", "j", "space")
        await so.key_queue.at_rest()
        casework(tmp_path, "finished")
        before = files(tmp_path)  # also of what is kept beside the casebook
        await so.writer.follow()
        await pilot.press("escape")
        await so.key_queue.at_rest()
        await so.writer.follow()
        await pilot.pause()
        assert files(tmp_path) == before
        shown = screen_text(so)
        assert "Rosa" not in shown
        assert all(label in shown for label in ("Sam", "Ingrid"))
        assert so.casework.history() == casework(tmp_path).history()


async def test_a_program_that_ends_in_a_walk_leaves_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (lent := tmp_path / "lent").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(lent))
    so = app(tmp_path / "own")
    async with so.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "3", "j", "space", "q")
    assert files(tmp_path) == {}
    assert list(lent.iterdir()) == []


async def test_no_walk_begins_in_a_walk_or_where_none_is_lent(tmp_path: Path) -> None:
    so = app(tmp_path)
    async with so.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        await so.key_queue.at_rest()
        with pytest.raises(NotAllowedError):
            await so.walking.begin()


@pytest.mark.parametrize("cells", [40, 60, 80, 120])
@pytest.mark.parametrize("count", range(len(TRIES) + 1))
def test_each_line_fits_and_has_plain_signs(cells: int, count: int) -> None:
    walk = Walk(frozenset(one.name for one in TRIES[:count]))
    lines = walk_lines(walk, cells, Keymap())
    assert len(lines) <= (4 if cells < 60 else 2)
    for line in lines:
        assert line_width(line) == cells
        text = "".join(bit.text for bit in line)
        assert "?" not in in_ascii(text, plain.width(text))
    assert set(TOLD) == {one.name for one in TRIES}


async def test_keys_that_were_moved_are_named_as_they_are(tmp_path: Path) -> None:
    so = app(tmp_path, keymap={"casebook.walk": "L", "step.next": "N"})
    async with so.run_test(size=(80, 24)) as pilot:
        assert "L  walk through" in screen_text(so).replace("\n", "")
        await pilot.press("L")
        await so.key_queue.at_rest()
        assert "Try: N leads to NEXT" in foot(so)


def test_the_made_up_case_is_lent_on_the_day_that_was_given(tmp_path: Path) -> None:
    with made_up(TODAY) as work:
        (page,) = work.cases()
        assert page.value.label == "Rosa M."
        path = work.aside.drafts  # its own, beside its own casebook
        assert path.read().drafts == ()
