"""What the places of a paper hold: said of the person, the offices, the release and the items."""

from __future__ import annotations

import datetime as dt

from so_tui.core import dates, headline, quiet, waiting
from so_tui.core.case import (
    Case,
    Office,
    Release,
    Visit,
    in_order,
    is_there,
    items_by_call,
)
from so_tui.core.folding import key
from so_tui.core.instruments import acts_for, is_spent, to_print
from so_tui.core.papers.known import Known
from so_tui.core.papers.listing import asked_of, listed
from so_tui.core.papers.vocabulary import Legal
from so_tui.core.parties import SECOND, offices_for
from so_tui.core.wording import Wording

_NO_DAY = dt.date.min
"""Seen from it each day has its year, and none is today: a paper is read on any day."""

MEDICINES = "medicines_list"
"""The kind of the list of medicines."""


def values(known: Known, instrument: Legal = "") -> dict[str, str]:
    """What each place holds; "" where nothing is known. A value may have several lines."""
    found = _of_case(known)
    if known.to is not None:
        found |= _of_office(known, instrument)
    return {place: text if has_word(text) else "" for place, text in found.items()}


def _of_case(known: Known) -> dict[str, str]:
    case, visit, second = known.case, known.case.visit, known.second
    words, catalogue = Wording(known.catalogue), known.catalogue
    person = case.person.legal_name or case.label
    caller, caller_phone, caller_role = _caller(case, person, words)
    opinion, first = case.opinion, offices_for(case, "oncologist")
    ahead = visit.day is not None and not known.wants.is_over
    next_ = known.plan.next
    when = " ".join(
        one for one in (_long(visit.day), f"{visit.time:%H:%M}" if visit.time else "") if one
    )
    return {
        "after_hours": case.after_hours,
        "agrees": opinion.agrees,
        "asks_next": opinion.asks_next,
        "born": _undated(case.person.born),
        "caller": caller,
        "caller_phone": caller_phone,
        "caller_role": caller_role,
        "case_note": case.note,
        "deadline": _long(visit.deadline),
        "diagnosis": case.diagnosis,
        "differs": opinion.differs,
        "doctor": visit.doctor,
        "first_doctor": case.offices[first[0]].contact_person if first else "",
        "former_names": case.person.former_names,
        "health_number": case.person.health_number,
        "how": words.word("how", visit.how) if visit.how != "not_known" else "",
        "images_to": visit.images_to,
        "language": case.person.language,
        "medicines": _lines(*(
            _lines(f"{words.item(item)}: {words.state(item)}", item.note)
            for _, item in items_by_call(case)
            if item.kind == MEDICINES and item.state != "not_needed"
        )),
        "next": headline.sentence(next_, catalogue.words, known.today) if next_ else "",
        "notices": _lines(*known.plan.notices),
        "opinion_by": opinion.by or visit.doctor,
        "opinion_on": _long(opinion.on),
        "papers_to": visit.papers_to,
        "organizes": quiet.short(catalogue, known.calendar.region, case.after_hours),
        "person": person,
        "person_address": case.person.address,
        "person_email": case.person.email,
        "person_phones": case.person.phones,
        "report_on": _long(opinion.report_on),
        "report_to": visit.report_to,
        "second": second.name,
        "second_address": second.address,
        "second_fax": visit.fax or second.fax,
        "second_phone": second.phone,
        "slides_to": visit.slides_to,
        "status": words.word("status", case.status),
        "today": dates.long(known.today),
        "visit_day": _long(visit.day) if ahead else "",
        "visit_note": visit.note,
        "visit_when": f"{when} {visit.zone if visit.time else ''}".strip(),
        "waiting": waiting.said(visit.waiting, _NO_DAY),
        **{f"second_has_{what}": text for what, text in _there_already(known).items()},
    }  # fmt: skip


def _of_office(known: Known, instrument: Legal) -> dict[str, str]:
    case, here, office, visit = known.case, known.here, known.office, known.case.visit
    release = Release(number=0, office=known.at.office)
    if instrument:
        _, release = to_print(case, known.at.office, instrument, known.today)
    authority = acts_for(release, case)
    person = case.person.legal_name or case.label
    wants = known.wants
    days = [wants.days[id_] for id_, _ in asked_of(known) if id_ in wants.days]
    carried = [item for _, item in listed(known, "named") if item.way == "carried"]
    ends = dates.long(release.expires_on) if release.expires_on else release.expires_when
    recipient = _recipient(visit, known.second)
    material = {
        "slides": visit.slides_to if known.at.call == "pathology" else "",
        "images": visit.images_to if known.at.call == "radiology" else "",
    }
    return {
        "about_release": _about_release(known),
        "authority": authority or "",
        "call": Wording(known.catalogue).word("call", known.at.call),
        "carrier": _lines(person, *(one.custody.carrier for one in carried)) if carried else "",
        "contact": here.contact_person,
        "covers": release.covers,
        "desk": office.desk,
        "ends": ends,
        "needed_by": dates.long(min(days)) if days else "",
        "number_there": here.person_number,
        "office": office.name,
        "office_address": office.address,
        "office_fax": visit.fax or office.fax if _is_second(known) else office.fax,
        "office_phone": office.phone,
        "pages": str(known.pages) if known.pages else "",
        "recipient": recipient or _lines(material["slides"], material["images"]),
        "representative": release.signer if authority is not None else "",
        "return_to": _lines(office.name, office.desk, office.address),
        "service_dates": here.service_dates,
        "our_images_to": material["images"] if recipient else "",
        "our_slides_to": material["slides"] if recipient else "",
        "signer": release.signer if authority is not None else person,
    }


def _about_release(known: Known) -> str:
    """What is said to the office of a signed release: that it has one, that one comes, or the
    question whether it wants one; "" where it wants none."""
    here, words = known.here, known.shared.words
    mine = [
        one
        for _, one in in_order(known.case.releases)
        if one.office == known.at.office and not is_spent(one, known.today)
        and one.instrument != "doctor_request"
    ]  # fmt: skip
    days = [day for one in mine if (day := one.handed_on or one.confirmed_on) is not None]
    if days:
        return words["release_there"].format(day=dates.long(max(days)))
    if here.release_needed == "no":
        return ""
    if known.office.paper == "theirs":
        return words["release_theirs"]
    return words["release_comes" if mine or here.release_needed == "yes" else "release_asked"]


def has_word(text: str) -> bool:
    """Whether a text says anything: a letter or a figure. Pictures and dashes alone do not."""
    return any(one.isalnum() for one in text)


def _there_already(known: Known) -> dict[str, str]:
    """What the second office has of each sort, a thing to a line."""
    found: dict[str, list[str]] = {"records": [], "slides": [], "images": []}
    words = Wording(known.catalogue)
    for _, item in items_by_call(known.case):
        kind = known.catalogue.kinds.get(item.kind)
        checked = kind is not None and kind.checked
        if item.place != "second_office" or not is_there(item, checked) or item.call == "visit":
            continue
        sort = "slides" if item.call == "pathology" else "images"
        found[sort if checked else "records"].append(words.item(item))
    return {sort: "\n".join(names) for sort, names in found.items()}


def _long(day: dt.date | None) -> str:
    return dates.long(day) if day else ""


def _recipient(visit: Visit, second: Office) -> str:
    """Who gets what an office gives, a line to each; an address that is told already is not told
    twice."""
    address = "" if key(second.address) in key(visit.papers_to) else second.address
    return _lines(visit.doctor, second.name, visit.papers_to, address)


def _caller(case: Case, person: str, words: Wording) -> tuple[str, str, str]:
    """Who has the case, in full where they are beside the person, their number, and as what they
    stand there."""
    has_it = key(case.has_it)
    for _, one in in_order(case.people):
        if has_it and (key(one.name) == has_it or key(one.name.partition(" ")[0]) == has_it):
            role = words.word("role", one.role) if one.role != "other" else ""
            return one.name, one.phones, role
    if has_it:
        return case.has_it, "", ""
    return person, case.person.phones, ""


def _is_second(known: Known) -> bool:
    return known.at.call == "visit" and known.at.party == SECOND


def _undated(day: dt.date | None) -> str:
    """A day without its weekday, as a birth date is written."""
    return dates.long(day).partition(" ")[2] if day else ""


def _lines(*texts: str) -> str:
    """Texts under each other, each once, the empty ones left out."""
    return "\n".join(dict.fromkeys(text for text in texts if text.strip()))
