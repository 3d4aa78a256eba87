"""The one rule: what is done can be undone, and what is done apart comes together the same."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core import verbs
from so_tui.core.changes import (
    AnyPage,
    Change,
    ChangeError,
    Edit,
    apply,
    conflicts,
)
from so_tui.core.undoing import undo, undoable
from so_tui.errors import NotAllowedError, SoTuiError
from tests.deeds import BEGUN, DEEDS, NOW, begun, case_page, pen

PageMap = dict[tuple[str, str], AnyPage]


class Replica:
    """One person's casebook in memory: pages and the changes they came from."""

    def __init__(self, actor: str) -> None:
        self.actor = actor
        self.pages: PageMap = dict(begun())
        self.history: dict[str, Change] = {BEGUN.id: BEGUN}
        self.counter = 1
        self.deeds = 0

    @property
    def told(self) -> list[Change]:
        """The history in its order."""
        return sorted(self.history.values(), key=lambda one: one.stamp)

    def write(self, change: Change) -> Change:
        self.counter += 1
        stamped = replace(change, counter=self.counter)
        self.take(stamped)
        return stamped

    def take(self, change: Change) -> None:
        self.pages.update(apply(self.pages, change))
        self.history[change.id] = change
        self.counter = max(self.counter, change.counter)

    def do(self, data: st.DataObject, name: str) -> Change | None:
        """Do one deed; None where it cannot be done as things stand."""
        self.deeds += 1
        by = pen(self.actor, self.deeds)
        try:
            return self.write(DEEDS[name](data, self.pages, by))
        except ChangeError:
            raise
        except SoTuiError:
            return None

    def undo(self, change: Change) -> Change | None:
        self.deeds += 1
        try:
            return self.write(
                undo(self.pages, self.told, change, pen(self.actor, self.deeds)).change
            )
        except NotAllowedError:
            return None

    def learn(self, other: Replica) -> None:
        missing = [one for id_, one in other.history.items() if id_ not in self.history]
        for change in sorted(missing, key=lambda one: one.stamp):
            self.take(change)

    def content(self) -> dict[tuple[str, str], object]:
        """All of the pages but the revision, which counts local writes."""
        return {key: replace(page, revision=0) for key, page in self.pages.items()}


def values(pages: PageMap) -> dict[tuple[str, str], object]:
    return {key: page.value for key, page in pages.items() if not page.removed}


deed_names = st.sampled_from(sorted(DEEDS))


def test_every_verb_is_among_the_deeds() -> None:
    not_deeds = {"new_case", "begin_from", "together", "one_call", "next_state"}
    assert set(DEEDS) == set(verbs.__all__) - not_deeds


@given(st.data(), st.lists(deed_names, max_size=4))
@pytest.mark.parametrize("name", sorted(DEEDS))
def test_undoing_restores_what_was_and_redoing_what_became(
    name: str, data: st.DataObject, before: list[str]
) -> None:
    mine = Replica("rosa")
    for earlier in before:
        mine.do(data, earlier)
    if name == "choose":
        other = Replica("ana")
        mine.do(data, "set_details")
        other.do(data, "set_details")
        mine.learn(other)
    was = values(mine.pages)
    change = mine.do(data, name)
    assume(change is not None)
    assert change is not None
    became = values(mine.pages)
    undone = mine.undo(change)
    assert undone is not None
    assert values(mine.pages) == was
    redone = mine.undo(undone)
    assert redone is not None
    assert values(mine.pages) == became


@given(st.data(), deed_names, deed_names, st.lists(deed_names, max_size=3))
def test_two_changes_made_apart_merge_to_the_same_in_either_order(
    data: st.DataObject, one: str, two: str, before: list[str]
) -> None:
    rosa, ana = Replica("rosa"), Replica("ana")
    for name in before:
        rosa.do(data, name)
    ana.learn(rosa)
    rosa.do(data, one)
    ana.do(data, two)
    rosa_before = dict(rosa.history)
    rosa.learn(ana)
    ana.learn(rosa)
    assert rosa.content() == ana.content()
    assert set(rosa_before) <= set(rosa.history)


@given(
    st.data(),
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["do", "do", "do", "undo", "learn"])),
        max_size=25,
    ),
)
def test_people_who_have_told_each_other_everything_have_the_same_casebook(
    data: st.DataObject, moves: list[tuple[int, str]]
) -> None:
    people = [Replica(name) for name in ("ana", "ben", "cleo", "dora")]
    for who, what in moves:
        me = people[who]
        if what == "do":
            me.do(data, data.draw(deed_names))
        elif what == "undo":
            done, undone = undoable(me.told[1:], me.actor)
            if done or undone:
                me.undo(data.draw(st.sampled_from([*done[-1:], *undone[-1:]])))
        else:
            me.learn(people[data.draw(st.integers(0, 3))])
    for me in people:
        for other in people:
            me.learn(other)
    for me in people:
        for other in people:
            me.learn(other)
    contents = [me.content() for me in people]
    assert all(content == contents[0] for content in contents)


def test_edits_of_different_fields_both_live() -> None:
    rosa, ana = Replica("rosa"), Replica("ana")
    rosa.write(verbs.set_details(case_page(rosa.pages), pen("rosa"), diagnosis="breast cancer"))
    ana.write(verbs.set_details(case_page(ana.pages), pen("ana"), has_it="Ana"))
    rosa.learn(ana)
    case = case_page(rosa.pages).value
    assert (case.diagnosis, case.has_it) == ("breast cancer", "Ana")
    assert conflicts(case_page(rosa.pages)) == {}


def test_a_field_edited_by_two_people_keeps_both_values_until_someone_chooses() -> None:
    rosa, ana = Replica("rosa"), Replica("ana")
    rosa.write(verbs.set_details(case_page(rosa.pages), pen("rosa"), has_it="Rosa"))
    ana.write(verbs.set_details(case_page(ana.pages), pen("ana"), has_it="Ana"))
    rosa.learn(ana)
    kept = conflicts(case_page(rosa.pages))["has_it"]
    assert {(one.actor, one.value) for one in kept} == {("rosa", "Rosa"), ("ana", "Ana")}
    rosa.write(verbs.choose(case_page(rosa.pages), pen("rosa", 2), "has_it", "Ana"))
    assert case_page(rosa.pages).value.has_it == "Ana"
    assert conflicts(case_page(rosa.pages)) == {}


def test_an_edit_made_apart_beats_a_removal() -> None:
    rosa, ana = Replica("rosa"), Replica("ana")
    item = min(case_page(rosa.pages).value.items)
    rosa.write(verbs.remove_item(case_page(rosa.pages), pen("rosa"), item))
    ana.write(verbs.move_item(case_page(ana.pages), pen("ana"), item, "asked"))
    rosa.learn(ana)
    ana.learn(rosa)
    assert case_page(rosa.pages).value.items[item].state == "asked"
    assert rosa.content() == ana.content()


def test_a_change_somebody_else_changed_again_is_not_undone_over_them() -> None:
    rosa = Replica("rosa")
    mine = rosa.write(verbs.set_details(case_page(rosa.pages), pen("rosa"), has_it="Rosa"))
    rosa.write(verbs.set_details(case_page(rosa.pages), pen("ana"), has_it="Ana"))
    with pytest.raises(NotAllowedError, match="changed again since, by ana"):
        undo(rosa.pages, rosa.told, mine, pen("rosa", 3))
    assert case_page(rosa.pages).value.has_it == "Ana"


def test_undo_keeps_what_moved_on_and_names_it() -> None:
    rosa = Replica("rosa")
    page = case_page(rosa.pages)
    mine = rosa.write(verbs.set_details(page, pen("rosa"), has_it="Rosa", diagnosis="lung"))
    rosa.write(verbs.set_details(case_page(rosa.pages), pen("ana"), has_it="Ana"))
    back = undo(rosa.pages, rosa.told, mine, pen("rosa", 3))
    assert back.left == (f"{page.path}/has_it",)
    rosa.write(back.change)
    assert case_page(rosa.pages).value.diagnosis == ""
    assert case_page(rosa.pages).value.has_it == "Ana"


def test_each_person_undoes_and_redoes_their_own() -> None:
    rosa = Replica("rosa")
    one = rosa.write(verbs.set_details(case_page(rosa.pages), pen("rosa", 1), has_it="Rosa"))
    two = rosa.write(verbs.set_details(case_page(rosa.pages), pen("ana", 1), note="Ana's"))
    assert undoable(rosa.told[1:], "rosa") == ([one], [])
    gone = rosa.write(undo(rosa.pages, rosa.told, one, pen("rosa", 2)).change)
    assert undoable(rosa.told[1:], "rosa") == ([], [gone])
    again = rosa.write(undo(rosa.pages, rosa.told, gone, pen("rosa", 3)).change)
    assert undoable(rosa.told[1:], "rosa") == ([again], [])
    assert again.sentence == "Redid: Changed the case's details"
    assert undoable(rosa.told[1:], "ana") == ([two], [])


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (Edit(op="set", path="cases/nobody/label", after="x"), "before the page"),
        (Edit(op="set", path="pets/nobody/label", after="x"), "neither a case nor an office"),
        (Edit(op="set", path="{case}/labels", after="x"), "not a field"),
        (Edit(op="set", path="{case}/began", after="2026-02-30"), "does not fit"),
        (Edit(op="set", path="{case}/items/nothing/note", after="x"), "before the part"),
        (Edit(op="remove", path="{case}/items/nothing", over=()), "not there"),
    ],
)
def test_a_change_that_does_not_fit_is_refused_with_a_sentence(edit: Edit, says: str) -> None:
    pages: PageMap = dict(begun())
    fitted = replace(edit, path=edit.path.replace("{case}", case_page(pages).path))
    change = Change(id="x", actor="x", at=NOW, verb="x", sentence="x", edits=(fitted,), counter=9)
    with pytest.raises(ChangeError, match=says):
        apply(pages, change)
