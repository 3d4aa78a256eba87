"""What the second office accepts against what is asked for and given: where they do not meet.

Three things are compared, each with the others as soon as it is known: what the second office
accepts of a kind, what the item's own office gives of it, and what the item is asked for as.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Literal, TypeVar

import msgspec

from so_tui.core.case import ENDED, Accepts, Case, Form, Gives, Item, Office, Way
from so_tui.core.wording import Wording

_T = TypeVar("_T", Form, Way)

_SETTLED = frozenset({"usable", "not_needed", "will_follow"})
"""The states in which nobody asks any more whether it will do."""

_BY_HAND: frozenset[Way] = frozenset({"courier", "mail", "carried"})
"""The ways in which a disc travels: it is a disc by each of them."""

_INSTEAD = frozenset({"recut", "unstained", "scan"})
"""What is given in place of originals, which may still be lent."""


class Mismatch(msgspec.Struct, frozen=True):
    """An item of which two of the three do not meet; `wanted` and `given` are codes of either.

    `form` and `way`: what its office gives is not what is wanted. `form_ours` and `way_ours`: we
    ask for what the second office does not accept. `not_given`: its office has none to give.
    """

    item: str
    what: Literal["form", "form_ours", "way", "way_ours", "not_given"]
    wanted: tuple[Form, ...] | tuple[Way, ...] = ()
    given: tuple[Form, ...] | tuple[Way, ...] = ()


def mismatches(case: Case, offices: Mapping[str, Office]) -> Iterator[Mismatch]:
    """Every mismatch of a case, in the order of its items; `offices` are the casebook's.

    None after the visit, nor in a case that has ended: nothing is sent there any more.
    """
    if case.status in ENDED | {"visited"}:
        return
    for id_, item in case.items.items():
        wants = case.visit.accepts.get(item.kind, Accepts())
        if wants.required == "no" or item.state in _SETTLED:
            continue
        of_case = case.offices.get(item.office or "")
        office = offices.get(of_case.office) if of_case is not None else None
        gives = office.gives.get(item.kind, Gives()) if office is not None else Gives()
        yield from _of_item(id_, item, wants, gives)


def _of_item(id_: str, item: Item, wants: Accepts, gives: Gives) -> Iterator[Mismatch]:
    form: tuple[Form, ...] = () if item.form in ("not_known", "any") else (item.form,)
    way: tuple[Way, ...] = () if item.way == "not_known" else (item.way,)
    if _apart(_forms(wants.forms), form):
        yield Mismatch(id_, "form_ours", wants.forms, form)
    if _apart(_travels(wants.ways), way):
        yield Mismatch(id_, "way_ours", wants.ways, way)
    if gives.given == "no":
        yield Mismatch(id_, "not_given")
        return
    if _apart(_forms(wants.forms or form), _forms(gives.forms)):
        yield Mismatch(id_, "form", wants.forms or form, gives.forms)
    if _apart(_travels(wants.ways or way), gives.ways):
        yield Mismatch(id_, "way", wants.ways or way, gives.ways)


def _apart(wanted: tuple[_T, ...], given: tuple[_T, ...]) -> bool:
    return bool(wanted and given) and set(wanted).isdisjoint(given)


def _forms(forms: tuple[Form, ...]) -> tuple[Form, ...]:
    """The forms that are named; none where any will do."""
    return () if "any" in forms else forms


def _travels(ways: tuple[Way, ...]) -> tuple[Way, ...]:
    """The ways that are as good as these: a disc is carried, mailed, or sent by courier."""
    if "disc" in ways:
        return (*ways, *_BY_HAND)
    return (*ways, "disc") if _BY_HAND & {*ways} else ways


def said(
    one: Mismatch, case: Case, offices: Mapping[str, Office], wording: Wording
) -> tuple[str, str]:
    """A mismatch as a sentence, and what can be asked whom."""
    words = in_words(one, case, offices, wording)
    lends = one.what == "form" and "original" in one.wanted and _INSTEAD & {*one.given}
    asks = "lend" if lends else one.what
    return (
        wording.word("mismatch", one.what).format(**words),
        wording.word("mismatch_ask", asks).format(**words),
    )


def asked(
    one: Mismatch, case: Case, offices: Mapping[str, Office], wording: Wording, *, visit: bool
) -> str:
    """The question about a mismatch, as it is put to the second office or to the item's own."""
    table = "mismatch_visit" if visit else "mismatch_office"
    return wording.word(table, one.what).format(**in_words(one, case, offices, wording))


def in_words(
    one: Mismatch, case: Case, offices: Mapping[str, Office], wording: Wording
) -> dict[str, str]:
    """What is wanted and what is given of an item, and its office, in words."""
    item = case.items[one.item]
    of_case = case.offices.get(item.office or "")
    office = offices.get(of_case.office) if of_case is not None else None
    return {
        "item": wording.item(item),
        "office": office.name if office is not None else wording.word("whom", item.call),
        "wanted": _listed(one, one.wanted, wording),
        "given": _listed(one, one.given, wording),
    }


def _listed(one: Mismatch, codes: tuple[Form | Way, ...], wording: Wording) -> str:
    table = "way" if one.what.startswith("way") else "form"
    words = [wording.word(table, code) for code in codes]
    either = wording.word("naming", "or")
    return reduce(lambda one, other: either.format(one=one, other=other), words) if words else ""
