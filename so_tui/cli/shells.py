"""Completing words in bash, zsh and fish: what a shell runs, and what it is answered.

The answer is quiet. Whatever goes wrong, there is nothing to choose from, and the command says why
once it is run. Words stand in the environment, which other users of a machine cannot see.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterable, Mapping
from typing import ClassVar

import click
from click.shell_completion import CompletionItem, ShellComplete

from so_tui import assets
from so_tui.cli import candidates, output
from so_tui.cli.shell_words import Line, quoted, split
from so_tui.core.text import clean

ASKS = "_SO_TUI_COMPLETE"
"""The name in the environment by which a shell asks, such as `bash_complete`."""

_LINE = "_SO_TUI_LINE"
_BREAKS = "_SO_TUI_BREAKS"
_NAME = "so-tui"


def answer(program: click.Command, asked: str) -> None:
    """Write what can stand at the end of the line that a shell asks about; nothing on a fault."""
    shell, _, what = asked.partition("_")
    if shell not in SHELLS or what != "complete":
        return
    # Nothing may be told into the line that somebody types.
    with contextlib.redirect_stderr(io.StringIO()):
        try:
            told = SHELLS[shell](program, {"obj": candidates}, _NAME, ASKS).complete()
        except Exception:  # noqa: BLE001 - the command itself tells of it, once it is run
            return
    output.send(told.encode(output.encoding()))


class _Shell(ShellComplete):
    """What the three have in common."""

    fish: ClassVar[bool] = False

    def __init__(
        self, cli: click.Command, ctx_args: dict[str, object], prog_name: str, complete_var: str
    ) -> None:
        super().__init__(cli, ctx_args, prog_name, complete_var)
        breaks = os.environ.get(_BREAKS, "")
        self.line: Line = split(os.environ.get(_LINE, ""), breaks=breaks, fish=self.fish)

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words behind the program's name, and the one that is being typed."""
        words = self.line.words
        at = next((at for at, one in enumerate(words) if os.path.basename(one) == _NAME), 0)  # noqa: PTH119
        return list(words[at + 1 :]), self.line.word

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """All that the word can become, each as the whole word, what is told of it cleaned."""
        if self.line.to_file:
            return [CompletionItem(incomplete, type="file")]
        *others, last = args or [""]
        is_option = last.startswith("-") and "=" not in last and last not in ("-", "--")
        if is_option and "--" not in args:
            # Without its value click would read none of the words before the option.
            found = super().get_completions(others, f"{last}={incomplete}")
        else:
            found = super().get_completions(args, incomplete)
        before = ""
        if incomplete.startswith("-") and "=" in incomplete:
            before = f"{incomplete.partition('=')[0]}="
        whole = [
            CompletionItem(f"{before}{one.value}", type=one.type, help=clean(one.help or ""))
            for one in found
        ]
        return _beginning(whole, incomplete)

    def complete(self) -> str:
        """The answer: its kind in the first line, then a word to a line."""
        found = self.get_completions(*self.get_completion_args())
        kinds = {one.type for one in found}
        kind = "file" if kinds & {"file", "dir"} else "part" if kinds == {"part"} else "plain"
        lines = [] if kind == "file" else [self.format_completion(one) for one in found]
        return "\n".join([kind, *lines]) + "\n"

    def format_completion(self, item: CompletionItem) -> str:
        """A word with what is told of it."""
        return f"{item.value}\t{item.help}" if item.help else str(item.value)


def _beginning(found: Iterable[CompletionItem], typed: str) -> list[CompletionItem]:
    """Those that begin as it was typed, or else but for the case of letters.

    What is no word that can be shown is left out: a shell would show it as it is.
    """
    shown = [one for one in found if one.value.isprintable() and _can_be_written(one.value)]
    if exact := [one for one in shown if one.value.startswith(typed)]:
        return exact
    folded = typed.casefold()
    return [one for one in shown if one.value[: len(typed)].casefold() == folded]


def _can_be_written(word: str) -> bool:
    try:
        word.encode(output.encoding())
    except UnicodeEncodeError:
        return False
    return True


class Bash(_Shell):
    """bash from 4.4 on. It takes words as they are, so they come to it quoted."""

    name = "bash"

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """Where several differ from what was typed, bash would cut that; then there are none."""
        found = super().get_completions(args, incomplete)
        return found if len({one.value[: len(incomplete)] for one in found}) == 1 else []

    def format_completion(self, item: CompletionItem) -> str:
        """What takes the place of the word, as far as bash takes it for one."""
        return quoted(item.value[self.line.kept :], self.line.quote)


class Zsh(_Shell):
    """zsh, which quotes by itself."""

    name = "zsh"


class Fish(_Shell):
    """fish, which quotes by itself."""

    name = "fish"
    fish = True


SHELLS: Mapping[str, type[_Shell]] = {one.name: one for one in (Bash, Zsh, Fish)}
"""The shells that can be completed in, by name."""


def script(shell: str) -> bytes:
    """The script that lets a shell complete the program's words."""
    return assets.read_data(f"completion/so-tui.{shell}")
