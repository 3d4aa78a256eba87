"""Drafts: what somebody did or typed that is not in the casebook yet, kept on the disk.

One file to a draft, named by a random id, for this user alone: in a folder beside the casebook
or, where that cannot be written, in the user's own state folder. A draft is a JSON object with a
`version` and a `content`, whose `kind` says what it is; another kind is another struct.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import uuid
from collections.abc import Iterator
from pathlib import Path

import msgspec

from so_tui import atomic, locations
from so_tui.core.changes import Change
from so_tui.errors import CasebookError

VERSION = 1
LARGEST = 10_000_000
"""The most bytes that a draft can have."""

_MODE, _FOLDER_MODE = 0o600, 0o700
_END, _PART, _ASIDE = ".json", ".part", ".damaged"


class Unwritten(msgspec.Struct, frozen=True, tag_field="kind", tag="changes",
                forbid_unknown_fields=True):  # fmt: skip
    """Changes that were made and could not be written, to be written as one."""

    changes: tuple[Change, ...]


class Typed(msgspec.Struct, frozen=True, tag_field="kind", tag="typed",
            forbid_unknown_fields=True):  # fmt: skip
    """What was typed into a form: `key` says which form and what it is about, `raws` has the
    fields that differ from what they were."""

    key: str
    title: str
    raws: dict[str, str | tuple[str, ...]]

    @property
    def changes(self) -> tuple[Change, ...]:
        """None yet."""
        return ()


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """One thing not in the casebook yet. `number` is its place among the others: first is 1; 0
    for what was only typed."""

    id: str
    number: int
    content: Unwritten | Typed


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The drafts there are, in their order, and a sentence for each file that is none."""

    drafts: tuple[Draft, ...] = ()
    faults: tuple[str, ...] = ()


class _Stored(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    version: int
    number: int
    content: Unwritten | Typed


class _Version(msgspec.Struct, frozen=True):
    version: int


class _UnreadableError(Exception):
    """Why a file is not a draft; `newer` when another so-tui can read it."""

    def __init__(self, why: str, *, newer: bool = False) -> None:
        super().__init__(why)
        self.newer = newer


class Drafts:
    """The drafts that belong to one casebook. Nothing is made on the disk before the first."""

    def __init__(self, casebook: Path) -> None:
        path = Path(os.path.realpath(casebook))
        # By a number, since the path of a casebook may tell whose it is.
        number = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
        self.folders = [path.with_name(f"{path.name}.drafts")]
        if (state := locations.if_anywhere(locations.state_folder)) is not None:
            self.folders.append(state / locations.DRAFTS / number)
        self._had_home = self._has_home

    @property
    def _has_home(self) -> bool:
        """Whether the user's home is there for a folder of drafts to be made in it."""
        return all(locations.can_take(one) for one in self.folders[1:])

    def put(self, draft: Draft) -> Path:
        """Keep a draft, in the place of what it was before; on the disk when its path returns.

        Raises CasebookError when neither folder takes it; what was kept of it before is.
        """
        stored = _Stored(version=VERSION, number=draft.number, content=draft.content)
        data = msgspec.json.encode(stored)
        fault: OSError | None = None
        beside = self.folders[0]
        for folder in self.folders:
            try:
                # Neither the casebook's own folder nor a home is made anew: its disk may only be
                # unplugged.
                gone = folder.is_relative_to(beside.parent) and not beside.parent.is_dir()
                elsewhere = folder is not beside
                if gone or (elsewhere and self._had_home and not self._has_home):
                    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
                folder.mkdir(mode=_FOLDER_MODE, parents=elsewhere, exist_ok=True)
                path = _write(folder, f"{draft.id}{_END}", data)
            except OSError as one:
                fault = fault or one
                continue
            for other in self.folders:
                if other is not folder:
                    _remove(other / path.name)
            return path
        why = fault.strerror if fault else ""
        raise CasebookError(
            f"A copy could not be kept in {' or '.join(map(str, self.folders))} ({why})."
        ) from fault

    def where(self, id_: str) -> Path | None:
        """Where a draft is kept; None when it is not, any more."""
        found = (folder / f"{id_}{_END}" for folder in self.folders)
        return next((path for path in found if os.path.lexists(path)), None)

    def drop(self, id_: str) -> None:
        """Remove a draft, and the folder when it was the last."""
        for folder in self.folders:
            _remove(folder / f"{id_}{_END}")
            with contextlib.suppress(OSError):  # other drafts are in it, or it is not there
                folder.rmdir()

    def read(self) -> Found:
        """Every draft of this user. What is damaged is set aside and named, never thrown away."""
        drafts: dict[str, Draft] = {}
        faults: list[str] = []
        for folder in self.folders:
            for path in _files(folder):
                try:
                    drafts.setdefault(path.stem, _read(path))
                except _UnreadableError as fault:
                    faults.append(_left(path) if fault.newer else _set_aside(path, str(fault)))
        found = sorted(drafts.values(), key=lambda one: (one.number, one.id))
        return Found(drafts=tuple(found), faults=tuple(faults))


# --- Files -----------------------------------------------------------------------------------


def _files(folder: Path) -> Iterator[Path]:
    """The drafts in a folder of one's own; other people's are theirs to save."""
    try:
        if not _is_own(folder):
            return
        found = sorted(folder.iterdir())
    except OSError:
        return  # it is not there, or cannot be looked into
    for path in found:
        if path.suffix == _PART:
            _remove(path)  # a program that was killed left it
        elif path.suffix == _END:
            yield path


def _is_own(folder: Path) -> bool:
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()


def _write(folder: Path, name: str, data: bytes) -> Path:
    """Put a file into a folder in one step. Raises OSError with what was there as it was."""
    if not _is_own(folder):
        raise PermissionError(f"{folder} belongs to somebody else")
    atomic.put(folder / name, data)
    atomic.flush_folder(folder)
    return folder / name


def _remove(path: Path) -> None:
    # A draft that stays behind is harmless: writing it again changes nothing.
    with contextlib.suppress(OSError):
        path.unlink()


def _read(path: Path) -> Draft:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise _UnreadableError("it is not a file")
            data = file.read(LARGEST + 1)
    except OSError as fault:
        raise _UnreadableError(str(fault.strerror)) from fault
    if len(data) > LARGEST:
        raise _UnreadableError("it is too large")
    try:
        if msgspec.json.decode(data, type=_Version).version > VERSION:
            raise _UnreadableError("a newer so-tui wrote it", newer=True)
        stored = msgspec.json.decode(data, type=_Stored)
    except (msgspec.DecodeError, ValueError, RecursionError) as fault:
        raise _UnreadableError(str(fault)) from fault
    content = stored.content
    changes = content.changes
    if stored.version < 1 or not (changes or isinstance(content, Typed)):
        raise _UnreadableError("there is nothing in it")
    if not all(map(_is_id, (path.stem, *(change.id for change in changes)))):
        raise _UnreadableError("an id in it is none")
    return Draft(id=path.stem, number=stored.number, content=stored.content)


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _left(path: Path) -> str:
    return (
        f"A newer so-tui kept something unsaved in {path}. It was left as it is; "
        "please use the newer so-tui to save it."
    )


def _set_aside(path: Path, why: str) -> str:
    aside = path.with_name(f"{path.name}{_ASIDE}")
    try:
        path.rename(aside)
    except OSError:
        aside = path
    return f"Something unsaved cannot be read any more: {why}. It was set aside as {aside}."
