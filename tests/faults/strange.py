"""Files in strange hands: an older file, one of another line, one that was copied while it was
written, or edited by another program, lies where the casebook was saved last.

Nothing that was acknowledged is lost without a word, and what stands in any of the files comes
back. Run `python -m tests.faults.strange [--count N]`; 500 are the full figure.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import sys
import tempfile
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tinydb import TinyDB
from tinydb.table import Document

from so_tui import caretaking
from so_tui.casework import Casework
from so_tui.core.case import Case
from so_tui.core.changes import Change, adding
from so_tui.core.pages import as_case
from so_tui.errors import CasebookError
from so_tui.store import backups
from so_tui.store.casebook import Casebook
from so_tui.store.high_water import mark_file
from so_tui.store.ledger import journal_file
from so_tui.store.repair import recovery
from so_tui.store.repair.checking import check
from tests.deeds import pen
from tests.faults.deeds import dice, noted
from tests.store.books import BEGAN, NOW, begun, change, id_of

FULL = 500

Files = dict[Path, bytes]


@dataclass
class Figure:
    """What came of it: losses that nobody named (`silent`), and what else went wrong (`bad`)."""

    tries: int = 0
    named: int = 0
    whole: int = 0
    silent: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def good(self) -> bool:
        """Whether nothing went wrong."""
        return not (self.silent or self.bad)

    def __str__(self) -> str:
        kinds = ", ".join(f"{name} {count}" for name, count in sorted(self.kinds.items()))
        return (
            f"{self.tries} tries ({kinds}): {self.named} named, {self.whole} whole as they lay, "
            f"{len(self.silent)} silent losses, {len(self.bad)} otherwise wrong"
        )


class Line:
    """A casebook that lives on, with the files as they were after each save or fold."""

    def __init__(self, path: Path, chance: Random, name: str) -> None:
        self.path, self.chance, self.name = path, chance, name
        self.book = Casebook(path)
        self.acknowledged = set[str]()
        self.past: list[Files] = []
        self.kept: list[backups.Backup | None] = []
        self.count = 0
        self.what = ""
        self.copy = ""
        self.hand: tuple[str, str] | None = None

    def live(self, deeds: int) -> None:
        """Save, fold and back up so many times."""
        for _ in range(deeds):
            self.step()
            self.past.append(held(self.path))
            self.kept.append(backups.newest(self.path))

    def step(self) -> None:
        """One save, sometimes with a fold behind it."""
        self.count += 1
        cases = [id_ for kind, id_ in self.book.read().pages if kind == "cases"]
        if not cases or self.chance.random() < 0.3:
            made = begun_as(f"{self.name}{self.count}", f"{self.name} {self.count}")
        else:
            made = noted(self.chance.choice(sorted(cases)), f"{self.name} note {self.count}")
        (written,) = self.book.write([made]).changes
        self.acknowledged.add(written.id)
        if self.chance.random() < 0.3:
            self.chance.choice([self.book.fold, self.book.fold, self.book.back_up])()

    def fork(self, path: Path) -> Line:
        """The same casebook in another folder, from where it goes on by itself."""
        shutil.copytree(self.path.parent, path.parent)
        other = Line(path, self.chance, f"{self.name}'")
        other.acknowledged, other.past = set(self.acknowledged), [held(path)]
        return other


def begun_as(word: str, label: str) -> Change:
    """The change that begins a case named by a word."""
    return change(adding("cases", Case(id=id_of("case", word), label=label, began=BEGAN)))


def held(path: Path) -> Files:
    """The files of a casebook beside its backups, with their bytes."""
    files = (path, journal_file(path), mark_file(path))
    return {one: one.read_bytes() for one in files if one.exists()}


def put(path: Path, data: bytes | None, chance: Random) -> None:
    """Put bytes in a file's place: into the file itself, or as another file, as tools do."""
    if data is None:
        path.unlink(missing_ok=True)
    elif chance.random() < 0.5 and path.exists():
        path.write_bytes(data)
    else:
        other = path.with_name(f".tmp-{path.name}")
        other.write_bytes(data)
        other.replace(path)


# --- What is done ------------------------------------------------------------------------------


def older(line: Line, folder: Path) -> set[str]:
    """An older state of some of the files; returns the changes it holds beside those known."""
    n = line.chance.randrange(len(line.past) - 1)
    then = line.past[n]
    parts = [line.path, journal_file(line.path)]
    which = line.chance.choice(["snapshot", "journal", "both", "whole"])
    if which in ("snapshot", "journal"):
        parts = parts[:1] if which == "snapshot" else parts[1:]
    elif which == "whole" and line.kept[n] != line.kept[-1]:
        parts.append(mark_file(line.path))  # the backups know better
    for one in parts:
        put(one, then.get(one), line.chance)
    return set()


def other_line(line: Line, folder: Path) -> set[str]:
    """Files of another line of the casebook, which went its own way for a while."""
    began = line.chance.randrange(1, 6)
    other = line.fork(folder / "other" / "casebook.json")
    other.live(began)
    line.live(line.chance.randrange(1, 6))
    which = line.chance.choice(["snapshot", "journal", "both"])
    theirs = held(other.path)
    if which != "journal":
        put(line.path, theirs[other.path], line.chance)
    if which != "snapshot":
        put(journal_file(line.path), theirs.get(journal_file(other.path)), line.chance)
    return other.acknowledged


def copied(line: Line, folder: Path) -> set[str]:
    """A copy that was made while the casebook was written, in the place of it."""
    before = set(line.acknowledged)
    to = folder / "copy"
    to.mkdir()
    begin = threading.Event()

    def write() -> None:
        begin.set()
        for _ in range(6):
            line.step()

    writer = threading.Thread(target=write)
    names = [one.name for one in line.path.parent.iterdir() if one.is_file()]
    line.chance.shuffle(names)
    writer.start()
    begin.wait()
    for name in names:
        with contextlib.suppress(FileNotFoundError):
            shutil.copy(line.path.parent / name, to / name)
    with contextlib.suppress(FileNotFoundError, shutil.Error):
        shutil.copytree(backups.folder_of(line.path), to / backups.folder_of(line.path).name)
    writer.join()
    # What was said to be saved when it began has to be in it.
    line.acknowledged = before
    line.path = to / line.path.name
    line.book = Casebook(line.path)
    return set()


def by_hand(line: Line, folder: Path) -> set[str]:
    """An edit with stock TinyDB; the line remembers what it has to come to."""
    if line.chance.random() < 0.4:
        line.book.fold()
    deed = line.chance.choice(["remove", "label", "bad", "add", "history", "untouched"])
    with TinyDB(line.path, encoding="utf-8", ensure_ascii=False) as stock:
        table = stock.table("cases")
        if deed == "history":
            told = stock.table("history")
            told.remove(doc_ids=[line.chance.choice([one.doc_id for one in told.all()])])
            return set()
        documents = table.all()
        one = line.chance.choice(documents)
        match deed:
            case "remove":
                table.remove(doc_ids=[one.doc_id])
            case "label":
                value = {**one["value"], "label": "By hand"}
                table.update({"value": value}, doc_ids=[one.doc_id])
                line.hand = (one["id"], "By hand")
            case "bad":
                value = {**one["value"], "began": "soon"}
                table.update({"value": value}, doc_ids=[one.doc_id])
            case "add":
                id_ = id_of("by hand", line.count)
                page = {
                    "kind": "cases", "id": id_,
                    "value": {**one["value"], "id": id_, "label": "By hand"},
                }  # fmt: skip
                table.insert(Document(page, doc_id=uuid.UUID(id_).int))
                line.hand = (id_, "By hand")
            case _:
                table.update({"id": one["id"]}, doc_ids=[one.doc_id])
    return set()


COPIES = (
    "casebook.sync-conflict-20261125-101010-ABCDEFG.json", "casebook (conflicted copy 2026).json",
    "casebook (Ana's conflicted copy 2026-11-25).json", "casebook.json~", "casebook.json.~1~",
    "casebook_conflict-20261125-101010.json",
)  # fmt: skip
"""What sync tools and others call the file that they put beside the casebook."""


def conflicted(line: Line, folder: Path) -> set[str]:
    """The casebook of another line, folded, beside ours under a name that a sync tool gives."""
    other = line.fork(folder / "other" / "casebook.json")
    other.live(line.chance.randrange(1, 5))
    line.live(line.chance.randrange(1, 5))
    other.book.fold()
    name = line.chance.choice(COPIES)
    shutil.copy(other.path, line.path.with_name(name))
    line.copy = name
    line.acknowledged |= other.acknowledged
    return set()


DEEDS: dict[str, Callable[[Line, Path], set[str]]] = {
    "older": older, "other line": other_line, "copied": copied, "by hand": by_hand,
    "conflicted copy": conflicted,
}  # fmt: skip


# --- What it has to come to --------------------------------------------------------------------


def try_often(count: int, seed: int = 3, deeds: tuple[str, ...] = tuple(DEEDS)) -> Figure:
    """Let files fall into strange hands, again and again, and see what the store makes of it."""
    chance, figure = dice(seed), Figure()
    while figure.tries < count:
        with tempfile.TemporaryDirectory(prefix="strange") as name:
            folder = Path(name)
            (folder / "book").mkdir()
            line = Line(folder / "book" / "casebook.json", chance, "ours")
            line.live(chance.randrange(3, 12))
            what = deeds[figure.tries % len(deeds)]
            line.what = what
            theirs = DEEDS[what](line, folder)
            figure.tries += 1
            figure.kinds[what] += 1
            for one in _faults(figure, line, theirs):
                figure.bad.append(f"try {figure.tries}, {what}: {one}")
    return figure


def _told(path: Path, book: Casebook | None = None) -> set[str] | None:
    """The changes that a look finds; None where it refuses with a sentence."""
    try:
        book = book or Casebook(path)
        dict(book.read().pages)
        return {one.id for one in book.history()}
    except CasebookError:
        return None


def _faults(figure: Figure, line: Line, theirs: set[str]) -> Iterator[str]:
    where = f"try {figure.tries}, {line.what}"
    looking = line.book if line.chance.random() < 0.5 else None  # one that had it open
    standing = _standing(line.path, line.acknowledged | theirs)
    before = held(line.path)
    if line.copy:
        yield from _taken_in(line)
    found = _told(line.path, looking)
    if found is not None:
        figure.whole += 1
        if not line.acknowledged <= found:
            lacking = len(line.acknowledged - found)
            named = any(one.state != "well" for one in check(line.path))
            if not named:
                figure.silent.append(f"{where}: {lacking} changes lack without a word")
        yield from _hand(line)
        return
    figure.named += 1
    if _told(line.path) is None and all(one.state == "well" for one in check(line.path)):
        yield "a look refuses it, and check says that all is well"
    with contextlib.suppress(CasebookError):
        (looking or Casebook(line.path)).write([begun(99)])
    if held(line.path) != before:
        yield "it was written over"
    back = recovery.newest(line.path)
    if back.well:  # only who had it open knew
        if looking is None or _told(line.path) is None:
            yield "a look refuses it, and restore says that all is well"
        return
    aside = recovery.restore(line.path, back, NOW)
    kept = [one.read_bytes() for one in aside]
    if not all(data in kept for one, data in before.items() if one != mark_file(line.path)):
        yield "not all that was there was set aside"
    after = _told(line.path, looking)
    if after is None:
        yield "refused after it was brought back"
        return
    if not standing <= after:
        yield f"{len(standing - after)} changes that stand in the files did not come back"
    if not line.acknowledged <= after and not any(
        word in one for one in back.notes for word in ("no file", "not known", "missing")
    ):
        figure.silent.append(f"{where}: brought back, and it was not said that some lack")
    yield from _hand(line)
    Casebook(line.path).write([begun(98)])
    if any(one.state == "damaged" for one in check(line.path)):
        yield "damaged after it was brought back"


def _taken_in(line: Line) -> Iterator[str]:
    if not any(line.copy in one.sentence for one in check(line.path)):
        yield f"{line.copy} was not named"
    data = line.path.with_name(line.copy).read_bytes()
    work = Casework.open(line.path)
    (one,) = caretaking.take_in(work, line.path, (), pen())
    if one.kept is None or one.kept.read_bytes() != data:
        yield f"{line.copy} was not kept: {one.fault}"
        return
    before = held(line.path)
    caretaking.take_in(work, line.path, [one.kept], pen())
    if held(line.path) != before:
        yield "taken in twice, it changes something"


def _hand(line: Line) -> Iterator[str]:
    if line.hand is None:
        return
    found = Casebook(line.path).read().pages.get(("cases", line.hand[0]))
    if found is None:
        yield "a case added by hand was dropped"
        return
    page = as_case(found)
    beside = [one.value for kept in page.apart.values() for one in kept]
    if line.hand[1] not in [page.value.label, *beside]:
        yield "an edit by hand was dropped"


def _standing(path: Path, ids: set[str]) -> set[str]:
    """Those of some changes that stand in any of the files."""
    kept = backups.listed(path)
    files = [path, journal_file(path), *(file for one in kept for file in (one.path, one.journal))]
    data = b"".join(one.read_bytes() for one in files if one.exists())
    data = data.replace(b'": "', b'":"').replace(b'", "', b'","')  # as TinyDB writes them
    return {id_ for id_ in ids if f'"id":"{id_}","actor"'.encode() in data}


def main(words: list[str]) -> int:
    """Run as often as the words say, and print the figure; returns 0 when all went well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=FULL, help="how many tries")
    parser.add_argument("--seed", type=int, default=3, help="which ones; the same come again")
    given = parser.parse_args(words)
    found = try_often(given.count, given.seed)
    print(found)
    for one in (*found.silent[:9], *found.bad[:9]):
        print("  ", one)
    return not found.good


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
