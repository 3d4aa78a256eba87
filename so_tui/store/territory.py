"""Which files are a casebook's: itself, its journal, lock and backups, under whatever name; and
which are the program's own else, such as its settings.

What is written on somebody's word, such as an export, never lands on one of them.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from so_tui.store import decoding, journal, snapshot_format

_ENDS = (".backups", ".drafts")
"""The ends of the names of the folders beside a casebook."""


def casebook_of(target: Path, known: Iterable[Path], *, others: bool = True) -> Path | None:
    """The casebook that a file belongs to, or would belong to if it were made; else None.

    `known`: casebooks that may not be there yet. With `others`, any else is told by what is in
    it. Links and other names of the same file lead to it, too. Raises OSError.
    """
    real = Path(os.path.realpath(target))
    casebooks = [Path(os.path.realpath(one)) for one in known]
    owners = _owners(real) if others else ()
    for one in (*casebooks, *filter(_is_casebook, owners)):
        if _is_beside(real, one):
            return one
    try:
        mine = target.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    for one in casebooks:
        if any(_is_same(mine, other) for other in _files(one)):
            return one
    return real if others and (_is_casebook(real) or _is_journal(real)) else None


def is_own(target: Path, own: Iterable[Path]) -> bool:
    """Whether a file is one of the program's `own`, or lies in a folder of them, or would if it
    were made. Links and other names of the same file lead to it, too. Raises OSError."""
    real = Path(os.path.realpath(target))
    places = [Path(os.path.realpath(one)) for one in own]
    if any(real.is_relative_to(one) for one in places):
        return True
    try:
        mine = target.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return any(_is_same(mine, one) for place in places for one in (place, *place.rglob("*")))


def _is_beside(real: Path, casebook: Path) -> bool:
    """Whether a path is a casebook's own, or of what lies beside it under its name."""
    try:
        first = real.relative_to(casebook.parent).parts[:1]
    except ValueError:
        return False
    return bool(first) and (first[0] == casebook.name or first[0].startswith(f"{casebook.name}."))


def _owners(real: Path) -> Iterator[Path]:
    """The files that a path would lie beside by its name, if they were casebooks."""
    for one in (real, real.parent):
        name = one.name
        while "." in name.lstrip("."):
            name = name.rpartition(".")[0]
            if one is real or one.name.endswith(_ENDS):
                yield one.with_name(name)


def _files(casebook: Path) -> Iterator[Path]:
    """A casebook and all that lies beside it under its name."""
    yield casebook
    for one in casebook.parent.glob(f"{_plain(casebook.name)}.*"):
        yield one
        if one.name.endswith(_ENDS) and one.is_dir():
            yield from one.iterdir()


def _plain(name: str) -> str:
    """A name as a pattern that fits it alone."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)


def _is_same(mine: os.stat_result, other: Path) -> bool:
    try:
        return os.path.samestat(mine, other.stat())
    except OSError:
        return False


def _is_casebook(path: Path) -> bool:
    return snapshot_format.is_begun(_first(path))


def _is_journal(path: Path) -> bool:
    return journal.head_of(_first(path)) is not None


def _first(path: Path) -> bytes:
    """The first bytes of a file; none where there is no file that can be read."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return b""
    with os.fdopen(opened, "rb") as file:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            return b""
        return file.read(decoding.HEAD_BYTES * 4)
