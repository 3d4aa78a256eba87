"""A form is open on a case that somebody else erases or removes: nothing of an erased person
comes back, and of a removed case nothing that was typed is lost."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from msgspec.structs import replace

from so_tui.core import verbs
from so_tui.core.case import CallName
from so_tui.store.erasing import erase
from so_tui.tui.screens.casebook import CasebookScreen
from so_tui.tui.widgets.bars import Foot
from tests.store.books import DEEP
from tests.tui.desk import ids
from tests.tui.full_disk import begun, no_room
from tests.tui.sitting import Sitting, hint, sitting
from tests.tui.test_meanwhile import Ana, told_of

SECRET = "typed about her"
FORMS: dict[str, tuple[str, CallName | None]] = {
    "case.details": ("note", None),
    "visit.edit": ("note", None),
    "contact.log": ("note", "oncologist"),
}
"""Actions whose forms are tried: the field that is typed into, and whose card it is."""

ENDS = {
    "escaped": ("escape",),
    "saved": ("ctrl+s",),
    "saved and escaped": ("ctrl+s", "escape"),
    "left open": (),
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state folder of the test's own."""
    monkeypatch.setenv("SO_TUI_HOME", str(tmp_path / "home"))


async def begin(at: Sitting, form: str) -> None:
    """Open a form."""
    await at.open(form, call=FORMS[form][1])
    assert at.is_open


def holding(folder: Path) -> list[str]:
    """The files that have what was typed, by name."""
    files = (one for one in folder.rglob("*") if one.is_file())
    return [one.name for one in files if SECRET.encode() in one.read_bytes()]


async def do(at: Sitting, folder: Path, steps: tuple[str, ...], field: str, gone: str) -> None:
    """What the person and the other one do, in this order."""
    ana = Ana(folder)
    for step in steps:
        match step:
            case "type" if at.is_open:
                await at.put(**{field: f"{at.form.entries[field].raw} {SECRET}"})
            case "flush":
                at.app.typed.flush()
            case "look":
                await told_of(at)
            case "gone" if gone == "erased":
                erase(folder / "casebook.json", at.screen.page.id)
            case "gone":
                ana.desk.write([verbs.remove_case(ana.desk.cases()[0], ana.pen)])
            case key if key in ("escape", "ctrl+s"):
                if at.is_open:
                    await at.press(key)
    at.app.typed.flush()


ORDERS = [
    ("type", "flush", "gone", "look", "type", "flush"),
    ("type", "flush", "gone", "type", "flush", "look"),
    ("type", "gone", "look", "type"),
    ("gone", "type", "flush", "look"),
    ("type", "flush", "gone"),
]
ALL = list(itertools.product(FORMS, range(len(ORDERS)), ENDS))
TRIED = ALL if DEEP else ALL[::7]
"""Which form, order and end are tried: each of them, and in the deep tier each with each."""


@pytest.mark.parametrize(("form", "order", "end"), TRIED)
async def test_of_one_who_was_erased_nothing_typed_stays_or_comes_back(
    tmp_path: Path, form: str, order: int, end: str
) -> None:
    async with sitting(tmp_path) as at:
        await begin(at, form)
        await do(at, tmp_path, (*ORDERS[order], *ENDS[end]), FORMS[form][0], "erased")
        assert holding(tmp_path) == []
        await told_of(at)
        if at.is_open:
            assert "is not in the casebook any more" in hint(at)
        else:
            said = " ".join(line for foot in at.app.screen.query(Foot) for line in foot.lines)
            assert isinstance(at.app.screen, CasebookScreen)
            assert "kept" not in said or "No copy of it is kept" in said
    assert holding(tmp_path) == []


@pytest.mark.parametrize(("form", "order", "end"), TRIED)
async def test_what_was_typed_into_a_removed_case_is_there_once_it_is_brought_back(
    tmp_path: Path, form: str, order: int, end: str
) -> None:
    async with sitting(tmp_path) as at:
        await begin(at, form)
        await do(at, tmp_path, (*ORDERS[order], *ENDS[end]), FORMS[form][0], "removed")
        await told_of(at)
        assert holding(tmp_path)
    ana = Ana(tmp_path)
    if not ana.desk.cases():
        ana.desk.undo(replace(ana.pen, new_id=ids("brought back")))
    async with sitting(tmp_path, None) as at:
        if SECRET in repr(at.case):
            return
        await begin(at, form)
        assert SECRET in str(at.form.entries[FORMS[form][0]].raw)


async def test_what_was_said_about_a_change_that_failed_goes_once_it_is_saved(
    tmp_path: Path,
) -> None:
    begun(tmp_path, "midway")
    async with sitting(tmp_path, None) as at:
        with no_room(tmp_path):
            await at.press("space")
            assert "Not saved yet" in at.told
            await at.open("case.details")
        await told_of(at)
        await told_of(at)
        assert not at.app.writer.outbox.waiting
        await at.press("escape")
        assert "Not saved" not in at.told
