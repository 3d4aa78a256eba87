"""One deed on a casebook, for `calls`: `python -m tests.faults.one_deed DEED CASEBOOK`.

Everything is loaded and read before the deed; a look at `BEGIN` marks where it begins. It ends
with 0 once the deed is acknowledged, with 6 or 7 after a sentence on stderr.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from so_tui.core.case import Case
from so_tui.core.changes import adding
from so_tui.errors import SoTuiError
from so_tui.store import backups, erasing, presence, recovery  # noqa: F401  (loaded before)
from so_tui.store.casebook import Casebook
from tests.store.books import BEGAN, change, id_of

BEGIN = "/so-tui-begins-here"
NEW = id_of("the deed")
"""The case that a save adds."""


def _save(book: Casebook) -> None:
    case = Case(id=NEW, label="Deed", began=BEGAN, note="x" * 9000)
    book.write([change(adding("cases", case), id_=id_of("deed's change"))])


def _follow(book: Casebook) -> None:
    dict(book.read().pages)


DEEDS: Mapping[str, Callable[[Casebook], None]] = {
    "save": _save, "follow": _follow, "fold": Casebook.fold
}  # fmt: skip


def main(deed: str, path: str) -> int:
    """Do one deed; returns the exit code."""
    book = Casebook(Path(path))
    book.read()
    if deed == "follow":
        _save(Casebook(Path(path)))
    Path(BEGIN).exists()
    try:
        DEEDS[deed](book)
    except SoTuiError as fault:
        print(fault.sentence, file=sys.stderr)
        return fault.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
