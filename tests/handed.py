"""Cases handed over in files, as tests do it: names and bytes instead of what commands read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from so_tui import importing, sharing
from so_tui.casework import Casework
from so_tui.core.changes import Pen
from so_tui.importing import Imported, Source
from tests.deeds import pen


def export(work: Casework, cases: Sequence[str], history: bool = True, **more: Any) -> bytes:
    """The bytes of a file with these cases."""
    return b"".join(sharing.export(work, cases, pen(), history=history, **more))


def import_(work: Casework, files: Sequence[tuple[str, bytes]], pen: Pen, **more: Any) -> Imported:
    """Take in files, each in the format that its name tells."""
    return importing.import_(work, [Source(*one) for one in files], pen, **more)
