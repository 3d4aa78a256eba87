"""Every text that a person typed into a part of the model, for finding it again."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from so_tui.core.case import Part
from so_tui.core.fields import CODED, Kind, kind_of

_NO_TEXT: frozenset[Kind] = CODED | {"day", "time", "count", "yes_no", "weekdays", "numbers"}


def texts(part: Part) -> list[str]:
    """The texts in a part and in all below it; codes and ids are none."""
    found: list[str] = []
    _gather(part, found)
    return found


@functools.cache
def _typed_into(of: type[Part]) -> tuple[str, ...]:
    """The fields of a type that may have a text, by name."""
    return tuple(name for name in of.__struct_fields__ if kind_of(of, name) not in _NO_TEXT)


def _gather(part: Part, found: list[str]) -> None:
    for name in _typed_into(type(part)):
        if value := getattr(part, name):
            if isinstance(value, str):
                found.append(value)
            else:
                _gather_all((value,), found)


def _gather_all(values: Iterable[Any], found: list[str]) -> None:
    for value in values:
        if isinstance(value, str):
            if value:
                found.append(value)
        elif isinstance(value, Part):
            _gather(value, found)
        elif isinstance(value, dict):
            _gather_all(value.values(), found)
        elif isinstance(value, tuple):
            _gather_all(value, found)
