"""Forms as data: fields, their options, and what somebody typed into them.

A *raw* is what an entry holds while somebody types; a value is what was meant by it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from so_tui.core import dates, days, tree
from so_tui.core import fields as known
from so_tui.core.calendar import Calendar
from so_tui.core.case import Part
from so_tui.core.catalogue import Catalogue
from so_tui.core.fields import Rule
from so_tui.core.text import clean, too_long
from so_tui.core.typed_dates import Order, parse_time
from so_tui.core.wording import codes_of, table_of
from so_tui.errors import UsageError
from so_tui.tui.dates_input import day_said, time_said

Kind = Literal["text", "lines", "day", "time", "number", "choice", "many"]
Raw = str | frozenset[str]
Value = str | int | dt.date | dt.time | frozenset[str] | None

TAKES = "A letter chooses, Enter takes it."
"""What is said at a choice that is all there is to a form."""

GOES_ON = "A letter chooses, Enter goes on."
"""What is said at a choice that other fields follow."""

TICKS = "Space or a letter ticks, * ticks all."
"""What is said at a list of which several can be ticked."""

SHORT: frozenset[Kind] = frozenset({"day", "time", "number"})
"""Fields with room beside them, where what was understood is said."""


_EXAMPLES: Mapping[Kind, str] = {"time": "such as 10:30", "number": "such as 14"}

_SUCH_AS = re.compile(r"\bsuch as [^.]+(?=\.)")
"""The example that a field's help gives."""


TWO_ROWS: Mapping[str, int] = {"rows": 2}
"""What is a form's own of a text that is most often short."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of several to choose from. `key` is the letter that picks it, `about` stands behind.

    `words` are other words by which it is found where what is typed narrows the options.
    """

    value: str
    label: str
    key: str = ""
    about: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One thing to fill in.

    `needed` is the sentence said when it was left empty. `listed` options stand one below the
    other, and with `filtering` what is typed narrows them. `rows`: lines shown of a long text
    or list. `rule`: what a day of this field may be; each field for a day has one. `heading`
    stands above the field, `above` are paragraphs there, of which the last one asks. `of`: the
    field of the model that it is for, where it is for one. `rare` fields fold into one line,
    which says their values as `told`, such as “by {}”, or behind their labels. `is_path`: a path
    on this computer, which is completed.
    """

    name: str
    label: str
    kind: Kind = "text"
    options: tuple[Option, ...] = ()
    hint: str = ""
    needed: str = ""
    heading: str = ""
    above: tuple[str, ...] = ()
    listed: bool = False
    filtering: bool = False
    rows: int = 3
    rule: Rule | None = None
    of: tuple[type[Part], str] | None = None
    rare: bool = False
    told: str = ""
    is_path: bool = False

    @property
    def example(self) -> str:
        """What stands in the field while it is empty: what could, as far as that is known."""
        if self.kind == "day":
            behind = self.rule is not None and self.rule.side == "behind"
            return "such as today" if behind else "such as 17 dec"
        if self.kind in _EXAMPLES:
            return _EXAMPLES[self.kind]
        found = _SUCH_AS.search(self.hint)
        return found[0] if found else "needed" if self.needed else "..."


_KINDS: Mapping[known.Kind, Kind] = {
    "line": "text", "zone": "text", "reference": "choice", "lines": "lines", "day": "day",
    "time": "time", "count": "number", "code": "choice", "codes": "many", "weekdays": "many",
    "numbers": "text",
}  # fmt: skip
"""How each kind of field of the model is filled in."""


def field_of(catalogue: Catalogue, part: type[Part], name: str, /, **own: Any) -> Field:
    """A field of the model as an entry of a form: its label and help are those of the table.

    `own`: what this form has its own way with, such as a heading or the options of a reference.
    """
    field, kind = known.field(part, name), known.kind_of(part, name)
    usual: dict[str, Any] = {
        "name": name, "label": field.label, "kind": _KINDS[kind], "hint": field.help,
        "needed": field.needed, "rule": field.day, "of": (part, name),
    }  # fmt: skip
    if kind in ("code", "codes"):
        usual["options"] = worded(catalogue, tree.fields(part)[name])
    return Field(**{**usual, **own})


def fields_of(
    catalogue: Catalogue, part: type[Part], /, *names: str, **own: Mapping[str, Any]
) -> tuple[Field, ...]:
    """Several fields of one part as entries; `own`: what is a form's own, by the field's name."""
    return tuple(field_of(catalogue, part, name, **own.get(name, {})) for name in names)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """How days are read: on what day, in which order, and with whose closed days."""

    today: dt.date
    order: Order = "mdy"
    calendar: Calendar | None = None


class Values(Mapping[str, Value]):
    """What was typed into a form, read: one value for each field, with its type on request."""

    def __init__(
        self, values: Mapping[str, Value], sought: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """`sought`: what was typed into a list to find something, by the field's name."""
        self._values = dict(values)
        self._sought = sought

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def text(self, name: str) -> str:
        """A text, a long one, or the value of the option that was chosen."""
        value = self._values[name]
        return value if isinstance(value, str) else ""

    def sought(self, name: str) -> str:
        """What was typed into a list to find something in it."""
        return self._sought.get(name, "")

    def day(self, name: str) -> dt.date | None:
        """A day, if one was typed."""
        value = self._values[name]
        return value if isinstance(value, dt.date) else None

    def time(self, name: str) -> dt.time | None:
        """A time of day, if one was typed."""
        value = self._values[name]
        return value if isinstance(value, dt.time) else None

    def number(self, name: str) -> int | None:
        """A number, if one was typed."""
        value = self._values[name]
        return value if isinstance(value, int) else None

    def many(self, name: str) -> frozenset[str]:
        """The options that were ticked."""
        value = self._values[name]
        return value if isinstance(value, frozenset) else frozenset()

    def only(self, *names: str) -> dict[str, Value]:
        """Some of the values by name, to fill a part of the case with."""
        return {name: self._values[name] for name in names}


def raw(of: Field, value: Value) -> Raw:
    """A value as the entry shows it, so that reading it gives the value again."""
    if of.kind == "many":
        return value if isinstance(value, frozenset) else frozenset()
    if isinstance(value, dt.date):
        return dates.long(value)
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return "" if value is None else str(value)


def blank(of: Field) -> Value:
    """What a field holds that holds nothing."""
    if of.kind == "many":
        return frozenset()
    return "" if of.kind in ("text", "lines", "choice") else None


def shown(of: Field, given: Raw) -> Raw:
    """A raw as the entry of the field shows it: cleaned, its lines joined where it has one."""
    if isinstance(given, frozenset) or of.kind in ("choice", "many"):
        return given
    return typed_text(given, lines=of.kind == "lines")


def typed_text(text: str, *, lines: bool) -> str:
    """A text cleaned, whether pasted or kept, with one blank at an end that had some."""
    inner = clean(text, lines=lines)
    if not inner:
        return ""
    lead = " " if text[:1] == " " else ""
    trail = " " if text[-1:] == " " else ""
    return f"{lead}{inner}{trail}"


def read(of: Field, given: Raw, reading: Reading) -> Value:
    """What was meant by a raw. Raises UsageError with a sentence for the field."""
    if isinstance(given, frozenset):
        if of.needed and not given:
            raise UsageError(of.needed)
        return given
    if of.kind == "choice":
        if of.needed and not given:
            raise UsageError(of.needed)
        return given
    text = clean(given, lines=of.kind == "lines")
    if of.needed and not text:
        raise UsageError(of.needed)
    if of.kind in ("text", "lines"):
        if sentence := too_long(text, lines=of.kind == "lines"):
            raise UsageError(sentence)
        return text
    if not text:
        return None
    if of.kind == "day":
        return days.read(text, _rule(of), reading.today, reading.order).day
    if of.kind == "time":
        return parse_time(text)
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise UsageError("Write a number in figures, such as 14, or leave it empty.")
    return int(text)


def said(of: Field, given: Raw, reading: Reading) -> str:
    """What is said beside a field while somebody types: how a day or a time is understood."""
    if of.kind == "day" and isinstance(given, str):
        return day_said(given, reading.today, _rule(of), reading.order, reading.calendar)
    if of.kind == "time" and isinstance(given, str):
        return time_said(given)
    return ""


def doubt(of: Field, given: Raw, reading: Reading) -> str:
    """A question about a day that was typed and may not be what was meant, else ""."""
    text = clean(given) if isinstance(given, str) else ""
    if of.kind != "day" or not text:
        return ""
    try:
        return days.read(text, _rule(of), reading.today, reading.order).doubt
    except UsageError:
        return ""  # it is told when the field is read


def _rule(of: Field) -> Rule:
    assert of.rule is not None, f"{of.name} has no rule for its days"
    return of.rule


def worded(catalogue: Catalogue, of: Any) -> tuple[Option, ...]:
    """The options of a field that holds words of a closed set, in the wording's words.

    `of`: its type, such as `State`.
    """
    table = table_of(of)
    return tuple(Option(one, catalogue.words[f"{table}.{one}"]) for one in codes_of(of))


def with_keys(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """The options with a letter for each: the first of its words that is still free."""
    taken = {one.key for one in options if one.key}
    keyed = []
    for one in options:
        key = one.key
        if not key:
            words = one.label.lower().split()
            letters = [word[0] for word in words] + list("".join(words)) + list("0123456789")
            free = (char for char in letters if char.isascii() and char.isalnum())
            key = next((char for char in free if char not in taken), "")
        taken.add(key)
        keyed.append(replace(one, key=key))
    return tuple(keyed)
