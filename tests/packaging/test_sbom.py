"""The list of what the program is made of comes out as the documentation says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.cli.running import ROOT


def _commands() -> list[str]:
    """The lines of the documentation that make the list."""
    page = (ROOT / "docs" / "hospital.md").read_text("utf-8").partition("(SBOM)")[2]
    (block,) = re.findall(r"```sh\n(.*?)```", page.partition("\n## ")[0], re.DOTALL)
    lines: list[str] = block.splitlines()
    return lines


def lacking(listed: dict[str, str]) -> list[str]:
    """The runtime dependencies of the project that a list, by name, has without a version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = [re.split(r"[<>=!~;\[ ]", one, maxsplit=1)[0] for one in project["dependencies"]]
    return [name for name in [project["name"], *names] if not listed.get(name)]


@pytest.mark.deep
def test_the_documented_commands_name_every_dependency_with_its_version(tmp_path: Path) -> None:
    for line in _commands():
        words = line.replace("install .", f"install {ROOT}")
        done = subprocess.run(
            words, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": ""},
        )  # fmt: skip
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    made = json.loads((tmp_path / "so-tui.cdx.json").read_text("utf-8"))
    assert made["bomFormat"] == "CycloneDX"
    listed = {one["name"].lower(): one.get("version", "") for one in made["components"]}
    assert lacking(listed) == []
    assert "pytest" not in listed  # what only tests need is not in it


def test_a_dependency_that_is_not_listed_is_found() -> None:
    assert "textual" in lacking({"so-tui": "1"})
    assert "textual" in lacking({"so-tui": "1", "textual": ""})
