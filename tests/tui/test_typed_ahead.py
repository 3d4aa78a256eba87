"""Keys that arrive at once do what they do one by one: each waits for the screen it is for."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from so_tui.casework import Casework
from so_tui.tui.app import SoTui
from so_tui.tui.forms.sheet import Body
from so_tui.tui.keys import ACTIONS, BY_ID, Action
from tests.conftest import DEEP
from tests.tui import desk
from tests.tui.test_law_of_panes import named
from tests.tui.watched import Sight, Watched, key, sit

OPENS = [
    one for one in ACTIONS
    if one.keys and one.place in ("case", "casebook", "lists", "today", "app")
    and one.id not in ("app.quit", "app.suspend", "app.palette")
]  # fmt: skip
"""What may open a form, a screen or a line to type into."""

TAIL = 20
"""Keys behind the one that opens."""

tails = st.lists(
    st.sampled_from([
        *"jknhcvpsatie12345 Ana+3u", "tab", "tab", "enter", "ctrl+s", "down", "up", "space",
        "slash",
    ]),
    min_size=TAIL, max_size=TAIL,
)  # fmt: skip


def app(path: Path) -> SoTui:
    """The app on a casebook; its ids are the same at each start."""
    return SoTui(
        Casework.open(path), today=lambda: desk.TODAY, now=lambda: desk.NOW,
        new_id=desk.ids("typed"), actor="rosa", follow=None, driver=Watched,
    )  # fmt: skip


def outcome(keys: list[str], samples: list[str], *, at_once: bool) -> tuple[list[str], object]:
    """What is shown and what is kept after some keys."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "casebook.json"
        desk.casework(path.parent, *samples)
        shown: list[str] = []

        async def type_it(at: Sight) -> None:
            if at_once:
                for one in keys:
                    at.app.post_message(key(one))
                await at.rested()
            else:
                for one in keys:
                    await at.press(one)
                    await at.drawn()
            await at.press("f9")
            await at.drawn()
            # How far a form is scrolled comes from how one got there: keys at once skip drawings.
            for body in at.app.screen.query(Body):
                body.scroll_home(animate=False, immediate=True)
                await at.drawn()
                if at.app.focused is not None:
                    body.scroll_to_widget(at.app.focused, animate=False, immediate=True)
                await at.drawn()
            # Texts are looked through beside all keys, and the list says how many are left.
            for _ in range(500):
                await asyncio.sleep(0.01)
                await at.drawn()
                if not any("to look through" in line for line in at.look()):
                    break
            shown.extend(at.look()[::2])

        sit(app(path), (80, 24), type_it)
        pages = Casework.open(path).snapshot.pages
        return shown, {key: pages[key].value for key in pages}


def first_keys(action: Action) -> list[str]:
    """The way to where an action works, and its key."""
    before = ["T"] if action.place == "today" else []
    return [*before, named(action.keys.split(",")[0])]


@settings(max_examples=50 if DEEP else 6)
@given(action=st.sampled_from(OPENS), tail=tails)
def test_keys_at_once_do_what_they_do_one_by_one(action: Action, tail: list[str]) -> None:
    samples = ["midway", "rush"] if action.place in ("casebook", "today") else ["midway"]
    keys = [*first_keys(action), *tail]
    assert outcome(keys, samples, at_once=True) == outcome(keys, samples, at_once=False)


@pytest.mark.parametrize(
    ("keys", "samples"),
    [
        (["a", *"Nora Maria", "ctrl+s"], ["midway", "rush"]),
        (["3", "c", "v", "ctrl+s"], ["midway"]),
        (["/", *"sam", "enter", "enter"], ["midway", "rush"]),
        (["3", "/", *"stained", "enter", "space"], ["midway"]),
        (["n", "enter", "v", "ctrl+s", "u"], ["midway"]),
        (["ctrl+l", "3", "u", "space", "u", "down", "down"], ["midway"]),
        (
            ["1", "enter", "a", "ctrl+s", "ctrl+g", "d", "tab", *"no", "ctrl+s", "escape", "u"],
            ["fresh"],
        ),
    ],
)
def test_what_people_type_ahead(keys: list[str], samples: list[str]) -> None:
    assert outcome(keys, samples, at_once=True) == outcome(keys, samples, at_once=False)


def test_what_was_typed_while_the_app_started_is_taken(tmp_path: Path) -> None:
    desk.casework(tmp_path, "midway")
    so, shown = app(tmp_path / "casebook.json"), list[str]()
    for one in ("3", "c"):
        so.post_message(key(one))

    async def look(at: Sight) -> None:
        await at.drawn()
        shown.extend(at.look())

    sit(so, (80, 24), look)
    assert any("What came of it" in line for line in shown)


def test_every_form_action_is_among_those_tried() -> None:
    assert {"contact.log", "row.filter", "casebook.new", "today.log"} <= {one.id for one in OPENS}
    assert BY_ID["app.quit"] not in OPENS
