"""Starting the screen: the only place from which Textual is loaded."""

from __future__ import annotations

import codecs
import os
import re
import shutil
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from so_tui import crash_log, process, signals
from so_tui.cli import stderr, streams
from so_tui.cli.context import CommandContext, new_id
from so_tui.errors import DamagedCasebookError, UsageError

if TYPE_CHECKING:
    from so_tui.casework import Casework

_BARE = re.compile(r"linux\b|vt\d|ansi\b|cons25")
"""Terminals by their names in TERM that have letters and no signs."""

_INSTEAD = (
    "Use the commands instead: so-tui next, so-tui due, so-tui show. See them all: so-tui --help"
)


def start(context: CommandContext, *, demo: bool, ascii: bool) -> None:
    """Open the screen; returns when the person leaves it.

    Raises UsageError where no screen can be shown.
    """
    check_terminal()
    context.screen = True
    if not demo:
        _open(context, ascii=ascii)
        return
    from so_tui.cli.demo import lent

    with lent(context) as folder:
        _open(context, ascii=ascii, gone=partial(shutil.rmtree, folder, ignore_errors=True))


def check_terminal() -> None:
    """Raise UsageError when standard input or output is no terminal, or one that cannot draw."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(f"The screen needs a terminal to type into and to draw on. {_INSTEAD}")
    if os.environ.get("TERM", "") in ("", "dumb"):
        raise UsageError(f"This terminal cannot draw a screen (TERM is dumb). {_INSTEAD}")


def draws_utf8() -> bool:
    """Whether the terminal takes UTF-8, as far as the locale says."""
    try:
        return codecs.lookup(sys.stdout.encoding).name == "utf-8"
    except LookupError:
        return False


def draws_marks() -> bool:
    """Whether the terminal can draw the marks: its text is UTF-8, and its font is not that of a
    bare console, which has none of them."""
    return draws_utf8() and not re.match(_BARE, os.environ.get("TERM", ""))


def opened(context: CommandContext) -> Casework:
    """The casebook; one that is damaged is told, and brought back if the person says so.

    Raises SystemExit with the fault's exit code when they do not, and CasebookError.
    """
    try:
        return context.casework
    except DamagedCasebookError as fault:
        stderr.tell(fault.sentence)
        if not stderr.agreed("See now what can be brought back of it?"):
            raise SystemExit(fault.exit_code) from fault
    from so_tui.cli.care import offer

    offer(context, "", yes=False)
    return context.casework


def _open(context: CommandContext, *, ascii: bool, gone: Callable[[], None] = lambda: None) -> None:
    """Run the screen. `gone` clears away what a line that drops would leave behind."""
    chosen = context.settings
    casework = opened(context)  # first, so that a damaged casebook is told without a screen
    process.suit_slow_lines()
    streams.let_go()
    from so_tui.store.preferences import Chosen
    from so_tui.tui.app import SoTui
    from so_tui.tui.terminal import Terminal

    app = SoTui(
        casework,
        today=lambda: context.today,
        now=context.now,
        new_id=new_id,
        actor=context.actor,
        ascii=ascii or (not draws_marks() if chosen.ascii is None else chosen.ascii),
        theme=chosen.theme or Chosen().theme,
        order=chosen.date_order,
        keymap=chosen.keymap,
        notice=" ".join(filter(None, (casework.copies, casework.warning))),
        cover_after=chosen.cover_after,
        driver=Terminal,
    )

    def keep() -> None:
        app.typed.flush()
        gone()

    with signals.heard(keep, app.stop), casework.present():
        app.run(mouse=not process.over_ssh() if chosen.mouse is None else chosen.mouse)
    if app.return_code:
        raise SystemExit(app.return_code)
    if sentence := crash_log.met():
        # It went on, and nobody was told.
        stderr.tell(sentence)
        raise SystemExit(1)
