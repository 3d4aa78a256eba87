"""The walk through a made-up case: told by what was done, in whatever order that was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from so_tui.core.walk import TRIES, Moment, Walk

VERBS = sorted({verb for one in TRIES for verb in one.verbs} | {"edit_item", "set_visit", "redo"})
PLACES = sorted({one.place for one in TRIES if one.place} | {"head", "oncologist", "help", ""})

moments = st.builds(
    Moment, st.sampled_from(PLACES), st.frozensets(st.sampled_from(VERBS), max_size=3)
)


@given(st.lists(moments, max_size=12))
def test_what_is_done_is_what_a_moment_showed_and_stays_done(seen: list[Moment]) -> None:
    walk = Walk()
    for n, moment in enumerate(seen):
        before, walk = walk, walk.after(moment)
        assert before.done <= walk.done
        so_far = seen[: n + 1]
        for one in TRIES:
            tried = any(one.verbs & at.verbs or (one.place and one.place == at.place)
                        for at in so_far)  # fmt: skip
            assert (one.name in walk.done) == bool(tried), one
        left = [one for one in TRIES if one.name not in walk.done]
        assert walk.next == (left[0] if left else None)


def test_there_are_seven_things_to_try_each_done_in_one_way() -> None:
    assert len({one.name for one in TRIES}) == len(TRIES) == 7
    assert all(bool(one.verbs) != bool(one.place) for one in TRIES)
