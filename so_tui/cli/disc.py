"""The command that reads a disc of images, and compares it with what a case asks for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from so_tui.cli import lookup, output, progress
from so_tui.cli.context import CommandContext, pass_command_context
from so_tui.cli.param_types import Named, Text
from so_tui.cli.reading import json_option
from so_tui.core.disc import comparing, recording, telling
from so_tui.core.wording import Wording
from so_tui.discs import asking
from so_tui.errors import LookError, UsageError

if TYPE_CHECKING:
    from so_tui.core.case import Case
    from so_tui.core.disc.comparing import Compared
    from so_tui.core.disc.findings import Disc, Holder, Verdict
    from so_tui.core.disc.telling import Told

_WELL = ("matches", "read", "nothing_asked")
"""What there is nothing to look at for."""


@click.command("disc")
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("case", default="", metavar="[CASE]", type=Named("case"))
@click.option(
    "--office",
    type=Named("office"),
    metavar="TEXT",
    help="Look only for what was asked of this office, or of nobody yet.",
)
@click.option(
    "--record", is_flag=True, help="Record it: what is there has arrived, what is missing is said."
)
@click.option(
    "--checked-by",
    default="",
    type=Text(),
    metavar="TEXT",
    help="Record what is there as usable; TEXT is who opened the disc and looked.",
)
@json_option
@pass_command_context
def disc_command(
    context: CommandContext,
    path: Path,
    case: str,
    office: str | None,
    record: bool,
    checked_by: str,
    as_json: bool,
) -> None:
    """Read a disc of images, and compare it with what a case asks for.

    PATH is where the disc is open: its folder, a copy of it, or a ZIP. With CASE the name, the
    dates and the kinds of scans are compared. Without, it tells what is on the disc.

    Nothing on the disc is changed or run, and no image is opened. So it says nothing of how good
    the images are. It ends with 9 where you should look at something.

    This part is installed with: pip install 'so-tui[disc]'
    """
    record = record or bool(checked_by)
    if not case and (record or office is not None):
        raise UsageError("Name the case behind the path, to compare the disc with it.")
    asking.require_part()
    page = context.case(case) if case else None
    of = lookup.office(context, page, office, "radiology") if page and office is not None else None
    disc = asking.read(path, progress.count)
    wording = Wording(context.catalogue)
    found: Compared | None = None
    if page is None:
        verdict = comparing.by_itself(disc, context.catalogue)
        told = list(telling.verdict(disc, verdict, wording))
    else:
        found = comparing.compare(page.value, disc, context.catalogue, of)
        verdict = found.verdict
        told = telling.compared(page.value, disc, found, wording)
    if as_json:
        case_found = (page.value, found) if page is not None and found is not None else None
        output.say_json(_json(disc, verdict, told, case_found, wording))
    else:
        output.say(_lines(telling.contents(disc, wording), told))
    if page is not None and found is not None and record:
        from so_tui.core.verbs.discs import record_disc

        catalogue = context.catalogue
        deeds = recording.deeds(page.value, found, checked=bool(checked_by))
        context.write(record_disc(page, context.pen(), catalogue, deeds, checked_by))
    else:
        context.tell_whose()
    if verdict not in _WELL:
        saved = context.saved or "Nothing was changed."
        raise LookError(f"{saved} Look at what is marked ! or ?.")


def _lines(contents: Iterable[str], told: Iterable[Told]) -> Iterable[str]:
    yield from contents
    for one in told:
        yield f"{one.sign} {one.text}"


def _json(
    disc: Disc,
    verdict: Verdict,
    told: Iterable[Told],
    compared: tuple[Case, Compared] | None,
    wording: Wording,
) -> dict[str, Any]:
    value: dict[str, Any] = {
        "verdict": verdict,
        "says": [{"sign": one.sign, "text": one.text} for one in told],
        "people": [_holder(one, wording) for one in disc.holders],
        "files": {
            "looked_at": disc.files, "dicom": disc.dicom, "cut": disc.cut,
            "unread": disc.unread_count, "left_alone": disc.left_alone,
        },
        "unread": [{"file": one.file, "why": one.why} for one in disc.unread],
        "dicomdir": disc.lists,
        "looked_through": disc.end,
    }  # fmt: skip
    if compared is not None:
        case, found = compared
        value["items"] = [
            {
                "item": wording.spoken(case, one.item), "id": one.item, "how": one.how,
                "doubt": one.doubt, "day": one.day.isoformat() if one.day else None,
            }
            for one in found.seen
        ]  # fmt: skip
    return value


def _holder(one: Holder, wording: Wording) -> dict[str, Any]:
    return {
        "name": one.name,
        "born": one.born.isoformat() if one.born else None,
        "studies": [
            {
                "day": study.day.isoformat() if study.day else None,
                "description": study.description,
                "series": [
                    {
                        "modality": series.modality,
                        "called": telling.modality(series.modality, wording),
                        "body_part": series.body_part, "description": series.description,
                        "files": series.files, "cut": series.cut,
                    }
                    for series in study.series
                ],
            }
            for study in one.studies
        ],
    }  # fmt: skip
