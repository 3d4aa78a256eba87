"""Telephone and fax numbers, told by their figures however people group them."""

from __future__ import annotations

import re

from so_tui.core.folding import folded

FIELDS = frozenset({"phone", "fax", "phones", "other_phones"})
"""The fields that hold numbers, those for several one to a line."""

_PARTS = re.compile(r"\d+|[^\W\d]+")
_BESIDE = frozenset({"tel", "phone", "fax", "x", "ext", "extension"})
_WITH_COUNTRY = re.compile(r"1\d{10}")


def number(text: str) -> str:
    """What two spellings of one number have in common: its figures, and letters dialed as such.

    The 1 before ten figures, which is dialed across North America, makes no difference.
    """
    parts = _PARTS.findall(folded(text))
    found = "".join(one for one in parts if one not in _BESIDE)
    return found[1:] if _WITH_COUNTRY.fullmatch(found) else found


def numbers(text: str) -> tuple[str, ...]:
    """The numbers of a text that has one to a line."""
    return tuple(filter(None, map(number, text.splitlines())))


def is_same(field: str, one: object, other: object) -> bool:
    """Whether two values of a field say the same; in one of `FIELDS`, whether the numbers do."""
    if field in FIELDS and isinstance(one, str) and isinstance(other, str):
        return one == other or (bool(found := numbers(one)) and found == numbers(other))
    return one == other
