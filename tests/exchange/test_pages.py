"""Pages to read: of one case and of several, as they were, and as the documentation says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from so_tui import assets
from tests.cli.running import Book
from tests.pages import FORMATS, GOLDEN, every, opened, page

DOCUMENT = Path(__file__).parents[2] / "docs" / "formats.md"


def test_the_pages_of_the_samples_are_as_they_were() -> None:
    kept = {one.name: one.read_text("utf-8") for one in GOLDEN.iterdir()}
    assert every() == kept, "look at what differs, then: python -m tests.pages"


def test_a_page_of_html_is_one_file_that_asks_for_nothing() -> None:
    text = (GOLDEN / "several.html").read_text("utf-8")
    assert not re.search(r"<(script|link|img|iframe|object|embed|form|base)\b", text)
    assert not re.search(r"\b(src|srcset|style|on\w+)=|url\(|@import|https?:", text)
    title = re.findall(r"<title>(.*?)</title>", text)
    assert title == ["How things stand"], "the tab of a browser names nobody"


@pytest.mark.parametrize("format_", FORMATS)
def test_a_case_stands_alone_as_it_stands_among_others(format_: str, tmp_path: Path) -> None:
    work = opened(tmp_path, ["midway", "rush"])
    for id_ in work.labels():
        lines = {one.strip("# ") for one in page(work, [id_], format_).splitlines()}
        among = {one.strip("# ") for one in page(work, [*work.labels()], format_).splitlines()}
        # What differs are the levels of headings and the ids that drawings name themselves by.
        own = {re.sub(r"</?h\d|case-\d", "", one) for one in lines}
        assert own <= {re.sub(r"</?h\d|case-\d", "", one) for one in among}


def test_the_commands_that_are_shown_do_what_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = DOCUMENT.read_text("utf-8").partition("## Plain text, Markdown, HTML")[2]
    block = told.partition("```sh\n")[2].partition("```")[0]
    commands = [shlex.split(line.partition("|")[0])[1:] for line in block.splitlines()]
    assert commands
    book = Book(tmp_path / "book")
    book("import", str(assets.data("samples/midway.json")))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for words in commands:
        out = book(*words).out
        text = Path(words[-1]).read_text("utf-8") if "-o" in words else out
        assert "How things stand" in text
        assert "Made on Wed 25 Nov 2026" in text
