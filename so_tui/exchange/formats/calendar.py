"""The iCalendar format: visits and steps go out to a calendar, an invitation offers a visit."""

from __future__ import annotations

from collections.abc import Iterable

from so_tui.core.proposals import Proposal
from so_tui.exchange.formats import Format, Incoming, Option, Outgoing


def _written(outgoing: Outgoing) -> Iterable[bytes]:
    from so_tui.exchange import ical_out

    return ical_out.written(outgoing)


def _proposed(incoming: Incoming) -> tuple[Proposal, ...]:
    from so_tui.exchange import ical_in

    return ical_in.proposed(incoming.data, incoming.name)


FORMAT = Format(
    sentence="The visit and the steps of the plan, for a calendar; a visit from an invitation.",
    endings=(".ics",),
    proposes=_proposed,
    writes=_written,
    options=(
        Option("as", "What steps become: tasks, or events of a whole day.", ("todo", "event")),
        Option("alarms", "Remind of each step, too, on the day before."),
        Option("detailed", "Say whose it is, what, and where; else titles tell nothing of it."),
    ),
    limit=2_000_000,
    removals=True,
)
