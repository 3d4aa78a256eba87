"""The log: one contact, what came of it for each item, and the words to say beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

from msgspec.structs import replace

from so_tui.core import dates, effects, pace, verbs
from so_tui.core.calendar import Calendar
from so_tui.core.case import (
    CALLS,
    OVER,
    CallName,
    Case,
    Channel,
    Contact,
    Effect,
    Office,
    Party,
    State,
    in_order,
    items_of,
    offices_of,
)
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, OfficePage, Pen
from so_tui.core.effects import Outlook
from so_tui.core.parties import SECOND, card_of, is_asked_at, offices_for, party_at, whom
from so_tui.core.script import open_items, sheet, wanted
from so_tui.core.steps import Plan
from so_tui.core.wording import Wording
from so_tui.errors import UsageError
from so_tui.tui.forms.ask import ask
from so_tui.tui.forms.fields import (
    GOES_ON,
    TICKS,
    TWO_ROWS,
    Field,
    Option,
    Value,
    Values,
    field_of,
    fields_of,
)
from so_tui.tui.forms.form import Form, Watched
from so_tui.tui.forms.parts import filled, form_of, item_name, office_name, spoken
from so_tui.tui.forms.rare import rarely
from so_tui.tui.forms.second_office import HAS, NEEDED, NOT_NEEDED, WithThem, check
from so_tui.tui.targets import Target, about

if TYPE_CHECKING:
    from so_tui.tui.screens.writing import WritingScreen

_NO_OFFICE = "call:"


class Log:
    """What the form for logging a contact is made from: a case, its plan and the knowledge.

    `office_page`: gives an office of the casebook by id, so that how long it usually takes can be
    kept with it; without one that is not asked.
    """

    def __init__(
        self,
        page: CasePage,
        plan: Plan,
        offices: Mapping[str, Office],
        catalogue: Catalogue,
        calendar: Calendar,
        office_page: Callable[[str], OfficePage] | None = None,
    ) -> None:
        self.office_page = office_page
        self.page = page
        self.plan = plan
        self.offices = offices
        self.catalogue = catalogue
        self.calendar = calendar
        self.asked: frozenset[str] = frozenset()

    @property
    def case(self) -> Case:
        """The case as it was when the form opened."""
        return self.page.value

    def form(
        self, call: CallName | None, office: str | None, items: Iterable[str],
        channel: Channel = "phone",
    ) -> Form:  # fmt: skip
        """The form, with the office and the items it is about chosen beforehand.

        Without a call, the offices of all calls are offered.
        """
        calls = (call,) if call is not None else CALLS
        first = office or self._first_office(calls)
        where = first if first is not None else f"{_NO_OFFICE}{calls[0]}"
        self.asked = frozenset(items)
        about = self.asked or self.open_at(where)
        fields = self._fields(calls, where)
        values: dict[str, Value] = {
            "office": where, "outcome": "", "items": about, "channel": channel,
            "on": self.plan.today, "who": self.case.has_it, "with_whom": self._person(where),
            "next_move": "not_known", "release": self.release_at(where),
            "usually": self.usually(where),
            **self._with_them(where).known(), INSTEAD: "",
        }  # fmt: skip
        return Form(
            key=f"{self.page.id}/log/{where}", title="Log a contact", fields=fields, values=values,
            focus="outcome", creates=True, change=self._change, check=self._faults,
            notes=self._notes, react=self._react, offers=self._offers, side=self._sheet,
            side_title="What to say", watched=tuple(self._watched(calls)),
        )  # fmt: skip

    def _watched(self, calls: Sequence[CallName]) -> Iterator[Watched]:
        """The state of each item: what the options say will come of it goes by that."""
        words = self.catalogue.words
        states = {state: words[f"state.{state}"] for state in get_args(State)}
        names = spoken(self.case)
        for call in calls:
            for id_, _ in items_of(self.case, call):
                path = f"{self.page.path}/items/{id_}/state"
                yield Watched(path=path, field="items", option=id_, name=names[id_], words=states)

    def _fields(self, calls: Sequence[CallName], where: str) -> tuple[Field, ...]:
        word = self.catalogue
        return (
            Field(
                name="office", label="Office", kind="choice", options=self._where(calls),
                listed=len(calls) > 1, rows=4,
            ),
            field_of(word, Contact, "outcome", hint=GOES_ON),
            Field(
                name="items", label="About", kind="many", listed=True, rows=6,
                options=self.about(where),
                hint=f"{TICKS} Behind each stands what will come of it.",
            ),
            *(self._with_them(where).fields() if "visit" in calls else ()),
            field_of(word, Effect, "promise"),
            *fields_of(word, Contact, "with_whom", "note", note=TWO_ROWS),
            field_of(word, Contact, "chase_on"),
            self._instead(where),
            *rarely((next_move(word),), next_move=NEXT),
            *(rarely((_usually(word),), "usually") if self.office_page is not None else ()),
            *rarely(
                (field_of(word, Contact, "release", options=self._releases(where)),), "release"
            ),
            *how_it_was(word),
        )  # fmt: skip

    # --- What can be chosen ------------------------------------------------------------------

    def _where(self, calls: Sequence[CallName]) -> tuple[Option, ...]:
        options = [
            Option(
                id_, office_name(self.case, self.offices, id_),
                about=card_of(self.case, call, self.catalogue.words),
            )
            for call in calls for id_, _ in offices_of(self.case, call)
        ]  # fmt: skip
        for call in calls:
            words = card_of(self.case, call, self.catalogue.words)
            options.append(Option(f"{_NO_OFFICE}{call}", "none of these", about=words))
            if call == "visit":
                options += [
                    Option(
                        f"{_NO_OFFICE}{party}", self.catalogue.words[f"party.{party}"], about=words
                    )
                    for party in get_args(Party)
                    if party != SECOND and not offices_for(self.case, call, party)
                ]
        return tuple(options)

    def _first_office(self, calls: Sequence[CallName]) -> str | None:
        step = self.plan.first
        if step is not None and step.call in calls and step.at_office:
            if step.office in self.case.offices:
                return step.office
            return f"{_NO_OFFICE}{whom(step.call, step.party)}"
        return next((id_ for call in calls for id_, _ in offices_of(self.case, call)), None)

    def _split(self, where: str) -> tuple[CallName, str | None]:
        if where in self.case.offices:
            return self.case.offices[where].call, where
        call: Any = where.removeprefix(_NO_OFFICE)
        return (call if call in CALLS else "visit"), None

    def _party(self, where: str) -> Party:
        """Whom of the visit's card a choice of office means."""
        party: Any = where.removeprefix(_NO_OFFICE)
        return party if party in get_args(Party) else party_at(self.case, where)

    def open_at(self, where: str) -> frozenset[str]:
        """The items to speak of with an office.

        Not what one has at home; and with the second office, what it needs is spoken of.
        """
        call, office = self._split(where)
        party = self._party(where)
        if call == "visit" and party == SECOND:
            return frozenset()
        return frozenset(
            id_
            for id_, item in open_items(self.case, call, office, party, self.catalogue)
            if self.catalogue.group(item.kind) != "home"
        )

    def about(self, where: str, looks: Outlook | None = None) -> tuple[Option, ...]:
        """The items a contact with an office can be about, with what `looks` says of them."""
        call, office = self._split(where)
        names = spoken(self.case)
        mine: list[Option] = []
        others: list[Option] = []
        for id_, item in items_of(self.case, call):
            if item.state in OVER and id_ not in self.asked:
                continue
            state = Wording(self.catalogue).state(item)
            if looks is not None and id_ in looks.effects:
                state = effects.becomes(item, looks.effects[id_], self.catalogue)
            name = item_name(item, self.catalogue, self.plan.today)
            option = Option(id_, f"{names[id_]} {name}", about=state)
            here = is_asked_at(item, office, self._party(where), self.catalogue)
            (mine if here else others).append(option)
        return (*mine, *others)

    def _with_them(self, where: str) -> WithThem:
        applies = self._split(where)[0] == "visit" and self._party(where) == SECOND
        return WithThem(self.case, self.catalogue, self.plan.today, applies)

    def _instead(self, where: str, values: Values | None = None) -> Field:
        """What an office offers in place of what it refuses."""
        return Field(
            name=INSTEAD, label="Offered instead", kind="choice",
            options=self._offered(where, values),
            hint="What they offer in place of what they refuse, such as recuts. It is asked for.",
        )  # fmt: skip

    def _offered(self, where: str, values: Values | None) -> tuple[Option, ...]:
        """The forms of what was refused on the call; only "nothing" while nothing was."""
        looks = self._looks(values) if values is not None else None
        forms = effects.offered(self.case, looks.effects if looks else {}, self.catalogue)
        return (
            Option("", "nothing"),
            *(Option(form, self.catalogue.words[f"form.{form}"]) for form in forms),
        )

    def _releases(self, where: str) -> tuple[Option, ...]:
        _, office = self._split(where)
        options = [Option("", "none")]
        for id_, release in in_order(self.case.releases):
            if release.office == office:
                signed = release.signed_on
                said = f"signed {dates.long(signed)}" if signed else "to sign"
                options.append(Option(id_, said))
        return tuple(options)

    def release_at(self, where: str) -> str:
        """The release whose receipt is not known yet, once it was signed."""
        return effects.release_at(self.case, self._split(where)[1]) or ""

    def usually(self, where: str) -> str:
        """What an office said of how long it takes."""
        here = self.case.offices.get(where)
        known = self.offices.get(here.office) if here is not None else None
        return pace.said(known.takes, self.catalogue) if known is not None else ""

    def _person(self, where: str) -> str:
        office = self.case.offices.get(where)
        return office.contact_person if office is not None else ""

    # --- While somebody types ----------------------------------------------------------------

    def _offers(self, values: Values) -> Mapping[str, tuple[Option, ...]]:
        where = values.text("office")
        offers = {
            "items": self.about(where, self._looks(values)), "release": self._releases(where),
            INSTEAD: self._offered(where, values),
        }  # fmt: skip
        if NEEDED in values:
            offers |= self._with_them(where).offers()
        return offers

    def _react(self, name: str, values: Values) -> Mapping[str, Value]:
        where = values.text("office")
        fills: dict[str, Value] = {}
        if name == "office":
            fills = {
                "items": self.open_at(where), "with_whom": self._person(where),
                "release": self.release_at(where), "usually": self.usually(where),
            }  # fmt: skip
            fills |= self._with_them(where).known() if NEEDED in values else {}
            values = Values({**values, **fills})
        looks = self.outlook(values, where, values.many("items"))
        if name in ("office", "outcome", "items", "promise", "on") and looks is not None:
            fills |= {"next_move": looks.next_move, "chase_on": looks.chase_on}
        return fills

    def outlook(self, values: Values, where: str, about: Collection[str]) -> Outlook | None:
        """What the contact as it is typed will do; None while nobody said what came of it.

        Kinds and days are as in the casebook when the form opened, whatever was typed into
        fields that say who acts and when to call back.
        """
        outcome: Any = values.text("outcome")
        if not outcome:
            return None
        offered = [one.value for one in self.about(where) if one.value in about]
        promise = values.day("promise")
        here = self.case.offices.get(where)
        return effects.outlook(
            self.case, offered, outcome, self.catalogue, self.calendar,
            on=values.day("on") or self.plan.today, today=self.plan.today,
            promises=dict.fromkeys(offered, promise) if promise is not None else {},
            office=self.offices.get(here.office) if here is not None else None,
        )  # fmt: skip

    def _looks(self, values: Values) -> Outlook | None:
        """What will be done, with the day to call back that stands in the form."""
        looks = self.outlook(values, values.text("office"), values.many("items"))
        return looks and replace(looks, chase_on=values.day("chase_on"))

    def _notes(self, values: Values) -> Mapping[str, str]:
        """What follows for all that are ticked, in words."""
        looks = self._looks(values)
        with_them = self._with_them(values.text("office"))
        needs = with_them.notes(values) if NEEDED in values else {}
        if looks is None:
            return needs
        promise = values.day("promise") if looks.effects else None
        days = effects.follows(promise, looks.chase_on, self.plan.today)
        stays = looks.effects and all(one == Effect() for one in looks.effects.values())
        first = ["these stay as they are"] if stays else []
        return {"items": told([*first, *days]), **needs}

    def _sheet(self, values: Values) -> Sequence[str]:
        return self.words_for(values.text("office"))

    def words_for(self, where: str) -> list[str]:
        """What to say on a call to an office, a blank line behind each line."""
        call, office = self._split(where)
        lines = sheet(
            self.case, call, office, self.offices, self.catalogue, wanted(self.plan),
            self._party(where),
        )  # fmt: skip
        return [part for line in lines for part in (line, "")]

    # --- Saving ------------------------------------------------------------------------------

    def _change(self, values: Values, pen: Pen) -> Change:
        where, release = values.text("office"), values.text("release")
        logged = self.logged(values, where, values.many("items"), release, pen)
        here = self.case.offices.get(where)
        if here is None or self.office_page is None:
            return logged
        if values.text("usually") == self.usually(where):
            return logged
        page = self.office_page(here.office)
        takes = pace.read(values.text("usually"), self.catalogue)
        kept = verbs.edit_office(page, pen, replace(page.value, takes=takes))
        return verbs.together(pen, "log_contact", logged.sentence, (logged, kept))

    def _faults(self, values: Values) -> Mapping[str, str]:
        found = dict(_check(values))
        if "usually" not in values:
            return found
        if values.text("usually") and values.text("office") not in self.case.offices:
            found["usually"] = "It is kept with an office. Choose or add the office first."
        try:
            pace.read(values.text("usually"), self.catalogue)
        except UsageError as fault:
            found["usually"] = fault.sentence
        return found

    def logged(
        self, values: Values, where: str, about: Collection[str], release: str, pen: Pen
    ) -> Change:
        """The change that logs what was typed for an office of the case and some items."""
        call, office = self._split(where)
        outcome: Any = values.text("outcome")
        blank = Contact(number=0, on=pen.today, call=call, outcome=outcome)
        fields = [one for one in self._fields((call,), "") if one.name not in _OWN]
        contact = filled(blank, fields, values)
        looks = self.outlook(values, where, about)
        whole: dict[str, Any] = {name: getattr(contact, name) for name in contact.__struct_fields__}
        whole |= {
            "office": office, "party": self._party(where), "release": release or None,
            "effects": looks.effects if looks else {},
        }  # fmt: skip
        with_them = self._with_them(where)
        needs = with_them.needs(values) if NEEDED in values else {}
        has = with_them.has(values)
        form: Any = values.text(INSTEAD) if INSTEAD in values else ""
        return verbs.log_contact(self.page, pen, Contact(**whole), needs, has, form or None)


INSTEAD = "instead"

_OWN = frozenset(
    {"office", "items", "promise", "release", "usually", NEEDED, NOT_NEEDED, HAS, INSTEAD}
)
"""Fields of the form that are no plain fields of a contact."""


def _usually(word: Catalogue) -> Field:
    """What an office says of its own pace; kept with the office, for every case."""
    return field_of(
        word, Office, "takes", name="usually",
        hint="How long does it usually take with them? Business days: slides 10, reports 5.",
    )  # fmt: skip


NEXT = "up to {}"
"""How the line of what folds says who has to act now."""


def next_move(word: Catalogue) -> Field:
    """Who has to act now; it follows from what came of the call."""
    return field_of(word, Contact, "next_move", heading="What follows")


def how_it_was(word: Catalogue) -> tuple[Field, ...]:
    """The fields of a call that are as usual most times."""
    fields = fields_of(
        word, Contact, "channel", "on", "time", "who", channel={"heading": "How it was"}
    )
    return rarely(fields, channel="by {}", on="{}", time="at {}", who="called by {}")


def told(parts: Iterable[str]) -> str:
    """Several things said, each as a sentence."""
    return " ".join(f"{one[0].upper()}{one[1:]}." for one in parts)


def _check(values: Values) -> Mapping[str, str]:
    if twice := check(values):
        return twice
    return promised_when(values)


def promised_when(values: Values) -> Mapping[str, str]:
    if values.text("outcome") == "promised" and values.day("promise") is None:
        return {"promise": "Which day did they promise? A guess of theirs is enough."}
    return {}


def edit_form(page: CasePage, catalogue: Catalogue, id_: str) -> Form:
    """Correct an entry of the log; what it did to items stays as it is."""
    old = page.value.contacts[id_]
    fields = (
        *fields_of(
            catalogue, Contact, "outcome", "with_whom", "note", "chase_on",
            outcome={
                "hint": "Correcting this leaves the items as they are; they have keys of their own."
            },
        ),
        *rarely((next_move(catalogue),), next_move=NEXT),
        *how_it_was(catalogue),
    )  # fmt: skip
    return form_of(
        page, old, f"contacts/{id_}", fields,
        lambda pen, after: verbs.edit_contact(page, pen, id_, after),
        key=f"contact/{id_}", title="An entry of the log",
    )  # fmt: skip


async def log(host: WritingScreen, target: Target, channel: Channel = "phone") -> None:
    """Log a contact, with the office and the items of this row."""
    work = Log(
        host.page, host.plan, host.offices, host.catalogue, host.casework.calendar,
        host.casework.office_page,
    )  # fmt: skip
    here = about(host.page.value, target)
    items = (here.item,) if here.item else ()
    await ask(host, work.form(here.call, here.office or None, items, channel))


async def edit(host: WritingScreen, target: Target) -> None:
    """Correct an entry of the log."""
    await ask(host, edit_form(host.page, host.catalogue, target.id))
