"""Plain values to typed parts: what does not fit is refused with its exact place."""

from __future__ import annotations

import re
import typing
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import msgspec

from so_tui.core.tree import fields, is_part, member_type
from so_tui.exchange.strict import Place, Plain, quoted, refuse

T = TypeVar("T", bound=msgspec.Struct)

_KINDS = {
    "str": "a text", "int": "a whole number", "bool": "true or false", "null": "nothing (null)",
    "array": "a list", "object": "an object", "float": "a fraction", "date": "a date",
    "time": "a time", "datetime": "a date with a time",
}  # fmt: skip


def shaped(value: Plain, of: type[T], name: str) -> T:
    """The typed value that a plain one stands for. `name` is what the user called the input.

    Raises RefusedInputError with the place of the first part that does not fit.
    """
    try:
        return msgspec.convert(value, of)
    except msgspec.ValidationError as fault:
        _refuse_within(value, of, name, (), fault)
    except UnicodeEncodeError:
        refuse(name, "a text in it holds half of a character")


def _refuse_within(
    value: Plain, of: Any, name: str, place: Place, fault: msgspec.ValidationError
) -> NoReturn:
    # The library names the fields above a fault, not the keys of collections: so go down.
    for step, inside, inner in _below(value, of):
        try:
            msgspec.convert(inside, inner)
        except msgspec.ValidationError as deeper:
            _refuse_within(inside, inner, name, (*place, step), deeper)
    what, more = _words(str(fault).partition(" - at ")[0], value)
    refuse(name, what, (*place, *more))


def _below(value: Plain, of: Any) -> list[tuple[str | int, Plain, Any]]:
    """The parts directly inside a value, each with its step and the type it should have."""
    member = member_type(of)
    if isinstance(value, dict) and member is not None:
        return [(key, inside, member) for key, inside in value.items()]
    if isinstance(value, dict):
        for part in (of, *typing.get_args(of)):
            if is_part(part):
                inner = fields(part)
                return [(key, inside, inner[key]) for key, inside in value.items() if key in inner]
    if isinstance(value, list):
        for many in (of, *typing.get_args(of)):
            if typing.get_origin(many) is tuple:
                of_each = typing.get_args(many)[0]
                return [(index, inside, of_each) for index, inside in enumerate(value)]
    return []


def _expected(found: re.Match[str], value: Plain) -> tuple[str, Place]:
    kinds = [kind.strip("` ") for kind in found["kinds"].split("|")]
    wanted = " or ".join(_KINDS.get(kind, kind) for kind in kinds)
    return f"{_KINDS.get(found['got'], found['got'])} stands where {wanted} belongs", ()


def _unknown(found: re.Match[str], value: Plain) -> tuple[str, Place]:
    return "a case file has no such field", (found["field"],)


def _missing(found: re.Match[str], value: Plain) -> tuple[str, Place]:
    return f"the field {found['field']} is missing", ()


def _not_offered(found: re.Match[str], value: Plain) -> tuple[str, Place]:
    return f"“{quoted(str(value))}” is not one of the values that can stand here", ()


def _not_a_day(found: re.Match[str], value: Plain) -> tuple[str, Place]:
    like = {
        "date": "a day of the calendar, written like 2026-12-17",
        "time": "a time of day, written like 10:30:00",
        "datetime": "a moment, written like 2026-11-25T09:00:00Z",
    }
    return f"“{quoted(str(value))}” is not {like[found['kind']]}", ()


_Telling = Callable[[re.Match[str], Plain], tuple[str, Place]]
_TELLINGS: tuple[tuple[re.Pattern[str], _Telling], ...] = (
    (re.compile(r"Expected `(?P<kinds>.+)`, got `(?P<got>\w+)`"), _expected),
    (re.compile(r"Object contains unknown field `(?P<field>.*)`", re.DOTALL), _unknown),
    (re.compile(r"Object missing required field `(?P<field>.+)`"), _missing),
    (re.compile(r"Invalid enum value .*", re.DOTALL), _not_offered),
    (re.compile(r"Invalid RFC3339 encoded (?P<kind>date|time|datetime)"), _not_a_day),
)


def _words(fault: str, value: Plain) -> tuple[str, Place]:
    """The library's words for a fault in ours, and the steps from here to its place."""
    for pattern, tell in _TELLINGS:
        if found := pattern.fullmatch(fault):
            return tell(found, value)
    return f"it does not fit ({quoted(fault)})", ()
