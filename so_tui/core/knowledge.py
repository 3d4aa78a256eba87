"""The knowledge of the program, typed: reasons, item kinds, lead times, problems, wording.

Days are business days unless a name says otherwise; a lead of 18 means eighteen business days
before the visit, a negative one after it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from so_tui.core.case import (
    Asked,
    CallName,
    Form,
    Instrument,
    Mover,
    Outcome,
    Part,
    Party,
    Place,
    Reply,
    State,
    Way,
)

Group = Literal["home", "approval", "paper", "material"]
"""What outcomes tell apart: what one has at `home`; an `approval`, which an insurer, a doctor or
the center settles; a `paper`, there when it arrived; and `material`, which somebody must check."""

Stage = Literal["ask", "sign", "send", "check"]


class Lead(Part, frozen=True):
    """One stage of a track: `ask`, `sign`, `send` or `check`.

    `before`: business days before the visit by which the last stage is to be done; None for those
    before it, whose days follow. `usual` and `shortest`: how many business days the stage takes
    after the one before it. `why`: the reason and its source, shown on request.
    `text` and `short` say the step otherwise than usual, with `{thing}` ("the referral") and
    `{name}` ("referral") filled in.
    """

    stage: Stage
    usual: int
    shortest: int
    why: str
    before: int | None = None
    text: str = ""
    short: str = ""


class Track(Part, frozen=True):
    """The stages an item goes through, first one first.

    `home` tracks need no office (a medicines list, an ID card). `courier` tracks are sent by
    courier unless the item says otherwise.
    """

    id: str
    name: str
    stages: tuple[Lead, ...]
    home: bool = False
    courier: bool = False


class ItemKind(Part, frozen=True):
    """A kind of thing asked for.

    `usual`: in every new case. `checked`: counts as there only when found usable (slides,
    blocks, images). `returns`: on loan, and goes home again. `ask`: what to say on the phone,
    after "Please send"; `say`: what a call script adds to it. `explain`: the word explained once
    in plain language. `prompts_list`: not a thing, but a wish that asks for the list instead.
    `party`: on the visit's card, of whom it is asked. `modalities`: the codes under which a disc
    has it; without any, all images can be it. `earlier`: older than the newest of its kind there.
    """

    id: str
    call: CallName
    name: str
    track: str
    ask: str
    usual: bool = False
    checked: bool = False
    returns: bool = False
    forms: tuple[Form, ...] = ()
    ways: tuple[Way, ...] = ()
    say: str = ""
    explain: str = ""
    prompts_list: bool = False
    party: Party = "second_office"
    modalities: tuple[str, ...] = ()
    earlier: bool = False


class Modality(Part, frozen=True):
    """A way in which images are made, by its code on a disc (DICOM PS3.3 §C.7.3.1.1.1).

    `images`: false for what goes with images and is none. `words`: what people type for it.
    """

    code: str
    name: str
    words: tuple[str, ...]
    images: bool = True


class StepLead(Part, frozen=True):
    """A step without an item: done by a mark, by an answer in the case, or by itself.

    `office`: falls on open days only. `call`: whose lane it is in. Steps after the visit have a
    negative `before`.
    `reason`: only for cases in which that reason applies. `after`: the id of the step that
    comes first. `short`: the text for a narrow list; `say`: the question as it is put on a call.
    `packs`: is packed for a visit in person.
    """

    id: str
    call: CallName
    text: str
    before: int
    usual: int
    shortest: int
    why: str
    office: bool = False
    say: str = ""
    reason: str = ""
    after: str = ""
    short: str = ""
    packs: bool = False


class Ask(Part, frozen=True):
    """What a marked reason asks of the plan; its step's id is `reason:<reason id>:<id>`.

    `before`, `usual`, `shortest`: business days, as of a step. `why`: the reason for the day.
    `office`: falls on open days only. `short`: the text for a narrow list.
    """

    id: str
    text: str
    call: CallName
    before: int
    usual: int
    shortest: int
    why: str
    office: bool = False
    short: str = ""


class Reason(Part, frozen=True):
    """One of the five reasons: what it is called, what is asked, and what is reflected back.

    `asks`: what the reason asks of the plan in a case in which it applies.
    """

    id: str
    name: str
    question: str
    about: str
    reflect: dict[Reply, str]
    asks: tuple[Ask, ...] = ()


def ask_step(reason: Reason, ask: Ask) -> str:
    """The id of the step that an ask of a reason becomes; marks are stored under it."""
    return f"reason:{reason.id}:{ask.id}"


class ConditionPart(Part, frozen=True):
    """One of the two parts of the article's condition for doing without.

    `about`: what the article says of it.
    """

    id: str
    name: str
    question: str
    about: str


class Problem(Part, frozen=True):
    """Something that goes wrong, by a short code, and what can be asked next.

    `then`: what can be asked next, as a hint for a person. `calls`: the cards that offer it;
    without, all do. `words`: what people type to find it, in small letters.

    What recording it does at once: the item gets `state` and `place`, where they are given, and
    travels by `way` from then on, where its kind can (`not_known` leaves its way). A state that
    lies farther back begins a new attempt.

    What the plan then says: `ask`, as it reads after "Call …:", and `short`, as NEXT and narrow
    lists have it, with `{thing}` ("the CT of Thu 12 Nov") and `{name}` ("CT") filled in. Both
    are empty where the plan's own words for the item's state are right.
    """

    id: str
    name: str
    then: str
    calls: tuple[CallName, ...] = ()
    words: tuple[str, ...] = ()
    state: State | None = None
    place: Place | None = None
    way: Way = "not_known"
    ask: str = ""
    short: str = ""

    def is_for(self, call: CallName) -> bool:
        """Whether the card of a call offers it."""
        return not self.calls or call in self.calls


class Line(Part, frozen=True):
    """What an outcome does to the items of some `groups` in some `states`.

    Without `states` it is for all that no other line of the outcome names. `becomes`: the new
    state; without, it stays. `place`: where the item then is, if not as usual in that state.
    `problem`: what is in the way then. `call_back`: business days after which to call again
    about it, counted from a promised day where there is one; without, the plan counts.
    """

    groups: tuple[Group, ...]
    states: tuple[State, ...] = ()
    becomes: State | None = None
    place: Place | None = None
    problem: str | None = None
    call_back: int | None = None


class Result(Part, frozen=True):
    """What one outcome of a contact does.

    `next_move`: who has to act then. `call_back`: business days after which to call again when
    the contact was about no item; without, nothing is said of it. There is exactly one line for
    each group and state.
    """

    id: Outcome
    next_move: Mover
    call_back: int | None = None
    line: tuple[Line, ...] = ()

    def line_for(self, group: Group, state: State) -> Line:
        """The line for an item of a group in a state."""
        mine = [line for line in self.line if group in line.groups]
        named = [line for line in mine if state in line.states]
        return (named or [line for line in mine if not line.states])[0]


Begins = Literal["receipt", "request", "specimen", "paper", "answer"]
"""What a clock is about, and from which day it is counted: a release from its `receipt`, an item
from its `request` or its `specimen`; or a day that somebody gave: a release's own last day (the
`paper`), and the day of the `answer` about waiting."""

Unit = Literal["calendar_days", "years", "none"]


class ClockRule(Part, frozen=True):
    """A rule that gives a last day, in the law's own unit.

    `length`: how many of the `unit`, 0 where the day itself is given. `more`: by how many calendar
    days, at most, the office may put it off once. `source`: the rule, or who gave the day;
    `checked`: when the rule was last read, None for what is no rule. `kinds`: the kinds of items
    it is for; one that the catalogue lacks is never met. `instruments`: the same for releases.
    `apart`: kinds that a release's clock says nothing of.

    `text`: what it says while it runs, `passed` when its day is over, with `later` and
    `later_passed` behind them while it may be put off. `say`: how one can ask the office then,
    and `say_later` what one adds while it may be put off.
    """

    id: str
    begins: Begins
    source: str
    text: str
    passed: str
    length: int = 0
    unit: Unit = "none"
    more: int = 0
    checked: dt.date | None = None
    kinds: tuple[str, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    apart: tuple[str, ...] = ()
    later: str = ""
    later_passed: str = ""
    say: str = ""
    say_later: str = ""


class Script(Part, frozen=True):
    """What to say on one call. `{…}` places are filled from the case.

    `party`: on the visit's card, to whom it is said. `after` and `opening_after`: what is said in
    place of the rest once the day of the visit has gone by.
    """

    call: CallName
    opening: str
    body: tuple[str, ...]
    closing: str
    party: Party = "second_office"
    opening_after: str = ""
    after: tuple[str, ...] = ()


class StarterQuestion(Part, frozen=True):
    """A question offered for one of the two doctors."""

    id: str
    to: Asked
    text: str


class Closure(Part, frozen=True):
    """One closed day of a region."""

    day: str
    name: str


class Catalogue(Part, frozen=True):
    """All knowledge of the program as one frozen value. `stamp` changes whenever a byte does."""

    reasons: tuple[Reason, ...]
    condition: tuple[ConditionPart, ...]
    condition_words: Mapping[str, str]
    tracks: Mapping[str, Track]
    kinds: Mapping[str, ItemKind]
    modalities: Mapping[str, Modality]
    steps: tuple[StepLead, ...]
    problems: Mapping[str, Problem]
    outcomes: Mapping[str, Result]
    scripts: Mapping[tuple[CallName, Party], Script]
    questions: tuple[StarterQuestion, ...]
    words: Mapping[str, str]
    closures: Mapping[str, tuple[Closure, ...]]
    clocks: tuple[ClockRule, ...]
    emergency: Mapping[str, str]
    """The number to call in an emergency, by country (ISO 3166)."""
    stamp: str

    def group(self, kind: str) -> Group:
        """The group of a kind of item by its code; one that is not known goes as a paper."""
        known = self.kinds.get(kind)
        if known is None:
            return "paper"
        if self.tracks[known.track].home:
            return "home"
        if known.call == "visit":
            return "approval"
        return "material" if known.checked else "paper"
