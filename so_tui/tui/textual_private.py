"""All that is done with private names of Textual; each has a test that notices when it moves."""

from __future__ import annotations

import sys

from rich.text import Text
from textual.app import App

from so_tui import faults


class QuietFaults(App[None]):
    """An app whose faults are told without what was on screen.

    Textual prints each frame's variables when it stops by a fault: names and diagnoses would
    stay in the terminal's scrollback.
    """

    def _fatal_error(self) -> None:
        self.panic(Text(faults.told(sys.exc_info()[1])))
