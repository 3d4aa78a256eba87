"""The signs that are drawn: all stand in one table, and common fonts of terminals have each."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import so_tui
from so_tui import assets
from so_tui.tui.marks import COUNTS, MARKS, PLAIN

IN_FONTS = frozenset(
    "§«°·×–—‘’“”…›←↑→↓−≠─━│┃┄┊┏┓┗┛├┤┬┴┼╌╍╭╮╯╰▌▏▐▕■□▰▱△▸▼▾◂◆◉○●◐◔★✓✗\N{NO-BREAK SPACE}"
)
"""Signs that were looked up in the tables of fonts: DejaVu Sans Mono has each, regular and bold.

All but ★, ✓ and ✗ are in Noto Sans Mono and in Hack as well; those three are in the symbol fonts
to which every terminal turns. Look a new sign up before it is added here.
"""

TYPED = {"folding.py", "text.py", "graphemes.py", "casefile.py", "pdf.py", "cells.py", "strict.py"}
"""Modules whose strings list what others may have typed, and are not drawn."""


def strings(module: ast.Module) -> Iterator[str]:
    """The texts of a module, without its docstrings."""
    told = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def values(plain: Any) -> Iterator[str]:
    """Each text of a file of data."""
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, Mapping):
        for name, inside in plain.items():
            yield from values(name)
            yield from values(inside)
    elif isinstance(plain, list):
        for inside in plain:
            yield from values(inside)


def test_common_fonts_have_every_sign() -> None:
    assert {*PLAIN, *"".join(MARKS.values()), *COUNTS} <= IN_FONTS | {chr(n) for n in range(127)}


def test_every_sign_in_a_text_of_the_program_is_one_of_the_table() -> None:
    for path in Path(so_tui.__file__).parent.rglob("*.py"):
        if path.name not in TYPED:
            for text in strings(ast.parse(path.read_text(encoding="utf-8"))):
                signs = {one for one in text if not one.isascii()}
                assert signs <= PLAIN.keys(), (path.name, signs - PLAIN.keys())


def test_every_sign_in_the_wording_is_one_of_the_table() -> None:
    for name in ("wording", "items", "leads", "outcomes", "problems", "questions", "reasons",
                 "scripts", "clocks"):  # fmt: skip
        for text in values(tomllib.loads(assets.read_data(f"{name}.toml").decode())):
            signs = {one for one in text if not one.isascii()}
            assert signs <= PLAIN.keys(), (name, signs - PLAIN.keys())
