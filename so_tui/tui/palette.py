"""The command palette: every action by its name, made from the one list of keys."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from so_tui.tui.keys import ACTIONS, Action, Place, keys_of
from so_tui.tui.plain import plain
from so_tui.tui.screens.case import CaseScreen
from so_tui.tui.screens.casebook import CasebookScreen


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
        places: set[Place] = {"app"}
        if isinstance(self.screen, CaseScreen):
            places |= {"case", "pane"}
        elif isinstance(self.screen, CasebookScreen):
            places |= {"casebook"}
        return [action for action in ACTIONS if action.place in places]

    def _text(self, action: Action) -> str:
        keymap = getattr(self.app, "keys", {})
        keys = ", ".join(keys_of(action, keymap))
        return f"{action.label} ({keys})" if keys else action.label

    async def _run(self, action: Action) -> None:
        node = self.screen.focused if action.place == "pane" else self.screen
        if action.place == "app":
            await self.app.run_action(action.call)
        elif node is not None:
            await node.run_action(action.call)
