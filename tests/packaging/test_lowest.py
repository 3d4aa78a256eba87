"""The floors in pyproject.toml are true: the suite passes with the lowest versions they name."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
FLOOR = re.compile(r"(?P<name>[a-z0-9-]+)>=(?P<version>[0-9.]+),<[0-9]+")

WITHOUT_SCREEN = ("tests/core", "tests/store", "tests/exchange", "tests/cli")
"""What is tried: the screen's own library is named by one exact line of versions."""


def test_every_dependency_has_a_floor_and_an_end() -> None:
    # What has no numbers to count on by design is only kept from being too old.
    dated = {"tzdata"}
    for one in PROJECT["dependencies"]:
        name = re.split(r"[>=<]", one)[0]
        assert FLOOR.fullmatch(one) or name in dated, one


@pytest.mark.deep
def test_the_suite_passes_with_the_lowest_versions_that_are_named(tmp_path: Path) -> None:
    floors = [one for line in PROJECT["dependencies"] if (one := FLOOR.fullmatch(line))]
    pinned = [f"{one['name']}=={one['version']}" for one in floors]
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    install = [str(python), "-m", "pip", "install", "-q", *pinned, "-e", f"{ROOT}[test]"]
    subprocess.run(install, check=True, cwd=tmp_path)
    environment = {key: value for key, value in os.environ.items() if key != "SO_TUI_DEEP"}
    done = subprocess.run(
        [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", *WITHOUT_SCREEN],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
