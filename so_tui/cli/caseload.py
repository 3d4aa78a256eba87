"""Which of many cases are meant: by words, by who has them, by what is late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from so_tui.cli import progress
from so_tui.cli.context import CommandContext
from so_tui.cli.listed import Listed
from so_tui.core.ahead import PartOfAhead
from so_tui.core.finding import Candidate, did_you_mean, fitting, listed
from so_tui.core.folding import folded, key, sought
from so_tui.core.glance import Glance, InLists, NextDays, OfTheDay, PartOfGlance
from so_tui.core.ordering import Column, ordered
from so_tui.core.summary import Summary
from so_tui.core.tally import Tally
from so_tui.core.text import shortened
from so_tui.errors import NotFoundError

NOBODY = "none"
"""What is typed for whom a case has that nobody has."""


def every(
    context: CommandContext, of_it: type[Glance] | type[InLists], *, archived: bool = False
) -> list[Listed]:
    """All cases by label; those that were put away only with `archived`.

    `of_it`: all that lists tell of a case, or without what its steps say.
    """
    found: Sequence[InLists] = (
        _looked_at(context, Glance) if of_it is Glance else _looked_at(context, InLists)
    )
    return [Listed(one, context) for one in found if archived or not one.summary.archived]


def next_days(context: CommandContext) -> list[NextDays]:
    """What the next days hold of the cases that were not put away, by label."""
    return [one for one in _looked_at(context, NextDays) if not one.summary.archived]


def ahead(context: CommandContext, of_it: type[PartOfAhead]) -> Iterator[PartOfAhead]:
    """All that is open in the cases that were not put away, in no order."""
    from so_tui.glances import each_ahead

    found = each_ahead(context.casework, context.today, of_it, progress.count)
    return (one for one in found if not one.summary.archived)


def of_the_day(context: CommandContext) -> list[Summary]:
    """What the day names of each case, by label."""
    return [one.summary for one in _looked_at(context, OfTheDay)]


def _looked_at(context: CommandContext, of_it: type[PartOfGlance]) -> list[PartOfGlance]:
    from so_tui.glances import glances

    return glances(context.casework, context.today, of_it, progress.count)


def in_order(cases: Iterable[Listed], by: Column = "urgency") -> list[Listed]:
    """The cases in the order of the screen's list."""
    told = {one.summary.case: one for one in cases}
    made = ordered((one.summary for one in told.values()), by)
    return [told[one.case] for one in made]


def with_words(context: CommandContext, cases: Iterable[Listed], words: str) -> list[Listed]:
    """The cases with all the words in some text of theirs or of their offices."""
    wanted = sought(words)
    if not wanted.words:
        return list(cases)
    from so_tui.typed_texts import TypedTexts

    said = TypedTexts(context.casework)
    tally = Tally(progress.count)
    cases = list(cases)
    tally.expect(len(cases))
    found = [one for one in tally.each(cases) if wanted.is_in(said.of(one.summary.case))]
    said.keep()
    return found


def whose(cases: Iterable[Listed], name: str) -> list[Listed]:
    """The cases that somebody has, by their name or a part of it; `none` and "" mean nobody.

    Raises NotFoundError where no case is theirs, naming who has any, and where several fit.
    """
    cases = list(cases)
    if folded(name) in ("", NOBODY):
        return [one for one in cases if not one.summary.has_it]
    people = sorted({one.summary.has_it for one in cases} - {""}, key=str.casefold)
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
    return [one for one in cases if one.summary.has_it in fits]
