"""A step without an item: done on a day, by somebody; or not for us."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from so_tui.core import verbs
from so_tui.core.case import Mark
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, Pen
from so_tui.tui.forms.ask import ask
from so_tui.tui.forms.fields import Field, Option, Value, Values, fields_of
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.meanwhile import paths_of
from so_tui.tui.targets import Target

if TYPE_CHECKING:
    from so_tui.tui.screens.writing import WritingScreen

_SAID = (
    Option("done", "done", "d"), Option("not_for_us", "not for us", "n"),
    Option("open", "still open", "o"),
)  # fmt: skip


def step_form(
    page: CasePage, catalogue: Catalogue, today: dt.date, id_: str, text: str, why: str = ""
) -> Form:
    """Say of a step that it is done, not for us, or open again."""
    old = page.value.marks.get(id_)
    fields = (
        Field(name="said", label="It is", kind="choice", options=_SAID),
        *fields_of(catalogue, Mark, "done_on", "by", "note"),
    )

    def change(values: Values, pen: Pen) -> Change | None:
        said = values.text("said")
        if said == "open":
            return None if old is None else verbs.unmark_step(page, pen, id_, text)
        mark = Mark(
            done_on=values.day("done_on") if said in ("done", before) else None,
            by=values.text("by"), note=values.text("note"), not_for_us=said == "not_for_us",
        )  # fmt: skip
        return verbs.mark_step(page, pen, id_, mark, text)

    def react(name: str, values: Values) -> Mapping[str, Value]:
        """What is done has a day, and what is not for us has none."""
        said = values.text("said")
        if name != "said":
            return {}
        if old is not None and said == before:
            return {"done_on": old.done_on}
        return {"done_on": today if said == "done" else None}

    mark = old or Mark(done_on=today)
    before = "not_for_us" if mark.not_for_us else "done"
    return Form(
        key=f"{page.id}/step/{id_}", title=text or "A step", fields=fields, change=change,
        creates=old is None, react=react, notes=lambda values: {"said": why},
        paths=paths_of(page, f"marks/{id_}", fields),
        values={"said": before, "done_on": mark.done_on, "by": mark.by, "note": mark.note},
    )  # fmt: skip


async def step(host: WritingScreen, target: Target) -> None:
    """Mark the step of this row, with day, name and note."""
    id_ = target.step or target.id
    found = next((one for one in host.plan.steps if one.id == id_), None)
    text, why = (found.text, found.reason) if found else ("", "")
    await ask(host, step_form(host.page, host.catalogue, host.today, id_, text, why))
