"""What is not saved, or not as it should be, in plain words below the header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from so_tui.core.changes import CasePage
from so_tui.tui import plain
from so_tui.tui.keys import Keymap
from so_tui.tui.outbox import Waiting
from so_tui.tui.views.not_saved import is_about
from so_tui.tui.views.rows import Bit, Line, fit

SAVED, SAVING, UNSAVED, UNCONFIRMED = "✓ saved", "saving", "! not saved", "! not sure yet"
"""What the header says of durability. The sentence that belongs to it stands below."""

MOST = 4
"""How many lines are said at most."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """All that waits, and sentences about what else is wrong.

    Beside one case, `waiting` is what waits of it, and `elsewhere` all the rest.
    `again` and `discard` are the keys that save again and that throw away.
    """

    waiting: tuple[Waiting, ...] = ()
    elsewhere: tuple[Waiting, ...] = ()
    trouble: tuple[str, ...] = ()
    again: str = Keymap().named("save.again")
    discard: str = Keymap().named("save.discard")

    def beside(self, page: CasePage) -> Standing:
        """What there is to say beside one case."""
        here = tuple(
            one for one in self.waiting if any(is_about(change, page) for change in one.changes)
        )
        rest = tuple(one for one in self.waiting if one not in here)
        return replace(self, waiting=here, elsewhere=rest)

    @property
    def word(self) -> str:
        """The header's word."""
        whys = {one.why for one in self.waiting}
        if whys & {"failed", "refused"}:
            return UNSAVED
        return UNCONFIRMED if "unconfirmed" in whys else SAVED

    @property
    def sentences(self) -> list[str]:
        """What to say, the most pressing first."""
        elsewhere = replace(self, waiting=self.elsewhere, elsewhere=())
        there = (f"Elsewhere, {one[0].lower()}{one[1:]}" for one in elsewhere._waiting())
        return [*self._waiting(), *there, *self.trouble]

    def _waiting(self) -> Iterator[str]:
        if failed := self._with("failed"):
            words = next((one.words for one in failed if one.words), "")
            because = f": {words}" if words else ""
            yield f"{_are(failed)} not saved{because}. {self.again} saves again."
            if any(one.where is None for one in failed):
                yield "No copy could be kept on the disk: leave so-tui open."
        if refused := self._with("refused"):
            yield (
                f"{_count(refused)} to save {_fits(refused)} the casebook any more. "
                f"{self.again} tries again, {self.discard} discards."
            )
        if self._with("unconfirmed"):
            yield (
                "The disk has not confirmed the last change yet. "
                f"{self.again} asks again. Leave the computer on until then."
            )
        if before := self._with("before"):
            them = "it" if _number(before) == 1 else "them"
            yield (
                f"{_count(before)} from before {_verb(before)} not saved yet. "
                f"Press {self.again} to save {them}."
            )

    def _with(self, why: str) -> list[Waiting]:
        return [one for one in self.waiting if one.why == why]


def _number(those: Sequence[Waiting]) -> int:
    return sum(len(one.changes) for one in those)


def _count(those: Sequence[Waiting]) -> str:
    number = _number(those)
    return "1 change" if number == 1 else f"{number} changes"


def _verb(those: Sequence[Waiting]) -> str:
    return "is" if _number(those) == 1 else "are"


def _are(those: Sequence[Waiting]) -> str:
    return f"{_count(those)} {_verb(those)}"


def _fits(those: Sequence[Waiting]) -> str:
    return "does not fit" if _number(those) == 1 else "do not fit"


def notice(standing: Standing, cells: int) -> list[Line]:
    """The sentences in lines of so many cells; none while all is well."""
    lines: list[Line] = []
    for sentence in standing.sentences:
        for n, line in enumerate(plain.wrap(sentence, max(10, cells - 4))):
            lead = Bit(" ! " if n == 0 else "   ", "late")
            lines.append(fit([lead, Bit(line, "word")], cells))
    if len(lines) > MOST:
        lines = [*lines[: MOST - 1], fit([Bit("   …", "word")], cells)]
    return lines
