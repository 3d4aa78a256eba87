"""Plans worked out by hand, date by date. T−n is n business days before the visit."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest
from msgspec.structs import replace

from so_tui.core.calendar import Calendar, for_region
from so_tui.core.case import (
    Case,
    CaseOffice,
    Contact,
    Custody,
    EarlierDate,
    Effect,
    Item,
    Mark,
    Office,
    Outcome,
    Promise,
    Release,
    State,
    Status,
    Visit,
    Waiting,
)
from so_tui.core.headline import next_of, sentence
from so_tui.core.plan import Plan, Step, moved, plan
from tests.knowledge import catalogue
from tests.rosa import FRIDAY, OFFICES, TODAY, TUESDAY, VISIT, rosa
from tests.rosa import moved as moves

D = dt.date


@cache
def us() -> Calendar:
    return for_region("US", catalogue())


def planned(case: Case, today: D = TODAY) -> Plan:
    return plan(case, OFFICES, us(), catalogue(), today)


def step(made: Plan, id_: str) -> Step:
    found = made.step(id_)
    assert found is not None, f"{id_} is not in the plan"
    return found


def says(made: Plan, case: Case) -> str:
    assert made.next is not None
    return sentence(made.next, catalogue().words, made.today)


def untouched(visit: D | None, began: D = TODAY, **more: Item) -> Case:
    """Rosa's case as it was when nothing had been asked for yet."""
    case = rosa()
    items = {
        id_: replace(item, state="to_ask", place="office", moves={}, promise=None)
        for id_, item in case.items.items()
        if item.state != "not_needed"
    }
    return replace(
        case, began=began, visit=Visit(day=visit), items={**items, **more}, contacts={},
        releases={}, marks={}, reasons={},
    )  # fmt: skip


def with_item(case: Case, id_: str, item: Item) -> Case:
    return replace(case, items={**case.items, id_: item})


# --- The case as drawn: visit Thu 17 Dec 2026, today Wed 25 Nov -------------------------------
#
# Business days back from Thu 17 Dec:
#   T−1 Wed 16, T−2 Tue 15, T−3 Mon 14, T−4 Fri 11, T−5 Thu 10, T−6 Wed 9, T−7 Tue 8, T−8 Mon 7,
#   T−9 Fri 4, T−10 Thu 3, T−11 Wed 2, T−12 Tue 1 Dec, T−13 Mon 30 Nov, T−14 Fri 27,
#   (Thu 26 is Thanksgiving), T−15 Wed 25 = today, T−16 Tue 24, T−17 Mon 23, T−18 Fri 20.


def test_the_visit_is_fifteen_business_days_away() -> None:
    assert planned(rosa()).business_days_left == 15


@pytest.mark.parametrize(
    ("id_", "needed_by"),
    [
        ("ask:slides", D(2026, 11, 25)),  # slides, ask: T−15, today
        ("ask_release:p", D(2026, 11, 27)),  # slides, sign: T−14
        ("send:slides", D(2026, 12, 7)),  # T−8 is a Monday: good for a courier
        ("check:slides", D(2026, 12, 9)),  # T−6
        ("ask:report", D(2026, 11, 27)),  # reports, ask: T−14
        ("ask:molecular", D(2026, 11, 27)),
        ("send:report", D(2026, 12, 8)),  # T−7
        ("check:report", D(2026, 12, 10)),  # T−5
        # Mammograms, ask: T−15, and a day later where the office wants no release: T−14.
        ("ask:mammogram", D(2026, 11, 27)),
        ("send:mammogram", D(2026, 12, 9)),  # T−6
        ("check:mammogram", D(2026, 12, 10)),  # T−5
        ("chase:pet", D(2026, 12, 9)),  # images, send: T−6
        ("check:pet", D(2026, 12, 10)),  # T−5
        ("chase:operative", D(2026, 12, 8)),  # records, send: T−7
        ("check:operative", D(2026, 12, 10)),  # T−5
        ("check:insurer", D(2026, 12, 7)),  # the number: T−8
        ("check:medicines", D(2026, 12, 10)),  # at home: T−5
        ("packet_draft", D(2026, 12, 10)),  # T−5
        ("packet_print", D(2026, 12, 15)),  # T−2
        ("packet_bag", D(2026, 12, 16)),  # T−1
    ],
)
def test_each_step_is_needed_on_its_day(id_: str, needed_by: D) -> None:
    assert step(planned(rosa()), id_).needed_by == needed_by


def test_a_voicemail_of_tuesday_is_followed_up_two_business_days_later() -> None:
    # Tue 24 Nov: Wed 25 is one, Thu 26 is closed, Fri 27 is two.
    chase = step(planned(rosa()), "chase:pet")
    assert chase.on == D(2026, 11, 27)
    assert chase.text == "ask whether they have our request for the PET of 14 Nov"


def test_a_promise_stands_at_its_day_and_is_asked_after_on_the_next() -> None:
    made = planned(rosa())
    promise = step(made, "promise:operative")
    assert (promise.on, promise.promised) == (D(2026, 11, 30), D(2026, 11, 30))
    assert promise.needed_by == D(2026, 12, 8)
    chase = step(made, "chase:operative")
    assert (chase.on, chase.late) == (D(2026, 12, 1), False)
    assert step(made, "check:insurer").on == D(2026, 12, 1)


def test_the_next_step_is_the_slides_and_the_header_says_so() -> None:
    made, case = planned(rosa()), rosa()
    assert made.first == step(made, "ask:slides")
    assert says(made, case) == (
        "Call St. Luke's Pathology, 203-555-0177: ask for the stained slides of S26-1042 "
        "and 2 more. Needed by today."
    )
    # Slides take four days at the least, to be sent and to be read: Tue 15 Dec is the last day
    # but two on which sending them still helps, and asking for them. Thirteen days to spare.
    slides = step(made, "ask:slides")
    assert (slides.last_day, slides.total_float) == (D(2026, 12, 11), 11)
    assert (slides.due, slides.late, slides.urgency) == (True, False, "due")


def test_nothing_is_late_or_in_a_rush_as_drawn() -> None:
    made = planned(rosa())
    assert (made.late, made.rush, made.notices) == (0, None, ())


def test_what_needs_no_release_has_none_to_sign() -> None:
    made = planned(rosa())
    assert made.step("sign:r") is None
    assert step(made, "sign:signed").standing == "done"
    assert step(made, "confirm:signed").done_on == FRIDAY


def test_what_waits_names_what_it_waits_for() -> None:
    made = planned(rosa())
    assert step(made, "check:slides").blocked_by == "send:slides"
    assert step(made, "send:slides").blocked_by == "ask:slides"
    asked = with_item(rosa(), "slides", replace(rosa().items["slides"], state="asked"))
    assert step(planned(asked), "send:slides").blocked_by == "chase:slides"
    wants = replace(asked.offices["p"], release_needed="yes")
    asked = replace(asked, offices={**asked.offices, "p": wants})
    assert step(planned(asked), "send:slides").blocked_by == "sign:p"


def test_what_is_there_or_not_needed_asks_for_nothing_more() -> None:
    made = planned(rosa())
    assert made.of_item("notes") is None
    assert made.of_item("ct") is None
    assert not [one for one in made.steps if one.item in ("labs", "block")]


def test_slides_that_arrived_are_still_to_be_checked_but_papers_are_there() -> None:
    slides = replace(
        rosa().items["slides"], state="arrived", place="second_office",
        moves=moves("arrived", TUESDAY, "second_office"),
    )  # fmt: skip
    made = planned(with_item(rosa(), "slides", slides))
    check = step(made, "check:slides")
    assert check.standing == "open"
    assert check.text == "check that the stained slides of S26-1042 can be used"
    assert step(made, "send:slides").done_on == TUESDAY


def test_what_was_not_asked_is_late_once_its_office_has_opened_again() -> None:
    # Thu 26 Nov is Thanksgiving: everything is closed until Fri 27.
    made, case = planned(rosa(), D(2026, 11, 26)), rosa()
    late = step(made, "ask:slides")
    # The lab has not opened since: nobody could have called, and nothing is late yet.
    assert (late.late, late.due, late.on) == (False, True, D(2026, 11, 27))
    assert made.late == 0
    # What can be done at home comes first; when that is done, the day is named.
    wants = replace(case.offices["p"], release_needed="yes")
    wanted = replace(case, offices={**case.offices, "p": wants})
    assert says(planned(wanted, D(2026, 11, 26)), wanted).startswith(
        "Sign the release for St. Luke's Pathology."
    )
    signed = Release(number=2, office="p", signed_on=TODAY, handed_on=TODAY)
    case = replace(case, releases={**case.releases, "p": signed})
    assert says(planned(case, D(2026, 11, 26)), case).startswith(
        "Nothing to do until Fri 27 Nov: then call St. Luke's Pathology, 203-555-0177: ask for "
    )
    friday = planned(rosa(), D(2026, 11, 27))
    assert (friday.late_papers, friday.late_tasks) == (1, 0)
    assert says(friday, case).endswith("It was needed by Wed 25 Nov.")


# --- Promises, chases, refusals ----------------------------------------------------------------


def promised(day: D) -> Plan:
    item = replace(rosa().items["slides"], state="asked", promise=Promise(day=day))
    return planned(with_item(rosa(), "slides", item))


def test_a_promise_after_the_needed_day_is_late_only_when_it_leaves_too_little() -> None:
    # Sent on Mon 14 Dec leaves three days; courier and reading take two at the very least.
    fits = promised(D(2026, 12, 14))
    assert not step(fits, "promise:slides").late
    # Sent on Wed 16 Dec leaves one.
    late = promised(D(2026, 12, 16))
    told = step(late, "promise:slides")
    assert (told.late, told.on) == (False, D(2026, 12, 16))
    assert told.text.endswith("promised, which leaves too little time before the visit")
    ask = step(late, "chase:slides")
    assert ask.text == (
        "ask for an earlier day for the stained slides of S26-1042, or to pick up in person"
    )
    assert (ask.standing, ask.on) == ("open", TODAY)


def test_once_the_office_has_the_request_one_waits_the_usual_time() -> None:
    # The PET was asked for on Tue 24 Nov. Three business days are usual: Wed 25, Fri 27, Mon 30.
    heard = Contact(
        number=9, on=TODAY, call="radiology", outcome="has_our_request",
        effects={"pet": Effect()},
    )  # fmt: skip
    case = replace(rosa(), contacts={**rosa().contacts, "9": heard})
    assert step(planned(case), "chase:pet").on == D(2026, 11, 30)


def test_a_day_agreed_on_the_phone_goes_before_all_others() -> None:
    heard = Contact(
        number=9, on=TODAY, call="radiology", outcome="spoke", chase_on=D(2026, 12, 5),
        effects={"pet": Effect()},
    )  # fmt: skip
    case = replace(rosa(), contacts={**rosa().contacts, "9": heard})
    # Sat 5 Dec is not an open day: Monday.
    assert step(planned(case), "chase:pet").on == D(2026, 12, 7)


def test_from_four_days_before_the_visit_one_may_ask_every_day() -> None:
    # T−4 is Fri 11 Dec. Asked on that day, the next chase would be Tue 15.
    asked = replace(rosa().items["pet"], moves=moves("asked", D(2026, 12, 11)))
    made = planned(with_item(rosa(), "pet", asked), D(2026, 12, 14))
    chase = step(made, "chase:pet")
    assert (chase.standing, chase.on, chase.naming) == ("open", D(2026, 12, 14), "do")


@pytest.mark.parametrize("state", ["refused", "not_usable"])
def test_a_refusal_opens_what_comes_instead(state: State) -> None:
    case = with_item(rosa(), "slides", replace(rosa().items["slides"], state=state))
    made = planned(case)
    assert step(made, "move:slides").standing == "open"
    assert step(made, "send:slides").blocked_by == "move:slides"
    recuts = Item(
        number=9, call="pathology", kind="stained_slides", office="p", form="recut",
        instead_of="slides",
    )  # fmt: skip
    made = planned(with_item(case, "recuts", recuts))
    assert step(made, "move:slides").standing == "done"
    assert made.step("send:slides") is None
    assert step(made, "ask:recuts").standing == "open"


def test_the_mammogram_rule_gives_fifteen_calendar_days_from_the_request() -> None:
    # 21 CFR 900.12(c)(4): Tue 24 Nov and 15 days is Wed 9 Dec.
    asked = replace(rosa().items["mammogram"], state="asked", moves=moves("asked", TUESDAY))
    chase = step(planned(with_item(rosa(), "mammogram", asked)), "chase:mammogram")
    assert chase.latest_by_rule == D(2026, 12, 9)
    assert "21 CFR 900.12(c)(4)" in chase.rule


def test_an_access_request_has_thirty_calendar_days_from_receipt_and_no_other_paper() -> None:
    # 45 CFR 164.524(b)(2): Fri 20 Nov and 30 days is Sun 20 Dec. The law counts Sundays too.
    case = rosa()
    assert step(planned(case), "chase:operative").latest_by_rule is None
    request = replace(case.releases["signed"], instrument="access_request")
    made = planned(replace(case, releases={"signed": request}))
    assert step(made, "chase:operative").latest_by_rule == D(2026, 12, 20)


def test_a_deadline_of_the_second_office_counts_for_what_leaves_the_house() -> None:
    # Papers by Mon 14 Dec, three business days earlier: T−5 is Mon 7 Dec instead of Thu 10.
    case = replace(rosa(), visit=replace(rosa().visit, deadline=D(2026, 12, 14)))
    made = planned(case)
    assert step(made, "check:report").needed_by == D(2026, 12, 7)
    assert step(made, "packet_draft").needed_by == D(2026, 12, 10)
    assert step(made, "check:medicines").needed_by == D(2026, 12, 10)


# --- A visit in four business days -------------------------------------------------------------


def rush() -> tuple[Case, Plan]:
    # From Wed 25 Nov: Fri 27 is one, Mon 30 two, Tue 1 Dec three, Wed 2 Dec four.
    block = Item(number=4, call="pathology", kind="block", office="p")
    case = untouched(D(2026, 12, 2), block=block)
    return case, planned(case)


def test_the_insurer_is_asked_to_hurry_its_own_answer_alone() -> None:
    def hurried(kind: str) -> bool:
        item = Item(number=9, call="visit", kind=kind, state="asked")
        made = planned(untouched(D(2026, 12, 2), more=item))
        assert made.rush is not None
        return "Ask the insurer whether the answer can come sooner." in made.rush.lines

    assert hurried("authorization")
    for kind in ("interpreter", "fees", "center_forms", "customs_letter", "translation"):
        assert not hurried(kind), kind


def test_a_visit_in_four_days_lists_what_can_still_be_done_in_order() -> None:
    _, made = rush()
    assert made.business_days_left == 4
    assert made.rush is not None
    assert made.rush.lines == (
        "Call The Center: ask what they can start without, and what may follow later.",
        "Call The Center: ask what they need, in which form, and by when.",
        "Ask St. Luke's Pathology and Valley Oncology whether they want a signed release, and on "
        "whose form.",
        "Ask St. Luke's Pathology to hurry the stained slides of S26-1042, and whether you may "
        "carry them. Carrying needs the lab's yes.",
        "Ask St. Luke's Pathology whether the block can still come, be carried, or follow later.",
        "Call the insurer: ask for the insurer's approval.",
        "Ask St. Luke's Pathology to fax the report of S26-1042 and the molecular tests, the "
        "latest pages first.",
        "Ask Valley Oncology to fax the consult notes, the pathology report and 3 more, the "
        "latest pages first.",
        "Ask Harbor Imaging to send the mammogram, the CT chest of 12 Nov and the PET of 14 Nov "
        "as files, or to make a disc you can carry.",
        "Ask Harbor Imaging to fax the image reports, the latest pages first.",
        "Call Valley Oncology: ask your doctor whether it is safe to wait, and until when.",
        "Get the insurance card ready.",
        "Get the medicines list ready.",
    )
    assert made.next is not None
    assert made.rush.steps[0] == made.next.opens == "start_without"


def test_offices_that_are_not_known_yet_are_told_apart_by_their_calls() -> None:
    case, _ = rush()
    items = {id_: replace(item, office=None) for id_, item in case.items.items()}
    made = planned(replace(case, items=items, offices={}))
    assert made.rush is not None
    faxed = [line for line in made.rush.lines if "to fax" in line]
    assert [line.partition(" to fax")[0] for line in faxed] == [
        "Ask the pathology lab", "Ask the oncologist's office", "Ask the imaging site",
    ]  # fmt: skip


def test_a_case_that_begins_late_is_not_late_on_its_first_day() -> None:
    case, made = rush()
    assert made.late == 0
    assert step(made, "ask:slides").due
    assert says(made, case) == (
        "Call The Center, 212-555-0190: ask what they can start without, and what may follow "
        "later. Needed by today."
    )
    assert planned(case, D(2026, 11, 27)).late > 0


def test_what_cannot_come_in_time_is_a_question_and_not_late() -> None:
    # A block takes four days to be cut and sent and two to arrive: six, and there are four.
    _, made = rush()
    block = step(made, "ask:block")
    assert (block.standing, block.late, block.out_of_reach) == ("open", False, True)
    assert block.text == "ask whether the block can still come, be carried, or follow later"
    assert made.step("send:block") is None
    # Slides take two to be pulled and two to arrive: four. They still fit, but are tight.
    slides = step(made, "ask:slides")
    assert (slides.standing, slides.tight) == ("open", True)


def test_in_a_rush_what_follows_stands_at_the_soonest_day_it_could_be() -> None:
    _, made = rush()
    # Two business days from Wed 25 Nov is Mon 30, a day on which a courier drives.
    assert step(made, "send:slides").on == D(2026, 11, 30)
    assert step(made, "check:slides").on == D(2026, 12, 2)


# --- Without a date ----------------------------------------------------------------------------


def test_without_a_date_steps_count_forward_from_the_day_the_case_began() -> None:
    case = untouched(None)
    made = planned(case)
    # The second office is asked today and answers in two business days: Fri 27, Mon 30. Nobody
    # waits for that: the calls begin on the day after today.
    assert step(made, "safe_to_wait").on == TODAY
    assert step(made, "visit_answers").on == D(2026, 11, 30)
    assert step(made, "ask:slides").on == D(2026, 11, 27)
    # Slides: six days to be sent: 30, 1, 2, 3, 4, Mon 7 Dec; two to arrive: 8, Wed 9.
    assert step(made, "send:slides").on == D(2026, 12, 7)
    assert step(made, "check:slides").on == D(2026, 12, 9)
    # Records: seven days to Tue 8 Dec, and two to Thu 10. The insurer: three, and seven.
    assert step(made, "send:notes").on == D(2026, 12, 8)
    assert made.together_by == D(2026, 12, 11)
    assert made.late == 0
    assert step(made, "visit").text == "ask for a date for the visit"


def test_without_a_date_time_that_passed_is_not_late_but_moves_the_end() -> None:
    # A week later, Wed 2 Dec: asked on that day, the insurer's answer takes ten days to the 16th.
    made = planned(untouched(None), D(2026, 12, 2))
    assert (made.late, made.together_by) == (0, D(2026, 12, 16))


# --- Across Christmas and New Year, and a leap day ---------------------------------------------


def test_a_plan_across_christmas_steps_over_the_closed_days() -> None:
    # Visit Tue 12 Jan 2027. T−1 Mon 11, T−2 Fri 8, T−3 7, T−4 6, T−5 5, T−6 Mon 4,
    # (Fri 1 Jan closed) T−7 Thu 31 Dec, T−8 30, T−9 29, T−10 Mon 28, (Fri 25 closed)
    # T−11 Thu 24, T−12 23, T−13 22, T−14 Mon 21, T−15 Fri 18, T−16 17, T−17 16, T−18 Tue 15.
    made = planned(untouched(D(2027, 1, 12), began=D(2026, 11, 30)), D(2026, 12, 1))
    assert step(made, "ask:notes").needed_by == D(2026, 12, 18)
    assert step(made, "ask:slides").needed_by == D(2026, 12, 18)
    assert step(made, "ask:pet").needed_by == D(2026, 12, 29)
    assert step(made, "send:slides").needed_by == D(2026, 12, 30)
    assert step(made, "check:slides").needed_by == D(2027, 1, 4)
    assert step(made, "packet_print").needed_by == D(2027, 1, 8)


def test_no_slides_travel_on_christmas_eve() -> None:
    # Visit Thu 7 Jan 2027: T−8 is Thu 24 Dec, the eve of a closed day. One day earlier, then.
    made = planned(untouched(D(2027, 1, 7), began=D(2026, 11, 30)), D(2026, 12, 1))
    assert step(made, "send:slides").needed_by == D(2026, 12, 23)


def test_a_leap_day_is_counted() -> None:
    # Visit Tue 7 Mar 2028: T−1 Mon 6, T−2 Fri 3, T−3 2, T−4 Wed 1 Mar, T−5 Tue 29 Feb,
    # T−6 Mon 28, T−7 Fri 25, T−8 Thu 24, T−9 23, T−10 Tue 22, (Mon 21 closed) T−11 Fri 18.
    made = planned(untouched(D(2028, 3, 7), began=D(2028, 1, 3)), D(2028, 1, 4))
    assert step(made, "packet_draft").needed_by == D(2028, 2, 29)
    assert step(made, "send:slides").needed_by == D(2028, 2, 24)
    # Where no release is wanted: T−9.
    assert step(made, "ask:pet").needed_by == D(2028, 2, 23)


# --- What the case itself says -----------------------------------------------------------------


def test_whether_it_is_safe_to_wait_is_asked_first() -> None:
    case = untouched(VISIT)
    made = planned(case)
    assert made.first == step(made, "safe_to_wait")
    answered = replace(case, visit=Visit(day=VISIT, waiting=Waiting(answer="Until spring")))
    assert step(planned(answered), "safe_to_wait").standing == "done"
    marked = replace(case, marks={"safe_to_wait": Mark(not_for_us=True)})
    assert step(planned(marked), "safe_to_wait").standing == "not_for_us"


def test_a_visit_after_the_day_named_for_waiting_is_said_plainly() -> None:
    waiting = Waiting(until=D(2026, 12, 11), said_by="Dr Chen")
    case = replace(rosa(), visit=replace(rosa().visit, waiting=waiting))
    assert planned(case).notices == (
        "Dr Chen spoke of waiting until Fri 11 Dec 2026. "
        "The visit is on Thu 17 Dec 2026, after that. Ask about it.",
    )


def test_a_marked_reason_asks_for_a_step_and_a_mark_ends_it() -> None:
    assert step(planned(rosa()), "reason:peace_of_mind:staging").standing == "done"
    open_ = step(planned(replace(rosa(), marks={})), "reason:peace_of_mind:staging")
    assert open_.standing == "open"
    assert planned(rosa()).step("reason:research_study:study") is None


def test_a_release_that_came_back_is_to_sign_again_and_says_why() -> None:
    returned = replace(
        rosa().releases["signed"], returned_on=TUESDAY, returned_because="no expiry date"
    )
    again = step(planned(replace(rosa(), releases={"signed": returned})), "sign:signed")
    assert (again.standing, again.reason) == ("open", "It came back: no expiry date")


def test_a_signed_release_is_to_hand_over_and_then_to_ask_about() -> None:
    signed = Release(number=1, office="p", signed_on=TODAY)
    made = planned(replace(rosa(), releases={"r": signed}))
    assert step(made, "hand:r").standing == "open"
    assert step(made, "confirm:r").blocked_by == "hand:r"
    handed = replace(signed, handed_on=TODAY)
    made = planned(replace(rosa(), releases={"r": handed}))
    # Two business days after Wed 25 Nov: Fri 27, Mon 30.
    assert step(made, "confirm:r").on == D(2026, 11, 30)


@pytest.mark.parametrize("status", ["on_hold", "decided_not", "closed", "died"])
def test_when_a_case_rests_only_the_slides_go_home(status: Status) -> None:
    slides = replace(rosa().items["slides"], state="usable", place="second_office")
    case = replace(with_item(rosa(), "slides", slides), status=status, status_since=TODAY)
    made = planned(case)
    assert [one.id for one in made.steps if not one.is_over] == ["return:slides"]
    back = step(made, "return:slides")
    assert back.text == "send the stained slides of S26-1042 back to the lab"
    assert made.late == 0
    gone = replace(slides, custody=Custody(returned_on=TODAY))
    assert planned(with_item(case, "slides", gone)).next is None


def test_after_the_visit_the_report_is_asked_for() -> None:
    # T+3 after Thu 17 Dec: Fri 18, Mon 21, Tue 22. T+7: 23, 24, (25 closed) 28, Tue 29.
    made = planned(replace(rosa(), status="visited"), D(2026, 12, 18))
    assert step(made, "report_ask").needed_by == D(2026, 12, 22)
    assert step(made, "report_held").needed_by == D(2026, 12, 29)
    assert made.first == step(made, "report_ask")
    assert not [one for one in made.steps if one.item and not one.is_over]


def test_a_visit_whose_day_went_by_asks_how_it_was() -> None:
    made = planned(rosa(), D(2026, 12, 18))
    assert step(made, "visit").text == "say whether the visit took place, or set its new date"
    assert made.late == 0


def test_sending_everything_asks_for_the_list() -> None:
    everything = Item(number=8, call="oncologist", kind="everything", office="o")
    made = planned(with_item(rosa(), "all", everything))
    assert [one.text for one in made.steps if one.item == "all"] == [
        "name each paper instead of asking for all"
    ]


def test_a_kind_nobody_knows_goes_the_way_of_records() -> None:
    other = Item(number=8, call="oncologist", kind="dose_plan", office="o")
    made = planned(with_item(rosa(), "dose", other))
    assert step(made, "ask:dose").text == "ask for the dose plan"
    # A release is handed over there already, and so one is wanted: T−15, as for all records.
    assert step(made, "ask:dose").needed_by == D(2026, 11, 25)


def test_the_header_names_what_else_to_ask_in_the_same_call() -> None:
    case = rosa()
    made = planned(case)
    assert made.next is not None
    assert made.next.others == ("the report of S26-1042", "the molecular tests")


def test_an_office_that_is_not_known_yet_is_called_by_its_kind() -> None:
    slides = replace(rosa().items["slides"], office=None)
    case = with_item(rosa(), "slides", slides)
    one = next_of([step(planned(case), "ask:slides")], case, OFFICES, catalogue().words, TODAY)
    assert one is not None
    assert sentence(one, catalogue().words, TODAY).startswith(
        "Call the pathology lab: ask for the stained slides of S26-1042."
    )


def test_an_office_closed_on_its_day_is_called_before() -> None:
    shut = Office(id="lukes", name="St. Luke's Pathology", open_days=(1, 2, 3, 4))
    case = replace(rosa(), offices={**rosa().offices, "p": CaseOffice(
        number=1, call="pathology", office="lukes"
    )})  # fmt: skip
    made = plan(case, {**OFFICES, "lukes": shut}, us(), catalogue(), TODAY)
    # Sent by T−7, Tue 8 Dec. Six of the lab's days before: 7, 3, 2, 1, 30 Nov, Wed 25; it is
    # closed on Fridays, and all are on Thu 26. A release is signed the day before: Tue 24.
    assert step(made, "send:report").needed_by == D(2026, 12, 8)
    assert step(made, "ask:report").needed_by == D(2026, 11, 24)


def test_a_moved_visit_says_what_became_late_and_what_gained_room() -> None:
    case = rosa()
    sooner = planned(replace(case, visit=replace(case.visit, day=D(2026, 12, 14))))
    told = {step.id: done for step, done in moved(planned(case), sooner)}
    # Three business days sooner, known since the case began: T−15 is now Fri 20 Nov.
    assert {id_ for id_, done in told.items() if done == "late"} == {
        "ask:slides", "ask:mammogram", "ask:report", "ask:molecular", "ask:images",
        "ask_release:p",
    }  # fmt: skip
    assert told["packet_draft"] == "sooner"
    back = {step.id: done for step, done in moved(sooner, planned(case))}
    assert back["ask:slides"] == "gained"
    assert "late" not in back.values()


def test_a_visit_moved_up_today_is_late_with_nothing_and_says_what_is_needed_sooner() -> None:
    case = rosa()
    visit = replace(case.visit, day=D(2026, 12, 2), set_on=TODAY, earlier={
        "1": EarlierDate(number=1, day=VISIT, set_on=D(2026, 11, 3), moved_on=TODAY),
    })  # fmt: skip
    told = moved(planned(case), planned(replace(case, visit=visit)))
    assert {step.id: done for step, done in told}["ask:slides"] == "tight"
    assert not [step for step, done in told if done == "late"]


@pytest.mark.parametrize(
    ("outcome", "naming"),
    [("voicemail", "tried"), ("no_answer", "tried"), ("spoke", "spoken"), ("refused", "spoken")],
)
def test_who_was_not_reached_was_tried_and_not_spoken_to(outcome: Outcome, naming: str) -> None:
    heard = Contact(
        number=9, on=TODAY, call="pathology", outcome=outcome, effects={"slides": Effect()}
    )
    case = replace(rosa(), contacts={**rosa().contacts, "9": heard})
    slides = step(planned(case), "ask:slides")
    # It is still due today, and named; the next try is on the lab's next open day.
    assert (slides.naming, slides.due, slides.on) == (naming, True, D(2026, 11, 27))
