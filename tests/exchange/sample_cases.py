"""The samples of `data/samples/`, told as stories: what a person did, day by day.

Every name, number and place is made up; phone numbers are of the range kept for fiction.
Write them anew with `python -m tests.exchange.sample_cases`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from so_tui import assets
from so_tui.core import verbs
from so_tui.core.case import (
    Accepts,
    CallName,
    Companion,
    Custody,
    Identifiers,
    Known,
    Office,
    Person,
    Question,
)
from so_tui.exchange.casefile import dump
from tests.exchange.story import Story, day
from tests.knowledge import catalogue


def fresh() -> Story:
    """A label and a date; the usual items wait."""
    story = Story("fresh", "June", "2026-11-25")
    story.begin("June P.", "", "2027-01-14")
    return story


def midway() -> Story:
    """The article's woman with breast cancer, on Wednesday 25 November 2026."""
    story = Story("midway", "Elena", "2026-11-10")
    story.begin("Rosa M.", "breast cancer, stage II", "2026-12-17T10:30", "America/New_York")
    story.person(
        Person(
            legal_name="Rosa Marín",
            born=day("1968-04-09"),
            phones="203-555-0120",
            language="Spanish and English",
        ),
        Companion(number=0, name="Elena Marín", role="caregiver", phones="203-555-0121"),
        has_it="Elena",
    )
    center = story.office(
        "visit",
        Office(
            id="",
            name="Center Hospital",
            desk="New patient desk",
            phone="212-555-0190",
            fax="212-555-0199",
            address="400 Harlan Plaza, New York, NY",
            hours="Mon to Fri 8 to 17",
        ),
        contact_person="Imani",
    )
    story.visit(
        doctor="Dr Lindqvist",
        how="in_person",
        papers_to="Center Hospital, new patient desk",
        slides_to="Center Pathology, Attn Dr Okoye",
        fax="212-555-0199",
    )
    valley = story.office(
        "oncologist",
        Office(
            id="",
            name="Valley Oncology",
            desk="Records",
            phone="203-555-0143",
            fax="203-555-0144",
            hours="Mon to Fri 9 to 17",
            paper="ours",
        ),
        contact_person="Dr Chen",
        person_number="VO-20418",
        release_needed="yes",
    )
    story.office(
        "oncologist",
        Office(id="", name="Shore Surgery Group", phone="203-555-0161", fax="203-555-0162"),
        contact_person="Dr Abara",
        service_dates="operation on Tue 3 Nov 2026",
        release_needed="no",
        note="Valley Oncology has their operative note and sends it along.",
    )
    st_lukes = story.office(
        "pathology",
        Office(
            id="",
            name="St. Luke's Pathology",
            desk="Slide desk",
            phone="203-555-0177",
            fax="203-555-0178",
            hours="Mon to Fri 8 to 16",
            paper="theirs",
        ),
        person_number="88-1042",
        service_dates="since Tue 3 Nov 2026",
        release_needed="yes",
    )
    harbor = story.office(
        "radiology",
        Office(
            id="",
            name="Harbor Imaging",
            desk="Film room",
            phone="203-555-0112",
            hours="Mon to Sat 8 to 18",
            open_days=(1, 2, 3, 4, 5, 6),
        ),
        person_number="HI-77310",
        release_needed="no",
    )
    story.answer("peace_of_mind", "applies", "She wants to hear it from one more doctor.", "Rosa")
    story.answer("more_options", "does_not", given_by="Rosa")
    story.answer("specialized_care", "applies", given_by="Rosa")
    story.answer("treatment_site", "does_not", given_by="Rosa")
    story.answer("research_study", "not_sure", given_by="Rosa")
    story.answer("straightforward", "applies", given_by="Rosa")
    story.answer("trusted", "not_sure", given_by="Rosa")

    story.today = day("2026-11-12")
    story.waiting("2027-01-08", "Waiting is all right until early January.", "Dr Chen")
    for kind in ("insurance_card", "photo_id"):
        story.edit(kind, way="carried")
    story.move("arrived", "insurance_card", "photo_id", place="with_us")

    story.today = day("2026-11-13")
    story.contact(
        "visit",
        "spoke",
        office=center,
        who="Elena",
        with_whom="Imani",
        next_move="second_office",
        note="Asked what they need. Imani asks pathology and calls back.",
    )
    story.mark("visit_needs")

    story.today = day("2026-11-16")
    story.edit("referral", way="carried")
    story.move("arrived", "referral", place="with_us", note="Dr Chen gave it to us on paper.")
    story.mark("reason:specialized_care:referral")
    story.drop("scan", "image_reports")
    story.add(
        "radiology",
        "ct",
        detail="CT chest 12 Nov",
        identifiers=Identifiers(modality="CT", body_part="chest", study_date=day("2026-11-12")),
        form="images",
        way="carried",
    )
    story.add(
        "radiology",
        "pet",
        detail="PET 14 Nov",
        identifiers=Identifiers(modality="PET", study_date=day("2026-11-14")),
        form="images",
        way="carried",
    )
    story.add("radiology", "mammogram", form="images", way="carried")
    story.add("radiology", "image_reports", form="report", way="carried")
    story.contact(
        "radiology",
        "spoke",
        "ct",
        office=harbor,
        who="Elena",
        with_whom="Tom",
        next_move="them",
        note="The CT is ready on a disc from Thursday. No release needed.",
    )

    story.today = day("2026-11-17")
    story.contact(
        "visit",
        "spoke",
        office=center,
        who="Imani",
        with_whom="Elena",
        next_move="us",
        note="Original slides are welcome. Images on a disc, brought along. Papers by fax.",
    )
    story.mark("visit_answers")
    story.contact(
        "visit",
        "spoke",
        "authorization",
        who="Elena",
        with_whom="the insurer",
        next_move="insurer",
        note="They need the codes from Dr Chen, and file it then.",
    )
    story.accepts(
        "stained_slides",
        Accepts(
            required="yes",
            forms=("original", "recut"),
            ways=("courier", "carried"),
            note="Center accepts originals; ask if the lab lends them, or offers recuts.",
        ),
    )
    for kind in ("ct", "pet", "mammogram"):
        story.accepts(kind, Accepts(required="yes", forms=("images",), ways=("disc",)))
    story.accepts("block", Accepts(required="no"))
    story.accepts("labs", Accepts(required="no", note="They draw their own."))
    story.edit(
        "stained_slides",
        identifiers=Identifiers(reference="S26-1042", specimen_date=day("2026-11-03")),
        form="original",
        count_asked=14,
        way="courier",
        destination="Center Pathology, Attn Dr Okoye",
        custody=Custody(return_to="St. Luke's Pathology, slide desk"),
    )
    story.edit("pathology_report", identifiers=Identifiers(reference="S26-1042"), way="fax")
    story.edit("molecular", way="fax")
    story.add("pathology", "block", identifiers=Identifiers(reference="S26-1042"))
    story.move("not_needed", "block")
    story.release(
        st_lukes,
        instrument="authorization",
        paper="theirs",
        covers="Slides and reports of S26-1042",
        signer="Rosa",
    )

    story.today = day("2026-11-19")
    story.move("arrived", "ct", place="with_us", note="Picked up at the film room.")

    story.today = day("2026-11-20")
    story.move("usable", "ct", checked_by="Elena", note="It opens, and shows the right name.")
    papers = (
        "consult_notes", "pathology_report_copy", "stage_and_plan", "treatment_summary",
        "operative_note",
    )  # fmt: skip
    for kind in papers:
        story.edit(kind, way="fax", destination="212-555-0199")
    of_valley = story.release(
        valley,
        instrument="authorization",
        paper="ours",
        covers="Notes, reports, stage and plan since September 2026",
        signer="Rosa",
        signed_on=story.today,
        handed_on=story.today,
        handed_by="fax",
        confirmed_on=story.today,
    )
    story.contact(
        "visit",
        "has_our_request",
        "authorization",
        who="Elena",
        with_whom="the insurer",
        next_move="insurer",
        chase_on="2026-12-01",
        note="It is filed. The number takes about a week.",
    )
    story.move("on_its_way", "authorization", place="office", note="Filed with the insurer.")
    story.contact(
        "oncologist",
        "spoke",
        *papers,
        promises={"operative_note": "2026-11-30"},
        office=valley,
        release=of_valley,
        who="Elena",
        with_whom="Ana",
        next_move="them",
        chase_on="2026-12-01",
        note="She has the release. Staging is complete, she says.",
    )
    story.mark("reason:peace_of_mind:staging")

    story.today = day("2026-11-24")
    story.contact(
        "visit",
        "spoke",
        office=center,
        who="Elena",
        with_whom="Imani",
        channel="email",
        next_move="us",
        note="Three papers from Valley Oncology came by fax.",
    )
    story.move("arrived", *papers[:3])
    story.contact(
        "radiology",
        "spoke",
        "pet",
        office=harbor,
        who="Elena",
        next_move="them",
        chase_on="2026-11-27",
        note="Asked for the PET on a disc.",
    )
    story.ask(Question(number=0, text="Which records did you read?"))
    story.ask(Question(number=0, text="Could the same care be given near home?"))
    story.ask(Question(number=0, to="today_doctor", text="Who would you see if you were me?"))
    return story


def rush() -> Story:
    """A visit in four business days from 25 November 2026."""
    story = Story("rush", "Sam", "2026-11-24")
    story.begin("Sam T.", "colon cancer", "2026-12-02T14:00", "America/Chicago")
    story.person(Person(legal_name="Samuel Tran", phones="312-555-0101"), has_it="Sam")
    center = story.office(
        "visit",
        Office(
            id="",
            name="Great Lakes Cancer Center",
            desk="Scheduling",
            phone="312-555-0170",
            fax="312-555-0171",
        ),
    )
    prairie = story.office(
        "oncologist",
        Office(id="", name="Prairie Oncology", phone="312-555-0131", fax="312-555-0132"),
        contact_person="Dr Novak",
        release_needed="yes",
    )
    lab = story.office(
        "pathology",
        Office(id="", name="Lakeside Pathology", phone="312-555-0134", paper="theirs"),
        release_needed="yes",
    )
    story.office(
        "radiology",
        Office(id="", name="Northfield Imaging", desk="Front desk", phone="312-555-0156"),
        release_needed="not_known",
    )
    story.visit(
        doctor="Dr Ellery",
        how="in_person",
        slides_to="Great Lakes Cancer Center, pathology",
        fax="312-555-0171",
    )
    story.answer("more_options", "applies")
    story.waiting("2026-12-11", "Treatment is planned for the week after.", "Dr Novak")
    story.contact(
        "visit",
        "spoke",
        office=center,
        who="Sam",
        with_whom="Bea",
        next_move="us",
        note="They can start with notes and reports. Slides help, and may come with me.",
    )
    story.mark("visit_needs", "visit_answers")
    story.release(
        prairie,
        instrument="authorization",
        paper="ours",
        signer="Sam",
        signed_on=story.today,
        handed_on=story.today,
        handed_by="fax",
    )
    story.release(lab, instrument="authorization", paper="theirs", signer="Sam")
    story.contact(
        "visit",
        "spoke",
        "authorization",
        who="Sam",
        with_whom="the insurer",
        next_move="insurer",
        chase_on="2026-11-27",
    )
    story.edit("consult_notes", way="fax", destination="312-555-0171")
    story.contact(
        "oncologist",
        "promised",
        "consult_notes",
        "stage_and_plan",
        promises={"consult_notes": "2026-11-30", "stage_and_plan": "2026-11-30"},
        office=prairie,
        who="Sam",
        with_whom="Lou",
        next_move="them",
        chase_on="2026-11-30",
    )
    story.move("arrived", "photo_id", "insurance_card", place="with_us")
    return story


def finished() -> Story:
    """A visit that has been, with every paper back where it belongs."""
    story = Story("finished", "Mark", "2026-09-08")
    story.begin("Ingrid L.", "thyroid cancer", "2026-10-12T09:00", "America/Denver")
    story.person(
        Person(legal_name="Ingrid Lund", former_names="Ingrid Voss", phones="303-555-0108"),
        Companion(
            number=0, name="Mark Lund", role="proxy", authority="health care power of attorney"
        ),
        has_it="Mark",
    )
    center = story.office(
        "visit",
        Office(id="", name="High Plains University Hospital", phone="303-555-0180"),
    )
    foothill = story.office(
        "oncologist",
        Office(id="", name="Foothill Oncology", phone="303-555-0141", fax="303-555-0142"),
        release_needed="yes",
    )
    lab = story.office(
        "pathology",
        Office(id="", name="Canyon Pathology", desk="Slide desk", phone="303-555-0155"),
        release_needed="yes",
    )
    imaging = story.office(
        "radiology",
        Office(id="", name="Red Rock Imaging", phone="303-555-0166"),
        release_needed="no",
    )
    story.visit(doctor="Dr Amari", how="in_person", fax="303-555-0181")
    story.answer("specialized_care", "applies", given_by="Ingrid")
    story.waiting("2026-11-20", "There is time until late November.", "Dr Stone")
    story.mark("visit_needs", "reason:specialized_care:referral")

    story.today = day("2026-09-10")
    story.contact("visit", "spoke", office=center, who="Mark", with_whom="Priya", next_move="us")
    story.mark("visit_answers")
    story.visit(day=day("2026-10-15"), time=dt.time(9, 0))
    story.move("arrived", "insurance_card", "photo_id", "medicines_list", place="with_us")
    for office in (foothill, lab):
        story.release(
            office,
            instrument="authorization",
            paper="ours",
            signer="Ingrid",
            signed_on=story.today,
            handed_on=story.today,
            handed_by="fax",
        )

    story.today = day("2026-09-14")
    records = (
        "consult_notes", "pathology_report_copy", "stage_and_plan", "treatment_summary",
        "operative_note", "labs",
    )  # fmt: skip
    reports = ("pathology_report", "molecular")
    for kind in (*records, *reports, "image_reports"):
        story.edit(kind, way="fax", destination="303-555-0181")
    story.edit(
        "stained_slides",
        identifiers=Identifiers(reference="CP26-330", specimen_date=day("2026-08-20")),
        form="original",
        count_asked=6,
        way="courier",
        custody=Custody(return_to="Canyon Pathology", return_due=day("2026-11-05")),
    )
    story.edit("scan", detail="ultrasound 12 Aug", form="images", way="disc")
    story.contact("visit", "spoke", "authorization", "referral", next_move="insurer")
    story.contact(
        "oncologist", "spoke", *records, office=foothill, with_whom="Joy", next_move="them"
    )
    story.contact(
        "pathology",
        "spoke",
        "stained_slides",
        *reports,
        office=lab,
        with_whom="the slide desk",
        next_move="them",
    )
    story.contact("radiology", "spoke", "scan", "image_reports", office=imaging)

    story.today = day("2026-09-23")
    story.move("arrived", "authorization", "referral", *records, *reports, "image_reports")
    story.move("arrived", "scan", place="with_us")
    story.move("usable", "scan", checked_by="Mark")
    story.contact("pathology", "sent", "stained_slides", office=lab, channel="email")

    story.today = day("2026-09-25")
    story.edit(
        "stained_slides",
        count_have=6,
        custody=Custody(
            carrier="courier",
            tracking="TRK 0042",
            return_to="Canyon Pathology",
            return_due=day("2026-11-05"),
        ),
    )
    story.move("arrived", "stained_slides")
    story.move("usable", "stained_slides", checked_by="Priya, who counted them")

    story.today = day("2026-10-14")
    story.mark("packet_draft", "packet_print", "packet_bag")
    story.today = day("2026-10-16")
    story.did(verbs.set_status(story.page, story.pen, "visited"))
    story.ask(
        Question(
            number=0,
            text="Do you see the same stage?",
            answer="Yes, the same.",
            answered_by="Dr Amari",
            answered_on=day("2026-10-15"),
        )
    )
    story.mark("report_ask")
    story.today = day("2026-10-23")
    story.mark("report_held")
    story.today = day("2026-11-04")
    id_ = story.item("stained_slides")
    custody = replace(story.case.items[id_].custody, returned_on=story.today)
    story.edit("stained_slides", custody=custody)
    story.mark("slides_return")
    return story


def many_offices() -> Story:
    """Three labs, three imaging sites and two oncologists for one visit."""
    story = Story("many-offices", "Dana", "2026-11-18")
    story.begin("Henry W.", "lymphoma", "2027-01-19T11:15", "America/Los_Angeles")
    story.person(
        Person(legal_name="Henry Wolfe", born=day("1951-01-30"), phones="415-555-0102"),
        Companion(number=0, name="Dana Wolfe", role="family"),
        Companion(number=0, name="Ruth Avery", role="navigator", phones="415-555-0103"),
        has_it="Ruth",
    )
    story.office(
        "visit",
        Office(id="", name="Pacific Lymphoma Center", phone="415-555-0190", fax="415-555-0191"),
    )
    story.visit(doctor="Dr Sato", how="video", deadline=day("2027-01-12"))
    custodians: tuple[tuple[CallName, str, str, Known], ...] = (
        ("oncologist", "Bayview Oncology", "415-555-0141", "yes"),
        ("oncologist", "Redwood Radiation Clinic", "707-555-0142", "yes"),
        ("pathology", "Bayview Hospital Lab", "415-555-0151", "yes"),
        ("pathology", "Westline Pathology", "510-555-0152", "yes"),
        ("pathology", "Helix Molecular Lab", "650-555-0153", "not_known"),
        ("radiology", "Bayview Imaging", "415-555-0161", "no"),
        ("radiology", "Coast PET Center", "510-555-0162", "yes"),
        ("radiology", "Valley MRI", "707-555-0163", "not_known"),
    )
    offices = {
        name: story.office(call, Office(id="", name=name, phone=phone), release_needed=needed)
        for call, name, phone, needed in custodians
    }
    story.answer("more_options", "applies", given_by="Henry")
    story.answer("treatment_site", "applies", "The drive is four hours.", "Dana")
    story.answer("straightforward", "does_not", given_by="Henry")
    story.drop("scan")
    for kind, office, taken in (
        ("ct", "Bayview Imaging", "2026-10-02"),
        ("pet", "Coast PET Center", "2026-10-09"),
        ("mri", "Valley MRI", "2026-10-21"),
    ):
        story.add(
            "radiology",
            kind,
            office=offices[office],
            identifiers=Identifiers(study_date=day(taken)),
            form="images",
            way="upload",
        )
    story.add("oncologist", "radiation_summary", office=offices["Redwood Radiation Clinic"])
    story.edit("molecular", office=offices["Helix Molecular Lab"])
    story.edit(
        "stained_slides",
        detail="lymph node slides",
        identifiers=Identifiers(reference="B26-5521", specimen_date=day("2026-09-28")),
        count_asked=10,
        form="original",
        way="courier",
    )
    story.add(
        "pathology",
        "stained_slides",
        detail="bone marrow slides",
        office=offices["Westline Pathology"],
        identifiers=Identifiers(reference="WP-9914", specimen_date=day("2026-10-12")),
        count_asked=8,
        form="recut",
        way="courier",
    )
    story.add("radiology", "prior_images", detail="X-ray, somewhere, about 2019")

    story.today = day("2026-11-20")
    story.contact(
        "pathology",
        "refused",
        "stained_slides:lymph node slides",
        office=offices["Bayview Hospital Lab"],
        who="Ruth",
        with_whom="Gil",
        next_move="us",
        note="They keep the originals. They offer recuts.",
    )
    problem = verbs.set_problem(
        story.page,
        story.pen,
        catalogue(),
        story.item("stained_slides", "lymph node slides"),
        "recuts_not_originals",
    )
    story.did(problem)
    story.add(
        "pathology",
        "stained_slides",
        detail="lymph node recuts",
        office=offices["Bayview Hospital Lab"],
        identifiers=Identifiers(reference="B26-5521"),
        form="recut",
        way="courier",
        count_asked=10,
        instead_of=story.item("stained_slides", "lymph node slides"),
    )
    story.contact(
        "pathology",
        "promised",
        "stained_slides:bone marrow slides",
        promises={"stained_slides:bone marrow slides": "2026-12-04"},
        office=offices["Westline Pathology"],
        who="Ruth",
        next_move="them",
        chase_on="2026-12-04",
    )
    story.move("asked", "ct", "pet")

    story.today = day("2026-11-24")
    story.move("on_its_way", "ct")
    story.move("arrived", "ct", place="second_office")
    story.move("not_usable", "ct", note="The upload held another study.")
    change = verbs.set_problem(
        story.page, story.pen, catalogue(), story.item("ct"), "missing_study", "They send it again."
    )
    story.did(change)
    return story


def no_date() -> Story:
    """No visit yet: the papers are gathered all the same."""
    story = Story("no-date", "Aisha", "2026-11-18")
    story.begin("Aisha K.", "ovarian cancer")
    story.person(Person(legal_name="Aisha Karim", phones="617-555-0104"))
    clinic = story.office(
        "oncologist",
        Office(id="", name="Elm Street Oncology", phone="617-555-0145", fax="617-555-0146"),
        contact_person="Dr Brandt",
        release_needed="yes",
    )
    story.answer("research_study", "applies")
    story.answer("trusted", "applies")
    story.release(clinic, instrument="access_request", paper="ours", signer="Aisha")

    story.today = day("2026-11-23")
    story.contact(
        "oncologist",
        "spoke",
        "consult_notes",
        office=clinic,
        who="Aisha",
        next_move="them",
        chase_on="2026-11-25",
    )
    return story


STORIES: Mapping[str, Callable[[], Story]] = {
    "fresh": fresh,
    "midway": midway,
    "rush": rush,
    "finished": finished,
    "many-offices": many_offices,
    "no-date": no_date,
}


def sample(name: str) -> bytes:
    """The bytes of one sample."""
    story = STORIES[name]()
    return dump([story.case], story.offices)


def main() -> None:
    """Write every sample anew."""
    for name in STORIES:
        assets.data(f"samples/{name}.json").write_bytes(sample(name))


if __name__ == "__main__":
    main()
