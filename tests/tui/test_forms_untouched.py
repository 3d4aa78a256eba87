"""A form changes what somebody typed, and nothing else: also where a text shows a value badly."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import so_tui.tui.forms
from so_tui.core.case import CALLS, Case, Companion, Contact, Office, Part, Question
from so_tui.core.case import Form as FormOf
from so_tui.core.changes import CasePage, Change, OfficePage, Pen, apply
from so_tui.core.conflict_words import ConflictWords
from so_tui.core.conflicts import Conflict, conflicts_in
from so_tui.core.fields import MANY_LINES
from so_tui.core.plan import plan
from so_tui.core.verbs import set_details
from so_tui.errors import NotAllowedError, UsageError
from so_tui.tui.forms import (
    cases as case_forms,
)
from so_tui.tui.forms import (
    conflicts,
    contacts,
    discs,
    item_status,
    items,
    lists,
    menus,
    offices,
    people,
    questions,
    reasons,
    releases,
    shared_call,
    steps,
    visits,
)
from so_tui.tui.forms.fields import Field, Raw, Reading, Values, shown
from so_tui.tui.forms.filling import Filling
from so_tui.tui.forms.form import Desk, Form
from so_tui.tui.forms.form_screen import FormScreen
from so_tui.tui.forms.registry import FORMS
from so_tui.tui.keys import Keymap
from so_tui.tui.targets import Target
from so_tui.tui.widgets.pane import Pane
from tests import strategies
from tests.hostile import PAYLOADS
from tests.knowledge import catalogue
from tests.tui.desk import NOW, TODAY, app, calendar, ids
from tests.tui.sitting import Sitting, sitting

TEXTS = (
    "", "one line", "two\nlines", " blanks around ", "\n\n", "tab\there", "a\r\nb", "x\u2028y",
    "e\u0301", "zero\u200bwidth", "👍🏽 ❤️", "مريم", "nul\x00", "0", "null", "today", "12/2",
    "x" * 600,
)  # fmt: skip
"""What may stand in any text of a file, whoever wrote it."""

NO_TEXTS = frozenset({"id", "office", "kind", "zone"})
"""Fields of plain text that name something else."""

FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "status_form": ("status_since", "going_since"),
    "visit_form": (
        "visit/earlier",
        "visit/set_on",
        "visit/deadline_set_on",
        "status",
        "status_since",
        "going_since",
    ),
    "waiting_form": ("visit/waiting/said_on",),
    "accepts_form": ("state", "place", "moves", "attempt", "promise", "problem", "problem_note"),
    "item_form": (
        "state",
        "place",
        "moves",
        "promise",
        "problem",
        "problem_note",
        "received/said_on",
    ),
    "promise_form": ("promise",),
    "state_form": ("moves", "attempt", "promise", "problem", "problem_note"),
    "step_form": ("done_on", "not_for_us"),
    "reason_form": ("on",),
    "question_form": ("answered_on",),
    "office_form": ("closures", "release_wanted_on", "takes"),
}
"""What else a form may change, as it says itself."""


class Tried(NamedTuple):
    """A form with the name of what makes it."""

    name: str
    form: Form


def every_form(case: Case, known: Mapping[str, Office]) -> Iterator[Tried]:
    """Every form that there is for a case, for each of its things."""
    page = CasePage(kind="cases", id=case.id, value=case)
    pages = {id_: OfficePage(kind="offices", id=id_, value=one) for id_, one in known.items()}
    words = catalogue()
    for name, one in (
        ("new_case_form", case_forms.new_case_form(words)),
        ("details_form", case_forms.details_form(page, words)),
        ("status_form", case_forms.status_form(page, words)),
        ("hand_over_form", case_forms.hand_over_form(page, ["Ana", ""], "rosa")),
        ("somebody_form", case_forms.somebody_form(page)),
        ("visit_form", visits.visit_form(page, words)),
        ("waiting_form", visits.waiting_form(page, words)),
        ("opinion_form", visits.opinion_form(page, words)),
        ("kinds_form", visits.kinds_form(page, words, {}, "What they accept", "Which?")),
        ("order_form", lists.order_form("label", Keymap())),
        ("whose_form", lists.whose_form(["Ana", ""], None)),
        ("path_form", discs.path_form()),
        ("add_form", menus.add_form("pathology")),
        ("add_form", menus.add_form("visit")),
    ):
        yield Tried(name, one)
    for kind in (*case.visit.accepts, "stained_slides"):
        yield Tried("accepts_form", visits.accepts_form(page, words, kind))
    for reason in (*case.reasons, *case.condition):
        yield Tried("reason_form", reasons.reason_form(page, words, reason))
    for call in CALLS:
        yield Tried("pick_form", offices.pick_form(page, known, words, call))
        yield Tried("new_office_form", offices.new_office_form(page, words, call, "Lab"))
        yield Tried("item_form", items.item_form(page, known, words, call))
        yield Tried("list_form", items.list_form(page, words, call))
    for id_, item in case.items.items():
        yield Tried("item_form", items.item_form(page, known, words, item.call, id_))
        for make in (item_status.state_form, item_status.usable_form, item_status.promise_form,
                     item_status.problem_form):  # fmt: skip
            yield Tried(make.__name__, make(page, words, TODAY, id_))
    for id_, here in case.offices.items():
        office = pages.get(here.office)
        yield Tried("office_form", offices.office_form(page, office, words, id_))
        for kind in (*office.value.gives, "stained_slides") if office is not None else ():
            assert office is not None
            yield Tried("gives_form", offices.gives_form(office, words, kind))
        yield Tried("release_form", releases.release_form(page, known, words, "", id_))
    for id_ in ("", *case.releases):
        yield Tried("release_form", releases.release_form(page, known, words, id_))
    for id_ in case.contacts:
        yield Tried("edit_form", contacts.edit_form(page, words, id_))
    for id_ in ("", *case.questions):
        yield Tried("question_form", questions.question_form(page, words, id_))
    for id_ in ("", *case.people):
        yield Tried("companion_form", people.companion_form(page, words, id_))
    for id_ in (*case.marks, "packet_print"):
        yield Tried("step_form", steps.step_form(page, words, TODAY, id_, "A step"))
    log = contacts.Log(page, plan(case, known, calendar(), words, TODAY), known, words, calendar())
    yield Tried("Log", log.form(None, None, ()))
    parts = [shared_call.Part(log, where, case.label) for where in case.offices]
    a_round = shared_call.SharedCall(Office(id="o", name="Lab"), parts, words)
    yield Tried("SharedCall", a_round.form("rosa", TODAY))
    yield Tried("conflict_form", conflicts.conflict_form(*_apart(page)))


def _apart(page: CasePage) -> tuple[Conflict, ConflictWords]:
    """The conflict of a diagnosis that two people gave apart from each other, and its words."""
    apart: Any = page
    for actor in ("rosa", "ana"):
        pen = Pen(actor=actor, now=NOW, today=TODAY, new_id=ids(actor))
        change = set_details(page, pen, diagnosis=f"as {actor} says")
        apart = apply({("cases", page.id): apart}, change)["cases", page.id]
    found = next(one for one in conflicts_in([apart]) if one.inner == "diagnosis")
    return found, ConflictWords(page.value, {}, catalogue())


def filled_in(value: Any, texts: Iterator[str], of: object = str, name: str = "") -> Any:
    """A value of the model with other texts in every text field it has."""
    if isinstance(value, Part):
        types = type(value).__annotations__
        new = {
            field: filled_in(getattr(value, field), texts, types[field], field)
            for field in value.__struct_fields__
        }
        return replace(value, **new)
    if isinstance(value, dict):
        return {key: filled_in(one, texts, "part") for key, one in value.items()}
    is_text = isinstance(value, str) and of in (str, "str") and name not in NO_TEXTS
    return next(texts) if is_text else value


@st.composite
def casebooks(draw: st.DrawFn) -> tuple[Case, dict[str, Office]]:
    """A case with its offices, and with texts in them that no form would make."""
    case, known = draw(strategies.casebooks())
    some = draw(st.lists(st.sampled_from(TEXTS) | st.text(max_size=12), min_size=1, max_size=9))
    texts = (text for _ in range(10_000) for text in some)
    accepts = {
        kind: replace(one, forms=tuple(reversed(get_args(FormOf))), ways=("disc", "not_known"))
        for kind, one in case.visit.accepts.items()
    }
    case = replace(
        case,
        visit=replace(case.visit, accepts=accepts, time=dt.time(9, 5)),
        people={"p1": Companion(number=1, name="")},
        questions={"q1": Question(number=1, text="", answer="")},
        contacts={
            **case.contacts,
            "c9": Contact(number=9, on=TODAY, call="visit", outcome="spoke", time=dt.time(23, 59)),
        },
    )
    return filled_in(case, texts), {id_: filled_in(one, texts) for id_, one in known.items()}


def reading() -> Reading:
    """How days are read."""
    return Reading(today=TODAY, calendar=calendar())


def made(form: Form, filling: Filling) -> Change | None:
    """The change that saving makes; None where it asks for something, or nothing would change."""
    values, wrong = filling.read()
    if form.change is None or wrong or (form.check and form.check(Values(values))):
        return None
    pen = Pen(actor="rosa", now=NOW, today=TODAY, new_id=ids("new"))
    try:
        return form.change(Values(values), pen)
    except (NotAllowedError, UsageError):
        return None


def other(of: Field, now: Raw) -> Raw:
    """Something else to stand in a field."""
    if isinstance(now, frozenset):
        return now ^ {of.options[0].value}
    if of.kind == "choice":
        return next((one.value for one in of.options if one.value != now), now)
    return {"day": "3 jan 2027", "time": "7:15", "number": "77"}.get(of.kind, "something else")


def is_said(path: str, edit: str, follows: Sequence[str]) -> bool:
    """Whether a change of a path is what was typed, or follows from it."""
    return edit == path or any(edit.endswith(f"/{one}") or f"/{one}/" in edit for one in follows)


# --- The laws, without a screen --------------------------------------------------------------


def test_every_form_is_tried() -> None:
    case, known = case_with_all()
    tried = {one.name for one in every_form(case, known)}
    modules = [
        importlib.import_module(f"so_tui.tui.forms.{one.name}")
        for one in pkgutil.iter_modules(so_tui.tui.forms.__path__)
    ]
    makers = {
        name for module in modules for name in vars(module) if name.endswith("_form")
    }  # fmt: skip
    assert makers <= tried


def case_with_all() -> tuple[Case, dict[str, Office]]:
    """A sample with something of everything."""
    from tests.tui.desk import sample

    file = sample("midway")
    return file.cases[0], {one.id: one for one in file.offices}


@given(casebook=casebooks())
def test_a_form_that_nobody_touched_changes_nothing(
    casebook: tuple[Case, dict[str, Office]],
) -> None:
    for name, form in every_form(*casebook):
        filling = Filling(form.fields, form.values, reading())
        assert not filling.changed, name
        assert filling.draft() == {}, name
        change = made(form, filling)
        if change is None:
            continue
        if form.creates:
            more = [
                edit for edit in change.edits
                # The first office of a call takes the items that have none.
                if edit.op != "add" and not (edit.before is None and edit.path.endswith("/office"))
            ]  # fmt: skip
            assert not more or name == "usable_form", name
        else:
            follows = FOLLOWS.get(name, ())
            blank = [edit for edit in change.edits if edit.op == "add"]  # the screen keeps it back
            assert blank or all(is_said("", edit.path, follows) for edit in change.edits), name


@given(casebook=casebooks())
def test_a_form_changes_the_one_field_that_somebody_changed(
    casebook: tuple[Case, dict[str, Office]],
) -> None:
    for name, form in every_form(*casebook):
        for field in form.fields if not form.creates else ():
            filling = Filling(form.fields, form.values, reading())
            filling.type(field.name, other(field, filling.raw(field.name)))
            also: frozenset[str] = frozenset()
            if form.react is not None:
                also = filling.follow(form.react(field.name, filling.values))
            change = made(form, filling)
            known = [form.paths[one] for one in (field.name, *also) if one in form.paths]
            follows = FOLLOWS.get(name, ())
            for edit in change.edits if change is not None else ():
                begins = edit.op == "add" and any(
                    path.startswith(f"{edit.path}/") for path in known
                )  # the first thing that is said of a part begins it
                assert begins or any(is_said(path, edit.path, follows) for path in (*known, "")), (
                    f"{name}: {field.name} changed {edit.path}"
                )


def test_a_field_has_many_lines_where_the_model_takes_them() -> None:
    case, known = case_with_all()
    named = {"person_note": "note", "case_note": "note"}
    for name, form in every_form(case, known):
        for field in form.fields:
            if field.kind in ("text", "lines"):
                many = named.get(field.name, field.name) in MANY_LINES
                assert (field.kind == "lines") == many, f"{name}: {field.name}"


# --- On the screen ---------------------------------------------------------------------------


async def test_an_entry_shows_just_what_its_field_says_that_it_shows(tmp_path: Path) -> None:
    texts = [*TEXTS, *PAYLOADS]
    fields = [
        Field(name=f"{kind}{n}", label="x", kind=kind)
        for kind in ("text", "lines") for n in range(len(texts))
    ]  # fmt: skip
    values = dict(zip([field.name for field in fields], texts * 2, strict=True))
    so = app(tmp_path)
    async with so.run_test(size=(80, 24)) as pilot:
        form = Form(key="x", title="x", fields=tuple(fields), values=values)
        desk = Desk(reading=reading(), pen=so.pen, write=lambda _: _never(), tell=lambda _: None)
        screen = FormScreen(form, desk)
        await so.push_screen(screen)
        await pilot.pause()
        for name, entry in screen.entries.items():
            assert entry.raw == screen.filling.raw(name) == shown(entry.field, values[name]), name
        screen._noticed()
        assert not screen.filling.changed


async def _never() -> object:
    raise AssertionError("nothing is to be written")


def rows_of(at: Sitting) -> Iterator[Target]:
    """One row of each kind, and a pane."""
    seen: set[str] = set()
    for pane in at.screen.query(Pane):
        for row in pane.rows:
            target = row.target
            if target is not None and target.kind not in seen:
                seen.add(target.kind)
                yield target
    if "pane" not in seen:
        yield Target("pane", call="pathology")


def grown(before: Case, after: Case) -> list[str]:
    """What is other in a case, each thing by name; a thing that was only added is “one more”."""
    told = []
    for name in before.__struct_fields__:
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        more = isinstance(new, dict) and {key: new[key] for key in old if key in new} == old
        told.append("one more" if more and len(new) == len(old) + 1 else name)
    return told


MADE = frozenset({"paper.make", "case.export", "case.import"})
"""The forms that make or read a file."""


@pytest.mark.deep
@pytest.mark.parametrize(
    "sample",
    [
        "many-offices",
        *(
            pytest.param(one, marks=pytest.mark.deep)
            for one in ("midway", "finished", "fresh", "no-date", "rush")
        ),
    ],
)
async def test_every_form_of_every_row_saved_as_it_opened_changes_nothing(
    tmp_path: Path, sample: str
) -> None:
    async with sitting(tmp_path, sample) as at:
        targets = list(rows_of(at))
        # One sample with all forms is enough: what they hold is tried by the laws above.
        # Saving the form of a file is making it; `test_papers` and `test_files` have those.
        every = [one for one in FORMS if one not in MADE]
        for action in every if sample == "midway" else ("row.edit",):
            usual = [one for one in targets if one.kind in ("item", "office", "pane")]
            for target in targets if action == "row.edit" else usual:
                before, offices_before = at.case, dict(at.screen.offices)
                await at.open(action, target.kind, target.id, target.call)
                for _ in range(3):  # what asks first, and then opens another
                    if at.is_open:
                        await at.pilot.press("ctrl+s")
                        await at.pilot.pause()
                creates = at.is_open or bool(grown(before, at.case))
                while at.is_open:
                    await at.pilot.press("escape")
                    await at.pilot.pause()
                told = grown(before, at.case)
                assert told in ([], ["one more"]) or action == "item.usable", (action, target)
                assert dict(at.screen.offices) == offices_before, (action, target)
                if told and creates:
                    await at.app.writer.undo()
                    at.screen.refresh_case()


async def test_phones_of_two_lines_stay_two_lines(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        page = at.screen.page
        person = replace(page.value.person, phones="203-555-0100\n203-555-0101")
        from so_tui.core.verbs import set_person

        await at.app.writer.write([set_person(page, at.app.pen(), person)])
        at.screen.refresh_case()
        before = at.case
        await at.open("case.details")
        await at.save()
        assert at.case == before
        await at.open("case.details")
        await at.put(language="Spanish")
        await at.save()
        assert at.case.person == replace(before.person, language="Spanish")
        await at.open("case.details")
        await at.put(phones="1\n2\n3")
        await at.save()
        assert at.case.person.phones == "1\n2\n3"


async def test_what_was_typed_and_taken_back_is_not_changed(tmp_path: Path) -> None:
    async with sitting(tmp_path) as at:
        before = at.case
        await at.open("case.details")
        note = before.note
        await at.put(note="else")
        await at.put(note=note)
        assert not at.form.filling.changed
        await at.save()
        assert at.case == before
