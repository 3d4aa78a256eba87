"""Commands for releases: the papers that let an office hand records over."""

from __future__ import annotations

from typing import Any

import click
from msgspec.structs import replace

from so_tui.cli import fields, lookup, output, talk
from so_tui.cli.edge import Edge, pass_edge
from so_tui.cli.kinds import Named
from so_tui.cli.words import words
from so_tui.core import verbs
from so_tui.core.case import Release, in_order
from so_tui.core.changes import CasePage
from so_tui.core.instruments import missing

_RELEASE = fields.of(
    Release, "signed_on", "handed_on", "handed_by", "confirmed_on", "returned_on",
    "returned_because", "expires_on", "instrument", "paper", "covers", "signer", "note",
)  # fmt: skip


@click.group("release")
def release_command() -> None:
    """Keep the papers that let an office hand records over.

    RELEASE is its number, or its office while that has one release.
    """


@release_command.command("add")
@words(("office", Named("office")))
@fields.options(_RELEASE)
@talk.yes_option
@pass_edge
def _add(edge: Edge, case: str, office: str, **typed: Any) -> None:
    """Add a release for an office. What is written to standard output is its number."""
    page = edge.case(case)
    of = lookup.office(edge, page, office)
    release = Release(**{"number": 0, "office": of, **fields.given(_RELEASE, typed)})
    after = edge.change(page, lambda page, pen: verbs.add_release(page, pen, release))
    id_, made = in_order(after.value.releases)[-1]
    _lacks(edge, after, id_)
    output.say([str(made.number)])


@release_command.command("set")
@words(("release", Named("release")))
@fields.options(_RELEASE)
@talk.yes_option
@pass_edge
def _set(edge: Edge, case: str, release: str, **typed: Any) -> None:
    """Change a release: signed, handed over, arrived there, sent back."""
    found = fields.given(_RELEASE, typed)
    fields.something(found, _RELEASE)
    page = edge.case(case)
    id_ = lookup.release(edge, page, release)
    new = replace(page.value.releases[id_], **found)
    after = edge.change(page, lambda page, pen: verbs.edit_release(page, pen, id_, new))
    _lacks(edge, after, id_)


def _lacks(edge: Edge, page: CasePage, id_: str) -> None:
    """Say what the paper still lacks, as information."""
    for element in missing(page.value.releases[id_], page.value, edge.offices):
        talk.tell(f"Still to fill in: {element.ask} ({element.source})")


@release_command.command("remove")
@words(("release", Named("release")))
@pass_edge
def _remove(edge: Edge, case: str, release: str) -> None:
    """Take a release out of the case."""
    page = edge.case(case)
    id_ = lookup.release(edge, page, release)
    edge.change(page, lambda page, pen: verbs.remove_release(page, pen, id_))
