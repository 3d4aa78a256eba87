"""Discs that were made to do harm, or could: none holds up the program or gets out of its place."""

from __future__ import annotations

import io
import os
import random
import socket
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import config, dcmread

from so_tui.core.disc.findings import Disc
from so_tui.core.text import clean
from so_tui.discs import asking, dicom, limits, places
from so_tui.discs.dicom import Found
from so_tui.discs.places import Entry, NotReadableError
from so_tui.discs.windows import inflated
from so_tui.errors import RefusedInputError
from tests.discs.making import (
    SAMPLES,
    deflate_bomb,
    loose,
    slice_of,
    study,
    zip_bomb,
    zipped,
)
from tests.hostile import PAYLOADS

SOON = 10.0
"""Seconds of the processor that no disc of a few files is worth."""


def soon(read: Callable[[], Disc]) -> Disc:
    began = spent()
    disc = read()
    assert spent() - began < SOON
    return disc


def spent() -> float:
    """Seconds of the processor that processes begun here took, those that have ended."""
    times = os.times()
    return times.children_user + times.children_system


# --- Bombs ---------------------------------------------------------------------------------------


def test_a_deflated_file_is_read_and_never_unpacked_whole(tmp_path: Path) -> None:
    deflate_bomb(tmp_path / "IM1", 64 << 20)
    assert (tmp_path / "IM1").stat().st_size < 1 << 20
    disc = soon(lambda: asking.read(tmp_path))
    assert [one.name for one in disc.holders] == ["Marin^Rosa"]


def test_no_more_is_inflated_than_was_asked_for(tmp_path: Path) -> None:
    packed = zlib.compress(bytes(8 << 20), wbits=-zlib.MAX_WBITS)
    for most in (1, 1000, limits.FIRST):
        assert inflated(io.BytesIO(packed), 0, most) == (bytes(most), False)
    assert inflated(io.BytesIO(packed), 0, 9 << 20) == (bytes(8 << 20), True)


class Counted(io.BytesIO):
    """A file that counts how often it is read."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        return super().read(size)


@pytest.mark.parametrize("flows", [True, False])
def test_a_file_is_not_read_more_often_than_a_header_needs(flows: bool) -> None:
    data = bytes(128) + b"DICM" + b"\x09\x00\x01\x10\0\0\0\0" * 500_000
    file = Counted(data)
    entry = Entry(("IM1",), len(data), lambda: file, flows)
    with pytest.raises(NotReadableError):
        dicom.read(entry)
    assert file.reads <= limits.READS + 1


def test_a_bomb_of_a_zip_is_not_unpacked(tmp_path: Path) -> None:
    path = zip_bomb(tmp_path / "disc.zip", 64 << 20)
    assert path.stat().st_size < 1 << 20
    assert soon(lambda: asking.read(path)).unread_count == 1


def test_a_zip_that_lies_about_its_sizes_is_not_believed(tmp_path: Path) -> None:
    path = zipped(loose(tmp_path / "disc", study(1)), tmp_path / "disc.zip")
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 24, 2**32 - 2)
    path.write_bytes(data)
    soon(lambda: asking.read(path))


def test_more_files_than_are_looked_at_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FILES", 3)
    path = loose(tmp_path / "disc", study(5))
    for one in (path, zipped(path, tmp_path / "disc.zip")):
        found = places.listing(one)
        assert found is not None
        assert (len(found.entries), found.end) == (3, "files")
        found.close()


def test_more_folders_in_folders_than_are_gone_into_are_told(tmp_path: Path) -> None:
    deep = tmp_path.joinpath("disc", *("d" * 1 for _ in range(limits.DEPTH + 4)))
    deep.mkdir(parents=True)
    slice_of().save_as(deep / "IM1")
    disc = asking.read(tmp_path / "disc")
    assert (disc.files, disc.end) == (0, "depth")
    assert asking.read(zipped(tmp_path / "disc", tmp_path / "disc.zip")).end == "depth"


def test_a_header_without_end_is_damaged(tmp_path: Path) -> None:
    """Elements that have nothing in them, by the million."""
    (tmp_path / "IM1").write_bytes(bytes(128) + b"DICM" + b"\x09\x00\x01\x10\0\0\0\0" * 500_000)
    assert soon(lambda: asking.read(tmp_path)).unread_count == 1


def test_sequences_in_sequences_by_the_thousand_are_damaged(tmp_path: Path) -> None:
    nested = (b"\x08\x00\x40\x11\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff") * 20_000
    (tmp_path / "IM1").write_bytes(bytes(128) + b"DICM" + nested)
    assert soon(lambda: asking.read(tmp_path)).unread_count == 1


def test_a_value_as_long_as_can_be_is_too_large(tmp_path: Path) -> None:
    name = b"\x10\x00\x10\x00" + struct.pack("<L", 2**32 - 2)
    with (tmp_path / "IM1").open("wb") as file:
        file.write(bytes(128) + b"DICM" + name)
        file.truncate(2**32)  # a hole, that takes no room
    disc = asking.read(tmp_path)
    assert [one.why for one in disc.unread] == ["too_large"]


@pytest.mark.deep
def test_bombs_of_gigabytes_do_no_more(tmp_path: Path) -> None:
    (tmp_path / "disc").mkdir()
    deflate_bomb(tmp_path / "disc" / "IM1", 2 << 30)
    soon(lambda: asking.read(tmp_path / "disc"))
    path = zip_bomb(tmp_path / "disc.zip", 2 << 30)
    soon(lambda: asking.read(path))


# --- What is no file -----------------------------------------------------------------------------


def test_pipes_sockets_and_links_are_left_alone(tmp_path: Path) -> None:
    path = loose(tmp_path / "disc", study(2))
    outside = loose(tmp_path / "outside", study(2, name="Lopez^Ana"))
    os.mkfifo(path / "pipe")
    (path / "around").symlink_to(path)
    (path / "up").symlink_to(tmp_path)
    (path / "file").symlink_to(next(outside.rglob("IM*")))
    (path / "none").symlink_to("nowhere")
    (path / "itself").symlink_to(path / "itself")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(os.path.relpath(path / "socket"))
        disc = soon(lambda: asking.read(path))
    assert {one.name for one in disc.holders} == {"Marin^Rosa"}
    assert (disc.files, disc.left_alone) == (2, 7)


def test_a_file_that_becomes_a_link_or_a_pipe_is_not_opened(tmp_path: Path) -> None:
    """What changes between the look into the folder and the look into the file."""
    path = loose(tmp_path / "disc", study(1))
    (one,) = path.rglob("IM*")
    found = places.listing(path)
    assert found is not None
    (entry,) = found.entries
    one.rename(tmp_path / "elsewhere")
    one.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotReadableError):
        dicom.read(entry)
    one.unlink()
    os.mkfifo(one)
    with pytest.raises(NotReadableError):
        dicom.read(entry)


def test_names_in_a_zip_lead_nowhere(tmp_path: Path) -> None:
    slice_of(name="Lopez^Ana").save_as(tmp_path / "secret")
    slice_of().save_as(tmp_path / "IM1")
    image = (tmp_path / "IM1").read_bytes()
    with zipfile.ZipFile(tmp_path / "disc.zip", "w") as packed:
        for name in ("../IM1", "/etc/IM1", "a/../../../IM1", "C:\\IM1"):
            packed.writestr(name, image)
        link = zipfile.ZipInfo("link")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        packed.writestr(link, str(tmp_path / "secret"))
    before = {*tmp_path.iterdir()}
    disc = asking.read(tmp_path / "disc.zip")
    assert {*tmp_path.iterdir()} == before
    assert [(one.name, disc.dicom) for one in disc.holders] == [("Marin^Rosa", 4)]
    assert disc.left_alone == 1


def test_names_in_the_list_of_a_disc_lead_nowhere(tmp_path: Path) -> None:
    """They are compared with what is on the disc, and never opened."""
    slice_of(name="Lopez^Ana").save_as(tmp_path / "secret")
    disc = tmp_path / "disc"
    disc.mkdir()
    data = dcmread(SAMPLES / "dicomdirtests" / "DICOMDIR")
    outside = [["..", "secret"], ["/", *tmp_path.parts[1:], "secret"], [".." for _ in range(3)]]
    images = [one for one in data.DirectoryRecordSequence if "ReferencedFileID" in one]
    for one, parts in zip(images, outside, strict=False):
        one.ReferencedFileID = parts
    data.save_as(disc / "DICOMDIR")
    found = asking.read(disc)
    assert not found.holders
    assert found.unread_count == len(images)
    assert {one.why for one in found.unread} == {"elsewhere"}


def test_a_zip_with_a_password_is_told(tmp_path: Path) -> None:
    path = zipped(loose(tmp_path / "disc", study(1)), tmp_path / "disc.zip")
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    path.write_bytes(data)
    assert [one.why for one in asking.read(path).unread] == ["password"]


def test_a_folder_that_may_not_be_opened_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    path = loose(tmp_path / "disc", study(1), study(1, modality="MR"))
    (path / "STUDY2").chmod(0)
    try:
        disc = asking.read(path)
    finally:
        (path / "STUDY2").chmod(0o700)
    if os.geteuid() == 0:  # nothing is locked for the superuser; the next test does without
        assert disc.dicom == 2
    else:
        assert [(one.file, one.why) for one in disc.unread] == [("STUDY2", "locked")]


def test_a_folder_and_a_file_that_may_not_be_opened_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = loose(tmp_path / "disc", study(1), study(1, modality="MR"))
    looks = os.scandir

    def scandir(at: Path) -> object:
        if Path(at).name == "STUDY2":
            raise PermissionError(13, "no")
        return looks(at)

    def opened(at: str, flags: int) -> int:
        raise PermissionError(13, "no")

    monkeypatch.setattr(os, "scandir", scandir)
    found = places.listing(path)
    assert found is not None
    assert found.refused == [("STUDY2", "locked")]
    monkeypatch.setattr(os, "open", opened)
    with pytest.raises(NotReadableError) as fault:
        dicom.read(found.entries[0])
    assert fault.value.why == "locked"


# --- Texts and bytes -----------------------------------------------------------------------------


def test_no_text_of_a_disc_is_more_than_text(tmp_path: Path) -> None:
    with config.disable_value_validation():
        for n, payload in enumerate(PAYLOADS):
            data = slice_of(nth=n, day=f"2026{n % 12 + 1:02}{n % 27 + 1:02}")
            data.PatientName = data.StudyDescription = payload.encode("utf-8", "replace").decode()
            data.BodyPartExamined = payload.encode("ascii", "replace").decode()
            data.save_as(tmp_path / f"{n}")
    disc = asking.read(tmp_path)
    assert disc.files == len(PAYLOADS)
    assert len(disc.holders) > 20
    for text in _texts(disc):
        assert clean(text) == text
        assert "\n" not in text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_child_itself_tells_only_text(payload: str) -> None:
    with config.disable_value_validation():
        data = slice_of()
        data.PatientName = data.SeriesDescription = payload.encode("utf-8", "replace").decode()
        written = io.BytesIO()
        data.save_as(written)
    entry = Entry(("IM1",), len(written.getvalue()), lambda: io.BytesIO(written.getvalue()))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as in the child
        found = dicom.read(entry)
    assert isinstance(found, Found)
    assert all(clean(text) == text for text in found if isinstance(text, str))


def _texts(value: object) -> list[str]:
    import msgspec

    def inside(one: object) -> list[str]:
        match one:
            case str():
                return [one]
            case dict():
                return [text for part in one.values() for text in inside(part)]
            case list() | tuple():
                return [text for part in one for text in inside(part)]
            case _:
                return []

    return inside(msgspec.to_builtins(value))


def test_names_of_files_are_told_as_text(tmp_path: Path) -> None:
    broken = bytes(128) + b"DICM" + b"\x02\x00"
    for n, name in enumerate([b"\x1b[31mred", b"\xff\xfe", "evil\u202etxt".encode(), b"a\nb"]):
        (tmp_path / os.fsdecode(name + str(n).encode())).write_bytes(broken)
    disc = asking.read(tmp_path)
    assert disc.unread_count == 4
    assert all(clean(one.file) == one.file for one in disc.unread)
    assert "red0" in {one.file for one in disc.unread}


def _read(data: bytes, tmp_path: Path) -> object:
    (tmp_path / "file").write_bytes(data)

    def opens() -> object:
        return (tmp_path / "file").open("rb")

    entry = Entry(("file",), len(data), opens)  # type: ignore[arg-type]
    try:
        return dicom.read(entry)
    except NotReadableError as fault:
        return fault.why


_SEEDS = [
    "CT_small.dcm", "image_dfl.dcm", "no_meta.dcm", "reportsi.dcm", "ExplVR_BigEnd.dcm",
    "nested_priv_SQ.dcm", "dicomdirtests/DICOMDIR-empty.dcm",
]  # fmt: skip


@given(
    seed=st.sampled_from(_SEEDS),
    changes=st.lists(
        st.tuples(st.integers(0, 4000), st.binary(min_size=1, max_size=6)), max_size=8
    ),
    cut=st.none() | st.integers(0, 5000),
)
def test_whatever_bytes_a_file_has_it_is_read_or_named(
    tmp_path_factory: pytest.TempPathFactory,
    seed: str,
    changes: list[tuple[int, bytes]],
    cut: int | None,
) -> None:
    data = bytearray((SAMPLES / seed).read_bytes())
    for at, new in changes:
        data[at : at + len(new)] = new
    found = _read(bytes(data[:cut]), tmp_path_factory.mktemp("bytes"))
    if isinstance(found, Found):
        assert all(clean(text) == text for text in found if isinstance(text, str))


@given(data=st.binary(max_size=400), prefixed=st.booleans())
def test_bytes_of_no_kind_are_read_or_named(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, prefixed: bool
) -> None:
    _read(bytes(128) + b"DICM" + data if prefixed else data, tmp_path_factory.mktemp("bytes"))


@pytest.mark.deep
def test_a_thousand_damaged_files_do_not_end_the_reading(tmp_path: Path) -> None:
    dice = random.Random(7)
    samples = [(SAMPLES / name).read_bytes() for name in _SEEDS]
    for n in range(1000):
        data = bytearray(dice.choice(samples))
        for _ in range(dice.randrange(1, 40)):
            data[dice.randrange(min(len(data), 6000))] = dice.randrange(256)
        (tmp_path / f"{n}").write_bytes(data[: dice.randrange(100, len(data) + 1)])
    disc = asking.read(tmp_path)
    assert disc.files == 1000


# --- A child that does not do what it should ------------------------------------------------------


@pytest.mark.parametrize(
    ("does", "why"),
    [
        ("raise SystemExit", "more time or memory"),
        ("print('nonsense', flush=True)", "makes no sense"),
        ("print('{\"disc\": 3}', flush=True)", "makes no sense"),
        ("print('x' * (9 << 20), flush=True)", "more time or memory"),
        ("import time; time.sleep(60)", "too long"),
        ("x = bytearray(2 << 30)", "more time or memory"),
    ],
)
def test_a_child_that_goes_astray_is_ended_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, why: str
) -> None:
    monkeypatch.setattr(limits, "SILENCE", 1.0)
    program = f"from so_tui.discs import child; child._bound()\n{does}"
    monkeypatch.setattr(asking, "CHILD", ("-c", program))
    with pytest.raises(RefusedInputError, match=why):
        asking.read(tmp_path)


def test_a_child_that_answers_with_commands_for_a_terminal_is_cleaned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = '{"disc": {"holders": [{"name": "\\\\u001b[31mRosa"}], "files": 1}}'
    monkeypatch.setattr(asking, "CHILD", ("-c", f"print('{answer}', flush=True)"))
    assert asking.read(tmp_path).holders[0].name == "Rosa"
