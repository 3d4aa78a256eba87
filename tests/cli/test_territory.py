"""What is written on somebody's word never lands on a casebook's own files, by whatever name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

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
