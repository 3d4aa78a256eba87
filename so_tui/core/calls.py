"""The calls of a day over all cases, office by office, so that one call covers several cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec

from so_tui.core import dates
from so_tui.core.case import CallName, Party
from so_tui.core.parties import SECOND, whom
from so_tui.core.step_words import presses
from so_tui.core.summary import Due, Summary, worst
from so_tui.core.text import capital

NEVER = dt.date.max
"""The day of what has none."""


class Calls(msgspec.Struct, frozen=True):
    """What is to be said to one office today: `cases` with what is due in each.

    `office` is the casebook's id; empty where no office is known yet, one for each call, and on
    the visit's card for each `party`, on the first doctor's for each `specialty`.
    """

    office: str
    call: CallName
    party: Party
    cases: tuple[tuple[Summary, tuple[Due, ...]], ...]
    specialty: str = ""

    @property
    def id(self) -> str:
        """What names it on screen."""
        return self.office or f"-{_nobody(self.call, self.party, self.specialty)}"

    @property
    def late(self) -> int:
        """In how many cases something is late."""
        return sum(any(due.late for due in dues) for _, dues in self.cases)

    @property
    def urgency(self) -> tuple[object, ...]:
        """What can be done stands first, in the order of the cases and then of their plans."""
        return (not self.is_call, min(map(_urgency, self.cases)))

    @property
    def is_call(self) -> bool:
        """Whether there is anything to call about, and not only something to wait for."""
        return any(due.naming == "do" for _, dues in self.cases for due in dues)


def calls_of(cases: Iterable[Summary]) -> list[Calls]:
    """The calls of a day, grouped by office, the most urgent office first."""
    groups: dict[tuple[str, str], dict[str, tuple[Summary, list[Due]]]] = {}
    for one in cases:
        for due in () if one.is_over else one.due:
            no_office = "" if due.office else _nobody(due.call, due.party, due.specialty)
            group = groups.setdefault((due.office, no_office), {})
            group.setdefault(one.case, (one, []))[1].append(due)
    made: list[Calls] = []
    for (office, _), group in groups.items():
        parts = sorted(((one, tuple(dues)) for one, dues in group.values()), key=_urgency)
        first = parts[0][1][0]
        made.append(Calls(office, first.call, first.party, tuple(parts), first.specialty))
    return sorted(made, key=lambda one: (one.urgency, one.id))


def unknown(calls: Calls, words: Mapping[str, str]) -> str:
    """Whom to call where no office is known yet, as a title. `words`: the catalogue's."""
    if calls.party != SECOND:
        return capital(words[f"party.{calls.party}"])
    return capital(calls.specialty) or words[f"call.{calls.call}"]


def as_told(due: Due, words: Mapping[str, str], today: dt.date) -> str:
    """What is to be said, and for what is not to be done now how it stands. `words`: the
    catalogue's."""
    said = f"{due.item} {due.text}".strip()
    if due.naming == "do":
        return said
    day = dates.short(due.day, today) if due.day is not None else ""
    return f"{said} ({words[f'naming.{due.naming}'].format(day=day)})"


def pressing(dues: Iterable[Due], today: dt.date, words: Mapping[str, str]) -> str:
    """What presses most among some that are due in a case, in words; "" where nothing does."""
    dues = list(dues)
    urgency = worst(due.urgency for due in dues)
    if urgency == "none":
        return ""
    on = min((due.day for due in dues if due.day and due.urgency == "due"), default=None)
    return presses(urgency, on, today, words)


def _nobody(call: CallName, party: Party, specialty: str) -> str:
    """What tells those apart of whom no office is known."""
    return " ".join(filter(None, (whom(call, party), specialty.casefold().replace("/", " "))))


def first_day(dues: Iterable[Due]) -> dt.date:
    """The first day by which any of these is needed; `NEVER` where none has one."""
    return min(due.needed_by or NEVER for due in dues)


def _urgency(part: tuple[Summary, tuple[Due, ...]]) -> tuple[bool, int, dt.date, int, int, str]:
    """As the list of cases is ordered, and within a case as its plan is."""
    one, dues = part
    waits = all(due.naming != "do" for due in dues)
    place = min(due.place for due in dues)
    return (waits, one.least_float, one.visit or NEVER, -one.late, place, one.case)
