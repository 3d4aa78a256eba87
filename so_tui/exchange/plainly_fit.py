"""Whether a value from outside is plainly as it should be, found without its places.

Of ten thousand cases nearly all are, and telling where something is wrong takes ten times as long
as seeing that nothing is. What is not plainly fit is looked at by `checks`, which has the say.
"""

from __future__ import annotations

import datetime as dt
import functools
import types
import typing
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

import msgspec

from so_tui.core import pace
from so_tui.core.catalogue import Catalogue
from so_tui.core.fields import MANY_LINES
from so_tui.core.text import MAX_LINE, MAX_TEXT, clean
from so_tui.core.tree import fields, is_part, member_type
from so_tui.exchange.checks import (
    BY_CATALOGUE,
    FIRST_YEAR,
    LAST_YEAR,
    LEAVES,
    MAX_WHOLE,
    is_id,
    key_faults,
    leaf_fault,
)  # fmt: skip

Check = Callable[[Any, Catalogue], bool]


def is_plainly_fit(value: msgspec.Struct, catalogue: Catalogue) -> bool:
    """Whether `checks` would find no fault in a typed value, and clean none of its texts.

    True is certain; False only says that it has to be looked at.
    """
    return _of(type(value), "")(value, catalogue)


@functools.cache
def _of(of: Any, field: str) -> Check:
    """What looks at a value of a type in a field."""
    if is_part(of):
        return _part(of)
    member = member_type(of)
    if member is not None:
        return _collection(_days_taken if field == "takes" else _of(member, ""), field)
    if typing.get_origin(of) in (typing.Union, types.UnionType):
        (one,) = set(typing.get_args(of)) - {type(None)}
        return _or_none(_of(one, field))
    if of is bool or typing.get_origin(of) is typing.Literal:
        return _anything  # decoding has seen to it
    if of is str:
        return _text(field)
    if of in _PLAIN and field not in LEAVES:
        return _PLAIN[of]

    def leaf(value: Any, catalogue: Catalogue) -> bool:
        return not leaf_fault(field, value, catalogue)

    return leaf


def _part(of: type[msgspec.Struct]) -> Check:
    looked = [
        (one.name, one.default, check)
        for one in msgspec.structs.fields(of)
        if (check := _of(fields(of)[one.name], one.name)) is not _anything
    ]
    names, defaults, checks = zip(*looked, strict=True)
    get = attrgetter(*names)
    all_of = get if len(names) > 1 else lambda value: (get(value),)

    def part(value: Any, catalogue: Catalogue) -> bool:
        # What nobody filled in is the default itself, and that is most of it.
        for inside, default, check in zip(all_of(value), defaults, checks, strict=True):
            if inside is not default and not check(inside, catalogue):
                return False
        return True

    return part


def _collection(inside: Check, field: str) -> Check:
    # Whether a key is an id tells itself; it is clean, too.
    is_key = is_id if field not in BY_CATALOGUE and field != "marks" else None

    def collection(value: Any, catalogue: Catalogue) -> bool:
        for key, one in value.items():
            if not (is_key(key) if is_key else _is_key(field, key, catalogue)):
                return False
            if not inside(one, catalogue):
                return False
        return True

    return collection


def _or_none(check: Check) -> Check:
    if check is _anything:
        return check

    def check_or_none(value: Any, catalogue: Catalogue) -> bool:
        return value is None or check(value, catalogue)

    return check_or_none


def _text(field: str) -> Check:
    most, lines = (MAX_TEXT, True) if field in MANY_LINES else (MAX_LINE, False)
    is_held = field in LEAVES

    def text(value: str, catalogue: Catalogue) -> bool:
        if not value and not is_held:
            return True
        if value.isascii() and value.isprintable():
            is_clean = not value or (value[0] != " " and value[-1] != " ")
        else:
            is_clean = clean(value, lines=lines) == value
        if not is_clean or len(value) > most:
            return False
        return not is_held or not leaf_fault(field, value, catalogue)

    return text


def _day(value: dt.date, catalogue: Catalogue) -> bool:
    return FIRST_YEAR <= value.year <= LAST_YEAR


def _whole(value: int, catalogue: Catalogue) -> bool:
    return 0 <= value <= MAX_WHOLE


_PLAIN: Mapping[Any, Check] = {dt.date: _day, int: _whole}
"""What is looked at in most fields of a type; `leaf_fault` says the same."""


def _days_taken(value: int, catalogue: Catalogue) -> bool:
    return 0 <= value <= pace.LONGEST


def _anything(value: Any, catalogue: Catalogue) -> bool:
    return True


def _is_key(collection: str, key: str, catalogue: Catalogue) -> bool:
    return clean(key) == key and not any(key_faults(collection, key, catalogue, (collection,)))
