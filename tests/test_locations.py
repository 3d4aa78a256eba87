"""A person's files lie where the system says, or where they say; asking makes nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from so_tui import locations


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder without settings of its own in the environment."""
    for name in ("SO_TUI_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_by_default_everything_lies_in_the_persons_own_folders(home: Path) -> None:
    found = {locations.casebook(), locations.settings_file(), locations.faults_log()}
    assert {path.name for path in found} == {"casebook.json", "settings.toml", "errors.log"}
    assert all(home in path.parents and "so-tui" in path.parts for path in found)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no XDG folders")
def test_the_xdg_folders_are_followed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("DATA", "CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
    assert locations.casebook() == home / "data" / "so-tui" / "casebook.json"
    assert locations.settings_file() == home / "config" / "so-tui" / "settings.toml"
    assert locations.faults_log() == home / "state" / "so-tui" / "errors.log"


def test_one_variable_puts_everything_into_one_folder(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SO_TUI_HOME", "~/cases")
    assert locations.casebook() == home / "cases" / "casebook.json"
    assert locations.settings_file() == home / "cases" / "settings.toml"
    assert locations.faults_log() == home / "cases" / "errors.log"


def test_a_relative_folder_is_taken_from_where_one_is(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    monkeypatch.setenv("SO_TUI_HOME", "cases")
    assert locations.casebook() == home / "cases" / "casebook.json"
    assert locations.casebook(Path("other.json")) == home / "other.json"


def test_an_empty_variable_is_none(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = locations.casebook()
    monkeypatch.setenv("SO_TUI_HOME", "")
    assert locations.casebook() == before


def test_a_named_file_comes_before_everything(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SO_TUI_HOME", str(home / "cases"))
    assert locations.casebook(home / "mine.json") == home / "mine.json"


def test_asking_where_things_lie_makes_nothing(home: Path) -> None:
    code = (
        "from so_tui import locations, settings\n"
        "locations.casebook(); locations.settings_file(); locations.faults_log(); settings.load()\n"
    )
    subprocess.run([sys.executable, "-B", "-c", code], check=True)
    assert list(home.iterdir()) == []
