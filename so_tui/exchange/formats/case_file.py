"""The case file: everything that the casebook keeps of cases, to be joined elsewhere."""

from __future__ import annotations

from so_tui.exchange.casefile import CaseFile, dump, load
from so_tui.exchange.formats import Format, Incoming, Outgoing


def _written(outgoing: Outgoing) -> list[bytes]:
    return [dump(outgoing.cases, outgoing.offices, outgoing.history, outgoing.removed)]


def _read(incoming: Incoming) -> CaseFile:
    return load(incoming.data, incoming.name, incoming.catalogue)


FORMAT = Format(
    sentence="All that is kept of cases, for another casebook or another person.",
    endings=(".json",),
    reads=_read,
    writes=_written,
    whole=True,
)
