"""A file is written whole or not at all, and no part of it stays behind, whatever goes wrong."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from so_tui import atomic
from so_tui.errors import OutputError
from so_tui.outfile import put
from tests.store.test_disk import Faults

STEPS = ("open", "write", "fchmod", "fsync", "fstat", "replace", "link", "unlink", "close")
CODES = (errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EROFS, errno.EPERM)


@settings(max_examples=300)
@given(
    there=st.booleans(), over=st.booleans(), nth=st.integers(1, 14), code=st.sampled_from(CODES),
    lasting=st.booleans(), size=st.integers(0, 40),
)  # fmt: skip
def test_whatever_fails_there_is_the_old_file_or_the_new_one_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory,
    there: bool,
    over: bool,
    nth: int,
    code: int,
    lasting: bool,
    size: int,
) -> None:
    folder = tmp_path_factory.mktemp("put")
    path, data = folder / "rosa.json", b"x" * size
    if there:
        path.write_bytes(b"old")
    said = ""
    with pytest.MonkeyPatch.context() as patch:
        # What cleans up has to work for there to be nothing left; all else may fail.
        Faults(patch, tuple(one for one in STEPS if one != "unlink"), nth, code, lasting)
        try:
            put(path, data, force=over)
        except OutputError as fault:
            said = fault.sentence
    names = {one.name for one in folder.iterdir()}
    assert names <= {"rosa.json"}, said
    found = path.read_bytes() if path.exists() else None
    old = b"old" if there else None
    if not said:
        assert found == data
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    else:
        # Reserving a name where there are no links leaves it empty when taking it fails.
        assert found in (old, data, b"" if not there else old)
        assert said.endswith(".")
        assert str(path) in said


@pytest.mark.parametrize("name", ["a" * 255, "ż" * 127, "x", ".hidden", "with\nline"])
def test_any_name_that_the_system_takes_can_be_written(tmp_path: Path, name: str) -> None:
    put(tmp_path / name, b"data", force=False)
    assert [one.name for one in tmp_path.iterdir()] == [name]


@given(st.sampled_from(sorted(errno.errorcode)))
def test_every_refusal_of_the_system_has_a_reason_in_words(code: int) -> None:
    for elsewhere in ("choose another place", "name another place with --file"):
        said = atomic.why(OSError(code, os.strerror(code)), elsewhere)
        assert said
        assert "{" not in said
        assert not said.endswith(".")


def test_what_a_killed_write_left_is_known_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "casebook.json"
    assert atomic.is_part(path, ".casebook.json.0123456789abcdef.part")
    assert not atomic.is_part(path, "casebook.json")
    assert not atomic.is_part(path, ".other.json.0123456789abcdef.part")
