"""The verb for papers: one was made from the case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from so_tui.core.case import Case, Instrument, PaperMade, Release, next_number
from so_tui.core.changes import CasePage, Change, Pen
from so_tui.core.finding import listed
from so_tui.core.instruments import to_print
from so_tui.core.text import counted
from so_tui.core.verbs.making import changed, require
from so_tui.core.wording import paper


class Printed(NamedTuple):
    """A paper that was made: its kind, for which office of the case or for none, and the legal
    paper that it is, if it is one, with the records it names and who is to sign it."""

    kind: str
    office: str | None = None
    instrument: Instrument = "not_known"
    covers: str = ""
    signer: str = ""


def note_paper(page: CasePage, pen: Pen, printed: Printed, name: str = "") -> Change:
    """Note that a paper was made. `name`: what its office is called.

    Of a legal paper, the office then has a release to sign, unless it has one that is farther on.
    """
    after, release = _with(page.value, pen, printed)
    kind = printed.kind
    article = "an" if kind[:1] in "aeiou" else "a"
    whom = f" for {name or 'an office'}" if printed.office is not None else ""
    sentence = f"Made {article} {paper(kind)}{whom}"
    if release is not None and release.signed_on is None:
        sentence = f"{sentence}; release {release.number} is to sign"
    return changed(page, pen, "note_paper", sentence, after)


def note_papers(page: CasePage, pen: Pen, printed: Sequence[Printed]) -> Change:
    """Note that papers were made at once, as one change."""
    after = page.value
    for one in printed:
        after, _ = _with(after, pen, one)
    # Each kind once, in the order in which they were made.
    kinds = dict.fromkeys(paper(one.kind) for one in printed)
    sentence = f"Made {counted(len(printed), 'paper')}: {listed(kinds)}"
    return changed(page, pen, "note_paper", sentence, after)


def _with(case: Case, pen: Pen, printed: Printed) -> tuple[Case, Release | None]:
    """The case with one more paper made, and the release that it is."""
    office, instrument = printed.office, printed.instrument
    if office is not None:
        require(case.offices.get(office), "office")
    releases, release = dict(case.releases), None
    if office is not None and instrument != "not_known":
        known, one = to_print(case, office, instrument, pen.today)
        release = known or pen.new_id()
        releases[release] = one if known else replace(one, number=next_number(case.releases))
    made = PaperMade(
        number=next_number(case.papers), paper=printed.kind, on=pen.today, office=office,
        by=pen.actor, release=release, covers=printed.covers, signer=printed.signer,
    )  # fmt: skip
    after = replace(case, releases=releases, papers={**case.papers, pen.new_id(): made})
    return after, releases[release] if release is not None else None
