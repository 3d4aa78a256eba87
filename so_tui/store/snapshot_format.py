"""The form of a casebook's snapshot: its tables, what is checked when it is read, its ids.

The history stands last, with a checksum of its own, and is read when someone asks for it.

TinyDB tables: `cases` and `offices` hold a page to a document, `history` a change to a document,
`summaries` what the list of cases shows of a case, `about` one document with schema, counter,
revision and generation. A document's id is the number of its page's or change's UUID, so that
stock TinyDB opens the file and finds the same things.
"""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from tinydb.table import Document

from so_tui.core.changes import AnyPage, Change, ChangeError, Kind
from so_tui.core.pages import CasePage, OfficePage
from so_tui.core.summary import Summary
from so_tui.errors import CasebookError, NewerCasebookError
from so_tui.store import decoding, migrations, places
from so_tui.store.decoding import HEAD_BYTES, UNREADABLE

ABOUT_ID = 1
KINDS: tuple[Kind, ...] = ("cases", "offices")
Documents = Mapping[str, msgspec.Raw]
"""Documents of one table that are not decoded yet, by document id."""

_T = TypeVar("_T")
_PAGES: dict[str, Callable[[bytes], AnyPage]] = {
    "cases": msgspec.json.Decoder(CasePage).decode,
    "offices": msgspec.json.Decoder(OfficePage).decode,
}
_change = msgspec.json.Decoder(Change).decode
_summary = msgspec.json.Decoder(Summary).decode
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FIRST = b'{"about":{"1":'
_BEGIN = _FIRST + b'{"sum":"'
SUMMED = len(_BEGIN) + 8
"""From which byte on the first checksum counts."""
_HEAD = re.compile(
    re.escape(_BEGIN)
    + rb'([0-9a-f]{8})","tail":"([0-9a-f]{8})","at":"([0-9]{12})","size":"([0-9]{12})",'
)
_ANY_ORDER = re.compile(rb'\s*\{\s*"(?:about|cases|offices|history|summaries|_default)"\s*:\s*\{')
_WHITE = b" \t\r\n"
_WHITES = tuple(_WHITE[n : n + 1] for n in range(len(_WHITE)))
_BETWEEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[ \t\r\n]+', re.DOTALL)
"""A string, whose white space is its own, or white space between two parts."""
_UNFIT = "its checksum does not fit what is in it"
_PLACES = b',"%b":' % places.TABLE.encode()
_HISTORY = b',"history":'

LONGEST_LINE = 100
"""How many of the states it came of a snapshot names."""

ABOUT_BYTES = 16 << 10
"""How many of them `placed` needs, which has to see all that a snapshot says of itself."""


class Folded(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The journal that went into a snapshot: its generation, its length in bytes, and the CRC-32
    of all of them; that is empty where an earlier so-tui wrote it."""

    generation: str
    offset: int
    sum: str = ""


class Past(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A state that a snapshot came of: a generation, up to which byte its journal went, and the
    checksum that its lines have there."""

    generation: str
    offset: int = 0
    checksum: int = 0


class About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a casebook says of itself.

    `sum`: CRC-32 of the bytes behind it, up to the history, so that damage does not pass for
    data; `tail`: that of the rest; `at`: the byte at which the rest begins; `size`: bytes of the
    whole file. They are empty where another program wrote the file. `counter`: the highest any
    change has. `generation`: a name of this snapshot, which its journal begins with;
    `folded`: the journal of the one before, which is in it. `line`: the states it came of, the
    newest last; no more than `LONGEST_LINE`. `told`: how many changes its history has.
    """

    sum: str = ""
    tail: str = ""
    at: str = ""
    size: str = ""
    schema: int
    counter: int = 0
    revision: int = 0
    generation: str = ""
    folded: Folded | None = None
    line: tuple[Past, ...] = ()
    told: int = 0


class Index(msgspec.Struct, frozen=True, kw_only=True):
    """The documents of a snapshot, not decoded; the history in one piece, where it was read."""

    about: dict[str, msgspec.Raw] = {}
    cases: dict[str, msgspec.Raw] = {}
    offices: dict[str, msgspec.Raw] = {}
    summaries: dict[str, msgspec.Raw] = {}
    history: msgspec.Raw = msgspec.Raw(b"{}")

    def of(self, kind: Kind) -> dict[str, msgspec.Raw]:
        """The pages of a kind."""
        return self.cases if kind == "cases" else self.offices


_index = msgspec.json.Decoder(Index).decode
_about = msgspec.json.Decoder(About).decode


# --- Ids and documents ---


def document_id(id_: str) -> int:
    """The TinyDB document id of a page or change. Raises ChangeError when it is not a UUID."""
    if _UUID.fullmatch(id_) is None:
        raise ChangeError(f"A change names “{id_}”, which is not an id (a UUID in lower case).")
    return int(id_.replace("-", ""), 16)


def key_of(id_: str) -> str:
    """The key a page or change has in its table. Raises ChangeError when it is not a UUID."""
    return str(document_id(id_))


def id_of(key: str) -> str:
    """The id of a page or change by its key in a table. Raises ValueError when it is none."""
    text = f"{int(key):032x}"
    if len(text) != 32 or text[0] == "-":
        raise ValueError(f"{key} is no number of a UUID")
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def document(part: AnyPage | Change) -> Document:
    """A page or change as TinyDB keeps it."""
    return Document(msgspec.to_builtins(part), doc_id=document_id(part.id))


def summary_document(summary: Summary) -> Document:
    """A summary as TinyDB keeps it."""
    return Document(msgspec.to_builtins(summary), doc_id=document_id(summary.case))


def about_document(about: About) -> Document:
    """The one document of `about`."""
    return Document(msgspec.to_builtins(about), doc_id=ABOUT_ID)


def page(raw: msgspec.Raw, kind: str, key: str, path: Path) -> AnyPage:
    """A page by its document. Raises DamagedCasebookError naming the document."""
    found = decoding.document(raw, _PAGES[kind], path, f"{kind}/{key}")
    if (found.kind, found.value.id) != (kind, found.id) or key != _key(found.id):
        raise decoding.damaged(path, f"the ids of {kind}/{key} do not agree")
    return found


class _Origin(msgspec.Struct, frozen=True):
    begun_from: str = ""


class _WithOrigin(msgspec.Struct, frozen=True):
    value: _Origin


_origin = msgspec.json.Decoder(_WithOrigin).decode


def begun_from(raw: msgspec.Raw) -> str:
    """The id of the case that a case was begun from, by its document; "" where it says none."""
    try:
        return _origin(raw).value.begun_from
    except UNREADABLE:
        return ""  # whoever looks at that case says what is wrong with it


def change(raw: msgspec.Raw, key: str, path: Path) -> Change:
    """A change by its document. Raises DamagedCasebookError naming the document."""
    found = decoding.document(raw, _change, path, f"history/{key}")
    if key != _key(found.id):
        raise decoding.damaged(path, f"the ids of history/{key} do not agree")
    return found


def change_of(raw: msgspec.Raw, path: Path) -> Change:
    """A change by its document alone. Raises DamagedCasebookError."""
    return decoding.document(raw, _change, path, "history")


def label(raw: msgspec.Raw) -> places.Label | None:
    """The label in a summary; None where it has to be made anew."""
    try:
        return places.label(raw)
    except UNREADABLE:
        return None


def summary(raw: msgspec.Raw) -> Summary | None:
    """A summary by its document; None where it is not one of today's, and has to be made anew."""
    try:
        return _summary(raw)
    except UNREADABLE:
        return None


def _key(id_: str) -> str:
    try:
        return key_of(id_)
    except ChangeError:
        return ""


# --- A snapshot's bytes ---


def whole(about: About, tables: Iterable[tuple[str, bytes]], history: Documents) -> bytes:
    """The bytes of a snapshot: `about`, these tables, each as JSON, and the history."""
    kept = {name: text for name, text in tables if name != places.TABLE}
    told = msgspec.json.encode(history)
    end = _HISTORY + told + b"}"
    about = msgspec.structs.replace(
        about, sum="0" * 8, tail=f"{zlib.crc32(end):08x}", at="0" * 12, size="0" * 12,
        told=len(history),
    )  # fmt: skip
    base = len(_FIRST) + len(msgspec.json.encode(about)) + 1
    found = places.found(kept, told, base)
    parts = [
        part
        for name, text in kept.items()
        for part in (b",", msgspec.json.encode(name), b":", text)
    ]
    at = base + sum(map(len, parts)) + (len(_PLACES) + len(found) if found else 0)
    about = msgspec.structs.replace(about, at=f"{at:012}", size=f"{at + len(end):012}")
    first = _FIRST + msgspec.json.encode(about) + b"}"
    if found:
        parts += [_PLACES, found.table(first[SUMMED:])]
    total = zlib.crc32(first[SUMMED:])
    for part in parts:
        total = zlib.crc32(part, total)
    return b"".join([_BEGIN, b"%08x" % total, first[SUMMED:], *parts, end])


def extent(first: bytes, size: int) -> int | None:
    """How many bytes of a snapshot stand before its history; None where all must be read, and be
    looked at by `as_written`.

    `first`: its first bytes; `size`: bytes of the file.
    """
    head = _HEAD.match(first)
    if head is None or int(head[4]) != size or int(head[3]) > size:
        return None
    return int(head[3])


def as_written(data: bytes, path: Path) -> bytes:
    """All bytes of a snapshot as they were written, without the white space that another program,
    such as an editor, put around them or between them.

    What another program wrote anew is left as it is. Raises DamagedCasebookError where the bytes
    are ours and are not as they were written.
    """
    if extent(data[:HEAD_BYTES], len(data)) is not None:
        return data
    inside = data.strip(_WHITE)
    small = _BETWEEN.sub(_kept, inside)
    why = _unlike(small)
    if why and inside.startswith(_BEGIN):
        raise decoding.damaged(path, why)
    return data if why else small


def _kept(found: re.Match[bytes]) -> bytes:
    return b"" if found[0][:1] in _WHITES else found[0]


def _unlike(data: bytes) -> str:
    """Why bytes are not those of a snapshot as it was written; empty where they are."""
    head = _HEAD.match(data)
    if head is None:
        return "its first line is not as written"
    if int(head[4]) != len(data):
        return f"it has {len(data)} bytes, and {int(head[4])} were written"
    if int(head[3]) > len(data):
        return "its first line is not as written"
    return "" if _fits(head, data) else _UNFIT


def _fits(head: re.Match[bytes], data: bytes) -> bool:
    """Whether both checksums of a snapshot fit."""
    view, at = memoryview(data), int(head[3])
    sums = (f"{zlib.crc32(view[SUMMED:at]):08x}", f"{zlib.crc32(view[at:]):08x}")
    return (head[1].decode(), head[2].decode()) == sums


def history(data: bytes, about: About, path: Path) -> dict[str, msgspec.Raw]:
    """The changes by key, not decoded, from what stands behind `extent`.

    Raises DamagedCasebookError.
    """
    if about.tail != f"{zlib.crc32(data):08x}":
        raise decoding.damaged(path, "the checksum of its history does not fit what is in it")
    return history_documents(data, path)


def history_documents(data: bytes, path: Path) -> dict[str, msgspec.Raw]:
    """The same without a look at the checksum. Raises DamagedCasebookError."""
    return decoding.documents(msgspec.Raw(data[len(_HISTORY) : -1]), path)


def placed(first: bytes, size: int, path: Path) -> tuple[About, bytes, int] | None:
    """What a snapshot says of itself, its bytes behind the first checksum, and the byte at which
    the history begins, from its `ABOUT_BYTES`; None where all must be read.

    Raises DamagedCasebookError, and NewerCasebookError for one of a newer so-tui.
    """
    at, end = extent(first, size), first.find(b'}},"')
    if at is None or end < 0:
        return None
    try:
        about = about_of(decoding.raw(first[len(_FIRST) - len(b'{"1":') : end + 2]), path)
    except UNREADABLE:
        return None
    return (about, first[SUMMED : end + 2], at) if about.schema == migrations.SCHEMA else None


def history_begin() -> int:
    """How many bytes of the history stand before its documents."""
    return len(_HISTORY)


def index(data: bytes | bytearray, path: Path) -> tuple[Index, About]:
    """A snapshot's documents, undecoded but for `about`, in the schema they were written in.

    `data` ends before the history where `extent` says so, but for a closing brace. Raises
    DamagedCasebookError, and NewerCasebookError for one of a newer so-tui.
    """
    summed = _HEAD.match(data)
    end = int(summed[3]) if summed else 0
    total = [0]

    def add_up() -> None:
        total[0] = zlib.crc32(memoryview(data)[SUMMED:end])

    # Adding up needs no lock of the interpreter's; so it costs no time of its own.
    adding = threading.Thread(target=add_up)
    if summed:
        adding.start()
    try:
        found = decoding.decoded(data, path, _index)
        about = about_of(found.about, path)
    finally:
        if summed:
            adding.join()
    if summed and f"{total[0]:08x}" != about.sum:
        raise decoding.damaged(path, _UNFIT)
    if not summed:
        # A page may have been changed without its summary.
        found = msgspec.structs.replace(found, summaries={})
    return found, about


def everything(data: bytes, path: Path) -> tuple[dict[str, dict[str, msgspec.Raw]], About]:
    """All tables of a snapshot in today's schema, each checksum and each page looked at.

    Raises DamagedCasebookError, and NewerCasebookError for one of a newer so-tui.
    """
    data = as_written(data, path)
    at = extent(data[:HEAD_BYTES], len(data))
    begin = data if at is None else bytearray(data[:at]) + b"}"
    about = index(begin, path)[1]
    if at is not None:
        history(data[at:], about, path)
    if about.schema < migrations.SCHEMA:
        data = migrated(data, about.schema, path)
        about = index(data, path)[1]
    tables = {
        name: decoding.documents(raw, path) for name, raw in decoding.raw_tables(data, path).items()
    }
    for kind in KINDS:
        for key, raw in tables.get(kind, {}).items():
            page(raw, kind, key, path)
    for key, raw in tables.get("history", {}).items():
        change(raw, key, path)
    return tables, about


def verify(data: bytes, path: Path) -> None:
    """Looks at the checksums of a snapshot's bytes. Raises DamagedCasebookError."""
    data = as_written(data, path)
    head = _HEAD.match(data)
    if head is None:
        everything(data, path)  # another program wrote it, and only its content vouches for it
    elif not _fits(head, data):
        raise decoding.damaged(path, _UNFIT)


def whole_parts(data: bytes) -> tuple[bytes | None, bytes | None]:
    """Of a snapshot that is damaged: what stands before the history, and from there to its end.

    Each is None unless its checksum fits. What stands behind the end is left out.
    """
    data = data.lstrip(_WHITE)
    head = _HEAD.match(data)
    if head is None:
        return None, None
    begin, end = data[: int(head[3])], data[int(head[3]) : int(head[4])]
    sums = f"{zlib.crc32(begin[SUMMED:]):08x}", f"{zlib.crc32(end):08x}"
    return begin if sums[0].encode() == head[1] else None, (
        end if sums[1].encode() == head[2] else None
    )


def migrated(data: bytes | bytearray, schema: int, path: Path) -> bytes:
    """A snapshot of an older schema as today's. Raises DamagedCasebookError."""
    tables: dict[str, Any] = decoding.decoded(data, path, msgspec.json.decode)
    for name in ("sum", "tail", "at", "size"):  # of the bytes as they were
        tables["about"][str(ABOUT_ID)].pop(name, None)
    return msgspec.json.encode(migrations.migrated(tables, schema))


def is_begun(first: bytes) -> bool:
    """Whether a file with these first bytes is a casebook, by this program or by stock TinyDB."""
    return first.startswith(_BEGIN) or _ANY_ORDER.match(first) is not None


def about_of(table: Documents, path: Path) -> About:
    """What the casebook says of itself. Raises as `index`."""
    raw = table.get(str(ABOUT_ID))
    if raw is None:
        raise decoding.damaged(path, "it is not a casebook of so-tui")
    about = decoding.document(raw, _about_of_any_schema(path), path, "about")
    if about.schema < 1:
        raise decoding.damaged(path, "its schema number is not one")
    return about


def about_in(data: bytes, path: Path) -> About | None:
    """What a snapshot says of itself; None where it cannot be read."""
    try:
        return about_of(_index(data).about, path)
    except (*UNREADABLE, CasebookError):
        return None


def _about_of_any_schema(path: Path) -> Callable[[bytes], About]:
    def read(raw: bytes) -> About:
        schema = msgspec.json.decode(raw, type=_Schema).schema
        if schema > migrations.SCHEMA:
            raise NewerCasebookError(
                f"The casebook {path} was written by a newer so-tui (schema {schema}, and this "
                f"one knows {migrations.SCHEMA}). It was left as it is; please use the newer "
                "so-tui."
            )
        return _about(raw)

    return read


class _Schema(msgspec.Struct):
    schema: int
