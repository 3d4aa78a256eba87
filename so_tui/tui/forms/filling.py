"""A form that is being filled in: for each field what it held, and what stands there now.

What nobody touched is the very value it was, never its text read again: a text may show a value
less exactly than it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from so_tui.errors import UsageError
from so_tui.tui.forms.fields import (
    Field,
    Raw,
    Reading,
    Value,
    Values,
    blank,
    doubt,
    raw,
    read,
    said,
    shown,
)


@dataclass(frozen=True, slots=True)
class _Held:
    """A value, and how its entry shows it."""

    value: Value
    shown: Raw


def _held(of: Field, value: Value) -> _Held:
    return _Held(value, shown(of, raw(of, value)))


class Filling:
    """The fields of a form with what is typed into them."""

    def __init__(
        self, fields: Collection[Field], values: Mapping[str, Value], reading: Reading
    ) -> None:
        """`values` are what the fields hold at first; a field without one begins empty."""
        self.fields = {one.name: one for one in fields}
        self.reading = reading
        self._first = {
            name: _held(one, values.get(name, blank(one))) for name, one in self.fields.items()
        }
        self._held = dict(self._first)
        self._now: dict[str, Raw] = {name: one.shown for name, one in self._held.items()}
        self._typed: set[str] = set()

    # --- What stands there -------------------------------------------------------------------

    def raw(self, name: str) -> Raw:
        """What the entry of a field shows now."""
        return self._now[name]

    def opened(self, name: str) -> Raw:
        """What the entry of a field showed when the form was opened."""
        return self._first[name].shown

    @property
    def changed(self) -> frozenset[str]:
        """The fields into which somebody typed something other than they showed."""
        return frozenset(one for one in self._typed if self._now[one] != self._held[one].shown)

    def read(self) -> tuple[dict[str, Value], dict[str, str]]:
        """Each value, None where it does not fit, and there the sentence that says so."""
        values: dict[str, Value] = {}
        wrong: dict[str, str] = {}
        for name, field in self.fields.items():
            try:
                values[name] = self._read(field)
            except UsageError as error:
                values[name], wrong[name] = None, error.sentence
        return values, wrong

    def _read(self, of: Field) -> Value:
        held = self._held[of.name]
        if self._now[of.name] == held.shown and (held.value or not of.needed):
            return held.value
        return read(of, self._now[of.name], self.reading)

    @property
    def doubts(self) -> dict[str, str]:
        """A question for each day that somebody typed and that may not be what was meant."""
        asked = {
            name: doubt(self.fields[name], self._now[name], self.reading) for name in self.changed
        }
        return {name: question for name, question in asked.items() if question}

    @property
    def values(self) -> Values:
        """What is typed so far; what cannot be read counts as nothing."""
        return Values(self.read()[0])

    @property
    def beside(self) -> dict[str, str]:
        """What is said beside each field: how a day or a time is understood."""
        return {name: said(one, self._now[name], self.reading) for name, one in self.fields.items()}

    # --- What changes it ---------------------------------------------------------------------

    def type(self, name: str, given: Raw) -> None:
        """Somebody typed into a field, or chose there."""
        self._now[name] = given
        self._typed.add(name)

    def put(self, name: str, value: Value) -> None:
        """Give a field a value that nobody typed."""
        self._held[name] = _held(self.fields[name], value)
        self._now[name] = self._held[name].shown

    def follow(self, values: Mapping[str, Value]) -> frozenset[str]:
        """Give fields that nobody typed into what follows from the others; which ones those are."""
        names = frozenset(values) - self._typed
        for name in names:
            self.put(name, values[name])
        return names

    def offer(self, name: str, given: Raw) -> None:
        """Other options were offered in a field, of which these are chosen."""
        if given == self._now[name]:
            return
        self._now[name] = given
        if name not in self._typed:
            self._held[name] = _Held(given, given)

    def afresh(self) -> None:
        """Put back what every field held at first."""
        self._held = dict(self._first)
        self._now = {name: one.shown for name, one in self._held.items()}
        self._typed.clear()

    def turn(self, today: dt.date) -> None:
        """It is another day now: what was typed goes on meaning the day that it meant before."""
        later = replace(self.reading, today=today)
        for name, field in self.fields.items():
            if field.kind == "day":
                self._now[name] = fixed(field, self._now[name], self.reading, later)
        self.reading = later

    # --- Drafts ------------------------------------------------------------------------------

    def draft(self) -> dict[str, Raw]:
        """What differs from what the fields held, so that it means the same on a later day."""
        return {
            name: fixed(self.fields[name], self._now[name], self.reading) for name in self.changed
        }

    def go_on(self, draft: Mapping[str, Raw]) -> frozenset[str]:
        """Go on with what was typed before; the fields that it was typed into."""
        names = frozenset(draft) & frozenset(self.fields)
        for name in names:
            self.type(name, shown(self.fields[name], draft[name]))
        return names


def fixed(of: Field, given: Raw, reading: Reading, later: Reading | None = None) -> Raw:
    """The text of a day, written out where it would mean another day `later`, such as “today”.

    Without `later`, where it would on any day. What is in doubt stays as it was typed, so that
    it is still asked about.
    """
    if of.kind != "day" or doubt(of, given, reading):
        return given
    try:
        meant = read(of, given, reading)
    except UsageError:
        return given
    days = [later] if later else [_on(reading, n) for n in (1, 7, 200, 400)]
    return given if all(_means(of, given, meant, one) for one in days) else raw(of, meant)


def _on(reading: Reading, days: int) -> Reading:
    try:
        return replace(reading, today=reading.today + dt.timedelta(days=days))
    except OverflowError:
        return reading


def _means(of: Field, given: Raw, meant: Value, reading: Reading) -> bool:
    try:
        return read(of, given, reading) == meant
    except UsageError:
        return False
