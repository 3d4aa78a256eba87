"""Which of many cases are meant: by words, by who has them, by what is late."""

from __future__ import annotations

from collections.abc import Iterable

from so_tui.cli.case_text import CaseText
from so_tui.cli.context import CommandContext
from so_tui.core.changes import CasePage
from so_tui.core.ordering import Column, ordered
from so_tui.core.summary import summary
from so_tui.core.text import clean
from so_tui.core.texts import has_words
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
    return [page for page in pages if has_words(context.casework.typed_into(page.id), words)]


def whose(pages: Iterable[CasePage], name: str) -> list[CasePage]:
    """The cases that somebody has, by their name or a part of it; `none` and "" mean nobody.

    Raises NotFoundError where no case is theirs, naming who has any, and where several fit.
    """
    pages = list(pages)
    wanted = clean(name).casefold()
    if wanted in ("", NOBODY):
        return [page for page in pages if not page.value.has_it]
    people = sorted({page.value.has_it for page in pages} - {""}, key=str.casefold)
    exact = [one for one in people if one.casefold() == wanted]
    fits = exact or [one for one in people if wanted in one.casefold()]
    if not fits:
        known = ", ".join(people) or "nobody yet"
        raise NotFoundError(f"No case is with “{clean(name)}”. Cases are with: {known}.")
    if len({one.casefold() for one in fits}) > 1:
        raise NotFoundError(
            f"“{clean(name)}” fits several: {', '.join(fits)}. Give more of the name."
        )
    return [page for page in pages if page.value.has_it in fits]
