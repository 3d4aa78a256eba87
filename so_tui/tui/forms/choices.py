"""Choosing with one key: one of several, or several; side by side or one below the other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from textual import events
from textual.geometry import Offset
from textual.message import Message

from so_tui.core.finding import fitness
from so_tui.tui.forms.fields import Field, Option, Raw, with_keys
from so_tui.tui.forms.grid import BOX, abouts_at, behind, grid
from so_tui.tui.plain import clean_inside, cut, width
from so_tui.tui.views.rows import Bit, fit, line_width
from so_tui.tui.widgets.drawn import Drawn


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where an option stands: its row and column inside the entry."""

    row: int
    column: int
    option: Option


class Choices(Drawn, can_focus=True):
    """One field with options.

    A letter chooses or ticks, and does nothing else; arrows move, Space ticks. Moving chooses, too;
    a list with `filtering` is narrowed by what is typed.
    """

    @dataclass
    class Changed(Message):
        """Another option was chosen, or one was ticked or unticked."""

        entry: Choices

    @dataclass
    class Submitted(Message):
        """Enter was pressed."""

        entry: Choices

    def __init__(self, field: Field, given: Raw) -> None:
        super().__init__(classes="entry")
        self.field = replace(field, options=with_keys(field.options))
        self._raw: Raw = given
        self._filter = ""
        self._at = 0
        self._top = 0
        self._aim()

    # --- What it holds -----------------------------------------------------------------------

    @property
    def raw(self) -> Raw:
        """The value chosen, or the set of those ticked."""
        return self._raw

    @raw.setter
    def raw(self, given: Raw) -> None:
        if given != self._raw:
            self._raw = given
            self._aim()
            self.redraw()

    @property
    def options(self) -> tuple[Option, ...]:
        """The options that stand there now, narrowed by what was typed, the best first.

        "None" and "a new one" can always be had, behind those that fit.
        """
        if not self._filter.split():
            return self.field.options
        ranked = [
            (rank, one)
            for one in self.field.options
            if one.value
            and (rank := fitness(self._filter, f"{one.label} {one.about}", one.words)) is not None
        ]
        fitting = [one for _, one in sorted(ranked, key=lambda pair: pair[0])]
        return (*fitting, *(one for one in self.field.options if not one.value))

    @property
    def typed(self) -> str:
        """What was typed to narrow the list."""
        return self._filter

    def offer(self, options: tuple[Option, ...]) -> None:
        """Put other options in place of these; what is chosen stays where it still can be."""
        before = {one.value for one in self.field.options}
        self.field = replace(self.field, options=with_keys(options))
        offered = {one.value for one in options}
        if isinstance(self._raw, frozenset):
            self._raw &= offered
        elif self._raw in before - offered:
            self._raw = options[0].value if options else ""
        self._aim()
        self.redraw()

    def _aim(self) -> None:
        """Put the cursor on what is chosen."""
        for index, one in enumerate(self.options):
            if one.value == self._raw:
                self._at = index
                break
        self._at = max(0, min(self._at, len(self.options) - 1))

    # --- How it looks ------------------------------------------------------------------------

    def _side_by_side(self, cells: int) -> list[_Cell]:
        options = self.options
        columns = grid([width(one.label) for one in options], cells)
        return [_Cell(*place, one) for place, one in zip(columns.places, options, strict=True)]

    @property
    def _is_column(self) -> bool:
        """Whether each option stands in a row of its own."""
        return self.field.listed or len({cell.column for cell in self._placed()}) < 2 < len(
            self.options
        )

    def _placed(self) -> list[_Cell]:
        """The options that can be seen now, each with its place."""
        if not self.field.listed:
            return self._side_by_side(self.size.width)
        lines = max(1, self.size.height - self.field.filtering)
        last = max(0, len(self.options) - lines)  # no row is blank while an option is out of sight
        self._top = min(max(min(self._top, self._at), self._at - lines + 1), last)
        seen = self.options[self._top : self._top + lines]
        first = int(self.field.filtering)
        return [_Cell(first + index, 0, one) for index, one in enumerate(seen)]

    def redraw(self) -> None:
        """Draw what is offered and chosen now."""
        lines: dict[int, list[Bit]] = {}
        if self.field.filtering:
            words = f"Find: {self._filter}" if self._filter else "Find: type a part of the name"
            lines[0] = [Bit(words + ("" if self.options else "  (nothing fits)"), "dim")]
        elif not self.options:
            lines[0] = [Bit("nothing to choose here", "dim")]
        for cell in self._placed():
            line = lines.setdefault(cell.row, [])
            line.append(Bit(" " * (cell.column - line_width(line))))
            line += self._bits(cell.option)
        if self.field.listed and self.size.width:  # before the first layout it has no room
            self._say_what_is_out_of_sight(lines)
        self.draw([tuple(lines.get(row, ())) for row in range(self.size.height)])

    def _say_what_is_out_of_sight(self, lines: dict[int, list[Bit]]) -> None:
        """Say at the right how many options lie above and below: nobody ticks one unseen."""
        rows = sorted(lines)[int(self.field.filtering) :]
        below = len(self.options) - self._top - len(rows)
        for row, sign, count in ((rows[:1], "↑", self._top), (rows[-1:], "↓", below)):
            if row and count > 0:
                *most, last = lines[row[0]]
                said = [*most, last._replace(text=last.text.rstrip())]  # blanks need no cut
                line = fit(said, self.size.width, [Bit(f" {sign} {count} more", "dim")])
                lines[row[0]] = list(line)

    def _bits(self, one: Option) -> list[Bit]:
        several = isinstance(self._raw, frozenset)
        chosen = one.value in self._raw if several else one.value == self._raw
        here = self.screen.focused is self and self.options[self._at : self._at + 1] == (one,)
        style = "cursor" if here else "strong" if chosen else ""
        box = ("[x] " if chosen else "[ ] ") if several else ("(●) " if chosen else "( ) ")
        room = max(1, self.size.width - width(box))
        label = cut(one.label, room)
        bits = [Bit(box, style), *self._label(label, one.key, style)]
        if self.field.listed:
            options = self.field.options
            at = abouts_at([(width(o.label), width(o.about)) for o in options], room)
            about = behind(width(label), one.about, at, room)
            bits.append(Bit(about, style if here else "dim"))
        return bits

    def _label(self, label: str, key: str, style: str) -> list[Bit]:
        """The label, with the letter that picks it marked."""
        at = label.lower().find(key) if key and not self.field.filtering else -1
        if at < 0:
            return [Bit(label, style)]
        parts = (
            Bit(label[:at], style),
            Bit(label[at], f"{style} letter"),
            Bit(label[at + 1 :], style),
        )
        return [bit for bit in parts if bit.text]

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the option with the cursor is on the screen, as lines and texts know it too."""
        here = self.options[self._at] if self._at < len(self.options) else None
        cell = next((cell for cell in self._placed() if cell.option == here), None)
        inside = Offset(cell.column + 1, cell.row) if cell else Offset(0, 0)
        return self.content_region.offset + inside

    def _show_cursor(self) -> None:
        """Put the terminal's cursor where the option is, for screen readers and tmux."""
        self.app.cursor_position = self.cursor_screen_offset

    # --- What keys do ------------------------------------------------------------------------

    def on_focus(self) -> None:
        """Show where one is."""
        self.redraw()
        self._show_cursor()

    def on_blur(self) -> None:
        """Show only what is chosen."""
        self.redraw()

    def on_resize(self) -> None:
        """Place the options in the new width."""
        self.redraw()

    def on_key(self, event: events.Key) -> None:
        """Letters choose, arrows move, Space ticks, Enter goes on; other keys are not for it."""
        # Where options stand below each other, up and down are the way from one to the next.
        ahead, back = ("down", "up") if self._is_column else ("right", "left")
        if event.key == "enter":
            if self.field.filtering:
                self._choose(self._at)
            self.post_message(self.Submitted(self))
        elif event.key in (ahead, back):
            self._move(1 if event.key == ahead else -1)
        elif event.key in ("home", "end") and self.field.listed:
            self._move(len(self.options) if event.key == "end" else -len(self.options))
        elif event.key in ("up", "down"):
            if event.key == "up":
                self.screen.focus_previous()
            else:
                self.screen.focus_next()
        elif self.field.filtering and event.key == "backspace":
            self._narrow(self._filter[:-1])
        elif self.field.filtering and event.is_printable and event.character:
            self._narrow(self._filter + event.character)
        elif event.key == "space":
            self._space()
        elif event.character == "*" and isinstance(self._raw, frozenset):
            every = frozenset(one.value for one in self.options)
            self._take(frozenset() if self._raw == every else every)
        elif not (event.is_printable and event.character and self._letter(event.character)):
            return
        event.stop()
        event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """A click chooses or ticks what stands there, as its letter does."""
        at = event.get_content_offset(self)
        for cell in self._placed() if at is not None else ():
            wide = self.size.width if self.field.listed else width(cell.option.label) + BOX
            if at and cell.row == at.y and cell.column <= at.x < cell.column + wide:
                self._at = self.options.index(cell.option)
                if isinstance(self._raw, frozenset):
                    self._tick(self._at)
                else:
                    self._choose(self._at)
                self._show_cursor()

    def on_paste(self, event: events.Paste) -> None:
        """A pasted text narrows a list that can be narrowed."""
        event.stop()
        event.prevent_default()
        if self.field.filtering:
            self._narrow(self._filter + clean_inside(event.text)[:80])

    @property
    def _is_chosen(self) -> bool:
        return any(one.value == self._raw for one in self.options)

    def _move(self, steps: int) -> None:
        if not self.options:
            return
        # Where nothing is chosen yet, the first step chooses what the cursor stands on.
        if isinstance(self._raw, frozenset) or self._is_chosen or abs(steps) > 1:
            self._at = max(0, min(self._at + steps, len(self.options) - 1))
        if not isinstance(self._raw, frozenset):
            self._choose(self._at)
        self.redraw()
        self._show_cursor()

    def _space(self) -> None:
        if isinstance(self._raw, frozenset):
            self._tick(self._at)
        elif self.options:
            self._choose((self._at + self._is_chosen) % len(self.options))

    def _letter(self, letter: str) -> bool:
        """Choose or tick the option of a letter, and no more. Whether there is one."""
        keys = [one.key for one in self.options]
        if letter.lower() not in keys:
            return False
        self._at = keys.index(letter.lower())
        if isinstance(self._raw, frozenset):
            self._tick(self._at)
        else:
            self._choose(self._at)
        self._show_cursor()
        return True

    def _narrow(self, words: str) -> None:
        self._filter = words
        self._at = self._top = 0
        if self.options and not isinstance(self._raw, frozenset):
            # "none" always stands there: what was looked for is what has a value.
            fits = (index for index, one in enumerate(self.options) if one.value and words)
            self._choose(next(fits, 0))
        self.redraw()

    def _choose(self, index: int) -> None:
        if index < len(self.options) and not isinstance(self._raw, frozenset):
            self._at = index
            self._take(self.options[index].value)

    def _tick(self, index: int) -> None:
        if index < len(self.options) and isinstance(self._raw, frozenset):
            self._take(self._raw ^ {self.options[index].value})

    def _take(self, given: Raw) -> None:
        if given != self._raw:
            self._raw = given
            self.post_message(self.Changed(self))
        self.redraw()
