"""What people call the things that a case keeps by code: no code and no id is ever shown."""

from __future__ import annotations

import datetime as dt
import re
import typing
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from so_tui.core import dates, fields, tree
from so_tui.core.case import Case, Item, Office, Part, State, spoken_items
from so_tui.core.catalogue import WORD_TABLES
from so_tui.core.knowledge import Catalogue
from so_tui.core.plan_context import names_of
from so_tui.core.tree import Plain, part_in

EMPTY = "empty"
"""What a field is called that holds nothing."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"\d\d:\d\d:00")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_YEAR_ALWAYS = dt.date.min
"""A day of no year that a case has: what is told of the past names its year."""


class Names(Mapping[str, str]):
    """What ids stand for: those of a case, then those of offices, looked at when asked for."""

    def __init__(self, of_case: Mapping[str, str], offices: Mapping[str, Office]) -> None:
        self._of_case, self._offices = of_case, offices

    def __getitem__(self, id_: str) -> str:
        return self._of_case[id_] if id_ in self._of_case else self._offices[id_].name

    def __iter__(self) -> Iterator[str]:
        yield from self._of_case
        yield from (id_ for id_ in self._offices if id_ not in self._of_case)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Wording(msgspec.Struct, frozen=True):
    """The words for codes, from the catalogue; without one, the codes with blanks in them."""

    catalogue: Catalogue | None = None

    def word(self, table: str, code: str) -> str:
        """The word for a code: `word("state", "to_ask")` is `to ask`."""
        known = self.catalogue.words if self.catalogue is not None else {}
        return known.get(f"{table}.{code}", spaced(code))

    def kind(self, code: str) -> str:
        """The name of a kind of item."""
        kind = self.catalogue.kinds.get(code) if self.catalogue is not None else None
        return kind.name if kind is not None else spaced(code)

    def is_at_home(self, item: Item) -> bool:
        """Whether an item is one that people have at home; without a catalogue none is."""
        return self.catalogue is not None and self.catalogue.group(item.kind) == "home"

    def state(self, item: Item, state: State | None = None) -> str:
        """The word for the state of an item, or for another `state` of it.

        Nobody is asked for what one has at home: that is to have ready.
        """
        code = item.state if state is None else state
        if self.is_at_home(item) and code in WORD_TABLES["at_home"]:
            return self.word("at_home", code)
        return self.word("state", code)

    def pieces(self, item: Item) -> str:
        """What the count of an item counts: a paper has pages, all else has pieces."""
        if self.catalogue is None or item.kind not in self.catalogue.kinds:
            return "pieces"
        return "pieces" if self.catalogue.group(item.kind) == "material" else "pages"

    def problem(self, code: str) -> str:
        """The name of a problem."""
        known = self.catalogue.problems if self.catalogue is not None else {}
        return known[code].name if code in known else spaced(code)

    def track(self, code: str) -> str:
        """The name of the way that things of a kind go."""
        known = self.catalogue.tracks if self.catalogue is not None else {}
        return known[code].name if code in known else spaced(code)

    def asked(self, code: str) -> str:
        """The name of a reason, or of a part of the condition."""
        named: dict[str, str] = {}
        if self.catalogue is not None:
            named = {one.id: one.name for one in self.catalogue.reasons}
            named |= {one.id: one.name for one in self.catalogue.condition}
        return named.get(code, spaced(code))

    def item(self, item: Item) -> str:
        """An item as a list calls it; a day in its name has its year."""
        kind = self.catalogue.kinds.get(item.kind) if self.catalogue is not None else None
        if kind is None:
            return item.detail or spaced(item.kind)
        return names_of(item, kind, _YEAR_ALWAYS)[1]

    def spoken(self, case: Case, item_id: str) -> str:
        """An item as people speak of it: its reference and its name."""
        ref = next((name for name, id_ in spoken_items(case) if id_ == item_id), "")
        return f"{ref} {self.item(case.items[item_id])}".strip()

    def names(self, case: Case, offices: Mapping[str, Office]) -> Mapping[str, str]:
        """What the ids in a case stand for. `offices` are the casebook's, by their ids there."""
        of_case = {
            **{
                id_: offices[one.office].name if one.office in offices else "an office"
                for id_, one in case.offices.items()
            },
            **{id_: self.spoken(case, id_) for id_ in case.items},
            **{id_: f"release {one.number}" for id_, one in case.releases.items()},
        }
        return Names(of_case, offices)

    def value(self, of: Any, value: Plain, names: Mapping[str, str], field: str = "") -> str:
        """A stored value in words. `of` is the type of its field, `names` what ids stand for."""
        if value in (None, "", [], {}):
            return EMPTY
        if isinstance(value, bool):
            return "yes" if value else "no"
        if of == tuple[int, ...]:
            return dates.weekday_names(value)
        if of == dict[str, int]:
            return ", ".join(f"{self.track(key)} {inside}" for key, inside in value.items())
        if isinstance(value, list):
            return ", ".join(self.value(of, one, names, field) for one in value)
        if isinstance(value, dict):
            return self._part(of, value, names)
        text = str(value)
        if (table := table_of(of)) is not None:
            return self.word(table, text)
        if field == "kind":
            return self.kind(text)
        if field == "problem":
            return self.problem(text)
        if field == "paper":
            return paper(text)
        if _ID.fullmatch(text):
            return names.get(text, "one that is not in this case any more")
        if _TIME.fullmatch(text):
            return text.removesuffix(":00")
        return dates.long(dt.date.fromisoformat(text)) if _DAY.fullmatch(text) else text

    def _part(self, of: Any, value: Mapping[str, Plain], names: Mapping[str, str]) -> str:
        """What was added or removed as a whole: each field that says something."""
        part = part_in(of)
        if part is None:
            return "added"
        known = tree.fields(part)
        said = [
            f"{fields.said(part, name)} {self.value(known[name], inside, names, name)}"
            for name, inside in value.items()
            if not fields.field(part, name).silent and inside not in (None, "", [], {})
            and not isinstance(inside, dict)
        ]  # fmt: skip
        return ", ".join(said) or "added"

    def told(
        self, part: Part, names: Mapping[str, str], *but: str, noted: bool = False
    ) -> Iterator[tuple[str, str]]:
        """What a part holds, a field at a time: its name and its value, where that says something.

        Without the fields `but`, without the parts that lie in it, and without what nobody typed
        unless that is `noted`.
        A text keeps its lines.
        """
        kind = type(part)
        for name, value in tree.given(part):
            known = fields.field(kind, name)
            inside = fields.kind_of(kind, name) in ("part", "parts")
            told = not known.silent and (noted or not known.noted)
            if name not in but and told and not inside:
                said = self.value(tree.fields(kind)[name], value, names, name)
                yield fields.said(kind, name), said


PLAIN = Wording()
"""The codes themselves with blanks in them, where no catalogue is at hand."""


def paper(code: str) -> str:
    """What a kind of paper is called in a sentence: `fax-cover` is `fax cover`."""
    return code.replace("-", " ")


def spaced(code: str) -> str:
    """A code with blanks in it."""
    return code.replace("_", " ")


def table_of(of: Any) -> str | None:
    """The table of `wording.toml` that has the words of a field's type; None for free texts."""
    if typing.get_origin(of) is Literal:
        return _TABLES.get(typing.get_args(of))
    found = (table_of(one) for one in typing.get_args(of))
    return next((table for table in found if table is not None), None)


def codes_of(of: Any) -> tuple[str, ...]:
    """The words of a field's type: the codes of one that can hold only those, else none."""
    if typing.get_origin(of) is Literal:
        return typing.get_args(of)
    return next((codes for one in typing.get_args(of) if (codes := codes_of(one))), ())


_TABLES = {codes: table for table, codes in WORD_TABLES.items()}
