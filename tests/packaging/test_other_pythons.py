"""so-tui runs on every Python that it names, as far as there is one to try."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tomllib
from pathlib import Path

import pytest

from tests.packaging.suites import ROOT, said_by_the_suite

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NAMED = re.findall(r"Python :: (3\.\d+)", " ".join(PROJECT["classifiers"]))


def found(version: str) -> str | None:
    """A Python of a version: on the PATH, or kept by pyenv."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    places = sorted(kept.glob(f"{version}.*/bin/python"))
    return str(places[-1]) if places else shutil.which(f"python{version}")


def test_the_pythons_that_are_named_begin_with_the_oldest_that_is_allowed() -> None:
    assert PROJECT["requires-python"] == f">={NAMED[0]}"
    assert f"{sys.version_info.major}.{sys.version_info.minor}" in NAMED


@pytest.mark.deep
def test_what_needs_no_screen_passes_on_every_other_python(tmp_path: Path) -> None:
    mine = f"{sys.version_info.major}.{sys.version_info.minor}"
    others = {version: found(version) for version in NAMED if version != mine}
    for version, python in others.items():
        if python is not None:
            assert said_by_the_suite(python, tmp_path / version) == "", version
