"""What can still be done when time is short: an ordered list, the second office first."""

from __future__ import annotations

from collections.abc import Sequence

from so_tui.core.case import offices_of
from so_tui.core.chains import Chain
from so_tui.core.frame import Frame
from so_tui.core.steps import Rush, Step


def rush_of(frame: Frame, steps: Sequence[Step], chains: dict[str, Chain]) -> Rush | None:
    """The rush list when some chain is tight or its time has gone, else None.

    Second office, signatures, slides, images, papers; last, as questions, what cannot come in
    time any more.
    """
    if frame.phase != "before":
        return None
    todo = [step for step in steps if step.standing == "open" and (step.tight or step.pressing)]
    gone = [step for step in steps if step.item in chains and _has_gone(step, chains)]
    if not gone and not any(step.tight for step in todo):
        return None
    lines = [_second_office(frame)]
    first = [step for step in todo if step.item is None and step.call == "visit" and step.at_office]
    ordered = list(first)
    signatures = [step for step in todo if step.what in ("sign", "hand")]
    if signatures:
        names = dict.fromkeys(frame.office_name(step.office) for step in signatures)
        papers = "the release" if len(names) == 1 else "the releases"
        lines.append(f"Sign today: {papers} for {_and(list(names))}.")
        ordered += signatures
    items = [step for step in todo if step.item in chains]
    for group, (words, closing) in _HURRY.items():
        here = [step for step in items if _group(step, chains) == group]
        ordered += here
        for office, things in _by_office(here).items():
            who = frame.office_name(office) if office else _ANYONE[group]
            lines.append(words.format(who=who, things=_and(things)) + closing)
    if gone:
        things = list(dict.fromkeys(step.thing for step in gone))
        lines.append(f"Ask whether {_and(things)} can follow later, or what could come instead.")
        ordered += gone
    others = [step for step in todo if step not in ordered]
    return Rush(lines=tuple(lines), steps=tuple(step.id for step in [*ordered, *others]))


_HURRY = {
    "insurer": ("Ask the insurer whether its answer can come sooner.", ""),
    "slides": (
        "Ask {who} to hurry {things}, and whether you may carry them.",
        " Carrying needs the lab's yes.",
    ),
    "images": ("Ask {who} to send {things} as files, or to make a disc you can carry.", ""),
    "papers": ("Ask {who} to fax {things}, the latest pages first.", ""),
}
_ANYONE = {
    "insurer": "the insurer",
    "slides": "the lab",
    "images": "the film room",
    "papers": "the office",
}


def _second_office(frame: Frame) -> str:
    here = offices_of(frame.case, "visit")
    name = frame.office_name(here[0][0]) if here else "the office"
    who = name if name != "the office" else "the second office"
    return f"Ask {who} what it can start without, and whether it wants a call."


def _has_gone(step: Step, chains: dict[str, Chain]) -> bool:
    chain = chains[step.item or ""]
    return step.standing == "offered" and chain.gone and not chain.track.home


def _group(step: Step, chains: dict[str, Chain]) -> str:
    chain = chains[step.item or ""]
    if chain.track.courier:
        return "slides"
    if chain.track.home:
        return ""
    if chain.item.call == "visit":
        return "insurer"
    return "images" if chain.kind.checked else "papers"


def _by_office(steps: Sequence[Step]) -> dict[str | None, list[str]]:
    found: dict[str | None, list[str]] = {}
    for step in steps:
        things = found.setdefault(step.office, [])
        if step.thing not in things:
            things.append(step.thing)
    return found


def _and(names: Sequence[str]) -> str:
    """Names joined as in a sentence; from four on, two and how many more."""
    if len(names) > 3:
        return f"{names[0]}, {names[1]} and {len(names) - 2} more"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
