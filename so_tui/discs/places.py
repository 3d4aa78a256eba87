"""The files of a folder or a ZIP: named and opened, no link followed, nothing put on a disk."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO

from so_tui.core.disc.findings import End, Why
from so_tui.discs import limits

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
"""A pipe would wait for ever without O_NONBLOCK; it is refused once it is open."""

_ENCRYPTED = 0x1
_UNIX = 3
"""The system by which a ZIP's entry says what kind of file it is."""


class NotReadableError(Exception):
    """A file cannot be read; `why` says how that is told."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: its name on the disc, its size as far as that is told, and how it is opened.

    `flows`: it can only be read from its beginning on, as out of a ZIP.
    """

    parts: tuple[str, ...]
    size: int
    open: Callable[[], IO[bytes]]
    flows: bool = False

    @property
    def name(self) -> str:
        """Its name on the disc."""
        return "/".join(self.parts)


@dataclass(slots=True)
class Listing:
    """The files that were found, and what was not gone into. Names are never followed: a `..` in
    a ZIP is a name as any other."""

    entries: list[Entry] = field(default_factory=list)
    refused: list[tuple[str, Why]] = field(default_factory=list)
    left_alone: int = 0
    end: End = "whole"
    whole: IO[bytes] | None = None
    """The ZIP that all of them are in."""

    def close(self) -> None:
        """Let go of the ZIP; nothing can be opened any more."""
        if self.whole is not None:
            self.whole.close()


def listing(path: Path, tick: Callable[[], None] = lambda: None) -> Listing | None:
    """The files of a folder, a ZIP or one file; None for what is none of them.

    `tick` is called now and then: a slow disc takes long to say what is on it.
    Raises OSError where it cannot be opened, NotReadableError where a ZIP is damaged.
    """
    kind = path.stat().st_mode
    if stat.S_ISDIR(kind):
        return _of_folder(path, tick)
    if not stat.S_ISREG(kind):
        return None
    # What the person named may be a link; what lies on the disc may not.
    number = os.open(path, (_READ & ~os.O_NOFOLLOW))
    whole = os.fdopen(number, "rb")
    if not stat.S_ISREG(os.fstat(number).st_mode):
        return None
    if zipfile.is_zipfile(whole):
        return _of_zip(whole)
    size = os.fstat(number).st_size
    whole.close()
    return Listing([Entry((path.name,), size, lambda: os.fdopen(_opened(path, link=True), "rb"))])


def _of_folder(path: Path, tick: Callable[[], None]) -> Listing:
    found = Listing()
    waiting: list[tuple[str, ...]] = [()]
    names = 0
    while waiting:
        parts = waiting.pop()
        here = path.joinpath(*parts)
        try:
            with os.scandir(here) as scan:
                some = islice(scan, limits.NAMES + 1 - names)
                inside = sorted(some, key=lambda one: one.name)
        except OSError as fault:
            if not parts:
                raise
            found.refused.append(("/".join(parts), _why(fault)))
            continue
        folders = []
        for one in inside:
            names += 1
            tick()
            if names > limits.NAMES or len(found.entries) >= limits.FILES:
                found.end = "files"
                return found
            below = (*parts, one.name)
            try:
                if one.is_dir(follow_symlinks=False):
                    folders.append(below)
                elif one.is_file(follow_symlinks=False):
                    size = one.stat(follow_symlinks=False).st_size
                    found.entries.append(Entry(below, size, _opener(one.path)))
                else:
                    found.left_alone += 1
            except OSError as fault:
                found.refused.append(("/".join(below), _why(fault)))
        if folders and len(parts) + 1 >= limits.DEPTH:
            found.end = "depth"
        else:
            waiting.extend(reversed(folders))
    return found


def _opener(path: str) -> Callable[[], IO[bytes]]:
    return lambda: os.fdopen(_opened(path), "rb", buffering=16 << 10)


def _opened(path: str | Path, *, link: bool = False) -> int:
    """A file, opened without waiting. Raises NotReadableError where it is none any more."""
    try:
        number = os.open(path, _READ & ~os.O_NOFOLLOW if link else _READ)
    except OSError as fault:
        raise NotReadableError(_why(fault)) from fault
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise NotReadableError("damaged")
    return number


def _why(fault: OSError) -> Why:
    return "locked" if isinstance(fault, PermissionError) else "damaged"


def _of_zip(whole: IO[bytes]) -> Listing:
    found = Listing(whole=whole)
    try:
        packed = zipfile.ZipFile(whole)
    # A list of entries that is damaged ends in whatever it was damaged into.
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as fault:
        raise NotReadableError("damaged") from fault
    for info in packed.infolist():
        if len(found.entries) >= limits.FILES:
            found.end = "files"
            break
        parts = tuple(part for part in info.filename.split("/") if part)
        if info.is_dir() or not parts:
            continue
        kind = stat.S_IFMT(info.external_attr >> 16) if info.create_system == _UNIX else 0
        if kind not in (0, stat.S_IFREG):
            found.left_alone += 1
        elif len(parts) > limits.DEPTH:
            found.end = "depth"
        else:
            found.entries.append(Entry(parts, info.file_size, _unpacker(packed, info), flows=True))
    return found


def _unpacker(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    def unpack() -> IO[bytes]:
        if info.flag_bits & _ENCRYPTED:
            raise NotReadableError("password")
        return packed.open(info)

    return unpack
