"""The reference part of `docs/commands.md`, made from the program itself.

Write it anew with `python -m tests.cli.reference`.
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from so_tui.cli.program import COMMANDS, so_tui
from tests.cli.running import ROOT

DOCUMENT = ROOT / "docs" / "commands.md"
MARK = "<!-- What follows is made by `python -m tests.cli.reference`. -->"


def every() -> Iterator[tuple[str, click.Command, click.Context]]:
    """Each command with its name as typed and a context, groups before what is in them."""
    top = click.Context(so_tui, info_name="so-tui")
    for name in COMMANDS:
        command = so_tui.get_command(top, name)
        assert command is not None
        context = click.Context(command, top, info_name=name)
        yield f"so-tui {name}", command, context
        if isinstance(command, click.Group):
            for inner, one in command.commands.items():
                yield f"so-tui {name} {inner}", one, click.Context(one, context, info_name=inner)


def reference() -> str:
    """Every command: how it is typed, what it does, its options."""
    top = click.Context(so_tui, info_name="so-tui")
    lines = ["", "## so-tui", "", *_options(so_tui, top)]
    for name, command, context in every():
        level = "##" if name.count(" ") == 1 else "###"
        lines += ["", f"{level} {name}", "", *_about(command)]
        if not isinstance(command, click.Group):
            usage = " ".join((name, *command.collect_usage_pieces(context)))
            lines += ["", f"`{usage}`"]
        options = list(_options(command, context))
        lines += ["", *options] if options else []
    return "\n".join(lines) + "\n"


def _about(command: click.Command) -> Iterator[str]:
    paragraphs = (command.help or "").split("\n\n")
    for nth, paragraph in enumerate(paragraphs):
        if nth:
            yield ""
        yield " ".join(paragraph.split())


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for option in command.params:
        record = option.get_help_record(context)
        if isinstance(option, click.Option) and record is not None:
            names, about = record
            yield f"- `{names}`: {' '.join(about.split())}"


def main() -> None:
    """Write the reference part of the document anew."""
    head, mark, _ = DOCUMENT.read_text().partition(MARK)
    DOCUMENT.write_text(f"{head}{mark or MARK}\n{reference()}")


if __name__ == "__main__":
    main()
