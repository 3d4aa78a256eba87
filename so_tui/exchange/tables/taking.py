"""What a table that was read makes of the cases and the offices that are here.

Each filled cell takes the place of what is there, as if it was typed; an empty one leaves it. A
cell that says what is there already changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from so_tui.core import tree, verbs
from so_tui.core.case import (
    CallName,
    Case,
    CaseOffice,
    Contact,
    Item,
    Office,
    Promise,
    next_number,
)
from so_tui.core.changes import apply
from so_tui.core.folding import key
from so_tui.core.known import recorded
from so_tui.core.pages import Page, as_case, as_office
from so_tui.core.parties import SECOND
from so_tui.core.text import clean, counted, shortened, too_long
from so_tui.core.verbs.items import moved_item
from so_tui.core.wording import Wording
from so_tui.errors import RefusedInputError, SoTuiError
from so_tui.exchange.casefile import CaseFile
from so_tui.exchange.checks import is_id
from so_tui.exchange.formats import Incoming
from so_tui.exchange.tables.filling import Filling, RowError
from so_tui.exchange.tables.reading import Row, Sheet, sheet
from so_tui.exchange.tables.rows import Written

_TOLD = 10
"""How many faults are told at most."""


def taken(incoming: Incoming) -> CaseFile:
    """The cases and offices that a table changes or makes. Raises RefusedInputError with what is
    wrong, row by row."""
    found = sheet(incoming.data, incoming.name)
    taking = _Taking(found, incoming)
    for row in found.rows:
        taking.take(row)
    return taking.file()


class _Taking:
    """Rows taken in one by one: what is here, as it is after those so far."""

    def __init__(self, found: Sheet, incoming: Incoming) -> None:
        self._sheet, self._in = found, incoming
        self._pen, self._wording = incoming.pen, Wording(incoming.catalogue)
        pages = [one for one in incoming.pages.values() if not one.removed]
        self._was = {one.id: as_case(one).value for one in pages if one.kind == "cases"}
        self._offices = {one.id: as_office(one).value for one in pages if one.kind == "offices"}
        self._known_offices = dict(self._offices)
        self._cases = dict(self._was)
        self._written = Written(self._offices, self._wording)
        self._labels = _by_key((id_, one.label) for id_, one in self._was.items())
        self._names = _by_key((id_, one.name) for id_, one in self._offices.items())
        self._named: dict[str, int] = {}
        self._touched: dict[str, None] = {}
        self._faults: list[str] = []
        self._notes: list[str] = []
        self._filling = Filling(found, self._written, self._pen.today, self._notes)

    def take(self, row: Row) -> None:
        """Take in a row, or keep what is wrong with it."""
        way = {
            "caseload": self._case, "offices": self._office, "items": self._item,
            "contacts": self._contact,
        }[self._sheet.table]  # fmt: skip
        try:
            way(row)
        except RowError as fault:
            for column, what in fault.found:
                self._wrong(row, column, what)
        except SoTuiError as fault:
            self._wrong(row, "", str(fault))

    def file(self) -> CaseFile:
        """All that the rows did. Raises RefusedInputError where one is wrong."""
        name = clean(self._in.name)
        if self._faults:
            more = len(self._faults) - _TOLD
            rest = f" And {more} more." if more > 0 else ""
            raise RefusedInputError(
                clean(f"{name} was not taken in. {' '.join(self._faults[:_TOLD])}{rest} ")
                + " Correct this there and import the file again."
            )
        cases = [self._cases[id_] for id_ in self._touched if id_ in self._cases]
        offices = [one for id_, one in self._offices.items() if self._known_offices.get(id_) != one]
        return CaseFile(
            cases=tuple(cases), offices=tuple(offices), notes=tuple(self._said(name)), over="all"
        )

    def _said(self, name: str) -> Iterator[str]:
        yield from dict.fromkeys(self._notes)
        if self._sheet.unknown:
            names = ", ".join(f"“{shortened(one, 30)}”" for one in self._sheet.unknown[:_TOLD])
            yield f"{name}: there is no such column here, and it was not read: {names}."
        if not self._sheet.rows:
            yield f"{name} has no row below the names of its columns."
        if fresh := len(self._offices.keys() - self._known_offices.keys()):
            yield f"{name} brings {counted(fresh, 'new office')}."

    def _wrong(self, row: Row, column: str, what: str) -> None:
        of = f", {shortened(self._sheet.names.get(column, column), 40)}" if column else ""
        self._faults.append(f"Row {row.number}{of}: {what}")

    # --- Cases -----------------------------------------------------------------------------------

    def _case(self, row: Row) -> None:
        id_ = self._id_of(row, "label")
        self._once(row, id_ or key(row.cells.get("label", "")), "label")
        page = self._in.pages.get(("cases", id_))
        # One that was removed comes back with what the file has of it.
        was = self._cases.get(id_) or (as_case(page).value if page is not None else None)
        if was is not None:
            self._keep(self._changed(row, was))
            return
        after: Case = self._filling.with_cells(row, self._new(row, id_, "label"))
        self._named[after.id] = row.number
        if after.visit.day is not None and "status" not in row.cells:
            after = replace(after, status="going")
        self._keep(recorded(None, after, self._pen.today))

    def _changed(self, row: Row, was: Case) -> Case:
        """A case that is here, with the cells of a row, and with the days that they record."""
        after: Case = self._filling.with_cells(row, was)
        if was.visit.day is not None and after.visit != was.visit:
            # A visit that moves leaves its earlier date behind.
            page = Page(kind="cases", id=was.id, value=was)
            change = verbs.set_visit(page, self._pen, after.visit)
            moved = as_case(apply({("cases", was.id): page}, change)["cases", was.id]).value
            after = replace(after, visit=replace(after.visit, earlier=moved.visit.earlier))
        if after.status != was.status:
            after = replace(after, status_since=self._pen.today)
        known = recorded(was, after, self._pen.today)
        if "status" in row.cells and known.status != after.status:
            # It says that the case is still deciding, though there is a date now.
            known = replace(
                known, status=after.status, status_since=after.status_since,
                going_since=after.going_since,
            )  # fmt: skip
        return known

    def _new(self, row: Row, id_: str, column: str) -> Case:
        label = self._label(row, column)
        change = verbs.new_case(self._pen, self._in.catalogue, label)
        ((_, page),) = apply({}, change).items()
        case = as_case(page).value
        return replace(case, id=id_ or case.id)

    def _label(self, row: Row, column: str) -> str:
        label = clean(row.cells.get(column, ""))
        if not label:
            raise RowError.of(column, "There is no name, and the case is not here. Write one.")
        if long := too_long(label):
            raise RowError.of(column, long)
        return label

    def _id_of(self, row: Row, column: str) -> str:
        """The id of the case that a row is about; "" for a new one without an id."""
        id_ = row.cells.get("case_id", "").strip().casefold()
        if id_ and not is_id(id_):
            raise RowError.of("case_id", "This is no id of a case. Leave it empty for a new one.")
        if id_:
            return id_
        label = row.cells.get(column, "")
        found = self._labels.get(key(label), []) if key(label) else []
        if len(found) > 1:
            what = f"{counted(len(found), 'case')} are called {shortened(label)}. Give its case id."
            raise RowError.of(column, what)
        return found[0] if found else ""

    def _once(self, row: Row, one: str, column: str) -> None:
        if one in self._named:
            there = f"This is the same as in row {self._named[one]}."
            labeled = column == "label" and not row.cells.get("case_id")
            do = (
                "Where these are two people, let the labels differ, by a year of birth, say; else "
                "keep one of the rows."
            )
            raise RowError.of(column, f"{there} {do if labeled else 'Keep one.'}")
        if one:
            self._named[one] = row.number

    def _keep(self, case: Case) -> None:
        if case.id not in self._was:
            self._was[case.id] = case
            self._labels.setdefault(key(case.label), []).append(case.id)
        self._cases[case.id] = case
        self._touched[case.id] = None

    # --- Offices ---------------------------------------------------------------------------------

    def _office(self, row: Row) -> None:
        id_ = row.cells.get("office_id", "").strip().casefold()
        name = clean(row.cells.get("name", ""))
        if id_ and not is_id(id_) and id_ not in self._offices:
            raise RowError.of("office_id", "This is no office's id. Leave it empty for a new one.")
        if not id_:
            id_ = self._office_called(name, "name")
        self._once(row, id_ or key(name), "name")
        was = self._offices.get(id_)
        if was is None:
            if not name:
                raise RowError.of("name", "An office needs a name.")
            was = Office(id=id_ or self._pen.new_id(), name=name)
            self._names.setdefault(key(name), []).append(was.id)
            self._named[was.id] = row.number
        self._offices[was.id] = self._filling.with_cells(row, was)

    def _office_called(self, name: str, column: str) -> str:
        found = self._names.get(key(name), []) if key(name) else []
        if len(found) > 1:
            what = f"{counted(len(found), 'office')} are called {shortened(name)}. Join them first."
            raise RowError.of(column, what)
        return found[0] if found else ""

    def _at(self, row: Row, case: Case, call: CallName, now: str | None) -> tuple[Case, str | None]:
        """The case with the office that a row names on one of its cards, and its id there."""
        name = clean(row.cells.get("office", ""))
        if not name or (now is not None and name == self._written.office_name(case, now)):
            return case, now
        if long := too_long(name):
            raise RowError.of("office", long)
        same = {id_: one for id_, one in case.offices.items() if one.call == call}
        for id_ in sorted(same, key=lambda one: (same[one].party != SECOND, same[one].number, one)):
            if key(self._written.office_name(case, id_)) == key(name):
                return case, id_
        office = self._office_called(name, "office")
        if not office:
            office = self._pen.new_id()
            self._offices[office] = Office(id=office, name=name)
            self._names.setdefault(key(name), []).append(office)
        here = CaseOffice(number=next_number(same), call=call, office=office)
        id_ = self._pen.new_id()
        return replace(case, offices={**case.offices, id_: here}), id_

    # --- Items and contacts ----------------------------------------------------------------------

    def _case_for(self, row: Row) -> Case:
        """The case that a row of a part is about; one that is not here begins with it."""
        id_ = self._id_of(row, "patient")
        if id_ in self._cases:
            return self._cases[id_]
        if (page := self._in.pages.get(("cases", id_))) is not None:
            label = shortened(as_case(page).value.label)
            raise RowError.of("case_id", f"{label} was removed here. Bring it back first.")
        case = self._new(row, id_, "patient")
        if self._sheet.table == "items":  # it says what there is
            case = replace(case, items={})
        self._keep(case)
        return case

    def _part_id(self, row: Row, column: str) -> str:
        id_ = row.cells.get(column, "").strip()
        if id_ and not is_id(id_.casefold()):
            raise RowError.of(column, "This is no id. Leave it empty for a new one.")
        return id_.casefold()

    def _item(self, row: Row) -> None:
        case = self._case_for(row)
        id_ = self._part_id(row, "item_id") or self._item_like(row, case)
        self._once(row, f"{case.id}/{id_}" if id_ else "", "kind")
        was = case.items.get(id_)
        if was is None:
            kind = self._filling.cell(row, "kind")
            if kind is None:
                raise RowError.of("kind", "Say what it is, such as pathology report.")
            call = self._in.catalogue.kinds[kind].call
            same = {key_: one for key_, one in case.items.items() if one.call == call}
            was = Item(number=next_number(same), call=call, kind=kind)
            id_ = id_ or self._pen.new_id()
            self._named[f"{case.id}/{id_}"] = row.number
        after: Item = self._filling.with_cells(row, was)
        if after.kind != was.kind and self._in.catalogue.kinds[after.kind].call != was.call:
            raise RowError.of("kind", "It is of another card. Leave out its id to add it there.")
        if (after.state, after.place) != (was.state, was.place):
            place = after.place if after.place != was.place or "place" in row.cells else None
            moved = moved_item(was, self._pen, after.state, place=place)
            given = {name: getattr(after, name) for name in ("problem",) if name in row.cells}
            after = replace(
                after, place=moved.place, attempt=moved.attempt, moves=moved.moves,
                promise=moved.promise, **({"problem": moved.problem} | given),
            )  # fmt: skip
        promise = self._filling.cell(row, "promise")
        if promise is not None and (after.promise is None or after.promise.day != promise):
            after = replace(after, promise=Promise(day=promise, given_on=self._pen.today))
        case, office = self._at(row, case, after.call, after.office)
        after = replace(after, office=office)
        items = {**case.items, id_: after}
        self._keep(recorded(self._cases[case.id], replace(case, items=items), self._pen.today))

    def _item_like(self, row: Row, case: Case) -> str:
        """The one item of a case that a row without its id means; "" for a new one."""
        kind, detail = self._filling.cell(row, "kind"), row.cells.get("detail", "")
        found = [
            id_
            for id_, one in case.items.items()
            if one.kind == kind and (not detail or key(one.detail) == key(detail))
        ]
        if len(found) > 1:
            raise RowError.of("kind", f"{case.label} has {len(found)} of these. Give its item id.")
        return found[0] if found else ""

    def _contact(self, row: Row) -> None:
        case = self._case_for(row)
        id_ = self._part_id(row, "contact_id") or self._contact_like(row, case)
        self._once(row, f"{case.id}/{id_}" if id_ else "", "outcome")
        was = case.contacts.get(id_)
        if was is None:
            needed = {one: self._filling.cell(row, one) for one in ("on", "call", "outcome")}
            if missing := [one for one, value in needed.items() if value is None]:
                raise RowError.of(missing[0], "This is needed for an entry of the log.")
            was = Contact(number=next_number(case.contacts), **needed)
            id_ = id_ or self._pen.new_id()
            self._named[f"{case.id}/{id_}"] = row.number
        after: Contact = self._filling.with_cells(row, was)
        case, office = self._at(row, case, after.call, after.office)
        after = replace(after, office=office)
        contacts = {**case.contacts, id_: after}
        after_all = replace(case, contacts=contacts)
        self._keep(recorded(self._cases[case.id], after_all, self._pen.today))

    def _contact_like(self, row: Row, case: Case) -> str:
        """An entry that says all that a row without its id says; "" where there is none."""
        for id_ in case.contacts:
            here = self._written.contact(case, id_)
            told = {one: text for one, text in row.cells.items() if one not in _WHOSE}
            same = all(
                key(text) == key(here[one])
                or self._filling.cell(row, one) == self._there(case, id_, one)
                for one, text in told.items()
                if not one.startswith("told_")
            )
            if same and f"{case.id}/{id_}" not in self._named:
                return id_
        return ""

    def _there(self, case: Case, id_: str, column: str) -> Any:
        if column == "office":
            return None
        return tree.get(case.contacts[id_], column)


_WHOSE = frozenset({"case_id", "patient", "contact_id"})
"""Columns that say whose an entry is, and nothing of it."""


def _by_key(named: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for id_, name in named:
        found.setdefault(key(name), []).append(id_)
    return found
