"""Where what was measured goes: it is printed, or stands in a page between two marks."""

from __future__ import annotations

from pathlib import Path

BEGIN, END = "<!-- the table -->", "<!-- its end -->"


def show(text: str, into: Path | None) -> None:
    """Print a text, or write it into a page in place of what stood between the marks."""
    if into is None:
        print(text)
        return
    before, _, rest = into.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    into.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
