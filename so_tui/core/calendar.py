"""Business days of a region and closures per office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from so_tui.core.case import Office, Part


class Calendar(Part, frozen=True):
    """The closed days of one region, by date, with their names; weekends are ISO weekdays."""

    region: str
    closed: Mapping[dt.date, str]
    weekend: tuple[int, ...] = (6, 7)

    def is_open(self, day: dt.date, office: Office | None = None) -> bool:
        """Whether business is done on a day: in the region, and at the office if one is given."""
        raise NotImplementedError
