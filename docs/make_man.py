"""Write `man/`, the pages of the manual, from what `--help` says: `python -m docs.make_man`.

One for so-tui and one for each command; a page of several commands has all of them.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click

from so_tui.cli.program import COMMANDS, so_tui

FOLDER = Path(__file__).parents[1] / "man"

DAY = "2026-11-28"
"""The day of the version that the pages are of."""

_CODE = re.compile(r"`([^`]*)`")


def pages() -> dict[str, str]:
    """Each page by the name of its file."""
    top = click.Context(so_tui, info_name="so-tui", **so_tui.context_settings)
    found = {"so-tui.1": _page("so-tui", so_tui, top, _of_program(top))}
    for name in COMMANDS:
        command = so_tui.get_command(top, name)
        assert command is not None
        context = click.Context(command, top, info_name=name)
        found[f"so-tui-{name}.1"] = _page(f"so-tui-{name}", command, context, _more(context))
    return found


def _page(name: str, command: click.Command, context: click.Context, more: list[str]) -> str:
    first, *others = _paragraphs(command)
    about = f"{first[0].lower()}{first[1:].rstrip('.')}"
    lines = [
        r".\" Made from the program's own help by: python -m docs.make_man",
        f'.TH "{_text(name.upper())}" "1" "{DAY}" "so-tui" "so-tui"',
        ".ad l",
        ".nh",
        ".SH NAME", rf"{_text(name)} \- {_text(about)}",
        ".SH SYNOPSIS", *_usage(command, context),
        ".SH DESCRIPTION", *_flowing([first, *others])[1:],
        *_options("SH", command, context), *more,
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _of_program(top: click.Context) -> list[str]:
    """What the page of the program has beside its help: the commands, and the page of each."""
    lines = [".SH COMMANDS"]
    for name, (_, words) in COMMANDS.items():
        lines += [".TP", rf"\fB{_text(name)}\fR", *_lines(words)]
    also = ", ".join(rf"\fBso\-tui\-{_text(name)}\fR(1)" for name in COMMANDS)
    return [*lines, '.SH "SEE ALSO"', *textwrap.wrap(also, 76, break_on_hyphens=False)]


def _more(context: click.Context) -> list[str]:
    """The commands of a command, each with all its help, and the page of the program."""
    lines: list[str] = []
    command = context.command
    if isinstance(command, click.Group):
        lines += [".SH COMMANDS"]
        for name, one in command.commands.items():
            inner = click.Context(one, context, info_name=name)
            lines += [f".SS {_text(name)}", *_usage(one, inner), *_flowing(_paragraphs(one))]
            lines += _options("", one, inner)
    return [*lines, '.SH "SEE ALSO"', r"\fBso\-tui\fR(1)"]


def _usage(command: click.Command, context: click.Context) -> Iterator[str]:
    pieces = " ".join(command.collect_usage_pieces(context))
    yield rf"\fB{_text(context.command_path)}\fR {_text(pieces)}".rstrip()


def _paragraphs(command: click.Command) -> list[str]:
    return [" ".join(one.split()) for one in (command.help or "").split("\n\n")]


def _flowing(paragraphs: list[str]) -> list[str]:
    return [line for one in paragraphs for line in (".PP", *_lines(one))]


def _options(heading: str, command: click.Command, context: click.Context) -> Iterator[str]:
    records = [
        record
        for one in command.get_params(context)
        if isinstance(one, click.Option) and (record := one.get_help_record(context)) is not None
    ]
    if records and heading:
        yield f".{heading} OPTIONS"
    for names, about in records:
        yield ".TP"
        yield _tag(names)
        yield from _lines(about)


def _tag(names: str) -> str:
    """An option as it is typed: bold, and not so what stands for a value."""
    typed, blank, value = names.rpartition(" ")
    if not blank or value.startswith("-"):
        return rf"\fB{_text(names)}\fR"
    return rf"\fB{_text(typed)}\fR\ {_text(value)}"


def _lines(text: str) -> Iterator[str]:
    """A text in lines of which none is a request, its code in bold."""
    bold = _CODE.sub(r"\\fB\1\\fR", _text(" ".join(text.split())))
    for line in textwrap.wrap(bold, 76, break_long_words=False, break_on_hyphens=False):
        yield rf"\&{line}" if line.startswith((".", "'")) else line


def _text(text: str) -> str:
    """A text as roff takes it for just this; a choice of many may break behind each."""
    return text.replace("\\", r"\e").replace("-", r"\-").replace("|", r"|\:")


def main() -> None:
    """Write the pages anew; what has no command any more goes."""
    FOLDER.mkdir(exist_ok=True)
    made = pages()
    for old in FOLDER.glob("*.1"):
        if old.name not in made:
            old.unlink()
    for name, page in made.items():
        (FOLDER / name).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
