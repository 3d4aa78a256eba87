"""Frozen values as trees: a path of names and ids leads to a field or a part of one.

A path's steps are joined by `/`: `items/<id>/state`. Branches are parts and collections of
parts (`dict[str, Part]`); everything else is a leaf and is written whole.
"""

from __future__ import annotations

import functools
import typing
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from so_tui.core.case import Case, Office, Part
from so_tui.errors import SoTuiError

Plain = Any
"""A value as JSON knows it: None, bool, int, str, list, dict."""

KINDS: Mapping[str, type[Case] | type[Office]] = {"cases": Case, "offices": Office}
"""What a page can be, by the first step of an edit's path."""


class ChangeError(SoTuiError):
    """A change that does not fit the page it is for: wrong type, or something missing before it."""

    exit_code = 4


@functools.cache
def fields(of: type[msgspec.Struct]) -> dict[str, Any]:
    hints = typing.get_type_hints(of)
    return {name: hints[name] for name in of.__struct_fields__}


def member_type(of: Any) -> type[msgspec.Struct] | None:
    """The part type of a collection `dict[str, Part]`, else None."""
    if typing.get_origin(of) is dict:
        member = typing.get_args(of)[1]
        assert isinstance(member, type)
        return member
    return None


def is_part(of: Any) -> bool:
    return isinstance(of, type) and issubclass(of, msgspec.Struct)


def part_in(of: Any) -> type[Part] | None:
    """The part that a type speaks of: itself, a collection's, or one that may be missing."""
    for one in (member_type(of), of, *typing.get_args(of)):
        if isinstance(one, type) and issubclass(one, Part):
            return one
    return None


_HOLDS = (dict, list, tuple)


def plain(value: Any) -> Plain:
    """A value as JSON knows it; dates become ISO text and tuples lists.

    So a value compares equal to what was written of it and read back.
    """
    return _listed(msgspec.to_builtins(value))


def given(part: msgspec.Struct) -> Iterator[tuple[str, Plain]]:
    """The fields of a part that hold something other than usual, each with its plain value."""
    usual = {field.name: field.default for field in msgspec.structs.fields(type(part))}
    for name in part.__struct_fields__:
        value = getattr(part, name)
        if value != usual[name] and value not in ((), {}):
            yield name, plain(value)


def _listed(value: Plain) -> Plain:
    """A plain value that nobody else has, with lists in place of its tuples."""
    if isinstance(value, dict):
        for key, inside in value.items():
            if isinstance(inside, _HOLDS):
                value[key] = _listed(inside)
        return value
    if isinstance(value, list | tuple):
        return [_listed(inside) for inside in value]
    return value


def typed(value: Plain, of: Any, path: str) -> Any:
    try:
        return msgspec.convert(value, of)
    except msgspec.ValidationError as fault:
        raise ChangeError(f"A change to {path} does not fit: {fault}.") from fault


def type_at(kind: str, inner: str) -> Any:
    """The type of what lies at an inner path. Raises ChangeError for a path that cannot be."""
    of: Any = KINDS[kind]
    for step in inner.split("/") if inner else ():
        member = member_type(of)
        if member is not None:
            of = member
        elif is_part(of) and step in fields(of):
            of = fields(of)[step]
        else:
            raise ChangeError(f"A change names {inner}, which is not a field of {kind}.")
    return of


def get(value: Any, inner: str) -> Any:
    """What lies at an inner path; `None` when a part on the way is not there."""
    for step in inner.split("/") if inner else ():
        value = value.get(step) if isinstance(value, dict) else getattr(value, step, None)
        if value is None:
            return None
    return value


ABSENT: Any = object()


def put(value: Any, steps: list[str], new: Any) -> Any:
    """The tree with `new` at the path `steps`; `ABSENT` takes a collection's part out."""
    step, rest = steps[0], steps[1:]
    if isinstance(value, dict):
        inside = new if not rest else put(value[step], rest, new)
        if inside is ABSENT:
            return {key: part for key, part in value.items() if key != step}
        return {**value, step: inside}
    inside = new if not rest else put(getattr(value, step), rest, new)
    # The default itself: a part that only equals it would be written as `{}`, and a case that
    # was undone would not be, byte for byte, the case it was.
    of: Any = type(value)
    usual = _part_defaults(of).get(step)
    return msgspec.structs.replace(value, **{step: usual if inside == usual else inside})


@functools.cache
def _part_defaults(of: type[msgspec.Struct]) -> dict[str, msgspec.Struct]:
    """The fields of a part that are parts by default, with that default."""
    known = ((field.name, field.default) for field in msgspec.structs.fields(of))
    return {name: default for name, default in known if isinstance(default, msgspec.Struct)}


def inside(value: Any, of: Any, path: str) -> Iterator[str]:
    """The path of every leaf and of every collection's part below a part."""
    for name, field in fields(of).items():
        here = f"{path}/{name}" if path else name
        member = member_type(field)
        if member is not None:
            for key, part in getattr(value, name).items():
                yield f"{here}/{key}"
                yield from inside(part, member, f"{here}/{key}")
        elif is_part(field):
            yield from inside(getattr(value, name), field, here)
        else:
            yield here


def ancestors(inner: str) -> Iterator[str]:
    """The path itself, then each path above it, ending with the page's own, which is empty."""
    while inner:
        yield inner
        inner = inner.rpartition("/")[0]
    yield ""


def below(inner: str, paths: Iterable[str]) -> Iterator[str]:
    prefix = f"{inner}/" if inner else ""
    return (path for path in paths if path == inner or path.startswith(prefix))


def normal(value: Plain, kind: str, inner: str) -> Plain:
    """A plain value in the one form it is stored in: typed and back, defaults left out."""
    return plain(typed(value, type_at(kind, inner), inner))
