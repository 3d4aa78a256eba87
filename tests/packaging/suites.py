"""Running what needs no screen in an environment of its own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]

WITHOUT_SCREEN = ("tests/core", "tests/store", "tests/exchange", "tests/cli")
"""What is tried elsewhere: the screen's own library is named by one exact line of versions."""


def said_by_the_suite(python: Path | str, folder: Path, *pinned: str) -> str:
    """What fails of it with a Python and some versions, in an environment made in `folder`."""
    inside = folder / "bin" / "python"
    subprocess.run([str(python), "-m", "venv", str(folder)], check=True)
    install = [str(inside), "-m", "pip", "install", "-q", *pinned, "-e", f"{ROOT}[test]"]
    subprocess.run(install, check=True, cwd=folder)
    environment = {key: value for key, value in os.environ.items() if key != "SO_TUI_DEEP"}
    done = subprocess.run(
        [str(inside), "-m", "pytest", "-q", "-p", "no:cacheprovider", *WITHOUT_SCREEN],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return "" if done.returncode == 0 else done.stdout[-3000:] + done.stderr[-1000:]
