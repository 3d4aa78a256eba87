"""All that is done with private names of Textual; each has a test that notices when it moves."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from rich.text import Text
from textual.app import App


class QuietFaults(App[None]):
    """An app whose faults are told without what was on screen.

    Textual prints each frame's variables when it stops by a fault: names and diagnoses would
    stay in the terminal's scrollback.
    """

    def _fatal_error(self) -> None:
        self.panic(Text(fault_told(sys.exc_info()[1])))


def fault_told(fault: BaseException | None) -> str:
    """A sentence about a fault of the program: its type and where it was, and no values."""
    frames = traceback.extract_tb(fault.__traceback__) if fault else []
    own = [frame for frame in frames if "so_tui" in Path(frame.filename).parts]
    at = [f"{Path(frame.filename).name} line {frame.lineno}" for frame in (own or frames)[-3:]]
    kind = type(fault).__name__ if fault else "unknown"
    return (
        f"so-tui stopped by a fault of its own ({kind} at {', '.join(at) or 'an unknown place'}). "
        "What the header called saved is saved. Start it again, and please report this line."
    )
