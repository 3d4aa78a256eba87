"""What stops a form from being saved: what does not fit, and what is asked about first."""

from __future__ import annotations

from collections.abc import Mapping

from so_tui.tui.forms.fields import Value, Values
from so_tui.tui.forms.filling import Filling
from so_tui.tui.forms.form import Form


class Checks:
    """The sentences that stand under fields since a save was tried."""

    def __init__(self, form: Form, filling: Filling) -> None:
        self._form, self._filling = form, filling
        self.wrong: dict[str, str] = {}
        """What does not fit or is asked about, by field."""
        self._asked: dict[str, str] = {}

    @property
    def first(self) -> str:
        """The first field under which something stands."""
        return next(name for name in self._filling.fields if name in self.wrong)

    def read(self) -> dict[str, Value] | None:
        """All values, or None when one does not fit."""
        values, wrong = self._filling.read()
        if not wrong and self._form.check is not None:
            wrong = dict(self._form.check(Values(values)))
        self.wrong = wrong
        return None if wrong else values

    def asks(self, values: Values) -> bool:
        """Ask about what may be a slip; whether there was something to ask.

        What was asked at the save before this one, and still stands there, is answered by it.
        """
        doubts: Mapping[str, str] = (
            self._form.doubts(values, self._filling.reading) if self._form.doubts else {}
        )
        doubts = {**doubts, **self._filling.doubts}
        new = {name: said for name, said in doubts.items() if self._asked.get(name) != said}
        self._asked = dict(doubts)
        if new:
            self.wrong = new
        return bool(new)
