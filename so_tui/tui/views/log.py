"""The log of one call: what was said last, or all of it."""

from __future__ import annotations

from collections.abc import Iterator

from so_tui.core.callbacks import call_back
from so_tui.core.case import CallName, Contact, in_order
from so_tui.core.parties import SECOND, party_spoken_to
from so_tui.tui.targets import Target
from so_tui.tui.views.rows import Bit, Row, fit, said
from so_tui.tui.views.view import View


def _of(view: View, call: CallName) -> list[tuple[str, Contact]]:
    """The contacts of a call, latest first."""
    found = [(id_, one) for id_, one in in_order(view.case.contacts) if one.call == call]
    return sorted(found, key=lambda pair: (pair[1].on, pair[1].number), reverse=True)


def _words(view: View, contact: Contact) -> str:
    outcome = view.word("outcome", contact.outcome)
    if contact.with_whom:
        outcome = f"{outcome} with {contact.with_whom}"
    party = party_spoken_to(view.case, contact)
    if party != SECOND:
        outcome = f"{view.word('party', party)}, {outcome}"
    return f"{view.day(contact.on)} {outcome}"


def _empty(view: View, call: CallName, cells: int) -> Iterator[Row]:
    target, key = Target("pane", call=call), view.key("contact.log")
    if cells < 60:
        yield from said(f"No calls yet. Press {key}.", cells, "note", target)
    else:
        yield from said(f"{view.word('empty', 'contacts')} Press {key}.", cells, "note", target)


def last_contacts(view: View, call: CallName, cells: int) -> Iterator[Row]:
    """The latest contact of a call and when to call back, or that there is none yet."""
    found = _of(view, call)
    if not found:
        yield from _empty(view, call, cells)
        return
    id_, contact = found[0]
    target = Target("contact", id_, call)
    yield Row(fit([Bit(_words(view, contact))], cells), target)
    if again := call_back(view.case, id_):
        yield Row(fit([Bit(f"call back {view.day(again)}")], cells), more=True)
    if len(found) > 1:
        yield Row((Bit(f"{len(found)} calls in all", "dim"),), more=True)


def log(view: View, call: CallName, cells: int) -> Iterator[Row]:
    """Every contact of a call, latest first, with what it was about."""
    found = _of(view, call)
    if not found:
        yield from _empty(view, call, cells)
        return
    yield Row((Bit("Calls", "title"),))
    for id_, contact in found:
        again = call_back(view.case, id_)
        behind = f"call back {view.day(again)}" if again else ""
        channel = (
            "" if contact.channel == "phone" else f", by {view.word('channel', contact.channel)}"
        )
        line = fit([Bit(_words(view, contact)), Bit(channel)], cells, [Bit(behind)])
        yield Row(line, Target("contact", id_, call))
        about = [
            view.item_name(view.case.items[item]) for item in contact.effects
            if item in view.case.items
        ]  # fmt: skip
        if about:
            for row in said(f"about {', '.join(about)}", cells - 2, "dim"):
                yield Row((Bit("  "), *row.line), more=True)
        if contact.note:
            for row in said(contact.note, cells - 2, "note"):
                yield Row((Bit("  "), *row.line), more=True)
