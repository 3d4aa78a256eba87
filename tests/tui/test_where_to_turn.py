"""Wherever the screen says where to turn with symptoms, it names the right numbers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from so_tui.core import quiet
from so_tui.core.calendar import for_region
from so_tui.tui.keys import Keymap
from so_tui.tui.views.cases import Shown, Table
from so_tui.tui.views.help import help_rows, sections
from so_tui.tui.views.reasons import reasons
from so_tui.tui.views.visit import visit
from tests.knowledge import catalogue
from tests.tui import desk
from tests.tui.sitting import sitting

PLACES: Mapping[str, str] = {"US": "911", "DE": "112", "JP": "119", "TZ": "your emergency number"}
"""Regions with the number that is right there; the last is not known."""


def text_of(rows: object) -> str:
    """Rows as one text, without line breaks."""
    return " ".join(" ".join(row.text for row in rows).split())  # type: ignore[attr-defined]


@pytest.mark.parametrize("region", PLACES)
async def test_each_place_names_the_number_of_the_region_and_of_the_care_team(
    tmp_path: Path, region: str
) -> None:
    calendar = for_region(region, catalogue())
    async with sitting(tmp_path) as at:
        view = at.screen.view
        case = replace(view.case, after_hours="203-555-0100")
        view = replace(view, page=replace(view.page, value=case), calendar=calendar)
    turn = quiet.lines(catalogue(), region, case.after_hours)
    table = Table(today=desk.TODAY, calendar=calendar, catalogue=catalogue())
    for page in (
        text_of(reasons(view, 60).rows),
        text_of(help_rows(sections(catalogue(), Keymap(), turn=turn), 100)),
        text_of(table.panel([], 80, Shown(), "").rows),
    ):
        assert PLACES[region] in page
        assert "{" not in page
        assert all(number not in page for one, number in PLACES.items() if one != region)
    for page in (text_of(reasons(view, 60).rows), text_of(visit(view, 80).rows), " ".join(turn)):
        assert "203-555-0100" in page
