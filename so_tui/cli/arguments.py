"""The words of a command: CASE first, then those after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from so_tui.cli.param_types import Named, ParamType, offered_by

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

F = TypeVar("F", bound=Callable[..., Any])

GIVEN = "so_tui.words"
"""Under what the context keeps these words while a shell completes the next one."""


def words(
    *parts: tuple[str, ParamType],
    last: tuple[str, ParamType] | None = None,
) -> Callable[[F], F]:
    """The words of a command: CASE, which may be left out, then `parts`, then `last`.

    CASE is left out when there are only as many words as `parts`. `last` may be left out as
    well: it is there when the last word can be it. What is left out comes as "".
    """
    shown = ["[CASE]", *(name.upper() for name, _ in parts)]
    shown += [f"[{last[0].upper()}]"] if last else []

    def complete(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        offers = offered_by(ctx)
        kinds = [kind for _, kind in (*parts, *([last] if last else ()))]
        return offers.next_word(ctx, param, kinds, incomplete) if offers else []

    def take(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> None:
        if ctx.resilient_parsing:  # a shell completes the next word
            ctx.meta[GIVEN] = given
            return
        rest = list(given)
        found: dict[str, Any] = {"case": ""}
        if last is not None:
            found[last[0]] = ""
            if len(rest) > len(parts) and _fits(last[1], rest[-1], ctx):
                found[last[0]] = last[1].convert(rest.pop(), None, ctx)
            elif len(rest) > len(parts) + 1 or _is_first(parts, rest):
                last[1].convert(rest[-1], None, ctx)  # says what could stand there
        if len(rest) > len(parts):
            found["case"] = rest.pop(0)
        if len(rest) != len(parts):
            need = " ".join(shown)
            wrong = "Too many words" if len(rest) > len(parts) else "A word is missing"
            raise click.UsageError(f"{wrong}. Say: {ctx.command_path} {need}", ctx)
        for (name, kind), word in zip(parts, rest, strict=True):
            found[name] = kind.convert(word, None, ctx)
        ctx.params |= found

    return click.argument(
        "words",
        nargs=-1,
        metavar=" ".join(shown),
        callback=take,
        expose_value=False,
        shell_complete=complete,
    )


def _is_first(parts: Sequence[tuple[str, ParamType]], rest: Sequence[str]) -> bool:
    """Whether the first word is no CASE, since it looks like what comes after one."""
    kind = parts[0][1]
    return isinstance(kind, Named) and len(rest) > len(parts) and kind.is_like(rest[0])


def _fits(kind: ParamType, word: str, ctx: click.Context) -> bool:
    try:
        kind.convert(word, None, ctx)
    except click.UsageError:
        return False
    return True
