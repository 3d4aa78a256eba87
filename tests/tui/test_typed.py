"""What is typed and not saved outlives the app, and is offered again."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from so_tui.store.drafts import Draft, Drafts
from so_tui.tui import typed
from so_tui.tui.typed import TypedForms
from tests.tui.desk import screen_text
from tests.tui.sitting import hint, sitting


def forms(folder: Path) -> TypedForms:
    """The forms of a new start."""
    return TypedForms(Drafts(folder / "casebook.json"))


def test_what_is_kept_is_there_at_the_next_start(tmp_path: Path) -> None:
    first = forms(tmp_path)
    first.keep("a/log", "Log a contact", {"note": "x", "items": frozenset({"1", "2"})})
    first.flush()
    again = forms(tmp_path)
    assert again.begin() == ("Log a contact",)
    assert again.get("a/log") == {"note": "x", "items": frozenset({"1", "2"})}
    again.drop("a/log")
    again.flush()
    assert forms(tmp_path).begin() == ()
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_for_what_is_as_it_was(tmp_path: Path) -> None:
    first = forms(tmp_path)
    first.keep("a", "A", {})
    first.drop("b")
    first.flush()
    assert list(tmp_path.iterdir()) == []


def test_typing_waits_for_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typed, "PAUSE", 0.0)
    let, there = threading.Event(), threading.Event()
    real = Drafts.put

    def slow(drafts: Drafts, draft: Draft) -> Path:
        there.set()
        assert let.wait(10)
        return real(drafts, draft)

    monkeypatch.setattr(Drafts, "put", slow)
    first = forms(tmp_path)
    first.keep("a", "A", {"note": "1"})
    assert there.wait(10)
    for n in range(100):  # the disk stands still, and nobody who types does
        first.keep("a", "A", {"note": str(n)})
    let.set()
    first.flush()
    again = forms(tmp_path)
    again.begin()
    assert again.get("a") == {"note": "99"}


async def test_a_form_that_was_half_typed_goes_on_after_a_restart(tmp_path: Path) -> None:
    async with sitting(tmp_path, "midway") as at:
        await at.open("visit.edit", "visit")
        await at.put(doctor="Jolanta")
        at.app.typed.flush()
    async with sitting(tmp_path, None) as at:
        assert "What was typed into" in screen_text(at.app)
        await at.open("visit.edit", "visit")
        assert at.form.entries["doctor"].raw == "Jolanta"
        await at.save()
        assert not at.is_open, hint(at)
        at.app.typed.flush()
    assert forms(tmp_path).begin() == ()


async def test_leaving_by_accident_keeps_what_was_typed(tmp_path: Path) -> None:
    async with sitting(tmp_path, "midway") as at:
        await at.open("contact.log", call="pathology")
        await at.put(with_whom="Jolanta")
        await at.press("escape")
        assert not at.is_open
        at.app.typed.flush()
    assert forms(tmp_path).begin() == ("Log a contact",)


async def test_a_form_that_was_saved_just_before_leaving_is_not_offered_again(
    tmp_path: Path,
) -> None:
    async with sitting(tmp_path, "midway") as at:
        await at.press("v")
        await at.put(doctor="Dr Abara")
        at.app.typed.flush()
        await at.save()
        await at.press("q")
    assert not list((tmp_path / "casebook.json.drafts").glob("*.json"))
