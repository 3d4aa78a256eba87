"""All of a case in plain lines, a fact to a line, for eyes and for screen readers alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from so_tui.cli import conflict_text
from so_tui.cli.case_text import CaseText
from so_tui.core import clock_words, custody, dates, lending, mismatch, quiet, received, waiting
from so_tui.core.assessment import reflect
from so_tui.core.case import (
    CALLS,
    ENDED,
    Answer,
    CallName,
    Contact,
    Item,
    Move,
    Office,
    Part,
    Release,
    in_order,
    items_of,
    latest_move,
    offices_of,
)
from so_tui.core.clocks import clocks_of
from so_tui.core.instruments import is_spent, missing
from so_tui.core.mismatch import mismatches
from so_tui.core.parties import SECOND
from so_tui.core.step_words import presses
from so_tui.core.text import capital, counted
from so_tui.core.wording import Wording, paper

_AT_FIRST = ("to_ask", "office")
"""The state and the place of a thing that nobody asked for yet."""

_SOON = dt.timedelta(days=3660)
"""Ten years: so long ahead it is told that the known closed days end."""


class ShowText(CaseText):
    """One case on one day, told to the last fact."""

    def lines(self) -> Iterator[str]:
        """All of the case."""
        yield from self._head()
        yield from self._visit()
        yield from self._clocks()
        yield from self._reasons()
        for call in CALLS:
            yield from self._call(call)
        for _, contact in in_order(self.case.contacts):
            yield self.contact(contact)
        for _, question in in_order(self.case.questions):
            to = self.word("asked", question.to)
            head = f"Question {question.number} for {to}: {' '.join(question.text.split())}"
            yield _joined(head, *self._told(question, "text", "to"))
        for id_, mark in sorted(self.case.marks.items()):
            step = self.plan.step(id_)
            what = "not for us" if mark.not_for_us else f"done {_on(mark.done_on)}".strip()
            name = step.text if step else "a step that is not in the plan now"
            but = ("not_for_us",) if mark.not_for_us else ("not_for_us", "done_on")
            yield _joined(f"Mark {name}: {what}", *self._told(mark, *but))
        for _, made in in_order(self.case.papers):
            head = f"Paper made {_on(made.on)}: {paper(made.paper)}"
            yield _joined(head, *self._told(made, "paper", "on"))
        yield from (f"Note: {line}" for line in self.case.note.splitlines())
        if self.calendar.until < self.today + _SOON:
            yield self.context.days_known
        yield quiet.short(self.catalogue, self.calendar.region, self.case.after_hours)

    def _head(self) -> Iterator[str]:
        case = self.case
        yield f"Case {case.label}"
        yield f"Id: {case.id}"
        if case.begun_from or case.begun:
            known = self.context.casework.labels()
            if case.begun_from:
                gone = "a case that is not here any more"
                yield f"Begun from: {known.get(case.begun_from, gone)}"
            for id_, begun in case.begun.items():
                if id_ in known:
                    yield f"Begun from this one: {known[id_]}, on {dates.long(begun.on)}"
        if case.diagnosis:
            yield f"Diagnosis: {' '.join(case.diagnosis.split())}"
        yield f"Status: {self.word('status', case.status)}{', put away' * case.archived}"
        yield from self._lines("", case.person)
        yield from self._lines("", case, "label", "diagnosis", "status", "archived", "note")
        for _, one in in_order(case.people):
            role = self.word("role", one.role)
            head = f"Person beside {one.number}: {one.name}, {role}"
            yield _joined(head, *self._told(one, "name", "role"))
        if case.status == "died" and any(one.role == "proxy" for one in case.people.values()):
            yield f"{self.word('ended', 'proxy')} (45 CFR 164.502(g)(4))"
        yield f"Next: {self.listed.next()}"
        if count := len(self.conflicts):
            yield f"To settle: {counted(count, 'conflict')}"
            yield from conflict_text.lines(self.context, self.page)
        yield from (f"Notice: {notice}" for notice in self.plan.notices)
        if self.plan.together_by is not None:
            day = dates.long(self.plan.together_by)
            yield f"With usual times, the papers are together by {day}."
        if self.plan.fits_until is not None:
            key = "fits_not" if self.plan.fits_until < self.today else "fits"
            yield self.word("notice", key).format(day=dates.long(self.plan.fits_until))
        if self.plan.rush is not None:
            yield from (f"What can still be done: {line}" for line in self.plan.rush.lines)

    def _visit(self) -> Iterator[str]:
        visit = self.case.visit
        yield f"Visit: {self.listed.visit()}"
        yield from self._lines("Visit, ", visit, "day", "time", "zone")
        for _, earlier in in_order(visit.earlier):
            yield _joined(f"Earlier date {dates.long(earlier.day)}", *self._told(earlier, "day"))
        if told := waiting.said(visit.waiting, self.today):
            yield f"About waiting: {told}"
        else:
            yield from self._lines("About waiting, ", visit.waiting)
        yield from self._lines("Second opinion, ", self.case.opinion)
        for kind, accepts in sorted(visit.accepts.items()):
            known = self.catalogue.kinds.get(kind)
            yield _joined(
                f"The second office on {known.name if known else 'other papers'}: "
                f"needed: {self.word('known', accepts.required)}",
                *self._told(accepts, "required"),
            )

    def _clocks(self) -> Iterator[str]:
        """What the law or somebody gives a last day for; what is over stands first."""
        for one in clocks_of(self.case, self.catalogue, self.today):
            about = []
            if one.item is not None:
                about.append(f"{self.spoken[one.item]} {self.item(self.case.items[one.item])}")
            if one.release is not None:
                about.append(f"release {self.case.releases[one.release].number}")
            whose = _joined(*about, self.office(one.office)) if about else ""
            told = clock_words.said(one, self.catalogue, self.today)
            yield " ".join(f"Clock{f' for {whose}' * bool(whose)}: {told}".split())

    def _reasons(self) -> Iterator[str]:
        said = reflect(self.case, self.catalogue)
        for one in (*said.reasons, *said.condition):
            answer = self.case.reasons.get(one.id) or self.case.condition.get(one.id) or Answer()
            reply = self.word("reply", one.reply)
            yield _joined(f"{capital(one.name)}: {reply}", *self._told(answer, "reply"))
        yield said.opening
        yield from (f"In the plan: {ask.text}" for ask in said.asks)
        yield said.condition_line

    def _call(self, call: CallName) -> Iterator[str]:
        name = self.card(call)
        count = self.count(call)
        yield f"{name}: {count.there} of {count.asked} there"
        for id_, here in offices_of(self.case, call):
            identity = self.offices.get(here.office) or Office(id="", name="an office")
            yield _joined(
                f"{name} office: {identity.name}", *self._told(identity, "name"),
                *self._told(here, "call", "office"),
            )  # fmt: skip
            for _, closure in sorted(
                identity.closures.items(), key=lambda pair: (pair[1].first, pair[0])
            ):
                days = f"{dates.long(closure.first)} to {dates.long(closure.last)}"
                yield _joined(f"{identity.name} is closed {days}", closure.why)
            for kind, gives in sorted(identity.gives.items()):
                words = Wording(self.catalogue)
                yield _joined(f"{identity.name} on {words.kind(kind)}", *self._told(gives))
            for _, release in in_order(self.case.releases):
                if release.office == id_:
                    yield self.release(release)
                    yield from self._lacks(release)
        for id_, item in items_of(self.case, call):
            yield self.item_line(id_, item)
            yield from self._moves(id_, item)
            yield from self._hands(id_, item)
            for one in mismatches(self.case, self.offices):
                if one.item == id_:
                    unmet = mismatch.said(one, self.case, self.offices, Wording(self.catalogue))
                    yield f"{self.spoken[id_]} {self.item(item)}: {' '.join(unmet)}"

    def _moves(self, id_: str, item: Item) -> Iterator[str]:
        """What became of an item before it came to be as it is, the earliest first."""
        for _, move in in_order(item.moves)[:-1]:
            yield _joined(
                f"{self.spoken[id_]} {self.item(item)} was {self.word('state', move.state)}",
                f"since {_on(move.on)}",
                self._where(move),
                *self._told(move, "on", "state", "place"),
            )

    def _where(self, of: Item | Move) -> str:
        """Where a thing is; not said of what nobody asked for and what is with its office."""
        return self.word("place", of.place) if (of.state, of.place) != _AT_FIRST else ""

    def _hands(self, id_: str, item: Item) -> Iterator[str]:
        """Through whose hands a thing on loan went."""
        wording = Wording(self.catalogue)
        kind = self.catalogue.kinds.get(item.kind)
        if custody.is_followed(item, kind):
            links = "; ".join(custody.told(item, wording, dates.long))
            if links:
                yield f"{self.spoken[id_]} {self.item(item)}: {links}"
        if where := lending.words(item, wording, dates.long):
            yield f"{self.spoken[id_]} {self.item(item)}: {where}"
        if has := received.told(item, wording, dates.long):
            yield f"{self.spoken[id_]} {self.item(item)}: {has}"

    def item_line(self, id_: str, item: Item) -> str:
        """An item with its state, place, promise, problem and what names it."""
        moved = latest_move(item)
        step = self.plan.of_item(id_)
        return _joined(
            f"{self.spoken[id_]} {self.item(item)}: {Wording(self.catalogue).state(item)}",
            f"since {_on(moved.on)}" if moved else "",
            self._where(item),
            *(self._told(moved, "on", "state", "place") if moved else ()),
            *self._told(item.identifiers),
            _pieces(item, Wording(self.catalogue).pieces(item)),
            f"of {self.office(item.office)}" if item.office else "",
            f"instead of {self.spoken.get(item.instead_of, 'another item')}"
            if item.instead_of
            else "",
            f"promised for {_on(item.promise.day)}" if item.promise else "",
            *(self._told(item.promise, "day") if item.promise else ()),
            f"needed by {_on(step.needed_by)}" if step and step.needed_by else "",
            presses(step.urgency, step.on, self.today, self.catalogue.words)
            if step and step.urgency != "none"
            else "",
            *self._told(
                item, "call", "kind", "office", "instead_of", "state", "place", "count_asked",
                "count_have",
            ),
            *self._told(item.custody),
        )  # fmt: skip

    def release(self, release: Release) -> str:
        """A release and how far it has come."""
        came = [] if release.signed_on is not None else ["to sign"]
        return _joined(
            f"Release {release.number} for {self.office(release.office)}", *came,
            *self._told(release, "office"),
        )  # fmt: skip

    def _lacks(self, release: Release) -> Iterator[str]:
        """What the paper still lacks, a line for each, with the rule that asks for it."""
        if self.case.status in ENDED | {"visited"}:
            return  # nothing is asked for with it any more
        if is_spent(release, self.today):
            return
        lacks = self.word("release", "lacks")
        for one in missing(release, self.case, self.offices):
            yield f"Release {release.number}: {lacks} {one.ask} ({one.source})"

    def _spoken_to(self, contact: Contact) -> str:
        """Whom of the visit's card, where its office is not known; "" for the second office."""
        return self.word("party", contact.party) if contact.party != SECOND else ""

    def contact(self, contact: Contact) -> str:
        """One entry of the log."""
        about = "; ".join(
            _joined(spoken, *self._told(contact.effects[id_]))
            for id_, spoken in self.spoken.items()
            if id_ in contact.effects
        )
        return _joined(
            f"Contact {contact.number}, {_on(contact.on)}: {self.card(contact.call)}, "
            f"{self.word('outcome', contact.outcome)}",
            self.office(contact.office) or self._spoken_to(contact),
            *self._told(contact, "on", "call", "outcome", "office"),
            about and f"about {about}",
        )

    def _each(self, part: Part, *but: str) -> Iterator[tuple[str, str]]:
        """What a part holds, by the table of fields, without the fields `but`."""
        words = Wording(self.catalogue)
        return words.told(part, words.names(self.case, self.offices), *but, noted=True)

    def _told(self, part: Part, *but: str) -> Iterator[str]:
        """The same, each with its name before it."""
        return (f"{name}: {value}" for name, value in self._each(part, *but))

    def _lines(self, lead: str, part: Part, *but: str) -> Iterator[str]:
        """The same, a field to a line."""
        for name, value in self._each(part, *but):
            yield f"{capital(f'{lead}{name}')}: {' '.join(value.split())}"


def _on(day: dt.date | None) -> str:
    return dates.long(day) if day else ""


def _pieces(item: Item, counted: str) -> str:
    if item.count_asked is None and item.count_have is None:
        return ""
    if item.count_asked is None:
        return f"{item.count_have} {counted} there"
    have = f"{item.count_have} of " if item.count_have is not None else ""
    return f"{have}{item.count_asked} {counted}"


def _joined(head: str, *more: str) -> str:
    """One line: the head, then what there is, divided by commas."""
    return ", ".join([head, *(" ".join(one.split()) for one in more if one)])
