"""What can be done while time is short: the order of the day, told in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from so_tui.core.network import Network
from so_tui.core.parties import SECOND, party_at
from so_tui.core.plan_context import PlanContext
from so_tui.core.release_steps import ASK_RELEASE
from so_tui.core.steps import Rush, Step
from so_tui.core.text import as_sentence


def rush_of(context: PlanContext, network: Network, order: Sequence[Step]) -> Rush | None:
    """The order in sentences when time is short for anything, else None.

    Steps that are told in one sentence are told with the first of them: all signatures, what is
    asked of one office in the same way, and the questions to one office.
    """
    if context.phase != "before" or not any(
        (one.tight or one.out_of_reach) and one.item is not None for one in order
    ):
        return None
    groups: dict[tuple[str, str | None], list[Step]] = {}
    for n, one in enumerate(order):
        if n == 0 or _is_told(one):
            groups.setdefault(_group(context, network, one), []).append(one)
    lines = [_line(context, kind, office, steps) for (kind, office), steps in groups.items()]
    steps = [one.id for some in groups.values() for one in some]
    return Rush(lines=tuple(dict.fromkeys(lines)), steps=tuple(steps))


def _is_told(one: Step) -> bool:
    """Whether it is for now, or time is short for it; what somebody is waited for is neither."""
    if one.what == "visit" or one.naming in ("waiting", "promised", "spoken", "tried"):
        return False
    return one.tight or one.out_of_reach or one.naming is not None


def _group(context: PlanContext, network: Network, one: Step) -> tuple[str, str | None]:
    """The sentence a step is told in, and the office that it names, or the call of none yet."""
    path = network.paths.get(one.item or "")
    if one.what == "sign":
        return ("sign", None)
    if one.id.startswith(ASK_RELEASE):
        return ("ask_release", None)
    if path is None or path.track.home or not one.at_office:
        return ("alone", one.id)
    if one.call == "visit":
        # An answer can only be hurried once it was asked for, and while it can still come. What
        # the second office settles itself, such as an interpreter, is asked for alone.
        asked = one.party != SECOND and path.item.state != "to_ask"
        return (one.party, one.office) if asked and not one.out_of_reach else ("alone", one.id)
    if one.out_of_reach:
        return ("question", one.office or one.call)
    if one.what not in ("ask", "chase", "send"):
        return ("alone", one.id)
    if path.track.courier:
        return ("slides", one.office or one.call)
    return ("images" if path.kind.checked else "papers", one.office or one.call)


def _line(context: PlanContext, kind: str, office: str | None, steps: Sequence[Step]) -> str:
    first = steps[0]
    words = context.words
    if kind in ("sign", "ask_release"):
        names = list(dict.fromkeys(context.office_name(one.office, one.call) for one in steps))
        key = "rush.sign_all" if kind == "sign" and len(names) > 1 else f"rush.{kind}"
        return words(key).format(offices=_and(context, names))
    call = "visit" if _is_second(context, first) else first.call
    who = context.office_name(first.office, call, first.party)
    if kind in ("insurer", "referrer") and party_at(context.case, first.office) != first.party:
        who = context.office_name(None, call, first.party)  # it answers, whoever has asked it
    if kind == "alone":
        key = "rush.call" if first.at_office and first.what != "check" else "rush.do"
        return as_sentence(words(key).format(who=who, what=first.text))
    things = _and(context, dict.fromkeys(one.thing for one in steps))
    return as_sentence(words(f"rush.{kind}").format(who=who, things=things))


def _is_second(context: PlanContext, one: Step) -> bool:
    here = context.case.offices.get(one.office or "")
    return here is not None and here.call == "visit"


def _and(context: PlanContext, names: Iterable[str]) -> str:
    """Names joined as in a sentence; from four on, two and how many more."""
    found = list(names)
    if len(found) > 3:
        return context.words("rush.more").format(one=found[0], two=found[1], n=len(found) - 2)
    if len(found) == 3:
        return context.words("rush.three").format(one=found[0], two=found[1], three=found[2])
    if len(found) == 2:
        return context.words("rush.two").format(one=found[0], two=found[1])
    return "".join(found)
