"""Casebooks and case files of earlier versions are read, and their plans accuse nobody."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from so_tui.cli.context import CommandContext
from so_tui.core import verbs
from tests.core.test_known import DAYS
from tests.knowledge import catalogue

BEGAN = dt.date(2026, 11, 2)
SET = dt.date(2026, 11, 24)
"""The day on which the visit got its date, for three weeks later."""


def told(folder: Path) -> CommandContext:
    """A casebook with a case that began long before its visit had a date."""
    context = CommandContext(folder / "casebook.json", BEGAN)
    change = verbs.new_case(context.pen(), catalogue(), "Ana")
    context.casework.write([change])
    context = CommandContext(folder / "casebook.json", SET)
    (page,) = context.casework.cases()

    visit = replace(page.value.visit, day=dt.date(2026, 12, 17))
    context.casework.write([verbs.set_visit(page, context.pen(), visit)])
    return context


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


@pytest.mark.parametrize("history", [True, False])
def test_a_case_file_of_an_earlier_version_is_late_with_nothing_that_was_not_known(
    tmp_path: Path, history: bool
) -> None:
    context = told(tmp_path)
    (page,) = context.casework.cases()
    file = json.loads(context.casework.export([page.id], history=history))
    (tmp_path / "old.json").write_text(json.dumps(stripped(file)))
    other = CommandContext(tmp_path / "elsewhere.json", SET)
    other.casework.import_([("old.json", (tmp_path / "old.json").read_bytes())], other.pen())
    (there,) = other.casework.cases()
    assert there.value.visit.set_on is None
    here, theirs = (one.casework.plan(at, SET) for one, at in ((context, page), (other, there)))
    assert theirs.late == here.late == 0
    assert {one.id: one.needed_by for one in theirs.steps} == {
        one.id: one.needed_by for one in here.steps
    }
