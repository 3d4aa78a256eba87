"""Make docs/clocks.md from data/clocks.toml: `python -m docs.make_clocks`."""

from __future__ import annotations

from pathlib import Path

from so_tui import assets
from so_tui.core import dates
from so_tui.core.catalogue import FILES, Catalogue, parse
from so_tui.core.knowledge import ClockRule
from so_tui.core.wording import Wording

PAGE = Path(__file__).with_name("clocks.md")

_ABOUT = """\
# The clocks

Some rules give a last day. so-tui counts it and tells it with its rule and the month in which that
was last read. It is information about United States law, not legal advice. No plan rests on it.

Where you meet them: in `so-tui show` and its `--json`, those that are over first; with the reason
of a step; in the form of a release, beside the kind of paper; in the form of an item, beside the
kind of thing. When a day is over, the words to say on a call to that office ask about it.

- An **authorization** has no day by which an office must answer. A **doctor-to-doctor request** has
  none either. Only an **access request** has, from the day the office had it. Whether slides and
  blocks are records in that rule is not settled, so its clock says nothing of them.
- A state's limit can be shorter, and a lab may keep things longer.
- A clock counts days of the calendar, weekends and holidays too. On its last day it still runs. No
  hour and no time zone come into it.
- Years end on the same day of the year. From 29 February to a year that has none, it is 28
  February ([RFC 7529](https://www.rfc-editor.org/rfc/rfc7529#section-4.1), `SKIP=BACKWARD`). The
  law does not say; with the earlier day one asks in time.
- How long a lab keeps things is counted from the day the specimen was taken, since people know that
  day. The law counts from the report or the examination, a little later.
- A clock ends when the office has acted: the thing is ready, on its way or there.

The rules are in [`data/clocks.toml`](../data/clocks.toml), and this page is made from them by
`python -m docs.make_clocks`.
"""

_FROM = {
    "receipt": "the day the office had the release",
    "request": "the day it was asked for",
    "specimen": "the day the specimen was taken",
    "paper": "the last day that the paper names",
    "answer": "the day that was said",
}


def page() -> str:
    """The whole page."""
    catalogue = parse({name: assets.read_data(name) for name in FILES})
    return "".join([_ABOUT, *(_section(catalogue, one) for one in catalogue.clocks)])


def _section(catalogue: Catalogue, one: ClockRule) -> str:
    words = Wording(catalogue)
    about = [words.kind(kind) for kind in one.kinds]
    about += [words.word("instrument", paper) for paper in one.instruments]
    read = f", last checked {dates.month(one.checked)}" if one.checked else ""
    rows = [
        ("for", ", ".join(about)),
        ("counted from", _FROM[one.begins]),
        ("length", f"{one.length} {words.word('', one.unit).strip()}" if one.length else ""),
        ("put off once", f"by at most {one.more} calendar days, in writing" if one.more else ""),
        ("says nothing of", ", ".join(map(words.kind, one.apart))),
        ("source", f"{one.source}{read}"),
        ("while it runs", " ".join(filter(None, (one.text, one.later)))),
        ("when it is over", " ".join(filter(None, (one.passed, one.later_passed)))),
        ("on the call", " ".join(filter(None, (one.say, one.say_later)))),
    ]
    table = "".join(f"| {name} | {text} |\n" for name, text in rows if text)
    return f"\n## {one.id}\n\n| | |\n| --- | --- |\n{table}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
