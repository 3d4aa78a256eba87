"""Looking back: what each change did, in words, and bringing a case back to how it was."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from so_tui.core import dates
from so_tui.core.case import CALLS, Case, spoken_items
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import AnyPage, CasePage, Change, Edit, Pen, apply, between
from so_tui.core.joining import as_case
from so_tui.core.tree import ChangeError, Plain, get, plain
from so_tui.errors import NotAllowedError

EMPTY = "empty"
"""What a field is called that holds nothing."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")

_THINGS = {
    "items": "item", "offices": "office", "releases": "release", "contacts": "contact",
    "questions": "question", "people": "person beside", "moves": "move", "earlier": "earlier date",
}  # fmt: skip
_UNSAID = frozenset({"number", "id", "status_since"})
"""Fields that say nothing by themselves."""


class Told(NamedTuple):
    """One field of a change, in words: what it is, what it held, and what it holds since."""

    what: str
    before: str
    after: str

    @property
    def line(self) -> str:
        """All of it in one line."""
        if self.before == EMPTY:
            return f"{self.what}: {self.after}"
        return f"{self.what}: {self.before} → {self.after}"


def in_words(value: Plain) -> str:
    """A stored value as a person reads it."""
    if value in (None, "", [], {}):
        return EMPTY
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(in_words, value))
        case dict():
            said = [
                f"{name.replace('_', ' ')} {in_words(inside)}"
                for name, inside in value.items()
                if name not in _UNSAID
                and not isinstance(inside, dict)
                and in_words(inside) != EMPTY
            ]
            return ", ".join(said) or "added"
        case str() if _DAY.fullmatch(value):
            return dates.long(dt.date.fromisoformat(value))
        case str() if value.isascii() and re.fullmatch(r"[a-z]+(_[a-z]+)+", value):
            return value.replace("_", " ")
    return str(value)


def told(change: Change, case: Case, catalogue: Catalogue) -> tuple[Told, ...]:
    """What a change did to a case, field by field. `case` lends its names for what is there."""
    mine = (edit for edit in change.edits if edit.page == ("cases", case.id))
    return tuple(one for edit in mine for one in _told(edit, case, catalogue))


def _told(edit: Edit, case: Case, catalogue: Catalogue) -> Iterator[Told]:
    if not edit.inner:
        words = {"add": "begun", "remove": "removed", "restore": "brought back"}
        yield Told("the case", EMPTY, words.get(edit.op, "changed"))
        return
    what = named(edit.inner, case, catalogue, edit)
    if what is None:
        return
    match edit.op:
        case "remove":
            yield Told(what, in_words(edit.before), "removed")
        case "restore":
            yield Told(what, "removed", "brought back")
        case _:
            yield Told(what, in_words(edit.before), in_words(edit.after))


def named(inner: str, case: Case, catalogue: Catalogue, edit: Edit | None = None) -> str | None:
    """A path inside a case in words, such as `P2 stained slides, state`; None for what says
    nothing by itself."""
    table, *rest = inner.split("/")
    if inner.rpartition("/")[2] in _UNSAID:
        return None
    if not rest:
        return table.replace("_", " ")
    id_, *fields = rest
    thing = _thing(table, id_, case, catalogue, edit)
    if "moves" in fields:
        fields = [*fields[: fields.index("moves")], "move"]
    field = ", ".join(one.replace("_", " ") for one in fields if not _is_id(one))
    return f"{thing}, {field}" if field else thing


def _is_id(step: str) -> bool:
    return len(step) == 36 and step.count("-") == 4


def _thing(table: str, id_: str, case: Case, catalogue: Catalogue, edit: Edit | None) -> str:
    match table:
        case "items" if id_ in case.items:
            item = case.items[id_]
            kind = catalogue.kinds.get(item.kind)
            spoken = next((name for name, one in spoken_items(case) if one == id_), "")
            return f"{spoken} {item.detail or (kind.name if kind else item.kind)}".strip()
        case "reasons":
            return next((one.name for one in catalogue.reasons if one.id == id_), "reason")
        case "condition":
            return "condition"
        case "marks":
            return "step"
        case "people" if id_ in case.people:
            return case.people[id_].name
        case "contacts" if id_ in case.contacts:
            contact = case.contacts[id_]
            return f"contact of {dates.long(contact.on)}"
        case "releases" | "questions":
            found = getattr(case, table).get(id_)
            number = f" {found.number}" if found is not None else ""
            return f"{_THINGS[table]}{number}"
        case "items" if edit is not None:
            of = edit.after if isinstance(edit.after, dict) else edit.before
            if isinstance(of, dict) and (kind := catalogue.kinds.get(str(of.get("kind")))):
                return kind.name
    if table in _THINGS:
        return _THINGS[table]
    return f"{table} {id_}".replace("_", " ") if id_ not in CALLS else table


# --- Putting back ------------------------------------------------------------------------------


def as_it_was(history: Iterable[Change], case: str, upto: str) -> Case:
    """A case as it was just after a change, replayed from its history.

    `history`: its changes in the order (counter, id); `upto` the id of the change. Raises
    NotAllowedError where the history does not lead there.
    """
    key = ("cases", case)
    pages: dict[tuple[str, str], AnyPage] = {}
    try:
        for change in history:
            mine = tuple(edit for edit in change.edits if edit.page == key)
            if mine:
                pages |= apply(pages, replace(change, edits=mine))
            if change.id == upto:
                break
    except ChangeError as fault:
        raise NotAllowedError(
            "The history does not tell how the case was then. Nothing was changed."
        ) from fault
    if key not in pages or pages[key].removed:
        raise NotAllowedError("The case was not there then. Nothing was changed.")
    return as_case(pages[key]).value


def put_back(page: CasePage, pen: Pen, was: Case, when: str) -> Change:
    """The change that brings a case back to a state it had; offices stay as they are.

    `when`: the moment of that state, in words. Raises NotAllowedError where it is so already.
    """
    back = tuple(_brought_back(page, was))
    whole = Change(
        id=pen.new_id(), actor=pen.actor, at=pen.now, verb="put_back",
        sentence=f"Put back to how it was on {when}", edits=back,
    )  # fmt: skip
    key = (page.kind, page.id)
    # What was removed since comes back as it was removed, and is changed from there.
    there = as_case(apply({key: page}, whole)[key]) if back else page
    edits = (*back, *between(there, was))
    if not edits:
        raise NotAllowedError("The case is just as it was then. Nothing was changed.")
    return replace(whole, edits=edits)


def _brought_back(page: CasePage, was: Case) -> Iterator[Edit]:
    for inner in sorted(page.gone):
        if (value := get(was, inner)) is not None:
            over = tuple(sorted(tomb.stamp.change for tomb in page.tombs[inner]))
            yield Edit(op="restore", path=f"{page.path}/{inner}", after=plain(value), over=over)
