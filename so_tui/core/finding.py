"""Finding what a person's words name: a case, an item, an office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from so_tui.core.case import Case, Office, spoken_items
from so_tui.core.pages import CasePage
from so_tui.core.text import clean
from so_tui.errors import NotFoundError

_SHOWN = 5
"""How many candidates an error names."""

_ID = 4
"""From how many letters on, words may be the beginning of an id before a part of a label."""


def find_case(cases: Sequence[CasePage], words: str) -> CasePage:
    """The case that words name: its label, a part of the label, or the beginning of its id.

    Raises NotFoundError when none fits, or several do, naming them.
    """
    wanted = clean(words).casefold()
    for fits in (
        [page for page in cases if page.value.label.casefold() == wanted],
        [page for page in cases if len(wanted) >= _ID and page.id.startswith(wanted)],
        [page for page in cases if wanted in page.value.label.casefold()],
        [page for page in cases if page.id.startswith(wanted)],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            named = _some(f"{page.value.label} ({page.id[:8]})" for page in fits)
            raise NotFoundError(
                f"{len(fits)} cases fit “{clean(words)}”: {named}. "
                "Give more of the label, or the first letters of the id."
            )
    if not cases:
        raise NotFoundError("There is no case yet. Begin one with: so-tui new")
    raise NotFoundError(
        f"No case fits “{clean(words)}”. There are: {_some(page.value.label for page in cases)}."
    )


def find_item(case: Case, spoken: str) -> str:
    """The id of the item spoken of, such as `P2`. Raises NotFoundError naming those there are."""
    items = dict(spoken_items(case))
    wanted = clean(spoken).casefold()
    for name, id_ in items.items():
        if name.casefold() == wanted:
            return id_
    there = f"Its items: {', '.join(items)}." if items else "It has none yet."
    raise NotFoundError(f"{case.label} has no item “{clean(spoken)}”. {there}")


def find_office(case: Case, known: Mapping[str, Office], words: str) -> str:
    """The id, in the case, of the office that words name by its name or a part of it.

    `known`: the casebook's offices by id. Raises NotFoundError when none fits, or several do.
    """
    names = {
        id_: known[one.office].name for id_, one in case.offices.items() if one.office in known
    }
    wanted = clean(words).casefold()
    for fits in (
        [id_ for id_ in case.offices if id_ == wanted],
        [id_ for id_, name in names.items() if name.casefold() == wanted],
        [id_ for id_, name in names.items() if wanted in name.casefold()],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise NotFoundError(
                f"{len(fits)} offices of {case.label} fit “{clean(words)}”: "
                f"{_some(names[id_] for id_ in fits)}. Give more of the name."
            )
    there = f"It has: {_some(names.values())}." if names else "It has none yet."
    raise NotFoundError(f"{case.label} has no office “{clean(words)}”. {there}")


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more
