"""Undo, whatever was done: the last thing taken back is as if it had never been done."""

from __future__ import annotations

import contextlib
import sys
from typing import Any
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core import undoing, verbs
from so_tui.core.case import Question
from so_tui.core.changes import AnyPage, Change, apply
from so_tui.core.conflicts import conflicts_in
from so_tui.core.joining import importing, joined
from so_tui.core.pages import as_case
from so_tui.core.undoing import undo, undoable
from so_tui.errors import NotAllowedError, SoTuiError
from tests.deeds import BEGUN, DEEDS, a_case, begun, case_page, pen

CASE = ("cases", a_case().id)
View = dict[tuple[str, str], Any]


class Book:
    """A casebook in memory that one person works in, and imports into."""

    def __init__(self, actor: str) -> None:
        self.actor = actor
        self.pages: dict[tuple[str, str], AnyPage] = dict(begun())
        self.history: dict[str, Change] = {BEGUN.id: BEGUN}
        self.deeds = 0

    @property
    def told(self) -> list[Change]:
        return sorted(self.history.values(), key=lambda one: one.stamp)

    def pen(self, actor: str = "") -> Any:
        self.deeds += 1
        return pen(actor or self.actor, self.deeds)

    def take(self, change: Change) -> None:
        self.pages |= apply(self.pages, change)
        self.history[change.id] = change

    def write(self, change: Change) -> Change:
        counter = max(one.counter for one in self.history.values()) + 1
        self.take(made := replace(change, counter=counter))
        return made

    def do(self, data: st.DataObject, name: str, actor: str = "") -> Change | None:
        try:
            return self.write(DEEDS[name](data, self.pages, self.pen(actor)))
        except SoTuiError:
            return None

    def undo(self, change: Change) -> Change:
        return self.write(undo(self.pages, self.told, change, self.pen()).change)

    def take_in(self, other: Book) -> Change | None:
        """Import all that another casebook has: no more of it than its own changes travels."""
        theirs = [replace(one, edits=tuple(e for e in one.edits if e.op != "join"))
                  for one in other.told]  # fmt: skip
        edits = tuple(joined(theirs, {id_: one.pages for id_, one in self.history.items()}))
        if not edits:
            return None
        for one in theirs:
            if one.edits and one.id not in self.history:
                self.take(one)
        return self.write(importing([a_case()], edits, self.pen()))

    def view(self) -> View:
        """All that people see: each page that is there, and what is to be settled in it."""
        return {
            key: (
                page.value,
                [(c.kind, c.inner, [s.value for s in c.sides]) for c in conflicts_in([page])],
            )
            for key, page in self.pages.items()
            if not page.removed
        }


def latest(book: Book, done: list[Change], views: list[View]) -> int | None:
    """Undo the latest that can be; its place. What cannot be did nothing that can be seen."""
    for nth, change in reversed([*enumerate(done)]):
        why = ""
        try:
            book.undo(change)
        except NotAllowedError as fault:
            why = fault.sentence
        if not why:
            return nth
        assert "without it, all would be as it is" in why, why
        assert views[nth] == views[nth + 1]
    return None


deed_names = st.sampled_from(sorted(DEEDS))
moves = st.lists(
    st.tuples(
        st.sampled_from(["do", "do", "theirs", "theirs", "import", "import", "undo", "redo"]),
        deed_names,
    ),
    max_size=24,
)


@given(st.data(), moves)
def test_undoing_the_last_gives_the_exact_state_back_and_redoing_it_gives_what_was_undone(
    data: st.DataObject, moves: list[tuple[str, str]]
) -> None:
    mine, theirs = Book("rosa"), Book("ana")
    before: list[View] = []
    after: list[View] = []
    for what, name in moves:
        now = mine.view()
        done, undone = undoable(mine.told[1:], "rosa")
        match what:
            case "theirs":
                theirs.do(data, name)
                if data.draw(st.integers(0, 5)) == 0:
                    theirs.take_in(mine)
            case "do" | "import":
                made = mine.take_in(theirs) if what == "import" else mine.do(data, name)
                if made is not None:
                    before.append(now)
                    after.clear()
            case "undo" if before:
                if (nth := latest(mine, done, [*before, now])) is not None:
                    assert mine.view() == before.pop(nth)
                    after.append(now)
            case "redo" if after:
                mine.undo(undone[-1])
                before.append(now)
                assert mine.view() == after.pop()


@given(st.data(), st.lists(st.tuples(st.booleans(), deed_names), min_size=1, max_size=14))
def test_what_cannot_be_undone_says_whose_change_it_was_and_blocks_nothing_before_it(
    data: st.DataObject, moves: list[tuple[bool, str]]
) -> None:
    book = Book("rosa")
    for is_mine, name in moves:
        book.do(data, name, "rosa" if is_mine else "ana")
    done, _ = undoable(book.told[1:], "rosa")
    for change in reversed(done):
        theirs = [one for one in book.told if one.actor == "ana" and one.stamp > change.stamp]
        why = ""
        try:
            book.undo(change)
        except NotAllowedError as fault:
            why = fault.sentence
        if "since" in why:
            assert "by ana" in why
            assert any(not change.pages.isdisjoint(one.pages) for one in theirs)
        elif why:
            assert "without it, all would be as it is" in why
        if not theirs:
            assert not why or "as it is" in why
        # All saw all that was there before them, so nothing is kept apart.
        assert {one.kind for one in conflicts_in(book.pages.values())} <= {"number"}


def undone(book: Book, change: Change) -> Any:
    """What undoing a change does, or why it cannot be."""
    try:
        found = undo(book.pages, book.told, change, pen("rosa", 0))
    except NotAllowedError as fault:
        return fault.sentence
    return found.change.edits, found.left


@given(st.data(), moves)
def test_undo_replays_no_more_than_it_must_and_comes_to_what_the_whole_history_does(
    data: st.DataObject, moves: list[tuple[str, str]]
) -> None:
    mine, theirs = Book("rosa"), Book("ana")
    for what, name in moves:
        done, undone_ = undoable(mine.told[1:], "rosa")
        match what:
            case "theirs":
                theirs.do(data, name)
            case "do":
                mine.do(data, name)
            case "import":
                mine.take_in(theirs)
            case _ if among := done if what == "undo" else undone_:
                with contextlib.suppress(NotAllowedError):
                    mine.undo(data.draw(st.sampled_from(among)))

    def whole(history: list[Change], key: tuple[str, str], paths: object) -> Any:
        return [(one, n, edit) for one in history for n, edit in enumerate(one.edits)
                if edit.page == key and edit.op != "join"]  # fmt: skip

    for change in mine.told[1:]:
        found = undone(mine, change)
        with patch.object(undoing, "_telling", whole):
            assert undone(mine, change) == found


def calls(changes: int) -> int:
    """How many functions of so-tui undoing a note takes, after so many questions were asked."""
    book = Book("rosa")
    for n in range(changes):
        asked = Question(number=0, text=f"Why {n}?")
        book.write(verbs.add_question(case_page(book.pages), book.pen(), asked))
    last = book.write(verbs.set_details(case_page(book.pages), book.pen(), note="last"))
    told, mine, count = book.told, book.pen(), 0

    def met(frame: Any, event: str, _: object) -> None:
        nonlocal count
        count += event == "call" and "so_tui" in frame.f_code.co_filename

    sys.setprofile(met)
    try:
        undo(book.pages, told, last, mine)
    finally:
        sys.setprofile(None)
    return count


def test_what_undo_costs_grows_with_the_history_by_a_few_looks_for_each_change() -> None:
    small, large = calls(20), calls(220)
    assert (large - small) / 200 <= 12


def test_taking_back_ones_own_half_of_a_conflict_leaves_the_others() -> None:
    mine, theirs = Book("rosa"), Book("ana")
    half = mine.write(verbs.set_details(case_page(mine.pages), mine.pen(), note="mine"))
    theirs.write(verbs.set_details(case_page(theirs.pages), theirs.pen(), note="hers"))
    mine.take_in(theirs)
    mine.undo(half)
    assert case_page(mine.pages).value.note == "hers"
    assert conflicts_in(mine.pages.values()) == ()


def test_undoing_a_choice_opens_it_again() -> None:
    mine, theirs = Book("rosa"), Book("ana")
    mine.write(verbs.set_details(case_page(mine.pages), mine.pen(), note="mine"))
    theirs.write(verbs.set_details(case_page(theirs.pages), theirs.pen(), note="hers"))
    mine.take_in(theirs)
    was = mine.view()
    chosen = mine.write(verbs.choose(case_page(mine.pages), mine.pen(), "note", "hers"))
    assert mine.view() != was
    mine.undo(chosen)
    assert mine.view() == was


def test_an_import_is_undone_as_one_and_never_a_change_that_came_with_it() -> None:
    mine, theirs = Book("rosa"), Book("rosa")
    theirs.deeds = 100
    for note in ("one", "two"):
        theirs.write(verbs.set_details(case_page(theirs.pages), theirs.pen(), note=note))
    was = mine.view()
    came = mine.take_in(theirs)
    assert came is not None
    done, _ = undoable(mine.told[1:], "rosa")
    assert [one.id for one in done] == [came.id]
    mine.undo(came)
    assert mine.view() == was
    assert as_case(mine.pages[CASE]).value.note == ""
