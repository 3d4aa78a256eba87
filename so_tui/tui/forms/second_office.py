"""The part of the log for a call with the second office: what it needs, and what it has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from so_tui.core import received
from so_tui.core.case import CALLS, Case, Known, items_of
from so_tui.core.catalogue import Catalogue
from so_tui.core.wording import Wording
from so_tui.tui.forms.fields import TICKS, Field, Option, Value, Values
from so_tui.tui.forms.parts import item_name, needed_moves, spoken

NEEDED, NOT_NEEDED, HAS = "needed", "not_needed", "has"

_ANSWERS: Mapping[str, Known] = {NEEDED: "yes", NOT_NEEDED: "no"}
"""The fields of what the second office needs, and what ticking there says."""


@dataclass(frozen=True)
class WithThem:
    """What can be said of papers on a call with the second office of a case.

    `applies`: whether the call is with it; else nothing can be ticked.
    """

    case: Case
    catalogue: Catalogue
    today: dt.date
    applies: bool

    def fields(self) -> tuple[Field, ...]:
        """What it needs, does not need and has, each thing on a line."""
        needed, sent = self._kinds(), self._sent()
        has = Field(
            name=HAS, label="They have", kind="many", listed=True, rows=len(sent) or 1,
            options=sent, hint=f"{TICKS} Tick what they said has arrived there.",
        )  # fmt: skip
        return (
            Field(
                name=NEEDED, label="They need", kind="many", listed=True, rows=len(needed) or 1,
                options=needed, hint=f"{TICKS} Tick what they said they need.",
            ),
            Field(
                name=NOT_NEEDED, label="They do not need", kind="many", listed=True, rows=4,
                options=needed, hint=f"{TICKS} Tick what they said they do not need.",
            ),
            *((has,) if self._asks_what_it_has else ()),
        )  # fmt: skip

    def offers(self) -> dict[str, tuple[Option, ...]]:
        """The options of those fields."""
        kinds = self._kinds()
        has = {HAS: self._sent()} if self._asks_what_it_has else {}
        return {NEEDED: kinds, NOT_NEEDED: kinds, **has}

    def known(self) -> dict[str, Value]:
        """What is ticked, since it said so before."""
        accepts = self.case.visit.accepts
        kinds = [one.value for one in self._kinds()]
        ticked: dict[str, Value] = {
            name: frozenset(
                kind for kind in kinds if kind in accepts and accepts[kind].required == known
            )
            for name, known in _ANSWERS.items()
        }
        return ticked | ({HAS: frozenset[str]()} if self._asks_what_it_has else {})

    def needs(self, values: Values) -> dict[str, Known]:
        """What was ticked and unticked, by kind, where it differs from what was known."""
        before = self.known()
        found: dict[str, Known] = {}
        for name, known in _ANSWERS.items():
            old = before[name]
            assert isinstance(old, frozenset)
            ticked = values.many(name)
            found |= {kind: "not_known" for kind in old - ticked if kind not in found}
            found |= dict.fromkeys(ticked - old, known)
        return found

    def has(self, values: Values) -> dict[str, int | None]:
        """What it was said to have, by item; how many is typed in the item's own form."""
        return dict.fromkeys(values.many(HAS)) if HAS in values else {}

    def notes(self, values: Values) -> dict[str, str]:
        """What follows from the ticks for items, in words."""
        moves = needed_moves(self.case, self.catalogue, self.today, self.needs(values))
        return {NOT_NEEDED: moves} if moves else {}

    @property
    def _asks_what_it_has(self) -> bool:
        return bool(received.to_hear_of(self.case))

    def _sent(self) -> tuple[Option, ...]:
        """The things it can say it has."""
        names, words = spoken(self.case), Wording(self.catalogue)
        return tuple(
            Option(
                id_, f"{names[id_]} {item_name(item, self.catalogue, self.today)}",
                about=words.state(item),
            )
            for id_ in (received.to_hear_of(self.case) if self.applies else ())
            if (item := self.case.items[id_])
        )  # fmt: skip

    def _kinds(self) -> tuple[Option, ...]:
        """The kinds of papers it can need."""
        if not self.applies:
            return ()
        asked = [item.kind for call in CALLS[1:] for _, item in items_of(self.case, call)]
        options = []
        for code in dict.fromkeys([*asked, *self.case.visit.accepts]):
            kind = self.catalogue.kinds.get(code)
            if kind is not None and not kind.prompts_list:
                options.append(
                    Option(code, kind.name, about=self.catalogue.words[f"call.{kind.call}"])
                )
        return tuple(options)


def check(values: Values) -> dict[str, str]:
    """What was ticked as needed and as not needed."""
    if NEEDED in values and values.many(NEEDED) & values.many(NOT_NEEDED):
        return {NOT_NEEDED: "This is ticked as needed, too. Which of the two did they say?"}
    return {}
