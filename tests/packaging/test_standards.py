"""What every piece of the program keeps to: style, types, and imports that run one way."""

from __future__ import annotations

import subprocess
import sys
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
        pytest.param(["mypy"], id="mypy --strict finds nothing"),
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
    graph = grimp.build_graph("so_tui")
    circles = {
        f"{importer} needs {imported}, which needs it"
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if graph.chain_exists(importer=imported, imported=importer)
    }
    assert not circles
