"""FHIR R4: a case for a health record, and what a portal's file offers to a case."""

from __future__ import annotations

from collections.abc import Iterable

from so_tui.exchange.formats import NOTES, Format, Outgoing


def _written(outgoing: Outgoing) -> Iterable[bytes]:
    from so_tui.exchange.fhir.bundle import bundle, dump

    assert outgoing.telling is not None, "the words for codes are the catalogue's"
    notes = bool(outgoing.asked.get("notes"))
    yield dump(bundle(outgoing.cases, outgoing.offices, outgoing.telling.catalogue, notes=notes))


FORMAT = Format(
    sentence="Cases as FHIR R4, for a health record.",
    endings=(".fhir",),
    writes=_written,
    options=(NOTES,),
)
