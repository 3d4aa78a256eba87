"""Commands for releases: the papers that let an office hand records over."""

from __future__ import annotations

from typing import Any

import click
from msgspec.structs import replace

from so_tui.cli import fields, lookup, output, stderr
from so_tui.cli.arguments import words
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.param_types import Named
from so_tui.core import verbs
from so_tui.core.case import Release, in_order
from so_tui.core.changes import CasePage
from so_tui.core.instruments import missing

_RELEASE = fields.every(Release)


@click.group("release")
def release_command() -> None:
    """Keep the papers that let an office hand records over.

    RELEASE is its number, or its office while that has one release.
    """


@release_command.command("add")
@words(("office", Named("office")))
@fields.options(_RELEASE)
@stderr.yes_option
@pass_command_context
def _add(context: CommandContext, case: str, office: str, **typed: Any) -> None:
    """Add a release for an office. What is written to standard output is its number."""
    page = context.case(case)
    of = lookup.office(context, page, office)
    release = Release(**{"number": 0, "office": of, **fields.given(_RELEASE, typed)})
    after = context.change(page, lambda page, pen: verbs.add_release(page, pen, release))
    id_, made = in_order(after.value.releases)[-1]
    _lacks(context, after, id_)
    output.say([str(made.number)])


@release_command.command("set")
@words(("release", Named("release")))
@fields.options(_RELEASE)
@stderr.yes_option
@pass_command_context
def _set(context: CommandContext, case: str, release: str, **typed: Any) -> None:
    """Change a release: signed, handed over, arrived there, sent back."""
    found = fields.given(_RELEASE, typed)
    fields.something(found, _RELEASE)
    page = context.case(case)
    id_ = lookup.release(context, page, release)
    new = replace(page.value.releases[id_], **found)
    after = context.change(page, lambda page, pen: verbs.edit_release(page, pen, id_, new))
    _lacks(context, after, id_)


def _lacks(context: CommandContext, page: CasePage, id_: str) -> None:
    """Say what the paper still lacks, as information."""
    for element in missing(page.value.releases[id_], page.value, context.offices):
        stderr.tell(f"Still to fill in: {element.ask} ({element.source})")


@release_command.command("remove")
@words(("release", Named("release")))
@pass_command_context
def _remove(context: CommandContext, case: str, release: str) -> None:
    """Take a release out of the case."""
    page = context.case_to_part_with(case, release)
    id_ = lookup.release(context, page, release)
    context.change(page, lambda page, pen: verbs.remove_release(page, pen, id_))
