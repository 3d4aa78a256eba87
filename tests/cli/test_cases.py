"""A person begins a case, names it, changes it, and takes changes back."""

from __future__ import annotations

import uuid

from tests.cli.running import Book


def test_a_label_is_enough_to_begin_a_case(book: Book) -> None:
    said = book("new", "Rosa")
    assert str(uuid.UUID(said.lines[0])) == said.lines[0]
    assert said.talk == "Began the case Rosa.\n"
    assert "P1 stained slides: to ask" in "\n".join(book("show").lines)


def test_the_label_need_not_be_an_argument_others_could_see(book: Book) -> None:
    book("new", stdin="Rosa M.\n")
    assert book("cases", "--json").json["cases"][0]["label"] == "Rosa M."


def test_a_case_without_a_label_is_not_begun(book: Book) -> None:
    said = book.try_("new", stdin="\n")
    assert said.code == 2
    assert "label" in said.talk
    assert book.bytes() == b""


def test_the_visit_and_the_diagnosis_can_be_said_at_once(book: Book) -> None:
    book("new", "Rosa", "--visit", "17 dec", "--time", "2pm", "--diagnosis", "-", stdin="breast")
    case = book("show", "--json").json["case"]
    assert case["visit"] == {
        "day": "2026-12-17", "time": "14:00:00", "zone": "America/New_York",
        "set_on": "2026-11-25",
    }  # fmt: skip
    assert case["diagnosis"] == "breast"


def test_a_case_is_found_by_a_part_of_its_label_or_the_beginning_of_its_id(book: Book) -> None:
    id_ = book("new", "Rosa M.").lines[0]
    book("new", "June")
    assert book("show", "rosa").lines[0] == "Case Rosa M."
    assert book("show", id_[:9]).lines[0] == "Case Rosa M."


def test_a_name_that_fits_no_case_or_several_is_told(book: Book) -> None:
    book("new", "Rosa M.")
    book("new", "Rosalie")
    assert book.try_("show", "bob").code == 3
    several = book.try_("show", "rosa")
    assert several.code == 3
    assert "Rosa M." in several.talk
    assert "Rosalie" in several.talk


def test_with_one_case_its_name_may_be_left_out_and_with_two_it_may_not(rosa: Book) -> None:
    rosa("item", "set", "P1", "asked")
    rosa("item", "set", "rosa", "P1", "ready")
    rosa("new", "June")
    said = rosa.try_("item", "set", "P1", "on-its-way")
    assert said.code == 3
    assert "June" in said.talk
    assert "Rosa" in said.talk


def test_without_any_case_it_says_how_to_begin(rosa: Book) -> None:
    book = rosa
    book("case", "remove", "rosa")
    said = book.try_("show")
    assert said.code == 3
    assert "so-tui new" in said.talk
    assert "so-tui new" in book("cases").out


def test_details_change_and_can_be_emptied(rosa: Book) -> None:
    rosa("case", "set", "--label", "Rosa M.", "--has-it", "Elena", "--note", "one\ntwo")
    case = rosa("show", "--json").json["case"]
    assert (case["label"], case["has_it"], case["note"]) == ("Rosa M.", "Elena", "one\ntwo")
    rosa("case", "set", "--has-it", "")
    assert "has_it" not in rosa("show", "--json").json["case"]


def test_saying_nothing_to_change_is_told(rosa: Book) -> None:
    said = rosa.try_("case", "set")
    assert said.code == 2
    assert "--label" in said.talk


def test_what_is_already_so_is_told_and_nothing_is_written(rosa: Book) -> None:
    before = rosa.bytes()
    said = rosa.try_("status", "going")
    assert said.code == 5
    assert "Nothing was changed" in said.talk
    assert rosa.bytes() == before


def test_a_case_that_is_put_away_leaves_the_lists(rosa: Book) -> None:
    rosa("case", "archive")
    assert "Rosa" not in rosa("cases").out
    assert "Rosa" in rosa("cases", "--all").out
    rosa("case", "unarchive", "rosa")
    assert "Rosa" in rosa("cases").out


def test_a_removed_case_comes_back_by_undo(rosa: Book) -> None:
    rosa("case", "remove", "rosa")
    assert rosa("cases", "--json").json["cases"] == []
    rosa("undo")
    assert rosa("cases", "--json").json["cases"][0]["label"] == "Rosa"


def test_ending_a_case_is_one_word(rosa: Book) -> None:
    rosa("status", "rosa", "decided-not")
    assert rosa("cases", "--json").json["cases"][0]["status"] == "decided_not"
    assert "Decided not to go" in rosa("next").out


def test_the_person_and_who_is_beside_them(rosa: Book) -> None:
    rosa("person", "set", "--legal-name", "Rosa Marín", "--born", "9 apr 1968", "--phones", "1\n2")
    assert rosa("companion", "add", "--role", "caregiver", stdin="Elena").lines == ["1"]
    assert rosa("companion", "add", "--name", "Luis", "--role", "proxy").lines == ["2"]
    rosa("companion", "set", "luis", "--authority", "health-care proxy")
    rosa("companion", "remove", "1")
    case = rosa("show", "--json").json["case"]
    assert case["person"]["born"] == "1968-04-09"
    (luis,) = case["people"].values()
    assert luis == {
        "number": 2, "name": "Luis", "role": "proxy", "authority": "health-care proxy",
    }  # fmt: skip


def test_undo_and_redo_go_back_and_forth(rosa: Book) -> None:
    rosa("item", "set", "P1", "asked")
    assert rosa("undo").talk == "Undid: P1 stained slides: asked.\n"
    assert "P1 stained slides: to ask" in rosa("show").out
    assert rosa("redo").talk == "Redid: P1 stained slides: asked.\n"
    assert "P1 stained slides: asked" in rosa("show").out


def test_undo_of_a_named_case_leaves_the_others_alone(rosa: Book) -> None:
    rosa("new", "June")
    rosa("undo", "rosa")
    assert [one["label"] for one in rosa("cases", "--json").json["cases"]] == ["June"]


def test_nothing_to_undo_is_told(rosa: Book) -> None:
    rosa("undo")
    assert rosa.try_("undo").code == 5


def test_one_takes_back_only_what_one_did_oneself(rosa: Book) -> None:
    rosa.environment["SO_TUI_ACTOR"] = "Luis"
    assert rosa.try_("undo").code == 5
    assert "Rosa" in rosa("cases").out


def test_the_history_says_who_did_what(rosa: Book) -> None:
    rosa("item", "set", "P1", "asked")
    last = rosa("history").lines[-1]
    assert last.startswith("2. Wed 25 Nov 2026 ")
    assert last.endswith("Elena: P1 stained slides: asked")
    changes = rosa("history", "--json").json["changes"]
    assert [one["verb"] for one in changes] == ["new_case", "move_item"]
    assert [one["counter"] for one in changes] == [1, 2]
