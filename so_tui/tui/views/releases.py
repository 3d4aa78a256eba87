"""Releases, as the card of their office shows them: where each paper stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from so_tui.core.case import CaseOffice, Release, in_order
from so_tui.core.instruments import is_spent, may_sign, missing
from so_tui.core.release_steps import ASK_RELEASE
from so_tui.core.steps import Step
from so_tui.tui.marks import pressing
from so_tui.tui.targets import Target
from so_tui.tui.views.rows import Bit, Row, fit, said
from so_tui.tui.views.view import View


def release_rows(view: View, case_office: str, office: CaseOffice, cells: int) -> Iterator[Row]:
    """A row for each release of an office, or one that says there is none yet."""
    mine = [(id_, one) for id_, one in in_order(view.case.releases) if one.office == case_office]
    for id_, release in mine:
        words, step = _stands(view, id_, release, cells)
        behind = [] if cells < 60 else [Bit(_kind(view, release), "dim")]
        lead = _lead(view, words, step)
        yield Row(fit(lead, cells, behind), Target("release", id_, office.call))
        yield from _lacks(view, release, cells)
    if not mine:
        lead = _lead(view, *_missing(view, case_office, office, cells))
        yield Row(fit(lead, cells), Target("no_release", case_office, office.call))


def _lead(view: View, words: str, step: Step | None) -> list[Bit]:
    """Where a release stands, behind the mark of what presses about its step."""
    urgency = step.urgency if step is not None else "none"
    style = view.tint(urgency, step)
    return [Bit(pressing(urgency), style), Bit("Release "), Bit(words, style)]


def _lacks(view: View, release: Release, cells: int) -> Iterator[Row]:
    """What a paper that was signed still lacks: it does not hold without, and may yet."""
    if release.signed_on is None or is_spent(release, view.today):
        return
    lacks = missing(release, view.case, view.offices)
    if not may_sign(release, view.case):
        words = view.word("step", "why_signer").format(signer=release.signer)
    elif lacks:
        more = f" {view.word('release', 'more').format(n=len(lacks) - 1)}" if lacks[1:] else ""
        words = f"{view.word('release', 'lacks')} {lacks[0].ask}{more}"
    else:
        return
    for row in said(words, cells - 2, "note"):
        yield Row((Bit("  "), *row.line), more=True)


def _stands(view: View, id_: str, release: Release, cells: int) -> tuple[str, Step | None]:
    """Where a release stands, and its next step."""
    step = next(
        (s for s in view.plan.steps if s.release == id_ and not s.is_over and s.what != "visit"),
        None,
    )
    for day, words in (
        (release.returned_on, "came back"),
        (release.confirmed_on, "received"),
        (release.handed_on, "handed over"),
        (release.signed_on, "signed" if may_sign(release, view.case) else "not valid, signed"),
    ):
        if day is not None:
            return f"{words} {_day(view, day, cells)}", step
    if step and step.needed_by:
        return f"to sign by {_day(view, step.needed_by, cells)}", step
    return "to sign", step


def _day(view: View, day: dt.date, cells: int) -> str:
    return view.day(day) if day == view.today or cells >= 28 else view.near(day)


def _missing(
    view: View, case_office: str, office: CaseOffice, cells: int
) -> tuple[str, Step | None]:
    if office.release_needed == "no":
        return "none needed", None
    step = next(
        (s for s in view.plan.steps
         if s.what == "sign" and s.office == case_office and not s.is_over),
        None,
    )  # fmt: skip
    if step and step.needed_by:
        return f"to sign by {_day(view, step.needed_by, cells)}", step
    if office.release_needed == "yes":
        return "needed, none yet", None
    asks = view.plan.step(f"{ASK_RELEASE}{case_office}")
    if asks is None or asks.is_over:
        return "not known yet", None
    return "not asked yet", asks


def _kind(view: View, release: Release) -> str:
    words = [
        view.word("instrument", release.instrument) if release.instrument != "not_known" else "",
        view.word("paper", release.paper) if release.paper != "not_known" else "",
    ]
    return ", ".join(one for one in words if one)
