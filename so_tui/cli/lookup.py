"""Finding what a word means: an office, an item, a release, a kind, a step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar, get_args

from so_tui.cli.context import CommandContext
from so_tui.cli.param_types import matching, spoken
from so_tui.core.case import CallName, Contact, Party, Question, Release, in_order
from so_tui.core.catalogue import Catalogue, ItemKind, Problem
from so_tui.core.changes import CasePage
from so_tui.core.finding import Candidate, did_you_mean, find_problem, fitting, listed
from so_tui.core.folding import folded, key
from so_tui.core.parties import offices_for
from so_tui.core.steps import Step
from so_tui.core.text import shortened
from so_tui.errors import NotFoundError, UsageError

_T = TypeVar("_T", Release, Contact, Question)
_V = TypeVar("_V")

_LONGEST = 10
"""Figures of a number from which on nothing here has so many parts."""


def kind(catalogue: Catalogue, said: str) -> ItemKind:
    """The kind of item that a word means: its code, its name, or a beginning of one."""
    kinds = catalogue.kinds
    candidates = [
        Candidate(one.id, spoken(one.id), codes=(one.id, one.name)) for one in kinds.values()
    ]
    found = fitting(candidates, said)
    if len(found) == 1:
        return kinds[found[0].id]
    near = [one.shown for one in candidates if key(said) and key(said) in key(one.id)]
    fits = [one.shown for one in found] or near
    offer = f"Is it {', '.join(fits)}? " if fits else did_you_mean(said, map(spoken, kinds))
    raise NotFoundError(
        f"“{shortened(said)}” is no kind of item. {offer}See them with: so-tui kinds"
    )


def problem(catalogue: Catalogue, said: str, call: CallName | None = None) -> Problem:
    """The problem that words mean: its code, or words that people use, such as `blank`.

    Of those of one card, where a call is given.
    """
    known = catalogue.problems
    found = matching(said, known)
    if found is not None and key(found) == key(said):
        return known[found]
    try:
        return find_problem(known, said, call)
    except NotFoundError:
        if found is None:
            raise
        return known[found]


def office(context: CommandContext, page: CasePage, said: str, call: CallName | None = None) -> str:
    """The id in the case of the office that words mean; `call`: on whose card it is, if known."""
    return context.casework.find_office(page, said, call)


def party(said: str) -> Party | None:
    """Who of the visit's card is meant by a word: `insurer`, `referrer` or `second-office`."""
    return next((one for one in get_args(Party) if key(one) == key(said)), None)


def only_office(page: CasePage, call: CallName) -> str | None:
    """The id in the case of a call's office, while it has just one; the visit's second office."""
    of_call = offices_for(page.value, call)
    return of_call[0] if len(of_call) == 1 else None


def release(context: CommandContext, page: CasePage, said: str) -> str:
    """The id of a release: by its number, or by its office while that has just one."""
    releases = page.value.releases
    if folded(said).isdigit():
        return numbered(releases, said, "release")
    of_office = office(context, page, said)
    found = [id_ for id_, one in in_order(releases) if one.office == of_office]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFoundError("That office has no release yet. Add one with: so-tui release add")
    numbers = ", ".join(str(releases[id_].number) for id_ in found)
    raise NotFoundError(f"That office has {len(found)} releases. Say its number: {numbers}.")


def nth(many: Sequence[_V], said: str) -> _V | None:
    """The one of many that a number from 1 on names; None where it is none of them, or none."""
    # Signs such as ² are digits and no decimals, and of endless ones Python makes no number.
    place = int(said) if said.isdecimal() and len(said) < _LONGEST else 0
    return many[place - 1] if 0 < place <= len(many) else None


def numbered(parts: Mapping[str, _T], said: str, what: str) -> str:
    """The id of the one part that has a number."""
    found = [id_ for id_, one in in_order(parts) if str(one.number) == folded(said)]
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        raise NotFoundError(
            f"Two people gave the number {said} to a {what}, apart from each other. "
            "See both with so-tui conflicts, and say with so-tui choose which of them keeps it."
        )
    known = ", ".join(str(one.number) for one in parts.values()) or "none yet"
    raise NotFoundError(f"There is no {what} {shortened(said)} in this case. There is: {known}.")


def items(context: CommandContext, page: CasePage, said: Iterable[str]) -> list[str]:
    """The ids of items named as `P2`, or several as `P1,P2`."""
    names = [name for one in said for name in re.split(r"[,\s]+", one) if name]
    return list(dict.fromkeys(context.casework.find_item(page, name) for name in names))


def step(steps: Sequence[Step], said: str) -> Step:
    """The step that can be marked which a word means: its id, or a part that only it has."""
    by_id = {one.id: one for one in steps}
    found = fitting([Candidate(id_, id_, names=(id_,)) for id_ in by_id], said)
    if len(found) == 1:
        return by_id[found[0].id]
    typed = shortened(said)
    if not found:
        raise NotFoundError(
            f"“{typed}” is no step that can be marked. {did_you_mean(said, by_id)}"
            "See them with: so-tui due --all"
        )
    raise UsageError(f"“{typed}” fits several steps: {listed(one.shown for one in found)}.")
