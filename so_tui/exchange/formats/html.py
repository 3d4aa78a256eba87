"""HTML: how a case stands, as one page for a phone, a screen reader or a printer."""

from __future__ import annotations

from so_tui import assets
from so_tui.core.papers import html
from so_tui.exchange.formats import Format
from so_tui.exchange.summaries import written_by

STYLE = "papers/page.css"
"""The data file that says how a page looks."""

FORMAT = Format(
    sentence="How cases stand, as a page for a phone, a screen reader or a printer.",
    endings=(".html", ".htm"),
    called="HTML",
    writes=written_by(
        lambda words: html.writer(assets.read_data(STYLE).decode(), words["page.drawing"])
    ),
)
