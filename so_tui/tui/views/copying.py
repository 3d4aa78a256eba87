"""What can be copied from where one stands: numbers, addresses, and the words to say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from so_tui.core.case import CallName, Office
from so_tui.core.script import sheet, wanted
from so_tui.tui.targets import Target, about
from so_tui.tui.views.view import View


class Copyable(NamedTuple):
    """A text that can be copied, and what it is."""

    label: str
    text: str


def of_row(view: View, target: Target) -> list[Copyable]:
    """What can be copied on a row of a case: what it is about first, then the words to say."""
    found: list[Copyable] = []
    of_row = about(view.case, target)
    office = of_row.office or None
    if of_row.item and (number := view.case.items[of_row.item].identifiers.reference):
        found.append(Copyable("Its number", number))
    if not office and target.step and (step := view.plan.step(target.step)):
        office = step.office
    here = view.office(office)
    if here is not None:
        of_case, known = here
        found += of_office(known)
        if of_case.person_number:
            found.append(Copyable("Our number there", of_case.person_number))
    call = target.call or (here[0].call if here else None)
    if call is not None:
        found.append(Copyable("What to say", _words(view, call, office)))
    return found


def of_office(office: Office | None) -> Iterator[Copyable]:
    """The numbers and addresses of an office."""
    if office is not None:
        for label, text in (
            ("Phone", office.phone), ("Fax", office.fax), ("Address", office.address),
            ("Name", office.name),
        ):  # fmt: skip
            if text:
                yield Copyable(label, text)


def _words(view: View, call: CallName, office: str | None) -> str:
    here = office if office in view.case.offices else None
    if here is not None and view.case.offices[here].call != call:
        here = None
    lines = sheet(view.case, call, here, view.offices, view.catalogue, wanted(view.plan))
    return "\n".join(lines)
