"""Two pages say where each thing lives: what centers ask for, and what the article says."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from so_tui.core.catalogue import ask_step
from so_tui.core.fields import FIELDS
from so_tui.tui.keys import ACTIONS
from tests.cli.reference import every
from tests.knowledge import catalogue

ROOT = Path(__file__).parent.parent
COVERAGE = ROOT / "docs/coverage.md"
ARTICLE = ROOT / "docs/article.md"

KEYS = {"?": "question_mark", "Space": "space"}
"""Keys that are called otherwise on a page than in the table of actions."""


def named(text: str) -> list[str]:
    """All that a page names: what stands between backticks."""
    return re.findall(r"`([^`]+)`", text)


@cache
def ids() -> frozenset[str]:
    """Every id in the data files that a page may name."""
    known = catalogue()
    reasons = [reason.id for reason in known.reasons] + [part.id for part in known.condition]
    asks = [ask_step(reason, ask) for reason in known.reasons for ask in reason.asks]
    questions = [question.id for question in known.questions]
    steps = [step.id for step in known.steps]
    return frozenset(
        [*known.kinds, *known.problems, *known.tracks, *steps, *questions, *reasons, *asks]
    )


@cache
def fields() -> frozenset[str]:
    """Every field as a page names it: `case_office.person_number`."""
    return frozenset(
        f"{re.sub('(?<!^)(?=[A-Z])', '_', part.__name__).lower()}.{name}"
        for part, of in FIELDS.items()
        for name in of
    )


@cache
def typed() -> frozenset[str]:
    """Every command as it is typed, and every key."""
    keys = {key for action in ACTIONS for key in action.keys.split(",") if key}
    return frozenset({"so-tui", *(name for name, _, _ in every()), *keys})


def exists(name: str) -> bool:
    """Whether what a page names is there: an id, a field, a command, a key or a file."""
    if name in ids() | fields() | typed() or KEYS.get(name) in typed():
        return True
    is_path = "/" in name or name.endswith(".md")
    return is_path and (ROOT / name).exists()


def unknown(text: str) -> list[str]:
    """What a page names and the program has not."""
    return [name for name in named(text) if not exists(name)]


@pytest.mark.parametrize("page", [COVERAGE, ARTICLE], ids=lambda page: str(page.name))
def test_what_a_page_names_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    assert len(named(text)) > 80
    assert unknown(text) == []


@pytest.mark.parametrize(
    "planted",
    [
        "stained_slide", "problem", "item.color", "itm.detail", "person_number", "data/none.toml",
        "so-tui fly", "so-tui item fly", "reason:peace_of_mind:luck", "visit", "none.md", "ü",
    ],
)  # fmt: skip
@pytest.mark.parametrize("page", [COVERAGE, ARTICLE], ids=lambda page: str(page.name))
def test_a_name_that_does_not_exist_is_found(page: Path, planted: str) -> None:
    text = page.read_text("utf-8")
    row = next(line for line in text.splitlines() if line.startswith("| ") and "`" in line)
    assert unknown(text.replace(row, f"{row} `{planted}` |", 1)) == [planted]


def test_every_kind_and_every_problem_has_its_place() -> None:
    told = set(named(COVERAGE.read_text("utf-8")))
    assert catalogue().kinds.keys() - told == set()
    assert catalogue().problems.keys() - told == set()


@pytest.mark.parametrize("page", [COVERAGE, ARTICLE], ids=lambda page: str(page.name))
def test_every_line_says_where_or_why_not(page: Path) -> None:
    rows = [line for line in page.read_text("utf-8").splitlines() if line.startswith("|")]
    rows = [line for line in rows if not line.startswith(("| ---", "| what"))]
    assert len(rows) > 30
    for row in rows:
        _, what, where, end = re.split(r"\s*\|\s*", row)
        assert what, row
        assert not end, row
        # Who names no place gives a reason, in a sentence.
        assert named(where) or re.fullmatch(r".{20,}\.", where) or "Pane" in where, row


def test_the_article_names_every_reason_with_all_that_it_asks_and_each_of_the_calls() -> None:
    told = set(named(ARTICLE.read_text("utf-8")))
    for reason in catalogue().reasons:
        assert {reason.id, *(ask_step(reason, ask) for ask in reason.asks)} <= told
    assert {part.id for part in catalogue().condition} <= told
    assert {"0", "1", "2", "3", "4"} <= told
