"""One file of a disc read with pydicom: whose it is and what it is one of. In the child alone.

Of images nothing is read. Of a header only what stands in `_TAGS` is kept; sequences are stepped
over where they say how long they are.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

from pydicom import config
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset, read_partial

from so_tui.core.text import clean
from so_tui.discs import limits
from so_tui.discs.places import Entry, NotReadableError
from so_tui.discs.windows import AllAskedForError, Window, inflated

config.settings.reading_validation_mode = config.IGNORE

_CLASS, _STUDY_DAY, _SERIES_DAY, _ACQUIRED = 0x00080016, 0x00080020, 0x00080021, 0x00080022
_MODALITY, _STUDY, _SERIES = 0x00080060, 0x00081030, 0x0008103E
_NAME, _BORN, _BODY_PART = 0x00100010, 0x00100030, 0x00180015
_STUDY_ID, _SERIES_ID = 0x0020000D, 0x0020000E
_TAGS = [
    _CLASS, _STUDY_DAY, _SERIES_DAY, _ACQUIRED, _MODALITY, _STUDY, _SERIES, _NAME, _BORN,
    _BODY_PART, _STUDY_ID, _SERIES_ID,
]  # fmt: skip
_LAST = max(_TAGS)
_RECORDS, _FILE_ID, _IN_USE = 0x00041220, 0x00041500, 0x00041410
_PIXELS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
_FIRST_PIXELS = 0x7FE00000
_UNKNOWN_LENGTH = 0xFFFFFFFF

_DIRECTORY = "1.2.840.10008.1.3.10"
_SAYS = (
    ("1.2.840.10008.5.1.4.1.1.88.59", "KO"),
    ("1.2.840.10008.5.1.4.1.1.88.", "SR"),
    ("1.2.840.10008.5.1.4.1.1.104.", "DOC"),
    ("1.2.840.10008.5.1.4.1.1.11.", "PR"),
)
"""What an object is by its class (PS3.4 §B.5), where its modality may be that of its images."""

_PREFIX = b"DICM"
_PREAMBLE = 128
_LONG = frozenset({"OB", "OW", "OF", "OD", "UN"})
"""Kinds of images whose length stands in four bytes more (PS3.5 §7.1.2)."""


class Found(NamedTuple):
    """What one file says of itself."""

    name: str
    born: dt.date | None
    study_id: str
    day: dt.date | None
    study: str
    series_id: str
    modality: str
    body_part: str
    series: str
    is_cut: bool


class Listed(NamedTuple):
    """The files that a DICOMDIR lists, as it names them."""

    files: tuple[tuple[str, ...], ...]


def read(entry: Entry) -> Found | Listed | None:
    """What a file says of itself; None for one that is not DICOM.

    Raises NotReadableError where it looks like DICOM and cannot be read.
    """
    try:
        with entry.open() as file:
            start = file.read(_PREAMBLE + len(_PREFIX))
            if not _looks_like_it(start):
                return None
            return _read(file, entry)
    except NotReadableError:
        raise
    except MemoryError as fault:
        raise NotReadableError("too_large") from fault
    except PermissionError as fault:
        raise NotReadableError("locked") from fault
    except Exception as fault:  # pydicom, zipfile and zlib raise whatever comes
        raise NotReadableError("damaged") from fault


def _looks_like_it(start: bytes) -> bool:
    """Whether a file begins as DICOM does: with its prefix, or as very old ones with an element of
    the first groups."""
    if start[_PREAMBLE:] == _PREFIX:
        return True
    if len(start) < 16 or start[:4] in (b"\0\0\0\0", b"\xff" * 4):
        return False
    kind = start[4:6]
    for order in "<>":
        group, element = struct.unpack_from(f"{order}HH", start)
        if group in (0x0002, 0x0008) and element <= 0x0070:
            explicit = kind.isalpha() and kind.isupper()
            (length,) = struct.unpack_from(f"{order}L", start, 4)
            return explicit or length <= limits.TEXT
    return False


def _read(file: IO[bytes], entry: Entry) -> Found | Listed:
    window = Window(file, entry.size, flows=entry.flows)
    at_pixels = _Stop()
    deflated = False
    try:
        whole = read_partial(_as_file(window), at_pixels, force=True, specific_tags=[*_TAGS])
        data: Dataset = whole
        said = str(whole.file_meta.get("MediaStorageSOPClassUID", ""))
    except AllAskedForError as rest:
        # pydicom would inflate all of it at once, however much that becomes.
        data, said, deflated = _inflated(file, rest.at), "", True
    except (ValueError, LookupError, TypeError, AttributeError, EOFError, struct.error) as fault:
        # Half an element is read as something else; why it is half is what people want to know.
        raise NotReadableError("cut" if window.is_cut else "damaged") from fault
    if said == _DIRECTORY:
        return _listed(file, entry)
    is_cut = not deflated and (window.is_cut or _ends_too_early(window, at_pixels))
    return _found(data, is_cut)


class _Stop:
    """Tells where the reading ends: at the images, and behind all that is asked for at what does
    not say how long it is."""

    length = 0
    """How long the element of the images is said to be; 0 where there is none, or nobody says."""

    def __call__(self, tag: int, kind: str | None, length: int) -> bool:
        number = tag + 0  # a plain one: pydicom's compares slowly
        if number < _FIRST_PIXELS:
            return length == _UNKNOWN_LENGTH and number > _LAST
        if number in _PIXELS and length != _UNKNOWN_LENGTH:
            self.length = length + (12 if kind in _LONG else 8)
        return True


def _ends_too_early(window: Window, stop: _Stop) -> bool:
    """Whether the images would go beyond the end of the file."""
    return bool(stop.length) and window.tell() + stop.length > window.size


def _inflated(file: IO[bytes], at: int) -> Dataset:
    for most in (limits.FIRST, limits.HEADER):
        data, is_all = inflated(file, at, most)
        window = Window(io.BytesIO(data), len(data))
        found = read_dataset(
            _as_file(window), False, True, stop_when=_Stop(), specific_tags=[*_TAGS]
        )
        if _SERIES_ID in found or is_all:
            break
    return found


def _as_file(window: Window) -> Any:
    """The window as pydicom takes it: it has what is used of a file."""
    return window


def _listed(file: IO[bytes], entry: Entry) -> Listed:
    window = Window(file, entry.size, flows=entry.flows, most=limits.LISTED)
    data = read_partial(_as_file(window), force=True, specific_tags=[_RECORDS])
    return Listed(tuple(_file_ids(data)))


def _file_ids(data: Dataset) -> Iterator[tuple[str, ...]]:
    for record in data[_RECORDS].value if _RECORDS in data else ():
        named = record.get(_FILE_ID)
        unused = record.get(_IN_USE)
        if named is None or not named.value or (unused is not None and unused.value == 0):
            continue
        parts = [named.value] if isinstance(named.value, str) else named.value
        yield tuple(str(part) for part in parts)


def _found(data: Dataset, is_cut: bool) -> Found:
    study, series = _text(data, _STUDY_ID), _text(data, _SERIES_ID)
    kind = _text(data, _CLASS)
    if not (study or series or kind or _text(data, _MODALITY)):
        raise NotReadableError("cut" if is_cut or not len(data) else "damaged")
    modality = next((code for of, code in _SAYS if kind.startswith(of)), _text(data, _MODALITY))
    day = _day(data, _STUDY_DAY) or _day(data, _SERIES_DAY) or _day(data, _ACQUIRED)
    return Found(
        name=_text(data, _NAME), born=_day(data, _BORN), study_id=study, day=day,
        study=_text(data, _STUDY), series_id=series, modality=modality.upper(),
        body_part=_text(data, _BODY_PART), series=_text(data, _SERIES), is_cut=is_cut,
    )  # fmt: skip


def _text(data: Dataset, tag: int) -> str:
    """What an element says, as clean text in one line; of several values the first."""
    element = data.get(tag)
    value = element.value if element is not None else None
    if value is None:
        return ""
    if (
        not isinstance(value, str)
        and hasattr(value, "__getitem__")
        and not hasattr(value, "encode")
    ):
        value = value[0] if len(value) else ""
    return clean(str(value)[: limits.TEXT * 2])[: limits.TEXT].strip()


def _day(data: Dataset, tag: int) -> dt.date | None:
    """A day (PS3.5 §6.2, DA), as it is written today or was before 1993."""
    figures = _text(data, tag).replace(".", "")[:8]
    try:
        day = dt.datetime.strptime(figures, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
    return day if 1850 <= day.year <= 2150 else None
