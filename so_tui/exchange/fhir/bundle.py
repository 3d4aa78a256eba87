"""Cases as one collection of FHIR resources (R4, http://hl7.org/fhir/R4/bundle.html)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from so_tui.core.case import Case, Office
from so_tui.core.catalogue import Catalogue
from so_tui.core.wording import Wording
from so_tui.exchange.fhir.elements import URN, Json, Told, uid
from so_tui.exchange.fhir.events import events, request
from so_tui.exchange.fhir.people import organizations, people
from so_tui.exchange.fhir.things import things


def bundle(
    cases: Iterable[Case], offices: Iterable[Office], catalogue: Catalogue, *, notes: bool = False
) -> Json:
    """The bundle of some cases: the same for the same cases, whenever it is made."""
    known = {one.id: one for one in offices}
    shown = sorted(cases, key=lambda one: one.id)
    found: dict[str, Json] = {}
    for case in shown:
        told = Told(case, known, catalogue, Wording(catalogue), notes)
        for one in _resources(told):
            # Two cases may name one office.
            found.setdefault(f"{URN}{one['id']}", one)
    entries = [{"fullUrl": url, "resource": one} for url, one in found.items()]
    made: Json = {
        "resourceType": "Bundle",
        "id": uid("Bundle", *(one.id for one in shown)),
        "type": "collection",
    }
    return made | ({"entry": entries} if entries else {})


def dump(made: Json) -> bytes:
    """The bytes of a bundle."""
    return json.dumps(made, ensure_ascii=False, indent=2).encode() + b"\n"


def _resources(told: Told) -> Iterator[Json]:
    yield from people(told)
    yield from organizations(told)
    yield request(told)
    yield from things(told)
    yield from events(told)
