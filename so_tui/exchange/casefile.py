"""The case file: cases, the offices they name and how they came to be, as JSON.

The format is told in `docs/casefile.md`, its schema lies in `data/casefile.schema.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Literal, TypeVar

import msgspec

from so_tui.core.case import Case, Office, Part
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import Change
from so_tui.core.joining import Over
from so_tui.errors import OutputError
from so_tui.exchange.checks import cleaned, faults
from so_tui.exchange.plainly_fit import is_plainly_fit
from so_tui.exchange.references import dangling, settled
from so_tui.exchange.replay import about, check_history
from so_tui.exchange.shape import shaped
from so_tui.exchange.strict import MAX_BYTES, Plain, read, refuse

FORMAT: Literal["so-tui case file"] = "so-tui case file"
VERSION: Literal[2] = 2
"""Version 1 lacks the insurer, receipts, the second opinion, removed cases and more; each may be
left out."""

_UNSEEN = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
"""Controls that JSON allows as they are: C1, direction, hiding, tags."""


_CASEBOOK = re.compile(rb'\s*\{\s*"(?:about|_default)"\s*:\s*\{')
_HEAD = 200
"""How a casebook begins, and how far one has to look for it."""


class Document(Part, frozen=True):
    """A case file as it is written: what it is, then the cases, their offices, their history."""

    format: Literal["so-tui case file"]
    version: Literal[1, 2]
    cases: tuple[Case, ...]
    offices: tuple[Office, ...] = ()
    history: tuple[Change, ...] | None = None
    removed: tuple[Case, ...] = ()


class CaseFile(Part, frozen=True):
    """What a file with cases holds. `removed`: cases as they were when they were removed; `notes`
    say which texts were cleaned, one sentence each; `over`: what of it takes the place of what is
    here, where it has no history."""

    cases: tuple[Case, ...]
    offices: tuple[Office, ...]
    history: tuple[Change, ...] | None = None
    removed: tuple[Case, ...] = ()
    notes: tuple[str, ...] = ()
    over: Over = "nothing"


def dump(
    cases: Iterable[Case],
    offices: Iterable[Office],
    history: Iterable[Change] | None = None,
    removed: Iterable[Case] = (),
) -> bytes:
    """The bytes of a case file: the same for the same content, whenever it is written.

    Of `offices` those that the cases name are written, of `history` the changes to what is
    written; None leaves the history out, and with it what was removed. Raises OutputError when
    the file would be larger than what is read back.
    """
    packed = _packed(document(cases, offices, history, removed))
    data = _escaped(msgspec.json.format(packed, indent=2)) + b"\n"
    if len(data) > MAX_BYTES:
        raise OutputError(
            f"These cases make a file of more than {MAX_BYTES // 1024 // 1024} MiB, which could "
            "not be imported. Export them with --format json-lines, which has no such bound, or "
            "fewer of them into one file."
        )
    return data


def document(
    cases: Iterable[Case],
    offices: Iterable[Office],
    history: Iterable[Change] | None = None,
    removed: Iterable[Case] = (),
) -> Document:
    """What a case file holds of these, as `dump` says."""
    named, beside = list(cases), list(offices)
    taken_out = [] if history is None else list(removed)
    wanted = {one.office for case in (*named, *taken_out) for one in case.offices.values()}
    kept = sorted((one for one in beside if one.id in wanted), key=lambda one: one.id)
    ids = {office.id for office in kept}
    shown, gone = (
        tuple(settled(case, ids) for case in sorted(some, key=lambda one: one.id))
        for some in (named, taken_out)
    )
    pages = {("cases", case.id) for case in (*shown, *gone)} | {("offices", id_) for id_ in ids}
    return Document(
        format=FORMAT,
        version=VERSION,
        cases=shown,
        offices=tuple(kept),
        history=None if history is None else about(history, pages),
        removed=gone,
    )


def line(document: Document) -> bytes:
    """A case file in one line, without its end."""
    return _escaped(_packed(document))


def _packed(document: Document) -> bytes:
    return msgspec.json.encode(document, order="deterministic")


def _escaped(data: bytes) -> bytes:
    """JSON that says the same, and does nothing to a terminal it is written to."""
    text = data.decode()
    if not _UNSEEN.search(text):
        return data
    return _UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text).encode()


def load(data: bytes, name: str, catalogue: Catalogue) -> CaseFile:
    """What the bytes of a case file hold, checked to the last field.

    `name` is what the user called the file; `catalogue` says which kinds, reasons and problems
    there are. Raises RefusedInputError with the place of the first fault; nothing is taken in
    by halves.
    """
    written = _as_written(data, catalogue)
    if written is not None:
        return _checked(written, catalogue, name, [], is_fit=True)
    if _CASEBOOK.match(data[:_HEAD]):
        do = "take it in with so-tui join"
        refuse(name, "it is a casebook or a copy of one, and no case file", do=do)
    plain = read(data, name)
    _check_head(plain, name)
    notes: list[str] = []
    shape = shaped(cleaned(plain, name, (), "", notes), Document, name)
    return _checked(shape, catalogue, name, notes)


def _as_written(data: bytes, catalogue: Catalogue) -> Document | None:
    """What stands in a file that is, byte for byte, as `line` writes it, and plainly fit; None
    where that has to be looked at: it may be right, too."""
    if len(data) > MAX_BYTES or not data.startswith(b'{"format":'):
        return None
    try:
        document = msgspec.json.decode(data, type=Document)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    # Written anew it is the same: no name stands in it twice, and nothing that is not looked at.
    if document.history is not None or line(document) != data.rstrip(b"\n"):
        return None
    every = (*document.cases, *document.removed, *document.offices)
    return document if all(is_plainly_fit(one, catalogue) for one in every) else None


def _checked(
    document: Document, catalogue: Catalogue, name: str, notes: list[str], *, is_fit: bool = False
) -> CaseFile:
    """What a document holds, once what its parts say of each other is looked at; `is_fit`: the
    parts themselves were."""
    _check_pages(document, catalogue, name, is_fit=is_fit)
    if document.history is not None:
        shown = document.cases, document.removed, document.offices
        check_history(document.history, *shown, catalogue, name)
    elif document.removed:
        do = "export it again with its history"
        refuse(name, "a case is removed by its history, and there is none", ("removed",), do=do)
    return CaseFile(
        cases=document.cases,
        offices=document.offices,
        history=document.history,
        removed=document.removed,
        notes=tuple(notes),
    )


def _check_head(plain: Plain, name: str) -> None:
    if not isinstance(plain, dict) or plain.get("format") != FORMAT:
        do = "choose a file that so-tui has exported"
        if isinstance(plain, dict) and "resourceType" in plain:
            do = "a portal's file in FHIR is read with --format fhir"
        refuse(name, "it is not a case file", ("format",) if isinstance(plain, dict) else (), do=do)
    version = plain.get("version")
    if isinstance(version, int) and not isinstance(version, bool) and version > VERSION:
        do = "install that so-tui here, then import the file again"
        refuse(name, "a newer so-tui wrote it", ("version",), do=do)


_P = TypeVar("_P", Case, Office)


def _check_pages(document: Document, catalogue: Catalogue, name: str, *, is_fit: bool) -> None:
    _check_each(document.cases, "cases", catalogue, name, is_fit=is_fit)
    _check_each(document.removed, "removed", catalogue, name, is_fit=is_fit)
    _check_each(document.offices, "offices", catalogue, name, is_fit=is_fit)
    ids = {office.id for office in document.offices}
    shown = {case.id for case in document.cases}
    for index, case in enumerate(document.removed):
        if case.id in shown:
            refuse(name, "this case is among those that are there", ("removed", index, "id"))
    wanted: set[str] = set()
    for kind, cases in (("cases", document.cases), ("removed", document.removed)):
        for index, case in enumerate(cases):
            for place, what in dangling(case, ids):
                refuse(name, what, (kind, index, *place))
            wanted |= {office.office for office in case.offices.values()}
    for index, office in enumerate(document.offices):
        if office.id not in wanted:
            do = "leave it out and import the file again"
            refuse(name, "no case of this file names this office", ("offices", index), do=do)
        if not office.name:
            refuse(name, "this must not be empty", ("offices", index, "name"))


def _check_each(
    pages: Sequence[_P], kind: str, catalogue: Catalogue, name: str, *, is_fit: bool
) -> None:
    seen: set[str] = set()
    for index, page in enumerate(pages):
        if page.id in seen:
            do = "keep one of the two"
            refuse(name, "this id stands twice", (kind, index, "id"), do=do)
        seen.add(page.id)
        for place, what in () if is_fit else faults(page, catalogue, (kind, index)):
            refuse(name, what, place)
