"""Whatever the keymap moved, no screen and no sentence names a key as it was before."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from textual.pilot import Pilot

import so_tui.tui
from so_tui.tui.app import SoTui
from so_tui.tui.forms.form_screen import FormScreen
from so_tui.tui.keys import ACTIONS
from so_tui.tui.panes import PANES
from so_tui.tui.screens.themes import ThemesScreen
from so_tui.tui.user_keymap import checked
from so_tui.tui.widgets.bars import Foot
from so_tui.tui.widgets.drawn import Drawn
from tests.tui.desk import NARROW, WIDE, app
from tests.tui.moved import MOVED, old_names
from tests.tui.test_every_key import seen

SCREENS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "no case": ((), ("app.hide", "row.open", "app.hide", "screen.today", "app.help", "app.back")),
    "cases": (
        ("midway", "rush"),
        ("row.down", "casebook.archive", "casebook.archived", "casebook.reverse", "row.filter",
         "zzz", "search.keep", "app.back", "row.filter", "zzz", "search.clear", "app.hide",
         "casebook.new", "app.hide", "app.palette"),
    ),
    "today": (
        ("midway", "rush"),
        ("screen.today", "row.down", "screen.history", "text.copy", "app.back", "row.filter",
         "zzz", "search.keep", "app.back", "row.filter", "zzz", "search.clear", "app.help",
         "app.help", "app.palette"),
    ),
    "history": (
        ("midway",),
        ("pane.reasons", "row.first", "item.next_state", "screen.history", "row.open", "row.down",
         "history.put_back", "row.filter", "zzz", "search.keep", "app.back", "text.copy"),
    ),
    "a case": (
        ("midway",),
        ("step.next", "row.open", "form.cancel", "pane.pathology", "text.copy", "app.help",
         "app.help", "app.back", "app.palette"),
    ),
    "another case": (
        ("midway",),
        ("pane.timeline", "row.filter", "zzz", "search.keep", "app.back", "app.hide", "row.open",
         "contact.log", "app.hide", "change.undo", "change.redo", "app.colors", "app.help"),
    ),
    "a new case": (("fresh",), ("pane.maximize", *(f"pane.{pane}" for pane in PANES))),
    "a far visit": (("many-offices",), ("pane.timeline", "time.right", "time.right", "time.left")),
    "a pane after the other": (("no-date",), ("pane.maximize", *["pane.next"] * 6)),
}  # fmt: skip
"""Where one goes: the samples, and the actions by their ids, or what is typed."""


@pytest.mark.parametrize("size", [WIDE, NARROW, (64, 40), (50, 16)], ids=str)
@pytest.mark.parametrize("where", SCREENS)
async def test_no_screen_names_a_key_that_was_moved(
    where: str, size: tuple[int, int], tmp_path: Path
) -> None:
    samples, ids = SCREENS[where]
    so = app(tmp_path, *samples, keymap=MOVED)
    async with so.run_test(size=size) as pilot:
        await pilot.pause()
        assert told(so) == []
        for id_ in ids:
            await pilot.press(*([MOVED[id_]] if id_ in MOVED else id_))
            await pilot.pause()
            assert told(so) == [], id_


def told(so: SoTui) -> list[str]:
    """The usual names of keys that are on the screen; forms have theirs from elsewhere."""
    if isinstance(so.screen, FormScreen):
        return []
    if isinstance(so.screen, ThemesScreen):
        # Beside it stands what it lies over, with words that it cuts in two.
        drawn = so.screen.query(Drawn)
        return old_names("\n".join(line for one in drawn for line in one.lines))
    # The cursor stands on the first letter of what is said in the empty line.
    return old_names(seen(so).replace("S\nhow only rows", ""))


@pytest.mark.parametrize(
    "sample", [pytest.param(one, marks=pytest.mark.deep) for one in ("fresh", "midway", "rush")]
)
async def test_no_sentence_of_an_action_names_a_key_that_was_moved(
    sample: str, tmp_path: Path
) -> None:
    so = app(tmp_path, sample, keymap=MOVED)
    tried = [one.id for one in ACTIONS if one.place == "case" and not one.id.startswith("pane.")]
    async with so.run_test(size=WIDE) as pilot:
        for pane in PANES:
            for id_ in [*tried, "item.next_state", "text.copy", "change.redo", "save.discard"]:
                await pilot.press(MOVED[f"pane.{pane}"], MOVED["row.first"], MOVED[id_])
                await pilot.pause()
                await leave(so, pilot)
                assert old_names(" ".join(foot.sentence for foot in so.screen.query(Foot))) == []


async def leave(so: SoTui, pilot: Pilot[None]) -> None:
    """Leave what opened above the case, by the keys that do so now."""
    for _ in range(3):
        if so.screen.name == "case":
            return
        form = isinstance(so.screen, FormScreen)
        await pilot.press(MOVED["form.cancel" if form else "app.back"])
        await pilot.pause()


async def test_a_cover_and_the_way_out_name_no_key_that_was_moved(tmp_path: Path) -> None:
    so = app(tmp_path, "midway", keymap=MOVED)
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press(MOVED["screen.today"], MOVED["app.hide"])
        await pilot.pause()
        assert so.screen.name == "cover"
        assert told(so) == []
        await pilot.press(MOVED["app.hide"])
        so.action_help_quit()
        await pilot.pause()
        assert f"{MOVED['app.quit']} leaves." in seen(so)
        assert told(so) == []


# --- What a keymap may say ---------------------------------------------------------------------


def test_all_keys_can_be_moved_at_once() -> None:
    assert checked(MOVED) == (dict(MOVED), [])


@pytest.mark.parametrize("id_", ["form.save", "search.clear", "app.hide"])
def test_what_works_while_text_is_typed_is_no_letter(id_: str) -> None:
    good, refused = checked({id_: "ctrl+g,x"})
    assert good == {}
    assert "the usual key stays" in refused[0]


def test_a_key_cannot_be_taken_away() -> None:
    assert checked({"step.next": " , "})[0] == {}


def test_help_may_have_one_key_in_forms_and_elsewhere() -> None:
    assert checked({"app.help": "f1"}) == ({"app.help": "f1"}, [])
    assert checked({"form.help": "f12", "app.help": "f12"})[1] == []


@pytest.mark.parametrize(
    ("id_", "typed", "means"),
    [
        ("contact.log", "F9", "f9"), ("contact.log", "shift+l", "L"), ("row.open", "Esc", "escape"),
        ("contact.log", "/", "slash"), ("contact.log", "Ctrl+G", "ctrl+g"),
    ],
)  # fmt: skip
def test_a_key_is_understood_however_it_is_written(id_: str, typed: str, means: str) -> None:
    good, refused = checked({id_: typed, "row.filter": "f5", "app.back": "f6"})
    assert good[id_] == means, refused


@pytest.mark.parametrize(
    ("id_", "typed"),
    [
        ("contact.log", "alt+x"), ("form.save", "alt+s"), ("contact.log", "nonsense"),
        ("form.save", "strg+s"), ("contact.log", "ctrl+i"), ("form.save", "ctrl+k"),
        ("form.save", "enter"), ("form.cancel", "left"), ("app.palette", "ctrl+a"),
        ("contact.log", "super+x"), ("search.keep", "left"),
    ],
)  # fmt: skip
def test_a_key_that_would_not_do_what_is_said_is_refused(id_: str, typed: str) -> None:
    good, refused = checked({id_: typed})
    assert good == {}
    assert "the usual key stays" in refused[0]


@pytest.mark.parametrize(
    "keymap",
    [
        {"contact.log": "n", "step.next": "c"},
        {"row.down": "k", "row.up": "j"},
        {"row.edit": "a", "row.add": "x", "row.remove": "e"},
    ],
)
def test_keys_can_be_exchanged(keymap: dict[str, str]) -> None:
    assert checked(keymap) == (keymap, [])


def test_of_two_that_want_one_key_the_later_gives_way() -> None:
    good, refused = checked({"contact.log": "f5", "step.next": "f5"})
    assert good == {"contact.log": "f5"}
    assert "“F5” to “Next step”" in refused[0]


# --- What stands in the code -------------------------------------------------------------------

NAMES = re.compile(
    r"\b(?:Ctrl|Shift|Alt)\+\w|\b(?:Esc|Escape|PgDn|PgUp|Enter|Space|Tab)\b|\bF\d+\b"
    r"|\b[Pp]ress (?:\w|[/?])(?!\w)|(?<![\w’'{.])[b-zB-HJ-Z] (?:shows|brings|leads|adds|leaves)\b"
    r"|\b[0-5] (?:Visit|Reasons|Oncologist|Pathology|Radiology|Timeline)\b"
)
"""What a sentence that names a key by itself looks like."""


def sentences() -> Iterator[tuple[str, str]]:
    """Every text in the code of the screen, outside the list of keys, that is not about code.

    In forms Enter and Space are what they are in every choice, and cannot be moved.
    """
    folder = Path(str(so_tui.tui.__file__)).parent
    for path in sorted(folder.rglob("*.py")):
        if path.name == "keys.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        said = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and id(node) not in said:
                text = str(node.value)
                if path.parent.name == "forms":
                    text = re.sub("Enter|Space", "", text)
                yield f"{path.name}:{node.lineno}", text


def test_no_text_in_the_code_names_a_key_by_itself() -> None:
    assert [(where, text) for where, text in sentences() if NAMES.search(text)] == []
