"""Who may come in: one browser, by an address that works once.

Any page on the web can send requests to this computer, and so can every user of it. So a request
has to say, to the letter, the host that it asks (a name that somebody turned to this computer is
another one), and the page that it comes from, where it comes from one. Then it has to know a
secret.

The address that is told has a ticket in it, which other users may read in the arguments of the
browser that it was handed to. So it works once; whoever has it gets a cookie, which stands in no
address. Browsers keep no cookies apart by port. So the cookie is bound to a path that nobody can
guess, and is never sent to what another user lets listen beside it.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

LOOPBACK = "127.0.0.1"
SOCKET = "socket"
"""The place of the socket, beneath the page."""

TICKET = "ticket"
"""What the ticket is called in the address."""

Verdict = Literal["refused", "enters", "comes"]


@dataclass(frozen=True)
class Asked:
    """What a request says of itself; each of the lists as it came, with whatever is twice."""

    method: str
    path: str
    hosts: Sequence[str]
    origins: Sequence[str]
    tickets: Sequence[str]
    keys: Sequence[str]


def _secret(length: int) -> str:
    """So many random bytes in letters and figures: an address ends with it in every terminal."""
    return b32encode(secrets.token_bytes(length)).decode().rstrip("=").lower()


class Guard:
    """Lets in who has the ticket, and then the cookie."""

    def __init__(self, port: int) -> None:
        self.host = f"{LOOPBACK}:{port}"
        self.origin = f"http://{self.host}"
        self.page = f"/{_secret(10)}/"
        self.key = _secret(32)
        self._ticket = _secret(16)
        self._is_used = False

    @property
    def address(self) -> str:
        """The address to open, which works once; it fits into a line of 80."""
        return f"{self.origin}{self.page}?{TICKET}={self._ticket}"

    @property
    def cookie(self) -> str:
        """The cookie's name, which no other so-tui has."""
        return f"so-tui-{self.page[1:9]}"

    def judged(self, asked: Asked) -> Verdict:
        """Whether a request is refused, enters with the ticket, or comes in with the cookie."""
        if asked.method != "GET" or list(asked.hosts) != [self.host]:
            return "refused"
        allowed = [[self.origin]] if asked.path == f"{self.page}{SOCKET}" else [[self.origin], []]
        if not asked.path.startswith(self.page) or list(asked.origins) not in allowed:
            return "refused"
        if _same(asked.keys, self.key):
            return "comes"
        if asked.path == self.page and not self._is_used and _same(asked.tickets, self._ticket):
            self._is_used = True
            return "enters"
        return "refused"


def _same(given: Sequence[str], secret: str) -> bool:
    """Whether a secret was given, and no other beside it, in the time that any other takes."""
    (one,) = given if len(given) == 1 else ("",)
    return secrets.compare_digest(one.encode("utf-8", "surrogatepass"), secret.encode())
