"""The assessment says back what was marked; it draws no conclusion and keeps no score."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.core.assessment import Assessment, reflect
from so_tui.core.case import Answer, Case, Reply
from so_tui.core.catalogue import ask_step
from tests.knowledge import catalogue

REPLIES: tuple[Reply, ...] = get_args(Reply)
REASONS = [reason.id for reason in catalogue().reasons]
PARTS = [part.id for part in catalogue().condition]

CONCLUDES = re.compile(
    r"\b(needs?|needed|needn't|unnecessary|necessary|should|must|ought|have to|had better|"
    r"recommend\w*|advis\w*|advice|scores?|points? to|better|best|worse|worst|right|wrong|"
    r"safe|unsafe|safer|risk\w*|danger\w*|surviv\w*|prognos\w*|chances?|percent|fail\w*|"
    r"superior|inferior|good reason|worth)\b|%|\d",
    re.IGNORECASE,
)


def case_with(reasons: dict[str, Reply], condition: dict[str, Reply] | None = None) -> Case:
    return Case(
        id="c",
        label="Rosa M.",
        began=dt.date(2026, 11, 3),
        reasons={key: Answer(reply=reply) for key, reply in reasons.items()},
        condition={key: Answer(reply=reply) for key, reply in (condition or {}).items()},
    )


def reflected(replies: tuple[Reply, ...]) -> Assessment:
    of_reasons = dict(zip(REASONS, replies[:5], strict=True))
    return reflect(case_with(of_reasons, dict(zip(PARTS, replies[5:], strict=True))), catalogue())


def test_every_combination_of_answers_reflects_and_never_concludes() -> None:
    asks_of = {
        reason.id: [ask_step(reason, ask) for ask in reason.asks] for reason in catalogue().reasons
    }
    said: set[str] = set()
    seen: dict[tuple[Reply, ...], Assessment] = {}
    for replies in itertools.product(REPLIES, repeat=7):
        one = seen[replies] = reflected(replies)
        marked = [id_ for id_, reply in zip(REASONS, replies, strict=False) if reply == "applies"]
        assert one.marked == len(marked)
        assert [answer.reply for answer in (*one.reasons, *one.condition)] == list(replies)
        # Every marked reason asks what it asks, and nothing comes from an unmarked one.
        assert [ask.id for ask in one.asks] == [id_ for key in marked for id_ in asks_of[key]]
        # The condition never changes what is said of reasons, nor the other way round.
        assert one.condition_line == seen[(*REPLIES[:1] * 5, *replies[5:])].condition_line
        assert one.reasons == seen[(*replies[:5], *REPLIES[:1] * 2)].reasons
        said |= {one.opening, one.condition_lead, one.condition_line}
        said |= {answer.line for answer in one.reasons} | {ask.text for ask in one.asks}
    assert len(seen) == 4**7
    assert not {line: found for line in said if (found := CONCLUDES.search(line))}


STATES = re.compile(
    r"\b(cur(e|es|ed|able)|incurable|grow\w*|grew|progress\w*|spread\w*|advanced|aggressive|"
    r"rare|common|serious|severe|metasta\w*|recur\w*|relaps\w*|return(s|ed)|terminal|fatal|"
    r"early|late|stages? [0-4ivx]+|hard to|your cancer|the cancer (is|has)|cancer that (is|has))\b",
    re.IGNORECASE,
)
"""Words that state a fact about a person's cancer, which no answer can have told."""

replies = st.sampled_from(REPLIES)


@given(
    st.fixed_dictionaries(dict.fromkeys(REASONS, replies)),
    st.fixed_dictionaries(dict.fromkeys(PARTS, replies)),
)
def test_whatever_is_answered_nothing_is_said_of_the_cancer_that_nobody_said(
    reasons: dict[str, Reply], condition: dict[str, Reply]
) -> None:
    one = reflect(case_with(reasons, condition), catalogue())
    said = [one.opening, one.condition_line, *(answer.line for answer in one.reasons)]
    said += [text for ask in one.asks for text in (ask.text, ask.short)]
    assert not [line for line in said if STATES.search(line)]


@given(st.sampled_from(REASONS), replies)
def test_a_reason_that_was_not_marked_is_never_said_to_be_one(reason: str, reply: Reply) -> None:
    (line,) = (
        one.line
        for one in reflect(case_with({reason: reply}), catalogue()).reasons
        if one.id == reason
    )
    marked = line.startswith(("You would like", "It matters to you"))
    assert marked == (reply == "applies"), line


@pytest.mark.parametrize(
    ("reason", "nuances"),
    [
        ("peace_of_mind", ["is the staging complete"]),
        ("more_options", ["other specialty"]),
        ("specialized_care", ["referral", "center for this cancer"]),
        ("treatment_site", ["the same near home", "large center", "travel"]),
        ("research_study", ["study", "today's doctor to help"]),
    ],
)
def test_a_marked_reason_asks_for_what_it_is_about(reason: str, nuances: list[str]) -> None:
    asked = reflect(case_with({reason: "applies"}), catalogue()).asks
    assert {ask.reason for ask in asked} == {reason}
    assert {ask.id.split(":")[1] for ask in asked} == {reason}
    text = " / ".join(ask.text for ask in asked)
    assert not [nuance for nuance in nuances if nuance not in text], text


@pytest.mark.parametrize(
    ("reason", "nuances"),
    [
        ("peace_of_mind", ["complete staging comes first"]),
        ("more_options", ["another specialty"]),
        ("specialized_care", ["sees this cancer often", "referral"]),
        ("treatment_site", ["the same near home", "travel", "comfort"]),
        ("research_study", ["research studies", "or it may not", "can help look"]),
    ],
)
def test_the_reflection_of_a_marked_reason_keeps_its_nuances(
    reason: str, nuances: list[str]
) -> None:
    shown = {
        one.id: one.line for one in reflect(case_with({reason: "applies"}), catalogue()).reasons
    }
    assert not [nuance for nuance in nuances if nuance not in shown[reason]], shown[reason]


@pytest.mark.parametrize(
    ("straightforward", "trusted", "words"),
    [
        ("applies", "applies", "both"),
        ("applies", "does_not", "one"),
        ("does_not", "applies", "one"),
        ("does_not", "does_not", "none"),
        ("applies", "not_sure", "unsure"),
        ("not_sure", "does_not", "unsure"),
        ("not_sure", "not_answered", "open"),
        ("applies", "not_answered", "open"),
        ("not_answered", "not_answered", "open"),
    ],
)
def test_the_two_parts_of_the_condition_are_reflected_together(
    straightforward: Reply, trusted: Reply, words: str
) -> None:
    answers: dict[str, Reply] = {"straightforward": straightforward, "trusted": trusted}
    line = reflect(case_with({}, answers), catalogue()).condition_line
    assert line == catalogue().condition_words[words]


def test_whatever_is_marked_the_choice_is_left_to_the_person() -> None:
    for words in ("both", "one", "none"):
        assert "choice is yours" in catalogue().condition_words[words]
        assert "you can change it" in catalogue().condition_words[words]


def test_a_case_without_answers_is_said_to_have_none() -> None:
    one = reflect(case_with({}), catalogue())
    assert (one.marked, one.opening, one.asks) == (0, "You have not marked a reason.", ())
    assert {answer.reply for answer in one.reasons} == {"not_answered"}


def test_the_opening_counts_and_the_notes_are_kept() -> None:
    case = Case(
        id="c",
        label="Rosa M.",
        began=dt.date(2026, 11, 3),
        reasons={
            "peace_of_mind": Answer(reply="applies", note="since the surgery"),
            "specialized_care": Answer(reply="applies"),
        },
    )
    one = reflect(case, catalogue())
    assert one.opening == "You marked two reasons:"
    assert one.reasons[0].note == "since the surgery"


def test_an_answer_to_something_unknown_is_left_alone() -> None:
    one = reflect(case_with({"horoscope": "applies"}), catalogue())
    assert one.marked == 0


def test_what_is_told_of_the_condition_leaves_both_ways_open() -> None:
    for part in catalogue().condition:
        assert not CONCLUDES.search(f"{part.about} {part.question}")
        assert "Going and not going are both open to you." in part.about
