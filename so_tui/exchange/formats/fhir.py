"""FHIR R4: a case for a health record, and what a portal's file offers to a case."""

from __future__ import annotations

from collections.abc import Iterable

from so_tui.core.proposals import Proposal
from so_tui.exchange.fhir import LIMIT
from so_tui.exchange.formats import NOTES, Format, Incoming, Outgoing


def _written(outgoing: Outgoing) -> Iterable[bytes]:
    from so_tui.exchange.fhir.bundle import bundle, dump

    assert outgoing.telling is not None, "the words for codes are the catalogue's"
    notes = bool(outgoing.asked.get("notes"))
    yield dump(bundle(outgoing.cases, outgoing.offices, outgoing.telling.catalogue, notes=notes))


def _proposed(incoming: Incoming) -> tuple[Proposal, ...]:
    from so_tui.exchange.fhir.candidates import proposals

    return proposals(incoming)


FORMAT = Format(
    sentence="Cases as FHIR R4, and what a portal gives in FHIR.",
    endings=(".fhir",),
    called="FHIR",
    proposes=_proposed,
    writes=_written,
    limit=LIMIT,
    mark=b'"resourceType"',
    options=(NOTES,),
)
