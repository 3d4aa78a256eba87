"""Cleaning of whole values: every text inside them, each by what its field may hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from so_tui.core.fields import MANY_LINES
from so_tui.core.text import clean, too_long


def clean_plain(value: Any, field: str = "") -> Any:
    """A plain value (as JSON knows it) with every text in it cleaned; keys are left alone."""
    if isinstance(value, str):
        return clean(value, lines=field in MANY_LINES)
    if isinstance(value, dict):
        return {key: clean_plain(inside, key) for key, inside in value.items()}
    if isinstance(value, list):
        return [clean_plain(inside, field) for inside in value]
    return value


def too_long_in(value: Any, field: str = "") -> str:
    """A sentence for the first text in a cleaned value that its field cannot hold, else ""."""
    if isinstance(value, str):
        said = too_long(value, lines=field in MANY_LINES)
        return f"{field.replace('_', ' ').capitalize()}: {said}" if said and field else said
    parts: Iterable[tuple[str, Any]] = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        parts = ((field, inside) for inside in value)
    return next((said for key, inside in parts if (said := too_long_in(inside, key))), "")
