"""What one command runs in: its clock, fresh ids, the actor and the casebook."""

from __future__ import annotations

import datetime as dt
import functools
import getpass
import os
import shlex
import uuid
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from so_tui.cli import progress, stderr
from so_tui.core import dates
from so_tui.core.changes import CasePage, Change, Pen
from so_tui.core.finding import Called, cases_fitting, in_part, is_named, listed
from so_tui.core.pages import as_case
from so_tui.core.text import clean, ended, shortened
from so_tui.core.wording import Wording
from so_tui.errors import CasebookError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from so_tui.casework import Casework
    from so_tui.core.calendar import Calendar
    from so_tui.core.case import Case, Office, Visit
    from so_tui.core.catalogue import Catalogue
    from so_tui.core.office_changes import OfficeChange
    from so_tui.core.steps import Plan
    from so_tui.precedence import InForce
    from so_tui.settings import Settings


_BEGINNING = ("new", "import", "serve", "kinds", "problems")
"""The commands that begin a casebook where there is none, or need none; so does the screen."""

_FOLLOWED = ("region", "casebooks_in")
"""The settings, of those that can be locked, by which every command goes that opens a casebook."""


class CommandContext:
    """What one command has from outside. `day` replaces today's date; `file` the casebook's.

    `done`: a sentence on what the command did to files other than by writing changes; `begun`:
    the same of what has not come to its end, and where to see how far it came. `is_lent`: the
    casebook is made for this one command. `screen`: whether it is the screen, which stays, and so
    reads all at its start; `ascii`: whether it is drawn with plain characters.
    """

    def __init__(self, file: Path | None = None, day: dt.date | None = None) -> None:
        self.file = file
        self.screen = False
        self.ascii = False
        self.day = day
        self._offices: tuple[object, Mapping[str, Office]] | None = None
        self._read_as: list[str] = []
        self.done = ""
        self.begun = ""
        self.is_lent = False

    # --- The clock, ids and who -------------------------------------------------------------

    @property
    def today(self) -> dt.date:
        """The day the command works with."""
        return self.day or dt.datetime.now().astimezone().date()

    def now(self) -> dt.datetime:
        """The moment, in UTC; by the clock here its day is the one that was given, if one was."""
        here = dt.datetime.now().astimezone().replace(microsecond=0)
        if self.day is None:
            return here.astimezone(dt.UTC)
        try:
            return dt.datetime.combine(self.day, here.time()).astimezone(dt.UTC)
        except (OverflowError, ValueError):  # at the ends of the calendar
            return dt.datetime.combine(self.day, here.time(), dt.UTC)

    @property
    def actor(self) -> str:
        """Who writes: SO_TUI_ACTOR, else the name in the settings, else the login name."""
        return clean(os.environ.get("SO_TUI_ACTOR", "")) or clean(self.settings.actor) or _login()

    def pen(self) -> Pen:
        """A pen for one change."""
        return Pen(
            actor=self.actor, now=self.now(), today=self.today, new_id=new_id,
            wording=Wording(self.catalogue),
        )  # fmt: skip

    # --- The settings and the casebook ------------------------------------------------------

    @cached_property
    def in_force(self) -> InForce:
        """The settings that hold, and what of them is locked."""
        from so_tui.precedence import in_force

        return in_force()

    @property
    def settings(self) -> Settings:
        """The settings that hold."""
        return self.in_force.settings

    @cached_property
    def casework(self) -> Casework:
        """The casebook with all that can be done with it."""
        from so_tui.casework import Casework

        self._check_file()
        work = Casework.open(self.path, region=self.settings.region, sparing=not self.screen)
        work.progress = progress.count
        stderr.tell(work.copies)
        if not self.screen:  # that one says it by itself
            stderr.tell(self.in_force.notice_of(_FOLLOWED))
        return work

    @property
    def is_new(self) -> str:
        """A sentence where --file names no casebook yet, so that a mistyped path is seen."""
        if self.file is None or self.is_lent or not _is_missing(self.path):
            return ""
        if not _is_missing(self.path.with_name(f"{self.path.name}.journal")):
            return ""
        return f"There is no casebook at {self.path} yet. The first case begins one there."

    def _check_file(self) -> None:
        """Raise CasebookError where --file names none, and this command does not begin one.

        No folder is made for it either: the path was most likely mistyped.
        """
        path = self.path
        if self.file is None or self.is_lent or not _is_missing(path):
            return
        running = click.get_current_context(silent=True)
        command = running.find_root().invoked_subcommand if running is not None else None
        if _is_missing(path.parent):
            raise CasebookError(
                f"There is no casebook at {path}, and no folder {path.parent}. Look at the path "
                "behind --file, or make the folder first. Nothing was made."
            )
        if command not in (None, *_BEGINNING) and _is_missing(
            path.with_name(f"{path.name}.journal")
        ):
            raise CasebookError(
                f"There is no casebook at {path}. Look at the path behind --file. To begin one "
                "there, say: so-tui --file PATH new. Nothing was made."
            )

    @property
    def saved(self) -> str:
        """What holds by now, whatever becomes of the rest: a sentence; "" while it is nothing."""
        written = "casework" in vars(self) and self.casework.wrote
        return self.done or ("It is saved." if written else "")

    @cached_property
    def _placed(self) -> set[Path]:
        """The paths that were found to be where a casebook may lie."""
        return set()

    @property
    def stopped(self) -> str:
        """What holds where the person stopped the command: a sentence."""
        if self.done or self.begun:
            return f"Stopped. {self.done or self.begun}"
        if "casework" in vars(self) and self.casework.is_writing:
            return "Stopped while it was being saved. See with so-tui history whether it was."
        return f"Stopped. {self.saved or 'Nothing was changed.'}"

    @property
    def named(self) -> Path:
        """Where the casebook would lie, be it allowed there or not."""
        from so_tui import locations

        return locations.casebook(self.file)

    @property
    def path(self) -> Path:
        """Where the casebook lies. Raises AdministratorError where it may not lie there."""
        path = self.named
        if not self.is_lent and path not in self._placed:
            from so_tui.precedence import check_place

            check_place(path, self.in_force)
            self._placed.add(path)
        return path

    @property
    def casebooks(self) -> tuple[Path, ...]:
        """The casebook of this command and, if they have one, the user's own."""
        from so_tui import locations

        own = locations.if_anywhere(locations.casebook)
        return (self.path,) if own is None else (self.path, own)

    @functools.cached_property
    def catalogue(self) -> Catalogue:
        """What the field knows, read once for a command; no casebook is opened to look it up."""
        from so_tui.field_knowledge import catalogue

        return catalogue()

    @property
    def calendar(self) -> Calendar:
        """Business days and closures."""
        return self.casework.calendar

    @property
    def offices(self) -> Mapping[str, Office]:
        """The offices the casebook knows, gathered once for each state of it."""
        snapshot = self.casework.snapshot
        if self._offices is None or self._offices[0] is not snapshot:
            self._offices = (snapshot, self.casework.offices())
        return self._offices[1]

    def case(self, words: str) -> CasePage:
        """The case that words name, or the only one there is when none are given.

        Where a part of a label named it, whose it is is said once it is written to.
        """
        if words:
            page = self.casework.find(words)
            if not is_named(page, words):
                label = shortened(page.value.label)
                self._read_as.append(ended(f"“{shortened(clean(words))}” was read as {label}"))
            return page
        cases = self.casework.labels()
        if not cases:
            raise NotFoundError("There is no case yet. Begin one with: so-tui new")
        if len(cases) > 1:
            some = listed(cases.values())
            raise NotFoundError(
                f"There are {len(cases)} cases: {some}. Name the one you mean first."
            )
        return self.casework.case(next(iter(cases)))

    def case_to_part_with(
        self, words: str, *rest: str, find: Callable[[str], CasePage] | None = None
    ) -> CasePage:
        """The case that words name, for what removes it, puts it away, or removes some of it.

        Only by all of its label or the beginning of its id. `rest`: the words behind it; `find`:
        what finds it, if not as usual. Raises NotAllowedError with the command that would do it.
        """
        if not words:
            return self.case(words)
        try:
            page = (find or self.casework.find)(words)
        except NotFoundError:
            cut = in_part(self.casework.cases(), words)
            if len(cut) != 1 or cases_fitting(self.casework.labels(), words):
                raise  # none fits in any way, or several do
            (page,) = cut
        if not is_named(page, words):
            command = click.get_current_context().command_path
            raise NotAllowedError(
                f"“{shortened(clean(words))}” is only part of “{shortened(page.value.label)}”. If "
                f"that case is meant, say: {command} {shlex.join([page.id[:8], *rest])}. Nothing "
                "was changed."
            )
        return page

    def tell_whose(self) -> None:
        """Say whose each case is that was named by a part of its label, once."""
        for said in dict.fromkeys(self._read_as):
            stderr.tell(said)
        self._read_as.clear()

    def called(self, *, removed: bool = False) -> Called:
        """What each case of the casebook is called in a line about several, by id; `removed`: also
        of those that are removed."""
        labels = self.casework.labels()
        if removed:
            pages = self.casework.snapshot.pages
            gone = (pages["cases", id_] for id_ in pages.ids("cases") if id_ not in labels)
            labels |= {page.id: as_case(page).value.label for page in gone}
        return Called(labels.items())

    @property
    def days_known(self) -> str:
        """Until when the closed days of the region are known."""
        until = self.calendar.until
        return (
            f"The closed days of {self.calendar.region} are known until {dates.long(until)}. "
            "After that not all of them are."
        )

    def settle_visit(self, visit: Visit, of: Case | None = None) -> None:
        """Settle with the person what may be a slip in the day and time that were given.

        `of`: the case as it is, if it was begun. Raises UsageError where it is not settled.
        """
        from so_tui.core import appointment
        from so_tui.core.case import Visit
        from so_tui.zones import strikes

        before, office = Visit(), None
        if of is not None:
            before, office = of.visit, appointment.office_of(of, self.offices)
        if visit.day is None or visit == before:
            return
        if visit.day > self.calendar.until:
            stderr.tell(self.days_known)
        doubts = [
            doubt for _, doubt in appointment.doubts(visit, before, self.calendar, office, strikes)
        ]
        if doubts:
            stderr.settle(" ".join(doubts), f"add {stderr.YES}")

    def cases(self, words: str) -> list[CasePage]:
        """The case that words name, or all that are not put away when none are given."""
        if words:
            return [self.casework.find(words)]
        return [page for page in self.casework.cases() if not page.value.archived]

    def plan(self, page: CasePage) -> Plan:
        """The plan of a case today."""
        return self.casework.plan(page, self.today)

    def change(self, page: CasePage, verb: Callable[[CasePage, Pen], Change]) -> CasePage:
        """Write what a verb makes of a case, and say it; returns the case as it is then."""
        self.write(verb(page, self.pen()))
        return self.casework.case(page.id)

    def write(self, *changes: Change) -> None:
        """Write changes in one transaction, durable on return, and say what they did."""
        self.casework.write(changes)
        self.tell_whose()
        for change in changes:
            stderr.tell(ended(change.sentence))
        self.tell_what_followed()
        stderr.tell_days()
        stderr.tell(self.casework.warning)
        stderr.tell(self.casework.fault)

    def tell_what_followed(self) -> None:
        """Say what the latest write did beside what was asked for."""
        for one in self.casework.said:
            stderr.tell(one)

    def tell_of_offices(self, changed: Iterable[OfficeChange], said: Iterable[str]) -> None:
        """Say what others changed of offices, where `said` has not said it."""
        known = {one.partition(":")[0] + "." for one in said}
        for one in changed:
            if one.sentence not in known:
                stderr.tell(one.sentence)


def new_id() -> str:
    """A fresh id: a random UUID (RFC 9562 §5.4)."""
    return str(uuid.uuid4())


def _login() -> str:
    try:
        return clean(getpass.getuser()) or "someone"
    except (OSError, KeyError):  # no such user in the system's list
        return "someone"


def pass_command_context(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command its CommandContext as the first argument."""
    return click.make_pass_decorator(CommandContext)(command)


def _is_missing(path: Path) -> bool:
    """Whether nothing has a name; where that cannot be looked at, opening it says why."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
