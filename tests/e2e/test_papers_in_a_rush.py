"""A case with nine days to its visit, by keyboard alone: each paper made on the way is read by the
one who gets it."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from so_tui.casework import Casework
from so_tui.core.case import Case, in_order
from tests.cli.running import ROOT, Book
from tests.e2e.by_keys import Hands, tell
from tests.e2e.story import AddedOffice, NewCase
from tests.e2e.terminal import Terminal, needs_tmux

FIRST, LATER = "2026-11-25", "2026-11-27"
LAB = "County Hospital Pathology"


class Desk:
    """A casebook that is not there yet, and the screen on it on one day after another."""

    def __init__(self, folder: Path, columns: int, rows: int) -> None:
        needs_tmux()
        self.book = Book(folder)
        environment = {**self.book.environment, "PYTHONPATH": str(ROOT)}
        self.terminal = Terminal(folder / "made", columns, rows, environment)
        self.hands = Hands(self.terminal)

    def start(self, day: str) -> None:
        """Start the screen on a day."""
        program = [sys.executable, "-m", "so_tui", "--file", str(self.book.path), "--today", day]
        self.terminal.run(*program)
        begun = ("? Help", "There is no casebook")
        self.terminal.until(lambda screen: any(words in screen for words in begun))

    @property
    def case(self) -> Case:
        """The case as another program reads it."""
        (page,) = Casework.open(self.book.path).cases()
        return page.value

    def paper(self, kind: str, pane: str, row: str, says: str, name: str) -> str:
        """Make a paper from a row with `P`, and see `says` told of it first; the text of its file,
        as another program reads it."""
        self.hands.row(pane, row)
        self.hands.open("P", "A paper")
        self.hands.choose("Paper", kind)
        self.terminal.look_until(
            lambda look: says in _joined("\n".join(look.framed.values())), says
        )
        self.hands.fill(File=name)
        self.hands.save()
        read = PdfReader(self.terminal.folder / name)
        return _joined("\n".join(page.extract_text() for page in read.pages))


def _joined(text: str) -> str:
    return " ".join(text.split())


def _filled(hands: Hands, key: str, title: str, fill: Callable[[], None]) -> None:
    hands.open(key, title)
    fill()
    hands.save()


@pytest.mark.deep
@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
def test_a_rush_from_the_first_call_to_the_packet(tmp_path: Path, size: tuple[int, int]) -> None:
    desk = Desk(tmp_path, *size)
    hands = desk.hands
    with desk.terminal as terminal:
        desk.start(FIRST)
        tell(hands, NewCase("Marta", "breast cancer", dt.date(2026, 12, 4), dt.time(9, 30)))
        tell(hands, AddedOffice("visit", "Lakeside Cancer Center", "312-555-0140"))
        tell(hands, AddedOffice("pathology", LAB, "309-555-0121", "309-555-0122"))
        # The first call: nothing is known yet, and that is said.
        called = desk.paper(
            "Call sheet", "visit", "When",
            "Still blank: who calls; the date of birth; the second doctor.", "first.pdf",
        )  # fmt: skip
        assert "Office: Lakeside Cancer Center" in called
        assert "Which records do you need?" in called
        hands.row("visit", "Lakeside Cancer Center")
        _filled(hands, "c", "Log a contact", lambda: hands.choose("What came of it", "spoke"))
        _filled(
            hands, "D", "The case and its people",
            lambda: hands.fill(Legal_name="Marta Gruber", Born="1971-05-03", Phones="309-555-0100"),
        )  # fmt: skip
        hands.pane("visit")
        _filled(
            hands, "v", "The visit",
            lambda: hands.fill(Doctor="Dr Adeyemi", Slides="Lakeside Pathology, Attn Dr Wu"),
        )  # fmt: skip
        # The lab finds slides by their number: its line is there to write on until it is known.
        blank = "Still blank: the number of stained slides."
        letter = desk.paper("Letter", "pathology", LAB, blank, "letter.pdf")
        assert "Slides and blocks go to: Lakeside Pathology, Attn Dr Wu" in letter
        hands.row("pathology", "○ stained slides")
        _filled(hands, "e", "P1", lambda: hands.fill(Number="S26-2201"))
        blank = "Still blank: the day or event with which it ends."
        form = desk.paper("Authorization", "pathology", LAB, blank, "release.pdf")
        for words in ("Marta Gruber", "3 May 1971", LAB, "Dr Adeyemi", "S26-2201"):
            assert words in form
        hands.row("pathology", LAB)
        _filled(hands, "r", "A release", lambda: hands.fill(Handed_over_on="today"))
        terminal.press("q")
        terminal.until("ended with 0")

        desk.start(LATER)
        # It comes back without a day on which it ends: what is signed next is another release.
        hands.row("pathology", LAB)
        hands.open("r", "A release")
        hands.field("They have it since")
        terminal.press("C-o")
        hands.fill(Or_until="the second opinion", Came_back_on="27 nov", Because="no end")
        hands.save()
        again = desk.paper(
            "Authorization", "pathology", LAB, "Nothing it needs is left blank but", "again.pdf"
        )
        assert "with this event: the second opinion" in again
        assert [one.instrument for _, one in in_order(desk.case.releases)] == ["authorization"] * 2
        slides = desk.paper(
            "Transmittal", "pathology", LAB, "how many stained slides;", "slides.pdf"
        )
        assert "S26-2201" in slides
        assert "Taken by" in slides
        packet = desk.paper("Packet", "visit", "◉ put papers in order", "left blank", "packet.pdf")
        assert "Fri 4 Dec 2026 09:30" in packet
        assert "P1 stained slides" in packet
        terminal.press("q")
        terminal.until("ended with 0")
    made = [one.paper for _, one in in_order(desk.case.papers)]
    assert made == [
        "call-sheet", "letter", "authorization", "authorization", "transmittal", "packet",
    ]  # fmt: skip
    assert all((desk.terminal.folder / one).stat().st_mode & 0o077 == 0 for one in (
        "first.pdf", "letter.pdf", "release.pdf", "again.pdf", "slides.pdf", "packet.pdf",
    ))  # fmt: skip
