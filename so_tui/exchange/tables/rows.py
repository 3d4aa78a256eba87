"""The rows of each table, from cases and their offices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from so_tui.core import headline, tree
from so_tui.core.case import Case, Contact, Item, Office, in_order, items_by_call
from so_tui.core.folding import key
from so_tui.core.wording import Wording
from so_tui.exchange.formats import Outgoing, Telling
from so_tui.exchange.tables.cells import told
from so_tui.exchange.tables.columns import Column, tables


def rows(outgoing: Outgoing, table: str) -> Iterator[list[str]]:
    """The cells of a table, the names of its columns first."""
    yield [one.name for one in tables()[table]]
    telling = outgoing.telling
    writer = Written(
        {one.id: one for one in outgoing.offices},
        Wording(telling.catalogue if telling is not None else None),
    )
    ways: Mapping[str, Callable[[], Iterator[Mapping[str, str]]]] = {
        "caseload": lambda: (writer.case(one) | _standing(one, telling) for one in outgoing.cases),
        "offices": lambda: map(
            writer.office, sorted(outgoing.offices, key=lambda one: (key(one.name), one.id))
        ),
        "items": lambda: (
            writer.item(case, id_) for case in outgoing.cases for id_, _ in items_by_call(case)
        ),
        "contacts": lambda: (
            writer.contact(case, id_)
            for case in outgoing.cases
            for id_, _ in in_order(case.contacts)
        ),
        "due": lambda: _due(outgoing, writer),
    }
    for cells in ways[table]():
        yield [cells.get(one.key, "") for one in tables()[table]]


class Written:
    """Cases and their parts as cells, by the keys of columns; `offices` are the casebook's."""

    def __init__(self, offices: Mapping[str, Office], wording: Wording) -> None:
        self.offices, self.wording = offices, wording

    def case(self, case: Case) -> dict[str, str]:
        """The cells of a case."""
        return {"case_id": case.id} | self._fields("caseload", case)

    def office(self, office: Office) -> dict[str, str]:
        """The cells of an office."""
        return {"office_id": office.id} | self._fields("offices", office)

    def item(self, case: Case, id_: str) -> dict[str, str]:
        """The cells of an item."""
        item = case.items[id_]
        return self._of(case, item.office) | self._fields("items", item) | {
            "item_id": id_,
            "office": self.office_name(case, item.office),
            "promise": str(item.promise.day) if item.promise is not None else "",
            "told_card": self.wording.word("call", item.call),
        }  # fmt: skip

    def contact(self, case: Case, id_: str) -> dict[str, str]:
        """The cells of an entry of the log."""
        contact = case.contacts[id_]
        about = [one for one in contact.effects if one in case.items]
        return self._of(case, contact.office) | self._fields("contacts", contact) | {
            "contact_id": id_,
            "office": self.office_name(case, contact.office),
            "told_about": ", ".join(self.wording.spoken(case, one) for one in about),
        }  # fmt: skip

    def office_name(self, case: Case, office: str | None) -> str:
        """What an office of a case is called, by its id in the case."""
        here = case.offices.get(office or "")
        known = self.offices.get(here.office) if here is not None else None
        return known.name if known is not None else ""

    def _of(self, case: Case, office: str | None) -> dict[str, str]:
        return {"case_id": case.id, "patient": case.label}

    def _fields(self, table: str, of: Case | Office | Item | Contact) -> dict[str, str]:
        return {one.key: self.field(of, one) for one in tables()[table] if is_field(one)}

    def field(self, of: Any, column: Column) -> str:
        """The cell of one field."""
        return told(tree.get(of, column.key), column, self.wording)


def is_field(column: Column) -> bool:
    """Whether a column holds a field as it stands, and not one that has to be looked up."""
    return column.part is not None and column.key not in ("office", "promise")


def _standing(case: Case, telling: Telling | None) -> dict[str, str]:
    if telling is None:
        return {}
    plan = telling.plan(case)
    words = telling.catalogue.words
    next_ = headline.sentence(plan.next, words, telling.today) if plan.next is not None else ""
    return {"told_next": next_, "told_late": str(plan.late) if plan.late else ""}


def _due(outgoing: Outgoing, writer: Written) -> Iterator[Mapping[str, str]]:
    telling = outgoing.telling
    assert telling is not None, "what is due is told on a day"
    found: list[tuple[dt.date, str, dict[str, str]]] = []
    for case in outgoing.cases:
        for step in telling.plan(case).steps:
            if step.standing not in ("open", "blocked"):
                continue
            here = case.offices.get(step.office or "")
            office = outgoing.offices and here and writer.offices.get(here.office)
            cells = {
                "told_case": case.id,
                "told_patient": case.label,
                "told_visit": str(case.visit.day or ""),
                "told_card": writer.wording.word("call", step.call),
                "told_step": step.text,
                "told_office": office.name if office else "",
                "told_phone": office.phone if office else "",
                "told_needed": str(step.needed_by or ""),
                "told_late": "yes" if step.late else "",
            }
            found.append((step.needed_by or dt.date.max, key(case.label), cells))
    yield from (cells for _, _, cells in sorted(found, key=lambda one: one[:2]))
