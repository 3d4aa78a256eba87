"""What is not saved is told in its own case; of a case that was erased, once and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from so_tui.store.erasing import erase
from so_tui.tui.app import SoTui
from so_tui.tui.targets import Target
from so_tui.tui.widgets.bars import Foot, Head, Notice
from so_tui.tui.widgets.listing import Listing
from tests.tui import desk
from tests.tui.full_disk import begun, no_room
from tests.tui.sitting import Sitting, hint
from tests.tui.test_meanwhile import told_of

SECRET = "typed about her"
WAYS = {
    "a form": ("contact.log", "ctrl+s"),
    "a form that was left": ("contact.log", "ctrl+s", "escape"),
    "a field": ("case.details", "ctrl+s"),
    "a key": ("", "space"),
}
"""How a change comes about: the form it is typed into, and the keys."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state folder of the test's own."""
    monkeypatch.setenv("SO_TUI_HOME", str(tmp_path / "home"))


async def do(at: Sitting, way: str) -> None:
    """Change the case that is shown, and try to save it."""
    form, *keys = WAYS[way]
    if form:
        await at.open(form, call="pathology")
        await at.put(note=SECRET)
    else:
        id_ = next(id_ for id_, one in at.case.items.items() if one.kind == "stained_slides")
        assert at.screen.go("pathology", Target("item", id_))
    if form == "contact.log":
        at.form.entries["outcome"].raw = "spoke"
    await at.press(*keys)


def lines(app: SoTui) -> list[str]:
    """All that the screen on top says, but the names of keys."""
    rows = [row.text for one in app.screen.query(Listing) for row in one.rows]
    rows += [line for one in app.screen.query(Notice) for line in one.lines]
    return [*rows, *(line for one in app.screen.query(Foot) for line in one.lines)]


def unsaved(said: list[str]) -> list[str]:
    """What is said of something that is not saved."""
    return [one for one in said if "not saved" in one or SECRET in one or "discard" in one]


async def opened(app: SoTui, case: str, at: Sitting) -> None:
    while at.is_open:
        await at.press("escape")
    await app.open_case(case)
    await at.pilot.pause()
    await at.press("left")  # a key takes away what was told before


@pytest.mark.parametrize("way", WAYS)
async def test_what_is_not_saved_is_told_as_another_cases(tmp_path: Path, way: str) -> None:
    begun(tmp_path, "midway", "rush")
    app = desk.app(tmp_path)
    async with app.run_test(size=desk.WIDE) as pilot:
        at = Sitting(app, pilot)
        rosa, sam = (desk.sample(name).cases[0].id for name in ("midway", "rush"))
        await opened(app, rosa, at)
        with no_room(tmp_path):
            await do(at, way)
            while at.is_open:
                await at.press("escape")
            assert at.screen.query_one(Head).saved == "! not saved"
            assert any("! not saved yet: " in one for one in lines(app))
            await opened(app, sam, at)
            (only,) = unsaved(lines(app))
            assert only.strip().startswith("! Elsewhere, 1 change is not saved: files here may")
            assert app.screen.query_one(Head).saved == "✓ saved"
            await at.press("u")
            assert " in “Rosa M.” is not saved yet. R saves it" in " ".join(
                " ".join(lines(app)).split()
            )
            await opened(app, rosa, at)
            assert app.screen.query_one(Head).saved == "! not saved"
        await told_of(at)
        assert not any("not saved" in one for one in lines(app))


@pytest.mark.parametrize("way", WAYS)
async def test_what_is_not_saved_of_one_who_was_erased_is_told_once(
    tmp_path: Path, way: str
) -> None:
    """Refused at once, since the case was erased before: it is told where it was typed."""
    app = desk.app(tmp_path, "midway", "rush")
    async with app.run_test(size=desk.WIDE) as pilot:
        at = Sitting(app, pilot)
        rosa, sam = (desk.sample(name).cases[0].id for name in ("midway", "rush"))
        await opened(app, rosa, at)
        erase(tmp_path / "casebook.json", rosa)
        await do(at, way)
        if at.is_open:
            assert "Not saved: this is not in the casebook any more. No copy" in hint(at)
        await nowhere_else(at, sam)


@pytest.mark.parametrize("way", WAYS)
async def test_what_waited_when_its_case_was_erased_is_told_once(tmp_path: Path, way: str) -> None:
    begun(tmp_path, "midway", "rush")
    app = desk.app(tmp_path)
    async with app.run_test(size=desk.WIDE) as pilot:
        at = Sitting(app, pilot)
        rosa, sam = (desk.sample(name).cases[0].id for name in ("midway", "rush"))
        await opened(app, rosa, at)
        with no_room(tmp_path):
            await do(at, way)
        erase(tmp_path / "casebook.json", rosa)
        assert app.writer.outbox.waiting
        app.writer.outbox.due = lambda: False  # type: ignore[method-assign]  # not tried again yet
        told = []
        told_before = app.tell

        def tell(sentence: str) -> None:
            told.append(sentence)
            told_before(sentence)

        app.tell = tell  # type: ignore[method-assign]  # it still tells
        for _ in range(3):
            await told_of(at)
        (only,) = [one for one in told if "not saved" in one]
        assert only.startswith("1 change is not saved: its case is not in the casebook any more.")
        assert not any("Everything is saved" in one for one in told)
        await nowhere_else(at, sam)


async def nowhere_else(at: Sitting, other: str) -> None:
    """Neither another case nor the list says anything of it, undo works, and leaving asks not."""
    app = at.app
    await opened(app, other, at)
    assert not unsaved(lines(app))
    assert app.screen.query_one(Head).saved == "✓ saved"
    await app.show_casebook()
    await told_of(at)
    await at.press("down")
    assert not unsaved(lines(app))
    assert app.writer.outbox.waiting == ()
    await at.press("q")
    assert not app.is_running
