"""What is read by places is what a full read gives, whatever was done, and to whatever file."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tinydb import TinyDB

from so_tui.core.changes import Edit, adding
from so_tui.core.pages import CasePage, as_case
from so_tui.core.steps import NEVER
from so_tui.core.summary import Summary
from so_tui.errors import CasebookError, OtherStateError
from so_tui.store import placed, places, snapshot_format
from so_tui.store.casebook import Casebook
from so_tui.store.ledger import Ledger
from tests.store.books import BEGAN, begun, case, change, id_of

CASES = 5


def summarize(page: CasePage, _: Any) -> Summary:
    """A summary of no plan."""
    return Summary(
        case=page.id, made_for=BEGAN, counts={}, label=page.value.label, diagnosis="",
        status=page.value.status, removed=page.removed, revision=page.revision,
        least_float=NEVER, has_it="", archived=False,
    )  # fmt: skip


def sparing(path: Path) -> Casebook:
    """A fresh look at a casebook by places."""
    return Casebook(path, sparing=True)


def told(of: Casebook) -> dict[str, Any]:
    """All that a casebook says, each asked for by itself."""
    snapshot = of.read()
    keys = sorted(snapshot.pages)
    return {
        "counter": snapshot.counter,
        "revision": snapshot.revision,
        "pages": {key: snapshot.pages[key] for key in keys},
        "histories": {key: of.history([key]) for key in keys},
        "labels": of.labels(),
        "summaries": of.summaries(),
        "unsummarized": sorted(of.unsummarized()),
        "history": of.history(),
    }


def is_placed(path: Path) -> bool:
    """Whether a casebook's snapshot is read by places at all."""
    return placed.read(path) is not None


Deed = Callable[[Casebook, int, int], object]

LABEL = 'Rosa \\ “ünï” "{n}" / ☃ }},"'


def _label(of: Casebook, n: int, turn: int) -> object:
    edit = Edit(op="set", path=f"cases/{case(n).id}/label", after=LABEL.replace("{n}", str(turn)))
    return of.write([change(edit, id_=id_of("label", n, turn))], summarize=summarize)


def _note(of: Casebook, n: int, turn: int) -> object:
    edits = [
        Edit(op="set", path=f"cases/{case(m).id}/note", after=f"note {turn}")
        for m in {n, (n + turn) % CASES}
    ]
    return of.write([change(*edits, id_=id_of("note", n, turn))], summarize=summarize)


def _unsummarized(of: Casebook, n: int, turn: int) -> object:
    edit = Edit(op="set", path=f"cases/{case(n).id}/label", after=f"Other {turn}")
    return of.write([change(edit, id_=id_of("other", n, turn))])


def _remove(of: Casebook, n: int, turn: int) -> object:
    edit = Edit(op="remove", path=f"cases/{case(n).id}")
    return of.write([change(edit, id_=id_of("remove", n, turn))], summarize=summarize)


def _begin(of: Casebook, n: int, turn: int) -> object:
    fresh = case(CASES + turn)
    edits = (adding("cases", fresh),)
    return of.write([change(*edits, id_=id_of("new", n, turn))], summarize=summarize)


def _fold(of: Casebook, n: int, turn: int) -> object:
    of.fold()
    return None


def _stock(of: Casebook, n: int, turn: int) -> object:
    """Somebody gives the file to TinyDB, which writes it in its own way."""
    of.fold()
    with TinyDB(of.path) as stock:
        stock.table("mine").insert({"turn": turn})
    return None


DEEDS: dict[str, Deed] = {
    "label": _label, "note": _note, "unsummarized": _unsummarized, "remove": _remove,
    "begin": _begin, "fold": _fold, "stock": _stock,
}  # fmt: skip


def agree_after(deeds: list[tuple[str, int, bool]], path: Path) -> None:
    """Do some things, each by a look of one kind or the other, and compare the two after each."""
    Casebook(path).write([begun(n) for n in range(CASES)], summarize=summarize)
    stays = sparing(path)
    for turn, (name, n, by_places) in enumerate(deeds):
        hand = sparing(path) if by_places else Casebook(path)
        try:
            DEEDS[name](hand, n, turn)
        except CasebookError as fault:
            raise AssertionError(name) from fault
        except Exception as fault:
            if type(fault).__name__ != "ChangeError":
                raise
        whole = told(Casebook(path))
        assert told(sparing(path)) == whole
        assert told(stays) == whole
        assert whole["labels"] == {
            page.id: page.value.label
            for page in map(as_case, (one for key, one in whole["pages"].items()))
            if not page.removed
        }


STORIES = st.lists(
    st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, CASES - 1), st.booleans()),
    max_size=9,
)


@given(STORIES)
@example([("stock", 0, False), ("unsummarized", 0, False), ("fold", 0, False)])
def test_whatever_was_done_places_tell_what_a_full_read_tells(
    deeds: list[tuple[str, int, bool]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        agree_after(deeds, Path(folder) / "casebook.json")


def lived(folder: Path) -> Path:
    """A folded casebook with some changes."""
    path = folder / "casebook.json"
    made = Casebook(path)
    made.write([begun(n) for n in range(CASES)], summarize=summarize)
    for n in range(CASES):
        _note(made, n, n)
    _remove(made, 3, 9)
    made.fold()
    assert is_placed(path)
    return path


def never_other(path: Path, harm: Callable[[bytes], bytes], *, opened_before: bool) -> None:
    """Harm a file behind the casebook's back: it is told as it was, or as damaged."""
    before = told(Casebook(path))
    look = sparing(path)
    if opened_before:
        look.read()
    data = path.read_bytes()
    with path.open("r+b") as file:  # in place: the same file, with other bytes
        file.write(harmed := harm(data))
        file.truncate(len(harmed))
    ways: list[Callable[[], dict[str, Any]]] = [
        lambda: {"labels": look.labels()}, lambda: {"summaries": look.summaries()},
        lambda: {"histories": {("cases", case(1).id): look.history([("cases", case(1).id)])}},
        lambda: {"pages": {("cases", case(2).id): look.page(("cases", case(2).id))}},
        lambda: told(look),
    ]  # fmt: skip
    for way in ways:
        try:
            found = way()
        except CasebookError:
            continue
        for what, value in found.items():
            if what in ("histories", "pages") and len(value) == 1:
                ((key, one),) = value.items()
                assert before[what][key] == one, what
            else:
                assert before[what] == value, what


def flipped(at: int, bit: int) -> Callable[[bytes], bytes]:
    """Turns one bit over."""

    def harm(data: bytes) -> bytes:
        place = at % len(data)
        return data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :]

    return harm


@given(st.integers(0, 10**6), st.integers(0, 7), st.booleans())
def test_a_bit_that_turned_over_is_never_taken_for_what_was_written(
    at: int, bit: int, opened_before: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        never_other(lived(Path(folder)), flipped(at, bit), opened_before=opened_before)


@given(st.integers(0, 10**6), st.booleans())
def test_a_file_that_was_cut_is_never_taken_for_what_was_written(
    length: int, opened_before: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = lived(Path(folder))
        never_other(path, lambda data: data[: length % len(data)], opened_before=opened_before)


def written_over(path: Path) -> None:
    """Harm the same file between the look at it and the look at a page."""
    key, snapshot = ("cases", case(2).id), sparing(path).read()
    before, data = Casebook(path).read().pages[key], path.read_bytes()
    at = data.index(b'"note":"note 2"') + len(b'"note":"note ')
    with path.open("r+b") as file:
        file.write(flipped(at, 0)(data))
    with contextlib.suppress(CasebookError):
        assert snapshot.pages[key] == before


def test_a_page_that_is_written_over_meanwhile_is_never_told_as_it_was(tmp_path: Path) -> None:
    written_over(lived(tmp_path))


def test_a_look_stays_at_its_moment_while_another_file_takes_the_place(tmp_path: Path) -> None:
    path = lived(tmp_path)
    snapshot = sparing(path).read()
    before = told(Casebook(path))
    _label(Casebook(path), 1, 1)
    Casebook(path).fold()
    assert {key: snapshot.pages[key] for key in snapshot.pages} == before["pages"]


def test_places_that_another_program_kept_beside_other_tables_count_for_nothing(
    tmp_path: Path,
) -> None:
    path = lived(tmp_path)
    data = path.read_bytes()
    at = snapshot_format.extent(data[:512], len(data))
    assert at is not None
    trailer = places.trailer(data[at - places.TRAILER_BYTES : at], at)
    assert trailer is not None
    first = data[trailer.pages.at : trailer.pages.at + trailer.pages.length]
    # Other places under a checksum that fits them, but not what the casebook says of itself.
    other = first.replace(b'"Case 1"', b'"Case X"')
    assert other != first
    assert len(other) == len(first)
    path.write_bytes(data.replace(first, other))
    assert not is_placed(path)


def test_a_casebook_of_before_there_were_places_is_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "found", lambda *_: None)
    path = tmp_path / "casebook.json"
    made = Casebook(path)
    made.write([begun(n) for n in range(3)], summarize=summarize)
    made.fold()
    assert not is_placed(path)
    assert told(sparing(path)) == told(Casebook(path))


def test_a_page_that_another_program_wrote_is_refused(tmp_path: Path) -> None:
    path = lived(tmp_path)
    with TinyDB(path) as stock:
        stock.table("cases").update(
            lambda page: page["value"].update(label="By hand"),
            doc_ids=[snapshot_format.document_id(case(1).id)],
        )
    for look in (Casebook(path), sparing(path)):
        with pytest.raises(OtherStateError):
            look.labels()


def test_summaries_of_a_file_that_another_program_wrote_are_not_believed(tmp_path: Path) -> None:
    path = lived(tmp_path)
    with TinyDB(path) as stock:
        stock.table("summaries").update({"label": "By hand"})
    for look in (Casebook(path), sparing(path)):
        assert look.labels()[case(1).id] == "Case 1"
        assert look.summaries() == {}


@pytest.mark.parametrize("kind", ["cases", "summaries", "places"])
def test_what_was_changed_by_hand_is_found_at_a_look_at_something_else(
    tmp_path: Path, kind: str
) -> None:
    path = lived(tmp_path)
    data = path.read_bytes()
    at = data.index(b'"%b":{"' % kind.encode()) + len(kind) + 5
    assert data[at : at + 1].isalnum()
    path.write_bytes(flipped(at, 0)(data))
    for look in (Casebook(path), sparing(path)):
        with pytest.raises(CasebookError):
            look.page(("cases", case(2).id))


def test_a_history_that_was_changed_by_hand_is_found_at_a_look_at_another_case(
    tmp_path: Path,
) -> None:
    path = lived(tmp_path)
    data = path.read_bytes()
    at = data.rindex(b"note 0")
    path.write_bytes(flipped(at, 0)(data))
    for look in (Casebook(path), sparing(path)):
        with pytest.raises(CasebookError):
            look.history([("cases", case(2).id)])


def test_what_this_process_saw_is_not_forgotten_when_all_is_read(tmp_path: Path) -> None:
    path = lived(tmp_path)
    older = path.read_bytes()
    look = sparing(path)
    _label(look, 1, 1)
    look.fold()
    _label(look, 2, 2)
    for one in (path.with_name(f"{path.name}.journal"), path.with_name(f"{path.name}.mark")):
        one.unlink()
    path.write_bytes(older)
    for ask in (look.fold, look.read):
        with pytest.raises(OtherStateError):
            ask()


# --- Planted faults: the laws find them ----------------------------------------------------------


def test_the_law_finds_places_that_are_not_compared(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(places.Place, "fits", lambda *_: True)
    with pytest.raises(AssertionError):
        written_over(lived(tmp_path))


def test_the_law_finds_labels_that_the_journal_does_not_change(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Casebook, "labels", _of_the_snapshot)
    with pytest.raises(AssertionError):
        agree_after([("fold", 0, False), ("label", 1, True)], tmp_path / "casebook.json")


def _of_the_snapshot(of: Casebook) -> dict[str, str]:
    index = of._ledger.refresh().index
    labels = index.labels if isinstance(index, placed.PlacedIndex) else {}
    return {snapshot_format.id_of(key): one for key, one in labels.items() if one is not None}


def test_the_law_finds_a_history_that_leaves_out_the_journal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def only_folded(self: Ledger, kind: str, id_: str) -> list[msgspec.Raw] | None:
        index = self.refresh().index
        return index.touching(kind, id_) if isinstance(index, placed.PlacedIndex) else None

    monkeypatch.setattr(Ledger, "touching", only_folded)
    with pytest.raises(AssertionError):
        agree_after([("fold", 0, False), ("note", 1, True)], tmp_path / "casebook.json")
