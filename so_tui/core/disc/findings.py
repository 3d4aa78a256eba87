"""What was found on a disc: whose it is, which studies, and what could not be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Literal

from so_tui.core.case import Part
from so_tui.core.knowledge import Modality

Why = Literal["locked", "cut", "damaged", "too_large", "too_slow", "password", "elsewhere"]
"""Why a file could not be read: it may not be opened; it ends too early; it is not as the standard
has it; it is larger or slower than what is allowed for one; it has a password; it is listed on the
disc, and is not there."""

End = Literal["whole", "files", "depth", "time", "studies"]
"""How far the looking came: to the end, or to the most files, folders in folders, time or studies
that are looked at."""


Verdict = Literal[
    "matches", "missing", "other_name", "other_birth", "two_people", "only_reports", "no_dicom",
    "unreadable", "look", "nothing_asked", "read",
]  # fmt: skip
"""What a disc is to a case, or by itself: then it was `read`, unless something is the matter."""

How = Literal["there", "look", "missing"]

Doubt = Literal["none", "no_day", "body_part", "one_study", "which"]
"""Why somebody has to look whether a study is the one: the disc gives no day; it names another part
of the body; the study is another item's, too; or nobody can tell which are the earlier ones."""


class Series(Part, frozen=True):
    """One series of a study, by how it was made. `cut`: how many of its files end too early."""

    modality: str = ""
    body_part: str = ""
    description: str = ""
    files: int = 0
    cut: int = 0


class Study(Part, frozen=True):
    """One study: what was done on one day."""

    day: dt.date | None = None
    description: str = ""
    series: tuple[Series, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its modalities, each once, in their order."""
        return tuple(dict.fromkeys(one.modality for one in self.series if one.modality))

    def images(self, modalities: Mapping[str, Modality]) -> tuple[Series, ...]:
        """Its series that are images; of a code that nobody knows they may be."""
        return tuple(one for one in self.series if is_image(one.modality, modalities))

    @property
    def cut(self) -> int:
        """How many of its files end too early."""
        return sum(one.cut for one in self.series)


class Holder(Part, frozen=True):
    """Whose studies they are, as the disc says: the name in DICOM's order, Family^Given^Middle."""

    name: str = ""
    born: dt.date | None = None
    studies: tuple[Study, ...] = ()


class Unread(Part, frozen=True):
    """A file or a folder that could not be read, and why."""

    file: str
    why: Why


class Disc(Part, frozen=True):
    """All that was found. `files`: how many were looked at, `dicom` how many of them are DICOM.

    `unread` are the first of those that could not be read, `unread_count` all of them.
    `left_alone`: links, pipes, devices and the like, none of which is opened. `lists`: whether
    it has a DICOMDIR, the list that a disc brings along.
    """

    holders: tuple[Holder, ...] = ()
    files: int = 0
    dicom: int = 0
    unread: tuple[Unread, ...] = ()
    unread_count: int = 0
    left_alone: int = 0
    lists: bool = False
    end: End = "whole"

    @property
    def studies(self) -> Iterator[Study]:
        """The studies of all."""
        return (study for holder in self.holders for study in holder.studies)

    @property
    def cut(self) -> int:
        """How many files end too early."""
        return sum(study.cut for study in self.studies)


def is_image(code: str, modalities: Mapping[str, Modality]) -> bool:
    """Whether what is made in a way is an image; of a code that nobody knows it may be."""
    known = modalities.get(code)
    return known is None or known.images
