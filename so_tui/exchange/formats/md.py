"""Markdown: how a case stands, for notes and wikis."""

from __future__ import annotations

from so_tui.core.papers import markdown
from so_tui.exchange.formats import Format
from so_tui.exchange.summaries import written_by

FORMAT = Format(
    sentence="How cases stand, as Markdown for notes and wikis.",
    endings=(".md",),
    called="Markdown",
    writes=written_by(lambda words: markdown.writer()),
)
