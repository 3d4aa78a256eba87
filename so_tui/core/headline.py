"""The next step: as a value, and as the sentence that says it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal

from so_tui.core import dates
from so_tui.core.case import Case, Office
from so_tui.core.parties import whom_of
from so_tui.core.steps import Next, Step
from so_tui.core.text import as_sentence, capital


def next_of(
    order: Sequence[Step],
    case: Case,
    offices: Mapping[str, Office],
    words: Mapping[str, str],
    today: dt.date,
) -> Next | None:
    """The first of some steps: whom to call, what for, by when; None of none.

    `offices` are the casebook's, by id; `words` the texts of the catalogue.
    """
    if not order:
        return None
    step = order[0]
    here = case.offices.get(step.office or "")
    office = offices.get(here.office) if here is not None else None
    calls = step.at_office
    known = office.name if office is not None else ""
    name = known or whom_of(case, step.call, step.party, words)
    is_visit = step.what == "visit"
    later = step.on is not None and step.on > today
    others = [
        one.thing
        for one in order[1:]
        if step.what == one.what == "ask" and step.item is not None and one.item is not None
        and (one.call, one.party, one.office, one.on)
        == (step.call, step.party, step.office, step.on)
        and one.out_of_reach == step.out_of_reach
    ]  # fmt: skip
    return Next(
        opens=step.id, call=step.call, what=step.text, short=step.short or step.text,
        whom=name if calls and not is_visit else "",
        phone=office.phone if calls and not is_visit and office is not None else "",
        day=step.on if later or is_visit else None, needed_by=step.needed_by,
        urgency=step.urgency, others=tuple(others), is_visit=is_visit,
    )  # fmt: skip


def sentence(next_: Next, words: Mapping[str, str], today: dt.date) -> str:
    """The next step as the header says it, such as `Call St. Luke's, 203-555-0177: ask for …`.

    `words`: the texts of the catalogue.
    """
    return f"{said(next_, words, today)} {needed(next_, words, today)}".strip()


def said(
    next_: Next,
    words: Mapping[str, str],
    today: dt.date,
    *,
    phone: bool = True,
    brief: bool = False,
) -> str:
    """What is to be done, as a sentence.

    `brief`: in few words; without `phone` the number goes, since it stands on the card.
    """
    what = next_.short if brief else _with_others(next_, words)
    called = next_.whom
    if next_.phone and phone:
        called = words["next.whom"].format(name=next_.whom, phone=next_.phone)
    key = "call" if next_.whom else "do"
    if next_.is_visit:
        key = "visit"
    elif next_.day is not None:
        key = f"{key}_later"
    day = dates.weekday(next_.day, today) if next_.day is not None else ""
    return as_sentence(words[f"next.{key}"].format(whom=called, what=what, day=day))


def needed(
    next_: Next,
    words: Mapping[str, str],
    today: dt.date,
    *,
    table: Literal["needed", "needed_brief", "titled"] = "needed",
) -> str:
    """By when it is needed; "" where that is not said. `table`: as a sentence, as one of few
    words, or beside a title."""
    day = next_.needed_by
    if day is None or next_.urgency == "out_of_reach" or next_.is_visit:
        return ""
    kind = "by" if day > today else "today" if day == today else "was"
    return words[f"{table}.{kind}"].format(day=dates.short(day, today))


def titled(
    next_: Next, words: Mapping[str, str], today: dt.date, *, rush: bool = False
) -> tuple[str, str]:
    """The next step as a title and the sentence below it, neither saying what the other says.

    The title is whom to call, what to do, or how long there is nothing to do; the sentence says
    what for, or is "" where the title has said it all. `rush`: it also says that time is short.
    """
    what = _with_others(next_, words)
    if next_.is_visit:
        return said(next_, words, today), ""
    if next_.day is not None:
        title = words["titled.later"].format(day=dates.weekday(next_.day, today))
        then = "then_call" if next_.whom else "then_do"
        return title, words[f"titled.{then}"].format(whom=next_.whom, what=what)
    title = words["titled.call"].format(whom=next_.whom) if next_.whom else capital(next_.short)
    if rush:
        return title, as_sentence(words["titled.rush"].format(what=what))
    again = not next_.whom and what == next_.short
    return title, "" if again else as_sentence(words["next.do"].format(what=what))


def late(papers: int, tasks: int, words: Mapping[str, str]) -> str:
    """How much is late, by papers and tasks, such as `4 papers late`; "" where nothing is."""
    if not papers and not tasks:
        return ""
    parts = [one for one in (_many("paper", papers), _many("task", tasks)) if one]
    key = {"papers_tasks": "both"}.get("_".join(parts), "_".join(parts))
    return words[f"late.{key}"].format(papers=papers, tasks=tasks)


def _many(name: str, n: int) -> str:
    return "" if not n else name if n == 1 else f"{name}s"


def _with_others(next_: Next, words: Mapping[str, str]) -> str:
    """The text, naming one other thing to ask for in the same call, or how many there are."""
    if not next_.others:
        return next_.what
    if len(next_.others) == 1:
        return words["next.and_one"].format(what=next_.what, other=next_.others[0])
    return words["next.and_more"].format(what=next_.what, n=len(next_.others))
