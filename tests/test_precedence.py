"""One rule says which setting holds, whatever the files, the environment and the command say."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from so_tui import locations, precedence
from so_tui.errors import AdministratorError, UsageError
from so_tui.precedence import LOCKABLE, in_force
from so_tui.settings import Settings
from tests.cli.running import Book

VALUES: dict[str, tuple[Any, Any, Any, Any]] = {
    "theme": ("dark", "light", "terminal", "high-contrast"),
    "keymap": ({"a": "x"}, {"b": "x"}, {"a": "y"}, {}),
    "ascii": (True, False, True, False),
    "mouse": (True, False, True, False),
    "region": ("CA-ON", "DE", "FR", "GB"),
    "date_order": ("dmy", "mdy", "dmy", "mdy"),
    "actor": ("Elena", "June", "Ada", "Rosa"),
    "cover_after": (1, 2, 3, 4),
    "casebooks_in": (["/a"], ["/b"], ["/c", "/d"], ["/e"]),
    "labels_in_completion": (True, False, True, False),
    "encrypt": ("always", "offered", "always", "offered"),
}
"""For each setting what the user, two folders of the system and the administrator may say."""


class Machine:
    """A computer of which the administrator's folder is one of the test's."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.environment = folder, monkeypatch
        self.rules = self.file("etc/so-tui/settings.toml")
        self.own = self.file("home/settings.toml")
        self.first = self.file("first/so-tui/settings.toml")
        self.second = self.file("second/so-tui/settings.toml")
        monkeypatch.setattr(locations, "_ADMINISTERED", self.rules.parent)
        monkeypatch.setenv("SO_TUI_HOME", str(self.own.parent))
        monkeypatch.delenv("XDG_CONFIG_DIRS", raising=False)
        monkeypatch.delenv("SO_TUI_ACTOR", raising=False)

    def file(self, name: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True)
        return path

    def says(self, path: Path, **keys: Any) -> None:
        """Write a file that says these keys, those that are None left out."""
        path.unlink(missing_ok=True)
        lines = [f"{key} = {_toml(value)}" for key, value in keys.items() if value is not None]
        path.write_text("\n".join(lines))


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {json.dumps(one)}" for key, one in value.items()) + "}"
    return json.dumps(value)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A computer on which nothing is set yet."""
    return Machine(tmp_path, monkeypatch)


def wrong(machine: Machine) -> Iterator[str]:
    """Every combination in which what holds is not what the rule says."""
    dirs = f"{machine.first.parents[1]}:not/a/full/path:{machine.second.parents[1]}"
    usual = Settings()
    for key in Settings.__struct_fields__:
        some = [(value, None) for value in VALUES[key]]
        locks = (True, False) if key in LOCKABLE else (False,)
        for own, first, second, ruled, locked, told in itertools.product(*some, locks, (dirs, "")):
            machine.says(machine.own, **{key: own})
            machine.says(machine.first, **{key: first})
            machine.says(machine.second, **{key: second})
            machine.says(machine.rules, **{key: ruled}, locked=[key] if locked else None)
            machine.environment.setenv("XDG_CONFIG_DIRS", told)
            order = [ruled] if locked else [own, first, second] if told else [own, ruled]
            right = next((one for one in order if one is not None), getattr(usual, key))
            held = in_force()
            found = getattr(held.settings, key)
            found = list(found) if isinstance(found, tuple) else found
            right = list(right) if isinstance(right, tuple) else right
            ignored = locked and own is not None and own != right
            if found != right or bool(held.notice) != ignored:
                yield f"{key}: {own} {first} {second} {ruled} {locked} {told} gives {found}"


def test_the_one_rule_holds_for_every_setting_and_combination(machine: Machine) -> None:
    assert set(VALUES) == set(Settings.__struct_fields__)
    assert list(wrong(machine)) == []


def test_a_lock_that_the_user_wins_over_is_found(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgets(own: Any, lent: Any, ruled: Any, rules: Path) -> Any:
        return weighed(own, lent, {**ruled, "locked": []}, rules)

    weighed = precedence.weighed
    monkeypatch.setattr(precedence, "weighed", forgets)
    assert any(" True " in one for one in wrong(machine))


def test_the_environment_goes_before_the_settings(machine: Machine, tmp_path: Path) -> None:
    from so_tui.cli.context import CommandContext

    for told, own, ruled in itertools.product(("Ada", None), ("June", None), ("Rosa", None)):
        machine.says(machine.own, actor=own)
        machine.says(machine.rules, actor=ruled)
        machine.environment.setenv("SO_TUI_ACTOR", told or "")
        right = next((one for one in (told, own, ruled) if one), None)
        found = CommandContext().actor
        assert found == right if right else found not in ("Ada", "June", "Rosa")


# --- Where casebooks may lie ------------------------------------------------------------------

Names = Callable[[Path, pytest.MonkeyPatch], Path | None]


def by_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """By --file."""
    return folder / "casebook.json"


def by_home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By SO_TUI_HOME."""
    monkeypatch.setenv("SO_TUI_HOME", str(folder))


def by_xdg(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the environment of the system."""
    monkeypatch.delenv("SO_TUI_HOME")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))


@pytest.mark.parametrize("lock", [True, False])
@pytest.mark.parametrize("named", [by_file, by_home, by_xdg])
@pytest.mark.parametrize("way", ["plainly", "by a link out", "by dots", "allowed", "by a link in"])
def test_a_casebook_elsewhere_is_refused_however_it_is_named(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: Names, way: str,
    lock: bool,
) -> None:  # fmt: skip
    from so_tui.cli.context import CommandContext

    allowed, other = tmp_path / "allowed", tmp_path / "other"
    allowed.mkdir()
    other.mkdir()
    (allowed / "out").symlink_to(other)
    (other / "in").symlink_to(allowed)
    folder = {
        "plainly": other, "by a link out": allowed / "out", "by dots": allowed / ".." / "other",
        "allowed": allowed, "by a link in": other / "in",
    }[way]  # fmt: skip
    machine.says(
        machine.rules, casebooks_in=[str(allowed)], ask="the desk, 4400",
        locked=["casebooks_in"] if lock else None,
    )  # fmt: skip
    if lock:  # what the user sets otherwise does not help
        machine.says(machine.own, casebooks_in=[str(other)])
    context = CommandContext(named(folder, monkeypatch))
    if way in ("allowed", "by a link in"):
        assert context.path
        return
    with pytest.raises(AdministratorError) as said:
        _ = context.path
    assert str(allowed) in said.value.sentence
    if lock:
        assert str(machine.rules) in said.value.sentence
        assert "the desk, 4400" in said.value.sentence


@pytest.mark.parametrize("words", [
    ["cases"], ["new", "Rosa"], ["check"], ["restore", "--yes"], ["join", "x"], ["backup"],
    ["backup", "-o", "x"], ["import", "data/samples/rush.json"], ["export", "--all"], ["locate"],
])  # fmt: skip
def test_no_command_works_on_a_casebook_elsewhere(
    machine: Machine, tmp_path: Path, words: list[str]
) -> None:
    book = Book(tmp_path / "book")
    book("new", "Rosa")
    before = sorted(path.name for path in book.path.parent.iterdir())
    machine.says(machine.rules, casebooks_in=["/srv/cases"], locked=["casebooks_in"])
    said = book.try_(*words)
    assert said.code == 11
    assert str(machine.rules) in said.talk
    assert sorted(path.name for path in book.path.parent.iterdir()) == before


@pytest.mark.parametrize("words", [["kinds"], ["kinds", "--json"], ["problems"]])
def test_what_opens_no_casebook_works_wherever_casebooks_may_lie(
    machine: Machine, tmp_path: Path, words: list[str]
) -> None:
    book = Book(tmp_path / "book")
    without = book(*words).out
    machine.says(machine.rules, casebooks_in=["/srv/cases"], locked=["casebooks_in"])
    assert book(*words).out == without
    assert not book.path.exists()


def test_the_demo_works_wherever_casebooks_may_lie(machine: Machine) -> None:
    machine.says(machine.rules, casebooks_in=["/srv/cases"], locked=["casebooks_in"])
    from so_tui.cli.context import CommandContext
    from so_tui.cli.demo import lent

    with lent(context := CommandContext()):
        assert context.casework.labels()


def test_a_home_that_the_user_names_is_not_the_one_of_the_rule(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    machine.says(machine.rules, casebooks_in=["~/cases"], locked=["casebooks_in"])
    with pytest.raises(AdministratorError):
        precedence.check_place(tmp_path / "cases" / "casebook.json", in_force())


# --- Files of the system that are not well ----------------------------------------------------


def a_slip(path: Path) -> None:
    path.write_text("region = US")


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_folder(path: Path) -> None:
    path.mkdir()


def a_link_to_nowhere(path: Path) -> None:
    path.symlink_to("nowhere")


def another_encoding(path: Path) -> None:
    path.write_text('region = "US"', encoding="utf-16")


def an_unknown_lock(path: Path) -> None:
    path.write_text('locked = ["theme"]')


def an_unknown_key(path: Path) -> None:
    path.write_text("color = 1")


def a_folder_that_is_none(path: Path) -> None:
    path.write_text('casebooks_in = ["cases"]')


def a_region_that_is_none(path: Path) -> None:
    path.write_text('region = "XX"')


def a_part_that_is_none(path: Path) -> None:
    path.write_text('region = "US-MASS"')


def minutes_below_none(path: Path) -> None:
    path.write_text("cover_after = -1")


@pytest.mark.parametrize("damage", [a_region_that_is_none, a_part_that_is_none, minutes_below_none])
def test_a_value_that_means_nothing_is_named_with_its_file(
    machine: Machine, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    book = Book(tmp_path / "book")
    book("new", "Rosa")
    file = Path(book.environment["SO_TUI_HOME"], "settings.toml")
    file.parent.mkdir(parents=True, exist_ok=True)
    damage(file)
    field = file.read_text().partition(" ")[0]
    for words in (["next"], ["locate"], ["cases"]):
        said = book.try_(*words)
        assert said.code == 2, words
        assert str(file) in said.talk
        assert f"“{field}”" in said.talk


@pytest.mark.parametrize("lies", ["rules", "first"])
@pytest.mark.parametrize("damage", [
    a_slip, a_pipe, a_folder, a_link_to_nowhere, another_encoding, an_unknown_lock,
    an_unknown_key, a_folder_that_is_none, a_region_that_is_none, a_part_that_is_none,
    minutes_below_none,
])  # fmt: skip
def test_nothing_goes_on_where_it_is_not_known_what_is_locked(
    machine: Machine, tmp_path: Path, damage: Callable[[Path], None], lies: str
) -> None:
    book = Book(tmp_path / "book")
    book("new", "Rosa")
    before = book.bytes()
    machine.environment.setenv("XDG_CONFIG_DIRS", str(machine.first.parents[1]))
    file: Path = getattr(machine, lies)
    damage(file)
    for words in (["cases"], ["new", "June"], ["locate"], ["check"], ["case", "archive"]):
        said = book.try_(*words)
        assert said.code == 11, words
        assert str(file) in said.talk
        assert "Traceback" not in said.talk
    assert book.bytes() == before
    assert book.try_("help").code == 0


def test_a_mark_of_order_before_the_text_does_no_harm(machine: Machine) -> None:
    machine.rules.write_text('region = "DE"\nlocked = ["region"]', encoding="utf-8-sig")
    assert in_force().settings.region == "DE"


def test_a_lock_in_a_file_that_the_user_can_choose_is_refused(machine: Machine) -> None:
    machine.environment.setenv("XDG_CONFIG_DIRS", str(machine.first.parents[1]))
    machine.says(machine.first, region="DE", locked=["region"])
    with pytest.raises(AdministratorError, match=str(machine.rules)):
        in_force()
    machine.says(machine.first)
    machine.says(machine.own, locked=["region"])
    with pytest.raises(UsageError, match="“locked”"):
        in_force()


def test_what_is_locked_is_said_where_settings_are_looked_up(
    machine: Machine, tmp_path: Path
) -> None:
    book = Book(tmp_path / "book")
    machine.says(machine.rules, region="DE", locked=["region"], ask="the desk, 4400")
    home = Path(book.environment["SO_TUI_HOME"])
    home.mkdir(parents=True)
    (home / "settings.toml").write_text('region = "FR"')
    said = book("locate")
    assert "locked: region" in said.lines
    assert said.talk.count("region") == 1
    assert "the desk, 4400" in said.talk
    assert book("locate", "--json").json["system"]["locked"] == ["region"]
