"""What a case names by id: whether it is there, and a case without what is not there any more."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec.structs import replace

from so_tui.core.case import Case
from so_tui.exchange.strict import Place


def dangling(case: Case, offices: Collection[str]) -> Iterator[tuple[Place, str]]:
    """Each place in a case that names something which is not there, with a sentence's part.

    `offices` are the ids of the offices that stand beside the case.
    """
    for id_, office in case.offices.items():
        if office.office not in offices:
            yield ("offices", id_, "office"), "no office of this file has this id"
    for id_, item in case.items.items():
        if item.office is not None and item.office not in case.offices:
            yield ("items", id_, "office"), "no office of this case has this id"
        if item.instead_of is not None and item.instead_of not in case.items:
            yield ("items", id_, "instead_of"), "no item of this case has this id"
    for id_, release in case.releases.items():
        if release.office not in case.offices:
            yield ("releases", id_, "office"), "no office of this case has this id"
    for id_, contact in case.contacts.items():
        if contact.office is not None and contact.office not in case.offices:
            yield ("contacts", id_, "office"), "no office of this case has this id"
        if contact.release is not None and contact.release not in case.releases:
            yield ("contacts", id_, "release"), "no release of this case has this id"
        for item_id in contact.effects:
            if item_id not in case.items:
                yield ("contacts", id_, "effects", item_id), "no item of this case has this id"
    for id_, paper in case.papers.items():
        if paper.office is not None and paper.office not in case.offices:
            yield ("papers", id_, "office"), "no office of this case has this id"
        if paper.release is not None and paper.release not in case.releases:
            yield ("papers", id_, "release"), "no release of this case has this id"


def settled(case: Case, offices: Collection[str]) -> Case:
    """The case without what names a part that was taken out of it.

    In a casebook such names may stay behind, so that what was taken out can come back. A file
    is read by others, and there each name must lead somewhere.
    """
    kept = {id_: one for id_, one in case.offices.items() if one.office in offices}
    releases = {id_: one for id_, one in case.releases.items() if one.office in kept}
    items = {
        id_: replace(
            item,
            office=item.office if item.office in kept else None,
            instead_of=item.instead_of if item.instead_of in case.items else None,
        )
        for id_, item in case.items.items()
    }
    contacts = {
        id_: replace(
            contact,
            office=contact.office if contact.office in kept else None,
            release=contact.release if contact.release in releases else None,
            effects={key: one for key, one in contact.effects.items() if key in items},
        )
        for id_, contact in case.contacts.items()
    }
    papers = {
        id_: replace(
            paper,
            office=paper.office if paper.office in kept else None,
            release=paper.release if paper.release in releases else None,
        )
        for id_, paper in case.papers.items()
    }
    return replace(
        case, offices=kept, releases=releases, items=items, contacts=contacts, papers=papers
    )
