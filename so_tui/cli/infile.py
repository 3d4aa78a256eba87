"""A file that a command was given to read."""

from __future__ import annotations

import shlex
import sys

from so_tui import infile
from so_tui.cli import stderr

_STDIN = "standard input"


def named(file: str) -> str:
    """A file as sentences call it."""
    return _STDIN if file == "-" else file


def typed(name: str) -> str:
    """A file as it is typed, by what sentences call it."""
    return "-" if name == _STDIN else shlex.quote(name)


def contents(file: str, most: int, *, private: bool = False) -> bytes:
    """The bytes of a file, or of standard input for `-`: one more than `most`, at most.

    `private`: it holds a secret, so that nobody else may be able to read it. Raises
    RefusedInputError for what is no file, and for one that cannot be read.
    """
    if file == "-":
        stderr.take_stdin("a case file")
        return sys.stdin.buffer.read(most + 1)
    return infile.contents(file, most, private=private)
