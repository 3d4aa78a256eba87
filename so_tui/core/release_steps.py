"""The steps of releases: sign, hand over, and ask whether the office has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from so_tui.core.case import CaseOffice, Release, in_order
from so_tui.core.chains import Chain
from so_tui.core.frame import CHASE, Frame, sign_of
from so_tui.core.steps import Standing, Step


def release_steps(
    frame: Frame, id_: str, here: CaseOffice, chains: Sequence[Chain]
) -> tuple[list[Step], str | None]:
    """The release steps of one office of the case, and the one that its items wait for, if any.

    `chains`: the items asked of this office. A release is needed by the earliest day on which
    one of those still to be sent needs it; where the office wants none, there is no step.
    """
    needing = [
        chain for chain in chains if chain.needs_release and sign_of(chain.track) is not None
    ]
    if here.release_needed == "no" or frame.phase in ("after", "quiet"):
        needing = []
    want = _Want(frame, id_, here, needing)
    papers = [(key, one) for key, one in in_order(frame.case.releases) if one.office == id_]
    steps: list[Step] = []
    valid = [(key, one) for key, one in papers if _is_valid(one, frame.today)]
    for key, one in papers:
        steps += _of_release(want, key, one, replaced=bool(valid) and (key, one) not in valid)
    if not papers and needing:
        steps.append(want.sign(f"sign:{id_}", None))
    waits = [step.id for step in steps if step.what in ("sign", "hand") and not step.is_over]
    return steps, waits[0] if waits and needing and not _handed(valid) else None


class _Want:
    """What one office's release is needed for, and by when."""

    def __init__(self, frame: Frame, id_: str, here: CaseOffice, needing: Sequence[Chain]) -> None:
        self.frame, self.id, self.here, self.needing = frame, id_, here, needing
        self.name = frame.office_name(id_)
        signs = [sign_of(chain.track) for chain in needing]
        due = [(frame.due(lead.before), lead) for lead in signs if lead is not None]
        dated = sorted(
            ((day, lead) for day, lead in due if day is not None), key=lambda pair: pair[0]
        )
        self.sign_by = dated[0][0] if dated else None
        self.reason = (dated or due)[0][1].why if due else ""
        sends = [
            chain.due(lead) for chain in needing for lead in chain.rest if lead.stage == "send"
        ]
        self.send_by = min((day for day in sends if day is not None), default=None)
        self.gone = bool(needing) and all(chain.gone for chain in needing)
        self.waits = bool(needing)

    def sign(self, step_id: str, release: str | None, why: str = "") -> Step:
        """The step to sign; done at home, on any day."""
        return self.frame.step(
            step_id, self.here.call, "sign", f"sign the release for {self.name}",
            short="release to sign", thing="the release", office=self.id, release=release,
            standing="offered" if self.gone else "open", needed_by=self.sign_by,
            forward=self.frame.start, reason=why or self.reason,
        )  # fmt: skip


def _is_valid(release: Release, today: dt.date) -> bool:
    """Whether a release is signed and was neither returned since nor has run out."""
    if release.signed_on is None:
        return False
    if release.returned_on is not None and release.returned_on >= release.signed_on:
        return False
    return release.expires_on is None or release.expires_on >= today


def _handed(valid: Sequence[tuple[str, Release]]) -> bool:
    return any(one.handed_on is not None or one.confirmed_on is not None for _, one in valid)


def _of_release(want: _Want, key: str, release: Release, *, replaced: bool) -> list[Step]:
    frame = want.frame
    if not _is_valid(release, frame.today):
        if replaced or not want.waits:
            return []
        again = f"It came back: {release.returned_because}" if release.returned_because else ""
        return [want.sign(f"sign:{key}", key, again)]
    steps = [
        frame.step(
            f"sign:{key}", want.here.call, "sign", f"sign the release for {want.name}",
            short="release signed", thing="the release", office=want.id, release=key,
            standing="done", done_on=release.signed_on, needed_by=want.sign_by,
        )
    ]  # fmt: skip
    handed = release.handed_on or release.confirmed_on
    if handed is None and not want.waits:
        return steps
    steps.append(
        frame.step(
            f"hand:{key}", want.here.call, "hand", f"hand the release to {want.name}",
            short="hand over release", thing="the release", office=want.id, release=key,
            standing="done" if handed else "offered" if want.gone else "open", done_on=handed,
            needed_by=want.sign_by, forward=frame.start,
            reason="The office starts when it has the signed release.",
        )
    )  # fmt: skip
    if release.confirmed_on is None and not want.waits:
        return steps
    office = frame.office(want.id)
    ask = frame.calendar.add(handed, CHASE, office) if handed else None
    done = release.confirmed_on is not None
    standing: Standing = "open" if handed else "blocked"
    if done or want.gone:
        standing = "done" if done else "offered"
    steps.append(
        frame.step(
            f"confirm:{key}", want.here.call, "chase", f"ask whether {want.name} has the release",
            short="release arrived?", thing="the release", office=want.id, release=key,
            at_office=True, done_on=release.confirmed_on, not_before=None if done else ask,
            standing=standing,
            blocked_by=f"hand:{key}", needed_by=want.send_by, forward=ask or frame.start,
            reason="Sent is not arrived. After two business days one may ask.",
        )
    )  # fmt: skip
    return steps
