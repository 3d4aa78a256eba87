"""Commands that read: every case, one case, the next step, what is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import click

from so_tui.cli import json_output, output
from so_tui.cli.arguments import words
from so_tui.cli.case_text import CaseText
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.show import ShowText
from so_tui.core import conflict_words, dates
from so_tui.core.calls import Calls, calls_of, unknown
from so_tui.core.case import CALLS, Office
from so_tui.core.changes import CasePage
from so_tui.core.ordering import nothing, ordered
from so_tui.core.steps import Step
from so_tui.core.summary import Due, summary, worst
from so_tui.core.text import capital

json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON.")


@click.command("cases")
@click.option("--all", "everyone", is_flag=True, help="With those that are put away.")
@json_option
@pass_command_context
def cases_command(context: CommandContext, everyone: bool, as_json: bool) -> None:
    """List the cases, most urgent first."""
    pages = context.casework.cases() if everyone else context.cases("")
    told = _urgent_first(context, pages)
    if as_json:
        output.say_json(
            {"today": context.today.isoformat(), "cases": list(map(json_output.summary, told))}
        )
    else:
        output.say([_line(one) for one in told] or [_nothing(context)])


def _nothing(context: CommandContext) -> str:
    """What is said where there is no case to tell of."""
    put_away = sum(page.value.archived for page in context.casework.cases())
    said = nothing(put_away, context.catalogue.words)
    return f"{said} Say: so-tui {'cases --all' if put_away else 'new'}"


def _urgent_first(context: CommandContext, pages: Iterable[CasePage]) -> list[CaseText]:
    """The cases in the order of the screen's list."""
    told = {page.id: CaseText(context, page) for page in pages}
    made = [summary(one.page, one.plan, context.catalogue) for one in told.values()]
    return [told[one.case] for one in ordered(made)]


def _line(told: CaseText) -> str:
    cards = ", ".join(
        "{} {} of {}".format(told.card(call).lower(), *told.count(call)[:2]) for call in CALLS[1:]
    )
    late = f"; {told.late()}" if told.plan.late else ""
    away = ", put away" if told.case.archived else ""
    late += f"; {conflict_words.told(count)}" if (count := len(told.conflicts)) else ""
    return (
        f"{told.case.label} ({told.case.id[:8]}), {told.word('status', told.case.status)}{away}; "
        f"visit {told.visit()}; {cards}{late}. Next: {told.next()}"
    )


@click.command("show")
@words()
@json_option
@pass_command_context
def show_command(context: CommandContext, case: str, as_json: bool) -> None:
    """Tell all of one case, a fact to a line."""
    told = ShowText(context, context.case(case))
    if as_json:
        output.say_json({"today": context.today.isoformat(), **json_output.whole(told)})
    else:
        output.say(told.lines())


@click.command("next")
@words()
@json_option
@pass_command_context
def next_command(context: CommandContext, case: str, as_json: bool) -> None:
    """Say the one thing to do next.

    Of one case when it is named; otherwise of each, most urgent first.
    """
    told = _urgent_first(context, context.cases(case))
    if as_json:
        found = [
            {
                **json_output.headed(one),
                "conflicts": len(one.conflicts),
                "next": json_output.next_step(one),
            }
            for one in told
        ]
        output.say_json({"today": context.today.isoformat(), "cases": found})
    elif len(told) == 1:
        output.say(_next(told[0]))
    else:
        lines = [f"{one.case.label}: {line}" for one in told for line in _next(one)]
        output.say(lines or [_nothing(context)])


def _next(told: CaseText) -> Iterator[str]:
    """What comes first in a case, and what is to be settled in it."""
    yield told.next()
    if told.conflicts:
        said = capital(conflict_words.told(len(told.conflicts)))
        yield f"{said}: so-tui conflicts {told.case.id[:8]}"


@click.command("due")
@words()
@click.option(
    "--within", type=click.IntRange(0, 1000), default=5, show_default=True, metavar="N",
    help="How many business days to look ahead.",
)  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Every open step, however far ahead.")
@json_option
@pass_command_context
def due_command(
    context: CommandContext, case: str, within: int, everything: bool, as_json: bool
) -> None:
    """List what is to be done in the coming days, in the order of days."""
    told = [CaseText(context, page) for page in context.cases(case)]
    last = None if everything else context.calendar.add(context.today, within)
    found = [
        (one, step)
        for one in told
        for step in one.plan.steps
        if not step.is_over and (last is None or (step.on is not None and step.on <= last))
    ]
    found.sort(key=lambda pair: (pair[1].on is None, pair[1].on or context.today, not pair[1].late))
    if as_json:
        steps = [{**json_output.headed(one), **json_output.step(one, step)} for one, step in found]
        until = last.isoformat() if last else None
        output.say_json({"today": context.today.isoformat(), "until": until, "steps": steps})
    else:
        output.say(_by_day(context, found, many=len(told) > 1))


def _by_day(
    context: CommandContext, found: list[tuple[CaseText, Step]], *, many: bool
) -> Iterator[str]:
    if not found:
        yield "Nothing is due in that time."
    for told, step in found:
        day = dates.short(step.on, context.today) if step.on else "no day yet"
        whose = f"{told.case.label}, " if many else ""
        yield f"{day[0].upper()}{day[1:]}: {whose}{told.step(step)}"


@click.command("today")
@json_option
@pass_command_context
def today_command(context: CommandContext, as_json: bool) -> None:
    """List whom to call today, office by office, and for which cases."""
    work = context.casework
    calls = calls_of(work.summary(page, context.today) for page in work.cases())
    offices = work.offices()
    if as_json:
        found = [json_output.calls(one, offices.get(one.office)) for one in calls]
        output.say_json({"today": context.today.isoformat(), "calls": found})
    else:
        output.say(_calls(context, calls, offices) if calls else ["Nothing to call today."])


def _calls(
    context: CommandContext, calls: list[Calls], offices: Mapping[str, Office]
) -> Iterator[str]:
    for one in calls:
        office = offices.get(one.office)
        name = f"{unknown(one, context.catalogue.words)}, no office known yet"
        if office is not None:
            name = f"{office.name}, {office.phone}" if office.phone else office.name
        for case, dues in one.cases:
            said = "; ".join(_due(context, due) for due in dues)
            pressing = worst(due.urgency for due in dues)
            how = (
                f", {context.catalogue.words[f'urgency.{pressing}']}" if pressing != "none" else ""
            )
            yield f"{name}: {case.label}{how}: {said}"


def _due(context: CommandContext, due: Due) -> str:
    """What is to be said, and for what is not to be done now how it stands."""
    if due.naming == "do":
        return due.text
    day = dates.short(due.day, context.today) if due.day is not None else ""
    return f"{due.text} ({context.catalogue.words[f'naming.{due.naming}'].format(day=day)})"
