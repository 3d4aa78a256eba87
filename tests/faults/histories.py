"""Histories of two to five people who work apart and meet at random: nothing lost, one result.

Run `python -m tests.faults.histories [COUNT]`; 20,000 are the full figure.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from msgspec.structs import replace

from so_tui.core import verbs
from so_tui.core.case import Case, Question, State
from so_tui.core.changes import AnyPage, CasePage, Change, Pen, apply, conflicts
from so_tui.core.conflicts import conflicts_in
from so_tui.core.pages import as_case
from so_tui.core.tree import get
from so_tui.core.undoing import undo, undoable
from so_tui.errors import NotAllowedError
from tests.deeds import BEGUN, begun, pen
from tests.faults.deeds import dice

FULL = 20_000
PEOPLE = ("ana", "elena", "luis", "rosa", "wei")
STATES: tuple[State, ...] = ("asked", "ready", "on_its_way", "arrived")

Pages = dict[tuple[str, str], AnyPage]


class Person:
    """One person's casebook, and what they have of the history."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.pages: Pages = dict(begun())
        self.history: dict[str, Change] = {BEGUN.id: BEGUN}
        self.saw: dict[str, frozenset[str]] = {}
        self.counter, self.deeds = 1, 0

    @property
    def page(self) -> CasePage:
        """The one case."""
        return next(as_case(page) for key, page in self.pages.items() if key[0] == "cases")

    @property
    def told(self) -> list[Change]:
        """What was done in this history, in its order."""
        return sorted(self.history.values(), key=lambda one: one.stamp)

    def pen(self) -> Pen:
        """A pen for the next change."""
        self.deeds += 1
        return pen(self.name, self.deeds)

    def write(self, change: Change) -> None:
        """Take one's own change in, and note what it had seen."""
        self.saw[change.id] = frozenset(self.history) - {BEGUN.id}
        self.take(replace(change, counter=self.counter + 1))

    def take(self, change: Change) -> None:
        """Take a change in, whoever made it."""
        self.pages.update(apply(self.pages, change))
        self.history[change.id] = change
        self.counter = max(self.counter, change.counter)

    def meet(self, other: Person) -> None:
        """Hear all that the other has, in the order of the counters."""
        missing = [one for id_, one in other.history.items() if id_ not in self.history]
        for change in sorted(missing, key=lambda one: one.stamp):
            self.take(change)

    def content(self) -> dict[tuple[str, str], AnyPage]:
        """All but the revision, which counts one's own writes."""
        return {key: replace(page, revision=0) for key, page in self.pages.items()}


def _note(person: Person, chance: Random) -> Change:
    note = f"{person.name} {chance.randrange(10**6)}"
    return verbs.set_details(person.page, person.pen(), note=note)


def _diagnosis(person: Person, chance: Random) -> Change:
    words = f"{person.name} {chance.randrange(10**6)}"
    return verbs.set_details(person.page, person.pen(), diagnosis=words)


def _question(person: Person, chance: Random) -> Change:
    asked = Question(number=0, text=f"{person.name} {chance.randrange(10**6)}")
    return verbs.add_question(person.page, person.pen(), asked)


def _move(person: Person, chance: Random) -> Change:
    items = sorted(person.page.value.items)
    return verbs.move_item(person.page, person.pen(), chance.choice(items), chance.choice(STATES))


def _remove(person: Person, chance: Random) -> Change:
    items = sorted(person.page.value.items)
    return verbs.remove_item(person.page, person.pen(), chance.choice(items))


def _remove_case(person: Person, chance: Random) -> Change:
    return verbs.remove_case(person.page, person.pen())


def _settle(person: Person, chance: Random) -> Change:
    """Keep or remove what one removed and another changed; say who keeps a number."""
    found = [one for one in conflicts_in([person.page]) if one.kind != "values"]
    one = chance.choice(found)
    return verbs.choose(person.page, person.pen(), one.inner, chance.choice(one.sides).value)


def _choose(person: Person, chance: Random) -> Change:
    apart = sorted(conflicts(person.page).items())
    case = person.page.value
    # Of what was removed there is nothing to choose.
    apart = [one for one in apart if get(case, one[0].rpartition("/")[0]) is not None]
    inner, kept = chance.choice(apart)
    return verbs.choose(person.page, person.pen(), inner, chance.choice(kept).value)


def _redo(person: Person, chance: Random) -> Change:
    _, undone = undoable(person.told, person.name)
    return undo(person.pages, person.told, undone[-1], person.pen()).change


def _undo(person: Person, chance: Random) -> Change:
    done, _ = undoable(person.told, person.name)
    return undo(person.pages, person.told, done[-1], person.pen()).change


DEEDS: tuple[Callable[[Person, Random], Change], ...] = (
    _note, _note, _diagnosis, _question, _move, _move, _remove, _undo, _redo, _redo,
    _choose, _choose, _choose, _remove_case, _settle, _settle,
)  # fmt: skip


@dataclass
class Figure:
    """What came of it."""

    histories: int = 0
    changes: int = 0
    conflicts: int = 0
    removed: int = 0
    kept: int = 0
    bad: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.histories} histories, {self.changes} changes, {self.conflicts} conflicts, "
            f"{self.removed} cases removed, {self.kept} times something removed and changed: "
            f"{len(self.bad)} bad"
        )


def live(chance: Random, figure: Figure) -> None:
    """One history: people work, meet, and in the end have told each other everything."""
    people = [Person(name) for name in PEOPLE[: chance.randint(2, 5)]]
    for _ in range(chance.randint(4, 14)):
        person = chance.choice(people)
        if chance.random() < 0.3:
            person.meet(chance.choice(people))
            continue
        _do_something(person, chance)
    everything = {id_: one for person in people for id_, one in person.history.items()}
    del everything[BEGUN.id]
    for person in people:
        for other in chance.sample(people, len(people)):
            person.meet(other)
    for person in people:
        for other in people:
            person.meet(other)
    figure.histories += 1
    figure.changes += len(everything)
    first = people[0]
    figure.conflicts += len(conflicts_in([first.page]))
    figure.removed += first.page.removed
    figure.kept += any(one.kind == "removal" for one in conflicts_in([first.page]))
    if any(other.content() != first.content() for other in people[1:]):
        figure.bad.append("people who know the same do not see the same")
    late = Person("late")
    for change in any_order(people, everything, chance):
        late.take(change)
    if late.content() != first.content():
        figure.bad.append("in another order the changes lead elsewhere")
    figure.bad += lost(first, everything)


def _do_something(person: Person, chance: Random) -> None:
    """One deed that is possible as things stand."""
    for deed in chance.sample(DEEDS, len(DEEDS)):
        if person.page.removed and deed not in (_undo, _redo):
            continue
        try:
            change = deed(person, chance)
        except (NotAllowedError, IndexError):
            continue  # there is nothing to undo, or no item left
        person.write(change)
        return


def any_order(
    people: list[Person], everything: dict[str, Change], chance: Random
) -> Iterator[Change]:
    """All changes in any order in which each comes after those it had seen."""
    saw = {id_: past for person in people for id_, past in person.saw.items()}
    come: set[str] = set()
    while len(come) < len(everything):
        ready = [id_ for id_ in sorted(everything) if id_ not in come and saw[id_] <= come]
        come.add(next_ := chance.choice(ready))
        yield everything[next_]


def lost(person: Person, everything: dict[str, Change]) -> list[str]:
    """The texts that somebody wrote, nobody replaced knowingly, and that are nowhere to be seen."""
    case: Case = person.page.value
    if person.page.removed:
        return _unknown_to_the_removal(person, everything)
    shown = {"note": {case.note}, "diagnosis": {case.diagnosis}}
    for inner, kept in conflicts(person.page).items():
        if inner in shown:
            shown[inner] |= {str(one.value) for one in kept}
    seen = {id_ for one in everything.values() for edit in one.edits for id_ in edit.over}
    gone: list[str] = []
    for change in everything.values():
        for edit in change.edits:
            inner = edit.path.split("/", 2)[-1]
            if inner in shown and change.id not in seen and str(edit.after) not in shown[inner]:
                gone.append(f"{change.actor} wrote {edit.after} into {inner}")
            if edit.op == "add" and inner.startswith("questions/") and change.id not in seen:
                asked = case.questions.get(inner.split("/")[1])
                if asked is None:
                    gone.append(f"{change.actor} asked {edit.after}")
    return gone


def _unknown_to_the_removal(person: Person, everything: dict[str, Change]) -> list[str]:
    """What somebody wrote into a case without knowing that it was removed, and is gone with it."""
    seen = {id_ for one in everything.values() for edit in one.edits for id_ in edit.over}
    return [
        f"{change.actor} wrote into a case that was removed: {change.sentence}"
        for change in everything.values()
        if change.id not in seen and any(edit.op in ("add", "set") for edit in change.edits)
    ]


def live_often(count: int, seed: int = 13) -> Figure:
    """So many histories."""
    chance, figure = dice(seed), Figure()
    for _ in range(count):
        live(chance, figure)
    return figure


if __name__ == "__main__":
    found = live_often(int(sys.argv[1]) if len(sys.argv) > 1 else FULL)
    print(found)
    for one in found.bad[:9]:
        print("  ", one)
    sys.exit(bool(found.bad))
