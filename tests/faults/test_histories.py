"""What generated histories came upon, told as it happens to people."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import Book


def test_an_item_that_two_people_moved_and_one_removed_leaves_nothing_to_choose(
    tmp_path: Path,
) -> None:
    for name in "ana", "ben":
        (tmp_path / name).mkdir()
    ana, ben = Book(tmp_path / "ana", actor="Ana"), Book(tmp_path / "ben", actor="Ben")
    begun, moved = str(tmp_path / "begun.json"), str(tmp_path / "moved.json")
    ana("new", "Rosa M.", "--visit", "2026-12-17")
    ana("export", "-o", begun)
    ben("import", begun)
    ana("item", "set", "P1", "arrived")
    ben("item", "set", "P1", "arrived")
    ben("export", "-o", moved)
    ana("import", moved)
    ana("item", "remove", "P1")
    assert "Kept apart" not in ana("show").out
