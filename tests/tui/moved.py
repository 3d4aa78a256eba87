"""A keymap that moves every key to one that nothing else is called, and how old names are found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from so_tui.tui.keys import ACTIONS, BY_ID, Keymap, shown

_WHILE_TYPING = {action.id for action in ACTIONS if action.place in ("form", "search")} | {
    "app.hide",
    "app.palette",
}
"""What must work while text is typed, so that no letter can be its key."""

_MODIFIED = iter(f"{modifier}+f{n}" for modifier in ("ctrl", "shift") for n in range(5, 13))
_LETTERS = iter(chr(n) for start in (0x561, 0x531, 0x10D0) for n in range(start, start + 30))

MOVED: Mapping[str, str] = {
    action.id: next(_MODIFIED) if action.id in _WHILE_TYPING else next(_LETTERS)
    for action in ACTIONS
}
"""Each action's one key: a letter of Armenia or Georgia, or a function key with a modifier."""

KEYMAP = Keymap(MOVED)

IDS: Mapping[str, str] = {shown(key): id_ for id_, key in MOVED.items()}
"""The action of each of these keys, by the key's printed name."""

_USUAL = [shown(key) for action in ACTIONS for key in action.keys.split(",")]
_NAMES = [name for name in _USUAL if len(name) > 1 and name not in {"Down", "Up", "Left", "Right"}]
_SIGNS = "".join(name for name in _USUAL if name.isalpha() and len(name) == 1)

_OLD = re.compile(
    # A name that is nothing but a key's.
    rf"(?<![\w+])(?:{'|'.join(map(re.escape, {*_NAMES} - {'Home', 'End'}))})(?!\w)"
    # A letter by itself; `a` is a word as well, and a person can be called T.
    rf"|(?<![\w’'.+-])[{re.sub('[aAI]', '', _SIGNS)}](?![\w’'.…])"
    rf"|(?:[Pp]ress|[Ww]ith|,|;) [{_SIGNS}0-5?/](?=[.:;,]| (?:to|shows|brings|leads|adds|again)\b)"
    r"|[Pp]ress \w\b(?<![\u0531-\u10ff])"
    # The number of a pane in its title.
    r"|\b[0-5] (?:Visit|Reasons|Oncologist|Pathology|Radiology|Timeline)\b"
    r"|\b[0-5] (?:Why|Doctor|Lab|Scans|Time)\b"
)


def old_names(text: str) -> list[str]:
    """The usual keys that a text names."""
    return _OLD.findall(text)


def named(sentence: str) -> Iterator[str]:
    """The ids of the actions whose moved keys a sentence names."""
    for word in re.findall(r"[\w+]+", sentence):
        if word in IDS:
            yield IDS[word]


assert MOVED.keys() == BY_ID.keys()
assert len(IDS) == len(MOVED)
