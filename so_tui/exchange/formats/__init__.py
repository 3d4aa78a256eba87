"""What cases can be read from and written as: one module to a format, known by its name.

A module here has a `FORMAT`; that is all it takes for commands to know it. What is slow to load
is imported where it reads or writes.
"""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePath

import msgspec

from so_tui.core.calendar import Calendar
from so_tui.core.case import Case, Office
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import Change, Pages, Pen
from so_tui.core.papers.model import Paper
from so_tui.core.proposals import Proposal
from so_tui.core.steps import Plan
from so_tui.core.text import capital
from so_tui.exchange.casefile import CaseFile
from so_tui.exchange.strict import MAX_BYTES

USUAL = "case-file"
"""The format of a file whose ending says nothing else."""


class Option(msgspec.Struct, frozen=True):
    """Something that can be asked of a format when it writes. `choices`: what it can be, the
    usual one first; without any it is asked for or not, as "yes" or "". Formats that have an
    option of one name mean the same by it, and have the same choices."""

    name: str
    sentence: str
    choices: tuple[str, ...] = ()


NOTES = Option("notes", "Also write notes.")
"""What people wrote down for themselves goes along only where that is asked for."""


class Telling(msgspec.Struct, frozen=True):
    """What a format needs that tells of cases on a day, beside what the cases hold: the day and
    the moment (UTC), and how to come by the plan of a case, by a paper about it, by what was done
    to it, by the moment at which an office, by id, was changed last, and by how many changes an
    office had."""

    today: dt.date
    now: dt.datetime
    catalogue: Catalogue
    calendar: Calendar
    plan: Callable[[Case], Plan]
    paper: Callable[[Case, str], Paper]
    history: Callable[[Case], tuple[Change, ...]]
    changed: Callable[[str], dt.datetime | None]
    office_changes: Callable[[str], int]


class Outgoing(msgspec.Struct, frozen=True):
    """What is to be written: cases, the casebook's offices, and the changes that led to them,
    None where the history stays out; `removed` are the cases whose removal goes along. `asked`:
    what was said of the format's options, by name; `telling` is there whenever a command or the
    screen asks."""

    cases: tuple[Case, ...]
    offices: tuple[Office, ...]
    history: tuple[Change, ...] | None
    removed: tuple[Case, ...] = ()
    asked: Mapping[str, str] = {}
    telling: Telling | None = None


class Incoming(msgspec.Struct, frozen=True):
    """What is to be read: the bytes of a file, at most `limit` of its format, its name as the
    user called it, and what is known here: the pages of the casebook, and a pen for fresh ids,
    the day and the moment."""

    data: bytes
    name: str
    catalogue: Catalogue
    pen: Pen
    pages: Pages


Reads = Callable[[Incoming], CaseFile]
"""From a file to the cases in it. Raises RefusedInputError."""

Proposes = Callable[[Incoming], tuple[Proposal, ...]]
"""From a file to what it offers to one case. Raises RefusedInputError."""

Writes = Callable[[Outgoing], Iterable[bytes]]
"""From cases to the bytes of a file, in pieces. Raises OutputError."""


class Format(msgspec.Struct, frozen=True):
    """One format. `sentence` says what it is for, `endings` how its files' names end (with the
    dot), `called` what people call it where that is not its name. `reads` is there where its files
    hold cases, `proposes` where they hold what somebody has to choose from, `writes` where it can
    be written; `limit`: how many bytes are read at most. `whole`: all that is kept of a case is in
    it, so that nothing is lost on the way; `apart`: its cases are written one by one, so that there
    can be any number of them; `mark`: what stands in the first bytes of its files, where they are
    called as other files are; `removals`: it is not whole, and yet tells of removed cases, so that
    what was written of them before is taken back."""

    sentence: str
    endings: tuple[str, ...]
    called: str = ""
    reads: Reads | None = None
    proposes: Proposes | None = None
    writes: Writes | None = None
    options: tuple[Option, ...] = ()
    limit: int = MAX_BYTES
    mark: bytes = b""
    whole: bool = False
    apart: bool = False
    removals: bool = False


def names() -> tuple[str, ...]:
    """The names of all formats, as they are typed."""
    found = (one.name for one in pkgutil.iter_modules(__path__))
    return tuple(sorted(one.replace("_", "-") for one in found))


def named(name: str) -> Format:
    """The format of a name that is one of `names`."""
    module = importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
    found: Format = module.FORMAT
    return found


def called(name: str) -> str:
    """What people call a format, by its name."""
    return named(name).called or capital(name.replace("-", " "))


def readable() -> tuple[str, ...]:
    """The names of the formats that can be read."""
    found = ((one, named(one)) for one in names())
    return tuple(name for name, one in found if one.reads is not None or one.proposes is not None)


def writable() -> tuple[str, ...]:
    """The names of the formats that can be written."""
    return tuple(one for one in names() if named(one).writes is not None)


def options() -> dict[str, tuple[Option, tuple[str, ...]]]:
    """All that can be asked of formats, by name, each with the formats that know it."""
    found: dict[str, tuple[Option, tuple[str, ...]]] = {}
    for name in writable():
        for one in named(name).options:
            option, among = found.get(one.name, (one, ()))
            found[one.name] = (option, (*among, name))
    return found


def of_file(name: str, among: Iterable[str]) -> str:
    """The one of some formats that the ending of a file's name tells, else the usual one."""
    ending = PurePath(name).suffix.casefold()
    return next((one for one in among if ending in named(one).endings), USUAL)


def of_data(name: str, data: bytes, among: Iterable[str]) -> str:
    """The same of a file with these bytes: where its name says nothing, what stands in it does."""
    found = of_file(name, among)
    if found != USUAL:
        return found
    head = data[:_HEAD]
    return next((one for one in among if (mark := named(one).mark) and mark in head), USUAL)


_HEAD = 2000
"""How many bytes are looked at to tell a format."""
