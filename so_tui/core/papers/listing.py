"""The items that a table of a paper lists, and what each of them says in its columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce

from so_tui.core import dates, mismatch
from so_tui.core.case import (
    THERE,
    Accepts,
    Case,
    Item,
    Visit,
    is_there,
    items_by_call,
    items_of,
    spoken_items,
)
from so_tui.core.catalogue import ItemKind
from so_tui.core.mismatch import mismatches
from so_tui.core.papers.known import Known
from so_tui.core.papers.vocabulary import Rows
from so_tui.core.parties import card_of, is_asked_at, party_of, whom_of
from so_tui.core.script import open_items
from so_tui.core.wording import Wording


def listed(known: Known, of: Rows) -> Iterable[tuple[str, Item]]:
    """The items that a table lists, with their ids; none for a table of something else."""
    case, every = known.case, items_by_call(known.case)
    match of:
        case "asked":
            return asked_of(known)
        case "named":
            to = known.at
            return [
                (id_, item)
                for id_, item in items_of(case, to.call)
                if is_asked_at(item, to.office, to.party, known.catalogue)
                and _is_named(known, item)
            ]
        case "coming":
            return [
                (id_, item)
                for id_, item in every
                if item.call != "visit" and _is_named(known, item)
            ]
        case "lent":
            return [
                (id_, item)
                for id_, item in listed(known, "named")
                if known.catalogue.group(item.kind) == "material"
            ]
        case "gaps" | "there":
            return [
                (id_, item)
                for id_, item in every
                if item.state != "not_needed" and _is_there(known, item) == (of == "there")
            ]
        case "carry":
            return [(id_, item) for id_, item in every if _goes_along(known, item)]
        case _:
            return []


def asked_of(known: Known) -> list[tuple[str, Item]]:
    """What is asked of the office now that the paper is for."""
    to = known.at
    found = open_items(known.case, to.call, to.office, to.party, known.catalogue)
    return [(id_, item) for id_, item in found if _is_named(known, item)]


def _is_there(known: Known, item: Item) -> bool:
    kind = known.catalogue.kinds.get(item.kind)
    return is_there(item, kind is not None and kind.checked)


def _goes_along(known: Known, item: Item) -> bool:
    """Whether an item is taken to the visit: it is with us, at home, or we bring it."""
    if item.state in ("not_needed", "will_follow", "refused") or item.place == "second_office":
        return False
    at_home = known.catalogue.group(item.kind) == "home"
    return item.place == "with_us" or item.way == "carried" or at_home


def _is_named(known: Known, item: Item) -> bool:
    """Whether an item is a thing that an office can look for, and that is wanted."""
    kind = known.catalogue.kinds.get(item.kind)
    return (
        kind is not None
        and not kind.prompts_list
        and known.catalogue.group(item.kind) != "home"
        and item.state != "not_needed"
    )


def item_rows(known: Known, of: Rows) -> tuple[Mapping[str, str], ...]:
    """The items of a table, with what each column of it can hold."""
    case, wording, words = known.case, Wording(known.catalogue), known.catalogue.words
    days = known.wants.days
    spoken = {id_: name for name, id_ in spoken_items(case)}
    apart: dict[str, list[str]] = {}
    for one in mismatches(case, known.offices):
        said = mismatch.said(one, case, known.offices, wording)
        apart.setdefault(one.item, []).append(" ".join(said))
    found = []
    for id_, item in listed(known, of):
        which, kind = item.identifiers, known.catalogue.kinds.get(item.kind)
        dated = which.study_date or which.specimen_date
        by = dates.long(days[id_]) if id_ in days else ""
        if id_ in known.wants.soon and item.state not in THERE:
            by = known.shared.words["soon"]
        to = item.destination or (_destination(case.visit, kind) if kind is not None else "")
        here = case.offices.get(item.office or "")
        holder = known.offices.get(here.office) if here is not None else None
        named = wording.problem(item.problem) if item.problem else ""
        problem = ": ".join(one for one in (named, item.problem_note) if one)
        found.append({
            "block": which.block,
            "body_part": " ".join(one for one in (which.modality, which.body_part) if one),
            "by": by,
            "card": card_of(case, item.call, words),
            "count": str(item.count_asked) if item.count_asked else "",
            "date": dates.long(dated) if dated else "",
            "form": _form(case, item, wording),
            "from": "" if known.catalogue.group(item.kind) == "home" else (
                holder.name if holder is not None
                else whom_of(case, item.call, party_of(item, known.catalogue), words)
            ),
            # Slides, blocks and images, by their card.
            "material": item.call if known.catalogue.group(item.kind) == "material" else "",
            "mind": " ".join(apart.get(id_, ())),
            "name": _asked_as(kind, item) if kind is not None else wording.item(item),
            "promised": dates.long(item.promise.day)
            if item.promise is not None and item.state not in THERE else "",
            "reference": which.reference,
            "return_by": dates.long(item.custody.return_due) if item.custody.return_due else "",
            "return_to": item.custody.return_to,
            "say": kind.say if kind is not None else "",
            "spoken": f"{spoken[id_]} {wording.item(item)}",
            "stands": "; ".join(_stands(item, wording, known.shared.words, problem)),
            "state": wording.state(item),
            "to": to,
            "told": known.shared.words["unasked"]
            if item.state == "to_ask" else wording.state(item),
            # What is picked up is sent nowhere.
            "to_send": to if item.way != "carried" else "",
            "way": _way(known, item),
            "where": wording.word("place", item.place),
        })  # fmt: skip
    return tuple(found)


def _stands(item: Item, wording: Wording, words: Mapping[str, str], problem: str) -> Iterator[str]:
    """How an item stands: its state, the day that was promised, and what is in the way."""
    yield wording.state(item)
    if item.promise is not None and item.state not in THERE:
        yield words["promised"].format(day=dates.long(item.promise.day))
    if problem:
        yield problem


def _asked_as(kind: ItemKind, item: Item) -> str:
    """A kind as an office is asked for it, with what was written of the item, unless that says the
    kind itself."""
    name = kind.ask.removeprefix("the ")
    if not item.detail:
        return name
    if kind.name.casefold() in item.detail.casefold():
        return item.detail
    return f"{name}, {item.detail}"


def _form(case: Case, item: Item, wording: Wording) -> str:
    """In which form an item is asked for: as the second office takes it, where that is known."""
    accepted = case.visit.accepts.get(item.kind, Accepts()).forms
    known = item.form not in ("not_known", "any")
    if not accepted or (known and item.form in accepted):
        return wording.word("form", item.form) if known else ""
    return _either([wording.word("form", one) for one in accepted], wording)


def _way(known: Known, item: Item) -> str:
    """How an item is to come: as was settled, else as the second office takes it."""
    accepted = known.case.visit.accepts.get(item.kind, Accepts()).ways
    said = known.shared.way
    if item.way != "not_known" and (not accepted or item.way in accepted):
        return said[item.way]
    if accepted:
        return _either([said[one] for one in accepted], Wording(known.catalogue))
    return said[item.way] if item.way != "not_known" else ""


def _either(words: list[str], wording: Wording) -> str:
    either = wording.word("naming", "or")
    return reduce(lambda one, other: either.format(one=one, other=other), words)


def _destination(visit: Visit, kind: ItemKind) -> str:
    if kind.checked and kind.call == "pathology":
        return visit.slides_to
    if kind.checked and kind.call == "radiology":
        return visit.images_to
    return visit.papers_to
