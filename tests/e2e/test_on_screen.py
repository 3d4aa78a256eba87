"""The whole story of one second opinion by keyboard alone, in a real terminal."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from functools import partial
from pathlib import Path

import pytest

from so_tui.casework import Casework
from so_tui.core.headline import sentence
from so_tui.tui.keys import ACTIONS, Place
from tests.cli.running import ROOT, Book
from tests.e2e.by_commands import command
from tests.e2e.by_keys import Hands, tell
from tests.e2e.story import STORY, TODAY, content
from tests.e2e.terminal import Look, Terminal, needs_tmux

SIZES = [
    pytest.param((120, 40), id="120x40", marks=pytest.mark.deep),
    pytest.param((80, 24), id="80x24", marks=pytest.mark.deep),
]


@dataclass(frozen=True)
class Desk:
    """A casebook, the terminal in which its screen runs, and the hands at its keyboard."""

    book: Book
    terminal: Terminal
    hands: Hands

    def start(self) -> None:
        """Start the screen on the casebook."""
        program = [sys.executable, "-m", "so_tui"]
        self.terminal.run(*program, "--file", str(self.book.path), "--today", self.book.today)
        # Where there is no casebook yet, that is told in the place of the keys.
        begun = ("? Help", "There is no casebook")
        self.terminal.until(lambda screen: any(words in screen for words in begun))

    def opened(self) -> Casework:
        """The casebook as another program reads it now."""
        return Casework.open(self.book.path)

    def held(self) -> bytes:
        """What the casebook holds, without how it came about."""
        return self.book("export", "--no-history").data


def _desk(folder: Path, columns: int, rows: int) -> Desk:
    needs_tmux()
    book = Book(folder)
    environment = {**book.environment, "PYTHONPATH": str(ROOT)}
    terminal = Terminal(folder / "terminal", columns, rows, environment)
    return Desk(book, terminal, Hands(terminal))


def _tell_by_commands(book: Book) -> None:
    for fact in STORY:
        words, stdin = command(fact)
        book(*words, stdin=stdin)


# --- The story -----------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=SIZES)
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """A casebook in which the story was told on the screen, and the screen started again."""
    desk = _desk(tmp_path_factory.mktemp("told"), *request.param)
    with desk.terminal as terminal:
        desk.start()
        for fact in STORY:
            tell(desk.hands, fact)
        terminal.press("q")
        terminal.until("ended with 0")
        desk.start()
        yield desk


def test_the_case_is_the_one_made_by_commands(told: Desk, tmp_path: Path) -> None:
    other = Book(tmp_path)
    _tell_by_commands(other)
    here, there = (
        json.dumps(content(work.cases()[0], work.offices()), indent=1, sort_keys=True).splitlines()
        for work in (told.opened(), Casework.open(other.path))
    )
    assert here == there, "\n".join(unified_diff(there, here, "by commands", "on screen", n=9))


def test_all_of_it_is_there_when_the_screen_is_started_again(told: Desk) -> None:
    shown = told.hands.read_all()
    for fact in (
        "Rosa M. breast cancer, operated on 3 November",
        "Thu 17 Dec 2026 10:30 (America/New_York), in person",
        "Dr Lindqvist",
        "Center Hospital, new patient desk",
        "212-555-0199",
        "Center Pathology, Attn Dr Okoye",
        "Dr Chen today: “Some weeks are all right.” Until Fri 15 Jan 2027.",
        "needed, originals, courier",
        "✓ Peace of mind",
        "I want to be sure nothing was missed.",
        "– More options",
        "? A research study",
        "Valley Oncology",
        "203-555-0144",
        "VO-20418",
        "S26-1042",
        "by 1 Dec",
        "mammogram left breast",
        "She faxes them as one set.",
        "They want their own form.",
        "Which of the records did you read? (second doctor)",
    ):
        assert fact in shown, f"{fact}\n{shown}"


def test_the_header_names_the_next_step_that_the_command_names(told: Desk) -> None:
    header = " ".join(told.hands.at_case().split("\n")[1:3])
    work = told.opened()
    (page,) = work.cases()
    plan = work.plan(page, TODAY)
    assert plan.next is not None
    assert told.book("next").lines == [sentence(plan.next, work.catalogue.words, TODAY)]
    # The header has the same in fewer words where the line is too long for it.
    words = "|".join(map(re.escape, (plan.next.what, plan.next.short)))
    assert re.search(rf"NEXT .*({words}).* ✓ saved", header, re.IGNORECASE), header
    assert plan.next.whom in header


def test_it_travels_into_another_casebook_and_comes_out_as_the_same_bytes(
    told: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "rosa.json"
    told.book("export", "rosa", "-o", str(file))
    other = Book(tmp_path / "elsewhere", actor="Luis", today="2026-11-30")
    other("import", str(file))
    assert other("export", "rosa").data == file.read_bytes()


# --- At the keyboard -----------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The story, told by commands, on a wide screen."""
    desk = _desk(tmp_path, 120, 40)
    _tell_by_commands(desk.book)
    with desk.terminal:
        desk.start()
        yield desk


def test_what_was_done_in_a_sitting_is_undone_and_done_again(desk: Desk) -> None:
    hands, press = desk.hands, desk.terminal.press
    before = desk.held()
    hands.row("reasons", "Where treatment happens")
    press("Space")
    hands.saved("Where treatment happens: applies")
    hands.row("pathology", "molecular tests")
    press("Space")
    hands.saved("molecular tests: asked")
    hands.item("O6")
    hands.open("b", "O6 lab results: problem")
    hands.terminal.type("own form")
    hands.save()
    hands.row("oncologist", "consult notes")
    press("x")
    hands.saved("Removed")
    after = desk.held()
    assert after != before
    for _ in range(4):
        press("u")
        hands.saved("Undid")
        hands.quiet()
    assert desk.held() == before
    for _ in range(4):
        press("U")
        hands.saved("Redid")
        hands.quiet()
    assert desk.held() == after


def test_the_screen_reflows_and_keeps_the_row_one_was_at(desk: Desk) -> None:
    desk.hands.row("pathology", "molecular tests")
    for columns, rows in [(80, 24), (60, 20), (120, 40)]:
        desk.terminal.resize(columns, rows)
        desk.terminal.look_until(partial(_reflowed, columns=columns), "the row one was at")


def _reflowed(look: Look, columns: int) -> bool:
    """Whether the pane with the focus is there at its new width, the cursor where it was."""
    return (
        "molecular tests" in look.row
        and "━ 3 Pathology ━" in look.text
        and max(map(len, look.lines)) == columns
        and ("╭─ 5 Timeline" in look.text) == (columns == 120)
    )


def test_a_form_reflows_and_keeps_what_was_typed(desk: Desk) -> None:
    desk.hands.pane("radiology")
    desk.hands.open("c", "Log a contact")
    desk.hands.fill(With_whom="Jo at the film room")
    for columns, rows in [(80, 24), (60, 20), (120, 40)]:
        desk.terminal.resize(columns, rows)
        desk.terminal.look_until(
            lambda look: look.before.endswith("› With whom          ▐Jo at the film room"),
            "the field with the focus",
        )


_NAMES = {
    "slash": "/", "question_mark": "?", "escape": "Escape", "enter": "Enter", "space": "Space",
    "tab": "Tab", "shift+tab": "BTab", "pagedown": "NPage", "pageup": "PPage", "ctrl+p": "C-p",
    "ctrl+s": "C-s", "f1": "F1", "ctrl+r": "C-r", "ctrl+o": "C-o", "less_than_sign": "<",
    "greater_than_sign": ">", "plus": "+", "minus": "-", "equals_sign": "=",
}  # fmt: skip
"""What tmux calls keys."""

_LEAVING = ("app.quit", "app.suspend", "app.hide")


def _keys(*places: Place) -> list[str]:
    """The keys of the help that are for these places; those that leave are not among them."""
    return [
        _NAMES.get(key, key if len(key) == 1 else key.capitalize())
        for action in ACTIONS if action.place in places and action.id not in _LEAVING
        for key in action.keys.split(",") if key
    ]  # fmt: skip


@pytest.mark.deep
def test_every_key_of_the_help_leaves_a_case_going(desk: Desk) -> None:
    for key in _keys("app", "case", "pane"):
        desk.terminal.press(key)
        desk.hands.home()
    _leave(desk)


@pytest.mark.deep
def test_every_key_of_the_help_leaves_the_list_of_cases_going(desk: Desk) -> None:
    for key in _keys("app", "casebook", "pane"):
        desk.terminal.press("Escape")
        desk.terminal.until("━ Cases ━")
        desk.terminal.press(key)
        desk.hands.home()
    _leave(desk)


@pytest.mark.deep
def test_every_key_of_a_form_leaves_it_going(desk: Desk) -> None:
    for key in [*_keys("form"), "Tab", "BTab", "C-r", "F2", "C-Down", "C-Up", "Up", "Down"]:
        desk.hands.open("c", "Log a contact")
        desk.terminal.press(key)
        desk.hands.home()
    _leave(desk)


def _leave(desk: Desk) -> None:
    desk.terminal.press("q")
    desk.terminal.until("ended with 0")


def test_what_was_said_to_be_saved_outlives_a_sudden_end(desk: Desk) -> None:
    desk.hands.row("reasons", "Where treatment happens")
    desk.terminal.press("Space")
    desk.hands.saved("Where treatment happens: applies")
    desk.terminal.kill()
    (page,) = desk.opened().cases()
    assert page.value.reasons["treatment_site"].reply == "applies"

    desk.start()
    desk.hands.pane("visit")
    desk.hands.open("v", "The visit")
    desk.hands.fill(Doctor="Dr Abara")
    desk.hands.save()
    desk.terminal.kill()
    (page,) = desk.opened().cases()
    assert page.value.visit.doctor == "Dr Abara"
    desk.start()
    assert "Dr Abara" in desk.hands.read("visit")
