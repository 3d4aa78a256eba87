"""The floors in pyproject.toml are true: the suite passes with the lowest versions they name."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest

from tests.packaging.suites import ROOT, said_by_the_suite

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
FLOOR = re.compile(r"(?P<name>[a-z0-9-]+)>=(?P<version>[0-9.]+),<[0-9]+")


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
    assert said_by_the_suite(sys.executable, tmp_path / "venv", *pinned) == ""
