"""What a person chose in the app itself, kept for the next start; the settings go before it."""

from __future__ import annotations

import contextlib

import msgspec

from so_tui import locations
from so_tui.errors import CasebookError
from so_tui.store import disk


class _Choices(msgspec.Struct, frozen=True):
    theme: str = "dark"


class Chosen:
    """The choices of this user, read from the state folder."""

    def __init__(self) -> None:
        state = locations.if_anywhere(locations.state_folder)
        self._file = None if state is None else state / locations.CHOSEN

    @property
    def theme(self) -> str:
        """The colors chosen last."""
        with contextlib.suppress(CasebookError, msgspec.DecodeError):
            found = None if self._file is None else disk.read(self._file)
            if found is not None:
                return msgspec.json.decode(found.data, type=_Choices).theme
        return _Choices().theme

    def keep(self, *, theme: str) -> None:
        """Keep a choice; where it cannot be written, it holds for this sitting."""
        if self._file is None or not locations.can_take(self._file):
            return
        with contextlib.suppress(CasebookError):
            disk.make_folder(self._file)
            disk.replace(self._file, msgspec.json.encode(_Choices(theme=theme)))
