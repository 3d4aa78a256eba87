"""The knowledge of the program, typed: reasons, item kinds, lead times, problems, wording.

Days are business days unless a name says otherwise; a lead of 18 means eighteen business days
before the visit, a negative one after it.
"""

from __future__ import annotations

from collections.abc import Mapping

from so_tui.core.case import Asked, CallName, Form, Part, Reply, Way


class Lead(Part, frozen=True):
    """One stage of a track: `ask`, `sign`, `send` or `check`.

    `before`: business days before the visit by which it is needed. `usual` and `shortest`: how
    many business days the stage takes. `why`: the reason and its source, shown on request.
    `text` and `short` say the step otherwise than usual, with `{thing}` ("the referral") and
    `{name}` ("referral") filled in.
    """

    stage: str
    before: int
    usual: int
    shortest: int
    why: str
    text: str = ""
    short: str = ""


class Track(Part, frozen=True):
    """The stages an item goes through, first one first.

    `home` tracks need no office (a medicines list, an ID card). `courier` tracks are sent by
    courier unless the item says otherwise. `calendar_limit`: latest day the law allows, in
    calendar days from the request, shown and never relied on; 0 where there is none.
    """

    id: str
    name: str
    stages: tuple[Lead, ...]
    home: bool = False
    courier: bool = False
    calendar_limit: int = 0
    limit_source: str = ""


class ItemKind(Part, frozen=True):
    """A kind of thing asked for.

    `usual`: in every new case. `checked`: counts as there only when found usable (slides,
    blocks, images). `returns`: on loan, and goes home again. `ask`: what to say on the phone,
    after "Please send"; `say`: what a call script adds to it. `explain`: the word explained once
    in plain language. `prompts_list`: not a thing, but a wish that asks for the list instead.
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


class StepLead(Part, frozen=True):
    """A step without an item: done by a mark, by an answer in the case, or by itself.

    `office`: falls on open days only. `call`: whose lane it is in. `first`: rank among steps
    that always come first (0 for none). `after_visit` steps have a negative `before`.
    `reason`: only for cases in which that reason applies. `after`: the id of the step that
    comes first. `short`: the text for a narrow list; `say`: the question as it is put on a call.
    """

    id: str
    call: CallName
    text: str
    before: int
    usual: int
    shortest: int
    why: str
    office: bool = False
    first: int = 0
    say: str = ""
    reason: str = ""
    after: str = ""
    short: str = ""


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
    """One of the two parts of the article's condition for doing without."""

    id: str
    name: str
    question: str


class Problem(Part, frozen=True):
    """Something that goes wrong, by a short code, and what can be asked next."""

    id: str
    name: str
    then: str
    calls: tuple[CallName, ...] = ()


class Script(Part, frozen=True):
    """What to say on one call. `{…}` places are filled from the case."""

    call: CallName
    opening: str
    body: tuple[str, ...]
    closing: str


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
    steps: tuple[StepLead, ...]
    problems: Mapping[str, Problem]
    scripts: Mapping[str, Script]
    questions: tuple[StarterQuestion, ...]
    words: Mapping[str, str]
    closures: Mapping[str, tuple[Closure, ...]]
    emergency: Mapping[str, str]
    """The number to call in an emergency, by country (ISO 3166)."""
    stamp: str
