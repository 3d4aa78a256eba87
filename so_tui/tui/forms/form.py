"""What a form is made of, as data, and what it needs of the app."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from so_tui.core.changes import Change, Pages, Pen
from so_tui.tui.forms.fields import Field, Option, Reading, Value, Values
from so_tui.tui.keys import Keymap
from so_tui.tui.typed import TypedForms


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form as data.

    `key` names it and what it is about, for drafts. `change` makes the change of what was
    typed, from the page as it was when the form opened; None for a form that only asks. A form
    that `creates` saves even when nothing was typed; a `menu` only asks, and keeps no draft.
    `check` finds what does not fit together, by field; `doubts` what may be a slip, as questions
    that a second save answers; `notes` are said under fields while
    somebody types; `react` fills other fields that nobody touched when one changed; `offers`
    are the options of fields that depend on others. `side` are the lines beside the form.
    `paths` say where the casebook keeps what fields show, to tell when others change it.
    `place`: where it stands among several that follow each other, such as “1 of 7”; such a form
    can be skipped, and leaving it stops them.
    """

    key: str
    title: str
    fields: tuple[Field, ...]
    values: Mapping[str, Value]
    change: Callable[[Values, Pen], Change | None] | None = None
    focus: str = ""
    creates: bool = False
    menu: bool = False
    check: Callable[[Values], Mapping[str, str]] | None = None
    doubts: Callable[[Values, Reading], Mapping[str, str]] | None = None
    notes: Callable[[Values], Mapping[str, str]] | None = None
    react: Callable[[str, Values], Mapping[str, Value]] | None = None
    offers: Callable[[Values], Mapping[str, tuple[Option, ...]]] | None = None
    side: Callable[[Values], Sequence[str]] | None = None
    side_title: str = ""
    paths: Mapping[str, str] = dataclass_field(default_factory=dict)
    place: str = ""

    @property
    def asks(self) -> bool:
        """Whether it asks a question in words above a field, and says something to the answer."""
        return any(field.above for field in self.fields)

    @property
    def ends_with(self) -> str:
        """What the key that ends the form does, in a word: a menu saves nothing by itself."""
        return "choose" if self.menu and self.change is None else "save"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What a form needs of the app: how days are read, a pen, and where changes go.

    `write` raises SoTuiError when a change could not be written; `tell` says a sentence.
    `look` gives the pages as they are now, `withdraw` throws away a change that could not be
    written and that another takes the place of. `keymap` names the keys in force; `typed` keeps
    what is typed and not saved.
    """

    reading: Reading
    pen: Callable[[], Pen]
    write: Callable[[Change], Awaitable[object]]
    tell: Callable[[str], None]
    look: Callable[[], Pages] = dict
    withdraw: Callable[[Change], Awaitable[None]] | None = None
    keymap: Keymap = dataclass_field(default_factory=Keymap)
    typed: TypedForms = dataclass_field(default_factory=TypedForms)
