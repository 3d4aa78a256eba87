"""Files on the screen: a case is written into one, and one is taken in after a look."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from so_tui.exchange import formats
from so_tui.exchange.casefile import load
from so_tui.tui.forms.fields import Values
from so_tui.tui.forms.files import Exporting
from so_tui.tui.paths import completed
from tests.deeds import pen
from tests.handed import export
from tests.kept import kept
from tests.knowledge import catalogue
from tests.test_casework import begin, desk
from tests.tui.desk import screen_text
from tests.tui.sitting import Sitting, hint, sitting


async def shows(at: Sitting, words: str) -> None:
    """Wait until the screen shows words."""
    for _ in range(200):
        if words in screen_text(at.app):
            return
        await at.pilot.pause(0.02)
    raise AssertionError(screen_text(at.app))


async def test_the_case_is_written_into_a_file_and_no_other_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with sitting(tmp_path / "home", "midway") as at:
        await at.open("case.export")
        await at.save()
        file = tmp_path / "case.json"
        assert load(file.read_bytes(), "a", catalogue()).cases[0] == at.case
        assert file.stat().st_mode & 0o777 == 0o600
        assert str(file) in screen_text(at.app)
        file.write_bytes(b"mine")
        await at.open("case.export")
        await at.save()
        assert file.read_bytes() == b"mine"
        assert "Saving again writes over it." in screen_text(at.app)
        await at.save()
        assert load(file.read_bytes(), "a", catalogue()).cases[0] == at.case


async def test_a_file_is_looked_at_before_it_is_taken_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    there = desk(tmp_path, "there")
    (june,) = begin(there, pen("luis"), "June")
    Path("june.json").write_bytes(export(there, [june.id]))
    async with sitting(tmp_path / "home", "midway") as at:
        await at.press("escape")
        await at.press("escape")
        before = kept(at.app.casework).path.read_bytes()
        await at.press("I")
        await shows(at, "Take in a file")
        await at.press(*"jun")
        await shows(at, ".json")  # what is suggested, behind the caret
        await at.press("right")
        await at.save()
        assert "Would take in June. Saving again does it." in screen_text(at.app)
        assert kept(at.app.casework).path.read_bytes() == before
        await at.save()
        assert "June" in at.app.casework.labels().values()
        await at.press("I")
        await shows(at, "Take in a file")
        await at.press(*"nowhere")
        await at.save()
        assert "nowhere was not taken" in f"{at.sheet()} {hint(at)}"


@pytest.mark.parametrize("name", formats.writable())
async def test_what_the_screen_writes_is_what_the_command_writes(tmp_path: Path, name: str) -> None:
    async with sitting(tmp_path / "home", "midway") as at:
        form = Exporting(at.screen).form()
        path = tmp_path / f"a{formats.named(name).endings[0]}"
        assert form.change is not None
        assert form.offers is not None
        # Only what this format can be asked for can be chosen.
        offered = form.offers(Values({**form.values, "format": name}))
        can = {one for one, options in offered.items() if len(options) > 1}
        assert can == {one.name for one in formats.named(name).options}
        form.change(Values({**form.values, "format": name, "file": str(path)}), at.app.pen())
        told = export(at.app.casework, [at.case.id], format_=name)
        assert len(path.read_bytes()) > 0
        if formats.named(name).whole:
            assert path.read_bytes() == told


NAMES = st.text(st.sampled_from("ab .é\x1b\n"), min_size=1, max_size=4).filter(
    lambda name: name not in (".", "..")
)


@given(names=st.lists(NAMES, unique=True, max_size=5), typed=st.text(st.sampled_from("ab ./~é\0")))
def test_what_is_suggested_is_there_and_begins_as_what_was_typed(
    names: list[str], typed: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("paths")
    for name in names:
        (folder / name).write_bytes(b"")
    found = completed(f"{folder}/{typed}")
    if found is not None:
        assert found.startswith(f"{folder}/{typed}")
        assert found != f"{folder}/{typed}"
        assert found.isprintable()
        assert Path(found).exists()
    else:
        assert "/" in typed or not [
            one for one in names
            if one.startswith(typed) and one != typed and one.isprintable() and typed
        ]  # fmt: skip


INVITATION = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//EN
METHOD:REQUEST
BEGIN:VEVENT
UID:one@example.org
DTSTAMP:20261124T100000Z
DTSTART;TZID=America/New_York:20261218T091500
SUMMARY:Consultation
END:VEVENT
END:VCALENDAR
"""


async def test_of_an_invitation_only_what_was_ticked_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("visit.ics").write_text(INVITATION.replace("\n", "\r\n"))
    async with sitting(tmp_path / "home", "midway") as at:
        was = at.case
        for ticked in (True, False):
            await at.open("case.import")
            await at.put(file="visit.ics")
            await at.save()
            await shows(at, "18 Dec 2026")
            assert at.case == was
            if not ticked:
                await at.press("space")  # the only one is ticked already
            await at.save()
            assert at.is_open != ticked
            if ticked:
                assert str(at.case.visit.day) == "2026-12-18"
                await at.press("u")
                await at.pilot.pause()
                was = at.case
        assert at.case == was
        assert str(was.visit.day) == "2026-12-17"


async def test_a_file_with_cases_is_taken_in_from_the_list_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with sitting(tmp_path / "home", "midway") as at:
        Path("case.json").write_bytes(export(at.app.casework, [at.case.id]))
        await at.open("case.import")
        await at.put(file="case.json")
        await at.save()
        assert "holds whole cases" in f"{at.sheet()} {hint(at)}"


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.ics", b"rubbish"), ("a.ics", b""), ("a.vcf", b"\xff\xfe\0"), ("a.fhir", b"[[[["),
     ("gone.ics", None), ("a.json", b'{"resourceType": 1}')],
)  # fmt: skip
async def test_what_offers_nothing_that_can_be_read_is_told_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes | None
) -> None:
    monkeypatch.chdir(tmp_path)
    if data is not None:
        Path(name).write_bytes(data)
    async with sitting(tmp_path / "home", "midway") as at:
        was = at.case
        await at.open("case.import")
        await at.put(file=name)
        await at.save()
        told = f"{at.sheet()} {hint(at)}" if at.is_open else at.told
        assert "not taken in" in told or "offers nothing" in told or "Nothing was" in told, told
        assert at.case == was
