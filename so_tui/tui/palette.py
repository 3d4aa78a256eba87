"""The command palette: every action by its name, made from the one list of keys."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from so_tui.tui.keys import ACTIONS, Action, Keymap, Place, keys_of
from so_tui.tui.plain import plain

HERE: Mapping[str, tuple[Place, ...]] = {
    "case": ("lists", "case", "pane"),
    "casebook": ("lists", "casebook", "pane"),
    "today": ("lists", "today", "pane"),
    "history": ("lists", "history", "pane"),
}
"""The places whose actions work on a screen, by its id."""


class Actions(Provider):
    """Finds the actions of the screen below the palette."""

    async def discover(self) -> Hits:
        """All of them, while nothing is typed."""
        for action in self._here():
            yield DiscoveryHit(plain(self._text(action)), partial(self._run, action),
                               text=action.label, help=action.help)  # fmt: skip

    async def search(self, query: str) -> Hits:
        """Those whose words fit what was typed."""
        matcher = self.matcher(query)
        for action in self._here():
            text = self._text(action)
            score = matcher.match(f"{text} {action.help}")
            if score > 0:
                yield Hit(score, plain(text), partial(self._run, action),
                          text=text, help=action.help)  # fmt: skip

    def _here(self) -> list[Action]:
        places = {"app", *HERE.get(self.screen.name or "", ())}
        return [action for action in ACTIONS if action.place in places]

    def _text(self, action: Action) -> str:
        keymap: Keymap = getattr(self.app, "keymap", Keymap())
        keys = ", ".join(keys_of(action, keymap.moved))
        return f"{action.label} ({keys})" if keys else action.label

    async def _run(self, action: Action) -> None:
        node = self.screen.focused if action.place == "pane" else self.screen
        if action.place == "app":
            await self.app.run_action(action.call)
        elif node is not None:
            await node.run_action(action.call)
