"""What an import did, said case by case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from so_tui.casework import Casework
from so_tui.core import conflict_words
from so_tui.core.finding import is_taken
from so_tui.core.folding import key
from so_tui.core.text import capital, counted, ended, shortened
from so_tui.importing import Imported

_WOULD = {
    "Took in": "Would take in", "Left": "Would leave", "Made": "Would make",
    "Removed": "Would remove", "Changed": "Would change",
}  # fmt: skip


def told(work: Casework, imported: Imported) -> Iterator[str]:
    """All that an import did, in sentences; `work`: the casebook after it. Of several cases those
    in which nothing is new are counted."""
    every = each(work, imported)
    shown = [one for one in every if one.is_new or one.was_skipped or len(every) == 1]
    for one in shown:
        yield from filter(None, (one.sentence(), one.of_twins()))
    if same := len(every) - len(shown):
        yield f"Nothing new in {counted(same, 'other case' if shown else 'case')}."
    yield from (one.sentence for one in imported.offices)


def each(work: Casework, imported: Imported, *, bring_back: bool = False) -> list[Taken]:
    """What an import did, case by case; `work`: the casebook after it. `bring_back`: removed cases
    were brought back by force."""
    labels = dict(work.labels())
    for id_ in imported.cases:
        page = work.joined_page(id_)
        labels.pop(id_, None)
        if not page.removed:
            labels[id_] = page.value.label
    alike: dict[str, list[str]] = {}
    for id_, label in labels.items():
        alike.setdefault(key(label), []).append(id_)
    return [Taken(work, imported, id_, alike, bring_back=bring_back) for id_ in imported.cases]


class Taken:
    """What an import did to one case; `alike`: the cases of each folded label, by id."""

    def __init__(
        self,
        work: Casework,
        imported: Imported,
        id_: str,
        alike: Mapping[str, Sequence[str]],
        *,
        bring_back: bool,
    ) -> None:
        self._work = work
        self.page = work.joined_page(id_)
        self.was_skipped = id_ in imported.skipped
        self._was_replaced = id_ in imported.replaced
        self._copied = imported.copies.get(id_, "")
        self.is_new = id_ in imported.new
        self.was_removed = id_ in imported.removed
        self._was_begun = id_ in imported.begun
        self._was_gone = id_ in imported.gone
        self._was_undone = id_ in imported.undone
        self._by_force = bring_back
        self._is_bare = id_ in imported.bare
        # Its id only tells it from another case of that label.
        self._twins = alike.get(key(self.page.value.label), ())
        self._apart = "" if len(self._twins) < 2 else f" ({id_[:8]})"
        self.conflicts = 0 if self.page.removed else len(work.conflicts(self.page))

    def of_twins(self) -> str:
        """Says which other cases have the label of one that came in; empty for none."""
        if not self.is_new or self.page.removed:
            return ""
        twins = [self._work.joined_page(id_) for id_ in self._twins]
        return is_taken(twins, self.page.value.label, self.page.id)

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
        came = self._did("Took in" if self._was_begun or self._was_gone else "Changed")
        said = ended(f"{came if self.is_new else 'Nothing new in'} {name}")
        if self._was_undone:
            said += " Its import had been undone here."
        elif self._was_gone:
            why = (
                ""
                if self._by_force or self._is_bare
                else ": it was changed elsewhere apart from that"
            )
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
