"""Packets come out as they went in, however they are cut; and are Textual's own."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from so_tui.web.packets import DATA, META, Packet, Packets, data, meta
from so_tui.web.session import MOST_CELLS, cells

TEXTS = st.lists(st.binary(max_size=300), max_size=6)


@given(TEXTS, st.lists(st.integers(0, 400), max_size=8))
def test_packets_come_out_whole_however_they_are_cut(texts: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(data(one) for one in texts)
    ends = sorted({0, len(stream), *(min(one, len(stream)) for one in cuts)})
    whole = Packets()
    found = [
        packet
        for start, end in itertools.pairwise(ends)
        for packet in whole.feed(stream[start:end])
    ]
    assert found == [Packet(DATA, one) for one in texts]


def test_what_is_said_is_json() -> None:
    (packet,) = Packets().feed(meta({"type": "resize", "width": 80, "height": 24}))
    assert packet == Packet(META, b'{"type": "resize", "width": 80, "height": 24}')


SENT = st.one_of(st.integers(), st.text(max_size=8), st.booleans(), st.none(), st.floats())


@given(SENT)
def test_a_size_is_one_that_a_window_can_have(sent: object) -> None:
    assert 1 <= cells(sent, 80) <= MOST_CELLS


def test_a_size_is_taken_as_it_is_sent() -> None:
    assert (cells("120", 80), cells(40, 24), cells("x", 80), cells("٣", 80)) == (120, 40, 80, 80)
