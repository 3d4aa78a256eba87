"""What a paper is, as `data/papers/` describes it: its parts, its tables, its lines to sign.

A description holds no Python. What it leaves open are places in braces, which `values.py` fills
from a case.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Literal, TypeVar, get_args

import msgspec

from so_tui.core.case import CallName, Part, Party, Way
from so_tui.core.catalogue import PLACES, CatalogueError
from so_tui.core.papers.vocabulary import (
    COLUMNS,
    Due,
    Kind,
    Legal,
    Rows,
    Scope,
    can_list,
    places_of,
)
from so_tui.core.parties import SECOND
from so_tui.core.timeline import MarkKind
from so_tui.core.timeline_layout import Ground

SHARED = "papers.toml"
"""The data file of what several papers share."""

ENDING = ".toml"
LAYOUT = "layout.typ"
"""The file beside the descriptions that says how a page looks."""


class Held(Part, frozen=True):
    """What may stand on a paper, or not.

    `when` and `unless` name a place of which it depends whether it is there. `needed`: what a
    sentence calls it while it is blank; without, it may stay so. `element`: the thing the law wants
    that it holds. `rows`: how many lines there are to write on.
    """

    when: str = ""
    unless: str = ""
    needed: str = ""
    element: str = ""
    rows: int = 1


class Line(Held, frozen=True, kw_only=True):
    """A value with its name, or a line to write on or to sign.

    `other`: the value of the second side, in a part that has two.
    """

    label: str
    value: str = ""
    other: str = ""


class Column(Part, frozen=True):
    """One column of a table of items: its title, and which place of an item it holds.

    `needed`: what a sentence calls it while it is blank, of slides, blocks and images. They are
    found by it, those of the card `call` where it is said.
    """

    title: str
    place: str
    needed: str = ""
    call: CallName | None = None


class Piece(Held, frozen=True, kw_only=True):
    """One part of a paper.

    `none`: what stands in place of a table in which nothing is listed; `spare`: then the part is
    left out. `sides`: the titles of the two sides.
    """

    kind: Kind
    heading: str = ""
    text: str = ""
    of: Rows = "asked"
    none: str = ""
    spare: bool = False
    sides: tuple[str, str] = ("", "")
    line: tuple[Line, ...] = ()
    column: tuple[Column, ...] = ()


class Description(Part, frozen=True):
    """One paper: what it is called, for whom it is, and its parts.

    `of`: what it is about. `due`: when it is due by itself. `calls`, `parties`: the cards and, on
    the visit's, the parties to whose offices it goes. `instrument`: the legal paper it is, whose
    elements it has to hold. `alone`: the law lets nothing else stand on its pages. `pages`: it says
    how many pages go with it. `sent`: how it goes, where sending it is a contact to log.
    """

    kind: str
    title: str
    about: str
    part: tuple[Piece, ...]
    of: Scope = "office"
    due: Due = ""
    calls: tuple[CallName, ...] = ()
    parties: tuple[Party, ...] = (SECOND,)
    instrument: Legal = ""
    alone: bool = False
    pages: bool = False
    sent: Literal["", "letter", "fax"] = ""


class Element(Part, frozen=True):
    """One thing that the law wants on a legal paper: its name in a sentence, and the rule.

    `by_hand`: it is written on the printed paper, and no sooner. `when`: the place without which
    the law does not ask for it.
    """

    id: str
    instrument: Literal["authorization", "access_request"]
    name: str
    source: str
    by_hand: bool = False
    when: str = ""


class Sign(Part, frozen=True):
    """A sign of the drawing over time: one plain character, and what it says."""

    char: str
    word: str


class Shared(Part, frozen=True):
    """What several papers share: words for ways, as we say them to an office, words for what
    stays blank in the words of a call, signs of a drawing with what each says, and elements."""

    way: dict[str, str]
    unsaid: dict[str, str]
    sign: dict[str, Sign]
    words: dict[str, str]
    element: tuple[Element, ...]


class Papers(Part, frozen=True):
    """All papers that can be made."""

    shared: Shared
    descriptions: tuple[Description, ...]

    def kinds(self) -> tuple[str, ...]:
        """What they are called, each once."""
        return tuple(dict.fromkeys(one.kind for one in self.descriptions))

    def of_kind(self, kind: str) -> tuple[Description, ...]:
        """The papers of a kind; which of them it is depends on whom it is for."""
        return tuple(one for one in self.descriptions if one.kind == kind)

    def elements(self, instrument: str) -> tuple[Element, ...]:
        """What the law wants on a legal paper, in its order."""
        return tuple(one for one in self.shared.element if one.instrument == instrument)


WORDS = frozenset({
    "after", "alone", "blank", "blank_with", "confirmed", "doctor", "drawn", "hand", "handed",
    "made", "made_of_all", "page", "promised", "release_asked", "release_comes", "release_theirs",
    "release_there", "returned", "signed", "soon", "span", "theirs", "to_sign", "unasked", "whole",
    "whole_with",
})  # fmt: skip
"""The words that all papers need."""

_F = TypeVar("_F")


def parse(files: Mapping[str, bytes], shared: bytes) -> Papers:
    """The papers from the bytes of their files by name, and of `SHARED`, checked in themselves.

    Raises CatalogueError naming the file and the fault: bytes that are not TOML, a wrong type, an
    unknown key, a place nothing fills, or an element no rule has.
    """
    common = _read(SHARED, shared, Shared)
    _expect({*common.way} == {*get_args(Way)}, SHARED, "it has not a word for each way")
    _expect({*common.unsaid} == PLACES, SHARED, "it names not each blank of a call")
    signs = {*get_args(MarkKind), *get_args(Ground), "several", "before", "behind"} - {
        "room",
        "closed",
    }
    _expect({*common.sign} == signs, SHARED, "it has not a sign for each mark and span")
    missing = WORDS - common.words.keys()
    _expect(not missing, SHARED, f"it has no words for {', '.join(sorted(missing))}")
    found = []
    for name in sorted(files):
        one = _read(name, files[name], Description)
        known = {each.id for each in common.element if each.instrument == one.instrument}
        for element in {held.element for held in _held(one)} - {""}:
            _expect(element in known, name, f"no rule of its own has the element “{element}”")
        _expect(bool(one.calls) == (one.of == "office"), name, "it goes to nobody, or to offices")
        _check_places(name, one)
        found.append(one)
    taken = [
        (one.kind, call, party)
        for one in found
        for call in one.calls or ("",)
        for party in one.parties
    ]
    scopes = {(one.kind, one.of) for one in found}
    _expect(
        len(scopes) == len({kind for kind, _ in scopes}), "papers", "a kind is about two things"
    )
    _expect(len(taken) == len(set(taken)), "papers", "two papers of one kind are for the same")
    return Papers(shared=common, descriptions=tuple(found))


def _read(name: str, data: bytes, of: type[_F]) -> _F:
    try:
        return msgspec.convert(tomllib.loads(data.decode("utf-8")), of)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise CatalogueError(f"The data file {name} cannot be used: {fault}.") from fault


def _expect(holds: bool, name: str, fault: str) -> None:
    if not holds:
        raise CatalogueError(f"The data file {name} cannot be used: {fault}.")


def _held(paper: Description) -> Iterator[Held]:
    """The parts of a paper, each with its lines."""
    for piece in paper.part:
        yield from (piece, *piece.line)


def _check_places(name: str, paper: Description) -> None:
    places = places_of(paper.of)
    for held in _held(paper):
        unknown = {held.when, held.unless} - {"", *places}
        _expect(not unknown, name, f"nothing fills the places {sorted(unknown)}")
    for piece in paper.part:
        used = {one for text in _texts(piece) for one in places_in(text)}
        _expect(used <= places, name, f"nothing fills the places {sorted(used - places)}")
        named = [one.label for one in piece.line] + [one.title for one in piece.column]
        _expect(not any(map(places_in, named)), name, "a name of a line is filled from the case")
        for column in piece.column:
            only = {*places_in(column.needed)} <= {"name"}
            _expect(only, name, f"what is needed of “{column.title}” names more than the thing")
            known = column.place in COLUMNS[piece.of]
            _expect(known, name, f"a table of {piece.of} has no column “{column.place}”")
        listed = piece.kind in ("items", "prompts")
        _expect(not listed or bool(piece.column), name, "a table has no columns")
        known = not listed or can_list(paper.of, piece.of)
        _expect(known, name, f"nothing is known for a table of {piece.of}")
        _expect(piece.kind != "script" or paper.of == "office", name, "nobody is called")
        _expect(piece.kind != "timeline" or paper.of != "casebook", name, "it has no timeline")
        _expect((piece.kind == "sides") == all(piece.sides), name, "two sides need two titles")


def _texts(piece: Piece) -> Iterator[str]:
    yield from (piece.heading, piece.text, piece.none, *piece.sides)
    for line in piece.line:
        yield from (line.label, line.value, line.other)


def places_in(text: str) -> tuple[str, ...]:
    """The places that a text leaves open, in its order. Raises CatalogueError for a lone brace."""
    try:
        return tuple(place for _, place, _, _ in Formatter().parse(text) if place is not None)
    except ValueError as fault:
        raise CatalogueError(f"A text of a paper has a lone brace: “{text}”.") from fault
