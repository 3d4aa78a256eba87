"""An Escape that a slow line tore off its key must neither leave anything nor type the rest.

A terminal sends an arrow as Escape, `[` and a letter. Textual waits a moment for what belongs to
an Escape; where the line takes longer, Escape comes alone and the rest as if it had been typed.
The Escape itself does no harm: nothing is lost by it. What follows is taken away here.
"""

from __future__ import annotations

TOGETHER = 2.0
"""Seconds within which `[` or `O` behind an Escape is taken for its rest."""

_LONGEST = 12
"""No key's sequence is longer."""


class SplitEscape:
    """Notices the rest of a torn key."""

    def __init__(self) -> None:
        self._since = float("-inf")
        self._inside = 0

    def takes(self, key: str, character: str | None, now: float) -> bool:
        """Whether a key is the rest of a torn one, and not typed by anybody. `now` in seconds."""
        if key == "escape":
            self._since, self._inside = now, 0
            return False
        letter = character or ""
        if now - self._since > TOGETHER or not letter.isascii():
            self._forget()
            return False
        if self._inside == 0:
            if letter not in ("[", "O"):
                self._forget()
                return False
            self._inside = 1
            return True
        self._inside += 1
        # ECMA-48 §5.4: parameters and intermediates, then one final byte.
        if not ("0" <= letter <= "?" or " " <= letter <= "/") or self._inside > _LONGEST:
            self._forget()
        return True

    def _forget(self) -> None:
        self._since, self._inside = float("-inf"), 0
