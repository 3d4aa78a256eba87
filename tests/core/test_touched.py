"""What is told of a change: the things that its edits are in, and no others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.case import Case, Office
from so_tui.core.changes import Pages, apply
from so_tui.core.touched import Thing, touched
from so_tui.errors import SoTuiError
from tests.deeds import DEEDS, OFFICE, a_case, begun, pen

KINDS = {
    "items": "item", "releases": "release", "contacts": "contact", "questions": "question",
    "reasons": "reason", "condition": "condition", "people": "companion", "offices": "office",
}  # fmt: skip


def case_in(pages: Pages) -> Case:
    value = pages["cases", a_case().id].value
    assert isinstance(value, Case)
    return value


def office_in(pages: Pages) -> dict[str, Office]:
    value = pages["offices", OFFICE.id].value
    assert isinstance(value, Office)
    return {OFFICE.id: value}


def things(inner: str, before: Case, after: Case) -> set[Thing]:
    """What an edit of a case is about, by its path."""
    field, *rest = inner.split("/")
    if field in KINDS:
        id_ = rest[0]
        if field == "releases" and id_ not in after.releases:
            return {("no_release", before.releases[id_].office)}
        return {(KINDS[field], id_)} if id_ in getattr(after, field) else set()
    if field == "papers":
        return set()  # no row shows it
    if field == "marks":
        return {("step", rest[0])}
    if field == "opinion":
        return {("opinion", "")}
    if field != "visit":
        return {("case", "")}
    of = rest[0]
    if of == "accepts":
        return {("accepts", rest[1])}
    if of == "waiting":
        return {("waiting", "")}
    return {("appointment", "")} if of in ("day", "time", "zone", "how", "earlier") else {
        ("visit", of)
    }  # fmt: skip


QUIET = ("archived", "begun", "going_since", "status_since", "set_on", "deadline_set_on")
"""Fields that no row of the case shows by themselves."""


@given(
    st.data(),
    st.lists(st.sampled_from([*sorted(DEEDS), *["edit_office"] * 6]), min_size=1, max_size=6),
)
def test_what_is_touched_is_what_the_edits_are_in(data: st.DataObject, names: list[str]) -> None:
    pages: dict[tuple[str, str], object] = dict(begun())
    case = case_in(pages)  # type: ignore[arg-type]
    offices = {id_: replace(one, office=OFFICE.id) for id_, one in case.offices.items()}
    page = begun()["cases", case.id]
    pages["cases", case.id] = replace(page, value=replace(case, offices=offices))
    for n, name in enumerate(names):
        try:
            change = DEEDS[name](data, pages, pen(seed=n))  # type: ignore[arg-type]
        except (SoTuiError, KeyError):
            continue
        after = {**pages, **apply(pages, change)}  # type: ignore[arg-type]
        before_, after_ = case_in(pages), case_in(after)  # type: ignore[arg-type]
        found = touched(before_, after_, office_in(pages), office_in(after))  # type: ignore[arg-type]
        wanted: set[Thing] = set()
        if before_ != after_:
            for edit in change.edits:
                if edit.page == ("cases", a_case().id) and not edit.inner.endswith(QUIET):
                    wanted |= things(edit.inner, before_, after_)
        if office_in(pages) != office_in(after):  # type: ignore[arg-type]
            wanted |= {("office", id_) for id_, one in before_.offices.items()
                       if one.office == OFFICE.id and id_ in after_.offices}  # fmt: skip
        unseen = {("visit", "set_on"), ("visit", "deadline_set_on")}
        assert found - unseen == wanted - unseen, change.sentence
        pages = after
    same = touched(case_in(pages), case_in(pages), office_in(pages), office_in(pages))  # type: ignore[arg-type]
    assert same == frozenset()
