"""Of a file that is written for somebody else nothing is left behind, wherever its writing ends."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from so_tui import atomic, outfile, unnamed
from so_tui.errors import OutputError

CALLS = ("open", "dup", "write", "fsync", "link", "replace", "unlink", "close", "scandir")
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)
DATA = b"what is private of a case"


def ended_at(nth: int, number: int, deed: Callable[[], None]) -> bool:
    """Do something in a process that ends by a signal before its nth call; whether it came to."""
    child = os.fork()
    if child == 0:
        left = iter(range(nth))

        def ends(call: Any) -> Any:
            def called(*args: Any, **named: Any) -> Any:
                if next(left, None) is None:
                    os.kill(os.getpid(), number)
                return call(*args, **named)

            return called

        for name in CALLS:
            setattr(os, name, ends(getattr(os, name)))
        with contextlib.suppress(BaseException):
            deed()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def left_over(folder: Path, *, there: bool, has_unnamed: bool) -> Iterator[str]:
    """Each point at which an end leaves what it must not."""
    for number in SIGNALS:
        nth = 0
        while True:
            (at := folder / f"{number}-{nth}").mkdir()
            path = at / "rosa.json"
            if there:
                path.write_bytes(b"old")
            ended = ended_at(nth, number, lambda path=path: outfile.put(path, DATA, force=there))  # type: ignore[misc]
            found = {one.name for one in at.iterdir()} - {"rosa.json"}
            # Only a kill while a name is needed may leave something, until the next file.
            if found and (number != signal.SIGKILL or (has_unnamed and not there)):
                yield f"{number} at {nth}: {found}"
            if path.exists() and path.read_bytes() not in (DATA, b"old"):
                yield f"{number} at {nth}: a part"
            outfile.put(at / "other.json", b"", force=False)
            if {one.name for one in at.iterdir()} - {"rosa.json", "other.json"}:
                yield f"{number} at {nth}: still there after the next file"
            if not ended:
                break
            nth += 1
        assert nth > 5


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("has_unnamed", [True, False])
def test_nothing_is_left_wherever_a_process_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool, has_unnamed: bool
) -> None:
    if not has_unnamed:
        monkeypatch.setattr(unnamed, "_UNNAMED", 0)
    assert list(left_over(tmp_path, there=there, has_unnamed=has_unnamed)) == []


def test_a_writing_under_a_name_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def under_a_name(path: Path, data: Iterable[bytes], *, over: bool) -> None:
        atomic.put(path, b"".join(data), over=over)

    monkeypatch.setattr(unnamed, "put", under_a_name)
    found = list(left_over(tmp_path, there=False, has_unnamed=True))
    assert any("still there" in one for one in found)
    assert any(one.startswith(f"{int(signal.SIGTERM)} ") for one in found)


@pytest.mark.parametrize("has_unnamed", [True, False])
def test_a_file_that_may_not_grow_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_unnamed: bool
) -> None:
    if not has_unnamed:
        monkeypatch.setattr(unnamed, "_UNNAMED", 0)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        with pytest.raises(OutputError, match="no file as large"):
            outfile.put(tmp_path / "rosa.json", DATA, force=False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_only_what_is_left_of_ours_is_removed(tmp_path: Path) -> None:
    import fcntl

    kept = [".rosa.json.0123456789abcdef.part", ".so-tui-12.part", "x.part"]
    for name in kept:
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / f".so-tui-{'a' * 32}.part").mkdir()
    (tmp_path / f".so-tui-{'b' * 32}.part").write_bytes(b"left")
    used = tmp_path / f".so-tui-{'c' * 32}.part"
    with used.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        outfile.put(tmp_path / "out.json", DATA, force=False)
    there = {one.name for one in tmp_path.iterdir()}
    assert there == {*kept, "out.json", f".so-tui-{'a' * 32}.part", used.name}
