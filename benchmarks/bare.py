"""The least a Textual app can be: one line that has the focus and counts keys."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class Counter(Static, can_focus=True):
    """Says how many keys there were."""

    def __init__(self) -> None:
        super().__init__("Keys: 0")
        self._keys = 0

    def on_key(self) -> None:
        """One more."""
        self._keys += 1
        self.update(f"Keys: {self._keys}")


class Bare(App[None]):
    """What any program on Textual costs at least."""

    def compose(self) -> ComposeResult:
        """The one line."""
        yield Counter()


if __name__ == "__main__":
    Bare().run()
