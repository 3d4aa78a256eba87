"""Where an item stands: its state and place, its promise, its problem."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from so_tui.core import effects, verbs
from so_tui.core.case import Item, Move, Place, Promise, State
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, Pen
from so_tui.core.wording import Wording
from so_tui.errors import NotAllowedError
from so_tui.tui.forms.ask import ask
from so_tui.tui.forms.fields import Option, Value, Values, field_of, fields_of, worded
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.meanwhile import paths_of
from so_tui.tui.forms.parts import item_name, spoken
from so_tui.tui.targets import Target, about

if TYPE_CHECKING:
    from so_tui.tui.screens.writing import WritingScreen

_CHECKED = "Say who checked that it is usable: who opened the disc, who counted."


def _title(page: CasePage, catalogue: Catalogue, today: dt.date, id_: str) -> str:
    name = item_name(page.value.items[id_], catalogue, today)
    return f"{spoken(page.value)[id_]} {name}"


def state_form(page: CasePage, catalogue: Catalogue, today: dt.date, id_: str) -> Form:
    """Any state, its day and place, who checked, a note."""
    item = page.value.items[id_]
    place = Option("", "as usual")
    states = worded(catalogue, State)
    if Wording(catalogue).is_at_home(item):
        states = _at_home(item, states, catalogue)
    fields = (
        field_of(catalogue, Item, "state", options=states),
        field_of(catalogue, Move, "on"),
        field_of(catalogue, Move, "place", options=(place, *worded(catalogue, Place))),
        *fields_of(catalogue, Move, "checked_by", "note"),
    )

    def check(values: Values) -> Mapping[str, str]:
        usable = values.text("state") == "usable" and not values.text("checked_by")
        return {"checked_by": _CHECKED} if usable else {}

    def change(values: Values, pen: Pen) -> Change:
        state: Any = values.text("state")
        where: Any = values.text("place") or None
        return verbs.move_item(
            page, pen, id_, state, on=values.day("on"), place=where,
            checked_by=values.text("checked_by"), note=values.text("note"),
        )  # fmt: skip

    def react(name: str, values: Values) -> Mapping[str, Value]:
        """Another state has a place of its own."""
        if name != "state":
            return {}
        return {"place": item.place if values.text("state") == item.state else ""}

    return Form(
        key=f"{page.id}/state/{id_}", title=_title(page, catalogue, today, id_), fields=fields,
        values={"state": item.state, "on": today, "place": item.place}, change=change, check=check,
        react=react,
        paths={one: f"{page.path}/items/{id_}/{one}" for one in ("state", "place")},
    )  # fmt: skip


def _at_home(item: Item, states: tuple[Option, ...], catalogue: Catalogue) -> tuple[Option, ...]:
    """The states of what one has at home: nobody is asked for it, and nobody sends it."""
    words, known = Wording(catalogue), {"to_ask", "ready", "not_needed", "will_follow", item.state}
    return tuple(
        replace(one, label=words.state(item, state))
        for one, state in zip(states, get_args(State), strict=True)
        if one.value in known
    )


def usable_form(page: CasePage, catalogue: Catalogue, today: dt.date, id_: str) -> Form:
    """Who checked that an item is usable."""
    fields = fields_of(catalogue, Move, "checked_by", "on", "note", checked_by={"needed": _CHECKED})

    def change(values: Values, pen: Pen) -> Change:
        return verbs.move_item(
            page, pen, id_, "usable", on=values.day("on"),
            checked_by=values.text("checked_by"), note=values.text("note"),
        )  # fmt: skip

    return Form(
        key=f"{page.id}/usable/{id_}", title=f"{_title(page, catalogue, today, id_)}: usable",
        fields=fields, values={"checked_by": page.value.has_it, "on": today},
        change=change, creates=True,
        # The number never changes: this tells only when the item is removed.
        paths={"checked_by": f"{page.path}/items/{id_}/number"},
    )  # fmt: skip


def promise_form(page: CasePage, catalogue: Catalogue, today: dt.date, id_: str) -> Form:
    """The day that somebody gave, and who gave it."""
    item = page.value.items[id_]
    old = item.promise
    fields = fields_of(
        catalogue, Promise, "day", "by", "given_on",
        day={"hint": "Leave it empty to take the promise away."},
    )  # fmt: skip

    def change(values: Values, pen: Pen) -> Change:
        day = values.day("day")
        promise = None if day is None else Promise(
            day=day, by=values.text("by"), given_on=values.day("given_on")
        )  # fmt: skip
        return verbs.set_promise(page, pen, id_, promise)

    return Form(
        key=f"{page.id}/promise/{id_}", fields=fields, change=change,
        title=f"{_title(page, catalogue, today, id_)}: promised",
        paths={one.name: f"{page.path}/items/{id_}/promise/{one.name}" for one in fields},
        values={
            "day": old.day if old else None,
            "by": old.by if old else _person_there(page, item),
            "given_on": old.given_on if old else today,
        },
    )  # fmt: skip


def _person_there(page: CasePage, item: Item) -> str:
    office = page.value.offices.get(item.office or "")
    return office.contact_person if office else ""


def problem_form(page: CasePage, catalogue: Catalogue, today: dt.date, id_: str) -> Form:
    """What went wrong, by its code; what can be asked next stands below."""
    item = page.value.items[id_]
    offered = [one for one in catalogue.problems.values() if one.is_for(item.call)]
    fields = (
        field_of(
            catalogue, Item, "problem", listed=True, filtering=True, rows=9,
            options=(
                Option("", "no problem"),
                *(Option(one.id, one.name, words=one.words) for one in offered),
            ),
            hint="Type a word of it, such as blank or lost. What can be asked next stands below.",
        ),
        field_of(catalogue, Item, "problem_note"),
    )  # fmt: skip

    def notes(values: Values) -> Mapping[str, str]:
        problem = catalogue.problems.get(values.text("problem"))
        if problem is None:
            return {}
        effect = effects.of_problem(item, problem, catalogue)
        if problem.id == item.problem or effect.state is None:
            return {"problem": problem.then}
        words = Wording(catalogue)
        becomes = f"{words.state(item)} → {words.state(item, effect.state)}."
        return {"problem": f"{becomes} {problem.then}"}

    def change(values: Values, pen: Pen) -> Change:
        return verbs.set_problem(
            page, pen, catalogue, id_, values.text("problem") or None, values.text("problem_note")
        )

    return Form(
        key=f"{page.id}/problem/{id_}", fields=fields, change=change, notes=notes,
        title=f"{_title(page, catalogue, today, id_)}: problem",
        values={"problem": item.problem, "problem_note": item.problem_note},
        paths=paths_of(page, f"items/{id_}", fields),
    )  # fmt: skip


def _about_an_item(
    made: Callable[[CasePage, Catalogue, dt.date, str], Form],
) -> Callable[[WritingScreen, Target], Coroutine[Any, Any, None]]:
    """What opens a form about the item of a row."""

    async def opens(host: WritingScreen, target: Target) -> None:
        item = about(host.page.value, target).item
        if not item:
            raise NotAllowedError("Go to an item first: this key is about one.")
        await ask(host, made(host.page, host.catalogue, host.today, item))

    return opens


state = _about_an_item(state_form)
usable = _about_an_item(usable_form)
promise = _about_an_item(promise_form)
problem = _about_an_item(problem_form)
