"""Keys as they were meant: what is no text types nothing, whatever a terminal sends with it."""

from __future__ import annotations

import unicodedata

from textual import events
from textual.keys import KEY_NAME_REPLACEMENTS

_HELD = frozenset({"ctrl", "alt", "super", "hyper", "meta"})
"""Modifiers under which a key is a command and no text."""

_KEYPAD = frozenset({"decimal", "divide", "multiply", "subtract", "add", "equal", "separator"})
"""Keys of the keypad that are text and have names of their own."""


def meant(event: events.Key) -> events.Key | None:
    """The key without a text that is not its own; None for what stands for no key at all.

    Lock and modifier keys come with text from some terminals (kitty's keyboard protocol).
    """
    if len(event.key) == 1 and _is_nothing(event.key):
        return None
    character = event.character
    if character is None or not character.isprintable():
        return event
    if _is_nothing(character):
        return None
    if _is_text(event.key, character):
        return event
    return events.Key(event.key, None)


def _is_text(key: str, character: str) -> bool:
    *modifiers, name = key.split("+")
    if _HELD & set(modifiers):
        return False
    if len(name) == 1 or name in _KEYPAD:
        return True
    return name == named(character)


def named(sign: str) -> str:
    """Textual's name of the key of a sign: its Unicode name, or a shorter one."""
    name = unicodedata.name(sign, "").lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name)


def _is_nothing(character: str) -> bool:
    """Whether it is for private use, half a pair, or no character for ever (Unicode §23.5-7)."""
    point = ord(character)
    return (
        unicodedata.category(character) in ("Co", "Cs")
        or point & 0xFFFE == 0xFFFE
        or 0xFDD0 <= point <= 0xFDEF
    )
