"""Every word the program says is plain, short, neutral and blames nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import msgspec
import pytest

from so_tui.core import case, quiet, steps
from so_tui.core.case import ENDED, CallName, Item
from so_tui.core.wording import Wording
from tests.knowledge import catalogue

LONGEST = 20
"""Words in a sentence, at most."""

BLAMES = re.compile(
    r"\b(fail\w*|your fault|error|invalid|illegal|overdue|neglect\w*|forgot\w*|careless|"
    r"non-?complian\w*|mistake\w*|wrongly)\b",
    re.IGNORECASE,
)
ADVISES = re.compile(
    r"\b(you (need|should|must|ought)|we recommend|better opinion|best opinion|"
    r"safe to wait(?!( for a second opinion)?, and until)|not safe|(?<!whether )it is safe|"
    r"survival|"
    r"right to your slides|legal right)\b",
    re.IGNORECASE,
)


CODES = re.compile(r"(\.(id|call|track|stage|to|stamp|reason|after)|\.(forms|ways|calls)\[\d+\])$")
"""Where a catalogue holds codes, not texts."""


def strings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a plain value, with where it stands."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inside in value.items():
            yield from strings(inside, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inside in enumerate(value):
            yield from strings(inside, f"{path}[{index}]")


SAID = [
    (path, text)
    for path, text in strings(msgspec.to_builtins(catalogue()))
    if not path.startswith(".closures") and not CODES.search(path)
]


def sentences(text: str) -> list[str]:
    return [one for one in re.split(r"(?<=[.?!])\s+", text) if one]


def test_every_sentence_is_short() -> None:
    assert len(SAID) > 300
    long = {
        path: one for path, text in SAID for one in sentences(text) if len(one.split()) > LONGEST
    }
    assert not long


def test_nothing_blames_anybody() -> None:
    assert not {path: text for path, text in SAID if BLAMES.search(text)}


def test_nothing_advises_or_promises() -> None:
    assert not {path: text for path, text in SAID if ADVISES.search(text)}


def test_nothing_is_left_with_stray_blanks_or_line_breaks() -> None:
    assert not {path: text for path, text in SAID if text != " ".join(text.split())}


def test_no_statistics_are_given() -> None:
    assert not {path: text for path, text in SAID if "%" in text or "percent" in text}


def literals() -> list[tuple[str, str]]:
    """Every value that a case or a plan keeps by code, with the table of its words."""
    tables = {"CallName": "call"}
    return [
        (tables.get(name, name.lower()), value)
        for module in (case, steps)
        for name, of in vars(module).items()
        if get_origin(of) is Literal
        for value in get_args(of)
    ]


@pytest.mark.parametrize(("table", "value"), sorted(set(literals())))
def test_every_code_has_a_word_for_people(table: str, value: str) -> None:
    word = catalogue().words[f"{table}.{value}"]
    assert word
    assert "_" not in word


def test_no_two_codes_of_a_kind_share_a_word() -> None:
    for table in {table for table, _ in literals()}:
        values = {value for of, value in literals() if of == table}
        words = {catalogue().words[f"{table}.{value}"] for value in values}
        assert len(words) == len(values), table


def test_the_words_of_the_model_are_all_looked_at() -> None:
    assert {"status", "state", "place", "outcome", "mover", "form", "way", "call"} <= {
        table for table, _ in literals()
    }


def test_the_quiet_line_says_what_this_is_not_and_where_to_turn() -> None:
    short, long = quiet.short(catalogue(), "US"), " ".join(quiet.lines(catalogue(), "US"))
    for line in (short, long):
        assert "rganizes paperwork" in line
        assert "medical or legal advice" in line
        assert "care team" in line
        assert "911" in line
    assert len(short) <= 80


@pytest.mark.parametrize("status", sorted(ENDED))
def test_an_ended_case_is_spoken_of_in_neutral_words(status: str) -> None:
    line = catalogue().words[f"ended.{status}"]
    assert "asked for now" in line
    assert not re.search(r"\b(sorry|loss|unfortunately|late|cancel\w*|lost)\b", line)


@pytest.mark.parametrize(
    ("word", "entry"),
    [
        ("block", "block"),
        ("slides", "slides"),
        ("recut", "recut"),
        ("unstained", "unstained"),
        ("release", "release"),
        ("prior authorization", "prior_authorization"),
    ],
)
def test_the_hard_words_are_explained(word: str, entry: str) -> None:
    assert word in catalogue().words[f"explain.{entry}"].lower()


def test_scripts_ask_for_named_papers_and_never_for_all_of_them() -> None:
    said = " ".join(
        line
        for script in catalogue().scripts.values()
        for line in (script.opening, *script.body, script.closing)
    )
    asked = " ".join(f"{kind.ask} {kind.say}" for kind in catalogue().kinds.values())
    wish = (
        r"\b(everything|all (the |your |my |our )?(records|papers|files)|complete (chart|file))\b"
    )
    assert not re.search(wish, said + asked, re.IGNORECASE)
    assert "each by its name" in said
    assert said.count("{items}") == len(catalogue().scripts)


@pytest.mark.parametrize(
    ("kind", "call", "counted"),
    [
        ("consult_notes", "oncologist", "pages"), ("image_reports", "radiology", "pages"),
        ("stained_slides", "pathology", "pieces"), ("scan", "radiology", "pieces"),
        ("a kind of tomorrow", "radiology", "pieces"),
    ],
)  # fmt: skip
def test_a_paper_is_counted_in_pages(kind: str, call: CallName, counted: str) -> None:
    item = Item(number=1, call=call, kind=kind)
    assert Wording(catalogue()).pieces(item) == counted
    assert Wording().pieces(item) == "pieces"
