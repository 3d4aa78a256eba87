"""Whose name is on a disc: compared folded, in whatever order, as a person would compare them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from so_tui.core.case import Person
from so_tui.core.disc.findings import Holder
from so_tui.core.folding import folded, key

Likeness = Literal["same", "near", "other", "unknown"]
"""How two names stand to each other: the same words; some of them, or others for the same sounds,
or an initial; others; or there is none to compare with."""

_TITLES = frozenset({"dr", "mr", "mrs", "ms", "prof", "jr", "sr", "ii", "iii", "iv", "md", "phd"})
_SOUNDS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("ss", "s"))
"""Letters that are written for an accent where a keyboard has none."""

_NOBODY = frozenset({"anonymous", "anonymized", "anonymised", "anon", "unknown", "none", "noname"})
"""What is written in the place of a name that was taken out."""


def said(name: str) -> str:
    """A name as people say it: given names first (PS3.5 §6.2.1, `Family^Given^Middle^Dr^Jr`)."""
    groups = [_spoken(group) for group in name.split("=")]
    found = [group for group in groups if group]
    return f"{found[0]} ({found[1]})" if len(found) > 1 else found[0] if found else ""


def _spoken(group: str) -> str:
    family, *rest = group.split("^")
    given, behind = rest[:2], rest[3:4]
    return " ".join(filter(None, (part.strip() for part in (*rest[2:3], *given, family, *behind))))


def is_named(name: str) -> bool:
    """Whether there is a name at all, and none that says that it was taken out."""
    return any(_words(group) for group in name.split("="))


def likeness(name: str, legal: Iterable[str]) -> Likeness:
    """How a name on a disc stands to the names that a person has, or had."""
    known = [one for one in legal if _words(one)]
    if not known or not is_named(name):
        return "unknown"
    found = {_like(group, one) for group in name.split("=") if _words(group) for one in known}
    return "same" if "same" in found else "near" if "near" in found else "other"


def names_of(person: Person) -> tuple[str, ...]:
    """The names of a person, the earlier ones too."""
    earlier = re.split(r"[\n,;]+", person.former_names)
    return tuple(filter(None, (person.legal_name, *(one.strip() for one in earlier))))


def is_one(one: Holder, other: Holder) -> bool:
    """Whether two entries of a disc can be of one person."""
    if one.born is not None and other.born is not None and one.born != other.born:
        return False
    names = [group.replace("^", " ") for group in other.name.split("=")]
    return likeness(one.name, names) != "other"


def apart(holders: Sequence[Holder]) -> list[list[Holder]]:
    """Those who have a name, each person by themselves."""
    found: list[list[Holder]] = []
    for one in holders:
        if not is_named(one.name):
            continue
        of = next((group for group in found if all(is_one(one, old) for old in group)), None)
        if of is None:
            found.append([one])
        else:
            of.append(one)
    return found


def _like(group: str, legal: str) -> Likeness:
    mine, theirs = _words(group), _words(legal)
    if sorted(mine) == sorted(theirs) or key(legal) in _together(group):
        return "same"
    fewer, more = sorted((mine, theirs), key=len)
    left, whole = list(more), 0
    for word in fewer:
        fits = next((one for one in left if _sound(one) == _sound(word)), None)
        whole += fits is not None
        fits = fits or next((one for one in left if _is_initial(one, word)), None)
        if fits is None:
            return "other"
        left.remove(fits)
    return "near" if len(fewer) > 1 and whole else "other"


def _together(group: str) -> frozenset[str]:
    """A name without blanks, in either order: some write `Mc Donald`, and some `山田太郎`."""
    parts = [key(part) if part.strip() else "" for part in group.split("^")[:3]]
    family, given = parts[0], "".join(parts[1:])
    return frozenset({family + given, given + family})


def _words(name: str) -> list[str]:
    """The folded words of a name, in no order that means something."""
    parts = name.split("^")
    words = [word for part in parts[:3] for word in folded(part).split()]
    words = [word for word in words if word.isalpha() or any(map(str.isalnum, word))]
    kept = [word for word in words if word not in _TITLES] or words
    return [] if {"".join(kept)} <= _NOBODY else kept


def _sound(word: str) -> str:
    for written, meant in _SOUNDS:
        word = word.replace(written, meant)
    return word


def _is_initial(one: str, other: str) -> bool:
    return 1 in (len(one), len(other)) and one[0] == other[0]
