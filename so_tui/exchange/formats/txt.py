"""Plain text: how a case stands, for any program and any reader."""

from __future__ import annotations

from so_tui.core.papers import text
from so_tui.exchange.formats import Format
from so_tui.exchange.summaries import written_by

FORMAT = Format(
    sentence="How cases stand, as plain text that any program shows.",
    endings=(".txt",),
    called="plain text",
    writes=written_by(lambda words: text.writer()),
)
