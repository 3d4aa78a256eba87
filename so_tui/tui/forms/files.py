"""Files with cases: one that is written from a case, and one that is taken in."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from so_tui import importing, infile, locations, outfile, sharing
from so_tui.casework import Casework
from so_tui.core.changes import Change, Pen
from so_tui.core.proposals import Proposal
from so_tui.core.text import capital, counted, shortened
from so_tui.errors import NotAllowedError, RefusedInputError, SoTuiError
from so_tui.exchange import formats, sealing
from so_tui.importing import OnConflict, Source
from so_tui.imports_told import told
from so_tui.precedence import check_sealed, in_force
from so_tui.tui.forms.ask import ask, ask_and_see
from so_tui.tui.forms.fields import Field, Option, Value, Values
from so_tui.tui.forms.form import Form
from so_tui.tui.forms.rare import rarely
from so_tui.tui.paths import is_file, path_of
from so_tui.tui.targets import Target

if TYPE_CHECKING:
    from so_tui.tui.screens.acting import ActingScreen
    from so_tui.tui.screens.writing import WritingScreen

_ON_CONFLICT: Mapping[OnConflict, str] = {
    "merge": "join both",
    "skip": "leave it as it is",
    "replace": "make it what the file shows",
    "copy": "keep it, and take in the other beside it",
}


# --- Out ------------------------------------------------------------------------------------------


@dataclass
class Exporting:
    """What the form that writes a case into a file is made from."""

    host: WritingScreen
    named: set[Path] = field(default_factory=set)
    """The files that were said to be there, and may go."""
    written: Path | None = None
    keys: int = 0
    """To how many keys what was written is encrypted."""

    def form(self) -> Form:
        """The form, with the usual format chosen beforehand."""
        offered = _asked(Values({"format": formats.USUAL}))
        asked: dict[str, Value] = {name: some[0].value for name, some in offered.items()}
        values: dict[str, Value] = {"format": formats.USUAL, "key": "", "reader": "", **asked}
        values["file"] = _name(formats.USUAL)
        return Form(
            key=f"{self.host.page.id}/export", title="A file with this case", values=values,
            fields=self._fields(offered), creates=True, apart=True, change=self.write,
            check=lambda values: {} if values.text("file") else {"file": _NAME_IT},
            doubts=lambda values, _: self._doubts(values), notes=_told, react=_react,
            offers=_asked,
        )  # fmt: skip

    def _fields(self, offered: Mapping[str, tuple[Option, ...]]) -> tuple[Field, ...]:
        every = tuple(
            Option(one, formats.called(one), about=formats.named(one).sentence)
            for one in formats.writable()
        )
        asked = tuple(
            Field(
                name=name, label=capital(name.replace("_", " ")), kind="choice",
                hint=f"{one.sentence} For {', '.join(among)}.",
                options=offered[name],
            )
            for name, (one, among) in formats.options().items()
        )  # fmt: skip
        fields = (
            Field(name="format", label="As", kind="choice", options=every, listed=True,
                  rows=min(len(every), 8)),
            Field(name="key", label="Key", is_path=True,
                  hint="The receiver's public key, or a file with some: the file is encrypted to "
                  "it. With a passphrase so-tui export does it."),
            Field(name="file", label="File", needed=_NAME_IT, is_path=True,
                  hint="Right takes what is suggested."),
            Field(name="reader", label="For", kind="choice", options=(
                Option("", "who works on it, with the history"),
                Option("family", "the family, without it"))),
            *asked,
        )  # fmt: skip
        return rarely(fields, "reader", *(one.name for one in asked))

    def _doubts(self, values: Values) -> Mapping[str, str]:
        path = path_of(values.text("file"))
        if not is_file(path):
            return {}
        self.named.add(path)
        return {"file": "That file is there already. Saving again writes over it."}

    def write(self, values: Values, pen: Pen) -> None:
        """Write the file. Raises OutputError, NotAllowedError."""
        work = self.host.casework
        format_, path = values.text("format"), path_of(values.text("file"))
        known = {one.name: one for one in formats.named(format_).options}
        asked = {name: values.text(name) for name in known if values.text(name)}
        reader: sharing.Reader | None = "family" if values.text("reader") else None
        lock = self._lock(values)
        data = sharing.export(
            work, [self.host.page.id], pen, reader=reader, format_=format_, asked=asked
        )
        if lock is not None:
            data = [sealing.seal(data, lock)]
        outfile.put(
            path, data, force=path in self.named, otherwise="save again to write over it",
            casebooks=(work.aside.casebook, locations.casebook()),
        )  # fmt: skip
        self.written, self.keys = path, 0 if lock is None else len(lock.each)

    def _lock(self, values: Values) -> sealing.Keys | None:
        """The keys that the file is encrypted to; None for none."""
        if key := values.text("key"):
            return sharing.keys([key])
        check_sealed(in_force(), "Name the public key of whoever gets it.")
        if sealing.is_named_so(values.text("file")):
            raise NotAllowedError(
                "That name is one of an encrypted file. Say to whose key, or choose another name. "
                "Nothing was written."
            )
        return None


_NAME_IT = "Name the file to write."


def _name(format_: str) -> str:
    """A name for the file that tells nobody whose it is."""
    return f"case{formats.named(format_).endings[0]}"


def _react(name: str, values: Values) -> Mapping[str, Value]:
    """The name goes with what is written, and with whether it is encrypted."""
    if name not in ("format", "key"):
        return {}
    plain = sealing.inner(values.text("file")) if name == "key" else _name(values.text("format"))
    return {"file": plain + (sealing.ENDING if values.text("key") and plain else "")}


def _choices(one: formats.Option) -> tuple[Option, ...]:
    """What can be chosen of an option of a format."""
    if not one.choices:
        return Option("", "no"), Option("yes", "yes")
    return tuple(Option(choice, capital(choice.replace("_", " "))) for choice in one.choices)


def _asked(values: Values) -> Mapping[str, tuple[Option, ...]]:
    """What can be chosen for the format that is chosen; of another's options nothing."""
    chosen = values.text("format")
    nothing = (Option("", f"not in {formats.called(chosen)}"),)
    return {
        name: _choices(one) if chosen in among else nothing
        for name, (one, among) in formats.options().items()
    }


def _told(values: Values) -> Mapping[str, str]:
    """What the format is for, whole, and where the file goes."""
    about = {"format": formats.named(values.text("format")).sentence}
    typed = values.text("file")
    return about | ({"file": f"In the folder {path_of(typed).parent}."} if typed else {})


async def export(host: WritingScreen, target: Target) -> None:
    """Write the case into a file, and say where it is."""
    desk = Exporting(host)
    await ask(host, desk.form())
    if desk.written is not None:
        how = f"encrypted to {counted(desk.keys, 'key')}" if desk.keys else "not encrypted"
        host.tell(f"The case is written into {desk.written}. The file is {how}.")


# --- In -------------------------------------------------------------------------------------------


@dataclass
class Importing:
    """What the form that takes in a file is made from. `case`: the one that may take what a file
    offers; None where files with cases are taken in."""

    host: ActingScreen
    case: str | None = None
    said: tuple[str, ...] = ()
    """What came of it, in sentences."""
    is_new: bool = False
    """Whether anything came of it."""
    read: Source | None = None
    """The file whose offers are to be chosen from."""
    offered: tuple[Proposal, ...] = ()

    def form(self) -> Form:
        """The form."""
        fields = [
            Field(name="file", label="File", needed="Name the file to take in.", is_path=True,
                  hint="Right takes what is suggested."),
        ]  # fmt: skip
        values: dict[str, Value] = {"file": ""}
        if self.case is None:
            options = tuple(Option(one, _ON_CONFLICT[one]) for one in get_args(OnConflict))
            fields.append(Field(name="way", label="If it is here",
                                kind="choice", options=options, listed=True, rows=4))  # fmt: skip
            values["way"] = "merge"
        return Form(
            key=f"import/{self.case or ''}", title="Take in a file", fields=tuple(fields),
            values=values, apart=True, creates=True, change=self._take,
            doubts=None if self.case else lambda values, _: self._doubts(values),
        )  # fmt: skip

    def source(self, values: Values) -> Source:
        """The file. Raises RefusedInputError where it cannot be read."""
        typed = values.text("file")
        limit = formats.named(formats.of_file(sealing.inner(typed), formats.readable())).limit
        data = infile.contents(str(path_of(typed)), limit)
        if sealing.is_sealed(data):
            # What is half typed in a form is kept on the disk; a passphrase must not be.
            raise RefusedInputError(
                f"{shortened(typed)} is encrypted, and is opened by a command: so-tui import "
                f"{shlex.quote(typed)}. Where it is for a key, add --identity FILE. Nothing was "
                "taken in."
            )
        format_ = formats.of_data(typed, data, formats.readable())
        found = formats.named(format_)
        if (found.proposes is None) == (self.case is not None):
            how = "Go to the list of cases to take it in." if self.case else "Open the case first."
            what = "holds whole cases" if self.case else "offers something to one case"
            raise RefusedInputError(f"{shortened(typed)} {what}. {how} Nothing was taken in.")
        return Source(typed, data, format_)

    def _work(self) -> Casework:
        # A casebook of its own, as another program would have it: this one goes on drawing.
        work = self.host.so.casework
        return Casework.open(work.aside.casebook, region=work.calendar.region)

    def _doubts(self, values: Values) -> Mapping[str, str]:
        """What taking it in would do, to be confirmed by a second save."""
        work = self._work()
        work.is_trial = True
        try:
            said = self._taken(work, values, self.host.so.pen())
        except SoTuiError:
            return {}  # the first save says it
        return {"file": f"{' '.join(said)} Saving again does it."} if self.is_new else {}

    def _take(self, values: Values, pen: Pen) -> None:
        if self.case is None:
            self.said = self._taken(self._work(), values, pen)
        else:
            # Read here, so that what is wrong with it is said in the form.
            self.read = self.source(values)
            self.offered = importing.offered(self.host.so.casework, self.read, pen)

    def _taken(self, work: Casework, values: Values, pen: Pen) -> tuple[str, ...]:
        way = cast("OnConflict", values.text("way"))
        imported = importing.import_(work, [self.source(values)], pen, on_conflict=way)
        self.is_new = bool(imported.new)
        return (*imported.notes, *told(work, imported), *work.said)


async def take_in(host: ActingScreen) -> bool:
    """Take in a file with cases; whether it was done."""
    desk = Importing(host)
    await ask(host, desk.form())
    if desk.said:
        back = f" {host.so.keymap.named('change.undo')} takes it back." if desk.is_new else ""
        host.tell(" ".join(desk.said) + back)
    return desk.is_new


async def take_offers(host: WritingScreen, target: Target) -> None:
    """Take into the case what was chosen of what a file offers."""
    desk = Importing(host, host.page.id)
    if await ask(host, desk.form()) is None or desk.read is None:
        return
    if not desk.offered:
        host.tell(f"{shortened(desk.read.name)} offers nothing that so-tui can take.")
        return
    _, change = await ask_and_see(host, _choosing(host, desk.read, desk.offered))
    if change is not None:
        host.tell(change.sentence)


def _choosing(host: WritingScreen, source: Source, offered: tuple[Proposal, ...]) -> Form:
    options = tuple(Option(str(n), one.sentence) for n, one in enumerate(offered))

    def change(values: Values, pen: Pen) -> Change:
        ticked = values["which"]
        assert isinstance(ticked, frozenset)
        chosen = [one for n, one in enumerate(offered) if str(n) in ticked]
        return importing.taking_change(host.casework, host.page.id, chosen, source.name, pen)

    return Form(
        key=f"{host.page.id}/offers", title="What the file offers",
        values={"which": frozenset({"0"} if len(offered) == 1 else ())}, change=change,
        creates=True,
        check=lambda values: {} if values["which"] else {"which": "Tick what is to be taken."},
        fields=(Field(name="which", label="Take", kind="many", options=options, listed=True,
                      rows=min(len(options), 12), needed="Tick what is to be taken."),),
    )  # fmt: skip
