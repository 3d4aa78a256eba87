"""The worst texts in every place of a case, through every screen and command, down to the bytes.

The texts are put into a casebook as they are, past all cleaning, so that what draws and writes
has to stand alone. Run `python -m tests.faults.hostile_text [RUNS]`; in full each payload stands
in every place once.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from msgspec.structs import replace

from so_tui.core.case import Case, Office, Part
from so_tui.core.changes import Change, adding
from so_tui.core.fields import CODED, kind_of
from so_tui.exchange.casefile import CaseFile
from so_tui.store.casebook import Casebook
from tests.cli.running import ROOT
from tests.faults.deeds import new_id
from tests.hostile import PAYLOADS, STOLEN
from tests.store.books import NOW
from tests.tui.desk import sample

SIZE = (40, 120)
KEYS = (
    *"012345", "z", "G", "z", "?", "\x1b", "\x10", "\x1b", "1", "\r", "\x1b", "2", "j", "j", "\r",
    "\x1b", "2", "c", "\x1b", "4", "e", "\x1b", "D", "\x1b", "n", "\x0c", "\x0c", "\x1b", "j",
)  # fmt: skip
"""Every pane, help, palette, forms, hiding, the list of cases: typed into the real app."""

COMMANDS = (
    ["cases"], ["show"], ["next"], ["due"], ["history"], ["script", "pathology"], ["offices"],
    ["export"], ["show", "--json"], ["due", "--json"], ["check"],
)  # fmt: skip

TEXTS = tuple(text for text in PAYLOADS if not any("\ud800" <= one <= "\udfff" for one in text))
"""What a casebook can hold at all: JSON in UTF-8 has no lone surrogates."""

_SEQUENCE = re.compile(
    r"\x1b(?:\[([<=>?]?)[0-9;:]*([ -/]*[@-~])|([\]PX^_])[^\x07\x1b]*(?:\x07|\x1b\\)|([ -/]*[0-~]))"
)
_P = TypeVar("_P", bound=Part)


@dataclass
class Figure:
    """What came of it."""

    runs: int = 0
    places: int = 0
    crashes: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    controls: Counter[str] = field(default_factory=Counter)

    @property
    def good(self) -> bool:
        """Whether nothing went wrong."""
        return not (self.crashes or self.actions or self.controls)

    def __str__(self) -> str:
        return (
            f"{len(TEXTS)} payloads in {self.places} places of {self.runs} runs: "
            f"{len(self.crashes)} crashes, {len(self.actions)} actions run, "
            f"{sum(self.controls.values())} control sequences or characters"
        )


def filled(part: _P, texts: Iterator[str]) -> _P:
    """A part of the model with the next text in each place that holds one."""
    changes: dict[str, Any] = {}
    for name in part.__struct_fields__:
        value = getattr(part, name)
        if kind_of(type(part), name) not in CODED:
            changes[name] = _filled(value, texts)
    return replace(part, **changes)


def _filled(value: Any, texts: Iterator[str]) -> Any:
    match value:
        case str():
            return next(texts)
        case Part():
            return filled(value, texts)
        case dict():
            return {key: _filled(inside, texts) for key, inside in value.items()}
        case tuple():
            return tuple(_filled(inside, texts) for inside in value)
        case _:
            return value


def casebook(folder: Path, texts: Iterator[str], file: CaseFile) -> Path:
    """A casebook with such texts, and a change whose sentence and actor are such too."""
    path = folder / "casebook.json"
    cases: list[Case] = [filled(case, texts) for case in file.cases]
    offices: list[Office] = [filled(office, texts) for office in file.offices]
    edits = (
        *(adding("cases", case) for case in cases), *(adding("offices", one) for one in offices)
    )  # fmt: skip
    change = Change(
        id=new_id(), actor=next(texts), at=NOW, verb="import", sentence=next(texts), edits=edits
    )
    Casebook(path).write([change])
    return path


def sequences(written: str) -> tuple[set[str], str]:
    """The kinds of control sequences in what was written, and the text without them."""
    kinds: set[str] = set()
    for found in _SEQUENCE.finditer(written):
        mark, final, string, short = found.groups()
        kinds.add(f"CSI {mark}{final}" if final else f"ESC {string or short}")
    return kinds, _SEQUENCE.sub("", written)


def controls(text: str, allowed: str) -> set[str]:
    """The characters of a text that could do something to a terminal, or hide."""
    return {
        f"U+{ord(one):04X}"
        for one in text
        if one not in allowed
        and (unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp"))
        and one not in "\u200c\u200d"  # between letters they are part of writing
    }


def run_screen(path: Path, home: Path) -> tuple[int, str]:
    """All the app writes to its terminal while the keys are typed, and what it ends with."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(home), "SO_TUI_HOME": str(home), "LANG": "C.UTF-8",
        "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), "ESCDELAY": "50",
    }  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-m", "so_tui", "--file", str(path), "--today", "2026-11-25"],
        stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True,
    ) as app:  # fmt: skip
        os.close(theirs)
        written = _read(ours, 20.0, until=b"Help")
        for key in KEYS:
            os.write(ours, key.encode())
            written += _read(ours, 0.12)
        for _ in range(40):
            if app.poll() is not None:
                break
            os.write(ours, b"\x1b")
            written += _read(ours, 0.15)
            os.write(ours, b"q")
            written += _read(ours, 0.15)
        app.kill()
    os.close(ours)
    return app.returncode, written.decode("utf-8", "replace")


def _read(terminal: int, quiet: float, until: bytes = b"") -> bytes:
    """What comes until nothing has come for so many seconds, or some bytes have."""
    written = b""
    while select.select([terminal], [], [], quiet)[0]:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        written += part
        if until and until in written:
            quiet, until = 0.3, b""
    return written


def run_command(path: Path, home: Path, words: list[str]) -> subprocess.CompletedProcess[bytes]:
    """One command on the casebook."""
    return subprocess.run(
        [sys.executable, "-m", "so_tui", "--file", str(path), "--today", "2026-11-25", *words],
        capture_output=True, check=False, cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SO_TUI_HOME": str(home), "LANG": "C.UTF-8"},
    )  # fmt: skip


def try_texts(runs: int) -> Figure:
    """Run the app and the commands so often, the payloads moved on by one place each time."""
    figure, file = Figure(), sample("midway")
    with tempfile.TemporaryDirectory(prefix="hostile") as name:
        harmless = Path(name) / "harmless"
        harmless.mkdir()
        path = casebook(harmless, itertools.repeat("Rosa"), file)
        usual, _ = sequences(run_screen(path, harmless)[1])
        for run in range(runs):
            folder = Path(name) / str(run)
            folder.mkdir()
            count = itertools.count()
            texts = (TEXTS[(n + run) % len(TEXTS)] for n in count)
            path = casebook(folder, texts, file)
            figure.runs += 1
            figure.places += next(count) - 1
            code, written = run_screen(path, folder)
            kinds, text = sequences(written)
            if code != 0 or "error of its own" in text or (folder / "errors.log").exists():
                figure.crashes.append(f"run {run}: the screen ended with {code}")
            found = (kinds - usual) | controls(text, "\r\n\t\x07\x08\x0e\x0f\x1b")
            figure.controls.update(f"screen: {one}" for one in found)
            for words in COMMANDS:
                done = run_command(path, folder, words)
                if done.returncode not in (0, 3, 9) or b"Traceback" in done.stderr:
                    figure.crashes.append(f"run {run}: {words} ended with {done.returncode}")
                said = (done.stdout + done.stderr).decode()
                found = controls(said, "\n")
                figure.controls.update(f"{' '.join(words)}: {one}" for one in found)
            if STOLEN.exists():
                figure.actions.append(f"run {run}: a picture was taken")
    return figure


if __name__ == "__main__":
    found = try_texts(int(sys.argv[1]) if len(sys.argv) > 1 else len(TEXTS))
    print(found)
    for one in (*found.crashes[:9], *found.actions, *found.controls.most_common(9)):
        print("  ", one)
    sys.exit(not found.good)
