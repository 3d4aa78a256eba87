"""Encrypted case files and backups, as a person meets them at the command line."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from so_tui import locations
from so_tui.exchange import sealing
from tests.cli.running import ROOT, Book
from tests.cli.typing import typed, typed_to
from tests.exchange.age_by_hand import armored, sealed

WORDS = " Quiet river  7 Lämps "
"""Each letter counts, a blank at the end and a mark on a letter as well."""


class Key:
    """A key, with its halves in files as `age-keygen` writes them."""

    def __init__(self, folder: Path, name: str) -> None:
        made = pyrage.x25519.Identity.generate()
        self.public = str(made.to_public())
        self.file = folder / f"{name}.txt"
        self.file.write_text(f"# public key: {self.public}\n{made}\n")
        self.file.chmod(0o600)
        self.recipients = folder / f"{name}.pub"
        self.recipients.write_text(f"# {name}\n{self.public}\n")


@pytest.fixture
def key(tmp_path: Path) -> Key:
    """Somebody's key."""
    return Key(tmp_path, "key")


@pytest.fixture
def other(tmp_path: Path) -> Book:
    """Another casebook, with nothing in it."""
    return Book(tmp_path / "other", actor="June")


# --- To a key -------------------------------------------------------------------------------------


def test_a_case_goes_to_a_key_and_comes_in_with_its_secret_half(
    rosa: Book, other: Book, key: Key, tmp_path: Path
) -> None:
    file = tmp_path / "rosa.json.age"
    said = rosa("export", "rosa", "-o", str(file), "--to", key.public)
    assert "It is encrypted to 1 key." in said.talk
    assert f"so-tui import --identity KEY {file}" in said.talk
    assert b"Rosa" not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert "Took in Rosa." in other("import", str(file), "--identity", str(key.file)).talk
    assert other("cases", "--json").json["cases"][0]["label"] == "Rosa"


def test_keys_are_named_one_by_one_or_in_a_file(rosa: Book, other: Book, tmp_path: Path) -> None:
    some = [Key(tmp_path, name) for name in ("a", "b")]
    file = tmp_path / "rosa.json.age"
    rosa("export", "-o", str(file), "--to", some[0].public, "--to", str(some[1].recipients))
    for one in some:
        other("import", str(file), "--identity", str(one.file))
    said = other.try_("import", str(file), "--identity", str(Key(tmp_path, "c").file))
    assert said.code == 4
    assert "not encrypted to any of the keys" in said.talk


def test_a_sealed_file_is_known_by_its_beginning_whatever_it_is_called(
    rosa: Book, other: Book, key: Key, tmp_path: Path
) -> None:
    data = rosa("export", "--to", key.public).data
    plain = rosa("export").data
    for name, form in (("rosa.ics", data), ("rosa", armored(data, b"\r\n")), ("x.json.age", plain)):
        file = tmp_path / name
        file.write_bytes(form)
        other("import", str(file), "--identity", str(key.file), "--format", "case-file")
    assert "Nothing new in Rosa." in other(
        "import", "-", "--identity", str(key.file), stdin=armored(data)
    ).talk  # fmt: skip


def test_what_is_inside_is_told_by_the_name_without_its_last_ending(
    rosa: Book, other: Book, key: Key, tmp_path: Path
) -> None:
    file = tmp_path / "rosa.jsonl.age"
    rosa("export", "-o", str(file), "--to", key.public)
    inside = sealing.unseal(
        sealing.look(file.read_bytes(), ""), [sealing.Identities(key.file.read_bytes(), "")]
    )
    assert inside == rosa("export", "--format", "json-lines").data
    assert "Took in Rosa." in other("import", str(file), "--identity", str(key.file)).talk


def test_what_is_encrypted_to_a_key_needs_the_file_with_its_secret_half(
    rosa: Book, other: Book, key: Key, tmp_path: Path
) -> None:
    file = tmp_path / "rosa.age"
    rosa("export", "-o", str(file), "--to", key.public)
    said = other.try_("import", str(file))
    assert said.code == 2
    assert "--identity FILE" in said.talk
    key.file.chmod(0o640)
    said = other.try_("import", str(file), "--identity", str(key.file))
    assert said.code == 4
    assert f"chmod 600 {key.file}" in said.talk
    said = other.try_("import", str(file), "--identity", str(tmp_path / "nowhere"))
    assert said.code == 4
    assert other.bytes() == b""


@pytest.mark.parametrize("kind", ["flipped", "cut", "behind"])
def test_a_file_that_was_changed_or_cut_changes_nothing(
    rosa: Book, other: Book, key: Key, tmp_path: Path, kind: str
) -> None:
    other("new", "June")
    before = other.bytes()
    data = bytearray(rosa("export", "--to", key.public).data)
    if kind == "flipped":
        data[-20] ^= 4
    file = tmp_path / "rosa.age"
    file.write_bytes(data[:-30] if kind == "cut" else data + b"x" * (kind == "behind"))
    good = tmp_path / "good.json"
    Book(tmp_path / "third")("new", "Ana")
    Book(tmp_path / "third")("export", "-o", str(good))
    said = other.try_("import", str(good), str(file), "--identity", str(key.file))
    assert said.code == 4
    assert "cut short or changed on its way" in said.talk
    assert other.bytes() == before


def test_too_large_a_file_is_refused_as_it_is_without_encryption(
    other: Book, key: Key, tmp_path: Path
) -> None:
    file = tmp_path / "large.json.age"
    large = b" " * (10 * 1024 * 1024 + 1)
    file.write_bytes(sealing.seal(large, sealing.keys([key.public])))
    said = other.try_("import", str(file), "--identity", str(key.file))
    assert said.code == 4
    assert "10.0 MiB" in said.talk


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--to", "KEY", "--passphrase"], "not both"),
        (["-o", "rosa.json.age"], "called as an encrypted file"),
        (["-o", "ROSA.AGE"], "called as an encrypted file"),
        (["--to", "age1nothing"], "no public key"),
    ],
)
def test_what_does_not_go_together_is_told(
    rosa: Book,
    key: Key,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    words = [key.public if one == "KEY" else one for one in words]
    there = set(tmp_path.iterdir())
    said = rosa.try_("export", "rosa", *words)
    assert said.code == 2
    assert says in said.talk
    assert said.data == b""
    assert set(tmp_path.iterdir()) == there


def test_a_secret_key_is_not_repeated_when_it_is_given_for_a_public_one(
    rosa: Book, key: Key
) -> None:
    secret = key.file.read_text().split()[-1]
    for given in (secret, str(key.file)):
        said = rosa.try_("export", "--to", given)
        assert said.code == 2
        assert "secret half" in said.talk
        assert secret[20:40] not in said.talk


def test_without_encryption_the_options_are_named(rosa: Book, tmp_path: Path) -> None:
    for command in (["export", "rosa"], ["backup"]):
        said = rosa(*command, "-o", str(tmp_path / f"{command[0]}.json"))
        assert "The file is not encrypted; --to and --passphrase would do that." in said.talk


# --- Backups --------------------------------------------------------------------------------------


def test_a_sealed_backup_brings_back_a_casebook_that_is_gone(
    rosa: Book, key: Key, tmp_path: Path
) -> None:
    file = tmp_path / "all.age"
    said = rosa("backup", "-o", str(file), "--to", key.public)
    assert f"so-tui restore --identity KEY {file}" in said.talk
    history = rosa("history").out
    fresh = Book(tmp_path / "fresh")
    said = fresh.try_("restore", str(file), "--identity", str(key.file))
    assert said.code == 2
    assert "1 case and" in said.talk
    assert fresh.bytes() == b""
    fresh("restore", str(file), "--identity", str(key.file), "--yes")
    assert fresh("history").out == history
    assert fresh("check").code == 0


def test_a_backup_in_a_file_takes_back_what_came_since_and_sets_it_aside(
    rosa: Book, tmp_path: Path
) -> None:
    file = tmp_path / "all.json"
    rosa("backup", "-o", str(file))
    rosa("new", "Ana T.")
    said = rosa("restore", str(file), "--yes")
    assert "Made since, and not in it: 1 change." in said.talk
    assert len(rosa("cases").lines) == 1
    assert list(tmp_path.glob("casebook.json.set-aside-*"))
    export = tmp_path / "rosa.json"
    rosa("export", "-o", str(export))
    said = rosa.try_("restore", str(export), "--yes")
    assert said.code == 6
    assert "no whole casebook" in said.talk


def test_a_sealed_backup_is_joined(rosa: Book, key: Key, tmp_path: Path) -> None:
    file = tmp_path / "all.age"
    rosa("backup", "-o", str(file), "--to", key.public)
    fresh = Book(tmp_path / "fresh")
    fresh("new", "June")
    assert fresh.try_("join", str(file)).code == 2
    assert "Took in" in fresh("join", str(file), "--identity", str(key.file)).talk
    assert len(fresh("cases").lines) == 2
    file.write_bytes(file.read_bytes()[:-9])
    assert fresh.try_("join", str(file), "--identity", str(key.file)).code == 4


def test_backups_beside_the_casebook_are_not_encrypted_and_that_is_said(
    rosa: Book, key: Key
) -> None:
    said = rosa.try_("backup", "--to", key.public)
    assert said.code == 2
    assert "-o" in said.talk


# --- Encryption as the only choice ----------------------------------------------------------------


@pytest.mark.parametrize("locked", [True, False])
def test_where_the_settings_say_so_cases_leave_encrypted_only(
    rosa: Book, key: Key, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    rules = tmp_path / "etc/so-tui"
    rules.mkdir(parents=True)
    monkeypatch.setattr(locations, "_ADMINISTERED", rules)
    lock = 'locked = ["encrypt"]\nask = "the desk, 4400"' if locked else ""
    (rules / "settings.toml").write_text(f'encrypt = "always"\n{lock}')
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(rules.parent))
    own = tmp_path / "home/settings.toml"
    own.parent.mkdir(exist_ok=True)
    own.write_text('encrypt = "offered"\n' if locked else "")
    file = str(tmp_path / "out.json")
    for words in (["export"], ["export", "-o", file], ["backup", "-o", file]):
        said = rosa.try_(*words)
        assert said.code == (11 if locked else 5)
        assert "encrypted only" in said.talk
        assert ("the desk, 4400" in said.talk) == locked
        assert ("Not followed in your settings" in said.talk) == locked
        assert said.data == b""
        assert not Path(file).exists()
    rosa("export", "-o", file, "--to", key.public)
    rosa("backup")
    rosa("paper", "handover", "rosa", "--format", "txt", "-o", "-")


# --- What is loaded -------------------------------------------------------------------------------


def test_pyrage_is_loaded_only_when_something_is_sealed_or_opened(
    rosa: Book, key: Key, tmp_path: Path
) -> None:
    file, plain = str(tmp_path / "a.age"), str(tmp_path / "a.json")
    rosa("export", "-o", file, "--to", key.public)
    lines = [
        ["--help"], ["cases"], ["export", "-o", plain], ["import", plain], ["import", file],
        ["backup"], ["backup", "-o", str(tmp_path / "b.json")], ["join", plain],
        ["restore", str(tmp_path / "b.json")], ["import", file, "--identity", str(key.file)],
    ]  # fmt: skip
    program = (
        "import sys\nfrom so_tui.cli.program import run\n"
        f"for words in {lines!r}:\n"
        f"    run(['--file', {str(rosa.path)!r}, *words])\n"
        "    print(f'loaded: {\"pyrage\" in sys.modules}', file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True,
        stdin=subprocess.DEVNULL, cwd=ROOT, env=os.environ | rosa.environment,
    )  # fmt: skip
    loaded = re.findall(r"loaded: (\w+)", done.stderr)
    assert loaded == ["False"] * (len(lines) - 1) + ["True"], done.stderr


# --- With a passphrase, at a terminal -------------------------------------------------------------


def test_a_passphrase_is_asked_for_twice_and_opens_the_file(
    rosa: Book, other: Book, tmp_path: Path
) -> None:
    file = tmp_path / "rosa.json.age"
    asked = typed(
        "--file", str(rosa.path), "export", "-o", str(file), "--passphrase",
        answers=[("Passphrase", f"{WORDS}\n"), ("again", f"{WORDS}\n")], folder=tmp_path,
    )  # fmt: skip
    assert asked.code == 0, asked.talk
    assert "If that is lost, the file is lost" in asked.talk
    assert f"so-tui import {file}" in asked.talk
    assert f"age -d {file}" in asked.talk
    taken = typed(
        "--file", str(other.path), "import", "-", stdin=file.read_bytes(),
        answers=[("Passphrase of standard input", f"{WORDS}\n")], folder=tmp_path,
    )  # fmt: skip
    assert taken.code == 0, taken.talk
    assert "Took in Rosa." in taken.talk
    for one in (asked, taken):
        assert WORDS.encode() not in one.arguments
        for text in (one.shown, one.talk, one.out.decode()):
            assert WORDS not in text
    assert _files_with(tmp_path, WORDS) == []


def _files_with(folder: Path, words: str) -> list[Path]:
    return [
        one for one in folder.rglob("*") if one.is_file() and words.encode() in one.read_bytes()
    ]


def test_enter_alone_makes_a_passphrase_that_is_shown_once(rosa: Book, tmp_path: Path) -> None:
    file = tmp_path / "rosa.age"
    asked = typed(
        "--file", str(rosa.path), "export", "-o", str(file), "--passphrase",
        answers=[("Enter alone", "\n")], folder=tmp_path,
    )  # fmt: skip
    assert asked.code == 0, asked.talk
    (made,) = re.findall(r"The passphrase is: (\S+)", asked.shown)
    assert made not in asked.talk + asked.out.decode()
    assert _files_with(tmp_path, made) == []
    assert json.loads(
        sealing.unseal(sealing.look(file.read_bytes(), "a"), sealing.Passphrase(made))
    )


@pytest.mark.parametrize(
    ("answers", "code", "says"),
    [
        ([("Passphrase", "short\n")], 2, "fewer than 8"),
        ([("Passphrase", f"{WORDS}\n"), ("again", "Quiet river  7 Lämps\n")], 2, "not the same"),
        ([("Passphrase", f"{WORDS}\x03")], 130, "Stopped."),
        ([("Passphrase", f"{WORDS}\n"), ("again", "\x04")], 130, "Stopped."),
    ],
)
def test_without_a_passphrase_that_is_sure_nothing_is_written(
    rosa: Book, tmp_path: Path, answers: list[tuple[str, str]], code: int, says: str
) -> None:
    file = tmp_path / "rosa.age"
    asked = typed(
        "--file", str(rosa.path), "export", "-o", str(file), "--passphrase",
        answers=answers, folder=tmp_path,
    )  # fmt: skip
    assert asked.code == code, asked.talk
    assert says in asked.talk
    assert not file.exists()
    assert WORDS not in asked.shown + asked.talk


def test_another_passphrase_is_told_and_the_right_one_opens_a_copy_an_import_and_a_key(
    rosa: Book, other: Book, key: Key, tmp_path: Path
) -> None:
    other("new", "June")
    before = other.bytes()
    file, copy, locked = (tmp_path / name for name in ("rosa.age", "all.age", "key.age"))
    file.write_bytes(sealed(rosa("export").data, WORDS, 4))
    rosa("backup", "-o", str(tmp_path / "all.json"))
    copy.write_bytes(sealed((tmp_path / "all.json").read_bytes(), WORDS, 4))
    locked.write_bytes(sealed(key.file.read_bytes(), WORDS, 4))
    locked.chmod(0o600)
    said = typed(
        "--file", str(other.path), "import", str(file),
        answers=[("Passphrase of", f"{WORDS.lower()}\n")], folder=tmp_path,
    )  # fmt: skip
    assert said.code == 4
    assert "the passphrase is not the right one" in said.talk
    assert other.bytes() == before
    to_key = tmp_path / "to-key.age"
    rosa("export", "-o", str(to_key), "--to", key.public)
    for words in (
        ["join", str(copy)],
        ["import", str(to_key), "--identity", str(locked)],
        ["restore", str(copy), "--yes"],
    ):
        said = typed(
            "--file", str(other.path), *words,
            answers=[("Passphrase of", f"{WORDS}\n")], folder=tmp_path,
        )  # fmt: skip
        assert said.code == 0, said.talk
    assert len(other("cases").lines) == 1


@pytest.mark.deep
def test_age_opens_what_has_a_passphrase_and_what_it_writes_is_opened(
    rosa: Book, other: Book, tmp_path: Path
) -> None:
    if shutil.which("age") is None:
        pytest.skip("age is not installed")
    ours, theirs = tmp_path / "ours.age", tmp_path / "theirs.age"
    typed(
        "--file", str(rosa.path), "export", "-o", str(ours), "--passphrase",
        answers=[("Passphrase", f"{WORDS}\n"), ("again", f"{WORDS}\n")], folder=tmp_path,
    )  # fmt: skip
    found = typed_to(
        "age", "-d", str(ours), answers=[("passphrase", f"{WORDS}\n")], folder=tmp_path
    )
    assert found.code == 0, found.talk
    assert found.out == rosa("export").data
    made = typed_to(
        "age", "-p", "-a", "-o", str(theirs), stdin=found.out, folder=tmp_path,
        answers=[("passphrase", f"{WORDS}\n"), ("onfirm", f"{WORDS}\n")],
    )  # fmt: skip
    assert made.code == 0, made.talk
    taken = typed(
        "--file", str(other.path), "import", str(theirs),
        answers=[("Passphrase of", f"{WORDS}\n")], folder=tmp_path,
    )  # fmt: skip
    assert "Took in Rosa." in taken.talk


def test_a_fault_of_the_program_tells_and_logs_no_passphrase(rosa: Book, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    broken = (
        "import pyrage\n"
        "def fails(data, words): raise RuntimeError(words)\n"
        "pyrage.passphrase.encrypt = fails"
    )
    asked = typed(
        "--file", str(rosa.path), "export", "-o", str(tmp_path / "a.age"), "--passphrase",
        answers=[("Passphrase", f"{WORDS}\n"), ("again", f"{WORDS}\n")], folder=tmp_path,
        first=broken,
    )  # fmt: skip
    assert asked.code == 1
    assert "an error of its own" in asked.talk
    assert WORDS not in asked.talk + asked.shown + asked.out.decode()
    assert _files_with(tmp_path, WORDS) == []
    (log,) = tmp_path.rglob("errors.log")
    assert b"RuntimeError" in log.read_bytes()
    assert b"sealing.py" in log.read_bytes()


def test_without_a_terminal_a_passphrase_is_not_taken_from_elsewhere(
    rosa: Book, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "so_tui", "--file", str(rosa.path), "export", "--passphrase"],
        input=f"{WORDS}\n{WORDS}\n".encode(), capture_output=True, check=False,
        start_new_session=True, cwd=ROOT, env=os.environ | rosa.environment,
    )  # fmt: skip
    assert done.returncode == 2
    assert b"this command has none" in done.stderr
    assert done.stdout == b""


def test_what_is_opened_is_never_written_in_the_clear(
    rosa: Book, other: Book, key: Key, tmp_path: Path
) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    rosa("case", "set", "rosa", "--note", "a word that is nowhere else")
    file, trace = tmp_path / "rosa.age", tmp_path / "trace"
    rosa("export", "-o", str(file), "--to", key.public)
    subprocess.run(
        [
            "strace", "-f", "-s", "200000", "-e", "trace=write,pwrite64,writev", "-o", str(trace),
            sys.executable, "-m", "so_tui", "--file", str(other.path),
            "import", str(file), "--identity", str(key.file), "--dry-run",
        ],
        check=True, capture_output=True, cwd=ROOT, env=os.environ | other.environment,
    )  # fmt: skip
    told = trace.read_text(errors="replace")
    assert "write(" in told
    assert "nowhere else" not in told
