"""The name of a format, as an option of a command takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import click

from so_tui.cli.param_types import ParamType, matching
from so_tui.exchange import formats

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class FormatName(ParamType):
    """One of the formats that can be read, or written."""

    name = "format"

    def __init__(self, among: Literal["readable", "writable"]) -> None:
        self._among = among

    @property
    def names(self) -> tuple[str, ...]:
        """All that can stand here."""
        return formats.readable() if self._among == "readable" else formats.writable()

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """All that can stand here."""
        return f"[{'|'.join(self.names)}]"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The formats, for a shell."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(one) for one in self.names]

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name of the format."""
        found = matching(value, (one.replace("-", "_") for one in self.names))
        if found is None:
            self.fail(f"“{value}” is none of these: {', '.join(self.names)}.", param, ctx)
        return found.replace("_", "-")
