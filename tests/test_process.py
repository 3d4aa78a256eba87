"""A process of so-tui keeps what it handles to its own user."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from so_tui import process

LOOK = """
import ctypes, os, resource, sys
from so_tui.process import keep_private
keep_private()
keep_private()
open("made", "w").close()
print(oct(os.stat("made").st_mode & 0o777), resource.getrlimit(resource.RLIMIT_CORE))
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) if sys.platform == "linux" else 0)
print(*(name for name in sys.argv[1:] if name in os.environ))
"""


def test_files_core_dumps_and_logs_are_kept_from_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("TEXTUAL", "TEXTUAL_LOG", "TEXTUAL_DEBUG", "TEXTUAL_SCREENSHOT", "TEXTUAL_FPS")
    for name in names:
        monkeypatch.setenv(name, str(tmp_path / "log"))
    done = subprocess.run(
        [sys.executable, "-c", LOOK, *names],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines() == ["0o600 (0, 0)", "0", "TEXTUAL_FPS"]


def test_garbage_is_looked_for_again_after_the_start() -> None:
    process.hurry()
    assert not gc.isenabled()
    process.settle()
    assert gc.isenabled()
    gc.unfreeze()
