"""What the second office says that it has: where it puts a thing, and where it leaves it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core import verbs
from so_tui.core.case import ORDER, Case, Item, Office, Receipt
from so_tui.core.changes import CasePage, apply
from so_tui.core.received import is_short, told
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
