"""What a paper about all cases is filled from: how lists tell of them on one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from so_tui.core import dates, headline
from so_tui.core.calls import as_told, calls_of, pressing, unknown
from so_tui.core.case import Office
from so_tui.core.catalogue import Catalogue
from so_tui.core.finding import Called
from so_tui.core.glance import InLists, visit_of
from so_tui.core.ordering import ordered
from so_tui.core.papers.description import Shared
from so_tui.core.papers.vocabulary import Rows


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """All cases of a casebook on a day. `offices` are the casebook's."""

    cases: Sequence[InLists]
    offices: Mapping[str, Office]
    catalogue: Catalogue
    shared: Shared
    today: dt.date

    @property
    def open(self) -> list[InLists]:
        """Those in which there is something to do, the most urgent first."""
        told = {one.summary.case: one for one in self.cases if not one.summary.is_over}
        return [
            told[one.case] for one in ordered((one.summary for one in told.values()), "urgency")
        ]


def values(book: Book) -> dict[str, str]:
    """What each place of a paper about all cases holds."""
    return {
        "cases": str(len(book.open)),
        "late": str(sum(one.summary.late > 0 for one in book.open)),
        "today": dates.long(book.today),
    }


def rows(book: Book, of: Rows) -> tuple[Mapping[str, str], ...]:
    """The rows of a table about all cases."""
    return tuple(_calls(book) if of == "calls_today" else _cases(book))


def _names(book: Book) -> Called:
    """What each case is called where others stand beside it."""
    return Called((one.summary.case, one.summary.label) for one in book.cases)


def _calls(book: Book) -> Iterator[Mapping[str, str]]:
    """Whom to call, office by office: one row for each case that the call is about."""
    words = book.catalogue.words
    names = _names(book)
    for one in calls_of(told.summary for told in book.cases if not told.summary.archived):
        office = book.offices.get(one.office)
        for case, dues in one.cases:
            yield {
                "case": names(case.case, case.label),
                "how": pressing(dues, book.today, words),
                "office": office.name if office is not None else unknown(one, words),
                "phone": office.phone if office is not None else "",
                "what": "; ".join(as_told(due, words, book.today) for due in dues),
            }


def _cases(book: Book) -> Iterator[Mapping[str, str]]:
    words = book.catalogue.words
    names = _names(book)
    for told in book.open:
        next_ = told.summary.next
        yield {
            "case": names(told.summary.case, told.summary.label),
            "late": headline.late(told.late_papers, told.late_tasks, words),
            "next": headline.sentence(next_, words, book.today) if next_ else "",
            "visit": visit_of(told),
            "with": told.summary.has_it,
        }
