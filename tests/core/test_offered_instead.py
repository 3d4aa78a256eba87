"""What an office refuses and what it offers in its place are two things, and both are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from so_tui.core import verbs
from so_tui.core.case import CALL_LETTERS, Case, Contact, Effect, Form, Office
from so_tui.core.changes import CasePage, apply
from tests.deeds import TODAY, pen
from tests.strategies import casebooks

AS_IT_WAS = ("call", "kind", "office", "detail", "identifiers", "count_asked", "way", "destination")


@given(casebooks(), st.data())
def test_each_thing_refused_has_one_that_stands_in_and_is_asked_for(
    book: tuple[Case, Mapping[str, Office]], data: st.DataObject
) -> None:
    case, _ = book
    ids = data.draw(st.sets(st.sampled_from(sorted(case.items)))) if case.items else set[str]()
    refused = {id_ for id_ in ids if data.draw(st.booleans())}
    form: Form | None = data.draw(st.sampled_from([None, "recut", "unstained"]))
    does = {id_: Effect(state="refused" if id_ in refused else None) for id_ in ids}
    # What was refused before is refused still; what something stands in for has its place filled.
    refused |= {id_ for id_ in ids if case.items[id_].state == "refused"}
    refused -= {one.instead_of for one in case.items.values()}
    call = Contact(number=0, call="pathology", outcome="refused", on=TODAY, effects=does)
    page = CasePage(kind="cases", id=case.id, value=case)
    logged = verbs.log_contact(page, pen("ana", 3), call, instead=form)
    new: Any = apply({("cases", case.id): page}, logged)["cases", case.id].value
    fresh = {id_: one for id_, one in new.items.items() if id_ not in case.items}
    assert sorted(one.instead_of for one in fresh.values()) == (sorted(refused) if form else [])
    for one in fresh.values():
        old = case.items[one.instead_of]
        assert (one.state, one.form) == ("asked", form)
        assert new.items[one.instead_of].state == "refused"
        for name in AS_IT_WAS:
            assert getattr(one, name) == getattr(old, name)
    for call_name in CALL_LETTERS:
        numbers = [one.number for one in fresh.values() if one.call == call_name]
        taken = {one.number for one in case.items.values() if one.call == call_name}
        assert len(numbers) == len({*numbers})
        assert not taken & {*numbers}
