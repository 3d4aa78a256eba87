"""Commands as processes: what a shell, a pipe and a terminal see of them."""

from __future__ import annotations

import os
import pty
import shlex
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.running import ROOT, start


def _on_terminal(*words: str, folder: Path, term: str = "dumb") -> tuple[int, str]:
    """Run a command on a terminal of its own; its exit code and all it wrote."""
    ours, theirs = pty.openpty()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "SO_TUI_HOME": str(folder / "home"),
        "TERM": term,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "so_tui", *words],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, env=environment,
    ) as process:  # fmt: skip
        os.close(theirs)
        written = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:  # the terminal closes with its last user
                break
            if not part:
                break
            written += part
        os.close(ours)
    return process.returncode, written.decode()


def test_it_runs_as_a_module_and_says_its_version(tmp_path: Path) -> None:
    done = start("--version", folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith(b"so-tui ")
    assert done.stderr == b""


def test_help_names_every_command(tmp_path: Path) -> None:
    done = start("--help", folder=tmp_path)
    assert done.returncode == 0
    for word in (b"import", b"export", b"next", b"--today", b"--demo", b"medical or legal"):
        assert word in done.stdout


def test_no_screen_without_a_terminal_but_the_commands_are_named(tmp_path: Path) -> None:
    done = start(folder=tmp_path, environment={"TERM": "xterm-256color"})
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"terminal" in done.stderr
    assert b"so-tui next" in done.stderr


@pytest.mark.parametrize("words", [[], ["--demo"]])
def test_no_screen_on_a_terminal_that_cannot_draw(tmp_path: Path, words: list[str]) -> None:
    code, written = _on_terminal(*words, folder=tmp_path)
    assert code == 2
    assert "so-tui next" in written
    assert "\x1b" not in written


def test_data_and_talk_go_two_ways(tmp_path: Path) -> None:
    done = start("new", "Rosa", folder=tmp_path)
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == b"Began the case Rosa.\n"


def test_the_casebook_is_for_its_owner_alone(tmp_path: Path) -> None:
    start("new", "Rosa", folder=tmp_path)
    (casebook,) = (tmp_path / "home").glob("**/*.json")
    assert stat.S_IMODE(casebook.stat().st_mode) == 0o600
    assert stat.S_IMODE(casebook.parent.stat().st_mode) == 0o700


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    start("import", "data/samples/midway.json", folder=tmp_path)
    command = f"{shlex.quote(sys.executable)} -m so_tui show; echo ended with $? >&2"
    done = subprocess.run(
        ["bash", "-c", f"({command}) | true"],
        capture_output=True, check=False, cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "SO_TUI_HOME": str(tmp_path / "home"),
        },
    )  # fmt: skip
    assert done.stderr in (b"ended with 141\n", b"ended with 0\n")


@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}]
)
def test_any_locale_will_do(tmp_path: Path, locale: dict[str, str]) -> None:
    start("new", "Růžena", folder=tmp_path, environment=locale)
    plain = start("cases", folder=tmp_path, environment=locale)
    assert plain.returncode == 0
    assert b"R" in plain.stdout
    json = start("cases", "--json", folder=tmp_path, environment=locale)
    assert json.returncode == 0
    json.stdout.decode("utf-8")


def test_ctrl_c_ends_a_question_with_130_and_writes_nothing(tmp_path: Path) -> None:
    # Where tests run in the background of a shell, SIGINT may be ignored from the start.
    program = (
        "import signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from so_tui.cli import main\n"
        "main(['new'])\n"
    )
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SO_TUI_HOME": str(tmp_path / "home")},
    ) as process:
        assert process.stderr is not None
        assert process.stderr.read(6) == b"Label:"
        time.sleep(0.2)  # the question is written just before it waits
        process.send_signal(signal.SIGINT)
        try:
            _, rest = process.communicate(timeout=20)
        finally:
            process.kill()
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 130
    assert b"Nothing was changed" in rest
    assert not list((tmp_path / "home").glob("**/casebook*.json"))


def test_an_error_of_the_program_gives_a_number_and_no_health_data(tmp_path: Path) -> None:
    """A command is broken on purpose, with a name in its message and in its variables."""
    (tmp_path / "home").mkdir()
    program = (
        "from so_tui.cli import main, reading\n"
        "import click\n"
        "def broken(*words, **more):\n"
        "    name = 'Rosa Marin'\n"
        "    raise RuntimeError(f'no plan for {name}')\n"
        "reading.next_command.callback = broken\n"
        "main(['next'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, check=False, cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "SO_TUI_HOME": str(tmp_path / "home"),
        },
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout == b""
    assert b"Rosa" not in done.stderr
    assert b"Traceback" not in done.stderr
    (log,) = (tmp_path / "home").glob("**/errors.log")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    kept = log.read_text()
    assert "RuntimeError" in kept
    assert "Rosa" not in kept
    number = kept.splitlines()[0].split()[1]
    assert number.encode() in done.stderr
