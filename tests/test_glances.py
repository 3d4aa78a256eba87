"""What is kept for a day is what would be worked out now: whoever wrote, whatever the day."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import shutil
import tempfile
import unicodedata
import zlib
from contextlib import suppress
from dataclasses import replace as replaced
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from so_tui import assets, casework
from so_tui import worked_out as module
from so_tui.casework import Casework
from so_tui.core import verbs
from so_tui.core.ahead import Ahead, LinesAhead, PartOfAhead, ahead
from so_tui.core.case import Case, CaseOffice, Office
from so_tui.core.changes import CasePage, Pen
from so_tui.core.glance import Glance, InLists, NextDays, OfTheDay
from so_tui.core.plan import Plan
from so_tui.core.plan import plan as planned
from so_tui.errors import SoTuiError
from so_tui.glances import each_ahead, glances
from so_tui.store import derived, disk
from so_tui.store.erasing import erase
from so_tui.store.interface import Derived
from so_tui.typed_texts import TypedTexts, typed_into
from tests.cli.running import Book
from tests.conftest import DEEP
from tests.deeds import DEEDS, TODAY, pen
from tests.knowledge import catalogue

DAYS = st.integers(0, 3).map(lambda n: TODAY + dt.timedelta(days=n))
FILES = st.sampled_from(get_args(Derived))
PARTS = (Glance, InLists, NextDays, OfTheDay)


def anew(work: Casework, today: dt.date) -> list[Glance]:
    """What lists tell of each case, each worked out now."""
    return [work.listed(page, today) for page in work.cases()]


def ahead_anew(work: Casework, today: dt.date) -> list[Ahead]:
    """All that is open in each case, each worked out now."""
    return [
        ahead(page.value, work.plan(page, today), work.offices(), work.catalogue)
        for page in work.cases()
    ]


def all_ahead(work: Casework, day: dt.date, of_it: type[PartOfAhead]) -> list[PartOfAhead]:
    """What is open in each case by what is kept, in the order of the cases."""
    told = {one.summary.case: one for one in each_ahead(work, day, of_it)}
    assert len(told) == len(work.cases())
    return [told[page.id] for page in work.cases()]


def texts_told(work: Casework) -> dict[str, str]:
    """What was typed into each case, by what is kept, which is kept then."""
    texts = TypedTexts(work)
    found = {page.id: texts.of(page.id) for page in work.cases()}
    texts.keep()
    return found


def part(one: Glance | Ahead, of_it: type[msgspec.Struct]) -> object:
    """What one of the parts of a glance reads of it."""
    return msgspec.json.decode(msgspec.json.encode(one), type=of_it)


class Days(RuleBasedStateMachine):
    """A few cases that share offices, written by two, looked at on several days."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "casebook.json"
        self.worth, module.WORTH = module.WORTH, 1
        self.seeds = itertools.count()

    def teardown(self) -> None:
        module.WORTH = self.worth
        shutil.rmtree(self.folder)

    def open(self, sparing: bool = True) -> Casework:
        return Casework.open(self.path, sparing=sparing)

    @property
    def pen(self) -> Pen:
        return pen("rosa", next(self.seeds))

    @initialize()
    def begin(self) -> None:
        work = self.open()
        office = verbs.new_office(self.pen, Office(id="", name="The Lab", phone="203-555-0177"))
        work.write([office])
        for label in ("Rosa", "Ana", "Ben"):
            case = verbs.new_case(self.pen, catalogue(), label, day=TODAY + dt.timedelta(days=20))
            work.write([case])
            for call in ("visit", "oncologist", "pathology"):
                page = work.case(case.edits[0].page[1])
                here = CaseOffice(number=0, call=call, office=office.edits[0].page[1])
                work.write([verbs.add_office(page, self.pen, here, "the lab")])

    def some(self, work: Casework, which: int) -> CasePage | None:
        pages = work.cases()
        return pages[which % len(pages)] if pages else None

    @rule(which=st.integers(0, 2), name=st.sampled_from(sorted(DEEDS)), data=st.data())
    def a_deed(self, which: int, name: str, data: st.DataObject) -> None:
        work = self.open()
        page = self.some(work, which)
        if page is None:
            return
        offices = {one.office for one in page.value.offices.values()}
        pages = {("cases", page.id): page}
        pages |= {("offices", one): work.office_page(one) for one in offices}  # type: ignore[misc]
        with suppress(SoTuiError, KeyError, IndexError):
            work.write([DEEDS[name](data, pages, self.pen)])

    @rule(phone=st.sampled_from(["203-555-0100", "203-555-0101", ""]))
    def an_office_changes(self, phone: str) -> None:
        work = self.open()
        for id_ in list(work.offices()):
            page = work.office_page(id_)
            with suppress(SoTuiError):
                work.write([verbs.edit_office(page, self.pen, replace(page.value, phone=phone))])
            return

    @rule(which=st.integers(0, 2))
    def one_is_removed(self, which: int) -> None:
        work = self.open()
        if (page := self.some(work, which)) is not None and len(work.cases()) > 1:
            work.write([verbs.remove_case(page, self.pen)])

    @rule()
    def undone(self) -> None:
        with suppress(SoTuiError):
            self.open().undo(self.pen)

    @rule(which=st.integers(0, 2))
    def one_is_erased(self, which: int) -> None:
        work = self.open()
        if (page := self.some(work, which)) is not None and len(work.cases()) > 1:
            erase(self.path, page.id)
            assert not any(one.exists() for one in derived.derived_files(self.path))

    @rule()
    def folded(self) -> None:
        with self.open().present():
            pass

    @rule(at=st.floats(0, 1), bit=st.integers(0, 7), cut=st.booleans(), what=FILES)
    def what_is_kept_is_damaged(self, at: float, bit: int, cut: bool, what: Derived) -> None:
        file = derived.derived_file(self.path, what)
        if file.exists() and (data := bytearray(file.read_bytes())):
            place = min(int(at * len(data)), len(data) - 1)
            data[place] ^= 1 << bit
            file.write_bytes(data[:place] if cut else data)

    @rule(what=FILES)
    def an_older_one_is_put_in_its_place(self, what: Derived) -> None:
        file, other = derived.derived_file(self.path, what), self.folder / "older"
        if other.exists():
            shutil.copy(other, file)
        elif file.exists():
            shutil.copy(file, other)

    @rule(day=DAYS, of_it=st.sampled_from(PARTS), sparing=st.booleans())
    def looked_at(self, day: dt.date, of_it: type[Glance], sparing: bool) -> None:
        work = self.open(sparing)
        assert glances(work, day, of_it) == [part(one, of_it) for one in anew(work, day)]

    @rule(day=DAYS, of_it=st.sampled_from((Ahead, LinesAhead)), sparing=st.booleans())
    def looked_ahead(self, day: dt.date, of_it: type[Ahead], sparing: bool) -> None:
        work = self.open(sparing)
        assert all_ahead(work, day, of_it) == [part(one, of_it) for one in ahead_anew(work, day)]

    @rule(sparing=st.booleans())
    def looked_for(self, sparing: bool) -> None:
        work = self.open(sparing)
        assert texts_told(work) == {page.id: typed_into(work, page.id) for page in work.cases()}

    @invariant()
    def it_is_told_as_it_is_now(self) -> None:
        if self.path.exists():
            work = self.open()
            assert glances(work, TODAY, Glance) == anew(work, TODAY)
            assert all_ahead(work, TODAY, Ahead) == ahead_anew(work, TODAY)


Days.TestCase.settings = settings(
    max_examples=200 if DEEP else 12, stateful_step_count=12, deadline=None
)
TestDays = Days.TestCase


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    """Three cases, of which what lists tell is kept."""
    monkeypatch.setattr(module, "WORTH", 1)
    book = Book(tmp_path)
    for label in ("Rosa", "Ana", "Ben"):
        book("new", label, "--visit", "2026-12-17")
    return book


LISTS = (
    ("cases",), ("cases", "--json"), ("cases", "--late"), ("cases", "--all"),
    ("cases", "--sort", "visit"), ("cases", "--search", "ana"), ("next",), ("next", "--json"),
    ("today",), ("today", "--json"), ("due",), ("due", "--within", "2"), ("due", "--count"),
    ("due", "--count", "--json"), ("due", "--json"), ("due", "--all"), ("due", "--within", "6"),
    ("due", "--all", "--json"), ("due", "--all", "--count"), ("due", "--within", "0", "--json"),
)  # fmt: skip


def test_each_list_says_the_same_with_what_was_kept_and_without(many: Book) -> None:
    without = {}
    for words in LISTS:
        for file in derived.derived_files(many.path):
            file.unlink(missing_ok=True)
        without[words] = many(*words).out
    for words in (("cases", "--search", "ana"), ("due", "--all")):
        many(*words)
    assert all(one.exists() for one in derived.derived_files(many.path))
    assert {words: many(*words).out for words in LISTS} == without


def test_the_next_days_are_told_alike_with_plans_and_with_what_was_kept(many: Book) -> None:
    """`--within 6` plans each case; its lines begin with those of the days that are kept."""
    lines = many("due", "--within", "5").lines
    assert lines == many("due", "--within", "6").lines[: len(lines)]


def test_no_plan_is_made_of_what_is_kept(many: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    many("cases")
    many("due", "--all")
    made: list[str] = []
    real = planned

    def counted(case: Case, *given: Any) -> Plan:
        made.append(case.id)
        return real(case, *given)

    monkeypatch.setattr(casework, "plan", counted)
    for words in LISTS:
        many(*words)
    assert made == []
    many("case", "set", "Ana", "--note", "she called")
    for words, last in ((("cases",), "2026-11-25"), (("due", "--all"), "2026-11-30")):
        made.clear()
        many(*words)
        assert len(made) == 1
        many.today = last
    made.clear()
    many("cases")
    many("due", "--all", "--json")
    assert len(made) == 6


def test_no_case_is_decoded_for_what_was_read_of_it_before(
    many: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    many("cases", "--search", "lab")
    read: list[str] = []
    real = Casework.case_anew

    def counted(self: Casework, case: str) -> CasePage:
        read.append(case)
        return real(self, case)

    monkeypatch.setattr(Casework, "case_anew", counted)
    assert many("cases", "--search", "ana").lines[0].startswith("Ana ")
    assert read == []
    many("case", "set", "Ana", "--note", "she called the labyrinth")
    read.clear()
    assert many("cases", "--search", "labyrinth").lines[0].startswith("Ana ")
    assert len(set(read)) == 1  # once for the list, and once for its texts


def test_a_step_in_a_list_has_the_shape_it_has_with_its_case(many: Book) -> None:
    """`show --json` words each step with its case at hand, `due --json` from what is kept."""
    many("due", "--all", "--json")
    told = many("due", "--all", "--json").json["steps"]
    for label in ("Rosa", "Ana", "Ben"):
        shown = many("show", label, "--json").json
        headed = {"case": shown["id"], "label": label}
        wanted = [
            headed | one for one in shown["steps"] if one["standing"] not in ("done", "not_for_us")
        ]
        mine = [one for one in told if one["label"] == label]
        assert len(mine) > 5
        assert sorted(mine, key=lambda one: one["id"]) == sorted(wanted, key=lambda one: one["id"])


def test_it_is_kept_as_the_casebook_is(many: Book) -> None:
    many("cases")
    file = derived.derived_file(many.path, "day")
    assert file.stat().st_mode & 0o777 == many.path.stat().st_mode & 0o777 == 0o600
    file.unlink()
    os.mkfifo(file)
    assert many("cases").lines  # nothing hangs, and nothing is said of it
    file.unlink()
    file.symlink_to(many.path)
    before = many.path.read_bytes()
    many("cases")
    assert many.path.read_bytes() == before


def test_a_file_of_any_length_in_its_place_is_not_read(
    many: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in derived.derived_files(many.path):
        file.touch()
        os.truncate(file, 1 << 40)
    read: list[int] = []
    real = disk.read

    def counted(path: Path, offset: int = 0, most: int = -1) -> disk.Stored | None:
        if path in derived.derived_files(many.path):
            read.append(most)
        return real(path, offset, most)

    monkeypatch.setattr(disk, "read", counted)
    work = Casework.open(many.path)
    for what in get_args(Derived):
        assert work.store.kept(what, "now") == {}
    assert read
    assert all(0 < most < 100 for most in read)


def test_what_is_kept_is_not_written_again_for_a_case_that_was_removed(many: Book) -> None:
    many("case", "remove", "Ben")
    many("cases")
    many("due", "--all")
    kept = [one for one in derived.derived_files(many.path) if one.exists()]
    before = [one.stat().st_mtime_ns for one in kept]
    assert len(kept) == 2
    for words in LISTS[:5]:
        many(*words)
    many("due", "--all")
    assert [one.stat().st_mtime_ns for one in kept] == before


def test_with_few_cases_nothing_is_kept(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book("new", "Rosa")
    for words in LISTS:
        book(*words)
    assert not derived.derived_file(book.path, "day").exists()


def test_what_is_erased_while_it_is_looked_at_does_not_come_back(
    many: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Casework.open(many.path, sparing=True)
    real = Casework.listed_anew

    def meanwhile(self: Casework, case: str, today: dt.date) -> Glance:
        found = real(self, case, today)
        if found.summary.label == "Ben" and any(one.id == case for one in self.cases()):
            with suppress(SoTuiError):
                erase(many.path, case)
        return found

    monkeypatch.setattr(Casework, "listed_anew", meanwhile)
    with suppress(SoTuiError):
        glances(work, TODAY, Glance)
    assert all(b"Ben" not in one.read_bytes() for one in many.path.parent.glob("casebook.json*")
               if one.is_file())  # fmt: skip


@pytest.mark.parametrize("what", get_args(Derived))
def test_what_a_sync_tool_puts_back_of_a_case_that_was_erased_goes_at_the_next_look(
    many: Book, monkeypatch: pytest.MonkeyPatch, what: Derived
) -> None:
    lists = (("cases", "--search", "lab"), ("due", "--all"))
    for words in lists:
        many(*words)
    ben = next(one.id for one in Casework.open(many.path).cases() if one.value.label == "Ben")
    file = derived.derived_file(many.path, what)
    before = file.read_bytes()
    erase(many.path, ben)
    file.write_bytes(before)
    monkeypatch.setattr(module, "WORTH", 200)
    for words in lists:
        many(*words)
    assert ben.encode() not in file.read_bytes()


@given(
    looks=st.lists(st.sets(st.integers(0, 2), min_size=1), min_size=1, max_size=4),
    written=st.sets(st.integers(0, 2)),
)
@settings(max_examples=20, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_looking_at_some_cases_leaves_what_was_kept_of_the_others(
    many: Book, looks: list[set[int]], written: set[int]
) -> None:
    derived.derived_file(many.path, "texts").unlink(missing_ok=True)
    ids = [one.id for one in Casework.open(many.path).cases()]
    read: list[str] = []

    def look(some: set[int]) -> None:
        def make(case: str) -> tuple[tuple[()], bytes]:
            read.append(case)
            return (), case.encode()

        worked = module.WorkedOut(Casework.open(many.path, sparing=True), "texts", "now", make)
        assert [worked.of(ids[one]) for one in sorted(some)] == [
            ids[one].encode() for one in sorted(some)
        ]
        worked.keep()

    for some in looks:
        look(some)
    assert len(read) == len(set().union(*looks))
    for one in written:
        many("case", "set", ids[one][:8], "--note", f"call {next(SEEDS)}")
    read.clear()
    look({0, 1, 2})
    assert {ids.index(one) for one in read} == written | ({0, 1, 2} - set().union(*looks))


SEEDS = itertools.count()


def test_no_disk_is_waited_for_while_something_is_kept(
    many: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever saves waits for the lock, and a slow disk would take longer than they do."""
    flushed: list[int] = []
    monkeypatch.setattr(os, "fsync", flushed.append)
    monkeypatch.setattr(os, "fdatasync", flushed.append)
    many("cases", "--search", "lab")
    many("due", "--all")
    assert all(one.exists() for one in derived.derived_files(many.path))
    assert flushed == []


def test_other_closed_days_of_the_same_region_are_another_knowledge(many: Book) -> None:
    """They come from a package that is updated apart from this program."""
    work = Casework.open(many.path, sparing=True)
    glances(work, TODAY, Glance)
    days = {TODAY + dt.timedelta(days=n): "closed" for n in range(12)}
    work.calendar = replaced(work.calendar, closed={**work.calendar.closed, **days})
    assert glances(work, TODAY, Glance) == anew(work, TODAY)
    assert all_ahead(work, TODAY, Ahead) == ahead_anew(work, TODAY)


def test_a_python_that_knows_other_letters_reads_all_texts_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = assets.code_stamp()
    assert assets.code_stamp() == before
    monkeypatch.setattr(unicodedata, "unidata_version", "99.0.0")
    assert assets.code_stamp() != before


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)


def _put(data: st.DataObject, entry: Any) -> Any:
    """Other JSON in the place of what was kept of a case, or of a part of it.

    What has the very shape of a glance cannot be told from one, so parts get none of that.
    """
    if not isinstance(entry, dict) or not entry or data.draw(st.booleans(), "whole"):
        return data.draw(JSON, "instead")
    if data.draw(st.booleans(), "without"):
        return {}
    return {name: data.draw(st.sampled_from(["x", [1], {"x": 1}, None, True])) for name in entry}


@given(st.data())
@settings(max_examples=200 if DEEP else 25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_whatever_stands_in_place_of_what_was_kept_lists_say_what_plans_say(
    many: Book, data: st.DataObject
) -> None:
    work = Casework.open(many.path, sparing=True)
    if len(work.cases()) == 3:
        ben = next(one for one in work.cases() if one.value.label == "Ben")
        work.write([verbs.remove_case(ben, pen("rosa", 0))])
    file = derived.derived_file(many.path, "day")
    file.unlink(missing_ok=True)
    fresh = [part(one, InLists) for one in anew(work, TODAY)]
    assert glances(work, TODAY, InLists) == fresh
    head, rest = file.read_bytes().split(b"\n", 1)
    entries = msgspec.msgpack.decode(rest[8:])
    for id_ in data.draw(st.sets(st.sampled_from(sorted(entries)), min_size=1), "damaged"):
        entry = msgspec.json.decode(entries[id_][-1])
        entries[id_][-1] = data.draw(
            st.just(msgspec.json.encode(_put(data, entry))) | st.binary(max_size=9), "data"
        )
    rest = msgspec.msgpack.encode(entries)
    file.write_bytes(head + b"\n%08x" % zlib.crc32(rest) + rest)
    assert glances(Casework.open(many.path, sparing=True), TODAY, InLists) == fresh
