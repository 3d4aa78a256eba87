"""The page about the formats tells the truth: its examples are run, and say just what it shows."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from so_tui.exchange.formats import named
from tests.cli.running import Book
from tests.exchange.test_fhir_in import SEARCHSET
from tests.exchange.test_vcard import APPLE_EXPORT

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
FILES = {"contacts.vcf": APPLE_EXPORT, "portal.fhir": json.dumps(SEARCHSET)}


def examples() -> dict[str, list[str]]:
    """The lines of each example with commands, by the file that it is about."""
    found = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    about = (re.search(r"import (\S+)", one) for one in found)
    named_ = [one[1] for one in about if one]
    return {name: one.splitlines() for name, one in zip(named_, found, strict=True)}


@pytest.mark.parametrize("name", sorted(FILES))
def test_an_example_says_just_what_the_page_shows(name: str, tmp_path: Path) -> None:
    book = Book(tmp_path / "here")
    book("new", "Rosa M.")
    (tmp_path / name).write_text(FILES[name], "utf-8")
    shown, told = examples()[name], list[str]()
    for line in shown:
        if line.startswith("$ so-tui "):
            words = shlex.split(line.removeprefix("$ so-tui "))
            told.append(line)
            done = book(*(str(tmp_path / name) if one == name else one for one in words))
            told += done.out.splitlines()
    assert told == shown
    assert "Took what was chosen" in book("history", "rosa").out


def test_the_page_names_every_format_and_how_its_files_end() -> None:
    for name in ("fhir", "vcard"):
        assert f"`--format {name}`" in PAGE
        assert all(f"`{ending}`" in PAGE for ending in named(name).endings)
    limit = named("fhir").limit // 1024 // 1024
    assert f"at most {limit} MiB" in PAGE
