"""A paper for an office: which, how it reads, and the file it is written into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from so_tui import locations, outfile, papers
from so_tui.core.case import CALLS, Channel, offices_of
from so_tui.core.changes import CasePage, Change, Pen
from so_tui.core.papers.model import Paper
from so_tui.core.papers.text import WIDTH, plain
from so_tui.core.parties import SECOND, card_of, offices_for, party_of
from so_tui.core.text import capital, ended
from so_tui.core.wording import paper as called
from so_tui.errors import NotAllowedError
from so_tui.tui.forms import contacts
from so_tui.tui.forms.ask import ask_and_see
from so_tui.tui.forms.fields import GOES_ON, Field, Option, Value, Values
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.parts import office_name
from so_tui.tui.forms.rare import rarely
from so_tui.tui.paths import is_file, path_of
from so_tui.tui.targets import Target, about

if TYPE_CHECKING:
    from so_tui.core.papers.description import Description
    from so_tui.core.papers.known import Addressee
    from so_tui.tui.screens.writing import WritingScreen

_THEN = (Option("", "go back"), Option("log", "log a contact with them"))

_FRAME = 7
"""Cells around the text: the frame, a blank at each side, and where it scrolls."""


@dataclass
class Making:
    """What the form of a paper is made from: a case, and what was written of it."""

    host: WritingScreen
    first: str
    """The office that is meant, by its id in the case; "" for none."""
    named: set[Path] = field(default_factory=set)
    """The files that were said to be there, and may go."""
    written: tuple[Path, str] | None = None
    """The file that was written, and what else there is to say of it."""
    _made: tuple[object, Paper | None] = (None, None)

    @cached_property
    def due(self) -> list[tuple[str, str]]:
        """The kinds of papers that are due, each with its office."""
        host = self.host
        return papers.kinds_due(host.casework, host.page, host.today)

    # --- What there is to choose ---------------------------------------------------------------

    def kinds(self) -> tuple[Option, ...]:
        """The papers that fit this case: what is due for its office stands first, then what is due
        for all of the case, then what the office can get; a release, which the case keeps from then
        on, stands behind the others."""
        case = self.host.page.value
        kinds = [kind for kind in papers.papers().kinds() if papers.scope(kind) != "casebook"]
        mine = [kind for kind, office in self.due if self.first in ("", office)]
        first = [*dict.fromkeys([*mine, *(kind for kind, office in self.due if not office)])]
        there = [kind for kind in kinds if self.offices(kind) and kind not in first]
        rest = sorted(
            there,
            key=lambda kind: (
                self.first not in papers.offices_for(case, kind), papers.begins_release(kind)
            ),
        )  # fmt: skip
        return tuple(
            Option(kind, capital(called(kind)), about=self._about(kind)) for kind in (*first, *rest)
        )

    def _about(self, kind: str) -> str:
        """What a paper is for, said of the one for the office that is meant."""
        case, office = self.host.page.value, self.office(kind)
        found = papers.description(kind, papers.addressee(case, office) if office else None)
        return found.about if found is not None else ""

    def offices(self, kind: str) -> tuple[Option, ...]:
        """For whom a paper can be, card by card; nobody, where it goes to no office."""
        case, host = self.host.page.value, self.host
        if papers.description(kind, None) is not None:
            return (Option("", "no office"),)
        can = papers.offices_for(case, kind)
        return tuple(
            Option(
                id_, office_name(case, host.offices, id_),
                about=card_of(case, call, host.catalogue.words),
            )
            for call in CALLS for id_, _ in offices_of(case, call) if id_ in can
        )  # fmt: skip

    def office(self, kind: str) -> str:
        """The office that is meant, where the paper can be for it; else one for which it is due,
        or the first that it can be for."""
        can = [one.value for one in self.offices(kind)]
        due = [office for one, office in self.due if one == kind]
        return next(one for one in (self.first, *due, *can, "") if one in can or not can)

    # --- The paper -----------------------------------------------------------------------------

    def to(self, page: CasePage, values: Values) -> Addressee | None:
        """Whom the paper is for. Raises NotAllowedError where that office is gone."""
        office = values.text("office")
        if office and office not in page.value.offices:
            raise NotAllowedError("That office is not in this case any more. Nothing was written.")
        return papers.addressee(page.value, office) if office else None

    def described(self, page: CasePage, values: Values) -> Description:
        """Which paper it is. Raises NotAllowedError where there is none for that office."""
        found = papers.description(values.text("what"), self.to(page, values))
        if found is None:
            raise NotAllowedError("There is no such paper for that office. Nothing was written.")
        return found

    def paper(self, page: CasePage, values: Values) -> Paper:
        """The paper as it is chosen. Raises NotAllowedError where there is none."""
        host, described, to = self.host, self.described(page, values), self.to(page, values)
        pages = values.number("pages") if described.pages else None
        return papers.make(host.casework, page, described, to, host.today, pages or None)

    def shown(self, values: Values) -> Paper | None:
        """The same from the case as the person sees it, made once for each choice; or None."""
        page = self.host.page
        chosen = (page, values.text("what"), values.text("office"), values.number("pages"))
        if self._made[0] != chosen:
            try:
                self._made = chosen, self.paper(page, values)
            except NotAllowedError:
                self._made = chosen, None
        return self._made[1]

    # --- The form ------------------------------------------------------------------------------

    def form(self) -> Form:
        """The form, with the paper and the office chosen beforehand."""
        kinds = self.kinds()
        kind = kinds[0].value
        values: dict[str, Value] = {
            "what": kind, "office": self.office(kind), "format": "pdf",
            "size": papers.size_in(self.host.casework.calendar.region), "large": "", "then": "",
            "pages": None,
        }  # fmt: skip
        values["file"] = self.name(Values(values))
        return Form(
            key=f"{self.host.page.id}/paper/{self.first}", title="A paper", values=values,
            fields=self._fields(kinds, kind), creates=True, apart=True, change=self.write,
            check=self._faults, doubts=lambda values, _: self._doubts(values),
            notes=self._notes, react=self._react,
            offers=self._offers,
            side=self.preview, side_title="How it reads", side_named="the paper",
            side_cells=WIDTH + _FRAME,
        )  # fmt: skip

    def _fields(self, kinds: tuple[Option, ...], kind: str) -> tuple[Field, ...]:
        fields = (
            Field(name="what", label="Paper", kind="choice", options=kinds, listed=True,
                  rows=min(len(kinds), 8), hint=GOES_ON),
            Field(name="office", label="For", kind="choice", options=self.offices(kind),
                  listed=True, rows=4),
            Field(name="file", label="File", needed="Name the file to write.", is_path=True,
                  hint="The file is not encrypted. Its name tells nobody whose it is."),
            Field(name="then", label="Then", kind="choice", options=_THEN,
                  hint="A letter or a fax counts once they say that they have it."),
            Field(name="format", label="As", kind="choice",
                  options=(Option("pdf", "PDF"), Option("txt", "plain text"))),
            Field(name="pages", label="Pages", kind="number",
                  hint="How many pages are faxed, with the cover."),
            Field(name="size", label="Size of a page", kind="choice",
                  options=(Option("letter", "Letter"), Option("a4", "A4"))),
            Field(name="large", label="Type", kind="choice",
                  options=(Option("", "usual"), Option("yes", "large"))),
        )  # fmt: skip
        return rarely(fields, "pages", format="as {}", size="{}", large="{} type")

    def _offers(self, values: Values) -> Mapping[str, tuple[Option, ...]]:
        kind = values.text("what")
        # There is nobody to speak with about a paper that is for no office.
        return {
            "office": self.offices(kind), "then": _THEN if values.text("office") else _THEN[:1]
        }  # fmt: skip

    def name(self, values: Values) -> str:
        """The name that the file has if nobody gives it another one."""
        page = self.host.page
        try:
            to = self.to(page, values)
        except NotAllowedError:
            return ""
        return papers.file_name(page.value, values.text("what"), to, _looks(values).format)

    def _react(self, name: str, values: Values) -> Mapping[str, Value]:
        fills: dict[str, Value] = {}
        if name == "what":
            fills["office"] = self.office(values.text("what"))
            fills["then"] = values.text("then") if fills["office"] else ""
            values = Values({**values, **fills})
        return {**fills, "file": self.name(values)} if name in ("what", "office", "format") else {}

    def _notes(self, values: Values) -> Mapping[str, str]:
        paper = self.shown(values)
        if paper is None:
            return {}
        page = self.host.page
        described, to = self.described(page, values), self.to(page, values)
        office = self.host.offices.get(page.value.offices[to.office].office) if to else None
        said = [ended(papers.blanks(paper)), *papers.to_know(described, office)]
        told = {"what": " ".join(said)}
        if values.text("file"):
            told["file"] = f"In the folder {path_of(values.text('file')).parent}."
        return told

    def _faults(self, values: Values) -> Mapping[str, str]:
        return {} if values.text("file") else {"file": "Name the file to write."}

    def _doubts(self, values: Values) -> Mapping[str, str]:
        path = path_of(values.text("file"))
        if not is_file(path):
            return {}
        self.named.add(path)
        return {"file": "That file is there already. Saving again writes over it."}

    def preview(self, values: Values) -> Sequence[str]:
        """The paper in plain text, line for line."""
        paper = self.shown(values)
        return plain(paper).splitlines() if paper is not None else ()

    # --- Writing -------------------------------------------------------------------------------

    def write(self, values: Values, pen: Pen) -> Change:
        """Write the file; the change that keeps that it was made.

        Raises OutputError where it could not be written, and nothing is kept then.
        """
        host = self.host
        page = host.casework.case(host.page.id)  # never one in which something is hidden
        described, to = self.described(page, values), self.to(page, values)
        paper = self.paper(page, values)
        data, said = papers.written(paper, _looks(values), host.today)
        path = path_of(values.text("file"))
        outfile.put(
            path, data, force=path in self.named, otherwise="save again to write over it",
            casebooks=(host.casework.aside.casebook, locations.casebook()),
        )  # fmt: skip
        self.written = path, said
        name = office_name(page.value, host.casework.offices(), to.office) if to else ""
        return papers.noted(page, pen, papers.Whole(described, to, paper), name)


def _looks(values: Values) -> papers.Looks:
    """How the file looks that is written."""
    return papers.Looks(
        "txt" if values.text("format") == "txt" else "pdf",
        "letter" if values.text("size") == "letter" else "a4",
        bool(values.text("large")),
    )


def _meant(host: WritingScreen, target: Target) -> str:
    """The office of a row: else the first one of its card, but for what is about all of the case;
    "" for none."""
    case, packs = host.page.value, {one.id for one in host.catalogue.steps if one.packs}
    here = about(case, target)
    if here.office or here.call is None or target.step in packs:
        return here.office
    party = party_of(case.items[here.item], host.catalogue) if here.item else SECOND
    return next(iter(offices_for(case, here.call, party)), "")


async def make(host: WritingScreen, target: Target) -> None:
    """Make a paper for the office of this row, and say where it is."""
    desk = Making(host, _meant(host, target))
    values, change = await ask_and_see(host, desk.form())
    if values is None or change is None or desk.written is None:
        return
    path, left_out = desk.written
    undo = host.so.keymap.named("change.undo")
    said = f"{ended(change.sentence)} It is in {path}. {undo} takes the note back, not the file."
    host.tell(" ".join(filter(None, (said, left_out))))
    if values.text("then") == "log" and (office := values.text("office")):
        described = desk.described(host.page, values)
        channel: Channel = described.sent or "phone"
        await contacts.log(host, Target("office", office), channel)
