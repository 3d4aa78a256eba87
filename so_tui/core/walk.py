"""The walk through a made-up case: seven things to try, each done once a person has done it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec


class Try(msgspec.Struct, frozen=True):
    """One thing to try: a change that one of the `verbs` makes, or a `place` to go to."""

    name: str
    verbs: frozenset[str] = frozenset()
    place: str = ""


TRIES: Sequence[Try] = (
    Try("call", verbs=frozenset({"log_contact"})),
    Try("undo", verbs=frozenset({"undo"})),
    Try("paper", verbs=frozenset({"move_item"})),
    Try("card", place="radiology"),
    Try("timeline", place="timeline"),
    Try("reason", verbs=frozenset({"answer_reason"})),
    Try("today", place="today"),
)
"""All of them, in the order in which they are told."""


class Moment(msgspec.Struct, frozen=True):
    """What can be seen of a person after a key: where they stand, a pane of the case or another
    screen, and the verbs of all the changes that they have made since the walk began."""

    place: str = ""
    verbs: frozenset[str] = frozenset()


class Walk(msgspec.Struct, frozen=True):
    """How far a walk has come. What was done before it was its turn is not asked for again."""

    done: frozenset[str] = frozenset()

    @property
    def next(self) -> Try | None:
        """What to try next; None once all of it was done."""
        return next((one for one in TRIES if one.name not in self.done), None)

    def after(self, moment: Moment) -> Walk:
        """The walk after a moment."""
        now = (
            one.name
            for one in TRIES
            if one.verbs & moment.verbs or (one.place and one.place == moment.place)
        )
        done = self.done.union(now)
        return self if done == self.done else Walk(done)
