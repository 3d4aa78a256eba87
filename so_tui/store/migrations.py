"""Bringing an older casebook to the schema of this so-tui.

The function at place n of `STEPS` takes the tables of schema n + 1 to schema n + 2. A step
changes plain values only, never the model, so that it still works when the model has moved on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _more_fields(tables: dict[str, Any]) -> dict[str, Any]:
    """Schema 2 has fields that schema 1 does not have, and each may be left out.

    The number alone changes: an older so-tui then says that it is older, and does not take a
    field that it does not know for damage.
    """
    return tables


def _line(tables: dict[str, Any]) -> dict[str, Any]:
    """Schema 3 has snapshots that name the states they came of; an older one names none."""
    return tables


STEPS: tuple[Callable[[dict[str, Any]], dict[str, Any]], ...] = (_more_fields, _line)

SCHEMA = len(STEPS) + 1
"""The schema this so-tui writes."""


def migrated(tables: dict[str, Any], schema: int) -> dict[str, Any]:
    """The tables of an older schema as today's, with the new number in `about`."""
    for step in STEPS[schema - 1 :]:
        tables = step(tables)
    about = {**tables["about"]["1"], "schema": SCHEMA}
    return {**tables, "about": {**tables["about"], "1": about}}
