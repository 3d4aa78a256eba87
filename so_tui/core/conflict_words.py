"""Conflicts in words: what each is about, its sides, who gave them and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from so_tui.core import dates, fields
from so_tui.core.case import Case, Office
from so_tui.core.catalogue import Catalogue
from so_tui.core.conflicts import KEEP, Conflict, Side, conflicts_in
from so_tui.core.looking_back import named
from so_tui.core.pages import AnyPage
from so_tui.core.text import counted, shortened
from so_tui.core.tree import Plain, type_at
from so_tui.core.wording import EMPTY, Wording

_TWICE, _BOTH = ", a number given twice", ", removed and changed"
_WAS = ", which one person removed and another changed"


def told(count: int) -> str:
    """How many there are, as a sentence that stands behind a case's name; "" for none."""
    return f"{counted(count, 'conflict')} to settle" if count else ""


def to_settle(count: int) -> str:
    """How many there are, where there is little room; "" for none."""
    return f"{count} to settle" if count else ""


class ConflictWords:
    """Puts the conflicts of one case into words. `offices`: the casebook's, by their ids."""

    def __init__(
        self, case: Case, offices: Mapping[str, Office], catalogue: Catalogue | None
    ) -> None:
        self.case = case
        self.words = Wording(catalogue)
        self.names = self.words.names(case, offices)

    def what(self, one: Conflict) -> str:
        """What a conflict is about, such as `P2 stained slides, state`."""
        if one.kind == "number":
            table, _, number = one.inner.partition("/")
            return f"{fields.said_at('cases', table)} {number}{_TWICE}"
        if isinstance(one.page.value, Office):
            table, _, rest = one.inner.partition("/")
            of = f", {self.words.kind(rest.partition('/')[0])}" if table == "gives" else ""
            name = fields.said_at("offices", one.inner if not rest or of else table)
            return f"{one.page.value.name}{of}, {name}"
        what = named(one.inner, self.case, self.words, self.names) if one.inner else "the case"
        return f"{what}{_BOTH}" if one.kind == "removal" else what

    def settled(self, one: Conflict, value: Plain) -> str:
        """That a conflict is settled, and which of its sides stays, as a sentence."""
        what = self.what(one)
        if one.kind == "removal":
            what = what.removesuffix(_BOTH) if one.inner else f"the case {self.case.label}"
            return f"{'Kept' if value == KEEP else 'Removed'} {shortened(what)}{_WAS}"
        side = next(side for side in one.sides if side.value == value)
        many = "two" if len(one.sides) == 2 else str(len(one.sides))
        stays = shortened(self.side(one, side))
        if one.kind == "number":
            return f"Chose which of {many} is {what.removesuffix(_TWICE)}: “{stays}”"
        return f"Chose one of {many} values of {shortened(what)}: “{stays}”"

    def came(self, before: AnyPage | None, after: AnyPage) -> str:
        """What writing left to settle, as a sentence; "" where there is nothing new."""
        old = {one.path for one in conflicts_in([before])} if before is not None else set()
        new = [self.what(one) for one in conflicts_in([after]) if one.path not in old]
        return f"Both are kept, choose one: {'; '.join(new)}." if new else ""

    def side(self, one: Conflict, side: Side) -> str:
        """One side of a conflict, in one line."""
        if one.kind == "removal":
            return "keep it" if side.value == KEEP else "remove it"
        if one.kind == "number":
            table = one.inner.partition("/")[0]
            part: Any = getattr(self.case, table)[side.value]
            held = self.words.told(part, self.names, "number")
            return ", ".join(f"{name} {' '.join(said.split())}" for name, said in held) or EMPTY
        of = type_at(one.page.kind, one.inner)
        said = self.words.value(of, side.value, self.names, one.inner.rpartition("/")[2])
        return " ".join(said.split())

    @staticmethod
    def by(side: Side, zone: dt.tzinfo | None = None) -> str:
        """Who gave a side, and when by the clock of whoever reads it."""
        who = f"by {side.actor or 'someone'}"
        if side.at is None:
            return who
        at = side.at.astimezone(zone)
        return f"{who}, {dates.long(at.date())} {at:%H:%M}"
