"""The casebook keeps what was written, for every reader, and writes nothing twice."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tinydb import TinyDB

from so_tui.core.changes import AnyPage, Change, Edit, adding, apply
from so_tui.core.tree import ChangeError
from so_tui.errors import MissingCasebookError, RefusedInputError, SoTuiError
from so_tui.store.casebook import Casebook
from so_tui.store.ledger import journal_file
from so_tui.store.transaction import HIGHEST_COUNTER
from tests.deeds import DEEDS, OFFICE, a_case, pen
from tests.store.books import (
    begun,
    book,
    case,
    change,
    held_bytes,
    id_of,
    labels,
    mode,
    names,
    noted,
    value,
)  # fmt: skip


def test_a_casebook_that_is_not_there_is_empty_and_looking_makes_nothing(tmp_path: Path) -> None:
    new = Casebook(tmp_path / "so-tui" / "casebook.json")
    assert (dict(new.read().pages), new.history(), new.signature()) == ({}, (), ())
    assert new.write([]).changes == ()
    assert names(tmp_path) == set()


def test_the_first_write_makes_folder_and_file_for_this_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "a" / "so-tui" / "casebook.json"
    Casebook(path).write([begun()])
    assert (mode(path), mode(path.parent), mode(path.parent.parent)) == (0o600, 0o700, 0o700)
    assert mode(path.with_name("casebook.json.lock")) == 0o600
    assert names(path.parent) == {"casebook.json", "casebook.json.lock", "casebook.json.mark"}


def test_what_was_written_is_there_for_the_next_reader(tmp_path: Path) -> None:
    written = book(tmp_path, 1, 2)
    written.write([noted(1, "Called the slide desk.\nAsked for Ana.")])
    again = Casebook(written.path)
    assert again.read() == written.read()
    assert value(again.read()).note == "Called the slide desk.\nAsked for Ana."


def test_stock_tinydb_opens_the_casebook_and_sees_every_case(tmp_path: Path) -> None:
    path = book(tmp_path, 1, 2, 3).path
    with TinyDB(path) as stock:
        found = {one.doc_id: one["value"]["label"] for one in stock.table("cases")}
        assert len(stock.table("history")) == 3
    numbers = {int(case(n).id.replace("-", ""), 16): f"Case {n}" for n in (1, 2, 3)}
    assert found == numbers


def test_each_change_gets_the_next_counter_and_each_write_the_next_revision(
    tmp_path: Path,
) -> None:
    kept = book(tmp_path, 1)
    written = kept.write([begun(2), begun(3)])
    assert [one.counter for one in written.changes] == [2, 3]
    assert (written.snapshot.counter, written.snapshot.revision) == (3, 2)


def test_a_change_from_elsewhere_keeps_its_counter_and_later_ones_come_after(
    tmp_path: Path,
) -> None:
    kept = book(tmp_path, 1)
    kept.write([replace(begun(2), counter=40)])
    (mine,) = kept.write([begun(3)]).changes
    assert mine.counter == 41
    assert [one.counter for one in kept.history()] == [1, 40, 41]


def test_writing_the_same_change_again_changes_no_byte(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    before = (held_bytes(kept.path), kept.signature())
    again = kept.write([begun(1)])
    assert (held_bytes(kept.path), kept.signature()) == before
    assert again.touched == frozenset()
    assert again.changes[0].counter == 1
    assert value(again.snapshot).label == "Case 1"


def test_a_change_that_comes_in_two_halves_is_one_change_of_both_cases(tmp_path: Path) -> None:
    whole = replace(change(adding("cases", case(1)), adding("cases", case(2))), counter=7)
    first, second = (replace(whole, edits=(edit,)) for edit in whole.edits)
    kept = Casebook(tmp_path / "casebook.json")
    kept.write([first])
    written = kept.write([second, first])
    assert written.touched == {("cases", case(2).id)}
    assert labels(kept.read()) == ["Case 1", "Case 2"]
    assert kept.history() == (whole,)


def test_a_change_that_claims_another_place_in_the_history_is_refused(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    before = held_bytes(kept.path)
    with pytest.raises(ChangeError, match="another place of its history"):
        kept.write([replace(begun(1), counter=9)])
    assert held_bytes(kept.path) == before


def test_two_casebooks_open_at_once_lose_nothing_to_each_other(tmp_path: Path) -> None:
    mine = book(tmp_path, 1)
    theirs = Casebook(mine.path)
    theirs.read()
    mine.write([begun(2)])
    theirs.write([begun(3)])
    mine.write([begun(4)])
    assert labels(theirs.read()) == ["Case 1", "Case 2", "Case 3", "Case 4"]


def test_a_field_written_apart_keeps_both_values(tmp_path: Path) -> None:
    mine = book(tmp_path, 1)
    seen = (begun(1).id,)
    mine.write([noted(1, "ask Ana", over=seen, actor="elena")])
    written = mine.write([noted(1, "ask Luis", over=seen, actor="rosa")])
    page = written.pages["cases", case(1).id]
    assert value(written.snapshot).note == "ask Luis"
    assert [one.value for one in page.apart["note"]] == ["ask Ana"]
    assert Casebook(mine.path).read() == written.snapshot


def test_when_one_change_of_several_does_not_fit_none_is_written(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    before = held_bytes(kept.path)
    lost = change(Edit(op="set", path=f"cases/{id_of('nobody')}/note", after="x"))
    with pytest.raises(ChangeError, match="came before the page"):
        kept.write([begun(2), lost])
    assert held_bytes(kept.path) == before
    assert labels(kept.read()) == ["Case 1"]


@pytest.mark.parametrize("id_", ["rosa", "", "0000", id_of("x").upper(), id_of("x")[1:]])
def test_what_is_named_by_no_uuid_is_refused(tmp_path: Path, id_: str) -> None:
    kept = book(tmp_path, 1)
    before = held_bytes(kept.path)
    with pytest.raises(ChangeError, match="not an id"):
        kept.write([change(adding("cases", replace(case(), id=id_)))])
    with pytest.raises(ChangeError, match="not an id"):
        kept.write([replace(begun(2), id=id_)])
    assert held_bytes(kept.path) == before


def test_the_history_is_told_in_order_and_by_page(tmp_path: Path) -> None:
    kept = book(tmp_path, 1, 2)
    both = change(
        *(Edit(op="set", path=f"cases/{case(n).id}/note", after="chased") for n in (1, 2))
    )
    kept.write([both, noted(2, "later")])
    assert [one.counter for one in kept.history()] == [1, 2, 3, 4]
    assert [one.counter for one in kept.history([("cases", case(1).id)])] == [1, 3]
    assert kept.history([("offices", case(1).id)]) == ()


def test_a_field_set_back_to_what_it_was_leaves_no_trace_of_the_old_value(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    (first,) = kept.write([noted(1, "a secret")]).changes
    kept.write([noted(1, "", over=(first.id,))])
    with TinyDB(kept.path) as stock:
        (stored,) = stock.table("cases").all()
    assert "note" not in stored["value"]


def test_it_tells_that_someone_else_wrote_and_that_the_file_is_gone(tmp_path: Path) -> None:
    mine = book(tmp_path, 1)
    snapshot = mine.read()
    assert not mine.changed_since(snapshot)
    Casebook(mine.path).write([noted(1, "same")])
    assert mine.changed_since(snapshot)
    assert value(mine.read()).note == "same"
    mine.path.rename(tmp_path / "elsewhere.json")
    journal_file(mine.path).unlink()
    with pytest.raises(MissingCasebookError, match="not there any more"):
        mine.changed_since(snapshot)


def test_a_link_to_a_casebook_stays_a_link(tmp_path: Path) -> None:
    real = book(tmp_path / "real", 1).path
    link = tmp_path / "link.json"
    link.symlink_to(real)
    Casebook(link).write([begun(2)])
    assert link.is_symlink()
    assert labels(Casebook(real).read()) == ["Case 1", "Case 2"]
    assert names(tmp_path) == {"real", "link.json"}


def test_tables_that_others_put_into_the_file_are_kept(tmp_path: Path) -> None:
    kept = book(tmp_path, 1)
    with TinyDB(kept.path) as stock:
        stock.table("mine").insert({"a": 1})
    kept.write([begun(2)])
    with TinyDB(kept.path) as stock:
        assert stock.table("mine").all() == [{"a": 1}]


@given(st.data())
def test_whatever_people_do_the_file_holds_just_that(data: st.DataObject) -> None:
    writer = pen(seed=1)
    start = Change(
        id=writer.new_id(), actor="rosa", at=writer.now, verb="new_case", sentence="Began",
        edits=(adding("cases", a_case()), adding("offices", OFFICE)), counter=1,
    )  # fmt: skip
    pages = dict(apply({}, start))
    with tempfile.TemporaryDirectory() as folder:
        one, other = (Casebook(Path(folder) / "casebook.json") for _ in range(2))
        one.write([start])
        for name in data.draw(st.lists(st.sampled_from(sorted(DEEDS)), max_size=8)):
            try:
                deed = DEEDS[name](data, pages, writer)
            except SoTuiError:
                continue
            hand = data.draw(st.sampled_from([one, other]))
            (stamped,) = hand.write([deed]).changes
            pages |= apply(pages, stamped)
        assert one.read().pages == other.read().pages == pages
        fresh = Casebook(one.path)
        assert fresh.read() == one.read()
        replayed: dict[tuple[str, str], AnyPage] = {}
        for each in fresh.history():
            replayed |= apply(replayed, each)
        assert replayed == pages


@pytest.mark.parametrize("counter", [-1, HIGHEST_COUNTER + 1, 2**53 - 1])
def test_a_place_in_the_history_that_cannot_be_is_refused(tmp_path: Path, counter: int) -> None:
    kept = book(tmp_path, 1)
    poison = change(adding("cases", case(2)), counter=counter)
    with pytest.raises(RefusedInputError, match="no history is as long"):
        kept.write([poison])
    (made,) = kept.write([begun(3)]).changes
    assert made.counter == 2
