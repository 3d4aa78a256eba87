"""A case as lists tell of it, put into words."""

from __future__ import annotations

from so_tui.cli.context import CommandContext
from so_tui.core import headline
from so_tui.core.case import CallName
from so_tui.core.glance import InLists, visit_of
from so_tui.core.parties import card_title


class Listed:
    """One case of a list on one day."""

    def __init__(self, told: InLists, context: CommandContext) -> None:
        self.told, self.summary = told, told.summary
        self._words, self._today = context.catalogue.words, context.today

    def word(self, table: str, code: str) -> str:
        """The word for what is kept by code."""
        return self._words.get(f"{table}.{code}", code.replace("_", " "))

    def card(self, call: CallName) -> str:
        """The title of a call's card."""
        return card_title(self.told.specialty, call, self._words)

    def next(self) -> str:
        """The next step as the screen's header says it, or that there is none."""
        if self.summary.next is None:
            return self._words.get(f"ended.{self.summary.status}", self._words["next.nothing"])
        return headline.sentence(self.summary.next, self._words, self._today)

    def late(self) -> str:
        """How much is late, by papers and tasks, or ""."""
        return headline.late(self.told.late_papers, self.told.late_tasks, self._words)

    def visit(self) -> str:
        """When the visit is."""
        return visit_of(self.told)
