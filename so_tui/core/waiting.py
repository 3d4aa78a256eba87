"""What was said about waiting, in a line: by whom, when, and in their own words.

Whether waiting is all right is for the doctor to say. So nothing is made of the answer here: it
stands as it was given, and a day that was named stands beside it.
"""

from __future__ import annotations

import datetime as dt

from so_tui.core import dates
from so_tui.core.case import Waiting


def said(waiting: Waiting, today: dt.date) -> str:
    """Who said what, and when, such as `Dr Chen on Fri 20 Nov: “No. Do not wait.”`; "" where
    nothing was said yet."""
    answer = " ".join(waiting.answer.split())
    if not answer and waiting.until is None:
        return ""
    who = waiting.said_by or "Said"
    if waiting.said_on is not None:
        on = dates.short(waiting.said_on, today)
        who = f"{who} {on}" if on == "today" else f"{who} on {on}"
    parts = [f"“{answer}”"] if answer else []
    if waiting.until is not None:
        day = dates.weekday(waiting.until, today)
        parts.append(f"Until {day}." if answer else f"until {day}.")
    return f"{who}: {' '.join(parts)}"
