"""A call back is due until somebody called: then no row says that it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.callbacks import call_back
from so_tui.core.case import OVER, THERE, Case, Contact, Effect, Office
from tests.strategies import TODAY, casebooks


@given(casebooks(), st.data())
def test_the_latest_call_about_a_thing_is_the_only_one_to_be_made_again(
    book: tuple[Case, Mapping[str, Office]], data: st.DataObject
) -> None:
    case, _ = book
    calls = data.draw(st.lists(st.tuples(
        st.sets(st.sampled_from(sorted(case.items)), max_size=2) if case.items else st.just(set()),
        st.integers(-5, 0), st.booleans(),
    ), min_size=1, max_size=5))  # fmt: skip
    contacts = {
        f"c{n}": Contact(
            number=n, call="pathology", outcome="spoke", on=TODAY + dt.timedelta(days=days),
            effects={item: Effect() for item in about}, chase_on=TODAY if again else None,
        )
        for n, (about, days, again) in enumerate(calls, start=1)
    }  # fmt: skip
    case = replace(case, contacts=contacts)
    order = sorted(contacts, key=lambda id_: (contacts[id_].on, contacts[id_].number))
    for place, id_ in enumerate(order):
        mine = contacts[id_]
        later = [contacts[one] for one in order[place + 1 :]]
        open_ = {one for one in mine.effects if case.items[one].state not in OVER | THERE}
        left = {one for one in open_ if all(one not in other.effects for other in later)}
        due = bool(left) if mine.effects else not later
        assert call_back(case, id_) == (mine.chase_on if due else None)


def test_another_office_of_the_card_answers_nothing() -> None:
    mine = Contact(number=1, call="radiology", outcome="voicemail", on=TODAY, office="a",
                   chase_on=TODAY)  # fmt: skip
    other = replace(mine, number=2, office="b", chase_on=None)
    case = Case(id="c", label="Rosa", began=TODAY, contacts={"1": mine, "2": other})
    assert call_back(case, "1") == TODAY
    same = replace(case, contacts={"1": mine, "2": replace(other, office="a")})
    assert call_back(same, "1") is None
