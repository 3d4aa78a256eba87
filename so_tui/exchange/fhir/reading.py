"""FHIR resources from anywhere, and what they tell: lenient in what it goes past, never in bounds.

Nothing here trusts a resource: a field of another shape than it should have is one that is not
there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from so_tui.core.dates import month
from so_tui.core.text import clean, shortened
from so_tui.errors import RefusedInputError
from so_tui.exchange import strict
from so_tui.exchange.checks import FIRST_YEAR, LAST_YEAR
from so_tui.exchange.fhir import LIMIT

Json = Mapping[str, Any]

_LONGEST = 120
"""How long a text may be that names something."""

_WHEN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*)?", re.ASCII | re.DOTALL)
_TAG = re.compile(
    r" \((procedure|body structure|specimen|finding|record artifact|qualifier value)\)$"
)
"""What SNOMED CT writes behind a name."""

_NO_NUMBER = re.compile(r"urn:|https?:|[0-9a-f]{8}-[0-9a-f]{4}-|\d+(\.\d+){4}", re.IGNORECASE)


class When(msgspec.Struct, frozen=True):
    """A day as a resource tells it; `day` is None where it tells a month or a year alone."""

    day: dt.date | None = None
    said: str = ""


class Who(msgspec.Struct, frozen=True):
    """The person that a resource is about, as far as the file tells."""

    name: str = ""
    born: dt.date | None = None


class Resources:
    """The resources of a file, and what they refer to."""

    def __init__(self, value: object) -> None:
        self.every: list[Json] = []
        self.is_fhir = False
        self._by_url: dict[str, Json] = {}
        self._gather(value)
        self._patients = [one for one in self.every if one["resourceType"] == "Patient"]

    def _gather(self, value: object, url: str = "") -> None:
        if isinstance(value, list):
            for one in value:
                self._gather(one)
            return
        kind = text(value, "resourceType")
        if not isinstance(value, dict) or not kind:
            return
        self.is_fhir = True
        if kind == "Bundle":
            for entry in objects(value.get("entry")):
                self._gather(entry.get("resource"), text(entry, "fullUrl"))
            return
        self.every.append(value)
        if id_ := text(value, "id"):
            self._by_url.setdefault(f"{kind}/{id_}", value)
        if url:
            self._by_url.setdefault(url, value)

    def referred(self, reference: object, owner: Json) -> Json:
        """The resource that a reference is to; empty where the file does not have it."""
        url = text(reference, "reference")
        if url.startswith("#"):
            inside = objects(owner.get("contained"))
            return next((one for one in inside if text(one, "id") == url[1:]), {})
        short = "/".join(url.partition("/_history")[0].split("/")[-2:])
        return self._by_url.get(url) or self._by_url.get(short, {})

    def who(self, owner: Json) -> Who:
        """Whose a resource is."""
        reference = owner.get("subject") or owner.get("patient")
        patient = self.referred(reference, owner)
        if not patient and len(self._patients) == 1 and not text(reference, "display"):
            patient = self._patients[0]
        if not patient:
            return Who(named(text(reference, "display")))
        return Who(_human(patient), when(patient.get("birthDate")).day)

    def place(self, owner: Json, *references: object) -> str:
        """The office that a resource is from: the first organization, else the first name."""
        names: list[str] = []
        for one in (*references, self._provider(owner)):
            found = self.referred(one, owner)
            kind = text(found, "resourceType")
            if kind == "PractitionerRole":
                found = self.referred(found.get("organization"), found) or found
                kind = text(found, "resourceType")
            name = named(text(found, "name")) or named(text(one, "display")) or _human(found)
            if name and (kind == "Organization" or "Organization/" in text(one, "reference")):
                return name
            names.append(name)
        return next(filter(None, names), "")

    def _provider(self, owner: Json) -> object:
        """Who gave the care in which a resource came to be."""
        context = owner.get("context")
        inside = context.get("encounter") if isinstance(context, dict) else context
        for one in (owner.get("encounter"), *objects(inside)):
            if provider := self.referred(one, owner).get("serviceProvider"):
                return provider
        return {}


def read(data: bytes, name: str) -> Resources:
    """The resources of a file: of a bundle, a list, one alone, or one to a line.

    Raises RefusedInputError for what is no JSON, or has no resource in it.
    """
    found = Resources(list(_values(data, name)))
    if not found.is_fhir:
        do = "choose a file that a portal gave you, in FHIR's JSON"
        strict.refuse(name, "it holds no FHIR resource", do=do)
    return found


def _values(data: bytes, name: str) -> Iterator[strict.Plain]:
    lines = [one for one in data.splitlines() if one.strip()]
    if len(lines) > 1 and _is_whole(lines[0]):
        for n, one in enumerate(lines, 1):
            yield strict.read(one, f"{name}, line {n}", limit=LIMIT, ours=False)
    else:
        yield strict.read(data, name, limit=LIMIT, ours=False)


def _is_whole(line: bytes) -> bool:
    """Whether a line is an object by itself."""
    if not (line.strip().startswith(b"{") and line.strip().endswith(b"}")):
        return False
    try:
        strict.read(line, "", limit=LIMIT)
    except RefusedInputError:
        return False
    return True


# --- Elements -----------------------------------------------------------------------------------


def objects(value: object) -> list[dict[str, Any]]:
    """The objects in a list; one alone is a list of one."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def text(value: object, field: str) -> str:
    """A text of an object as it stands; "" where there is none."""
    inside = value.get(field) if isinstance(value, dict) else None
    return inside.strip() if isinstance(inside, str) else ""


def named(words: str) -> str:
    """A text that names something, in one line of a bounded length."""
    return shortened(_TAG.sub("", clean(words[: 4 * _LONGEST])), _LONGEST)


def inside(value: object, *fields: str) -> object:
    """What lies in objects in one another; of a list, in its first one."""
    for field in fields:
        first = objects(value)
        value = first[0].get(field) if first else None
    return value


def concept(value: object) -> str:
    """What a concept, or the first of several, is called."""
    for one in objects(value):
        codings = objects(one.get("coding"))
        words = (text(one, "text"), *(text(coding, "display") for coding in codings))
        if said := next(filter(None, map(named, (*words, text(one, "display")))), ""):
            return said
    return ""


def words(*values: object) -> str:
    """All that concepts are called, to look for words in."""
    found: list[str] = []
    for one in (one for value in values for one in objects(value)):
        found += [text(one, "text"), text(one, "display")]
        found += [text(coding, "display") for coding in objects(one.get("coding"))]
    return " ".join(one[: 4 * _LONGEST] for one in found if one)


def codes(*values: object) -> set[str]:
    """The codes of concepts or codings, whatever their system."""
    found: set[str] = set()
    for one in (one for value in values for one in objects(value)):
        found |= {text(coding, "code") for coding in (one, *objects(one.get("coding")))}
    return found - {""}


def when(*values: object) -> When:
    """The first day among some values, else the first month or year."""
    told = [one for one in (_when(value) for value in values) if one.said]
    return next((one for one in told if one.day), told[0] if told else When())


def _when(value: object) -> When:
    found = _WHEN.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return When()
    try:
        day = dt.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return When()
    if found[3]:
        return When(day, f"{day.day} {month(day)}")
    return When(None, month(day) if found[2] else found[1])


def number(*values: object) -> str:
    """The number that people would say on the phone: an accession number, else a short one."""
    known = [one for value in values for one in objects(value)]
    first = [one for one in known if "ACSN" in codes(one.get("type"))]
    for one in (*first, *known):
        said = named(text(one, "value"))
        if said and len(said) <= 40 and not _NO_NUMBER.match(said):
            return said
    return ""


def _human(owner: Json) -> str:
    """The name of a person; the official or usual one where there are several."""
    names = objects(owner.get("name"))
    names.sort(key=lambda one: text(one, "use") not in ("official", "usual", ""))
    for one in names:
        given = one.get("given")
        parts: Iterable[object] = given if isinstance(given, list) else ()
        spelled = " ".join(
            part for part in (*parts, one.get("family")) if isinstance(part, str) and part
        )
        if said := named(text(one, "text")) or named(spelled):
            return said
    return ""
