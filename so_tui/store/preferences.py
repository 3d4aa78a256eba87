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
        self._file = locations.state_folder() / "chosen.json"

    @property
    def theme(self) -> str:
        """The colors chosen last."""
        with contextlib.suppress(CasebookError, msgspec.DecodeError):
            found = disk.read(self._file)
            if found is not None:
                return msgspec.json.decode(found.data, type=_Choices).theme
        return _Choices().theme

    def keep(self, *, theme: str) -> None:
        """Keep a choice; where it cannot be written, it holds for this sitting."""
        with contextlib.suppress(CasebookError):
            disk.make_folder(self._file)
            disk.replace(self._file, msgspec.json.encode(_Choices(theme=theme)))
