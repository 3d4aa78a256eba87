"""The chain of hands: where a thing is, who had it before, and when it goes home."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import msgspec

from so_tui.core.case import Form, Item, Place, in_order
from so_tui.core.knowledge import ItemKind
from so_tui.core.wording import Wording

KEPT: frozenset[Form] = frozenset({"recut", "unstained", "scan", "report", "copy", "images"})
"""The forms that nobody wants back: they were made to be given."""


def is_lent_kind(item: Item, kind: ItemKind) -> bool:
    """Whether a thing goes home again: slides and blocks unless made to be given, and whatever
    else that is looked at as an original, such as the films of a mammogram."""
    if kind.returns:
        return item.form not in KEPT
    return kind.checked and item.form == "original"


class Hands(msgspec.Struct, frozen=True):
    """Where a thing was, and since when; `carrier` has it where it is on the way."""

    since: dt.date
    place: Place
    carrier: str = ""


def hands_of(item: Item) -> tuple[Hands, ...]:
    """The places a thing has been in since it first left its office, the earliest first.

    What never left it has been in nobody's hands.
    """
    found: list[Hands] = []
    for _, move in sorted(in_order(item.moves), key=lambda pair: pair[1].on):
        if move.place != (found[-1].place if found else "office"):
            carrier = item.custody.carrier if move.place == "on_the_way" else ""
            found.append(Hands(move.on, move.place, carrier))
    return tuple(found)


def told(
    item: Item, wording: Wording, day: Callable[[dt.date], str], *, brief: bool = False
) -> Iterator[str]:
    """The chain in words, a link at a time; `day` says a day.

    First where it was and since when, then who carries it, then when it is due back or went.
    `brief`: only where it is now, and when it goes home.
    """
    custody, hands = item.custody, hands_of(item)
    for one in hands[-1:] if brief else hands:
        by = f" ({one.carrier})" if one.carrier else ""
        place = wording.word("place", one.place)
        yield f"{place}{by} {wording.word('hands', 'since')} {day(one.since)}"
    if custody.tracking and not brief:
        yield wording.word("hands", "tracking").format(number=custody.tracking)
    if custody.returned_on is not None:
        yield wording.word("hands", "returned").format(day=day(custody.returned_on))
    elif custody.return_due is not None:
        yield wording.word("hands", "due").format(day=day(custody.return_due))


def is_elsewhere(item: Item) -> bool:
    """Whether a thing is with another office, or on its way there, for another case."""
    return item.elsewhere.since is not None and item.elsewhere.place != "with_us"


def is_followed(item: Item, kind: ItemKind | None) -> bool:
    """Whether people want to know where a thing is: it is on loan, or somebody wrote of that."""
    custody, returns = item.custody, kind is not None and is_lent_kind(item, kind)
    kept = (custody.carrier, custody.tracking, custody.return_due, custody.returned_on)
    return any(kept) or (returns and bool(hands_of(item)))
