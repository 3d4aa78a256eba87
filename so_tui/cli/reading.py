"""Commands that read: every case, one case, the next step, what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import click
import msgspec

from so_tui.cli import caseload, json_output, output
from so_tui.cli.arguments import words
from so_tui.cli.case_text import CaseText
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.listed import Listed
from so_tui.cli.param_types import Code
from so_tui.cli.show import ShowText
from so_tui.core import conflict_words, dates
from so_tui.core.ahead import Ahead, LinesAhead, OpenLine, OpenStep, ahead
from so_tui.core.calls import Calls, as_told, calls_of, pressing, unknown
from so_tui.core.case import CALLS, Office
from so_tui.core.glance import WITHIN, Glance, Heading, InLists
from so_tui.core.ordering import Column, nothing
from so_tui.core.text import capital, shortened

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
    cases = caseload.every(context, Glance if as_json else InLists, archived=everyone)
    if whose is not None:
        cases = caseload.whose(cases, whose)
    cases = caseload.with_words(context, cases, search)
    told = [one for one in caseload.in_order(cases, by) if one.summary.late or not late]
    if as_json:
        output.say_json(
            {"today": context.today.isoformat(), "cases": list(map(json_output.summary, told))}
        )
    else:
        narrowed = bool(search.strip() or whose is not None or late)
        if not told:
            output.say(["No case fits that." if narrowed else _nothing(context)])
        output.say(_line(one) for one in told)


def _nothing(context: CommandContext) -> str:
    """What is said where there is no case to tell of."""
    put_away = sum(one.summary.archived for one in caseload.every(context, InLists, archived=True))
    said = nothing(put_away, context.catalogue.words)
    return f"{said} Say: so-tui {'cases --all' if put_away else 'new'}"


def _line(told: Listed) -> str:
    one = told.summary
    cards = ", ".join(
        "{} {} of {}".format(told.card(call).lower(), *one.counts[call][:2]) for call in CALLS[1:]
    )
    late = f"; {told.late()}" if one.late else ""
    away = ", put away" if one.archived else ""
    late += f"; {conflict_words.told(one.conflicts)}" if one.conflicts else ""
    whose = f", {one.has_it} has it" if one.has_it else ""
    return (
        f"{shortened(one.label)} ({one.case[:8]}), "
        f"{told.word('status', one.status)}{away}{whose}; "
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
    if case:
        told = [CaseText(context, context.casework.find(case)).listed]
    else:
        told = caseload.in_order(caseload.every(context, Glance if as_json else InLists))
    if as_json:
        found = [
            {
                **json_output.headed(one.summary.case, one.summary.label),
                "conflicts": one.summary.conflicts,
                "next": json_output.next_step(one),
            }
            for one in told
        ]
        output.say_json({"today": context.today.isoformat(), "cases": found})
    elif len(told) == 1:
        output.say(_next(told[0]))
    else:
        names = context.called()
        lines = [
            f"{names(one.summary.case, one.summary.label)}: {line}"
            for one in told
            for line in _next(one)
        ]
        output.say(lines or [_nothing(context)])


def _next(told: Listed) -> Iterator[str]:
    """What comes first in a case, and what is to be settled in it."""
    yield told.next()
    if count := told.summary.conflicts:
        said = capital(conflict_words.told(count))
        yield f"{said}: so-tui conflicts {told.summary.case[:8]}"


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
    last = None if everything else context.calendar.add(context.today, within)
    headings: list[Heading] = []
    found: list[_Due] = []
    if not case and last is not None and within <= WITHIN and (counts or not as_json):
        # The lines of those days are kept with what other lists tell.
        for one in caseload.next_days(context):
            headings.append(one.summary)
            found += [
                _Due(one.summary, near.on, near.late, near.line)
                for near in one.near
                if near.on <= last
            ]
    else:
        whole = as_json and not counts
        for open_ in _open(context, case, whole=whole):
            headings.append(open_.summary)
            found += [
                _Due(open_.summary, step.step.on, step.step.late, _said(open_.summary, step, whole))
                for step in open_.steps
                if last is None or (step.step.on is not None and step.step.on <= last)
            ]
        found.sort(key=lambda one: (one.of.label.casefold(), one.of.case))
    late, many = sum(one.late for one in headings), len(headings) > 1
    found.sort(key=lambda one: (one.on is None, one.on or context.today, not one.late))
    if as_json:
        until = last.isoformat() if last else None
        about = {"today": context.today.isoformat(), "until": until}
        if counts:
            output.say_json({**about, "due": len(found), "late": late})
        else:
            told = output.as_json({**about, "steps": [one.said for one in found]})
            found.clear()  # all of it is long enough as it is
            output.say_encoded(told)
    elif counts:
        until = f" by {dates.long(last)}" if last else ""
        output.say([f"{late} late, {len(found)} due{until}."])
    else:
        output.say(_by_day(context, found, many=many))
    if exit_code and late:
        raise SystemExit(SOMETHING_LATE)


def _open(context: CommandContext, case: str, *, whole: bool) -> Iterator[Ahead | LinesAhead]:
    """What is open in the case that is named, or in all that are not put away; `whole`: with all
    of each step."""
    if case:
        page = context.casework.find(case)
        made = ahead(page.value, context.plan(page), context.offices, context.catalogue)
        parts: Iterator[Ahead | LinesAhead] = iter((made,))
    else:
        parts = caseload.ahead(context, Ahead) if whole else caseload.ahead(context, LinesAhead)
    return parts


class _Due(NamedTuple):
    """A step of one of many cases: whose it is, its day, and what is said of it: the line, or
    all of it as JSON. It is said at once: all steps of all cases are as long as the casebook."""

    of: Heading
    on: dt.date | None
    late: bool
    said: str | msgspec.Raw


def _said(of: Heading, step: OpenStep | OpenLine, whole: bool) -> str | msgspec.Raw:
    if not whole or not isinstance(step, OpenStep):
        return step.line
    headed = json_output.headed(of.case, of.label)
    return output.as_json({**headed, **json_output.open_step(step)})


def _by_day(context: CommandContext, found: list[_Due], *, many: bool) -> Iterator[str]:
    if not found:
        yield "Nothing is due in that time."
    days: dict[dt.date | None, str] = {}
    names = context.called() if many else None
    whose: dict[str, str] = {}
    for one in found:
        if one.on not in days:
            days[one.on] = capital(dates.short(one.on, context.today) if one.on else "no day yet")
        if names is not None and one.of.case not in whose:
            whose[one.of.case] = f"{names(one.of.case, one.of.label)}, "
        yield f"{days[one.on]}: {whose.get(one.of.case, '')}{one.said!s}"


@click.command("today")
@json_option
@pass_command_context
def today_command(context: CommandContext, as_json: bool) -> None:
    """List whom to call today, office by office, and for which cases."""
    calls = calls_of(caseload.of_the_day(context))
    offices = context.offices
    if as_json:
        found = [json_output.calls(one, offices.get(one.office)) for one in calls]
        output.say_json({"today": context.today.isoformat(), "calls": found})
    else:
        output.say(_calls(context, calls, offices) if calls else ["Nothing to call today."])


def _calls(
    context: CommandContext, calls: list[Calls], offices: Mapping[str, Office]
) -> Iterator[str]:
    names = context.called()
    for one in calls:
        office = offices.get(one.office)
        name = f"{unknown(one, context.catalogue.words)}, no office known yet"
        if office is not None:
            name = f"{office.name}, {office.phone}" if office.phone else office.name
        for case, dues in one.cases:
            said = "; ".join(as_told(due, context.catalogue.words, context.today) for due in dues)
            stands = pressing(dues, context.today, context.catalogue.words)
            how = f", {stands}" if stands else ""
            yield f"{name}: {names(case.case, case.label)}{how}: {said}"
