"""The one table of fields: what each field of the model is called, asked for and held to.

Commands take their options from it, forms their entries, `show` and the history their words, the
cleaning of texts, the mask and the filter what they go by. What a type says already (a day, a
count, one of a few words) is said there alone, in `case.py`.
"""

from __future__ import annotations

import datetime as dt
import functools
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from so_tui.core import tree
from so_tui.core.case import (
    Accepts,
    Answer,
    Begun,
    Case,
    CaseOffice,
    Closure,
    Companion,
    Contact,
    Custody,
    EarlierDate,
    Effect,
    Elsewhere,
    Gives,
    Identifiers,
    Item,
    Mark,
    Move,
    Office,
    Opinion,
    PaperMade,
    Part,
    Person,
    Promise,
    Question,
    Receipt,
    Release,
    Visit,
    Waiting,
)

if TYPE_CHECKING:
    from so_tui.core.typed_dates import Lean

Side = Literal["behind", "ahead", "either", "near"]
"""Where a day may lie.

`behind`: today or earlier, and nowhere else. `ahead`: today or later; one that has gone by is
asked about. `either`: on both sides, and meant ahead where no year says otherwise. `near`: on
both sides, and the nearest one is meant.
"""

_LEANS: Mapping[Side, Lean] = {
    "behind": "back", "ahead": "ahead", "either": "ahead", "near": "near",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """What a day of one field may be. `name` is what a sentence calls it.

    `whole`: such a day has to be written with its year, however near it would be.
    """

    name: str
    side: Side
    whole: bool = False

    @property
    def lean(self) -> Lean:
        """Which year is meant where none is typed."""
        return _LEANS[self.side]


Kind = Literal[
    "line", "lines", "zone", "day", "time", "count", "yes_no", "code", "codes", "reference",
    "weekdays", "part", "parts", "numbers",
]  # fmt: skip
"""What a field holds: a text of one line or of several, the name of a time zone, a day, a time of
day, a number, yes or no, one or several words of a fixed set, the id of another part or a word of
the catalogue, weekdays; another part, a collection of parts, or a number for each of several."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a part of the model.

    `label` stands before it in a form. `said` names it in a sentence, and is the label in lower
    case where it is left out. `help` says what belongs in it, in the option of a command and
    under the entry of a form. `needed` is what is said when it is left empty and may not be.
    `option` is the command's, the field's own name where it is left out. `lines`: its text may
    have several. `reference`: its text is an id, or a word of the catalogue. `day`: what a day in
    it may be. `noted`: nobody types it; it is written down beside what somebody did. `silent`:
    it says nothing by itself.
    """

    label: str
    help: str = ""
    said: str = ""
    needed: str = ""
    option: str = ""
    lines: bool = False
    reference: bool = False
    day: Rule | None = None
    noted: bool = False
    silent: bool = False


def _day(label: str, rule: Rule, help: str = "", **more: Any) -> Field:
    return Field(label, help, day=rule, **more)


def _noted(label: str, rule: Rule) -> Field:
    return Field(label, day=rule, noted=True)


def _lines(label: str, help: str = "", **more: Any) -> Field:
    return Field(label, help, lines=True, **more)


_NUMBER = Field("Number", silent=True)
_ID = Field("Id", reference=True, silent=True)
_NOTE = _lines("Note", "Anything else.")
_FAX = "Read it back on the phone before anything is sent."

FIELDS: Mapping[type[Part], Mapping[str, Field]] = {
    Case: {
        "id": _ID,
        "label": Field("Label", "What you call the case; a first name is enough.",
                       needed="A case needs a label, for instance a first name."),
        "began": _noted("Begun on", Rule("day the case was begun", "behind")),
        "status": Field("Status"),
        "status_since": Field("Status since", noted=True, silent=True,
                              day=Rule("day of the status", "behind")),
        "going_since": _noted("Going since", Rule("day the person settled on going", "behind")),
        "diagnosis": _lines("Diagnosis", "The diagnosis in your own words; it may stay empty."),
        "specialty": Field("First doctor is a", "What the first doctor is, if no oncologist: a "
                           "surgeon, a urologist. The card is named so.",
                           said="what the first doctor is"),
        "person": Field("Person"),
        "people": Field("People", said="person beside"),
        "has_it": Field("Who has it now", "Who looks after the case these days.",
                        said="who has the case"),
        "after_hours": Field("After hours", "The care team's number at night and on weekends. It "
                             "stands with the help.", said="care team after hours"),
        "archived": Field("Put away"),
        "visit": Field("Visit"),
        "opinion": Field("Second opinion"),
        "reasons": Field("Reasons", said="reason"),
        "condition": Field("Condition", said="some people decide not to go when"),
        "offices": Field("Offices", said="office"),
        "items": Field("Items", said="item"),
        "releases": Field("Releases", said="release"),
        "contacts": Field("Log", said="log entry"),
        "questions": Field("Questions", said="question"),
        "marks": Field("Steps", said="step"),
        "papers": Field("Papers", said="paper", noted=True),
        "begun_from": Field("Begun from", reference=True, silent=True),
        "begun": Field("Begun from it", said="case begun from it", noted=True, silent=True),
        "note": _NOTE,
    },
    Person: {
        "legal_name": Field("Legal name",
                            "The name on the insurance card: offices look for it."),
        "former_names": Field("Former names", "Names under which old records may be."),
        "born": _day("Born", Rule("birth date", "behind", whole=True),
                     "The day of birth, such as 3 apr 1958.",
                     said="birth date"),
        "phones": _lines("Phones", "Their phone numbers."),
        "email": Field("Email", "Their email address."),
        "address": _lines("Address", "Where they live."),
        "language": Field("Language", "Which language, if an interpreter is needed."),
        "health_number": Field("Health number", "The number on the health or insurance card.",
                               said="health card number"),
        "note": _lines("About them", "Anything else about them.", said="note"),
    },
    Companion: {
        "number": _NUMBER,
        "name": Field("Name", "Their name.", needed="Write the name of the person."),
        "role": Field("Role", "What they are to the person."),
        "authority": Field("Authority",
                           "For a proxy: the paper that gives it, such as a health-care proxy."),
        "phones": _lines("Phones", "Their phone numbers."),
        "email": Field("Email", "Their email address."),
        "note": _NOTE,
    },
    Visit: {
        "doctor": Field("Doctor", "Who gives the second opinion, and where."),
        "how": Field("How", "How it is held.", said="how it is held"),
        "day": _day("Visit on", Rule("day of the visit", "ahead"), "The day of the visit.",
                    said="day"),
        "time": Field("Time", "When it is, in the time there: 10:30, 2pm or 14:00."),
        "zone": Field("Time zone", "The time zone of the place, such as America/New_York."),
        "set_on": _noted("Set on", Rule("day on which the visit was set", "behind")),
        "earlier": Field("Earlier dates", said="earlier date"),
        "deadline": _day("Records by", Rule("day by which records are wanted", "ahead"),
                         "The last day on which the second office wants the records."),
        "deadline_set_on": Field("Records by, set on", noted=True,
                                 said="day by which records are wanted, set on",
                                 day=Rule("day on which the deadline was set", "behind")),
        "papers_to": _lines("Papers", "Where papers go: address, department, name, all that "
                            "belongs on the envelope.", said="where papers go"),
        "fax": Field("Fax", f"The fax number of their office. {_FAX}"),
        "slides_to": _lines("Slides", "Where slides go: the pathology department, its address, and "
                            "whose name belongs on it.", said="where slides go"),
        "images_to": _lines("Images", "Where images go: the address for a disc, or where they are "
                            "uploaded.",
                            said="where images go"),
        "accepts": Field("Accepts", said="what the second office wants"),
        "waiting": Field("Waiting", said="what was said about waiting"),
        "report_to": _lines("Report goes to", "Who gets the second doctor's report, one to a line.",
                            said="who gets the report"),
        "note": _NOTE,
    },
    Opinion: {
        "by": Field("Who gave it", "Who gave the second opinion.", said="who gave the opinion"),
        "on": _day("Given on", Rule("day of the second opinion", "behind"),
                   "The day it was given.", said="day of the second opinion"),
        "agrees": _lines("What agrees", "What both doctors say, in your words."),
        "differs": _lines("What differs", "Where they differ, in your words."),
        "asks_next": _lines("What to ask next", "What you want to ask now, and whom.",
                            option="ask-next"),
        "report_on": _day("Report came on", Rule("day the report came", "behind"),
                          "The day the second doctor's report came."),
    },
    EarlierDate: {
        "number": _NUMBER,
        "day": _day("Day", Rule("earlier date of the visit", "either")),
        "time": Field("Time"),
        "zone": Field("Time zone"),
        "set_on": _noted("Set on", Rule("day on which that date was set", "behind")),
        "moved_on": _noted("Moved on", Rule("day on which the visit was moved", "behind")),
    },
    Accepts: {
        "required": Field("Needed", "Do they want it before the visit, or would they only like to "
                          "have it?"),
        "forms": Field("In which form", "A form they accept; several can be right.", option="form"),
        "ways": Field("By which way", "A way they accept; several can be right.", option="way"),
        "note": _lines("Note", "In their words."),
    },
    Waiting: {
        "until": _day("Until", Rule("day until which waiting was spoken of", "either"),
                      "The day named, until which to wait."),
        "answer": _lines("Their answer", "What was said, in their words.", said="answer"),
        "said_by": Field("Who said it", "Who said it, such as the doctor by name."),
        "said_on": _day("Said on", Rule("day on which it was said", "behind"),
                        "The day it was said; today, if you give none."),
    },
    Answer: {
        "reply": Field("Answer", "Every answer is open to you, and you can change it."),
        "note": _lines("Note", "In your own words."),
        "given_by": Field("Who said it", "Who gave the answer, when it matters."),
        "on": _noted("Day", Rule("day of the answer", "behind")),
    },
    CaseOffice: {
        "number": _NUMBER,
        "call": Field("Card"),
        "office": Field("Office", reference=True),
        "party": Field("What it is", "What it is on the visit's card.", option="as"),
        "contact_person": Field("Ask for", "Whom to ask for there, in this case.",
                                said="whom to ask for"),
        "person_number": Field("Number there",
                               "The person's number with this office, such as an MRN.",
                               option="number"),
        "service_dates": _lines("Seen there", "When the person was treated or seen there."),
        "release_needed": Field("Release needed", "Whether it wants a signed release."),
        "release_wanted_on": Field("Release wanted since", noted=True, day=Rule(
            "day on which the office asked for a release", "behind")),
        "note": _lines("Note here", "A note on the office, for this case.", said="note"),
    },
    Office: {
        "id": _ID,
        "name": Field("Name", "The office's name.", needed="An office needs a name."),
        "desk": Field("Department", "The department to ask for, such as slide desk, film room, "
                      "medical records."),
        "phone": Field("Phone", "The number to call about records."),
        "other_phones": _lines("Other phones", "Other numbers."),
        "fax": Field("Fax", f"The fax number. {_FAX}"),
        "email": Field("Email", "The email address."),
        "address": _lines("Address", "Where it is."),
        "hours": _lines("Hours", "When it can be called, such as 8 to 16, closed at noon."),
        "open_days": Field("Open on", "The weekdays on which it works, such as mon-fri."),
        "closures": Field("Closed", said="closed days"),
        "gives": Field("Gives", said="what they give"),
        "takes": Field("Usually takes", "Business days, as they say: slides 10, reports 5.",
                       said="how long it takes there"),
        "paper": Field("Release form", "Whose release form it takes.", said="whose form"),
        "note": _lines("Note", "A note on the office, for every case."),
    },
    Closure: {
        "first": _day("Closed from", Rule("first closed day", "either"),
                      "The first day on which it is closed.", said="first day"),
        "last": _day("Closed to", Rule("last closed day", "either"),
                      "The last such day; the first, if you give none.",
                     said="last day"),
        "why": Field("Closed why", "Why it is closed.", said="why"),
    },
    Gives: {
        "given": Field("Given", "Whether it gives this at all."),
        "forms": Field("In which form", "A form it gives.", option="form"),
        "ways": Field("By which way", "A way it gives it.", option="way"),
        "note": _lines("Note", "In their words."),
    },
    Item: {
        "number": _NUMBER,
        "call": Field("Card"),
        "kind": Field("What", reference=True),
        "office": Field("Office", "The office asked.", reference=True),
        "detail": Field("In your words", "What you call it, where its kind does not say enough."),
        "identifiers": Field("Which one"),
        "form": Field("Form", "The form wanted; what the second office accepts decides."),
        "count_asked": Field("How many", "How many slides, blocks, discs or pages are asked for.",
                             option="pieces"),
        "count_have": Field("How many there", "How many of them are there.", option="have",
                            said="how many are there"),
        "way": Field("Way", "How it travels.", said="how it travels"),
        "destination": _lines("Goes to", "Where it goes, when that is somewhere else than the "
                              "visit says.",
                              option="to", said="where it goes"),
        "instead_of": Field("Instead of", "What it takes the place of, which was refused or cannot "
                            "be used.", reference=True),
        "state": Field("State", "Sent is not yet arrived, and arrived is not yet usable."),
        "place": Field("Place", "Where it is now, if not as usual in that state."),
        "attempt": Field("Attempt"),
        "moves": Field("Moves", said="move"),
        "promise": Field("Promise"),
        "problem": Field("Problem", reference=True),
        "problem_note": _lines("Note", "More about the problem.", said="about the problem"),
        "custody": Field("On loan"),
        "received": Field("Received", said="what the second office has"),
        "lent_as": Field("The same as", reference=True, noted=True, silent=True),
        "elsewhere": Field("Elsewhere", said="where it is for another opinion"),
        "added_on": _noted("Added on", Rule("day the item was added", "behind")),
        "note": _NOTE,
    },
    Identifiers: {
        "reference": Field("Number", "The number on it: of the slides, the scan or the report, "
                           "such as S26-1042.", said="number on it"),
        "block": Field("Block", "Which block, such as A3, and how thick a cut."),
        "modality": Field("Kind of scan", "What kind of scan, such as CT with contrast."),
        "body_part": Field("Body part", "Of which part of the body."),
        "study_date": _day("Of the day", Rule("day of the scan", "behind"), "The day of the scan.",
                           said="day of the scan"),
        "specimen_date": _day("Taken on", Rule("day the specimen was taken", "behind"),
                              "The day it was taken, in a biopsy or an operation."),
    },
    Custody: {
        "carrier": Field("Carrier", "Who carries it: a courier, or somebody by name.",
                         said="who carries it"),
        "tracking": Field("Tracking", "The tracking number.", said="tracking number"),
        "return_to": _lines("Goes back to", "Where it goes home to."),
        "return_due": _day("Due back", Rule("day it is due back", "either"), "When it is due "
                           "back."),
        "returned_on": _day("Went back on", Rule("day it went back", "behind"),
                            "When it went back."),
    },
    Elsewhere: {
        "since": _noted("Since", Rule("day since which it is there", "behind")),
        "place": Field("Place", noted=True),
        "at": Field("Whose office", noted=True),
    },
    PaperMade: {
        "number": _NUMBER,
        "paper": Field("Paper", said="kind", reference=True, noted=True),
        "on": _noted("Made on", Rule("day the paper was made", "behind")),
        "office": Field("For", reference=True, noted=True),
        "by": Field("By", noted=True),
        "release": Field("Release", reference=True, noted=True),
        "covers": Field("Which records", said="which records stood on it", lines=True,
                        noted=True),
        "signer": Field("Signs", said="who signs it", noted=True),
    },
    Begun: {"on": _noted("On", Rule("day it was begun", "behind"))},
    Receipt: {
        "said_by": Field("They have it, says", "Who at the second office said that they have it.",
                         said="they have it, says", option="received-from"),
        "said_on": _day("Said on", Rule("day the second office said that it has it", "behind"),
                        "The day they said so.", said="said on", option="received-on"),
        "count": Field("How many they have", "How many pages, slides or discs they have.",
                       option="received-count", said="how many they have"),
    },
    Promise: {
        "day": _day("Promised for", Rule("promised day", "ahead"), "The day someone promised.",
                    said="day"),
        "by": Field("Who said it", "Who promised it.", said="by"),
        "given_on": _day("Said on", Rule("day of the promise", "behind"),
                         "The day it was said; today, if you give none."),
    },
    Move: {
        "number": _NUMBER,
        "on": _day("On", Rule("day of the new state", "behind"),
                   "The day of the new state.", needed="Say on which day it was.", said="day"),
        "state": Field("State"),
        "place": Field("Place", "Where it is now, if not as usual in that state."),
        "attempt": Field("Attempt"),
        "checked_by": Field("Checked by", "Who found it usable: who opened the disc, who counted "
                            "the slides."),
        "note": _lines("Note", "A note on the new state.", option="why"),
    },
    Release: {
        "number": _NUMBER,
        "office": Field("Office", reference=True, needed="A release is for an office."),
        "instrument": Field("Which paper", "Which of the three papers it is."),
        "paper": Field("Whose form", "Our form or theirs."),
        "covers": _lines("Covers", "Which records it covers, of which time, for whom.",
                         said="which records"),
        "signer": Field("Signed by", "Who signs it: the person, or who may sign for them, and by "
                        "what authority."),
        "authority": Field("By what authority", "Where somebody signs for the person: the paper "
                           "that lets them, such as a health-care proxy."),
        "signed_on": _day("Signed on", Rule("day the release was signed", "behind"),
                          "The day it was signed.", option="signed"),
        "handed_on": _day("Handed over on", Rule("day the release was handed over", "behind"),
                          "The day it was handed over.", option="handed"),
        "handed_by": Field("By which way", "How it was handed over.", option="by",
                           said="how it was handed over"),
        "confirmed_on": _day("They have it since", Rule("day they confirmed the release", "behind"),
                             "The day it arrived, as they say. Days count from then.",
                             option="confirmed"),
        "put_off_on": _day("Put off on", Rule("day they wrote that it takes longer", "behind"),
                           "The day they wrote that they need more time.", option="put-off",
                           said="put off on"),
        "limit_days": Field("Days by state law", "Calendar days that a state's law gives them, "
                            "where it gives fewer."),
        "expires_on": _day("Holds until", Rule("day the release ends", "either"),
                           "The last day on which it holds.", option="expires"),
        "expires_when": Field("Or until", "An event with which it ends, such as the end of "
                              "treatment."),
        "returned_on": _day("Came back on", Rule("day the release came back", "behind"),
                            "The day it came back.", option="returned"),
        "returned_because": _lines("Because", "Why it came back.", option="because",
                                   said="why it came back"),
        "note": _NOTE,
    },
    Effect: {
        "state": Field("State", "The state they have now, if not as usual after this outcome."),
        "place": Field("Place"),
        "way": Field("Way", said="how it travels"),
        "promise": _day("Promised for", Rule("promised day", "ahead"), "The day they gave. It "
                        "stands beside the day it is needed.", said="promise"),
        "problem": Field("Problem", "What is in the way.", reference=True),
    },
    Contact: {
        "number": _NUMBER,
        "on": _day("On", Rule("day of the call", "behind"),
                   "The day of the call; today, if you give none.",
                   needed="Say on which day.", said="day"),
        "call": Field("Card"),
        "outcome": Field("What came of it", "What came of the call.",
                         needed="Say what came of it: a letter chooses."),
        "time": Field("Time", "The time of day."),
        "office": Field("Office", "Which office; the call's own while it has one.",
                        reference=True),
        "party": Field("With", noted=True, said="whom it was with"),
        "who": Field("Who called", "Which of you called, where several do."),
        "with_whom": Field("With whom", "Whom you spoke with, and their direct number.",
                           option="with"),
        "channel": Field("How", "How it went; by phone, if you say nothing."),
        "effects": Field("What it did"),
        "release": Field("Release", "The release it was about; with our request, they have it.",
                         said="about", reference=True),
        "next_move": Field("Who has to act now", "Who has to act now, if not as usual.",
                           option="next"),
        "chase_on": _day("Call back on", Rule("day to call again", "ahead"),
                         "When to call back, if not as usual. The plan counts the usual days "
                         "where none is said.", option="chase"),
        "note": _lines("Note", "What was said."),
    },
    Question: {
        "number": _NUMBER,
        "text": _lines("Question", "The question.", needed="A question needs words."),
        "to": Field("For", "Whom it is for."),
        "answer": _lines("Answer", "What was answered."),
        "answered_by": Field("Who said it", "Who answered.", said="answered by"),
        "answered_on": _day("Said on", Rule("day of the answer", "behind"), "The day "
                            "of the answer; today, if you give none.", said="answered on"),
    },
    Mark: {
        "done_on": _day("Done on", Rule("day it was done", "behind"),
                        "The day it was done; today, if you give none."),
        "by": Field("By", "Who did it."),
        "note": _lines("Note", "What came of it."),
        "not_for_us": Field("Not for us", "Mark it as not for us, instead of done."),
    },
}  # fmt: skip
"""Every field of the model, by its part, in the order in which forms and commands have them."""


def field(part: type[Part], name: str) -> Field:
    """What is known of one field."""
    return FIELDS[part][name]


def filled_in(part: type[Part], *but: str) -> list[str]:
    """The fields of a part that people fill in, in the order of the table, without `but`."""
    apart = ("part", "parts", "reference", "numbers")
    return [
        name
        for name, one in FIELDS[part].items()
        if name not in but and not one.noted and not one.silent and kind_of(part, name) not in apart
    ]


def said(part: type[Part], name: str) -> str:
    """What a field is called in a sentence: `has_it` of a case is `who has the case`."""
    known = field(part, name)
    return known.said or known.label[:1].lower() + known.label[1:]


@functools.cache
def kind_of(part: type[Part], name: str) -> Kind:
    """What a field holds, from its type and the table."""
    of, known = tree.fields(part)[name], field(part, name)
    if known.reference:
        return "reference"
    if tree.is_part(of) or any(tree.is_part(one) for one in typing.get_args(of)):
        return "parts" if tree.member_type(of) is not None else "part"
    if _literal(of):
        return "codes" if typing.get_origin(of) is tuple else "code"
    return _BY_TYPE[of] if of is not str else _text(name, known)


def _text(name: str, known: Field) -> Kind:
    return "lines" if known.lines else "zone" if name == "zone" else "line"


def _literal(of: Any) -> bool:
    if typing.get_origin(of) is Literal:
        return True
    return any(_literal(one) for one in typing.get_args(of))


_BY_TYPE: Mapping[Any, Kind] = {
    dt.date: "day", dt.date | None: "day", dt.time | None: "time", int: "count",
    int | None: "count", bool: "yes_no", tuple[int, ...]: "weekdays", dict[str, int]: "numbers",
}  # fmt: skip


CODED: frozenset[Kind] = frozenset({"code", "codes", "reference", "zone"})
"""What holds texts that nobody wrote in words of their own: the filter does not look there, and
the mask leaves them."""


def said_at(kind: str, inner: str) -> str:
    """What the field at a path inside a page is called in a sentence."""
    at = _at(kind, inner)
    return said(*at) if at is not None else inner.rpartition("/")[2]


def is_noted(kind: str, inner: str) -> bool:
    """Whether nobody types what lies at a path inside a page: it goes with what it is beside."""
    at = _at(kind, inner)
    return at is not None and field(*at).noted


def is_silent(kind: str, inner: str) -> bool:
    """Whether what lies at a path inside a page says nothing by itself."""
    at = _at(kind, inner)
    return at is not None and field(*at).silent


def _at(kind: str, inner: str) -> tuple[type[Part], str] | None:
    """The field at a path inside a page; None for a part of a collection, and for a key."""
    above, _, name = inner.rpartition("/")
    part = tree.type_at(kind, above)
    return (part, name) if part in FIELDS else None


def all_fields() -> Iterator[tuple[type[Part], str, Field]]:
    """Every field of the table with its part and its name."""
    for part, known in FIELDS.items():
        for name, one in known.items():
            yield part, name, one


MANY_LINES: frozenset[str] = frozenset(name for _, name, one in all_fields() if one.lines)
"""The names of fields that may hold several lines; in all others a line break becomes a space."""
