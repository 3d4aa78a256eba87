"""The order of a list of cases: the most urgent first, or by one of its columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, get_args

from so_tui.core.summary import Summary

Column = Literal[
    "urgency", "label", "visit", "next", "needed", "oncologist", "pathology", "radiology",
    "late", "has_it",
]  # fmt: skip
"""What a list of cases can be ordered by."""

COLUMNS: tuple[Column, ...] = get_args(Column)

_NEVER = dt.date.max


def nothing(put_away: int, words: Mapping[str, str]) -> str:
    """What is said where a list has no case: those that are put away are not gone.

    `words`: the texts of the catalogue.
    """
    if not put_away:
        return words["empty.cases"]
    key = "put_away" if put_away == 1 else "many_put_away"
    return words[f"empty.{key}"].format(n=put_away)


def ordered(
    summaries: Iterable[Summary], by: Column = "urgency", *, backwards: bool = False
) -> list[Summary]:
    """The cases in the order of a column; what a column is empty for comes last either way.

    Cases that are over follow all others, and archived ones those.
    """
    key = _KEYS[by]
    found = sorted(summaries, key=lambda one: (one.label.casefold(), one.case))
    found.sort(key=key, reverse=backwards)
    found.sort(key=lambda one: (one.archived, one.is_over, _is_empty(one, by)))
    return found


def needed_by(one: Summary) -> dt.date | None:
    """By when the next step of a case is needed."""
    return one.next.needed_by if one.next is not None else None


def _urgency(one: Summary) -> tuple[Any, ...]:
    """The case with the fewest days to spare for anything that is missing; of equals the one
    with the earlier visit, then the one with more that is late."""
    return (one.least_float, one.visit or _NEVER, -one.late)


def _share(call: Literal["oncologist", "pathology", "radiology"]) -> Callable[[Summary], Any]:
    """Late cards first, then those of which least is there."""

    def key(one: Summary) -> Any:
        count = one.counts.get(call)
        late = count is not None and count.urgency in ("late", "out_of_reach")
        return (True, 1.0) if count is None else (not late, count.there / (count.asked or 1))

    return key


_KEYS: dict[Column, Callable[[Summary], Any]] = {
    "urgency": _urgency,
    "label": lambda one: one.label.casefold(),
    "visit": lambda one: one.visit or _NEVER,
    "next": lambda one: one.next.short.casefold() if one.next else "",
    "needed": lambda one: needed_by(one) or _NEVER,
    "oncologist": _share("oncologist"),
    "pathology": _share("pathology"),
    "radiology": _share("radiology"),
    "late": lambda one: -one.late,
    "has_it": lambda one: one.has_it.casefold(),
}


def _is_empty(one: Summary, by: Column) -> bool:
    match by:
        case "visit":
            return one.visit is None
        case "needed":
            return needed_by(one) is None
        case "next":
            return one.next is None
        case "has_it":
            return not one.has_it
        case _:
            return False
