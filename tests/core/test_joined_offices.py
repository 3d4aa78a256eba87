"""Two offices become one: nothing names the one that went, nothing else changed, undo is exact."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.case import Case, CaseOffice, Closure, Form, Gives, Known, Mark, Office, Paper
from so_tui.core.changes import AnyPage, Change, adding, apply
from so_tui.core.fields import field
from so_tui.core.pages import as_case, as_office
from so_tui.core.tree import fields, plain
from so_tui.core.undoing import undo
from so_tui.core.verbs.joined_offices import join_offices
from so_tui.core.wording import Wording
from so_tui.errors import NotAllowedError
from tests.conftest import DEEP
from tests.deeds import NOW, pen
from tests.knowledge import catalogue
from tests.strategies import TODAY, cases, offices, words

WORDS = Wording(catalogue())
Pages = dict[tuple[str, str], AnyPage]


def written(pages: Pages, change: Change, counter: int) -> Pages:
    """The pages with a change in them."""
    return {**pages, **apply(pages, replace(change, counter=counter))}


def beginning(values: list[Case | Office]) -> Change:
    """What begins a casebook of these."""
    edits = tuple(
        adding("cases" if isinstance(one, Case) else "offices", one) for one in values
    )  # fmt: skip
    change = Change(
        id="begin", actor="Ana", at=NOW, verb="begin", sentence="Began", edits=edits, counter=1
    )  # fmt: skip
    return change


def begun(values: list[Case | Office]) -> Pages:
    """The same, written."""
    return written({}, beginning(values), 1)


@st.composite
def casebooks(draw: st.DrawFn) -> list[Case | Office]:
    """Two cases that name some of three offices, on any card, and the offices."""
    made: list[Case | Office] = []
    for n in (1, 2):
        case = draw(cases())
        here = {
            id_: replace(
                one,
                office=f"office-{draw(st.integers(1, 3))}",
                party=draw(st.sampled_from(("second_office", "insurer")))
                if one.call == "visit" else "second_office",
                contact_person=draw(words), person_number=draw(words), note=draw(words),
            )
            for id_, one in case.offices.items()
        }  # fmt: skip
        more = {f"x{one}": Mark(done_on=TODAY) for one in here if draw(st.booleans())}
        marks = {**case.marks, **{f"ask_release:{id_[1:]}": mark for id_, mark in more.items()}}
        made.append(replace(case, id=f"case-{n}", offices=here, marks=marks))
    for n in (1, 2, 3):
        office = draw(offices(f"office-{n}"))
        made.append(replace(office, phone=draw(words), note=draw(words), desk=draw(words)))
    return made


def named(case: Case) -> Any:
    """The case with each id of an office in it told by card, party and place: what people see."""
    text = msgspec.json.encode(case).decode()
    for id_, one in case.offices.items():
        text = text.replace(f'"{id_}"', f'"{one.call} {one.party} {one.office}"')
        text = text.replace(f':{id_}"', f':{one.call} {one.party} {one.office}"')
    return msgspec.json.decode(text)


def hold(before: Pages, after: Pages, gone: str, kept: str) -> None:
    """The promise of joining."""
    assert after["offices", gone].removed
    assert not after["offices", kept].removed
    for key, page in before.items():
        if key[0] == "offices" and key[1] not in (gone, kept):
            assert after[key] == page
    for key in (one for one in before if one[0] == "cases"):
        was, now = as_case(before[key]).value, as_case(after[key]).value
        assert gone not in {one.office for one in now.offices.values()}
        places = {(one.call, one.party, one.office) for one in now.offices.values()}
        before_them = {
            (one.call, one.party, kept if one.office == gone else one.office)
            for one in was.offices.values()
        }
        assert places == before_them
        # Everything names a place that is there, and the one that it named before.
        renamed = msgspec.json.decode(
            msgspec.json.encode(named(was)).decode().replace(f" {gone}", f" {kept}")
        )
        told = named(now)
        for part in ("items", "releases", "contacts", "papers"):
            assert told.get(part) == renamed.get(part), part
        assert told.get("marks", {}).keys() == renamed.get("marks", {}).keys()
        untouched: dict[str, Any] = {
            name: {} for name in ("items", "releases", "contacts", "papers", "marks", "offices")
        }
        assert replace(now, **untouched) == replace(was, **untouched)
        for id_, here in was.offices.items():
            if here.office not in (gone, kept):
                assert now.offices[id_] == here
            if gone not in {one.office for one in was.offices.values()}:
                assert now == was
        texts = "\n".join(msgspec.json.encode(one).decode() for one in now.offices.values())
        for here in was.offices.values():
            for said in (here.contact_person, here.person_number, here.note):
                assert said in texts
    both = msgspec.json.encode(after["offices", kept].value).decode()
    for page in (before["offices", gone], before["offices", kept]):
        office = as_office(page).value
        for said in (office.phone, office.desk, office.note):
            assert said in both


def joined(values: list[Case | Office], gone: str, kept: str) -> tuple[Pages, Pages, Change]:
    """A casebook before and after two of its offices were joined, and the change."""
    before = begun(values)
    there = [as_case(page) for key, page in before.items() if key[0] == "cases"]
    one, other = (as_office(before["offices", id_]) for id_ in (gone, kept))
    change = replace(join_offices(one, other, there, pen()), counter=2)
    return before, {**before, **apply(before, change)}, change


@settings(max_examples=300 if DEEP else 30)
@given(casebooks())
def test_what_named_the_one_names_the_other_and_nothing_else_changed(
    values: list[Case | Office],
) -> None:
    before, after, change = joined(values, "office-1", "office-2")
    hold(before, after, "office-1", "office-2")
    undone = undo(after, [beginning(values), change], change, pen(seed=1))
    back = written(after, undone.change, 3)
    for key, page in before.items():
        assert (back[key].value, back[key].removed) == (page.value, False)


SAID = st.one_of(st.just(""), st.sampled_from(["a1", "b2", "c3"]))


@st.composite
def told_offices(draw: st.DrawFn, id_: str) -> Office:
    """An office of which anything may be known."""
    texts = {
        name: draw(SAID) for name in fields(Office)
        if name not in ("id", "name") and fields(Office)[name] is str
    }  # fmt: skip
    kinds = st.sampled_from(["stained_slides", "pathology_report"])
    gives = st.builds(
        Gives, given=st.sampled_from(get_args(Known)), note=SAID,
        forms=st.lists(st.sampled_from(get_args(Form)), unique=True, max_size=2).map(tuple),
    )  # fmt: skip
    return Office(
        id=id_, name=draw(st.sampled_from(["Mercy", "St. Mary's"])), **texts,
        open_days=draw(st.sampled_from([(1, 2, 3, 4, 5), (1, 2), (2, 4), (1, 2, 3, 4, 5, 6)])),
        closures=draw(st.dictionaries(st.sampled_from(["c1", "c2"]), st.builds(
            Closure, first=st.just(TODAY), last=st.just(TODAY), why=SAID,
        ))),
        gives=draw(st.dictionaries(kinds, gives)),
        takes=draw(st.dictionaries(st.sampled_from(["slides", "papers"]), st.integers(1, 3))),
        paper=draw(st.sampled_from(get_args(Paper))),
    )  # fmt: skip


@given(told_offices("office-1"), told_offices("office-2"))
def test_nothing_that_was_known_of_either_is_lost(gone: Office, kept: Office) -> None:
    _, after, _ = joined([gone, kept], "office-1", "office-2")
    both = as_office(after["offices", "office-2"]).value
    told = f"{both.note}\n{both.phone}\n{both.other_phones}"
    unknown = Office(id="", name="")
    for was in (gone, kept):
        for name in (one for one in fields(Office) if one != "id"):
            value, now = getattr(was, name), getattr(both, name)
            if value in (getattr(unknown, name), now):
                continue
            if isinstance(value, dict):
                for id_, one in value.items():
                    if one not in now.values() and now.get(id_) != one:
                        assert field(Office, name).label in told, (name, id_)
                        each = [one] if isinstance(one, int) else WORDS.told(one, {})
                        said = [str(part) if isinstance(part, int) else part[1] for part in each]
                        assert all(part in told for part in said), name
            elif name in ("open_days", "paper"):
                line = WORDS.value(fields(Office)[name], plain(value), {}, name)
                assert f"{field(Office, name).label}: {line}" in told
            else:
                assert value in told, name


def test_on_one_card_they_become_one_office() -> None:
    here = {
        "a": CaseOffice(number=1, call="pathology", office="o1", contact_person="Kim"),
        "b": CaseOffice(number=2, call="pathology", office="o2", contact_person="Lee"),
    }
    case = Case(
        id="c", label="Rosa", began=TODAY, offices=here,
        marks={"ask_release:a": Mark(done_on=TODAY)},
    )  # fmt: skip
    one, other = Office(id="o1", name="St. Mary's", phone="1"), Office(id="o2", name="St Marys")
    _, after, _ = joined([case, one, other], "o1", "o2")
    now = as_case(after["cases", "c"]).value
    assert list(now.offices) == ["b"]
    assert now.offices["b"].note == "Ask for: Kim"
    assert list(now.marks) == ["ask_release:b"]
    assert as_office(after["offices", "o2"]).value.phone == "1"


def test_an_office_is_not_joined_with_itself() -> None:
    page = as_office(begun([Office(id="o1", name="Mercy")])["offices", "o1"])
    with pytest.raises(NotAllowedError, match="one office already"):
        join_offices(page, page, [], pen())
