"""Locks by an administrator, tried by the real program against a real /etc/xdg.

It lies in a file system of its own, which only the process under test and its children see.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from tests.cli.running import ROOT

RULES = "/etc/xdg/so-tui/settings.toml"
_APART = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]


def _is_possible() -> bool:
    if shutil.which("unshare") is None:
        return False
    mounted = [*_APART, "mount", "-t", "tmpfs", "none", "/etc/xdg"]
    return subprocess.run(mounted, capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.xfail(
    not _is_possible(), reason="this system lets nobody have a file system of their own", run=False
)


class Machine:
    """A computer with rules of its own, and a user with settings of theirs."""

    def __init__(self, home: Path, rules: str, own: str) -> None:
        self.home, self.rules = home, rules
        (home / "so-tui").mkdir()
        (home / "so-tui" / "settings.toml").write_text(own, "utf-8")
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(home), "SO_TUI_ACTOR": "Elena",
            "SO_TUI_HOME": str(home / "so-tui"), "PYTHONPATH": str(ROOT),
            "XDG_CONFIG_DIRS": str(home / "none"),
        }  # fmt: skip

    def command(self, *words: str) -> list[str]:
        """The program, started where the rules are in force."""
        program = shlex.join([sys.executable, "-m", "so_tui", "--today", "2026-11-25", *words])
        return [
            *_APART, "sh", "-c",
            "mount -t tmpfs none /etc/xdg && mkdir /etc/xdg/so-tui && "
            f"printf %s \"$0\" > {RULES} && exec {program}", self.rules,
        ]  # fmt: skip

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words), capture_output=True, check=False, text=True, cwd=ROOT,
            env=self.environment, stdin=subprocess.DEVNULL,
        )  # fmt: skip


SAID = f"Not followed in your settings, since {RULES} locks it: region. To have it changed, ask IT."


def test_what_is_locked_holds_and_who_meets_it_is_told_once(tmp_path: Path) -> None:
    rules = 'region = "US"\nlocked = ["region", "cover_after"]\nask = "IT"\n'
    machine = Machine(tmp_path, rules, 'region = "GB"\n')
    new = machine("new", "Rosa", "--visit", "2026-11-26")
    # Thanksgiving is closed in the US alone.
    assert new.returncode != 0
    assert "Thanksgiving" in new.stderr
    assert new.stderr.count(SAID) == 1
    done = machine("new", "Rosa", "--visit", "2026-11-26", "--yes")
    assert (done.returncode, done.stderr.count(SAID)) == (0, 1)
    listed = machine("cases", "--json")
    assert (listed.returncode, listed.stderr) == (0, f"{SAID}\n")
    assert machine("kinds").returncode == 0


def test_what_only_the_screen_goes_by_is_not_said_by_commands(tmp_path: Path) -> None:
    machine = Machine(tmp_path, 'cover_after = 5\nlocked = ["cover_after"]\n', "cover_after = 60\n")
    assert machine("new", "Rosa").returncode == 0
    assert "Not followed" not in machine("cases").stderr
    assert "Not followed" in machine("locate").stderr


def test_the_screen_says_it_at_its_start(tmp_path: Path) -> None:
    machine = Machine(tmp_path, 'cover_after = 5\nlocked = ["cover_after"]\n', "cover_after = 60\n")
    id_, terminal = pty.fork()
    if id_ == 0:
        words = machine.command()
        os.execvpe(words[0], words, {**machine.environment, "TERM": "xterm-256color"})
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))
    seen = b""
    try:
        while b"Not followed in your settings" not in seen:
            assert select.select([terminal], [], [], 60)[0], seen
            seen += os.read(terminal, 65536)
    finally:
        os.kill(id_, signal.SIGKILL)
        os.waitpid(id_, 0)
        os.close(terminal)


def test_a_casebook_lies_only_where_it_may(tmp_path: Path) -> None:
    rules = f'casebooks_in = ["{tmp_path}/allowed"]\nlocked = ["casebooks_in"]\nask = "IT"\n'
    machine = Machine(tmp_path, rules, 'casebooks_in = ["/"]\n')
    (tmp_path / "allowed").mkdir()
    refused = machine("new", "Rosa")
    assert refused.returncode == 11
    assert f"{RULES} allows only {tmp_path}/allowed" in refused.stderr
    assert not (tmp_path / "so-tui" / "casebook.json").exists()
    assert (
        machine("--file", str(tmp_path / "allowed" / "casebook.json"), "new", "Rosa").returncode
        == 0
    )


def test_rules_that_cannot_be_read_let_nothing_go_on(tmp_path: Path) -> None:
    machine = Machine(tmp_path, "locked = [", "")
    refused = machine("new", "Rosa")
    assert refused.returncode == 11
    assert "It is not known what is allowed here" in refused.stderr
    assert not (tmp_path / "so-tui" / "casebook.json").exists()
