"""Every malformed case file is refused whole, with one sentence and the place of the fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from so_tui.errors import RefusedInputError
from so_tui.exchange.casefile import load
from tests.exchange.small import CONTACT, ITEM, OF_CASE
from tests.knowledge import catalogue

FOLDER = Path(__file__).parent / "malformed"

_ITEM = f'$.cases[0].items["{ITEM}"]'
_CONTACT = f'$.cases[0].contacts["{CONTACT}"]'
_EDIT = "$.history[1].edits[0]"

FAULTS = {
    # Bytes and JSON
    "empty": ("", "it is empty"),
    "only-blanks": ("", "it is empty"),
    "utf16": ("", "not written in UTF-8"),
    "latin1": ("line 7, column 22", "not written in UTF-8"),
    "not-json": ("line 1, column 1", "it is not JSON"),
    "truncated": ("line 48, column 6", "it ends before it is complete"),
    "trailing-junk": ("line 94, column 1", "something follows after its end"),
    "control-character": ("line 7, column 18", "a line break or a control character"),
    "too-deep": ("line 7, column 42", "more than 32 deep"),
    "duplicate-key": ("$.cases[0].label", "this name stands twice"),
    "nan": (f"{_ITEM}.count_asked", "NaN is not a number"),
    "infinity": (f"{_ITEM}.count_asked", "-Infinity is not a number"),
    "too-large-fraction": (f"{_ITEM}.count_asked", "larger than any number"),
    "huge-integer": (f"{_ITEM}.count_asked", "more than 19 digits"),
    # What it is
    "list-at-top": ("$", "it is not a case file"),
    "not-a-case-file": ("$.format", "it is not a case file"),
    "newer-version": ("$.version", "a newer so-tui wrote it"),
    "version-as-text": ("$.version", "a text stands where a whole number belongs"),
    # Types
    "wrong-type-of-cases": ("$.cases", "an object stands where a list belongs"),
    "wrong-type": (f"{_ITEM}.number", "a text stands where a whole number belongs"),
    "null-label": ("$.cases[0].label", "nothing (null) stands where a text belongs"),
    "fraction": (f"{_ITEM}.count_asked", "a fraction"),
    "unknown-field": ("$.cases[0].visit.doktor", "no such field"),
    "missing-field": ("$.cases[0]", "the field began is missing"),
    "unknown-state": (f"{_ITEM}.state", "“perhaps” is not one of the values"),
    "bad-date": ("$.cases[0].visit.day", "“2026-02-30” is not a day of the calendar"),
    "bad-time": ("$.cases[0].visit.time", "“25:00:00” is not a time of day"),
    "history-as-object": ("$.history", "an object stands where a list"),
    # Values
    "time-with-offset": ("$.cases[0].visit.time", "without an offset"),
    "unknown-zone": ("$.cases[0].visit.zone", "not a time zone"),
    "day-too-far": ("$.cases[0].visit.day", "not between 1850 and 2199"),
    "negative-count": (f"{_ITEM}.count_asked", "not between 0 and"),
    "eighth-weekday": ("$.offices[0].open_days", "numbers from 1 (Monday) to 7"),
    "empty-label": ("$.cases[0].label", "must not be empty"),
    "label-of-escapes": ("$.cases[0].label", "must not be empty"),
    "long-label": ("$.cases[0].label", "501 characters"),
    "unknown-kind": (f"{_ITEM}.kind", "does not know this kind of item"),
    "unknown-reason": ("$.cases[0].reasons.curiosity", "does not know this word"),
    "unknown-track": ("$.offices[0].takes.tea", "does not know this word"),
    "takes-too-long": ("$.offices[0].takes.slides", "250 business days at most"),
    "unknown-problem": (f'{_CONTACT}.effects["{ITEM}"].problem', "does not know this problem"),
    # Ids and references
    "not-an-id": ("$.cases[0].id", "this is not an id"),
    "id-in-capitals": ("$.cases[0].id", "this is not an id"),
    "key-not-an-id": ("$.cases[0].questions.first", "is not an id"),
    "path-as-step": ('$.cases[0].marks["../../etc"]', "cannot be the name of a step"),
    "same-case-twice": ("$.cases[1].id", "this id stands twice"),
    "stray-office": ("$.offices[1]", "no case of this file names this office"),
    "dangling-office": (f"{_ITEM}.office", "no office of this case"),
    "dangling-office-of-the-file": (
        f'$.cases[0].offices["{OF_CASE}"].office',
        "no office of this file",
    ),
    "dangling-effect": (
        f'{_CONTACT}.effects["00000000-0000-4000-8000-00000000dead"]',
        "no item of this case",
    ),
    "dangling-release": (f"{_CONTACT}.release", "no release of this case"),
    # History
    "history-does-not-lead-here": ("$.cases[0]", "leave the history out"),
    "history-without-its-beginning": ("$.history[0]", "leave the history out"),
    "history-of-another-case": (f"{_EDIT}.path", "the file does not show"),
    "history-unknown-path": (f"{_EDIT}.path", "there is no such field"),
    "history-wrong-value": (f"{_EDIT}.after", "does not fit the field"),
    "history-same-change-twice": ("$.history[3].id", "this change stands twice"),
    "history-without-counter": ("$.history[2].counter", "a counter from 1 upward"),
}
"""By the name of each file: the place of its fault, and words of the sentence."""


def test_each_file_of_the_folder_has_its_fault_told_here() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == set(FAULTS)


@pytest.mark.parametrize("name", FAULTS)
def test_it_is_refused_with_one_sentence_and_the_place_of_the_fault(name: str) -> None:
    where, words = FAULTS[name]
    file = FOLDER / f"{name}.json"
    with pytest.raises(RefusedInputError) as caught:
        load(file.read_bytes(), file.name, catalogue())
    sentence = caught.value.sentence
    assert caught.value.where == where
    assert words in sentence
    assert where in sentence
    assert sentence.startswith(f"{name}.json was not taken in: ")
    assert sentence.endswith(".")
    assert "; " in sentence, "it also says what to do now"
    assert sentence.isprintable()
