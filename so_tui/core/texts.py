"""Every text that a person typed into a part of the model, for finding it again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from so_tui.core.case import Part
from so_tui.core.fields import CODED, kind_of


def texts(part: Part) -> Iterator[str]:
    """The texts in a part and in all below it; codes and ids are none."""
    for name in part.__struct_fields__:
        if kind_of(type(part), name) not in CODED:
            yield from _inside(getattr(part, name))


def has_words(text: str, words: str) -> bool:
    """Whether each of the words stands somewhere in a text that was folded to lower case."""
    return all(word in text for word in words.casefold().split())


def _inside(value: Any) -> Iterator[str]:
    match value:
        case str():
            if value:
                yield value
        case Part():
            yield from texts(value)
        case dict():
            for inside in value.values():
                yield from _inside(inside)
        case tuple():
            for inside in value:
                yield from _inside(inside)
