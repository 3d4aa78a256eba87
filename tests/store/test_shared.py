"""Two people of one system share a casebook through a folder of their group."""

from __future__ import annotations

import contextlib
import os
import pwd
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from so_tui.errors import CasebookError
from so_tui.store.casebook import Casebook
from tests.store.books import OWN, begun, labels, mode, names

GROUP = 100


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that hands its group on, for two people of the system."""
    if os.geteuid() != 0:
        pytest.skip("only the superuser can work as two people")
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "team"
        path.mkdir()
        os.chown(path, pwd.getpwnam("daemon").pw_uid, GROUP)
        path.chmod(0o2770)
        yield path


@contextlib.contextmanager
def person(who: str, group: int = GROUP) -> Iterator[None]:
    """As a person of the system, with the modes so-tui itself works with."""
    groups, mask = os.getgroups(), os.umask(0o077)
    try:
        os.setgroups([])
        os.setegid(group)
        os.seteuid(pwd.getpwnam(who).pw_uid)
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)
        os.umask(mask)


def write(path: Path, *numbers: int) -> Casebook:
    """Write cases, each by itself."""
    book = Casebook(path)
    for number in numbers:
        book.write([begun(number)])
    return book


def test_two_people_write_in_turns_fold_and_lose_nothing(shared: Path) -> None:
    path = shared / "casebook.json"
    with person("daemon"):
        write(path, 1, 2)
    with person("games"):
        write(path, 3, 4)
        write(path, 5).fold()
    with person("daemon"):
        write(path, 6, 7)
    with person("games"):
        write(path, 8)
    assert labels(Casebook(path).read()) == [f"Case {n}" for n in range(1, 9)]
    assert names(shared) == OWN
    for one in shared.rglob("*"):
        wanted = 0o770 if one.is_dir() else 0o660
        assert (mode(one) & 0o777, one.stat().st_gid) == (wanted, GROUP), one.name


def test_one_who_is_not_of_the_group_sees_nothing(shared: Path) -> None:
    path = shared / "casebook.json"
    with person("daemon"):
        write(path, 1)
    with person("games", pwd.getpwnam("games").pw_gid):
        for attempt in (Casebook(path).read, lambda: write(path, 2)):
            with pytest.raises(CasebookError, match="this user is not allowed to"):
                attempt()
    assert labels(Casebook(path).read()) == ["Case 1"]
