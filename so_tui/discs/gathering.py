"""What the files of a disc say, put together: whose studies, of which series, how many files."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from so_tui.core.disc.findings import Disc, End, Holder, Series, Study, Unread, Why
from so_tui.core.tally import Progress, nobody
from so_tui.core.text import clean
from so_tui.discs import dicom, limits
from so_tui.discs.dicom import Found, Listed
from so_tui.discs.places import Entry, Listing, NotReadableError

_VERSION = re.compile(r";\d+$")
"""What ISO 9660 puts behind a name (§7.5.1)."""

Reader = Callable[[Entry], Found | Listed | None]


@dataclass(slots=True)
class _OneStudy:
    first: Found
    series: dict[tuple[str, str], Found] = field(default_factory=dict)
    files: dict[tuple[str, str], int] = field(default_factory=dict)
    cut: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass(slots=True)
class _Gathered:
    """What was found so far."""

    holders: dict[tuple[str, dt.date | None], dict[str, _OneStudy]] = field(default_factory=dict)
    dicom: int = 0
    unread: list[tuple[str, Why]] = field(default_factory=list)
    studies: int = 0
    series: int = 0

    @property
    def is_full(self) -> bool:
        return self.studies > limits.STUDIES or self.series > 20 * limits.STUDIES

    def take(self, found: Found) -> None:
        self.dicom += 1
        studies = self.holders.setdefault((found.name, found.born), {})
        if found.study_id not in studies:
            studies[found.study_id] = _OneStudy(found)
            self.studies += 1
        study = studies[found.study_id]
        key = (found.series_id, found.modality)
        if key not in study.series:
            study.series[key] = found
            self.series += 1
        study.files[key] = study.files.get(key, 0) + 1
        study.cut[key] = study.cut.get(key, 0) + found.is_cut


def gathered(
    listing: Listing,
    progress: Progress = nobody,
    read: Reader = dicom.read,
    clock: Callable[[], float] = time.monotonic,
) -> Disc:
    """What the files of a listing say, each looked at once; at most for `limits.ALL` seconds."""
    so_far = _Gathered(unread=list(listing.refused))
    listed: list[tuple[str, ...]] = []
    lists = False
    end: End = listing.end
    began = clock()
    looked_at = 0
    for entry in listing.entries:
        progress(looked_at, len(listing.entries))
        if clock() - began > limits.ALL:
            end = "time"
            break
        if so_far.is_full:
            end = "studies"
            break
        looked_at += 1
        try:
            found = read(entry)
        except NotReadableError as fault:
            so_far.unread.append((entry.name, fault.why))
            continue
        if isinstance(found, Listed):
            lists = True
            listed += [(*entry.parts[:-1], *named) for named in found.files]
        elif found is not None:
            so_far.take(found)
    progress(looked_at, looked_at)
    if end == "whole":
        so_far.unread += _not_there(listing, listed)
    return Disc(
        holders=tuple(
            Holder(name=name, born=born, studies=tuple(map(_study, studies.values())))
            for (name, born), studies in so_far.holders.items()
        ),
        files=looked_at,
        dicom=so_far.dicom,
        unread=tuple(Unread(file=_named(name), why=why) for name, why in so_far.unread)[
            : limits.NAMED
        ],
        unread_count=len(so_far.unread),
        left_alone=listing.left_alone,
        lists=lists,
        end=end,
    )


def _study(one: _OneStudy) -> Study:
    series = tuple(
        Series(
            modality=found.modality, body_part=found.body_part, description=found.series,
            files=one.files[key], cut=one.cut[key],
        )
        for key, found in one.series.items()
    )  # fmt: skip
    return Study(day=one.first.day, description=one.first.study, series=series)


def _not_there(listing: Listing, listed: list[tuple[str, ...]]) -> list[tuple[str, Why]]:
    """The files that a DICOMDIR lists and that are not on the disc. Its names are only compared."""
    there = {_same(entry.parts) for entry in listing.entries}
    missing = dict.fromkeys("/".join(parts) for parts in listed if _same(parts) not in there)
    return [(name, "elsewhere") for name in missing]


def _same(parts: tuple[str, ...]) -> tuple[str, ...]:
    """A name as it is compared: discs differ in case, and in what stands behind a name."""
    return tuple(_VERSION.sub("", part).rstrip(".").upper() for part in parts)


def _named(name: str) -> str:
    """The name of a file, to be told: clean, in one line, and not too long."""
    said = clean(name) or "?"
    return said if len(said) <= limits.TEXT else f"…{said[1 - limits.TEXT :]}"
