"""What is loaded, seen from a fresh interpreter: no command but the launcher loads the screen."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from so_tui.cli.program import COMMANDS
from tests.cli.running import ROOT, Book

SCREEN = {"textual", "rich"}
COMMAND_LINES = {
    "cases": ["cases"],
    "show": ["show"],
    "next": ["next"],
    "due": ["due", "--json"],
    "today": ["today"],
    "history": ["history", "--fields"],
    "report": ["report"],
    "script": ["script", "pathology"],
    "paper": ["paper", "fax-cover", "rosa", "--format", "txt"],
    "new": ["new", "June"],
    "case": ["case", "set", "rosa", "--note", "x"],
    "status": ["status", "rosa", "on-hold"],
    "person": ["person", "set", "rosa", "--email", "x"],
    "companion": ["companion", "add", "rosa", "--name", "Luis"],
    "reasons": ["reasons", "rosa"],
    "reason": ["reason", "rosa", "trusted", "applies"],
    "question": ["question", "add", "rosa", "--text", "x"],
    "mark": ["mark", "rosa", "visit_needs"],
    "unmark": ["unmark", "rosa", "nothing"],
    "visit": ["visit", "set", "rosa", "--doctor", "x"],
    "office": ["office", "add", "rosa", "visit", "--name", "x"],
    "offices": ["offices"],
    "item": ["item", "set", "rosa", "P1", "asked"],
    "release": ["release", "add", "rosa", "x"],
    "log": ["log", "rosa", "pathology", "spoke"],
    "contact": ["contact", "remove", "rosa", "1"],
    "disc": ["disc", "data", "rosa"],
    "undo": ["undo"],
    "redo": ["redo"],
    "put-back": ["put-back", "rosa", "1"],
    "choose": ["choose", "rosa", "1", "1"],
    "conflicts": ["conflicts", "rosa"],
    "import": ["import", "data/samples/rush.json"],
    "export": ["export", "--all"],
    # One that goes further would stay; tests/web looks at it.
    "serve": ["serve", "--port", "1"],
    "check": ["check"],
    "backup": ["backup"],
    "restore": ["restore", "--yes"],
    "join": ["join"],
    "erase": ["erase", "Rosa", "--yes"],
    "locate": ["locate"],
    "help": ["help"],
    "kinds": ["kinds"],
    "problems": ["problems"],
    "completion": ["completion", "zsh"],
}
"""For each command a line that gets as far as it can."""


def _loaded(program: str, folder: Path) -> set[str]:
    """The modules that are loaded after a program ran in a fresh interpreter."""
    told = f"{program}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", told],
        capture_output=True, check=True, cwd=ROOT, stdin=subprocess.DEVNULL,
        env={
            "PATH": os.environ["PATH"],
            "SO_TUI_HOME": str(folder),
        },
    )  # fmt: skip
    names: set[str] = set(json.loads(done.stderr.splitlines()[-1]))
    return names


def _after(folder: Path, *words: str) -> set[str]:
    return _loaded(f"from so_tui.cli.program import run\nrun({list(words)!r})", folder)


@functools.cache
def _tops(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name.partition(".")[0] for name in names)


def test_every_command_has_its_line_here() -> None:
    assert set(COMMAND_LINES) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMAND_LINES)
def test_a_command_loads_no_screen(command: str, tmp_path: Path) -> None:
    _after(tmp_path, "new", "Rosa")
    tops = _tops(frozenset(_after(tmp_path, *COMMAND_LINES[command])))
    assert not SCREEN & tops
    assert not {"holidays", "pendulum", "typst", "pyrage", "icalendar"} & tops, (
        "slow to load, and not needed here"
    )
    assert "pydicom" not in tops, "what a stranger's disc holds is read in a process of its own"


def test_the_help_loads_little(tmp_path: Path) -> None:
    names = _after(tmp_path, "--help")
    assert not {"tinydb", "filelock", "holidays", "pendulum", "icalendar"} & _tops(frozenset(names))
    assert "so_tui.casework" not in names
    assert "so_tui.core.plan" not in names
    assert not {f"so_tui.cli.{module}" for module, _ in COMMANDS.values()} & names


def test_importing_the_entry_point_loads_nothing(tmp_path: Path) -> None:
    names = _loaded("import so_tui.cli", tmp_path)
    assert "click" not in names
    assert {name for name in names if name.startswith("so_tui")} == {"so_tui", "so_tui.cli"}


@pytest.mark.parametrize(
    ("package", "never"),
    [
        ("core", {"click", "tinydb", "textual", "rich", "pydicom"}),
        ("store", {"click", "textual", "rich"}),
        ("exchange", {"click", "tinydb", "textual", "rich"}),
        ("tui", {"click", "pydicom"}),
    ],
)
def test_a_part_loads_nothing_it_must_not_know(
    package: str, never: set[str], tmp_path: Path
) -> None:
    folder = ROOT / "so_tui" / package
    modules = sorted(
        ".".join(file.relative_to(ROOT).with_suffix("").parts) for file in folder.rglob("*.py")
    )
    program = "\n".join(f"import {module.removesuffix('.__init__')}" for module in modules)
    assert not never & _tops(frozenset(_loaded(program, tmp_path)))


def test_a_case_is_named_by_its_id_only_beside_another_of_its_label(tmp_path: Path) -> None:
    book = Book(tmp_path / "here")
    for name in ("one", "two"):
        other = Book(tmp_path / name)
        other("new", "Rosa")
        file = str(tmp_path / name / "out.json")
        other("export", "rosa", "-o", file)
        said = book("import", file).talk
        (case,) = other("cases", "--json").json["cases"]
        assert case["id"] not in said
        assert (f"Took in Rosa ({case['id'][:8]})." in said) == (name == "two"), said
        assert ("Took in Rosa." in said) == (name == "one")
