"""Options that stand for fields of the model, made from the one table of fields."""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import click

from so_tui.cli.param_types import (
    CLEARED,
    Code,
    Count,
    Day,
    Named,
    ParamType,
    Text,
    Time,
    Weekdays,
    Zone,
    spoken,
)
from so_tui.core import fields, tree
from so_tui.core.case import Part
from so_tui.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Option:
    """A field of a part as an option. `name`: what the command's function gets it as.

    `many`: it may be given several times. `field`: the part's own name for it.
    """

    part: type[Part]
    field: str
    name: str
    option: str
    kind: ParamType
    help: str
    many: bool = False
    required: bool = False


class FieldOption(click.Option):
    """An option of a command that knows which field of the model it is for."""

    def __init__(self, *names: Any, of: Option, **attributes: Any) -> None:
        super().__init__(*names, **attributes)
        self.of = of


def of(part: type[Part], *names: str) -> list[Option]:
    """The options for fields of a part."""
    return [_option(part, name) for name in names]


def every(part: type[Part], *but: str) -> list[Option]:
    """The options for all that people fill in of a part, without the fields `but`."""
    return of(part, *fields.filled_in(part, *but))


def one(
    part: type[Part], field: str, *, name: str = "", more: str = "", **own: Any
) -> list[Option]:
    """The option for one field where a command has its own way with it.

    `name`: what the command calls it; `more`: what it says behind the table's help, such as what
    `none` does; `own`: what else is its own.
    """
    made = _option(part, field)
    if name:
        made = replace(made, name=name, option=spoken(name))
    return [replace(made, help=f"{made.help} {more}".strip(), **own)]


def _option(part: type[Part], name: str) -> Option:
    known = fields.field(part, name)
    return Option(
        part=part, field=name, name=name, option=known.option or spoken(name),
        kind=_kind(part, name), help=known.help, many=fields.kind_of(part, name) == "codes",
    )  # fmt: skip


def _kind(part: type[Part], name: str) -> ParamType:
    match fields.kind_of(part, name):
        case "lines":
            return Text(lines=True)
        case "zone":
            return Zone()
        case "day":
            return Day(part, name)
        case "time":
            return Time()
        case "count":
            return Count()
        case "weekdays":
            return Weekdays()
        case "code":
            return Code(tree.fields(part)[name])
        case "codes":
            return Code(typing.get_args(tree.fields(part)[name])[0], clears=True)
        case "reference":
            return Named(name)
        case _:
            return Text()


def options(*several: Sequence[Option]) -> Callable[[F], F]:
    """The options of these fields, as a decorator of a command."""

    def add(command: F) -> F:
        for made in reversed([made for some in several for made in some]):
            command = click.option(
                f"--{made.option}", made.name, type=made.kind, help=made.help,
                multiple=made.many, required=made.required, cls=FieldOption, of=made,
            )(command)  # fmt: skip
        return command

    return add


def given(options: Sequence[Option], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was given of these fields, by their names in the part; None stands for cleared.

    Raises UsageError for one that may not be empty.
    """
    found: dict[str, Any] = {}
    for one in options:
        value = typed.get(one.name)
        if one.many:
            if value:
                found[one.field] = () if CLEARED in value else tuple(dict.fromkeys(value))
        elif value is not None:
            known = fields.field(one.part, one.field)
            if known.needed and (value is CLEARED or not str(value).strip()):
                raise UsageError(f"{known.needed} Nothing was changed.")
            found[one.field] = None if value is CLEARED else value
    return found


def something(found: Mapping[str, Any], options: Sequence[Option]) -> None:
    """Raise UsageError when no option was given at all."""
    if not found:
        raise UsageError(
            f"Say what to change, for instance with --{options[0].option}. Nothing was changed."
        )
