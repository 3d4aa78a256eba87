"""The three legal papers: what each needs, when it is complete, and whether it holds.

United States law, as information and never as advice. Offices and states may ask for more than is
said here. The days that the law gives an office are in `clocks.py`.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping

from msgspec.structs import replace

from so_tui.core.case import Case, Instrument, Office, PaperMade, Part, Release, in_order
from so_tui.core.parties import SECOND, offices_for


class Element(Part, frozen=True):
    """One thing a paper must hold. `ask` says what to fill in; `source` names the rule."""

    id: str
    ask: str
    source: str


class Paper(Part, frozen=True):
    """One of the three papers.

    `statements` must stand on the paper.
    """

    id: Instrument
    name: str
    about: str
    elements: tuple[Element, ...]
    statements: tuple[str, ...] = ()
    source: str = ""


_WHAT = "Say which records: their kinds and dates."
_WHOM = "Name the office that gives the records."
_TO = "Name the person or office that gets the records."
_SIGNED = "It is not valid until it is signed."
_DATED = "Write the day of the signature beside it."
_AUTHORITY = "Say by what authority the signer stands in the person's place."

PAPERS: Mapping[Instrument, Paper] = {
    "doctor_request": Paper(
        id="doctor_request",
        name="doctor-to-doctor request",
        about="A doctor may ask another for records for treatment. The person need not sign. "
        "Offices may still ask for a signature.",
        elements=(
            Element(id="discloser", ask=_WHOM, source="45 CFR 164.506(c)(2)"),
            Element(id="recipient", ask=_TO, source="45 CFR 164.506(c)(2)"),
        ),
        source="45 CFR 164.506(c)(2)",
    ),
    "authorization": Paper(
        id="authorization",
        name="authorization",
        about="The person allows an office to give records to someone. The law sets no day by "
        "which the office must do so.",
        elements=(
            Element(id="what", ask=_WHAT, source="45 CFR 164.508(c)(1)(i)"),
            Element(id="discloser", ask=_WHOM, source="45 CFR 164.508(c)(1)(ii)"),
            Element(id="recipient", ask=_TO, source="45 CFR 164.508(c)(1)(iii)"),
            Element(
                id="expiry",
                ask="Give a day on which it ends, or an event.",
                source="45 CFR 164.508(c)(1)(v)",
            ),
            Element(id="signature", ask=_SIGNED, source="45 CFR 164.508(c)(1)(vi)"),
            Element(id="signed_on", ask=_DATED, source="45 CFR 164.508(c)(1)(vi)"),
            Element(id="authority", ask=_AUTHORITY, source="45 CFR 164.508(c)(1)(vi)"),
        ),
        statements=(
            "You may take this back in writing. What was already given stays given.",
            "Your care does not depend on signing this, except where the law allows it.",
            "Whoever gets the records may pass them on. This law may then not protect them.",
        ),
        source="45 CFR 164.508(c)",
    ),
    "access_request": Paper(
        id="access_request",
        name="access request",
        about="The person asks for the records, or has a copy sent to someone named. The law sets "
        "a day by which the office must answer.",
        elements=(
            Element(id="what", ask=_WHAT, source="45 CFR 164.524(b)(1)"),
            Element(id="discloser", ask=_WHOM, source="45 CFR 164.524(b)(1)"),
            Element(id="recipient", ask=_TO, source="45 CFR 164.524(c)(3)(ii)"),
            Element(id="signature", ask=_SIGNED, source="45 CFR 164.524(c)(3)(ii)"),
            Element(id="authority", ask=_AUTHORITY, source="45 CFR 164.502(g)"),
        ),
        source="45 CFR 164.524(b)(2)",
    ),
}
"""The three papers by their names in a case. The purpose that an authorization also needs is
always met: "at the request of the individual" suffices (45 CFR 164.508(c)(1)(iv))."""


def missing(release: Release, case: Case, offices: Mapping[str, Office]) -> tuple[Element, ...]:
    """What a release still lacks before it is complete, in the order of its paper.

    A paper whose instrument is not known lacks nothing that can be named.
    """
    paper = PAPERS.get(release.instrument)
    if paper is None:
        return ()
    held = _held(release, case, offices)
    return tuple(element for element in paper.elements if not held[element.id])


def is_complete(release: Release, case: Case, offices: Mapping[str, Office]) -> bool:
    """Whether a release of a known kind lacks nothing of what its paper needs.

    An authorization with a gap is not valid (45 CFR 164.508(b)(2)), so none counts as complete.
    """
    return release.instrument in PAPERS and not missing(release, case, offices)


def _held(release: Release, case: Case, offices: Mapping[str, Office]) -> dict[str, bool]:
    here = case.offices.get(release.office)
    office = offices.get(here.office) if here is not None else None
    visit = case.visit
    second = [offices.get(case.offices[id_].office) for id_ in offices_for(case, "visit", SECOND)]
    printed = printed_for(release, case)
    signer = release.signer.strip() or any(one.signer for one in printed)
    return {
        "what": bool(release.covers.strip()) or any(one.covers for one in printed),
        "discloser": office is not None and bool(office.name.strip()),
        "recipient": any(
            text.strip()
            for text in (
                visit.papers_to,
                visit.doctor,
                visit.slides_to,
                visit.fax,
                *(one.name for one in second if one is not None),
            )
        ),
        "expiry": release.expires_on is not None or bool(release.expires_when.strip()),
        "signature": bool(signer) and release.signed_on is not None,
        "signed_on": release.signed_on is not None,
        "authority": may_sign(release, case),
    }


def printed_for(release: Release, case: Case) -> tuple[PaperMade, ...]:
    """The papers that were printed to become a release; none is one on the office's own form."""
    if release.paper == "theirs":
        return ()
    return tuple(
        made
        for made in case.papers.values()
        if (one := case.releases.get(made.release or "")) is not None
        and (one.office, one.number) == (release.office, release.number)
    )


def may_sign(release: Release, case: Case) -> bool:
    """Whether a release's signer is the person, or somebody whose authority is written down.

    Being the caregiver is not enough (45 CFR 164.502(g)).
    """
    return acts_for(release, case) != ""


def acts_for(release: Release, case: Case) -> str | None:
    """By what authority somebody else signs a release for the person.

    "" where none is written down, None where the person signs. An empty signer is the person,
    unless an authority stands with the release; else it stands with somebody beside the person.
    """
    signer, written = _name(release.signer), release.authority.strip()
    if not signer or written:
        return written or None
    beside = [one for one in case.people.values() if _name(one.name) == signer]
    if beside:
        return next((said for one in beside if (said := one.authority.strip())), "")
    person = case.person
    names = [_name(one) for one in (person.legal_name, case.label)]
    names += [_name(one) for one in re.split(r"[,;\n]", person.former_names)]
    return None if any(_agree(signer, one) for one in names if one) else ""


def _name(name: str) -> str:
    """A name as it is compared: without accents, case and punctuation."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(one for one in plain if not unicodedata.combining(one))
    return " ".join(re.findall(r"\w+", bare))


def _agree(signer: str, name: str) -> bool:
    """Whether two ways to write a name can be one person's: the words of one are in the other."""
    one, other = set(signer.split()), set(name.split())
    return one <= other or other <= one


def is_valid(release: Release, case: Case, today: dt.date) -> bool:
    """Whether a release is signed by who may, and was neither returned since nor has run out."""
    signed = release.signed_on is not None and may_sign(release, case)
    return signed and not is_spent(release, today)


def is_spent(release: Release, today: dt.date) -> bool:
    """Whether a release came back and was not signed since, or has run out: it takes another."""
    signed, back, end = release.signed_on, release.returned_on, release.expires_on
    came_back = back is not None and (signed is None or back >= signed)
    return came_back or (end is not None and end < today)


def to_print(
    case: Case, office: str, instrument: Instrument, today: dt.date
) -> tuple[str | None, Release]:
    """The release, by id, that a printed legal paper is to become, and what it says.

    It is the office's latest of the kind that is not spent, else the latest whose kind nobody
    said. Where it has neither it is a new one, without an id and a number; what a spent one of the
    kind said is said again, but for a last day that has gone by.
    """
    mine = [(id_, one) for id_, one in in_order(case.releases) if one.office == office]
    kept = [(id_, one) for id_, one in mine if not is_spent(one, today)]
    same = [(id_, one) for id_, one in kept if one.instrument == instrument]
    unsaid = [(id_, one) for id_, one in kept if one.instrument == "not_known"]
    if same or unsaid:
        id_, one = (same or unsaid)[-1]
        unsigned = one.instrument == "not_known" and one.signed_on is None
        return id_, replace(one, instrument=instrument) if unsigned else one
    new = Release(number=0, office=office, instrument=instrument, paper="ours")
    spent = [one for _, one in mine if one.instrument == instrument]
    return None, _again(new, spent[-1], today) if spent else new


def _again(new: Release, spent: Release, today: dt.date) -> Release:
    """A new release that says what a spent one said."""
    ahead = spent.expires_on is not None and spent.expires_on >= today
    return replace(
        new, covers=spent.covers, signer=spent.signer, authority=spent.authority,
        expires_on=spent.expires_on if ahead else None, expires_when=spent.expires_when,
    )  # fmt: skip
