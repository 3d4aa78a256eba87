"""Discs as people get them, read in a process of its own: folders, lists, ZIPs, and cut files."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from so_tui.core.disc.findings import Disc, Holder
from so_tui.discs import asking, child
from so_tui.errors import MissingPartError, NotFoundError, RefusedInputError, StoppedError
from tests.discs.making import SAMPLES, loose, many, slice_of, study, with_list, zipped

CT_DAY, PET_DAY = dt.date(2026, 11, 12), dt.date(2026, 11, 14)


def told(disc: Disc) -> set[tuple[str, dt.date | None, str, dt.date | None, int]]:
    """Each series on a disc: whose, of which day, how made, and of how many files."""
    return {
        (one.name, made.day, series.modality, one.born, series.files)
        for one in disc.holders
        for made in one.studies
        for series in made.series
    }


ROSA = {
    ("Marin^Rosa", CT_DAY, "CT", dt.date(1968, 4, 9), 3),
    ("Marin^Rosa", PET_DAY, "PT", dt.date(1968, 4, 9), 2),
}


def both() -> list[object]:
    return [study(3), study(2, day="20261114", modality="PT")]


def test_a_folder_a_disc_with_its_list_and_a_zip_tell_the_same(tmp_path: Path) -> None:
    plain = loose(tmp_path / "plain", study(3), study(2, day="20261114", modality="PT"))
    listed = with_list(tmp_path / "disc", study(3), study(2, day="20261114", modality="PT"))
    for path, lists in (
        (plain, False), (listed, True), (zipped(plain, tmp_path / "a.zip"), False),
        (zipped(listed, tmp_path / "b.zip"), True),
    ):  # fmt: skip
        disc = asking.read(path)
        assert told(disc) == ROSA
        assert (disc.lists, disc.dicom, disc.unread_count, disc.end) == (lists, 5, 0, "whole")


def test_what_the_list_of_a_disc_names_and_is_not_there_is_told(tmp_path: Path) -> None:
    path = with_list(tmp_path / "disc", study(3))
    gone = sorted(one for one in path.rglob("*") if one.is_file() and one.name != "DICOMDIR")[0]
    gone.unlink()
    disc = asking.read(path)
    assert disc.unread_count == 1
    assert disc.unread[0].why == "elsewhere"
    assert disc.unread[0].file == gone.relative_to(path).as_posix()


@pytest.mark.parametrize("name", ["DICOMDIR", "DICOMDIR-bigEnd", "DICOMDIR-implicit"])
def test_a_list_alone_says_which_files_are_missing(tmp_path: Path, name: str) -> None:
    (tmp_path / "DICOMDIR").write_bytes((SAMPLES / "dicomdirtests" / name).read_bytes())
    disc = asking.read(tmp_path)
    assert (disc.lists, disc.dicom) == (True, 0)
    assert disc.unread_count == 31
    assert {one.why for one in disc.unread} == {"elsewhere"}


def test_the_disc_of_pydicom_is_told_whole() -> None:
    disc = asking.read(SAMPLES / "dicomdirtests")
    assert {one.name for one in disc.holders} == {"Doe^Archibald", "Doe^Peter", "Citizen^Jan"}
    assert (disc.files, disc.dicom, disc.unread_count, disc.lists) == (91, 81, 0, True)


def test_every_sample_is_read_or_named(tmp_path: Path) -> None:
    """Old, odd, compressed and damaged ones: those that say nothing at all are named."""
    disc = asking.read(SAMPLES)
    assert {one.file for one in disc.unread} == {
        "UN_sequence.dcm", "empty_charset_LEI.dcm", "meta_missing_tsyntax.dcm",
        "nested_priv_SQ.dcm", "no_meta_group_length.dcm", "priv_SQ.dcm",
    }  # fmt: skip
    assert disc.cut == 2  # MR_truncated.dcm and rtplan_truncated.dcm
    assert disc.dicom == 152


def test_a_file_that_ends_too_early_is_counted(tmp_path: Path) -> None:
    path = loose(tmp_path / "disc", study(3))
    first, second, _ = sorted(path.rglob("IM*"))
    first.write_bytes(first.read_bytes()[:-4])
    second.write_bytes(second.read_bytes()[:200])
    disc = asking.read(path)
    assert disc.cut == 1
    assert [(one.file, one.why) for one in disc.unread] == [("STUDY1/IM00002", "cut")]


def test_every_place_to_cut_a_file_is_noticed(tmp_path: Path) -> None:
    slice_of().save_as(tmp_path / "whole")
    whole = (tmp_path / "whole").read_bytes()
    (tmp_path / "whole").unlink()
    for at in range(140, len(whole), 97):
        (tmp_path / f"{at:05}").write_bytes(whole[:at])
    disc = asking.read(tmp_path)
    assert disc.cut + disc.unread_count >= disc.files - 8  # just between two elements none is


def test_what_is_no_dicom_is_only_counted(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7 and so on" * 30)
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "AUTORUN.INF").write_bytes(b"[autorun]\nopen=viewer.exe\n" * 10)
    assert asking.read(tmp_path) == Disc(files=3)


def test_one_file_is_a_disc_of_one(tmp_path: Path) -> None:
    slice_of().save_as(tmp_path / "one.dcm")
    assert asking.read(tmp_path / "one.dcm").dicom == 1


def test_how_far_it_has_come_is_told(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    asking.read(
        loose(tmp_path / "disc", study(3)), lambda done, of_all: seen.append((done, of_all))
    )
    assert seen[-1] == (3, 3)


def test_it_can_be_stopped(tmp_path: Path) -> None:
    with pytest.raises(StoppedError):
        asking.read(loose(tmp_path / "disc", study(3)), is_stopped=lambda: True)


def test_a_path_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="Is the disc in"):
        asking.read(tmp_path / "nothing")


def test_without_the_part_it_is_said_how_to_add_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingPartError, match=r"pip install 'so-tui\[disc\]'"):
        asking.read(tmp_path)


def test_nothing_on_a_disc_is_changed_and_nothing_is_left_elsewhere(tmp_path: Path) -> None:
    path = with_list(tmp_path / "disc", study(3))
    for one in [*path.rglob("*"), path]:
        os.utime(one, ns=(10**18, 10**18))
    before = {one: (one.stat().st_mtime_ns, one.stat().st_size) for one in path.rglob("*")}
    temporary = {*Path("/tmp").iterdir()}
    asking.read(path)
    assert before == {one: (one.stat().st_mtime_ns, one.stat().st_size) for one in path.rglob("*")}
    assert not [one for one in {*Path("/tmp").iterdir()} - temporary if "disc" in one.name]


def test_the_child_can_write_no_file_and_begin_no_process(tmp_path: Path) -> None:
    program = (
        "import os, resource\n"
        "from so_tui.discs import child\n"
        "child._bound()\n"
        "for name in ('RLIMIT_FSIZE', 'RLIMIT_NPROC', 'RLIMIT_CORE'):\n"
        "    assert resource.getrlimit(getattr(resource, name)) == (0, 0), name\n"
        "assert resource.getrlimit(resource.RLIMIT_AS)[1] == 1 << 30\n"
        "assert resource.getrlimit(resource.RLIMIT_CPU)[1] == 240\n"
        "import socket, subprocess, sys\n"
        "sys.addaudithook(child._stay)\n"
        "for leave in (socket.socket, lambda: subprocess.run(['true']), os.fork,\n"
        "              lambda: os.system('true'), lambda: socket.getaddrinfo('localhost', 9)):\n"
        "    try:\n"
        "        leave()\n"
        "    except PermissionError:\n"
        "        continue\n"
        "    raise SystemExit(1)\n"
    )
    import subprocess
    import sys

    assert child.EVERY < 1
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.deep
def test_ten_thousand_files_take_less_than_a_minute_of_the_processor(tmp_path: Path) -> None:
    path = many(tmp_path / "disc", 10_000)
    began = os.times()
    disc = asking.read(path)
    ended = os.times()
    assert (disc.files, disc.dicom, disc.end) == (10_000, 10_000, "whole")
    assert ended.children_user - began.children_user < 60


def test_whose_is_told_as_the_disc_has_it(tmp_path: Path) -> None:
    slice_of(name="山田^太郎", born="", description="TÓRAX").save_as(tmp_path / "IM1")
    (holder,) = asking.read(tmp_path).holders
    assert (holder.name, holder.born) == ("山田^太郎", None)
    assert isinstance(holder, Holder)
    assert holder.studies[0].description == "TÓRAX"


def test_what_is_no_folder_no_zip_and_no_file_is_refused() -> None:
    for path in ("/dev/null", "/dev/zero"):
        with pytest.raises(RefusedInputError, match="no folder, no ZIP"):
            asking.read(Path(path))
