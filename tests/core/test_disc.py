"""A disc beside a case: it never matches where something is missing or the name is another one."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.case import Case, Identifiers, Item, Person, State
from so_tui.core.changes import CasePage, apply
from so_tui.core.disc import comparing, people, recording, telling
from so_tui.core.disc.comparing import WANTED, Compared, compare
from so_tui.core.disc.findings import Disc, Holder, Series, Study, Unread, Verdict
from so_tui.core.folding import folded
from so_tui.core.text import clean
from so_tui.core.verbs.discs import record_disc
from so_tui.core.wording import Wording
from so_tui.errors import NotAllowedError, UsageError
from tests.deeds import TODAY, pen
from tests.hostile import PAYLOADS
from tests.knowledge import catalogue

BORN = dt.date(1968, 4, 9)
CT_DAY, PET_DAY, OLD_DAY = dt.date(2026, 11, 12), dt.date(2026, 11, 14), dt.date(2024, 3, 1)
WORDS = Wording(catalogue())


def item(
    kind: str,
    day: dt.date | None = None,
    *,
    state: State = "asked",
    number: int = 1,
    office: str = "r",
    modality: str = "",
    body_part: str = "",
) -> Item:
    return Item(
        number=number, call="radiology", kind=kind, state=state, office=office,
        identifiers=Identifiers(study_date=day, modality=modality, body_part=body_part),
    )  # fmt: skip


def case_of(*items: Item, name: str = "Rosa Marín", born: dt.date | None = BORN) -> Case:
    return Case(
        id="rosa", label="Rosa M.", began=TODAY, person=Person(legal_name=name, born=born),
        items={f"i{n}": replace(one, number=n) for n, one in enumerate(items, 1)},
    )  # fmt: skip


def study(code: str, day: dt.date | None, body_part: str = "", files: int = 3) -> Study:
    return Study(day=day, series=(Series(modality=code, body_part=body_part, files=files),))


def disc_of(
    *studies: Study,
    name: str = "MARIN^ROSA",
    born: dt.date | None = BORN,
    more: tuple[Holder, ...] = (),
) -> Disc:
    holders = (Holder(name=name, born=born, studies=studies), *more)
    files = sum(series.files for one in holders for made in one.studies for series in made.series)
    return Disc(holders=holders, files=files, dicom=files)


def found(case: Case, disc: Disc, office: str | None = None) -> Compared:
    return compare(case, disc, catalogue(), office)


def said(case: Case, disc: Disc) -> str:
    return "\n".join(one.text for one in telling.compared(case, disc, found(case, disc), WORDS))


CT, PET = item("ct", CT_DAY), item("pet", PET_DAY)
BOTH = disc_of(study("CT", CT_DAY), study("PT", PET_DAY))


# --- What a disc is to a case --------------------------------------------------------------------


def test_all_that_was_asked_for_under_the_right_name_matches() -> None:
    assert found(case_of(CT, PET), BOTH).verdict == "matches"


def test_what_is_missing_is_named_with_the_nearest_there_is() -> None:
    case = case_of(CT, item("ct", dt.date(2026, 11, 3)))
    told = said(case, disc_of(study("CT", CT_DAY)))
    assert found(case, disc_of(study("CT", CT_DAY))).verdict == "missing"
    assert (
        "R2 CT 3 Nov 2026: missing on this disc. The nearest one on it is of Thu 12 Nov 2026."
        in told
    )
    assert "R1 CT 12 Nov 2026: it is there." in told


@pytest.mark.parametrize(
    ("disc", "verdict"),
    [
        (disc_of(study("CT", CT_DAY), name="LOPEZ^ANA"), "other_name"),
        (disc_of(study("CT", CT_DAY), born=dt.date(1968, 4, 10)), "other_birth"),
        (disc_of(study("CT", CT_DAY), more=(
            Holder(name="LOPEZ^ANA", studies=(study("MR", None),)),)),
         "two_people"),
        (disc_of(study("CT", CT_DAY), more=(
            Holder(name="MARIN^ROSA", born=dt.date(1950, 1, 1), studies=(study("MR", None),)),)),
         "two_people"),
        (disc_of(study("CT", CT_DAY), name="=山田^太郎", more=(
            Holder(name="=鈴木^花子", studies=(study("MR", None),)),)),
         "two_people"),
        (disc_of(study("SR", CT_DAY)), "only_reports"),
        (disc_of(study("DOC", CT_DAY), study("PR", CT_DAY)), "only_reports"),
        (Disc(files=4), "no_dicom"),
        (Disc(files=4, unread=(Unread(file="IM1", why="cut"),), unread_count=1), "unreadable"),
        (replace(disc_of(study("CT", CT_DAY)), unread_count=1), "unreadable"),
        (replace(disc_of(study("CT", CT_DAY)), end="time"), "unreadable"),
        (disc_of(Study(day=CT_DAY, series=(Series(modality="CT", files=3, cut=1),))), "unreadable"),
        (disc_of(study("CT", None)), "look"),
        (disc_of(study("CT", CT_DAY), name=""), "look"),
        (disc_of(study("CT", CT_DAY), name="Anonymous^"), "look"),
        (disc_of(study("CT", CT_DAY), name="MARIN^ROSA^ELENA", born=None), "look"),
        (disc_of(study("CT", CT_DAY), name="MARIN^ROSA^ELENA"), "matches"),
        (disc_of(study("CT", CT_DAY), born=None), "matches"),
        (disc_of(study("MR", CT_DAY)), "missing"),
    ],
)  # fmt: skip
def test_what_a_disc_is_to_a_case_that_asks_for_one_ct(disc: Disc, verdict: Verdict) -> None:
    assert found(case_of(CT), disc).verdict == verdict


def test_without_a_legal_name_nobody_is_taken_for_the_right_person() -> None:
    case = case_of(CT, name="")
    assert found(case, disc_of(study("CT", CT_DAY))).verdict == "look"
    assert "no legal name yet" in said(case, disc_of(study("CT", CT_DAY)))


def test_another_day_of_birth_is_told_with_both_days() -> None:
    told = said(case_of(CT), disc_of(study("CT", CT_DAY), born=dt.date(1986, 4, 9)))
    assert "The disc says 9 Apr 1986; the case says 9 Apr 1968." in told


def test_where_nothing_is_asked_for_there_is_nothing_to_compare() -> None:
    for case in (case_of(), case_of(item("image_reports")), case_of(replace(CT, state="refused"))):
        assert found(case, BOTH).verdict == "nothing_asked"


def test_what_is_usable_already_is_not_missing() -> None:
    case = case_of(replace(CT, state="usable"), PET)
    assert found(case, disc_of(study("PT", PET_DAY))).verdict == "matches"


def test_of_two_offices_one_can_be_named() -> None:
    case = case_of(CT, replace(PET, office="other"))
    disc = disc_of(study("CT", CT_DAY))
    assert found(case, disc).verdict == "missing"
    assert found(case, disc, "r").verdict == "matches"


@pytest.mark.parametrize(
    ("asked", "on_it", "how"),
    [
        (item("xray", CT_DAY), study("CR", CT_DAY), "there"),
        (item("xray", CT_DAY), study("DX", CT_DAY), "there"),
        (item("scan"), study("MR", OLD_DAY), "there"),
        (item("scan", CT_DAY, modality="MRI"), study("CT", CT_DAY), "missing"),
        (item("scan", CT_DAY, modality="MRI"), study("MR", CT_DAY), "there"),
        (item("other_images", CT_DAY, modality="PET/CT"), study("CT", CT_DAY), "missing"),
        (item("scan"), study("SR", CT_DAY), "missing"),
        (item("radiation_plan"), study("RTDOSE", CT_DAY), "there"),
        (item("mammogram"), study("MG", CT_DAY, "BREAST"), "there"),
        (item("ct", CT_DAY, body_part="chest"), study("CT", CT_DAY, "CHEST"), "there"),
        (item("ct", CT_DAY, body_part="abdomen"), study("CT", CT_DAY, "ABDOMINAL"), "there"),
        (item("ct", CT_DAY, body_part="chest"), study("CT", CT_DAY, "HEAD"), "look"),
        (item("ct", CT_DAY, body_part="chest"), study("CT", CT_DAY), "there"),
        (item("prior_images"), study("CT", CT_DAY), "look"),
    ],
)
def test_how_one_item_is_found(asked: Item, on_it: Study, how: str) -> None:
    # A report beside it, so that there is always something.
    (seen,) = found(case_of(asked), disc_of(on_it)).seen
    assert seen.how == how


def test_two_items_that_are_told_alike_need_two_studies() -> None:
    case = case_of(item("ct"), item("ct"))
    one = found(case, disc_of(study("CT", CT_DAY)))
    assert [seen.how for seen in one.seen] == ["there", "look"]
    two = found(case, disc_of(study("CT", CT_DAY), study("CT", OLD_DAY)))
    assert two.verdict == "matches"


def test_earlier_images_are_older_than_the_newest_of_their_kind() -> None:
    case = case_of(CT, item("prior_images"))
    seen = found(case, disc_of(study("CT", CT_DAY), study("CT", OLD_DAY))).seen
    assert [(one.how, one.day) for one in seen] == [("there", CT_DAY), ("there", OLD_DAY)]


# --- Names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on_disc", "legal", "likeness"),
    [
        ("MARIN^ROSA", "Rosa Marín", "same"),
        ("Marín^Rosa^^Dr^Jr", "Rosa Marin", "same"),
        ("MARIN ROSA", "Rosa Marin", "same"),
        ("MARIN, ROSA", "Rosa Marin", "same"),
        ("Mc Donald^Ann", "Ann McDonald", "same"),
        ("Marin-Lopez^Rosa", "Rosa Marín López", "same"),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "山田太郎", "same"),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "Tarou Yamada", "same"),
        ("Mueller^Jan", "Jan Müller", "near"),
        ("MARIN^ROSA^ELENA", "Rosa Marin", "near"),
        ("MARIN^R", "Rosa Marin", "near"),
        ("MARIN^ANA", "Rosa Marin", "other"),
        ("LOPEZ^ROSA", "Rosa Marin", "other"),
        ("MARIN", "Rosa Marin", "other"),
        ("R^M", "Rosa Marin", "other"),
        ("", "Rosa Marin", "unknown"),
        ("^^^^", "Rosa Marin", "unknown"),
        ("ANONYMIZED", "Rosa Marin", "unknown"),
        ("MARIN^ROSA", "", "unknown"),
    ],
)
def test_how_names_stand_to_each_other(on_disc: str, legal: str, likeness: str) -> None:
    assert people.likeness(on_disc, [legal]) == likeness


def test_a_former_name_is_a_name_of_the_person() -> None:
    person = Person(legal_name="Rosa Marin", former_names="Rosa Vega\nRosa Díaz")
    assert people.likeness("DIAZ^ROSA", people.names_of(person)) == "same"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Marin^Rosa", "Rosa Marin"),
        ("Marin^Rosa^Elena^Dr^Jr", "Dr Rosa Elena Marin Jr"),
        ("Yamada^Tarou=山田^太郎", "Tarou Yamada (太郎 山田)"),
        ("MARIN ROSA", "MARIN ROSA"),
        ("^^^^", ""),
    ],
)
def test_a_name_is_said_with_the_given_name_first(name: str, said: str) -> None:
    assert people.said(name) == said


# --- Laws ----------------------------------------------------------------------------------------

_names = st.sampled_from(
    ["MARIN^ROSA", "Marín^Rosa", "ROSA^MARIN", "MARIN^ROSA^E", "MARIN^R", "LOPEZ^ANA", "MARIN^ANA",
     "ANONYMOUS", ""]
)  # fmt: skip
_days = st.sampled_from([None, CT_DAY, PET_DAY, OLD_DAY])
_births = st.sampled_from([None, BORN, dt.date(1970, 1, 1)])
_studies = st.builds(
    study,
    st.sampled_from(["CT", "PT", "MR", "CR", "MG", "SR", "PR", "", "ZZ"]),
    _days,
    st.sampled_from(["", "CHEST", "HEAD"]),
)
_holders = st.builds(
    Holder, name=_names, born=_births, studies=st.lists(_studies, max_size=3).map(tuple)
)
_discs = st.builds(
    Disc,
    holders=st.lists(_holders, max_size=3).map(tuple),
    files=st.just(20), dicom=st.just(20),
    unread_count=st.sampled_from([0, 0, 0, 1]),
    end=st.sampled_from(["whole", "whole", "whole", "files"]),
)  # fmt: skip
_items = st.builds(
    item,
    st.sampled_from(
        ["scan", "ct", "pet", "mri", "xray", "mammogram", "prior_images", "image_reports"]
    ),
    _days,
    state=st.sampled_from(
        ["to_ask", "asked", "asked", "on_its_way", "arrived", "usable", "not_usable", "not_needed"]
    ),
    office=st.sampled_from(["r", "other"]),
    modality=st.sampled_from(["", "", "CT", "PET/CT"]),
    body_part=st.sampled_from(["", "", "chest"]),
)
_cases = st.builds(
    lambda items, name, born: case_of(*items, name=name, born=born),
    st.lists(_items, max_size=4),
    st.sampled_from(["Rosa Marín", "Rosa Marín", "Rosa Marín", "Ana Lopez", ""]),
    _births,
)
MADE: Mapping[str, set[str]] = {
    "ct": {"CT"}, "pet": {"PT"}, "mri": {"MR"}, "xray": {"CR", "DX", "RF", "XA"},
    "mammogram": {"MG"},
}  # fmt: skip
"""How each kind is made, told here by hand."""


def _is_on(disc: Disc, one: Item) -> bool:
    """Whether some study of a disc can be what was asked for, by its day and how it was made."""
    typed = {"PET/CT": {"PT"}, "CT": {"CT"}}.get(one.identifiers.modality)
    codes, day = typed or MADE.get(one.kind), one.identifiers.study_date
    return any(
        (day is None or made.day == day)
        and bool({*made.codes} & codes if codes else {*made.codes} - {"SR", "PR"})
        for holder in disc.holders
        for made in holder.studies
    )


def _words(name: str) -> set[str]:
    return set(folded(name.replace("^", " ")).split())


@st.composite
def beside(draw: st.DrawFn) -> tuple[Case, Disc]:
    """A case and a disc made for it, most often with one thing about the disc that is not right."""
    case = draw(_cases)
    days = (dt.date(2026, 10, 1) + dt.timedelta(n) for n in range(9))
    items = {
        id_: replace(one, identifiers=replace(one.identifiers, study_date=day))
        if one.identifiers.study_date else one
        for (id_, one), day in zip(case.items.items(), days, strict=False)
    }  # fmt: skip
    case = replace(case, items=items)
    made = [
        Study(day=one.identifiers.study_date or CT_DAY,
              series=tuple(Series(modality=code, files=2) for code in _codes(one)))
        for one in items.values()
    ]  # fmt: skip
    name, born = "^".join(reversed(folded(case.person.legal_name).split())), case.person.born
    more: tuple[Holder, ...] = ()
    changed = draw(st.sampled_from(["none", "less", "day", "name", "born", "more", "cut", "other"]))
    at = draw(st.integers(0, len(made) - 1)) if made else 0
    match changed:
        case "less" if made:
            del made[at]
        case "day" if made:
            made[at] = replace(made[at], day=OLD_DAY)
        case "name":
            name = draw(_names)
        case "born":
            born = draw(_births)
        case "more":
            more = (draw(_holders),)
        case "other":
            return case, draw(_discs)
    disc = disc_of(*made, name=name, born=born, more=more)
    return case, replace(disc, unread_count=1) if changed == "cut" else disc


def _codes(one: Item) -> list[str]:
    if one.identifiers.modality == "PET/CT":
        return ["PT", "CT"]
    return [one.identifiers.modality or min(MADE.get(one.kind, {"CT"}))]


@given(beside())
@settings(max_examples=settings().max_examples * 10)
def test_a_disc_that_matches_has_all_that_was_asked_for_and_no_other_name(
    pair: tuple[Case, Disc],
) -> None:
    case, disc = pair
    compared = found(case, disc)
    event(compared.verdict)
    if compared.verdict != "matches":
        return
    for one in case.items.values():
        if one.state in WANTED and one.kind != "image_reports":
            assert _is_on(disc, one)
    for holder in disc.holders:
        same = _words(holder.name) == _words(case.person.legal_name)
        alike = bool(_words(holder.name) & _words(case.person.legal_name))
        assert same or (alike and holder.born == case.person.born is not None)
        assert None in (holder.born, case.person.born) or holder.born == case.person.born
    assert disc.end == "whole"
    assert not disc.unread_count


@given(beside())
def test_what_is_wanted_is_told_once_and_only_what_is_there_arrives(
    pair: tuple[Case, Disc],
) -> None:
    case, disc = pair
    compared = found(case, disc)
    seen = [one.item for one in compared.seen]
    assert len(seen) == len({*seen})
    wanted = {
        id_ for id_, one in case.items.items()
        if one.state in WANTED and one.kind != "image_reports"
    }  # fmt: skip
    assert wanted <= {*seen}
    done = recording.deeds(case, compared)
    there = {one.item for one in compared.of("there")}
    for id_, deed in done.items():
        assert (deed.state is None) != (deed.problem is None)
        assert deed.state is None or (id_ in there and compared.name in ("same", "near", "unknown"))
        assert case.items[id_].state not in ("usable", "not_needed", "refused")


@given(beside(), st.booleans())
def test_recording_is_one_change_that_says_what_it_does(
    pair: tuple[Case, Disc], checked: bool
) -> None:
    case, disc = pair
    done = recording.deeds(case, found(case, disc), checked)
    page = CasePage(kind="cases", id=case.id, value=case)
    by = replace(pen("ana", 3), wording=WORDS)
    if not done:
        with pytest.raises(NotAllowedError):
            record_disc(page, by, catalogue(), done, "Elena")
        return
    change = record_disc(page, by, catalogue(), done, "Elena" if checked else "")
    after = apply({("cases", case.id): page}, change)["cases", case.id].value
    assert isinstance(after, Case)
    lines = recording.said(case, done, catalogue())
    for (id_, deed), line in zip(done.items(), lines, strict=True):
        new = after.items[id_]
        assert deed.state in (None, new.state)
        assert deed.problem in (None, new.problem)
        assert WORDS.state(new) in line
    untouched = case.items.keys() - done.keys()
    assert all(after.items[id_] == case.items[id_] for id_ in untouched)
    again = found(after, disc)
    assert not [
        id_ for id_, deed in recording.deeds(after, again, checked).items() if deed == done.get(id_)
    ]


@given(_cases, _discs, st.sampled_from(PAYLOADS))
def test_no_text_of_a_disc_does_anything_to_a_terminal(
    case: Case, disc: Disc, payload: str
) -> None:
    text = clean(payload)  # as the reader cleans each
    worst = Study(description=text, series=(Series(modality=text, body_part=text, files=1),))
    disc = replace(
        disc, holders=(*disc.holders, Holder(name=text, studies=(worst,))),
        unread=(Unread(file=text, why="damaged"),), unread_count=1,
    )  # fmt: skip
    told = telling.compared(case, disc, found(case, disc), WORDS)
    lines = [*telling.contents(disc, WORDS), *(one.text for one in told)]
    assert all("\n" not in line and "\x1b" not in line and clean(line) == line for line in lines)


_WORDS = ("rosa", "rita", "r", "miro", "mueller", "müller")


def test_a_name_is_the_same_in_any_order_and_near_only_with_a_whole_word() -> None:
    """Each name of one to three of these words beside each of two."""
    many = [name for n in (1, 2, 3) for name in itertools.product(_WORDS, repeat=n)]
    for legal in itertools.product(_WORDS, repeat=2):
        wanted = [folded(word) for word in legal]
        sounds = {word.replace("ue", "u") for word in wanted}
        for name in many:
            found = people.likeness("^".join(name), [" ".join(legal)])
            mine = [folded(word) for word in name]
            if sorted(mine) == sorted(wanted):
                assert found == "same"
            elif found == "same":
                assert "".join(wanted) in ("".join(mine), "".join([*mine[1:], mine[0]]))
            elif found == "near":
                assert {word.replace("ue", "u") for word in mine} & sounds
                firsts = sorted(({word[0] for word in mine}, {word[0] for word in wanted}), key=len)
                assert firsts[0] <= firsts[1]


def test_usable_needs_somebody_who_looked() -> None:
    case = case_of(CT)
    page = CasePage(kind="cases", id=case.id, value=case)
    done = recording.deeds(case, found(case, disc_of(study("CT", CT_DAY))), checked=True)
    with pytest.raises(UsageError, match="who opened the disc"):
        record_disc(page, pen("ana", 3), catalogue(), done, "  ")


# --- What is recorded ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("disc", "done"),
    [
        (BOTH, {"i1": ("arrived", None), "i2": ("arrived", None)}),
        (disc_of(study("CT", CT_DAY)), {"i1": ("arrived", None), "i2": (None, "missing_study")}),
        (disc_of(study("CT", CT_DAY), name="LOPEZ^ANA"),
         {"i1": (None, "wrong_patient"), "i2": (None, "wrong_patient")}),
        (disc_of(study("SR", CT_DAY)),
         {"i1": (None, "report_instead"), "i2": (None, "report_instead")}),
        (Disc(files=3), {"i1": (None, "disc_unreadable"), "i2": (None, "disc_unreadable")}),
        (replace(disc_of(study("CT", CT_DAY)), unread_count=1),
         {"i1": ("arrived", None), "i2": (None, "disc_unreadable")}),
        (disc_of(study("CT", CT_DAY), born=dt.date(1990, 1, 1)), {}),
    ],
)  # fmt: skip
def test_what_each_disc_does_to_the_items(
    disc: Disc, done: dict[str, tuple[str | None, str | None]]
) -> None:
    case = case_of(CT, PET)
    deeds = recording.deeds(case, found(case, disc))
    assert {id_: (one.state, one.problem) for id_, one in deeds.items()} == done


def test_a_case_without_a_legal_name_can_record_and_a_disc_without_a_name_cannot() -> None:
    named, nameless = disc_of(study("CT", CT_DAY)), disc_of(study("CT", CT_DAY), name="")
    unknown = case_of(CT, name="")
    assert {*recording.deeds(unknown, found(unknown, named))} == {"i1"}
    assert recording.deeds(case_of(CT), found(case_of(CT), nameless)) == {}


def test_nothing_is_missing_of_an_office_of_which_the_disc_has_nothing() -> None:
    case = case_of(CT, replace(PET, office="other"))
    deeds = recording.deeds(case, found(case, disc_of(study("CT", CT_DAY))))
    assert {*deeds} == {"i1"}


def test_what_was_not_asked_yet_is_not_missing_on_a_disc_for_others() -> None:
    case = case_of(CT, replace(PET, state="to_ask"))
    assert {*recording.deeds(case, found(case, disc_of(study("CT", CT_DAY))))} == {"i1"}


def test_a_disc_by_itself_says_what_is_the_matter_with_it() -> None:
    assert comparing.by_itself(BOTH, catalogue()) == "read"
    assert comparing.by_itself(Disc(files=2), catalogue()) == "no_dicom"
    assert comparing.by_itself(disc_of(study("SR", None)), catalogue()) == "only_reports"
    assert comparing.by_itself(replace(BOTH, unread_count=1), catalogue()) == "unreadable"
