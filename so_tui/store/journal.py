"""The form of the journal: lines, each with a checksum over itself and all lines before it.

    crc32 of the line before and of this one's text, as 8 hex digits; a blank;
    the text's length in bytes; a blank; the text, which is JSON; a newline

The first line is the head: which generation of the casebook the journal continues. Each further
line is a record: documents by table and id, whole, so that replaying them twice changes nothing.
`docs/casebook.md` says what each kind of damage means.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection
from typing import Any

import msgspec

VERSION = 1

_LINE = re.compile(rb"([0-9a-f]{8}) ([1-9][0-9]{0,9}) ")
_GUESSES = 32  # checksums a line behind damage may follow
_HEAD_BYTES = 20  # of a checksum, a length and two blanks, at most


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a journal begins with. `generation`: that of the snapshot it continues."""

    journal: int
    generation: str


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One transaction: whole documents, undecoded, by table and document id."""

    put: dict[str, dict[str, msgspec.Raw]]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """How far a journal has been read: bytes from its beginning, and the checksum there."""

    offset: int = 0
    checksum: int = 0


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What stood in a journal from a place on.

    `place`: the end of the last whole line. `rest`: bytes behind it that were never confirmed,
    since the save they belong to did not come to its end.
    """

    head: Head | None
    records: tuple[Record, ...]
    place: Place
    rest: int = 0


class DamagedJournalError(ValueError):
    """Bytes of a journal that no interrupted save explains; says what and where."""


class OtherJournalError(DamagedJournalError):
    """A journal that is whole, and not the one that was confirmed."""


def head_line(generation: str) -> tuple[bytes, Place]:
    """The first line of a journal, and the place behind it."""
    return line({"journal": VERSION, "generation": generation}, Place())


def line(content: Any, after: Place) -> tuple[bytes, Place]:
    """A line that stands at a place, and the place behind it. Raises as msgspec's encoder."""
    text = msgspec.json.encode(content)
    checksum = zlib.crc32(text, after.checksum)
    written = b"%08x %d %b\n" % (checksum, len(text), text)
    return written, Place(offset=after.offset + len(written), checksum=checksum)


def read(
    data: bytes, begin: Place, *, confirmed: int = 0, through: Collection[Place] = ()
) -> Found:
    """The lines of `data`, which stands in a journal from `begin` on.

    `confirmed`: up to which byte of the journal saves were acknowledged, as far as is known;
    `through`: places that it has to go through to be the journal that is known.
    Raises DamagedJournalError where a line is not what was written, unless it is the last and an
    interrupted save explains it, and OtherJournalError where it goes another way.
    """
    head: Head | None = None
    records: list[Record] = []
    at, checksum = 0, begin.checksum
    ends = {begin.offset: begin.checksum}
    while at < len(data):
        text = _text(data, at, checksum)
        if text is None:
            if begin.offset + at >= confirmed and _was_interrupted(data, at):
                break
            raise DamagedJournalError(f"the line at byte {begin.offset + at} is not as written")
        first = begin.offset + at == 0
        try:
            if first:
                head = msgspec.json.decode(text, type=Head)
            else:
                records.append(msgspec.json.decode(text, type=Record))
        except (msgspec.DecodeError, UnicodeError, RecursionError) as fault:
            raise DamagedJournalError(
                f"the line at byte {begin.offset + at} cannot be read"
            ) from fault
        checksum = zlib.crc32(text, checksum)
        at = data.index(b"\n", at) + 1
        ends[begin.offset + at] = checksum
    end = Place(offset=begin.offset + at, checksum=checksum)
    if end.offset < confirmed:
        raise DamagedJournalError(
            f"it ends at byte {end.offset}, and {confirmed} were confirmed: its end is missing"
        )
    for place in through:
        read_through = begin.offset <= place.offset <= end.offset
        if read_through and ends.get(place.offset) != place.checksum:
            raise OtherJournalError("the saves are other ones than were confirmed")
    return Found(head=head, records=tuple(records), place=end, rest=len(data) - at)


def head_of(data: bytes) -> Head | None:
    """The first line of a journal, or None where it is not as written."""
    text = _text(data, 0, 0)
    try:
        return None if text is None else msgspec.json.decode(text, type=Head)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


class Salvaged(msgspec.Struct, frozen=True, kw_only=True):
    """What can be had from a journal: its head, its whole records, and how many bytes are lost.

    `unchecked`: how many of the records fit their length, and stand behind one whose checksum,
    which theirs continues, is lost.
    """

    head: Head | None
    records: tuple[Record, ...]
    lost: int
    unchecked: int = 0


def salvage(data: bytes) -> Salvaged:
    """Every whole line of a journal that is damaged, those behind the damage too.

    A line fits the checksum of the one before it: that which it has, which it claims to have,
    or which its text makes, whichever of these the damage left.
    """
    head, records, lost, unchecked = head_of(data), [], 0, 0
    at, before, known = 0, [0], True
    while at < len(data):
        found, end = _LINE.match(data, at, at + _HEAD_BYTES), 0
        if found is not None:
            claimed, end = int(found[1], 16), found.end() + int(found[2])
            text = data[found.end() : end]
            fits = any(zlib.crc32(text, one) == claimed for one in before)
            record = _record(text) if fits or data[end : end + 1] == b"\n" else None
            if fits or (record is not None and not known):
                records += [record] if record is not None else []
                unchecked += not fits
                # What a line claims that did not fit may be what was damaged.
                at, before, known = end + 1, [claimed], fits
                continue
            before = [claimed, *before]
        newline = data.find(b"\n", at)
        text = data[data.find(b"{", at) : newline if newline >= 0 else len(data)]
        before = [*before, *(zlib.crc32(text, one) for one in before)][:_GUESSES]
        following = _LINE.search(data, at + 1)
        begin = following.start() if following else len(data)
        # Whether the line there is surely the next one, so that it has to fit what is known.
        known = found is not None and begin == end + 1
        lost += begin - at
        at = begin
    return Salvaged(head=head, records=tuple(records), lost=lost, unchecked=unchecked)


def _record(text: bytes) -> Record | None:
    try:
        return msgspec.json.decode(text, type=Record)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _text(data: bytes, at: int, checksum: int) -> bytes | None:
    """The text of the line that begins at a byte, or None where none stands whole."""
    found = _LINE.match(data, at, at + _HEAD_BYTES)
    if found is None:
        return None
    begin = found.end()
    end = begin + int(found[2])
    text = data[begin:end]
    # JSON has no newline inside; so the first one behind `at` is the line's own.
    if data[end : end + 1] != b"\n" or zlib.crc32(text, checksum) != int(found[1], 16):
        return None
    return text


def _was_interrupted(data: bytes, at: int) -> bool:
    """Whether what stands from a byte to the end is a line whose writing did not come to its end.

    Cut short, it has no newline. After a power cut, parts that never reached the disk are NULs,
    which no line holds; a single one inside may be a flipped bit, and is not taken for that.
    """
    rest = data[at:]
    newline = rest.find(b"\n")
    if newline < 0:
        return True
    if newline + 1 < len(rest) and rest[newline + 1 :].strip(b"\0"):
        return False
    return rest[:1] == b"\0" or b"\0\0" in rest
