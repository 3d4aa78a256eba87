"""A process that writes to a casebook, one change after another, and says when each is safe.

Run as `python -m tests.store.writer CASEBOOK NAME COUNT`; each number printed was acknowledged.
The casebook grows and shrinks, so that a torn file would not go unnoticed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from so_tui.core.changes import Edit
from so_tui.store.casebook import Casebook
from tests.store.books import begun, case, change, id_of


def main(path: str, name: str, count: str) -> None:
    """Add a note to case 1 again and again, and a case for each that can be counted later."""
    book = Casebook(Path(path), wait=30.0)
    last = begun(1).id
    print("ready", flush=True)
    for n in range(int(count)):
        note = f"{name} " + "x" * (40_000 if n % 2 else 1)
        grow = Edit(op="set", path=f"cases/{case(1).id}/note", after=note, over=(last,))
        last = id_of(name, n)
        book.write([change(grow, id_=last), begun(int(name) * 10_000 + n)])
        print(n, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
