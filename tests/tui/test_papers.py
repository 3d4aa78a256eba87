"""Papers on the screen: what is read is what is written, and what was made stands there once."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from textual.pilot import Pilot

from so_tui import unnamed
from so_tui.core import verbs
from so_tui.core.case import PaperMade
from so_tui.papers import due as papers_due
from so_tui.papers import papers, scope
from so_tui.tui.app import SoTui
from so_tui.tui.forms.choices import Choices
from so_tui.tui.forms.fields import Values
from so_tui.tui.forms.form_screen import FormScreen
from so_tui.tui.forms.papers import Making
from so_tui.tui.forms.words import Words
from so_tui.tui.screens.case import CaseScreen
from tests.cli.running import Book
from tests.cli.test_imports import _loaded
from tests.tui.desk import NARROW, WIDE, app, case_screen, screen_text

SAMPLES = ("midway", "rush", "many-offices")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files go into a folder of their own."""
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.chdir(out)
    return out


def form_of(so: SoTui) -> FormScreen:
    """The form on screen."""
    screen = so.screen
    assert isinstance(screen, FormScreen)
    return screen


def case_of(so: SoTui) -> CaseScreen:
    """The case beneath the form."""
    return next(one for one in so.screen_stack if isinstance(one, CaseScreen))


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def choose(pilot: Pilot[None], form: FormScreen, kind: str) -> None:
    """Choose a kind of paper by its letter."""
    entry = form.entries["what"]
    assert isinstance(entry, Choices)
    await press(pilot, next(one.key for one in entry.options if one.value == kind))
    assert entry.raw == kind


def words_on(so: SoTui) -> str:
    """What the screen says, on one line, without what is drawn around it."""
    return " ".join(re.sub(r"[│┃▏▕▐▌─]", " ", screen_text(so)).split())


def made(so: SoTui) -> list[PaperMade]:
    """The papers that stand in the case."""
    (page,) = so.casework.cases()
    return [*page.value.papers.values()]


def written() -> list[str]:
    return sorted(one.name for one in Path().iterdir())


def every(form: FormScreen) -> Iterator[tuple[str, str, Values]]:
    """Each paper for each office, as it can be chosen in the form."""
    offers = form.form.offers
    assert offers is not None
    for kind in form.form.fields[0].options:
        values = {**form.form.values, "what": kind.value}
        for office in offers(Values(values))["office"]:
            yield kind.value, office.value, Values({**values, "office": office.value})


@pytest.mark.parametrize("sample", SAMPLES)
async def test_what_is_read_is_what_the_command_writes(tmp_path: Path, sample: str) -> None:
    so = app(tmp_path, sample)
    book = Book(tmp_path)
    tried = set()
    async with so.run_test(size=WIDE) as pilot:
        await press(pilot, "P")
        form, offices, case = form_of(so), case_of(so).offices, case_of(so).case
        assert form.form.side is not None
        for kind, office, values in every(form):
            words = ("paper", kind, case.label, "-o", "-")
            if office:
                here = case.offices[office]
                said = book.try_(*words, "--office", offices[here.office].name)
                if said.code == 3:  # one name on two cards: the card says which
                    said = book(*words, "--office", f"{here.call} {offices[here.office].name}")
            else:
                said = book(*words)
            assert said.code == 0, said.talk
            assert "\n".join(form.form.side(values)) + "\n" == said.out
            tried.add((kind, office))
    known = {
        (one.kind, id_)
        for one in papers().descriptions
        for id_, here in case.offices.items()
        if here.call in one.calls and (here.call != "visit" or here.party in one.parties)
    }
    known |= {(one.kind, "") for one in papers().descriptions if one.of == "case"}
    assert tried == known


async def test_the_paper_stands_beside_the_form_or_below_it_whole(tmp_path: Path) -> None:
    for n, size in enumerate((WIDE, NARROW)):
        (folder := tmp_path / f"{n}").mkdir()
        so = app(folder, "midway")
        async with so.run_test(size=size) as pilot:
            await press(pilot, "3", "P", *(() if size == WIDE else ("f2",)))
            form = form_of(so)
            words = form.query_one(Words)
            assert form.form.side is not None
            text = list(form.form.side(form.filling.values))
            # Each line of it stands on a line of its own.
            assert words.display
            assert words.needs == 2 + len(text)
            for _ in range(60):
                await pilot.press("ctrl+down")
            await pilot.pause()
            assert words.scroll_y == words.max_scroll_y > 0
            assert text[-1] in screen_text(so)


@pytest.mark.parametrize("kind", [one for one in papers().kinds() if scope(one) != "casebook"])
async def test_a_paper_that_was_written_stands_there_once_and_undo_takes_it_back(
    tmp_path: Path, kind: str
) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=NARROW) as pilot:
        before = so.casework.cases()[0].value
        await press(pilot, "3", "P")
        form = form_of(so)
        await choose(pilot, form, kind)
        office = form.filling.values.text("office")
        await press(pilot, "ctrl+s")
        assert case_screen(so).is_current
        (one,) = made(so)
        assert (one.paper, one.office or "", one.by) == (kind, office, "rosa")
        (name,) = written()
        assert stat.S_IMODE(Path(name).stat().st_mode) == 0o600
        titles = tuple(each.title for each in papers().of_kind(kind))
        assert PdfReader(name).pages[0].extract_text().startswith(titles)
        shown = words_on(so)
        assert (
            f"Made a{'n' * (kind[0] in 'aeiou')} {kind.replace('-', ' ')}{' for' * bool(office)}"
            in shown
        )
        await press(pilot, "u")
        assert so.casework.cases()[0].value == before
        assert written() == [name]


async def test_the_office_of_a_row_is_chosen_beforehand(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        for pane, call in (("2", "oncologist"), ("3", "pathology"), ("4", "radiology")):
            await press(pilot, pane, "P")
            form = form_of(so)
            case = case_of(so).case
            for kind in form.form.fields[0].options:
                await choose(pilot, form, kind.value)
                if not (office := form.filling.values.text("office")):
                    continue  # it is about all of the case
                chosen = case.offices[office].call
                calls = {one for each in papers().of_kind(kind.value) for one in each.calls}
                assert chosen == call or call not in calls
            await press(pilot, "ctrl+r", "escape")


async def test_a_row_without_an_office_means_the_first_of_its_card(tmp_path: Path) -> None:
    so = app(tmp_path, "rush")
    async with so.run_test(size=WIDE) as pilot:
        await press(pilot, "0", "g", "P")
        case = case_of(so).case
        assert case_of(so).target().kind == "appointment"
        desk = form_of(so)
        await choose(pilot, desk, "letter")
        here = case.offices[desk.filling.values.text("office")]
        assert (here.call, here.party) == ("visit", "second_office")
        # What is due for all of the case stands behind what is due for the office.
        kinds = [one.value for one in desk.form.fields[0].options]
        assert kinds.index("packet") < kinds.index("comparison")
        await press(pilot, "ctrl+r", "escape")


async def test_the_row_of_the_papers_for_the_visit_means_all_of_the_case(tmp_path: Path) -> None:
    so = app(tmp_path, "rush")
    async with so.run_test(size=WIDE) as pilot:
        await press(pilot, "0", "g")
        for _ in range(40):
            packs = {one.id for one in so.casework.catalogue.steps if one.packs}
            if case_of(so).target().step in packs:
                break
            await press(pilot, "j")
        await press(pilot, "P")
        assert form_of(so).filling.values.text("what") == "packet"
        await press(pilot, "ctrl+r", "escape")


async def test_no_contact_is_offered_where_a_paper_is_for_nobody(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await press(pilot, "3", "P")
        form = form_of(so)
        await choose(pilot, form, "letter")
        then = form.entries["then"]
        assert isinstance(then, Choices)
        then.focus()
        await press(pilot, "l")
        assert then.raw == "log"
        form.entries["what"].focus()
        await choose(pilot, form, "packet")
        assert then.raw == ""
        assert [one.value for one in then.options] == [""]
        await press(pilot, "ctrl+r", "escape")


async def test_what_is_blank_is_named_before_it_is_written(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=NARROW) as pilot:
        await press(pilot, "3", "P")
        await choose(pilot, form_of(so), "authorization")
        shown = words_on(so)
        assert "Still blank: the day or event with which it ends." in shown
        assert written() == []


async def test_a_file_that_is_there_is_asked_about_and_notes_nothing_until_then(
    tmp_path: Path,
) -> None:
    Path("letter-P1.pdf").write_text("mine")
    so = app(tmp_path, "midway")
    async with so.run_test(size=NARROW) as pilot:
        await press(pilot, "3", "P")
        await choose(pilot, form_of(so), "letter")
        await press(pilot, "ctrl+s")
        assert "That file is there already." in screen_text(so)
        assert Path("letter-P1.pdf").read_text() == "mine"
        assert made(so) == []
        await press(pilot, "ctrl+s")
        assert Path("letter-P1.pdf").read_bytes().startswith(b"%PDF")
        assert len(made(so)) == 1


async def test_a_file_that_came_between_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=NARROW) as pilot:
        await press(pilot, "3", "P")
        await choose(pilot, form_of(so), "letter")

        def slow(*_: object, **__: object) -> tuple[bytes, str]:
            Path("letter-P1.pdf").write_text("theirs")
            return b"ours", ""

        monkeypatch.setattr("so_tui.papers.written", slow)
        await press(pilot, "ctrl+s")
        assert Path("letter-P1.pdf").read_text() == "theirs"
        assert "is there already" in words_on(so)
        assert made(so) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [("gone/x.pdf", "could not be written"), (".", "could not be written"), ("", "Name the file")],
)
async def test_a_write_that_fails_is_told_and_notes_nothing(
    tmp_path: Path, name: str, said: str
) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=NARROW) as pilot:
        before = so.casework.cases()[0].value
        await press(pilot, "3", "P")
        form = form_of(so)
        form.entries["file"].raw = name
        await press(pilot, "ctrl+s")
        assert form.is_current
        assert said in words_on(so)
        assert so.casework.cases()[0].value == before
        assert written() == []


async def test_a_full_disk_is_told_and_notes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await press(pilot, "3", "P")
        with monkeypatch.context() as patch:
            patch.setattr(unnamed, "put", full)
            await press(pilot, "ctrl+s")
        assert "disk is full" in words_on(so)
        assert made(so) == []
        await press(pilot, "ctrl+s")
        assert len(made(so)) == 1


async def test_a_casebook_is_never_written_over_by_a_paper(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        before = (tmp_path / "casebook.json").read_bytes()
        await press(pilot, "3", "P")
        form_of(so).entries["file"].raw = str(tmp_path / "casebook.json")
        await press(pilot, "ctrl+s", "ctrl+s")
        assert "belongs to the casebook" in words_on(so)
        assert (tmp_path / "casebook.json").read_bytes() == before
        assert made(so) == []


async def test_a_letter_can_be_followed_by_the_form_of_a_contact(tmp_path: Path) -> None:
    so = app(tmp_path, "midway")
    async with so.run_test(size=WIDE) as pilot:
        await press(pilot, "3", "P")
        form = form_of(so)
        await choose(pilot, form, "letter")
        office = form.filling.values.text("office")
        form.entries["then"].raw = "log"
        await press(pilot, "ctrl+s")
        values = form_of(so).filling.values
        assert (values.text("office"), values.text("channel")) == (office, "letter")
        assert len(made(so)) == 1


async def test_a_case_without_an_office_has_papers_about_all_of_it(tmp_path: Path) -> None:
    so = app(tmp_path, "fresh")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        for id_ in screen.case.offices:
            change = verbs.remove_office(screen.page, so.pen(), id_)
            await screen.write(change)
        await press(pilot, "P")
        offered = [one.value for one in form_of(so).form.fields[0].options]
        assert offered == [kind for kind in papers().kinds() if scope(kind) == "case"]
        assert offered


def test_typst_is_loaded_when_a_paper_is_written_and_no_sooner(tmp_path: Path) -> None:
    told = (
        "import asyncio, os\n"
        "from pathlib import Path\n"
        "from tests.tui.desk import NARROW, app\n"
        f"desk = Path({str(tmp_path)!r}) / {{0!r}}\n"
        "desk.mkdir()\n"
        "os.chdir(desk)\n"
        "async def sit():\n"
        "    so = app(desk, 'midway')\n"
        "    async with so.run_test(size=NARROW) as pilot:\n"
        "        for key in {1!r}:\n"
        "            await pilot.press(key)\n"
        "            await pilot.pause()\n"
        "asyncio.run(sit())"
    )
    sat = (("read", ("3", "P", "l", "f2"), False), ("written", ("3", "P", "ctrl+s"), True))
    for name, keys, loads in sat:
        assert ("typst" in _loaded(told.format(name, keys), tmp_path)) == loads


@pytest.mark.parametrize("sample", SAMPLES)
async def test_what_is_due_for_the_office_stands_first_and_else_nothing_that_begins_a_release(
    tmp_path: Path, sample: str
) -> None:
    so = app(tmp_path, sample)
    async with so.run_test(size=WIDE) as pilot:
        host = case_of(so)
        due = [
            (one.described.kind, one.to.office if one.to else "")
            for one in papers_due(so.casework, host.page, host.today)
        ]
        for first in ("", *host.case.offices):
            desk = Making(host, first)
            values = Values(desk.form().values)
            chosen = values.text("what"), values.text("office")
            mine = [one for one in due if first in ("", one[1])]
            if mine:
                assert chosen in mine
            else:
                assert first in ("", chosen[1])
                assert not any(one.instrument for one in papers().of_kind(chosen[0]))
            kinds = [one.value for one in desk.kinds()]
            there = {kind for kind, _ in mine}
            assert set(kinds[: len(there)]) == there
            assert len(kinds) == len(set(kinds))
        await pilot.pause()
