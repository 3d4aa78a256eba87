"""Finding what a word means: an office, an item, a release, a kind, a step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar, get_args

from so_tui.cli.context import CommandContext
from so_tui.cli.param_types import matching, spoken
from so_tui.core.case import (
    CALLS,
    CallName,
    Contact,
    Party,
    Question,
    Release,
    in_order,
    offices_of,
)
from so_tui.core.catalogue import Catalogue, ItemKind, Problem
from so_tui.core.changes import CasePage
from so_tui.core.finding import find_problem
from so_tui.core.parties import offices_for
from so_tui.core.steps import Step
from so_tui.errors import NotFoundError, UsageError

_T = TypeVar("_T", Release, Contact, Question)


def kind(catalogue: Catalogue, said: str) -> ItemKind:
    """The kind of item that a word means: its code, its name, or a beginning of its code."""
    found = matching(said, catalogue.kinds)
    if found is None:
        named = [
            one.id for one in catalogue.kinds.values() if one.name.casefold() == said.casefold()
        ]
        found = named[0] if len(named) == 1 else None
    if found is None:
        near = [id_ for id_ in catalogue.kinds if said.casefold().replace("-", "_") in id_]
        offer = f"Is it {', '.join(map(spoken, near))}? " if near and said else ""
        raise NotFoundError(f"“{said}” is no kind of item. {offer}See them with: so-tui kinds")
    return catalogue.kinds[found]


def problem(catalogue: Catalogue, said: str, call: CallName | None = None) -> Problem:
    """The problem that words mean: its code, or words that people use, such as `blank`.

    Of those of one card, where a call is given.
    """
    known = catalogue.problems
    found = matching(said, known)
    if found is not None and spoken(found) == said.casefold().replace("_", "-"):
        return known[found]
    try:
        return find_problem(known, said, call)
    except NotFoundError:
        if found is None:
            raise
        return known[found]


def office(context: CommandContext, page: CasePage, said: str, call: CallName | None = None) -> str:
    """The id in the case of the office that words mean.

    A part of its name, or the call's name while the call has one office; `insurer` and
    `referrer` are those of the visit's card.
    """
    if (who := party(said)) is not None and call in (None, "visit"):
        of_party = offices_for(page.value, "visit", who)
        if len(of_party) == 1:
            return of_party[0]
    for one in CALLS:
        if matching(said, CALLS) == one and (only := only_office(page, one)) is not None:
            return only
    if call is not None:
        # The same office may stand on two cards; then the one of this call is meant.
        known = context.offices
        fits = [
            id_
            for id_, one in offices_of(page.value, call)
            if one.office in known and said.casefold() in known[one.office].name.casefold()
        ]
        if len(fits) == 1:
            return fits[0]
    return context.casework.find_office(page, said)


def party(said: str) -> Party | None:
    """Who of the visit's card is meant by a word: `insurer`, `referrer` or `second-office`."""
    code: Any = said.strip().casefold().replace("-", "_")
    return code if code in get_args(Party) else None


def only_office(page: CasePage, call: CallName) -> str | None:
    """The id in the case of a call's office, while it has just one; the visit's second office."""
    of_call = offices_for(page.value, call)
    return of_call[0] if len(of_call) == 1 else None


def release(context: CommandContext, page: CasePage, said: str) -> str:
    """The id of a release: by its number, or by its office while that has just one."""
    releases = page.value.releases
    if said.isdigit():
        return numbered(releases, said, "release")
    of_office = office(context, page, said)
    found = [id_ for id_, one in in_order(releases) if one.office == of_office]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFoundError("That office has no release yet. Add one with: so-tui release add")
    numbers = ", ".join(str(releases[id_].number) for id_ in found)
    raise NotFoundError(f"That office has {len(found)} releases. Say its number: {numbers}.")


def numbered(parts: Mapping[str, _T], said: str, what: str) -> str:
    """The id of the one part that has a number."""
    found = [id_ for id_, one in in_order(parts) if str(one.number) == said]
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        raise NotFoundError(
            f"Two people gave the number {said} to a {what}, apart from each other. "
            "See both with so-tui conflicts, and say with so-tui choose which of them keeps it."
        )
    known = ", ".join(str(one.number) for one in parts.values()) or "none yet"
    raise NotFoundError(f"There is no {what} {said} in this case. There is: {known}.")


def items(context: CommandContext, page: CasePage, said: Iterable[str]) -> list[str]:
    """The ids of items named as `P2`, or several as `P1,P2`."""
    names = [name for one in said for name in re.split(r"[,\s]+", one) if name]
    return list(dict.fromkeys(context.casework.find_item(page, name) for name in names))


def step(steps: Sequence[Step], said: str) -> Step:
    """The step that can be marked which a word means: its id, or a part that only it has."""
    exact = [one for one in steps if one.id == said]
    fits = exact or [one for one in steps if said.casefold().replace("-", "_") in one.id.casefold()]
    if len(fits) == 1:
        return fits[0]
    if not fits:
        raise NotFoundError(
            f"“{said}” is no step that can be marked. See them with: so-tui due --all"
        )
    raise UsageError(f"“{said}” fits several steps: {', '.join(one.id for one in fits)}.")
