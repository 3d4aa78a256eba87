"""A paper from its description and a case; what is blank is named, never passed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from so_tui.core import dates
from so_tui.core.papers import book, tables, values
from so_tui.core.papers.book import Book
from so_tui.core.papers.chart import chart
from so_tui.core.papers.description import Column, Description, Held, Line, Papers, Piece, places_in
from so_tui.core.papers.known import Known
from so_tui.core.papers.model import Block, Entry, Paper
from so_tui.core.papers.values import has_word
from so_tui.core.papers.vocabulary import Rows
from so_tui.core.script import BLANK, script

COVERS = "what"
"""The element of a legal paper that says which records it is about."""


def fill(description: Description, papers: Papers, known: Known | Book) -> Paper:
    """The paper with all that the case knows, or the casebook."""
    return _Filling(description, papers, known).paper()


class _Filling:
    """One paper while it is filled: what is held of the law's elements, and what is blank."""

    def __init__(self, description: Description, papers: Papers, known: Known | Book) -> None:
        self.description, self.papers, self.known = description, papers, known
        self.values: Mapping[str, str] = (
            book.values(known)
            if isinstance(known, Book)
            else values.values(known, description.instrument)
        )
        self.held: set[str] = set()
        self.hand: set[str] = set()
        self.blanks: list[str] = []
        self.by_hand: list[str] = []
        self.covers: list[str] = []

    def paper(self) -> Paper:
        blocks = tuple(block for piece in self.description.part for block in self._piece(piece))
        lacking: list[str] = []
        by_hand: list[str] = []
        for element in self.papers.elements(self.description.instrument):
            wanted = not element.when or bool(self.values[element.when])
            if not wanted or element.id in self.held:
                continue
            (by_hand if element.by_hand and element.id in self.hand else lacking).append(
                element.name
            )
        return Paper(
            kind=self.description.kind,
            title=self.description.title,
            blocks=blocks,
            made=self._made(),
            blanks=tuple(dict.fromkeys([*lacking, *self.blanks])),
            by_hand=tuple(dict.fromkeys([*by_hand, *self.by_hand])),
            covers="; ".join(self.covers),
            signer=self.values["signer"] if self.description.instrument else "",
        )

    def _made(self) -> str:
        known, words = self.known, self.papers.shared.words
        day = dates.long(known.today)
        if isinstance(known, Book):
            return words["made_of_all"].format(day=day)
        return words["made"].format(day=day, revision=known.revision)

    def _rows(self, of: Rows) -> tuple[Mapping[str, str], ...]:
        known = self.known
        return book.rows(known, of) if isinstance(known, Book) else tables.rows(known, of)

    def _piece(self, piece: Piece) -> Iterator[Block]:
        if not self._is_there(piece):
            return
        heading = self._said(piece.heading)
        match piece.kind:
            case "text" | "notice":
                text = self._said(piece.text)
                if has_word(text):
                    self.held |= {piece.element} - {""}
                if piece.needed and not all(self.values[one] for one in places_in(piece.text)):
                    self.blanks.append(piece.needed)
                yield Block(kind=piece.kind, heading=heading, text=text)
            case "fields" | "sign":
                signed = piece.kind == "sign"
                lines = [one for one in piece.line if self._is_there(one)]
                entries = tuple(self._entry(one, signed=signed) for one in lines)
                text = self._said(piece.text)
                if entries or heading or text:
                    yield Block(kind="entries", heading=heading, text=text, entries=entries)
            case "items":
                yield from self._table(piece, heading)
            case "prompts":
                yield from self._prompts(piece, heading)
            case "sides":
                yield self._sides(piece, heading)
            case "timeline":
                yield from self._timeline(piece, heading)
            case "script":
                opening, *rest = self._script()
                yield Block(kind="script", heading=heading, lines=(opening,))
                yield Block(kind="script", lines=tuple(rest), rows=piece.rows)
            case "room":
                yield Block(
                    kind="room", heading=heading, text=self._said(piece.text), rows=piece.rows
                )

    def _script(self) -> tuple[str, ...]:
        """The words of the call, without the line that says whom to call."""
        known = self.known
        assert isinstance(known, Known)  # only a paper for an office has the words of a call
        to = known.at
        said = script(
            known.case, to.call, to.office, known.offices, known.catalogue, known.wants, to.party
        )
        self.blanks += [self.papers.shared.unsaid[place] for place in said.blank]
        return said.lines[1:] if known.here.office in known.offices else said.lines

    def _is_there(self, one: Held) -> bool:
        if one.when and not self.values[one.when]:
            return False
        return not (one.unless and self.values[one.unless])

    def _entry(self, line: Line, *, signed: bool) -> Entry:
        hand = signed and not line.value
        value = self._known(line.value)
        if has_word(value):
            self.held |= {line.element} - {""}
            if line.element == COVERS:
                self.covers.append(value)
        elif hand and line.element:
            self.hand.add(line.element)
        elif line.needed:
            (self.by_hand if hand else self.blanks).append(line.needed)
        return Entry(label=line.label, value=value, rows=line.rows, hand=hand)

    def _timeline(self, piece: Piece, heading: str) -> Iterator[Block]:
        known = self.known
        assert isinstance(known, Known)  # a paper about all cases has no timeline
        shared = self.papers.shared
        drawn = chart(known.case, known.plan, known.catalogue, known.calendar, shared)
        if drawn is not None:
            yield Block(kind="chart", heading=heading, text=self._said(piece.text), chart=drawn)

    def _prompts(self, piece: Piece, heading: str) -> Iterator[Block]:
        """Each row with room under it; where there is none, room."""
        found = self._rows(piece.of)
        if not found:
            yield from self._nothing(piece, heading)
            return
        first, *more = (one.place for one in piece.column)
        lines = [
            ", ".join(filter(None, (row[first], *(row[one] for one in more)))) for row in found
        ]
        # The heading stays with what stands first.
        yield Block(
            kind="script", heading=heading, text=self._said(piece.text), lines=tuple(lines[:1]),
            rows=piece.rows,
        )  # fmt: skip
        yield Block(kind="script", lines=tuple(lines[1:]), rows=piece.rows)

    def _sides(self, piece: Piece, heading: str) -> Block:
        there = [one for one in piece.line if self._is_there(one)]
        return Block(
            kind="sides", heading=heading, text=self._said(piece.text), rows=piece.rows,
            titles=tuple(map(self._said, piece.sides)),
            table=tuple(
                (one.label, self._known(one.value), self._known(one.other)) for one in there
            ),
        )  # fmt: skip

    def _nothing(self, piece: Piece, heading: str) -> Iterator[Block]:
        """What stands in place of a table in which nothing is listed."""
        if piece.needed:
            self.blanks.append(piece.needed)
        if not piece.spare:
            yield Block(kind="room", heading=heading, text=self._said(piece.none), rows=piece.rows)

    def _known(self, text: str) -> str:
        """A text with its places filled; "" where nothing is known for any of them."""
        places = places_in(text)
        return self._said(text) if not places or any(self.values[one] for one in places) else ""

    def _table(self, piece: Piece, heading: str) -> Iterator[Block]:
        found = tuple(dict(one) for one in self._rows(piece.of))
        text = self._said(piece.text)
        if not found:
            yield from self._nothing(piece, heading)
            return
        for column in piece.column:
            self._to_be_found(column, found)
        self.held |= {piece.element} - {""}
        if piece.element == COVERS:
            places = [one.place for one in piece.column]
            self.covers += [", ".join(filter(None, map(row.__getitem__, places))) for row in found]
        # The first column says what it is; another one that nothing is known for tells nothing.
        columns = [
            one
            for nth, one in enumerate(piece.column)
            if nth == 0 or any(row[one.place] for row in found)
        ]
        yield Block(
            kind="table",
            heading=heading,
            text=text,
            titles=tuple(one.title for one in columns),
            table=tuple(tuple(row[one.place] for one in columns) for row in found),
        )

    def _to_be_found(self, column: Column, rows: Sequence[dict[str, str]]) -> None:
        """Leave a line to write on for what slides, blocks and images are found by, and name it."""
        for row in rows:
            of_card = row.get("material") and column.call in (None, row["material"])
            if column.needed and of_card and not row[column.place]:
                row[column.place] = BLANK
                self.blanks.append(column.needed.format(name=row["name"]))

    def _said(self, text: str) -> str:
        """A text with its places filled; a line to write on where nothing is known."""
        if not places_in(text):
            return text.strip()
        return text.strip().format_map({**{k: v or BLANK for k, v in self.values.items()}})
