"""Cases as pages to read: the paper that sums each of them up, written in one of several ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from so_tui.core.papers.writing import Writer, written
from so_tui.exchange.formats import Outgoing, Writes

KIND = "summary"
"""The kind of paper that such a page is."""


def written_by(writer: Callable[[Mapping[str, str]], Writer]) -> Writes:
    """What writes the pages of cases by a writer, which is given the words of the catalogue."""

    def pieces(outgoing: Outgoing) -> Iterator[bytes]:
        telling = outgoing.telling
        assert telling is not None, "whoever asks for a page says on which day"
        words, names = telling.catalogue.words, [case.label for case in outgoing.cases]
        pages = (telling.paper(case, KIND) for case in outgoing.cases)
        for piece in written(writer(words), names, pages, words["page.contents"]):
            yield piece.encode()

    return pieces
