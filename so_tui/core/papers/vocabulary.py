"""The words that descriptions of papers are written in: places, tables, and when one is due."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Scope = Literal["office", "case", "casebook"]
"""What a paper is about: one office of a case, all of a case, or all cases of a casebook."""

Kind = Literal[
    "text", "notice", "fields", "items", "script", "sign", "room", "prompts", "sides", "timeline"
]
"""What a part of a paper is: a paragraph, a framed line, named values, a table, the words of a
call, lines to sign, room to write, each row of a table with room to write under it, named values
of two sides next to each other, or the plan drawn over time."""

Rows = Literal[
    "asked", "named", "lent",
    "coming", "gaps", "there", "carry", "steps", "offices", "people", "releases", "clocks", "loans",
    "log", "apart", "questions", "questions_today", "answers",
    "calls_today", "cases",
]  # fmt: skip
"""What a table lists. Of an office: the items `asked` of it now, all that are `named` for it, what
is `lent` by it and goes home again. Of a case: all that are `coming` to the second office; what is
not there yet (`gaps`) and what is `there`; what goes along to the visit (`carry`); the `steps` that
are open, its `offices`, the `people` beside the person, `releases`, `clocks`, `loans` that go home
again, the `log`, what was changed `apart` and waits to be settled; `questions` for the second
doctor and for today's without an answer, and the `answers`. Of a casebook: whom to call today, and
the open `cases`."""

Due = Literal[
    "", "asked", "faxed", "call", "authorization", "access_request", "doctor_request", "material",
    "before_visit", "after_visit",
]  # fmt: skip
"""When a paper is due by itself: something is still to be had from the office, which has a fax
(`faxed`) or is to be called today (`call`); a release of that kind is to be signed; slides, blocks
or images have still to leave it; it is time to pack for the visit; or the visit is over."""

Legal = Literal["", "authorization", "access_request"]
"""Which legal paper one is, whose elements it has to hold; most are none."""

PLACES: Mapping[Scope, frozenset[str]] = {
    "office": frozenset({
        "about_release", "authority", "call", "carrier", "contact", "covers", "desk", "ends",
        "needed_by", "number_there", "office", "office_address", "office_fax", "office_phone",
        "our_images_to", "our_slides_to", "pages", "recipient", "representative", "return_to",
        "service_dates", "signer",
    }),
    "case": frozenset({
        "after_hours", "agrees", "asks_next", "born", "caller", "caller_phone", "caller_role",
        "case_note", "deadline", "diagnosis", "differs", "doctor", "first_doctor", "former_names",
        "health_number", "how", "images_to", "language", "medicines", "next", "notices",
        "opinion_by", "opinion_on", "organizes", "papers_to", "person", "person_address",
        "person_email", "person_phones", "report_on", "report_to", "second", "second_address",
        "second_fax", "second_has_images", "second_has_records", "second_has_slides",
        "second_phone", "slides_to", "status", "visit_day", "visit_note", "visit_when", "waiting",
    }),
    "casebook": frozenset({"cases", "late", "today"}),
}  # fmt: skip
"""What a paper may leave to be filled, by what it takes to fill it."""

_ITEMS = frozenset({
    "block", "body_part", "by", "card", "count", "date", "form", "from", "material", "mind", "name",
    "promised", "reference", "return_by", "return_to", "say", "spoken", "stands", "state", "to",
    "to_send", "told", "way", "where",
})  # fmt: skip

COLUMNS: Mapping[Rows, frozenset[str]] = {
    **dict.fromkeys(("asked", "named", "lent", "coming", "gaps", "there", "carry"), _ITEMS),
    "steps": frozenset({"by", "card", "how", "phone", "what", "whom"}),
    "offices": frozenset({
        "address", "card", "contact", "desk", "fax", "hours", "name", "note", "number", "phone",
    }),
    "people": frozenset({"authority", "name", "note", "phones", "role"}),
    "releases": frozenset({"instrument", "lacks", "number", "office", "stands"}),
    "clocks": frozenset({"about", "said"}),
    "loans": frozenset({"hands", "return_to", "spoken"}),
    "apart": frozenset({"others", "shown", "what"}),
    "log": frozenset({"about", "again", "channel", "note", "on", "outcome", "who", "whom", "with"}),
    **dict.fromkeys(
        ("questions", "questions_today", "answers"),
        frozenset({"answer", "by", "on", "text", "to"}),
    ),
    "calls_today": frozenset({"case", "how", "office", "phone", "what"}),
    "cases": frozenset({"case", "late", "next", "visit", "with"}),
}  # fmt: skip
"""What the columns of each table may hold."""

NEEDS: Mapping[Rows, Scope] = {
    **dict.fromkeys(("asked", "named", "lent"), "office"),
    **dict.fromkeys(("calls_today", "cases"), "casebook"),
}
"""What it takes to fill a table, where that is not a case."""


def places_of(scope: Scope) -> frozenset[str]:
    """What a paper about this may leave to be filled; the casebook's counts are its own."""
    if scope == "casebook":
        return PLACES["casebook"]
    own = PLACES["case"] | {"today"}
    return own | PLACES["office"] if scope == "office" else own


def can_list(scope: Scope, rows: Rows) -> bool:
    """Whether a paper about this knows what such a table lists."""
    needs = NEEDS.get(rows, "case")
    return needs == scope or (needs == "case" and scope == "office")
