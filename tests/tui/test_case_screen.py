"""What a person does on the screen of a case, by keyboard alone."""

from __future__ import annotations

import unicodedata
from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot

from so_tui.core import verbs
from so_tui.core.case import Item
from so_tui.errors import CasebookError
from so_tui.tui.actions import FORM_ACTIONS
from so_tui.tui.app import SoTui
from so_tui.tui.screens.case import CaseScreen
from so_tui.tui.screens.casebook import CasebookScreen
from so_tui.tui.screens.help import HelpScreen
from so_tui.tui.targets import Target
from so_tui.tui.widgets.bars import Foot, Head
from so_tui.tui.widgets.cases import CaseList
from so_tui.tui.widgets.pane import Pane
from tests.hostile import PAYLOADS
from tests.tui.desk import WIDE, app, case_screen, casework


def item(screen: CaseScreen, kind: str) -> Item:
    return next(one for one in screen.case.items.values() if one.kind == kind)


def told(screen: CaseScreen) -> str:
    return screen.query_one(Foot).sentence


def pane(screen: CaseScreen, name: str) -> Pane:
    return screen.query_one(f"#{name}", Pane)


def chosen(screen: CaseScreen) -> str:
    """The row under the cursor, as it is drawn."""
    focused = screen.focused
    assert isinstance(focused, Pane)
    return next((line for line in focused.lines if "›" in line), "")


async def go_to(pilot: Pilot[None], screen: CaseScreen, name: str, kind: str) -> None:
    """Put the cursor on the item of a kind."""
    id_ = next(id_ for id_, one in screen.case.items.items() if one.kind == kind)
    assert screen.go(name, Target("item", id_))
    await pilot.pause()


async def test_a_casebook_of_one_case_opens_it_at_once(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE):
        assert case_screen(so).case.label == "Rosa M."


async def test_an_empty_casebook_says_how_to_begin(tmp_path: Path) -> None:
    so = app(tmp_path)
    async with so.run_test(size=WIDE):
        assert isinstance(so.screen, CasebookScreen)
        lines = "\n".join(so.screen.query_one(CaseList).lines)
        assert "begin with a name" in lines


async def test_of_several_cases_one_is_chosen_with_enter(tmp_path: Path) -> None:
    so = app(tmp_path, "midway", "fresh")
    async with so.run_test(size=WIDE) as pilot:
        assert isinstance(so.screen, CasebookScreen)
        await pilot.press("j", "enter")
        await pilot.pause()
        shown = case_screen(so).case.label
        await pilot.press("escape")
        assert isinstance(so.screen, CasebookScreen)
        await pilot.press("k", "enter")
        await pilot.pause()
        assert case_screen(so).case.label != shown


async def test_space_moves_an_item_on_and_says_what_it_did(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        await go_to(pilot, screen, "pathology", "stained_slides")
        await pilot.press("space")
        await pilot.pause()
        assert item(screen, "stained_slides").state == "asked"
        assert "stained slides" in told(screen)
        assert "asked" in told(screen)
        assert "asked" in chosen(screen)
        await pilot.press("j")
        assert told(screen) == ""


async def test_what_was_done_is_still_there_after_starting_again(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        await go_to(pilot, screen, "pathology", "stained_slides")
        await pilot.press("space", "q")
    again = casework(tmp_path)
    (page,) = again.cases()
    assert {one.state for one in page.value.items.values() if one.kind == "stained_slides"} == {
        "asked"
    }


async def test_everything_of_this_sitting_can_be_undone_and_redone(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        before = screen.case
        await go_to(pilot, screen, "pathology", "stained_slides")
        await pilot.press("space", "space", "1", "space")
        await pilot.pause()
        after = screen.case
        await pilot.press("u", "u", "u")
        await pilot.pause()
        assert screen.case == before
        await pilot.press("u")
        await pilot.pause()
        assert screen.case == before
        assert "undo" in told(screen).lower()
        await pilot.press("U", "U", "U")
        await pilot.pause()
        assert screen.case == after


async def test_a_removed_item_comes_back_with_undo(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        before = screen.case
        await go_to(pilot, screen, "radiology", "mammogram")
        await pilot.press("x")
        await pilot.pause()
        assert "mammogram" not in {one.kind for one in screen.case.items.values()}
        await pilot.press("u")
        await pilot.pause()
        assert screen.case == before


async def test_space_on_a_reason_goes_through_the_answers(tmp_path: Path) -> None:
    so = app(tmp_path, "fresh")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        replies = []
        await pilot.press("1")
        for _ in range(4):
            await pilot.press("space")
            await pilot.pause()
            replies.append(screen.case.reasons["peace_of_mind"].reply)
        assert replies == ["applies", "does_not", "not_sure", "not_answered"]


async def test_space_says_so_where_nothing_follows(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        before = screen.case
        await go_to(pilot, screen, "pathology", "block")
        await pilot.press("space")
        await pilot.pause()
        assert screen.case == before
        assert "Press i" in told(screen)


async def test_the_next_step_is_gone_to_where_it_stands(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        step = screen.plan.first
        assert step is not None
        await pilot.press("n")
        assert screen.focused is pane(screen, "pathology")
        assert screen.target() == Target("item", step.item or "", "pathology", step.id)
        assert "Enter: Log call" in told(screen)
        await pilot.press("j")
        assert screen.target().step == ""


async def test_a_step_without_an_item_is_marked_done_and_open_again(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        step = next(
            one for one in screen.plan.steps if one.what == "todo" and one.standing == "open"
        )
        screen.go("timeline", Target("step", step.id))
        await pilot.press("m")
        await pilot.pause()
        assert screen.case.marks[step.id].done_on is not None
        assert told(screen)


async def test_a_filter_shows_only_rows_with_its_words(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        await pilot.press("2", "slash", *"note", "enter")
        await pilot.pause()
        shown = "\n".join(pane(screen, "oncologist").lines)
        assert "operative note" in shown
        assert "stage and plan" not in shown
        assert screen.focused is pane(screen, "oncologist")
        await pilot.press("escape")
        assert "stage and plan" in "\n".join(pane(screen, "oncologist").lines)


async def test_escape_gives_a_filter_up_before_anything_else(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        await pilot.press("2", "slash", *"note", "escape")
        await pilot.pause()
        assert screen.is_current
        assert "stage and plan" in "\n".join(pane(screen, "oncologist").lines)


async def test_a_pane_can_have_the_whole_screen_and_give_it_back(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        await pilot.press("3", "z")
        await pilot.pause()
        assert pane(screen, "pathology").size.width == WIDE[0]
        assert not pane(screen, "radiology").display
        await pilot.press("tab")
        await pilot.pause()
        assert pane(screen, "radiology").size.width == WIDE[0]
        await pilot.press("escape")
        await pilot.pause()
        assert pane(screen, "pathology").display


async def test_help_lists_the_keys_and_goes_away(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(so.screen, HelpScreen)
        await pilot.press("escape")
        case_screen(so)


async def test_what_could_not_be_saved_is_said_and_the_case_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    so = app(tmp_path, "midway")

    def full(changes: object, *, again: bool = False) -> None:
        raise CasebookError("The disk is full. Nothing was changed; make room and try again.")

    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        before = screen.case
        monkeypatch.setattr(so.casework, "write", full)
        await go_to(pilot, screen, "pathology", "stained_slides")
        await pilot.press("space")
        await pilot.pause()
        assert screen.case == before
        assert "The disk is full" in told(screen)
        assert "not saved" in screen.query_one(Head).lines[-1]
        monkeypatch.undo()
        await pilot.press("space")
        await pilot.pause()
        assert "✓ saved" in screen.query_one(Head).lines[-1]


async def test_what_another_process_wrote_appears(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        other = casework(tmp_path)
        (page,) = other.cases()
        other.write([verbs.set_details(page, so.pen(), diagnosis="named by somebody else")])
        await so.writer.follow()
        await pilot.pause()
        assert "named by somebody else" in screen.query_one(Head).lines[0]


async def test_the_cursor_stays_on_its_row_when_rows_come_above_it(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        await go_to(pilot, screen, "pathology", "molecular")
        row = chosen(screen)
        slides = next(i for i, one in screen.case.items.items() if one.kind == "stained_slides")
        await screen.change(
            lambda page, pen: verbs.set_problem(
                page, pen, screen.catalogue, slides, "late_answer", "no answer"
            )
        )
        await pilot.pause()
        assert chosen(screen) == row


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
async def test_the_worst_label_does_nothing_but_stand_there(tmp_path: Path, payload: str) -> None:
    so = app(tmp_path, "fresh")
    async with so.run_test(size=(80, 24)) as pilot:
        screen = case_screen(so)
        of_diagnosis = partial(verbs.set_details, diagnosis=payload)
        for verb in (of_diagnosis, partial(verbs.set_details, note=payload)):
            await screen.done(screen.change(verb))  # one of blanks alone is refused
        screen.tell(payload)
        await pilot.press("0")
        await pilot.pause()
        for line in [*screen.query_one(Head).lines, *pane(screen, "visit").lines]:
            assert not {unicodedata.category(one) for one in line} & {"Cc", "Cs", "Zl", "Zp"}
            assert "\u202e" not in line


async def test_a_case_that_is_gone_is_left_for_the_list(tmp_path: Path) -> None:
    so = app(tmp_path, "midway", "fresh")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        screen = case_screen(so)
        await so.writer.write([verbs.remove_case(screen.page, so.pen())])
        screen.refresh_case()
        await pilot.pause()
        assert isinstance(so.screen, CasebookScreen)
        assert "not in the casebook any more" in so.screen.query_one(Foot).sentence
        await pilot.press("u")
        await pilot.pause()
        assert "2 cases" in so.screen.query_one(CaseList).lines[0]
        await pilot.press("U")
        await pilot.pause()
        assert "1 case" in so.screen.query_one(CaseList).lines[0]


async def test_a_picture_of_the_screen_is_refused(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE):
        assert so.deliver_screenshot(path=str(tmp_path)) is None
        so.action_screenshot(path=str(tmp_path))
        assert not list(tmp_path.glob("*.svg"))
        assert list(so.get_system_commands(so.screen)) == []


async def test_each_action_with_a_form_has_one(tmp_path: Path) -> None:
    from so_tui.tui.forms.registry import FORMS

    assert set(FORM_ACTIONS) <= set(FORMS)


def test_the_app_is_the_one_meant(tmp_path: Path) -> None:
    assert isinstance(app(tmp_path), SoTui)
