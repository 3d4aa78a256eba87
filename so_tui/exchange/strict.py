"""Strict reading of JSON: bytes from anywhere become plain values, or are refused whole.

Stricter than RFC 8259 where that leaves room: a name stands once in an object (§4), numbers
are finite and of bounded length (§6), the text is UTF-8 (§8.1), nesting is bounded (§9).
"""

from __future__ import annotations

import json
import math
import re
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, NoReturn

import msgspec

from so_tui.core.text import clean
from so_tui.errors import RefusedInputError

MAX_BYTES = 10 * 1024 * 1024
"""The largest input that is read, in bytes."""

MAX_DEPTH = 32
"""How deeply objects and lists may lie inside one another."""

MAX_DIGITS = 19
"""The most digits a whole number may have; more do not fit 64 bits."""

CORRECT = "correct it there and import the file again"
"""What to do about most faults."""

_OURS, _OTHER = "choose a file that so-tui has exported", "choose another file"

Plain = Any
"""A value as JSON knows it: None, bool, int, float, str, list, dict."""

Place = tuple[str | int, ...]
"""Where a value lies: names in objects and positions in lists, from the outside in."""

# A string with its escapes, to its end or to the text's; or one bracket outside of strings.
# Possessive, so that a hostile text cannot make the search go back over it.
_STRING = r'"(?:[^"\\]++|\\.)*+"?'
_TOKEN = re.compile(rf"{_STRING}|[\[\]{{}}]", re.DOTALL)
_OUTSIDE = re.compile(rf"{_STRING}|[^\[\]{{}}\"]++", re.DOTALL)
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
"""What each bracket does to the depth, as signed bytes."""
_HALF = re.compile("[\ud800-\udfff]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LONGEST_NAME = 60
"""How many signs of a text from the input a sentence has at most."""


class _Fault(msgspec.Struct, frozen=True):
    """What the parser leaves where a value cannot stand; its place is known afterwards."""

    what: str
    do: str = CORRECT


def read(data: bytes, name: str, *, limit: int = MAX_BYTES, ours: bool = True) -> Plain:
    """The plain value that JSON bytes hold.

    `name` is what the user called the input, for the sentence; `limit` is in bytes; `ours` where
    so-tui itself writes such files. A UTF-8 byte order mark is passed over. Raises
    RefusedInputError with the place of the first fault.
    """
    if len(data) > limit:
        # To one decimal, so that a byte too many does not read as “10 MiB, at most 10”.
        most = f"{limit / 1024 / 1024:.1f} MiB"
        do = "export fewer cases into one file" if ours else "choose a smaller file"
        refuse(name, f"it is larger than {most}", do=do)
    text = _decoded(data, name)
    if not text.strip():
        refuse(name, "it is empty", do=_OTHER if not ours else "choose the file that was exported")
    _check_depth(text, name, _OURS if ours else _OTHER)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_int,
        )
    except json.JSONDecodeError as fault:
        _refuse_syntax(text, fault, name)
    if _has_fault(value):
        for place, inside in walk(value):
            if isinstance(inside, _Fault):
                refuse(name, inside.what, place, do=inside.do)
    return value


def _has_fault(value: Plain) -> bool:
    """Whether a fault stands anywhere, level by level: places are made once one is to be named."""
    level = [value]
    while level:
        if any(type(one) is _Fault for one in level):
            return True
        level = [
            inside for one in level if isinstance(one, dict | list)
            for inside in (one.values() if isinstance(one, dict) else one)
        ]  # fmt: skip
    return False


def walk(value: Plain, place: Place = ()) -> Iterator[tuple[Place, Plain]]:
    """Every value inside a plain value with its place, in the order of the file."""
    yield place, value
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from walk(inside, (*place, key))
    elif isinstance(value, list):
        for index, inside in enumerate(value):
            yield from walk(inside, (*place, index))


def path(place: Sequence[str | int]) -> str:
    """A place as a JSONPath (RFC 9535 §2): `$.cases[0].visit.day`."""
    steps = ["$"]
    for step in place:
        if isinstance(step, int):
            steps.append(f"[{step}]")
        elif len(step) <= _LONGEST_NAME and _NAME.fullmatch(step):
            steps.append(f".{step}")
        else:
            steps.append(f"[{json.dumps(quoted(step), ensure_ascii=False)}]")
    return "".join(steps)


def quoted(text: str) -> str:
    """A text from the input, safe and short enough to stand in a sentence."""
    text = clean(text)
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"


def refuse(
    name: str,
    what: str,
    place: Sequence[str | int] | str = "",
    *,
    do: str = CORRECT,
) -> NoReturn:
    """Refuse an input with one sentence: which file, what, where, and what to do now."""
    where = place if isinstance(place, str) else path(place)
    at = f" (at {where})" if where else ""
    said = clean(f"{name} was not taken in: {what}{at}; {do}.")
    raise RefusedInputError(said, where=where)


def _decoded(data: bytes, name: str) -> str:
    do = "save it as UTF-8 and import it again"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]:
        refuse(name, "it is not written in UTF-8 (it looks like UTF-16 or UTF-32)", do=do)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        # `start` counts from behind a byte order mark, `object` is what was being read.
        before = bytes(fault.object)[: fault.start].decode("utf-8", "replace")
        refuse(name, "it is not written in UTF-8", _line(before, len(before)), do=do)


def _line(text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return f"line {line}, column {column}"


def _check_depth(text: str, name: str, do: str) -> None:
    brackets = _OUTSIDE.sub("", text).encode().translate(_STEPS)
    if max(accumulate(array("b", brackets)), default=0) <= MAX_DEPTH:
        return
    depth = 0
    for token in _TOKEN.finditer(text):
        match token.group()[0]:
            case "[" | "{":
                depth += 1
                if depth > MAX_DEPTH:
                    what = f"its parts lie more than {MAX_DEPTH} deep in one another"
                    refuse(name, what, _line(text, token.start()), do=do)
            case "]" | "}":
                depth -= 1


def _refuse_syntax(text: str, fault: json.JSONDecodeError, name: str) -> NoReturn:
    where = _line(text, fault.pos)
    cut = fault.pos >= len(text.rstrip()) or fault.msg.startswith("Unterminated string")
    if fault.msg.startswith("Extra data"):
        do = "delete what follows and import the file again"
        refuse(name, "something follows after its end", where, do=do)
    if fault.msg.startswith("Invalid control character"):
        refuse(name, "a text holds a line break or a control character", where)
    if cut:
        do = "copy or download it again, then import it"
        refuse(name, "it ends before it is complete", where, do=do)
    refuse(name, "it is not JSON", where)


def _object(pairs: list[tuple[str, Plain]]) -> Plain:
    value = dict(pairs)
    for key in value:
        if not key.isascii() and _HALF.search(key):
            return {"": _Fault("the name of a field holds half of a character")}
    if len(value) == len(pairs):
        return value
    seen: set[str] = set()
    for key, inside in pairs:
        if isinstance(inside, _Fault):
            return {key: inside}
        if key in seen:
            return {key: _Fault("this name stands twice", "keep one of the two")}
        seen.add(key)
    return value


def _constant(word: str) -> _Fault:
    return _Fault(f"{word} is not a number", "leave the field out, or correct it")


def _float(digits: str) -> float | _Fault:
    value = float(digits)
    if math.isfinite(value):
        return value
    return _Fault(f"{quoted(digits)} is larger than any number can be")


def _int(digits: str) -> int | _Fault:
    if len(digits.lstrip("-")) <= MAX_DIGITS:
        return int(digits)
    return _Fault(f"a number has more than {MAX_DIGITS} digits")
