"""What a paper is filled from: a case with its plan, and for whom the paper is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import msgspec

from so_tui.core.calendar import Calendar
from so_tui.core.case import CallName, Case, CaseOffice, Office, Party
from so_tui.core.catalogue import Catalogue
from so_tui.core.conflicts import Conflict
from so_tui.core.papers.description import Shared
from so_tui.core.parties import SECOND, offices_for
from so_tui.core.script import Wanted, wanted
from so_tui.core.steps import Plan


class Addressee(msgspec.Struct, frozen=True):
    """Whom a paper is for: an office by its id in the case, and on which card it stands."""

    call: CallName
    office: str
    party: Party = SECOND


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """All that a paper is filled from. `to`: for whom it is, None where it is about all of a case.
    `offices` are the casebook's; `revision` counts the changes that made the case as it is;
    `pages`: how many go with the paper, if that was said; `apart`: what two people changed apart
    and nobody has settled."""

    case: Case
    to: Addressee | None
    offices: Mapping[str, Office]
    catalogue: Catalogue
    shared: Shared
    plan: Plan
    calendar: Calendar
    today: dt.date
    revision: int
    pages: int | None = None
    apart: tuple[Conflict, ...] = ()

    @property
    def wants(self) -> Wanted:
        """What of the plan is said to an office."""
        return wanted(self.plan)

    @property
    def at(self) -> Addressee:
        """For whom the paper is, which is for an office."""
        assert self.to is not None
        return self.to

    @property
    def here(self) -> CaseOffice:
        """What is this case's about the office."""
        return self.case.offices[self.at.office]

    @property
    def office(self) -> Office:
        """The office's identity; one that the casebook lost has no name."""
        return self.offices.get(self.here.office) or Office(id="", name="")

    @property
    def second(self) -> Office:
        """The second office's identity."""
        ids = offices_for(self.case, "visit", SECOND)
        of = self.case.offices[ids[0]].office if ids else ""
        return self.offices.get(of) or Office(id="", name="")
