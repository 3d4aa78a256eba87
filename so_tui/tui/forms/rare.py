"""Fields that are rarely needed: they fold into one line, which says what they hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from so_tui.core import dates
from so_tui.errors import UsageError
from so_tui.tui.forms.fields import Field, Raw, read
from so_tui.tui.forms.filling import Filling
from so_tui.tui.plain import cut, one_line, wrap

_FEW = 2
"""Fields that are worth a fold; a single one stands where it is."""

_SHORT = 20
"""Cells of a value that is named where not all can be said whole."""

_LINES = 2
"""Lines that the fold takes at most, as long as labels alone do not need more."""

_NOTHING = frozenset({"", "not_known"})
"""What an option stands for that says nothing."""


def rarely(fields: Iterable[Field], *names: str, **told: str) -> tuple[Field, ...]:
    """The fields, those of these names as rarely needed.

    `told`: how the line of what folds says a value, by the field's name, such as “by {}”.
    """
    rare = {*names, *told}
    return tuple(
        replace(one, rare=True, told=told.get(one.name, "")) if one.name in rare else one
        for one in fields
    )


def in_order(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The fields as they stand: those that are rarely needed behind all others."""
    return (*(one for one in fields if not one.rare), *(one for one in fields if one.rare))


def folding(fields: Sequence[Field]) -> frozenset[str]:
    """The names of the fields that fold; none where that would save nothing."""
    rare = frozenset(one.name for one in fields if one.rare)
    return rare if len(rare) >= _FEW and len(rare) < len(fields) else frozenset()


def words(fields: Iterable[Field], filling: Filling, room: int) -> tuple[str, ...]:
    """What the fields hold, in lines of so many cells: as much as can be said shortly.

    Each value that is another than it was is named, by its label at the least; where nothing
    is to be said, the labels tell what could be.
    """
    fields = list(fields)
    named = [one for one in fields if _is_named(one, filling)]
    if not named:
        return (cut(f"More: {', '.join(_label(one) for one in fields)}", room),)
    for values in (_whole, _cut, _only_label):
        said = ", ".join(values(one, filling) for one in named)
        lines = wrap(f"More: {said}", room, "  ")
        if len(lines) <= _LINES:
            break
    return tuple(lines)


def _is_named(one: Field, filling: Filling) -> bool:
    raw = filling.raw(one.name)
    return bool(raw and raw not in _NOTHING) or raw != filling.opened(one.name)


def _whole(one: Field, filling: Filling) -> str:
    value = said(one, filling.raw(one.name), filling)
    return (one.told or f"{_label(one)}: {{}}").replace("{}", value)


def _cut(one: Field, filling: Filling) -> str:
    value = said(one, filling.raw(one.name), filling)
    return (one.told or f"{_label(one)}: {{}}").replace("{}", cut(value, _SHORT))


def _only_label(one: Field, filling: Filling) -> str:
    return _label(one)


def _day(one: Field, raw: str, filling: Filling) -> dt.date | None:
    try:
        day = read(replace(one, needed=""), raw, filling.reading)
    except UsageError:
        return None  # as it is typed, then
    return day if isinstance(day, dt.date) else None


def _label(one: Field) -> str:
    first = one.label.split(" ", 1)[0]
    return one.label if first[1:].lower() != first[1:] else one.label[:1].lower() + one.label[1:]


def said(one: Field, raw: Raw, filling: Filling) -> str:
    """What a field holds, in the words in which it is chosen or read."""
    labels = {option.value: option.label for option in one.options}
    if isinstance(raw, frozenset):
        ticked = [labels[value] for value in labels if value in raw]
        return "/".join([*ticked, *sorted(raw - labels.keys())]) or "none"
    if one.kind == "choice":
        return labels.get(raw, raw) or "none"
    if one.kind == "day" and (day := _day(one, raw, filling)) is not None:
        today = filling.reading.today
        return "today" if day == today else dates.weekday(day, today)
    return " ".join(one_line(line) for line in raw.split("\n")).strip() or "empty"
