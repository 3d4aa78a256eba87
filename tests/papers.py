"""Papers of the samples and of cases made for a test.

Write the golden ones anew with `python -m tests.papers`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from msgspec.structs import replace

from so_tui import assets
from so_tui.core.calendar import for_region
from so_tui.core.case import CALL_LETTERS, Case, Office, Part
from so_tui.core.conflicts import Conflict
from so_tui.core.fields import CODED, kind_of
from so_tui.core.papers.description import Description
from so_tui.core.papers.filling import fill
from so_tui.core.papers.known import Known
from so_tui.core.papers.model import Paper
from so_tui.core.papers.text import plain
from so_tui.core.plan import plan
from so_tui.exchange.casefile import load
from so_tui.papers import addressee, description, offices_for, papers, scope
from tests.knowledge import catalogue

TODAY = dt.date(2026, 11, 25)
SAMPLES = ("midway", "rush", "many-offices")
GOLDEN = Path(__file__).parent / "golden" / "papers"
P = TypeVar("P", bound=Part)


class Told(NamedTuple):
    """A case with the offices it names."""

    case: Case
    offices: Mapping[str, Office]


def sample(name: str) -> Told:
    """A case that the program ships."""
    file = load(assets.read_data(f"samples/{name}.json"), name, catalogue())
    return Told(file.cases[0], {one.id: one for one in file.offices})


def known(
    told: Told,
    office: str | None,
    *,
    pages: int | None = None,
    revision: int = 7,
    apart: tuple[Conflict, ...] = (),
) -> Known:
    """What a paper for an office of a case is filled from."""
    case, offices = told
    calendar = for_region("US", catalogue())
    return Known(
        case=case, to=addressee(case, office) if office else None, offices=offices,
        catalogue=catalogue(),
        shared=papers().shared, plan=plan(case, offices, calendar, catalogue(), TODAY),
        calendar=calendar, today=TODAY, revision=revision, pages=pages, apart=apart,
    )  # fmt: skip


def made(
    told: Told,
    kind: str,
    office: str | None,
    *,
    of: Description | None = None,
    pages: int | None = None,
) -> Paper:
    """A paper of a kind for an office of a case, or the one that is described as `of`."""
    described = of or description(kind, addressee(told.case, office) if office else None)
    assert described is not None
    return fill(described, papers(), known(told, office, pages=pages))


def every(told: Told) -> Iterator[tuple[str, Paper]]:
    """Every paper of a case, for every office that it can be for, with the name of its file."""
    for kind in papers().kinds():
        for office in offices_for(told.case, kind):
            here = told.case.offices[office]
            yield f"{kind}-{CALL_LETTERS[here.call]}{here.number}", made(told, kind, office)
        if scope(kind) == "case":
            yield kind, made(told, kind, None)


def retyped(part: P, change: Callable[[str], str]) -> P:
    """A part of a case with each text that somebody typed changed; what has none stays empty."""
    coded = CODED | {"day", "time", "count", "yes_no", "weekdays", "numbers"}
    new: dict[str, Any] = {}
    for name in type(part).__struct_fields__:
        value = getattr(part, name)
        if kind_of(type(part), name) in coded:
            continue
        if isinstance(value, str) and value:
            new[name] = change(value)
        elif isinstance(value, Part):
            new[name] = retyped(value, change)
        elif isinstance(value, dict):
            new[name] = {
                id_: retyped(one, change) if isinstance(one, Part) else one
                for id_, one in value.items()
            }
    return replace(part, **new)


def all_retyped(told: Told, change: Callable[[str], str]) -> Told:
    """A case and its offices with each text changed."""
    offices = {id_: retyped(one, change) for id_, one in told.offices.items()}
    return Told(retyped(told.case, change), offices)


def main() -> None:
    """Write the golden papers anew."""
    GOLDEN.mkdir(exist_ok=True)
    for old in GOLDEN.iterdir():
        old.unlink()
    for name, paper in every(sample("midway")):
        (GOLDEN / f"{name}.txt").write_text(plain(paper), encoding="utf-8")


if __name__ == "__main__":
    main()
