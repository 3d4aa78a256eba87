"""The reasons, one question at a time: what is kept is just what was answered, and no more."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.casework import Casework
from so_tui.core import verbs
from so_tui.core.assessment import in_plan, open_questions, questions
from so_tui.core.case import Answer, Case, Reply
from so_tui.core.changes import Pen, adding
from so_tui.core.wording import Wording
from so_tui.tui.app import SoTui
from so_tui.tui.forms.form_screen import FormScreen
from so_tui.tui.screens.casebook import CasebookScreen
from tests.conftest import DEEP
from tests.deeds import a_case
from tests.knowledge import catalogue
from tests.tui import desk
from tests.tui.sitting import sitting
from tests.tui.watched import Sight, Watched, sit

EVERY = questions(catalogue())
PARTS = {part.id for part in catalogue().condition}

SIZES = ((40, 12), (60, 20), (80, 24), (120, 40))

LETTERS: dict[str, Reply] = {"a": "applies", "d": "does_not", "n": "not_sure"}

SAVE, SKIP, STOP = "ctrl+s", "ctrl+g", "escape"


@dataclass(frozen=True)
class Deed:
    """What somebody does at one question: a letter or "", a note or "", and how it is left.

    `size`: that of the window from then on.
    """

    letter: str
    note: str
    ends: str
    size: tuple[int, int]

    @property
    def keys(self) -> list[str]:
        """The keys before the last one."""
        return [*filter(None, [self.letter]), *(["tab", *self.note] if self.note else [])]

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, by the form's fields."""
        reply = {"reply": LETTERS[self.letter]} if self.letter else {}
        return {**reply, **({"note": self.note} if self.note else {})}

    @property
    def answer(self) -> Answer | None:
        """What is to be kept of it."""
        if self.ends != SAVE or not self.typed:
            return None
        reply = LETTERS.get(self.letter, "not_answered")
        return Answer(reply=reply, note=self.note, on=desk.TODAY if self.letter else None)


deeds = st.builds(
    Deed,
    letter=st.sampled_from(["", *LETTERS, *LETTERS]),
    note=st.sampled_from(["", "", "Ana", "u W"]),
    ends=st.sampled_from([SAVE] * 4 + [SKIP] * 3 + [STOP]),
    size=st.sampled_from(SIZES),
)

before = st.dictionaries(
    st.sampled_from(EVERY), st.sampled_from(["not_answered", *LETTERS.values()]), max_size=3
)
"""What was answered before; the rest the case does not even mention, as a file may leave it out."""


def pen(actor: str = "rosa", seed: str = "others") -> Pen:
    return Pen(
        actor=actor, now=desk.NOW, today=desk.TODAY, new_id=desk.ids(seed),
        wording=Wording(catalogue()),
    )  # fmt: skip


def case_with(replies: dict[str, Reply]) -> Case:
    """A small case with these answers and no other."""
    said = {id_: Answer(reply=reply) for id_, reply in replies.items()}
    return replace(
        a_case(),
        reasons={id_: one for id_, one in said.items() if id_ not in PARTS},
        condition={id_: one for id_, one in said.items() if id_ in PARTS},
    )


def begun(folder: str, case: Case) -> Path:
    """A casebook with one case."""
    work = desk.casework(Path(folder))
    new = verbs.new_case(pen(seed="begin"), catalogue(), "x")
    work.write([replace(new, edits=(adding("cases", case),))])
    return Path(folder) / "casebook.json"


def app(path: Path, seed: str) -> SoTui:
    """The app on the casebook, which has one case and so opens it."""
    return SoTui(
        Casework.open(path), today=lambda: desk.TODAY, now=lambda: desk.NOW, new_id=desk.ids(seed),
        actor="rosa", follow=None, driver=Watched,
    )  # fmt: skip


def kept(path: Path) -> Case:
    """The case as the casebook has it, read afresh."""
    (page,) = Casework.open(path).cases()
    return page.value


def with_answer(case: Case, id_: str, answer: Answer) -> Case:
    """The case with one more answer."""
    if id_ in PARTS:
        return replace(case, condition={**case.condition, id_: answer})
    return replace(case, reasons={**case.reasons, id_: answer})


def answers(case: Case) -> tuple[dict[str, Answer], dict[str, Answer]]:
    """What was answered in a case."""
    return case.reasons, case.condition


async def seen(at: Sight) -> list[str]:
    """The reasons as they are shown, with the cursor on the first."""
    at.terminal.resize((80, 24))
    await at.pilot.pause()
    await at.press("1", "g", "f9")
    await at.drawn()
    return at.look()


@settings(
    max_examples=60 if DEEP else 3,
    # What a failing walk was is told; making it smaller would take longer than all the rest.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(replies=before, done=st.lists(deeds, min_size=1, max_size=len(EVERY)))
def test_what_is_kept_is_what_was_answered(replies: dict[str, Reply], done: list[Deed]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = begun(folder, case_with(replies))
        states = [kept(path)]
        shown: list[list[str]] = []

        async def walk(at: Sight) -> None:
            left = [*open_questions(states[0], catalogue())]
            assert left
            # With nothing answered Enter begins, on whatever row of a question.
            first = not [one for one in replies.values() if one != "not_answered"]
            await at.press(*(["1", "G", "g", "j", "enter"] if first else ["3", "W"]))
            for number, deed in enumerate(done):
                if not left:
                    break
                form = at.app.screen
                assert isinstance(form, FormScreen)
                assert form.form.key.endswith(f"reason/{left[0]}")
                assert form.form.place == f"{EVERY.index(left[0]) + 1} of 7"
                at.terminal.resize(deed.size)
                await at.pilot.pause()
                await at.press(*deed.keys)
                await at.drawn()
                before_, work = at.app.casework.cases()[0], at.app.casework
                reply = LETTERS.get(deed.letter, "not_answered")
                said = [line.strip() for line in form.query_one("Sheet").lines]  # type: ignore[attr-defined]
                asked = work.asked_by(before_, left[0], reply, desk.TODAY)
                for step in asked:
                    whole = "".join(in_plan(step, desk.TODAY).split())
                    assert whole in "".join("".join(said).split())
                assert sum("In the plan:" in line for line in said) == len(asked)
                await at.press(deed.ends)
                if deed.answer is not None:
                    states.append(with_answer(states[-1], left[0], deed.answer))
                elif deed.typed and deed.ends != SAVE:
                    assert at.app.typed.get(form.form.key) == deed.typed
                left.pop(0)
                if deed.ends == STOP:
                    break
                if left and number == len(done) - 1:
                    await at.press(STOP)
            assert not isinstance(at.app.screen, FormScreen)
            assert answers(kept(path)) == answers(states[-1])
            shown.append(await seen(at))
            for state in reversed(states[:-1]):
                await at.press("u")
                assert answers(kept(path)) == answers(state)
            assert kept(path) == states[0] or len(states) > 1
            for _ in states[1:]:
                await at.press("U")

        async def look(at: Sight) -> None:
            shown.append(await seen(at))

        sit(app(path, "walk"), (80, 24), walk)
        assert answers(kept(path)) == answers(states[-1])
        sit(app(path, "afresh"), (80, 24), look)
        assert without_undo(shown[0]) == without_undo(shown[1])


def without_undo(lines: list[str]) -> list[str]:
    """The pane without the footer, which offers to undo what was done in this sitting."""
    return lines[:-2]


async def test_what_others_answer_meanwhile_is_not_asked_again(tmp_path: Path) -> None:
    async with sitting(tmp_path, "fresh") as at:
        await at.press("1", "enter")
        assert at.form.form.title == "Peace of mind"
        others = Casework.open(tmp_path / "casebook.json")
        (page,) = others.cases()
        others.write([verbs.answer_reason(page, pen("ben"), "more_options", "not_sure")])
        await at.app.writer.follow()
        await at.press("d", "ctrl+s")
        assert at.form.form.title == "More specialized care"
        assert at.case.reasons["more_options"].reply == "not_sure"


async def test_a_case_that_others_remove_ends_the_questions(tmp_path: Path) -> None:
    async with sitting(tmp_path, "fresh") as at:
        await at.press("1", "enter")
        others = Casework.open(tmp_path / "casebook.json")
        (page,) = others.cases()
        others.write([verbs.remove_case(page, pen("ben"))])
        await at.app.writer.follow()
        await at.press("ctrl+g")
        await at.pilot.pause()
        assert isinstance(at.app.screen, CasebookScreen)
        assert "not in the casebook any more" in desk.screen_text(at.app)


async def test_with_all_answered_nothing_is_asked(tmp_path: Path) -> None:
    async with sitting(tmp_path, "fresh") as at:
        for id_ in EVERY:
            change = verbs.answer_reason(at.screen.page, at.app.pen(), id_, "not_sure")
            await at.screen.write(change)
        await at.press("W")
        assert not at.is_open
        assert "Each of the reasons has an answer." in at.told
        await at.press("1", "g", "enter")
        assert at.form.form.place == ""


async def test_one_reason_by_itself_is_the_same_form_and_no_other_follows(tmp_path: Path) -> None:
    async with sitting(tmp_path, "fresh") as at:
        await at.press("1", "enter")
        one = at.form.form
        await at.press("escape")
        await at.press("t")
        assert (at.form.form.key, at.form.form.fields) == (one.key, one.fields)
        await at.press("ctrl+g", "a", "ctrl+s")
        assert not at.is_open
        assert at.case.reasons["peace_of_mind"].reply == "applies"
