"""An office: picked from the casebook or new, its identity and what is this case's about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from so_tui.core import dates, pace, verbs
from so_tui.core.case import CALLS, CallName, CaseOffice, Closure, Gives, Office, Party, offices_of
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, OfficePage, Pen
from so_tui.core.fields import filled_in
from so_tui.core.finding import offices_apart, phone_is_known, same_office, same_phone
from so_tui.core.folding import key
from so_tui.core.parties import SECOND, whom
from so_tui.core.release_steps import ASK_RELEASE
from so_tui.core.text import capital
from so_tui.core.wording import Wording
from so_tui.errors import NotAllowedError, UsageError
from so_tui.tui.forms import visits
from so_tui.tui.forms.ask import ask
from so_tui.tui.forms.fields import (
    TAKES,
    TWO_ROWS,
    Field,
    Option,
    Reading,
    Values,
    field_of,
    fields_of,
)
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.meanwhile import paths_of
from so_tui.tui.forms.parts import filled, form_of, forms_and_ways, in_one, values_of
from so_tui.tui.forms.rare import rarely
from so_tui.tui.targets import Target, about

if TYPE_CHECKING:
    from so_tui.tui.screens.writing import WritingScreen

_WEEK = tuple(
    Option(str(n), name)
    for n, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), start=1)
)

_NEW = "A new office"


def pick_form(
    page: CasePage,
    offices: Mapping[str, Office],
    catalogue: Catalogue,
    call: CallName,
    party: Party = SECOND,
) -> Form:
    """Pick an office of the casebook for one call, or begin a new one."""
    there = {one.office for _, one in offices_of(page.value, call) if one.party == party}
    known = sorted(
        (one for id_, one in offices.items() if id_ not in there),
        key=lambda one: one.name.casefold(),
    )
    field = Field(
        name="office", label="Office", kind="choice", listed=True, filtering=True, rows=10,
        options=(
            Option("", _NEW),
            *(Option(one.id, one.name, about=_about(one)) for one in known),
        ),
        hint="Type a part of its name; Enter takes the one that is marked.",
    )  # fmt: skip
    return Form(
        key=f"{page.id}/pick/{whom(call, party)}", title=_for(catalogue, call, party),
        fields=(field,), values={"office": ""}, menu=True,
    )  # fmt: skip


def _for(catalogue: Catalogue, call: CallName, party: Party) -> str:
    """What an office that is added is for, as a title."""
    if call == "visit" and party != SECOND:
        return capital(catalogue.words[f"party.{party}"])
    return f"An office for {catalogue.words[f'call.{call}']}"


def _about(office: Office) -> str:
    return ", ".join(part for part in (office.desk, office.phone) if part)


def _identity(
    office: Office, catalogue: Catalogue, took: Mapping[str, tuple[int, int]]
) -> tuple[Field, ...]:
    really = pace.told(took, catalogue)
    closed = tuple(
        Option(id_, f"{dates.long(one.first)} to {dates.long(one.last)}", about=one.why)
        for id_, one in sorted(office.closures.items(), key=lambda pair: pair[1].first)
    )
    kept: tuple[Field, ...] = ()
    if closed:
        kept = (
            Field(
                name="closed", label="Closed", kind="many", listed=True, rows=4, options=closed,
                hint="Space takes one off.",
            ),
        )  # fmt: skip
    usually: dict[str, Any] = {"name": "usually"}
    if really:
        usually["hint"] = f"Business days, as they say. They really took: {really}."
    rare = (
        field_of(
            catalogue, Office, "other_phones",
            heading="More of the office, for every case", **TWO_ROWS,
        ),
        *fields_of(
            catalogue, Office, "email", "open_days",
            open_days={"options": _WEEK, "hint": "Space or a letter ticks a day."},
        ),
        *kept,
        *fields_of(
            catalogue, Closure, *filled_in(Closure), first={"name": "closed_from"},
            last={"name": "closed_to"}, why={"name": "closed_why"},
        ),
        field_of(catalogue, Office, "paper"),
        field_of(catalogue, Office, "takes", **usually),
        field_of(catalogue, Office, "note"),
    )  # fmt: skip
    often = filled_in(Office, "paper", "note", "takes", "other_phones", "email", "open_days")
    return (
        *fields_of(
            catalogue, Office, *often, name={"heading": "The office, for every case"},
            address=TWO_ROWS, hours=TWO_ROWS,
        ),
        *rarely(rare, *(one.name for one in rare)),
    )  # fmt: skip


def _of_case(catalogue: Catalogue, call: CallName) -> tuple[Field, ...]:
    elsewhere = () if call == "visit" else ("party",)
    fields = fields_of(
        catalogue, CaseOffice, *filled_in(CaseOffice, "call", *elsewhere),
        contact_person={"heading": "In this case"},
        service_dates={"heading": "More of it in this case", **TWO_ROWS},
        note={"name": "case_note"},
    )  # fmt: skip
    return rarely(fields, "service_dates", "case_note")


def _faults(catalogue: Catalogue) -> Callable[[Values], Mapping[str, str]]:
    """What in an office's form cannot be kept, by field."""

    def faults(values: Values) -> Mapping[str, str]:
        found = dict(_closure_faults(values))
        try:
            pace.read(values.text("usually"), catalogue)
        except UsageError as fault:
            found["usually"] = fault.sentence
        return found

    return faults


def _closure_faults(values: Values) -> Mapping[str, str]:
    first, last = values.day("closed_from"), values.day("closed_to")
    if first is None and last is not None:
        return {"closed_from": "Say the first day as well, or leave both empty."}
    if first is not None and last is not None and last < first:
        return {"closed_to": f"That is before the first day, {dates.long(first)}."}
    return {}


def _office(
    old: Office, fields: tuple[Field, ...], values: Values, pen: Pen, catalogue: Catalogue
) -> Office:
    after = filled(old, fields, values)
    if values.text("usually") != pace.said(old.takes, catalogue):
        after = replace(after, takes=pace.read(values.text("usually"), catalogue))
    kept = values.many("closed") if "closed" in values else frozenset(old.closures)
    closures = {id_: one for id_, one in old.closures.items() if id_ in kept}
    first: dt.date | None = values.day("closed_from")
    if first is not None:
        last = values.day("closed_to") or first
        closures[pen.new_id()] = Closure(first=first, last=last, why=values.text("closed_why"))
    return replace(after, closures=closures)


def _twins(known: Mapping[str, Office], name: str, but: str = "") -> Mapping[str, str]:
    """The question that a name raises by which another office is known already."""
    found = same_office(known, name, but) if key(name) else []
    if not found:
        return {}
    is_known = f"There is an office of this name already: {offices_apart(found)}."
    how = "Where the two are one, so-tui office join makes them one." if but else (
        "Leave this form and pick it from the list, unless this is another place."
    )  # fmt: skip
    return {"name": f"{is_known} {how}"}


def _phone_is_known(known: Mapping[str, Office], phone: str, but: str = "") -> Mapping[str, str]:
    said = phone_is_known(known, phone, but)
    return {"phone": said} if said else {}


def new_office_form(
    page: CasePage,
    catalogue: Catalogue,
    call: CallName,
    name: str = "",
    party: Party = SECOND,
    known: Mapping[str, Office] | None = None,
) -> Form:
    """A new office, put into the casebook and onto one call's card as one change.

    `known`: the casebook's offices by id, to tell one of the same name.
    """
    blank = Office(id="", name=name)
    identity, of_case = _identity(blank, catalogue, {}), _of_case(catalogue, call)
    here = CaseOffice(number=0, call=call, office="", party=party)

    def change(values: Values, pen: Pen) -> Change:
        made = verbs.new_office(pen, _office(blank, identity, values, pen, catalogue))
        _, id_ = made.edits[0].page
        own = filled(here, of_case, values)
        own = replace(own, office=id_, note=values.text("case_note"))
        added = verbs.add_office(page, pen, own, values.text("name"))
        return verbs.together(pen, "add_office", added.sentence, (made, added))

    return Form(
        key=f"{page.id}/new-office/{whom(call, party)}",
        title=_for(catalogue, call, party).replace("An office", "A new office", 1),
        fields=(*identity, *of_case), creates=True, change=change, check=_faults(catalogue),
        doubts=lambda values, reading: _twins(known or {}, values.text("name")),
        notes=lambda values: _phone_is_known(known or {}, values.text("phone")),
        values={**values_of(blank, identity), **values_of(here, of_case), "usually": ""},
    )  # fmt: skip


def office_form(
    page: CasePage,
    office: OfficePage | None,
    catalogue: Catalogue,
    id_: str,
    took: Mapping[str, tuple[int, int]] | None = None,
    focus: str = "",
    known: Mapping[str, Office] | None = None,
) -> Form:
    """An office of the case: its identity, shared by all cases, and what is this case's.

    `took`: what the office really took, by track, beside what it says. `known`: the casebook's
    offices by id, to tell those that may be this one, too.
    """
    here = page.value.offices[id_]
    identity = _identity(office.value, catalogue, took or {}) if office is not None else ()
    of_case = _of_case(catalogue, here.call)
    same = _same_place(office.value, known or {}) if office is not None else ()

    def change(values: Values, pen: Pen) -> Change | None:
        untouched = all(values[name] == was for name, was in before.items() if name in values)
        if same and values.text("same") and untouched:
            return None  # only joining is asked for
        own = replace(filled(here, of_case, values), note=values.text("case_note"))
        makers = [lambda: verbs.edit_case_office(page, pen, id_, own)]
        if office is not None:
            after = _office(office.value, identity, values, pen, catalogue)
            makers.insert(0, lambda: verbs.edit_office(office, pen, after))
        name = office.value.name if office else "an office"
        return in_one(pen, "edit_office", f"Changed the office {name}", makers)

    values = {**values_of(here, of_case), "case_note": here.note}
    paths = paths_of(page, f"offices/{id_}", of_case)
    paths["case_note"] = f"{page.path}/offices/{id_}/note"
    if office is not None:
        paths |= paths_of(office, "", identity)
        values |= values_of(office.value, identity)
        values["closed"] = frozenset(office.value.closures)
        values["note"] = office.value.note
        values["usually"] = pace.said(office.value.takes, catalogue)
    before = dict(values)

    def doubts(values: Values, reading: Reading) -> Mapping[str, str]:
        name = values.text("name") if office is not None else ""
        is_new = office is not None and name != office.value.name
        return _twins(known or {}, name, here.office) if is_new else {}

    return Form(
        key=f"{page.id}/office/{id_}", title=office.value.name if office else "An office",
        fields=(*identity, *of_case, *same),
        values={**values, **{one.name: "" for one in same}}, change=change, doubts=doubts,
        check=_faults(catalogue) if office is not None else None, paths=paths, focus=focus,
    )  # fmt: skip


def _same_place(office: Office, known: Mapping[str, Office]) -> tuple[Field, ...]:
    """The field that makes this office one with another, where one is called so or has its
    telephone number."""
    others = [
        one
        for one in known.values()
        if one.id != office.id
        and (key(one.name) == key(office.name) or one in same_phone(known, office.phone))
    ]
    if not others:
        return ()
    options = (Option("", "no, another place"), *(
        Option(one.id, one.name, about=_about(one)) for one in others
    ))  # fmt: skip
    return (
        Field(
            name="same", label="The same as", kind="choice", listed=True, rows=len(options),
            heading="Known twice?", options=options,
            hint="Every case then names this one, and what the other one has is kept with it.",
        ),
    )  # fmt: skip


async def add(host: WritingScreen, call: CallName, party: Party = SECOND) -> None:
    """Pick an office for a call, or make a new one there."""
    page = host.page
    picked = await ask(host, pick_form(page, host.offices, host.catalogue, call, party))
    if picked is None:
        return
    id_ = picked.text("office")
    if not id_:
        # Who looked for it by its name need not type that again.
        sought = picked.sought("office").strip()
        name = "" if key(sought) in key(_NEW) else sought
        form = new_office_form(page, host.catalogue, call, name, party, host.offices)
        await ask(host, form)
        return
    office = CaseOffice(number=0, call=call, office=id_, party=party)
    await host.write(verbs.add_office(page, host.pen(), office, host.offices[id_].name))


async def edit(host: WritingScreen, target: Target) -> None:
    """Edit the office of this row, or of its item; pick one where there is none."""
    case = host.page.value
    here = about(case, target)
    id_, call = here.office, here.call
    if not id_ and not here.item and call is not None:
        id_ = next((one for one, _ in offices_of(case, call)), "")
    if id_:
        identity = case.offices[id_].office
        known = host.casework.office_page(identity) if identity in host.offices else None
        took = host.casework.took(identity)
        asks = target.kind == "no_release" or target.step.startswith(ASK_RELEASE)
        focus = "release_needed" if asks else ""
        form = office_form(host.page, known, host.catalogue, id_, took, focus, host.offices)
        values = await ask(host, form)
        if values is not None and "same" in values and (twin := values.text("same")):
            await host.write(host.casework.joined(twin, identity, host.pen()))
    elif call is not None:
        await add(host, call)
    else:
        await add(host, await which_call(host))


def gives_form(office: OfficePage, catalogue: Catalogue, kind_id: str) -> Form:
    """What an office gives of one kind of thing, for every case that names it."""
    old = office.value.gives.get(kind_id, Gives())
    offered = forms_and_ways(catalogue, kind_id, old.forms)

    def save(pen: Pen, after: Gives) -> Change:
        all_of_it = {**office.value.gives, kind_id: after}
        return verbs.edit_office(office, pen, replace(office.value, gives=all_of_it))

    return form_of(
        office, old, f"gives/{kind_id}", fields_of(catalogue, Gives, *filled_in(Gives), **offered),
        save, key=f"gives/{kind_id}",
        title=f"{office.value.name} gives: {Wording(catalogue).kind(kind_id)}",
    )  # fmt: skip


async def gives(host: WritingScreen, id_: str) -> None:
    """Say what an office of the case gives, of a kind of thing that is chosen first."""
    of_case = host.page.value.offices.get(id_)
    if of_case is None or of_case.office not in host.offices:
        raise NotAllowedError("Go to the row of an office first: this says what it gives.")
    office = host.casework.office_page(of_case.office)
    kind = await visits.which_kind(
        host, office.value.gives, f"What {office.value.name} gives",
        "What do they give, in which form, and how?",
    )  # fmt: skip
    if kind:
        await ask(host, gives_form(office, host.catalogue, kind))


async def which_call(host: WritingScreen) -> CallName:
    """Ask for which card. Raises NotAllowedError when none was chosen."""
    catalogue = host.catalogue
    field = Field(
        name="call", label="Card", kind="choice", listed=True, rows=4,
        options=tuple(Option(call, catalogue.words[f"call.{call}"]) for call in CALLS),
        needed="Choose a card.", hint=TAKES,
    )  # fmt: skip
    form = Form(
        key="call", title="For which card?", fields=(field,), values={"call": ""}, menu=True
    )
    values = await ask(host, form)
    if values is None:
        raise NotAllowedError("No card was chosen. Nothing was changed.")
    call: Any = values.text("call")
    chosen: CallName = call
    return chosen
