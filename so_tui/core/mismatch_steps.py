"""The questions about what does not meet: what the second office accepts and is not given, and
what it has received of what was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from so_tui.core.mismatch import in_words, mismatches
from so_tui.core.network import Activity, Network
from so_tui.core.plan_context import PlanContext
from so_tui.core.received import is_short
from so_tui.core.schedule import Times, step
from so_tui.core.steps import Step
from so_tui.core.wording import Wording


def mismatch_steps(
    context: PlanContext, network: Network, times: Mapping[str, Times]
) -> Iterator[Step]:
    """One question for each item that is to come and will not do as it is.

    It is for the day on which it is known, since nobody wrote that down; so it is never late.
    """
    if context.phase != "before":
        return
    wording = Wording(context.catalogue)
    office = context.first_office("visit")
    at = Activity(stage="ask", usual=0, shortest=0, office=context.office(office))
    told: set[str] = set()
    for id_, path in network.paths.items():
        if is_short(path.item) and path.is_missing:
            words = {
                "thing": path.thing, "name": path.name,
                "count": path.item.received.count, "asked": path.item.count_asked,
            }  # fmt: skip
            own = path.item.office
            yield step(
                context, f"rest:{id_}", path.item.call, "ask",
                context.words("step.rest").format_map(words),
                short=context.words("short.rest").format_map(words), thing=path.thing, office=own,
                at_office=True, forward=context.today, last_day=context.end,
                at=Activity(stage="ask", usual=0, shortest=0, office=context.office(own)),
                reason=context.words("step.why_rest"),
            )  # fmt: skip
    for one in mismatches(context.case, context.offices):
        if one.item in told or one.item not in network.paths:
            continue
        path = network.paths[one.item]
        if not path.is_missing:
            continue
        told.add(one.item)
        ahead = [times[one.item].last.get(stage.stage) for stage in path.rest]
        words = {**in_words(one, context.case, context.offices, wording), "thing": path.thing}
        text = context.words(f"mismatch_step.{one.what}").format_map(words)
        # A question that was asked is not asked again; another one is.
        asks = "_".join((one.what, *one.given))
        yield step(
            context, f"mismatch:{asks}:{one.item}", "visit", "ask", text,
            short=context.words("short.mismatch").format(name=path.name), thing=path.thing,
            office=office, at_office=True, at=at, forward=context.today,
            last_day=min((day for day in ahead if day is not None), default=None),
            tight=times[one.item].tight, reason=context.words("step.why_mismatch"),
        )  # fmt: skip
