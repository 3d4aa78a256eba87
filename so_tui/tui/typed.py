"""What is typed into forms and not saved: on the disk within a second, and offered again.

Nothing here knows Textual. The disk is written by a thread of its own, so that a slow one holds
up nobody who types.
"""

from __future__ import annotations

import contextlib
import re
import threading
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping

from so_tui.errors import CasebookError
from so_tui.store.drafts import Draft, Drafts, Typed

Raw = str | frozenset[str]

PAUSE = 0.3
"""Seconds after a key before what was typed goes to the disk, with all typed meanwhile."""


_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class TypedForms:
    """The forms somebody typed into: by the form's key, the fields that differ.

    `drafts`: where they are kept on the disk; None for nowhere. `has`: whether a case is in the
    casebook on the disk; of one that was erased nothing is put there any more.
    """

    def __init__(
        self, drafts: Drafts | None = None, has: Callable[[str], bool] = lambda case: True
    ) -> None:
        self._drafts, self._has = drafts, has
        self._about: dict[str, frozenset[str]] = {}
        self._forms: dict[str, Typed] = {}
        self._changed: set[str] = set()
        self._wake = threading.Condition()
        self._disk = threading.Lock()
        self._writer: threading.Thread | None = None

    def begin(self) -> tuple[str, ...]:
        """Find what an earlier start left; returns the titles of those forms."""
        if self._drafts is None:
            return ()
        found = [one.content for one in self._drafts.read().drafts]
        with self._disk:
            left = [one for one in found if isinstance(one, Typed) and not self._is_erased(one)]
        with self._wake:
            self._forms.update((one.key, one) for one in left if one.key not in self._forms)
        return tuple(sorted({one.title for one in left}))

    def get(self, key: str) -> Mapping[str, Raw]:
        """What was typed into a form."""
        with self._wake:
            typed = self._forms.get(key)
        return {} if typed is None else {name: _raw(kept) for name, kept in typed.raws.items()}

    def keep(self, key: str, title: str, raws: Mapping[str, Raw]) -> None:
        """Keep what is typed into a form now; nothing takes it out."""
        kept = {name: _stored(raw) for name, raw in raws.items()}
        typed = Typed(key=key, title=title, raws=kept) if kept else None
        with self._wake:
            if self._forms.get(key) == typed:
                return
            if typed is None:
                del self._forms[key]
            else:
                self._forms[key] = typed
            self._changed.add(key)
            if self._drafts is not None and self._writer is None:
                self._writer = threading.Thread(target=self._write_on, daemon=True)
                self._writer.start()
            self._wake.notify()

    def drop(self, key: str) -> None:
        """Take a form out: it was saved, or begun afresh."""
        self.keep(key, "", {})

    def flush(self) -> None:
        """Put what is not on the disk yet there, from any thread."""
        if self._drafts is None:
            return
        with self._disk:
            with self._wake:
                changed = {key: self._forms.get(key) for key in self._changed}
                self._changed.clear()
            for key, typed in changed.items():
                id_ = str(uuid.uuid5(uuid.NAMESPACE_OID, key))
                if typed is None:
                    self._drafts.drop(id_)
                    continue
                if self._is_erased(typed):
                    continue
                # Where nothing can be written, what is typed stays on the screen at least.
                with contextlib.suppress(CasebookError):
                    self._drafts.put(Draft(id=id_, number=0, content=typed))
                if self._is_erased(typed):
                    self._drafts.drop(id_)  # it was erased while this was written

    def _is_erased(self, typed: Typed) -> bool:
        """Whether a form is about a case that is no more: that its key begins with, or that was
        there when it was first looked for."""
        begin = typed.key.partition("/")[0]
        if typed.key not in self._about:
            named = {begin, *_ids([typed.key, *typed.raws]), *_ids(_texts(typed))}
            there = {one for one in named if _ID.fullmatch(one) and self._has(one)}
            self._about[typed.key] = frozenset(there | ({begin} if _is_case(typed.key) else set()))
        return not all(map(self._has, self._about[typed.key]))

    def of(self, case: str) -> bool:
        """Whether anything is typed into a form of a case, by its id."""
        with self._wake:
            return any(key.startswith(f"{case}/") for key in self._forms)

    def _write_on(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._changed)
            threading.Event().wait(PAUSE)
            self.flush()


def _is_case(key: str) -> bool:
    """Whether the key of a form begins with the id of the case it is about."""
    return _ID.fullmatch(key.partition("/")[0]) is not None


def _ids(texts: Iterable[str]) -> Collection[str]:
    return {id_ for text in texts for id_ in _ID.findall(text)}


def _texts(typed: Typed) -> Iterable[str]:
    for raw in typed.raws.values():
        yield from [raw] if isinstance(raw, str) else raw


def _stored(raw: Raw) -> str | tuple[str, ...]:
    return raw if isinstance(raw, str) else tuple(sorted(raw))


def _raw(kept: str | tuple[str, ...]) -> Raw:
    return kept if isinstance(kept, str) else frozenset(kept)
