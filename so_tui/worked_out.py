"""What was worked out of each case, taken from what is kept where its documents are as they were.

A case that nobody wrote since, and whose offices are the same, is told of without decoding it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from so_tui.casework import Casework
from so_tui.store.interface import Derived, Kept

WORTH = 200
"""How many cases must have been worked out anew for it to be kept: fewer take no time."""


class WorkedOut:
    """What is worked out of the cases of a casebook, as they are when this is made."""

    def __init__(
        self,
        work: Casework,
        what: Derived,
        of: str,
        make: Callable[[str], tuple[Iterable[str], bytes]],
    ) -> None:
        """`of`: the knowledge it is made with, and the day. `make` works it out of a case, and
        names the offices it used, both by id. Raises CasebookError."""
        self._store, self._what, self._of, self._make = work.store, what, of, make
        self.snapshot = work.snapshot
        self._cases = self._store.fingerprints("cases")
        self._offices = self._store.fingerprints("offices")
        self._before = self._store.kept(what, of)
        self._entries: dict[str, Kept] = {}
        self._anew = 0

    @property
    def cases(self) -> Collection[str]:
        """All cases, by id, also those that were removed."""
        return self._cases

    def of(self, case: str) -> bytes:
        """What is worked out of a case. Raises what `make` raises."""
        kept = self._before.get(case)
        if kept is None or not self._is_so(case, kept):
            return self.anew(case)
        self._entries[case] = kept
        return kept.data

    def anew(self, case: str) -> bytes:
        """The same, whatever is kept of it."""
        named, data = self._make(case)
        prints = {office: self._offices.get(office) for office in named}
        if (of_case := self._cases.get(case)) is not None:
            self._entries[case] = made = Kept(of_case, prints, data)
            # Of a case that was removed nothing is kept that could be trusted unseen.
            self._anew += made != self._before.get(case)
        return data

    def keep(self) -> None:
        """Keep all of it where that is worth it, or where what is kept tells of a case that is not
        in the casebook, as one that was erased elsewhere; nothing is held any more.

        Of cases that nobody asked for now, what was kept and is so still goes along.
        """
        if self._anew >= WORTH or self._before.keys() - self._cases.keys():
            others = {one: kept for one, kept in self._before.items() if self._is_so(one, kept)}
            self._store.keep(self._what, self._of, others | self._entries, self.snapshot)
        self._before, self._entries, self._anew = {}, {}, 0

    def _is_so(self, case: str, kept: Kept) -> bool:
        """Whether what was kept was made of the very documents that are there now."""
        return kept.case == self._cases.get(case) and all(
            self._offices.get(id_) == fingerprint for id_, fingerprint in kept.offices.items()
        )
