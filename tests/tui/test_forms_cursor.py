"""The terminal's cursor is where the focus is: screen readers and tmux go by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from so_tui.tui.forms.entries import Entry
from so_tui.tui.forms.registry import FORMS
from tests.tui.sitting import sitting


@pytest.mark.deep
@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_after_each_tab_the_cursor_is_in_the_entry_with_the_focus(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with sitting(tmp_path, size=size) as at:
        item = next(id_ for id_, one in at.case.items.items() if one.call == "pathology")
        tried = 0
        for action in FORMS:
            await at.open(action, "item", item, "pathology")
            if not at.is_open:
                continue
            for _ in range(2 * len(at.form.entries)):
                await at.press("tab")
                here = at.app.focused
                if isinstance(here, Entry):
                    for _ in range(20):  # it comes to rest, however busy the machine is
                        if at.app.cursor_position == here.cursor_screen_offset:
                            break
                        await at.pilot.pause()
                    assert at.app.cursor_position == here.cursor_screen_offset, action
                    inside = here.region.contains_point(at.app.cursor_position)
                    assert inside, (action, here.field.name)
                    tried += 1
            while at.is_open:
                await at.press("escape")
        assert tried > 100
