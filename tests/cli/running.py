"""Running commands as a person does, and reading what they say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from so_tui.cli.program import run

TODAY = "2026-11-25"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Said:
    """What one command said, and what it ended with."""

    code: int
    data: bytes
    talk: str

    @property
    def out(self) -> str:
        """Standard output as text."""
        return self.data.decode()

    @property
    def lines(self) -> list[str]:
        """Standard output line by line."""
        return self.out.splitlines()

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.data)


class Book:
    """One casebook, on one day, and the commands a person gives to it."""

    def __init__(self, folder: Path, *, today: str = TODAY, actor: str = "Elena") -> None:
        folder.mkdir(exist_ok=True)
        self.path = folder / "casebook.json"
        self.today, self.actor = today, actor
        self.environment = {
            "SO_TUI_HOME": str(folder / "home"),
            "SO_TUI_ACTOR": actor,
            "TZ": "America/New_York",
        }

    def try_(self, *words: str, stdin: str | bytes = b"") -> Said:
        """Give one command; whatever it ends with."""
        return self._said(["--file", str(self.path)], words, stdin)

    def usual(self, *words: str) -> Said:
        """Give one command to the casebook at its usual place; whatever it ends with."""
        return self._said([], words, b"")

    def _said(self, place: list[str], words: tuple[str, ...], stdin: str | bytes) -> Said:
        runner = CliRunner(env=self.environment)
        given = stdin.encode() if isinstance(stdin, str) else stdin
        with runner.isolation(given) as (out, err, _):
            try:
                code = run([*place, "--today", self.today, *words])
            except SystemExit as end:
                code = int(end.code or 0)
            return Said(code, out.getvalue(), err.getvalue().decode())

    def __call__(self, *words: str, stdin: str | bytes = b"") -> Said:
        """Give one command, which must end well."""
        said = self.try_(*words, stdin=stdin)
        assert said.code == 0, said.talk
        return said

    def bytes(self) -> bytes:
        """The casebook as it lies on disk; empty where there is none."""
        return self.path.read_bytes() if self.path.exists() else b""


def start(
    *words: str,
    stdin: bytes | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path,
) -> subprocess.CompletedProcess[bytes]:
    """Run `so-tui` as a process of its own, with little of this machine's environment."""
    return subprocess.run(
        [sys.executable, "-m", "so_tui", *words],
        input=stdin if stdin is not None else b"",
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "SO_TUI_HOME": str(folder / "home"),
            "SO_TUI_ACTOR": "Elena",
            **(environment or {}),
        },
    )
