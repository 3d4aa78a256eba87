"""The themes as data: which color each role has. Ours lie in `data/themes/`, a person's own in
the folder `themes` beside their settings; both are files of one kind.

A file is named as its theme. It says a color for each ground, for text and frames, and for each
role; what it leaves out is as in the theme that it is `like`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from so_tui import assets, locations, toml_file
from so_tui.errors import UsageError

USUAL = "dark"
"""The theme of who chose none."""

ROLES = (
    "next", "there", "waiting", "to-do", "due", "late", "out-of-reach", "promise", "quiet",
    "focus", "accent",
)  # fmt: skip
"""What a color can mean. Each is told by a mark or a word, too."""

GROUNDS = ("background", "surface", "panel", "cursor", "selection")
"""What text stands on: panes, forms, the lines around them, the row of the cursor, and what is
selected in a field."""

COLORS = (*GROUNDS, "text", "frame", *ROLES)
"""All that a theme gives a color to."""

PAIRS: tuple[tuple[str, str], ...] = (
    *((ink, ground) for ink in ("text", *ROLES) for ground in ("background", "surface", "panel")),
    *((ink, "cursor") for ink in ("text", "late", "out-of-reach")),
    ("text", "selection"),
)
"""Each color that something is written in, with each ground that it is written on."""

READABLE = 4.5
"""The least contrast of a text with its ground (WCAG 2.2 §1.4.3, AA)."""

_TERMINALS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
TERMINALS = frozenset({"default", *_TERMINALS, *(f"bright-{one}" for one in _TERMINALS)})
"""The names of the colors that a terminal was given, for a theme that takes them."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,40}")
_STYLES = frozenset({"bold", "underline", "reverse", "italic"})
_LARGEST = 64 * 1024
"""Bytes beyond which a file is no theme."""


class Palette(msgspec.Struct, frozen=True, kw_only=True):
    """A theme. `colors` has one for each of COLORS; `name` is what people read.

    `cursor_style`: how the row of the cursor shows without colors. `solid`: whether a form hides
    what lies beneath it.
    """

    id: str
    name: str
    dark: bool
    colors: Mapping[str, str]
    cursor_style: str = "bold"
    solid: bool = False

    @property
    def is_terminals(self) -> bool:
        """Whether its colors are those that the terminal was given."""
        return self.colors["background"] in TERMINALS

    def faint(self, least: float = READABLE) -> list[tuple[str, str, float]]:
        """What stands out too little: the color, its ground and their contrast, worst first."""
        if self.is_terminals:
            return []
        found = [(ink, on, contrast(self.colors[ink], self.colors[on])) for ink, on in PAIRS]
        return sorted((one for one in found if one[2] < least), key=lambda one: one[2])


def contrast(one: str, other: str) -> float:
    """How far two colors written as `#rrggbb` stand apart: from 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    parts = (int(color[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def is_there(name: str, *folders: Path) -> bool:
    """Whether a theme of that name is ours, or has a file in these folders or in a person's own.

    What its file says is not asked.
    """
    if _NAME.fullmatch(name) is None:
        return False
    places = [_ours(), *folders, *locations.theme_folders()]
    return any((place / f"{name}.toml").is_file() for place in places)


@functools.cache
def ours() -> tuple[str, ...]:
    """The names of our own themes."""
    return tuple(sorted(one.stem for one in _ours().glob("*.toml")))


def palette(name: str) -> Palette:
    """A theme by its name. Raises UsageError naming the file and the field that does not fit."""
    if name in ours():
        return _own(name)
    for path in _others():
        if path.stem == name:
            return _read(path)
    raise UsageError(f"There is no theme “{name}”. There are: {', '.join(ours())}.")


def all_palettes() -> tuple[list[Palette], list[str]]:
    """Every theme, ours first, and a sentence on each file that is none."""
    found, refused = [_own(name) for name in ours()], []
    seen = set(ours())
    for path in _others():
        if path.stem in seen and path.stem not in ours():
            continue  # one's own goes before the system's
        try:
            found.append(_read(path))
            seen.add(path.stem)
        except UsageError as fault:
            refused.append(fault.sentence)
    return found, refused


def _ours() -> Path:
    return assets.data("themes")


def _others() -> Iterator[Path]:
    """The files of themes that are not ours, a person's own before the system's."""
    for folder in locations.theme_folders():
        try:
            yield from sorted(one for one in folder.iterdir() if one.suffix == ".toml")
        except OSError:
            continue  # there are none, or none that may be read


def _refused(path: Path, what: str) -> UsageError:
    return UsageError(f"The theme {path} {what}. Put that right; until then it is left out.")


@functools.cache
def _own(name: str) -> Palette:
    path = _ours() / f"{name}.toml"
    return _made(path, toml_file.plain(path, _refused) or {}, None)


def _read(path: Path) -> Palette:
    if path.stem in ours():
        raise _refused(path, "is called as one of ours is")
    if _NAME.fullmatch(path.stem) is None:
        raise _refused(path, "needs a name of letters, digits and hyphens")
    try:
        if path.stat().st_size > _LARGEST:
            raise _refused(path, "is larger than any theme")
    except OSError as fault:
        raise _refused(path, f"cannot be read: {fault.strerror or fault}") from fault
    said = toml_file.plain(path, _refused)
    if said is None:
        raise _refused(path, "is not there any more")
    like = said.pop("like", USUAL)
    if like not in ours():
        names = ", ".join(f'"{one}"' for one in ours())
        raise _refused(path, f"gives “like” a value that is not one of {names}")
    return _made(path, said, _own(like))


def _made(path: Path, said: Mapping[str, Any], like: Palette | None) -> Palette:
    """A theme of what its file says. Raises UsageError naming the file and the field."""
    for field, value in said.items():
        if field not in _MUST_BE:
            raise _refused(path, f"names “{field}”, which is none. There are: like, {_FIELDS}")
        fits, must_be = _MUST_BE[field]
        if not fits(value):
            raise _refused(path, f"gives “{field}” a value that is not {must_be}")
    colors = {one: said[one] for one in COLORS if one in said}
    if like is not None:
        colors = {**like.colors, **colors}
    for one in COLORS:
        if one not in colors:
            raise _refused(path, f"says no “{one}”")
        if (colors[one] in TERMINALS) != (colors["background"] in TERMINALS):
            # A terminal draws its own colors, or ours; the two cannot be mixed on a screen.
            raise _refused(path, f"gives “{one}” a color of another sort than “background”")
    return Palette(
        id=path.stem,
        name=said.get("name", path.stem),
        dark=said.get("dark", like.dark if like else True),
        colors=colors,
        cursor_style=said.get("cursor-style", like.cursor_style if like else "bold"),
        solid=said.get("solid", like.solid if like else False),
    )


def _is_color(value: object) -> bool:
    return isinstance(value, str) and (value in TERMINALS or _HEX.fullmatch(value) is not None)


def _is_style(value: object) -> bool:
    words = value.split() if isinstance(value, str) else []
    return bool(words) and _STYLES.issuperset(words)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value.isprintable() and 0 < len(value.strip()) <= 40


_COLOR = 'a color, such as "#f19a86", or "red" for the terminal’s own'
_MUST_BE: Mapping[str, tuple[Any, str]] = {
    "name": (_is_name, "a name of up to 40 letters in quotes"),
    "dark": (lambda value: isinstance(value, bool), "true or false"),
    "solid": (lambda value: isinstance(value, bool), "true or false"),
    "cursor-style": (_is_style, 'made of "bold", "underline", "reverse" and "italic"'),
    **dict.fromkeys(COLORS, (_is_color, _COLOR)),
}
_FIELDS = ", ".join(_MUST_BE)
