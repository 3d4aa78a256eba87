"""The app that stays open over midnight: every screen follows, and a form keeps what it has."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from so_tui.casework import Casework
from so_tui.tui import app as app_module
from so_tui.tui.app import DAY, SoTui
from so_tui.tui.forms.form_screen import FormScreen
from tests.tui import desk
from tests.tui.watched import Sight, Watched, sit

AFTER = desk.TODAY + dt.timedelta(days=2)
"""The next day on which offices are open."""


class Night:
    """A clock that somebody can move."""

    def __init__(self) -> None:
        self.day = desk.TODAY

    def now(self) -> dt.datetime:
        """Half past nine."""
        return dt.datetime.combine(self.day, dt.time(9, 30), dt.UTC)


@pytest.fixture
def night() -> Night:
    """The evening before."""
    return Night()


def opened(folder: Path, night: Night) -> SoTui:
    """The app on a casebook of two cases, going by that clock."""
    desk.casework(folder, "midway", "finished")
    return SoTui(
        Casework.open(folder / "casebook.json"), today=lambda: night.day, now=night.now,
        new_id=desk.ids("night"), actor="rosa", follow=None, driver=Watched,
    )  # fmt: skip


def days(text: str) -> Iterator[str]:
    """What of the days before and after is named."""
    for day in (desk.TODAY, AFTER):
        if any(f"{day:%a} {day.day} {day:%b}{after}" in text for after in (", today", " 2026 ━")):
            yield f"{day:%d}"


@pytest.mark.parametrize("keys", [("enter", "5"), ("T",)], ids=["case", "today"])
def test_a_screen_that_stays_open_follows_the_day_by_itself(
    tmp_path: Path, night: Night, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...]
) -> None:
    assert DAY <= 30, "within a minute, also when a computer slept in between"
    monkeypatch.setattr(app_module, "DAY", 0.05)

    async def stay(at: Sight) -> None:
        await at.press(*keys)
        await at.drawn()
        assert list(days("\n".join(at.look()))) == ["25"]
        night.day = AFTER
        await asyncio.sleep(0.1)
        await at.drawn()
        assert list(days("\n".join(at.look()))) == ["27"]

    sit(opened(tmp_path, night), (120, 40), stay)


def test_a_key_after_midnight_is_of_the_new_day(tmp_path: Path, night: Night) -> None:
    so = opened(tmp_path, night)

    async def stay(at: Sight) -> None:
        await at.press("enter", "3")
        night.day = AFTER
        await at.press("c", "v", "ctrl+s")
        contacts = [one for page in so.casework.cases() for one in page.value.contacts.values()]
        latest = max(contacts, key=lambda one: (one.on, one.number))
        assert latest.on == AFTER

    sit(so, (80, 24), stay)


def test_an_open_form_keeps_its_fields_and_says_that_the_day_changed(
    tmp_path: Path, night: Night
) -> None:
    so = opened(tmp_path, night)

    async def stay(at: Sight) -> None:
        await at.press("enter", "3", "c", "v", "tab", "tab", *"tomorrow")
        night.day = AFTER
        await at.press("tab", *"Ana")
        await at.drawn()
        assert isinstance(so.screen, FormScreen)
        raws = {name: entry.raw for name, entry in so.screen.entries.items()}
        assert raws["promise"] == "Thu 26 Nov 2026"
        assert raws["on"] == "Wed 25 Nov 2026"
        assert raws["with_whom"] == "Ana"
        assert "It is Fri 27 Nov" in "\n".join(at.look())

    sit(so, (120, 40), stay)


def test_a_day_that_was_given_stays(tmp_path: Path, night: Night) -> None:
    so = opened(tmp_path, night)

    async def stay(at: Sight) -> None:
        await at.press("T")
        so.look_at_the_day()
        await at.drawn()
        assert list(days("\n".join(at.look()))) == ["25"]

    sit(so, (80, 24), stay)
