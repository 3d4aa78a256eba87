"""What two people did apart is seen, counted and settled by command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.cli.running import Book


@pytest.fixture
def apart(rosa: Book, tmp_path: Path) -> Book:
    """Rosa's casebook after Luis's file came in: four fields and a number given apart."""
    luis = Book(tmp_path / "luis", actor="Luis")
    luis("import", "-", stdin=rosa("export").data)
    for book, stage, day, asked in ((rosa, "II", "1 dec", "Why?"), (luis, "III", "3 dec", "When?")):
        book("case", "set", "--diagnosis", f"stage {stage}", "--note", f"says {stage}")
        book("item", "set", "P1", "--promise", day, "--promised-by", f"Dr {stage}")
        book("question", "add", "--text", asked)
    rosa("import", "-", stdin=luis("export").data)
    return rosa


def places(book: Book) -> dict[int, str]:
    (case,) = book("conflicts", "--json").json["cases"] or [{"conflicts": []}]
    return {one["place"]: one["what"] for one in case["conflicts"]}


def test_each_place_stays_while_others_are_settled(apart: Book) -> None:
    seen = places(apart)
    assert len(seen) == 4
    left = dict(seen)
    for place in seen:
        apart("choose", str(place), "2")
        left.pop(place)
        assert places(apart) == left
        assert apart.try_("choose", str(place), "1").code == 3
    for place in reversed(seen):
        apart("undo")
        left[place] = seen[place]
        assert places(apart) == left


@given(
    st.text(st.characters(categories=["Nd", "No", "Nl"]), min_size=1, max_size=4)
    | st.integers(0, 9).map(lambda figure: str(figure) * 5_000)
)
@example("²")
@example("9" * 5_000)
@settings(max_examples=20, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_a_number_in_whatever_signs_names_a_part_or_is_refused(apart: Book, said: str) -> None:
    (place, *_) = places(apart)
    known = said.isdecimal() and len(said) < 10
    for words in (("choose", str(place), said), ("put-back", said)):
        answer = apart.try_(*words)
        assert answer.code in ((0, 2, 3) if known else (2, 3))
        assert len(answer.talk) < 400
        if answer.code == 0:
            apart("undo")


def test_a_place_can_be_named_by_the_path_that_json_gives(apart: Book) -> None:
    (case,) = apart("conflicts", "--json").json["cases"]
    for one in case["conflicts"]:
        apart("choose", one["path"], "1")
    assert apart("conflicts").lines == ["There is no conflict to settle."]


def test_values_are_in_words_with_who_gave_them_and_when(apart: Book) -> None:
    lines = apart("conflicts").lines
    assert not [line for line in lines if "{" in line or "[" in line]
    (promise,) = [line for line in lines if "promise" in line]
    assert "“day Thu 3 Dec 2026, by Dr III" in promise
    assert promise.count("Wed 25 Nov 2026") >= 2
    for who in ("by Elena, Wed 25 Nov 2026 ", "by Luis, Wed 25 Nov 2026 "):
        assert all(who in line for line in lines)
    assert apart("show").lines[apart("show").lines.index("To settle: 4 conflicts") + 1] == lines[0]


def test_who_gave_a_value_stays_when_a_choice_was_undone(apart: Book) -> None:
    before = apart("conflicts").lines
    for place in places(apart):
        apart("choose", str(place), "1")
    for _ in before:
        apart("undo")
    assert [one.partition(":")[2].split("Value 1")[0] for one in apart("conflicts").lines] == [
        one.partition(":")[2].split("Value 1")[0] for one in before
    ]


def test_a_number_that_was_given_twice_is_settled(apart: Book) -> None:
    refused = apart.try_("question", "set", "1", "--answer", "x")
    assert refused.code == 3
    assert "so-tui choose" in refused.talk
    (place,) = [n for n, what in places(apart).items() if "given twice" in what]
    apart("choose", str(place), "1")
    questions = apart("show", "--json").json["case"]["questions"].values()
    assert sorted(one["number"] for one in questions) == [1, 2]
    apart("question", "set", "1", "--answer", "x")
    apart("question", "set", "2", "--answer", "y")


def test_every_list_says_how_many_there_are(apart: Book) -> None:
    (line,) = apart("cases").lines
    assert "; 4 conflicts to settle. Next:" in line
    assert any(line.startswith("4 conflicts to settle: so-tui conflicts ") for line in
               apart("next").lines)  # fmt: skip
    for command in (("cases",), ("next",)):
        assert apart(*command, "--json").json["cases"][0]["conflicts"] == 4
    assert apart("show", "--json").json["conflicts"] == 4
    data = apart("export").data
    assert apart("import", "--json", "-", stdin=data).json["cases"][0]["conflicts"] == 4
    assert "4 conflicts to settle" in apart("import", "-", stdin=data).talk


def test_an_export_without_history_drops_no_side(apart: Book) -> None:
    refused = apart.try_("export", "--no-history")
    assert (refused.code, refused.out) == (5, "")
    assert "3 conflicts" in refused.talk
    assert "other values" in refused.talk
    for place in places(apart):
        apart("choose", str(place), "1")
    assert json.loads(apart("export", "--no-history").data)["cases"]


def test_what_cannot_be_undone_is_named_and_the_one_before_it_is_undone(rosa: Book) -> None:
    luis = Book(rosa.path.parent, actor="Luis")
    rosa("case", "set", "--note", "mine")
    rosa("case", "set", "--diagnosis", "II")
    luis("case", "set", "--diagnosis", "III")
    said = rosa("undo").talk
    assert "cannot be undone: it was changed again since, by Luis." in said
    assert "Undid: Changed the case's details." in said
    case = rosa("show", "--json").json["case"]
    assert (case.get("note", ""), case["diagnosis"]) == ("", "III")
    rosa("redo")
    assert rosa("show", "--json").json["case"]["note"] == "mine"


def test_an_import_over_several_cases_is_undone_and_redone_as_one(
    rosa: Book, tmp_path: Path
) -> None:
    luis = Book(tmp_path / "luis", actor="Luis")
    rosa("new", "June")
    luis("new", "Pia")
    luis("import", "-", stdin=rosa("export", "--all").data)
    assert len(luis("cases", "--json").json["cases"]) == 3
    luis("undo")
    assert [one["label"] for one in luis("cases", "--json").json["cases"]] == ["Pia"]
    luis("redo")
    assert len(luis("cases", "--json").json["cases"]) == 3


def test_a_removal_travels_by_command(rosa: Book, tmp_path: Path) -> None:
    luis = Book(tmp_path / "luis", actor="Luis")
    luis("import", "-", stdin=rosa("export").data)
    before = rosa("export").data
    rosa("case", "remove", "rosa")
    out = tmp_path / "all.json"
    assert "what is removed here: Rosa" in rosa("export", "rosa", "-o", str(out)).talk
    assert "Removed Rosa" in luis("import", str(out)).talk
    assert luis("cases", "--json").json["cases"] == []
    kept = rosa("import", "-", stdin=before)
    assert "stays removed" in kept.talk
    assert "Took in" in rosa("import", "--bring-back", "-", stdin=before).talk
    rosa("undo")
    assert rosa("cases", "--json").json["cases"] == []


def test_a_case_that_was_brought_back_and_changed_by_somebody_stays(rosa: Book) -> None:
    luis = Book(rosa.path.parent, actor="Luis")
    data = rosa("export").data
    rosa("case", "remove", "rosa")
    rosa("import", "--bring-back", "-", stdin=data)
    luis("case", "set", "--note", "x")
    refused = "“Imported Rosa” cannot be undone: it was changed again since, by Luis."
    undone = rosa.try_("undo")
    assert refused in undone.talk
    (case,) = rosa("cases", "--json").json["cases"]
    assert case["conflicts"] == 0


def test_the_first_of_a_fresh_merge_is_1(apart: Book, tmp_path: Path) -> None:
    for place in places(apart):
        apart("choose", str(place), "1")
    mia = Book(tmp_path / "mia", actor="Mia")
    mia("import", "-", stdin=apart("export").data)
    for book, says in ((apart, "mine"), (mia, "hers")):
        book("case", "set", "--specialty", says, "--note", says)
    apart("import", "-", stdin=mia("export").data)
    seen = places(apart)
    assert sorted(seen) == [1, 2]
    apart("choose", "1", "1")
    assert places(apart) == {2: seen[2]}
    apart("choose", "2", "1")
    apart("undo")
    assert places(apart) == {2: seen[2]}


def test_what_ended_before_anybody_could_see_it_takes_no_number(rosa: Book, tmp_path: Path) -> None:
    luis = Book(tmp_path / "luis", actor="Luis")
    luis("import", "-", stdin=rosa("export").data)
    rosa("case", "set", "--diagnosis", "III")
    luis("case", "set", "--diagnosis", "II")
    for book in (rosa, luis):
        book("case", "set", "--note", book.actor)
    luis("case", "set", "--diagnosis", "III")
    rosa("import", "-", stdin=luis("export").data)
    assert places(rosa) == {1: "note"}


def test_a_choice_says_what_it_was_about_and_what_stays(apart: Book, tmp_path: Path) -> None:
    mia = Book(tmp_path / "mia", actor="Mia")
    mia("import", "-", stdin=apart("export").data)
    apart("item", "remove", "P2")
    mia("item", "set", "P2", "--note", "on its way")
    mia("item", "remove", "P3")
    apart("item", "set", "P3", "--note", "on its way")
    apart("import", "-", stdin=mia("export").data)
    said = {}
    (case,) = apart("conflicts", "--json").json["cases"]
    for one in case["conflicts"]:
        nth = "2" if "P3" in one["what"] else "1"
        talk = apart("choose", one["path"], nth).talk
        said[one["what"]] = talk
        if one["kind"] != "removal":
            assert f"“{one['values'][0]['text']}”" in talk
            assert ("two" if len(one["values"]) == 2 else str(len(one["values"]))) in talk
        else:
            item = one["what"].partition(",")[0]
            assert f"{'Removed' if nth == '2' else 'Kept'} {item}, which" in talk
    assert any("P2" in one for one in said)
