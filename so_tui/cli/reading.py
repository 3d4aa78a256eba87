"""Commands that read: every case, one case, the next step, what is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import click

from so_tui.cli import output, shapes
from so_tui.cli.edge import Edge, pass_edge
from so_tui.cli.facts import Facts
from so_tui.cli.telling import Telling
from so_tui.cli.words import words
from so_tui.core import dates
from so_tui.core.calls import Calls, calls_of
from so_tui.core.case import CALLS, Office
from so_tui.core.changes import CasePage
from so_tui.core.ordering import ordered
from so_tui.core.steps import Step
from so_tui.core.summary import Due, summary, worst

json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON.")


@click.command("cases")
@click.option("--all", "everyone", is_flag=True, help="With those that are put away.")
@json_option
@pass_edge
def cases_command(edge: Edge, everyone: bool, as_json: bool) -> None:
    """List the cases, most urgent first."""
    pages = edge.casework.cases() if everyone else edge.cases("")
    told = _urgent_first(edge, pages)
    if as_json:
        output.say_json({"today": edge.today.isoformat(), "cases": list(map(shapes.summary, told))})
    else:
        empty = edge.catalogue.words["empty.cases"]
        output.say([_line(one) for one in told] or [f"{empty} Say: so-tui new"])


def _urgent_first(edge: Edge, pages: Iterable[CasePage]) -> list[Telling]:
    """The cases in the order of the screen's list."""
    told = {page.id: Telling(edge, page) for page in pages}
    made = [summary(one.page, one.plan, edge.catalogue) for one in told.values()]
    return [told[one.case] for one in ordered(made)]


def _line(told: Telling) -> str:
    cards = ", ".join(
        "{} {} of {}".format(told.word("call", call).lower(), *told.count(call)[:2])
        for call in CALLS[1:]
    )
    late = f"; {told.late()}" if told.plan.late else ""
    away = ", put away" if told.case.archived else ""
    return (
        f"{told.case.label} ({told.case.id[:8]}), {told.word('status', told.case.status)}{away}; "
        f"visit {told.visit()}; {cards}{late}. Next: {told.next()}"
    )


@click.command("show")
@words()
@json_option
@pass_edge
def show_command(edge: Edge, case: str, as_json: bool) -> None:
    """Tell all of one case, a fact to a line."""
    told = Facts(edge, edge.case(case))
    if as_json:
        output.say_json({"today": edge.today.isoformat(), **shapes.whole(told)})
    else:
        output.say(told.lines())


@click.command("next")
@words()
@json_option
@pass_edge
def next_command(edge: Edge, case: str, as_json: bool) -> None:
    """Say the one thing to do next.

    Of one case when it is named; otherwise of each, most urgent first.
    """
    told = _urgent_first(edge, edge.cases(case))
    if as_json:
        found = [{**shapes.headed(one), "next": shapes.next_step(one)} for one in told]
        output.say_json({"today": edge.today.isoformat(), "cases": found})
    elif len(told) == 1:
        output.say([told[0].next()])
    else:
        empty = f"{edge.catalogue.words['empty.cases']} Say: so-tui new"
        output.say([f"{one.case.label}: {one.next()}" for one in told] or [empty])


@click.command("due")
@words()
@click.option(
    "--within", type=click.IntRange(0, 1000), default=5, show_default=True, metavar="N",
    help="How many business days to look ahead.",
)  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Every open step, however far ahead.")
@json_option
@pass_edge
def due_command(edge: Edge, case: str, within: int, everything: bool, as_json: bool) -> None:
    """List what is to be done in the coming days, in the order of days."""
    told = [Telling(edge, page) for page in edge.cases(case)]
    last = None if everything else edge.calendar.add(edge.today, within)
    found = [
        (one, step)
        for one in told
        for step in one.plan.steps
        if not step.is_over and (last is None or (step.on is not None and step.on <= last))
    ]
    found.sort(key=lambda pair: (pair[1].on is None, pair[1].on or edge.today, not pair[1].late))
    if as_json:
        steps = [{**shapes.headed(one), **shapes.step(one, step)} for one, step in found]
        until = last.isoformat() if last else None
        output.say_json({"today": edge.today.isoformat(), "until": until, "steps": steps})
    else:
        output.say(_by_day(edge, found, many=len(told) > 1))


def _by_day(edge: Edge, found: list[tuple[Telling, Step]], *, many: bool) -> Iterator[str]:
    if not found:
        yield "Nothing is due in that time."
    for told, step in found:
        day = dates.short(step.on, edge.today) if step.on else "no day yet"
        whose = f"{told.case.label}, " if many else ""
        yield f"{day[0].upper()}{day[1:]}: {whose}{told.step(step)}"


@click.command("today")
@json_option
@pass_edge
def today_command(edge: Edge, as_json: bool) -> None:
    """List whom to call today, office by office, and for which cases."""
    work = edge.casework
    calls = calls_of(work.summary(page, edge.today) for page in work.cases())
    offices = work.offices()
    if as_json:
        found = [shapes.calls(one, offices.get(one.office)) for one in calls]
        output.say_json({"today": edge.today.isoformat(), "calls": found})
    else:
        output.say(_calls(edge, calls, offices) if calls else ["Nothing to call today."])


def _calls(edge: Edge, calls: list[Calls], offices: Mapping[str, Office]) -> Iterator[str]:
    for one in calls:
        office = offices.get(one.office)
        call = edge.catalogue.words[f"call.{one.call}"]
        name = f"{call}, no office known yet"
        if office is not None:
            name = f"{office.name}, {office.phone}" if office.phone else office.name
        for case, dues in one.cases:
            said = "; ".join(_due(edge, due) for due in dues)
            pressing = worst(due.urgency for due in dues)
            how = f", {edge.catalogue.words[f'urgency.{pressing}']}" if pressing != "none" else ""
            yield f"{name}: {case.label}{how}: {said}"


def _due(edge: Edge, due: Due) -> str:
    """What is to be said, and for what is not to be done now how it stands."""
    if due.naming == "do":
        return due.text
    day = dates.short(due.day, edge.today) if due.day is not None else ""
    return f"{due.text} ({edge.catalogue.words[f'naming.{due.naming}'].format(day=day)})"
