"""A disc of images: where it is; then it is read, compared, and recorded by one key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from so_tui.core.disc import comparing, recording, telling
from so_tui.core.disc.findings import Disc
from so_tui.core.verbs.discs import record_disc
from so_tui.core.wording import Wording
from so_tui.discs import asking
from so_tui.tui.forms.ask import ask
from so_tui.tui.forms.fields import Field, Values
from so_tui.tui.forms.form import Form
from so_tui.tui.screens.disc import DiscScreen, Found
from so_tui.tui.targets import Target, about

if TYPE_CHECKING:
    from so_tui.tui.screens.writing import WritingScreen

_MOUNTS = ("/run/media/*/*", "/media/*/*", "/media/*", "/Volumes/*")
"""Where systems put the discs that are in."""


def path_form(path: str = "") -> Form:
    """Where the disc is; `path`: where one seems to be."""
    field = Field(
        name="path", label="Disc", needed="Name the folder in which the disc is open.",
        hint="Its folder, a copy of it, or a ZIP, such as /media/disc. Nothing on it is changed.",
    )  # fmt: skip

    def check(values: Values) -> Mapping[str, str]:
        path = path_of(values.text("path"))
        return (
            {} if path is not None else {"path": "There is nothing at this path. Is the disc in?"}
        )

    return Form(
        key="disc", title="Read a disc", fields=(field,), values={"path": path}, menu=True,
        ends="read", check=check,
    )  # fmt: skip


def path_of(typed: str) -> Path | None:
    """The path that is meant, from the folder in which so-tui was begun; None where there is
    nothing."""
    try:
        path = Path(typed).expanduser().absolute()
        path.stat()
    except (OSError, RuntimeError, ValueError):  # no home of that name; no name of a file
        return None
    return path


def put_in() -> str:
    """The folder of the one disc that is in; "" where there is none, or several."""
    found = {str(one) for of in _MOUNTS for one in Path("/").glob(of[1:]) if one.is_mount()}
    return found.pop() if len(found) == 1 else ""


async def read(host: WritingScreen, target: Target) -> None:
    """Ask where the disc is, read it and show what it is to the case; record it where that is
    wanted."""
    asking.require_part()
    values = await ask(host, path_form(put_in()))
    path = path_of(values.text("path")) if values is not None else None
    if path is None:
        return
    page, catalogue, wording = host.page, host.catalogue, Wording(host.catalogue)
    office = about(page.value, target).office
    here = page.value.offices.get(office)
    of = office if here is not None and here.call == "radiology" else None

    def compare(disc: Disc) -> comparing.Compared:
        return comparing.compare(page.value, disc, catalogue, of)

    def tell(disc: Disc) -> Found:
        found = compare(disc)
        deeds = recording.deeds(page.value, found)
        return Found(
            telling.compared(page.value, disc, found, wording),
            recording.said(page.value, deeds, catalogue),
            list(telling.contents(disc, wording)),
        )

    screen = DiscScreen(path, tell)
    disc = await host.so.key_queue.answered(screen)
    if screen.fault is not None:
        raise screen.fault
    if disc is not None:
        deeds = recording.deeds(page.value, compare(disc))
        await host.write(record_disc(page, host.pen(), catalogue, deeds))
