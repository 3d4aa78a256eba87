"""CaseText how a case came about, one deed of a person after the other."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from so_tui.core import verbs
from so_tui.core.case import (
    Accepts,
    CallName,
    Case,
    CaseOffice,
    Companion,
    Contact,
    Item,
    Mark,
    Office,
    Outcome,
    Person,
    Question,
    Release,
    Reply,
    State,
    Waiting,
)
from so_tui.core.changes import AnyPage, CasePage, Change, Pen, apply
from so_tui.core.effects import effect_of
from tests.knowledge import catalogue

_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://so-tui.example/samples")


def day(text: str) -> dt.date:
    """A day told as `2026-11-25`."""
    return dt.date.fromisoformat(text)


class Story:
    """One case as it came about. Each method is one thing a person did on `today`."""

    def __init__(self, name: str, actor: str, today: str) -> None:
        self._ids = (str(uuid.uuid5(_SPACE, f"{name}/{n}")) for n in itertools.count())
        self._actor = actor
        self._pages: dict[tuple[str, str], AnyPage] = {}
        self.changes: list[Change] = []
        self._case_id = ""
        self.today = day(today)

    # --- What it reads ---

    @property
    def pen(self) -> Pen:
        now = dt.datetime.combine(self.today, dt.time(9), tzinfo=dt.UTC)
        return Pen(actor=self._actor, now=now, today=self.today, new_id=lambda: next(self._ids))

    @property
    def page(self) -> CasePage:
        page = self._pages["cases", self._case_id]
        assert isinstance(page.value, Case)
        return page

    @property
    def case(self) -> Case:
        return self.page.value

    @property
    def offices(self) -> list[Office]:
        return [page.value for page in self._pages.values() if isinstance(page.value, Office)]

    def item(self, kind: str, detail: str = "") -> str:
        """The id of the one item of this kind, or of this kind and detail."""
        (found,) = (
            id_
            for id_, item in self.case.items.items()
            if item.kind == kind and detail in ("", item.detail)
        )
        return found

    def _items(self, named: Sequence[str]) -> list[str]:
        return [self.item(*name.split(":")) for name in named]

    # --- What a person did ---

    def did(self, change: Change) -> None:
        change = replace(change, counter=len(self.changes) + 1)
        self._pages |= apply(self._pages, change)
        self.changes.append(change)

    def begin(self, label: str, diagnosis: str, visit: str = "", zone: str = "") -> None:
        when = dt.datetime.fromisoformat(visit) if visit else None
        change = verbs.new_case(
            self.pen,
            catalogue(),
            label,
            day=when.date() if when else None,
            time=when.time() if when and zone else None,
            zone=zone,
            diagnosis=diagnosis,
        )
        ((_, self._case_id),) = change.pages
        self.did(change)

    def person(self, person: Person, *companions: Companion, has_it: str = "") -> None:
        self.did(verbs.set_person(self.page, self.pen, person))
        for companion in companions:
            self.did(verbs.add_companion(self.page, self.pen, companion))
        if has_it:
            self.did(verbs.set_details(self.page, self.pen, has_it=has_it))

    def visit(self, **fields: Any) -> None:
        self.did(verbs.set_visit(self.page, self.pen, replace(self.case.visit, **fields)))

    def accepts(self, kind: str, accepts: Accepts) -> None:
        self.did(verbs.set_accepts(self.page, self.pen, kind, accepts))

    def waiting(self, until: str, answer: str, said_by: str) -> None:
        waiting = Waiting(until=day(until), answer=answer, said_by=said_by)
        self.did(verbs.set_waiting(self.page, self.pen, waiting))

    def answer(self, reason: str, reply: Reply, note: str = "", given_by: str = "") -> None:
        change = verbs.answer_reason(
            self.page, self.pen, reason, reply, note=note, given_by=given_by
        )
        self.did(change)

    def office(self, call: CallName, office: Office, **of_case: Any) -> str:
        """Put an office into the casebook and onto a card; its id in the case."""
        change = verbs.new_office(self.pen, office)
        ((_, id_),) = change.pages
        self.did(change)
        before = set(self.case.offices)
        chosen = CaseOffice(number=0, call=call, office=id_, **of_case)
        self.did(verbs.add_office(self.page, self.pen, chosen, office.name))
        (new,) = set(self.case.offices) - before
        return new

    def add(self, call: CallName, kind: str, **fields: Any) -> None:
        item = Item(number=0, call=call, kind=kind, **fields)
        self.did(verbs.add_item(self.page, self.pen, item))

    def drop(self, *kinds: str) -> None:
        for kind in kinds:
            self.did(verbs.remove_item(self.page, self.pen, self.item(kind)))

    def edit(self, named: str, **fields: Any) -> None:
        (id_,) = self._items([named])
        item = replace(self.case.items[id_], **fields)
        self.did(verbs.edit_item(self.page, self.pen, id_, item))

    def move(self, state: State, *named: str, **how: Any) -> None:
        for id_ in self._items(named):
            self.did(verbs.move_item(self.page, self.pen, id_, state, **how))

    def release(self, office: str, **fields: Any) -> str:
        before = set(self.case.releases)
        paper = Release(number=0, office=office, **fields)
        self.did(verbs.add_release(self.page, self.pen, paper))
        (new,) = set(self.case.releases) - before
        return new

    def contact(
        self,
        call: CallName,
        outcome: Outcome,
        *about: str,
        promises: Mapping[str, str] | None = None,
        **fields: Any,
    ) -> None:
        """Log a contact with its usual effects; `promises` maps items to the days promised."""
        days = {self.item(*named.split(":")): day(told) for named, told in (promises or {}).items()}
        does = {
            id_: effect_of(self.case.items[id_], outcome, catalogue(), days.get(id_))
            for id_ in dict.fromkeys([*self._items(about), *days])
        }
        if "chase_on" in fields:
            fields["chase_on"] = day(fields["chase_on"])
        contact = Contact(
            number=0, on=self.today, call=call, outcome=outcome, effects=does, **fields
        )
        self.did(verbs.log_contact(self.page, self.pen, contact))

    def ask(self, question: Question) -> None:
        self.did(verbs.add_question(self.page, self.pen, question))

    def mark(self, *steps: str) -> None:
        for step in steps:
            self.did(verbs.mark_step(self.page, self.pen, step, Mark(by=self._actor)))
