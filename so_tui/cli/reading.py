"""Commands that read: every case, one case, the next step, what is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from so_tui.cli import caseload, json_output, output
from so_tui.cli.arguments import words
from so_tui.cli.case_text import CaseText
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.param_types import Code
from so_tui.cli.show import ShowText
from so_tui.core import conflict_words, dates
from so_tui.core.calls import Calls, calls_of, unknown
from so_tui.core.case import CALLS, Office
from so_tui.core.ordering import Column, nothing
from so_tui.core.steps import Step
from so_tui.core.summary import Due, worst
from so_tui.core.text import capital

SOMETHING_LATE = 10
"""What `so-tui due --exit-code` ends with when something is late."""

json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON.")


@click.command("cases")
@click.option("--all", "everyone", is_flag=True, help="With those that are put away.")
@click.option(
    "--search",
    default="",
    metavar="TEXT",
    help="Only those with all these words in some text of theirs or of their offices.",
)
@click.option(
    "--whose", metavar="NAME", help=f"Only those that NAME has; `{caseload.NOBODY}` for nobody's."
)
@click.option("--late", "late", is_flag=True, help="Only those in which something is late.")
@click.option(
    "--sort",
    "by",
    type=Code(Column),
    default="urgency",
    show_default=True,
    help="The column to put them in order by, as on the screen.",
)
@json_option
@pass_command_context
def cases_command(
    context: CommandContext,
    everyone: bool,
    search: str,
    whose: str | None,
    late: bool,
    by: Column,
    as_json: bool,
) -> None:
    """List the cases, most urgent first."""
    pages = context.casework.cases() if everyone else context.cases("")
    if whose is not None:
        pages = caseload.whose(pages, whose)
    pages = caseload.with_words(context, pages, search)
    told = [one for one in caseload.in_order(context, pages, by) if one.plan.late or not late]
    if as_json:
        output.say_json(
            {"today": context.today.isoformat(), "cases": list(map(json_output.summary, told))}
        )
    else:
        narrowed = bool(search.strip() or whose is not None or late)
        none = "No case fits that." if narrowed else _nothing(context)
        output.say([_line(one) for one in told] or [none])


def _nothing(context: CommandContext) -> str:
    """What is said where there is no case to tell of."""
    put_away = sum(page.value.archived for page in context.casework.cases())
    said = nothing(put_away, context.catalogue.words)
    return f"{said} Say: so-tui {'cases --all' if put_away else 'new'}"


def _line(told: CaseText) -> str:
    cards = ", ".join(
        "{} {} of {}".format(told.card(call).lower(), *told.count(call)[:2]) for call in CALLS[1:]
    )
    late = f"; {told.late()}" if told.plan.late else ""
    away = ", put away" if told.case.archived else ""
    late += f"; {conflict_words.told(count)}" if (count := len(told.conflicts)) else ""
    whose = f", {told.case.has_it} has it" if told.case.has_it else ""
    return (
        f"{told.case.label} ({told.case.id[:8]}), "
        f"{told.word('status', told.case.status)}{away}{whose}; "
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
    told = caseload.in_order(context, context.cases(case))
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
@click.option("--count", "counts", is_flag=True, help="Say only how many, and name nobody.")
@click.option(
    "--exit-code", is_flag=True, help=f"End with {SOMETHING_LATE} when something is late."
)
@json_option
@pass_command_context
def due_command(
    context: CommandContext,
    case: str,
    within: int,
    everything: bool,
    counts: bool,
    exit_code: bool,
    as_json: bool,
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
    late = sum(one.plan.late for one in told)
    if as_json:
        until = last.isoformat() if last else None
        told_of = (
            {"due": len(found), "late": late}
            if counts
            else {
                "steps": [
                    {**json_output.headed(one), **json_output.step(one, step)}
                    for one, step in found
                ]
            }
        )
        output.say_json({"today": context.today.isoformat(), "until": until, **told_of})
    elif counts:
        until = f" by {dates.long(last)}" if last else ""
        output.say([f"{late} late, {len(found)} due{until}."])
    else:
        output.say(_by_day(context, found, many=len(told) > 1))
    if exit_code and late:
        raise SystemExit(SOMETHING_LATE)


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
    said = f"{due.item} {due.text}".strip()
    if due.naming == "do":
        return said
    day = dates.short(due.day, context.today) if due.day is not None else ""
    return f"{said} ({context.catalogue.words[f'naming.{due.naming}'].format(day=day)})"
