"""What the browser is given: our own page, and the terminal that textual-serve brings.

Everything comes from here, and the policy says so to the browser: it asks no other place for a
script, a font or a picture, opens no other page, and stands in no other one's frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import NamedTuple

import textual_serve

_HTML = "text/html; charset=utf-8"

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "object-src 'none'; sandbox allow-scripts allow-same-origin"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Server": "so-tui",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What every answer says, a refusal too."""


class Answer(NamedTuple):
    """One thing that can be asked for."""

    kind: str
    content: bytes


def answers() -> Mapping[str, Answer]:
    """Each thing by its name beneath the page; the page itself is ""."""
    own = files(__package__) / "page"
    terminal = files(textual_serve) / "static"
    script, style = "text/javascript; charset=utf-8", "text/css; charset=utf-8"
    return {
        "": Answer(_HTML, (own / "index.html").read_bytes()),
        "page.js": Answer(script, (own / "page.js").read_bytes()),
        "page.css": Answer(style, (own / "page.css").read_bytes()),
        "icon.svg": Answer("image/svg+xml", (own / "icon.svg").read_bytes()),
        "terminal.js": Answer(script, (terminal / "js" / "textual.js").read_bytes()),
        "terminal.css": Answer(style, (terminal / "css" / "xterm.css").read_bytes()),
    }


def entered(page: str) -> Answer:
    """What is answered to the ticket: it sends the browser on to the page.

    The browser goes there by itself, and not by a redirection: the cookie is for pages of this
    place alone, and would not be sent on the way of a link that was followed from elsewhere.
    """
    text = (
        f'<!DOCTYPE html><meta http-equiv="refresh" content="0; url={page}"><title>so-tui</title>'
    )
    return Answer(_HTML, text.encode())
