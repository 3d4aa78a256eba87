"""What an answer is said to ask of the plan is what the plan has once the answer is given."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from so_tui.casework import Casework
from so_tui.core import verbs
from so_tui.core.assessment import open_questions, questions, reflect
from so_tui.core.calendar import for_region
from so_tui.core.case import Case, Office, Reply
from so_tui.core.changes import Change, adding
from so_tui.core.steps import Step
from so_tui.errors import NotAllowedError
from so_tui.store.aside import Aside
from tests import strategies
from tests.deeds import TODAY, a_case, pen
from tests.knowledge import catalogue
from tests.memory_store import MemoryStore

CALENDAR = for_region("US", catalogue())
EVERY = questions(catalogue())
soon = st.integers(0, 40).map(lambda days: TODAY + dt.timedelta(days=days) if days else None)
"""Days of a visit for which an answer of today may come late."""

cases = strategies.cases(strategies.visits(soon), ("going", "going", "deciding", "closed"))
"""Most of them on their way to a visit, so that steps have days."""

PARTS = [part.id for part in catalogue().condition]


def holding(folder: str, case: Case, offices: dict[str, Office]) -> Casework:
    """A casebook in memory with one case."""
    store, by = MemoryStore(), pen()
    work = Casework(store, Aside(Path(folder) / "casebook.json"), catalogue(), CALENDAR)
    edits = (adding("cases", case), *(adding("offices", one) for one in offices.values()))
    begun = Change(
        id=by.new_id(), actor="rosa", verb="new_case", sentence="Began", edits=edits, counter=1,
        at=by.now - dt.timedelta(days=40),  # all but the answer was known long ago
    )  # fmt: skip
    work.write([begun])
    return work


@given(
    drawn=strategies.casebooks(cases),
    asked=st.sampled_from(EVERY),
    first=st.sampled_from(["not_answered", "applies", "does_not", "not_sure"]),
    reply=st.sampled_from(["applies", "applies", "does_not", "not_sure"]),
)
def test_what_is_said_is_what_the_plan_gains(
    drawn: tuple[Case, dict[str, Office]], asked: str, first: Reply, reply: Reply
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        work, seeds = holding(folder, *drawn), itertools.count(1)

        def answer(reply: Reply) -> dict[str, Step]:
            page, by = work.cases()[0], pen(seed=next(seeds))
            with contextlib.suppress(NotAllowedError):  # so it is already
                work.write([verbs.answer_reason(page, by, asked, reply)])
            return {one.id: one for one in work.plan(work.cases()[0], TODAY).steps}

        without = answer("not_answered")
        answer(first)
        said = work.asked_by(work.cases()[0], asked, reply, TODAY)
        now = answer(reply)
        assert {one.id for one in said} == now.keys() - without.keys()
        assert all(now[one.id] == one for one in said)
        if reply != "applies":
            assert said == ()


@given(asked=st.sampled_from(EVERY), reply=st.sampled_from(["applies", "does_not", "not_sure"]))
def test_an_answer_goes_where_its_question_belongs(asked: str, reply: Reply) -> None:
    case = a_case()  # it lacks some of them, as a case file may
    with tempfile.TemporaryDirectory() as folder:
        work = holding(folder, case, {})
        work.write([verbs.answer_reason(work.cases()[0], pen(seed=1), asked, reply)])
        after = work.cases()[0].value
        where = after.condition if asked in PARTS else after.reasons
        assert where[asked].reply == reply
        assert not set(after.reasons) & set(PARTS)
        assert not set(after.condition) - set(PARTS)
        assert asked not in open_questions(after, catalogue())
        said = reflect(after, catalogue())
        assert {one.id: one.reply for one in (*said.reasons, *said.condition)}[asked] == reply
