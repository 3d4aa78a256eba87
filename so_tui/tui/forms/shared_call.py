"""One call for several cases: what came of it is logged in each, with its own items alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from so_tui.core import verbs
from so_tui.core.case import Contact, Effect, Office
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import Change, Pen
from so_tui.core.effects import Outlook, follows
from so_tui.core.finding import Called
from so_tui.core.text import counted
from so_tui.errors import NotFoundError
from so_tui.tui.forms.ask import ask
from so_tui.tui.forms.contacts import (
    NEXT,
    Log,
    how_it_was,
    next_move,
    promised_when,
    told,
)
from so_tui.tui.forms.fields import (
    GOES_ON,
    TICKS,
    Field,
    Option,
    Value,
    Values,
    field_of,
    fields_of,
)
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.rare import rarely

if TYPE_CHECKING:
    from so_tui.tui.screens.acting import ActingScreen


@dataclass(frozen=True)
class Part:
    """One case's part of a call: its log, and the office as the case numbers it."""

    log: Log
    where: str
    name: str
    """What the case is called among all."""

    @property
    def options(self) -> Iterator[Option]:
        """What the call can be about in this case; the call itself, where it has no items."""
        return self.outlined(None)

    def outlined(self, values: Values | None) -> Iterator[Option]:
        """The options, with what will come of those that are ticked in `values`."""
        label, open_ = self.name, self.log.open_at(self.where)
        looks = self.outlook(values) if values is not None else None
        mine = [one for one in self.log.about(self.where, looks) if one.value in open_]
        for one in mine:
            yield Option(self._key + one.value, f"{label}: {one.label}", about=one.about)
        if not mine:
            yield Option(self._key, f"{label}: the call itself")

    @property
    def _key(self) -> str:
        return f"{self.log.page.id}/{self.where}/"

    def change(self, values: Values, pen: Pen) -> Change | None:
        """The change to this case, or None when nothing of it was ticked."""
        if not any(one.startswith(self._key) for one in values.many("items")):
            return None
        release = self.log.release_at(self.where)
        return self.log.logged(values, self.where, self._ticked(values), release, pen)

    def _ticked(self, values: Values) -> frozenset[str]:
        """The items of this case that are ticked."""
        mine = self._key
        return frozenset(
            one[len(mine) :] for one in values.many("items") if one.startswith(mine)
        ) - {""}

    def outlook(self, values: Values) -> Outlook | None:
        """What the call will do in this case."""
        return self.log.outlook(values, self.where, self._ticked(values))


class SharedCall:
    """A call to one office about all the cases that have something to say to it."""

    def __init__(self, office: Office, parts: Sequence[Part], catalogue: Catalogue) -> None:
        self._office, self._parts, self._catalogue = office, parts, catalogue

    def form(self, who: str, today: Value) -> Form:
        """The form; `who` makes the call."""
        options = tuple(one for part in self._parts for one in part.options)
        values: dict[str, Value] = {
            "outcome": "", "items": frozenset(one.value for one in options), "channel": "phone",
            "on": today, "who": who, "next_move": "not_known",
        }  # fmt: skip
        cases = counted(len({part.log.page.id for part in self._parts}), "case")
        return Form(
            key=f"round/{self._office.id}", title=f"Log one call to {self._office.name}: {cases}",
            fields=self._fields(options), values=values, focus="outcome", creates=True,
            check=_check, react=self._react, offers=self._offers,
            notes=self._notes, side=self._sheet, side_title="What to say",
        )  # fmt: skip

    def _fields(self, options: tuple[Option, ...]) -> tuple[Field, ...]:
        word = self._catalogue
        return (
            field_of(
                word, Contact, "outcome",
                hint=f"{GOES_ON} It is logged in each case that is ticked.",
            ),
            Field(
                name="items", label="About", kind="many", listed=True, rows=9, options=options,
                hint=f"{TICKS} Each case keeps only its own part.",
            ),
            field_of(word, Effect, "promise", hint="The day they gave."),
            *fields_of(
                word, Contact, "with_whom", "note",
                note={"hint": "It goes into each case that is ticked: name nobody in it."},
            ),
            field_of(word, Contact, "chase_on"),
            *rarely((next_move(word),), next_move=NEXT),
            *how_it_was(word),
        )  # fmt: skip

    def _offers(self, values: Values) -> Mapping[str, tuple[Option, ...]]:
        return {"items": tuple(one for part in self._parts for one in part.outlined(values))}

    def _react(self, name: str, values: Values) -> Mapping[str, Value]:
        """Who acts next, and the first day on which to call again for one of the cases."""
        looks = [one for part in self._parts if (one := part.outlook(values)) is not None]
        if not looks or name not in ("outcome", "items", "promise", "on"):
            return {}
        days = [one.chase_on for one in looks if one.chase_on is not None]
        return {"next_move": looks[0].next_move, "chase_on": min(days, default=None)}

    def _notes(self, values: Values) -> Mapping[str, str]:
        """The days that follow for all that are ticked."""
        if not values.text("outcome"):
            return {}
        today = self._parts[0].log.plan.today
        return {"items": told(follows(values.day("promise"), values.day("chase_on"), today))}

    def _sheet(self, values: Values) -> Sequence[str]:
        lines: list[str] = []
        for part in self._parts:
            lines += [f"── {part.name} ──", *part.log.words_for(part.where)]
        return lines

    def change(self, values: Values, pen: Pen) -> Change:
        """One change, of all cases of which something was ticked."""
        made = (part.change(values, pen) for part in self._parts)
        return verbs.one_call(pen, [one for one in made if one is not None])


def _check(values: Values) -> Mapping[str, str]:
    if not values.many("items"):
        return {"items": "Tick what the call was about."}
    return promised_when(values)


async def log_shared_call(over: ActingScreen, office: str, cases: Sequence[str]) -> Sequence[str]:
    """Log one call to an office of the casebook for several cases; the cases it was logged in.

    Raises SoTuiError where it could not be saved; then it waits, and is tried again.
    """
    so = over.so
    work, today = so.casework, so.today()
    known = work.offices()
    if office not in known:
        raise NotFoundError("That office is not in the casebook any more.")
    pages = [work.case(id_) for id_ in cases]
    names = Called(work.labels().items())
    parts = [
        Part(Log(page, work.plan(page, today), known, work.catalogue, work.calendar), where, name)
        for page in pages
        for name in (names(page.id, page.value.label),)
        for where, one in page.value.offices.items()
        if one.office == office
    ]
    call = SharedCall(known[office], parts, work.catalogue)
    values = await ask(over, call.form(so.pen().actor, today))
    if values is None:
        return ()
    change = call.change(values, so.pen())
    logged = [id_ for kind, id_ in change.pages if kind == "cases"]
    many = counted(len(logged), "case")
    await over.write(change, said=f"Logged one call in {many}. Each keeps only its own part.")
    return logged
