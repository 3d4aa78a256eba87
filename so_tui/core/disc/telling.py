"""A disc in sentences: what is on it, and how it compares with what a case asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from so_tui.core import dates
from so_tui.core.case import Case, Part
from so_tui.core.disc.comparing import Compared, Seen
from so_tui.core.disc.findings import Disc, Holder, Study, Verdict, is_image
from so_tui.core.disc.people import is_named, said
from so_tui.core.text import counted, shortened
from so_tui.core.wording import Wording

_NAMED = 3
"""Files that are named of those that cannot be read."""

_WELL: frozenset[Verdict] = frozenset({"matches", "read"})


class Told(Part, frozen=True):
    """One line about a disc. `sign`: `✓` where all is well, `?` to look at, `!` for what is the
    matter, "" for what only tells."""

    text: str
    sign: str = ""


def contents(disc: Disc, wording: Wording) -> Iterator[str]:
    """What is on a disc: each person, each study of theirs on a line, and how many files."""
    for holder in disc.holders:
        yield _holder(holder)
        for study in sorted(holder.studies, key=lambda one: one.day or dt.date.min, reverse=True):
            yield f"- {_study(study, wording)}"
    yield _counts(disc)


def _holder(holder: Holder) -> str:
    name = said(holder.name) if is_named(holder.name) else "No name"
    born = f", born {dates.number(holder.born, _NO_YEAR)}" if holder.born else ""
    return f"{name or 'No name'}{born}"


_NO_YEAR = dt.date.min
"""A day of no year that a disc has: each day has its year."""


def _study(study: Study, wording: Wording) -> str:
    """A study in one line: its day, how it was made, of what, and how much of it there is."""
    day = dates.long(study.day) if study.day else "no day"
    made = " and ".join(dict.fromkeys(modality(code, wording) for code in study.codes))
    parts = dict.fromkeys(one.body_part.lower() for one in study.series if one.body_part)
    what = ", ".join(filter(None, (" ".join(filter(None, (made, *parts))), study.description)))
    return f"{day}: {what or 'images'}; {_pieces(study, wording)}"


def _pieces(study: Study, wording: Wording) -> str:
    known = wording.catalogue.modalities if wording.catalogue is not None else {}
    images = sum(one.files for one in study.series if is_image(one.modality, known))
    others = sum(one.files for one in study.series) - images
    told = [counted(images, "image")] if images else []
    told += [counted(others, "other file")] if others else []
    return f"{len(study.series)} series, {' and '.join(told)}"


def modality(code: str, wording: Wording) -> str:
    """What people call a way in which images are made; its code, where it is not known."""
    known = wording.catalogue.modalities if wording.catalogue is not None else {}
    return known[code].name if code in known else code


def _counts(disc: Disc) -> str:
    others = disc.files - disc.dicom - disc.unread_count
    more = f" Other files: {others:,}." if others > 0 else ""
    return f"DICOM files: {disc.dicom:,}.{more}"


def verdict(disc: Disc, found: Verdict, wording: Wording) -> Iterator[Told]:
    """What a disc is, in a sentence, and what there is to say of how it was read."""
    sign = "✓" if found in _WELL else "?" if found in ("look", "nothing_asked") else "!"
    yield Told(text=wording.word("disc", found), sign=sign)
    yield from map(_told, _unread(disc, wording))


def _told(text: str) -> Told:
    return Told(text=text)


def _unread(disc: Disc, wording: Wording) -> Iterator[str]:
    for one in disc.unread[:_NAMED]:
        yield f"{wording.word('unread', one.why)}: {shortened(one.file)}."
    if disc.unread_count > len(disc.unread[:_NAMED]):
        more = disc.unread_count - len(disc.unread[:_NAMED])
        yield f"{counted(more, 'more file')} cannot be read here."
    if disc.cut:
        yield f"{counted(disc.cut, 'file')} ended too early."
    if disc.end != "whole":
        yield wording.word("disc_end", disc.end)
    if disc.left_alone:
        yield f"Links, pipes or devices on it, left alone: {disc.left_alone}."


def compared(case: Case, disc: Disc, found: Compared, wording: Wording) -> list[Told]:
    """How a disc compares with a case: the verdict, then the person, then each item."""
    told = list(verdict(disc, found.verdict, wording))
    told += map(_told, _person(case, disc, found))
    if found.verdict not in ("no_dicom", "other_name", "other_birth"):
        told += (_item(case, one, wording) for one in found.seen)
    return told


def _person(case: Case, disc: Disc, found: Compared) -> Iterator[str]:
    names = list(dict.fromkeys(said(one.name) for one in disc.holders if is_named(one.name)))
    on_it = f"The name on it: {_several(names)}."
    if found.verdict == "other_birth" and found.born is not None and case.person.born is not None:
        yield (
            f"The disc says {dates.number(found.born, _NO_YEAR)}; "
            f"the case says {dates.number(case.person.born, _NO_YEAR)}."
        )
    if found.verdict == "two_people":
        yield f"The names on it: {_several(names)}."
    elif found.name == "other":
        yield on_it
    elif not names and any(disc.studies):
        yield "There is no name on it to compare."
    elif found.name == "unknown" and names:
        yield f"{on_it} The case has no legal name yet to compare it with."
    elif found.name == "near":
        yield f"{on_it} In the case it is written in another way."
    elif any(not is_named(one.name) for one in disc.holders) and names:
        yield "Some of it has no name."


def _several(names: Sequence[str]) -> str:
    some = "; ".join(shortened(one) for one in names[:_NAMED])
    return f"{some}; and {len(names) - _NAMED} more" if len(names) > _NAMED else some


def _item(case: Case, one: Seen, wording: Wording) -> Told:
    name = wording.spoken(case, one.item)
    day = f", of {dates.long(one.day)}" if one.day is not None else ""
    if one.how == "missing":
        near = f" The nearest one on it is{day.removeprefix(',')}." if day else ""
        return Told(text=f"{name}: missing on this disc.{near}", sign="!")
    if case.items[one.item].identifiers.study_date is not None:
        day = ""  # it stands in its name
    if one.how == "look":
        doubt = wording.word("disc_doubt", one.doubt).format(day=day)
        return Told(text=f"{name}: {doubt}", sign="?")
    cut = f" {counted(one.cut, 'file')} ended too early." if one.cut else ""
    return Told(text=f"{name}: it is there{day}.{cut}", sign="!" if cut else "✓")
