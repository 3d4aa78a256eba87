"""Encrypted files, in the age format (age-encryption.org/v1): around the bytes of any other format.

A file is sealed to keys, or with a passphrase. A passphrase is stretched by as much work as the
file's own header asks for, so that is read first, strictly and within bounds, and what asks for
too much is refused before any of it is done. pyrage is loaded when something is sealed or
unsealed, and by no other module.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from so_tui.core.text import clean, counted, shortened
from so_tui.errors import OutputError, RefusedInputError, UsageError

ENDING = ".age"
"""How names of sealed files end, behind the ending of what is in them."""

MOST_WORK = 21
"""The most that a passphrase may be stretched, as a power of two: 2 GB of memory. age itself writes
18. What is written here takes about a second of this computer's time: 20 on a fast one."""

LEAST_WORK = 16
"""The least that is written while the computer is not too busy to measure its own speed."""

MOST_HEADER = 128 * 1024
"""Bytes of the longest header that is read."""

MOST_KEYS = 100
"""To so many keys a file is sealed at most."""

SHORTEST = 8
"""Characters of the shortest passphrase that is taken to seal with."""

MOST_OF_KEYS = 64 * 1024
"""Bytes of the longest file with keys that is read."""

_TRIES = 3
_LOOKS = 10
"""How often work is tried that pyrage finds excessive. It measures by a few milliseconds how much
the computer can do; while other programs have the processor it measures wrongly."""

# What pyrage says; bytes, since none of it is said to a person.
_WRONG, _NO_KEY, _BUSY = b"Decryption failed", b"No matching keys found", b"Excessive work"
_MAGIC = b"age-encryption.org/"
_VERSION = _MAGIC + b"v1\n"
_BEGIN, _END = b"-----BEGIN AGE ENCRYPTED FILE-----", b"-----END AGE ENCRYPTED FILE-----"
_COLUMNS = 64
_WHITE = b" \t\r\n"

# Possessive, so that a hostile header cannot make the search go back over it.
_HEADER = re.compile(
    rb"age-encryption\.org/v1\n"
    rb"((?:-> [!-~]++(?: [!-~]++)*+\n(?:[A-Za-z0-9+/]{64}\n)*+[A-Za-z0-9+/]{0,63}\n)++)"
    rb"--- [A-Za-z0-9+/]{43}\n"
)
_STANZA = re.compile(rb"^-> ([!-~]+)", re.MULTILINE)
_BY_PASSPHRASE = re.compile(rb"-> scrypt [A-Za-z0-9+/]{22} ([1-9][0-9]{0,2})\n[A-Za-z0-9+/]{43}\n")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Those of a passphrase that is made here: none looks like another one."""


class Keys(msgspec.Struct, frozen=True):
    """The public keys that a file is sealed to, each as it is written; made by `keys`."""

    each: tuple[str, ...]


class Passphrase(msgspec.Struct, frozen=True):
    """A passphrase that a file is sealed with. Its value is never shown by accident."""

    words: str

    def __repr__(self) -> str:
        return "Passphrase()"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return []


class Identities(msgspec.Struct, frozen=True):
    """What a file with secret keys holds, to unseal with, and its name. Never shown by accident."""

    text: bytes
    name: str

    def __repr__(self) -> str:
        return f"Identities(name={self.name!r})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("name", self.name)]


class Sealed(msgspec.Struct, frozen=True):
    """A sealed file whose header was looked at: its name as the user called it, its bytes without
    armor, and what it is opened by."""

    name: str
    data: bytes
    by: Literal["passphrase", "keys"]


# --- Names --------------------------------------------------------------------------------------


def is_named_so(name: str) -> bool:
    """Whether a file's name is that of a sealed one."""
    return name.casefold().endswith(ENDING)


def inner(name: str) -> str:
    """The name of what is in a sealed file, by which its format is told."""
    return name[: -len(ENDING)] if is_named_so(name) else name


# --- Sealing ------------------------------------------------------------------------------------


def keys(given: Iterable[str]) -> Keys:
    """Public keys as they were typed, each once. Raises UsageError for what is none."""
    each = tuple(dict.fromkeys(_public(one.strip()) for one in given))
    if len(each) > MOST_KEYS:
        raise UsageError(
            f"A file can be encrypted to {MOST_KEYS} keys at most, and these are {len(each)}. "
            "Nothing was written."
        )
    return Keys(each)


def is_public(text: str) -> bool:
    """Whether a text is meant as a public key, and not as the name of a file with some."""
    return text.strip().casefold().startswith(("age1", "ssh-"))


def keys_in(text: bytes, name: str) -> tuple[str, ...]:
    """The public keys in a file: one a line, among comments. Raises UsageError naming the line."""
    if is_secret(text):
        raise _secret_given(name)
    found: list[str] = []
    for number, line in _lines(text):
        try:
            found.append(_public(line))
        except UsageError:
            raise UsageError(
                f"Line {number} of {name} is no public key that so-tui can encrypt to. Each begins "
                "with age1, ssh-ed25519 or ssh-rsa. Nothing was written."
            ) from None
    if not found:
        raise UsageError(f"There is no public key in {name}. Nothing was written.")
    return tuple(found)


def is_secret(text: bytes) -> bool:
    """Whether there is a secret key in a text."""
    return b"AGE-SECRET-KEY-" in text.upper() or b"PRIVATE KEY-----" in text


def fresh() -> Passphrase:
    """A passphrase that nobody can guess: 20 letters and figures in five groups, 99 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(5))
    return Passphrase("-".join(groups))


def seal(data: bytes | Iterable[bytes], lock: Keys | Passphrase) -> bytes:
    """Bytes, whole or in pieces, as a sealed file. Raises OutputError."""
    import pyrage

    whole = data if isinstance(data, bytes) else b"".join(data)
    try:
        if isinstance(lock, Keys):
            made: bytes = pyrage.encrypt(whole, [_recipient(one) for one in lock.each])
            return made
        return _with_passphrase(whole, lock.words)
    except pyrage.EncryptError:
        raise OutputError("The file could not be encrypted. Nothing was written.") from None


def _with_passphrase(data: bytes, words: str) -> bytes:
    """Sealed with as much work as is right: how much is measured at each try, and so it differs."""
    import pyrage

    best, work = b"", 0
    for _ in range(_TRIES):
        made: bytes = pyrage.passphrase.encrypt(data, words)
        found = _work(made)
        if LEAST_WORK <= found <= MOST_WORK:
            return made
        if work < found <= MOST_WORK:
            best, work = made, found
    if best:
        return best
    raise OutputError(
        "The passphrase could not be stretched by as much work as every computer can do. Encrypt "
        "to a key with --to. Nothing was written."
    )


def _public(text: str) -> str:
    """A public key as it is written, without a comment. Raises UsageError."""
    if is_secret(text.encode()):
        raise _secret_given("--to")
    key = " ".join(text.split()[: 2 if text.casefold().startswith("ssh-") else 1])
    try:
        _recipient(key)
    except ValueError:
        raise UsageError(
            f"“{shortened(clean(text))}” is no public key that so-tui can encrypt to. Such a key "
            "begins with age1, ssh-ed25519 or ssh-rsa. Copy all of it. Nothing was written."
        ) from None
    return key


def _recipient(key: str) -> Any:
    """A key as pyrage takes it. Raises ValueError."""
    import pyrage

    module = pyrage.ssh if key.casefold().startswith("ssh-") else pyrage.x25519
    try:
        return module.Recipient.from_str(key)
    except pyrage.RecipientError:
        raise ValueError from None


def _secret_given(where: str) -> UsageError:
    return UsageError(
        f"In {where} is the secret half of a key. A file is encrypted to the public half, which "
        "begins with age1, ssh-ed25519 or ssh-rsa. Nothing was written."
    )


# --- Looking at what is sealed ------------------------------------------------------------------


def is_sealed(data: bytes) -> bool:
    """Whether bytes begin as a sealed file does, be it armored or not."""
    return data.startswith(_MAGIC) or data[:MOST_HEADER].lstrip(_WHITE).startswith(_BEGIN)


def at_most(limit: int) -> int:
    """How many bytes a sealed file can have that holds so many: its header, the marks between its
    parts, and armor with line ends of two bytes."""
    return (limit + limit // 2048 + MOST_HEADER) * 3 // 2


def look(data: bytes, name: str) -> Sealed:
    """A sealed file, once its header was found to be in order and to ask for nothing hostile.

    Raises RefusedInputError.
    """
    plain = data if data.startswith(_MAGIC) else _without_armor(data, name)
    if not plain.startswith(_VERSION):
        raise RefusedInputError(
            f"{name} is encrypted in a way that so-tui does not know. Open it with the program it "
            "was made by, such as age. Nothing was changed."
        )
    header = _HEADER.match(plain[:MOST_HEADER])
    if header is None:
        raise _unlike(name)
    kinds = _STANZA.findall(header[1])
    if b"scrypt" not in kinds:
        return Sealed(name, plain, "keys")
    work = _BY_PASSPHRASE.fullmatch(header[1])
    if work is None:
        raise RefusedInputError(
            f"{name} is encrypted with a passphrase in a way that age never writes. It was not "
            "opened. Ask whoever gave it to you for the file again. Nothing was changed."
        )
    if int(work[1]) > MOST_WORK:
        raise RefusedInputError(
            f"{name} was not opened: its passphrase asks for more work than it should, which could "
            "stop this computer. Ask for a file that is encrypted to your key, or one made with "
            "age. Nothing was changed."
        )
    return Sealed(name, plain, "passphrase")


def _work(data: bytes) -> int:
    """How much work a file that was just sealed with a passphrase asks for."""
    header = _HEADER.match(data[:MOST_HEADER])
    work = _BY_PASSPHRASE.fullmatch(header[1]) if header else None
    return int(work[1]) if work else 0


def _without_armor(data: bytes, name: str) -> bytes:
    """The bytes that stand as text between two lines, as in a message. Raises RefusedInputError."""
    lines = [line.removesuffix(b"\r") for line in data.strip(_WHITE).split(b"\n")]
    body = lines[1:-1]
    if lines[0] != _BEGIN or lines[-1] != _END or not body:
        raise _unlike(name)
    if any(len(line) != _COLUMNS for line in body[:-1]) or not 0 < len(body[-1]) <= _COLUMNS:
        raise _unlike(name)
    text = b"".join(body)
    try:
        plain = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise _unlike(name) from None
    if base64.b64encode(plain) != text:
        raise _unlike(name)
    return plain


# --- Unsealing ----------------------------------------------------------------------------------


def unseal(sealed: Sealed, secret: Passphrase | Iterable[Identities]) -> bytes:
    """What is in a sealed file: all of it, as it was sealed. Raises RefusedInputError."""
    import pyrage

    if isinstance(secret, Passphrase):
        return _with_words(sealed, secret.words)
    found = [each for one in secret for each in _secret_keys(one)]
    try:
        made: bytes = pyrage.decrypt(sealed.data, found)
    except pyrage.DecryptError as fault:
        raise _refused(sealed.name, _why(fault)) from None
    return made


def _with_words(sealed: Sealed, words: str) -> bytes:
    import pyrage

    if sealed.by != "passphrase":  # pyrage would do the work that any header asks for
        raise _refused(sealed.name, _NO_KEY)
    why = _BUSY
    for _ in range(_LOOKS):
        try:
            made: bytes = pyrage.passphrase.decrypt(sealed.data, words)
        except pyrage.DecryptError as fault:
            why = _why(fault)
            if not why.startswith(_BUSY):
                break
        else:
            return made
    raise _refused(sealed.name, why)


def _why(fault: Exception) -> bytes:
    return str(fault).encode()


def _refused(name: str, why: bytes) -> RefusedInputError:
    """What pyrage's words mean for a person."""
    if why == _WRONG:
        said = (
            "the passphrase is not the right one. Each letter counts, capital or small, and each "
            "blank"
        )
    elif why == _NO_KEY:
        said = "it is not encrypted to any of the keys given with --identity"
    elif why.startswith(_BUSY):
        said = "this computer is too busy for that now. Try again when it has less to do"
    else:
        return _unlike(name)
    return RefusedInputError(f"{name} was not opened: {said}. Nothing was changed.")


def _unlike(name: str) -> RefusedInputError:
    return RefusedInputError(
        f"{name} was not opened: it is encrypted, and it was cut short or changed on its way. Ask "
        "for the file again. Nothing was changed."
    )


def _secret_keys(given: Identities) -> list[Any]:
    """The secret keys in a file, as pyrage takes them. Raises RefusedInputError."""
    import pyrage

    name = given.name
    if given.text.lstrip(_WHITE).startswith(b"-----BEGIN "):
        try:
            return [pyrage.ssh.Identity.from_buffer(given.text)]
        except pyrage.IdentityError as fault:
            why = "of a kind that cannot be used here"
            if b"decrypted first" in _why(fault):
                why = "kept under a passphrase of its own. Open the file with: age -d -i KEY FILE"
            raise RefusedInputError(f"The key in {name} is {why}. Nothing was changed.") from None
    found: list[Any] = []
    for number, line in _lines(given.text):
        try:
            found.append(pyrage.x25519.Identity.from_str(line))
        except pyrage.IdentityError:
            raise RefusedInputError(
                f"Line {number} of {name} is no secret key that so-tui can use. Nothing was "
                "changed."
            ) from None
    if not found or len(found) > MOST_KEYS:
        raise RefusedInputError(
            f"There must be a secret key in {name}, and {counted(len(found), 'key')} "
            f"{'is' if len(found) == 1 else 'are'} there. Nothing was changed."
        )
    return found


def _lines(text: bytes) -> Iterable[tuple[int, str]]:
    """The lines of a file with keys that are no comments, each with its number."""
    for number, line in enumerate(text.decode("utf-8", "replace").splitlines(), 1):
        if (bare := line.strip()) and not bare.startswith("#"):
            yield number, bare
