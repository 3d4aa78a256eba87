"""The catalogue: all knowledge, parsed from `data/*.toml` and checked when read.

Adding an item kind, a lead time, a problem or a wording touches only data. The types are those
of `knowledge.py`, and are offered here as well.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from itertools import product
from string import Formatter
from typing import TypeVar, get_args

import msgspec

from so_tui.core import case, steps
from so_tui.core.case import CALLS, Part, Reply, goes_back
from so_tui.core.disc import findings
from so_tui.core.knowledge import (
    Ask,
    Catalogue,
    ClockRule,
    Closure,
    ConditionPart,
    Group,
    ItemKind,
    Lead,
    Line,
    Modality,
    Problem,
    Reason,
    Result,
    Script,
    Stage,
    StarterQuestion,
    StepLead,
    Track,
    ask_step,
)
from so_tui.core.parties import whom
from so_tui.errors import SoTuiError

__all__ = [
    "CLOCK_PLACES",
    "CONDITION_WORDS",
    "FILES",
    "PLACES",
    "STAGES",
    "WORD_TABLES",
    "Ask",
    "Catalogue",
    "CatalogueError",
    "ClockRule",
    "Closure",
    "ConditionPart",
    "Group",
    "ItemKind",
    "Lead",
    "Line",
    "Modality",
    "Problem",
    "Reason",
    "Result",
    "Script",
    "StarterQuestion",
    "StepLead",
    "Track",
    "ask_step",
    "parse",
]

FILES = (
    "reasons.toml",
    "items.toml",
    "modalities.toml",
    "leads.toml",
    "problems.toml",
    "outcomes.toml",
    "scripts.toml",
    "questions.toml",
    "wording.toml",
    "closures.toml",
    "clocks.toml",
    "emergency.toml",
)
"""The data files a catalogue is parsed from."""

STAGES: tuple[str, ...] = get_args(Stage)
"""The stages a track may have, in their order."""

CONDITION_WORDS = ("both", "one", "none", "unsure", "open")
"""The ways in which the two parts of the condition can be answered together."""

PLACES = frozenset(
    {
        "born", "caller", "destination", "items", "needed_by", "number_there", "person",
        "visit_day", "visit_doctor",
    }
)  # fmt: skip
"""What a call script may leave to be filled from the case."""

CLOCK_PLACES = frozenset({"day", "extended", "length", "thing", "who"})
"""What the words of a clock may leave to be filled in."""

_MISMATCH = ("form", "form_ours", "way", "way_ours", "not_given")

WORD_TABLES: Mapping[str, tuple[str, ...]] = {
    "status": get_args(case.Status),
    "call": get_args(case.CallName),
    "reply": get_args(case.Reply),
    "how": get_args(case.How),
    "known": get_args(case.Known),
    "form": get_args(case.Form),
    "way": get_args(case.Way),
    "state": get_args(case.State),
    "place": get_args(case.Place),
    "instrument": get_args(case.Instrument),
    "paper": get_args(case.Paper),
    "channel": get_args(case.Channel),
    "outcome": get_args(case.Outcome),
    "at_home": ("to_ask", "asked", "ready", "arrived", "usable"),
    "mover": get_args(case.Mover),
    "role": get_args(case.Role),
    "party": get_args(case.Party),
    "whom": (*CALLS, "insurer", "referrer", "specialist"),
    "asked": get_args(case.Asked),
    "ended": tuple(sorted(case.ENDED)),
    "marked": ("none", "one", "two", "three", "four", "five"),
    "condition": ("lead",),
    "sheet": ("each", "soon", "on_its_way", "carried", "rest", "elsewhere", "refused"),
    "mismatch": _MISMATCH,
    "mismatch_ask": (*_MISMATCH, "lend"),
    "mismatch_step": _MISMATCH,
    "mismatch_visit": _MISMATCH,
    "mismatch_office": _MISMATCH,
    "urgency": get_args(steps.Urgency),
    "naming": (*get_args(steps.Naming), "or"),
    "clock": ("source", "noted"),
    "quiet": ("what", "symptoms", "short", "after_hours", "emergency"),
    "disc": get_args(findings.Verdict),
    "disc_doubt": get_args(findings.Doubt),
    "disc_end": get_args(findings.End),
    "unread": get_args(findings.Why),
    "page": ("contents", "drawing"),
}
"""Words that `wording.toml` must have, by table: every value that a case keeps by code."""


class CatalogueError(SoTuiError):
    """A data file of the program does not hold what it must; nothing can be started without it."""


# --- The files as they are written -----------------------------------------------------------


class _Reasons(Part, frozen=True):
    reason: tuple[Reason, ...]
    condition: tuple[ConditionPart, ...]
    condition_words: dict[str, str]


class _Items(Part, frozen=True):
    kind: tuple[ItemKind, ...]


class _Modalities(Part, frozen=True):
    modality: tuple[Modality, ...]


class _Leads(Part, frozen=True):
    track: tuple[Track, ...]
    step: tuple[StepLead, ...]


class _Problems(Part, frozen=True):
    problem: tuple[Problem, ...]


class _Outcomes(Part, frozen=True):
    outcome: tuple[Result, ...]


class _Scripts(Part, frozen=True):
    script: tuple[Script, ...]


class _Questions(Part, frozen=True):
    question: tuple[StarterQuestion, ...]


class _Clocks(Part, frozen=True):
    clock: tuple[ClockRule, ...]


class _Emergency(Part, frozen=True):
    number: dict[str, str]


class _ClosedDay(Part, frozen=True):
    day: dt.date
    name: str


_F = TypeVar("_F")


def parse(files: Mapping[str, bytes]) -> Catalogue:
    """The catalogue from the bytes of `FILES`, checked in itself and across files.

    Takes each file's bytes by its name. Raises CatalogueError naming the file and the fault:
    bytes that are not TOML, a wrong type, an unknown or missing key, an id given twice, or a
    name that leads nowhere.
    """
    reasons = _read(files, "reasons.toml", _Reasons)
    items = _read(files, "items.toml", _Items)
    modalities = _read(files, "modalities.toml", _Modalities)
    leads = _read(files, "leads.toml", _Leads)
    problems = _read(files, "problems.toml", _Problems)
    outcomes = _read(files, "outcomes.toml", _Outcomes)
    scripts = _read(files, "scripts.toml", _Scripts)
    questions = _read(files, "questions.toml", _Questions)
    words = _read(files, "wording.toml", dict[str, dict[str, str]])
    closures = _read(files, "closures.toml", dict[str, tuple[_ClosedDay, ...]])
    clocks = _read(files, "clocks.toml", _Clocks)
    emergency = _read(files, "emergency.toml", _Emergency)

    reason_ids = _ids("reasons.toml", "reason", (one.id for one in reasons.reason))
    _ids("reasons.toml", "condition", (one.id for one in reasons.condition))
    _ids("items.toml", "kind", (one.id for one in items.kind))
    track_ids = _ids("leads.toml", "track", (one.id for one in leads.track))
    step_ids = _ids("leads.toml", "step", (one.id for one in leads.step))
    problem_ids = _ids("problems.toml", "problem", (one.id for one in problems.problem))
    _ids("outcomes.toml", "outcome", (one.id for one in outcomes.outcome))
    _ids("questions.toml", "question", (one.id for one in questions.question))
    _ids("scripts.toml", "script", (f"{one.call} {one.party}" for one in scripts.script))
    _expect(bool(closures), "closures.toml", "it has no region")
    for region, closed in closures.items():
        _ids("closures.toml", region, (one.day.isoformat() for one in closed))

    _check_reasons(reasons, step_ids)
    codes = _check_modalities(modalities.modality)
    for kind in items.kind:
        _expect(kind.track in track_ids, "items.toml", f"{kind.id} names no track: {kind.track}")
        unknown = ", ".join(sorted({*kind.modalities} - codes))
        _expect(not unknown, "items.toml", f"{kind.id} names no modality: {unknown}")
    for track in leads.track:
        _check_track(track)
    for step in leads.step:
        known = not step.reason or step.reason in reason_ids
        _expect(known, "leads.toml", f"{step.id} names no reason: {step.reason}")
        after = not step.after or step.after in step_ids - {step.id}
        _expect(after, "leads.toml", f"{step.id} comes after no step: {step.after}")
        _check_days("leads.toml", step.id, step.usual, step.shortest)
    _check_problems(problems.problem)
    _check_outcomes(outcomes.outcome, problem_ids)
    _check_scripts(scripts.script)
    _check_words(words)
    _check_clocks(clocks.clock)
    for country, number in emergency.number.items():
        known = bool(re.fullmatch("[A-Z]{2}", country) and re.search("[0-9]{3}", number))
        _expect(known, "emergency.toml", f"{country} = “{number}” is no country and its number")

    return Catalogue(
        reasons=reasons.reason,
        condition=reasons.condition,
        condition_words=reasons.condition_words,
        tracks={track.id: track for track in leads.track},
        kinds={kind.id: kind for kind in items.kind},
        modalities={one.code: one for one in modalities.modality},
        steps=leads.step,
        problems={problem.id: problem for problem in problems.problem},
        outcomes={outcome.id: outcome for outcome in outcomes.outcome},
        scripts={(script.call, script.party): script for script in scripts.script},
        questions=questions.question,
        words={f"{table}.{key}": word for table, of in words.items() for key, word in of.items()},
        closures={
            region: tuple(Closure(day=one.day.isoformat(), name=one.name) for one in closed)
            for region, closed in closures.items()
        },
        clocks=clocks.clock,
        emergency=emergency.number,
        stamp=_stamp(files),
    )


def _fault(name: str, fault: str) -> CatalogueError:
    return CatalogueError(
        f"The file data/{name} of so-tui cannot be used: {fault}. "
        "Put the file right, or install so-tui again."
    )


def _expect(right: bool, name: str, fault: str) -> None:
    if not right:
        raise _fault(name, fault)


def _read(files: Mapping[str, bytes], name: str, of: type[_F]) -> _F:
    _expect(name in files, name, "it is not there")
    try:
        # tomllib refuses a key given twice; msgspec refuses wrong types and unknown keys.
        return msgspec.convert(tomllib.loads(files[name].decode("utf-8")), of)
    except UnicodeDecodeError as fault:
        raise _fault(name, "it is not UTF-8") from fault
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise _fault(name, str(fault)) from fault


def _ids(name: str, what: str, ids: Iterable[str]) -> frozenset[str]:
    seen: set[str] = set()
    for id_ in ids:
        _expect(id_ not in seen, name, f"two {what} entries are called {id_}")
        # An id becomes a key of a case and a part of a step's id, where "/" divides.
        _expect(bool(id_) and "/" not in id_, name, f"a {what} cannot be called “{id_}”")
        seen.add(id_)
    _expect(bool(seen), name, f"it has no {what}")
    return frozenset(seen)


def _check_days(name: str, id_: str, usual: int, shortest: int) -> None:
    _expect(0 <= shortest <= usual, name, f"{id_} has a shortest time above its usual one")


def _check_reasons(reasons: _Reasons, step_ids: frozenset[str]) -> None:
    name = "reasons.toml"
    for reason in reasons.reason:
        replies = set(get_args(Reply))
        _expect(set(reason.reflect) == replies, name, f"{reason.id} lacks words for a reply")
        if reason.asks:
            _ids(name, f"{reason.id} ask", (ask.id for ask in reason.asks))
        for ask in reason.asks:
            id_ = ask_step(reason, ask)
            _expect(id_ not in step_ids, name, f"leads.toml has a step {id_} too")
            _check_days(name, id_, ask.usual, ask.shortest)
    words = set(CONDITION_WORDS)
    _expect(set(reasons.condition_words) == words, name, f"condition_words are {sorted(words)}")
    _expect(len(reasons.reason) <= 5, name, "there are more than five reasons")
    _expect(len(reasons.condition) == 2, name, "the condition has two parts")


def _check_modalities(modalities: tuple[Modality, ...]) -> frozenset[str]:
    name = "modalities.toml"
    _ids(name, "word", (word for one in modalities for word in one.words))
    for one in modalities:
        # As DICOM writes a code (PS3.5 §6.2, CS).
        _expect(bool(re.fullmatch("[A-Z0-9_ ]{1,16}", one.code)), name, f"“{one.code}” is no code")
        _expect(bool(one.words), name, f"{one.code} has no words to find it by")
    return _ids(name, "modality", (one.code for one in modalities))


def _check_track(track: Track) -> None:
    name = "leads.toml"
    stages = [lead.stage for lead in track.stages]
    _ids(name, f"{track.id} stage", stages)
    for lead in track.stages:
        _check_days(name, f"{track.id}.{lead.stage}", lead.usual, lead.shortest)
    in_order = sorted(stages, key=STAGES.index) == stages
    _expect(in_order, name, f"the stages of {track.id} do not follow each other")
    for lead in track.stages:
        last = lead is track.stages[-1]
        _expect(
            (lead.before is not None) == last, name,
            f"{track.id} has days before the visit at {lead.stage}; only its last stage has them",
        )  # fmt: skip
    if track.home:
        _expect(stages == ["check"], name, f"{track.id} is at home and only has `check`")


def _check_problems(problems: tuple[Problem, ...]) -> None:
    name = "problems.toml"
    for problem in problems:
        _expect(bool(problem.words), name, f"{problem.id} has no words to find it by")
        whole = bool(problem.ask) == bool(problem.short)
        _expect(whole, name, f"{problem.id} has `ask` without `short`, or the other way round")
        for text in (problem.ask, problem.short):
            unknown = _places(name, problem.id, text) - {"thing", "name"}
            _expect(not unknown, name, f"{problem.id} has unknown places in “{text}”")
        for word in problem.words:
            _expect(word == word.strip().casefold() != "", name, f"{problem.id} has “{word}”")
        for other in problems:
            offered = any(problem.is_for(call) and other.is_for(call) for call in CALLS)
            both = set(problem.words) & set(other.words) if other is not problem else set()
            said = f"“{min(both, default='')}” finds {problem.id} and {other.id} on one card"
            _expect(not (offered and both), name, said)


def _check_outcomes(outcomes: tuple[Result, ...], problems: frozenset[str]) -> None:
    name = "outcomes.toml"
    missing = set(get_args(case.Outcome)) - {one.id for one in outcomes}
    _expect(not missing, name, f"there is no outcome {', '.join(sorted(missing))}")
    for one in outcomes:
        for line in one.line:
            known = line.problem is None or line.problem in problems
            _expect(known, name, f"{one.id} names no problem: {line.problem}")
        for group, state in product(get_args(Group), get_args(case.State)):
            of = f"{one.id} has %s for {group} in the state {state}"
            mine = [line for line in one.line if group in line.groups]
            fits = [line for line in mine if state in line.states]
            fits = fits or [line for line in mine if not line.states]
            _expect(len(fits) == 1, name, of % f"{len(fits)} lines, not one,")
            after = fits[0].becomes or state
            _expect(not goes_back(state, after), name, of % f"a way back to {after}")


def _places(name: str, id_: str, text: str) -> set[str]:
    try:
        return {place for _, place, _, _ in Formatter().parse(text) if place is not None}
    except ValueError as fault:
        raise _fault(name, f"{id_}: {fault}, in “{text}”") from fault


def _check_scripts(scripts: tuple[Script, ...]) -> None:
    name = "scripts.toml"
    wanted: set[tuple[case.CallName, case.Party]] = {
        ("visit", party) for party in get_args(case.Party)
    }
    wanted |= {(call, "second_office") for call in CALLS[1:]}
    missing = wanted - {(script.call, script.party) for script in scripts}
    named = ", ".join(dict.fromkeys(whom(call, party) for call, party in sorted(missing)))
    _expect(not missing, name, f"there is no script for {named}")
    for script in scripts:
        after = (script.opening_after, *script.after)
        for line in (script.opening, *script.body, *after, script.closing):
            unknown = ", ".join(sorted(_places(name, script.call, line) - PLACES))
            _expect(not unknown, name, f"{script.call} has unknown places: {unknown}")
        listed = sum("{items}" in line for line in script.body)
        _expect(listed == 1, name, f"{script.call} has {listed} lines with {{items}}, not one")


def _check_words(words: Mapping[str, Mapping[str, str]]) -> None:
    for table, keys in WORD_TABLES.items():
        missing = [key for key in keys if not words.get(table, {}).get(key)]
        _expect(not missing, "wording.toml", f"{table} has no words for {', '.join(missing)}")


def _check_clocks(clocks: tuple[ClockRule, ...]) -> None:
    name = "clocks.toml"
    _ids(name, "clock", (one.id for one in clocks))
    for one in clocks:
        given = one.begins in ("paper", "answer")
        counted = one.length > 0 and one.unit != "none"
        none = one.length == 0 and one.unit == "none" and not one.more
        fits = none if given else counted
        _expect(fits, name, f"{one.id} has a length that does not go with `{one.begins}`")
        _expect(given or one.checked is not None, name, f"{one.id} does not say when it was read")
        whole = bool(one.more) == bool(one.later) == bool(one.later_passed)
        _expect(whole, name, f"{one.id} has `more` without words for it, or words without it")
        for text in (one.text, one.passed, one.later, one.later_passed, one.say, one.say_later):
            unknown = _places(name, one.id, text) - CLOCK_PLACES
            _expect(not unknown, name, f"{one.id} has unknown places in “{text}”")


def _stamp(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in FILES:
        digest.update(hashlib.sha256(files[name]).digest())
    return digest.hexdigest()[:16]
