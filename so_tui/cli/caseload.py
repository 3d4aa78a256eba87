"""Which of many cases are meant: by words, by who has them, by what is late."""

from __future__ import annotations

from collections.abc import Iterable

from so_tui.cli.case_text import CaseText
from so_tui.cli.context import CommandContext
from so_tui.core.changes import CasePage
from so_tui.core.finding import Candidate, did_you_mean, fitting, listed
from so_tui.core.folding import folded, key, sought
from so_tui.core.ordering import Column, ordered
from so_tui.core.summary import summary
from so_tui.core.text import shortened
from so_tui.errors import NotFoundError

NOBODY = "none"
"""What is typed for whom a case has that nobody has."""


def in_order(
    context: CommandContext, pages: Iterable[CasePage], by: Column = "urgency"
) -> list[CaseText]:
    """The cases in the order of the screen's list."""
    told = {page.id: CaseText(context, page) for page in pages}
    made = [summary(one.page, one.plan, context.catalogue) for one in told.values()]
    return [told[one.case] for one in ordered(made, by)]


def with_words(context: CommandContext, pages: Iterable[CasePage], words: str) -> list[CasePage]:
    """The cases with all the words in some text of theirs or of their offices."""
    wanted = sought(words)
    return [page for page in pages if wanted.is_in(context.casework.typed_into(page.id))]


def whose(pages: Iterable[CasePage], name: str) -> list[CasePage]:
    """The cases that somebody has, by their name or a part of it; `none` and "" mean nobody.

    Raises NotFoundError where no case is theirs, naming who has any, and where several fit.
    """
    pages = list(pages)
    if folded(name) in ("", NOBODY):
        return [page for page in pages if not page.value.has_it]
    people = sorted({page.value.has_it for page in pages} - {""}, key=str.casefold)
    fits = [one.id for one in fitting([Candidate(one, one, names=(one,)) for one in people], name)]
    if not fits:
        known = listed(people) if people else "nobody yet"
        raise NotFoundError(
            f"No case is with “{shortened(name)}”. {did_you_mean(name, people)}"
            f"Cases are with: {known}."
        )
    if len({key(one) for one in fits}) > 1:
        raise NotFoundError(
            f"“{shortened(name)}” fits several: {listed(fits)}. Give more of the name."
        )
    return [page for page in pages if page.value.has_it in fits]
