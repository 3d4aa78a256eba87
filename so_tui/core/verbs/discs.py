"""The verb for a disc that was read: what it has has arrived, what it lacks has a problem."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from so_tui.core import effects
from so_tui.core.catalogue import Catalogue
from so_tui.core.changes import CasePage, Change, Pen
from so_tui.core.cleaning import clean_plain
from so_tui.core.disc.recording import Deed
from so_tui.core.verbs.items import affected, moved_item
from so_tui.core.verbs.making import changed, require
from so_tui.errors import NotAllowedError, UsageError


def record_disc(
    page: CasePage,
    pen: Pen,
    catalogue: Catalogue,
    deeds: Mapping[str, Deed],
    checked_by: str = "",
) -> Change:
    """Record a disc on the items of a case: one change, whatever it does to how many.

    Raises NotAllowedError where there is nothing to record, and UsageError when an item is said to
    be usable and nobody is named who checked it.
    """
    items = dict(page.value.items)
    told = []
    for id_, deed in deeds.items():
        require(items.get(id_), "item")
        item = items[id_]
        problem = catalogue.problems.get(deed.problem or "")
        if deed.state == "usable" and not clean_plain(checked_by):
            raise UsageError("Say who checked that it is usable: who opened the disc.")
        if deed.state is not None:
            place = item.place if item.place == "second_office" else "with_us"
            item = moved_item(item, pen, deed.state, place=place, checked_by=checked_by)
        if problem is not None:
            effect = effects.of_problem(item, problem, catalogue)
            item = replace(affected(item, pen, effect, on=pen.today), problem_note="")
        items[id_] = item
        what = pen.wording.problem(problem.id) if problem else pen.wording.state(item)
        told.append(f"{pen.wording.spoken(page.value, id_)}: {what}")
    if not told:
        raise NotAllowedError("There is nothing to record of this disc. Nothing was changed.")
    after = replace(page.value, items=items)
    return changed(page, pen, "record_disc", f"From a disc: {'; '.join(told)}", after)
