"""A home that vanishes while the program runs is not made anew by anything: its disk may only be
unplugged, and an empty casebook in its place would hide the real one."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from so_tui import crash_log
from so_tui.core import verbs
from so_tui.core.changes import Pen
from so_tui.errors import CasebookError
from so_tui.store.drafts import Draft, Drafts, Typed
from so_tui.store.last_seen import LastSeen
from so_tui.store.preferences import Chosen
from tests.tui.desk import NOW, TODAY, casework, ids
from tests.tui.full_disk import begun
from tests.tui.sitting import sitting
from tests.tui.test_meanwhile import told_of
from tests.tui.test_unsaved import notice


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that has a casebook with one case."""
    home = tmp_path / "disk" / "home"
    home.mkdir(parents=True)
    monkeypatch.setenv("SO_TUI_HOME", str(home))
    begun(home, "midway")
    return home


def seen(home: Path) -> Callable[[], object]:
    one = LastSeen(home / "casebook.json")
    one.begin({})
    one.see("case", 1)
    return one.keep


def saved(home: Path) -> Callable[[], object]:
    work = casework(home)
    pen = Pen(actor="rosa", now=NOW, today=TODAY, new_id=ids("gone"))
    change = verbs.set_details(work.cases()[0], pen, note="x")
    return lambda: work.write([change])


def present(home: Path) -> Callable[[], object]:
    work = casework(home)

    def come_and_go() -> None:
        with work.present():
            pass

    return come_and_go


def put(home: Path) -> Callable[[], object]:
    typed = Typed(key="k", title="t", raws={"note": "x"})
    one = Draft(id=ids("draft")(), number=0, content=typed)
    drafts = Drafts(home / "casebook.json")
    return lambda: drafts.put(one)


def put_elsewhere(home: Path) -> Callable[[], object]:
    """A draft of a casebook on another disk, which takes none beside it."""
    other = home.parent.parent / "other"
    other.mkdir()
    (other / "casebook.json.drafts").write_text("in the way", "utf-8")
    one = Draft(id=ids("draft")(), number=0, content=Typed(key="k", title="t", raws={"note": "x"}))
    drafts = Drafts(other / "casebook.json")
    return lambda: drafts.put(one)


def a_fault(home: Path) -> Callable[[], object]:
    return lambda: crash_log.told(ValueError())


def chosen(home: Path) -> Callable[[], object]:
    one = Chosen()
    return lambda: one.keep(theme="light")


WRITERS = {
    "a save": saved, "the drafts": put, "what was seen": seen, "the colors chosen": chosen,
    "who has it open": present, "the drafts of a casebook elsewhere": put_elsewhere,
    "the log of errors": a_fault,
}  # fmt: skip


@pytest.mark.parametrize("writer", WRITERS)
def test_nothing_that_writes_makes_a_home_anew(home: Path, writer: str) -> None:
    write = WRITERS[writer](home)
    shutil.rmtree(home)
    with contextlib.suppress(CasebookError):  # a sentence
        write()
    assert not home.exists()


@pytest.mark.parametrize("writer", [put_elsewhere, a_fault, chosen])
def test_nor_the_home_of_a_user(
    home: Path, monkeypatch: pytest.MonkeyPatch, writer: Callable[[Path], Callable[[], object]]
) -> None:
    monkeypatch.delenv("SO_TUI_HOME")
    monkeypatch.setenv("HOME", str(home))
    write = writer(home)
    shutil.rmtree(home)
    with contextlib.suppress(CasebookError, OSError):
        write()
    assert not home.exists()


async def test_the_screen_says_that_its_home_is_gone_and_makes_none(home: Path) -> None:
    async with sitting(home, None) as at:
        shutil.rmtree(home)
        await told_of(at)
        assert "is not there any more" in notice(at.screen)
        await at.press("space", "T", "escape")
        await at.open("case.details")
        await at.put(note="typed on")
        at.app.typed.flush()
        await at.press("ctrl+s", "escape")
        await told_of(at)
        assert not home.exists()
    assert not home.exists()
