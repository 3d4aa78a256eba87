"""Every text that a person can meet: simple, spelled in one way, and never against them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from docs import make_strings
from docs.make_strings import COUNTED, HIGHEST, Said, gathered, grade, sentences, syllables, words

ROOT = Path(__file__).parent.parent

SAID = list(gathered())

LONGEST = 20
"""Words in a sentence, at most."""

BRITISH = re.compile(
    r"colour|favour|honour|humour|neighbour|behaviour|labour|tumour|rumour|flavour|"
    r"centre|theatre|fibre|litre|millimetre|"
    r"organis|recognis|realis[ei]|neutralis|maximis|minimis|summaris|normalis|initialis|"
    r"serialis|optimis[ei]|synchronis|apologis|prioritis|standardis|customis|capitalis|"
    r"authoris|memoris|specialis[ei]|utilis|visualis|analyse|paralyse|"
    r"cancell(ed|ing)|labell|modell(ed|ing)|travell|signall(ed|ing)|totall(ed|ing)|"
    r"licence|defence|offence|practis|programme|cheque|judgement|acknowledgement|"
    r"learnt|spelt|whilst|amongst|grey|ageing|artefact|sceptic|draught|enrol\b|fulfil\b|"
    r"haem|paed|oesoph|anaes|leukaem|oedem|foet|gynae|diarrhoe",
    re.IGNORECASE,
)
"""Spellings that are not American."""

MISREAD = re.compile(
    r"insurance number|cancer that is hard to cure|in my place|pulled from store|cut anew|"
    r"leaves the house|calm you|smaller places|hear that they went out|from us, by name|"
    r"do without when|\bb\.days?|\bOnc\b|\bPath\b|\bRad\b|\bchase|[Rr]eceipt known|"
    r"[Nn]ext move|answers about needs|Etc/UTC|^Desk$|^At$"
)
"""Words that were not understood by those who read them once, or were read wrongly."""

AGAINST = re.compile(
    r"\b(overdue|fail(s|ed|ure|ing)?|your fault|careless|neglect\w*|you forgot|illegal|"
    r"non-?complian\w*|you (need|should|must|ought) (?!look at)|we recommend|unsafe|not safe|"
    r"(?<!whether )(?<!Is )it is safe|(better|worse|best) opinion|survival|prognosis|"
    r"legal right|right to your slides|no need)\b|urgent!",
    re.IGNORECASE,
)
"""What is never said: blame, advice, a verdict on opinions, or what an illness will do."""


def test_the_page_of_all_texts_is_as_the_program_says() -> None:
    made = make_strings.PAGE.read_text("utf-8")
    assert made == make_strings.page(), "write it anew: python -m docs.make_strings"


def test_texts_come_from_the_data_the_screen_the_commands_and_the_errors() -> None:
    places = {one.place.rpartition("/")[0] for one in SAID}
    assert {
        "data", "so_tui/cli", "so_tui/core", "so_tui/core/verbs", "so_tui/store", "so_tui/exchange",
        "so_tui/tui", "so_tui/tui/forms", "so_tui/tui/screens", "so_tui/tui/views",
    } <= places  # fmt: skip
    assert len(SAID) > 1500
    for known in (
        Said("data/wording.toml", "to ask"),
        Said("so_tui/core/fields.py", "What you call the case; a first name is enough."),
        Said("so_tui/cli/cases.py", "Put a case away: lists leave it out."),
        Said("so_tui/core/verbs/cases.py", "Began the case {label}"),
        Said("so_tui/tui/views/head.py", "No visit date yet"),
    ):
        assert known in SAID


def test_every_sentence_is_read_after_eight_years_of_school() -> None:
    hard = {
        f"{one.place}: {sentence}": round(grade(sentence), 1)
        for one in SAID
        for sentence in sentences(one.text)
        if len(words(sentence)) >= COUNTED and grade(sentence) > HIGHEST
    }
    assert not hard


def test_every_sentence_is_short() -> None:
    assert not [
        (one.place, sentence)
        for one in SAID
        for sentence in sentences(one.text)
        if len(words(sentence)) > LONGEST
    ]


def test_what_was_misread_is_said_nowhere() -> None:
    assert not [one for one in SAID if MISREAD.search(one.text)]


def test_nothing_is_said_against_a_person_and_nothing_advises() -> None:
    assert not [one for one in SAID if AGAINST.search(one.text)]


def test_the_spelling_is_american() -> None:
    assert not [one for one in SAID if BRITISH.search(one.text)]


AS_STANDARDS_HAVE_IT = {"labelledby", "cancelled", "CANCELLED"}
"""An attribute of SVG and HTML, and a code of FHIR and of calendars."""


def written() -> list[Path]:
    """All that is written here by hand: documents, data, programs, with their comments."""
    tracked = subprocess.run(
        ["git", "ls-files", "*.md", "*.toml", "*.py", "*.tcss"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    # Apart from the patterns above, what people type to find things, in either spelling, and the
    # page of all texts, which are looked at one by one.
    apart = {"tests/test_strings.py", "so_tui/tui/also.py", "docs/strings.md"}
    return [ROOT / name for name in tracked if name not in apart]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no checkout")
def test_all_that_is_written_here_is_spelled_in_one_way() -> None:
    # Each word is looked at once, in the last file that has it.
    words = {
        word: path.relative_to(ROOT).as_posix()
        for path in written()
        for word in re.findall(r"\w+", path.read_text("utf-8"))
        if word not in AS_STANDARDS_HAVE_IT
    }
    found = {word: path for word, path in words.items() if BRITISH.search(word)}
    assert not found


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no checkout")
def test_documents_use_no_word_that_was_misread() -> None:
    pages = [path for path in written() if path.suffix == ".md"]
    assert len(pages) > 8
    found = {
        (path.name, word.group())
        for path in pages
        for line in path.read_text("utf-8").splitlines()
        for word in MISREAD.finditer(re.sub(r"`[^`]*`|^### .*|--\w+", "", line))
    }
    assert not found


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("area", 3), ("slides", 1), ("needed", 2), ("asked", 1), ("release", 2), ("people", 2),
        ("places", 2), ("moves", 1), ("science", 2), ("another", 3), ("office", 2), ("table", 2),
        ("insurance", 3), ("medicine", 3), ("usual", 3), ("images", 3), ("file", 1),
        ("because", 2), ("something", 2), ("somebody", 3), ("handled", 2), ("called", 1),
        ("video", 3), ("going", 2), ("copying", 3), ("special", 2), ("approval", 3),
        ("carried", 2), ("safely", 2), ("sometimes", 2), ("timeline", 2), ("history", 3),
        ("mammogram", 3), ("language", 2), ("unreadable", 4), ("authority", 4), ("wishes", 2),
        ("opinion", 3), ("interpreter", 4), ("diagnosis", 4), ("whole", 1), ("doctor-to-doctor", 5),
        ("person’s", 2), ("14", 1), ("pathology", 2), ("radiology", 2),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_grade_is_what_the_formula_says() -> None:
    # 9 words, 9 syllables: 0.39 × 9 + 11.8 × 1 - 15.59.
    assert grade("We go to the lab and ask for slides.") == pytest.approx(-0.28)
    # 8 words, 24 syllables: far too hard.
    assert grade("Consequently administrators occasionally necessitate authenticated "
                 "documentation regarding availability.") > 25  # fmt: skip


def test_what_is_hard_to_read_is_found_in_a_text() -> None:
    easy, hard = "Ask for the slides. ", "Documentation necessitates administrative authorization."
    long = f"{hard[:-1]} in addition to every available organizational explanation."
    assert make_strings.hardest(easy) is None
    found = make_strings.hardest(f"{easy}{long}")
    assert found is not None
    assert found[1] == long
    assert found[0] > HIGHEST
