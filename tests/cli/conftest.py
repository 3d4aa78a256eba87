"""A casebook of its own for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Book


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """An empty casebook on Wednesday 25 November 2026, of Elena."""
    return Book(tmp_path)


@pytest.fixture
def rosa(book: Book) -> Book:
    """A casebook with one case, Rosa, whose visit is on 17 December."""
    book("new", "Rosa", "--visit", "2026-12-17", "--time", "10:30", "--zone", "America/New_York")
    return book
