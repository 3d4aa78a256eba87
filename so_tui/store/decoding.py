"""Bytes of a casebook into values, or a sentence that says what is wrong with them."""

from __future__ import annotations

import contextlib
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from so_tui.errors import CaseFileError, DamagedCasebookError

HEAD_BYTES = 256
"""How many of a file's first bytes tell what it is."""

UNREADABLE = (msgspec.DecodeError, UnicodeError, RecursionError, ValueError)
"""What is raised where bytes cannot be decoded."""

_T = TypeVar("_T")
_CASE_FILE = re.compile(rb'\s*\{\s*"format"\s*:\s*"so-tui case file"')

raw = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
"""The members of an object, none of them decoded."""


def is_case_file(path: Path) -> bool:
    """Whether a file begins as a case file does; not where it cannot be read."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        return _CASE_FILE.match(file.read(HEAD_BYTES)) is not None
    return False


def raw_tables(data: bytes | bytearray, path: Path) -> dict[str, msgspec.Raw]:
    """All tables, those of others among them, undecoded. Raises DamagedCasebookError."""
    return decoded(data, path, raw)


def documents(table: msgspec.Raw, path: Path) -> dict[str, msgspec.Raw]:
    """The documents of one table, undecoded. Raises DamagedCasebookError."""
    return decoded(bytes(table), path, raw)


def decoded(data: bytes | bytearray, path: Path, decode: Callable[[bytes | bytearray], _T]) -> _T:
    """What bytes of the casebook say. Raises DamagedCasebookError."""
    if _CASE_FILE.match(data[:HEAD_BYTES]):
        raise CaseFileError(
            f"{path} is a case file that was exported, and no casebook. Take it in with: "
            f"so-tui import {shlex.quote(str(path))}"
        )
    if not data[:HEAD_BYTES].strip(b" \t\r\n\0") and not data.strip(b" \t\r\n\0"):
        raise damaged(path, "it is empty")
    try:
        return decode(data)
    except UNREADABLE as fault:
        raise damaged(path, f"it cannot be read ({fault})") from fault


def document(stored: msgspec.Raw, decode: Callable[[bytes], _T], path: Path, where: str) -> _T:
    """What one document says; `where` is what it is called. Raises DamagedCasebookError."""
    try:
        return decode(bytes(stored))
    except UNREADABLE as fault:
        raise damaged(path, f"{where} cannot be read ({fault})") from fault


def damaged(path: Path, why: str) -> DamagedCasebookError:
    """The sentence for a casebook that is damaged, and what to do now."""
    return DamagedCasebookError(
        f"The casebook {path} is damaged: {why}. It was left as it is. "
        "so-tui check says more, and so-tui restore brings back the newest good state.",
        why=why,
    )


def damaged_history(path: Path) -> str:
    """What is told beside what was saved, while the history before it is damaged."""
    return (
        f"The history of {path} is damaged. What you save is kept. Run so-tui check: it says "
        "what to do."
    )
