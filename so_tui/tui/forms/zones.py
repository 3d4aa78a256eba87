"""Time zones as people give them."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from so_tui.tui.forms.fields import Value


def is_zone(name: str) -> bool:
    """Whether a name is a time zone's, such as `America/New_York`."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def local_zone() -> str:
    """The zone this computer is set to; "UTC" where it does not say."""
    named = os.environ.get("TZ", "").lstrip(":")
    if named and is_zone(named):
        return named
    _, _, name = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")
    return name if name and is_zone(name) else "UTC"


def zone_fault(value: Value) -> str:
    """A sentence when a zone was typed that there is not, with one that may have been meant."""
    if not isinstance(value, str) or not value or is_zone(value):
        return ""
    wanted = value.casefold().replace(" ", "_")
    near = sorted(name for name in available_timezones() if wanted in name.casefold())
    meant = next(iter(sorted(near, key=len)), "")
    offer = f"Is it {meant}?" if meant else "Write it as America/New_York."
    return f"“{value[:40]}” is not a time zone. {offer}"
