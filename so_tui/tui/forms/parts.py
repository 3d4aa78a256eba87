"""From a part of the case to a form's values, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from so_tui.core.case import (
    Accepts,
    CallName,
    Case,
    Item,
    Known,
    Office,
    Part,
    Way,
    offices_of,
    spoken_items,
)
from so_tui.core.case import Form as FormOf
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, OfficePage, Pen
from so_tui.core.parties import offices_for
from so_tui.core.plan_context import names_of
from so_tui.core.verbs import together
from so_tui.core.verbs.items import would_be_needed
from so_tui.core.wording import Wording
from so_tui.errors import NotAllowedError
from so_tui.tui.forms.fields import Field, Option, Value, Values, worded
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.meanwhile import paths_of

P = TypeVar("P", bound=Part)


def forms_and_ways(
    catalogue: Catalogue, kind_id: str, held: Collection[str]
) -> dict[str, dict[str, tuple[Option, ...]]]:
    """The forms and ways of a kind of thing to tick; `held` are forms ticked before."""
    kind = catalogue.kinds.get(kind_id)
    forms = tuple(
        one for one in worded(catalogue, FormOf)
        if one.value != "not_known"
        and (kind is None or not kind.forms or one.value in {*kind.forms, *held, "any"})
    )  # fmt: skip
    ways = tuple(one for one in worded(catalogue, Way) if one.value != "not_known")
    return {"forms": {"options": forms}, "ways": {"options": ways}}


def values_of(part: Part, fields: Iterable[Field]) -> dict[str, Value]:
    """What a part holds, for the fields that are named as it names them."""
    found: dict[str, Value] = {}
    for field in fields:
        if field.name in part.__struct_fields__:
            value: Any = getattr(part, field.name)
            found[field.name] = frozenset(map(str, value)) if field.kind == "many" else value
    return found


def filled(part: P, fields: Iterable[Field], values: Values) -> P:
    """The part with what was typed in the fields that are named as it names them.

    Ticked options come back in the order in which they are offered, behind them what is held but
    not offered; in the order of before where nothing else is ticked. Raises
    msgspec.ValidationError when a value is not one the part can hold.
    """
    typed: dict[str, Any] = {}
    for field in fields:
        if field.name not in part.__struct_fields__:
            continue
        value: Any = values[field.name]
        if isinstance(value, frozenset):
            old = getattr(part, field.name)
            if frozenset(map(str, old)) == value:
                continue
            offered = [one.value for one in field.options]
            rest = [one for one in map(str, old) if one in value and one not in offered]
            value = [*(one for one in offered if one in value), *rest]
        typed[field.name] = value
    # Through plain values, so that every type is checked as if it came from a file.
    plain = {**msgspec.to_builtins(part), **msgspec.to_builtins(typed)}
    whole: P = msgspec.convert(plain, type(part), strict=False)
    # What is as it was stays the very same: a default written down would show in the file.
    new = {name: getattr(whole, name) for name in typed}
    new = {name: value for name, value in new.items() if value != getattr(part, name)}
    return replace(part, **new) if new else part


def form_of(
    page: CasePage | OfficePage,
    part: P,
    inner: str,
    fields: tuple[Field, ...],
    save: Callable[[Pen, P], Change],
    *,
    key: str,
    **own: Any,
) -> Form:
    """The form for one part of a case: what it holds, and the change of what was typed.

    `inner`: where the part lies in the page, "" for a new one; `key` names the form among those
    of the case; `own` is what else the form has.
    """
    usual: dict[str, Any] = {
        "values": values_of(part, fields), "creates": not inner,
        "paths": paths_of(page, inner, fields) if inner else {},
    }  # fmt: skip
    return Form(
        key=f"{page.id}/{key}", fields=fields,
        change=lambda values, pen: save(pen, filled(part, fields, values)),
        **{**usual, **own},
    )  # fmt: skip


def needed_moves(
    case: Case, catalogue: Catalogue, today: dt.date, kinds: Mapping[str, Known]
) -> str:
    """What becomes of items once the second office said what it needs: `R1 CT: to ask → not
    needed`, for each that moves; "" for none."""
    words, names = Wording(catalogue), spoken(case)
    told = []
    for kind, now in kinds.items():
        before = case.visit.accepts.get(kind, Accepts()).required
        for id_, state in would_be_needed(case.items, kind, before, now).items():
            item = case.items[id_]
            moved = f"{words.state(item)} → {words.state(item, state)}"
            told.append(f"{names[id_]} {item_name(item, catalogue, today)}: {moved}")
    return "; ".join(told)


def in_one(pen: Pen, verb: str, sentence: str, makers: Sequence[Callable[[], Change]]) -> Change:
    """Several changes of different fields as one; those that would change nothing are left out.

    Raises NotAllowedError when none of them changes anything.
    """
    changes = []
    nothing = NotAllowedError("Nothing was changed: it is already so.")
    for make in makers:
        try:
            changes.append(make())
        except NotAllowedError as error:
            nothing = error
    if not changes:
        raise nothing
    return changes[0] if len(changes) == 1 else together(pen, verb, sentence, changes)


def office_name(case: Case, offices: Mapping[str, Office], id_: str | None) -> str:
    """The name of an office of the case, from the casebook; "" where there is none."""
    if id_ is None or id_ not in case.offices:
        return ""
    identity: Office | None = offices.get(case.offices[id_].office)
    return identity.name if identity is not None else "an office"


def only_office(case: Case, call: CallName | None) -> str:
    """The office of a call by its id in the case, where there is just one; else "".

    On the visit's card that is the second office.
    """
    mine = offices_for(case, call) if call is not None else []
    return mine[0] if len(mine) == 1 else ""


def office_options(case: Case, offices: Mapping[str, Office], call: CallName) -> tuple[Option, ...]:
    """The offices of one call, to choose from."""
    return tuple(Option(id_, office_name(case, offices, id_)) for id_, _ in offices_of(case, call))


def item_name(item: Item, catalogue: Catalogue, today: dt.date) -> str:
    """What an item is called in a list."""
    kind = catalogue.kinds.get(item.kind)
    return names_of(item, kind, today)[1] if kind else item.detail or item.kind


def spoken(case: Case) -> dict[str, str]:
    """The spoken reference of every item, by its id."""
    return {id_: name for name, id_ in spoken_items(case)}
