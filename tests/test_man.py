"""The pages of the manual say what `--help` says, and are drawn without a warning."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from docs import make_man
from tests.cli.reference import every
from tests.cli.running import ROOT

PAGES = make_man.pages()
FOLDER = ROOT / "man"


def needs(program: str) -> None:
    """Skip where a program is missing, and say so."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")


def drawn(name: str) -> str:
    """A page as `man` draws it, on one long line for each paragraph; it may warn of nothing."""
    done = subprocess.run(
        ["man", "--warnings=w", "-l", str(FOLDER / name)],
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "MANWIDTH": "1000"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert not done.stderr, done.stderr
    return " ".join(done.stdout.replace("\u2010", "-").replace("\u2212", "-").split())


def test_the_pages_are_as_the_program_says() -> None:
    found = {one.name: one.read_text("utf-8") for one in FOLDER.iterdir()}
    assert found == PAGES, "write them anew: python -m docs.make_man"


def test_a_page_says_all_that_the_help_says() -> None:
    needs("man")
    shown = {name: drawn(name) for name in PAGES}
    for name, command, context in every():
        page = shown[f"so-tui-{name.split()[1]}.1"]
        said = [name, *command.collect_usage_pieces(context), *(command.help or "").split("\n\n")]
        for one in command.params:
            record = one.get_help_record(context) if isinstance(one, click.Option) else None
            said += record or ()
        for text in said:
            assert " ".join(re.sub("`", "", text).split()) in page, name
    for name, *_ in every():
        if name.count(" ") == 1:
            assert f"{name.replace(' ', '-')}(1)" in shown["so-tui.1"]


def test_mandoc_has_nothing_to_warn_of() -> None:
    needs("mandoc")
    pages = [str(FOLDER / name) for name in PAGES]
    done = subprocess.run(
        ["mandoc", "-T", "lint", "-W", "warning", *pages], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    "text", [".TH x", "'so", "a\\fBb", "\\", "-x --y", "`a-b`", "a|b|c", ".", '"q" \\"x']
)
def test_a_text_is_shown_as_it_is(text: str, tmp_path: Path) -> None:
    needs("man")
    page = tmp_path / "x.1"
    lines = [".TH X 1", ".SH NAME", "x", ".SH SAID", *make_man._lines(text), ""]
    page.write_text("\n".join(lines))
    done = subprocess.run(
        ["man", "--warnings=w", "-l", str(page)],
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "MANWIDTH": "80"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert not done.stderr
    _, _, said = done.stdout.partition("SAID")
    assert said.split("\n")[1].strip() == text.replace("`", "")
