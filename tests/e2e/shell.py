"""A real shell at a terminal, in which so-tui's completion is loaded."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import TracebackType

import pytest

from so_tui.cli import shells
from tests.cli.running import ROOT, Book
from tests.e2e.terminal import Terminal, needs_tmux

PROMPT = "ready> "

_PROGRAM = """#!/bin/sh
# Completes as so-tui does; what it is told to do it only writes down.
if [ -n "$_SO_TUI_COMPLETE" ]; then exec {python} -m so_tui "$@"; fi
for word; do printf '%s\\0' "$word"; done > "$HOME/words"
echo taken
"""

_RC = {
    "bash": "PS1='ready> '\nbind 'set enable-bracketed-paste off'\nsource {script}\n",
    "zsh": "PS1='ready> '\nautoload -U compinit\ncompinit -u -D\nsource {script}\n",
    "zsh in fpath": "PS1='ready> '\nfpath+={folder}/functions\n"
    "autoload -U compinit\ncompinit -u -D\n",
    "fish": "function fish_prompt; echo -n 'ready> '; end\nset -g fish_greeting\n"
    "set -g fish_autosuggestion_enabled 0\nsource {script}\n",
}


def _begun(shell: str, rc: Path) -> list[str]:
    match shell:
        case "bash":
            return ["bash", "--noprofile", "--rcfile", str(rc), "-i"]
        case "zsh" | "zsh in fpath":
            return ["env", f"ZDOTDIR={rc.parent}", "zsh", "-d", "-i"]
        case _:
            return ["fish", "--no-config", "--init-command", f"source {rc}", "-i"]


def needs_shell(shell: str) -> None:
    """Skip where a shell is missing or older than completion takes, and say so."""
    needs_tmux()
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    if shell == "bash":
        asked = "echo $((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1]))"
        told = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True)
        if int(told.stdout) < 404:
            pytest.skip("this bash is older than 4.4")


class Shell:
    """One shell; `folder` is its home, and where it stands. `zsh in fpath` finds the script by
    itself, others read it when they begin."""

    def __init__(self, shell: str, folder: Path, book: Book) -> None:
        needs_shell(shell.split()[0])
        self.shell, self.folder = shell, folder
        folder.mkdir()
        self._put("bin/so-tui", _PROGRAM.format(python=sys.executable)).chmod(0o755)
        script = self._put("functions/_so-tui", shells.script(shell.split()[0]).decode())
        rc = self._put(".zshrc", _RC[shell].format(script=script, folder=folder))
        self.at = Terminal(folder, 120, 30, {
            **book.environment, "PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(folder),
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        })  # fmt: skip
        self.at.run(*_begun(shell, rc))
        self.at.until(PROMPT.strip())

    def _put(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    def __enter__(self) -> Shell:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.at.__exit__(kind, fault, trace)

    def taken(self, *typed: str) -> list[str]:
        """The words that so-tui gets once the line is typed, with the Tab key between its parts."""
        (self.folder / "words").unlink(missing_ok=True)
        first, *others = typed
        self.at.type(first)
        for more in others:
            self.at.press("Tab")
            if more:
                self.at.type(more)
        self.at.press("Enter")
        self.at.until(lambda _: (self.folder / "words").exists() and self._is_ready())
        return (self.folder / "words").read_text().split("\0")[:-1]

    def _is_ready(self) -> bool:
        lines = [one for one in self.at.screen().split("\n") if one.strip()]
        return bool(lines) and lines[-1].rstrip() == PROMPT.strip() and "taken" in lines[-2]

    def shown(self, typed: str, *wanted: str) -> str:
        """The screen once Tab shows what there is to choose from; the line is put away."""
        self.at.type(typed)
        self.at.press(*["Tab", "Tab"][: 2 if self.shell == "bash" else 1])
        text = self.at.until(lambda text: all(one in text for one in wanted))
        self.at.press("C-u")  # a key as others: a signal could meet the shell at its work
        self.at.look_until(lambda look: look.before == PROMPT.strip(), "an empty line")
        return text
