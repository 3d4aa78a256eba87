"""What happened in a month, in numbers that name nobody."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from so_tui.cli import json_output, output
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.param_types import ParamType
from so_tui.cli.reading import json_option
from so_tui.core import report
from so_tui.core.text import counted


class _Month(ParamType):
    """A month, written like 2026-11."""

    name = "month"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """How it is written."""
        return "YYYY-MM"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """Its first day."""
        try:
            first = dt.date.fromisoformat(f"{value}-01")
        except ValueError:
            first = None
        if first is None or f"{first:%Y-%m}" != value or not 1900 <= first.year <= 2150:
            self.fail(f"“{value}” is not a month, written like 2026-11.", param, ctx)
        return first


@click.command("report")
@click.option("--month", type=_Month(), help="The month to tell of; this one if left out.")
@json_option
@pass_command_context
def report_command(context: CommandContext, month: dt.date | None, as_json: bool) -> None:
    """Tell what was asked for and what came in a month, office by office.

    With the business days that each office took. Over all cases, also those put away; it names
    no person.
    """
    first = month or context.today.replace(day=1)
    cases = [page.value for page in context.casework.cases()]
    found = report.month(cases, first, context.calendar)
    names = {id_: one.name for id_, one in context.offices.items()}
    if as_json:
        offices = [json_output.office_month(one, names.get(one.office)) for one in found]
        output.say_json({"month": f"{first:%Y-%m}", "offices": offices})
        return
    output.say(
        [_line(one, names.get(one.office, "no office yet")) for one in found]
        or ["Nothing was asked for and nothing came in that month."]
    )


def _line(one: report.OfficeMonth, name: str) -> str:
    took = ""
    if one.usual is not None:
        low, high = min(one.days), max(one.days)
        spread = f" ({low} to {high})" if low != high else ""
        took = f", {counted(one.usual, 'business day')}{spread}"
    return f"{name}: {one.asked} asked, {one.arrived} arrived{took}"
