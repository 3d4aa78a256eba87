"""Where files lie and what stands in the way: homes, mistyped paths, strange zones, exports."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

from so_tui.core import calendar as calendars
from so_tui.core.catalogue import Catalogue
from so_tui.zones import machine_zone
from tests.cli.running import Book, start
from tests.cli.test_streams import READS, TALKS, WRITES
from tests.discs.making import loose, study
from tests.knowledge import catalogue

# --- An export never lands on a casebook -----------------------------------------------------


def _all(folder: Path) -> dict[str, bytes]:
    found = {}
    for one in folder.rglob("*"):
        if one.is_file() and not one.is_symlink():
            found[str(one.relative_to(folder))] = one.read_bytes()
    return found


@pytest.mark.parametrize("format_", [[], ["--no-history"]])
@pytest.mark.parametrize("force", [[], ["--force"]])
@pytest.mark.parametrize("mine", [True, False])
def test_an_export_never_lands_on_a_casebook(
    tmp_path: Path, force: list[str], format_: list[str], mine: bool
) -> None:
    """Law: no file of a casebook, in use or not, under any name, is written over."""
    (tmp_path / "a").mkdir()
    book = Book(tmp_path / "a")
    book("new", "Rosa", "--visit", "2026-12-17")
    book("backup")
    book("status", "rosa", "on-hold")
    from_ = book
    if not mine:
        (tmp_path / "b").mkdir()
        from_ = Book(tmp_path / "b")
        from_("new", "Rosa", "--visit", "2026-12-17")
    folder = book.path.parent
    files = [one for one in folder.rglob("*") if one.is_file() and "home" not in one.parts]
    assert len(files) >= 4
    names = [str(one) for one in files] + [f"{book.path}.journal", f"{book.path}.lock"]
    for n, one in enumerate(files):
        os.link(one, tmp_path / f"hard-{n}")
        (tmp_path / f"soft-{n}").symlink_to(one)
        names += [str(tmp_path / f"soft-{n}")]
        if mine or one.name.endswith((".json", ".journal")):
            names += [str(tmp_path / f"hard-{n}")]
    (tmp_path / "folder").symlink_to(folder)
    names += [str(tmp_path / "folder" / "casebook.json"), f"{folder}/../a/casebook.json"]
    before = _all(folder)
    for name in names:
        said = from_.try_("export", "rosa", *force, *format_, "-o", name)
        assert said.code == 8, name
        assert "Nothing was written" in said.talk, name
        assert _all(folder) == before, name
    assert [one["label"] for one in book("cases", "--json").json["cases"]] == ["Rosa"]


def test_files_beside_a_casebook_that_are_not_its_own_can_be_written(rosa: Book) -> None:
    for name in ("casebook2.json", "rosa.json", "casebook.json2"):
        rosa("export", "rosa", "-o", str(rosa.path.parent / name))
        rosa("export", "rosa", "--force", "-o", str(rosa.path.parent / name))


def test_a_copy_of_the_casebook_can_be_made_anew(rosa: Book, tmp_path: Path) -> None:
    rosa("backup", "-o", str(tmp_path / "copy.json"))
    rosa("backup", "--force", "-o", str(tmp_path / "copy.json"))
    assert rosa.try_("backup", "--force", "-o", str(rosa.path)).code == 8


def test_what_is_no_file_is_never_replaced(rosa: Book, tmp_path: Path) -> None:
    """A pipe and a socket stand for devices, which a test leaves alone."""
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(tmp_path / "socket"))
        for name, is_kind in (("pipe", stat.S_ISFIFO), ("socket", stat.S_ISSOCK)):
            for words in (["export", "rosa"], ["backup"]):
                said = rosa.try_(*words, "--force", "-o", str(tmp_path / name))
                assert said.code == 8
                assert "no file" in said.talk
                assert is_kind((tmp_path / name).lstat().st_mode)


@pytest.mark.parametrize("name", ["a" * 300, "é" * 200, "a/" * 3000 + "b"])
def test_a_name_that_is_too_long_is_said(rosa: Book, tmp_path: Path, name: str) -> None:
    for words in (["export", "rosa"], ["export", "rosa", "--force"], ["backup"]):
        said = rosa.try_(*words, "-o", str(tmp_path / name))
        assert said.code == 8
        assert "too long" in said.talk


# --- Paths that were mistyped ----------------------------------------------------------------

READING = [
    ["cases"], ["cases", "--json"], ["next"], ["due"], ["today"], ["history"], ["show", "rosa"],
    ["undo"], ["export", "--all"], ["status", "rosa", "going"], ["offices"], ["report"],
]  # fmt: skip


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_a_casebook_that_is_not_there_is_said(tmp_path: Path, words: list[str]) -> None:
    for name in ("missing.json", "no/such/folder/casebook.json"):
        book = Book(tmp_path)
        book.path = tmp_path / name
        said = book.try_(*words)
        assert said.code == 6
        assert str(book.path) in said.talk
        assert not said.data
    assert [one.name for one in tmp_path.iterdir()] == []


NEED_NONE = {
    "new", "import", "kinds", "problems", "completion", "help", "locate", "--help", "--version",
    "disc",
}  # fmt: skip
CARE = {"check", "backup", "restore", "join"}
"""Those that are about the casebook itself, and not about what may be in it."""


@pytest.mark.parametrize("words", [*READS, *WRITES, *TALKS], ids=" ".join)
def test_every_command_that_meets_no_casebook_ends_as_the_table_says(
    tmp_path: Path, words: list[str]
) -> None:
    words = [one.format(folder=tmp_path, backup="20261125") for one in words]
    none_needed = words[0] in NEED_NONE or "--help" in words
    book = Book(tmp_path)
    book.path = tmp_path / "missing.json"
    loose(tmp_path / "disc", study(1))
    said = book.try_(*words)
    assert said.code == (0 if none_needed else 6), said.talk
    assert none_needed or f"no casebook at {book.path}" in said.talk
    usual = book.usual(*words)
    assert (usual.code == 6) == (words[0] in CARE), usual.talk


def test_no_folder_is_made_for_a_mistyped_path(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.path = tmp_path / "no" / "casebook.json"
    said = book.try_("new", "Rosa")
    assert said.code == 6
    assert f"no folder {tmp_path / 'no'}" in said.talk
    assert not (tmp_path / "no").exists()
    book.path.parent.mkdir()
    book("new", "Rosa")


def test_a_case_file_is_told_from_a_damaged_casebook(rosa: Book, tmp_path: Path) -> None:
    file = tmp_path / "rosa.json"
    rosa("export", "rosa", "-o", str(file))
    compact = tmp_path / "compact.json"
    compact.write_bytes(b"".join(file.read_bytes().split(b"\n")))
    for path in (file, compact):
        before = path.read_bytes()
        other = Book(tmp_path)
        other.path = path
        for words in (["cases"], ["new", "June"], ["show"]):
            said = other.try_(*words)
            told = said.talk + said.out
            assert said.code == 6
            assert f"so-tui import {path}" in told
            assert "damaged" not in told
        assert path.read_bytes() == before
        assert f"so-tui import {path}" in other.try_("check").talk


# --- Homes and settings ----------------------------------------------------------------------


def test_a_user_who_is_not_known_is_said(tmp_path: Path) -> None:
    for words in (["cases"], ["new", "Rosa"], ["locate"], ["check"]):
        done = start(*words, folder=tmp_path, environment={"SO_TUI_HOME": "~nosuchuser/x"})
        assert done.returncode == 6
        assert b"nosuchuser" in done.stderr
        assert b"Traceback" not in done.stderr
        done = start("--file", "~nosuchuser/x.json", *words, folder=tmp_path)
        assert done.returncode == 6
        assert b"nosuchuser" in done.stderr


def test_no_home_at_all_is_said(tmp_path: Path) -> None:
    for words in (["cases"], ["new", "Rosa"], ["locate"], ["check"]):
        done = start(*words, folder=tmp_path, environment={"SO_TUI_HOME": "", "HOME": ""})
        assert done.returncode == 6
        assert b"Set HOME" in done.stderr


def test_what_names_its_own_place_needs_no_home(tmp_path: Path) -> None:
    """The demo, and a casebook that `--file` names; nothing is made elsewhere."""
    nowhere = {"SO_TUI_HOME": "", "HOME": ""}
    file = str(tmp_path / "rosa.json")
    for words in (
        ["--demo", "cases"], ["--demo", "today"], ["--demo", "check"],
        ["--file", file, "new", "Rosa"], ["--file", file, "case", "set", "--note", "x"],
        ["--file", file, "show"],
        ["--file", file, "export", "-o", str(tmp_path / "out.json")], ["--file", file, "undo"],
        ["--file", file, "erase", "Rosa", "--yes"],
    ):  # fmt: skip
        done = start(*words, folder=tmp_path, environment=nowhere)
        assert done.returncode == 0, (words, done.stderr)
        assert b"HOME" not in done.stderr
    assert {one.name.partition(".json")[0] for one in tmp_path.iterdir()} == {"rosa", "out"}


def test_a_byte_order_mark_in_the_settings_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    text = 'region = "US"\nactor = "Ana"\n'
    (tmp_path / "home" / "settings.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert start("new", "Rosa", folder=tmp_path).returncode == 0


# --- Regions and zones -----------------------------------------------------------------------


def test_a_region_whose_days_end_says_until_when_and_warns_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.toml").write_text('region = "IN"\n')
    done = start("--today", "2026-11-25", "new", "Rosa", folder=tmp_path)
    assert done.stderr == b"Began the case Rosa.\n"
    shown = start("--today", "2026-11-25", "show", folder=tmp_path)
    assert shown.stderr == b""
    assert b"The closed days of IN are known until Mon 31 Dec 2035." in shown.stdout
    late = start("--today", "2035-12-01", "visit", "set", "--day", "2036-01-15", folder=tmp_path)
    assert b"known until Mon 31 Dec 2035" in late.stderr


@pytest.mark.parametrize("region", ["IN", "CN", "SA", "IR", "DE", "CA-ON", "US", "MY", "ID"])
def test_closed_days_end_no_earlier_than_is_said(region: str) -> None:
    known: Catalogue = catalogue()
    calendar = calendars.for_region(region, known)
    assert calendar.until.year <= max(calendar.closed).year
    assert min(calendar.closed).year == 2024 or region == "US"


def test_over_ssh_no_zone_is_taken_from_the_machine() -> None:
    for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"):
        assert machine_zone({"TZ": "America/New_York", name: "x"}) == ""


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"TZ": "EST5EDT"}, b"TZ is \xe2\x80\x9cEST5EDT\xe2\x80\x9d, which names no place"),
        ({"TZ": "/usr/share/zoneinfo/Europe/Berlin"}, b"which names no place, so no time zone"),
        ({"TZ": "nonsense"}, b"TZ names no place, so no time zone is taken"),
        ({"TZ": "Europe/Berlin", "SSH_CONNECTION": "a"}, b"not where you sit, so no time zone"),
        ({"TZ": "Europe/Berlin"}, b"Time zone: Europe/Berlin, as on this computer"),
    ],
)
def test_it_is_said_which_zone_is_taken(
    tmp_path: Path, environment: dict[str, str], said: bytes
) -> None:
    words = ["new", "Rosa", "--visit", "2099-12-17", "--time", "10:30", "--yes"]
    done = start(*words, folder=tmp_path, environment=environment)
    assert done.returncode == 0
    assert said in done.stderr


@pytest.mark.parametrize("words", [["kinds"], ["kinds", "--json"], ["problems"]], ids=" ".join)
def test_what_the_field_knows_needs_no_home(tmp_path: Path, words: list[str]) -> None:
    usual = start(*words, folder=tmp_path)
    done = start(*words, folder=tmp_path, environment={"SO_TUI_HOME": "~nosuchuser/x"})
    assert (done.returncode, done.stdout) == (0, usual.stdout)
