"""A call's card: its offices, what is asked of each, and how it stands."""

from __future__ import annotations

from collections.abc import Iterator

from so_tui.core import custody, lending, received
from so_tui.core.case import (
    CallName,
    CaseOffice,
    Item,
    Office,
    Way,
    items_of,
    offices_of,
)
from so_tui.core.parties import SECOND
from so_tui.core.text import capital
from so_tui.core.wording import Wording
from so_tui.tui import plain
from so_tui.tui.marks import MARKS, ROLES, mark_of
from so_tui.tui.targets import Target
from so_tui.tui.views.kept_apart import kept_apart
from so_tui.tui.views.log import last_contacts, log
from so_tui.tui.views.releases import release_rows
from so_tui.tui.views.roomy import WIDE, says_all
from so_tui.tui.views.rows import BLANK, Bit, Panel, Row, fit, line_width, pair, said
from so_tui.tui.views.view import View

_DAY = 6
"""Cells for a day behind a state, such as `30 Nov`."""

_NAMES = 18
"""Cells for an item's name in a row of columns; a longer one may take a third of the row."""


def card(view: View, call: CallName, cells: int, lines: int = 0) -> Panel:
    """The card of one call, in rows of so many cells; the more of them there is room for, the
    more it says."""
    return Panel(
        title=view.title(call, view.call(call)),
        come=view.come(call),
        rows=tuple(_rows(view, call, cells, whole=says_all(cells, lines))),
    )


def _rows(view: View, call: CallName, cells: int, *, whole: bool) -> Iterator[Row]:
    yield from kept_apart(view, cells, call)
    offices = offices_of(view.case, call)
    items = items_of(view.case, call)
    if not offices:
        words = f"{view.word('empty', 'offices')} Press {view.key('office.edit')}."
        yield from said(words, cells, "note", Target("pane", "office", call))
        yield BLANK
    more: list[str] = []
    for n, (id_, office) in enumerate(offices):
        mine = [(key, item) for key, item in items if item.office == id_]
        if n and not mine and not whole:
            more.append(id_)
            continue
        if n:
            yield BLANK
        yield from office_rows(view, id_, office, cells, whole=whole)
        yield BLANK
        for key, item in mine:
            yield from item_rows(view, key, item, cells, whole=whole)
    loose = [(key, item) for key, item in items if view.office(item.office) is None]
    if loose and offices:
        yield BLANK
        yield Row((Bit(plain.cut("Not at an office yet", cells), "dim"),))
    for key, item in loose:
        yield from item_rows(view, key, item, cells, whole=whole)
    if not items:
        words = f"{view.word('empty', 'items')} Press {view.key('row.add')}."
        yield from said(words, cells, "note")
    yield from _accepted(view, call, cells)
    yield BLANK
    if whole:
        yield from log(view, call, cells)
    else:
        yield from last_contacts(view, call, cells)
    for id_ in more:
        name = view.office_name(id_) or "an office"
        yield Row(fit([Bit(f"+ {name}", "dim")], cells), Target("office", id_, call))


def office_rows(
    view: View, id_: str, office: CaseOffice, cells: int, *, whole: bool = False
) -> Iterator[Row]:
    """Name, whom to ask, the number there, the release, and how things travel.

    `whole`: whether all of it is said also where there are no columns.
    """
    target = Target("office", id_, office.call)
    identity = view.offices.get(office.office) or Office(id="", name="an office")
    if office.call == "visit" and len(offices_of(view.case, "visit")) > 1:
        yield Row((Bit(plain.cut(capital(view.word("party", office.party)), cells), "dim"),))
    if cells < WIDE:
        yield from pair(identity.name, "", cells, "strong", target)
        desk = office.contact_person or identity.desk
        phone = identity.phone or "no phone yet"
        if desk or identity.phone:
            yield from pair(desk or "Phone", phone, cells, "", target, more=True)
        fax = f"fax {identity.fax}" if identity.fax else ""
        for left, right in ((identity.hours, fax), _numbers(office)) if whole else ():
            if left or right:
                yield from pair(left, right, cells, "", target, more=True)
    else:
        behind = "  ".join(one for one in _numbers(office) if one)
        yield from pair(identity.name, behind, cells, "strong", target)
        desk = " ".join(
            one for one in (office.contact_person or identity.desk, identity.phone) if one
        )
        fax = f"fax {identity.fax}" if identity.fax else ""
        line = ", ".join(one for one in (desk, fax) if one)
        if line or identity.hours:
            yield from pair(line, identity.hours, cells, "", target, more=True)
    if office.party == SECOND or any(one.office == id_ for one in view.case.releases.values()):
        yield from release_rows(view, id_, office, cells)
    travels = _travels(view, id_, office.call)
    if travels:
        yield from said(travels, cells)
    for text in (identity.note, office.note):
        if text:
            yield from said(text, cells, "note")


def _numbers(office: CaseOffice) -> tuple[str, str]:
    """What an office knows the person by, and since when."""
    return f"MRN {office.person_number}" if office.person_number else "", office.service_dates


_BY: dict[Way, str] = {
    "fax": "By fax to", "courier": "Courier to", "mail": "By mail to", "carried": "Carried by you",
    "upload": "Upload:", "disc": "Disc:", "portal": "Portal:", "email": "Email to",
}  # fmt: skip


def _travels(view: View, case_office: str, call: CallName) -> str:
    """How this office's things travel and where to, by the first that says how."""
    items = [item for _, item in items_of(view.case, call) if item.office == case_office]
    first = next((item for item in items if item.way in _BY), None)
    if first is None:
        return ""
    words, visit = _BY[first.way], view.case.visit
    if first.way == "carried":
        return words
    there = first.destination
    if not there and view.checked(first):
        there = visit.slides_to if call == "pathology" else visit.images_to
    elif not there:
        there = visit.fax if first.way == "fax" else visit.papers_to
    return f"{words} {there}" if there else words.removesuffix(" to").removesuffix(":")


def item_rows(
    view: View, id_: str, item: Item, cells: int, *, whole: bool = False
) -> Iterator[Row]:
    """One item: its mark, its name, its state; where there is room, what names it, and its day.

    `whole`: whether these are said also where there are no columns.
    """
    urgency = view.urgency(id_)
    mark = mark_of(item, urgency)
    name = view.item_name(item)
    state = view.state(item)
    over = "dim" if item.state in ("not_needed", "will_follow") else ""
    step = view.step_of(id_)
    presses = view.tint(urgency, step)
    lead = Bit(f"{MARKS[mark]} ", presses or ROLES[mark])
    target = Target("item", id_, item.call)
    if cells < WIDE:
        promised = item.promise if mark == "promised" else None
        behind = f"by {view.near(promised.day)}" if promised else state
        if line_width([lead, Bit(name)]) + 1 + plain.width(behind) > cells:
            behind = behind.removeprefix("to ")  # the name says more than this
        style = "promise" if promised else presses or over
        left, right = [lead, Bit(name, over)], [Bit(behind, style)]
        if whole:
            near = view.near(step.needed_by) if step and step.needed_by and not promised else ""
            right.append(Bit(f"  {near:>{_DAY}}", presses or over))
        about = ", ".join(_about(view, item)) if whole else ""
        beside = [*left, Bit(" " * max(1, _NAMES + 3 - line_width(left))), Bit(about, "dim")]
        if about and line_width(beside) + 1 + line_width(right) <= cells:
            left, about = beside, ""
        yield Row(fit(left, cells, right), target)
        for row in said(about, cells - 2, "dim") if about else ():
            yield Row((Bit("  "), *row.line), more=True)
    else:
        day = Bit(step_day(view, step), presses or over)
        yield Row(_columns(view, item, lead, Bit(name, over), day, cells), target)
    if item.promise and item.promise.day < view.today and item.state in ("asked", "on_its_way"):
        # What was promised and did not come is not only asked for.
        words = view.word("naming", "broken").format(day=view.day(item.promise.day))
        for row in said(words, cells - 2, "note"):
            yield Row((Bit("  "), *row.line), more=True)
    if item.problem:
        words = Wording(view.catalogue).problem(item.problem)
        if where := lending.words(item, Wording(view.catalogue), view.day):
            words = where if item.problem == lending.OUT else f"{words}: {where}"
        note = f": {item.problem_note}" if item.problem_note else ""
        for row in said(f"{words}{note}", cells - 2, "note"):
            yield Row((Bit("  "), *row.line), more=True)
    for words in _beside(view, item, whole=whole or cells >= WIDE):
        for row in said(words, cells - 2, "note"):
            yield Row((Bit("  "), *row.line), more=True)
    for unmet in view.unmet(id_):
        for row in said(unmet, cells - 2, "note"):
            yield Row((Bit("  "), *row.line), more=True)


def _beside(view: View, item: Item, *, whole: bool) -> Iterator[str]:
    """Through whose hands a thing on loan went, and what the second office says it has.

    Where not the `whole` is said, only where it is now, and when it goes home.
    """
    wording = Wording(view.catalogue)
    if custody.is_followed(item, view.catalogue.kinds.get(item.kind)):
        links = list(custody.told(item, wording, view.day, brief=not whole))
        if links:
            yield capital("; ".join(links)) + "."
    if (has := received.told(item, wording, view.day)) and item.state != "usable":
        yield has


def step_day(view: View, step: object) -> str:
    """The day by which an item's step is needed, in a column."""
    needed = getattr(step, "needed_by", None)
    return view.day(needed) if needed else ""


def _columns(view: View, item: Item, mark: Bit, name: Bit, day: Bit, cells: int) -> tuple[Bit, ...]:
    state = Bit(view.state(item), name.style)
    if item.promise and mark.style == ROLES["promised"]:
        state = Bit(f"by {view.near(item.promise.day)}", mark.style)
    about = ", ".join(_about(view, item))
    room = max(_NAMES, min(plain.width(name.text), cells // 3))
    lead = [mark, name._replace(text=plain.fill(name.text, room) + " "), Bit(about)]
    behind = [
        state._replace(text=f"{state.text:<14}"),
        day._replace(text=f"{day.text:<{view.day_cells}}"),
    ]
    return fit(lead, cells, behind)


def _about(view: View, item: Item) -> Iterator[str]:
    if item.identifiers.reference:
        yield item.identifiers.reference
    if item.count_asked is not None:
        have = f"{item.count_have} of " if item.count_have is not None else ""
        counted, last = Wording(view.catalogue).pieces(item), view.item_name(item).split()[-1]
        named = counted == "pieces" and last.endswith("s")
        yield f"{have}{item.count_asked} {last if named else counted}"
    if item.form != "not_known":
        yield view.word("form", item.form)
    if item.way != "not_known":
        yield view.word("way", item.way)
    if item.note:
        yield plain.one_line(item.note)


def _accepted(view: View, call: CallName, cells: int) -> Iterator[Row]:
    """What the visit's office accepts of this call's kinds, in its own words where it has some."""
    rows: list[Row] = []
    for kind, accepts in sorted(view.case.visit.accepts.items()):
        known = view.catalogue.kinds.get(kind)
        if known is None or known.call != call or accepts.required == "no":
            continue
        parts = [view.word("form", form) for form in accepts.forms]
        parts += [view.word("way", way) for way in accepts.ways]
        text = accepts.note or (f"{known.name}: {', '.join(parts)} accepted." if parts else "")
        if text:
            rows += said(text, cells, "note", Target("accepts", kind, call))
    if rows:
        yield BLANK
        yield from rows
