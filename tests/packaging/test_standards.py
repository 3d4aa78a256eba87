"""What every piece of the program keeps to: style, types, and imports that run one way."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["ruff", "check", "."], id="ruff finds nothing"),
        pytest.param(["ruff", "format", "--check", "."], id="the code is formatted"),
        pytest.param(["mypy"], id="mypy --strict finds nothing", marks=pytest.mark.deep),
        pytest.param(["lint-imports"], id="imports run one way"),
    ],
)
def test_the_code_keeps_its_standards(command: list[str]) -> None:
    program = BIN / command[0]
    done = subprocess.run(
        [program, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_needs_itself_by_way_of_others() -> None:
    # A screen says of which type its app is; to import the app it has no need.
    graph = grimp.build_graph("so_tui", exclude_type_checking_imports=True)
    circles = {
        f"{importer} needs {imported}, which needs it"
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if graph.chain_exists(importer=imported, imported=importer)
    }
    assert not circles


LONGEST = 500
WHOLE = {"core/case.py", "core/fields.py"}
"""Tables of the model, which are looked up and not read through."""


def test_a_module_can_be_read_at_a_sitting() -> None:
    package = ROOT / "so_tui"
    lines = {
        one.relative_to(package).as_posix(): len(one.read_text("utf-8").splitlines())
        for one in package.rglob("*.py")
    }
    assert {name for name, count in lines.items() if count > LONGEST} == WHOLE


def test_the_changelog_names_the_version_of_the_package() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    headings = re.findall(r"^## (.+)$", changes, re.MULTILINE)
    dated = [re.fullmatch(r"(\d+\.\d+\.\d+) · \d{4}-\d{2}-\d{2}", one) for one in headings]
    assert all(one or heading == "Unreleased" for one, heading in zip(dated, headings, strict=True))
    released = [one[1] for one in dated if one]
    # What was never released is told as what is to come in the version that the package has.
    assert version == released[0] if released else headings == ["Unreleased"]
