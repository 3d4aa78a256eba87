"""Business days of a region and closures per office.

Who is open on a day follows from the weekday first: an office keeps its own open days, a region
its weekend. The region's closed days hold for everyone; an office adds its own closures.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from so_tui.core.case import Office
from so_tui.core.catalogue import Catalogue
from so_tui.errors import UsageError

ONE_DAY = dt.timedelta(days=1)
_FRIDAY = 5
_YEARS = range(2024, 2041)
"""The years whose closed days are taken from the package `holidays`."""

_ENDS = re.compile(r"available only from \d{4} to (\d{4})")

_LOOK = 400
"""Calendar days one looks ahead for an open day; an office shut for longer counts as open
whenever its region is."""

_MEMORY = 20_000
"""How many answers are remembered: a plan asks for the same few days at every key."""

_Hours = tuple[tuple[int, ...], tuple[tuple[dt.date, dt.date, str], ...]]

_Search = Literal["walk", "last", "courier_day", "courier_from"]
"""What is looked for: so many open days on, the last open day, a courier's day, or the first."""


@dataclass(frozen=True)
class Calendar:
    """The closed days of one region, by date, with their names; weekends are ISO weekdays.

    `until`: the last day for which all of them are known.

    Days near the ends of `datetime.date` are held there instead of overflowing.
    """

    region: str
    closed: Mapping[dt.date, str]
    weekend: tuple[int, ...] = (6, 7)
    until: dt.date = dt.date.max
    _known: dict[tuple[_Search, dt.date, int, _Hours | None], dt.date] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _counted: dict[tuple[dt.date, dt.date], int] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def is_open(self, day: dt.date, office: Office | None = None) -> bool:
        """Whether business is done on a day: in the region, or at the office if one is given."""
        return self._is_open(day, opening(office))

    def why_closed(self, day: dt.date, office: Office | None = None) -> str:
        """The name of what closes a day, such as `Thanksgiving Day`; "" on days without one.

        A weekend has no name.
        """
        if day in self.closed:
            return self.closed[day]
        hours = opening(office)
        for first, last, why in hours[1] if hours else ():
            if first <= day <= last:
                return why or "closed"
        return ""

    def next_open(self, day: dt.date, office: Office | None = None) -> dt.date:
        """The day itself when open, else the first open day after it."""
        return self._find("walk", day, 0, opening(office))

    def last_open(self, day: dt.date, office: Office | None = None) -> dt.date:
        """The day itself when open, else the last open day before it."""
        return self._find("last", day, 0, opening(office))

    def add(self, day: dt.date, n: int, office: Office | None = None) -> dt.date:
        """The day `n` business days after a day, not counting the day itself.

        With `n` of 0 the day itself, or the next open one when it is closed.
        """
        return self._find("walk", day, n, opening(office))

    def back(self, day: dt.date, n: int, office: Office | None = None) -> dt.date:
        """The day `n` business days before a day, not counting the day itself (T−n)."""
        return self._find("walk" if n else "last", day, -n, opening(office))

    def between(self, first: dt.date, last: dt.date) -> int:
        """Business days of the region from `first`, not counting it, to `last`, counting it.

        Negative when `last` lies before `first`.
        """
        if last < first:
            return -self.between(last, first)
        key = (first, last)
        if key not in self._counted:
            if len(self._counted) > _MEMORY:
                self._counted.clear()
            self._counted[key] = self._count(first, last)
        return self._counted[key]

    def _count(self, first: dt.date, last: dt.date) -> int:
        days = (last - first).days
        weeks, rest = divmod(days, 7)
        weekday = first.isoweekday()
        count = weeks * (7 - len(self.weekend))
        count += sum((weekday + n) % 7 + 1 not in self.weekend for n in range(rest))
        if days > len(self.closed):
            shut = sum(first < day <= last for day in self._weekdays_off())
        else:
            ahead = (first + dt.timedelta(days=n) for n in range(1, days + 1))
            shut = sum(day in self.closed and self._on_weekday(day) for day in ahead)
        return count - shut

    def courier_day(self, day: dt.date, office: Office | None = None) -> dt.date:
        """The last day, not after `day`, on which something may go by courier.

        That is an open day, not a Friday, with an open day of the region behind it: nothing
        precious lies in a depot over a weekend or a closure.
        """
        return self._find("courier_day", day, 0, opening(office))

    def courier_from(self, day: dt.date, office: Office | None = None) -> dt.date:
        """The first day, not before `day`, on which something may go by courier."""
        return self._find("courier_from", day, 0, opening(office))

    def _couriered(self, day: dt.date, step: int, hours: _Hours | None) -> dt.date:
        """The first courier's day from `day` on, open days `step` at a time."""
        for _ in range(_LOOK):
            if self._is_courier(day, hours):
                break
            day = self._find("walk", day, step, hours)
        return day

    def _is_courier(self, day: dt.date, hours: _Hours | None) -> bool:
        if day.isoweekday() == _FRIDAY or day == dt.date.max:
            return False
        return self._is_open(day, hours) and self.is_open(day + ONE_DAY)

    def _on_weekday(self, day: dt.date) -> bool:
        return day.isoweekday() not in self.weekend

    def _weekdays_off(self) -> list[dt.date]:
        return [day for day in self.closed if self._on_weekday(day)]

    def _is_open(self, day: dt.date, hours: _Hours | None) -> bool:
        if day in self.closed:
            return False
        if hours is None:
            return self._on_weekday(day)
        weekdays, closures = hours
        return day.isoweekday() in weekdays and not any(
            first <= day <= last for first, last, _ in closures
        )

    def _find(self, search: _Search, day: dt.date, n: int, hours: _Hours | None) -> dt.date:
        if hours is _PLAIN_HOURS and self.weekend == (6, 7):
            hours = None
        key = (search, day, n, hours)
        found = self._known.get(key)
        if found is None:
            if len(self._known) > _MEMORY:
                self._known.clear()
            found = self._known[key] = self._found(search, day, n, hours)
        return found

    def _found(self, search: _Search, day: dt.date, n: int, hours: _Hours | None) -> dt.date:
        match search:
            case "walk":
                return self._walked(day, n, hours)
            case "last":
                return day if self._is_open(day, hours) else self._find("walk", day, -1, hours)
            case "courier_day":
                return self._couriered(self._find("last", day, 0, hours), -1, hours)
            case "courier_from":
                return self._couriered(self._find("walk", day, 0, hours), 1, hours)

    def _walked(self, day: dt.date, n: int, hours: _Hours | None) -> dt.date:
        if n == 0 and self._is_open(day, hours):
            return day
        step, end = (ONE_DAY, dt.date.max) if n >= 0 else (-ONE_DAY, dt.date.min)
        left, shut = max(abs(n), 1), 0
        while left:
            if day == end:
                return end
            day += step
            shut += 1
            if self._is_open(day, hours if shut <= _LOOK else None):
                left, shut = left - 1, 0
        return day


_PLAIN_HOURS: _Hours = ((1, 2, 3, 4, 5), ())


def opening(office: Office | None) -> _Hours | None:
    """When an office is open: its weekdays and its closures; None for no office."""
    if office is None:
        return None
    if not office.closures:
        return _PLAIN_HOURS if office.open_days == _PLAIN_HOURS[0] else (office.open_days, ())
    return (
        office.open_days,
        tuple((one.first, one.last, one.why) for _, one in sorted(office.closures.items())),
    )


def for_region(region: str, catalogue: Catalogue) -> Calendar:
    """The calendar of a region: an ISO 3166 country, or one of its parts such as `CA-ON`.

    Regions in `closures.toml` (the United States: federal closures, 5 U.S.C. 6103) come from
    there; others from the package `holidays`, from 2024 to 2040. Raises UsageError for a region
    nobody knows.
    """
    from_data = catalogue.closures.get(region)
    if from_data is not None:
        closed = {dt.date.fromisoformat(one.day): one.name for one in from_data}
        return Calendar(
            region=region, closed=closed, until=_end_of(max(closed, default=dt.date.max).year)
        )
    return _from_holidays(region)


def is_known(region: str) -> bool:
    """Whether there is a calendar of a region."""
    try:
        return region == "US" or bool(_from_holidays(region).region)
    except UsageError:
        return False


@functools.lru_cache(maxsize=4)
def _from_holidays(region: str) -> Calendar:
    # Slow to load, and needed only outside the United States.
    import holidays

    country, _, part = region.upper().partition("-")
    try:
        with warnings.catch_warnings(record=True) as told:
            # Of years that it does not know it gives no days, and a warning that names them.
            warnings.simplefilter("always")
            days = holidays.country_holidays(country, subdiv=part or None, years=_YEARS)
    except NotImplementedError as unknown:
        raise UsageError(
            f"No calendar is known for the region “{region}”. "
            "Give a country such as US or CA, or a part of one such as CA-ON."
        ) from unknown
    weekend = tuple(sorted(weekday + 1 for weekday in days.weekend)) or (6, 7)
    ends = [int(year) for one in told for year in _ENDS.findall(str(one.message))]
    last = min([*ends, days.end_year, _YEARS[-1]])
    closed = dict(sorted(days.items()))
    return Calendar(region=region, closed=closed, weekend=weekend, until=_end_of(last))


def _end_of(year: int) -> dt.date:
    return dt.date(year, 12, 31)
