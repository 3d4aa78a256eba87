"""Two offices of the casebook that are one and the same place become one, in every case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from msgspec.structs import replace

from so_tui.core.case import Case, CaseOffice, Contact, Item, Mark, Office, PaperMade, Part, Release
from so_tui.core.changes import CasePage, Change, Edit, OfficePage, Pen, between, plain, seen
from so_tui.core.fields import field
from so_tui.core.folding import key
from so_tui.core.phones import is_same, number, numbers
from so_tui.core.tree import fields
from so_tui.core.verbs.making import said, without
from so_tui.core.wording import Wording
from so_tui.errors import NotAllowedError

JOINED = "join_offices"
"""The verb of the change that joins two offices."""

_P = TypeVar("_P", Item, Release, Contact, PaperMade)


def join_offices(gone: OfficePage, kept: OfficePage, cases: Iterable[CasePage], pen: Pen) -> Change:
    """Make two offices one: whatever names `gone` then names `kept`, and `gone` is removed.

    `cases`: all that are there. What only `gone` knew is kept with `kept`; where both know
    something else, it goes into a note. Raises NotAllowedError where the two are one already.
    """
    if gone.id == kept.id:
        raise NotAllowedError("That is one office already. Nothing was changed.")
    edits: list[Edit] = []
    for page in cases:
        edits += between(page, _renamed(page.value, gone.id, kept.id))
    edits += between(kept, _together(gone.value, kept.value, pen.wording))
    edits.append(Edit(
        op="remove", path=gone.path, before=plain(gone.value), after=kept.id, over=seen(gone, ""),
    ))  # fmt: skip
    sentence = f"Joined the office {gone.value.name} with {kept.value.name}"
    return said(pen, JOINED, sentence, edits)


def in_place_of(change: Change, gone: str) -> str:
    """The id of the office that took the place of `gone` when the two were joined; "" where that
    cannot be known."""
    removal = next((one for one in change.edits if one.path == f"offices/{gone}"), None)
    if removal is not None and isinstance(removal.after, str):
        return removal.after
    # An earlier version did not say it.
    others = {id_ for kind, id_ in change.pages if kind == "offices"} - {gone}
    others |= {
        edit.after for edit in change.edits
        if edit.op == "set" and edit.before == gone and isinstance(edit.after, str)
    }  # fmt: skip
    return others.pop() if len(others) == 1 else ""


def renamed(page: CasePage, case: Case, gone: str, kept: str) -> Case:
    """A case that learns later that two offices are one; `page`: where it is kept.

    What one removed and another changed is left for people to settle, and only named anew.
    """
    apart = {
        id_: replace(here, office=kept)
        for id_, here in case.offices.items()
        if here.office == gone and f"offices/{id_}" in page.tombs
    }
    return _renamed(replace(case, offices={**case.offices, **apart}), gone, kept)


def _renamed(case: Case, gone: str, kept: str) -> Case:
    """The case with one office named in the place of another."""
    for id_, here in case.offices.items():
        if here.office != gone:
            continue
        twin = _twin(case, here, kept)
        if twin is None:
            case = replace(case, offices={**case.offices, id_: replace(here, office=kept)})
        else:
            case = _merged(case, id_, twin)
    return case


def _twin(case: Case, here: CaseOffice, kept: str) -> str | None:
    """The id of the office that stands on the same card, if it does."""
    for id_, one in case.offices.items():
        if (one.office, one.call, one.party) == (kept, here.call, here.party):
            return id_
    return None


def _merged(case: Case, old: str, new: str) -> Case:
    """The case with one office less on a card: what named it names the other one."""
    was, one = case.offices[old], case.offices[new]
    needed = max((was, one), key=lambda each: ("not_known", "no", "yes").index(each.release_needed))
    values, notes = _filled(was, one, "contact_person", "person_number")
    dates = _lines(one.service_dates, was.service_dates)
    joined = replace(
        one, **values, service_dates=dates, release_needed=needed.release_needed,
        release_wanted_on=needed.release_wanted_on, note=_lines(one.note, was.note, *notes),
    )  # fmt: skip
    return replace(
        case,
        offices=without({**case.offices, new: joined}, old),
        items=dict(_at(case.items, old, new)),
        releases=dict(_at(case.releases, old, new)),
        contacts=dict(_at(case.contacts, old, new)),
        papers=dict(_at(case.papers, old, new)),
        marks=_marks(case.marks, old, new),
    )


def _at(parts: Mapping[str, _P], old: str, new: str) -> Iterator[tuple[str, _P]]:
    for id_, one in parts.items():
        yield id_, replace(one, office=new) if one.office == old else one


def _marks(marks: Mapping[str, Mark], old: str, new: str) -> dict[str, Mark]:
    """The marks of steps, some of which are named by the office they are about."""
    moved = {_step(id_, old, new): one for id_, one in marks.items() if _step(id_, old, new) != id_}
    stay = {id_: one for id_, one in marks.items() if _step(id_, old, new) == id_}
    return {**moved, **stay}


def _step(id_: str, old: str, new: str) -> str:
    return ":".join(new if part == old else part for part in id_.split(":"))


def _together(gone: Office, kept: Office, words: Wording) -> Office:
    """What both know of the place."""
    there = {*numbers(kept.phone or gone.phone), *numbers(kept.other_phones)}
    lines = f"{gone.phone}\n{gone.other_phones}".splitlines()
    more = {number(line) or line: line for line in reversed(lines) if number(line) not in there}
    values, notes = _filled(gone, kept, "desk", "fax", "email", "address", "hours")
    if key(gone.name) != key(kept.name):
        notes.insert(0, f"Also called {gone.name}")
    for name in ("open_days", "paper"):
        was, now, usual = getattr(gone, name), getattr(kept, name), getattr(_UNKNOWN, name)
        if now == usual:
            values[name] = was
        elif was not in (usual, now):
            notes.append(_line(name, words.value(fields(Office)[name], plain(was), {}, name)))
    for id_, gives in gone.gives.items():
        if kept.gives.get(id_, gives) != gives:
            notes.append(_line("gives", f"{words.kind(id_)}: {_told(gives, words)}"))
    for id_, closed in gone.closures.items():
        if kept.closures.get(id_, closed) != closed:
            notes.append(_line("closures", _told(closed, words)))
    for id_, days in gone.takes.items():
        if kept.takes.get(id_, days) != days:
            notes.append(_line("takes", f"{words.track(id_)} {days}"))
    known = list(kept.closures.values())
    closures = {id_: one for id_, one in gone.closures.items() if one not in known}
    return replace(
        kept,
        **values,
        phone=kept.phone or gone.phone,
        other_phones=_lines(kept.other_phones, *reversed(more.values())),
        closures={**kept.closures, **closures},
        gives={**gone.gives, **kept.gives},
        takes={**gone.takes, **kept.takes},
        note=_lines(kept.note, gone.note, *notes),
    )


_UNKNOWN = Office(id="", name="")
"""An office of which nothing is known."""


def _line(name: str, said: str) -> str:
    return f"{field(Office, name).label}: {said}"


def _told(part: Part, words: Wording) -> str:
    """A part in one line."""
    said = "; ".join(f"{what} {one}" for what, one in words.told(part, {}))
    return " ".join(said.split()) or "not known"


_W = TypeVar("_W", CaseOffice, Office)


def _filled(gone: _W, kept: _W, *names: str) -> tuple[dict[str, Any], list[str]]:
    """Texts of one that the other lacks, and in a note those that it has otherwise."""
    values: dict[str, Any] = {}
    notes: list[str] = []
    for name in names:
        was, now = getattr(gone, name), getattr(kept, name)
        if was and not now:
            values[name] = was
        elif was and key(was) != key(now) and not is_same(name, was, now):
            notes.append(f"{field(type(kept), name).label}: {' '.join(was.split())}")
    return values, notes


def _lines(text: str, *more: str) -> str:
    """A text as it stands, with those lines of others below it that it lacks."""
    there = text.splitlines()
    added = dict.fromkeys(line for one in more for line in one.splitlines() if line not in there)
    return "\n".join(filter(None, (text, *added)))
