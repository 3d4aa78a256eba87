"""The shapes of `--json`: plain values with names that stay. `docs/commands.md` tells them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from so_tui.cli.case_text import CaseText
from so_tui.cli.listed import Listed
from so_tui.core.ahead import OpenStep
from so_tui.core.calls import Calls
from so_tui.core.case import CALLS, CallName, Item, Office, items_of
from so_tui.core.changes import Change
from so_tui.core.clock_words import said
from so_tui.core.clocks import Clock, clocks_of
from so_tui.core.glance import Glance
from so_tui.core.parties import SECOND
from so_tui.core.report import OfficeMonth
from so_tui.core.step_words import is_markable
from so_tui.core.steps import Step
from so_tui.core.summary import Due

Shape = dict[str, Any]


def summary(listed: Listed) -> Shape:
    """A case in a list."""
    one, told = listed.summary, listed.told
    return {
        "id": one.case,
        "label": one.label,
        "status": one.status,
        "archived": one.archived,
        "diagnosis": one.diagnosis,
        "visit": _iso(one.visit),
        "visit_time": _iso(told.time),
        "visit_zone": told.zone or None,
        "business_days_left": told.days_left,
        "next": next_step(listed),
        "late": one.late,
        "conflicts": one.conflicts,
        "has_it": one.has_it or None,
        "calls": {
            call: {"there": count.there, "asked": count.asked}
            for call, count in ((call, one.counts[call]) for call in CALLS)
        },
    }


def whole(told: CaseText) -> Shape:
    """All of a case: its summary, its items and steps as they stand, and the case itself."""
    return {
        **summary(told.listed),
        "items": [item(told, id_, one) for call in CALLS for id_, one in items_of(told.case, call)],
        "steps": [step(told, one) for one in told.plan.steps],
        "clocks": [clock(told, one) for one in clocks_of(told.case, told.catalogue, told.today)],
        "notices": list(told.plan.notices),
        "agenda": list(told.plan.agenda),
        "fits_until": _iso(told.plan.fits_until),
        "rush": list(told.plan.rush.lines) if told.plan.rush else [],
        "together_by": _iso(told.plan.together_by),
        "case": full(told.case),
        "offices": [
            full(told.offices[id_])
            for id_ in sorted({one.office for one in told.case.offices.values()})
            if id_ in told.offices
        ],
    }


def item(told: CaseText, id_: str, one: Item) -> Shape:
    """An item as it stands."""
    at = told.plan.of_item(id_)
    return {
        "item": told.spoken[id_],
        "id": id_,
        "call": one.call,
        "kind": one.kind,
        "name": told.item(one),
        "office": told.office(one.office) or None,
        "state": one.state,
        "place": one.place,
        "promised": _iso(one.promise.day if one.promise else None),
        "problem": one.problem,
        "needed_by": _iso(at.needed_by if at else None),
        "late": bool(at and at.late),
    }


def clock(told: CaseText, one: Clock) -> Shape:
    """A clock that runs, with what it says."""
    return {
        "clock": one.rule.id,
        "item": told.spoken.get(one.item or ""),
        "release": told.case.releases[one.release].number if one.release else None,
        "office": told.office(one.office) or None,
        "from": _iso(one.began),
        "day": _iso(one.day),
        "extended": _iso(one.extended),
        "passed": one.has_passed(told.today),
        "length": one.length or None,
        "unit": one.rule.unit if one.length else None,
        "source": one.rule.source,
        "checked": _iso(one.rule.checked),
        "text": said(one, told.catalogue, told.today),
    }


def step(told: CaseText, one: Step) -> Shape:
    """A step of the plan."""
    item, office = told.spoken.get(one.item or ""), told.office(one.office)
    return _step(one, told.as_next(one), item, office)


def open_step(one: OpenStep) -> Shape:
    """An open step of one of many cases."""
    return _step(one.step, one.headline, one.item, one.office)


def _step(one: Step, headline: str, item: str | None, office: str) -> Shape:
    return {
        "id": one.id,
        "call": one.call,
        "what": one.what,
        "text": one.text,
        "headline": headline,
        "item": item or None,
        "office": office or None,
        "on": _iso(one.on),
        "needed_by": _iso(one.needed_by),
        "promised": _iso(one.promised),
        "done_on": _iso(one.done_on),
        "standing": one.standing,
        "late": one.late,
        "due_today": one.due,
        "tight": one.tight,
        "out_of_reach": one.out_of_reach,
        "urgency": one.urgency,
        "naming": one.naming,
        "last_day": _iso(one.last_day),
        "float": one.total_float,
        "blocked_by": one.blocked_by,
        "markable": is_markable(one),
        "reason": one.reason,
    }


def next_step(listed: Listed) -> Shape | None:
    """What comes first, as a value and as a sentence; None when nothing is to do now."""
    glance, next_ = listed.told, listed.summary.next
    if next_ is None or not isinstance(glance, Glance) or glance.first is None:
        return None
    return {
        **_step(glance.first, listed.next(), glance.first_item, glance.first_office),
        "whom": next_.whom or None,
        "phone": next_.phone or None,
        "day": _iso(next_.day),
        "others": list(next_.others),
    }


def change(one: Change) -> Shape:
    """A change of the history."""
    return {
        "id": one.id,
        "counter": one.counter,
        "at": one.at.isoformat(),
        "actor": one.actor,
        "verb": one.verb,
        "sentence": one.sentence,
        "undoes": one.undoes,
    }


def calls(one: Calls, office: Office | None) -> Shape:
    """What is to be said to one office on a day, and what `so-tui log` takes to log it."""
    return {
        "office": office.name if office else "",
        "phone": office.phone if office else "",
        "call": one.call,
        "cases": [
            {
                "case": case.case,
                "label": case.label,
                "items": _to_do(dues),
                "steps": [
                    {
                        "step": due.step,
                        "item": due.item or None,
                        "text": due.text,
                        "needed_by": due.needed_by.isoformat() if due.needed_by else None,
                        "urgency": due.urgency,
                        "naming": due.naming,
                        "day": due.day.isoformat() if due.day else None,
                    }
                    for due in dues
                ],
            }
            for case, dues in one.cases
        ],
        "log": [_log(one, call, office) for call in dict.fromkeys(_calls_in(one))],
    }


def _to_do(dues: Iterable[Due]) -> list[str]:
    """The items to speak of now, as `--about` takes them."""
    return [due.item for due in dues if due.naming == "do" and due.item]


def _calls_in(one: Calls) -> Iterator[CallName]:
    """On which cards there is something to call about; one office may be on several."""
    return (due.call for _, dues in one.cases for due in dues if due.naming == "do")


def _log(one: Calls, call: CallName, office: Office | None) -> Shape:
    """The words of one call for `so-tui log`: CALL, and what --office and --for take."""
    mine = [
        (case.case, [due for due in dues if due.call == call and due.naming == "do"])
        for case, dues in one.cases
    ]
    party = one.party if one.party != SECOND else None
    return {
        "call": call,
        "office": office.name if office else party and party.replace("_", "-"),
        "for": [f"{case}:{','.join(_to_do(dues))}" for case, dues in mine if dues],
    }


def office_month(one: OfficeMonth, name: str | None) -> Shape:
    """What came of an office in a month."""
    return {
        "office": name,
        "asked": one.asked,
        "arrived": one.arrived,
        "days": one.usual,
        "shortest": min(one.days, default=None),
        "longest": max(one.days, default=None),
    }


def full(part: msgspec.Struct) -> Shape:
    """A case or an office as it stands in a case file."""
    plain: Shape = msgspec.json.decode(msgspec.json.encode(part))
    return plain


def headed(case: str, label: str) -> Shape:
    """The case that a line of another list is about, by its id and label."""
    return {"case": case, "label": label}


def _iso(day: Any) -> str | None:
    return day.isoformat() if day is not None else None
