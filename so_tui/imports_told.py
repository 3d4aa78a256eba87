"""What an import did, said case by case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from so_tui.casework import Casework
from so_tui.core import conflict_words
from so_tui.core.changes import CasePage
from so_tui.core.finding import is_taken
from so_tui.core.folding import key
from so_tui.core.text import capital, counted, ended, shortened
from so_tui.importing import Imported

_WOULD = {
    "Took in": "Would take in", "Left": "Would leave", "Made": "Would make",
    "Removed": "Would remove",
}  # fmt: skip


def told(work: Casework, imported: Imported) -> Iterator[str]:
    """All that an import did, in sentences; `work`: the casebook after it. Of several cases those
    in which nothing is new are counted."""
    every = [Taken(work, imported, id_) for id_ in imported.cases]
    shown = [one for one in every if one.is_new or one.was_skipped or len(every) == 1]
    for one in shown:
        yield from filter(None, (one.sentence(), one.of_twins()))
    if same := len(every) - len(shown):
        yield f"Nothing new in {counted(same, 'other case' if shown else 'case')}."
    yield from (one.sentence for one in imported.offices)


class Taken:
    """What an import did to one case."""

    def __init__(
        self, work: Casework, imported: Imported, id_: str, *, bring_back: bool = False
    ) -> None:
        self._work = work
        self.page = work.joined_page(id_)
        self.was_skipped = id_ in imported.skipped
        self._was_replaced = id_ in imported.replaced
        self._copied = imported.copies.get(id_, "")
        self.is_new = id_ in imported.new
        self.was_removed = id_ in imported.removed
        self._was_gone = id_ in imported.gone
        self._was_undone = id_ in imported.undone
        self._by_force = bring_back
        # Its id only tells it from another case of that label.
        self._twins = self._of_that_label(imported)
        self._apart = "" if len(self._twins) < 2 else f" ({id_[:8]})"
        self.conflicts = 0 if self.page.removed else len(work.conflicts(self.page))

    def _of_that_label(self, imported: Imported) -> list[CasePage]:
        """The cases of its label, itself among them, as they are after the import."""
        label = self.page.value.label
        there = {one.id: one for one in self._work.labeled(label)}
        for id_ in imported.cases:
            page = self._work.joined_page(id_)
            if not page.removed and key(page.value.label) == key(label):
                there[id_] = page
        return list(there.values())

    def of_twins(self) -> str:
        """Says which other cases have the label of one that came in; empty for none."""
        if not self.is_new or self.page.removed:
            return ""
        return is_taken(self._twins, self.page.value.label, self.page.id)

    def shape(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "id": self.page.id,
            "label": self.page.value.label,
            "new": self.is_new,
            "removed": self.page.removed,
            "conflicts": self.conflicts,
            "skipped": self.was_skipped,
            "copy_of": self._copied,
        }

    def sentence(self) -> str:
        """In words."""
        name = f"{shortened(self.page.value.label)}{self._apart}"
        if self.was_skipped:
            return f"{self._did('Left')} {name} as it is: it is here already."
        if self._was_replaced and self.is_new:
            return f"{self._did('Made')} {name} what the file shows."
        if self._copied:
            return (
                f"{self._did('Took in')} {name} beside the one that is here ({self._copied[:8]})."
            )
        if self.page.removed and self.was_removed and self.is_new and not self._was_gone:
            return f"{self._did('Removed')} {name}, as the file says."
        if self.page.removed and self.was_removed:
            return f"Nothing new in {name}: it is removed."
        if self.page.removed and self._was_undone:
            return (
                f"{name} stays out: its import was undone here, and nothing in the file is newer. "
                "Take it in again with: so-tui import --bring-back FILE"
            )
        if self.page.removed:
            return (
                f"{name} stays removed: nothing in the file is newer than its removal here. "
                "Bring it back with: so-tui import --bring-back FILE"
            )
        said = ended(f"{self._did('Took in') if self.is_new else 'Nothing new in'} {name}")
        if self._was_undone:
            said += " Its import had been undone here."
        elif self._was_gone:
            why = "" if self._by_force else ": it was changed elsewhere apart from that"
            said += f" {name} was removed here and is back{why}."
        if self.was_removed:
            said += " It was removed elsewhere, and stays: it was changed here apart from that."
        if self.conflicts:
            said += f" {capital(conflict_words.told(self.conflicts))}"
            said += "." if self._work.is_trial else f": so-tui conflicts {self.page.id[:8]}"
        return said

    def _did(self, word: str) -> str:
        """What was done, or would be where it is only tried."""
        return _WOULD[word] if self._work.is_trial else word
