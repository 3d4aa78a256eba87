"""Every use case, as the screen and the commands meet it."""

from __future__ import annotations

import datetime as dt
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.casework import Casework
from so_tui.core import verbs
from so_tui.core.calendar import for_region
from so_tui.core.case import Case, CaseOffice, Office, Question
from so_tui.core.changes import AnyPage, CasePage, Change, Pen, adding, conflicts
from so_tui.core.undoing import undoable
from so_tui.errors import NotAllowedError, NotFoundError, RefusedInputError, SoTuiError
from so_tui.overview import Overview
from so_tui.sharing import removed
from so_tui.store.aside import Aside
from so_tui.store.casebook import Casebook
from tests.deeds import DEEDS, OFFICE, TODAY, a_case, pen
from tests.handed import export, import_
from tests.kept import kept
from tests.knowledge import catalogue
from tests.memory_store import MemoryStore

CALENDAR = for_region("US", catalogue())


SHARED_DEEDS = sorted(DEEDS.keys() - {"new_office", "remove_office"})
"""What concerns the case and its office for as long as it names it; the rest stays at home."""


def desk(folder: Path, name: str = "casebook") -> Casework:
    """A casebook in a folder, with what is needed to work with it."""
    path = folder / f"{name}.json"
    return Casework(Casebook(path), Aside(path), catalogue(), CALENDAR)


def begin(work: Casework, by: Pen, *labels: str) -> list[CasePage]:
    """Begin cases with these labels; returns their pages."""
    changes = [verbs.new_case(by, catalogue(), label) for label in labels]
    written = work.write(changes)
    ids = [one.edits[0].page[1] for one in written.changes]
    return [work.case(id_) for id_ in ids]


def with_office(work: Casework, by: Pen, page: CasePage, name: str, id_: str = "") -> str:
    """Give a case an office, a new one unless its id is given; returns the office's id."""
    if not id_:
        (new,) = work.write([verbs.new_office(by, Office(id="", name=name))]).changes
        id_ = new.edits[0].page[1]
    here = CaseOffice(number=0, call="pathology", office=id_)
    work.write([verbs.add_office(work.case(page.id), by, here, name)])
    return id_


def shown(work: Casework) -> dict[tuple[str, str], AnyPage]:
    """All pages but for how often each was written, which differs from casebook to casebook."""
    return {key: replace(page, revision=0) for key, page in work.snapshot.pages.items()}


# --- Finding ---------------------------------------------------------------------------------


def test_an_empty_casebook_has_no_cases_and_is_not_made(tmp_path: Path) -> None:
    work = desk(tmp_path)
    assert (work.cases(), work.offices()) == ([], {})
    with pytest.raises(NotFoundError, match="There is no case yet"):
        work.find("rosa")
    assert list(tmp_path.iterdir()) == []


def test_a_case_is_found_by_what_people_call_it(tmp_path: Path) -> None:
    work = desk(tmp_path)
    rosa, rosalie, june = begin(work, pen(), "Rosa", "Rosalie M.", "June Über")
    for words, page in {
        "Rosa": rosa, "rosa": rosa, " ROSA ": rosa, "rosal": rosalie, "M.": rosalie,
        "june": june, "über": june, unicodedata.normalize("NFD", "Über"): june,
        rosa.id: rosa, june.id[:6]: june, june.id[:8].upper(): june,
    }.items():  # fmt: skip
        assert work.find(words) == page, words


def test_words_that_fit_several_cases_or_none_name_the_cases(tmp_path: Path) -> None:
    work = desk(tmp_path)
    first, second, _ = begin(work, pen(), "Rosa", "Rosa", "June")
    with pytest.raises(NotFoundError) as several:
        work.find("rosa")
    assert first.id[:8] in several.value.sentence
    assert second.id[:8] in several.value.sentence
    with pytest.raises(NotFoundError, match=r"No case fits “bob”. There are: June, Rosa, Rosa\."):
        work.find("bob")
    with pytest.raises(NotFoundError) as hostile:
        work.find("\x1b[31mbob")
    assert "\x1b" not in hostile.value.sentence


def test_a_removed_case_is_found_no_more(tmp_path: Path) -> None:
    work = desk(tmp_path)
    (rosa,) = begin(work, pen(), "Rosa")
    work.write([verbs.remove_case(rosa, pen(seed=1))])
    assert work.cases() == []
    with pytest.raises(NotFoundError):
        work.find("Rosa")
    with pytest.raises(NotFoundError):
        work.case(rosa.id)


def test_items_are_found_as_they_are_spoken_of(tmp_path: Path) -> None:
    work = desk(tmp_path)
    (rosa,) = begin(work, pen(), "Rosa")
    slides = work.find_item(rosa, " p1 ")
    assert rosa.value.items[slides].kind == "stained_slides"
    with pytest.raises(NotFoundError, match=r"Rosa has no item “P99”.*P1"):
        work.find_item(rosa, "P99")


def test_an_office_of_a_case_is_found_by_its_name_or_a_part_of_it(tmp_path: Path) -> None:
    work, by = desk(tmp_path), pen()
    (rosa,) = begin(work, by, "Rosa")
    with pytest.raises(NotFoundError, match="none yet"):
        work.find_office(rosa, "luke")
    for name in ("St. Luke's", "St. Luke's Pathology", "Harbor Imaging"):
        with_office(work, by, rosa, name)
    rosa = work.case(rosa.id)
    offices = {work.offices()[one.office].name: id_ for id_, one in rosa.value.offices.items()}
    assert work.find_office(rosa, "st. luke's") == offices["St. Luke's"]
    assert work.find_office(rosa, "path") == offices["St. Luke's Pathology"]
    with pytest.raises(NotFoundError, match="2 offices of Rosa fit “luke”"):
        work.find_office(rosa, "luke")
    with pytest.raises(NotFoundError, match=r"It has: .*Harbor Imaging"):
        work.find_office(rosa, "valley")


# --- Writing, undoing ------------------------------------------------------------------------


def test_what_another_process_writes_is_seen_when_one_looks_again(tmp_path: Path) -> None:
    mine, theirs = desk(tmp_path), desk(tmp_path)
    begin(theirs, pen("luis"), "Rosa")
    assert mine.cases() == []
    assert mine.refresh()
    assert not mine.refresh()
    assert [page.value.label for page in mine.cases()] == ["Rosa"]


def test_each_person_undoes_and_redoes_their_own_changes(tmp_path: Path) -> None:
    work, elena, luis = desk(tmp_path), pen("elena"), pen("luis")
    (rosa,) = begin(work, elena, "Rosa")
    work.write([verbs.set_details(work.case(rosa.id), elena, diagnosis="stage II")])
    work.write([verbs.set_details(work.case(rosa.id), luis, note="ask Ana")])
    work.undo(elena)
    assert (work.case(rosa.id).value.diagnosis, work.case(rosa.id).value.note) == ("", "ask Ana")
    work.undo(luis)
    assert work.case(rosa.id).value.note == ""
    work.redo(elena)
    assert work.case(rosa.id).value.diagnosis == "stage II"
    with pytest.raises(NotAllowedError, match="nothing to redo"):
        work.redo(elena)


def test_undoing_goes_on_to_the_beginning_and_redoing_to_the_end(tmp_path: Path) -> None:
    work, by = desk(tmp_path), pen()
    (rosa,) = begin(work, by, "Rosa")
    for note in ("one", "two"):
        work.write([verbs.set_details(work.case(rosa.id), by, note=note)])
    done = shown(work)["cases", rosa.id].value
    for _ in range(3):
        work.undo(by)
    assert work.cases() == []
    with pytest.raises(NotAllowedError, match="nothing to undo"):
        work.undo(by)
    for _ in range(3):
        work.redo(by)
    assert work.case(rosa.id).value == done


def test_a_sitting_undoes_only_what_was_done_in_it(tmp_path: Path) -> None:
    work, by = desk(tmp_path), pen()
    (rosa,) = begin(work, by, "Rosa")
    assert work.history()
    with pytest.raises(NotAllowedError, match="nothing to undo"):
        work.undo(by, only=())
    (here,) = work.write([verbs.set_details(work.case(rosa.id), by, note="now")]).changes
    # Undone in another window: it is not there to undo a second time.
    desk(tmp_path).undo(by)
    with pytest.raises(NotAllowedError, match="nothing to undo"):
        work.undo(by, only=[here.id])
    work.redo(by, only=[here.id])
    assert work.case(rosa.id).value.note == "now"


def test_a_field_that_moved_on_is_not_undone(tmp_path: Path) -> None:
    work, elena, luis = desk(tmp_path), pen("elena"), pen("luis")
    (rosa,) = begin(work, elena, "Rosa")
    work.write([verbs.set_details(work.case(rosa.id), elena, note="mine")])
    work.write([verbs.set_details(work.case(rosa.id), luis, note="better")])
    with pytest.raises(NotAllowedError, match="changed again since"):
        work.undo(elena)
    assert work.case(rosa.id).value.note == "better"


# --- Plans -----------------------------------------------------------------------------------


def test_a_plan_is_made_once_for_each_state_and_anew_when_anything_in_it_changes(
    tmp_path: Path,
) -> None:
    work, by = desk(tmp_path), pen()
    (rosa,) = begin(work, by, "Rosa")
    office = with_office(work, by, rosa, "St. Luke's Pathology")
    first = work.plan(work.case(rosa.id), TODAY)
    assert work.plan(work.case(rosa.id), TODAY) is first
    begin(work, by, "June")
    assert work.plan(work.case(rosa.id), TODAY) is first
    assert work.plan(work.case(rosa.id), TODAY + dt.timedelta(days=1)).today != TODAY
    visit = replace(work.case(rosa.id).value.visit, day=dt.date(2026, 12, 17))
    work.write([verbs.set_visit(work.case(rosa.id), by, visit)])
    dated = work.plan(work.case(rosa.id), TODAY)
    assert dated.visit == visit.day
    page = work.office_page(office)
    work.write([verbs.edit_office(page, by, replace(page.value, phone="203-555-0177"))])
    assert work.plan(work.case(rosa.id), TODAY) is not dated


# --- Case files ------------------------------------------------------------------------------


def test_a_case_comes_over_with_its_history_and_goes_out_as_the_same_bytes(
    tmp_path: Path,
) -> None:
    mine, theirs, by = desk(tmp_path, "mine"), desk(tmp_path, "theirs"), pen("elena")
    (rosa,) = begin(mine, by, "Rosa")
    with_office(mine, by, rosa, "St. Luke's Pathology")
    data = export(mine, [rosa.id])
    imported = import_(theirs, [("rosa.json", data)], pen("luis"))
    assert imported.cases == (rosa.id,)
    assert imported.new == {rosa.id}
    assert imported.notes == ()
    assert theirs.case(rosa.id).value == mine.case(rosa.id).value
    assert export(theirs, [rosa.id]) == data
    assert [one.actor for one in theirs.history()] == ["elena"] * 3 + ["luis"]
    # What came is no deed of anybody there; the import is.
    with pytest.raises(NotAllowedError, match="nothing to undo"):
        theirs.undo(by)
    luis = pen("luis", 1)
    assert theirs.undo(luis).change.sentence == "Undid: Imported Rosa"
    assert theirs.cases() == []
    theirs.redo(luis)
    assert theirs.case(rosa.id).value == mine.case(rosa.id).value


def test_importing_twice_changes_no_byte(tmp_path: Path) -> None:
    mine, theirs = desk(tmp_path, "mine"), desk(tmp_path, "theirs")
    (rosa,) = begin(mine, pen(), "Rosa")
    files = [("rosa.json", export(mine, [rosa.id]))]
    import_(theirs, files, pen("luis"))
    before = kept(theirs).path.read_bytes()
    again = import_(theirs, files, pen("luis", 1))
    assert (again.cases, again.new) == ((rosa.id,), frozenset())
    assert kept(theirs).path.read_bytes() == before


def test_an_exported_case_carries_no_other_persons_data(tmp_path: Path) -> None:
    work, by = desk(tmp_path), pen("elena")
    rosa, june = begin(work, by, "Rosa", "June Secret")
    shared = with_office(work, by, rosa, "St. Luke's Pathology")
    with_office(work, by, june, "St. Luke's Pathology", shared)
    with_office(work, by, june, "Hidden Imaging")
    both = [
        verbs.set_details(work.case(page.id), by, note=f"chased for {page.value.label}")
        for page in (rosa, june)
    ]
    work.write([verbs.together(by, "chase", "Chased for Rosa and June Secret", both)])
    data = export(work, [rosa.id]).decode()
    assert "chased for Rosa" in data
    for theirs in ("Secret", "Hidden", june.id):
        assert theirs not in data
    other = desk(tmp_path, "other")
    import_(other, [("rosa.json", data.encode())], pen("luis"))
    assert other.case(rosa.id).value == work.case(rosa.id).value
    assert export(other, [rosa.id]).decode() == data


def test_what_two_people_did_apart_is_joined(tmp_path: Path) -> None:
    mine, theirs = desk(tmp_path, "mine"), desk(tmp_path, "theirs")
    elena, luis = pen("elena"), pen("luis")
    (rosa,) = begin(mine, elena, "Rosa")
    import_(theirs, [("rosa.json", export(mine, [rosa.id]))], luis)
    mine.write([verbs.set_details(mine.case(rosa.id), elena, diagnosis="II", note="from Elena")])
    theirs.write([verbs.set_details(theirs.case(rosa.id), luis, has_it="Luis", note="from Luis")])
    import_(mine, [("theirs.json", export(theirs, [rosa.id]))], elena)
    import_(theirs, [("mine.json", export(mine, [rosa.id]))], luis)
    page = mine.case(rosa.id)
    assert (page.value.diagnosis, page.value.has_it) == ("II", "Luis")
    assert {one.value for one in conflicts(page)["note"]} == {"from Elena", "from Luis"}
    assert shown(theirs) == shown(mine)


def test_a_case_without_history_comes_in_as_one_change_of_the_importer(tmp_path: Path) -> None:
    mine, theirs, by = desk(tmp_path, "mine"), desk(tmp_path, "theirs"), pen("luis")
    (rosa,) = begin(mine, pen(), "Rosa")
    with_office(mine, pen(seed=1), rosa, "St. Luke's Pathology")
    data = export(mine, [rosa.id], history=False)
    import_(theirs, [("rosa.json", data)], by)
    (change,) = theirs.history()
    assert (change.actor, change.verb, change.sentence) == ("luis", "import", "Imported Rosa")
    assert export(theirs, [rosa.id], history=False) == data
    theirs.undo(by)
    assert theirs.cases() == []


def test_a_case_without_history_stands_twice_in_no_import(tmp_path: Path) -> None:
    work, empty = desk(tmp_path), desk(tmp_path, "empty")
    (rosa,) = begin(work, pen(), "Rosa")
    data = export(work, [rosa.id], history=False)
    with pytest.raises(NotAllowedError, match="Rosa stands twice"):
        import_(empty, [("rosa.json", data), ("again.json", data)], pen("luis"))
    assert not kept(empty).path.exists()


@pytest.mark.parametrize("history", [True, False], ids=["with history", "without history"])
def test_a_removed_case_can_be_brought_back_from_a_file(tmp_path: Path, history: bool) -> None:
    work, by = desk(tmp_path), pen()
    (rosa,) = begin(work, by, "Rosa")
    work.write([verbs.set_details(work.case(rosa.id), by, note="as exported")])
    was = work.case(rosa.id).value
    data = export(work, [rosa.id], history=history)
    work.write(
        [verbs.add_question(work.case(rosa.id), by, Question(number=0, text="Why?"))]
        if not history
        else []
    )
    work.write([verbs.remove_case(work.case(rosa.id), by)])
    imported = import_(work, [("rosa.json", data)], by)
    if history:
        # The removal had seen all that is in the file.
        assert (imported.new, work.cases()) == (frozenset(), [])
        imported = import_(work, [("rosa.json", data)], by, bring_back=True)
    assert imported.new == {rosa.id}
    assert work.case(rosa.id).value == was
    assert conflicts(work.case(rosa.id)) == {}
    work.undo(by)
    assert work.cases() == []
    work.undo(by)
    assert work.case(rosa.id).value.note == "as exported"


def test_the_removal_of_a_case_travels_and_is_undone_where_it_came_from(tmp_path: Path) -> None:
    mine, theirs = desk(tmp_path, "mine"), desk(tmp_path, "theirs")
    elena, luis = pen("elena"), pen("luis")
    rosa, june = begin(mine, elena, "Rosa", "June")
    import_(theirs, [("all.json", export(mine, [rosa.id, june.id]))], luis)
    mine.write([verbs.remove_case(mine.case(rosa.id), elena)])
    imported = import_(theirs, [("all.json", export(mine, [rosa.id, june.id]))], luis)
    assert imported.new == imported.removed == {rosa.id}
    assert [page.id for page in theirs.cases()] == [june.id]
    assert export(theirs, [rosa.id, june.id]) == export(mine, [rosa.id, june.id])
    mine.undo(elena)
    import_(theirs, [("rosa.json", export(mine, [rosa.id]))], luis)
    assert shown(theirs) == shown(mine)


def test_an_import_that_was_undone_removes_the_case_nowhere_else(tmp_path: Path) -> None:
    mine, theirs = desk(tmp_path, "mine"), desk(tmp_path, "theirs")
    elena, luis = pen("elena"), pen("luis")
    (rosa,) = begin(mine, elena, "Rosa")
    import_(theirs, [("rosa.json", export(mine, [rosa.id]))], luis)
    assert removed(theirs) == []
    for _ in range(2):
        theirs.undo(luis)
        assert (theirs.cases(), removed(theirs)) == ([], [])
        theirs.redo(luis)
    theirs.write([verbs.remove_case(theirs.case(rosa.id), luis)])
    assert [page.id for page in removed(theirs)] == [rosa.id]


@pytest.mark.parametrize("meanwhile", [False, True])
@pytest.mark.parametrize("origin_first", [True, False])
def test_the_undo_of_an_import_that_linked_two_cases_takes_the_link_along(
    tmp_path: Path, origin_first: bool, meanwhile: bool
) -> None:
    mine, theirs = desk(tmp_path, "mine"), desk(tmp_path, "theirs")
    elena, luis = pen("elena"), pen("luis")
    (rosa,) = begin(mine, elena, "Rosa")
    alone = ("rosa.json", export(mine, [rosa.id]))  # it knows of no other yet
    change = verbs.begin_from(rosa, elena, catalogue(), "Rosa, again")
    mine.write([change])
    (again,) = {id_ for _, id_ in change.pages} - {rosa.id}
    files = [alone, ("again.json", export(mine, [again]))]
    ids = [rosa.id, again]
    if not origin_first:
        files.reverse()
        ids.reverse()
    import_(theirs, files[:1], luis)
    before = theirs.case(ids[0]).value
    assert not before.begun
    import_(theirs, files[1:], luis)
    assert [*theirs.case(rosa.id).value.begun] == [again]
    if meanwhile:
        theirs.write([verbs.set_details(theirs.case(ids[0]), pen("ana"), note="She called.")])
        before = replace(before, note="She called.")
    after = shown(theirs)
    for _ in range(2):
        theirs.undo(luis)
        assert [page.value for page in theirs.cases()] == [before]
        theirs.redo(luis)
        assert [values(one) for one in (shown(theirs), after)] == [values(after)] * 2
    theirs.undo(luis)
    import_(theirs, files[1:], luis, bring_back=True)
    assert {page.id for page in theirs.cases()} == {rosa.id, again}
    assert [*theirs.case(rosa.id).value.begun] == [again]


def values(pages: dict[tuple[str, str], AnyPage]) -> dict[tuple[str, str], Case | Office]:
    """What people see of pages."""
    return {key: page.value for key, page in pages.items() if not page.removed}


def test_a_removal_and_a_change_made_apart_keep_the_case_and_are_to_be_settled(
    tmp_path: Path,
) -> None:
    mine, theirs = desk(tmp_path, "mine"), desk(tmp_path, "theirs")
    elena, luis = pen("elena"), pen("luis")
    (rosa,) = begin(mine, elena, "Rosa")
    import_(theirs, [("rosa.json", export(mine, [rosa.id]))], luis)
    mine.write([verbs.remove_case(mine.case(rosa.id), elena)])
    theirs.write([verbs.set_details(theirs.case(rosa.id), luis, note="new")])
    files = export(mine, [rosa.id]), export(theirs, [rosa.id])
    import_(mine, [("theirs.json", files[1])], elena)
    import_(theirs, [("mine.json", files[0])], luis)
    for work in (mine, theirs):
        ((place, one),) = work.placed_conflicts(work.case(rosa.id)).items()
        assert (place, one.kind) == (1, "removal")
        assert [side.actor for side in one.sides] == ["luis", "elena"]
        with pytest.raises(NotAllowedError, match="1 conflict"):
            export(work, [rosa.id], history=False)
    assert export(mine, [rosa.id]) == export(theirs, [rosa.id])


def test_an_office_that_differs_from_the_one_here_keeps_both_values(tmp_path: Path) -> None:
    mine, theirs, by = desk(tmp_path, "mine"), desk(tmp_path, "theirs"), pen()
    rosa, june = begin(mine, by, "Rosa", "June")
    shared = with_office(mine, by, rosa, "St. Luke's Pathology")
    with_office(mine, by, june, "", shared)
    import_(theirs, [("rosa.json", export(mine, [rosa.id], history=False))], pen("luis"))
    page = mine.office_page(shared)
    mine.write([verbs.edit_office(page, by, replace(page.value, phone="203-555-0177"))])
    page = theirs.office_page(shared)
    theirs.write([verbs.edit_office(page, pen("luis", 1), replace(page.value, phone="0178"))])
    import_(theirs, [("june.json", export(mine, [june.id], history=False))], pen("luis", 2))
    phones = {one.value for one in conflicts(theirs.office_page(shared))["phone"]}
    assert phones == {"203-555-0177", "0178"}
    assert {page.value.label for page in theirs.cases()} == {"Rosa", "June"}


def test_with_one_file_that_is_refused_nothing_comes_in(tmp_path: Path) -> None:
    mine, theirs = desk(tmp_path, "mine"), desk(tmp_path, "theirs")
    (rosa,) = begin(mine, pen(), "Rosa")
    data = export(mine, [rosa.id])
    with pytest.raises(RefusedInputError, match=r"cut\.json"):
        import_(theirs, [("rosa.json", data), ("cut.json", data[:-9])], pen("luis"))
    assert not kept(theirs).path.exists()


def test_exporting_a_case_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="not in the casebook"):
        export(desk(tmp_path), ["nobody"])


@given(st.data())
def test_casebooks_that_exchange_their_files_hold_the_same_in_any_order(
    data: st.DataObject,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        names = ("elena", "luis", "wei")[: data.draw(st.integers(2, 3))]
        desks = {name: desk(Path(folder), name) for name in names}
        pens = {name: pen(name, 3) for name in desks}
        case = a_case()
        here = {id_: replace(one, office=OFFICE.id) for id_, one in case.offices.items()}
        edits = (adding("cases", replace(case, offices=here)), adding("offices", OFFICE))
        writer = pens["elena"]
        start = Change(
            id=writer.new_id(), actor="elena", at=writer.now, verb="new_case", sentence="Began",
            edits=edits,
        )  # fmt: skip
        desks["elena"].write([start])
        begun = [("rosa.json", export(desks["elena"], [case.id]))]
        for name in names[1:]:
            import_(desks[name], begun, pens[name])
        deeds = st.sampled_from([*SHARED_DEEDS, *["remove_case", "undo", "redo"] * 3])
        for _ in range(data.draw(st.integers(0, 8))):
            name = data.draw(st.sampled_from(names))
            deed, work = data.draw(deeds), desks[name]
            try:
                match deed:
                    case "undo":
                        done = undoable(work.history(), name)[0]
                        # What was there at the beginning stays for all.
                        work.undo(pens[name], only=[one.id for one in done[1:]])
                    case "redo":
                        work.redo(pens[name])
                    case _:
                        work.write([DEEDS[deed](data, work.snapshot.pages, pens[name])])
            except SoTuiError:
                continue
        files = {name: (f"{name}.json", export(work, [case.id])) for name, work in desks.items()}
        for name in data.draw(st.permutations(names)):
            others = data.draw(st.permutations([one for one in names if one != name]))
            if data.draw(st.booleans()):
                import_(desks[name], [files[one] for one in others], pens[name])
            else:
                for one in others:
                    import_(desks[name], [files[one]], pens[name])
        first, *rest = (desks[name] for name in names)
        for other in rest:
            assert shown(other) == shown(first)
            assert export(other, [case.id]) == export(first, [case.id])
        again = import_(first, list(files.values()), pens["elena"])
        assert again.new == frozenset()


# --- The list of cases -----------------------------------------------------------------------


def test_the_list_of_cases_is_made_from_what_was_stored_with_the_last_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = desk(tmp_path)
    begin(work, pen(), "Rosa M.", "Ana T.")
    again = desk(tmp_path)
    monkeypatch.setattr("so_tui.store.snapshot_format.page", None)  # no page is decoded,
    monkeypatch.setattr("so_tui.casework.plan", None)  # and no plan is made
    assert [one.label for one in again.summaries(TODAY)] == ["Ana T.", "Rosa M."]


def test_what_was_stored_for_the_list_is_what_the_plan_says(tmp_path: Path) -> None:
    work, by = desk(tmp_path), pen()
    (page,) = begin(work, by, "Rosa M.")
    id_ = with_office(work, by, page, "St. Luke's")
    for words in ("Valley Lab", "Harbor Lab"):
        work.write([verbs.edit_office(work.office_page(id_), by, Office(id=id_, name=words))])
        assert work.summaries(TODAY) == [work.summary(work.case(page.id), TODAY)]
        assert desk(tmp_path).summaries(TODAY) == work.summaries(TODAY)


def test_a_case_that_was_removed_is_in_no_list(tmp_path: Path) -> None:
    work, by = desk(tmp_path), pen()
    page, _ = begin(work, by, "Rosa M.", "Ana T.")
    work.write([verbs.remove_case(page, by)])
    assert [one.label for one in work.summaries(TODAY)] == ["Ana T."]
    work.undo(by)
    assert [one.label for one in work.summaries(TODAY)] == ["Ana T.", "Rosa M."]


def test_what_is_written_of_an_office_is_found_in_its_cases(tmp_path: Path) -> None:
    work, by = desk(tmp_path), pen()
    (page,) = begin(work, by, "Rosa M.")
    id_ = with_office(work, by, page, "St. Luke's")
    overview = Overview(work)
    for name in ("Valley Lab", "Harbor Lab"):
        work.write([verbs.edit_office(work.office_page(id_), by, Office(id=id_, name=name))])
        overview.look(TODAY)
        overview.read([*overview.unread()])
        assert [one.case for one in overview.found(name)] == [page.id]
        assert not [*overview.unread()]
    assert not overview.found("Valley")


# --- The door to the store ---------------------------------------------------------------------


@given(st.data())
def test_another_store_behind_the_same_door_holds_the_same(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "casebook.json"
        works = [
            desk(Path(folder)),
            Casework(MemoryStore(), Aside(path), catalogue(), CALENDAR),
        ]
        case = a_case()
        begun = (adding("cases", case), adding("offices", OFFICE))
        one = pen(seed=5)
        start = Change(
            id=one.new_id(), actor="rosa", at=one.now, verb="new_case", sentence="Began",
            edits=begun,
        )  # fmt: skip
        for work in works:
            work.write([start])
        for _ in range(data.draw(st.integers(1, 8))):
            deed = data.draw(st.sampled_from(["undo", "redo", "again", *DEEDS, *DEEDS]))
            try:
                change = DEEDS[deed](data, works[0].snapshot.pages, one) if deed in DEEDS else start
            except (SoTuiError, KeyError):
                continue
            taking = data.draw(st.integers(10, 999))
            assert len({told(work, deed, change, taking) for work in works}) == 1
        files, memory = works
        assert {**files.snapshot.pages} == {**memory.snapshot.pages}
        assert files.history() == memory.history()
        assert files.history([("cases", case.id)]) == memory.history([("cases", case.id)])
        assert files.summaries(TODAY) == memory.summaries(TODAY)


def told(work: Casework, deed: str, change: Change, seed: int) -> str:
    """What a casework says of something that is done to it."""
    try:
        if deed == "undo":
            return work.undo(pen(seed=seed)).change.sentence
        if deed == "redo":
            return work.redo(pen(seed=seed)).change.sentence
        return repr(sorted(work.write([change], again=deed == "again").touched))
    except SoTuiError as fault:
        return fault.sentence
