"""Which kind of the catalogue a resource is: by the codes that it has, else by its words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from so_tui.core.folding import folded
from so_tui.exchange.fhir.reading import Json, codes, inside, objects, text, words

_LOINC: Mapping[str, str] = {
    "11488-4": "consult_notes", "34117-2": "consult_notes", "11506-3": "consult_notes",
    "18842-5": "discharge_summary", "11504-8": "operative_note", "28570-0": "operative_note",
    "11526-1": "pathology_report", "60567-5": "pathology_report", "22637-3": "pathology_report",
    "22634-0": "pathology_report", "18748-4": "image_reports", "42348-3": "advance_directive",
    "10160-0": "medicines_list", "56445-0": "medicines_list", "11502-2": "labs",
    "26436-6": "labs", "51969-4": "molecular",
}  # fmt: skip
"""LOINC's codes of documents and reports that portals use most."""

_SECTION: Mapping[str, str] = {
    **dict.fromkeys(("RAD", "RUS", "CT", "NMR", "NMS", "OUS", "XRC", "CUS", "VUS", "RX",
                     "LP29684-5"), "image_reports"),
    **dict.fromkeys(("PAT", "SP", "CP", "LP7839-6"), "pathology_report"),
    "GE": "molecular", "CG": "cytogenetics",
    **dict.fromkeys(("LAB", "HM", "CH", "MB", "BLB", "IMM", "SR", "TX", "VR", "MCB"), "labs"),
}  # fmt: skip
"""Of HL7's table 0074 and US Core: the sections of a report."""

_IN_PATHOLOGY = (
    ("bone_marrow", re.compile(r"\bmarrow\b")),
    ("flow_cytometry", re.compile(r"\bflow cytometry\b|\bimmunophenotyp")),
    ("cytogenetics", re.compile(r"\bcytogenet|\bkaryotyp|\bfish\b")),
    ("germline", re.compile(r"\bgermline\b|\bhereditary\b|\binherited\b")),
    ("molecular", re.compile(r"\bmolecular\b|\bgenom|\bsequencing\b|\bngs\b|\bgenetic")),
    ("pathology_report", re.compile(r"patholog|\bbiops|\bhistolog|\bcytolog")),
)

_BY_WORDS = (
    ("radiation_summary", re.compile(r"\bradiation\b.*\b(summary|completion)\b|\bradiotherap")),
    ("treatment_summary", re.compile(r"\btreatment summary\b|\bchemotherap")),
    ("operative_note", re.compile(r"\b(operati(ve|on)|surgical|surgery|procedure) (note|report)")),
    ("discharge_summary", re.compile(r"\bdischarge\b")),
    ("medicines_list", re.compile(r"\bmedica(tion|l product)s?\b.*\b(list|summary)\b")),
    ("advance_directive", re.compile(r"\badvance directive|\bliving will\b|\bpower of attorney")),
    *_IN_PATHOLOGY,
    ("image_reports", re.compile(
        r"radiolog|\bimaging\b|\bx ?rays?\b|\b(ct|mri?|pet|dexa)\b|mammogra|ultraso|sonogra|"
        r"tomograph|\bscan\b|magnetic resonance")),
    ("labs", re.compile(r"\blab(oratory|s)?\b|\bpanel\b|\bblood count\b|\bcbc\b|\btumor marker")),
    ("stage_and_plan", re.compile(r"\btumou?r board\b|\bstag(e|ing)\b|\b(treatment|care) plan\b")),
    ("consult_notes", re.compile(
        r"\bconsult|\bprogress\b|\bhistory and physical\b|\bvisit\b|\bevaluation\b|"
        r"\b(clinic|office|encounter)\b.*\bnote")),
)  # fmt: skip

_MODALITY: Mapping[str, str] = {
    "PT": "pet", "CT": "ct", "MR": "mri", "MG": "mammogram", "US": "ultrasound", "CR": "xray",
    "DX": "xray", "DR": "xray", "RG": "xray", "RTPLAN": "radiation_plan",
    "RTDOSE": "radiation_plan", "RTSTRUCT": "radiation_plan",
}  # fmt: skip
"""DICOM's codes of modalities; a PET scan comes with a CT, so it stands first."""

_NO_TISSUE = re.compile(
    r"\b(blood|serum|plasma|urine|saliva|stool|faec|fec(al|es)|swab|sputum|venous|arterial|breath)"
)


def of_study(study: Json) -> str:
    """The kind of an imaging study."""
    series = [inside(one, "modality") for one in objects(study.get("series"))]
    known = codes(study.get("modality"), *series)
    kind = next((kind for code, kind in _MODALITY.items() if code in known), "")
    if not kind and "NM" in known and re.search(r"\bbone\b", of_words(study)):
        return "bone_scan"
    return kind or "other_images"


def of_report(report: Json) -> str:
    """The kind of a report."""
    said = of_words(report)
    known = codes(report.get("code"), report.get("category"))
    section = next((_SECTION[code] for code in sorted(known) if code in _SECTION), "")
    exact = next((_LOINC[code] for code in sorted(known) if code in _LOINC), "")
    if exact and exact != "pathology_report":
        return exact
    if section == "image_reports":
        return section
    if section == "labs" or section == "pathology_report" or exact:
        return _first(_IN_PATHOLOGY, said) or exact or section
    return section or _first(_BY_WORDS, said) or "other_paper"


def of_document(document: Json) -> str:
    """The kind of a document."""
    known = codes(document.get("type"))
    exact = next((_LOINC[code] for code in sorted(known) if code in _LOINC), "")
    return exact or _first(_BY_WORDS, of_words(document)) or "other_paper"


def of_specimen(specimen: Json) -> str:
    """The kind of a specimen; "" for blood and the like, which nobody asks a lab to send."""
    said = of_words(specimen)
    if re.search(r"\bblock", said):
        return "block"
    if re.search(r"\bunstained\b", said):
        return "unstained_slides"
    if re.search(r"\bslide", said):
        return "stained_slides"
    if _NO_TISSUE.search(said):
        return ""
    if re.search(r"\bcytolog|\bneedle\b|\bsmear\b|\bfluid\b|\baspirat", said):
        return "cytology_slides"
    return "stained_slides"


def of_words(resource: Json) -> str:
    """All words by which a resource may say what it is, folded."""
    content = objects(resource.get("content"))
    titles = " ".join(text(inside(one, "attachment"), "title")[:200] for one in content[:5])
    named = words(
        resource.get("code"), resource.get("type"), resource.get("category"),
        resource.get("procedureCode"), resource.get("procedure"),
        *(one.get("type") for one in objects(resource.get("container"))),
    )  # fmt: skip
    more = [text(one, "description") for one in objects(resource.get("container"))]
    description = f"{text(resource, 'title')[:200]} {text(resource, 'description')[:500]}"
    return folded(" ".join((named, description, titles, *(one[:200] for one in more))))


def _first(known: tuple[tuple[str, re.Pattern[str]], ...], said: str) -> str:
    return next((kind for kind, pattern in known if pattern.search(said)), "")
