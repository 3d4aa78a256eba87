"""The steps of releases: sign, hand over, and ask whether the office has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from so_tui.core.case import CaseOffice, Release
from so_tui.core.instruments import is_spent, may_sign, missing
from so_tui.core.network import Activity, Network, Path, Releases
from so_tui.core.parties import party_at
from so_tui.core.plan_context import CHASE, PlanContext
from so_tui.core.schedule import Times, step
from so_tui.core.steps import Step

ASK_RELEASE = "ask_release:"
"""How the id of a step begins that asks an office of the case whether it wants a release."""


def release_steps(
    context: PlanContext, network: Network, times: Mapping[str, Times], id_: str, here: CaseOffice
) -> tuple[list[Step], str | None]:
    """The release steps of one office of the case, and the one that its items wait for, if any.

    A release is needed by the earliest day on which one of the items it frees needs it; where
    the office wants none, there is no step.
    """
    known = network.releases[id_]
    freed = network.freed_by(id_) if context.phase == "before" else []
    made = _Made(context, id_, here, known, freed, times, network.missing_at.get(id_, ()))
    steps: list[Step] = []
    for n, (key, one) in enumerate(known.papers):
        if not _has_another(one, known.papers[n + 1 :], context.today):
            steps += made.of(key, one)
    if not known.papers and freed:
        # Nobody signs what nobody asked for: first it is asked.
        unknown = known.wanted == "not_known"
        asked = made.ask() if unknown else None
        steps += [asked] if asked is not None else []
        if asked is None or asked.standing == "done":
            steps.append(made.sign(f"sign:{id_}", None))
    waits = [one.id for one in steps if one.what in ("sign", "hand") and not one.is_over]
    return steps, waits[0] if waits and freed and not known.handed else None


def _has_another(release: Release, later: Sequence[tuple[str, Release]], today: dt.date) -> bool:
    """Whether a release is spent and another one was begun in its place."""
    kinds = (release.instrument, "not_known")
    return is_spent(release, today) and any(one.instrument in kinds for _, one in later)


class _Made:
    """What the steps of one office's releases share."""

    def __init__(
        self,
        context: PlanContext,
        id_: str,
        here: CaseOffice,
        known: Releases,
        freed: list[Path],
        times: Mapping[str, Times],
        missing: Sequence[Path],
    ) -> None:
        self.context, self.id, self.here, self.known, self.freed = context, id_, here, known, freed
        self.name = context.office_name(id_, here.call)
        mine = [times[path.id] for path in freed]
        needed = [one.needed_by["sign"] for one in mine if "sign" in one.needed_by]
        last = [one.last["sign"] for one in mine if "sign" in one.last]
        self.needed_by = min(needed, default=None)
        self.last = min(last, default=None)
        self.tight = any(one.tight for one in mine)
        self.gone = bool(mine) and all(one.out_of_reach for one in mine)
        signs = [one for path in freed if (one := path.activity("sign")) is not None]
        self.why = signs[0].why if signs else ""
        self.begins = max(known.known, context.committed)
        self.sends = context.phase == "before" and any(
            "send" not in path.behind for path in missing
        )

    @property
    def wanted(self) -> bool:
        """Whether the office said that it wants one, or a paper of its own is under way."""
        return self.known.wanted == "yes" or bool(self.known.papers)

    @property
    def frees(self) -> int:
        """How many items it lets go on: those that were asked for and wait, and all in a hurry."""
        if self.tight:
            return len(self.freed)
        return sum("ask" in path.behind for path in self.freed) if self.wanted else 0

    def words(self, key: str) -> tuple[str, str]:
        """A step in a sentence, and in a narrow list."""
        text, short = self.context.words(f"step.{key}"), self.context.words(f"short.{key}")
        return text.format(office=self.name), short.format(office=self.name)

    def of(self, key: str, release: Release) -> list[Step]:
        """The steps of one release."""
        if key not in self.known.valid:
            if self.known.valid or not self.freed:
                return []
            return [self.sign(f"sign:{key}", key, self.because(release))]
        text, short = self.words("signed")
        steps = [
            step(
                self.context, f"sign:{key}", self.here.call, "sign", text, short=short,
                office=self.id, release=key, standing="done", done_on=release.signed_on,
                needed_by=self.needed_by,
            )
        ]  # fmt: skip
        handed = release.handed_on or release.confirmed_on
        if handed is None and not self.freed:
            return steps
        steps.append(self.hand(key, release, handed))
        if release.confirmed_on is not None or self.freed or self.sends:
            steps.append(self.confirm(key, release, handed))
        return steps

    def because(self, release: Release) -> str:
        """Why a release does not hold, where there is more to say than that it ran out."""
        if not may_sign(release, self.context.case):
            return self.context.words("step.why_signer").format(signer=release.signer)
        if release.returned_because:
            return self.context.words("step.came_back").format(why=release.returned_because)
        return ""

    def ask(self) -> Step:
        """The step to ask whether the office wants one, and on whose form; in the first call."""
        office = self.context.office(self.id)
        return step(
            self.context, f"{ASK_RELEASE}{self.id}", self.here.call, "ask",
            self.context.words("step.ask_release"), short=self.context.words("short.ask_release"),
            office=self.id, party=party_at(self.context.case, self.id), at_office=True,
            at=Activity(stage="ask", usual=0, shortest=0, office=office),
            needed_by=self._open(self.needed_by), last_day=self.last, forward=self.begins,
            tight=self.tight, out_of_reach=self.gone,
            reason=self.context.words("step.why_ask_release"),
        )  # fmt: skip

    def _open(self, day: dt.date | None) -> dt.date | None:
        """The open day of the office for what may be signed on any: the last one up to it, since
        it was known, else the next one before the end."""
        if day is None:
            return None
        context, office = self.context, self.context.office(self.id)
        known = [self.begins, min(path.wanted_on for path in self.freed)]
        known += [min(aim.known for aim in context.aims)] if context.aims else []
        before = context.calendar.last_open(day, office)
        if before >= max(known):
            return before
        after = context.calendar.next_open(day, office)
        return after if context.end is None or after <= context.end else day

    def sign(self, step_id: str, release: str | None, why: str = "") -> Step:
        """The step to sign; done at home, on any day."""
        text, short = self.words("sign")
        return step(
            self.context, step_id, self.here.call, "sign", text, short=short, office=self.id,
            release=release, needed_by=self.needed_by, last_day=self.last, forward=self.begins,
            tight=self.tight, out_of_reach=self.gone, frees=self.frees, reason=why or self.why,
        )  # fmt: skip

    def lacking(self, release: Release) -> str:
        """Why it is handed over; and what it still lacks, since it may not hold without."""
        words, context = self.context.words, self.context
        lacks = missing(release, context.case, context.offices)
        asks = [f"{words('release.lacks')} {one.ask}" for one in lacks]
        return " ".join([*asks, words("step.why_hand")])

    def hand(self, key: str, release: Release, handed: dt.date | None) -> Step:
        """The step to hand it over."""
        text, short = self.words("hand")
        return step(
            self.context, f"hand:{key}", self.here.call, "hand", text, short=short,
            office=self.id, release=key, standing="done" if handed else "open", done_on=handed,
            needed_by=self.needed_by, last_day=self.last, forward=self.begins, tight=self.tight,
            out_of_reach=self.gone, frees=self.frees, reason=self.lacking(release),
        )  # fmt: skip

    def confirm(self, key: str, release: Release, handed: dt.date | None) -> Step:
        """The step to ask whether the office has it; no day of its own presses for it."""
        office = self.context.office(self.id)
        text, short = self.words("confirm")
        ask = self.context.calendar.add(handed, CHASE, office) if handed else None
        done = release.confirmed_on is not None
        return step(
            self.context, f"confirm:{key}", self.here.call, "chase", text, short=short,
            office=self.id, release=key, at_office=True,
            at=Activity(stage="sign", usual=0, shortest=0, office=office),
            done_on=release.confirmed_on,
            standing="done" if done else "open" if handed else "blocked",
            held_until=ask, forward=ask or self.begins, lifted=self.context.daily,
            blocked_by=f"hand:{key}", reason=self.context.words("step.why_confirm"),
        )  # fmt: skip
