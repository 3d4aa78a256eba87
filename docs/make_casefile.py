"""Make the tables of docs/casefile.md from the table of fields: `python -m docs.make_casefile`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from so_tui.core import tree
from so_tui.core.case import Part
from so_tui.core.fields import FIELDS, field, kind_of
from so_tui.core.wording import codes_of

PAGE = Path(__file__).with_name("casefile.md")
BEGIN, END = "## The fields\n", "## The history\n"

_HOLDS = {
    "line": "text", "lines": "text, many lines", "zone": "a time zone", "day": "a day",
    "time": "a time", "count": "a number", "yes_no": "`true` or `false`",
    "reference": "an id, or a word of the catalogue", "weekdays": "ISO weekdays, 1 is Monday",
    "numbers": "business days by track",
}  # fmt: skip

_LEAD = """
What is needed stands first in each table; what is left out has its usual value. Wherever a field
of a case is called `office`, it names an office of the case, and in that one of the file's list.
"""


def tables() -> str:
    """All fields, part by part, in the order in which they are written."""
    return "\n".join([BEGIN, _LEAD.strip(), *(_table(part) for part in FIELDS), ""])


def _table(part: type[Part]) -> str:
    doc = " ".join((part.__doc__ or "").split("\n\n")[0].split())
    rows = "\n".join(_rows(part))
    head = "| field | holds | what it is |\n| --- | --- | --- |"
    return f"\n### {part.__name__}\n\n{doc}\n\n{head}\n{rows}"


def _rows(part: type[Part]) -> Iterator[str]:
    for name in tree.fields(part):
        known = field(part, name)
        what = known.help or (known.day.name.capitalize() if known.day else known.label)
        yield f"| `{name}` | {_holds(part, name)} | {what.replace('|', '/').rstrip('.')} |"


def _holds(part: type[Part], name: str) -> str:
    kind, of = kind_of(part, name), tree.fields(part)[name]
    if kind in ("code", "codes"):
        words = ", ".join(f"`{one}`" for one in codes_of(of))
        return words if kind == "code" else f"some of {words}"
    if kind in ("part", "parts"):
        inside = tree.part_in(of)
        assert inside is not None
        link = f"[{inside.__name__}](#{inside.__name__.lower()})"
        return link if kind == "part" else f"{link}, by id"
    return _HOLDS[kind]


def page() -> str:
    """The page as it should be."""
    text = PAGE.read_text("utf-8")
    return text[: text.index(BEGIN)] + tables() + text[text.index(END) :]


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
