"""A person sets the visit, adds offices, moves items, logs calls and keeps releases."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.running import Book


def _case(book: Book) -> Any:
    return book("show", "--json").json["case"]


def _item(book: Book, name: str) -> Any:
    return next(one for one in book("show", "--json").json["items"] if one["item"] == name)


def _whole(book: Book, name: str) -> Any:
    return _case(book)["items"][_item(book, name)["id"]]


@pytest.fixture
def lukes(rosa: Book) -> Book:
    """Rosa's case with its pathology lab."""
    rosa("office", "add", "pathology", "--name", "St. Luke's Pathology", "--phone", "203-555-0177")
    return rosa


# --- The visit -------------------------------------------------------------------------------


def test_the_visit_is_set_field_by_field(rosa: Book) -> None:
    rosa("visit", "set", "--doctor", "Dr Okoye", "--how", "video", "--deadline", "14 dec")
    rosa("visit", "set", "--slides-to", "-", stdin="Center Pathology\nAttn Dr Okoye")
    visit = _case(rosa)["visit"]
    assert visit["doctor"] == "Dr Okoye"
    assert visit["how"] == "video"
    assert visit["deadline"] == "2026-12-14"
    assert visit["slides_to"] == "Center Pathology\nAttn Dr Okoye"
    assert visit["day"] == "2026-12-17"


def test_a_visit_that_moves_is_kept_and_says_what_became_late(rosa: Book) -> None:
    rosa("status", "on-hold")
    rosa("status", "going")
    said = rosa("visit", "set", "--day", "2027-01-14")
    assert sum(line.startswith("More room: ") for line in said.lines) == 3
    (many,) = [line for line in said.lines if line.startswith("More room in ")]
    assert int(many.split()[3]) > 3
    (earlier,) = _case(rosa)["visit"]["earlier"].values()
    assert earlier["day"] == "2026-12-17"


def test_a_date_can_be_taken_away(rosa: Book) -> None:
    rosa("visit", "set", "--day", "none")
    assert rosa("show", "--json").json["visit"] is None


def test_what_the_second_office_accepts(rosa: Book) -> None:
    rosa("visit", "accepts", "stained slides", "--required", "yes", "--form", "original",
         "--form", "recut", "--way", "courier")  # fmt: skip
    accepts = _case(rosa)["visit"]["accepts"]["stained_slides"]
    assert accepts == {"required": "yes", "forms": ["original", "recut"], "ways": ["courier"]}
    rosa("visit", "accepts", "stained-slides", "--form", "none")
    assert "forms" not in _case(rosa)["visit"]["accepts"]["stained_slides"]


def test_what_the_doctor_said_about_waiting(rosa: Book) -> None:
    rosa("visit", "waiting", "--until", "15 jan", "--said-by", "Dr Chen", "--answer", "-",
         stdin="Some weeks are all right.")  # fmt: skip
    waiting = _case(rosa)["visit"]["waiting"]
    assert waiting["until"] == "2027-01-15"
    assert waiting["said_on"] == "2026-11-25"
    assert "safe_to_wait" not in rosa("next", "--json").json["cases"][0]["next"]["id"]


# --- Offices ---------------------------------------------------------------------------------


def test_the_first_office_of_a_call_takes_its_items(lukes: Book) -> None:
    assert _item(lukes, "P1")["office"] == "St. Luke's Pathology"
    assert _item(lukes, "O1")["office"] is None


def test_an_office_of_the_same_name_is_picked_and_not_made_again(lukes: Book) -> None:
    lukes("new", "June")
    lukes(
        "office", "add", "june", "pathology", "--name", "st. luke's pathology", "--desk", "Slides"
    )
    (office,) = lukes("offices", "--json").json["offices"]
    assert office["phone"] == "203-555-0177"
    assert office["desk"] == "Slides"


def test_an_office_is_picked_by_a_part_of_its_name(lukes: Book) -> None:
    lukes("new", "June")
    lukes("office", "add", "june", "pathology", "--pick", "luke")
    assert len(lukes("offices", "--json").json["offices"]) == 1
    assert "St. Luke's" in lukes("show", "june").out
    assert lukes.try_("office", "add", "june", "radiology", "--pick", "harbor").code == 3


def test_a_new_office_and_its_place_on_the_card_are_one_undo(lukes: Book) -> None:
    lukes("undo")
    assert lukes("offices", "--json").json["offices"] == []
    assert _case(lukes).get("offices", {}) == {}


def test_the_office_is_changed_for_every_case_and_the_rest_for_this_one(lukes: Book) -> None:
    lukes("office", "set", "pathology", "--fax", "203-555-0178", "--open-days", "mon-fri",
          "--number", "88-1042", "--release-needed", "yes", "--contact-person", "Ana")  # fmt: skip
    (office,) = lukes("offices", "--json").json["offices"]
    assert office["fax"] == "203-555-0178"
    (here,) = _case(lukes)["offices"].values()
    assert here["person_number"] == "88-1042"
    assert here["release_needed"] == "yes"


def test_closed_days_move_the_steps_of_an_office(lukes: Book) -> None:
    lukes("visit", "waiting", "--until", "15 jan", "--answer", "yes")
    lukes(
        "office", "closed", "luke", "--first", "2026-11-25", "--last", "2026-12-01", "--why", "move"
    )
    steps = lukes("due", "--all", "--json").json["steps"]
    ask = next(one for one in steps if one["item"] == "P1" and one["what"] == "ask")
    assert ask["on"] == "2026-12-02"
    lukes("office", "open", "luke", "--on", "2026-11-30")
    assert "closures" not in lukes("offices", "--json").json["offices"][0]


def test_what_an_office_gives(lukes: Book) -> None:
    lukes("office", "gives", "luke", "block", "--given", "no", "--note", "Cuts only.")
    (office,) = lukes("offices", "--json").json["offices"]
    assert office["gives"]["block"] == {"given": "no", "note": "Cuts only."}


def test_taking_an_office_out_keeps_its_items(lukes: Book) -> None:
    lukes("office", "remove", "luke")
    assert _item(lukes, "P1")["office"] is None


def test_a_call_that_is_none_is_told_with_those_there_are(rosa: Book) -> None:
    said = rosa.try_("office", "add", "cardiology", "--name", "x")
    assert said.code == 2
    assert "oncologist, pathology, radiology" in said.talk


# --- Items -----------------------------------------------------------------------------------


def test_an_item_moves_by_one_word_with_its_day(lukes: Book) -> None:
    lukes("item", "set", "P1", "asked", "--on", "24 nov")
    item = _whole(lukes, "P1")
    assert item["state"] == "asked"
    assert [move["on"] for move in item["moves"].values()] == ["2026-11-24"]


def test_usable_asks_who_checked(lukes: Book) -> None:
    lukes("item", "set", "P1", "arrived")
    said = lukes.try_("item", "set", "P1", "usable")
    assert said.code == 2
    assert "who checked" in said.talk.lower()
    lukes("item", "set", "P1", "usable", "--checked-by", "Imani")
    assert "usable" in lukes("show").out
    assert "checked by: Imani" in lukes("show").out


def test_several_things_said_of_an_item_are_one_change(lukes: Book) -> None:
    lukes("item", "set", "P1", "asked", "--promise", "1 dec", "--promised-by", "Ana",
          "--pieces", "14", "--reference", "S26-1042", "--way", "courier")  # fmt: skip
    item = _whole(lukes, "P1")
    assert item["promise"] == {"day": "2026-12-01", "by": "Ana", "given_on": "2026-11-25"}
    assert item["count_asked"] == 14
    assert item["identifiers"] == {"reference": "S26-1042"}
    assert item["state"] == "asked"
    lukes("undo")
    assert _item(lukes, "P1")["state"] == "to_ask"
    assert "promise" not in _whole(lukes, "P1")


def test_a_problem_comes_and_goes(lukes: Book) -> None:
    lukes("item", "set", "P1", "--problem", "wrong-slide", "--problem-note", "another year")
    assert _whole(lukes, "P1")["problem"] == "wrong_slide"
    lukes("item", "set", "P1", "--problem", "none")
    item = _whole(lukes, "P1")
    assert "problem" not in item
    assert "problem_note" not in item
    assert lukes.try_("item", "set", "P1", "--problem", "bad-luck").code == 3


def test_an_item_is_added_by_its_kind_and_spoken_of_by_its_number(lukes: Book) -> None:
    said = lukes("item", "add", "ct", "--body-part", "chest", "--study-date", "12 nov")
    assert said.lines == ["R3"]
    assert _item(lukes, "R3")["name"] == "CT chest 12 Nov"
    lukes("item", "remove", "r3")
    assert all(one["item"] != "R3" for one in lukes("show", "--json").json["items"])


def test_what_stands_in_for_another_item_says_so(lukes: Book) -> None:
    lukes("item", "add", "unstained-slides", "--instead-of", "P1", "--office", "luke")
    assert _whole(lukes, "P4")["instead_of"] == _item(lukes, "P1")["id"]


def test_send_everything_prompts_for_the_list(rosa: Book) -> None:
    said = rosa.try_("item", "add", "everything")
    assert said.code == 2
    assert "consult-notes" in said.talk


def test_an_item_or_state_that_is_none_is_told(rosa: Book) -> None:
    assert rosa.try_("item", "set", "P9", "asked").code == 3
    said = rosa.try_("item", "set", "P1", "askd")
    assert said.code == 2
    assert "to-ask, asked, ready" in said.talk
    kind = rosa.try_("item", "add", "slides")
    assert kind.code == 3
    assert "stained-slides" in kind.talk


def test_an_item_of_no_card_is_offered_none_of_another(rosa: Book) -> None:
    for spoken in ("Q1", "X", "Z9"):
        said = rosa.try_("item", "set", spoken, "asked")
        assert said.code == 3
        assert "Did you mean" not in said.talk
        assert "Its items: V1," in said.talk


def test_an_item_can_become_another_kind_of_its_card(lukes: Book) -> None:
    lukes("item", "set", "P1", "--kind", "block", "--detail", "A3")
    assert (_whole(lukes, "P1")["kind"], _whole(lukes, "P1")["detail"]) == ("block", "A3")
    lukes("undo")
    assert _whole(lukes, "P1")["kind"] == "stained_slides"
    for kind, words in (("images", "another card"), ("everything", "one at a time")):
        said = lukes.try_("item", "set", "P1", "--kind", kind)
        assert said.code == 2
        assert words in said.talk
    assert _whole(lukes, "P1")["kind"] == "stained_slides"


def test_what_the_second_office_has_is_told_item_by_item(lukes: Book) -> None:
    """As every other move is: from which state to which."""
    lukes("item", "set", "P1", "on-its-way")
    said = lukes("log", "visit", "spoke", "--received", "P1,P2=3")
    assert "P1 stained slides: on its way → arrived." in said.talk
    assert "P2 report: to ask → arrived." in said.talk
    again = lukes("log", "visit", "spoke", "--received", "P1")
    assert "P1 stained slides: arrived, as before." in again.talk
    assert "P2" not in again.talk


def test_who_found_it_usable_is_told_where_nobody_was_named(lukes: Book) -> None:
    said = lukes("log", "pathology", "spoke", "--about", "P1", "--state", "usable")
    assert "P1 stained slides: to ask → usable; " in said.talk
    assert "; checked by Elena.\n" in said.talk
    said = lukes("log", "pathology", "spoke", "--about", "P3", "--state", "usable", "--who", "Ana")
    assert "; checked by Ana.\n" in said.talk


def test_the_place_can_be_said_apart_from_the_state(lukes: Book) -> None:
    lukes("item", "set", "P1", "arrived", "--place", "with-us")
    lukes("item", "set", "P1", "--place", "second-office")
    assert _item(lukes, "P1")["state"] == "arrived"
    assert _item(lukes, "P1")["place"] == "second_office"


# --- The log ---------------------------------------------------------------------------------


def test_one_contact_moves_all_items_it_was_about(lukes: Book) -> None:
    said = lukes("log", "pathology", "promised", "--about", "P1,P2", "--promise", "4 dec",
                 "--with", "Ana", "--chase", "+6", "--next", "them",
                 "--note", "-", stdin="They pull them today.\nCall again.")  # fmt: skip
    assert said.lines == ["1"]
    (contact,) = _case(lukes)["contacts"].values()
    assert contact["note"] == "They pull them today.\nCall again."
    assert contact["chase_on"] == "2026-12-01"
    assert contact["with_whom"] == "Ana"
    assert len(contact["effects"]) == 2
    for name in ("P1", "P2"):
        assert _item(lukes, name)["state"] == "asked"
        assert _item(lukes, name)["promised"] == "2026-12-04"
    lukes("undo")
    assert _item(lukes, "P1")["state"] == "to_ask"
    assert "contacts" not in _case(lukes)


def test_a_contact_can_do_different_things_to_different_items(lukes: Book) -> None:
    lukes("log", "pathology", "spoke", "--about", "P1", "--promise", "P1=4 dec",
          "--state", "P2=refused", "--problem", "P2=lab-refuses", "--about", "P3",
          "--state", "P3=none")  # fmt: skip
    assert _item(lukes, "P1")["promised"] == "2026-12-04"
    assert _item(lukes, "P2")["state"] == "refused"
    assert _item(lukes, "P2")["problem"] == "lab_refuses"
    assert _item(lukes, "P3")["state"] == "to_ask"


def test_a_contact_confirms_the_release_it_was_about(lukes: Book) -> None:
    lukes("release", "add", "luke", "--signed", "20 nov", "--handed", "20 nov", "--by", "fax")
    lukes("log", "pathology", "has-our-request", "--release", "1")
    (release,) = _case(lukes)["releases"].values()
    assert release["confirmed_on"] == "2026-11-25"


def test_a_voicemail_is_no_request_received(lukes: Book) -> None:
    said = lukes("log", "pathology", "voicemail", "--about", "P1")
    assert _item(lukes, "P1")["state"] == "to_ask"
    assert "P1 stained slides: to ask, as before; call back Mon 30 Nov." in said.talk
    (contact,) = _case(lukes)["contacts"].values()
    assert (contact["next_move"], contact["chase_on"]) == ("them", "2026-11-30")


def test_who_acts_and_when_to_call_back_can_be_said_otherwise(lukes: Book) -> None:
    lukes("log", "pathology", "spoke", "--about", "P1", "--next", "us", "--chase", "none")
    (contact,) = _case(lukes)["contacts"].values()
    assert contact["next_move"] == "us"
    assert "chase_on" not in contact


def test_a_call_to_the_second_office_is_about_what_it_needs(rosa: Book) -> None:
    rosa("log", "visit", "spoke", "--needs", "stained slides,ct", "--needs-not", "labs")
    accepts = _case(rosa)["visit"]["accepts"]
    assert {kind: one["required"] for kind, one in accepts.items()} == {
        "stained_slides": "yes", "ct": "yes", "labs": "no",
    }  # fmt: skip
    states = {one["kind"]: one["state"] for one in rosa("show", "--json").json["items"]}
    assert states.pop("labs") == "not_needed"
    assert set(states.values()) == {"to_ask"}
    rosa("undo")
    assert "contacts" not in _case(rosa)
    assert "accepts" not in _case(rosa)["visit"]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("visit", "--needs", "ct", "--needs-not", "ct"), "both needed and not"),
        (("pathology", "--needs", "ct"), "Only the second office says what it needs"),
    ],
)
def test_needs_that_do_not_fit_change_nothing(
    rosa: Book, words: tuple[str, ...], fault: str
) -> None:
    call, *rest = words
    said = rosa.try_("log", call, "spoke", *rest)
    assert said.code == 2
    assert fault in said.talk
    assert "contacts" not in _case(rosa)


@pytest.mark.parametrize("words", ["blank", "empty", "cannot open", "disc-unreadable"])
def test_a_disc_that_does_not_open_is_said_in_a_persons_words(rosa: Book, words: str) -> None:
    rosa("item", "set", "R1", "arrived", "--place", "with-us")
    before = _whole(rosa, "R1")
    rosa("item", "set", "R1", "--problem", words)
    item = _whole(rosa, "R1")
    assert (item["problem"], item["state"], item["way"]) == (
        "disc_unreadable", "not_usable", "carried",
    )  # fmt: skip
    assert "R1 images: not usable" in rosa("show").out
    rosa("undo")
    assert _whole(rosa, "R1") == before


def test_what_lies_at_home_is_to_have_ready(rosa: Book) -> None:
    assert "V4 photo ID: to have ready" in rosa("show").out
    rosa("item", "set", "V4", "ready")
    shown = rosa("show").out
    assert "V4 photo ID: ready" in shown
    assert "Visit: 1 of 4 there" in shown


def test_the_office_of_a_contact_is_the_one_its_items_are_asked_of(lukes: Book) -> None:
    lukes("office", "add", "pathology", "--name", "Shore Lab")
    lukes("log", "pathology", "voicemail", "--about", "P1")
    lukes("log", "pathology", "no-answer", "--office", "shore")
    first, second = (one for one in lukes("show").lines if one.startswith("Contact "))
    assert "St. Luke's" in first
    assert "Shore Lab" in second


def test_an_entry_of_the_log_can_be_corrected_and_removed(lukes: Book) -> None:
    lukes("log", "pathology", "spoke")
    lukes("contact", "set", "1", "--with", "Ana", "--time", "9:15")
    (contact,) = _case(lukes)["contacts"].values()
    assert contact["with_whom"] == "Ana"
    assert contact["time"] == "09:15:00"
    lukes("contact", "remove", "1")
    assert "contacts" not in _case(lukes)
    assert lukes.try_("contact", "remove", "1").code == 3


def test_a_promise_without_an_item_is_asked_about(lukes: Book) -> None:
    said = lukes.try_("log", "pathology", "promised", "--promise", "4 dec")
    assert said.code == 2
    assert "--about" in said.talk


def test_the_words_for_a_call_name_each_paper(lukes: Book) -> None:
    script = lukes("script", "pathology").out
    assert "St. Luke's Pathology" in script
    assert "Please send the stained slides" in script


def test_the_words_for_a_call_ask_about_a_day_that_is_over_by_its_rule(lukes: Book) -> None:
    lukes("release", "add", "luke", "--instrument", "access-request", "--signed", "20 oct")
    lukes("release", "set", "luke", "--handed", "20 oct", "--confirmed", "20 oct 2026")
    lines = lukes("script", "pathology").lines
    assert lines[-2] == (
        "The rule gives 30 calendar days from the day you had our request. Those ended on "
        "Thu 19 Nov 2026. When will it be there? Or did you write to us that it takes longer?"
    )
    lukes("release", "set", "luke", "--instrument", "authorization")
    assert not [line for line in lukes("script", "pathology").lines if "rule" in line]


# --- Releases, reasons, questions, steps -----------------------------------------------------


def test_a_release_is_signed_handed_over_and_confirmed(lukes: Book) -> None:
    assert lukes("release", "add", "pathology", "--instrument", "authorization").lines == ["1"]
    said = lukes("release", "set", "luke", "--signed", "today", "--signer", "Rosa")
    assert "45 CFR 164.508" in said.talk, "it says what the paper still lacks"
    lukes("release", "set", "1", "--handed", "today", "--by", "fax", "--confirmed", "today")
    (release,) = _case(lukes)["releases"].values()
    assert release["signed_on"] == release["handed_on"] == release["confirmed_on"] == "2026-11-25"
    lukes("release", "remove", "1")
    assert "releases" not in _case(lukes)


def test_an_answer_is_said_back_and_becomes_a_step(rosa: Book) -> None:
    said = rosa("reason", "specialized-care", "applies", "--note", "-", stdin="rare kind")
    assert any(line.startswith("In the plan: ") for line in said.lines)
    rosa("reason", "trusted", "not-sure", "--given-by", "Rosa")
    case = _case(rosa)
    assert case["reasons"]["specialized_care"]["note"] == "rare kind"
    assert case["condition"]["trusted"]["reply"] == "not_sure"
    assert rosa.try_("reason", "curiosity", "applies").code == 3


def test_a_question_is_asked_and_answered(rosa: Book) -> None:
    assert rosa("question", "add", stdin="Which records did you read?").lines == ["1"]
    rosa("question", "set", "1", "--answer", "All of them.", "--answered-by", "Dr Okoye")
    (question,) = _case(rosa)["questions"].values()
    assert question["answered_on"] == "2026-11-25"
    rosa("question", "remove", "1")
    assert "questions" not in _case(rosa)


def test_a_step_is_marked_by_a_part_of_its_id(rosa: Book) -> None:
    assert "step visit_needs" in rosa("due", "--all").out
    rosa("mark", "visit-needs", "--note", "They want originals.")
    assert "visit_needs" in _case(rosa)["marks"]
    assert "step visit_needs" not in rosa("due", "--all").out
    rosa("unmark", "visit_needs")
    assert "marks" not in _case(rosa)
    assert rosa.try_("mark", "ask:nothing").code == 3


def test_a_step_can_be_not_for_us(rosa: Book) -> None:
    rosa("mark", "packet-print", "--not-for-us")
    assert _case(rosa)["marks"]["packet_print"] == {"not_for_us": True}
