"""What of a user's keymap can be: each entry by itself, then all of them together."""

from __future__ import annotations

from collections.abc import Mapping

from so_tui.tui.keys import ACTIONS, ALIKE, BY_ID, EVERYWHERE, Action, Place, shown
from so_tui.tui.typed_keys import named

_ALIASES: Mapping[str, str] = {
    "esc": "escape", "return": "enter", "pgdn": "pagedown", "pgup": "pageup", "del": "delete",
    "ins": "insert", "bksp": "backspace", "spacebar": "space",
}  # fmt: skip

_MOVING = frozenset(
    ["up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete"]
    + [f"f{n}" for n in range(1, 25)]
)
_NAMED = _MOVING | {"escape", "enter", "space", "tab", "backspace"}

_OTHER_KEYS = frozenset("hijm")
"""With Ctrl a terminal sends Backspace, Tab, a new line and Enter for these."""

_TYPING = frozenset(
    [
        "enter",
        "tab",
        "shift+tab",
        "backspace",
        "delete",
        "left",
        "right",
        "up",
        "down",
        "home",
        "end",
        "pageup",
        "pagedown",
        "ctrl+left",
        "ctrl+right",
        "shift+left",
        "shift+right",
        "shift+up",
        "shift+down",
        "shift+home",
        "shift+end",
        "ctrl+a",
        "ctrl+c",
        "ctrl+d",
        "ctrl+e",
        "ctrl+f",
        "ctrl+k",
        "ctrl+u",
        "ctrl+v",
        "ctrl+w",
        "ctrl+x",
        "ctrl+y",
        "ctrl+z",
        "f6",
        "f7",
        "ctrl+backspace",
        "ctrl+delete",
    ]
)
"""Keys that a field has for itself, for moving and changing what is typed."""


def checked(keymap: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """What of a user's keymap can be, and a sentence for each entry that cannot.

    Left out are ids that are none, keys that no terminal sends or that a field has for itself
    where the action has to work, and keys that would mean two things in one place when all
    entries are in force; there the usual keys stay.
    """
    good: dict[str, str] = {}
    refused: list[str] = []
    for id_, keys in keymap.items():
        if id_ not in BY_ID:
            refused.append(f"The keymap in the settings names “{id_}”, which is no action’s id.")
            continue
        found, why = _entry(BY_ID[id_], keys)
        if why:
            refused.append(f"The keymap in the settings gives {why}; the usual key stays.")
        else:
            good[id_] = found
    # The later of two entries gives way; its usual keys may then be in the way of another.
    while clash := _first_clash(good):
        id_, key, other = clash
        del good[id_]
        refused.append(
            f"The keymap in the settings gives “{shown(key)}” to “{BY_ID[id_].label}”, but it "
            f"is “{other.label}” already; the usual key stays."
        )
    return good, refused


def _entry(action: Action, keys: str) -> tuple[str, str]:
    """The keys of one entry as Textual names them, or why they cannot be."""
    found: list[str] = []
    for typed in filter(None, (part.strip() for part in keys.split(","))):
        key = _known(typed)
        if not key:
            return "", f"“{typed}” to “{action.label}”, which is no key that a terminal sends"
        if _types(action, key):
            return "", (
                f"“{shown(key)}” to “{action.label}”, which has to work while text is typed"
            )
        found.append(key)
    return ",".join(found), "" if found else f"no key to “{action.label}”"


def _known(typed: str) -> str:
    """A key as Textual names it, however it was written; "" where there is none.

    Alt is not among them: most terminals send it as Escape and the key, which are two keys.
    """
    *modifiers, name = typed.split("+") if len(typed) > 1 else [typed]
    held = {one.lower() for one in modifiers}
    if len(name) > 1:
        name = _ALIASES.get(name.lower(), name.lower())
    elif not name.isalnum():
        name = named(name)
    if held == {"shift"} and len(name) == 1 and name.isalpha():
        return name.upper()
    if not held:
        return name if len(name) == 1 or name in _NAMED or _is_sign(name) else ""
    prefix = "".join(f"{one}+" for one in ("ctrl", "shift") if one in held)
    if held == {"ctrl"} and len(name) == 1 and name.isascii() and name.isalpha():
        return "" if name.lower() in _OTHER_KEYS else f"ctrl+{name.lower()}"
    if held <= {"ctrl", "shift"} and (name in _MOVING or (held == {"shift"} and name == "tab")):
        return prefix + name
    return ""


def _is_sign(name: str) -> bool:
    return any(name == named(chr(point)) for point in range(0x21, 0x7F) if not chr(point).isalnum())


def _types(action: Action, key: str) -> bool:
    """Whether a field would take a key for itself where an action has to work."""
    if action.id in EVERYWHERE:  # before any field
        return len(shown(key)) == 1 or key == "space"
    if action.place not in ("form", "search") and action.id != "app.palette":
        return False
    usual = action.keys.split(",")
    return key not in usual and (len(shown(key)) == 1 or key == "space" or key in _TYPING)


def _first_clash(keymap: Mapping[str, str]) -> tuple[str, str, Action] | None:
    for id_ in reversed(list(keymap)):
        for key in keymap[id_].split(","):
            for other in ACTIONS:
                if other.id == id_ or {id_, other.id} <= ALIKE:
                    continue
                theirs = keymap.get(other.id, other.keys).split(",")
                if _meet(BY_ID[id_].place, other.place) and key in theirs:
                    return id_, key, other
    return None


def _meet(one: Place, other: Place) -> bool:
    """Whether the keys of two places are live at the same time."""
    if one == other:
        return True
    # Both have the focus to themselves.
    if "form" in (one, other) or "search" in (one, other):
        return "app" in (one, other)
    shared = {"app", "lists", "pane"}
    return one in shared or other in shared
