"""A case that lies beneath another one shows, when one comes back, what was changed above it."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from so_tui.core import verbs
from so_tui.core.case import CaseOffice
from so_tui.tui.screens.case import CaseScreen
from tests.tui import desk
from tests.tui.watched import Sight, Watched, sit


def test_an_office_that_two_cases_share_has_its_new_name_in_both(tmp_path: Path) -> None:
    app = desk.app(tmp_path, "midway", "rush", driver=Watched)
    work, pen = app.casework, app.pen
    below, above = work.cases()
    lab = next(one for one in below.value.offices.values() if one.call == "pathology").office
    name = work.offices()[lab].name
    shared = CaseOffice(number=0, call="pathology", office=lab)
    work.write([verbs.add_office(above, pen(), shared, name)])

    async def go(at: Sight) -> None:
        await app.open_case(below.id, "pathology")
        await at.drawn()
        assert name in "\n".join(at.look())
        await app.open_case(above.id, "pathology")
        await at.drawn()
        page = work.office_page(lab)
        renamed = verbs.edit_office(page, pen(), replace(page.value, name="Eastside Pathology"))
        assert isinstance(app.screen, CaseScreen)
        await app.screen.write(renamed)
        await at.press("escape")
        await at.drawn()
        shown = "\n".join(at.look())
        assert "Eastside Pathology" in shown
        assert name not in shown

    sit(app, (120, 40), go)
