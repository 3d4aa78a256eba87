"""What one word of a command can be: a code, a day, a time, a text, a number, a name."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, get_args, runtime_checkable

import click

from so_tui.cli import stderr
from so_tui.core.finding import did_you_mean
from so_tui.core.folding import key
from so_tui.core.text import shortened
from so_tui.errors import SoTuiError
from so_tui.zones import zone_fault

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from so_tui.cli.context import CommandContext
    from so_tui.core.case import Part
    from so_tui.core.fields import Rule

    ParamType = click.ParamType[Any, Any]
else:
    ParamType = click.ParamType  # in click 8.2 it takes no type parameters

NONE = "none"
"""What is typed to take a value away."""

ITEM = r"[VOPR]\d+[a-z.0-9]*"
"""What the spoken reference of an item looks like."""


class Cleared(enum.Enum):
    """What a word becomes that takes a value away."""

    CLEARED = NONE


CLEARED = Cleared.CLEARED


def spoken(code: str) -> str:
    """A code as it is typed and shown: `to_ask` is `to-ask`."""
    return code.replace("_", "-")


def matching(typed: str, codes: Iterable[str]) -> str | None:
    """The one code that was typed: in full, or by a beginning that only it has."""
    said = key(typed)
    known = {key(code): code for code in codes}
    if said in known:
        return known[said]
    fits = [code for folded, code in known.items() if said and folded.startswith(said)]
    return fits[0] if len(fits) == 1 else None


class Code(ParamType):
    """One of a fixed set of codes. `clears`: `none` takes the value away."""

    name = "code"

    def __init__(self, of: Any, *, clears: bool = False) -> None:
        self.codes: tuple[str, ...] = get_args(of)
        self.clears = clears

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """All that can stand here."""
        said = [spoken(code) for code in self.codes] + ([NONE] if self.clears else [])
        return f"[{'|'.join(said)}]"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """All that can stand here, for a shell."""
        from click.shell_completion import CompletionItem

        cleared = [NONE] if self.clears and NONE not in self.codes else []
        return [CompletionItem(one) for one in (*map(spoken, self.codes), *cleared)]

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str | Cleared:
        """The code that was typed."""
        if self.clears and value.casefold() in ("", NONE) and NONE not in self.codes:
            return CLEARED
        found = matching(value, self.codes)
        if found is None:
            said = [spoken(code) for code in self.codes]
            offer = did_you_mean(value, said)
            self.fail(
                f"“{shortened(value)}” is none of these: {', '.join(said)}. {offer}".strip(),
                param, ctx,
            )  # fmt: skip
        return found


class Day(ParamType):
    """A day as people type it, for a field of a part; `none` takes it away.

    A command that takes days has `talk.yes_option` as well. `rule` stands for the field's own
    where the day is kept in none.
    """

    name = "day"

    def __init__(
        self, part: type[Part] | None = None, field: str = "", *, rule: Rule | None = None
    ) -> None:
        self.part, self.field, self._rule = part, field, rule

    @property
    def rule(self) -> Rule:
        """What such a day may be."""
        from so_tui.core.days import rule

        if self._rule is not None:
            return self._rule
        assert self.part is not None
        return rule(self.part, self.field)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date | Cleared:
        """The day that was typed, settled with the person where it was in doubt."""
        from so_tui.core.days import read

        if value.casefold() in ("", NONE):
            return CLEARED
        context = _context(ctx)

        def settled() -> dt.date:
            found = read(value, self.rule, context.today, context.settings.date_order)
            if found.doubt:
                year = "write all of its year, or " if found.of_year else ""
                stderr.settle(found.doubt, f"{year}add {stderr.YES}")
            stderr.read_as(self.rule.name, found.day)
            return found.day

        return _read(self, settled, param, ctx)


class Time(ParamType):
    """A time of day; `none` takes it away."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.time | Cleared:
        """The time that was typed."""
        from so_tui.core.typed_dates import parse_time

        if value.casefold() in ("", NONE):
            return CLEARED
        return _read(self, lambda: parse_time(value), param, ctx)


class Zone(ParamType):
    """The name of a time zone, such as America/New_York."""

    name = "zone"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The names of all zones, for a shell."""
        from zoneinfo import available_timezones

        from click.shell_completion import CompletionItem

        return [CompletionItem(one) for one in sorted(available_timezones())]

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name, if there is such a zone."""
        if fault := zone_fault(value):
            self.fail(fault, param, ctx)
        return str(value)


class Text(ParamType):
    """A text. `-` asks for it, or takes it from standard input; an empty one takes it away."""

    name = "text"

    def __init__(self, *, lines: bool = False) -> None:
        self.lines = lines

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text that was given."""
        if value != "-" or (ctx is not None and ctx.resilient_parsing):
            return str(value)  # where a shell completes another word, nobody is asked
        name = param.human_readable_name if param is not None else "text"
        return stderr.ask(spoken(name).replace("-", " "), lines=self.lines)


class Count(ParamType):
    """How many; `none` takes it away."""

    name = "number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | Cleared:
        """The number that was typed."""
        if value.casefold() in ("", NONE):
            return CLEARED
        if not (value.isascii() and value.isdigit() and int(value[:6]) < 100_000):
            self.fail(f"“{value}” is not a number from 0 to 99,999.", param, ctx)
        return int(value)


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Weekdays(ParamType):
    """Weekdays, such as `mon-fri` or `mon,wed,fri`."""

    name = "days"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """The ISO numbers of the weekdays: 1 is Monday."""
        days: set[int] = set()
        for part in value.casefold().split(","):
            ends = [one.strip()[:3] for one in part.split("-")]
            if not 1 <= len(ends) <= 2 or not set(ends) <= set(_WEEKDAYS):
                self.fail(f"“{value}” are no weekdays. Write mon-fri, or mon,wed.", param, ctx)
            days |= set(range(_WEEKDAYS.index(ends[0]) + 1, _WEEKDAYS.index(ends[-1]) + 2))
        if not days:
            self.fail(f"“{value}” are no weekdays. Write mon-fri, or mon,wed.", param, ctx)
        return tuple(sorted(days))


class Named(ParamType):
    """A word that is looked up later, in the case or in the catalogue.

    `looks`: a pattern of what it looks like, where that can be told from other words. `is_a`: what
    it names, by `candidates.NAMED`, if that is not what it is called; `many`: it names several,
    with commas between them.
    """

    def __init__(self, name: str, *, looks: str = "", is_a: str = "", many: bool = False) -> None:
        self.name = name
        self.looks = re.compile(looks, re.IGNORECASE) if looks else None
        self.is_a, self.many = is_a or name, many

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """What it can name, for a shell."""
        offers = offered_by(ctx)
        return offers.named(self.is_a, ctx, incomplete, many=self.many) if offers else []

    def is_like(self, word: str) -> bool:
        """Whether a word looks like this and nothing else."""
        return self.looks is not None and self.looks.fullmatch(word) is not None

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word as it was typed."""
        return str(value)


@runtime_checkable
class Candidates(Protocol):
    """What knows what can stand where: whoever completes a word for a shell hands it in."""

    def named(
        self, is_a: str, ctx: click.Context, typed: str, /, *, many: bool
    ) -> list[CompletionItem]:
        """What a word can name that is looked up later."""

    def next_word(
        self, ctx: click.Context, param: click.Parameter, kinds: Sequence[ParamType], typed: str, /
    ) -> list[CompletionItem]:
        """What the next of several words can be."""


def offered_by(ctx: click.Context) -> Candidates | None:
    """What knows what can stand where; None while no shell asks."""
    found = ctx.find_root().obj
    return found if isinstance(found, Candidates) else None


def _context(ctx: click.Context | None) -> CommandContext:
    from so_tui.cli.context import CommandContext

    found = ctx.find_object(CommandContext) if ctx is not None else None
    return found or CommandContext()


_T = TypeVar("_T")


def _read(
    kind: ParamType,
    read: Callable[[], _T],
    param: click.Parameter | None,
    ctx: click.Context | None,
) -> _T:
    try:
        return read()
    except SoTuiError as fault:
        kind.fail(fault.sentence, param, ctx)
