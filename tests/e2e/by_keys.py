"""The facts of the story as keys: for each what a person presses, and reads before pressing on.

Nothing here knows the app from inside. Rows are found by their words, fields by the pointer
before their label, options by the box before their name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping

from so_tui.core.case import Reply
from so_tui.tui import panes
from tests.e2e.story import (
    Accepted,
    AddedItem,
    AddedOffice,
    AddedQuestion,
    Answered,
    EditedItem,
    Fact,
    Logged,
    Marked,
    MovedItem,
    NewCase,
    SetVisit,
    SignedRelease,
    Waits,
)
from tests.e2e.terminal import Look, Terminal

PANES: Mapping[str, str] = {name: one.key for name, one in panes.PANES.items()}
"""The key of each pane."""

_CALLS = {"V": "visit", "O": "oncologist", "P": "pathology", "R": "radiology"}

_ITEMS = {"V1": "insurance card", "P1": "stained slides", "O6": "lab results"}
"""What stands on the rows of the items of the story."""

_REASONS = {
    "peace_of_mind": "Peace of mind",
    "more_options": "More options",
    "specialized_care": "More specialized care",
    "treatment_site": "Where treatment happens",
    "research_study": "A research study",
    "straightforward": "diagnosis and plan are",
    "trusted": "team and center are",
}

_REPLIES: Mapping[Reply, str] = {
    "applies": "applies", "does_not": "does not apply", "not_sure": "not sure",
}  # fmt: skip

_SPACES: Mapping[Reply, int] = {"applies": 1, "does_not": 2, "not_sure": 3}
"""How often Space is pressed on an unanswered reason."""

_STEPS = {"visit_needs": "ask what they need"}

_WORDS = {"original": "originals"}
"""What options are called on screen, where that is not their code with blanks."""

_BOX = re.compile(r"[(\[].[)\]] ")
_POINTER = "│ › "

_FORM = ("Esc keeps", "Esc back", "Esc stop")
"""What stands at the foot of a form, of one with little room or of a menu, and of those that ask
one question after another."""

_OVER = (
    *_FORM, "─ A paper ─", "Esc goes back", "Find an action", "Show only rows", "━ Copy ━",
    "━ Today, ", "━ History of ", "━ A disc ━",
)  # fmt: skip
"""What stands in whatever lies over the case."""

Value = str | int | dt.date | dt.time | None


def tell(hands: Hands, fact: Fact) -> None:
    """Press the keys that say a fact, until the screen says that it is saved."""
    match fact:
        case NewCase():
            hands.open("a", "New case")
            hands.fill(
                Label=fact.label, Visit_on=fact.day, Time=fact.time, Time_zone=fact.zone,
                Diagnosis=fact.diagnosis,
            )  # fmt: skip
            hands.save()
        case SetVisit():
            hands.open("v", "The visit")
            hands.fill(Doctor=fact.doctor)
            hands.choose("How", fact.how)
            hands.fill(Papers=fact.papers_to, Fax=fact.fax, Slides=fact.slides_to)
            hands.save()
        case Accepted(kind, required, form, way):
            name = kind.replace("_", " ")
            hands.row("visit", name)
            hands.open("Enter", f"What they accept: {name}")
            hands.choose("Needed", required)
            hands.tick("In which form", [form])
            hands.tick("By which way", [way])
            hands.save()
        case Waits(until, answer, said_by):
            hands.row("visit", "Waiting")
            hands.open("Enter", "Is it safe to wait?")
            hands.fill(Until=until, Their_answer=answer, Who_said_it=said_by)
            hands.save()
        case Answered(reason, reply, note):
            hands.row("reasons", _REASONS[reason])
            if note:
                hands.open("t", _REASONS[reason])
                hands.choose("Answer", _REPLIES[reply])
                hands.fill(Note=note)
                hands.save()
            else:
                for _ in range(_SPACES[reply]):
                    hands.terminal.press_and_see("Space")
                hands.saved(reply.replace("_", " "))
        case AddedOffice():
            call = fact.call.capitalize()
            hands.pane(fact.call)
            hands.open("o", f"An office for {call}")
            hands.terminal.type("A new office")
            hands.open("Enter", f"A new office for {call}")
            hands.fill(
                Name=fact.name, Phone=fact.phone, Fax=fact.fax, Ask_for=fact.contact_person,
                Number_there=fact.person_number,
            )  # fmt: skip
            hands.save()
        case AddedItem(kind, body_part, study_date):
            hands.pane("radiology")
            hands.open("a", "Add")
            hands.choose_add("something to ask for", "Something to ask for: Radiology")
            hands.choose("What", kind)
            hands.fill(Body_part=body_part, Of_the_day=study_date)
            hands.save()
        case EditedItem(item, reference, pieces):
            hands.item(item)
            hands.open("e", f"{item} {_ITEMS[item]}")
            hands.fill(Number=reference, How_many=pieces)
            hands.save()
        case MovedItem(item, state, checked_by):
            hands.item(item)
            hands.open("i", f"{item} {_ITEMS[item]}")
            hands.choose("State", state)
            hands.fill(Checked_by=checked_by)
            hands.save()
        case SignedRelease():
            hands.row("oncologist", fact.office)
            hands.open("r", "A release")
            hands.choose("Which paper", fact.instrument)
            hands.fill(
                Covers=fact.covers, Signed_by=fact.signer, Signed_on=fact.signed_on,
                Handed_over_on=fact.handed_on,
            )  # fmt: skip
            hands.choose("By which way", fact.handed_by)
            hands.fill(Holds_until=fact.expires_on)
            hands.save()
        case Logged():
            hands.pane(fact.call)
            hands.seek_first()
            hands.open("c", "Log a contact")
            hands.choose("What came of it", fact.outcome)
            hands.untick_all("About")
            hands.tick("About", fact.about)
            hands.fill(Promised_for=fact.promise, With_whom=fact.with_whom, Note=fact.note)
            hands.choose("Who has to act now", fact.next_move)
            hands.fill(Call_back_on=fact.chase_on)
            hands.choose("Release", "none")
            hands.choose("How", fact.channel)
            hands.save()
        case AddedQuestion(text, to):
            hands.pane("visit")
            hands.open("a", "Add")
            hands.choose_add("a question", "A question")
            hands.fill(Question=text)
            hands.choose("For", to)
            hands.save()
        case Marked(step):
            hands.row("visit", _STEPS[step])
            hands.terminal.press("m")
            hands.saved(": done")


class Hands:
    """Somebody at the keyboard of the app, who reads the screen."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    # --- Among the panes ---

    def at_case(self) -> str:
        """Wait until a case is shown with nothing over it."""
        return self.terminal.until(lambda screen: "NEXT " in screen and not _in_form(screen))

    def pane(self, name: str) -> None:
        """Go to a pane."""
        self.terminal.press(PANES[name])
        call = "Reasons" if name == "reasons" else name.capitalize()
        self.terminal.until(lambda screen: f"━ {PANES[name]} {call} ━" in screen)

    def seek(self, words: str) -> Look:
        """Go to the row of a pane that begins with these words: as seen, else down, then up."""
        now = self.terminal.settled(0.05)
        down = True
        while not _begins(now.row, words):
            there = [y for y, row in now.framed.items() if _begins(row, words)]
            down = there[0] > now.y if there else down and now.goes_on
            now = self.terminal.press_and_see("j" if down else "k")
        return now

    def seek_first(self) -> Look:
        """Go to the first row of a pane."""
        self.terminal.press("g")
        return self.terminal.settled(0.1)

    def item(self, spoken: str) -> None:
        """Go to the row of an item, such as P1."""
        self.row(_CALLS[spoken[0]], _ITEMS[spoken])

    def row(self, pane: str, words: str) -> None:
        """Go to the row of a pane with these words."""
        self.pane(pane)
        self.seek(words)

    def saved(self, sentence: str = "") -> str:
        """Wait until the case is shown as saved, and a sentence is told."""
        return self.terminal.until(
            lambda screen: "✓ saved" in screen and not _in_form(screen) and sentence in screen
        )

    def quiet(self) -> None:
        """Press a key that only takes away what was told."""
        self.terminal.press("F9")
        self.terminal.until("? Help")

    def home(self) -> None:
        """Go back to the case, out of whatever lies over it."""
        now = self.terminal.settled(0.1)
        for _ in range(12):
            over = any(words in now.text for words in _OVER)
            if not over and "━ Cases ━" not in now.text:
                break
            away = "No case is open" in now.text  # put away a moment ago
            self.terminal.press_and_see("Escape" if over else "u" if away else "Enter")
            now = self.terminal.settled(0.1)
        self.at_case()

    def read(self, pane: str) -> str:
        """All of a pane, on the whole screen, page by page; its lines are one text."""
        self.pane(pane)
        self.terminal.press("z", "g")
        pages = [self.terminal.settled(0.1)]
        while len(pages) < 2 or pages[-1] != pages[-2]:
            self.terminal.press("NPage")
            pages.append(self.terminal.settled(0.1))
        self.terminal.press("z")
        lines = (line.strip(" ┃›") for page in pages for line in page.lines)
        return re.sub(r" +", " ", " ".join(filter(None, lines)))

    def read_all(self) -> str:
        """All panes of the case."""
        return "\n".join(self.read(pane) for pane in PANES)

    # --- In forms ---

    def open(self, key: str, title: str) -> None:
        """Press the key of a form and wait for it."""
        self.terminal.press(key)
        self.form(title)

    def form(self, title: str) -> None:
        """Wait until a form is shown and says where one is."""
        self.terminal.look_until(
            lambda look: f"─ {title}" in look.text and _field(look) != "", title
        )

    def field(self, label: str) -> Look:
        """Press Tab until the pointer is before a label."""
        now = self.terminal.look()
        seen: list[str] = []
        while not f"{_field(now)} ".startswith(f"{label} "):
            seen.append(_field(now))
            assert seen.count(seen[0]) < 3, f"there is no {label!r} in this form: {seen}"
            now = self.terminal.press_and_see("Tab", _moved_from(now))
        return now

    def fill(self, **values: Value) -> None:
        """Type texts, days and numbers into fields; the names are labels, blanks as `_`."""
        for name, value in values.items():
            if value not in ("", None):
                self.field(name.replace("_", " "))
                self.terminal.press("End", "C-u")
                self._type(f"{value:%H:%M}" if isinstance(value, dt.time) else str(value))

    def _type(self, text: str) -> None:
        """Type into the field with the focus, and see the end of it there."""
        self.terminal.type(text)
        end = text[-4:]
        self.terminal.look_until(lambda look: look.before.endswith(end), text)

    def choose(self, label: str, option: str) -> None:
        """Go to an option of a field, by the arrows."""
        self.field(label)
        there = self._go_to_option(re.escape(_WORDS.get(option, option.replace("_", " "))))
        if there.lines[there.y][there.x] == " ":  # where nothing was chosen yet
            self.terminal.press_and_see("Space", lambda now: now.lines[now.y][now.x] == "●")

    def choose_add(self, option: str, title: str) -> None:
        """Choose what to add, and wait for its form."""
        self.choose("Add", option)
        self.open("Enter", title)

    def tick(self, label: str, options: Iterable[str]) -> None:
        """Tick options of a field; they may be said by their first word."""
        self.field(label)
        for option in options:
            there = self._go_to_option(rf"{re.escape(_WORDS.get(option, option))}.*?")
            if there.lines[there.y][there.x] == " ":
                self.terminal.press_and_see("Space", lambda now: now.lines[now.y][now.x] == "x")

    def untick_all(self, label: str) -> None:
        """Leave no option of a field ticked: a star ticks all of them, or none."""
        now = self.field(label)
        while any("[x]" in row for row in _block(now)):
            self.terminal.press("*")  # the one it ticks first may be out of sight
            now = self.terminal.settled(0.1)

    def _go_to_option(self, name: str) -> Look:
        """Press arrows until the cursor is in the box before a name (a pattern)."""
        now = self.terminal.look_until(_at_option, "the cursor at an option")
        while not re.match(rf"{name}( {{2,}}|\s*[│▌]|$)", now.lines[now.y][now.x + 3 :]):
            now = self.terminal.press_and_see(_towards(now, name), _at_option)
        return now

    def save(self) -> None:
        """Save the form, and wait until it is gone and the case is saved."""
        self.terminal.press("C-s")
        self.saved()


def _in_form(screen: str) -> bool:
    return any(words in screen for words in _FORM)


def _begins(row: str, words: str) -> bool:
    """Whether a row begins, after its marks, with these words. Notes go on with a colon."""
    return re.match(rf"›?\W*{re.escape(words)}(?![:\w])", row) is not None


def _pointed(look: Look) -> tuple[int, int]:
    """Row and column of the label of the field with the focus, or (-1, -1)."""
    for y, line in enumerate(look.lines):
        if (at := line.find(_POINTER)) >= 0:
            return y, at + len(_POINTER)
    return -1, -1


def _field(look: Look) -> str:
    """The label of the field with the focus and what stands behind it; "" where none has it."""
    y, x = _pointed(look)
    return look.lines[y][x:] if y >= 0 else ""


def _at_option(look: Look) -> bool:
    """Whether the cursor is in the box of an option of the field with the focus."""
    first, _ = _pointed(look)
    inside = first <= look.y < first + len(_block(look))
    return inside and _BOX.match(look.lines[look.y], look.x - 1) is not None


def _block(look: Look) -> list[str]:
    """The rows of the field with the focus, blank before its options."""
    y, x = _pointed(look)
    rows = []
    for n, line in enumerate(look.lines[y:]):
        edge = line.find("▐", x)
        if edge < 0 and n:  # the label may stand in a row of its own
            break
        rows.append(" " * (edge + 1) + line[edge + 1 :] if edge >= 0 else "")
    return rows


def _towards(look: Look, name: str) -> str:
    """The arrow that leads from the option with the cursor to one with a name (a pattern)."""
    rows = _block(look)
    boxes = [len(_BOX.findall(row)) for row in rows]
    listed = len(rows) > 1 and max(boxes) == 1 and boxes[1] == 1
    here = look.y - _pointed(look)[0], look.x
    for y, row in enumerate(rows):
        if found := re.search(rf"[(\[].[)\]] {name}( {{2,}}|\s*[│▌]|$)", row):
            ahead = (y, found.start() + 1) > here
            return ("Down" if ahead else "Up") if listed else ("Right" if ahead else "Left")
    return "Down" if listed else "Right"


def _moved_from(before: Look) -> Callable[[Look], bool]:
    """Whether the pointer stands elsewhere than it did."""
    was = _pointed(before), _field(before)
    return lambda look: (_pointed(look), _field(look)) != was
