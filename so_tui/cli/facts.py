"""All of a case in plain lines, a fact to a line, for eyes and for screen readers alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from so_tui.cli import lookup
from so_tui.cli.telling import Telling
from so_tui.core import dates, fields, pace, quiet, waiting
from so_tui.core.assessment import reflect
from so_tui.core.case import (
    CALLS,
    CallName,
    Contact,
    Item,
    Office,
    Release,
    in_order,
    items_of,
    offices_of,
)
from so_tui.core.changes import AnyPage, conflicts
from so_tui.core.looking_back import named
from so_tui.core.tree import Plain, type_at
from so_tui.core.wording import Wording


class Facts(Telling):
    """One case on one day, told to the last fact."""

    def lines(self) -> Iterator[str]:
        """All of the case."""
        yield from self._head()
        yield from self._visit()
        yield from self._reasons()
        for call in CALLS:
            yield from self._call(call)
        for _, contact in in_order(self.case.contacts):
            yield self.contact(contact)
        for _, question in in_order(self.case.questions):
            answer = f" Answer: {question.answer}" if question.answer else ""
            to = self.word("asked", question.to)
            yield f"Question {question.number} for {to}: {question.text}{answer}"
        for id_, mark in self.case.marks.items():
            step = self.plan.step(id_)
            what = "not for us" if mark.not_for_us else f"done {_on(mark.done_on)}".strip()
            name = step.text if step else "a step that is not in the plan now"
            yield _joined(f"Mark {name}: {what}", mark.by, mark.note)
        yield from (f"Note: {line}" for line in self.case.note.splitlines())
        yield quiet.short(self.catalogue, self.calendar.region, self.case.after_hours)

    def _head(self) -> Iterator[str]:
        case, person = self.case, self.case.person
        yield f"Case {case.label}"
        yield f"Id: {case.id}"
        if case.diagnosis:
            yield f"Diagnosis: {case.diagnosis}"
        yield f"Status: {self.word('status', case.status)}{', put away' * case.archived}"
        for name, value in (
            ("Legal name", person.legal_name), ("Former names", person.former_names),
            ("Born", dates.long(person.born) if person.born else ""),
            ("Phones", person.phones), ("Email", person.email), ("Address", person.address),
            ("Language", person.language), ("About the person", person.note),
            ("Who has the case now", case.has_it),
            ("Care team after hours", case.after_hours),
        ):  # fmt: skip
            if value:
                yield f"{name}: {value}"
        for _, one in in_order(case.people):
            role = self.word("role", one.role)
            yield _joined(f"Person beside {one.number}: {one.name}, {role}", one.authority,
                          one.phones, one.email, one.note)  # fmt: skip
        yield f"Next: {self.next()}"
        yield from self._kept_apart()
        yield from (f"Notice: {notice}" for notice in self.plan.notices)
        if self.plan.together_by is not None:
            day = dates.long(self.plan.together_by)
            yield f"With usual times, the papers are together by {day}."
        if self.plan.fits_until is not None:
            key = "fits_not" if self.plan.fits_until < self.today else "fits"
            yield self.word("notice", key).format(day=dates.long(self.plan.fits_until))
        if self.plan.rush is not None:
            yield from (f"What can still be done: {line}" for line in self.plan.rush.lines)

    def _kept_apart(self) -> Iterator[str]:
        for place, (page, inner) in enumerate(lookup.apart(self.edge, self.page), start=1):
            values = ", ".join(
                f"value {nth} is {self._value(page, inner, one.value)} by {one.actor or 'someone'}"
                for nth, one in enumerate(conflicts(page)[inner], start=1)
            )
            yield (
                f"Kept apart {place}: {self._field(page, inner)}: {values}. "
                f"Choose one with: so-tui choose {place} VALUE"
            )

    def _field(self, page: AnyPage, inner: str) -> str:
        """A field by its name, with what it belongs to."""
        words = Wording(self.catalogue)
        if isinstance(page.value, Office):
            return f"{page.value.name}, {fields.said_at(page.kind, inner)}"
        return named(inner, self.case, words, words.names(self.case, self.offices))

    def _value(self, page: AnyPage, inner: str, value: Plain) -> str:
        """One of the values of a field in words."""
        words = Wording(self.catalogue)
        names = words.names(self.case, self.offices)
        return words.value(type_at(page.kind, inner), value, names, inner.rpartition("/")[2])

    def _visit(self) -> Iterator[str]:
        visit = self.case.visit
        yield f"Visit: {self.visit()}"
        how = self.word("how", visit.how) if visit.how != "not_known" else ""
        for name, value in (
            ("Visit doctor", visit.doctor),
            ("How the visit is held", how),
            ("Records wanted by", dates.long(visit.deadline) if visit.deadline else ""),
            ("Papers go to", visit.papers_to), ("Slides go to", visit.slides_to),
            ("Images go to", visit.images_to), ("Visit fax", visit.fax),
            ("Report goes to", visit.report_to), ("Visit note", visit.note),
        ):  # fmt: skip
            if value:
                yield f"{name}: {value}"
        if told := waiting.said(visit.waiting, self.today):
            yield f"About waiting: {told}"
        for kind, accepts in visit.accepts.items():
            known = self.catalogue.kinds.get(kind)
            yield _joined(
                f"The second office on {known.name if known else 'other papers'}: "
                f"needed: {self.word('known', accepts.required)}",
                *(self.word("form", one) for one in accepts.forms),
                *(self.word("way", one) for one in accepts.ways),
                accepts.note,
            )

    def _reasons(self) -> Iterator[str]:
        said = reflect(self.case, self.catalogue)
        for one in (*said.reasons, *said.condition):
            note = f" {one.note}" if one.note else ""
            name = f"{one.name[:1].upper()}{one.name[1:]}"
            yield f"{name}: {self.word('reply', one.reply)}.{note}"
        yield said.opening
        yield from (f"In the plan: {ask.text}" for ask in said.asks)
        yield said.condition_line

    def _call(self, call: CallName) -> Iterator[str]:
        name = self.word("call", call)
        count = self.count(call)
        yield f"{name}: {count.there} of {count.asked} there"
        for id_, here in offices_of(self.case, call):
            identity = self.offices.get(here.office) or Office(id="", name="an office")
            usually = pace.said(identity.takes, self.catalogue)
            yield _joined(
                f"{name} office: {identity.name}", identity.desk, here.contact_person,
                identity.phone, identity.fax and f"fax {identity.fax}", identity.hours,
                here.person_number and f"number there {here.person_number}",
                here.service_dates,
                usually and f"usually takes {usually}",
                here.note, identity.note,
            )  # fmt: skip
            for _, release in in_order(self.case.releases):
                if release.office == id_:
                    yield self.release(release)
        for id_, item in items_of(self.case, call):
            yield self.item_line(id_, item)

    def item_line(self, id_: str, item: Item) -> str:
        """An item with its state, place, promise, problem and what names it."""
        problem = self.catalogue.problems.get(item.problem or "")
        names = item.identifiers
        moved = max(item.moves.values(), key=lambda one: one.number, default=None)
        step = self.plan.of_item(id_)
        return _joined(
            f"{self.spoken[id_]} {self.item(item)}: {Wording(self.catalogue).state(item)}",
            f"since {_on(moved.on)}" if moved else "",
            self.word("place", item.place) if item.state != "to_ask" else "",
            f"checked by {moved.checked_by}" if moved and moved.checked_by else "",
            names.reference,
            _pieces(item),
            self.word("form", item.form) if item.form != "not_known" else "",
            self.word("way", item.way) if item.way != "not_known" else "",
            item.destination and f"to {item.destination}",
            f"of {self.office(item.office)}" if item.office else "",
            f"instead of {self.spoken.get(item.instead_of, 'another item')}"
            if item.instead_of
            else "",
            f"promised for {_on(item.promise.day)}" if item.promise else "",
            f"needed by {_on(step.needed_by)}" if step and step.needed_by else "",
            self.word("urgency", step.urgency) if step and step.urgency != "none" else "",
            problem.name if problem else "",
            item.problem_note,
            item.note,
        )

    def release(self, release: Release) -> str:
        """A release and how far it has come."""
        days = (
            ("signed", release.signed_on), ("handed over", release.handed_on),
            ("they have it since", release.confirmed_on), ("came back", release.returned_on),
            ("holds until", release.expires_on),
        )  # fmt: skip
        came = [f"{what} {_on(day)}" for what, day in days if day is not None]
        return _joined(
            f"Release {release.number} for {self.office(release.office)}",
            self.word("instrument", release.instrument)
            if release.instrument != "not_known"
            else "",
            self.word("paper", release.paper) if release.paper != "not_known" else "",
            *(came or ["to sign"]),
            release.signer and f"signed by {release.signer}",
            release.covers and f"covers {release.covers}",
            release.returned_because,
            release.note,
        )

    def contact(self, contact: Contact) -> str:
        """One entry of the log."""
        about = ", ".join(self.spoken[id_] for id_ in contact.effects if id_ in self.spoken)
        return _joined(
            f"Contact {contact.number}, {_on(contact.on)}: {self.word('call', contact.call)}, "
            f"{self.word('outcome', contact.outcome)}",
            self.office(contact.office),
            contact.with_whom and f"with {contact.with_whom}",
            self.word("channel", contact.channel),
            contact.who and f"by {contact.who}",
            about and f"about {about}",
            f"who has to act now: {self.word('mover', contact.next_move)}"
            if contact.next_move != "not_known"
            else "",
            f"call back on {_on(contact.chase_on)}" if contact.chase_on else "",
            contact.note,
        )


def _on(day: dt.date | None) -> str:
    return dates.long(day) if day else ""


def _pieces(item: Item) -> str:
    if item.count_asked is None and item.count_have is None:
        return ""
    if item.count_asked is None:
        return f"{item.count_have} pieces there"
    have = f"{item.count_have} of " if item.count_have is not None else ""
    return f"{have}{item.count_asked} pieces"


def _joined(head: str, *more: str) -> str:
    """One line: the head, then what there is, divided by commas."""
    return ", ".join([head, *(" ".join(one.split()) for one in more if one)])
