"""Papers to print: which there are, one for an office, a case or all cases, and its note."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from msgspec.structs import replace

from so_tui import assets
from so_tui.casework import Casework
from so_tui.core import verbs
from so_tui.core.case import CALL_LETTERS, Case, Office, in_order, spoken_items
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, Pen
from so_tui.core.glance import InLists
from so_tui.core.papers.book import Book
from so_tui.core.papers.description import ENDING, LAYOUT, SHARED, Description, Papers, parse
from so_tui.core.papers.due import is_due
from so_tui.core.papers.filling import fill
from so_tui.core.papers.known import Addressee, Known
from so_tui.core.papers.model import Paper
from so_tui.core.papers.text import plain
from so_tui.core.papers.vocabulary import Scope
from so_tui.core.parties import party_at
from so_tui.core.script import open_items
from so_tui.core.verbs.papers import Printed

Format = Literal["pdf", "txt"]
Size = Literal["letter", "a4"]

FOLDER = "papers"

LETTER = frozenset({"US", "CA", "MX", "PH", "CO", "CL", "VE", "GT", "CR", "DO", "PR", "SV", "NI"})
"""Where paper is of the size Letter; everywhere else it is A4."""


class Looks(NamedTuple):
    """How a paper is put into a file: the format, and of a PDF the size of a page and the type."""

    format: Format = "pdf"
    size: Size = "letter"
    large: bool = False


class Whole(NamedTuple):
    """A paper with its description, and for whom: None where it is about all of the case."""

    described: Description
    to: Addressee | None
    paper: Paper


@functools.cache
def papers() -> Papers:
    """All papers that are described. Raises CatalogueError for a description with a fault."""
    found = sorted(assets.data(FOLDER).glob(f"*{ENDING}"))
    return parse({one.name: one.read_bytes() for one in found}, assets.read_data(SHARED))


def layout() -> bytes:
    """How a page looks, for the maker of PDF."""
    return assets.read_data(f"{FOLDER}/{LAYOUT}")


def scope(kind: str) -> Scope:
    """What the papers of a kind are about."""
    return papers().of_kind(kind)[0].of


def addressee(case: Case, office: str) -> Addressee:
    """An office of a case as the one a paper is for."""
    here = case.offices[office]
    return Addressee(here.call, office, party_at(case, office))


def description(kind: str, to: Addressee | None) -> Description | None:
    """The paper of a kind for an addressee, or without one; None where there is none such."""
    return next((one for one in papers().of_kind(kind) if _is_for(one, to)), None)


def _is_for(one: Description, to: Addressee | None) -> bool:
    if to is None:
        return one.of != "office"
    return to.call in one.calls and (to.call != "visit" or to.party in one.parties)


def offices_for(case: Case, kind: str) -> list[str]:
    """The ids in the case of the offices to which a paper of a kind can go, card by card."""
    ids = [id_ for id_, _ in in_order(case.offices)]
    return [id_ for id_ in ids if description(kind, addressee(case, id_)) is not None]


def make(
    casework: Casework,
    page: CasePage,
    described: Description,
    to: Addressee | None,
    today: dt.date,
    pages: int | None = None,
) -> Paper:
    """A paper from a case as it is: for the office `to`, or None where it is about all of the case.

    `pages`: how many go with it, and itself.
    """
    return fill(described, papers(), _known(casework, page, to, today, pages))


def make_of_all(
    casework: Casework, described: Description, cases: Sequence[InLists], today: dt.date
) -> Paper:
    """A paper about all cases, as lists tell of them."""
    known = Book(
        cases=cases, offices=casework.offices(), catalogue=casework.catalogue,
        shared=papers().shared, today=today,
    )  # fmt: skip
    return fill(described, papers(), known)


def due(casework: Casework, page: CasePage, today: dt.date) -> Iterator[Whole]:
    """The papers that are due for a case: those about all of it, then office by office."""
    for described, known in _due(casework, page, today):
        yield Whole(described, known.to, fill(described, papers(), known))


def kinds_due(casework: Casework, page: CasePage, today: dt.date) -> list[tuple[str, str]]:
    """The kinds of the same papers, each with its office's id in the case; "" for none."""
    return [
        (described.kind, known.to.office if known.to is not None else "")
        for described, known in _due(casework, page, today)
    ]


def _due(casework: Casework, page: CasePage, today: dt.date) -> Iterator[tuple[Description, Known]]:
    case = page.value
    of_case = _known(casework, page, None, today, None)
    every = [None, *(addressee(case, id_) for id_, _ in in_order(case.offices))]
    for to in every:
        known = replace(of_case, to=to)
        for kind in papers().kinds():
            described = description(kind, to)
            if described is not None and is_due(described.due, known):
                yield described, known


def begins_release(kind: str) -> bool:
    """Whether a paper of a kind is a release to sign, which the case keeps from then on."""
    return any(one.instrument for one in papers().of_kind(kind))


def _known(
    casework: Casework, page: CasePage, to: Addressee | None, today: dt.date, pages: int | None
) -> Known:
    return Known(
        case=page.value,
        to=to,
        offices=casework.offices(),
        catalogue=casework.catalogue,
        shared=papers().shared,
        plan=casework.plan(page, today),
        calendar=casework.calendar,
        today=today,
        revision=len(casework.history([("cases", page.id)])),
        pages=pages,
        apart=tuple(casework.placed_conflicts(page).values()),
    )


def short(case: Case, to: Addressee) -> str:
    """An office of a case in a letter and a number, which name nobody."""
    return f"{CALL_LETTERS[to.call]}{case.offices[to.office].number}"


def file_name(case: Case | None, kind: str, to: Addressee | None, format_: Format) -> str:
    """A name for the file of a paper that tells nobody whose it is."""
    whose = f"-{short(case, to)}" if case is not None and to is not None else ""
    return f"{kind}{whose}.{format_}"


def size_in(region: str) -> Size:
    """The size of a page that is used in a region."""
    return "letter" if region[:2].upper() in LETTER else "a4"


def written(paper: Paper, looks: Looks, today: dt.date) -> tuple[bytes, str]:
    """A paper as the bytes of a file, and a sentence on pictures that no font has; "" without.

    Raises OutputError for letters that no font has.
    """
    if looks.format == "txt":
        return plain(paper).encode(), ""
    from so_tui.exchange.pdf import draw

    page = papers().shared.words["page"]
    drawn = draw(paper, layout(), looks.size, large=looks.large, page=page, day=today)
    if not drawn.left_out:
        return drawn.data, ""
    gone = " ".join(drawn.left_out)
    return drawn.data, f"These pictures are left out, since no font here has them: {gone}."


def blanks(paper: Paper) -> str:
    """What of a paper is blank, each thing by its name, in words without an end."""
    said = ("blank" if paper.blanks else "whole") + ("_with" if paper.by_hand else "")
    return (
        papers()
        .shared.words[said]
        .format(blanks="; ".join(paper.blanks), hand="; ".join(paper.by_hand))
    )


def to_know(described: Description, office: Office | None) -> list[str]:
    """What one has to know of a paper for an office beside what is blank, in sentences."""
    words = papers().shared.words
    theirs = described.alone and office is not None and office.paper == "theirs"
    return [words["alone"]] * described.alone + [words["theirs"]] * theirs


def asked(case: Case, to: Addressee, catalogue: Catalogue) -> list[str]:
    """What is asked of an office, as people speak of it: `P1`, `P2`."""
    found = open_items(case, to.call, to.office, to.party, catalogue)
    ids = {id_ for id_, item in found if catalogue.group(item.kind) != "home"}
    return [spoken for spoken, id_ in spoken_items(case) if id_ in ids]


def noted(page: CasePage, pen: Pen, made: Whole, name: str) -> Change:
    """The change that keeps in the case that a paper was made, for an office of that name."""
    return verbs.note_paper(page, pen, _printed(made), name)


def all_noted(page: CasePage, pen: Pen, due: Sequence[Whole]) -> Change:
    """The same for papers that were made at once."""
    return verbs.note_papers(page, pen, [_printed(one) for one in due])


def _printed(made: Whole) -> Printed:
    office = made.to.office if made.to is not None else None
    instrument = made.described.instrument or "not_known"
    return Printed(made.described.kind, office, instrument, made.paper.covers, made.paper.signer)
