"""What stands in a cell: values as texts and back, and nothing that a spreadsheet would run."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from so_tui.core import dates, days, fields
from so_tui.core.fields import MANY_LINES
from so_tui.core.folding import key
from so_tui.core.text import changed, clean, shortened, too_long
from so_tui.core.typed_dates import Parsed, parse, parse_time
from so_tui.core.wording import Wording, codes_of, table_of
from so_tui.errors import UsageError
from so_tui.exchange.checks import leaf_fault
from so_tui.exchange.tables.columns import Column

_RUN = r"(?=(?:[^\S\t\r\n]|')*[=+\-@＝＋－＠]|'*[\t\r\n])"
_MAY_RUN = re.compile(rf"(^|[;\t\r\n]){_RUN}")
_MADE_HARMLESS = re.compile(rf"(^|[;\t\r\n])'{_RUN}")
"""Where a text begins in a way that a spreadsheet may take for a formula, an apostrophe before it
or not: at its own begin, and behind what parts cells or rows for a spreadsheet of another region
than the file was written for, which then sees no quotation marks either.

What fits still fits with one more apostrophe before it: so one can be put before each that fits,
and taken off again, and no two texts become one.
"""

_NO_DAYS = "none"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?", re.ASCII)
_SECONDS = re.compile(r"(\d{1,2}:\d\d):00(?!\d)", re.ASCII)
_COUNT = re.compile(r"\d{1,12}(\.0+)?", re.ASCII)
_YES, _NO = frozenset({"yes", "y", "true", "x", "1"}), frozenset({"no", "n", "false", "0"})


class CellError(Exception):
    """What is wrong with a cell, as the end of a sentence about it."""


def harmless(text: str) -> str:
    """The text as it stands in a cell, with an apostrophe before what a spreadsheet would run."""
    return _MAY_RUN.sub(r"\1'", text)


def meant(cell: str) -> str:
    """The text that `harmless` made a cell of."""
    return _MADE_HARMLESS.sub(r"\1", cell)


def told(value: Any, column: Column, wording: Wording) -> str:
    """A value as text; empty where nothing is known."""
    if value is None or value == "not_known":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.time):
        return value.isoformat().removesuffix(":00") if value.second == 0 else value.isoformat()
    if isinstance(value, tuple):
        return dates.weekday_names(value) or _NO_DAYS
    if isinstance(value, dt.date | int):
        return str(value)
    return _word(value, column, wording)


def _word(code: str, column: Column, wording: Wording) -> str:
    if (table := table_of(column.type)) is not None:
        return wording.word(table, code)
    if column.field == "kind":
        return wording.kind(code)
    return wording.problem(code) if column.field == "problem" else code


def read(text: str, column: Column, wording: Wording, today: dt.date, notes: list[str]) -> Any:
    """The value that a cell has for a field; `notes` gets what cleaning changed.

    Raises CellError.
    """
    assert column.part is not None
    value = _read(text, column, wording, today, notes)
    if wording.catalogue is not None and (
        what := leaf_fault(column.field, value, wording.catalogue)
    ):
        raise CellError(f"{what}.")
    return value


def _read(text: str, column: Column, wording: Wording, today: dt.date, notes: list[str]) -> Any:
    assert column.part is not None
    kind = fields.kind_of(column.part, column.field)
    if kind == "day":
        return _day(text, days.rule(column.part, column.field), today)
    if kind == "time":
        return _time(text)
    if kind == "count":
        return _count(text)
    if kind == "yes_no":
        return _yes(text)
    if kind == "weekdays":
        return _open_days(text)
    if kind == "code" or column.field in ("kind", "problem"):
        return _code(text, column, wording)
    lines = column.field in MANY_LINES
    after = clean(text, lines=lines)
    if said := changed(text, after):
        notes.append(said)
    if long := too_long(after, lines=lines):
        raise CellError(long)
    return after


def _day(text: str, rule: fields.Rule, today: dt.date) -> dt.date:
    typed = _MIDNIGHT.sub("", text.strip())
    read = {found for order in ("mdy", "dmy") if (found := _one(typed, today, order)) is not None}
    said = f"“{shortened(text)}”"
    how = "Write it as 2026-12-02 or 2 Dec 2026."
    if not read:
        raise CellError(f"{said} is not a day. {how}")
    if any(one.year != "told" for one in read) or not _YEAR.search(typed):
        raise CellError(f"{said} has no full year. {how}")
    if len(read) > 1:
        two = " or ".join(sorted(dates.long(one.day) for one in read))
        raise CellError(f"{said} can be {two}. {how}")
    (one,) = read
    if what := days.fault(one.day, rule, today):
        raise CellError(what)
    return one.day


def _one(typed: str, today: dt.date, order: Any) -> Parsed | None:
    try:
        return parse(typed, today, order)
    except UsageError:
        return None


def _time(text: str) -> dt.time:
    if _TIME.fullmatch(text.strip()):
        try:
            return dt.time.fromisoformat(text.strip())
        except ValueError:
            pass
    try:
        return parse_time(_SECONDS.sub(r"\1", text.strip()))
    except UsageError as fault:
        raise CellError(str(fault)) from None


def _count(text: str) -> int:
    if not _COUNT.fullmatch(text.strip()):
        raise CellError(f"“{shortened(text)}” is not a whole number.")
    return int(text.strip().partition(".")[0])


def _yes(text: str) -> bool:
    if key(text) not in _YES | _NO:
        raise CellError(f"“{shortened(text)}” is neither yes nor no.")
    return key(text) in _YES


def _open_days(text: str) -> tuple[int, ...]:
    if key(text) == _NO_DAYS:
        return ()
    found: list[int] = []
    for one in re.split(r"[,;\s]+(?!-)", text.strip().lower()):
        first, _, last = one.partition("-")
        if first[:3] not in _WEEKDAYS or (last or first)[:3] not in _WEEKDAYS:
            raise CellError(f"“{shortened(text)}” are no weekdays. Write mon-fri, or mon, wed.")
        begin, end = _WEEKDAYS.index(first[:3]), _WEEKDAYS.index((last or first)[:3])
        found += [1 + (begin + n) % 7 for n in range((end - begin) % 7 + 1)]
    return tuple(sorted(set(found)))


def _code(text: str, column: Column, wording: Wording) -> str:
    codes: tuple[str, ...] = codes_of(column.type)
    if column.field in ("kind", "problem") and wording.catalogue is not None:
        known = wording.catalogue.kinds if column.field == "kind" else wording.catalogue.problems
        codes = tuple(known)
    wanted = key(text)
    words = [_word(one, column, wording) for one in codes]
    # The code of one kind can be what another one is called, and people read what it is called.
    by_word = [one for one, word in zip(codes, words, strict=True) if key(word) == wanted]
    by_code = [one for one in codes if key(one) == wanted]
    if fits := by_word or by_code:
        return fits[0]
    if len(words) > 12:
        command = "kinds" if column.field == "kind" else "problems"
        raise CellError(f"“{shortened(text)}” is not known. See the words with: so-tui {command}")
    raise CellError(f"“{shortened(text)}” is none of: {', '.join(words)}.")
