"""What the second office says that it has received, beside what we believe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from so_tui.core.case import OVER, Case, Item, Receipt, spoken_items
from so_tui.core.wording import Wording


def is_short(item: Item) -> bool:
    """Whether the second office has fewer than were asked for, and it is not settled."""
    count = item.received.count
    return count is not None and count < (item.count_asked or 0) and item.state not in OVER


def to_hear_of(case: Case) -> list[str]:
    """The ids of the items of which the second office can say that it has them, in their order:
    they went there, and it has not said so yet, or has fewer than were asked for."""
    return [
        id_
        for _, id_ in spoken_items(case)
        if (item := case.items[id_]).call != "visit"
        and item.place in ("on_the_way", "second_office")
        and item.state not in OVER
        and (item.received == Receipt() or is_short(item))
    ]


def told(item: Item, wording: Wording, day: Callable[[dt.date], str]) -> str:
    """What they said of an item: how many they have, who said so and when; "" for nothing.

    `day` says a day. Where they have fewer than were asked for, that is what is said.
    """
    said = item.received
    if said == Receipt():
        return ""
    words = wording.word("received", "they_have_it")
    short = is_short(item)
    if said.count is not None:
        words = wording.word("received", "short" if short else "they_have").format(
            count=said.count, asked=item.count_asked
        )
    who = ", ".join(filter(None, (said.said_by, day(said.said_on) if said.said_on else "")))
    words = f"{words} ({who})." if who else f"{words}."
    return f"{words} {wording.word('received', 'rest')}" if short else words
