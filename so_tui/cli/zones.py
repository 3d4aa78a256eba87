"""The time zone of a visit, where a command was not told it."""

from __future__ import annotations

from so_tui.cli import stderr
from so_tui.errors import UsageError
from so_tui.zones import machine_zone, without_place, zone_fault


def asked_zone() -> str:
    """The zone of this computer's place, said; else the one that the person gives; else "".

    Raises UsageError when what is given is no zone.
    """
    if zone := machine_zone():
        stderr.tell(f"Time zone: {zone}, as on this computer. Change it with --zone.")
        return zone
    if not stderr.at_terminal():
        stderr.tell(
            f"{without_place()}, so no time zone is taken for the visit. Give it with --zone."
        )
        return ""
    zone = stderr.ask("time zone there, such as America/New_York (Enter: not known)")
    if fault := zone_fault(zone):
        raise UsageError(f"{fault} Nothing was changed.")
    return zone
