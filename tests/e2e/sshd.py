"""A real sshd on loopback, with keys and a port of its own, for one test."""

from __future__ import annotations

import getpass
import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.running import ROOT, Book

PATIENCE = 20.0


def needs_sshd() -> None:
    """Skip where there is no sshd, and say so."""
    if daemon() is None or shutil.which("ssh") is None:
        pytest.skip("openssh-server is not installed")


def daemon() -> str | None:
    """Where sshd lies; it is rarely in the path of a user."""
    return shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


@dataclass(frozen=True)
class Server:
    """A server that takes one key of one user."""

    folder: Path
    port: int

    def words(self, book: Book, *more: str) -> list[str]:
        """The words that start the screen on a casebook, at the other end of a line."""
        environment = {
            "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "HOME": str(book.path.parent),
            **book.environment,
        }  # fmt: skip
        app = [sys.executable, "-m", "so_tui", "--file", str(book.path), "--today", book.today]
        given = [f"{name}={value}" for name, value in environment.items()]
        return ["ssh", *self._options, shlex.join(["exec", "env", *given, *app, *more])]

    @property
    def _options(self) -> list[str]:
        options = {
            "StrictHostKeyChecking": "no", "UserKnownHostsFile": "/dev/null",
            "IdentitiesOnly": "yes", "LogLevel": "ERROR", "BatchMode": "yes",
        }  # fmt: skip
        given = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        key = str(self.folder / "key")
        return ["-tt", "-F", "/dev/null", "-i", key, "-p", str(self.port), *given, "127.0.0.1"]


def running(book: Book) -> list[int]:
    """The processes that have a casebook open, found by their words."""
    found = []
    for one in Path("/proc").iterdir():
        if one.name.isdigit():
            try:
                words = (one / "cmdline").read_bytes().split(b"\0")
                # What has ended and waits to be seen off does nothing any more.
                ended = (one / "stat").read_text().rpartition(")")[2].split()[0] in "ZX"
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue
            app = len(words) > 4 and words[1:3] == [b"-m", b"so_tui"]
            if app and str(book.path).encode() in words and not ended:
                found.append(int(one.name))
    return found


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """A server for as long as it lasts."""
    needs_sshd()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("host", "key"):
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(words, check=True, stdin=subprocess.DEVNULL)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = folder / "sshd_config"
    settings.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder / 'host'}\nPidFile none\n"
        f"AuthorizedKeysFile {folder / 'key.pub'}\nStrictModes no\nUsePAM no\n"
        f"PasswordAuthentication no\nPermitRootLogin prohibit-password\nPrintMotd no\n"
        f"AllowUsers {getpass.getuser()}\nMaxStartups 100\nMaxSessions 100\n"
    )
    log = folder / "log"
    server = subprocess.Popen(
        [str(daemon()), "-D", "-f", str(settings), "-E", str(log)], stdin=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert server.poll() is None, log.read_text()
            time.sleep(0.02)
        yield Server(folder, port)
    finally:
        server.terminate()
        server.wait()
