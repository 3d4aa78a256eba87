"""A case that is there never names an office that is not, whatever was joined, taken or undone."""

from __future__ import annotations

import itertools
from contextlib import suppress
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from so_tui import caretaking
from so_tui.casework import Casework
from so_tui.core import verbs
from so_tui.core.case import CALLS, CallName, CaseOffice, Office
from so_tui.core.changes import Change, Edit, Pen, plain, seen
from so_tui.core.pages import as_office
from so_tui.core.standing import missing
from so_tui.errors import NotAllowedError, NotFoundError
from so_tui.store.aside import Aside
from so_tui.store.casebook import Casebook
from tests import handed
from tests.cli.running import Book
from tests.conftest import DEEP
from tests.deeds import NOW, pen
from tests.knowledge import catalogue
from tests.memory_store import MemoryStore
from tests.test_lending import CALENDAR

WHO = st.integers(0, 1)
WHICH = st.integers(0, 3)


class Apart(RuleBasedStateMachine):
    """Two people, each with a casebook, who join offices, pick them and hand over cases."""

    def __init__(self) -> None:
        super().__init__()
        self.books = [
            Casework(MemoryStore(), Aside(Path("nowhere")), catalogue(), CALENDAR) for _ in range(2)
        ]
        self.seeds = itertools.count()

    def pen(self, who: int) -> Pen:
        return pen(f"person {who}", next(self.seeds))

    @initialize()
    def begin(self) -> None:
        for _ in range(2):
            self.one_more(0, "pathology")
        self.hand_over(0, 1, 0, history=True, bring_back=False)
        self.hand_over(0, 1, 1, history=True, bring_back=False)

    @rule(who=WHO, call=st.sampled_from(CALLS))
    def one_more(self, who: int, call: CallName) -> None:
        """A case with an office that is new."""
        book = self.books[who]
        if len(book.cases()) > 4:
            return
        made = verbs.new_case(self.pen(who), catalogue(), f"Case {next(self.seeds)}")
        case = made.edits[0].page[1]
        book.write([made])
        office = verbs.new_office(self.pen(who), Office(id="", name=f"Lab {next(self.seeds)}"))
        here = CaseOffice(number=0, call=call, office=office.edits[0].page[1])
        added = verbs.add_office(book.case(case), self.pen(who), here)
        book.write([verbs.together(self.pen(who), "add_office", "Added", [office, added])])

    @rule(who=WHO, which=WHICH, office=WHICH, call=st.sampled_from(CALLS))
    def pick(self, who: int, which: int, office: int, call: CallName) -> None:
        book = self.books[who]
        known = sorted(book.offices())
        for page in book.cases()[which : which + 1]:
            with suppress(NotAllowedError):  # it is on the card
                here = CaseOffice(number=0, call=call, office=known[office % len(known)])
                book.write([verbs.add_office(page, self.pen(who), here)])

    @rule(who=WHO, which=WHICH, note=st.sampled_from(["a", "b"]))
    def note(self, who: int, which: int, note: str) -> None:
        for page in self.books[who].cases()[which : which + 1]:
            for id_, one in page.value.offices.items():
                with suppress(NotAllowedError):  # it is so already
                    new = replace(one, note=f"{note} {who}")
                    change = verbs.edit_case_office(page, self.pen(who), id_, new)
                    self.books[who].write([change])
                    break

    @rule(who=WHO, gone=WHICH, kept=WHICH)
    def join(self, who: int, gone: int, kept: int) -> None:
        known = sorted(self.books[who].offices())
        if known:
            ids = known[gone % len(known)], known[kept % len(known)]
            with suppress(NotAllowedError):  # it is one already
                self.books[who].write([self.books[who].joined(*ids, self.pen(who))])

    @rule(who=WHO, which=WHICH)
    def remove(self, who: int, which: int) -> None:
        for page in self.books[who].cases()[which : which + 1]:
            self.books[who].write([verbs.remove_case(page, self.pen(who))])

    @rule(who=WHO, redo=st.booleans(), which=st.none() | WHICH)
    def take_back(self, who: int, redo: bool, which: int | None) -> None:
        book = self.books[who]
        ids = [page.id for page in book.cases()]
        case = ids[which] if which is not None and which < len(ids) else None
        with suppress(NotAllowedError):  # there is nothing
            (book.redo if redo else book.undo)(self.pen(who), case=case)

    @rule(who=WHO, which=WHICH, to=st.integers(1, 9))
    def put_back(self, who: int, which: int, to: int) -> None:
        book = self.books[who]
        for page in book.cases()[which : which + 1]:
            told = book.history([("cases", page.id)])
            with suppress(NotAllowedError):  # it was not there then
                book.write([
                    book.put_back(page.id, told[-to % len(told)].id, "then", self.pen(who))
                ])  # fmt: skip

    @rule(who=WHO, to=WHO, which=WHICH, history=st.sampled_from([True, True, False]),
          bring_back=st.booleans())  # fmt: skip
    def hand_over(self, who: int, to: int, which: int, history: bool, bring_back: bool) -> None:
        for page in self.books[who].cases()[which : which + 1]:
            with suppress(NotAllowedError, NotFoundError):  # without a history, it is there
                data = handed.export(self.books[who], [page.id], history)
                handed.import_(
                    self.books[to], [("one.json", data)], self.pen(to), bring_back=bring_back
                )

    @rule(who=WHO, to=WHO)
    def take_copy(self, who: int, to: int) -> None:
        """Join all that a casebook holds, twice: the second time nothing is new."""
        if who == to:
            return
        told = self.books[who].history()
        caretaking.join(self.books[to], told, "a copy", self.pen(to))
        there = self.books[to].store.read().revision
        assert caretaking.join(self.books[to], told, "a copy", self.pen(to))[0] == 0
        assert self.books[to].store.read().revision == there

    @invariant()
    def each_office_is_there(self) -> None:
        for book in self.books:
            pages = book.snapshot.pages
            for page in book.cases():
                assert not missing(page.value, pages)
                for one in page.value.offices.values():
                    assert ("offices", one.office) in pages


TestApart = Apart.TestCase
TestApart.settings = settings(
    max_examples=300 if DEEP else 8, stateful_step_count=15, deadline=None
)


def test_a_case_that_comes_later_gets_the_office_that_its_own_was_joined_into(
    tmp_path: Path,
) -> None:
    here, there = Book(tmp_path / "1", actor="Ana"), Book(tmp_path / "2", actor="Ben")
    rosa, kim = str(tmp_path / "a.json"), str(tmp_path / "b.json")
    there("new", "Rosa")
    lab = ("--name", "City Laboratory", "--phone", "555-100-7777")
    there("office", "add", "rosa", "pathology", *lab)
    there("export", "rosa", "-o", rosa)
    here("import", rosa)
    here("new", "Ann")
    here("office", "add", "ann", "pathology", "--name", "City Lab", "--phone", "555-100-0000")
    here("office", "join", "City Laboratory", "City Lab")
    there("new", "Kim")
    there("office", "add", "kim", "pathology", "--pick", "City Laboratory")
    there("export", "kim", "-o", kim)
    said = here("import", kim)
    assert "City Laboratory was joined with City Lab: Kim names that one now." in said.talk
    shown = here("show", "kim").out
    assert "City Lab" in shown
    assert "555-100-0000" in shown
    assert "an office" not in shown
    here("office", "set", "kim", "City Lab", "--phone", "555-100-0001")
    here("undo")
    here("undo")
    assert "Kim" not in here("cases").out
    here("redo")
    assert "City Lab" in here("show", "kim").out


def test_an_office_that_another_case_picked_since_comes_back_and_is_named(tmp_path: Path) -> None:
    book = Book(tmp_path / "1")
    book("new", "Ann")
    book("office", "add", "ann", "pathology", "--name", "City Lab", "--phone", "555-100-0000")
    book("new", "Kim")
    book("office", "add", "kim", "pathology", "--pick", "City Lab")
    said = book("undo", "ann")
    if "City Lab is in the casebook again" not in said.talk:  # it never went
        assert "City Lab" in book("offices").out
    assert "City Lab" in book("show", "kim").out


def test_what_a_copy_brought_is_undone_as_one_and_nothing_before_it(tmp_path: Path) -> None:
    here, copy = Book(tmp_path / "1", actor="Ana"), Book(tmp_path / "2", actor="Dana")
    here("new", "A")
    here("backup", "-o", str(copy.path))
    copy("new", "Zed")
    copy("new", "Yves")
    file = str(tmp_path / "k.json")
    copy("backup", "-o", file)
    here("join", file)
    assert "Undid: Joined k.json." in here("undo").talk
    assert not {"Zed", "Yves"} & {one["label"] for one in here("cases", "--json").json["cases"]}
    assert "Redid: Joined k.json." in here("redo").talk
    labels = {one["label"] for one in here("cases", "--json").json["cases"]}
    assert labels == {"A", "Yves", "Zed"}
    here("undo")
    assert "Undid: Began the case A." in here("undo").talk


def test_a_case_whose_office_went_before_is_named_by_check_and_put_right(tmp_path: Path) -> None:
    book = Book(tmp_path / "1")
    book("new", "Kim")
    book("office", "add", "kim", "pathology", "--name", "City Lab", "--phone", "555-100-0000")
    store = Casebook(book.path)
    pages = store.read().pages
    (page,) = (as_office(one) for key, one in pages.items() if key[0] == "offices")
    gone = Edit(op="remove", path=page.path, before=plain(page.value), over=seen(page, ""))
    store.write(
        [Change(id=pen().new_id(), actor="Ben", at=NOW, verb="x", sentence="x", edits=(gone,))]
    )
    assert "Kim names an office that was removed." in book.try_("check").out
    for words in (
        ("show", "kim"), ("offices",), ("next", "kim"), ("script", "kim", "pathology"),
        ("paper", "letter", "kim", "pathology", "--format", "txt"), ("report", "kim"),
        ("office", "set", "kim", "pathology", "--phone", "1"),
        ("office", "gives", "kim", "pathology"), ("office", "takes", "kim", "pathology"),
        ("office", "join", "City Lab", "City Lab"), ("export", "kim"), ("show", "kim", "--json"),
    ):  # fmt: skip
        said = book.try_(*words)
        assert said.code != 70, (words, said.talk)
        assert "error of its own" not in said.talk, (words, said.talk)
    said = book("case", "set", "kim", "--note", "x")
    assert "City Lab is in the casebook again: Kim names it." in said.talk
    assert "555-100-0000" in book("show", "kim").out
