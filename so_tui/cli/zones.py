"""The time zone of this computer."""

from __future__ import annotations

import os
import zoneinfo
from pathlib import Path


def local_zone() -> str:
    """The zone this computer is set to; "UTC" where it does not say."""
    _, _, linked = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")
    for name in (os.environ.get("TZ", "").lstrip(":"), linked):
        try:
            return zoneinfo.ZoneInfo(name).key
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return "UTC"
