"""Commands that look back: history, putting back, undo and redo."""

from __future__ import annotations

import click

from so_tui.cli import json_output, output, stderr
from so_tui.cli.arguments import words
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.lookup import nth
from so_tui.cli.param_types import Named
from so_tui.cli.reading import json_option
from so_tui.core import dates
from so_tui.core.changes import AnyPage, Change, Pages
from so_tui.core.looking_back import told
from so_tui.core.pages import as_case
from so_tui.core.text import ended, shortened
from so_tui.core.undoing import Undo
from so_tui.errors import NotFoundError, UsageError


@click.command("history")
@words()
@click.option("--all", "everyone", is_flag=True, help="Of all cases, and of the offices.")
@click.option("--fields", is_flag=True, help="With each field, before and after.")
@json_option
@pass_command_context
def history_command(
    context: CommandContext, case: str, everyone: bool, fields: bool, as_json: bool
) -> None:
    """List who changed what, and when, the latest last.

    The number before each is what `so-tui put-back` takes. Without CASE, while there are several,
    it is that of all of them. Each change then says of which cases it is.
    """
    if everyone and case:
        raise UsageError("Name a case, or say --all, but not both.")
    if everyone or (not case and len(context.casework.labels()) > 1):
        _of_all(context, fields=fields, as_json=as_json)
        return
    page = context.case(case)
    changes = context.casework.history([("cases", page.id)])
    if as_json:
        shown = [json_output.change(one) for one in changes]
        if fields:
            for shape, one in zip(shown, changes, strict=True):
                did = told(one, page.value, context.catalogue, context.offices)
                shape["fields"] = [field._asdict() for field in did]
        output.say_json({"changes": shown})
        return
    for number, one in enumerate(changes, 1):
        output.say([f"{number}. {_when(one)}, {one.actor}: {one.sentence}"])
        if fields:
            did = told(one, page.value, context.catalogue, context.offices)
            output.say(f"- {field.line}" for field in did)


def _of_all(context: CommandContext, *, fields: bool, as_json: bool) -> None:
    """The history of the whole casebook."""
    pages = context.casework.snapshot.pages
    names = context.called(removed=True)
    shown = []
    for one in context.casework.history():
        cases = [as_case(page) for key in sorted(one.pages) if (page := _case_at(pages, key))]
        did = [
            (page, field)
            for page in (cases if fields else ())
            for field in told(one, page.value, context.catalogue, context.offices)
        ]
        if as_json:
            headed = [{"case": page.id, "label": page.value.label} for page in cases]
            shape = {**json_output.change(one), "cases": headed}
            if fields:
                shape["fields"] = [
                    {"label": page.value.label, **field._asdict()} for page, field in did
                ]
            shown.append(shape)
            continue
        labels = [names(page.id, page.value.label) for page in cases]
        whose = f"{', '.join(labels[:3])}{f' and {len(labels) - 3} more' * (len(labels) > 3)}"
        output.say([f"{_when(one)}, {one.actor}: {f'{whose}: ' * bool(whose)}{one.sentence}"])
        output.say(f"- {names(page.id, page.value.label)}, {field.line}" for page, field in did)
    if as_json:
        output.say_json({"changes": shown})


def _case_at(pages: Pages, key: tuple[str, str]) -> AnyPage | None:
    """The case that a change was about, also when it was removed since."""
    return pages.get(key) if key[0] == "cases" else None


def _when(change: Change) -> str:
    at = change.at.astimezone()
    return f"{dates.long(at.date())} {at:%H:%M}"


@click.command("put-back")
@words(("number", Named("number", is_a="change")))
@pass_command_context
def put_back_command(context: CommandContext, case: str, number: str) -> None:
    """Bring a case back to how it was just after one of its changes.

    NUMBER is the one that `so-tui history` gives it. This is a change like others, which
    `so-tui undo` takes back. Offices stay as they are.
    """
    page = context.case(case)
    changes = context.casework.history([("cases", page.id)])
    one = nth(changes, number)
    if one is None:
        raise NotFoundError(f"There is no change {shortened(number)}. There are {len(changes)}.")
    context.write(context.casework.put_back(page.id, one.id, _when(one), context.pen()))


@click.command("undo")
@words()
@pass_command_context
def undo_command(context: CommandContext, case: str) -> None:
    """Take back your last change.

    When a case is named, your last change of that case. An import is taken back as one. What
    cannot be taken back is named with the reason, and the change before it is taken back.
    """
    _said(context, context.casework.undo(context.pen(), case=_of(context, case)))


@click.command("redo")
@words()
@pass_command_context
def redo_command(context: CommandContext, case: str) -> None:
    """Do again what you took back last."""
    _said(context, context.casework.redo(context.pen(), case=_of(context, case)))


def _of(context: CommandContext, case: str) -> str | None:
    """The id of a case, or None for all when none is named."""
    return context.case(case).id if case else None


def _said(context: CommandContext, undone: Undo) -> None:
    context.tell_whose()
    for why in undone.passed:
        stderr.tell(why.removesuffix(" Nothing was done."))
    stderr.tell(ended(undone.change.sentence))
    if undone.left:
        stderr.tell("Parts that were changed since stay as they are.")
    context.tell_what_followed()
