"""What was typed into forms that were left: offered again when the form opens again."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from textual.app import App

from so_tui.tui.typed import TypedForms

_OF_APPS: WeakKeyDictionary[App[Any], TypedForms] = WeakKeyDictionary()


def drafts_of(app: App[Any]) -> TypedForms:
    """The drafts of one running app."""
    return _OF_APPS.setdefault(app, TypedForms())


def keep_drafts(app: App[Any], typed: TypedForms) -> None:
    """Let an app keep its drafts there."""
    _OF_APPS[app] = typed
