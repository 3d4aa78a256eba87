"""The program's own knowledge, for tests: read once from the data files."""

from __future__ import annotations

import functools

from so_tui import assets
from so_tui.core.catalogue import FILES, Catalogue, parse


@functools.cache
def files() -> dict[str, bytes]:
    """The bytes of each data file by its name. Copy before changing one."""
    return {name: assets.read_data(name) for name in FILES}


@functools.cache
def catalogue() -> Catalogue:
    """The catalogue as the program ships it."""
    return parse(files())
