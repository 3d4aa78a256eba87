"""Hiding what people typed from whoever looks over a shoulder; dates, states and kinds stay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from msgspec.structs import replace

from so_tui.core.case import Office, Part
from so_tui.core.fields import CODED, kind_of
from so_tui.core.pages import CasePage
from so_tui.core.steps import Next
from so_tui.core.summary import Summary

MARK = "*"
"""What stands for each letter and digit that is hidden."""

_TYPED = re.compile(r"[^\s!-/:-@\[-`{-~·]")
"""All but blanks and the marks of plain punctuation: a sign can tell as much as a word."""

_P = TypeVar("_P", bound=Part)


def masked_text(text: str) -> str:
    """A text with each letter, digit and sign hidden; its length and its blanks stay."""
    return _TYPED.sub(MARK, text)


def masked(part: _P) -> _P:
    """A part of the model with every text in it hidden that a person typed."""
    changes: dict[str, Any] = {}
    for name in part.__struct_fields__:
        value = getattr(part, name)
        if kind_of(type(part), name) in CODED:
            continue
        hidden = _masked(value)
        if hidden is not value:
            changes[name] = hidden
    return replace(part, **changes) if changes else part


def masked_page(page: CasePage) -> CasePage:
    """A case's page hidden, without the values that were kept apart in it."""
    case = masked(page.value)
    return replace(page, value=replace(case, person=replace(case.person, born=None)), apart={})


def masked_offices(offices: Mapping[str, Office]) -> dict[str, Office]:
    """Offices hidden, by id."""
    return {id_: masked(office) for id_, office in offices.items()}


def masked_summary(summary: Summary) -> Summary:
    """What a list shows of a case, hidden; the next step names a kind of paper and no office."""
    return replace(
        summary, label=masked_text(summary.label), diagnosis=masked_text(summary.diagnosis),
        has_it=masked_text(summary.has_it),
        next=_masked_next(summary.next) if summary.next is not None else None,
        due=tuple(one._replace(text=masked_text(one.text)) for one in summary.due),
    )  # fmt: skip


def _masked_next(next_: Next) -> Next:
    return replace(
        next_, what=masked_text(next_.what), short=masked_text(next_.short),
        whom=masked_text(next_.whom), phone=masked_text(next_.phone),
        others=tuple(map(masked_text, next_.others)),
    )  # fmt: skip


def _masked(value: Any) -> Any:
    match value:
        case str():
            return masked_text(value)
        case Part():
            return masked(value)
        case dict():
            return {key: _masked(inside) for key, inside in value.items()}
        case tuple():
            return tuple(_masked(inside) for inside in value)
        case _:
            return value
