"""All that is written to stderr: what was done, what is asked, what went wrong. And exit codes.

No other module writes there but `progress`.
"""

from __future__ import annotations

import datetime as dt
import sys

import click

from so_tui.cli import progress
from so_tui.core import dates
from so_tui.core.text import changed, clean, ended
from so_tui.errors import RefusedInputError, SoTuiError, StoppedError, UsageError

MAX_PIPED = 1024 * 1024
"""The most bytes of a text that are read from standard input."""

_TAKEN = "so_tui.stdin"
_SETTLED = "so_tui.settled"
_READ = "so_tui.read"


def tell(sentence: str) -> None:
    """Say one sentence to the person."""
    if sentence:
        with progress.hidden():
            click.echo(clean(sentence), err=True)


def refuse(fault: Exception) -> int:
    """Say what went wrong; returns the exit code that goes with it."""
    match fault:
        case SoTuiError():
            tell(fault.sentence)
            return fault.exit_code
        case click.exceptions.NoArgsIsHelpError():
            for line in fault.format_message().splitlines():
                click.echo(clean(f".{line}")[1:], err=True)  # with the blanks that lead it
            return UsageError.exit_code
        case click.UsageError():
            tell(ended(fault.format_message()))
            if fault.ctx is not None:
                tell(f"See: {fault.ctx.command_path} --help")
            return UsageError.exit_code
        case click.ClickException():
            tell(ended(fault.format_message()))
            return fault.exit_code
        case click.Abort():
            tell("Stopped.")  # before a command began, or behind its end
            return StoppedError.exit_code
    raise fault


def at_terminal() -> bool:
    """Whether a person can be asked: standard input is a terminal."""
    return sys.stdin.isatty()


def ask(what: str, *, lines: bool = False) -> str:
    """A text from a person at the terminal, or else all of standard input.

    `what` names it in a word or two; `lines` takes many lines, ended with Ctrl+D. A command
    reads standard input once. Raises UsageError when it is asked to read it again, and
    RefusedInputError when what came is not text.
    """
    if not at_terminal():
        return _told(what, _piped(what), lines=lines)
    if not lines:
        with progress.hidden():
            given: str = click.prompt(what.capitalize(), default="", show_default=False, err=True)
        return _told(what, given, lines=False)
    tell(f"{what.capitalize()}, as many lines as you like. End with Ctrl+D on a line of its own.")
    with progress.hidden():
        return _told(what, sys.stdin.read(), lines=True)


def agreed(question: str) -> bool:
    """Whether the person says yes; no, when there is nobody to ask."""
    with progress.hidden():
        return at_terminal() and click.confirm(clean(question), default=False, err=True)


YES = "--yes"
"""The option that takes what is asked about as it was read."""

yes_option = click.option(
    YES, is_flag=True, is_eager=True, expose_value=False,
    callback=lambda ctx, param, given: ctx.meta.update({_SETTLED: given}),
    help="Take a day or time that is asked about as it was read.",
)  # fmt: skip


def settle(doubt: str, how: str) -> None:
    """Go on with what is in doubt, when the person said so beforehand or says so now.

    `how` tells a person what to do instead, where nobody can be asked. Raises UsageError.
    """
    context = click.get_current_context()
    if context.resilient_parsing or context.meta.get(_SETTLED):
        return
    if at_terminal():
        if agreed(f"{doubt} Take it so?"):
            return
        raise UsageError("Then write it another way. Nothing was changed.")
    raise UsageError(f"{doubt} To go on, {how}. Nothing was changed.")


def read_as(name: str, day: dt.date) -> None:
    """Remember how a day was read, to be said when it is written."""
    said = f"{name[0].upper()}{name[1:]}: {dates.long(day)}."
    click.get_current_context().meta.setdefault(_READ, {})[said] = None


def tell_days() -> None:
    """Say how each day was read that the command was given, once."""
    context = click.get_current_context(silent=True)
    for said in context.meta.pop(_READ, {}) if context is not None else ():
        tell(said)


def take_stdin(what: str) -> None:
    """Say that standard input is read for something. Raises UsageError the second time."""
    meta = click.get_current_context().meta
    if _TAKEN in meta:
        raise UsageError(
            f"Only one text can come from standard input, and {meta[_TAKEN]} is that one. "
            f"Give {what} another way. Nothing was changed."
        )
    meta[_TAKEN] = what


def _piped(what: str) -> str:
    take_stdin(what)
    data = sys.stdin.buffer.read(MAX_PIPED + 1)
    if len(data) > MAX_PIPED:
        raise RefusedInputError(f"The text for {what} is too long. Nothing was changed.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedInputError(
            f"The text for {what} is not written in UTF-8. Nothing was changed."
        ) from None


def _told(what: str, given: str, *, lines: bool) -> str:
    """The text cleaned; says what was changed, if a person would miss it."""
    text = clean(given, lines=lines)
    if said := changed(given, text):
        tell(f"{what.capitalize()}: {said}")
    return text
