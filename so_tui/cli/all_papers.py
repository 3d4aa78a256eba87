"""All papers that are due for a case, in a folder, with a list of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from so_tui import papers
from so_tui.atomic import why
from so_tui.cli import stderr
from so_tui.cli.context import CommandContext
from so_tui.core import dates
from so_tui.core.changes import CasePage
from so_tui.core.text import counted
from so_tui.errors import NotFoundError, OutputError
from so_tui.outfile import put
from so_tui.papers import Looks

if TYPE_CHECKING:
    from so_tui.core.papers.model import Paper

ALL = "all"
"""What is typed for all papers that are due."""

FOLDER = "papers"
"""The folder they go into where none is named."""

LIST = "list.txt"


def written(context: CommandContext, paper: Paper, looks: Looks) -> bytes:
    """A paper as the bytes of a file; what is left out of it is said."""
    data, said = papers.written(paper, looks, context.today)
    stderr.tell(said)
    return data


def write(
    context: CommandContext,
    page: CasePage,
    folder: Path,
    looks: Looks,
    *,
    force: bool,
) -> None:
    """Write all papers that are due for a case, and a list of them.

    All are made before the first is written. Raises NotFoundError where none is due, and
    OutputError where one cannot be made or written.
    """
    due = list(papers.due(context.casework, page, context.today))
    if not due:
        raise NotFoundError("No paper is due for this case now. Make any with: so-tui paper KIND")
    files: dict[str, bytes] = {}
    told = [f"Papers that were due on {dates.long(context.today)}:"]
    for one in due:
        name = papers.file_name(page.value, one.described.kind, one.to, looks.format)
        files[name] = written(context, one.paper, looks)
        told += _told(context, page, name, one)
    files[LIST] = ("\n".join(told) + "\n").encode()
    _make(folder)
    there = [name for name in files if (folder / name).exists()]
    if there and not force:
        raise OutputError(
            f"{folder / there[0]} is there already. Choose another folder, or add --force to write "
            "over what is there. Nothing was written."
        )
    context.begun = f"No case was changed. Some papers may be in {folder}, each of them whole."
    for name, data in files.items():
        put(folder / name, data, force=force, casebooks=context.casebooks)
    context.done = f"The papers in {folder} are written."
    stderr.tell(
        f"Wrote {counted(len(due), 'paper')} into {folder}, with a list of them in {LIST}. "
        "The files are not encrypted."
    )
    context.write(papers.all_noted(page, context.pen(), due))


def _told(context: CommandContext, page: CasePage, name: str, one: papers.Whole) -> Iterator[str]:
    """What the list says of a paper: its file, its title, for whom, and what is still blank."""
    office = None
    if one.to is not None:
        office = context.offices.get(page.value.offices[one.to.office].office)
    whom = f", for {office.name}" if office is not None and office.name else ""
    yield f"{name}: {one.paper.title}{whom}."
    words = papers.papers().shared.words
    if one.paper.blanks:
        yield f"  {words['blank'].format(blanks='; '.join(one.paper.blanks))}"
    if one.paper.by_hand:
        yield f"  {words['hand'].format(hand='; '.join(one.paper.by_hand))}"
    yield from (f"  {said}" for said in papers.to_know(one.described, office))


def _make(folder: Path) -> None:
    """The folder, for its owner alone where it is new."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as fault:
        raise OutputError(
            f"The folder {folder} could not be made: {why(fault, 'choose another place')}. "
            "Nothing was written."
        ) from fault
