"""Sealed files: what was sealed comes back, what was changed never does, and nothing hostile runs.

`age_by_hand` writes what asks for little work, so that passphrases can be tried many times; that
what pyrage and `age` write themselves is read and the other way round is tried once each.
"""

from __future__ import annotations

import base64
import contextlib
import os
import re
import shutil
import subprocess
import tracemalloc
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pyrage
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from so_tui.errors import RefusedInputError, SoTuiError, UsageError
from so_tui.exchange import sealing
from so_tui.exchange.sealing import Identities, Keys, Passphrase, Sealed, look, seal, unseal
from tests.exchange.age_by_hand import armored, sealed

WORDS = "quiet river 7 lamps"
RIGHT = Passphrase(WORDS)

some_bytes = st.binary(max_size=300) | st.sampled_from([b"x" * n for n in (65535, 65536, 65537)])


@cache
def pair(n: int) -> tuple[str, Identities]:
    """The public half of a key, and a file with its secret half."""
    made = pyrage.x25519.Identity.generate()
    return str(made.to_public()), Identities(f"# a key\n{made}\n".encode(), f"key{n}.txt")


def to(*numbers: int) -> Keys:
    return sealing.keys([pair(n)[0] for n in numbers])


def opened(data: bytes, secret: Passphrase | Iterable[Identities]) -> bytes:
    return unseal(look(data, "rosa.age"), secret)


# --- What is sealed comes back --------------------------------------------------------------------


@given(some_bytes, st.sets(st.integers(0, 4), min_size=1), st.integers(1, 3))
def test_what_is_sealed_to_keys_comes_back_with_any_of_them(
    data: bytes, numbers: set[int], parts: int
) -> None:
    cut = len(data) // parts
    made = seal([data[:cut], data[cut:]], to(*sorted(numbers)))
    assert sealing.is_sealed(made)
    for number in numbers:
        assert opened(made, [pair(number)[1]]) == data
        assert opened(armored(made), [pair(7)[1], pair(number)[1]]) == data
    with pytest.raises(RefusedInputError, match="not encrypted to any of the keys"):
        opened(made, [pair(7)[1]])


@given(st.binary(max_size=300), st.text(min_size=1, max_size=40).filter(str.isprintable))
def test_what_is_sealed_with_a_passphrase_comes_back_with_it_and_with_no_other(
    data: bytes, words: str
) -> None:
    made = sealed(data, words, 2)
    assert look(made, "a").by == "passphrase"
    assert opened(made, Passphrase(words)) == data
    for other in {words + " ", words.swapcase()} - {words}:
        with pytest.raises(RefusedInputError, match="passphrase is not the right one"):
            opened(made, Passphrase(other))


def test_a_file_of_several_parts_comes_back_from_a_passphrase() -> None:
    data = os.urandom(1000) * 70
    assert opened(sealed(data, WORDS, 2), RIGHT) == data


def test_a_passphrase_is_stretched_by_enough_work_and_never_too_much() -> None:
    made = seal([b"Ro", b"sa"], RIGHT)
    assert sealing.LEAST_WORK <= sealing._work(made) <= sealing.MOST_WORK
    assert opened(made, RIGHT) == b"Rosa"


@pytest.mark.parametrize(
    ("works", "taken"),
    [([18], 18), ([23, 20], 20), ([12, 14, 13], 14), ([25, 9, 22], 9), ([24, 24, 24], None)],
)
def test_of_a_few_tries_the_best_is_taken(
    works: list[int], taken: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = iter(works)
    monkeypatch.setattr(
        pyrage.passphrase, "encrypt", lambda data, words: sealed(data, words, next(left))
    )
    if taken is None:
        with pytest.raises(SoTuiError, match="--to"):
            seal(b"x", RIGHT)
    else:
        assert sealing._work(seal(b"x", RIGHT)) == taken


# --- What was changed is refused ------------------------------------------------------------------


@cache
def samples() -> tuple[tuple[bytes, Passphrase | tuple[Identities, ...]], ...]:
    data = b"what is in the case"
    return (sealed(data, WORDS, 1), RIGHT), (seal(data, to(0, 1)), (pair(1)[1],))


@pytest.mark.parametrize("n", [0, 1])
def test_any_changed_byte_is_refused(n: int) -> None:
    whole, secret = samples()[n]
    for at in range(len(whole)):
        for bit in range(8) if isinstance(secret, tuple) else [at % 8]:
            spoiled = bytearray(whole)
            spoiled[at] ^= 1 << bit
            _refused(bytes(spoiled), secret)


@pytest.mark.parametrize("n", [0, 1])
def test_any_cut_is_refused_and_so_is_what_stands_behind_the_end(n: int) -> None:
    whole, secret = samples()[n]
    for length in range(len(whole)):
        _refused(whole[:length], secret)
    for more in (b"\n", b"x", whole):
        _refused(whole + more, secret)


def test_a_cut_between_two_parts_is_refused() -> None:
    whole = seal(b"z" * 200_000, to(0))
    begin = whole.index(b"\n", whole.index(b"\n--- ") + 1) + 1 + 16
    for parts in (0, 1, 2, 3):
        _refused(whole[: begin + parts * (65536 + 16)], [pair(0)[1]])


def _refused(data: bytes, secret: Passphrase | Iterable[Identities]) -> None:
    with pytest.raises(RefusedInputError) as told:
        opened(data, secret)
    assert told.value.sentence.startswith("rosa.age ")
    assert told.value.sentence.endswith("Nothing was changed.")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace(b"BEGIN AGE", b"BEGIN  AGE"),
        lambda text: text.replace(b"-----END AGE ENCRYPTED FILE-----\n", b""),
        lambda text: text.replace(b"\n", b"\n\n", 2),
        lambda text: text.replace(b"\n", b" \n", 2),
        lambda text: text[: text.rindex(b"\n", 0, -40)] + text[text.rindex(b"\n", 0, -40) + 1 :],
        lambda text: text[: text.index(b"\n", 40) + 1] + text[text.index(b"\n", 40) + 2 :],
        lambda text: text + b"x",
        lambda text: text[:36] + text[-33:],
        lambda text: text[:-34] + b"=" + text[-33:],
    ],
)
def test_armor_that_is_not_as_age_writes_it_is_refused(spoil: Callable[[bytes], bytes]) -> None:
    whole, secret = samples()[1]
    text = armored(whole)
    assert opened(text, secret)
    assert spoil(text) != text
    if sealing.is_sealed(spoil(text)):
        _refused(spoil(text), secret)


@given(st.data())
def test_a_changed_byte_of_armor_is_refused_or_changes_nothing(data: st.DataObject) -> None:
    whole, secret = samples()[1]
    text = bytearray(armored(whole, data.draw(st.sampled_from([b"\n", b"\r\n"]))))
    text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(RefusedInputError):
        assert opened(bytes(text), secret) == opened(whole, secret)


def test_work_that_is_measured_wrongly_while_the_computer_is_busy_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done, made = pyrage.passphrase.decrypt, sealed(b"x", WORDS, 2)
    busy = 3

    def measured(data: bytes, words: str) -> bytes:
        nonlocal busy
        busy -= 1
        if busy >= 0:
            raise pyrage.DecryptError("Excessive work parameter for passphrase.\nIt would take.")
        found: bytes = done(data, words)
        return found

    monkeypatch.setattr(pyrage.passphrase, "decrypt", measured)
    assert opened(made, RIGHT) == b"x"
    busy = 1000
    with pytest.raises(RefusedInputError, match="too busy"):
        opened(made, RIGHT)


# --- What is hostile is not tried -----------------------------------------------------------------


class TriedError(Exception):
    """pyrage was asked for work."""


@pytest.fixture
def untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    """pyrage that raises when it is asked to open anything."""

    def tried(*_: object) -> bytes:
        raise TriedError

    monkeypatch.setattr(pyrage, "decrypt", tried)
    monkeypatch.setattr(pyrage.passphrase, "decrypt", tried)


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("work", [22, 23, 30, 63, 64, 255, 999, 1000, 10**9])
@pytest.mark.parametrize("wrap", [bytes, armored])
def test_a_file_that_asks_for_too_much_work_is_refused_before_any_is_done(
    work: int, wrap: type[bytes]
) -> None:
    _refused(wrap(sealed(b"x", WORDS, work)), RIGHT)


@pytest.mark.usefixtures("untouched")
def test_more_than_one_passphrase_is_refused_before_any_work_is_done() -> None:
    _refused(sealed(b"x", WORDS, 2, stanzas=2), RIGHT)
    one, key = sealed(b"x", WORDS, 2), seal(b"x", to(0))
    mixed = key[: key.index(b"---")] + one[len(b"age-encryption.org/v1\n") :]
    _refused(mixed, RIGHT)
    _refused(mixed, [pair(0)[1]])


_stanza = st.sampled_from([
    b"-> scrypt c3Nzc3Nzc3Nzc3Nzc3Nzcw 18\n" + b"A" * 43 + b"\n",
    b"-> scrypt c3Nzc3Nzc3Nzc3Nzc3Nzcw 30\n" + b"A" * 43 + b"\n",
    b"-> scrypt c3Nzc3Nzc3Nzc3Nzc3Nzcw 018\n" + b"A" * 43 + b"\n",
    b"-> scrypt c3Nzc3Nzc3Nzc3Nzc3Nzcw +9\n" + b"A" * 43 + b"\n",
    b"-> scrypt c3Nzc3Nzc3Nzc3Nzc3Nzcw 9 30\n" + b"A" * 43 + b"\n",
    b"->  scrypt c3Nzc3Nzc3Nzc3Nzc3Nzcw 30\n" + b"A" * 43 + b"\n",
    b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n",
    b"-> a b\n" + (b"A" * 64 + b"\n") * 3 + b"\n",
    b"-> " + b"a" * 70_000 + b"\n\n",
    b"-> a" + b" b" * 40_000 + b"\n\n",
    b"-> a\n" + (b"A" * 64 + b"\n") * 4000,
])  # fmt: skip
_piece = _stanza | st.sampled_from([
    b"age-encryption.org/v1\n", b"age-encryption.org/v2\n", b"--- " + b"A" * 43 + b"\n", b"---",
    b"\n", b"\r\n", b"-----BEGIN AGE ENCRYPTED FILE-----\n", b"-----END AGE ENCRYPTED FILE-----\n",
    b"A" * 64 + b"\n", b"\0" * 100, "é".encode(),
]) | st.binary(max_size=80)  # fmt: skip


@given(st.lists(_piece, max_size=8).map(b"".join), st.booleans(), st.booleans())
@example(b"", False, False)
def test_any_bytes_are_looked_at_or_refused_in_a_sentence(
    tail: bytes, begun: bool, in_armor: bool
) -> None:
    data = b"age-encryption.org/v1\n" * begun + tail
    data = armored(data) if in_armor else data
    found = None
    with contextlib.suppress(RefusedInputError):
        found = look(data, "rosa.age")
    if found is None:
        return
    assert sealing.is_sealed(data)
    header = found.data[: found.data.index(b"\n--- ")]
    asked = [int(one) for one in re.findall(rb"^-> scrypt \S+ (\d+)$", header, re.MULTILINE)]
    if found.by == "passphrase":
        assert header.count(b"-> ") == 1
        assert len(asked) == 1
        assert asked[0] <= sealing.MOST_WORK
    else:
        assert not re.search(rb"^-> +scrypt", header, re.MULTILINE)
        with contextlib.suppress(RefusedInputError):
            unseal(found, [pair(0)[1]])


@pytest.mark.parametrize("begin", [b"age-encryption.org/v1\n-> a\n", b"age-encryption.org/v1\n"])
@pytest.mark.parametrize("line", [b"A" * 64 + b"\n", b"-> a b\n\n", b"-> a", b" ", b"\n"])
@pytest.mark.usefixtures("untouched")
def test_however_long_a_header_claims_to_be_only_the_bounded_part_is_looked_at(
    begin: bytes, line: bytes
) -> None:
    end = b"\n--- " + b"A" * 43 + b"\n"
    data = begin + line * (16 * 1024 * 1024 // len(line)) + end + b"n" * 32
    tracemalloc.start()
    try:
        _refused(data, [pair(0)[1]])
        assert tracemalloc.get_traced_memory()[1] < 4 * sealing.MOST_HEADER
    finally:
        tracemalloc.stop()


def test_a_newer_way_of_encrypting_is_told_from_damage() -> None:
    with pytest.raises(RefusedInputError, match="in a way that so-tui does not know"):
        look(b"age-encryption.org/v2\n-> X\n\n", "rosa.age")


@given(st.binary(max_size=200))
def test_a_sealed_file_fits_into_what_is_read_of_it(data: bytes) -> None:
    for made in (seal(data, to(*range(5))), sealed(data, WORDS, 1)):
        assert len(armored(made, b"\r\n")) <= sealing.at_most(len(data))


def test_a_file_sealed_to_as_many_keys_as_are_taken_can_be_opened(tmp_path: Path) -> None:
    many = [str(pyrage.x25519.Identity.generate().to_public()) for _ in range(99)]
    made = seal(b"x", sealing.keys([*many, pair(0)[0]]))
    assert opened(made, [pair(0)[1]]) == b"x"
    with pytest.raises(UsageError, match="100 keys at most"):
        sealing.keys([*many, pair(0)[0], pair(1)[0]])


# --- Keys -----------------------------------------------------------------------------------------


def test_keys_are_read_from_a_file_with_comments_and_each_is_taken_once() -> None:
    text = f"# of the team\n\n{pair(0)[0]}\r\n  {pair(1)[0]}  \n{pair(0)[0]}\n".encode()
    assert sealing.keys(sealing.keys_in(text, "team.txt")) == to(0, 1)


@pytest.mark.parametrize(
    "text", [b"age1xyz", b"hello", b"ssh-ed25519 AAAA", b"ecdsa-sha2-nistp256 AAAA x", b"\xff"]
)
def test_a_line_that_is_no_key_is_named(text: bytes) -> None:
    with pytest.raises(UsageError, match=r"Line 2 of team\.txt is no public key"):
        sealing.keys_in(pair(0)[0].encode() + b"\n" + text, "team.txt")
    with pytest.raises(UsageError, match="no public key"):
        sealing.keys([text.decode("utf-8", "replace")])


def test_a_secret_key_is_never_taken_for_a_public_one_and_never_shown() -> None:
    secret = pair(0)[1].text.decode()
    for tried in (
        lambda: sealing.keys([secret.split()[-1]]),
        lambda: sealing.keys([secret.split()[-1].lower()]),
        lambda: sealing.keys_in(secret.encode(), "key.txt"),
        lambda: sealing.keys_in(b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl", "key.txt"),
    ):
        with pytest.raises(UsageError, match="secret half") as told:
            tried()
        assert secret.split()[-1][16:30] not in told.value.sentence.upper()


@pytest.mark.parametrize(
    "text", [b"", b"# nothing\n", b"hello", b"AGE-PLUGIN-YUBIKEY-1QQ", b"\xff"]
)
def test_a_file_without_a_secret_key_that_can_be_used_is_refused(text: bytes) -> None:
    with pytest.raises(RefusedInputError, match=r"key\.txt"):
        opened(seal(b"x", to(0)), [Identities(text, "key.txt")])


def test_secrets_do_not_show_by_accident() -> None:
    for one in (RIGHT, pair(0)[1]):
        for shown in (repr(one), str(one), f"{one}", repr([one]), repr(one.__rich_repr__())):
            assert WORDS not in shown
            assert "SECRET-KEY" not in shown
    assert "case" not in repr(Sealed("a", b"", "keys"))


def test_a_passphrase_that_is_made_has_no_letter_that_looks_like_another() -> None:
    some = {sealing.fresh().words for _ in range(50)}
    assert len(some) == 50
    for one in some:
        assert re.fullmatch(r"([a-hj-km-np-z2-9]{4}-){4}[a-hj-km-np-z2-9]{4}", one)


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("rosa.json.age", "rosa.json"), ("ROSA.ICS.AGE", "ROSA.ICS"), ("rosa.age", "rosa"),
        ("rosa.json", "rosa.json"), ("age", "age"), ("", ""),
    ],
)  # fmt: skip
def test_the_name_of_what_is_inside_is_the_name_without_its_last_ending(
    name: str, inside: str
) -> None:
    assert sealing.inner(name) == inside


# --- Other programs -------------------------------------------------------------------------------


def _needs(program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")


def _ssh_key(folder: Path, kind: str, passphrase: str = "") -> Path:
    _needs("ssh-keygen")
    file = folder / f"id_{kind}"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-f", file], check=True
    )  # fmt: skip
    return file


@pytest.mark.parametrize("kind", ["ed25519", "rsa"])
def test_a_key_of_ssh_opens_what_is_sealed_to_it(tmp_path: Path, kind: str) -> None:
    file = _ssh_key(tmp_path, kind)
    public = file.with_suffix(".pub").read_text()
    made = seal(b"Rosa", sealing.keys([public]))
    assert sealing.keys_in(public.encode(), "a") == sealing.keys([public]).each
    assert opened(made, [Identities(file.read_bytes(), "id")]) == b"Rosa"


def test_a_key_of_ssh_that_has_a_passphrase_is_told_how_to_use_with_age(tmp_path: Path) -> None:
    file = _ssh_key(tmp_path, "ed25519", "abcdef")
    made = seal(b"Rosa", sealing.keys([file.with_suffix(".pub").read_text()]))
    with pytest.raises(RefusedInputError, match="age -d -i"):
        opened(made, [Identities(file.read_bytes(), "id")])


def test_age_opens_what_is_sealed_to_a_key_and_what_it_writes_is_opened(tmp_path: Path) -> None:
    _needs("age")
    public, secret = pair(0)
    (tmp_path / "key").write_bytes(secret.text)
    data = os.urandom(100) * 1000
    found = subprocess.run(
        ["age", "-d", "-i", "key"], cwd=tmp_path, input=seal(data, to(1, 0)),
        capture_output=True, check=True,
    )  # fmt: skip
    assert found.stdout == data
    for armor in ([], ["-a"]):
        made = subprocess.run(
            ["age", "-r", public, *armor], input=data, capture_output=True, check=True
        ).stdout
        assert opened(made, [secret]) == data


def test_what_is_written_by_hand_is_what_others_write(tmp_path: Path) -> None:
    _needs("age")
    made = sealed(b"Rosa", WORDS, 3)
    assert pyrage.passphrase.decrypt(made, WORDS) == b"Rosa"
    assert base64.b64decode(b"".join(armored(made).split(b"\n")[1:-2])) == made
