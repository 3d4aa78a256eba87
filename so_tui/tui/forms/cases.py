"""A new case, and a case's details and status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from so_tui.core import appointment, verbs
from so_tui.core.case import Case, Office, Person, Status, Visit, in_order
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, Pen
from so_tui.core.fields import filled_in
from so_tui.core.finding import Called, is_taken
from so_tui.tui.forms import people
from so_tui.tui.forms.ask import ask, ask_for_change
from so_tui.tui.forms.fields import (
    TAKES,
    TWO_ROWS,
    Field,
    Option,
    Reading,
    Value,
    Values,
    fields_of,
    worded,
)
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.meanwhile import paths_of
from so_tui.tui.forms.parts import filled, in_one, values_of
from so_tui.tui.forms.rare import rarely
from so_tui.tui.targets import Target
from so_tui.zones import machine_zone, strikes, zone_fault

if TYPE_CHECKING:
    from so_tui.tui.screens.acting import ActingScreen
    from so_tui.tui.screens.writing import WritingScreen


def check_zone(values: Values) -> Mapping[str, str]:
    """What is wrong with the zone."""
    fault = zone_fault(values.text("zone"))
    return {"zone": fault} if fault else {}


def ask_zone(values: Values) -> Mapping[str, str]:
    """The question for the zone, where a time was typed and none is known."""
    if values["time"] is None or values.text("zone"):
        return {}
    return {"zone": "In which time zone is that place? Leave it empty while you do not know."}


def slips(
    values: Values, reading: Reading, before: Visit, office: Office | None = None
) -> Mapping[str, str]:
    """What may be a slip in the day and time that were typed for a visit."""
    if reading.calendar is None:
        return {}
    visit = Visit(day=values.day("day"), time=values.time("time"), zone=values.text("zone"))
    return dict(appointment.doubts(visit, before, reading.calendar, office, strikes))


def twins(cases: Sequence[CasePage], label: str, but: str = "") -> Mapping[str, str]:
    """The question that a label raises which another case has already."""
    taken = is_taken(cases, label, but)
    return {"label": f"{taken} Give it one that tells them apart."} if taken else {}


def new_case_form(
    catalogue: Catalogue,
    others: Sequence[CasePage] = (),
) -> Form:
    """A new case: a label, and the visit's date if it is known.

    `others`: the cases from which it can take over the person, the offices and what has come.
    """
    names = Called((one.id, one.value.label) for one in others)
    sources = tuple(
        Option(one.id, names(one.id, one.value.label), about=one.value.visit.doctor)
        for one in others
    )
    source: tuple[Field, ...] = ()
    if sources:
        source = (
            Field(
                name="source", label="Take over from", kind="choice", listed=True, filtering=True,
                rows=3, heading="One more opinion for the same person?",
                options=(Option("", "no case: another person"), *sources),
                hint="Who they are, their offices and the papers they have are taken over.",
            ),
        )  # fmt: skip
    fields = (
        *fields_of(catalogue, Case, "label"),
        *fields_of(
            catalogue, Visit, "day", "time", "zone",
            day={"hint": "Leave it empty when there is no date yet. "
                 "Say 17 dec, thu, +20 or 2026-12-17."},
        ),
        *fields_of(catalogue, Case, "diagnosis", diagnosis=TWO_ROWS),
        *source,
    )  # fmt: skip

    here = machine_zone()

    def kept_zone(values: Values) -> str:
        """Without a time the zone that the form offered says nothing; one that was typed does."""
        zone = values.text("zone")
        return zone if values.time("time") is not None or zone != here else ""

    def change(values: Values, pen: Pen) -> Change:
        chosen = next((one for one in others if one.id == values.text("source")), None)
        if chosen is not None:
            return verbs.begin_from(
                chosen, pen, catalogue, values.text("label"),
                day=values.day("day"), time=values.time("time"),
                zone=kept_zone(values),
                diagnosis=values.text("diagnosis"),
            )  # fmt: skip
        return verbs.new_case(
            pen, catalogue, values.text("label"),
            day=values.day("day"), time=values.time("time"),
            zone=kept_zone(values),
            diagnosis=values.text("diagnosis"),
        )  # fmt: skip

    return Form(
        key="new", title="New case", fields=fields, values={"zone": here, "source": ""},
        change=change, check=check_zone, notes=ask_zone, creates=True,
        doubts=lambda values, reading: {
            **twins(others, values.text("label")), **slips(values, reading, Visit()),
        },
    )  # fmt: skip


async def new_case(over: ActingScreen) -> str | None:
    """Ask for a new case, begin it, and give its id; None when the form was left."""
    work = over.so.casework
    form = new_case_form(work.catalogue, work.cases())
    made = await ask_for_change(over, form)
    return made.edits[0].page[1] if made is not None else None


def details_form(page: CasePage, catalogue: Catalogue, cases: Sequence[CasePage] = ()) -> Form:
    """The case's label, diagnosis and note, the person, and who else there is.

    `cases`: all of the casebook, to tell a label that another one has.
    """
    case = page.value
    others = tuple(
        Option(id_, f"then edit {one.name}") for id_, one in in_order(case.people)
    )  # fmt: skip
    of_person = fields_of(
        catalogue, Person, *filled_in(Person), legal_name={"heading": "The person"},
        phones=TWO_ROWS, address=TWO_ROWS,
        former_names={"heading": "More of the person"}, note={"name": "person_note", **TWO_ROWS},
    )  # fmt: skip
    of_person = rarely(
        of_person, "former_names", "email", "address", "language", "health_number", "person_note"
    )
    fields = (
        *rarely(
            fields_of(
                catalogue, Case, *filled_in(Case, "status", "archived"), diagnosis=TWO_ROWS,
                note={"rows": 2}, specialty={"heading": "More of the case"},
            ),
            "specialty", "after_hours",
        ),
        *of_person,
        Field(
            name="then", label="People", kind="choice", heading="People beside them",
            options=(Option("", "as they are"), Option("new", "then add someone"), *others),
            hint="A caregiver, family, or a proxy who may sign.",
        ),
    )  # fmt: skip

    def change(values: Values, pen: Pen) -> Change | None:
        person = replace(filled(case.person, of_person, values), note=values.text("person_note"))
        if values.only(*named) == {name: before[name] for name in named}:
            return None  # only the people beside them are asked for
        return in_one(
            pen, "set_details", "Changed the case's details",
            (
                lambda: verbs.set_details(
                    page, pen, label=values.text("label"), diagnosis=values.text("diagnosis"),
                    specialty=values.text("specialty"), has_it=values.text("has_it"),
                    note=values.text("note"), after_hours=values.text("after_hours"),
                ),
                lambda: verbs.set_person(page, pen, person),
            ),
        )  # fmt: skip

    before: dict[str, Value] = {
        **values_of(case, fields),
        **values_of(case.person, of_person),
        "person_note": case.person.note,
        "then": "",
    }
    named = [name for name in before if name != "then"]
    paths = paths_of(page, "", fields) | paths_of(page, "person", of_person)
    paths["person_note"] = f"{page.path}/person/note"
    return Form(
        key=f"{case.id}/details", title="The case and its people", fields=fields, values=before,
        change=change, paths=paths,
        doubts=lambda values, reading: {}
        if values.text("label") == case.label else twins(cases, values.text("label"), page.id),
    )  # fmt: skip


async def details(host: WritingScreen, target: Target) -> None:
    """Edit the case's details; on request, then someone beside the person."""
    form = details_form(host.page, host.catalogue, host.casework.cases())
    values = await ask(host, form)
    if values is not None and (then := values.text("then")):
        await people.companion(host, Target("companion", "" if then == "new" else then))


def status_form(page: CasePage, catalogue: Catalogue) -> Form:
    """Choose the case's status."""
    now = page.value.status
    field = Field(
        name="status", label="Status", kind="choice", listed=True, rows=7,
        options=worded(catalogue, Status),
        hint=f"{TAKES} Every change can be undone.",
    )  # fmt: skip

    def change(values: Values, pen: Pen) -> Change | None:
        status: Any = values.text("status")
        return None if status == now else verbs.set_status(page, pen, status)

    def notes(values: Values) -> Mapping[str, str]:
        return {"status": catalogue.words.get(f"ended.{values.text('status')}", "")}

    return Form(
        key=f"{page.id}/status", title="Status of the case", fields=(field,),
        values={"status": now}, change=change, menu=True, notes=notes,
        paths={"status": f"{page.path}/status"},
    )  # fmt: skip


async def status(host: WritingScreen, target: Target) -> None:
    """Choose the case's status."""
    await ask(host, status_form(host.page, host.catalogue))


def hand_over_form(page: CasePage, people: Sequence[str], me: str) -> Form:
    """Choose who has the case now; as it opens, that is who has it already."""
    now = page.value.has_it
    names = dict.fromkeys(one for one in (now, *people, me) if one)
    options = [Option(f"={name}", name, about=_about(name, now, me)) for name in names]
    options.append(Option("other", "somebody else", ".", "press ."))
    options.append(Option("=", "nobody", "-", "press -" if now else "as it is now, press -"))
    field = Field(
        name="to", label="To", kind="choice", listed=True, rows=8, options=tuple(options),
        hint=TAKES,
    )  # fmt: skip

    def change(values: Values, pen: Pen) -> Change | None:
        to = values.text("to")
        is_other = to.startswith("=") and to != f"={now}"
        return verbs.hand_over(page, pen, to[1:]) if is_other else None

    return Form(
        key=f"{page.id}/hand-over", title=f"Hand over {page.value.label}", fields=(field,),
        values={"to": f"={now}"}, change=change, menu=True,
        paths={"to": f"{page.path}/has_it"},
    )  # fmt: skip


def _about(name: str, now: str, me: str) -> str:
    has_it = "has it now" if name == now else ""
    return ", ".join(filter(None, ("you" if name == me else "", has_it)))


def somebody_form(page: CasePage) -> Form:
    """Type who has the case now."""
    field = Field(name="to", label="To", needed="Write who has the case now.")
    return Form(
        key=f"{page.id}/hand-over-to", title=f"Hand over {page.value.label}", fields=(field,),
        values={"to": ""}, creates=True,
        change=lambda values, pen: verbs.hand_over(page, pen, values.text("to")),
    )  # fmt: skip


async def hand_over(host: WritingScreen, target: Target) -> None:
    """Say who has the case now."""
    await hand_over_case(host, host.page)


async def hand_over_case(over: ActingScreen, page: CasePage) -> bool:
    """Say who has a case now, from wherever. Whether anything was asked to its end."""
    form = hand_over_form(page, over.so.people(), over.so.pen().actor)
    values = await ask(over, form)
    if values is None:
        return False
    if values.text("to") == "other":
        return await ask(over, somebody_form(page)) is not None
    return True
