"""What is written on somebody's word never lands on a casebook's own files, by whatever name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from so_tui import locations
from so_tui.store import territory
from tests.cli.running import Book


def landed(book: Book, folder: Path) -> Iterator[str]:
    """Each name of the casebook's own files on which an export lands."""
    (link := folder / "link").symlink_to(book.path.parent)
    (folder / "hard.json").hardlink_to(book.path)
    own = sorted(one for one in book.path.parent.rglob("casebook.json*") if one.is_file())
    not_yet = [book.path.with_name("casebook.json.journal"), book.path.with_name("casebook.json.x")]
    names = [*own, *not_yet, *(link / one.name for one in own), folder / "hard.json"]
    for one in names:
        before = one.read_bytes() if one.exists() else None
        said = book.try_("export", "--all", "--force", "-o", str(one))
        after = one.read_bytes() if one.exists() else None
        if said.code != 8 or after != before:
            yield str(one)


def test_an_export_lands_on_no_file_of_a_casebook(book: Book, tmp_path: Path) -> None:
    book("new", "Rosa")
    book("backup")
    book("new", "June")
    assert list(landed(book, tmp_path)) == []


@pytest.mark.parametrize("forgets", ["_is_beside", "_is_same"])
def test_a_territory_that_forgets_a_way_in_is_found(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forgets: str
) -> None:
    book("new", "Rosa")
    monkeypatch.setattr(territory, forgets, lambda *given: False)
    monkeypatch.setattr(territory, "_is_casebook", lambda path: False)
    assert list(landed(book, tmp_path))


def own_names(book: Book, folder: Path) -> Iterator[Path]:
    """Names of what is so-tui's own besides the casebook: there or not, and through links."""
    home = Path(book.environment["SO_TUI_HOME"])
    names = [
        "settings.toml", "errors.log", "chosen.json", "themes/mine.toml", "looked/0.json",
        "drafts/0/1.json",
    ]  # fmt: skip
    (link := folder / "home link").symlink_to(home)
    for n, name in enumerate(names):
        yield home / name
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        yield home / name
        (home / name).write_text("# so-tui's own\n")
        yield home / name
        yield link / name
        (soft := folder / f"soft {n}").symlink_to(home / name)
        yield soft
        (hard := folder / f"hard {n}").hardlink_to(home / name)
        yield hard
        (home / name).unlink()
    system = Path(book.environment["XDG_CONFIG_DIRS"]) / "so-tui"
    system.mkdir(parents=True)
    yield system / "settings.toml"
    yield system / "themes" / "mine.toml"


def landed_on_own(book: Book, folder: Path) -> Iterator[str]:
    """Each of these names on which a command lands that writes a file."""
    commands = (("export", "--all", "--force"), ("paper", "handover", "--force"))
    for one in own_names(book, folder):
        before = one.read_bytes() if one.exists() else None
        for words in (*commands, ("backup", "--force")):
            said = book.try_(*words, "-o", str(one))
            after = one.read_bytes() if one.exists() else None
            if said.code != 8 or "so-tui keeps for itself" not in said.talk or after != before:
                yield f"{words[0]} {one} {said.talk}"


@pytest.fixture
def at_home(book: Book, tmp_path: Path) -> Book:
    """A casebook of somebody who has a folder for so-tui, and another one for the system's."""
    book.environment["XDG_CONFIG_DIRS"] = str(tmp_path / "system")
    Path(book.environment["SO_TUI_HOME"]).mkdir()
    book("new", "Rosa")
    return book


def test_nothing_lands_on_what_is_the_programs_own(at_home: Book, tmp_path: Path) -> None:
    assert list(landed_on_own(at_home, tmp_path)) == []
    # Beside them is no place of its own.
    at_home("export", "--all", "-o", str(tmp_path / "home" / "rosa.json"))


def test_own_files_that_are_forgotten_are_found(
    at_home: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locations, "own", lambda: (locations.faults_log(),))
    assert list(landed_on_own(at_home, tmp_path))


def test_a_quoted_home_is_expanded_wherever_a_file_is_written(book: Book, tmp_path: Path) -> None:
    book("new", "Rosa")
    book.environment["HOME"] = str(tmp_path)
    for words in (("export", "--all"), ("paper", "handover"), ("backup",), ("paper", "all")):
        name = "-".join(words)
        said = book.try_(*words, "-o", f"~/{name}")
        assert said.code == 3 or (tmp_path / name).exists(), said.talk
    said = book.try_("export", "--all", "-o", "~nobody-of-that-name/x.json")
    assert said.code == 8
    assert "Write the path in full" in said.talk
