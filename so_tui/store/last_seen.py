"""What one user has seen of a casebook: the revision of each case when they last looked.

It holds ids and numbers alone, and lies with what the program keeps for that user, so that in a
shared folder everybody has their own. Losing it loses no more than the word “new”.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from so_tui import locations
from so_tui.errors import CasebookError
from so_tui.store import disk

_decode = msgspec.json.Decoder(dict[str, int]).decode


class LastSeen:
    """The revisions that were seen, by the id of their case."""

    def __init__(self, path: Path) -> None:
        name = hashlib.sha256(bytes(disk.real(path))).hexdigest()[:16]
        state = locations.if_anywhere(locations.state_folder)
        self._file = None if state is None else state / locations.LOOKED / f"{name}.json"
        self._beside = disk.real(path).parent
        self._seen: dict[str, int] | None = None
        self._written: dict[str, int] = {}

    def begin(self, now: Mapping[str, int]) -> None:
        """Read what was seen before; at the very first time all there is counts as seen."""
        try:
            found = None if self._file is None else disk.read(self._file)
            self._seen = None if found is None else _decode(found.data)
        except (CasebookError, msgspec.DecodeError):
            self._seen = None
        self._written = dict(self._seen or {})
        if self._seen is None:
            self._seen = dict(now)

    def changed(self, now: Mapping[str, int]) -> frozenset[str]:
        """The cases that are otherwise than when they were last seen, or were never."""
        seen = self._seen or {}
        return frozenset(id_ for id_, revision in now.items() if seen.get(id_) != revision)

    def see(self, case: str, revision: int) -> None:
        """A case was looked at."""
        if self._seen is not None:
            self._seen[case] = revision

    def keep(self) -> None:
        """Write it down, if anything is new; where that cannot be, it is so for this sitting."""
        if self._file is None or self._seen is None or self._seen == self._written:
            return
        if self._file.is_relative_to(self._beside) and not self._beside.is_dir():
            return  # a folder that vanished is not made anew; its disk may only be unplugged
        try:
            disk.make_folder(self._file)
            disk.replace(self._file, msgspec.json.encode(self._seen))
        except CasebookError:
            return
        self._written = dict(self._seen)
