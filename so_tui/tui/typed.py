"""What is typed into forms and not saved: on the disk within a second, and offered again.

Nothing here knows Textual. The disk is written by a thread of its own, so that a slow one holds
up nobody who types.
"""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections.abc import Mapping

from so_tui.errors import CasebookError
from so_tui.store.drafts import Draft, Drafts, Typed

Raw = str | frozenset[str]

PAUSE = 0.3
"""Seconds after a key before what was typed goes to the disk, with all typed meanwhile."""


class TypedForms:
    """The forms somebody typed into: by the form's key, the fields that differ.

    `drafts`: where they are kept on the disk; None for nowhere.
    """

    def __init__(self, drafts: Drafts | None = None) -> None:
        self._drafts = drafts
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
        left = [one for one in found if isinstance(one, Typed)]
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
                # Where nothing can be written, what is typed stays on the screen at least.
                with contextlib.suppress(CasebookError):
                    self._drafts.put(Draft(id=id_, number=0, content=typed))

    def _write_on(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._changed)
            threading.Event().wait(PAUSE)
            self.flush()


def _stored(raw: Raw) -> str | tuple[str, ...]:
    return raw if isinstance(raw, str) else tuple(sorted(raw))


def _raw(kept: str | tuple[str, ...]) -> Raw:
    return kept if isinstance(kept, str) else frozenset(kept)
