"""An item: what it is, which one, in what form, by which way, and who carries it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from so_tui.core import clock_words, verbs
from so_tui.core.case import CallName, Custody, Identifiers, Item, Office, Receipt, items_of
from so_tui.core.catalogue import Catalogue, ItemKind
from so_tui.core.changes import CasePage, Change, Pen, apply
from so_tui.core.clocks import kept_clock
from so_tui.core.fields import filled_in
from so_tui.core.parties import card_of
from so_tui.tui.forms.ask import ask
from so_tui.tui.forms.fields import (
    GOES_ON,
    TICKS,
    TWO_ROWS,
    Field,
    Option,
    Values,
    field_of,
    fields_of,
)
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.meanwhile import paths_of
from so_tui.tui.forms.parts import filled, item_name, office_options, only_office, spoken, values_of
from so_tui.tui.forms.rare import rarely
from so_tui.tui.targets import Target

if TYPE_CHECKING:
    from so_tui.tui.screens.writing import WritingScreen

_WHICH: Mapping[CallName, tuple[str, ...]] = {
    "visit": ("reference", "count_asked", "count_have"),
    "oncologist": ("reference", "study_date", "count_asked", "count_have"),
    "pathology": ("reference", "block", "specimen_date", "count_asked", "count_have"),
    "radiology": ("reference", "modality", "body_part", "study_date", "count_asked", "count_have"),
}
"""What tells one thing from another, on each card."""


def item_form(
    page: CasePage,
    offices: Mapping[str, Office],
    catalogue: Catalogue,
    call: CallName,
    id_: str = "",
    office: str = "",
    day: dt.date | None = None,
) -> Form:
    """Add an item to a card, or edit one; `office` is that of the row it is added from.

    `day` is today: with it, the form tells how long a lab keeps such a thing.
    """
    case = page.value
    old = case.items.get(id_)
    kinds = [
        kind for kind in catalogue.kinds.values()
        if kind.call == call and (old is None or not kind.prompts_list or kind.id == old.kind)
    ]  # fmt: skip
    part = old or Item(
        number=0, call=call, kind=kinds[0].id, office=office or only_office(case, call) or None
    )
    today = page.value.began
    names = spoken(case)
    others = tuple(
        Option(key, f"{names[key]} {item_name(one, catalogue, today)}")
        for key, one in items_of(case, call) if key != id_
    )  # fmt: skip
    fields = (
        field_of(
            catalogue, Item, "kind", listed=True, rows=6, options=_kinds(kinds), hint=GOES_ON
        ),
        field_of(catalogue, Item, "detail"),
        field_of(
            catalogue, Item, "office",
            options=(*office_options(case, offices, call), Option("", "none yet")),
        ),
        *_which(catalogue, call),
        *fields_of(
            catalogue, Item, "form", "way", form={"heading": "How it travels"},
        ),
        field_of(catalogue, Item, "note", rows=2),
        *rarely(
            (
                field_of(catalogue, Item, "destination", **TWO_ROWS),
                *_instead(catalogue, others),
                *(
                    _custody(catalogue)
                    if call == "pathology" or _returns(catalogue, part.kind) else ()
                ),
                *fields_of(
                    catalogue, Receipt, *filled_in(Receipt),
                    said_by={"heading": "At the second office"},
                ),
            ),
            "destination", "instead_of", *filled_in(Custody), *filled_in(Receipt),
        ),
    )  # fmt: skip

    def change(values: Values, pen: Pen) -> Change | None:
        if old is None and catalogue.kinds[values.text("kind")].prompts_list:
            return None
        after = filled(part, fields, values)
        after = replace(
            after,
            identifiers=filled(part.identifiers, fields, values),
            custody=filled(part.custody, fields, values),
            received=filled(part.received, fields, values),
            office=values.text("office") or None,
            instead_of=values.text("instead_of") or None if others else part.instead_of,
        )
        if old is None:
            return verbs.add_item(page, pen, after)
        return verbs.edit_item(page, pen, id_, after)

    def notes(values: Values) -> Mapping[str, str]:
        kind = catalogue.kinds.get(values.text("kind"))
        kept = _kept(catalogue, part, values, day)
        return {"kind": " ".join(filter(None, (kind.explain if kind else "", kept)))}

    title = f"{names[id_]} {item_name(part, catalogue, today)}" if old else (
        f"Something to ask for: {card_of(case, call, catalogue.words)}"
    )  # fmt: skip
    return Form(
        key=f"{page.id}/item/{call}/{id_}", title=title, fields=fields, creates=old is None,
        change=change, notes=notes, paths=_paths(page, id_, fields) if old else {},
        values={
            **values_of(part.identifiers, fields), **values_of(part.custody, fields),
            **values_of(part.received, fields),
            **values_of(part, fields),
        },
    )  # fmt: skip


def _kept(catalogue: Catalogue, part: Item, values: Values, day: dt.date | None) -> str:
    """How long the law has a lab keep it, from the day it was taken as that is typed; or ""."""
    if "specimen_date" not in values:
        return ""
    taken = replace(part.identifiers, specimen_date=values.day("specimen_date"))
    typed = replace(part, kind=values.text("kind"), identifiers=taken)
    return clock_words.running(kept_clock(catalogue.clocks, typed), catalogue, day)


def _paths(page: CasePage, id_: str, fields: tuple[Field, ...]) -> dict[str, str]:
    where = f"items/{id_}"
    parts = (f"{where}/identifiers", f"{where}/custody", f"{where}/received", where)
    return {name: path for part in parts for name, path in paths_of(page, part, fields).items()}


def _kinds(kinds: list[ItemKind]) -> tuple[Option, ...]:
    return tuple(
        Option(kind.id, kind.name, about="asks for the list instead" if kind.prompts_list else "")
        for kind in kinds
    )


def _returns(catalogue: Catalogue, kind_id: str) -> bool:
    kind = catalogue.kinds.get(kind_id)
    return kind is not None and kind.returns


def _which(catalogue: Catalogue, call: CallName) -> Iterator[Field]:
    for name in _WHICH[call]:
        part = Identifiers if name in Identifiers.__struct_fields__ else Item
        own = {"heading": "Which one"} if name == "reference" else {}
        yield field_of(catalogue, part, name, **own)


def _instead(catalogue: Catalogue, others: tuple[Option, ...]) -> tuple[Field, ...]:
    if not others:
        return ()
    options = (Option("", "nothing else"), *others)
    return fields_of(
        catalogue, Item, "instead_of", instead_of={"listed": True, "rows": 3, "options": options}
    )


def _custody(catalogue: Catalogue) -> tuple[Field, ...]:
    return fields_of(
        catalogue, Custody, *filled_in(Custody),
        carrier={"heading": "On loan"}, return_to=TWO_ROWS,
    )  # fmt: skip


def list_form(page: CasePage, catalogue: Catalogue, call: CallName) -> Form:
    """The papers of one card by their names, to ask for each of those that are ticked."""
    there = {item.kind for _, item in items_of(page.value, call)}
    kinds = [
        kind for kind in catalogue.kinds.values()
        if kind.call == call and not kind.prompts_list and kind.id not in there
    ]  # fmt: skip
    field = Field(
        name="kinds", label="Ask for", kind="many", listed=True, rows=12, options=_kinds(kinds),
        needed="Tick what to ask for.",
        hint=f"An office can check papers that have names. {TICKS}",
    )  # fmt: skip

    def change(values: Values, pen: Pen) -> Change:
        return _added(page, pen, call, [one.id for one in kinds if one.id in values.many("kinds")])

    return Form(
        key=f"{page.id}/list/{call}", title="Which papers, by name?", fields=(field,),
        values={"kinds": frozenset(kind.id for kind in kinds if kind.usual)}, creates=True,
        change=change,
    )  # fmt: skip


def _added(page: CasePage, pen: Pen, call: CallName, kinds: list[str]) -> Change:
    """Several items added as one change, each with a number of its own."""
    changes: list[Change] = []
    for kind in kinds:
        made = verbs.add_item(page, pen, Item(number=0, call=call, kind=kind))
        after: Any = apply({("cases", page.id): page}, made)["cases", page.id]
        page = after
        changes.append(made)
    sentence = "; ".join(change.sentence for change in changes)
    return changes[0] if len(changes) == 1 else (
        verbs.together(pen, "add_item", sentence, changes)
    )  # fmt: skip


async def add(host: WritingScreen, call: CallName, office: str = "") -> None:
    """Add an item to a card, of an office of the case; who wants all is asked for the list."""
    page = host.page
    form = item_form(page, host.offices, host.catalogue, call, office=office, day=host.today)
    values = await ask(host, form)
    if values is not None and host.catalogue.kinds[values.text("kind")].prompts_list:
        await ask(host, list_form(page, host.catalogue, call))


async def edit(host: WritingScreen, target: Target) -> None:
    """Edit the item of this row."""
    call = host.page.value.items[target.id].call
    form = item_form(host.page, host.offices, host.catalogue, call, target.id, day=host.today)
    await ask(host, form)
