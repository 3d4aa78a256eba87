"""Hiding what people typed from whoever looks over a shoulder; dates, states and kinds stay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from so_tui.core.case import Office, Part
from so_tui.core.pages import CasePage
from so_tui.core.summary import Summary

MARK = "*"
"""What stands for each letter and digit that is hidden."""

CODES = frozenset({
    "id", "office", "kind", "instead_of", "problem", "release", "zone", "case"
})  # fmt: skip
"""The texts of the model that are codes or ids, and say nothing of a person."""

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
        if name in CODES or name in coded(type(part)):
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
        next=masked(summary.next) if summary.next is not None else None,
        due=tuple(one._replace(text=masked_text(one.text)) for one in summary.due),
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


_CODED: dict[type, frozenset[str]] = {}


def coded(kind: type) -> frozenset[str]:
    """The fields of a part whose texts are words of the model, such as a state."""
    if kind not in _CODED:
        info = msgspec.inspect.type_info(kind)
        assert isinstance(info, msgspec.inspect.StructType)
        _CODED[kind] = frozenset(one.name for one in info.fields if _iscoded(one.type))
    return _CODED[kind]


def _iscoded(type_: msgspec.inspect.Type) -> bool:
    """Whether a field can only hold words that the model names."""
    match type_:
        case msgspec.inspect.LiteralType():
            return True
        case msgspec.inspect.UnionType(types=types):
            return any(isinstance(one, msgspec.inspect.LiteralType) for one in types)
        case msgspec.inspect.VarTupleType(item_type=item):
            return _iscoded(item)
        case _:
            return False
