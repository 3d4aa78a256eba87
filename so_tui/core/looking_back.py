"""Looking back: what each change did, in words, and bringing a case back to how it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from msgspec.structs import replace

from so_tui.core import dates, fields
from so_tui.core.case import Case, Office
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import AnyPage, CasePage, Change, Edit, Pen, apply, between
from so_tui.core.pages import as_case
from so_tui.core.tree import ChangeError, get, member_type, plain, type_at
from so_tui.core.wording import EMPTY, Wording
from so_tui.errors import NotAllowedError

_NONE: Mapping[str, Office] = MappingProxyType({})


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


def told(
    change: Change, case: Case, catalogue: Catalogue, offices: Mapping[str, Office] = _NONE
) -> tuple[Told, ...]:
    """What a change did to a case, field by field.

    `case` lends its names for what is there, `offices` those of the casebook, by their ids.
    """
    words = Wording(catalogue)
    names = words.names(case, offices)
    mine = (edit for edit in change.edits if edit.page == ("cases", case.id))
    return tuple(one for edit in mine for one in _told(edit, case, words, names))


def _told(edit: Edit, case: Case, words: Wording, names: Mapping[str, str]) -> Iterator[Told]:
    if not edit.inner:
        deeds = {
            "add": "begun", "remove": "removed", "restore": "brought back",
            "join": "joined with a file",
        }  # fmt: skip
        yield Told("the case", EMPTY, deeds.get(edit.op, "changed"))
        return
    field = edit.inner.rpartition("/")[2]
    if fields.is_silent("cases", edit.inner):
        return
    what = named(edit.inner, case, words, names, edit)
    of = type_at("cases", edit.inner)
    before, after = (words.value(of, one, names, field) for one in (edit.before, edit.after))
    match edit.op:
        case "remove":
            yield Told(what, before, "removed")
        case "restore":
            yield Told(what, "removed", "brought back")
        case _:
            yield Told(what, before, after)


def named(
    inner: str, case: Case, words: Wording, names: Mapping[str, str], edit: Edit | None = None
) -> str:
    """A path inside a case in words, such as `P2 stained slides, state`; never with an id."""
    steps = inner.split("/")
    said: list[str] = []
    for n, step in enumerate(steps):
        above = type_at("cases", "/".join(steps[:n]))
        if member_type(above) is None:
            said.append(fields.said(above, step))
        else:
            of = edit if edit is not None and n == len(steps) - 1 else None
            said[-1] = _thing(steps[n - 1], step, said[-1], case, words, names, of)
    return ", ".join(said)


def _thing(
    table: str, id_: str, usual: str, case: Case, words: Wording, names: Mapping[str, str],
    edit: Edit | None,
) -> str:  # fmt: skip
    """One part of a collection by its name, or else what its like is called as a `usual` thing."""
    match table:
        case "reasons" | "condition":
            return words.asked(id_)
        case "accepts" | "gives":
            return f"{usual}, {words.kind(id_)}"
        case "people" if id_ in case.people:
            return case.people[id_].name
        case "contacts" if id_ in case.contacts:
            return f"{usual} of {dates.long(case.contacts[id_].on)}"
        case "questions" if id_ in case.questions:
            return f"{usual} {case.questions[id_].number}"
        case "items" if id_ not in case.items and edit is not None:
            of = edit.after if isinstance(edit.after, dict) else edit.before
            return words.kind(str(of["kind"])) if isinstance(of, dict) and "kind" in of else usual
    return names.get(id_, usual)


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
