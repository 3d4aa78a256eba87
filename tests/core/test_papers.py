"""Papers: what stands on them, what is named while it is blank, and what never stands there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from itertools import count
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui import assets
from so_tui.core.case import (
    Accepts,
    Case,
    CaseOffice,
    Companion,
    Custody,
    Form,
    Identifiers,
    Item,
    Office,
    Person,
    Release,
    Visit,
)
from so_tui.core.catalogue import CatalogueError
from so_tui.core.papers.description import SHARED, Description, parse
from so_tui.core.papers.filling import fill
from so_tui.core.papers.known import Addressee
from so_tui.core.papers.listing import asked_of, item_rows
from so_tui.core.papers.model import Paper, texts
from so_tui.core.papers.tables import rows
from so_tui.core.papers.text import WIDTH, plain
from so_tui.core.papers.values import values
from so_tui.core.papers.vocabulary import Rows
from so_tui.core.script import BLANK
from so_tui.papers import description, offices_for, papers
from tests.cli.running import ROOT
from tests.knowledge import catalogue
from tests.papers import GOLDEN, SAMPLES, Told, all_retyped, every, known, made, sample
from tests.strategies import casebooks, items

D = dt.date
LAB = Office(id="lukes", name="St. Luke's Pathology")
CASE = Case(
    id="rosa",
    label="Rosa M.",
    began=D(2026, 11, 3),
    person=Person(legal_name="Rosa Marín", born=D(1968, 4, 9)),
    visit=Visit(papers_to="The Center, Attn Dr Okoye"),
    offices={"p": CaseOffice(number=1, call="pathology", office="lukes")},
    items={
        "slides": Item(
            number=1, call="pathology", kind="stained_slides", office="p",
            identifiers=Identifiers(reference="S26-1042"),
        )
    },
    releases={
        "1": Release(
            number=1, office="p", instrument="authorization", covers="Slides of S26-1042",
            signer="Rosa M.", expires_on=D(2027, 11, 20),
        )
    },
)  # fmt: skip
WHOLE = Told(CASE, {"lukes": LAB})
BY_HAND = ("the signature", "the day of the signature")


def names() -> dict[str, str]:
    """What each element of an authorization is called while it is blank."""
    return {one.id: one.name for one in papers().elements("authorization")}


def authorization(told: Told = WHOLE, of: Description | None = None) -> Paper:
    return made(told, "authorization", "p", of=of)


def described() -> Description:
    found = description("authorization", Addressee("pathology", "p"))
    assert found is not None
    return found


def without(paper: Description, element: str) -> Description:
    """A description from which whatever holds an element was taken out."""
    kept = (
        replace(piece, line=tuple(line for line in piece.line if line.element != element))
        for piece in paper.part
        if piece.element != element
    )
    return replace(paper, part=tuple(kept))


def released(**changes: object) -> Callable[[Told], Told]:
    def change(told: Told) -> Told:
        release = replace(told.case.releases["1"], **changes)
        return Told(replace(told.case, releases={"1": release}), told.offices)

    return change


# --- The authorization ----------------------------------------------------------------------


def test_an_authorization_with_all_of_it_lacks_only_what_is_written_by_hand() -> None:
    paper = authorization()
    assert paper.blanks == ()
    assert paper.by_hand == BY_HAND


def test_the_law_asks_for_six_things_and_three_statements() -> None:
    sources = [one.source for one in papers().elements("authorization")]
    assert {one[: one.rindex("(")] for one in sources} == {
        "45 CFR 164.508(c)(1)", "45 CFR 164.508(c)(2)"
    }  # fmt: skip
    assert {re.findall(r"\((\w+)\)$", one)[0] for one in sources if "(c)(1)" in one} == {
        "i", "ii", "iii", "iv", "v", "vi"
    }  # fmt: skip
    assert [one for one in sources if "(c)(2)" in one] == [
        f"45 CFR 164.508(c)(2)({one})" for one in ("i", "ii", "iii")
    ]


@pytest.mark.parametrize("element", [one.id for one in papers().elements("authorization")])
def test_an_element_that_is_taken_off_the_paper_is_named(element: str) -> None:
    # Where nobody stands in for the person, no authority is wanted.
    told = released(signer="Elena", authority="health care proxy")(WHOLE)
    assert authorization(told).blanks == ()
    assert authorization(told, without(described(), element)).blanks == (names()[element],)


@pytest.mark.parametrize("element", [one.id for one in papers().elements("access_request")])
def test_an_element_that_is_taken_off_an_access_request_is_named(element: str) -> None:
    by_elena = Release(
        number=2, office="p", instrument="access_request", covers="Slides", signer="Elena",
        authority="health care proxy",
    )  # fmt: skip
    told = Told(replace(CASE, releases={"2": by_elena}), WHOLE.offices)
    whole = description("access-request", Addressee("pathology", "p"))
    assert whole is not None
    assert made(told, "access-request", "p").blanks == ()
    (name,) = [one.name for one in papers().elements("access_request") if one.id == element]
    assert made(told, "access-request", "p", of=without(whole, element)).blanks == (name,)


def test_a_paper_of_one_instrument_is_not_filled_from_a_release_of_another() -> None:
    assert "Slides of S26-1042" in plain(authorization())
    assert "Slides of S26-1042" not in plain(made(WHOLE, "access-request", "p"))


def test_slides_go_with_a_paper_that_says_how_many_and_where_back_to() -> None:
    told = sample("midway")
    lab = next(id_ for id_, one in told.case.offices.items() if one.call == "pathology")
    paper = made(told, "transmittal", lab)
    (table,) = [block for block in paper.blocks if block.kind == "table"]
    (row,) = table.table
    said = dict(zip(table.titles, row, strict=True))
    assert (said["Number"], said["Form"], said["How many"]) == ("S26-1042", "originals", "14")
    assert said["Goes back to"] == "St. Luke's Pathology, slide desk"
    assert [block.heading for block in paper.blocks if block.entries and block.entries[0].hand] == [
        "Handed over by", "Taken by"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("element", "change"),
    [
        ("what", lambda told: Told(replace(told.case, items={}), told.offices)),
        ("discloser", lambda told: Told(told.case, {"lukes": replace(LAB, name="")})),
        ("recipient", lambda told: Told(replace(told.case, visit=Visit()), told.offices)),
        ("expiry", released(expires_on=None)),
        ("authority", released(signer="Elena")),
    ],
)
def test_an_element_that_the_case_does_not_know_is_named(
    element: str, change: Callable[[Told], Told]
) -> None:
    told = released(covers="")(WHOLE) if element == "what" else WHOLE
    assert authorization(told).blanks == ()
    assert authorization(change(told)).blanks == (names()[element],)


def test_a_text_that_says_nothing_counts_as_blank() -> None:
    for nothing in ("—", "…", "👍🏽", "***", "[/]"):
        told = released(expires_on=None, expires_when=nothing)(WHOLE)
        assert authorization(told).blanks == (names()["expiry"],), nothing


def test_who_stands_in_for_the_person_signs_by_an_authority() -> None:
    proxy = Companion(number=1, name="Elena Marín", role="proxy", authority="health care proxy")
    told = released(signer="Elena Marín")(Told(replace(CASE, people={"e": proxy}), WHOLE.offices))
    (sign,) = [one for one in authorization(told).blocks if one.heading == "Signature"]
    said = {entry.label: entry.value for entry in sign.entries}
    assert said["Name in print"] == "Elena Marín"
    assert said["Signs for the person, by this authority"] == "health care proxy"
    alone = next(one for one in authorization().blocks if one.heading == "Signature")
    said = {entry.label: entry.value for entry in alone.entries}
    assert said["Name in print"] == "Rosa Marín"
    assert said["If somebody signs for the person, by what authority"] == ""


def test_a_printed_authorization_is_never_signed_and_says_that_it_does_not_hold() -> None:
    signed = released(signed_on=D(2026, 11, 20))(WHOLE)
    for told in (WHOLE, signed):
        paper = authorization(told)
        assert paper.by_hand == BY_HAND
        assert paper.blocks[0].kind == "notice"
        assert "NOT VALID UNTIL SIGNED AND DATED" in paper.blocks[0].text


def test_a_release_that_was_sent_back_gives_way_to_a_later_one() -> None:
    back = replace(CASE.releases["1"], returned_on=D(2026, 11, 21), covers="Blocks")
    later = replace(CASE.releases["1"], number=2, covers="Slides")
    for first, second in ((back, later), (later, replace(back, number=3))):
        case = replace(CASE, releases={"1": first, "2": second})
        text = plain(authorization(Told(case, WHOLE.offices)))
        assert "Slides" in text
        assert "Blocks" not in text


@given(st.data())
def test_an_authorization_of_any_case_names_just_what_is_blank(data: st.DataObject) -> None:
    case, offices = data.draw(casebooks())
    told = Told(case, offices)
    for office in offices_for(case, "authorization"):
        paper = made(told, "authorization", office)
        entries = {e.label: e for block in paper.blocks for e in block.entries}
        for element, label in (
            ("discloser", "Office"), ("recipient", "Name and place"),
            ("expiry", "Ends on this day or with this event"),
        ):  # fmt: skip
            assert (names()[element] in paper.blanks) == (not entries[label].value)
        authority = entries.get("Signs for the person, by this authority")
        assert (names()["authority"] in paper.blanks) == (
            authority is not None and not authority.value
        )
        listed = any(block.table for block in paper.blocks) or entries.get("These records")
        assert (names()["what"] in paper.blanks) == (not listed)
        assert paper.by_hand == BY_HAND


# --- The letter and the fax -----------------------------------------------------------------


@st.composite
def asked_at_the_lab(draw: st.DrawFn) -> Told:
    """A case with things in every state at one lab, and what the second office takes of each."""
    n = draw(st.integers(1, 5))
    drawn = {
        f"i{k}": replace(
            draw(items(calls=("pathology",), number=k)), office=draw(st.sampled_from(["p", None]))
        )
        for k in range(1, n + 1)
    }
    forms = st.lists(st.sampled_from(get_args(Form)[1:-1]), max_size=2, unique=True).map(tuple)
    accepts = {one.kind: Accepts(forms=draw(forms)) for one in drawn.values()}
    return Told(replace(CASE, items=drawn, visit=Visit(accepts=accepts)), WHOLE.offices)


@given(asked_at_the_lab())
def test_a_letter_lists_each_thing_asked_for_in_a_form_the_second_office_takes(
    told: Told,
) -> None:
    case = told.case
    over = {"usable", "not_needed", "will_follow", "arrived"}
    mine = [
        item
        for item in sorted(case.items.values(), key=lambda one: one.number)
        if item.state not in over and not catalogue().kinds[item.kind].prompts_list
    ]
    found = rows(known(told, "p"), "asked")
    assert len(found) == len(mine)
    text = plain(made(told, "letter", "p"))
    assert len(re.findall(r"^\d\. ", text, re.MULTILINE)) == len(mine)
    for item, row in zip(mine, found, strict=True):
        kind = catalogue().kinds[item.kind]
        names = (kind.name.casefold(), kind.ask.removeprefix("the ").casefold())
        assert any(one in row["name"].casefold() for one in names)
        if taken := case.visit.accepts[item.kind].forms:
            words = {catalogue().words[f"form.{one}"] for one in taken}
            said = set(row["form"].split(" or "))
            assert said <= words
            assert said == words or item.form in taken


@given(casebooks())
def test_a_letter_says_how_each_thing_goes_and_what_of_a_release(
    drawn: tuple[Case, dict[str, Office]],
) -> None:
    case, offices = drawn
    told = Told(case, offices)
    said = papers().shared.words
    for office in offices_for(case, "letter"):
        here, knows = case.offices[office], known(told, office)
        text = " ".join(plain(made(told, "letter", office)).split())
        for (id_, item), row in zip(asked_of(knows), rows(knows, "asked"), strict=True):
            if item.way == "carried":
                assert row["to_send"] == ""
            else:
                assert row["to_send"] == row["to"]
            if id_ in knows.wants.soon:
                assert row["by"] == said["soon"]
        if here.call == "visit":
            continue
        kept = [
            one
            for one in case.releases.values()
            if one.office == office
            and one.instrument != "doctor_request"
            and not (one.returned_on and (one.signed_on or dt.date.min) <= one.returned_on)
            and not (one.expires_on and one.expires_on < knows.today)
        ]
        handed = any(one.handed_on or one.confirmed_on for one in kept)
        wanted = bool(kept) or here.release_needed == "yes"
        theirs = knows.office.paper == "theirs"
        asks = {
            "release_there": handed,
            "release_theirs": not handed and here.release_needed != "no" and theirs,
            "release_comes": not handed and here.release_needed != "no" and not theirs and wanted,
            "release_asked": not (handed or theirs or wanted or here.release_needed == "no"),
        }
        for word, expected in asks.items():
            assert (said[word].partition("{")[0].strip() in text) == expected, word


def test_where_slides_go_is_not_mixed_with_where_papers_go() -> None:
    visit = Visit(papers_to="Attn Dr Okoye\n9 Main St, Boston", slides_to="Lab 4, 10 Main St")
    center = Office(id="center", name="The Center", address="9 Main St,  Boston")
    case = replace(
        CASE, visit=visit,
        offices={**CASE.offices, "c": CaseOffice(number=1, call="visit", office="center")},
    )  # fmt: skip
    told = Told(case, {**WHOLE.offices, "center": center})
    for kind in ("authorization", "access-request", "letter", "transmittal"):
        entries = [one for block in made(told, kind, "p").blocks for one in block.entries]
        said = {one.label: one.value for one in entries}
        whom = said["To" if kind == "transmittal" else "Name and place"]
        assert whom == "The Center\nAttn Dr Okoye\n9 Main St, Boston"
        assert "Lab 4, 10 Main St" in said.values()
    bare = Told(replace(case, visit=Visit(slides_to="Lab 4"), offices=CASE.offices), told.offices)
    assert "Name and place: Lab 4\n" in plain(authorization(bare))


def test_who_may_carry_what_is_picked_up_is_named() -> None:
    by_jonas = replace(CASE.items["slides"], way="carried", custody=Custody(carrier="Jonas"))
    told = Told(replace(CASE, items={"slides": by_jonas}), WHOLE.offices)
    assert "May also be handed to:\n  Rosa Marín\n  Jonas\n" in plain(authorization(told))
    assert "May also be handed to" not in plain(authorization())


@pytest.mark.parametrize("name", SAMPLES)
def test_a_fax_cover_tells_nothing_of_the_person_or_the_illness(name: str) -> None:
    number = count(100)
    told = sample(name)
    seen: dict[str, str] = {}

    def marked(text: str) -> str:
        token = f"mark{next(number)}"
        seen[token] = text
        return token

    told = all_retyped(told, marked)
    case = told.case
    for office in offices_for(case, "fax-cover"):
        here = known(told, office)
        allowed = {
            here.office.name, here.office.desk, here.office.phone, here.office.fax,
            here.here.contact_person, case.visit.fax, case.has_it,
            *((case.person.legal_name, case.label, case.person.phones) if not case.has_it else ()),
            *(text for one in case.people.values() for text in (one.name, one.phones)),
        }  # fmt: skip
        cover = made(told, "fax-cover", office)
        found = {one for text in texts(cover) for one in re.findall(r"mark\d+", text)}
        assert found - allowed == set(), {token: seen[token] for token in found - allowed}
        kinds = {kind.name for kind in catalogue().kinds.values()}
        assert not [one for one in kinds if re.search(rf"\b{re.escape(one)}\b", plain(cover))]
        assert here.office.name in plain(cover)


def test_a_fax_cover_says_how_many_pages_or_names_that_it_does_not() -> None:
    told = sample("midway")
    office = offices_for(told.case, "fax-cover")[0]
    blank, whole = (made(told, "fax-cover", office, pages=pages) for pages in (None, 6))
    assert any("how many pages" in one for one in blank.blanks)
    assert not any("how many pages" in one for one in whole.blanks)
    assert "Pages, with this one: 6" in plain(whole)


def test_a_call_sheet_has_room_behind_each_thing_to_say() -> None:
    told = sample("midway")
    for office in offices_for(told.case, "call-sheet"):
        script = [one for one in made(told, "call-sheet", office).blocks if one.kind == "script"]
        assert [one.rows for one in script] == [0, 1]
        assert script[0].lines[0].startswith("Hello, my name is Elena")


# --- Plain text -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
def test_plain_text_says_all_of_a_paper_in_lines_that_fit(name: str) -> None:
    for _, paper in every(sample(name)):
        text = plain(paper)
        assert text.endswith("\n")
        words = set(re.findall(r"\w+", text))
        for said in texts(paper):
            # The title of a first column, and of one empty in a row, is told by what stands there.
            if all(said != title for block in paper.blocks for title in block.titles):
                assert set(re.findall(r"\w+", said)) <= words
        assert all(len(line) <= WIDTH and line == line.rstrip() for line in text.splitlines())


@given(st.text(max_size=300), st.integers(1, 3))
def test_no_line_is_longer_than_a_page_unless_one_word_is(text: str, rows: int) -> None:
    told = released(covers=" ".join(text.split()) or "x")(WHOLE)
    for line in plain(authorization(told)).splitlines():
        assert len(line) <= WIDTH or len(line.split()) == 1


def test_the_papers_of_a_sample_are_as_they_were() -> None:
    found = {f"{name}.txt": plain(paper) for name, paper in every(sample("midway"))}
    kept = {one.name: one.read_text("utf-8") for one in GOLDEN.iterdir()}
    assert found == kept, "look at what differs, then: python -m tests.papers"


# --- What is found by a number or a day --------------------------------------------------------


def without_identifiers(told: Told) -> Told:
    items = {id_: replace(one, identifiers=Identifiers()) for id_, one in told.case.items.items()}
    return Told(replace(told.case, items=items), told.offices)


@given(casebooks(), st.booleans())
def test_what_slides_and_images_are_found_by_is_a_line_to_write_on_where_nobody_knows_it(
    drawn: tuple[Case, dict[str, Office]], bare: bool
) -> None:
    told = Told(*drawn)
    has_lines_for_what_is_not_known(without_identifiers(told) if bare else told)


@pytest.mark.parametrize("name", SAMPLES)
def test_papers_in_a_sample_are_found_by_no_number_but_slides_are(name: str) -> None:
    has_lines_for_what_is_not_known(sample(name))
    has_lines_for_what_is_not_known(without_identifiers(sample(name)))


def has_lines_for_what_is_not_known(told: Told) -> None:
    """Slides and images have a line for what they are found by, and nothing else has."""
    for kind, call, title, named in (
        ("letter", "pathology", "Number", "the number of "),
        ("doctor-request", "pathology", "Number", "the number of "),
        ("access-request", "pathology", "Number", "the number of "),
        ("transmittal", "pathology", "Number", "the number of "),
        ("letter", "radiology", "Date", "the day of "),
        ("doctor-request", "radiology", "Date", "the day of "),
        ("access-request", "radiology", "Date", "the day of "),
        ("disc-label", "radiology", "Date", "the day of "),
    ):
        for office in offices_for(told.case, kind):
            if told.case.offices[office].call != call:
                continue
            paper = made(told, kind, office)
            if values(known(told, office), "access_request")["covers"] and kind[:6] == "access":
                continue  # the records stand there as somebody wrote them
            of: Rows = "lent" if kind in ("transmittal", "disc-label") else "asked"
            which = [
                (row["name"], row["reference" if title == "Number" else "date"])
                for row in item_rows(known(told, office), of)
                if row["material"]
            ]
            lacks = {f"{named}{name}" for name, found_by in which if not found_by}
            assert lacks == {one for one in paper.blanks if one.startswith(named)}
            lines = re.findall(rf"^   {title}: _+$", plain(paper), re.MULTILINE)
            assert len(lines) == sum(not found_by for _, found_by in which)


@given(casebooks())
def test_a_call_sheet_names_each_blank_that_it_says(
    drawn: tuple[Case, dict[str, Office]],
) -> None:
    told = Told(*drawn)
    words = papers().shared.unsaid
    for office in offices_for(told.case, "call-sheet"):
        paper = made(told, "call-sheet", office)
        said = [line for block in paper.blocks for line in block.lines if BLANK in line]
        named = {*words.values()} & {*paper.blanks}
        # One that is not known can be said twice.
        assert bool(said) == bool(named)
        assert len(named) <= sum(line.count(BLANK) for line in said)


@pytest.mark.parametrize("name", SAMPLES)
def test_an_access_request_says_by_when_its_records_are_needed(name: str) -> None:
    told = sample(name)
    for office in offices_for(told.case, "access-request"):
        by = values(known(told, office))["needed_by"]
        said = " ".join(plain(made(told, "access-request", office)).split())
        assert (f"I need them by {by}, for a visit." in said) == bool(by)
        assert "30 days" in said


def test_a_blank_in_the_middle_of_a_call_is_named_too() -> None:
    told = sample("many-offices")
    labs = [id_ for id_, one in told.case.offices.items() if one.call == "pathology"]
    assert not told.case.visit.slides_to
    for lab in labs:
        assert made(told, "call-sheet", lab).blanks == ("where it goes",)
    bare = Case(id="c", label="Rosa", began=D(2026, 11, 3), offices=told.case.offices)
    blanks = made(Told(bare, told.offices), "call-sheet", labs[0]).blanks
    assert blanks == ("who calls", "the date of birth", "the day of the visit")


# --- Descriptions ---------------------------------------------------------------------------

SMALL = b"""
kind = "x"
title = "X"
about = "X."
calls = ["visit"]
part = [{ kind = "text", text = "For {person}." }]
"""


COLUMN = (
    b'kind = "items", column = [{ title = "A", place = "name", needed = "the {day} of {name}" }]'
)


def shared() -> bytes:
    return assets.read_data(SHARED)


def test_a_small_description_is_a_paper() -> None:
    read = parse({"x.toml": SMALL}, shared())
    told = sample("midway")
    second = next(id_ for id_, one in told.case.offices.items() if one.call == "visit")
    paper = fill(read.descriptions[0], read, known(told, second))
    assert texts(paper)[:2] == ("X", "For Rosa Marín.")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b"{person}", b"{nobody}", "nobody"),
        (b"{person}", b"{person", "brace"),
        (b'["visit"]', b"[]", "nobody"),
        (b'["visit"]', b'["moon"]', "moon"),
        (b"text = ", b"tone = ", "tone"),
        (b'kind = "text"', b'kind = "text", element = "what"', "element"),
        (b'kind = "text"', b'kind = "items"', "columns"),
        (b"title", b"= title", "x.toml"),
        (b'kind = "text"', COLUMN, "more than the thing"),
    ],
)
def test_a_description_with_a_fault_is_refused_with_its_name(
    before: bytes, after: bytes, said: str
) -> None:
    with pytest.raises(CatalogueError, match=said):
        parse({"x.toml": SMALL.replace(before, after)}, shared())


def test_two_papers_of_a_kind_for_the_same_office_are_refused() -> None:
    with pytest.raises(CatalogueError, match="two papers"):
        parse({"x.toml": SMALL, "y.toml": SMALL}, shared())


def test_the_paper_that_a_newcomer_is_shown_can_be_made() -> None:
    page = (ROOT / "docs" / "contributing.md").read_text("utf-8").partition("## Adding a paper")[2]
    (shown,) = re.findall(r"```toml\n(.*?)```", page.partition("\n## ")[0], re.DOTALL)
    read = parse({"receipt.toml": shown.encode()}, shared())
    told = sample("midway")
    lab = next(id_ for id_, one in told.case.offices.items() if one.call == "pathology")
    paper = fill(read.descriptions[0], read, known(told, lab))
    assert "St. Luke's Pathology" in plain(paper)
    assert paper.by_hand == ("the signature",)
