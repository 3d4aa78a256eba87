"""What the reading commands say, to people and to programs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.running import ROOT, Book

MIDWAY = str(ROOT / "data" / "samples" / "midway.json")
BOX = set("│─╭╮╰╯┌┐└┘├┤●○◐◆✓✗★▼")


@pytest.fixture
def midway(book: Book) -> Book:
    """The sample that is under way on 25 November 2026."""
    book("import", MIDWAY)
    return book


def test_the_next_step_is_one_sentence_with_whom_to_call(midway: Book) -> None:
    (line,) = midway("next").lines
    assert line.startswith("Call ")
    assert line == midway("next", "--json").json["cases"][0]["next"]["headline"]


def test_with_several_cases_each_has_its_next_step_the_most_urgent_first(midway: Book) -> None:
    midway("new", "June", "--visit", "2027-02-18")
    first, second = midway("next").lines
    assert first.startswith("Rosa M.: ")
    assert second.startswith("June: ")
    assert midway("next", "june").lines == [second.removeprefix("June: ")]


def test_due_looks_five_business_days_ahead_unless_told_otherwise(midway: Book) -> None:
    assert midway("due", "--json").json["until"] == "2026-12-03", "Thanksgiving does not count"
    assert midway("due", "--within", "0", "--json").json["until"] == "2026-11-25"
    few = midway("due", "--within", "0").lines
    many = midway("due", "--within", "10").lines
    assert few == many[: len(few)]
    assert len(few) < len(many) < len(midway("due", "--all").lines)
    assert all(line.startswith("Today: ") for line in few)


def test_due_names_the_item_the_day_and_what_it_waits_for(midway: Book) -> None:
    lines = midway("due", "--all").lines
    assert any("Pathology P1: " in line and "needed by " in line for line in lines)
    assert any("waits for: " in line for line in lines)


def test_nothing_due_is_said_too(midway: Book) -> None:
    midway("status", "closed")
    assert midway("due").lines == ["Nothing is due in that time."]


def test_show_tells_every_fact_on_a_line_of_its_own(midway: Book) -> None:
    lines = midway("show").lines
    assert lines[0] == "Case Rosa M."
    assert "Visit: Thu 17 Dec 2026 10:30 America/New_York, in 15 business days" in lines
    assert any(line.startswith("P1 stained slides: ") for line in lines)
    assert any(line.startswith("Contact 1, ") for line in lines)
    assert any(line.startswith("Oncologist office: Valley Oncology") for line in lines)
    assert lines[-1].startswith("Organizes paperwork")
    assert all(lines)


@pytest.mark.parametrize("words", [["show"], ["cases"], ["next"], ["due", "--all"], ["history"]])
def test_plain_lines_have_no_drawing_in_them(midway: Book, words: list[str]) -> None:
    assert not BOX & set(midway(*words).out)


def test_cases_says_a_line_for_each(midway: Book) -> None:
    (line,) = midway("cases").lines
    assert line.startswith("Rosa M. (")
    assert "visit Thu 17 Dec 2026" in line
    assert "Next: Call " in line


CASE = {
    "id", "label", "status", "archived", "diagnosis", "visit", "visit_time", "visit_zone",
    "business_days_left", "next", "late", "conflicts", "calls", "has_it",
}  # fmt: skip
STEP = {
    "id", "call", "what", "text", "headline", "item", "office", "on", "needed_by", "promised",
    "done_on", "standing", "late", "due_today", "tight", "out_of_reach", "urgency", "naming",
    "last_day", "float", "blocked_by", "markable", "reason",
}  # fmt: skip
NEXT = STEP | {"whom", "phone", "day", "others"}
ITEM = {
    "item", "id", "call", "kind", "name", "office", "state", "place", "promised", "problem",
    "needed_by", "late",
}  # fmt: skip
WHOLE = {
    "today", "items", "steps", "notices", "rush", "agenda", "together_by", "fits_until", "case",
    "offices", "clocks",
}  # fmt: skip


def test_the_names_in_json_stay(midway: Book) -> None:
    cases = midway("cases", "--json").json
    assert set(cases) == {"today", "cases"}
    assert set(cases["cases"][0]) == CASE
    assert set(cases["cases"][0]["next"]) == NEXT
    assert set(cases["cases"][0]["calls"]) == {"visit", "oncologist", "pathology", "radiology"}
    assert set(cases["cases"][0]["calls"]["pathology"]) == {"there", "asked"}
    show = midway("show", "--json").json
    assert set(show) == CASE | WHOLE
    assert set(show["items"][0]) == ITEM
    assert set(show["steps"][0]) == STEP
    due = midway("due", "--json").json
    assert set(due) == {"today", "until", "steps"}
    assert set(due["steps"][0]) == STEP | {"case", "label"}
    following = midway("next", "--json").json
    assert set(following) == {"today", "cases"}
    assert set(following["cases"][0]) == {"case", "label", "conflicts", "next"}
    assert set(following["cases"][0]["next"]) == NEXT
    history = midway("history", "--json").json
    assert set(history["changes"][0]) == {
        "id", "counter", "at", "actor", "verb", "sentence", "undoes",
    }  # fmt: skip


def test_the_clocks_are_told_with_their_rules_those_that_are_over_first(midway: Book) -> None:
    midway("item", "add", "block", "--specimen-date", "29 feb 2024")
    midway("release", "set", "2", "--instrument", "access-request")
    lines = midway("show").lines
    first, *rest = (line for line in lines if line.startswith("Clock"))
    assert "block" in first
    assert "ended on Sat 28 Feb 2026: ask whether the block still exists." in first
    assert first.endswith("(42 CFR 493.1105(a)(7)(ii), last checked Jan 2025)")
    (access,) = (one for one in rest if "release 2" in one)
    assert "release 2, Valley Oncology: The rule gives them 30 calendar days" in access
    assert "until Sun 20 Dec 2026" in access
    assert not [one for one in rest if "release 1" in one], "an authorization has no clock"
    shown = midway("show", "--json").json["clocks"]
    assert set(shown[0]) == {
        "clock", "item", "release", "office", "from", "day", "extended", "passed", "length",
        "unit", "source", "checked", "text",
    }  # fmt: skip
    assert [one["passed"] for one in shown][:2] == [True, False]
    (access,) = (one for one in shown if one["clock"] == "access_request")
    assert (access["release"], access["day"], access["extended"]) == (2, "2026-12-20", "2027-01-19")
    assert (access["source"], access["checked"]) == ("45 CFR 164.524(b)(2)", "2025-01-31")


def test_days_in_json_are_iso(midway: Book) -> None:
    show = midway("show", "--json").json
    assert show["today"] == "2026-11-25"
    assert show["visit"] == "2026-12-17"
    assert show["visit_time"] == "10:30:00"
    assert show["business_days_left"] == 15


def test_the_case_in_json_is_as_in_a_case_file(midway: Book) -> None:
    import json

    exported = json.loads(midway("export").data)
    show = midway("show", "--json").json
    assert show["case"] == exported["cases"][0]
    assert show["offices"] == exported["offices"]


def test_kinds_and_problems_can_be_listed(book: Book) -> None:
    assert any(line.startswith("stained-slides: ") for line in book("kinds").lines)
    assert {one["call"] for one in book("kinds", "pathology", "--json").json["kinds"]} == {
        "pathology"
    }
    assert any(line.startswith("wrong-slide: ") for line in book("problems").lines)
    assert "wrong_slide" in {one["problem"] for one in book("problems", "--json").json["problems"]}


def test_values_kept_apart_are_shown_until_someone_chooses(rosa: Book, tmp_path: Any) -> None:
    """Two people change the visit's day in two casebooks; then their files meet."""
    other = Book(tmp_path / "luis", actor="Luis")
    other("import", "-", stdin=rosa("export").data)
    rosa("visit", "set", "--day", "2026-12-18")
    other("visit", "set", "--day", "2026-12-21")
    rosa("import", "-", stdin=other("export").data)
    (line,) = (one for one in rosa("show").lines if one.startswith("Conflict 1: visit, day: "))
    assert "“Fri 18 Dec 2026”, by Elena, " in line
    assert "“Mon 21 Dec 2026”, by Luis, " in line
    assert rosa("show", "--json").json["conflicts"] == 1
    value = "1" if "value 1 is “Fri 18 Dec 2026”" in line else "2"
    rosa("choose", "1", value)
    assert "Conflict" not in rosa("show").out
    assert rosa("show", "--json").json["visit"] == "2026-12-18"
    assert rosa.try_("choose", "1", "1").code == 3
