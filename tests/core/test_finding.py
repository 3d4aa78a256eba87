"""Words name one thing, or they are refused with all that they fit: nothing is picked by chance."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from so_tui.core.case import CALLS, Case, CaseOffice, Identifiers, Item, Office
from so_tui.core.finding import (
    Called,
    find_case,
    find_item,
    find_known_office,
    find_office,
    is_named,
    is_taken,
    offices_apart,
    same_office,
    same_phone,
)
from so_tui.core.folding import key
from so_tui.core.pages import CasePage, Page
from so_tui.core.phones import is_same
from so_tui.errors import NotFoundError
from tests.store.books import DEEP

IDS = st.text(st.sampled_from("abf0"), min_size=6, max_size=8).map(lambda one: f"{one}-0000")
LABELS = st.one_of(
    st.text(st.sampled_from("abfé0 -’"), min_size=1, max_size=6),
    st.sampled_from(["Fadela", "José", "Jose", "jose", "Mum", "mum", "O’Brien", "O'Brien"]),
).filter(lambda one: key(one) != "" and one == one.strip())
TYPED = st.one_of(st.text(st.sampled_from("abfé0 -'"), min_size=1, max_size=4), LABELS)


def cases(labels: list[str], ids: list[str]) -> list[CasePage]:
    """Cases with these labels and ids."""
    began = dt.date(2026, 11, 25)
    return [
        Page[Case](kind="cases", id=id_, value=Case(id=id_, label=label, began=began))
        for label, id_ in zip(labels, ids, strict=True)
    ]


def known(names: list[str], ids: list[str]) -> dict[str, Office]:
    """Offices of these names."""
    return {id_: Office(id=id_, name=name) for name, id_ in zip(names, ids, strict=True)}


def parts(of: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[list[str], list[str]]]:
    """Names, and as many ids."""
    return st.integers(1, 5).flatmap(
        lambda n: st.tuples(
            st.lists(of, min_size=n, max_size=n),
            st.lists(IDS, min_size=n, max_size=n, unique_by=key),
        )
    )


def fits(name: str, id_: str, typed: str) -> bool:
    """Whether words fit a name or an id by any rule, told in the plainest way there is."""
    return key(typed) in key(name) or begins(id_, typed)


def begins(id_: str, typed: str) -> bool:
    """Whether words are the beginning of an id, and enough of it."""
    return len(key(typed)) >= 4 and key(id_).startswith(key(typed))


def cuts(name: str, typed: str) -> bool:
    """Whether a figure stands beside the words in a name, or a sign beside a number alone."""
    around = r"\S" if typed.isdigit() else r"[0-9]"
    at = rf"(?<!{around}){typed}(?!{around})"
    return any(map(str.isdigit, (typed[0], typed[-1]))) and not re.search(at, name)


def is_whole(name: str, id_: str, typed: str) -> bool:
    """Whether words are all of a name or an id."""
    return key(typed) in (key(name), key(id_))


def hold(pairs: list[tuple[str, str]], typed: str, found: str | NotFoundError) -> None:
    """The promise: one thing is found only where no other one fits as well as it does."""
    as_typed = {id_ for name, id_ in pairs if typed in (name, id_)}
    whole = {id_ for name, id_ in pairs if is_whole(name, id_, typed)}
    any_rule = {id_ for name, id_ in pairs if fits(name, id_, typed)}
    if isinstance(found, str):
        assert found in any_rule
        assert (as_typed or whole or any_rule) >= {found}
        if not whole:
            # By parts alone nothing else may fit that stands together in whole words.
            others = {i for n, i in pairs if i != found and typed in n and typed.isalnum()
                      and not cuts(n, typed)}  # fmt: skip
            assert not others, "two fit, and one was picked"
            prefixed = {i for _, i in pairs if i != found and begins(i, typed)}
            assert not prefixed, "an id fits as well, and was passed over"
        else:
            assert len(as_typed or whole) == 1
    elif "fit “" in found.sentence:
        best = as_typed or whole or any_rule
        assert len(best) > 1
    else:
        assert not whole


def attempt(find: Any, *args: Any) -> Any:
    """What finding gives, or its refusal."""
    try:
        return find(*args)
    except NotFoundError as fault:
        return fault


@given(parts(LABELS), TYPED)
def test_a_case_is_found_only_where_no_other_fits(
    made: tuple[list[str], list[str]], typed: str
) -> None:
    pages = cases(*made)
    found = attempt(find_case, pages, typed.strip())
    hold(list(zip(*made, strict=True)), typed.strip(),
         found if isinstance(found, NotFoundError) else found.id)  # fmt: skip
    if isinstance(found, NotFoundError) and "cases fit" in found.sentence:
        best = [one for one in pages if typed.strip() in (one.value.label, one.id)]
        best = best or [one for one in pages if is_whole(one.value.label, one.id, typed)]
        for page in best:
            assert page.id[:8] in found.sentence
            assert " ".join(page.value.label.split()) in found.sentence


ACCENTS = {"a": "aáàÄ", "c": "cçÇ", "e": "eéÊë", "b": "bB", "d": "dD", "f": "fF"}


def accented(word: str) -> st.SearchStrategy[str]:
    """The same word as somebody may type it: other accents, other case."""
    return st.tuples(*(st.sampled_from(ACCENTS.get(one, one)) for one in word)).map("".join)


@settings(max_examples=500 if DEEP else 200)
@given(st.data(), st.text(st.sampled_from("abcdef"), min_size=4, max_size=6))
def test_a_word_that_fits_two_cases_by_two_rules_is_refused_and_both_are_named(
    data: st.DataObject, word: str
) -> None:
    """By the beginning of an id, of a label, or inside one: no rule goes before another."""
    rules = data.draw(st.lists(st.sampled_from(["id", "begin", "inside"]), min_size=2, max_size=3))
    labels, ids = [], []
    for n, rule in enumerate(rules):
        here = data.draw(accented(word))
        labels.append({"id": "Zoo", "begin": f"{here}xyz", "inside": f"Zoo {here}xyz"}[rule])
        ids.append(f"{word}{n}111111" if rule == "id" else f"999{n}1111")
    pages = cases([f"{label} {n}" for n, label in enumerate(labels)], ids)
    order = data.draw(st.permutations(pages))
    with pytest.raises(NotFoundError) as said:
        find_case(order, data.draw(accented(word)))
    for page in pages:
        assert page.value.label in said.value.sentence
        assert page.id[:8] in said.value.sentence


@given(parts(LABELS), TYPED)
def test_an_office_of_the_casebook_is_found_only_where_no_other_fits(
    made: tuple[list[str], list[str]], typed: str
) -> None:
    found = attempt(find_known_office, known(*made), typed.strip())
    hold(list(zip(*made, strict=True)), typed.strip(),
         found if isinstance(found, NotFoundError) else found.id)  # fmt: skip


@given(parts(LABELS), st.data())
def test_every_case_can_be_named_by_its_id(
    made: tuple[list[str], list[str]], data: st.DataObject
) -> None:
    pages = cases(*made)
    page = data.draw(st.sampled_from(pages))
    if not any(page.id == other.value.label for other in pages):
        assert find_case(pages, page.id.upper()).id == page.id


FIGURES = st.text(st.sampled_from("12"), min_size=1, max_size=3)
NUMBERED = st.lists(
    st.one_of(FIGURES, st.sampled_from(["Bed", "Ana-María", "P"])),
    min_size=1,
    max_size=3,
).flatmap(lambda words: st.sampled_from([" ".join(words), "".join(words)]))


@given(st.lists(NUMBERED, min_size=1, max_size=3), FIGURES, st.uuids())
def test_a_number_names_no_case_by_a_part_of_another_number(
    labels: list[str], typed: str, id_: Any
) -> None:
    pages = cases(labels, [f"{id_}{n}" for n in range(len(labels))])
    found = attempt(find_case, pages, typed)
    if not isinstance(found, NotFoundError):
        label = found.value.label
        in_one = label.replace(" ", "") == typed or re.search(rf"(?<![0-9]){typed}(?![0-9])", label)
        grouped = typed in re.sub(r"(?<=\d) (?=\d)", "", label).split()
        assert in_one or grouped, "another number was taken for it"
        assert typed in label.split() or is_named(found, typed) or grouped


@given(parts(LABELS), TYPED)
def test_what_is_named_by_less_than_all_of_a_label_or_some_of_an_id_is_told_apart(
    made: tuple[list[str], list[str]], typed: str
) -> None:
    for page in cases(*made):
        whole = key(page.value.label) == key(typed)
        assert is_named(page, typed) == (whole or begins(page.id, typed))


@given(st.data(), st.uuids())
def test_the_beginning_of_an_id_names_it_from_four_characters_on(
    data: st.DataObject, id_: Any
) -> None:
    page, other = cases(["Zyx", "Ümit"], [str(id_), "x-1"])
    typed = str(id_)[: data.draw(st.integers(1, 36))].rstrip("-")
    found = attempt(find_case, [page, other], typed)
    assert (found is page) == (len(key(typed)) >= 4)


@given(parts(LABELS))
def test_cases_of_one_label_are_told_apart_by_their_ids_and_others_are_not(
    made: tuple[list[str], list[str]],
) -> None:
    labels, ids = made
    named = Called(zip(ids, labels, strict=True))
    folds = [key(one) for one in labels]
    for id_, label in zip(ids, labels, strict=True):
        plain = " ".join(label.split())
        twins = folds.count(key(label)) > 1
        assert named(id_, label) == (f"{plain} ({id_[:8]})" if twins else plain)


@given(parts(LABELS))
def test_offices_are_one_however_their_name_is_typed(made: tuple[list[str], list[str]]) -> None:
    offices = known(*made)
    for one in offices.values():
        if not key(one.name).isalnum():
            continue
        for typed in (one.name, one.name.upper().replace("’", "'"), one.name.replace("-", "–")):
            assert one in same_office(offices, typed)
        assert one not in same_office(offices, one.name, but=one.id)


def test_the_beginning_of_a_label_that_begins_an_id_picks_neither() -> None:
    pages = cases(["Fadela", "Rosa"], ["0000-1", "fade0123-1"])
    for typed in ("fade", "FADE"):
        with pytest.raises(NotFoundError) as refused:
            find_case(pages, typed)
        assert "2 cases fit" in refused.value.sentence
        assert "Fadela" in refused.value.sentence
        assert "Rosa" in refused.value.sentence
    assert find_case(pages, "fadela").value.label == "Fadela"
    assert find_case(pages, "fad").value.label == "Fadela", "three characters name no id"
    assert find_case(pages, "fade0").value.label == "Rosa"


def test_what_is_typed_exactly_comes_before_what_is_folded() -> None:
    pages = cases(["José", "Jose", "JOSE Maria"], ["1-1", "2-1", "3-1"])
    assert find_case(pages, "José").id == "1-1"
    assert find_case(pages, "Jose").id == "2-1"
    with pytest.raises(NotFoundError, match=r"2 cases fit “jose”: José .1-1., Jose"):
        find_case(pages, "jose")
    assert find_case(pages, "josé maria").id == "3-1"


def test_what_is_nearly_called_so_is_offered() -> None:
    pages = cases(["Rosa Díaz", "Benjamin"], ["1-1", "2-1"])
    with pytest.raises(NotFoundError, match=r"Did you mean Rosa Díaz\? There are"):
        find_case(pages, "rsoa")
    with pytest.raises(NotFoundError, match=r"Did you mean Benjamin\?"):
        find_case(pages, "benjmain")


def test_a_long_label_does_not_fill_the_list() -> None:
    pages = cases(["x" * 300, "Rosa"], ["1-1", "2-1"])
    with pytest.raises(NotFoundError) as refused:
        find_case(pages, "bob" * 100)
    assert len(refused.value.sentence) < 220


def test_a_label_that_is_taken_is_told_with_what_tells_the_cases_apart() -> None:
    pages = cases(["Mum", "Rosa"], ["abc-1", "2-1"])
    assert "Mum (abc-1)" in is_taken(pages, " mum ")
    assert is_taken(pages, "mum", but="abc-1") == ""
    assert is_taken(pages, "Dad") == ""


# --- Items and offices of a case -------------------------------------------------------------


def case_with(*offices: tuple[str, str]) -> tuple[Case, dict[str, Office]]:
    """A case with offices: the call and the name of each."""
    by_name = {name: Office(id=f"o-{name}", name=name, phone="") for _, name in offices}
    here: dict[str, CaseOffice] = {}
    for n, (call, name) in enumerate(offices):
        assert call in CALLS
        here[f"here-{n}"] = CaseOffice(number=n, call=call, office=f"o-{name}")
    case = Case(id="c", label="Rosa", began=dt.date(2026, 11, 25), offices=here)
    return case, {one.id: one for one in by_name.values()}


def test_a_calls_name_that_is_in_another_offices_name_is_refused() -> None:
    case, offices = case_with(("pathology", "Radiology Labs"), ("radiology", "Lakeside"))
    with pytest.raises(NotFoundError, match="2 offices of Rosa fit “radiology”: Radiology Labs"):
        find_office(case, offices, "radiology")
    assert find_office(case, offices, "radiology", "radiology") == "here-1"
    assert find_office(case, offices, "rad", "pathology") == "here-0"
    assert find_office(case, offices, "radiology labs") == "here-0"
    assert find_office(case, offices, "pathology radiology labs") == "here-0"


def test_one_office_on_two_cards_is_told_apart_by_the_card() -> None:
    case, offices = case_with(("pathology", "Radiology Labs"), ("radiology", "Radiology Labs"))
    with pytest.raises(NotFoundError, match="the card's name before it"):
        find_office(case, offices, "labs")
    assert find_office(case, offices, "radiology labs", "pathology") == "here-0"
    assert find_office(case, offices, "Pathology, Radiology Labs") == "here-0"
    assert find_office(case, offices, "radiology radiology labs") == "here-1"


def test_an_office_is_found_by_its_number_however_it_is_grouped() -> None:
    offices = {
        "1": Office(id="1", name="St. Mary’s", phone="(555) 123-4567"),
        "2": Office(id="2", name="Lakeside", fax="555 999 4567"),
    }
    assert find_known_office(offices, "5551234567").id == "1"
    assert find_known_office(offices, "999-4567").id == "2"
    assert find_known_office(offices, "st mary's").id == "1"
    with pytest.raises(NotFoundError, match="2 offices of the casebook fit “4567”"):
        find_known_office(offices, "4567")


def test_an_item_is_found_by_its_letters_or_its_number_at_the_office() -> None:
    def item(n: int, reference: str) -> Item:
        return Item(
            number=n, call="pathology", kind="stained_slides",
            identifiers=Identifiers(reference=reference),
        )  # fmt: skip

    items = {"a": item(1, "S26-1042"), "b": item(2, "s26-1043"), "c": item(3, "P1")}
    case = Case(id="c", label="Rosa", began=dt.date(2026, 11, 25), items=items)
    assert find_item(case, "Ｐ２") == "b"
    assert find_item(case, "p-2") == "b"
    assert find_item(case, "s261042") == "a"
    assert find_item(case, "1043") == "b"
    assert find_item(case, "P1") == "a"
    with pytest.raises(NotFoundError, match="2 items of Rosa fit “S26-104”: P1, P2"):
        find_item(case, "S26-104")
    with pytest.raises(NotFoundError, match=r"Did you mean P\d, P\d or P\d\?"):
        find_item(case, "P9")


FIGURES_OF_A_PHONE = st.text(st.sampled_from("23456789"), min_size=10, max_size=10)
GROUPED = ("{0}-{1}-{2}", "({0}) {1} {2}", "{0}.{1}.{2}", "{0}{1}{2}", "+1 {0} {1}-{2}")


def grouped(figures: str) -> st.SearchStrategy[str]:
    """A number as somebody may write it."""
    three = (figures[:3], figures[3:6], figures[6:])
    return st.sampled_from(GROUPED).map(lambda how: how.format(*three))


@given(st.data(), FIGURES_OF_A_PHONE, FIGURES_OF_A_PHONE)
def test_a_number_is_the_same_by_its_figures_however_it_is_grouped(
    data: st.DataObject, one: str, other: str
) -> None:
    for name in ("phone", "fax", "phones", "other_phones"):
        assert is_same(name, data.draw(grouped(one)), data.draw(grouped(one)))
        assert is_same(name, data.draw(grouped(one)), data.draw(grouped(other))) == (one == other)
    assert not is_same("note", "555-201-3000", "(555) 201 3000")
    offices = {"1": Office(id="1", name="Labs", phone=data.draw(grouped(one)))}
    assert find_known_office(offices, data.draw(grouped(one))).id == "1"
    assert bool(same_phone(offices, data.draw(grouped(other)))) == (one == other)


@given(st.text("ab ", min_size=1, max_size=90), st.text("de ", max_size=90), FIGURES_OF_A_PHONE)
def test_a_number_that_tells_offices_apart_is_never_cut(name: str, desk: str, phone: str) -> None:
    office = Office(id="b3cd4e83-1", name=f"x{name}", desk=desk.strip(), phone=phone)
    assert offices_apart([office, office]).count(f"{phone})") == 2
