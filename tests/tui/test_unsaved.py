"""A save that fails loses nothing: it is said, kept on the disk, and tried again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.pilot import Pilot

from so_tui.core import verbs
from so_tui.core.case import Item
from so_tui.core.changes import Change, Pen, conflicts
from so_tui.errors import UnconfirmedSaveError
from so_tui.store.casebook import Casebook
from so_tui.store.drafts import Draft, Drafts, Unwritten
from so_tui.store.lock import held
from so_tui.tui.app import SoTui
from so_tui.tui.screens.case import CaseScreen
from so_tui.tui.targets import Target
from so_tui.tui.widgets.bars import Foot, Head, Notice
from so_tui.tui.widgets.pane import Pane
from tests import handed
from tests.kept import kept
from tests.store.books import hit_history
from tests.tui.desk import NARROW, NOW, TODAY, WIDE, app, case_screen, casework, ids
from tests.tui.full_disk import begun, no_room
from tests.tui.sitting import Sitting, first, hint, sitting


@pytest.fixture(autouse=True)
def casebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A casebook with one case, and a state folder of the test's own."""
    monkeypatch.setenv("SO_TUI_HOME", str(tmp_path / "home"))
    begun(tmp_path, "midway")


def notice(screen: CaseScreen) -> str:
    """What stands below the header, or "" when nothing does."""
    one = screen.app.screen.query_one(Notice)
    return " ".join(line.strip() for line in one.lines) if one.display else ""


def saved(screen: CaseScreen) -> str:
    return screen.query_one(Head).saved


def told(screen: CaseScreen) -> str:
    return screen.query_one(Foot).sentence


def slides(screen: CaseScreen) -> Item:
    return next(one for one in screen.case.items.values() if one.kind == "stained_slides")


def drafts(folder: Path) -> list[Path]:
    found = sorted((folder / "casebook.json.drafts").glob("*"))
    return [one for one in found if '"kind":"typed"' not in one.read_text()]


def written(folder: Path) -> list[Change]:
    """The changes that the casebook holds on the disk, without those of the samples."""
    return [one for one in casework(folder).history() if one.verb != "import"]


async def to_slides(pilot: Pilot[None], screen: CaseScreen) -> None:
    id_ = next(i for i, one in screen.case.items.items() if one.kind == "stained_slides")
    assert screen.go("pathology", Target("item", id_))
    await pilot.pause()


async def space(pilot: Pilot[None], screen: CaseScreen) -> None:
    """Move the stained slides on by one key."""
    await to_slides(pilot, screen)
    await pilot.press("space")
    await pilot.pause()


# --- One key ---------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_key_that_could_not_be_saved_is_told_kept_and_saved_again(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    so = app(tmp_path)
    async with so.run_test(size=size) as pilot:
        screen = case_screen(so)
        before = written(tmp_path)
        with no_room(tmp_path):
            await space(pilot, screen)
        assert slides(screen).state == "to_ask"
        assert saved(screen) == "! not saved"
        assert "1 change is not saved: files here may not grow" in notice(screen)
        assert "R saves again." in notice(screen)
        assert "A copy is kept." in told(screen)
        rows = [" ".join(line.split()) for line in screen.query_one("#pathology", Pane).lines]
        at = next(n for n, row in enumerate(rows) if "stained slides" in row and "to ask" in row)
        assert any("! not saved yet:" in row for row in rows[at + 1 : at + 3])
        (copy,) = drafts(tmp_path)
        await pilot.press("j")
        assert "R Save again" in screen.query_one(Foot).lines[0]

        await pilot.press("R")
        await pilot.pause()
        assert slides(screen).state == "asked"
        assert saved(screen) == "✓ saved"
        assert notice(screen) == ""
        assert "Saved now:" in told(screen)
        assert not copy.exists()
        assert len(written(tmp_path)) == len(before) + 1


async def test_what_waits_is_saved_by_itself_once_there_is_room(tmp_path: Path) -> None:
    so = app(tmp_path)
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        with no_room(tmp_path):
            await space(pilot, screen)
            await so.writer.follow()
            assert slides(screen).state == "to_ask"
        for _ in range(3):
            await so.writer.follow()
        await pilot.pause()
        assert slides(screen).state == "asked"
        assert notice(screen) == ""


async def test_the_longer_it_fails_the_less_often_it_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    so = app(tmp_path)
    tries: list[object] = []
    real = so.casework.write

    def counted(changes: Sequence[Change], *, again: bool = False) -> object:
        tries.append(changes)
        return real(changes, again=again)

    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        monkeypatch.setattr(so.casework, "write", counted)
        with no_room(tmp_path):
            await space(pilot, screen)
            for _ in range(100):
                await so.writer.follow()
        assert 4 < len(tries) < 12


async def test_the_same_key_again_is_the_same_change(tmp_path: Path) -> None:
    so = app(tmp_path)
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        before = len(written(tmp_path))
        with no_room(tmp_path):
            await space(pilot, screen)
            await space(pilot, screen)
            assert "1 change is not saved" in notice(screen)
            assert len(drafts(tmp_path)) == 1
        await space(pilot, screen)
        assert slides(screen).state == "asked"
        assert len(written(tmp_path)) == before + 1


async def test_what_waits_is_written_before_what_comes_after_it(tmp_path: Path) -> None:
    so = app(tmp_path)
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        with no_room(tmp_path):
            await space(pilot, screen)
            await pilot.press("1", "space")
            await pilot.pause()
            assert "2 changes are not saved" in notice(screen)
        await pilot.press("j", "space")
        await pilot.pause()
        assert notice(screen) == ""
        last = [one.verb for one in written(tmp_path)[-3:]]
        assert last == ["move_item", "answer_reason", "answer_reason"]


async def test_a_busy_casebook_is_waited_for(tmp_path: Path) -> None:
    so = app(tmp_path)
    kept(so.casework).wait = 0.05
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        with held(kept(so.casework).path, 1):
            await space(pilot, screen)
        assert "1 change is not saved: another so-tui is writing" in notice(screen)
        await so.writer.follow()
        await pilot.pause()
        assert slides(screen).state == "asked"


async def test_a_casebook_made_read_only_is_said_to_be_so(tmp_path: Path) -> None:
    so = app(tmp_path)
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        (tmp_path / "casebook.json").chmod(0o444)
        await space(pilot, screen)
        assert "1 change is not saved: writing there is not allowed" in notice(screen)
        (tmp_path / "casebook.json").chmod(0o600)
        await pilot.press("R")
        await pilot.pause()
        assert slides(screen).state == "asked"


async def test_a_folder_that_vanished_takes_nothing_done_meanwhile_with_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "disk").mkdir()
    begun(tmp_path / "disk", "midway")
    so = app(tmp_path / "disk")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        (tmp_path / "disk").rename(tmp_path / "unplugged")
        await space(pilot, screen)
        assert "the casebook is not there any more" in notice(screen)
        assert not (tmp_path / "disk").exists()
        assert len(list((tmp_path / "home" / "drafts").glob("*/*.json"))) == 1
        (tmp_path / "unplugged").rename(tmp_path / "disk")
        await so.writer.follow()
        await pilot.pause()
        assert slides(screen).state == "asked"
        assert list((tmp_path / "home" / "drafts").glob("*/*.json")) == []


async def test_where_no_copy_can_be_kept_it_is_said(tmp_path: Path) -> None:
    so = app(tmp_path)
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        with no_room(tmp_path, at_all=True):
            await space(pilot, screen)
            assert "No copy could be kept" in told(screen)
            assert "leave so-tui open" in notice(screen)
            await pilot.press("q")
            await pilot.pause()
            assert "leaving now loses what you did" in told(screen)
        await pilot.press("R")
        await pilot.pause()
        assert slides(screen).state == "asked"


async def test_a_save_that_the_disk_has_not_confirmed_stands_and_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    so = app(tmp_path)

    def unconfirmed(changes: Sequence[Change], *, again: bool = False) -> object:
        kept(so.casework).write(changes, again=again)
        raise UnconfirmedSaveError("The casebook was saved, but is not confirmed yet.")

    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        with monkeypatch.context() as fault:
            fault.setattr(so.casework, "write", unconfirmed)
            await space(pilot, screen)
        assert slides(screen).state == "asked"
        assert saved(screen) == "! not sure yet"
        assert "has not confirmed the last change" in notice(screen)
        assert len(drafts(tmp_path)) == 1
        await pilot.press("R")
        await pilot.pause()
        assert saved(screen) == "✓ saved"
        assert drafts(tmp_path) == []


async def test_undo_does_not_reach_past_what_is_not_saved(tmp_path: Path) -> None:
    so = app(tmp_path)
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        await pilot.press("1", "space")
        await pilot.pause()
        answered = screen.case
        with no_room(tmp_path):
            await space(pilot, screen)
        await pilot.press("u")
        await pilot.pause()
        assert "is not saved yet. R saves it, X discards it." in told(screen)
        assert screen.case == answered


async def test_what_waits_is_thrown_away_only_when_asked_twice(tmp_path: Path) -> None:
    so = app(tmp_path)
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        with no_room(tmp_path):
            await space(pilot, screen)
        await pilot.press("X", "j", "X")
        await pilot.pause()
        assert "Press X again to discard for good" in told(screen)
        assert len(drafts(tmp_path)) == 1
        await pilot.press("X")
        await pilot.pause()
        assert drafts(tmp_path) == []
        assert notice(screen) == ""
        await so.writer.follow()
        assert slides(screen).state == "to_ask"


async def test_a_case_can_be_exported_while_something_waits(tmp_path: Path) -> None:
    so = app(tmp_path)
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        with no_room(tmp_path):
            await space(pilot, screen)
            assert b"Rosa M." in handed.export(casework(tmp_path), [screen.case.id])


# --- In a form -------------------------------------------------------------------------------


async def refused(at: Sitting, tmp_path: Path, note: str = "not lost") -> str:
    """Type a note into an item's form and save it while there is no room; gives the item."""
    id_, _ = first(at.case, "radiology")
    await at.open("row.edit", "item", id_, "radiology")
    await at.put(note=note)
    with no_room(tmp_path):
        await at.save()
    return id_


def unwritten(folder: Path) -> list[Draft]:
    """The changes that wait on the disk; what is only typed lies beside them."""
    found = Drafts(folder / "casebook.json").read().drafts
    return [one for one in found if isinstance(one.content, Unwritten)]


async def test_a_form_stays_open_and_what_it_says_is_on_the_disk(tmp_path: Path) -> None:
    async with sitting(tmp_path, None) as at:
        before = len(written(tmp_path))
        id_ = await refused(at, tmp_path)
        assert at.form.entries["note"].raw == "not lost"
        assert "Not saved yet: files here may not grow" in hint(at)
        assert "Ctrl+S saves again." in hint(at)
        (draft,) = unwritten(tmp_path)
        assert draft.content.changes[0].edits[0].after == "not lost"
        with no_room(tmp_path):
            await at.save()
        assert unwritten(tmp_path) == [draft]
        await at.save()
        at.app.typed.flush()
        assert not at.is_open
        assert at.case.items[id_].note == "not lost"
        assert drafts(tmp_path) == []
        assert len(written(tmp_path)) == before + 1


async def test_what_was_typed_on_takes_the_place_of_what_was_not_saved(tmp_path: Path) -> None:
    async with sitting(tmp_path, None) as at:
        before = len(written(tmp_path))
        id_ = await refused(at, tmp_path, "first")
        await at.put(note="second")
        with no_room(tmp_path):
            await at.save()
            (draft,) = unwritten(tmp_path)
            assert draft.content.changes[0].edits[0].after == "second"
        await at.save()
        assert at.case.items[id_].note == "second"
        assert at.screen.page.apart == {}
        assert len(written(tmp_path)) == before + 1
        assert notice(at.screen) == ""


async def test_a_form_saves_by_itself_once_there_is_room(tmp_path: Path) -> None:
    async with sitting(tmp_path, None) as at:
        id_ = await refused(at, tmp_path)
        await at.app.writer.follow()
        await at.pilot.pause()
        assert not at.is_open
        assert at.case.items[id_].note == "not lost"


@pytest.mark.parametrize("key", ["ctrl+l", "ctrl+p", "f1"])
async def test_what_lies_over_a_form_stays_while_it_is_tried_again(
    tmp_path: Path, key: str
) -> None:
    async with sitting(tmp_path, None) as at:
        await refused(at, tmp_path)
        await at.press(key)
        above, below = at.app.screen, len(at.app.screen_stack)
        await at.app.writer.follow()
        await at.pilot.pause()
        assert at.app.screen is above
        assert len(at.app.screen_stack) == below


async def test_a_form_does_not_save_by_itself_while_somebody_types_on(tmp_path: Path) -> None:
    async with sitting(tmp_path, None) as at:
        id_ = await refused(at, tmp_path, "first")
        await at.put(note="first, and mo")
        await at.app.writer.follow()
        await at.pilot.pause()
        assert at.is_open
        assert at.case.items[id_].note == ""
        assert at.form.entries["note"].raw == "first, and mo"


async def test_a_form_that_is_left_leaves_what_it_was_to_save(tmp_path: Path) -> None:
    async with sitting(tmp_path, None) as at:
        id_ = await refused(at, tmp_path)
        with no_room(tmp_path):
            await at.press("escape")
        assert not at.is_open
        assert "It is not saved yet." in at.told
        assert "1 change is not saved" in notice(at.screen)
        await at.press("R")
        assert at.case.items[id_].note == "not lost"
        await at.open("row.edit", "item", id_, "radiology")
        assert "Going on with" not in hint(at)


async def test_what_was_typed_back_takes_back_what_was_not_saved(tmp_path: Path) -> None:
    async with sitting(tmp_path, None) as at:
        id_ = await refused(at, tmp_path)
        await at.put(note="")
        await at.save()
        at.app.typed.flush()
        assert drafts(tmp_path) == []
        await at.press("escape")
        await at.app.writer.follow()
        assert at.case.items[id_].note == ""


async def test_starting_a_form_afresh_takes_back_what_was_not_saved(tmp_path: Path) -> None:
    async with sitting(tmp_path, None) as at:
        id_ = await refused(at, tmp_path)
        await at.press("ctrl+r", "escape")
        at.app.typed.flush()
        assert drafts(tmp_path) == []
        assert notice(at.screen) == ""
        assert at.case.items[id_].note == ""


async def test_a_new_case_is_not_lost_either(tmp_path: Path) -> None:
    so = app(tmp_path, "fresh")
    async with so.run_test(size=WIDE) as pilot:
        at = Sitting(so, pilot)
        await pilot.press("a")
        await pilot.pause()
        await at.put(label="Ana")
        with no_room(tmp_path):
            await at.save()
            assert at.is_open
            await at.put(diagnosis="as the doctor said it")
            await at.save()
            await pilot.press("escape")
        await pilot.pause()
        assert "1 change is not saved" in " ".join(so.screen.query_one(Notice).lines)
        await pilot.press("R")
        await pilot.pause()
    cases = [one.value for one in casework(tmp_path).cases()]
    (ana,) = (case for case in cases if case.label == "Ana")
    assert ana.diagnosis == "as the doctor said it"


# --- Leaving, and the next start -------------------------------------------------------------


def runs(so: SoTui) -> bool:
    """Whether the app is still there."""
    return so.is_running


async def left_with_something_unsaved(folder: Path) -> None:
    so = app(folder)
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        with no_room(folder):
            await space(pilot, screen)
            await pilot.press("q")
            await pilot.pause()
            assert runs(so)
            assert "casebook.json.drafts" in told(screen)
            assert "Press q again to leave." in told(screen)
            await pilot.press("j", "q")
            await pilot.pause()
            assert runs(so)
            await pilot.press("q")
            await pilot.pause()
            assert not runs(so)


async def test_leaving_asks_once_and_the_next_start_offers_what_was_kept(tmp_path: Path) -> None:
    await left_with_something_unsaved(tmp_path)
    (draft,) = Drafts(tmp_path / "casebook.json").read().drafts
    so = app(tmp_path, seed="next")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        assert slides(screen).state == "to_ask"
        assert "1 change from before is not saved yet. Press R to save it." in notice(screen)
        assert saved(screen) == "✓ saved"
        await so.writer.follow()
        assert slides(screen).state == "to_ask"
        await pilot.press("R")
        await pilot.pause()
        assert slides(screen).state == "asked"
        assert notice(screen) == ""
        await pilot.press("u")
        await pilot.pause()
        assert slides(screen).state == "to_ask"
    ids = [one.id for one in written(tmp_path)]
    assert ids.count(draft.content.changes[0].id) == 1


async def test_what_was_offered_can_be_left_alone(tmp_path: Path) -> None:
    await left_with_something_unsaved(tmp_path)
    so = app(tmp_path, seed="next")
    async with so.run_test(size=WIDE) as pilot:
        await pilot.press("q")
        await pilot.pause()
        assert not so.is_running
    assert len(drafts(tmp_path)) == 1


async def test_a_draft_of_what_the_casebook_has_already_changes_nothing(tmp_path: Path) -> None:
    await left_with_something_unsaved(tmp_path)
    (draft,) = Drafts(tmp_path / "casebook.json").read().drafts
    casework(tmp_path).write(draft.content.changes)
    before = written(tmp_path)
    so = app(tmp_path, seed="next")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        await pilot.press("R")
        await pilot.pause()
        assert notice(screen) == ""
        assert slides(screen).state == "asked"
    assert written(tmp_path) == before
    assert drafts(tmp_path) == []


async def test_a_draft_that_was_saved_and_changed_since_stays_changed(tmp_path: Path) -> None:
    desk = casework(tmp_path)
    new_id = ids("note")

    def noted(note: str) -> Change:
        pen = Pen(actor="rosa", now=NOW, today=TODAY, new_id=new_id)
        return verbs.set_details(desk.cases()[0], pen, note=note)

    one = noted("one")
    draft = Draft(id=new_id(), number=1, content=Unwritten(changes=(one,)))
    Drafts(tmp_path / "casebook.json").put(draft)
    desk.write([one])
    desk.write([noted("two")])
    kept(desk).fold()
    so = app(tmp_path, seed="next")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        await pilot.press("R")
        await pilot.pause()
        assert notice(screen) == ""
        assert screen.case.note == "two"
        assert conflicts(screen.page) == {}


async def test_a_draft_that_fits_no_more_is_kept_until_somebody_discards_it(
    tmp_path: Path,
) -> None:
    await left_with_something_unsaved(tmp_path)
    for name in ("casebook.json", "casebook.json.journal"):
        (tmp_path / name).unlink(missing_ok=True)
    so = app(tmp_path, "fresh", seed="next")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        await pilot.press("R")
        await pilot.pause()
        assert "came before the page it is for" in told(screen)
        assert "A copy is kept." in told(screen)
        assert "does not fit the casebook any more" in notice(screen)
        await so.writer.follow()
        assert len(drafts(tmp_path)) == 1
        await pilot.press("X", "X")
        await pilot.pause()
        assert drafts(tmp_path) == []
        assert notice(screen) == ""


async def test_a_damaged_draft_is_named_at_the_start(tmp_path: Path) -> None:
    await left_with_something_unsaved(tmp_path)
    (copy,) = drafts(tmp_path)
    copy.write_bytes(copy.read_bytes()[:100])
    so = app(tmp_path, seed="next")
    async with so.run_test(size=WIDE):
        screen = case_screen(so)
        assert "cannot be read any more" in notice(screen)
    assert [one.name for one in drafts(tmp_path)] == [f"{copy.name}.damaged"]


# --- A casebook that is not as it was --------------------------------------------------------


async def test_a_casebook_that_vanished_is_said_and_what_is_done_meanwhile_waits(
    tmp_path: Path,
) -> None:
    so = app(tmp_path, seed="next")
    names = [one.name for one in tmp_path.glob("casebook.json*")]
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        (tmp_path / "away").mkdir()
        for name in names:
            (tmp_path / name).rename(tmp_path / "away" / name)
        await so.writer.follow()
        await pilot.pause()
        assert "is not there any more" in notice(screen)
        await space(pilot, screen)
        assert slides(screen).state == "to_ask"
        assert not (tmp_path / "casebook.json").exists()
        assert "1 change is not saved: the casebook is not there any more" in notice(screen)
        for name in names:
            (tmp_path / "away" / name).rename(tmp_path / name)
        await so.writer.follow()
        await so.writer.follow()
        await pilot.pause()
        assert slides(screen).state == "asked"
        assert notice(screen) == ""


async def test_a_casebook_that_cannot_be_read_is_said_until_it_can(tmp_path: Path) -> None:
    so = app(tmp_path, seed="next")
    path = tmp_path / "casebook.json"
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        whole = path.read_bytes()
        path.write_bytes(b"not a casebook")
        for _ in range(2):
            await so.writer.follow()
            await pilot.pause()
            assert "is damaged" in notice(screen)
        assert slides(screen).state == "to_ask"
        path.write_bytes(whole)
        await so.writer.follow()
        await pilot.pause()
        assert notice(screen) == ""


async def test_a_damaged_history_is_told_beside_what_is_saved_until_it_is_mended(
    tmp_path: Path,
) -> None:
    path = tmp_path / "casebook.json"
    Casebook(path).fold()
    whole = path.read_bytes()
    hit_history(path)
    so = app(tmp_path, seed="next")
    async with so.run_test(size=WIDE) as pilot:
        screen = case_screen(so)
        await space(pilot, screen)
        assert slides(screen).state == "asked"
        assert saved(screen) == "✓ saved"
        for _ in range(2):
            assert f"The history of {path} is damaged. What you save is kept." in notice(screen)
            assert "Run so-tui check" in notice(screen)
            await so.writer.follow()
            await pilot.pause()
        path.write_bytes(whole)
        await so.writer.follow()
        await pilot.pause()
        assert notice(screen) == ""
        assert slides(screen).state == "asked"
