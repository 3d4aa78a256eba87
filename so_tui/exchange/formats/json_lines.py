"""JSON lines: each line is a case file with one case, so that there can be any number of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from so_tui.core.case import Office
from so_tui.core.changes import Change
from so_tui.exchange.casefile import CaseFile, document, line, load
from so_tui.exchange.formats import Format, Incoming, Outgoing
from so_tui.exchange.strict import refuse

MOST = 1024**3
"""How many bytes are read at most; each line has the bound of a case file."""


_LINE = re.compile(rb"[^\s][^\n]*")


def _written(outgoing: Outgoing) -> Iterator[bytes]:
    kept = document(outgoing.cases, outgoing.offices, outgoing.history, outgoing.removed)
    yield line(kept) + b"\n"


def _read(incoming: Incoming) -> CaseFile:
    files: list[CaseFile] = []
    history: dict[str, Change] = {}
    offices: dict[str, Office] = {}
    told: set[bool] = set()
    if len(incoming.data) > MOST:
        refuse(incoming.name, "it is larger than 1 GiB", do="export fewer cases into one file")
    for nth, data in _lines(incoming.data):
        name = f"{incoming.name}, line {nth}"
        file = load(data, name, incoming.catalogue)
        told.add(file.history is not None)
        for one in file.history or ():
            known = history.get(one.id)
            if known is not None and _made(known) != _made(one):
                what = "a change of it is another than in an earlier line"
                refuse(name, what, do="export the cases anew, all at once")
            history[one.id] = _whole(known, one)
        for office in file.offices:
            if offices.setdefault(office.id, office) != office:
                what = f"{office.name} is other here than in an earlier line"
                refuse(name, what, do="export the cases anew, all at once")
        files.append(replace(file, history=None, offices=()))
    if not files:
        refuse(incoming.name, "it is empty", do="choose the file that was exported")
    if len(told) > 1:
        what = "some of its lines have a history, and some have none"
        refuse(incoming.name, what, do="import these lines from files of their own")
    seen: set[str] = set()
    for case in (case for file in files for case in (*file.cases, *file.removed)):
        if case.id in seen:
            refuse(
                incoming.name, f"the case {case.label} stands in two lines", do="keep one of them"
            )
        seen.add(case.id)
    return CaseFile(
        cases=tuple(case for file in files for case in file.cases),
        offices=tuple(offices.values()),
        history=tuple(history.values()) if told == {True} else None,
        removed=tuple(case for file in files for case in file.removed),
        notes=tuple(note for file in files for note in file.notes),
    )


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that have anything in them, one by one with their numbers, so that they
    are not all there twice; millions of empty ones take no time."""
    number, seen = 1, 0
    for found in _LINE.finditer(data):
        number += data.count(b"\n", seen, found.start())
        seen = found.start()
        yield number, found[0]


def _made(change: Change) -> tuple[object, ...]:
    """What is the same of a change in each line: who made it, when, and its place."""
    return change.counter, change.actor, change.at, change.verb, change.undoes


def _whole(known: Change | None, one: Change) -> Change:
    """A change with what two lines have of it: each has the edits of its own pages."""
    if known is None:
        return one
    there = known.pages
    return replace(known, edits=(*known.edits, *(e for e in one.edits if e.page not in there)))


FORMAT = Format(
    sentence="The same as a case file, a case to a line: for many cases, and for other programs.",
    endings=(".jsonl", ".ndjson"),
    called="JSON lines",
    reads=_read,
    writes=_written,
    limit=MOST,
    whole=True,
    apart=True,
)
