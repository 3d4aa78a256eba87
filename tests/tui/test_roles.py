"""What a color says is said by a mark or a word, too; late is a mark and one word, never a wall."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.case import Case, Office
from so_tui.core.changes import CasePage
from so_tui.core.plan import plan
from so_tui.palettes import ROLES
from so_tui.tui.marks import MARKS, in_ascii
from so_tui.tui.marks import ROLES as OF_MARK
from so_tui.tui.views.border import framed
from so_tui.tui.views.card import card
from so_tui.tui.views.head import head
from so_tui.tui.views.notice import SAVED
from so_tui.tui.views.reasons import reasons
from so_tui.tui.views.rows import Bit, Line, Panel, Row
from so_tui.tui.views.steps import step_row
from so_tui.tui.views.strip import strip
from so_tui.tui.views.themes import MEANING
from so_tui.tui.views.view import View
from so_tui.tui.views.visit import visit
from tests.knowledge import catalogue
from tests.strategies import TODAY, casebooks
from tests.tui.desk import calendar, view

SIGNS: dict[str, tuple[str, ...]] = {
    "there": ("●", "✓", "▰"), "waiting": ("◐",), "to-do": ("○", "✗"), "due": ("◉", "◔"),
    "late": ("!", "late"), "out-of-reach": ("△",), "promise": ("◆",),
}  # fmt: skip
"""The signs, one of which stands in each line that a role colors a part of."""

WIDTHS = (20, 26, 36, 60, 76, 116)


def seen(book: tuple[Case, dict[str, Office]], today: dt.date) -> View:
    case, offices = book
    return View(
        page=CasePage(kind="cases", id=case.id, value=case),
        plan=plan(case, offices, calendar(), catalogue(), today),
        offices=offices, catalogue=catalogue(), calendar=calendar(),
    )  # fmt: skip


def panels(of: View, cells: int) -> Iterator[Panel]:
    yield visit(of, cells)
    yield reasons(of, cells)
    for call in ("oncologist", "pathology", "radiology"):
        yield card(of, call, cells)
    rows = tuple(step_row(of, step, cells) for step in of.plan.steps)
    yield Panel(title="The list by day", rows=rows)


def lines(of: View, cells: int) -> Iterator[Line]:
    """All that is drawn of a case, but its timeline."""
    for panel in panels(of, cells):
        whole = (cells + 4, len(panel.rows) + 2)
        yield from framed(panel, whole, cursor=-1, top=0, focused=False)
    for rows in (1, 2, 3):
        yield from head(of, SAVED, max(40, cells), rows=rows)
    yield strip(of, "pathology", (max(60, cells), 24))


def has(bit: Bit, role: str) -> bool:
    return role in bit.style.split() and bool(bit.text.strip())


class Story:
    """A case on a day; told in few words where a law does not hold of it."""

    def __init__(self, of: View, words: str) -> None:
        self.of, self._words = of, words

    def __repr__(self) -> str:
        return self._words


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """A case of any kind, or one of the samples on a later day: there much is late, due, promised
    or out of reach."""
    if draw(st.integers(0, 3)) == 0:
        of = seen(draw(casebooks()), TODAY + dt.timedelta(days=draw(st.integers(-20, 60))))
        return Story(of, f"a generated case on {of.today}")
    states = st.sampled_from(["", "", "to_ask", "asked", "arrived", "refused", "not_needed"])

    def moved(case: Case) -> Case:
        items = {
            id_: replace(item, state=state) if (state := draw(states)) else item
            for id_, item in case.items.items()
        }
        return replace(case, items=items)

    name = draw(st.sampled_from(["midway", "midway", "rush", "many-offices", "finished"]))
    of = view(name, moved, TODAY + dt.timedelta(days=draw(st.integers(0, 16))))
    return Story(of, f"{name} on {of.today}: {[item.state for item in of.case.items.values()]}")


@given(story=stories(), cells=st.sampled_from(WIDTHS))
def test_whatever_has_the_color_of_a_role_has_its_sign_in_the_same_line(
    story: Story, cells: int
) -> None:
    of = story.of
    for line in lines(of, cells):
        text = "".join(bit.text for bit in line)
        for role, signs in SIGNS.items():
            if any(has(bit, role) for bit in line):
                assert any(sign in text for sign in signs), (role, text)


@given(story=stories(), cells=st.sampled_from(WIDTHS))
def test_what_is_late_is_a_mark_and_one_word_of_its_line(story: Story, cells: int) -> None:
    of = story.of
    for line in lines(of, cells):
        late = [bit.text for bit in line if has(bit, "late") or has(bit, "out-of-reach")]
        text = "".join(bit.text for bit in line).strip()
        assert len([one for one in late if len(one.strip()) > 1]) <= 1, text
        assert len("".join(late)) < max(3, len(text)), text


@given(story=stories(), cells=st.sampled_from(WIDTHS))
def test_of_all_that_is_late_only_what_comes_first_stands_out_by_its_weight(
    story: Story, cells: int
) -> None:
    of = story.of
    first = of.plan.first_late
    bold: list[Row] = []
    for panel in panels(of, cells):
        found = [row for row in panel.rows if any(has(bit, "first") for bit in row.line)]
        bold += found
        for row in found:
            assert row.target is not None
            target = row.target
            same = [
                step
                for step in of.plan.steps
                if target.step == step.id
                or target.id in (step.item, step.release, step.office, step.id)
            ]
            assert first is not None
            assert first.thing_id in {step.thing_id for step in same}
    late = [step for step in of.plan.steps if step.urgency == "late"]
    assert bool(bold) == any(first and one.thing_id == first.thing_id for one in late)


@pytest.mark.parametrize("name", ["midway", "rush", "fresh", "finished"])
@pytest.mark.parametrize("cells", WIDTHS)
def test_every_mark_of_an_item_has_the_color_of_its_role(name: str, cells: int) -> None:
    of = view(name)
    signs = {sign: name for name, sign in MARKS.items() if name in OF_MARK}
    for panel in panels(of, cells):
        for row in panel.rows:
            if row.target is None or row.target.kind != "item" or row.more:
                continue
            mark = row.line[0]
            if mark.text.strip() in ("●", "✓", "◐", "◆", "○", "◉", "!", "△"):
                role = OF_MARK[signs[mark.text.strip()]]
                assert role in mark.style.split() or mark.style == "dim", row.text


def test_the_stories_have_each_role_to_look_at() -> None:
    days = (TODAY + dt.timedelta(days=n) for n in (0, 3, 8))
    of = [view(name, today=day) for day in days for name in ("midway", "rush")]
    found = {role for one in of for line in lines(one, 76) for bit in line for role in SIGNS
             if has(bit, role)}  # fmt: skip
    assert found == set(SIGNS)


def test_no_two_roles_are_told_by_the_same_sign_with_signs_or_in_plain_characters() -> None:
    for one, other in itertools.combinations(SIGNS, 2):
        assert not {*SIGNS[one]} & {*SIGNS[other]}
    assert set(MEANING) == set(ROLES)
    for told in (list(MEANING.values()), [(in_ascii(a, len(a)), b) for a, b in MEANING.values()]):
        assert len({mark for mark, _ in told}) == len({words for _, words in told}) == len(ROLES)
