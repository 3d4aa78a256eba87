"""What a case is called in a column: what tells it from another one of its label stays whole."""

from __future__ import annotations

from so_tui.core.finding import behind
from so_tui.core.summary import Summary
from so_tui.tui import plain


def is_told_apart(one: Summary) -> bool:
    """Whether the beginning of its id stands behind its label."""
    return one.label.endswith(behind(one.case))


def case_name(one: Summary, cells: int) -> str:
    """A case's label in at most so many cells; the beginning of the id behind it is not cut."""
    if not is_told_apart(one):
        return plain.cut(plain.one_line(one.label), cells)
    mark = behind(one.case)
    return plain.cut(one.label.removesuffix(mark), max(1, cells - len(mark))) + mark
