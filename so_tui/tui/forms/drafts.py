"""What was typed into forms that were left: kept while the app runs, and offered again."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from textual.app import App

from so_tui.tui.forms.fields import Raw

Drafts = dict[str, Mapping[str, Raw]]
"""By the form's key: the raws of the fields that somebody touched."""

_OF_APPS: WeakKeyDictionary[App[object], Drafts] = WeakKeyDictionary()


def drafts_of(app: App[object]) -> Drafts:
    """The drafts of one running app; they go when it does."""
    return _OF_APPS.setdefault(app, {})
