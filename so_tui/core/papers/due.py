"""When a paper is due by itself, as its description says it."""

from __future__ import annotations

from so_tui.core.case import ENDED, Instrument, in_order
from so_tui.core.instruments import is_spent
from so_tui.core.papers.known import Known
from so_tui.core.papers.listing import asked_of, listed
from so_tui.core.papers.vocabulary import Due

_BEFORE: frozenset[Due] = frozenset(
    {"authorization", "access_request", "doctor_request", "material", "before_visit"}
)
"""What stands in the way of the visit, and is due no more once that is over."""


def is_due(due: Due, known: Known) -> bool:
    """Whether a paper that is due in this way is due now; nothing is where the case has ended."""
    if known.case.status in ENDED:
        return False
    is_over = known.case.status == "visited" or known.wants.is_over
    if is_over and due in _BEFORE:
        return False
    match due:
        case "":
            return False
        case "asked":
            return _is_asked(known)
        case "faxed":
            return _is_asked(known) and bool(known.office.fax)
        case "call":
            named = {*known.plan.agenda}
            return any(
                step.id in named and step.at_office and step.office == known.at.office
                for step in known.plan.steps
            )
        case "authorization" | "access_request" | "doctor_request":
            return _is_to_sign(known, due)
        case "material":
            left = {id_ for id_, _ in asked_of(known)}
            return any(
                id_ in left and item.place == "office" for id_, item in listed(known, "lent")
            )
        case "before_visit":
            packs = {one.id for one in known.catalogue.steps if one.packs}
            return any(
                step.id in packs and not step.is_over and (step.on or step.needed_by) is not None
                and (step.on or known.today) <= known.today
                for step in known.plan.steps
            )  # fmt: skip
        case "after_visit":
            return is_over


def _is_asked(known: Known) -> bool:
    """Whether something of the office is still to be had, as the plan sees it."""
    left = {step.item for step in known.plan.steps if not step.is_over}
    return any(id_ in left for id_, _ in asked_of(known))


def _is_to_sign(known: Known, instrument: Instrument) -> bool:
    """Whether a release of a kind is to be signed: one that waits for it, the usual one where the
    office wants any and none is written down, or one more where none holds any longer. One that
    would name no record is not."""
    releases = (one for _, one in in_order(known.case.releases))
    every = [one for one in releases if one.office == known.at.office]
    mine = [one for one in every if not is_spent(one, known.today)]
    waiting = [one for one in mine if one.signed_on is None]
    covered = instrument != "doctor_request" and any(one.covers for one in waiting)
    if not covered and not asked_of(known):
        return False
    if any(one.instrument == instrument for one in waiting):
        return True
    needed, usual = known.here.release_needed, instrument == "authorization"
    if not every or any(one.instrument == "not_known" for one in waiting):
        return usual and needed == "yes"
    if mine or needed == "no":
        return False
    # All came back or ran out: another one of the kind takes the place of the latest.
    kind = every[-1].instrument
    return usual if kind == "not_known" else instrument == kind
