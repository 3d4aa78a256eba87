"""The facts of the story as commands: for each the words, and what goes to standard input.

Whatever a person says of their health goes by standard input where it is one text; the rest of
the made-up case may stand in the arguments.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.e2e.story import (
    Accepted,
    AddedItem,
    AddedOffice,
    AddedQuestion,
    Answered,
    EditedItem,
    Fact,
    Logged,
    Marked,
    MovedItem,
    NewCase,
    SetVisit,
    SignedRelease,
    Waits,
)

Command = tuple[Sequence[str], str]


def command(fact: Fact) -> Command:
    """The command that says a fact, and its standard input."""
    match fact:
        case NewCase(label, diagnosis, day, time, zone):
            when = _options(visit=day, time=f"{time:%H:%M}", zone=zone)
            return ["new", label, *when, "--diagnosis", "-"], diagnosis
        case SetVisit():
            return ["visit", "set", *_options(
                doctor=fact.doctor, how=fact.how, papers_to=fact.papers_to,
                slides_to=fact.slides_to, fax=fact.fax,
            )], ""  # fmt: skip
        case Accepted(kind, required, form, way):
            return ["visit", "accepts", kind, *_options(required=required, form=form, way=way)], ""
        case Waits(until, answer, said_by):
            return ["visit", "waiting", *_options(until=until, said_by=said_by, answer="-")], answer
        case Answered(reason, reply, note):
            return ["reason", reason, reply, "--note", "-"], note
        case AddedOffice():
            return ["office", "add", fact.call, *_options(
                phone=fact.phone, fax=fact.fax, contact_person=fact.contact_person,
                number=fact.person_number,
            )], fact.name  # fmt: skip
        case AddedItem(kind, body_part, study_date):
            return ["item", "add", kind, *_options(body_part=body_part, study_date=study_date)], ""
        case EditedItem(item, reference, pieces):
            return ["item", "set", item, *_options(reference=reference, pieces=pieces)], ""
        case MovedItem(item, state, checked_by):
            return ["item", "set", item, state, *_options(checked_by=checked_by)], ""
        case SignedRelease():
            return ["release", "add", fact.office, *_options(
                instrument=fact.instrument, covers=fact.covers, signer=fact.signer,
                signed=fact.signed_on, handed=fact.handed_on, by=fact.handed_by,
                expires=fact.expires_on,
            )], ""  # fmt: skip
        case Logged():
            return ["log", fact.call, fact.outcome, *_options(
                about=",".join(fact.about), promise=fact.promise, channel=fact.channel,
                next=fact.next_move, chase=fact.chase_on, note="-", release="none",
                **{"with": fact.with_whom},
            )], fact.note  # fmt: skip
        case AddedQuestion(text, to):
            return ["question", "add", *_options(to=to)], text
        case Marked(step):
            return ["mark", step], ""


def _options(**given: object) -> list[str]:
    """Options with their values; what is empty is left out."""
    return [
        word
        for name, value in given.items()
        if value not in ("", None)
        for word in (f"--{name.replace('_', '-')}", str(value))
    ]
