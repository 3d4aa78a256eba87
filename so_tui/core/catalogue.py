"""The knowledge, parsed from `data/*.toml` and checked when read.

Adding an item kind, a lead time, a problem or a wording touches only data. Days are business
days unless a name says otherwise; a lead of 18 means eighteen business days before the visit,
a negative one after it.
"""

from __future__ import annotations

from collections.abc import Mapping

from so_tui.core.case import Asked, CallName, Form, Part, Reply, Way

FILES = (
    "reasons.toml",
    "items.toml",
    "leads.toml",
    "problems.toml",
    "scripts.toml",
    "questions.toml",
    "wording.toml",
    "closures.toml",
)
"""The data files a catalogue is parsed from."""


class Lead(Part, frozen=True):
    """One stage of a track: `ask`, `sign`, `send` or `check`.

    `before`: business days before the visit by which it is needed. `usual` and `shortest`: how
    many business days the stage takes. `why`: the reason and its source, shown on request.
    """

    stage: str
    before: int
    usual: int
    shortest: int
    why: str


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
    blocks, images). `ask`: what to say on the phone, after "Please send". `explain`: the word
    explained once in plain language.
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
    explain: str = ""
    prompts_list: bool = False


class StepLead(Part, frozen=True):
    """A step without an item: done by a mark, by an answer in the case, or by itself.

    `office`: falls on open days only. `call`: whose lane it is in. `first`: rank among steps
    that always come first (0 for none). `after_visit` steps have a negative `before`.
    `reason`: only for cases in which that reason applies.
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
    reason: str = ""


class Reason(Part, frozen=True):
    """One of the five reasons: what it is called, what is asked, and what is reflected back."""

    id: str
    name: str
    question: str
    about: str
    reflect: dict[Reply, str]


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
    stamp: str


def parse(files: Mapping[str, bytes]) -> Catalogue:
    """The catalogue from the bytes of `FILES`. Raises CatalogueError naming file and fault."""
    raise NotImplementedError
