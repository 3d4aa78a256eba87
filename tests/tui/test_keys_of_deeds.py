"""How many keys the deeds of every day take: fewer are welcome, one more is a broken promise.

Each deed is done from the case as it opens, by keys alone, and checked by what is then in the
casebook; `AT_MOST` says how many keys it took when forms were still plain lists of fields.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from so_tui.core.case import Case, Contact, Item, in_order, items_of, offices_of
from tests.tui import desk
from tests.tui.sitting import sitting

FRIDAY, TUESDAY = dt.date(2026, 11, 27), dt.date(2026, 12, 1)


def slides(case: Case) -> Item:
    """The first thing on the card of pathology: the stained slides."""
    return items_of(case, "pathology")[0][1]


def last(case: Case) -> Contact:
    """The newest entry of the log."""
    return in_order(case.contacts)[-1][1]


def phone(case: Case, offices: Mapping[str, str]) -> str:
    """The telephone of pathology's office."""
    return offices[offices_of(case, "pathology")[0][1].office]


class Deed(NamedTuple):
    """Keys from the case as it opens, and whether what they are for is done."""

    keys: str
    typed: str
    then: str
    done: Callable[[Case, Mapping[str, str]], bool]

    @property
    def pressed(self) -> list[str]:
        """Each key."""
        typed = ["space" if one == " " else one for one in self.typed]
        return [*self.keys.split(), *typed, *self.then.split()]

    @property
    def counted(self) -> int:
        """The keys without those that are the words somebody types."""
        return len(self.keys.split()) + len(self.then.split())


DEEDS: Mapping[str, Deed] = {
    "log the most frequent call": Deed(
        "3 c h ctrl+s", "", "", lambda case, _: last(case).outcome == "has_our_request"
    ),
    "mark a paper as asked": Deed(
        "3 j j j space", "", "", lambda case, _: slides(case).state == "asked"
    ),
    "mark a paper as there": Deed(
        "3 j j j i i ctrl+s", "", "", lambda case, _: slides(case).state == "arrived"
    ),
    "keep a promise": Deed(
        "3 j j j p", "fri", "ctrl+s",
        lambda case, _: bool((got := slides(case).promise) and got.day == FRIDAY),
    ),
    "write a note on a call": Deed(
        "3 c s tab tab tab tab", "x", "ctrl+s", lambda case, _: last(case).note == "x"
    ),
    "say when to call back": Deed(
        "3 c s tab tab tab tab tab end ctrl+u", "tue", "ctrl+s",
        lambda case, _: last(case).chase_on == TUESDAY,
    ),
    "set another day of the visit": Deed(
        "v tab tab end ctrl+u", "18 dec", "ctrl+s escape",
        lambda case, _: case.visit.day == dt.date(2026, 12, 18),
    ),
    "say with whom one spoke": Deed(
        "3 c h tab tab tab end ctrl+u", "Ana", "ctrl+s",
        lambda case, _: last(case).with_whom == "Ana",
    ),
    "correct an office's telephone": Deed(
        "3 o tab tab end ctrl+u", "555", "ctrl+s",
        lambda case, offices: phone(case, offices) == "555",
    ),
    "answer a reason": Deed(
        "1 j t a ctrl+s", "", "",
        lambda case, _: case.reasons["more_options"].reply == "applies",
    ),
    "undo": Deed(
        "3 c h ctrl+s u", "", "", lambda case, _: last(case).outcome != "has_our_request"
    ),
}  # fmt: skip

AT_MOST: Mapping[str, int] = {
    "log the most frequent call": 4, "mark a paper as asked": 5, "mark a paper as there": 7,
    "keep a promise": 6, "write a note on a call": 8, "say when to call back": 13,
    "set another day of the visit": 7, "say with whom one spoke": 9,
    "correct an office's telephone": 7, "answer a reason": 5, "undo": 5,
}  # fmt: skip


@pytest.mark.parametrize("size", [desk.NARROW, desk.WIDE])
@pytest.mark.parametrize("deed", DEEDS)
async def test_no_deed_of_every_day_takes_more_keys_than_it_took(
    tmp_path: Path, deed: str, size: tuple[int, int]
) -> None:
    one = DEEDS[deed]
    async with sitting(tmp_path, size=size) as at:
        before = {id_: page.phone for id_, page in at.app.casework.offices().items()}
        assert deed == "undo" or not one.done(at.case, before)
        for key in one.pressed:
            await at.press(key)
        for _ in range(50):  # it is written by a worker
            now = {id_: page.phone for id_, page in at.app.casework.offices().items()}
            if not at.is_open and one.done(at.case, now):
                break
            await at.pilot.pause(0.02)
        assert one.done(at.case, now)
        assert not at.is_open
    assert one.counted <= AT_MOST[deed]
