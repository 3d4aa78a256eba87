"""A disc on the screen: named, read while one waits, told, and recorded by one key."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from so_tui.discs import asking
from so_tui.tui.app import SoTui
from so_tui.tui.forms import discs
from so_tui.tui.screens.disc import DiscScreen
from so_tui.tui.targets import Target
from so_tui.tui.widgets.listing import Listing
from tests.discs.making import loose, many, study
from tests.tui.sitting import Sitting, sitting

ROSA = {"name": "Marín^Rosa", "born": "19680409"}


async def until(at: Sitting, holds: Callable[[], bool]) -> None:
    """Wait until something holds: the disc is read in another process."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, lines(at)
        await at.pilot.pause(0.02)


def lines(at: Sitting) -> str:
    """What the disc's screen says."""
    screen = at.app.screen
    return "\n".join(row.text for row in screen.query_one(Listing).rows) if is_open(at) else ""


def is_open(at: Sitting) -> bool:
    return isinstance(at.app.screen, DiscScreen)


async def open_disc(at: Sitting, path: Path, target: Target | None = None) -> None:
    at.screen.go("radiology", target)
    await at.press("d")
    await at.put(path=str(path))
    await at.press("ctrl+s")


async def read(at: Sitting, path: Path, target: Target | None = None) -> str:
    await open_disc(at, path, target)
    await until(at, lambda: "DICOM files" in lines(at))
    return lines(at)


async def test_a_disc_is_read_told_and_recorded_by_one_key_and_undone(tmp_path: Path) -> None:
    disc = loose(
        tmp_path / "disc", study(2, day="20261112", **ROSA),
        study(2, day="20261114", modality="PT", **ROSA),
    )  # fmt: skip
    async with sitting(tmp_path / "book") as at:
        before = at.case
        said = await read(at, disc)
        assert "R2 PET 14 Nov 2026: it is there." in said
        assert "asked → arrived" in said
        assert "Sat 14 Nov 2026: PET" in said
        await at.press("enter")
        assert not is_open(at)
        pet = next(one for one in at.case.items.values() if one.kind == "pet")
        assert (pet.state, pet.place) == ("arrived", "with_us")
        assert "From a disc: " in at.told
        await at.press("u")
        assert at.case == before


async def test_escape_goes_back_and_records_nothing(tmp_path: Path) -> None:
    disc = loose(tmp_path / "disc", study(2, name="Lopez^Ana"))
    async with sitting(tmp_path / "book") as at:
        before = at.case
        assert "Another person’s name is on this disc." in await read(at, disc)
        await at.press("escape")
        assert not is_open(at)
        assert at.case == before


async def test_escape_stops_the_reading(tmp_path: Path) -> None:
    disc = many(tmp_path / "disc", 5_000)
    async with sitting(tmp_path / "book") as at:
        await open_disc(at, disc)
        await until(at, lambda: " of 5,000 files" in lines(at))
        assert "Esc stops." in lines(at)
        await at.press("escape")
        assert not is_open(at)


async def test_where_nothing_can_be_recorded_the_key_says_so(tmp_path: Path) -> None:
    disc = loose(tmp_path / "disc", study(1, born="19500101", name="Marín^Rosa"))
    async with sitting(tmp_path / "book") as at:
        said = await read(at, disc)
        assert "Another date of birth" in said
        assert "What will be recorded" not in said
        await at.press("enter")
        assert is_open(at)
        await at.press("escape")


async def test_on_the_row_of_an_office_only_what_was_asked_of_it_is_looked_for(
    tmp_path: Path,
) -> None:
    disc = loose(tmp_path / "disc", study(1, name="Wolfe^Henry", born="19510130"))
    async with sitting(tmp_path / "book", "many-offices") as at:
        images = [
            one for one in at.case.items.values()
            if one.call == "radiology" and one.kind != "image_reports"
        ]  # fmt: skip
        offices = {one.office for one in images if one.office is not None}
        assert len(offices) > 1
        for office in offices:
            said = await read(at, disc, Target("office", office, "radiology"))
            await at.press("escape")
            told = re.findall(r"^[✓?!] R\d", said, re.MULTILINE)
            assert len(told) == len([one for one in images if one.office in (office, None)])


async def test_a_path_that_leads_nowhere_is_said_at_its_field(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        for path in ("/nowhere/at/all", "~nobody-of-that-name/x", "x" * 400, "nul"):
            await open_disc(at, Path(path))
            assert at.is_open
            assert "There is nothing at this path." in at.sheet()
            await at.press("escape")


async def test_what_cannot_be_read_is_said_at_the_foot(tmp_path: Path) -> None:
    (tmp_path / "disc.zip").write_bytes(b"PK\x05\x06" + b"\xff" * 18)
    async with sitting(tmp_path / "book") as at:
        await open_disc(at, tmp_path / "disc.zip")
        await until(at, lambda: not is_open(at))
        await at.pilot.pause()
        assert "cannot be read here" in at.told


async def test_without_the_part_the_screen_says_how_to_add_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    async with sitting(tmp_path) as at:
        at.screen.go("radiology")
        await at.press("d")
        assert not at.is_open
        assert asking.ADD in at.told


async def test_texts_of_a_disc_are_no_markup(tmp_path: Path) -> None:
    from pydicom import config

    with config.disable_value_validation():
        disc = loose(
            tmp_path / "disc",
            study(1, description="[red]not red[/red] [@click=app.quit]quit[/]", **ROSA),
        )
    async with sitting(tmp_path / "book") as at:
        said = await read(at, disc)
        assert "[red]not red[/red] [@click=app.quit]quit[/]" in said
        assert isinstance(at.app, SoTui)


def test_the_one_disc_that_is_in_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discs, "_MOUNTS", ("/proc", "/proc/nothing/*"))
    assert discs.put_in() == "/proc"
    monkeypatch.setattr(discs, "_MOUNTS", ("/proc", "/sys"))
    assert discs.put_in() == ""
