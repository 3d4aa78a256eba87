"""Verbs for releases."""

from __future__ import annotations

from msgspec.structs import replace

from so_tui.core import dates
from so_tui.core.case import (
    Release,
    next_number,
)
from so_tui.core.changes import (
    CasePage,
    Change,
    Pen,
)
from so_tui.core.verbs.making import changed, require, without


def add_release(page: CasePage, pen: Pen, release: Release) -> Change:
    """Add a paper that lets an office hand records over."""
    case = page.value
    require(case.offices.get(release.office), "office")
    release = replace(release, number=next_number(case.releases))
    after = replace(case, releases={**case.releases, pen.new_id(): release})
    return changed(page, pen, "add_release", _release_words(release), after)


def edit_release(page: CasePage, pen: Pen, id_: str, release: Release) -> Change:
    """Change a release: signed, handed over, receipt confirmed, returned, expires."""
    require(page.value.releases.get(id_), "release")
    after = replace(page.value, releases={**page.value.releases, id_: release})
    return changed(page, pen, "edit_release", _release_words(release), after)


def remove_release(page: CasePage, pen: Pen, id_: str) -> Change:
    """Take a release out of the case."""
    require(page.value.releases.get(id_), "release")
    after = replace(page.value, releases=without(page.value.releases, id_))
    return changed(page, pen, "remove_release", "Removed a release", after)


def _release_words(release: Release) -> str:
    for day, words in (
        (release.returned_on, "came back"),
        (release.confirmed_on, "receipt confirmed"),
        (release.handed_on, "handed over"),
        (release.signed_on, "signed"),
    ):
        if day is not None:
            return f"Release {words} {dates.long(day)}"
    return "Release to sign"
