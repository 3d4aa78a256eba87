"""What others changed of offices that are known here, in a line for each field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from so_tui.core import fields, tree
from so_tui.core.case import Office
from so_tui.core.changes import OfficePage
from so_tui.core.text import counted
from so_tui.core.wording import Wording


class OfficeChange(msgspec.Struct, frozen=True, kw_only=True):
    """A field of an office that holds something else now, in words; `cases`: how many name it.

    `field` is empty where the office came back or went.
    """

    id: str
    name: str
    field: str
    before: str
    after: str
    cases: int

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        if not self.field:
            return f"{self.name} {self.after}."
        where = f"in {counted(self.cases, 'case')}"
        return f"{self.name}: {self.field} {self.before} → {self.after}, {where}."


def office_changes(
    before: Mapping[str, OfficePage],
    after: Mapping[str, OfficePage],
    cases: Callable[[str], int],
    words: Wording,
) -> Iterator[OfficeChange]:
    """What is other now of offices that were known before, by id; `cases`: how many name one."""
    for id_, was in sorted(before.items(), key=lambda one: (one[1].value.name, one[0])):
        now = after[id_]
        if was.removed != now.removed:
            how = "is not in the casebook any more" if now.removed else "is in the casebook again"
            name = was.value.name
            yield OfficeChange(id=id_, name=name, field="", before="", after=how, cases=cases(id_))
        if not now.removed:
            for name in tree.fields(Office):
                old, new = getattr(was.value, name), getattr(now.value, name)
                if old != new:
                    yield OfficeChange(
                        id=id_, name=was.value.name, field=fields.said(Office, name),
                        before=_said(old, name, words), after=_said(new, name, words),
                        cases=cases(id_),
                    )  # fmt: skip


def _said(value: object, name: str, words: Wording) -> str:
    of = tree.fields(Office)[name]
    member = tree.member_type(of)
    if member is None or not isinstance(value, Mapping):
        return " ".join(words.value(of, tree.plain(value), {}, name).split())
    each = (words.value(member, tree.plain(one), {}) for one in value.values())
    return "; ".join(each) or words.value(of, {}, {})
