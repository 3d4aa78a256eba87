"""Keys and passphrases that a command needs: taken as options, or asked for on the terminal.

A passphrase is never an argument, never in the environment, and never read from standard input or
written to standard error, which may both be files: it goes over the terminal itself and nothing
else.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from so_tui import sharing
from so_tui.cli import infile, output, progress, stderr
from so_tui.cli.context import CommandContext
from so_tui.cli.param_types import Named
from so_tui.core.text import clean, counted
from so_tui.errors import RefusedInputError, UsageError
from so_tui.exchange import sealing
from so_tui.exchange.sealing import Identities, Keys, Passphrase, Sealed

_TERMINAL = "/dev/tty"
_BEGINNING = 4096
_MOST_TYPED = 4096
_ECHO = 3  # where the flags that say so stand in what termios tells

Lock = Keys | Passphrase


def lock_options(command: Any) -> Any:
    """A command with options to encrypt what it writes."""
    to = click.option(
        "--to", "recipients", multiple=True, type=Named("key", is_a="file"),
        help="Encrypt to this public key (age1…, ssh-ed25519 or ssh-rsa), or to those in a file.",
    )  # fmt: skip
    passphrase = click.option(
        "--passphrase", "by_passphrase", is_flag=True,
        help="Encrypt with a passphrase; it is asked for, or made for you.",
    )  # fmt: skip
    return to(passphrase(command))


def identity_option(command: Any) -> Any:
    """A command with an option that names files with secret keys."""
    return click.option(
        "--identity", "identities", multiple=True, type=Named("file"),
        help="A file with the secret key that opens what is encrypted to you.",
    )(command)  # fmt: skip


# --- To seal ------------------------------------------------------------------------------------


def lock(
    context: CommandContext, to: str | None, recipients: tuple[str, ...], by_passphrase: bool
) -> Lock | None:
    """What a file is to be sealed with; None where it is to be readable by anybody.

    Raises UsageError where that does not go together with its name, or with a terminal, and what
    `check_sealed` raises where it must be sealed.
    """
    from so_tui.precedence import check_sealed

    if recipients and by_passphrase:
        raise UsageError(
            "A file is encrypted to keys or with a passphrase, not both. Say --to or --passphrase. "
            "Nothing was written."
        )
    if not recipients and not by_passphrase:
        stderr.tell(context.in_force.notice_of(("encrypt",)))
        check_sealed(context.in_force, "Add --to with a public key, or --passphrase.")
        if sealing.is_named_so(to or ""):
            raise UsageError(
                f"{to} is called as an encrypted file is. Say for whom with --to, or say "
                "--passphrase. Nothing was written."
            )
        return None
    if to in (None, "-") and output.at_terminal():
        raise UsageError(
            "An encrypted file cannot be read on a terminal. Name a file with -o. Nothing was "
            "written."
        )
    if by_passphrase:
        return _new_passphrase()
    return sharing.keys(recipients)


def told(sealed_with: Lock | None, name: str, opened_by: str) -> Iterator[str]:
    """Sentences on who can read a file that was written, and how it is opened.

    `opened_by`: the command of ours that does, without options.
    """
    if sealed_with is None:
        yield "The file is not encrypted; --to and --passphrase would do that."
        return
    if isinstance(sealed_with, Keys):
        count = len(sealed_with.each)
        whose = "that key" if count == 1 else "one of these keys"
        yield f"It is encrypted to {counted(count, 'key')}."
        ours = shlex.join(["so-tui", opened_by, "--identity", "KEY", name])
        age = shlex.join(["age", "-d", "-i", "KEY", name])
        yield f"Who has the secret half of {whose} opens it with: {ours} (or with age: {age})"
        return
    yield (
        "It is encrypted with the passphrase. If that is lost, the file is lost: nobody can open "
        "it. Tell it to the receiver in another way than the one the file goes."
    )
    ours, age = shlex.join(["so-tui", opened_by, name]), shlex.join(["age", "-d", name])
    yield f"It is opened with: {ours} (or with age: {age})"


def _new_passphrase() -> Passphrase:
    """A passphrase that is asked for twice, or made and shown once where Enter alone is given."""
    with _terminal() as terminal:
        words = terminal.hidden("Passphrase (Enter alone: one is made for you)")
        if not words:
            made = sealing.fresh()
            terminal.show(
                f"The passphrase is: {made.words}\n"
                "Write it down now. It is not shown again, and so-tui does not keep it."
            )
            return made
        if len(words) < sealing.SHORTEST:
            raise UsageError(
                f"A passphrase of fewer than {sealing.SHORTEST} characters is soon guessed. Take a "
                "longer one, or let one be made. Nothing was written."
            )
        if terminal.hidden("The same passphrase again") != words:
            raise UsageError("The two passphrases are not the same. Nothing was written.")
    return Passphrase(words)


# --- To unseal ----------------------------------------------------------------------------------


def opened(data: bytes, name: str, identities: tuple[str, ...]) -> bytes:
    """What is in a sealed file. Raises RefusedInputError, and UsageError where no key was named."""
    return _unsealed(sealing.look(data, name), identities)


def opened_file(path: Path, identities: tuple[str, ...]) -> bytes | None:
    """What is in a file if it is sealed, read into memory alone; None where it is not, or where
    there is none. Raises RefusedInputError, and UsageError where no key was named."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            begin = file.read(_BEGINNING)
            data = begin + file.read() if sealing.is_sealed(begin) else b""
    except OSError:  # whatever reads it next says so
        return None
    return opened(data, str(path), identities) if data else None


def _unsealed(sealed: Sealed, identities: tuple[str, ...]) -> bytes:
    if sealed.by == "passphrase":
        with _terminal() as terminal:
            words = terminal.hidden(f"Passphrase of {sealed.name}")
        return sealing.unseal(sealed, Passphrase(words))
    if not identities:
        raise UsageError(
            f"{sealed.name} is encrypted to a key. Say in which file the secret half of that key "
            "is: --identity FILE. Nothing was changed."
        )
    return sealing.unseal(sealed, [_identities(one) for one in identities])


def _identities(file: str) -> Identities:
    """A file with secret keys, itself sealed or not. Raises RefusedInputError."""
    text = infile.contents(file, sealing.MOST_OF_KEYS, private=True)
    if sealing.is_sealed(text):
        sealed = sealing.look(text, file)
        if sealed.by == "keys":
            raise RefusedInputError(
                f"{file} is encrypted to another key, so it cannot be used as one. Nothing was "
                "changed."
            )
        text = _unsealed(sealed, ())
    return Identities(text, file)


# --- The terminal -------------------------------------------------------------------------------


class _Terminal:
    """The terminal that the command was begun from, wherever its streams go."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def show(self, text: str) -> None:
        """Write to it."""
        shown = "".join(f"{clean(line)}\n" for line in text.splitlines())
        os.write(self._descriptor, shown.encode("utf-8", "replace"))

    def hidden(self, what: str) -> str:
        """What is typed there, which is not shown. Raises UsageError for what is no text."""
        with self._unseen():
            os.write(self._descriptor, f"{clean(what)}: ".encode("utf-8", "replace"))
            typed = os.read(self._descriptor, _MOST_TYPED)
        if not typed:
            raise click.Abort
        try:
            return typed.decode().rstrip("\r\n")
        except UnicodeDecodeError:
            raise UsageError(
                "What was typed is not written in UTF-8. Nothing was done with it."
            ) from None

    @contextlib.contextmanager
    def _unseen(self) -> Iterator[None]:
        """While it lasts, nothing that is typed is shown; what was typed before is dropped."""
        before = termios.tcgetattr(self._descriptor)
        quiet = before.copy()
        quiet[_ECHO] &= ~termios.ECHO
        quiet[_ECHO] |= termios.ICANON
        try:
            termios.tcsetattr(self._descriptor, termios.TCSAFLUSH, quiet)
            yield
        finally:
            termios.tcsetattr(self._descriptor, termios.TCSAFLUSH, before)
            os.write(self._descriptor, b"\n")


@contextlib.contextmanager
def _terminal() -> Iterator[_Terminal]:
    """The terminal, for as long as something is asked there. Raises UsageError without one."""
    try:
        descriptor = os.open(_TERMINAL, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        raise UsageError(
            "A passphrase is typed on a terminal, and this command has none. Run it from one, or "
            "use a key: --to and --identity. Nothing was changed."
        ) from None
    try:
        with progress.hidden():
            yield _Terminal(descriptor)
    finally:
        os.close(descriptor)
