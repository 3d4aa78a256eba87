"""Write `data/closures.toml`: the federal closures of the United States, 2024 to 2040.

Run it from the checkout, then look at what differs:

    python docs/make_closures.py > data/closures.toml

The days are those of 5 U.S.C. 6103 as the package `holidays` knows them. Only days that close
something are kept: a holiday on a Saturday or Sunday is left out, the day it is observed on is in.
"""

from __future__ import annotations

import datetime as dt

import holidays

YEARS = range(2024, 2041)


def closures() -> dict[dt.date, str]:
    """The closed weekdays with their names, first one first."""
    days = holidays.country_holidays("US", years=YEARS)
    return {day: name for day, name in sorted(days.items()) if day.isoweekday() < 6}


def main() -> None:
    """Print the data file."""
    print("# Federal closures of the United States (5 U.S.C. 6103), made by docs/make_closures.py.")
    print("# Keyed by region: an ISO 3166 code.")
    print()
    print("US = [")
    for day, name in closures().items():
        print(f'  {{ day = "{day.isoformat()}", name = "{name}" }},')
    print("]")


if __name__ == "__main__":
    main()
