"""How long an office takes: what it said, and what it really took."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Mapping

from so_tui.core.calendar import Calendar
from so_tui.core.case import Case
from so_tui.core.catalogue import Catalogue
from so_tui.core.text import counted
from so_tui.errors import UsageError

LONGEST = 250
"""Business days: a year. What takes longer was typed wrongly."""

_PART = re.compile(
    r"(?P<track>[^\d,;]*?)\s*(?P<days>\d+)\s*(?:business\s+)?(?:days?)?", re.IGNORECASE
)


def offered(catalogue: Catalogue) -> Mapping[str, str]:
    """The names of what an office can take time for, by the id of its track."""
    return {id_: one.name for id_, one in catalogue.tracks.items() if not one.home}


def said(takes: Mapping[str, int], catalogue: Catalogue) -> str:
    """What an office said, such as `slides 10, reports 5`; "" where it said nothing."""
    names = offered(catalogue)
    return ", ".join(f"{names[id_]} {takes[id_]}" for id_ in names if id_ in takes)


def told(found: Mapping[str, tuple[int, int]], catalogue: Catalogue) -> str:
    """What an office really took, such as `slides 7 (3 times)`; "" where nothing is known."""
    names = offered(catalogue)
    return ", ".join(
        f"{names[id_]} {found[id_][0]} ({counted(found[id_][1], 'time')})"
        for id_ in names
        if id_ in found
    )


def read(text: str, catalogue: Catalogue) -> dict[str, int]:
    """What was typed, as business days by track: `slides 10, reports 5`.

    Raises UsageError for a thing nobody knows, and for what is no number of days.
    """
    names = offered(catalogue)
    found: dict[str, int] = {}
    for part in filter(str.strip, re.split(r"[,;\n]", text)):
        match = _PART.fullmatch(part.strip())
        word = match["track"].strip(" :=").casefold() if match is not None else ""
        fits = [id_ for id_, name in names.items() if word and name.casefold().startswith(word)]
        if match is None or len(fits) != 1:
            known = ", ".join(names.values())
            raise UsageError(
                f"“{part.strip()}” does not say how long it takes. Write slides 10, with one of: "
                f"{known}."
            )
        if int(match["days"]) > LONGEST:
            raise UsageError(
                f"“{part.strip()}” is more than {LONGEST} business days. Write the usual time."
            )
        found[fits[0]] = int(match["days"])
    return found


def took(
    cases: Iterable[Case], office: str, catalogue: Catalogue, calendar: Calendar
) -> dict[str, tuple[int, int]]:
    """What an office really took, over all cases: by track, the median of the business days from
    asking until it was on its way or there, and how many times that was.

    `office` is the casebook's id.
    """
    days: dict[str, list[int]] = {}
    for case in cases:
        here = {id_ for id_, one in case.offices.items() if one.office == office}
        for item in case.items.values():
            kind = catalogue.kinds.get(item.kind)
            if item.office not in here or kind is None:
                continue
            asked = [one.on for one in item.moves.values() if one.state == "asked"]
            came = [
                one.on
                for one in item.moves.values()
                if one.state in ("on_its_way", "arrived", "usable")
            ]
            if asked and came and max(asked) <= max(came):
                begun = max(asked)
                end = min(day for day in came if day >= begun)
                days.setdefault(kind.track, []).append(calendar.between(begun, end))
    return {track: (round(statistics.median(found)), len(found)) for track, found in days.items()}
