"""What cases can be read from and written as: one module to a format, known by its name.

A module here has a `FORMAT`; that is all it takes for commands to know it. What is slow to load
is imported where it reads or writes.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from pathlib import PurePath

import msgspec

from so_tui.core.case import Case, Office
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import Change
from so_tui.exchange.casefile import CaseFile

USUAL = "case-file"
"""The format of a file whose ending says nothing else."""


class Outgoing(msgspec.Struct, frozen=True):
    """What is to be written: cases, the casebook's offices, and the changes that led to them,
    None where the history stays out; `removed` are the cases whose removal goes along."""

    cases: tuple[Case, ...]
    offices: tuple[Office, ...]
    history: tuple[Change, ...] | None
    removed: tuple[Case, ...] = ()


Reads = Callable[[bytes, str, Catalogue], CaseFile]
"""From the bytes of a file and its name to what is in it. Raises RefusedInputError."""

Writes = Callable[[Outgoing], bytes]
"""From cases to the bytes of a file. Raises OutputError."""


class Format(msgspec.Struct, frozen=True):
    """One format. `sentence` says what it is for, `endings` how its files' names end (with the
    dot); `reads` and `writes` are None where it does not."""

    sentence: str
    endings: tuple[str, ...]
    reads: Reads | None = None
    writes: Writes | None = None


def names() -> tuple[str, ...]:
    """The names of all formats, as they are typed."""
    found = (one.name for one in pkgutil.iter_modules(__path__))
    return tuple(sorted(one.replace("_", "-") for one in found))


def named(name: str) -> Format:
    """The format of a name that is one of `names`."""
    module = importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
    found: Format = module.FORMAT
    return found


def readable() -> tuple[str, ...]:
    """The names of the formats that can be read."""
    return tuple(one for one in names() if named(one).reads is not None)


def writable() -> tuple[str, ...]:
    """The names of the formats that can be written."""
    return tuple(one for one in names() if named(one).writes is not None)


def of_file(name: str, among: Iterable[str]) -> str:
    """The one of some formats that the ending of a file's name tells, else the usual one."""
    ending = PurePath(name).suffix.casefold()
    return next((one for one in among if ending in named(one).endings), USUAL)
