"""Casebooks and case files of earlier versions are read, and their plans accuse nobody."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from so_tui import caretaking
from so_tui.cli.context import CommandContext
from so_tui.core import verbs
from so_tui.core.case import Opinion
from so_tui.core.changes import Pen
from so_tui.exchange.casefile import dump, load
from so_tui.store.migrations import SCHEMA
from tests import handed
from tests.core.test_known import DAYS
from tests.knowledge import catalogue

GOLDEN = Path(__file__).parent / "golden"

BEGAN = dt.date(2026, 11, 2)
SET = dt.date(2026, 11, 24)
"""The day on which the visit got its date, for three weeks later."""


def told(folder: Path, hour: int) -> CommandContext:
    """A casebook with a case that began long before its visit had a date; written at an hour."""
    context = CommandContext(folder / "casebook.json", BEGAN)
    change = verbs.new_case(pen_at(context, hour), catalogue(), "Ana")
    context.casework.write([change])
    context = CommandContext(folder / "casebook.json", SET)
    (page,) = context.casework.cases()

    visit = replace(page.value.visit, day=dt.date(2026, 12, 17))
    context.casework.write([verbs.set_visit(page, pen_at(context, hour), visit)])
    return context


def pen_at(context: CommandContext, hour: int) -> Pen:
    """A pen of the context's day, at an hour of the clock here."""
    now = dt.datetime.combine(context.today, dt.time(hour)).astimezone(dt.UTC)
    return replace(context.pen(), now=now)


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Asia/Tokyo"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A computer somewhere: what its clock shows and what UTC has are often different days."""
    with monkeypatch.context() as set_:
        set_.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


def stripped(value: Any) -> Any:
    """What an earlier version kept: no day on which anything became known."""
    if isinstance(value, dict):
        return {key: stripped(one) for key, one in value.items() if key not in DAYS}
    if isinstance(value, list):
        return [
            stripped(one)
            for one in value
            if not (isinstance(one, dict) and str(one.get("path", "")).rpartition("/")[2] in DAYS)
        ]
    return value


@pytest.mark.parametrize("hour", [1, 12, 22])
@pytest.mark.usefixtures("zone")
def test_a_summary_is_made_for_the_day_on_which_it_was_written(tmp_path: Path, hour: int) -> None:
    (one,) = told(tmp_path, hour).casework.summaries(SET + dt.timedelta(9))
    assert one.made_for == SET


@pytest.mark.parametrize("hour", [1, 12, 22])
@pytest.mark.parametrize("history", [True, False])
@pytest.mark.usefixtures("zone")
def test_a_case_file_of_an_earlier_version_is_late_with_nothing_that_was_not_known(
    tmp_path: Path, history: bool, hour: int
) -> None:
    context = told(tmp_path, hour)
    (page,) = context.casework.cases()
    file = json.loads(handed.export(context.casework, [page.id], history=history))
    (tmp_path / "old.json").write_text(json.dumps(stripped(file)))
    other = CommandContext(tmp_path / "elsewhere.json", SET)
    handed.import_(
        other.casework, [("old.json", (tmp_path / "old.json").read_bytes())], other.pen()
    )
    (there,) = other.casework.cases()
    assert there.value.visit.set_on is None
    here, theirs = (one.casework.plan(at, SET) for one, at in ((context, page), (other, there)))
    assert theirs.late == here.late == 0
    assert {one.id: one.needed_by for one in theirs.steps} == {
        one.id: one.needed_by for one in here.steps
    }


# --- What the first schema wrote, as it was written then -----------------------------------------


def golden(folder: Path) -> Path:
    """A casebook of schema 1, with a case of its time and two changes in its history."""
    path = folder / "casebook.json"
    path.write_bytes((GOLDEN / "casebook-1.json").read_bytes())
    path.chmod(0o600)
    return path


def test_a_casebook_of_the_first_schema_is_read_as_it_was(tmp_path: Path) -> None:
    context = CommandContext(golden(tmp_path), dt.date(2026, 11, 25))
    (page,) = context.casework.cases()
    case = page.value
    assert (case.label, len(case.items), len(case.contacts)) == ("Rosa M.", 19, 9)
    assert {one.party for one in case.offices.values()} == {"second_office"}
    assert (case.opinion, case.specialty, case.begun_from) == (Opinion(), "", "")
    assert [one.verb for one in context.casework.history()][-1] == "log_contact"


def test_the_first_change_brings_it_up_and_a_backup_of_before_is_kept(tmp_path: Path) -> None:
    path = golden(tmp_path)
    context = CommandContext(path, dt.date(2026, 11, 25))
    (page,) = context.casework.cases()
    context.casework.write([verbs.set_details(page, context.pen(), specialty="urologist")])
    about = json.loads(path.read_bytes())["about"]["1"]
    assert about["schema"] == SCHEMA == 3
    (kept,) = [one for one in caretaking.listed(path) if b'"schema":1' in one.path.read_bytes()]
    assert kept.path.read_bytes() == (GOLDEN / "casebook-1.json").read_bytes()
    again = CommandContext(path, dt.date(2026, 11, 25)).casework
    assert again.cases()[0].value.specialty == "urologist"
    assert not [one for one in caretaking.check(path, context.today, "US") if one.state != "well"]


def test_a_case_file_of_the_first_version_is_read_and_written_as_the_second() -> None:
    first = load((GOLDEN / "casefile-1.json").read_bytes(), "rosa.json", catalogue())
    second = load((GOLDEN / "casefile-2.json").read_bytes(), "rosa.json", catalogue())
    assert first == second
    assert (
        dump(first.cases, first.offices, first.history) == (GOLDEN / "casefile-2.json").read_bytes()
    )
