"""The program: its options, and its commands, each loaded only when it runs."""

from __future__ import annotations

import datetime as dt
import importlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from so_tui import process, zones
from so_tui.cli import progress, stderr
from so_tui.cli.context import CommandContext
from so_tui.errors import SoTuiError, StoppedError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS: Mapping[str, tuple[str, str]] = {
    # Reading
    "cases": ("reading", "List the cases, most urgent first."),
    "show": ("reading", "Tell all of one case, a fact to a line."),
    "next": ("reading", "Say the one thing to do next."),
    "due": ("reading", "List what is to be done in the coming days, in the order of days."),
    "today": ("reading", "List whom to call today, office by office, and for which cases."),
    "report": ("reports", "Tell what was asked for and what came in a month, office by office."),
    "history": ("past", "List who changed what, and when, the latest last."),
    "script": ("contacts", "Say the words for one call, each paper asked for by its name."),
    "paper": ("paper", "Make a paper: to print, to sign, to fax, to carry."),
    # The case
    "new": ("cases", "Begin a case; the usual items wait in it, to ask."),
    "case": ("cases", "Change, put away or remove a case."),
    "status": ("cases", "Set where the case as a whole stands."),
    "person": ("cases", "Keep what is known of the person."),
    "companion": ("cases", "Keep who is beside the person: a caregiver, a proxy."),
    "reasons": ("answers", "Tell what is asked, and what each answer asks of the plan."),
    "reason": ("answers", "Answer one of the reasons, or a part of the condition."),
    "question": ("answers", "Keep questions for the doctors, and their answers."),
    "mark": ("answers", "Mark a step as done, or as not for us."),
    "unmark": ("answers", "Take a step's mark away; it is open again."),
    # The visit and the three calls
    "visit": ("visits", "Set the visit, what its office accepts, and what was said about waiting."),
    "office": ("offices", "Add, change or remove the offices of a case."),
    "offices": ("offices", "List the offices the casebook knows."),
    "item": ("items", "Add, move, change or remove what is asked for."),
    "release": ("releases", "Keep the papers that let an office hand records over."),
    "log": ("log", "Log one contact, and what it did to each item."),
    "contact": ("contacts", "Correct or remove an entry of the log."),
    "disc": ("disc", "Read a disc of images, and compare it with what a case asks for."),
    # Going back
    "undo": ("past", "Take back your last change."),
    "redo": ("past", "Do again what you took back last."),
    "put-back": ("past", "Bring a case back to how it was just after one of its changes."),
    "choose": ("conflicts", "Settle what two people changed apart."),
    "conflicts": ("conflicts", "List what two people changed apart."),
    # Files and words
    "import": ("importing", "Take in files with cases, or what a file offers to a case."),
    "export": ("exporting", "Write cases, with the offices they name, into a file."),
    "serve": ("serve", "Show the screen in a browser of this computer."),
    # Care of the casebook
    "check": ("care", "Look whether the casebook and its backups are as they were written."),
    "backup": ("care", "Keep a backup now, or write the whole casebook into one file."),
    "restore": ("care", "Bring back the newest good state, or an earlier one."),
    "join": ("care", "Take in copies of the casebook, as sync tools leave them."),
    "erase": ("care", "Erase one case for good, from the history and the backups too."),
    "locate": ("locating", "Say where the casebook, the settings and the log of errors lie."),
    "help": ("helping", "Say how a command is used."),
    "kinds": ("lists", "List the kinds of items, with what each word means."),
    "problems": ("lists", "List the problem codes, and what can be asked next."),
    "completion": ("completing", "Write the script that completes commands in a shell."),
}
"""Every command: the module it lives in, and what it does. Only the one that runs is loaded."""


class Program(click.Group):
    """The commands by name; help is read from the table, so that it loads none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, loaded now."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"so_tui.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands by the table, so that none is loaded, or the options."""
        from click.shell_completion import CompletionItem

        named = [CompletionItem(name, help=words) for name, (_, words) in COMMANDS.items()]
        return [*named, *click.Command.shell_complete(self, ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named; one that is not there is told with those nearly called so."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.exceptions.NoSuchCommand(args[0], possibilities=[*COMMANDS], ctx=ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; where the person stops it, say what holds by then."""
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort) as stop:
            if isinstance(ctx.obj, CommandContext):
                raise StoppedError(ctx.obj.stopped) from stop
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in the help."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> dt.date | None:
    if value is None:
        return None
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or day.isoformat() != value or not 1900 <= day.year <= 2150:
        raise click.BadParameter(f"“{value}” is not a day, written like 2026-11-25.", ctx, param)
    return day


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import PackageNotFoundError, version

        from so_tui.cli import output

        try:
            number = version("so-tui")
        except PackageNotFoundError:
            number = "from a checkout that is not installed"
        output.say([f"so-tui {number}"])
        ctx.exit()


@click.command(
    cls=Program,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--file", type=click.Path(path_type=Path), help="The casebook to open, instead of your own."
)
@click.option(
    "--today", metavar="YYYY-MM-DD", callback=_day, help="The day to work with, instead of today."
)
@click.option(
    "--demo",
    is_flag=True,
    help="Work with a made-up case, in a casebook of its own that is not kept.",
)
@click.option("--ascii", is_flag=True, help="Draw the screen with plain characters.")
@click.option(
    "-V", "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
    help="Say which version this is.",
)  # fmt: skip
@click.pass_context
def so_tui(
    ctx: click.Context, file: Path | None, today: dt.date | None, demo: bool, ascii: bool
) -> None:
    """Keep track of a cancer second opinion: three calls, every paper, one next step.

    Without a command the screen opens. Every command also works without it, in plain lines.
    CASE is the beginning of a case's id, or a part of its label; what removes something wants
    all of the label. While there is one case, it may be left out. Where an option takes TEXT, `-`
    asks for it, or reads standard input.

    so-tui organizes paperwork. It gives no medical or legal advice.
    """
    stderr.tell(zones.settle_clock())
    ctx.obj = CommandContext(file, today)
    if ctx.invoked_subcommand is None:
        from so_tui.cli import launch

        launch.start(ctx.obj, demo=demo, ascii=ascii)
        return
    process.settle()
    ctx.with_resource(progress.shown())
    if ascii and ctx.invoked_subcommand != "serve":
        raise click.UsageError(
            "--ascii is for the screen, which opens without a command, or by serve.", ctx
        )
    ctx.obj.ascii = ascii
    if demo:
        from so_tui.cli.demo import lent

        ctx.with_resource(lent(ctx.obj))
        stderr.tell("This is the demo: a made-up case. What you change in it is not kept.")


def run(args: Sequence[str] | None = None, command: click.Command = so_tui) -> int:
    """Run one command; returns the exit code (`docs/commands.md` lists them)."""
    try:
        return _run(None if args is None else list(args), command)
    except KeyboardInterrupt:  # before there was anything to stop, or once more
        return stderr.refuse(StoppedError("Stopped."))


def _run(args: list[str] | None, command: click.Command) -> int:
    if asked := os.environ.get("_SO_TUI_COMPLETE"):
        from so_tui.cli import shells

        shells.answer(command, asked)
        return 0
    try:
        code = command.main(args=args, prog_name="so-tui", standalone_mode=False)
    except (SoTuiError, click.ClickException, click.Abort) as fault:
        return stderr.refuse(fault)
    return code if isinstance(code, int) else 0
