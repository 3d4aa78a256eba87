"""Papers of one kind written into one file: what stands before them, and each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from so_tui.core.papers.model import Paper, with_texts
from so_tui.core.text import clean


class Writer(NamedTuple):
    """A way to write papers.

    `begin`: what stands before them, from their title, their names and the words above those. A
    paper alone has no name. `one`: a paper, with its name ("" where it is alone) and its number.
    """

    begin: Callable[[str, Sequence[str], str], str]
    one: Callable[[Paper, str, int], str]
    end: str = ""


def written(
    writer: Writer, names: Sequence[str], papers: Iterable[Paper], contents: str
) -> Iterator[str]:
    """The papers of these names, in pieces; several begin with the list of their names, below the
    words `contents`. Whatever a text holds, it is only text: what is none is taken out of it."""
    several = [clean(one) for one in names] if len(names) > 1 else []
    for nth, paper in enumerate(papers, 1):
        one = with_texts(paper, _clean)
        if nth == 1:
            yield writer.begin(one.title, several, contents)
        yield writer.one(one, several[nth - 1] if several else "", nth)
    yield writer.end


def _clean(text: str) -> str:
    return clean(text, lines=True)
