"""A file with a case is encrypted to a key on the screen, too; it must be where a rule says so."""

from __future__ import annotations

from pathlib import Path

import pyrage
import pytest
from textual.pilot import Pilot

from so_tui import locations
from so_tui.errors import RefusedInputError
from so_tui.exchange import sealing
from so_tui.exchange.casefile import load
from so_tui.tui.app import SoTui
from so_tui.tui.forms.entries import Line
from so_tui.tui.forms.fields import Values
from so_tui.tui.forms.files import Importing, _react
from tests.knowledge import catalogue
from tests.tui.desk import WIDE, app, case_screen, screen_text
from tests.tui.test_papers import form_of

KEY = pyrage.x25519.Identity.generate()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files go into a folder of their own, where no setting says anything yet."""
    out, rules = tmp_path / "out", tmp_path / "etc/so-tui"
    out.mkdir()
    rules.mkdir(parents=True)
    monkeypatch.chdir(out)
    monkeypatch.setattr(locations, "_ADMINISTERED", rules)
    return out


async def _opened(pilot: Pilot[None], so: SoTui) -> None:
    await pilot.press("E")
    await pilot.pause()
    assert "key" in form_of(so).entries


async def _typed(pilot: Pilot[None], so: SoTui, text: str) -> None:
    entry = form_of(so).entries["key"]
    assert isinstance(entry, Line)
    entry.value = text
    await pilot.pause()


async def test_with_a_key_the_file_is_sealed_and_named_so(tmp_path: Path, folder: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.pause()
        await _opened(pilot, so)
        await _typed(pilot, so, str(KEY.to_public()))
        assert form_of(so).entries["file"].raw == "case.json.age"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "encrypted to 1 key" in " ".join(screen_text(so).split())
    (file,) = folder.iterdir()
    sealed = sealing.look(file.read_bytes(), file.name)
    inside = sealing.unseal(sealed, [sealing.Identities(str(KEY).encode(), "key")])
    assert load(inside, "a", catalogue()).cases


def test_the_name_goes_with_what_is_written_and_with_whether_it_is_encrypted() -> None:
    for name, values, file in (
        ("key", {"key": "age1x", "file": "rosa.json"}, "rosa.json.age"),
        ("key", {"key": "age1xy", "file": "rosa.json.age"}, "rosa.json.age"),
        ("key", {"key": "", "file": "rosa.json.age"}, "rosa.json"),
        ("key", {"key": "age1x", "file": ""}, ""),
        ("format", {"key": "age1x", "file": "x", "format": "json-lines"}, "case.jsonl.age"),
        ("format", {"key": "", "file": "x", "format": "json-lines"}, "case.jsonl"),
    ):
        assert _react(name, Values(values)) == {"file": file}


async def test_a_sealed_file_is_sent_to_the_command_line(tmp_path: Path, folder: Path) -> None:
    file = folder / "rosa.json.age"
    file.write_bytes(sealing.seal(b"{}", sealing.keys([str(KEY.to_public())])))
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.pause()
        desk = Importing(case_screen(so))
        with pytest.raises(RefusedInputError, match="opened by a command: so-tui import"):
            desk.source(Values({"file": str(file)}))


async def test_where_the_rule_says_so_no_file_goes_out_in_the_clear(
    tmp_path: Path, folder: Path
) -> None:
    rules = tmp_path / "etc/so-tui/settings.toml"
    rules.write_text('encrypt = "always"\nlocked = ["encrypt"]\nask = "the desk"')
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.pause()
        await _opened(pilot, so)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "encrypted only" in " ".join(screen_text(so).split())
        assert list(folder.iterdir()) == []
        await _typed(pilot, so, "age1nothing")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert list(folder.iterdir()) == []
        await _typed(pilot, so, str(KEY.to_public()))
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert [one.name for one in folder.iterdir()] == ["case.json.age"]
