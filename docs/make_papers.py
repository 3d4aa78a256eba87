"""Write the first page of each kind of paper for `docs/papers.md`: `docs/pictures/papers/*.png`.

Each is of the made-up samples on Wednesday 25 November 2026. Run it from the checkout, then look
at the pictures:

    python -m docs.make_papers            # all of them, or those that are named behind it
"""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst

from docs.make_pictures import ALL, NOW, TODAY
from docs.png import grayed
from so_tui import assets, importing, papers
from so_tui.casework import Casework
from so_tui.core.changes import Pen
from so_tui.core.glance import InLists
from so_tui.core.papers.model import Paper
from so_tui.exchange.pdf import inputs
from so_tui.glances import glances

FOLDER = Path(__file__).parent / "pictures" / "papers"
DOTS = 80
"""How many dots an inch has; a page can just be read, and its picture stays small."""


def opened(folder: Path) -> Casework:
    """A casebook in a folder, with all the samples."""
    os.environ["SO_TUI_HOME"] = str(folder)
    casework = Casework.open(folder / "casebook.json")
    ids = (f"00000000-0000-4000-8000-{n:012}" for n in itertools.count())
    for name in ALL:
        pen = Pen(actor="rosa", now=NOW, today=TODAY, new_id=ids.__next__)
        importing.import_(
            casework, [importing.Source(name, assets.read_data(f"samples/{name}.json"))], pen
        )
    return casework


def paper_of(casework: Casework, kind: str) -> Paper:
    """A paper about Rosa's case: for the lab where it can be, else for the first office."""
    page = next(one for one in casework.cases() if one.value.label == "Rosa M.")
    can = papers.offices_for(page.value, kind) if papers.scope(kind) == "office" else []
    labs = [one for one in can if page.value.offices[one].call == "pathology"]
    to = papers.addressee(page.value, [*labs, *can][0]) if can else None
    described = papers.description(kind, to)
    assert described is not None  # it is for that office, or for none
    if papers.scope(kind) == "casebook":
        return papers.make_of_all(casework, described, glances(casework, TODAY, InLists), TODAY)
    return papers.make(casework, page, described, to, TODAY, 4 if described.pages else None)


def taken(paper: Paper) -> bytes:
    """The first page of a paper as PNG."""
    said = papers.papers().shared.words["page"]
    made: Any = typst.compile(
        papers.layout(), format="png", ppi=DOTS,
        sys_inputs=inputs(paper, "letter", large=False, page=said),
    )  # fmt: skip
    return grayed(made[0] if isinstance(made, list) else made)


def main(kinds: Sequence[str] = ()) -> None:
    """Write the pictures, or those of some kinds."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        casework = opened(Path(folder))
        for kind in kinds or papers.papers().kinds():
            (FOLDER / f"{kind}.png").write_bytes(taken(paper_of(casework, kind)))


if __name__ == "__main__":
    main(sys.argv[1:])
