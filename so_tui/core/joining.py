"""Joining what comes from outside to the pages that are here, and sharing no more than asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Literal, cast

from msgspec.structs import replace

from so_tui.core.case import Begun, Case, Office
from so_tui.core.changes import Change, Edit, Pen, adding, between
from so_tui.core.pages import AnyPage, Kind, Page, Pages, V, as_case, as_office
from so_tui.core.text import clean, shortened
from so_tui.core.tree import plain

Over = Literal["nothing", "cases", "all"]
"""Of what comes in without a history, what takes the place of what is there."""

_NAMED = 5
"""How many cases the sentence of an import names at most."""


def as_they_stand(
    cases: Iterable[Case], offices: Iterable[Office], pages: Pages, over: Over = "nothing"
) -> Iterator[Edit]:
    """The edits that put cases and offices without a history into the casebook.

    `pages`: what is there. One that is there and differs keeps both values of a field, since the
    sender had not seen ours, and all parts that it has; but `over` says what takes the place of
    what is there: nothing, the cases, or all. A case that was removed is brought back.
    """
    for office in offices:
        yield from _as_it_stands(
            pages.get(("offices", office.id)), "offices", office, over == "all"
        )
    for case in cases:
        yield from _as_it_stands(pages.get(("cases", case.id)), "cases", case, over != "nothing")


def _as_it_stands(page: AnyPage | None, kind: Kind, value: V, over: bool) -> Iterator[Edit]:
    if page is None:
        yield adding(kind, value)
        return
    if page.removed:
        yield bringing_back(page)
    whole = over or (page.removed and kind == "cases")
    for edit in between(cast("Page[V]", page), value):
        if whole or edit.op == "restore":
            yield edit
        elif edit.op != "remove":
            yield replace(edit, over=())


def cut_to(history: Iterable[Change], pages: Collection[tuple[str, str]]) -> tuple[Change, ...]:
    """A history without the edits of other pages than these, and without the changes that are
    about others alone."""
    cut = (
        replace(change, edits=tuple(one for one in change.edits if one.page in pages))
        for change in history
    )
    return tuple(one for one in cut if one.edits)


def joined(
    history: Iterable[Change], known: Mapping[str, Collection[tuple[str, str]]]
) -> Iterator[Edit]:
    """The edits that say what an import brings to each page, by the ids of changes.

    `known`: the pages of each change that are here already.
    """
    brought: dict[tuple[str, str], list[str]] = {}
    for change in history:
        for key in change.pages - frozenset(known.get(change.id, ())):
            brought.setdefault(key, []).append(change.id)
    for (kind, id_), ids in sorted(brought.items()):
        yield Edit(op="join", path=f"{kind}/{id_}", over=tuple(sorted(ids)))


def linked(
    cases: Mapping[str, Case], here: Mapping[str, str], pages: Pages, back: Collection[str] = ()
) -> Iterator[Edit]:
    """The edits that let a case know of those begun from it, where each came by itself.

    `cases`: what is taken in, by id; `here`: which cases that are here already were begun from
    one of these; `pages`: what is here; `back`: the removed cases that are brought back.
    """
    begun = {id_: case.begun_from for id_, case in cases.items()} | dict(here)
    for id_, origin in sorted(begun.items()):
        page, there = pages.get(("cases", origin)), pages.get(("cases", id_))
        if page is None and origin not in cases:
            continue
        if any(one is not None and one.removed and one.id not in back for one in (page, there)):
            continue  # an edit would bring it back
        case = cases[id_] if id_ in cases else as_case(pages["cases", id_]).value
        new = Begun(on=case.began)
        from_ = as_case(page) if page is not None else None
        if from_ is not None and f"begun/{id_}" in from_.gone:
            if id_ in back:  # the link went with it, and comes back with it
                begun_there = {**from_.value.begun, id_: new}
                yield from between(from_, replace(from_.value, begun=begun_there))
            continue
        known = set(cases[origin].begun) if origin in cases else set()
        if id_ not in known | set(from_.value.begun if from_ is not None else ()):
            yield Edit(op="add", path=f"cases/{origin}/begun/{id_}", after=plain(new))


def without_notes_of_others(case: Case, history: Iterable[Change], actor: str | None) -> Case:
    """A case without the notes of contacts that somebody else than `actor` wrote last.

    `history`: the changes to the case. A note whose writer is not known is left out, too.
    """
    wrote: dict[str, str] = {}
    for change in history:
        for edit in change.edits:
            if edit.page != ("cases", case.id):
                continue
            match edit.inner.split("/"):
                case [""]:
                    wrote |= dict.fromkeys(case.contacts, change.actor)
                case ["contacts", id_] | ["contacts", id_, "note"]:
                    wrote[id_] = change.actor
    contacts = {
        id_: one if wrote.get(id_) == actor else replace(one, note="")
        for id_, one in case.contacts.items()
    }
    return replace(case, contacts=contacts)


def brought_back(keys: Iterable[tuple[str, str]], pages: Pages) -> Iterator[Edit]:
    """The edits that bring back those of some pages that were removed."""
    for key in keys:
        page = pages.get(key)
        if page is not None and page.removed:
            yield bringing_back(page)


def importing(cases: Iterable[Case], edits: Iterable[Edit], pen: Pen) -> Change:
    """The change that an import is in the history of its importer."""
    told = [case.label for case in cases]
    more = f" and {len(told) - _NAMED} more" if len(told) > _NAMED else ""
    labels = f"{', '.join(told[:_NAMED])}{more}" or "offices"
    return _brought("import", f"Imported {labels}", edits, pen)


def imported_alone(edits: Iterable[Edit], pen: Pen) -> list[Change]:
    """A change for each page that edits of an import are about, in their order."""
    by_page: dict[tuple[str, str], list[Edit]] = {}
    for edit in edits:
        by_page.setdefault(edit.page, []).append(edit)
    return [_brought("import", "Imported with others", some, pen) for some in by_page.values()]


def taking(source: str, edits: Iterable[Edit], pen: Pen) -> Change:
    """The change that takes what was chosen of a file's offers."""
    said = f"Took what was chosen from {shortened(clean(source))}"
    return _brought("take", said, edits, pen)


def _brought(verb: str, sentence: str, edits: Iterable[Edit], pen: Pen) -> Change:
    return Change(
        id=pen.new_id(), actor=pen.actor, at=pen.now, verb=verb, sentence=sentence,
        edits=tuple(edits),
    )  # fmt: skip


def discreet(change: Change, pages: Collection[tuple[str, str]]) -> Change:
    """The change as those may read it who may see `pages` alone.

    A change that was also about another case may name that person in its sentence.
    """
    others = [key for key in change.pages if key not in pages and key[0] == "cases"]
    if not others:
        return change
    return replace(change, sentence=f"A change to {len(others) + 1} cases ({change.verb})")


def bringing_back(page: AnyPage) -> Edit:
    """The edit that brings back a page that was removed."""
    over = tuple(sorted(tomb.stamp.change for tomb in page.tombs.get("", ())))
    return Edit(op="restore", path=page.path, over=over)


def turning(page: AnyPage, into: AnyPage) -> tuple[Edit, ...]:
    """The smallest edits that make the value of a page that of another state of it."""
    if isinstance(into.value, Case):
        return between(as_case(page), into.value)
    return between(as_office(page), into.value)


def lacking(change: Change, known: Change | None) -> tuple[Edit, ...]:
    """The edits of a change that are about pages on which what is known of it has none."""
    had = known.pages if known else frozenset[tuple[str, str]]()
    return tuple(edit for edit in change.edits if edit.page not in had)
