"""The data files hold together, and a fault in one is named when it is read."""

from __future__ import annotations

import itertools

import pytest

from so_tui.core.case import CALLS, THERE
from so_tui.core.catalogue import FILES, PLACES, CatalogueError, ask_step, parse
from tests.knowledge import catalogue, files

REASONS = [
    "peace_of_mind", "more_options", "specialized_care", "treatment_site", "research_study",
]  # fmt: skip

USUAL = {
    "visit": ["insurance_card", "authorization", "referral", "photo_id"],
    "oncologist": [
        "consult_notes", "pathology_report_copy", "stage_and_plan", "treatment_summary",
        "operative_note", "labs", "medicines_list",
    ],
    "pathology": ["stained_slides", "pathology_report", "molecular"],
    "radiology": ["scan", "image_reports"],
}  # fmt: skip


def test_the_five_reasons_and_the_two_parts_are_there() -> None:
    assert [reason.id for reason in catalogue().reasons] == REASONS
    assert [part.id for part in catalogue().condition] == ["straightforward", "trusted"]


@pytest.mark.parametrize("call", CALLS)
def test_a_new_case_asks_for_the_usual_things_on_each_card(call: str) -> None:
    kinds = catalogue().kinds.values()
    assert [kind.id for kind in kinds if kind.usual and kind.call == call] == USUAL[call]


def test_slides_blocks_and_images_are_checked_and_papers_are_not() -> None:
    material = {"slides", "blocks", "images", "mammograms"}
    for kind in catalogue().kinds.values():
        assert kind.checked == (kind.track in material), kind.id
    assert "usable" in THERE


def test_slides_and_blocks_are_on_loan_and_cut_slides_are_not() -> None:
    assert {kind.id for kind in catalogue().kinds.values() if kind.returns} == {
        "stained_slides",
        "cytology_slides",
        "block",
    }


def test_a_wish_for_all_records_is_never_among_the_usual_things() -> None:
    prompting = [kind for kind in catalogue().kinds.values() if kind.prompts_list]
    assert [kind.id for kind in prompting] == ["everything"]
    assert not prompting[0].usual
    assert prompting[0].explain


def test_every_kind_says_what_to_ask_for_and_by_which_way_it_may_come() -> None:
    for kind in catalogue().kinds.values():
        assert kind.ask, kind.id
        assert kind.forms, kind.id
        assert kind.ways, kind.id
        assert len(kind.name) <= 20, kind.id


def test_the_shortest_way_comes_first() -> None:
    at_home = {
        kind.id for kind in catalogue().kinds.values() if catalogue().group(kind.id) == "home"
    }
    for kind in catalogue().kinds.values():
        if kind.id in at_home:
            first = "carried"
        elif "disc" in kind.ways:
            first = "upload"
        elif kind.checked:  # glass and wax
            first = "courier"
        else:
            first = "portal" if "portal" in kind.ways else "upload"
        assert kind.ways[0] == first, kind.id


def test_images_and_slides_may_be_carried() -> None:
    for kind in catalogue().kinds.values():
        if kind.checked:
            assert "carried" in kind.ways, kind.id


def test_a_kind_without_a_name_here_can_be_written_down() -> None:
    for id_ in ("to_bring", "other_paper", "other_images"):
        assert "Write down" in catalogue().kinds[id_].explain


def test_no_two_kinds_of_one_card_look_alike() -> None:
    names = [(kind.call, kind.name) for kind in catalogue().kinds.values()]
    assert len(names) == len(set(names))


def test_every_step_of_the_plan_can_be_told_from_every_other() -> None:
    steps = [step.id for step in catalogue().steps]
    steps += [ask_step(reason, ask) for reason in catalogue().reasons for ask in reason.asks]
    assert len(steps) == len(set(steps))
    assert not [id_ for id_ in steps if "/" in id_]


def test_every_lead_time_and_every_ask_gives_its_reason() -> None:
    whys = [lead.why for track in catalogue().tracks.values() for lead in track.stages]
    whys += [step.why for step in catalogue().steps]
    whys += [ask.why for reason in catalogue().reasons for ask in reason.asks]
    assert all(whys)


def test_each_problem_says_what_can_be_asked_next() -> None:
    assert "sent_elsewhere" in catalogue().problems
    for call in CALLS:
        offered = [one for one in catalogue().problems.values() if call in (one.calls or CALLS)]
        assert len(offered) >= 5
    assert all(problem.then for problem in catalogue().problems.values())


def test_there_are_questions_for_both_doctors() -> None:
    assert {question.to for question in catalogue().questions} == {"today_doctor", "second_doctor"}
    assert "wait_until" in {question.id for question in catalogue().questions}


def test_the_stamp_changes_with_every_file_and_only_then() -> None:
    stamps = {parse({**files(), name: files()[name] + b"\n# more\n"}).stamp for name in FILES}
    assert len(stamps) == len(FILES)
    assert catalogue().stamp not in stamps
    assert parse(dict(files())).stamp == catalogue().stamp


def without(name: str, old: str, new: str = "") -> dict[str, bytes]:
    """The data files with one text in one of them replaced, once."""
    text = files()[name].decode()
    assert old in text, old
    return {**files(), name: text.replace(old, new, 1).encode()}


@pytest.mark.parametrize("name", FILES)
def test_a_missing_or_garbled_file_is_named(name: str) -> None:
    missing = {key: data for key, data in files().items() if key != name}
    with pytest.raises(CatalogueError, match=f"data/{name} .* not there"):
        parse(missing)
    with pytest.raises(CatalogueError, match=f"data/{name} .* not UTF-8"):
        parse({**files(), name: b"\xff\xfe" + files()[name]})
    with pytest.raises(CatalogueError, match=f"data/{name} "):
        parse({**files(), name: files()[name] + b"\n[[[\n"})
    with pytest.raises(CatalogueError, match=f"data/{name} "):
        parse({**files(), name: b""})
    with pytest.raises(CatalogueError, match=f"data/{name} "):
        parse({**files(), name: b"surprise = 1\n" + files()[name]})


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("items.toml", "usual = true", 'usual = "yes"', "Expected `bool`"),
        ("items.toml", "usual = true", "usual = true\nurgent = true", "unknown field `urgent`"),
        ("items.toml", "usual = true", "usual = true\nusual = true", "overwrite"),
        ("items.toml", 'id = "photo_id"', 'id = "referral"', "two kind entries are called"),
        ("items.toml", 'id = "photo_id"', 'id = "photo/id"', "cannot be called"),
        ("items.toml", 'id = "photo_id"', 'id = ""', "cannot be called"),
        ("items.toml", 'track = "home"', 'track = "nowhere"', "names no track: nowhere"),
        ("items.toml", 'call = "visit"', 'call = "dentist"', "Invalid enum value 'dentist'"),
        ("items.toml", 'name = "photo ID"\n', "", "missing required field `name`"),
        ("reasons.toml", 'id = "more_options"', 'id = "peace_of_mind"', "two reason entries"),
        ("reasons.toml", 'id = "travel"', 'id = "same_treatment"', "two treatment_site ask"),
        ("reasons.toml", "does_not = ", "never = ", "Invalid enum value 'never'"),
        ("reasons.toml", "shortest = 0", "shortest = 9", "a shortest time above its usual one"),
        ("reasons.toml", "unsure = ", "perhaps = ", "condition_words are"),
        ("reasons.toml", 'id = "trusted"', 'id = "straightforward"', "two condition entries"),
        ("leads.toml", 'stage = "ask"', 'stage = "beg"', "beg"),
        ("leads.toml", 'after = "visit_needs"', 'after = "nothing"', "comes after no step"),
        ("leads.toml", 'id = "records"', 'id = "slides"', "two track entries"),
        ("problems.toml", "calls = [", "calls = [1, ", "Expected `str`"),
        ("scripts.toml", "{person}", "{patient}", "unknown places: patient"),
        ("scripts.toml", "{person}", "{person", "oncologist|visit"),
        ("scripts.toml", 'call = "visit"', 'call = "pathology"', "two script entries"),
        ("scripts.toml", "Please send {items}.", "Please send.", "0 lines with {items}"),
        ("questions.toml", 'to = "today_doctor"', 'to = "dentist"', "Invalid enum value"),
        ("wording.toml", 'to_ask = "to ask"', 'to_ask = ""', "state has no words for to_ask"),
        ("wording.toml", 'voicemail = "voicemail"', "voicemail = 1", "Expected `str`"),
        ("closures.toml", '"2026-12-25"', '"2026-12-32"', "Invalid RFC3339"),
        ("closures.toml", '"2026-12-25"', '"2026-11-26"', "two US entries"),
    ],
)
def test_a_fault_is_refused_with_the_file_and_the_place(
    name: str, old: str, new: str, fault: str
) -> None:
    with pytest.raises(CatalogueError) as refused:
        parse(without(name, old, new))
    assert f"data/{name}" in refused.value.sentence
    assert any(one in refused.value.sentence for one in fault.split("|"))
    assert refused.value.sentence.endswith("Put the file right, or install so-tui again.")


def test_a_reason_without_words_for_a_reply_is_refused() -> None:
    line = 'does_not = "You marked that peace of mind is not why you would go."\n'
    with pytest.raises(CatalogueError, match="peace_of_mind lacks words for a reply"):
        parse(without("reasons.toml", line))


def test_a_step_may_serve_only_a_reason_that_is_there() -> None:
    with pytest.raises(CatalogueError, match="names no reason: luck"):
        parse(without("leads.toml", 'id = "packet_bag"', 'id = "packet_bag"\nreason = "luck"'))


def test_a_call_without_a_script_is_refused() -> None:
    scripts = files()["scripts.toml"].decode()
    only_visit = scripts[: scripts.index('[[script]]\ncall = "oncologist"')]
    with pytest.raises(CatalogueError, match="no script for oncologist, pathology, radiology"):
        parse({**files(), "scripts.toml": only_visit.encode()})


def test_every_place_of_a_script_is_used_somewhere() -> None:
    said = "".join(
        line
        for script in catalogue().scripts.values()
        for line in (script.opening, *script.body, script.closing)
    )
    assert {place for place in PLACES if f"{{{place}}}" in said} == PLACES


def test_closed_days_are_in_order_and_cover_years_to_come() -> None:
    closed = catalogue().closures["US"]
    assert all(one.day < two.day for one, two in itertools.pairwise(closed))
    assert ("2026-11-26", "Thanksgiving Day") in [(one.day, one.name) for one in closed]
    assert closed[-1].day > "2030"
