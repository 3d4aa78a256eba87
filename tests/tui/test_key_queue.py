"""A slow line delivers several keys at once; they do what they would have done one by one."""

from __future__ import annotations

from textual import events
from textual.app import App, ComposeResult
from textual.keys import Keys
from textual.widgets import Input

from so_tui.tui.key_queue import KeyQueue


class TwoFields(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.key_queue = KeyQueue(self, super().on_event)

    def on_mount(self) -> None:
        self.key_queue.begin()

    async def on_event(self, event: events.Event) -> None:
        if not await self.key_queue.takes(event):
            await super().on_event(event)

    def compose(self) -> ComposeResult:
        yield Input(id="name")
        yield Input(id="day")


def key(of: str) -> events.Key:
    """A key as the terminal sends it."""
    named = {"\t": Keys.Tab.value, " ": "space"}
    return events.Key(named.get(of, of), of)


async def test_a_name_tab_and_a_date_that_arrive_together_go_to_two_fields() -> None:
    app = TwoFields()
    async with app.run_test() as pilot:
        for typed in "Rosa\t17 dec":
            app.post_message(key(typed))
        app.post_message(events.Paste(" 2026"))
        await pilot.pause()
        await app.key_queue.at_rest()
        assert app.query_one("#name", Input).value == "Rosa"
        assert app.query_one("#day", Input).value == "17 dec 2026"


async def test_keys_go_on_after_the_field_they_were_for_is_gone() -> None:
    app = TwoFields()
    async with app.run_test() as pilot:
        app.post_message(key("a"))
        await pilot.pause()
        await app.key_queue.at_rest()
        await app.query_one("#name").remove()
        for typed in "bc":
            app.post_message(key(typed))
        await pilot.pause()
        await app.key_queue.at_rest()
        app.query_one("#day").focus()
        await pilot.press("d")
        assert app.query_one("#day", Input).value.endswith("d")
