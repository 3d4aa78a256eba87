"""Whatever comes in as a file is taken in or refused with a sentence; a refusal changes nothing.

`SO_TUI_INPUTS` says how many inputs are tried of each format, `SO_TUI_SEED` other ones.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from so_tui import caretaking, importing
from so_tui.casework import Casework
from so_tui.core.text import clean
from so_tui.errors import SoTuiError
from so_tui.exchange import formats
from so_tui.exchange.tables.columns import NAMES
from so_tui.importing import Source
from so_tui.store.ledger import journal_file
from tests.deeds import TODAY, pen
from tests.handed import export
from tests.hostile import HARMLESS, PAYLOADS
from tests.kept import kept
from tests.tui.desk import casework

pytestmark = pytest.mark.deep

INPUTS = int(os.environ.get("SO_TUI_INPUTS", "3400"))
SEED = os.environ.get("SO_TUI_SEED", "0")

REALLY = 25
"""Of how many inputs one is really taken in; the others are only tried, which costs less."""

REALLY_FIT = 4
"""Of how many that a trial took in one is really taken in: most files are refused, and what is
promised of those that are not would hardly be looked at."""

_SLOW = 2.0
"""Seconds of the processor after which an input is named at the end."""

GOLDEN = Path(__file__).parents[1] / "golden"

TOKENS = (
    *(bytes([one]) for one in b"{}[],:\"'\\;=-+@<>&%#"), b"null", b"true", b"NaN",
    b"\n", b"\r\n", b"\t", b"\0", b"1e999", b"-0", b"9" * 400, b"999999999999", b"1" * 20, b"0.1",
    b"\\ud800", b"\\u0000", b"\\u202e", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf",
    b"[" * 300, b'{"a":' * 300, b"[]," * 3000, b"\n" * 5000, b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n",
    b"BEGIN:VCARD\r\n", b"DTSTART:", b"RRULE:", b"TZID=Nowhere:", b"20261301T250000Z", b"99991231",
    b"2026-02-30", b"00000000-0000-4000-8000", b"SEQUENCE:" + b"9" * 30, b"resourceType",
    b"counter", b"ENCODING=QUOTED-PRINTABLE:=", b"=HYPERLINK(",
    *(one.encode("utf-8", "surrogatepass") for one in (*PAYLOADS, *HARMLESS)),
)  # fmt: skip


def seeds(work: Casework, name: str) -> list[bytes]:
    """Good files of a format, from which others are made."""
    ids = [page.id for page in work.cases()]
    found: list[bytes] = []
    if formats.named(name).writes is not None:
        found.append(export(work, ids, format_=name))
        if formats.named(name).whole:
            found.append(export(work, ids, history=False, format_=name))
        if name == "csv":
            tables = [export(work, ids, format_=name, asked={"table": one}) for one in NAMES]
            found += [*tables, tables[0].decode().encode("utf-16")]
    ending = formats.named(name).endings[0]
    found += [one.read_bytes() for one in sorted(GOLDEN.rglob(f"*{ending}"))[:6]]
    return found


def _cut(data: bytes, chance: random.Random) -> tuple[int, int]:
    begin = chance.randrange(len(data) + 1)
    return begin, min(len(data), begin + chance.choice((1, 1, 2, 8, 60, 400)))


def _flip(data: bytes, chance: random.Random) -> bytes:
    begin, _ = _cut(data, chance)
    return data[:begin] + bytes([chance.randrange(256)]) + data[begin + 1 :]


def _drop(data: bytes, chance: random.Random) -> bytes:
    begin, end = _cut(data, chance)
    return data[:begin] + data[end:]


def _double(data: bytes, chance: random.Random) -> bytes:
    begin, end = _cut(data, chance)
    return data[:end] + data[begin:end] * chance.choice((1, 2, 40)) + data[end:]


def _move(data: bytes, chance: random.Random) -> bytes:
    begin, end = _cut(data, chance)
    part, rest = data[begin:end], data[:begin] + data[end:]
    at = chance.randrange(len(rest) + 1)
    return rest[:at] + part + rest[at:]


def _put(data: bytes, chance: random.Random) -> bytes:
    begin, end = _cut(data, chance)
    return data[:begin] + chance.choice(TOKENS) + data[chance.choice((begin, end)) :]


def _swap_lines(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    if len(lines) < 2:
        return _move(data, chance)
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"".join(lines)


def _change_word(data: bytes, chance: random.Random) -> bytes:
    """Another word of the file in the place of one: an id of something else, a wrong type."""
    words = data.split(b'"')
    if len(words) < 3:
        return _put(data, chance)
    words[chance.randrange(len(words))] = chance.choice([chance.choice(words), *TOKENS[:20]])
    return b'"'.join(words)


def _end(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _recode(data: bytes, chance: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(("utf-16", "utf-32", "latin-1", "utf-7")), "replace")


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _flip, _drop, _double, _move, _put, _put, _swap_lines, _change_word, _change_word, _end,
    _recode,
)  # fmt: skip


def made(good: list[bytes], chance: random.Random) -> bytes:
    """One input: a good file changed in a few places, or rubbish."""
    if chance.random() < 0.03:
        return b"".join(chance.choices(TOKENS, k=chance.randrange(40)))
    data = chance.choice(good)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        data = chance.choice(MUTATIONS)(data, chance) if data else b""
    return data


def stored(path: Path) -> tuple[bytes, bytes]:
    """What a casebook has on the disk. Changes are appended to its journal, mostly."""
    journal = journal_file(path)
    return path.read_bytes(), journal.read_bytes() if journal.exists() else b""


def taken(work: Casework, source: Source, seed: int) -> str:
    """Take a file in, or all that it offers; why not, where it was refused."""
    path = kept(work).path
    before = stored(path)
    try:
        if formats.named(source.format).proposes is None:
            importing.import_(work, [source], pen("elena", seed))
            return ""
        offered = importing.offered(work, source, pen("elena", seed))
    except SoTuiError as fault:
        assert_changed_nothing(path, before, fault.sentence)
        return fault.sentence
    for nth, one in enumerate(offered):
        before = stored(path)
        assert_clean(one.sentence)
        try:
            importing.take(work, work.cases()[0].id, [one], source.name, pen("elena", seed + nth))
        except SoTuiError as fault:
            assert_changed_nothing(path, before, fault.sentence)
    return ""


def assert_changed_nothing(path: Path, before: tuple[bytes, bytes], said: str) -> None:
    """A refusal is a sentence, and the casebook is as it was."""
    assert_clean(said)
    assert stored(path) == before


def assert_clean(said: str) -> None:
    """A sentence that does nothing to a terminal, and can be read."""
    assert said
    assert clean(said) == said
    assert len(said) < 2_000


@pytest.mark.parametrize("name", formats.readable())
def test_any_file_is_taken_in_or_refused_and_a_refusal_changes_nothing(
    name: str, tmp_path: Path
) -> None:
    chance = random.Random(f"{name} {SEED}")
    work = casework(tmp_path, "midway")
    path = kept(work).path
    before = stored(path)
    # What comes of the case that is here is known already, mostly; so another case is there, too.
    good = [*seeds(work, name), *seeds(casework(tmp_path / "elsewhere", "many-offices"), name)]
    ending = formats.named(name).endings[0]
    refused = fit = written = 0
    for n in range(INPUTS):
        source = Source(f"a{ending}", made(good, chance), name)
        work.is_trial = n % REALLY != 0
        begin = time.process_time()
        why = taken(work, source, n)
        refused += bool(why)
        took = time.process_time() - begin
        if took > _SLOW:
            print(f"{name}, input {n} ({len(source.data):,} bytes) took {took:.1f} s")
        if work.is_trial:
            assert stored(path) == before
            work.snapshot = work.store.read()
            fit += not why
            if not why and fit % REALLY_FIT == 0:
                work.is_trial = False
                assert not taken(work, source, n)  # what a trial takes in is taken in
        if not work.is_trial and stored(path) != before:
            written += 1
            assert {one.state for one in caretaking.check(path, TODAY)} == {"well"}
            # What was taken in can be handed on, and is the same elsewhere.
            ids = [page.id for page in work.cases()]
            file = export(work, ids)
            other = Casework.open(tmp_path / f"other{n}" / "casebook.json")
            importing.import_(other, [Source("a.json", file)], pen("luis", n))
            assert export(other, ids) == file
            work = casework(tmp_path / f"again{n}", "midway")
            path = kept(work).path
            before = stored(path)
    print(f"{name}: {INPUTS:,} inputs, {refused:,} refused, {written:,} written")
    assert 0 < refused < INPUTS
    assert written
