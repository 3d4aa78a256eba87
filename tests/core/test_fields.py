"""The table of fields: it has every field of the model, and says of each what people need."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from so_tui.core import tree
from so_tui.core.case import Case, Office, Part
from so_tui.core.fields import FIELDS, all_fields, is_noted, kind_of, said, said_at

SET_APART = re.compile(r"^[A-Z0-9].*[^.,:;!?]$")


def parts(of: type[Part]) -> Iterator[type[Part]]:
    """A part of the model and all that can lie in it."""
    yield of
    for type_ in tree.fields(of).values():
        if (inside := tree.part_in(type_)) is not None:
            yield from parts(inside)


def test_the_table_has_each_field_of_each_part_and_no_other() -> None:
    assert set(FIELDS) == {*parts(Case), *parts(Office)}
    for part, known in FIELDS.items():
        assert set(known) == set(tree.fields(part)), part.__name__


def test_every_kind_is_known_and_what_only_days_have_is_with_days() -> None:
    for part, name, one in all_fields():
        kind = kind_of(part, name)
        where = f"{part.__name__}.{name}"
        assert (one.day is not None) == (kind == "day"), where
        assert not one.lines or kind == "lines", where
        assert not one.reference or kind == "reference", where


def test_a_field_of_one_name_holds_as_many_lines_wherever_it_is() -> None:
    # Texts are cleaned by the name of their field, before anything else is known of them.
    lines: dict[str, set[bool]] = defaultdict(set)
    for _, name, one in all_fields():
        lines[name].add(one.lines)
    assert [name for name, kinds in lines.items() if len(kinds) > 1] == []


def test_a_label_is_short_and_what_names_a_field_can_stand_in_a_sentence() -> None:
    for part, name, one in all_fields():
        where = f"{part.__name__}.{name}"
        assert SET_APART.match(one.label), where
        assert len(one.label) <= 22, where
        assert said(part, name), where
        assert not said(part, name).endswith("."), where
        assert not one.help or one.help[-1] in ".?", where
        assert not one.needed or one.needed.endswith("."), where


def test_what_people_can_set_says_what_belongs_in_it() -> None:
    without = {"status", "state", "place", "call", "kind", "outcome", "role", "number", "attempt"}
    for part, name, one in all_fields():
        people_set_it = kind_of(part, name) not in ("part", "parts", "reference", "yes_no")
        if people_set_it and not one.noted and not one.silent and name not in without:
            assert one.help or part.__name__ in ("EarlierDate", "Effect"), f"{part.__name__}.{name}"


def test_options_of_one_part_differ() -> None:
    for part, known in FIELDS.items():
        names = [one.option or name for name, one in known.items() if not one.silent]
        assert len(names) == len(set(names)), part.__name__


def test_a_path_leads_to_the_words_of_its_field() -> None:
    cases: list[tuple[str, str, Any]] = [
        ("cases", "has_it", "who has the case"),
        ("cases", "visit/papers_to", "where papers go"),
        ("cases", "items/some-id/custody/tracking", "tracking number"),
        ("offices", "fax", "fax"),
    ]
    for kind, inner, words in cases:
        assert said_at(kind, inner) == words
    assert is_noted("cases", "visit/set_on")
    assert is_noted("cases", "reasons/more_options/on")
    assert not is_noted("cases", "contacts/some-id/on")
    assert not is_noted("cases", "items/some-id")
