"""What holds for the whole command line: two ways out, every verb within reach, one writer."""

from __future__ import annotations

import re

from so_tui.core import verbs
from so_tui.store import disk
from so_tui.store.lock import held
from tests.cli.running import ROOT, Book

SOURCES = {file.name: file.read_text() for file in (ROOT / "so_tui" / "cli").glob("*.py")}


def test_only_one_module_writes_data_and_only_one_talks() -> None:
    writing = re.compile(
        r"\b(?:print|click\.echo|click\.secho|click\.prompt)\(|sys\.std(?:out|err)\."
    )
    found = {name for name, text in SOURCES.items() if writing.search(text)}
    # The launcher only asks what kind of terminal there is; the streams carry what is written,
    # and a bar shows that something goes on.
    assert found == {"output.py", "stderr.py", "launch.py", "streams.py", "progress.py"}
    assert "err=True" in SOURCES["stderr.py"]
    assert "stdout" not in SOURCES["stderr.py"]
    assert not re.search(r"sys\.std(?:out|err)\.write", SOURCES["launch.py"])


def test_every_verb_is_within_reach() -> None:
    # Papers are noted by both faces alike, in a room between them and the verbs.
    sources = [*SOURCES.values(), (ROOT / "so_tui" / "papers.py").read_text()]
    used = {name for text in sources for name in re.findall(r"\bverbs\.(\w+)", text)}
    # One only says something: the state that usually follows.
    assert set(verbs.__all__) - used == {"next_state"}


def test_a_casebook_that_another_writes_to_is_told_after_a_while(rosa: Book) -> None:
    before = rosa.bytes()
    with held(disk.real(rosa.path), 1.0):
        said = rosa.try_("new", "June")
    assert said.code == 7
    assert rosa.bytes() == before
    assert rosa("next").code == 0, "reading waits for nobody"
