"""All cases at one glance: what lists show, kept fresh bit by bit, and found by what was typed.

Opening a casebook of ten thousand cases computes no plan. What is stored shows at once; cases
that were written on another day, or with other knowledge, are looked at again a few at a time.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from so_tui.casework import Casework
from so_tui.core.finding import told_apart
from so_tui.core.folding import Sought, searchable, sought
from so_tui.core.ordering import Column, ordered
from so_tui.core.summary import Summary
from so_tui.errors import NotFoundError
from so_tui.typed_texts import TypedTexts, typed_into


class Overview:
    """The cases of a casebook as lists show them on one day."""

    def __init__(self, work: Casework) -> None:
        self._work = work
        self._stored: dict[str, Summary] = {}
        self._now: dict[str, Summary] = {}
        self._fresh: dict[str, tuple[Summary, Summary]] = {}
        self._texts: dict[str, tuple[Summary | None, str]] = {}
        self._kept: tuple[object | None, TypedTexts] | None = None
        """The texts as they are at one state of the casebook, None once they are no more."""
        self._today = dt.date.min
        self._looked_at: object = None
        self._names: dict[str, str] | None = None
        self._orders: dict[tuple[Column, bool], list[Summary]] = {}

    def look(self, today: dt.date) -> None:
        """Take what the casebook holds now. Raises CasebookError."""
        looked_at = self._work.snapshot
        if looked_at is self._looked_at and today == self._today:
            return
        if today != self._today:
            self._fresh.clear()
            self._today = today
        self._stored = {one.case: one for one in self._work.summaries(today)}
        self._now = {id_: self._newest(one) for id_, one in self._stored.items()}
        self._looked_at = looked_at
        self._names = None
        self._orders.clear()

    @property
    def cases(self) -> list[Summary]:
        """What is known of each case by now, in no order."""
        return list(self._now.values())

    def case(self, id_: str) -> Summary | None:
        """What is known of one case by now."""
        return self._now.get(id_)

    def told_apart(self, cases: Iterable[Summary]) -> list[Summary]:
        """Some cases, each whose label several of the casebook have called by its id, too."""
        if self._names is None:
            self._names = told_apart((one.case, one.label) for one in self._stored.values())
        names = self._names
        return [
            replace(one, label=names[one.case]) if one.case in names else one for one in cases
        ]  # fmt: skip

    def _newest(self, stored: Summary) -> Summary:
        # An office may change a summary, too; what was made before that is no longer so.
        of, fresh = self._fresh.get(stored.case, (None, stored))
        return fresh if of == stored else stored

    def stale(self) -> Iterator[str]:
        """The cases whose plan is another day's, the most urgent first."""
        for one in self._in_order():
            if self.is_stale(one):
                yield one.case

    def is_stale(self, one: Summary) -> bool:
        """Whether a case has to be looked at again before it is shown as today's."""
        made = (one.made_for, one.made_with)
        return not one.is_over and made != (self._today, self._work.made_with)

    def unread(self) -> Iterator[str]:
        """The cases whose texts have not been looked at, in the order of urgency."""
        for one in self._in_order():
            if self._read(one.case) is None:
                yield one.case

    def _read(self, case: str) -> str | None:
        """What was typed into a case and its offices, once it was read since any was written."""
        # A summary is made anew when an office is written, too, and the case stays as it was.
        made, text = self._texts.get(case, (None, ""))
        return text if made is not None and made is self._stored.get(case) else None

    def renew(self, cases: Iterable[str]) -> bool:
        """Look at some cases again; whether any of them reads otherwise now."""
        differs = False
        for id_ in cases:
            stored, before = self._stored.get(id_), self.case(id_)
            try:
                fresh = self._work.glance(id_, self._today)
            except NotFoundError:
                continue  # removed meanwhile; the next look leaves it out
            if stored is not None:
                self._fresh[id_], self._now[id_] = (stored, fresh), fresh
                self._orders.clear()
            differs = differs or before != fresh
        return differs

    def read(self, cases: Iterable[str]) -> None:
        """Read the texts of some cases, for finding them. Raises CasebookError."""
        snapshot: object = self._work.snapshot
        if self._kept is None:
            self._kept = snapshot, TypedTexts(self._work)
        of, kept = self._kept
        for id_ in cases:
            with contextlib.suppress(NotFoundError):  # removed meanwhile
                # What was written since begins anew; it is little.
                text = kept.of(id_) if of is snapshot else typed_into(self._work, id_)
                self._texts[id_] = self._stored.get(id_), text

    def texts_to_keep(self) -> TypedTexts | None:
        """The texts that were read, to be kept for whoever opens the casebook next; once only."""
        if self._kept is None or self._kept[0] is None:
            return None
        self._kept = None, self._kept[1]
        return self._kept[1]

    @property
    def put_away(self) -> int:
        """How many cases were put away."""
        return sum(one.archived for one in self._in_order())

    def found(
        self,
        words: str = "",
        *,
        by: Column = "urgency",
        backwards: bool = False,
        whose: str | None = None,
        archived: bool = False,
    ) -> list[Summary]:
        """The cases with all the words in some text, in the order of a column.

        `whose`: only those that somebody has, "" for those nobody has; all when None. `archived`:
        those that were put away, too.
        """
        wanted = sought(words)
        return [
            one
            for one in self._in_order(by, backwards)
            if (archived or not one.archived)
            and whose in (None, one.has_it)
            and self._has(one, wanted)
        ]

    def _in_order(self, by: Column = "urgency", backwards: bool = False) -> list[Summary]:
        """All cases in an order, which is worked out once for as long as nothing differs."""
        if (by, backwards) not in self._orders:
            self._orders[by, backwards] = ordered(self.cases, by, backwards=backwards)
        return self._orders[by, backwards]

    def _has(self, one: Summary, wanted: Sought) -> bool:
        if not wanted.words:
            return True
        text = self._read(one.case)
        if text is None:  # until all its texts are read, by what is shown of it
            shown = (one.label, one.diagnosis, one.has_it, one.next.what if one.next else "")
            text = "\n".join(map(searchable, shown))
        return wanted.is_in(text)

    def people(self) -> list[str]:
        """Who has cases, by name; "" among them where a case is nobody's."""
        return sorted({one.has_it for one in self.cases if not one.archived}, key=str.casefold)
