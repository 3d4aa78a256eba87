"""What a type alone cannot say of a value that comes in: ids, known words, bounds, texts."""

from __future__ import annotations

import datetime as dt
import functools
import re
import zoneinfo
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from so_tui.core import pace
from so_tui.core.catalogue import Catalogue
from so_tui.core.fields import MANY_LINES
from so_tui.core.text import changed, clean, too_long
from so_tui.exchange.strict import Place, Plain, path, refuse

FIRST_YEAR, LAST_YEAR = 1850, 2199
"""The years a day may lie in: wide enough for every birth date, and for every plan."""

MAX_WHOLE = 999_999_999
"""The largest whole number in a case; numbers and counts begin at 0."""

MAX_COUNTER = 2**53 - 1
"""The largest counter of a change: what every reader of JSON keeps exactly (RFC 8259 §6)."""

BY_CATALOGUE = frozenset({"reasons", "condition", "accepts", "gives", "takes", "marks"})
"""Collections whose keys are words of the catalogue, or steps; all others have UUIDs."""

PAPER = re.compile(r"[a-z][a-z_-]{0,39}")
"""What the name of a kind of paper can be; a later so-tui may know others than this one."""


_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


# --- Texts -----------------------------------------------------------------------------------


def cleaned(value: Plain, name: str, place: Place, field: str, notes: list[str]) -> Plain:
    """A plain value with its texts cleaned; `notes` gets a sentence for each that changed.

    `field` is the name of the field the value lies in. Raises RefusedInputError for a text
    that is longer than its field holds, and for a fraction, which no field can be.
    """
    if isinstance(value, str):
        lines = field in MANY_LINES
        after = clean(value, lines=lines)
        if after != value and (said := changed(value, after)):
            notes.append(f"{clean(name)}, {path(place)}: {said}")
        # A line of the history may quote a whole field, so it may be longer than one.
        if long := too_long(after, lines=lines or place[:1] == ("history",)):
            what, _, do = long.rstrip(".").partition(". ")
            refuse(name, what[0].lower() + what[1:], place, do=do[0].lower() + do[1:])
        return after
    if isinstance(value, float):
        refuse(name, "a fraction stands where none can", place)
    if isinstance(value, dict):
        # What an edit writes is held to the field it is for.
        fields = (
            dict.fromkeys(("before", "after", "beside"), _edited(value)) if _is_edit(place) else {}
        )
        return {
            key: cleaned(inside, name, (*place, key), fields.get(key) or key, notes)
            for key, inside in value.items()
        }
    if isinstance(value, list):
        return [
            cleaned(inside, name, (*place, index), field, notes)
            for index, inside in enumerate(value)
        ]
    return value


def _is_edit(place: Place) -> bool:
    return len(place) == 4 and place[0] == "history" and place[2] == "edits"


def _edited(edit: Mapping[str, Plain]) -> str:
    """The name of the field that an edit is for."""
    return str(edit.get("path", "")).rpartition("/")[2]


# --- Values ----------------------------------------------------------------------------------


def faults(value: Any, catalogue: Catalogue, place: Place) -> Iterator[tuple[Place, str]]:
    """Each place in a typed value at which something stands that cannot, with the reason.

    `place` is where the value lies; its last step is the field's name.
    """
    field = str(place[-1])
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from key_faults(field, key, catalogue, (*place, key))
            yield from faults(inside, catalogue, (*place, key))
            if field == "takes" and inside > pace.LONGEST:
                yield (*place, key), f"an office takes {pace.LONGEST} business days at most"
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from faults(getattr(value, name), catalogue, (*place, name))
    elif what := leaf_fault(field, value, catalogue):
        yield place, what


def key_faults(
    collection: str, key: str, catalogue: Catalogue, place: Place
) -> Iterator[tuple[Place, str]]:
    """The fault of one key of a collection, if it has one."""
    words = _words_of(collection, catalogue)
    if words is not None and key not in words:
        yield place, "so-tui does not know this word"
    elif collection == "marks" and not _is_step(key):
        yield place, "this cannot be the name of a step"
    elif collection not in BY_CATALOGUE and not is_id(key):
        yield place, "the name of this part is not an id (a UUID in small letters)"


def is_id(text: str) -> bool:
    """Whether a text is a UUID in its one canonical form (RFC 9562 §4)."""
    return _ID.fullmatch(text) is not None


def _words_of(collection: str, catalogue: Catalogue) -> frozenset[str] | None:
    match collection:
        case "reasons":
            return frozenset(reason.id for reason in catalogue.reasons)
        case "condition":
            return frozenset(part.id for part in catalogue.condition)
        case "accepts" | "gives":
            return frozenset(catalogue.kinds)
        case "takes":
            return frozenset(pace.offered(catalogue))
        case _:
            return None


def _is_step(key: str) -> bool:
    return bool(key) and "/" not in key and clean(key) == key and not too_long(key)


@functools.lru_cache(maxsize=64)
def _is_zone(zone: str) -> bool:
    try:
        zoneinfo.ZoneInfo(zone)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return False
    return True


def _id_fault(value: str, catalogue: Catalogue) -> str:
    return "" if is_id(value) else "this is not an id (a UUID in small letters)"


def _kind_fault(value: str, catalogue: Catalogue) -> str:
    return "" if value in catalogue.kinds else "so-tui does not know this kind of item"


def _problem_fault(value: str | None, catalogue: Catalogue) -> str:
    known = value is None or value in catalogue.problems
    return "" if known else "so-tui does not know this problem"


def _paper_fault(value: str, catalogue: Catalogue) -> str:
    return "" if PAPER.fullmatch(value) else "this cannot be the name of a paper"


def _zone_fault(value: str, catalogue: Catalogue) -> str:
    known = not value or _is_zone(value)
    return "" if known else "this is not a time zone, such as America/New_York"


def _weekdays_fault(value: tuple[int, ...], catalogue: Catalogue) -> str:
    if set(value) <= set(range(1, 8)) and len(set(value)) == len(value):
        return ""
    return "open days are numbers from 1 (Monday) to 7, each once"


def _name_fault(value: str, catalogue: Catalogue) -> str:
    return "" if value else "this must not be empty"


LEAVES: Mapping[str, Callable[[Any, Catalogue], str]] = {
    "id": _id_fault,
    "kind": _kind_fault,
    "problem": _problem_fault,
    "paper": _paper_fault,
    "zone": _zone_fault,
    "open_days": _weekdays_fault,
    "label": _name_fault,
}
"""What is looked at in some fields, by their names, beside what their types say."""


def leaf_fault(field: str, value: Any, catalogue: Catalogue) -> str:
    """What is wrong with a value that holds no other, in a field; empty where nothing is."""
    if field in LEAVES:
        return LEAVES[field](value, catalogue)
    if isinstance(value, bool):
        return ""
    if isinstance(value, int) and not 0 <= value <= MAX_WHOLE:
        return f"this number is not between 0 and {MAX_WHOLE:,}"
    if isinstance(value, dt.date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
        return f"this day is not between {FIRST_YEAR} and {LAST_YEAR}"
    if isinstance(value, dt.time) and value.tzinfo is not None:
        return "a time is told without an offset; the field zone names where"
    return ""
