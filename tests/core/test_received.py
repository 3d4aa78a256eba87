"""What the second office says that it has: where it puts a thing, and where it leaves it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core import verbs
from so_tui.core.case import ORDER, OVER, Case, Contact, Item, Office, Receipt
from so_tui.core.changes import CasePage, apply
from so_tui.core.received import is_short, to_hear_of, told
from so_tui.core.wording import Wording
from tests.deeds import TODAY, pen
from tests.knowledge import catalogue
from tests.strategies import casebooks

receipts = st.builds(
    Receipt,
    said_by=st.sampled_from(["", "Ana"]),
    said_on=st.none() | st.dates(dt.date(2026, 11, 1), TODAY),
    count=st.none() | st.integers(0, 20),
)


def after(case: Case, id_: str, receipt: Receipt) -> Item:
    """The item once the receipt was written down."""
    page = CasePage(kind="cases", id=case.id, value=case)
    item = replace(case.items[id_], received=receipt)
    by = replace(pen("ana", 3), wording=Wording(catalogue()))
    pages = apply({("cases", case.id): page}, verbs.edit_item(page, by, id_, item))
    value: Any = pages["cases", case.id].value
    found: Item = value.items[id_]
    return found


@given(casebooks(), receipts, st.data())
def test_what_they_have_is_with_them_and_nothing_else_moves(
    book: tuple[Case, Mapping[str, Office]], receipt: Receipt, data: st.DataObject
) -> None:
    case, _ = book
    assume(case.items)
    id_ = data.draw(st.sampled_from(sorted(case.items)))
    old = case.items[id_]
    assume(old.received == Receipt() != receipt)
    new = after(case, id_, receipt)
    at_home = catalogue().group(old.kind) == "home"
    nearer = old.state in ORDER and ORDER.index(old.state) < ORDER.index("arrived")
    if receipt.count == 0 or at_home or not nearer:
        assert (new.state, new.place, new.moves) == (old.state, old.place, old.moves)
    else:
        assert (new.state, new.place) == ("arrived", "second_office")
        assert len(new.moves) == len(old.moves) + 1
    assert new.received == replace(receipt, said_on=receipt.said_on or TODAY)


@given(receipts, st.none() | st.integers(0, 20))
def test_fewer_than_were_asked_for_is_said_just_where_it_is_so(
    receipt: Receipt, asked: int | None
) -> None:
    item = Item(
        number=1, call="pathology", kind="stained_slides", count_asked=asked, received=receipt,
        state="arrived",
    )  # fmt: skip
    says = told(item, Wording(catalogue()), str)
    fewer = receipt.count is not None and asked is not None and receipt.count < asked
    assert is_short(item) == fewer
    assert ("Ask where the rest is." in says) == fewer
    assert bool(says) == (receipt != Receipt())


@given(casebooks(), receipts, st.data())
def test_what_is_heard_on_a_call_is_what_is_written_into_the_item(
    book: tuple[Case, Mapping[str, Office]], receipt: Receipt, data: st.DataObject
) -> None:
    case, _ = book
    unheard = sorted(id_ for id_, one in case.items.items() if one.received == Receipt())
    assume(unheard)
    ids = data.draw(st.sets(st.sampled_from(unheard), min_size=1))
    on = receipt.said_on or TODAY
    by = replace(pen("ana", 3), wording=Wording(catalogue()))
    call = Contact(number=0, call="visit", outcome="spoke", on=on, with_whom=receipt.said_by)
    page = CasePage(kind="cases", id=case.id, value=case)
    logged = verbs.log_contact(page, by, call, has=dict.fromkeys(ids, receipt.count))
    new: Any = apply({("cases", case.id): page}, logged)["cases", case.id].value
    for id_, old in case.items.items():
        written = after(case, id_, replace(receipt, said_on=on)) if id_ in ids else old
        moved = [replace(one, number=0) for one in new.items[id_].moves.values()]
        assert moved == [replace(one, number=0) for one in written.moves.values()]
        assert replace(new.items[id_], moves={}) == replace(written, moves={})


@given(casebooks())
def test_only_what_went_there_can_be_said_to_be_there(
    book: tuple[Case, Mapping[str, Office]],
) -> None:
    case, _ = book
    asked = to_hear_of(case)
    for id_, item in case.items.items():
        if item.place in ("office", "with_us") or item.call == "visit":
            assert id_ not in asked
        elif item.state not in OVER and item.received == Receipt():
            assert id_ in asked


@given(
    casebooks(), st.none() | st.integers(0, 20), st.dates(dt.date(2026, 10, 1), TODAY), st.data()
)
def test_later_news_replaces_earlier_and_a_number_is_never_lost_by_one_that_was_not_said(
    book: tuple[Case, Mapping[str, Office]], count: int | None, on: dt.date, data: st.DataObject
) -> None:
    case, _ = book
    heard = [id_ for id_, one in case.items.items() if one.received.said_on is not None]
    assume(heard)
    id_ = data.draw(st.sampled_from(sorted(heard)))
    old = case.items[id_]
    call = Contact(number=0, call="visit", outcome="spoke", on=on, with_whom="Imani")
    page = CasePage(kind="cases", id=case.id, value=case)
    logged = verbs.log_contact(page, pen("ana", 3), call, has={id_: count})
    new: Any = apply({("cases", case.id): page}, logged)["cases", case.id].value
    got = new.items[id_].received
    assert old.received.said_on is not None
    if on < old.received.said_on:
        assert got == old.received
        return
    assert (got.said_by, got.said_on) == ("Imani", on)
    if count is not None:
        assert got.count == count
    else:
        assert got.count == (old.count_asked if is_short(old) else old.received.count)
        assert not is_short(new.items[id_])
