"""What the tables of a paper list that are not of items: steps, offices, the log, questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping

from so_tui.core import clock_words, custody, dates
from so_tui.core.case import (
    Contact,
    Question,
    Release,
    in_order,
    items_by_call,
    spoken_items,
)
from so_tui.core.clocks import clocks_of
from so_tui.core.conflict_words import ConflictWords
from so_tui.core.instruments import is_spent, missing
from so_tui.core.papers.known import Known
from so_tui.core.papers.listing import item_rows
from so_tui.core.papers.vocabulary import Rows
from so_tui.core.parties import SECOND, card_of, whom_of
from so_tui.core.step_words import presses
from so_tui.core.text import capital
from so_tui.core.wording import Wording

Table = Iterable[Mapping[str, str]]
"""The rows of a table, each with what its columns can hold."""


def rows(known: Known, of: Rows) -> tuple[Mapping[str, str], ...]:
    """The rows of a table, with what each column of it can hold."""
    table = _TABLES.get(of)
    return tuple(table(known)) if table is not None else item_rows(known, of)


def _long(day: dt.date | None) -> str:
    return dates.long(day) if day else ""


def _office(known: Known, id_: str | None) -> str:
    """The name of an office of the case; "" for none, and for one that the casebook lost."""
    here = known.case.offices.get(id_ or "")
    office = known.offices.get(here.office) if here is not None else None
    return office.name if office is not None else ""


def _steps(known: Known) -> Table:
    case, words, own = known.case, known.catalogue.words, known.shared.words
    spoken = {id_: name for name, id_ in spoken_items(case)}
    for step in known.plan.steps:
        if step.is_over:
            continue
        here = case.offices.get(step.office or "")
        office = known.offices.get(here.office) if here is not None else None
        # What one has at home is to be had from nobody.
        item = case.items.get(step.item or "")
        home = item is not None and known.catalogue.group(item.kind) == "home"
        nobody = whom_of(case, step.call, step.party, words) if step.at_office else ""
        before = known.plan.step(step.blocked_by or "") if step.standing == "blocked" else None
        stands = presses(step.urgency, step.on, known.today, words)
        how = [stands] if step.urgency != "none" else []
        how += [own["promised"].format(day=_long(step.promised))] if step.promised else []
        how += [own["after"].format(what=before.short or before.text)] if before else []
        yield {
            "by": _long(step.needed_by or step.on),
            "card": card_of(case, step.call, words),
            "how": "; ".join(how),
            "phone": office.phone if office is not None and step.at_office else "",
            "what": f"{spoken.get(step.item or '', '')} {capital(step.text)}".strip(),
            "whom": "" if home else (office.name if office is not None else "") or nobody,
        }


def _offices(known: Known) -> Table:
    for _, here in in_order(known.case.offices):
        office = known.offices.get(here.office)
        if office is not None:
            yield {
                "address": office.address,
                "card": card_of(known.case, here.call, known.catalogue.words)
                if here.call != "visit" or here.party == SECOND
                else capital(known.catalogue.words[f"party.{here.party}"]),
                "contact": here.contact_person,
                "desk": office.desk,
                "fax": office.fax,
                "hours": office.hours,
                "name": office.name,
                "note": " ".join(one for one in (here.note, office.note) if one),
                "number": here.person_number,
                "phone": office.phone,
            }


def _people(known: Known) -> Table:
    words = Wording(known.catalogue)
    for _, one in in_order(known.case.people):
        yield {
            "authority": one.authority,
            "name": one.name,
            "note": one.note,
            "phones": one.phones,
            "role": words.word("role", one.role),
        }


def _releases(known: Known) -> Table:
    words = Wording(known.catalogue)
    for _, one in in_order(known.case.releases):
        yield {
            "instrument": words.word("instrument", one.instrument),
            # Of one that came back or ran out nothing is to be filled in any more.
            "lacks": " ".join(each.ask for each in missing(one, known.case, known.offices))
            if not is_spent(one, known.today)
            else "",
            "number": str(one.number),
            "office": _office(known, one.office),
            "stands": "; ".join(_came(one, known.shared.words)),
        }


def _came(release: Release, words: Mapping[str, str]) -> Iterator[str]:
    """How far a release has come."""
    if release.signed_on is None:
        yield words["to_sign"]
    came = {
        "signed": release.signed_on,
        "handed": release.handed_on,
        "confirmed": release.confirmed_on,
        "returned": release.returned_on,
    }
    for what, day in came.items():
        if day is not None:
            yield words[what].format(day=dates.long(day))


def _clocks(known: Known) -> Table:
    case, words = known.case, Wording(known.catalogue)
    for one in clocks_of(case, known.catalogue, known.today):
        about = [words.spoken(case, one.item)] if one.item is not None else []
        about += [_office(known, one.office)] if one.office is not None else []
        yield {
            "about": ", ".join(filter(None, about)) or one.who or known.shared.words["doctor"],
            "said": clock_words.said(one, known.catalogue, known.today),
        }


def _loans(known: Known) -> Table:
    wording = Wording(known.catalogue)
    spoken = {id_: name for name, id_ in spoken_items(known.case)}
    for id_, item in items_by_call(known.case):
        kind = known.catalogue.kinds.get(item.kind)
        if custody.is_followed(item, kind) and item.custody.returned_on is None:
            yield {
                "hands": "; ".join(custody.told(item, wording, dates.long)),
                "return_to": item.custody.return_to or _office(known, item.office),
                "spoken": f"{spoken[id_]} {wording.item(item)}",
            }


def _log(known: Known) -> Table:
    """The entries of the log, the latest first."""
    case, words = known.case, Wording(known.catalogue)
    spoken = {id_: name for name, id_ in spoken_items(case)}

    def latest(pair: tuple[str, Contact]) -> tuple[dt.date, dt.time, int]:
        return pair[1].on, pair[1].time or dt.time.min, pair[1].number

    for _, one in sorted(in_order(case.contacts), key=latest, reverse=True):
        unnamed = whom_of(case, one.call, one.party, known.catalogue.words)
        yield {
            "about": ", ".join(name for id_, name in spoken.items() if id_ in one.effects),
            "again": _long(one.chase_on),
            "channel": words.word("channel", one.channel),
            "note": one.note,
            "on": dates.long(one.on),
            "outcome": words.word("outcome", one.outcome),
            "who": one.who,
            "whom": _office(known, one.office) or unnamed,
            "with": one.with_whom,
        }


def _apart(known: Known) -> Table:
    """What two people changed apart: what stands there meanwhile, and what else was written."""
    words = ConflictWords(known.case, known.offices, known.catalogue)
    for one in known.apart:
        shown, *others = (f"{words.side(one, side)}, {words.by(side)}" for side in one.sides)
        yield {"others": "; ".join(others), "shown": shown, "what": words.what(one)}


def _questions(known: Known, wanted: Callable[[Question], bool]) -> Table:
    words = Wording(known.catalogue)
    for _, one in in_order(known.case.questions):
        if wanted(one):
            yield {
                "answer": one.answer,
                "by": one.answered_by,
                "on": _long(one.answered_on),
                "text": one.text,
                "to": words.word("asked", one.to),
            }


_TABLES: Mapping[Rows, Callable[[Known], Table]] = {
    "steps": _steps,
    "offices": _offices,
    "people": _people,
    "releases": _releases,
    "clocks": _clocks,
    "loans": _loans,
    "log": _log,
    "apart": _apart,
    "questions": lambda known: _questions(
        known, lambda one: not one.answer and one.to == "second_doctor"
    ),
    "questions_today": lambda known: _questions(
        known, lambda one: not one.answer and one.to == "today_doctor"
    ),
    "answers": lambda known: _questions(known, lambda one: bool(one.answer)),
}
