"""Write `docs/pictures/case.svg`: README's picture, of the midway sample on 25 November 2026.

Run it from the checkout, then look at the picture:

    python -m docs.make_picture
"""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path

from so_tui import assets
from so_tui.casework import Casework
from so_tui.core.changes import Pen
from so_tui.tui.app import SoTui

TODAY = dt.date(2026, 11, 25)
NOW = dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.UTC)
SIZE = (120, 40)
PICTURE = Path(__file__).parent / "pictures" / "case.svg"


async def picture(folder: Path) -> str:
    """The screen as SVG, after the key that goes to the next step."""
    numbers: Iterator[int] = itertools.count()

    def new_id() -> str:
        return f"00000000-0000-4000-8000-{next(numbers):012}"

    casework = Casework.open(folder / "casebook.json")
    pen = Pen(actor="rosa", now=NOW, today=TODAY, new_id=new_id)
    casework.import_([("midway.json", assets.read_data("samples/midway.json"))], pen)
    app = SoTui(
        casework, today=lambda: TODAY, now=lambda: NOW, new_id=new_id, actor="rosa", follow=None
    )
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("3")
        await pilot.pause()
        return app.export_screenshot(title="so-tui", simplify=True)


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        svg = asyncio.run(picture(Path(folder)))
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
