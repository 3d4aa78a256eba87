"""What panes say about a case, as rows of text; nothing here needs a terminal."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len

from so_tui.core.case import Answer, Case, Contact, in_order
from so_tui.core.headline import next_of
from so_tui.core.steps import Next
from so_tui.tui import plain
from so_tui.tui.marks import MARK_OF, MARKS, PLAIN, in_ascii
from so_tui.tui.targets import Target
from so_tui.tui.views.card import card
from so_tui.tui.views.head import head, shortened
from so_tui.tui.views.notice import SAVED, UNSAVED
from so_tui.tui.views.reasons import reasons
from so_tui.tui.views.rows import Bit, Come, Line, Panel, fit, line_width, pair
from so_tui.tui.views.steps import target_of
from so_tui.tui.views.strip import strip
from so_tui.tui.views.timeline import timeline_panel
from so_tui.tui.views.view import View
from so_tui.tui.views.visit import visit
from so_tui.tui.widgets.drawn import until
from tests.core.histories import History, histories, mornings
from tests.exchange.sample_cases import STORIES
from tests.hostile import PAYLOADS
from tests.knowledge import catalogue
from tests.tui.desk import TODAY, relabeled, view

NARROW_CARD, WIDE_CARD = 26, 76


def text(line: Line) -> str:
    return "".join(bit.text for bit in line)


def rows(panel: Panel) -> list[str]:
    return [row.text.rstrip() for row in panel.rows]


def item_id(case: Case, kind: str) -> str:
    return next(id_ for id_, item in in_order(case.items) if item.kind == kind)


def panels(seen: View, cells: int) -> list[Panel]:
    return [
        visit(seen, cells),
        reasons(seen, cells),
        *(card(seen, call, cells) for call in ("oncologist", "pathology", "radiology")),
        timeline_panel(seen, cells, 20),
    ]


# --- Cards ---


def test_a_card_counts_what_is_there_of_what_is_asked_for() -> None:
    seen = view()
    assert card(seen, "oncologist", NARROW_CARD).come == Come(3, 6)
    assert card(seen, "pathology", NARROW_CARD).come == Come(0, 3, "◉ ", "due")
    assert card(seen, "radiology", NARROW_CARD).come == Come(1, 4)


def test_a_card_says_whom_to_call_and_how_the_papers_travel() -> None:
    found = rows(card(view(), "oncologist", NARROW_CARD))
    assert found[0] == "Valley Oncology"
    assert found[1] == "Dr Chen       203-555-0143"
    assert "By fax to 212-555-0199" in found
    assert "Fri 20 Nov spoke with Ana" in found
    assert "call back Tue 1 Dec" in found
    assert "+ Shore Surgery Group" in found


def test_an_item_shows_its_mark_beside_the_word_for_its_state() -> None:
    found = rows(card(view(), "oncologist", NARROW_CARD))
    assert "● consult notes    arrived" in found
    assert "◐ treatment summary  asked" in found
    assert "– lab results   not needed" in found


def test_a_promise_shows_the_day_it_was_promised_for() -> None:
    assert "◆ operative note by 30 Nov" in rows(card(view(), "oncologist", NARROW_CARD))


def test_what_is_needed_today_and_not_asked_for_yet_has_its_own_mark() -> None:
    assert "◉ stained slides    to ask" in rows(card(view(), "pathology", NARROW_CARD))


def test_a_wide_card_says_what_names_an_item_and_by_when_it_is_needed() -> None:
    line = next(row for row in rows(card(view(), "pathology", WIDE_CARD)) if "slides" in row)
    for word in ("stained slides", "S26-1042", "14 slides", "to ask", "today"):
        assert word in line


def test_days_stand_below_each_other_also_past_the_end_of_the_year() -> None:
    found = rows(visit(view("fresh"), WIDE_CARD))
    states = {row.index("to ask") for row in found if "to ask" in row}
    assert len(states) == 1


def test_a_problem_is_told_below_its_item() -> None:
    def broken(case: Case) -> Case:
        id_ = item_id(case, "ct")
        item = replace(case.items[id_], problem="disc_will_not_open")
        return replace(case, items={**case.items, id_: item})

    seen = view(change=broken)
    problem = seen.catalogue.problems.get("disc_will_not_open")
    words = problem.name if problem else "disc will not open"
    assert words.split()[0] in "\n".join(rows(card(seen, "radiology", WIDE_CARD)))


def test_items_of_no_office_are_listed_apart() -> None:
    found = rows(card(view("fresh"), "pathology", NARROW_CARD))
    assert "No office yet. Add the one" in found
    assert any("stained slides" in row for row in found)


def test_an_empty_log_says_which_key_fills_it() -> None:
    assert any("Press c" in row for row in rows(card(view(), "pathology", WIDE_CARD)))


def test_the_log_of_a_wide_card_has_the_latest_contact_first() -> None:
    def twice(case: Case) -> Case:
        earlier = Contact(
            number=8, on=TODAY - dt.timedelta(days=30), call="pathology", outcome="voicemail"
        )
        later = Contact(number=9, on=TODAY, call="pathology", outcome="spoke", with_whom="Lee")
        return replace(case, contacts={**case.contacts, "a": earlier, "b": later})

    found = rows(card(view(change=twice), "pathology", WIDE_CARD))
    spoke = next(n for n, row in enumerate(found) if "spoke with Lee" in row)
    voicemail = next(n for n, row in enumerate(found) if "voicemail" in row)
    assert spoke < voicemail


# --- Reasons ---


def test_reasons_say_how_many_are_marked_and_keep_no_score() -> None:
    panel = reasons(view(), NARROW_CARD)
    assert panel.aside == "2 marked"
    assert "✓ Peace of mind" in rows(panel)
    assert "? A research study" in rows(panel)
    assert panel.come is None


def test_a_marked_reason_asks_something_of_the_plan() -> None:
    asks = [row.target for row in reasons(view(), NARROW_CARD).rows if row.target]
    assert any(target.kind == "step" and target.step == target.id for target in asks)


def test_no_answer_and_an_answer_of_no_look_different() -> None:
    def answered(case: Case) -> Case:
        return replace(case, reasons={"more_options": Answer(reply="does_not")})

    found = rows(reasons(view(change=answered), NARROW_CARD))
    assert "– More options" in found
    assert "· Peace of mind" in found


# --- Visit ---


def test_the_visit_pane_says_when_where_to_and_what_is_wanted() -> None:
    found = "\n".join(rows(visit(view(), WIDE_CARD)))
    assert "Thu 17 Dec 2026 10:30" in found
    assert "Center Pathology, Attn Dr Okoye" in found
    assert "stained slides       needed" in found


def test_without_a_date_the_visit_pane_says_how_the_plan_counts() -> None:
    assert "counts from the day the case began" in " ".join(rows(visit(view("no-date"), 76)))


# --- Header, strip ---


def test_the_header_names_the_case_the_visit_and_the_next_step() -> None:
    first, second = map(text, head(view(), SAVED, 120))
    assert "Rosa M.  breast cancer, stage II" in first
    assert "7 of 17 there" in first
    assert "Visit Thu 17 Dec 2026 10:30, in 15 business days" in first
    assert "NEXT Call St. Luke's Pathology, 203-555-0177: ask for the stained slides" in second
    assert second.rstrip().endswith("✓ saved")


def test_a_narrow_header_keeps_the_visit_and_the_day_of_the_next_step() -> None:
    first, second = map(text, head(view(), SAVED, 60))
    assert "17 Dec" in first
    assert "Today." in second


def test_the_header_says_when_something_is_not_saved() -> None:
    assert "! not saved" in text(head(view(), UNSAVED, 80)[1])


SLIDES = Next(
    opens="ask:slides", call="pathology", what="ask for the stained slides of S26-1042",
    short="ask for stained slides", whom="Lab", phone="203-555-0177", needed_by=TODAY,
)  # fmt: skip


def brief(next_: Next, cells: int) -> str:
    return shortened(next_, catalogue().words, TODAY, cells)


def test_a_short_next_step_is_left_whole() -> None:
    pack = Next(opens="pack", call="visit", what="pack the papers", short="pack", needed_by=TODAY)
    assert brief(pack, 60) == "Pack the papers. Needed by today."


def test_a_long_next_step_gives_up_words_the_number_and_whom_to_call_before_its_end() -> None:
    assert brief(SLIDES, 64) == "Call Lab, 203-555-0177: ask for stained slides. Today."
    assert brief(SLIDES, 50) == "Call Lab: ask for stained slides. Today."
    assert brief(SLIDES, 30) == "Ask for stained slides. Today."
    assert brief(SLIDES, 20) == "Ask for stai… Today."


def test_a_step_that_was_needed_before_says_so_in_few_words() -> None:
    sign = Next(
        opens="sign:p", call="pathology", what="sign the release for The Lab and hand it over",
        short="release to sign", needed_by=TODAY - dt.timedelta(days=7), urgency="late",
    )  # fmt: skip
    assert brief(sign, 40) == "Release to sign. Was by Wed 18 Nov."


@given(histories(), st.data())
def test_every_step_is_said_as_one_sentence_with_one_end_however_narrow(
    history: History, data: st.DataObject
) -> None:
    one = data.draw(st.sampled_from(list(mornings(history))))
    book, made = one.after, one.after.plan(one.day)
    words = catalogue().words
    said = [
        shortened(found, words, one.day, cells)
        for cells in range(20, 140, 12)
        for id_ in made.order
        if (step := made.step(id_)) is not None
        and (found := next_of([step], book.case, book.offices, words, one.day)) is not None
    ]
    for sentence in (*said, *(made.rush.lines if made.rush is not None else ())):
        assert sentence[:1] == sentence[:1].upper(), sentence
        assert not any(twice in sentence for twice in ("?.", "..", "!.", " .")), sentence


def test_the_strip_shows_how_every_pane_stands_and_which_is_on_screen() -> None:
    line = text(strip(view(), "pathology", (80, 24)))
    assert "▐3 Pathology ◉ 0/3▌" in line
    for words in ("0 Visit", "1 Why 2", "2 Oncologist 3/6", "4 Radiology 1/4", "5 Time"):
        assert words in line


def test_the_strip_has_whole_names_where_they_fit_and_plain_words_where_not() -> None:
    wide = text(strip(view(), "pathology", (100, 30)))
    assert all(words in wide for words in ("1 Reasons 2", "2 Oncologist 3/6", "5 Timeline"))
    small = text(strip(view(), "pathology", (60, 20)))
    assert all(words in small for words in ("2 Doctor 3/6", "▐3 Lab ◉0/3▌", "4 Scans 1/4"))


def test_the_strip_fits_sixty_columns_whichever_pane_is_on_screen() -> None:
    for pane in ("visit", "reasons", "oncologist", "pathology", "radiology", "timeline"):
        assert "…" not in text(strip(view(), pane, (60, 20)))


def test_in_a_small_window_the_strip_says_what_is_missing() -> None:
    assert "small" in text(strip(view(), "visit", (40, 10)))


# --- Timeline ---


def test_the_timeline_lists_what_is_to_do_by_day() -> None:
    found = rows(timeline_panel(view(), 116, 13))
    assert found[0] == "Wed 25 Nov, today"
    assert found[1] == "◉ Pathology   ask for stained slides"


def test_the_drawing_shows_today_the_visit_bars_and_marks() -> None:
    beside = [text(line) for line in timeline_panel(view(), 116, 30).beside]
    assert "▼25" in beside[0]
    assert "★17" in beside[0]
    operative = next(line for line in beside if line.startswith("   operative note"))
    assert "━━━━╌╌╌╌◆○·····○·○" in operative
    assert next(line for line in beside if "stained slides" in line).startswith(" ◉ stained slides")


@pytest.mark.parametrize("cells", [56, 76, 116])
def test_the_timeline_is_drawn_from_sixty_columns_on(cells: int) -> None:
    panel = timeline_panel(view(), cells, 14)
    drawn = panel.beside or panel.above
    calls = ["Visit", "Oncologist", "Pathology", "Radiology"]
    named = [text(line)[1:].split(" ")[0] for line in drawn]
    assert [one for one in named if one in calls] == calls
    assert panel.rows


def test_a_visit_however_far_away_stands_above_the_columns() -> None:
    for day in (dt.date(2027, 6, 1), dt.date(2027, 11, 25), dt.date(2026, 11, 25)):
        seen = view(change=lambda case, day=day: replace(  # type: ignore[misc]
            case, visit=replace(case.visit, day=day)))  # fmt: skip
        for cells in (56, 76, 116):
            panel = timeline_panel(seen, cells, 20)
            assert MARKS["visit"] in text((panel.beside or panel.above)[0]), (day, cells)


def test_a_step_under_the_cursor_is_explained_with_its_reason() -> None:
    seen = view()
    step = next(one for one in seen.plan.steps if one.item and one.reason and not one.is_over)
    chosen = target_of(step, seen.case)
    beside = " ".join(text(line).strip() for line in
                      timeline_panel(seen, 116, 30, chosen=chosen).beside)  # fmt: skip
    assert step.reason.split()[0] in beside


def test_all_that_shares_the_cell_of_the_cursor_is_named() -> None:
    seen = view()
    step = seen.plan.step("ask:" + item_id(seen.case, "pathology_report"))
    assert step is not None
    lines = timeline_panel(seen, 76, 18, chosen=target_of(step, seen.case)).above
    said = " ".join(text(line).strip() for line in lines)
    assert "Here as well: release to sign, ask for molecular tests." in said


def test_in_a_rush_the_timeline_begins_with_what_can_still_be_done() -> None:
    seen = view("rush")
    assert seen.plan.rush is not None
    panel = timeline_panel(seen, 116, 20)
    assert "time is short" in panel.title
    assert any(row.lstrip().startswith("1. ") for row in rows(panel))


# --- Fitting, and plain characters ---


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("cells", [20, 26, 36, 56, 60, 76, 100, 116, 150])
def test_no_row_is_wider_than_its_pane(name: str, cells: int) -> None:
    for panel in panels(view(name), cells):
        room = cells - (line_width(panel.beside[0]) + 2 if panel.beside else 0)
        for row in panel.rows:
            assert line_width(row.line) <= room, row.text
        for line in (*panel.above, *panel.beside):
            assert line_width(line) <= cells, text(line)


@pytest.mark.parametrize("name", STORIES)
def test_every_sign_on_screen_has_a_plain_character_of_the_same_width(name: str) -> None:
    for panel in panels(view(name), 76):
        for line in (*(row.line for row in panel.rows), *panel.above, *panel.beside):
            for bit in line:
                made = in_ascii(bit.text, plain.width(bit.text))
                assert made.isascii()
                assert len(made) == plain.width(bit.text)


def test_each_mark_has_a_plain_character_of_its_own() -> None:
    plain_marks = {name: PLAIN.get(mark, mark) for name, mark in MARKS.items()}
    states = ("late", "to_ask", "asked", "promised", "arrived", "usable", "not_usable",
              "not_needed", "visit", "today")  # fmt: skip
    assert len({plain_marks[name] for name in states}) == len(states)
    assert set(MARK_OF.values()) <= set(MARKS.values())


def test_accents_are_left_out_rather_than_lost_in_plain_characters() -> None:
    assert in_ascii("José Ñandú", 10) == "Jose Nandu"
    assert in_ascii("張偉", 4) == "????"


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_the_worst_text_fits_its_line_and_has_nothing_but_text(payload: str) -> None:
    seen = view(change=relabeled(payload))
    for line in head(seen, SAVED, 80):
        assert line_width(line) == 80
        for sign in ("\x1b", "\x9b", "\x00", "\u202e", "\n", "\r"):
            assert sign not in text(line)


def test_a_line_cuts_its_left_side_first() -> None:
    assert text(fit([Bit("stained slides")], 14, [Bit("to ask")])) == "staine… to ask"


def test_words_break_between_lines_and_never_at_a_cost() -> None:
    assert plain.wrap("one two three", 8) == ["one two", "three"]
    assert plain.wrap("incomprehensibilities", 8) == ["incompre", "hensibil", "ities"]
    assert plain.wrap("張偉 王秀英", 5) == ["張偉", "王秀", "英"]


def test_a_target_is_the_same_thing_whatever_is_to_be_done_there() -> None:
    assert Target("item", "a", step="ask:a").is_same(Target("item", "a"))
    assert not Target("item", "a").is_same(Target("item", "b"))


WORDS = st.lists(
    st.tuples(
        st.sampled_from(["a", "bb", "ccc", "  ", "漢"]), st.sampled_from(["", "dim", "late"])
    ),
    max_size=6,
).map(lambda bits: tuple(Bit(*bit) for bit in bits))


@given(WORDS, WORDS)
def test_all_that_differs_between_two_lines_is_drawn_anew(before: Line, after: Line) -> None:
    def cells(line: Line) -> list[tuple[str, str]]:
        return [(one, bit.style) for bit in line for one in bit.text for _ in range(cell_len(one))]

    drawn = until(before, after)
    assert cells(before)[drawn:] == cells(after)[drawn:]


# --- Long names and addresses ---

TEXTS = st.lists(st.text("abcdefgh", min_size=1, max_size=12), max_size=9).map(
    lambda words: " ".join(words)
)


@given(TEXTS, TEXTS, st.integers(12, 80))
def test_two_texts_at_the_ends_of_a_line_are_told_whole(left: str, right: str, cells: int) -> None:
    found = pair(left, right, cells, "strong", Target("office", "one"))
    assert all(line_width(row.line) == cells for row in found)
    assert " ".join(" ".join(row.text for row in found).split()) == f"{left} {right}".strip()
    assert [row.more for row in found] == [n > 0 for n in range(len(found))]
    assert len(found) == 1 or len(left) + 1 + len(right) > cells


@pytest.mark.parametrize("cells", [26, 36, 56, 76, 116])
def test_where_things_go_and_whom_to_ask_are_never_cut(cells: int) -> None:
    where = "The Center for Second Opinions, Pathology Consults, 400 Harlan Plaza, Suite 1200"
    whom = "Dr Maria Alexandra Konstantinou-Weatherby, ask twice"
    named = "St. Luke's Regional Department of Surgical Pathology"

    def longer(case: Case) -> Case:
        offices = {
            id_: replace(one, contact_person=whom, service_dates="since March 2019, every year")
            for id_, one in case.offices.items()
        }
        items = {id_: replace(one, destination=where) for id_, one in case.items.items()}
        return replace(case, offices=offices, items=items)

    found = view("midway", longer)
    known = {id_: replace(one, name=named) for id_, one in found.offices.items()}
    told = rows(card(replace(found, offices=known), "pathology", cells))
    words = " ".join(" ".join(told).split())
    for text_ in (where, whom, named):
        assert text_ in words, told
