"""The case and its parts: typed, frozen, with every field the field's work needs.

Collections are mappings from an id to a part, so that two people's additions join by id; what
has an order carries a `number`. Dates are plain dates; times are local with the zone's name.
Every text here has been through `text.clean` before it got in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Literal, TypeVar

import msgspec

Status = Literal["deciding", "going", "on_hold", "decided_not", "visited", "closed", "died"]
CallName = Literal["visit", "oncologist", "pathology", "radiology"]
Reply = Literal["applies", "does_not", "not_sure", "not_answered"]
How = Literal["not_known", "in_person", "video", "records_only"]
Known = Literal["yes", "no", "not_known"]
Form = Literal[
    "not_known", "original", "recut", "unstained", "scan", "report", "images", "copy", "any"
]
Way = Literal["not_known", "fax", "courier", "mail", "carried", "upload", "disc", "portal", "email"]
State = Literal[
    "to_ask", "asked", "ready", "on_its_way", "arrived", "usable",
    "refused", "not_usable", "not_needed", "will_follow",
]  # fmt: skip
Place = Literal["office", "on_the_way", "with_us", "second_office"]
Instrument = Literal["not_known", "doctor_request", "authorization", "access_request"]
Paper = Literal["not_known", "ours", "theirs"]
Channel = Literal["phone", "fax", "email", "portal", "letter", "in_person"]
Outcome = Literal[
    "no_answer", "voicemail", "spoke", "has_our_request", "promised", "needs_from_us",
    "refused", "sent", "sent_elsewhere",
]  # fmt: skip
Mover = Literal["not_known", "them", "us", "second_office", "insurer", "nobody"]
Role = Literal["caregiver", "proxy", "family", "navigator", "family_doctor", "other"]
Party = Literal["second_office", "insurer", "referrer"]
Asked = Literal["today_doctor", "second_doctor"]

CALLS: tuple[CallName, ...] = ("visit", "oncologist", "pathology", "radiology")
"""The calls in the order of their panes; the visit is call 0."""

_PLACE: Mapping[CallName, int] = {call: n for n, call in enumerate(CALLS)}

CALL_LETTERS: Mapping[CallName, str] = {
    "visit": "V", "oncologist": "O", "pathology": "P", "radiology": "R",
}  # fmt: skip
"""The letter that begins a spoken reference, such as `P2`."""

THERE: frozenset[State] = frozenset({"arrived", "usable"})
OVER: frozenset[State] = frozenset({"usable", "not_needed", "will_follow"})
"""States after which nothing more is asked of an item of any kind."""

ORDER: tuple[State, ...] = ("to_ask", "asked", "ready", "on_its_way", "arrived", "usable")
"""The states in the order in which a thing comes nearer."""

AT_HOME: frozenset[State] = frozenset({"ready", "arrived", "usable"})
"""States in which a thing that one has at home is with us."""

ENDED: frozenset[Status] = frozenset({"decided_not", "closed", "died"})
"""Statuses in which nothing is chased and nothing is late."""


class Part(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """What every part of a case is: frozen, named fields only, unknown fields refused."""


class Person(Part, frozen=True):
    """The person whose second opinion this is."""

    legal_name: str = ""
    former_names: str = ""
    born: dt.date | None = None
    phones: str = ""
    email: str = ""
    address: str = ""
    language: str = ""
    health_number: str = ""
    note: str = ""


class Companion(Part, frozen=True):
    """Someone beside the person: a caregiver, or a proxy with the authority named."""

    number: int
    name: str
    role: Role = "caregiver"
    authority: str = ""
    phones: str = ""
    email: str = ""
    note: str = ""


class Promise(Part, frozen=True):
    """A date someone gave; it stands beside the date by which the thing is needed."""

    day: dt.date
    by: str = ""
    given_on: dt.date | None = None


class EarlierDate(Part, frozen=True):
    """An appointment that was moved: `set_on`, the day it became the date; `moved_on`, the day
    another one took its place."""

    number: int
    day: dt.date
    time: dt.time | None = None
    zone: str = ""
    set_on: dt.date | None = None
    moved_on: dt.date | None = None


class Accepts(Part, frozen=True):
    """What the visit's office requires and accepts of one item kind."""

    required: Known = "not_known"
    forms: tuple[Form, ...] = ()
    ways: tuple[Way, ...] = ()
    note: str = ""


class Waiting(Part, frozen=True):
    """What the treating doctor said about waiting: until when, who said it, and when."""

    until: dt.date | None = None
    answer: str = ""
    said_by: str = ""
    said_on: dt.date | None = None


class Visit(Part, frozen=True):
    """Call 0: the receiving office's side of the case.

    `set_on` and `deadline_set_on`: the day on which the visit's day and the deadline were set,
    since nothing can be late before it could be known.
    """

    doctor: str = ""
    how: How = "not_known"
    day: dt.date | None = None
    time: dt.time | None = None
    zone: str = ""
    set_on: dt.date | None = None
    earlier: dict[str, EarlierDate] = {}
    deadline: dt.date | None = None
    deadline_set_on: dt.date | None = None
    papers_to: str = ""
    slides_to: str = ""
    images_to: str = ""
    fax: str = ""
    accepts: dict[str, Accepts] = {}
    waiting: Waiting = Waiting()
    report_to: str = ""
    """Who gets the second doctor's report, one to a line."""
    note: str = ""


class Opinion(Part, frozen=True):
    """The second opinion, in the person's words: what agrees, what differs, what is asked next."""

    by: str = ""
    on: dt.date | None = None
    agrees: str = ""
    differs: str = ""
    asks_next: str = ""
    report_on: dt.date | None = None


class Answer(Part, frozen=True):
    """An answer to one of the five reasons, or to one part of the condition."""

    reply: Reply = "not_answered"
    note: str = ""
    given_by: str = ""
    on: dt.date | None = None


class CaseOffice(Part, frozen=True):
    """What is this case's about an office: under which call, whom to ask, the number there.

    `party`: which of the three an office of call 0 is; on other cards it says nothing.
    """

    number: int
    call: CallName
    office: str
    party: Party = "second_office"
    contact_person: str = ""
    person_number: str = ""
    service_dates: str = ""
    release_needed: Known = "not_known"
    release_wanted_on: dt.date | None = None
    """The day on which the office said that it wants a release."""
    note: str = ""


class Move(Part, frozen=True):
    """One dated transition of an item, and who checked it where that matters."""

    number: int
    on: dt.date
    state: State
    place: Place
    attempt: int = 1
    checked_by: str = ""
    note: str = ""


class Identifiers(Part, frozen=True):
    """What names the thing at the office that holds it."""

    reference: str = ""
    block: str = ""
    modality: str = ""
    body_part: str = ""
    study_date: dt.date | None = None
    specimen_date: dt.date | None = None


class Custody(Part, frozen=True):
    """Slides and blocks are on loan: who carries them, and when they go home."""

    carrier: str = ""
    tracking: str = ""
    return_to: str = ""
    return_due: dt.date | None = None
    returned_on: dt.date | None = None


class Elsewhere(Part, frozen=True):
    """Where a thing is that is on loan for another case of the person; `at`: at whose office."""

    since: dt.date | None = None
    place: Place = "office"
    at: str = ""


class Receipt(Part, frozen=True):
    """What the second office said that it has received: who said it, when, and how many.

    It stands beside the state, which says what we believe.
    """

    said_by: str = ""
    said_on: dt.date | None = None
    count: int | None = None


class Item(Part, frozen=True):
    """One thing asked for, of an office or of none yet. State and place are two things."""

    number: int
    call: CallName
    kind: str
    office: str | None = None
    detail: str = ""
    identifiers: Identifiers = Identifiers()
    form: Form = "not_known"
    count_asked: int | None = None
    count_have: int | None = None
    way: Way = "not_known"
    destination: str = ""
    instead_of: str | None = None
    state: State = "to_ask"
    place: Place = "office"
    attempt: int = 1
    moves: dict[str, Move] = {}
    promise: Promise | None = None
    problem: str | None = None
    problem_note: str = ""
    custody: Custody = Custody()
    received: Receipt = Receipt()
    lent_as: str = ""
    """The ids, divided by a slash, of the case and the item that this is the same thing as: the
    first of those that were begun from one another."""
    elsewhere: Elsewhere = Elsewhere()
    added_on: dt.date | None = None
    note: str = ""


class Release(Part, frozen=True):
    """A paper that lets one office hand records over.

    `authority`: by which somebody else signs for the person. It ends on `expires_on`, or with the
    event `expires_when` (45 CFR 164.508(c)(1)(v)). `put_off_on`: the day on which the office
    wrote that it takes longer. `limit_days`: a state's own limit, in calendar days from receipt.
    """

    number: int
    office: str
    instrument: Instrument = "not_known"
    paper: Paper = "not_known"
    covers: str = ""
    signer: str = ""
    authority: str = ""
    signed_on: dt.date | None = None
    handed_on: dt.date | None = None
    handed_by: Way = "not_known"
    confirmed_on: dt.date | None = None
    put_off_on: dt.date | None = None
    limit_days: int | None = None
    returned_on: dt.date | None = None
    returned_because: str = ""
    expires_on: dt.date | None = None
    expires_when: str = ""
    note: str = ""


class Effect(Part, frozen=True):
    """What one contact or problem did to one item; what is None was left as it was.

    `place`: where it is now, if not as usual in that state. `way`: how it travels from now on.
    """

    state: State | None = None
    place: Place | None = None
    way: Way | None = None
    promise: dt.date | None = None
    problem: str | None = None


class Contact(Part, frozen=True):
    """One entry of the log."""

    number: int
    on: dt.date
    call: CallName
    outcome: Outcome
    time: dt.time | None = None
    office: str | None = None
    party: Party = "second_office"
    """Whom of the visit's card, where the office is not known."""
    who: str = ""
    with_whom: str = ""
    channel: Channel = "phone"
    effects: dict[str, Effect] = {}
    release: str | None = None
    next_move: Mover = "not_known"
    chase_on: dt.date | None = None
    note: str = ""


class Question(Part, frozen=True):
    """A question for today's doctor or for the second one, with its answer."""

    number: int
    text: str
    to: Asked = "second_doctor"
    answer: str = ""
    answered_by: str = ""
    answered_on: dt.date | None = None


class Mark(Part, frozen=True):
    """What a person said of a step that has no item: done, or not for us."""

    done_on: dt.date | None = None
    by: str = ""
    note: str = ""
    not_for_us: bool = False


class PaperMade(Part, frozen=True):
    """A paper that was made from the case, to print or to send: for which office, and by whom.

    `paper` is its kind, as `so-tui paper` knows it; `release` the one that it is to become. Of a
    legal paper, `covers` are the records that stood on it, and `signer` the name to sign it.
    """

    number: int
    paper: str
    on: dt.date
    office: str | None = None
    by: str = ""
    release: str | None = None
    covers: str = ""
    signer: str = ""


class Begun(Part, frozen=True):
    """Another case was begun from this one, for another opinion."""

    on: dt.date


class Case(Part, frozen=True):
    """One person's second opinion."""

    id: str
    label: str
    began: dt.date
    status: Status = "going"
    status_since: dt.date | None = None
    going_since: dt.date | None = None
    """The day on which the person settled on going; a case still deciding has none."""
    diagnosis: str = ""
    specialty: str = ""
    """What the first doctor is, where that is no oncologist."""
    person: Person = Person()
    people: dict[str, Companion] = {}
    has_it: str = ""
    after_hours: str = ""
    """The care team's number at night and on weekends, in a person's words."""
    archived: bool = False
    visit: Visit = Visit()
    opinion: Opinion = Opinion()
    reasons: dict[str, Answer] = {}
    condition: dict[str, Answer] = {}
    offices: dict[str, CaseOffice] = {}
    items: dict[str, Item] = {}
    releases: dict[str, Release] = {}
    contacts: dict[str, Contact] = {}
    questions: dict[str, Question] = {}
    marks: dict[str, Mark] = {}
    papers: dict[str, PaperMade] = {}
    begun_from: str = ""
    """The id of the case from which this one was begun, for another opinion."""
    begun: dict[str, Begun] = {}
    """By id, the cases that were begun from this one."""
    note: str = ""


class Closure(Part, frozen=True):
    """Days on which an office is closed, both ends included."""

    first: dt.date
    last: dt.date
    why: str = ""


class Gives(Part, frozen=True):
    """What an office gives of one item kind: in which forms, by which ways."""

    given: Known = "not_known"
    forms: tuple[Form, ...] = ()
    ways: tuple[Way, ...] = ()
    note: str = ""


class Office(Part, frozen=True):
    """A place that holds records; its identity lives once in the casebook."""

    id: str
    name: str
    desk: str = ""
    phone: str = ""
    other_phones: str = ""
    fax: str = ""
    email: str = ""
    address: str = ""
    hours: str = ""
    open_days: tuple[int, ...] = (1, 2, 3, 4, 5)
    """ISO weekdays on which it works: 1 is Monday."""
    closures: dict[str, Closure] = {}
    gives: dict[str, Gives] = {}
    takes: dict[str, int] = {}
    """How many business days it usually takes, as it said, by the id of a track."""
    paper: Paper = "not_known"
    note: str = ""


_N = TypeVar(
    "_N", Companion, EarlierDate, CaseOffice, Move, Item, Release, Contact, Question, PaperMade
)


def in_order(parts: Mapping[str, _N]) -> list[tuple[str, _N]]:
    """The parts of a collection with their ids, by number; ids settle equal numbers."""
    return sorted(parts.items(), key=lambda pair: (pair[1].number, pair[0]))


def latest_move(item: Item) -> Move | None:
    """The move that brought an item to the state it has; None where none is known.

    Two people may have moved it apart, as often as each other; then the state that was chosen
    says whose move it is.
    """
    moves = [move for _, move in in_order(item.moves)]
    here = [move for move in moves if (move.state, move.place) == (item.state, item.place)]
    same = [move for move in moves if move.state == item.state]
    return next((found[-1] for found in (here, same, moves) if found), None)


def next_number(parts: Mapping[str, _N]) -> int:
    """The number a new part of a collection gets: one past the highest."""
    return max((part.number for part in parts.values()), default=0) + 1


def items_of(case: Case, call: CallName) -> list[tuple[str, Item]]:
    """The items of one call with their ids, in their order."""
    return [(id_, item) for id_, item in in_order(case.items) if item.call == call]


def items_by_call(case: Case) -> list[tuple[str, Item]]:
    """The items with their ids, call by call in the order of the panes, each in its own order."""
    return sorted(
        case.items.items(), key=lambda pair: (_PLACE[pair[1].call], pair[1].number, pair[0])
    )


def offices_of(case: Case, call: CallName) -> list[tuple[str, CaseOffice]]:
    """The offices of one call with their ids in the case, in their order."""
    return [(id_, office) for id_, office in in_order(case.offices) if office.call == call]


def spoken_items(case: Case) -> Iterator[tuple[str, str]]:
    """Pairs of spoken reference and item id, such as `("P2", "…")`.

    Numbers count within a call. Where two people gave the same number apart from each other,
    the later id is spoken with a letter behind it (`P2b`), the same on every machine.
    """
    for call in CALLS:
        seen: dict[int, int] = {}
        for id_, item in items_of(case, call):
            nth = seen.get(item.number, 0)
            seen[item.number] = nth + 1
            yield f"{CALL_LETTERS[call]}{item.number}{_suffix(nth)}", id_


def _suffix(nth: int) -> str:
    return "" if nth == 0 else chr(ord("a") + nth) if nth < 26 else f".{nth}"


def is_there(item: Item, checked_kind: bool) -> bool:
    """Whether an item counts as there: papers when arrived, material when found usable.

    What one has at home is there when it is ready. `checked_kind` is true for slides, blocks
    and images, whose usability must be checked.
    """
    if checked_kind or item.state == "usable":
        return item.state == "usable"
    return item.state == "arrived" or (item.state == "ready" and item.place == "with_us")


def goes_back(before: State, after: State) -> bool:
    """Whether a thing would be farther away in the state `after` than it was `before`.

    Asking anew for what was refused or cannot be used is a new attempt, and no way back. What
    was sent or has come was given, so that it cannot be refused any more.
    """
    if before == after or before in ("refused", "not_usable"):
        return False
    if before in OVER:
        return True
    if after in ORDER:
        return ORDER.index(after) < ORDER.index(before)
    return after in ("refused", "not_usable") and ORDER.index(before) > ORDER.index("ready")
