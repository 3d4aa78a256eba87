"""Every action with its binding: the one source of keys, footer, help and command palette.

A user's keymap moves a binding by its id. `place` says which screen or widget has the action;
`pane` actions belong to the pane with the focus, `form` ones to forms, `lists` ones to every
screen that is no form, `search` ones to the line in which a filter is typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal

import msgspec
from textual.binding import Binding

from so_tui.tui.also import ALSO
from so_tui.tui.panes import PANES

Place = Literal[
    "app", "lists", "case", "pane", "search", "casebook", "today", "history", "form"
]  # fmt: skip

GROUPS: Mapping[str, str] = {
    "do": "Doing things",
    "add": "Adding and changing",
    "go": "Going places",
    "row": "Inside a pane",
    "search": "While a filter is typed",
    "casebook": "The list of cases",
    "today": "Today",
    "history": "The history",
    "form": "In a form",
    "app": "so-tui itself",
}
"""The headings of the help, in their order."""


class Action(msgspec.Struct, frozen=True):
    """Something a person can do.

    `id` is the binding's id and what code knows it by; `keys` are separated by commas, and may
    be empty. `label` is short, for the footer; `help` one sentence, in which `{row.open}` stands
    for that action's key. `footer` is its place in the footer, 0 for none. `quiet` actions only
    move about. `also` are the words by which people look for it in the palette.
    """

    id: str
    keys: str
    label: str
    help: str
    place: Place
    group: str
    footer: int = 0
    quiet: bool = False
    also: str = ""

    @property
    def call(self) -> str:
        """What Textual runs for it."""
        return f"act('{self.id}')"

    def pressed(self, keymap: Mapping[str, str]) -> str:
        """Its first key under a user's keymap, as Textual names it; "" where it has none."""
        return next((key.strip() for key in keymap.get(self.id, self.keys).split(",") if key), "")


def _of(group: str, place: Place, *actions: tuple[str, ...], quiet: bool = False) -> list[Action]:
    return [
        Action(id_, keys, label, help_, place, group, _FOOTER.get(id_, 0), quiet, ALSO.get(id_, ""))
        for id_, keys, label, help_ in actions
    ]


_FOOTER = {
    "row.open": 1, "save.again": 2, "item.next_state": 2, "time.right": 2, "contact.log": 3,
    "step.next": 4, "casebook.new": 3, "change.undo": 5,
    "row.filter": 2, "casebook.walk": 4, "casebook.sort": 4, "screen.today": 3, "today.log": 2,
    "history.put_back": 2,
    "form.save": 1, "form.cancel": 2, "app.help": 6, "search.keep": 1, "search.clear": 2,
}  # fmt: skip

ACTIONS: tuple[Action, ...] = (
    *_of(
        "do", "case",
        ("contact.log", "c", "Log call", "Log a call, a fax or a visit, with what came of it."),
        ("step.next", "n", "Next step", "Go to the next step, then its row; {row.open} does it."),
        ("step.done", "m", "Mark done", "Mark the step of this row as done, or open again."),
        ("paper.make", "P", "Paper", "Make a paper for an office: see it, then print it."),
        ("item.state", "i", "Set state", "Say where an item stands: any state, place and day."),
        ("item.promise", "p", "Promise", "Keep the day that somebody promised for an item."),
        ("item.problem", "b", "Problem", "Say what went wrong with an item."),
        ("disc.read", "d", "Disc", "Read a disc of images: is all on it that was asked for?"),
    ),
    *_of(
        "do", "app",
        ("change.undo", "u", "Undo", "Undo your last change; asks before older ones."),
        ("change.redo", "U", "Redo", "Redo what was undone."),
        ("save.again", "R", "Save again", "Save again what is not saved yet."),
        ("save.discard", "X", "Discard", "Throw away what could not be saved; asks once."),
    ),
    *_of(
        "add", "case",
        ("row.edit", "e", "Edit", "Edit what this row is about."),
        ("row.add", "a", "Add", "Add an item, an office, a release or a question."),
        ("row.remove", "x", "Remove", "Remove what this row is about. Undo brings it back."),
        ("visit.edit", "v", "Visit", "Set the visit: day, doctor, addresses, deadline."),
        ("office.edit", "o", "Office", "Edit this office, or pick one for this card."),
        ("release.edit", "r", "Release", "Set a release: to sign, signed, handed over, arrived."),
        ("reason.note", "t", "Note", "Write a note on a reason, and who said it."),
        ("reason.walk", "W", "One by one", "Ask, one by one, the reasons that have no answer."),
        ("case.details", "D", "Details", "Edit the name, the diagnosis and the people."),
        ("case.status", "s", "Status", "Set the status of the case: going, on hold, closed."),
        ("case.hand_over", "w", "Hand over", "Say who has this case now."),
        ("case.export", "E", "Export", "Write this case into a file, for others."),
        ("case.import", "I", "Import", "Take in what a file offers, such as a visit."),
    ),
    *_of(
        "go", "case",
        *((f"pane.{one.name}", one.key, one.label, one.help) for one in PANES.values()),
        ("pane.next", "tab", "Next pane", "Go to the next pane."),
        ("pane.previous", "shift+tab", "Pane before", "Go to the pane before."),
        quiet=True,
    ),
    *_of(
        "go", "case",
        ("pane.maximize", "z", "Whole screen", "Give this pane the whole screen, or take it back."),
    ),
    *_of(
        "go", "lists",
        ("row.filter", "slash", "Filter", "Show only the rows with certain words."),
        ("app.back", "escape", "Back", "Go back: out of the filter, the pane, then the screen."),
        ("screen.today", "T", "Today", "See what to call today, over all cases, office by office."),
        ("screen.history", "H", "History", "See each change: who, when, what, before and after."),
        ("text.copy", "y", "Copy", "Copy a number, or the words to say, to the clipboard."),
    ),
    *_of(
        "row", "pane",
        ("row.open", "enter", "Open", "Open what this row is about, or do its step."),
        ("item.next_state", "space", "Next state", "Move an item, answer or release one on."),
        ("row.down", "j,down", "Down", "Go one row down."),
        ("row.up", "k,up", "Up", "Go one row up."),
        ("row.first", "g,home", "First", "Go to the first row."),
        ("row.last", "G,end", "Last", "Go to the last row."),
        ("row.page_down", "pagedown", "Page down", "Go one page down."),
        ("row.page_up", "pageup", "Page up", "Go one page up."),
        ("time.left", "h,left", "Mark before", "Go to the mark before, on the timeline’s line."),
        ("time.right", "l,right", "Next mark", "Go to the next mark on the timeline’s line."),
        ("time.earlier", "less_than_sign", "Earlier", "Show earlier days of the timeline."),
        ("time.later", "greater_than_sign", "Later", "Show later days of the timeline."),
        ("time.closer", "plus", "More room", "Give each day of the timeline more room."),
        ("time.farther", "minus", "Less room", "Give each day of the timeline less room."),
        ("time.fit", "equals_sign", "Fit", "Show the whole timeline, as much as there is room."),
        quiet=True,
    ),
    *_of(
        "search", "search",
        ("search.keep", "enter,tab,shift+tab,down", "Keep", "Keep the filter, and go to its rows."),
        ("search.clear", "escape", "Show all", "Show all rows again."),
        quiet=True,
    ),
    *_of(
        "casebook", "casebook",
        ("casebook.new", "a", "New case", "Begin a new case. A label is enough."),
        ("casebook.walk", "d", "Try it out", "Walk through a made-up case; nothing of it is kept."),
        ("casebook.sort", "s", "Order", "Choose what the cases are ordered by."),
        ("casebook.reverse", "S", "Backwards", "Turn the order round, or back."),
        ("casebook.whose", "f", "Whose", "Show only the cases that somebody has."),
        ("casebook.hand_over", "w", "Hand over", "Say who has the case of this row now."),
        ("casebook.import", "I", "Import", "Take in a file with cases: see first what it does."),
        ("casebook.archive", "A", "Archive", "Put the case of this row away, or bring it back."),
        ("casebook.archived", "V", "Archived", "Show the cases that were put away, or hide them."),
    ),
    *_of(
        "today", "today",
        ("today.log", "c", "Log call", "Log one call for all the cases of this office."),
    ),
    *_of(
        "history", "history",
        ("history.put_back", "p", "Put back", "Bring the case back to how it was at this row."),
    ),
    *_of(
        "form", "form",
        ("form.save", "ctrl+s", "Save", "Save the form."),
        ("form.cancel", "escape", "Back", "Leave the form; what was typed is offered again."),
        ("form.more", "ctrl+o", "More", "Show the fields that are rarely needed, or fold them."),
        ("form.skip", "ctrl+g", "Skip", "Skip this question and go on to the next one."),
        ("form.afresh", "ctrl+r", "Start afresh", "Put every field back to what it was."),
        ("form.words", "f2", "What to say", "Show the words to say, where they do not fit beside."),
        ("form.words_next", "ctrl+n", "More to say", "Show the next page of the words to say."),
        ("form.words_down", "ctrl+down", "Words down", "Scroll down the words to say, or a form."),
        ("form.words_up", "ctrl+up", "Words up", "Scroll up the words to say, or a form."),
        ("form.copy", "f3", "Copy", "Copy the words to say to the clipboard, and show them."),
        ("form.help", "f1", "Help", "Show the keys."),
        quiet=True,
    ),
    *_of(
        "app", "app",
        ("app.help", "question_mark,f1", "Help", "List every key, and what the marks mean."),
        ("app.palette", "ctrl+p", "Find an action", "Find an action by its name."),
        ("app.hide", "ctrl+l", "Hide", "Hide all that was typed, or show it again."),
        ("app.colors", "f4", "Colors", "Choose the colors from a list that shows each."),
        ("app.suspend", "ctrl+z", "Suspend", "Go back to the shell for a while; fg returns."),
        ("app.quit", "q", "Quit", "Leave. What is not saved yet is kept."),
    ),
)  # fmt: skip
"""All there is to do, in the order of the help."""

BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}


EVERYWHERE = frozenset({"app.hide"})
"""What works in forms and lists too, before they see the key."""

ALIKE = frozenset({"app.help", "form.help"})
"""What does the same, so that one key can mean both."""


def bindings(*places: Place) -> list[Binding]:
    """The bindings of one screen or widget, for its `BINDINGS`."""
    return [_binding(one) for one in ACTIONS if one.place in places and one.keys]


def binding(id: str) -> Binding:
    """The binding of one action, for a place that has it besides its own."""
    return _binding(BY_ID[id])


def _binding(action: Action) -> Binding:
    priority = action.id in EVERYWHERE
    return Binding(action.keys, action.call, show=False, id=action.id, priority=priority)


def bound(call: str, *ids: str) -> list[Binding]:
    """Bindings by which the keys of some actions, wherever they were moved, do another thing."""
    return [Binding(BY_ID[id_].keys, call, show=False, id=id_) for id_ in ids]


def keys_of(action: Action, keymap: Mapping[str, str]) -> list[str]:
    """The keys of an action as people read them, under a user's keymap."""
    return [shown(key) for key in keymap.get(action.id, action.keys).split(",") if key]


class Keymap(msgspec.Struct, frozen=True):
    """The keys in force: every sentence that names a key asks here. `moved` is the user's."""

    moved: Mapping[str, str] = MappingProxyType({})

    def key(self, id: str) -> str:
        """The first key of an action as it is printed on a keyboard, or ""."""
        return next(iter(keys_of(BY_ID[id], self.moved)), "")

    def pressed(self, id: str) -> str:
        """The first key of an action as Textual names it, or ""."""
        return BY_ID[id].pressed(self.moved)

    def help(self, action: Action) -> str:
        """What an action does, in a sentence with the keys in force."""
        return _NAMED.sub(lambda found: self.named(found[1]), action.help)

    def named(self, id: str) -> str:
        """The first key of an action as it is printed on a keyboard.

        An action without a key is named with the key of the list in which it is found.
        """
        label = BY_ID[id].label
        if key := self.key(id):
            return key
        palette = self.key("app.palette")
        return f"{palette} “{label}”" if palette else f"“{label}”"


def in_force(app: object) -> Keymap:
    """The keys in force in an app, whatever app it is."""
    found = getattr(app, "keymap", None)
    return found if isinstance(found, Keymap) else Keymap()


_NAMED = re.compile(r"\{([a-z_.]+)\}")

_SHOWN = {
    "slash": "/", "question_mark": "?", "escape": "Esc", "enter": "Enter", "space": "Space",
    "tab": "Tab", "pagedown": "PgDn", "pageup": "PgUp", "exclamation_mark": "!",
    "less_than_sign": "<", "greater_than_sign": ">", "plus": "+", "minus": "-",
    "equals_sign": "=",
}  # fmt: skip


def shown(key: str) -> str:
    """A key as it is printed on a keyboard: `Ctrl+S`, `Shift+Tab`, `?`, `Up`."""
    *modifiers, name = key.strip().split("+")
    word = _SHOWN.get(name, name if len(name) == 1 else name.capitalize())
    if modifiers and len(word) == 1:
        word = word.upper()
    return "+".join([*(one.capitalize() for one in modifiers), word])


def grouped(first: str = "") -> Iterator[tuple[str, list[Action]]]:
    """The headings of the help with their actions; the group `first` before all others."""
    for group, heading in sorted(GROUPS.items(), key=lambda pair: pair[0] != first):
        yield heading, [action for action in ACTIONS if action.group == group]
