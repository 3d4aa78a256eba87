"""What differs between a case and the same case later: the things that somebody changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from so_tui.core.case import Case, Office, Visit

Thing = tuple[str, str]
"""What a thing is, and its id in the case; the id is a field of the visit, or "" where there is
one of its kind."""

_MANY = {
    "items": "item", "releases": "release", "contacts": "contact", "questions": "question",
    "reasons": "reason", "condition": "condition", "people": "companion", "offices": "office",
    "marks": "step",
}  # fmt: skip

_ABOUT = ("label", "diagnosis", "specialty", "status", "person", "has_it", "after_hours", "note")

_WHEN = frozenset({"day", "time", "zone", "how", "earlier"})


def touched(
    before: Case,
    after: Case,
    offices: Mapping[str, Office],
    now: Mapping[str, Office],
) -> frozenset[Thing]:
    """The things of a case that are other than before, or new; `offices` are those of the
    casebook before, `now` after."""
    return frozenset(_touched(before, after, offices, now))


def _touched(
    before: Case, after: Case, offices: Mapping[str, Office], now: Mapping[str, Office]
) -> Iterator[Thing]:
    for field, kind in _MANY.items():
        old, new = getattr(before, field), getattr(after, field)
        yield from ((kind, id_) for id_ in new if id_ not in old or old[id_] != new[id_])
        if field == "marks":
            yield from ((kind, id_) for id_ in old if id_ not in new)  # its step is open again
    # An office whose release went has a row that says so.
    gone = (one for id_, one in before.releases.items() if id_ not in after.releases)
    yield from (("no_release", one.office) for one in gone)
    for id_, office in after.offices.items():
        if id_ in before.offices and offices.get(office.office) != now.get(office.office):
            yield "office", id_
    yield from _of_visit(before.visit, after.visit)
    if before.opinion != after.opinion:
        yield "opinion", ""
    if any(getattr(before, one) != getattr(after, one) for one in _ABOUT):
        yield "case", ""


def _of_visit(before: Visit, after: Visit) -> Iterator[Thing]:
    for field in after.__struct_fields__:
        old, new = getattr(before, field), getattr(after, field)
        if old == new:
            continue
        if field == "accepts":
            kinds = {*old, *new}
            yield from (("accepts", one) for one in kinds if old.get(one) != new.get(one))
        elif field == "waiting":
            yield "waiting", ""
        else:
            yield ("appointment", "") if field in _WHEN else ("visit", field)
