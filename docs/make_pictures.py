"""Write the pictures of the README and of the tour, `docs/pictures/*.svg`.

Each is of the made-up samples on Wednesday 25 November 2026. Run it from the checkout, then look
at the pictures:

    python -m docs.make_pictures            # all of them, or those that are named behind it

The moving picture is made by `docs.make_moving`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from docs.drawing import exported, still
from so_tui import assets, importing
from so_tui.casework import Casework
from so_tui.core.changes import Pen
from so_tui.tui.app import SoTui

TODAY = dt.date(2026, 11, 25)
NOW = dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.UTC)
WIDE, NARROW = (120, 40), (80, 24)
FOLDER = Path(__file__).parent / "pictures"
ONE = ("midway",)
ALL = ("midway", "fresh", "rush", "finished", "no-date", "many-offices")


@dataclass(frozen=True)
class Picture:
    """What is pressed before a picture is taken, on which samples, in which window."""

    keys: tuple[str, ...]
    samples: tuple[str, ...] = ONE
    size: tuple[int, int] = NARROW
    theme: str = "dark"
    ascii: bool = False


PICTURES: dict[str, Picture] = {
    "case": Picture(("3",), size=WIDE),
    "new-case": Picture(("a", *"Rosa M.", "tab", *"17 dec"), samples=()),
    "visit": Picture(("0",)),
    "reasons": Picture(("1", "space")),
    "call": Picture(("3", "c", "h"), size=WIDE),
    "day": Picture(("n", "p", *"fri")),
    "state": Picture(("n", "i")),
    "timeline": Picture(("5", "j", "j"), size=WIDE),
    "copy": Picture(("3", "y", "enter")),
    "cases": Picture(("j",), samples=ALL, size=WIDE),
    "found": Picture(("slash", *"s26"), samples=ALL),
    "today": Picture(("T",), samples=ALL),
    "round": Picture(("T", "c"), samples=ALL, size=WIDE),
    "order": Picture(("s",), samples=ALL),
    "hand-over": Picture(("w",), samples=ALL),
    "history": Picture(("1", "g", "space", "j", "space", "H")),
    "help": Picture(("question_mark",)),
    "hidden": Picture(("ctrl+l",), size=WIDE),
    "high-contrast": Picture(("3",), theme="high-contrast"),
    "plain": Picture(("3",), ascii=True),
    "small": Picture(("3",), size=(40, 12)),
    "one-office": Picture(("3",)),
}
"""Each picture by the name of its file."""


async def taken(picture: Picture, folder: Path) -> str:
    """The screen as SVG, once the keys were pressed."""
    numbers: Iterator[int] = itertools.count()

    def new_id() -> str:
        return f"00000000-0000-4000-8000-{next(numbers):012}"

    casework = Casework.open(folder / "casebook.json")
    for name in picture.samples:
        pen = Pen(actor="rosa", now=NOW, today=TODAY, new_id=new_id)
        importing.import_(
            casework, [importing.Source(name, assets.read_data(f"samples/{name}.json"))], pen
        )
    app = SoTui(
        casework, today=lambda: TODAY, now=lambda: NOW, new_id=new_id, actor="rosa", follow=None,
        theme=picture.theme, ascii=picture.ascii,
    )  # fmt: skip
    async with app.run_test(size=picture.size) as pilot:
        for key in picture.keys:
            await pilot.press("space" if key == " " else "full_stop" if key == "." else key)
            await pilot.pause()
        await pilot.pause(0.2)
        return app.export_screenshot(title="so-tui", simplify=True)


def main(names: Sequence[str] = ()) -> None:
    """Write the pictures, or those of some names."""
    FOLDER.mkdir(exist_ok=True)
    for name in names or PICTURES:
        picture = PICTURES[name]
        with tempfile.TemporaryDirectory() as folder:
            os.environ["SO_TUI_HOME"] = folder
            svg = asyncio.run(taken(picture, Path(folder)))
        drawn = still(exported(svg, *picture.size), f"so-tui: {name.replace('-', ' ')}")
        (FOLDER / f"{name}.svg").write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
