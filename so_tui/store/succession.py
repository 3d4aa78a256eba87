"""Whether a state of a casebook continues what was saved last: every snapshot names the states
it came of, and the journal's checksums tell one way on from another.

What does not continue it is whole, and still not what was said to be saved: an older file, or
one of another line, that a sync tool or a restored folder put in the casebook's place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from so_tui.core.text import the_last
from so_tui.errors import OtherStateError
from so_tui.store import journal
from so_tui.store.decoding import damaged
from so_tui.store.high_water import Mark
from so_tui.store.journal import Place
from so_tui.store.snapshot_format import LONGEST_LINE, About, Past


def lengthened(line: Iterable[Past], *more: Past) -> tuple[Past, ...]:
    """A line of states with more behind it, each once."""
    known = dict.fromkeys(one for one in (*line, *more) if one.generation)
    return tuple(known)[-LONGEST_LINE:]


def past(generation: str, place: Place) -> Past:
    """The state of a generation at a place of its journal."""
    return Past(generation, place.offset, place.checksum)


def of_mark(mark: Mark) -> Past:
    """The state that a mark names."""
    return Past(mark.generation, mark.confirmed, mark.checksum)


def place_in(mark: Mark, generation: str) -> list[Place]:
    """The place that the journal of a generation has to go through, if a mark names one."""
    if mark.generation != generation:
        return []
    return [Place(offset=mark.confirmed, checksum=mark.checksum)]


def continues(about: About, mark: Mark, journals: Callable[[str], Iterable[bytes]]) -> bool:
    """Whether a snapshot is of the state that was confirmed last, or came of it. What its journal
    has to go through is looked at where that is read.

    A mark that came back older than it was names a state on the way: `journals` gives those that
    are kept of a generation, and one of them has to go through it to the state it was left in.
    """
    if mark.generation in ("", about.generation) or of_mark(mark) in about.line:
        return True
    left = [
        one for one in about.line
        if one.generation == mark.generation and one.offset >= mark.confirmed
    ]  # fmt: skip
    return any(_goes(data, mark, one) for one in left for data in journals(mark.generation))


def _goes(data: bytes, mark: Mark, left: Past) -> bool:
    through = (
        Place(offset=mark.confirmed, checksum=mark.checksum),
        Place(offset=left.offset, checksum=left.checksum),
    )
    try:
        found = journal.read(data, Place(), through=through)
    except journal.DamagedJournalError:
        return False
    return found.place.offset >= left.offset


def reach(about: About, place: Place, generation: str) -> int:
    """Up to which byte of the journal of a generation a state has come; -1 where it did not come
    of that. `place`: how far its own journal goes."""
    if generation == about.generation:
        return place.offset
    return max((one.offset for one in about.line if one.generation == generation), default=-1)


def other_state(path: Path, revision: int, known: int, *, seen: bool = False) -> OtherStateError:
    """The sentence for whole files that are not those that were saved last.

    `revision`: that of the files; `known`: that of the state known of; `seen`: whether nobody
    knows of that but the app that is open.
    """
    why = "it is of another line, and what was saved last is not in it"
    if known > revision:
        lacking = known - revision
        why = f"{the_last(lacking, 'save')} {'is' if lacking == 1 else 'are'} not in it"
    if seen:
        return OtherStateError(
            f"The casebook {path} was replaced while it was open: {why}. Look for a copy that has "
            "them, and take it in with so-tui join. To go on with what lies there now, close "
            "so-tui and start it again.",
            why=why,
        )
    return said_of(path, why)


def said_of(path: Path, why: str) -> OtherStateError:
    """The sentence for files that are whole and do not belong where they lie."""
    return OtherStateError(
        f"The casebook {path} is not as it was saved last: {why}. A sync tool or a restored "
        "folder can do that. It was left as it is, and nothing can be saved for now. "
        "so-tui restore joins what is there with all that is known of what lacks.",
        why=why,
    )


def outside(path: Path, why: str, *, unfit: bool) -> OtherStateError:
    """The sentence for a casebook that another program changed; `unfit`: into what is none."""
    if unfit:
        return OtherStateError(
            damaged(path, f"another program wrote it, and {why}").sentence, why=why
        )
    return OtherStateError(
        f"The casebook {path} was not written by so-tui: {why}. It was left as it is, and nothing "
        "can be saved for now. so-tui restore takes it in as a change by someone outside, beside "
        "all that was saved.",
        why=why,
    )
