"""Starting the screen: the only place from which Textual is loaded."""

from __future__ import annotations

import codecs
import datetime as dt
import os
import re
import shutil
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from so_tui import crash_log, process, signals
from so_tui.cli import progress, stderr, streams
from so_tui.cli.context import CommandContext, new_id
from so_tui.errors import DamagedCasebookError, UsageError

if TYPE_CHECKING:
    from so_tui.casework import Casework
    from so_tui.tui.browser import Browser
    from so_tui.tui.terminal import Terminal

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
        _open(context, _at_terminal, ascii=ascii)
        return
    from so_tui.cli.demo import lent

    with lent(context) as folder:
        gone = partial(shutil.rmtree, folder, ignore_errors=True)
        _open(context, _at_terminal, ascii=ascii, gone=gone)


def show_in_browser(context: CommandContext, *, ascii: bool, size: tuple[int, int]) -> None:
    """Draw the screen for a page of `so-tui serve`, in a window of a size, until it ends.

    What the page sends comes from standard input, and what it draws goes to standard output.
    """

    def in_browser() -> Face:
        from so_tui.tui.browser import Browser

        return Face(Browser, marks=True, mouse=True, size=size)

    context.screen = True
    _open(context, in_browser, ascii=ascii)


def check_terminal() -> None:
    """Raise UsageError when standard input or output is no terminal, or one that cannot draw."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(f"The screen needs a terminal to type into and to draw on. {_INSTEAD}")
    if os.environ.get("TERM", "") in ("", "dumb"):
        raise UsageError(f"This terminal cannot draw a screen (TERM is dumb). {_INSTEAD}")


_PLAIN_LOCALES = ("C", "POSIX")


def _is_plain_locale() -> bool:
    """Whether somebody chose a locale that has no characters but ASCII.

    Python takes such a one for UTF-8 by itself, and says so by its mode; where nothing was chosen
    it does the same, and there most terminals draw all signs.
    """
    chosen = os.environ.get("LC_ALL") or os.environ.get("LANG")
    taken = sys.flags.utf8_mode and os.environ.get("PYTHONUTF8") != "1"
    return bool(taken) and chosen in _PLAIN_LOCALES


def draws_utf8() -> bool:
    """Whether the terminal takes UTF-8, as far as the locale says."""
    if _is_plain_locale():
        return False
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


class Face(NamedTuple):
    """Where the screen is drawn, by which driver. `marks`, `mouse`: whether it can draw the marks
    and has the mouse, where neither the settings nor an option say so; `size`: of its window,
    None where it finds that out."""

    driver: type[Terminal] | type[Browser]
    marks: bool
    mouse: bool
    size: tuple[int, int] | None = None


def _at_terminal() -> Face:
    process.suit_slow_lines()
    from so_tui.tui.terminal import Terminal

    return Face(Terminal, marks=draws_marks(), mouse=not process.over_ssh())


def _made_up(day: dt.date | None) -> AbstractContextManager[Casework]:
    """A casebook with a made-up case, on the day that was given, if any."""
    from so_tui.cli.demo import made_up  # which nobody needs who does not ask for it

    return made_up(day)


def _open(
    context: CommandContext,
    where: Callable[[], Face],
    *,
    ascii: bool,
    gone: Callable[[], None] = lambda: None,
) -> None:
    """Run the screen. `where` loads what draws it; `gone` clears away what a line that drops
    would leave behind."""
    chosen = context.settings
    new = context.is_new
    with progress.shown():
        casework = opened(context)  # first, so that a damaged casebook is told without a screen
    streams.let_go()
    face = where()
    from so_tui.store.preferences import Chosen
    from so_tui.tui.app import SoTui

    app = SoTui(
        casework,
        today=lambda: context.today,
        now=context.now,
        new_id=new_id,
        actor=context.actor,
        ascii=ascii or (not face.marks if chosen.ascii is None else chosen.ascii),
        theme=chosen.theme or Chosen().theme,
        order=chosen.date_order,
        keymap=chosen.keymap,
        notice=" ".join(
            filter(None, (new, casework.copies, casework.warning, context.in_force.notice))
        ),
        cover_after=chosen.cover_after,
        driver=face.driver,
        lend=partial(_made_up, context.day),
    )

    def keep() -> None:
        app.typed.flush()
        app.walking.clear()
        gone()

    with signals.heard(keep, app.stop), casework.present():
        app.run(mouse=face.mouse if chosen.mouse is None else chosen.mouse, size=face.size)
    stderr.tell(casework.fault)
    if app.return_code:
        raise SystemExit(app.return_code)
    if sentence := crash_log.met():
        # It went on, and nobody was told.
        stderr.tell(sentence)
        raise SystemExit(1)
