"""What the field knows, read from the files of the program, each process once."""

from __future__ import annotations

import functools

from so_tui import assets
from so_tui.core import catalogue as knowledge
from so_tui.core.catalogue import Catalogue


@functools.lru_cache(maxsize=1)
def parsed(files: tuple[tuple[str, bytes], ...]) -> Catalogue:
    """The catalogue from some files: from the same ones it is the same."""
    return knowledge.parse(dict(files))


def catalogue() -> Catalogue:
    """What the field knows; it needs no casebook, and nowhere for one to lie."""
    return parsed(files())


def files() -> tuple[tuple[str, bytes], ...]:
    """The files of it, as names and bytes."""
    return tuple((name, assets.read_data(name)) for name in sorted(knowledge.FILES))
