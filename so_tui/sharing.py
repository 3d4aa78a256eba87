"""Cases shared in files: what goes out, and which removals travel with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec.structs import replace

from so_tui import infile, papers
from so_tui.casework import Casework
from so_tui.core.case import Case
from so_tui.core.changes import CasePage, Pen
from so_tui.core.joining import discreet, without_notes_of_others
from so_tui.core.pages import as_case
from so_tui.core.papers.model import Paper
from so_tui.core.tally import Tally
from so_tui.core.text import counted
from so_tui.core.undoing import imports_undone
from so_tui.errors import NotAllowedError

Reader = Literal["family"]
"""Whom a file can be for, beside those who work on a case."""

if TYPE_CHECKING:
    from so_tui.exchange.formats import Outgoing, Telling
    from so_tui.exchange.sealing import Keys


def removed(work: Casework) -> list[CasePage]:
    """The cases that are removed, as they were then, by label.

    Not those of an import that was undone: they are no business of whoever has them elsewhere.
    """
    stored, here = work.snapshot.pages, work.labels()
    pages = [as_case(stored["cases", id_]) for id_ in stored.ids("cases") if id_ not in here]
    gone = [page for page in pages if page.removed]
    undone = import_undone(work, gone)
    meant = [page for page in gone if page.id not in undone]
    return sorted(meant, key=lambda page: (page.value.label.casefold(), page.id))


def import_undone(work: Casework, gone: Collection[CasePage]) -> frozenset[str]:
    """Those of removed cases, by id, that nobody removed: the import of them was undone."""
    history = work.history({("cases", page.id) for page in gone}) if gone else ()
    undone = imports_undone(history)
    return frozenset(
        page.id for page in gone
        if all(tomb.stamp.change in undone for tomb in page.tombs.get("", ()))
    )  # fmt: skip


def keys(given: Iterable[str]) -> Keys:
    """The public keys that were typed: each itself, or as a file with some.

    Raises UsageError for what is none, and RefusedInputError for a file that cannot be read.
    """
    from so_tui.exchange import sealing

    found: list[str] = []
    for one in given:
        if sealing.is_public(one) or sealing.is_secret(one.encode("utf-8", "replace")):
            found.append(one)
        else:
            found += sealing.keys_in(infile.contents(one, sealing.MOST_OF_KEYS), one)
    return sealing.keys(found)


def export(
    work: Casework,
    cases: Sequence[str],
    pen: Pen,
    *,
    history: bool = True,
    reader: Reader | None = None,
    format_: str = "",
    asked: Mapping[str, str] | None = None,
) -> Iterable[bytes]:
    """The bytes of a file with these cases, by id, and the offices they name, in pieces.

    `format_`: the name of a format that can be written, the case file's when left out; `asked`:
    what of its options was asked for; `reader`: for whom it is, if not for who works on the case.
    Of the history only what concerns the cases goes along; of a removed case, that tells elsewhere
    that it is removed. Raises NotFoundError, OutputError, and NotAllowedError where leaving the
    history out would leave out one of two values.
    """
    from so_tui.exchange import formats

    format_ = format_ or formats.USUAL
    to = formats.named(format_)
    assert to.writes is not None, f"{format_} cannot be written"
    history = history and reader is None
    goes_along = history and (to.whole or to.removals)
    known = {page.id: page.value for page in removed(work)} if goes_along else {}
    history = history and to.whole
    here = work.labels()
    for id_ in cases:
        if id_ not in known and id_ not in here:
            work.case(id_)  # says that it is not there, before the first byte
    usual = {one.name: one.choices[0] if one.choices else "" for one in to.options}
    export = _Export(work, known, history, pen.actor if reader == "family" else None, to.whole)
    outgoing = formats.Outgoing(
        cases=(), offices=(), history=None, asked=usual | dict(asked or {}),
        telling=_telling(work, pen),
    )  # fmt: skip
    if not to.apart:
        return to.writes(export.of(cases, outgoing))
    return (
        piece
        for id_ in _counted(work, cases)
        for piece in to.writes(export.of([id_], outgoing, to_keep=False))
    )


def _counted(work: Casework, cases: Sequence[str]) -> Iterator[str]:
    tally = Tally(work.progress)
    tally.expect(len(cases))
    yield from tally.each(cases)
    tally.end()


class _Export(NamedTuple):
    """What goes out of a casebook: `removed` are the cases whose removal can go along, by id;
    `by`: whose notes of calls alone go out, None for all."""

    work: Casework
    removed: Mapping[str, Case]
    history: bool
    by: str | None
    is_whole: bool

    def of(self, cases: Sequence[str], outgoing: Outgoing, *, to_keep: bool = True) -> Outgoing:
        """Some cases, as they are handed over; `to_keep`: they stay in memory."""
        work = self.work
        gone = {id_: self.removed[id_] for id_ in cases if id_ in self.removed}
        look = work.case if to_keep else work.case_anew
        named = [one for one in cases if one not in gone]
        here = [look(id_) for id_ in (_counted(work, named) if to_keep else named)]
        if not self.history and self.is_whole:
            _refuse_two_values(work, here)
        values = [*(page.value for page in here), *gone.values()]
        offices = {one.office for case in values for one in case.offices.values()}
        keys = {("cases", case.id) for case in values} | {("offices", id_) for id_ in offices}
        told = work.history(keys) if self.history else None
        known = work.offices()
        return replace(
            outgoing,
            cases=tuple(page.value if self.by is None else self._discreet(page) for page in here),
            offices=tuple(known[id_] for id_ in sorted(offices) if id_ in known),
            history=None if told is None else tuple(discreet(one, keys) for one in told),
            removed=tuple(gone.values()),
        )

    def _discreet(self, page: CasePage) -> Case:
        """A case without the notes of calls that others than `by` wrote."""
        return without_notes_of_others(page.value, self.work.history({("cases", page.id)}), self.by)


def _telling(work: Casework, pen: Pen) -> Telling:
    from so_tui.exchange import formats

    def paper(case: Case, kind: str) -> Paper:
        described = papers.description(kind, None)
        assert described is not None, f"{kind} is no paper about all of a case"
        return papers.make(work, work.case(case.id), described, None, pen.today)

    def changed(office: str) -> dt.datetime | None:
        return max((one.at for one in work.history({("offices", office)})), default=None)

    def office_changes(office: str) -> int:
        page = work.snapshot.pages.get(("offices", office))
        return page.revision if page is not None else 0

    return formats.Telling(
        today=pen.today,
        now=pen.now,
        catalogue=work.catalogue,
        calendar=work.calendar,
        plan=lambda case: work.plan(work.case(case.id), pen.today),
        paper=paper,
        history=lambda case: work.history({("cases", case.id)}),
        changed=changed,
        office_changes=office_changes,
    )


def _refuse_two_values(work: Casework, pages: Iterable[CasePage]) -> None:
    for page in pages:
        count = sum(one.kind != "number" for one in work.conflicts(page))
        if count:
            raise NotAllowedError(
                f"{page.value.label} has {counted(count, 'conflict')}. Without the history "
                "the other values would be left out. Settle them first, or export with the "
                f"history. See them with: so-tui conflicts {page.id[:8]}"
            )
