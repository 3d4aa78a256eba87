"""What the README promises at the keyboard is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAM = Path(sys.executable).parent / "so-tui"

RUN = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/so-tui --demo"
TEST = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"


def blocks() -> list[str]:
    """The README's shell blocks."""
    return re.findall(r"```sh\n(.*?)```", README, re.S)


@pytest.mark.parametrize("command", [RUN, TEST])
def test_each_of_the_two_commands_is_one_line_to_copy(command: str) -> None:
    assert f"{command}\n" in blocks()


def spoken() -> set[str]:
    """The subcommands that the README's examples use."""
    return set(re.findall(r"^so-tui ([a-z]+(?: set)?)", "\n".join(blocks()), re.M))


@pytest.mark.parametrize("words", sorted(spoken()))
def test_each_command_shown_is_a_command(words: str) -> None:
    done = subprocess.run(
        [PROGRAM, *words.split(), "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Usage:")


def test_each_page_and_picture_it_points_to_is_there() -> None:
    for target in re.findall(r"\]\(([^):]+)\)", README):
        assert (ROOT / target).exists(), target
