"""The case file: everything that the casebook keeps of cases, to be joined elsewhere."""

from __future__ import annotations

from so_tui.exchange.casefile import dump, load
from so_tui.exchange.formats import Format, Outgoing


def _written(outgoing: Outgoing) -> bytes:
    return dump(outgoing.cases, outgoing.offices, outgoing.history, outgoing.removed)


FORMAT = Format(
    sentence="All that is kept of cases, for another casebook or another person.",
    endings=(".json",),
    reads=load,
    writes=_written,
)
