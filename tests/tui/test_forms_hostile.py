"""The worst that people paste, into every field of every form."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from textual import events

from so_tui.core.case import Case, in_order, items_of, offices_of
from so_tui.core.text import MAX_LINE, clean
from so_tui.tui.forms.entries import Line, Lines
from so_tui.tui.forms.form_screen import FormScreen
from so_tui.tui.targets import Target
from so_tui.tui.widgets.drawn import Drawn
from tests.hostile import PAYLOADS, STOLEN
from tests.tui import desk
from tests.tui.sitting import Sitting, sitting


def mouthfuls() -> list[str]:
    """All payloads that a line can hold, as few texts as lines can hold them in."""
    texts = [""]
    for payload in PAYLOADS:
        if len(clean(payload)) > MAX_LINE // 2:
            continue
        if len(clean(f"{texts[-1]} {payload}")) > MAX_LINE - 20:
            texts.append("")
        # A line break between them ends a sequence that has no end of its own.
        texts[-1] += f"{payload}\n"
    return texts


def forms(at: Sitting) -> Iterator[tuple[str, Target]]:
    """Every form that has a text in it, and a row to open it for."""
    case = at.case
    slides, _ = next(pair for pair in items_of(case, "pathology"))
    office, _ = offices_of(case, "pathology")[0]
    contact, _ = in_order(case.contacts)[0]
    release, _ = in_order(case.releases)[0]
    yield "case.details", Target("case")
    yield "visit.edit", Target("visit")
    yield "visit.accepts", Target("accepts", "stained_slides")
    yield "visit.waiting", Target("waiting")
    yield "reason.note", Target("reason", "more_options")
    yield "reason.note", Target("condition", "trusted")
    yield "row.edit", Target("item", slides)
    yield "row.edit", Target("item", items_of(case, "radiology")[0][0])
    yield "item.state", Target("item", slides)
    yield "item.usable", Target("item", items_of(case, "oncologist")[0][0])
    yield "item.promise", Target("item", slides)
    yield "item.problem", Target("item", slides)
    yield "office.edit", Target("office", office)
    yield "contact.log", Target("office", office)
    yield "row.edit", Target("contact", contact)
    yield "release.edit", Target("release", release)
    yield "row.edit", Target("question", in_order(case.questions)[0][0])
    yield "row.edit", Target("companion", in_order(case.people)[0][0] if case.people else "")
    yield "row.edit", Target("step", "packet_print")


def texts_of(value: Any) -> Iterator[tuple[str, str]]:
    """Every text in a plain value, with the name of its field."""
    if isinstance(value, dict):
        for name, inside in value.items():
            for field, text in texts_of(inside):
                yield field or name, text
    elif isinstance(value, list):
        for inside in value:
            yield from texts_of(inside)
    elif isinstance(value, str):
        yield "", value


def drawn(at: Sitting) -> Iterator[str]:
    """Every line that is on screen, cell by cell as the terminal gets it."""
    for screen in at.app.screen_stack:
        for widget in screen.query("*"):
            if isinstance(widget, Drawn | Line | Lines) and widget.display:
                for y in range(widget.size.height):
                    yield "".join(segment.text for segment in widget.render_line(y))


def is_plain(line: str) -> bool:
    """Whether a line can only be read: nothing in it moves, hides or turns anything."""
    return not any(
        unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(one) in ("LRE", "RLE", "LRO", "RLO", "PDF")
        or unicodedata.bidirectional(one) in ("LRI", "RLI", "FSI", "PDI")
        for one in line
    )


def assert_stored_clean(case: Case, offices: Sequence[Any]) -> None:
    """Every text that is kept is as cleaning leaves it."""
    for value in (case, *offices):
        for field, text in texts_of(msgspec.to_builtins(value)):
            assert clean(text, lines=True) == text, field
            assert is_plain(text.replace("\n", "").replace("\t", "")), field


async def fill(at: Sitting, text: str) -> None:
    """Paste a text into all entries that hold a text, in place of what is there."""
    for entry in at.form.entries.values():
        if isinstance(entry, Line | Lines):
            if entry.field.kind in ("text", "lines"):
                entry.raw = ""
            entry.post_message(events.Paste(text))
    await at.pilot.pause()


def keep_days(form: FormScreen) -> None:
    """Put back what days and numbers held: a text is no day."""
    for name, entry in form.entries.items():
        if entry.field.kind in ("day", "time", "number"):
            entry.raw = "today" if name == "day" else ""
        if entry.field.name == "on":
            entry.raw = "today"
        if entry.field.name == "zone":
            entry.raw = "UTC"
        if entry.field.name == "usually":
            entry.raw = "slides 10"


@pytest.mark.deep
@pytest.mark.parametrize(
    "text",
    [
        one if n == 0 else pytest.param(one, marks=pytest.mark.deep)
        for n, one in enumerate(mouthfuls())
    ],
    ids=lambda text: f"{len(text)}",
)
async def test_whatever_is_pasted_into_every_field_stays_text(tmp_path: Path, text: str) -> None:
    async with sitting(tmp_path, "midway") as at:
        await at.open("row.add", call="visit")
        await at.press("q", "enter")
        await at.pilot.pause()
        await at.put(text="Why?")
        await at.save()
        for action, target in list(forms(at)):
            await at.open(action, target.kind, target.id, target.call)
            await fill(at, text)
            assert all(map(is_plain, drawn(at))), action
            keep_days(at.form)
            if "outcome" in at.form.entries and not at.form.entries["outcome"].raw:
                at.form.entries["outcome"].raw = "spoke"
            await at.save()
            if at.is_open and at.form.form.menu:  # a visit that moved says what that did
                await at.press("escape")
            assert not at.is_open, f"{action}: {at.sheet()}"
            assert all(map(is_plain, drawn(at))), action
        assert at.app.is_running
        assert_stored_clean(at.case, list(at.app.casework.offices().values()))
        assert at.case.note == clean(text, lines=True)
        assert at.case.has_it == clean(text)
    assert not STOLEN.exists()


@pytest.mark.parametrize("text", ["x" * 10_000, "word " * 2_000, "\u0301" * 3_000])
async def test_a_long_text_is_told_or_kept_and_never_in_the_way(tmp_path: Path, text: str) -> None:
    async with sitting(tmp_path, "midway", desk.NARROW) as at:
        await at.open("case.details")
        await fill(at, text)
        keep_days(at.form)
        await at.save()
        if at.is_open:
            assert "characters" in at.sheet()
            await at.press("escape")
        assert at.app.is_running
        assert all(len(value) <= 20_000 for _, value in texts_of(msgspec.to_builtins(at.case)))


async def test_a_new_case_with_a_hostile_label_is_only_a_label(tmp_path: Path) -> None:
    label = "[@click=app.quit]\x1b[2JRosa[/] \u202e[mg]"
    app = desk.app(tmp_path)
    async with app.run_test(size=desk.WIDE) as pilot:
        await pilot.pause()
        at = Sitting(app, pilot)
        await pilot.press("a")
        await pilot.pause()
        await at.put(label=label, diagnosis=label)
        await at.save()
        await pilot.pause()
        assert at.case.label == "[@click=app.quit]Rosa[/] <U+202E>[mg]"
        assert any("[@click=app.quit]Rosa[/]" in line for line in drawn(at))
        assert app.is_running


async def test_a_hostile_office_is_picked_like_any_other(tmp_path: Path) -> None:
    async with sitting(tmp_path, "midway") as at:
        office, _ = offices_of(at.case, "oncologist")[0]
        await at.open("office.edit", "office", office)
        await at.put(name="[/]Evil\x07 [link=https://example.org]Lab", desk="[bold")
        await at.save()
        await at.open("row.add", call="radiology")
        await at.press("o", "enter")
        await at.pilot.pause()
        await at.press(*"evil")
        assert any("[/]Evil [link=https://example.org]Lab" in line for line in drawn(at))
        await at.press("enter")
        await at.pilot.pause()
        assert len(offices_of(at.case, "radiology")) == 2
