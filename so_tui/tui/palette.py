"""The command palette: every action by its name or by what people call it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType

from so_tui.core.folding import folded, searchable
from so_tui.tui.home import Home
from so_tui.tui.keys import ACTIONS, BY_ID, Action, Place, in_force, keys_of
from so_tui.tui.plain import plain

HERE: Mapping[str, tuple[Place, ...]] = {
    "case": ("app", "lists", "case", "pane"),
    "casebook": ("app", "lists", "casebook", "pane"),
    "today": ("app", "lists", "today", "pane"),
    "history": ("app", "lists", "history", "pane"),
}
"""The places whose actions work on a screen, by its id."""

IN_FORMS = ("app.hide", "app.colors")
"""The actions of the app that work over a form, too; help is one of the form's own."""


class Command(NamedTuple):
    """What only a command does: what it is called, other words for it, and how it is done."""

    label: str
    also: str
    how: str


COMMANDS = (
    Command(
        "Print", "paper pdf report text lines export",
        "Printing is for a command: so-tui show CASE tells all of a case in plain lines. "
        "Send them to a printer or into a file.",
    ),
    Command(
        "Back up", "backup copy safe save keep",
        "Backups are kept by themselves; so-tui backup keeps one now, and so-tui backup -o FILE "
        "writes one where you want it.",
    ),
    Command(
        "Restore", "backup recover bring back earlier damaged",
        "Restore is a command: so-tui restore brings back the newest good state, or an earlier "
        "one.",
    ),
    Command(
        "Erase a case", "delete remove forget wipe good destroy",
        "Erasing is a command: so-tui erase CASE takes a case out for good, from the history and "
        "the backups too.",
    ),
    Command(
        "Settings", "options preferences configure config keymap shortcuts setup",
        "Settings are a file; so-tui locate says where it lies.",
    ),
)  # fmt: skip
"""What is done by command only, and looked for here all the same."""


def fits(query: str, label: str, also: str = "", help: str = "") -> float:
    """How well each word that was typed begins a word of these: 0 where one begins none, up to 1.

    A whole word counts more than its beginning, the name more than other words for it, and these
    more than the sentence that explains it.
    """
    places = [
        (searchable(text).split(), worth)
        for text, worth in ((label, 0.9), (also, 0.6), (help, 0.3))
    ]
    wanted = folded(query).split()
    scores = [max((_begins(word, *place) for place in places), default=0) for word in wanted]
    return sum(scores) / len(scores) if scores and all(scores) else 0


def _begins(word: str, words: Iterable[str], worth: float) -> float:
    found = [one for one in words if one.startswith(word) or _is_form_of(word, one)]
    return (worth + 0.1 if word in found else worth) if found else 0


def _is_form_of(word: str, one: str) -> bool:
    """Whether a word is another one with an ending: calls, printed, colors."""
    return len(one) > 3 and word.startswith(one) and word[len(one) :] in ("s", "es", "d", "ed")


class Actions(Provider):
    """Finds the actions of the screen below the palette, and what commands do."""

    async def discover(self) -> Hits:
        """All of them, while nothing is typed."""
        for action in self._here():
            yield DiscoveryHit(plain(self._text(action)), partial(self._run, action),
                               text=action.label, help=self._help(action))  # fmt: skip
        for one in COMMANDS:
            yield DiscoveryHit(plain(one.label), self._tells(one), text=one.label, help=one.how)

    async def search(self, query: str) -> Hits:
        """Those that are called so, the best first."""
        for action in self._here():
            help_ = self._help(action)
            if score := fits(query, action.label, action.also, help_):
                text = self._text(action)
                yield Hit(score, plain(text), partial(self._run, action), text=text, help=help_)
        for one in COMMANDS:
            if score := fits(query, one.label, one.also):
                yield Hit(score, plain(one.label), self._tells(one), text=one.label, help=one.how)

    def _here(self) -> Iterator[Action]:
        # Loaded already where a form is open, and soon needed elsewhere.
        from so_tui.tui.forms.form_screen import FormScreen

        places = HERE.get(self.screen.name or "", ("app",))
        if isinstance(self.screen, FormScreen):
            yield from (action for action in ACTIONS if action.place == "form")
            yield from (BY_ID[id_] for id_ in IN_FORMS)
        else:
            yield from (
                action
                for action in ACTIONS
                if action.place in places and action.id != "app.palette"
            )

    def _text(self, action: Action) -> str:
        keys = ", ".join(keys_of(action, in_force(self.app).moved))
        return f"{action.label} ({keys})" if keys else action.label

    def _help(self, action: Action) -> str:
        return in_force(self.app).help(action)

    def _tells(self, one: Command) -> IgnoreReturnCallbackType:
        def tell() -> None:
            if isinstance(self.app, Home):
                self.app.tell(one.how)

        return tell

    async def _run(self, action: Action) -> None:
        node = self.screen.focused if action.place == "pane" else self.screen
        if action.place == "app":
            await self.app.run_action(action.call)
        elif action.place == "form":
            await self.screen.run_action(_bound(self.screen.BINDINGS, action))
        elif node is not None:
            await node.run_action(action.call)


def _bound(bindings: Iterable[object], action: Action) -> str:
    """What a screen runs for an action, whatever key it has."""
    found = (one for one in bindings if isinstance(one, Binding) and one.id == action.id)
    return next((one.action for one in found), action.call)
