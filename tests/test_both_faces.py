"""A call logged by command and the same call logged on the screen leave the same case.

What one of them asks about before, the other does, too.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any, get_args

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from so_tui import assets
from so_tui.casework import Casework
from so_tui.core.case import (
    CALLS,
    CallName,
    Case,
    Outcome,
    items_of,
    offices_of,
    spoken_items,
)
from so_tui.tui.forms.checks import Checks
from so_tui.tui.forms.contacts import Log
from so_tui.tui.forms.fields import Reading, Values
from so_tui.tui.forms.filling import Filling
from tests.cli.running import Book
from tests.tui import desk

SAMPLES = ("midway", "rush", "many-offices", "no-date")


def _told(case: Case) -> Any:
    """A case without the ids that each face makes for itself."""
    plain = msgspec.to_builtins(case)
    for item in plain["items"].values():
        item["moves"] = list(item.get("moves", {}).values())
    plain["contacts"] = list(plain.get("contacts", {}).values())
    return plain


def _imported(folder: Path, sample: str) -> Path:
    book = Book(folder)
    path = folder / f"{sample}.json"
    path.write_bytes(assets.read_data(f"samples/{sample}.json"))
    book("import", str(path))
    return book.path


def _by_form(
    folder: Path, sample: str, call: CallName, outcome: Outcome, about: set[str], promise: str
) -> tuple[Case, list[str], str]:
    """The case after the form was filled in, what it said of each ticked item, what it asked."""
    work = Casework.open(_imported(folder, sample))
    (page,) = work.cases()
    log = Log(page, work.plan(page, desk.TODAY), work.offices(), work.catalogue, work.calendar)
    form = log.form(call, None, ())
    filling = Filling(form.fields, form.values, Reading(today=desk.TODAY))
    assert form.react is not None
    assert form.change is not None
    assert form.offers is not None
    typed: list[tuple[str, Any]] = [
        ("items", frozenset(about)), ("outcome", outcome), ("promise", promise),
    ]  # fmt: skip
    for name, raw in typed:
        filling.type(name, raw)
        filling.follow(form.react(name, filling.values))
    values = Values(filling.read()[0])
    checks = Checks(form, filling)
    checks.asks(values)
    said = {one.value: one.about for one in form.offers(values)["items"]}
    pen = desk.app(folder / "pen").pen()
    change = form.change(values, pen)
    assert change is not None
    work.write([change])
    (page,) = work.cases()
    asked = checks.wrong.get("promise", "")
    return page.value, [said[id_] for id_ in sorted(about)], asked


@given(st.data())
def test_a_call_by_command_and_one_on_the_screen_leave_the_same_case(data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from(SAMPLES))
    case = desk.sample(sample).cases[0]
    call = data.draw(st.sampled_from([one for one in CALLS if len(offices_of(case, one)) == 1]))
    outcome: Outcome = data.draw(st.sampled_from(get_args(Outcome)))
    office = offices_of(case, call)[0][0]
    mine = [
        id_
        for id_, item in items_of(case, call)
        if item.office in (None, office)
        and item.state not in ("usable", "not_needed", "will_follow")
    ]
    about = data.draw(st.sets(st.sampled_from(mine))) if mine else set()
    is_promised = outcome == "promised" or data.draw(st.booleans())
    away = dt.timedelta(data.draw(st.integers(-30, 30)))
    promise = (desk.TODAY + away).isoformat() if is_promised else ""
    names = {id_: name for name, id_ in spoken_items(case)}
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        path = _imported(Path(one), sample)
        words = ["log", call, outcome.replace("_", "-"), "--who", case.has_it]
        words += [f"--about={names[id_]}" for id_ in sorted(about)]
        words += [f"--promise={promise}"] if promise and about else []
        person = case.offices[office].contact_person
        words += ["--with", person] if person else []
        shown, becomes, asked = _by_form(Path(other), sample, call, outcome, about, promise)
        if asked and about:
            refused = Book(Path(one)).try_(*words)
            assert refused.code == 2
            assert asked in refused.talk
            words.append("--yes")
        said = Book(Path(one))(*words)
        (page,) = Casework.open(path).cases()
    assert bool(asked) == (bool(promise) and away < dt.timedelta())
    assert _told(page.value) == _told(shown)
    for id_, words_ in zip(sorted(about), becomes, strict=True):
        told = f"{names[id_]} "
        line = next(one for one in said.talk.splitlines() if one.startswith(told))
        assert words_.removesuffix(", as before") in line
