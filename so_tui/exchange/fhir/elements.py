"""The elements that resources are made of. Nothing empty is written: FHIR has no empty values."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from so_tui.core.case import Case, Item, Office
from so_tui.core.catalogue import Catalogue
from so_tui.core.knowledge import ItemKind
from so_tui.core.wording import Wording

Json = dict[str, Any]
"""An element or a resource, as JSON has it."""

_SPACE = uuid.UUID("0d8c2f43-52d5-5d2c-8e36-5c6f1f0a77be")
TERMS = "http://terminology.hl7.org/CodeSystem"
URN = "urn:uuid:"
URI = "urn:ietf:rfc:3986"
STATES = f"{URN}{uuid.uuid5(_SPACE, 'state')}"
"""The system of the codes of an item's state."""

KINDS = f"{URN}{uuid.uuid5(_SPACE, 'kind')}"
"""The system of the codes of an item's kind."""

UNKNOWN: Json = {
    "extension": [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
            "valueCode": "unknown",
        }
    ]
}
"""In place of a value that is there, but is not known."""


def uid(*parts: str) -> str:
    """The id of a resource: the same for the same part of the same case, on every machine."""
    return str(uuid.uuid5(_SPACE, "/".join(parts)))


def filled(**fields: object) -> Json:
    """An element of these fields, without those that are empty. `class_` is `class`."""
    return {
        name.rstrip("_"): value
        for name, value in fields.items()
        if value is not None and value not in ("", [], {})
    }


def resource(kind: str, id_: str, **fields: object) -> Json:
    """A resource of a kind."""
    return {"resourceType": kind, "id": id_, **filled(**fields)}


def concept(text: str, system: str = "", code: str = "", display: str = "") -> Json:
    """A CodeableConcept: the words, and a code where one is known."""
    coding = [filled(system=system, code=code, display=display)] if code else []
    return filled(coding=coding, text=text)


def identifier(value: str, type_: str = "", assigner: Json | None = None) -> list[Json]:
    """A number that something is known by, with its type of HL7's table 0203."""
    if not value:
        return []
    of = concept("", f"{TERMS}/v2-0203", type_) if type_ else None
    return [filled(type=of, value=value, assigner=assigner)]


def own(id_: str) -> list[Json]:
    """The id that so-tui knows something by; nothing where that is no UUID."""
    try:
        return [{"system": URI, "value": f"{URN}{uuid.UUID(id_)}"}]
    except ValueError:
        return []


def telecom(system: str, *texts: str) -> list[Json]:
    """Numbers or addresses to reach somebody, one to a line."""
    lines = (line.strip() for text in texts for line in text.splitlines())
    return [{"system": system, "value": line} for line in dict.fromkeys(lines) if line]


def address(text: str) -> list[Json]:
    """An address that is known as a text alone."""
    return [{"text": text}] if text else []


def named(text: str, use: str = "") -> list[Json]:
    """A name that is known as a text alone."""
    return [filled(use=use, text=text)] if text else []


def day(one: dt.date | None) -> str:
    """A day as FHIR writes it; "" for none."""
    return one.isoformat() if one is not None else ""


def period(start: dt.date | None, end: dt.date | None) -> Json:
    """From a day to a day; a start that lies behind the end is left out."""
    if start is not None and end is not None and start > end:
        start = None
    return filled(start=day(start), end=day(end))


def notes(*texts: str) -> list[Json]:
    """Annotations."""
    return [{"text": text} for text in texts if text]


def urls(value: object) -> Iterable[str]:
    """All that a resource refers to."""
    if isinstance(value, dict):
        reference = value.get("reference")
        if isinstance(reference, str):
            yield reference
        for inside in value.values():
            yield from urls(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from urls(inside)


class Told(msgspec.Struct, frozen=True):
    """One case to be told, with what is known of its offices, and whether notes go along."""

    case: Case
    offices: Mapping[str, Office]
    catalogue: Catalogue
    wording: Wording
    notes: bool

    def id(self, kind: str, part: str = "") -> str:
        """The id of the resource of a kind about a part of the case."""
        return uid(self.case.id, kind, part)

    def ref(self, kind: str, part: str = "", display: str = "") -> Json:
        """A reference to it."""
        return filled(reference=f"{URN}{self.id(kind, part)}", display=display)

    @property
    def patient(self) -> Json:
        """A reference to the person."""
        return self.ref("Patient")

    def organization(self, case_office: str | None) -> Json | None:
        """A reference to an office of the case; None where there is none."""
        here = self.case.offices.get(case_office or "")
        return None if here is None else self.office(here.office)

    def office(self, id_: str) -> Json:
        """A reference to an office of the casebook, by id."""
        name = self.offices[id_].name if id_ in self.offices else ""
        return filled(reference=f"{URN}{uid('Organization', id_)}", display=name)

    def kind(self, item: Item) -> ItemKind | None:
        """An item's kind, where the catalogue has it."""
        return self.catalogue.kinds.get(item.kind)
