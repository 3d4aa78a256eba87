"""The formats: each can be found, says what it is for, and keeps what it is given."""

from __future__ import annotations

import re

import pytest

from so_tui.exchange import formats
from so_tui.exchange.formats import Incoming, Outgoing, named, names, of_file, readable, writable
from tests.deeds import pen
from tests.exchange.sample_cases import STORIES
from tests.knowledge import catalogue
from tests.tui.desk import sample


def test_the_usual_format_is_there_and_both_reads_and_writes() -> None:
    assert formats.USUAL in names()
    assert formats.USUAL in readable()
    assert formats.USUAL in writable()


@pytest.mark.parametrize("name", names())
def test_each_format_says_what_it_is_for_and_what_its_files_are_called(name: str) -> None:
    one = named(name)
    assert one.sentence.endswith(".")
    assert one.endings
    assert all(re.fullmatch(r"\.[a-z0-9]+", ending) for ending in one.endings)
    assert one.reads is not None or one.proposes is not None or one.writes is not None
    assert one.reads is None or one.proposes is None
    for option in one.options:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", option.name)
        assert option.sentence.endswith(".")
        assert formats.options()[option.name][0] == option, "it means the same in each format"


def test_no_two_formats_that_are_read_or_written_have_one_ending() -> None:
    for some in (readable(), writable()):
        endings = [ending for name in some for ending in named(name).endings]
        assert len(endings) == len(set(endings))


@pytest.mark.parametrize("name", [one for one in readable() if named(one).whole])
@pytest.mark.parametrize("story", sorted(STORIES))
def test_what_is_written_and_read_again_is_the_same(name: str, story: str) -> None:
    file, one = sample(story), named(name)
    assert one.writes is not None
    assert one.reads is not None
    outgoing = Outgoing(cases=file.cases, offices=file.offices, history=file.history)
    data = b"".join(one.writes(outgoing))
    read = one.reads(
        Incoming(data=data, name=f"a{one.endings[0]}", catalogue=catalogue(), pen=pen(), pages={})
    )
    assert read.cases == file.cases
    assert read.history == file.history
    assert {office.id for office in read.offices} <= {office.id for office in file.offices}
    assert data == b"".join(one.writes(outgoing)), "the same gives the same bytes"


def test_the_ending_of_a_name_tells_the_format() -> None:
    for name in writable():
        for ending in named(name).endings:
            assert of_file(f"Rosa{ending.upper()}", writable()) == name
    assert of_file("rosa", writable()) == formats.USUAL
    assert of_file("-", writable()) == formats.USUAL
