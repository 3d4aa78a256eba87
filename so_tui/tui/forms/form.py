"""What a form is made of, as data, and what it needs of the app."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from so_tui.core.changes import Change, Pages, Pen
from so_tui.tui.forms.fields import Field, Option, Reading, Value, Values
from so_tui.tui.forms.rare import folding, in_order
from so_tui.tui.keys import Keymap
from so_tui.tui.typed import TypedForms


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What an option of a field shows that others may change while the form is open.

    `path`: where the casebook keeps it; `name`: what it is called, `words`: its values in words.
    """

    path: str
    field: str
    option: str
    name: str
    words: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form as data.

    `key` names it and what it is about, for drafts. `change` makes the change of what was
    typed, from the page as it was when the form opened; None for a form that only asks. A form
    that `creates` saves even when nothing was typed; a `menu` only asks, and keeps no draft;
    `ends`: what its button says then, if it does not choose.
    `check` finds what does not fit together, by field; `doubts` what may be a slip, as questions
    that a second save answers; `notes` are said under fields while
    somebody types; `react` fills other fields that nobody touched when one changed; `offers`
    are the options of fields that depend on others. `side` are the lines beside the form.
    `side_named` is what the foot calls them, `side_cells` the room that they need where they may
    not be wrapped. A change that is made `apart` is made beside the loop that draws.
    `paths` say where the casebook keeps what fields show, to tell when others change it.
    `place`: where it stands among several that follow each other, such as “1 of 7”; such a form
    can be skipped, and leaving it stops them. `watched`: what its options say of the casebook.
    """

    key: str
    title: str
    fields: tuple[Field, ...]
    values: Mapping[str, Value]
    change: Callable[[Values, Pen], Change | None] | None = None
    focus: str = ""
    creates: bool = False
    menu: bool = False
    ends: str = ""
    check: Callable[[Values], Mapping[str, str]] | None = None
    doubts: Callable[[Values, Reading], Mapping[str, str]] | None = None
    notes: Callable[[Values], Mapping[str, str]] | None = None
    react: Callable[[str, Values], Mapping[str, Value]] | None = None
    offers: Callable[[Values], Mapping[str, tuple[Option, ...]]] | None = None
    side: Callable[[Values], Sequence[str]] | None = None
    side_title: str = ""
    side_named: str = "what to say"
    side_cells: int = 0
    apart: bool = False
    paths: Mapping[str, str] = dataclass_field(default_factory=dict)
    place: str = ""
    watched: tuple[Watched, ...] = ()

    @property
    def ordered(self) -> tuple[Field, ...]:
        """The fields as they stand: those that fold behind all others."""
        return in_order(self.fields) if folding(self.fields) else self.fields

    @property
    def asks(self) -> bool:
        """Whether it asks a question in words above a field, and says something to the answer."""
        return any(field.above for field in self.fields)

    @property
    def is_kept(self) -> bool:
        """Whether what was typed is kept when it is left: a menu asks, and keeps no draft."""
        return not self.menu

    @property
    def ends_with(self) -> str:
        """What the key that ends the form does, in a word: a menu saves nothing by itself."""
        return self.ends or "choose" if self.menu and self.change is None else "save"


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
