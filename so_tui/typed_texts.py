"""All that was typed into each case and its offices, as `Sought` looks into it.

Reading the texts of ten thousand cases takes seconds; what was read once is kept.
"""

from __future__ import annotations

from collections.abc import Iterable

from so_tui import assets
from so_tui.casework import Casework
from so_tui.core.folding import searchable_all
from so_tui.core.pages import offices_of
from so_tui.core.texts import texts
from so_tui.worked_out import WorkedOut


class TypedTexts:
    """The texts of the cases of a casebook, as they are when this is made."""

    def __init__(self, work: Casework) -> None:
        """Raises CasebookError."""

        def read(case: str) -> tuple[Iterable[str], bytes]:
            named, text = _read(work, case)
            return named, text.encode()

        self._worked = WorkedOut(work, "texts", assets.code_stamp(), read)

    def of(self, case: str) -> str:
        """What was typed into a case, by id. Raises NotFoundError."""
        try:
            return self._worked.of(case).decode()
        except UnicodeDecodeError:  # it cannot be what was kept
            return self._worked.anew(case).decode()

    def keep(self) -> None:
        """Keep all that was read, where that is worth it; nothing is held any more."""
        self._worked.keep()


def typed_into(work: Casework, case: str) -> str:
    """What was typed into a case as it is now. Raises NotFoundError."""
    return _read(work, case)[1]


def _read(work: Casework, case: str) -> tuple[set[str], str]:
    page = work.case_anew(case)
    offices = offices_of(page.value, work.snapshot.pages)
    said = (text for part in (page.value, *offices.values()) for text in texts(part))
    return {one.office for one in page.value.offices.values()}, searchable_all(said)
