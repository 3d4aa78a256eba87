"""Discs for the tests, made from the files that pydicom brings along."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pydicom
from pydicom.dataset import FileDataset
from pydicom.fileset import FileSet
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian

SAMPLES = Path(pydicom.__file__).parent / "data" / "test_files"
"""The files that pydicom brings along."""

_ROOT = "1.2.826.0.1.3680043.8.498."


@lru_cache
def _small() -> bytes:
    """A slice of a CT without most of what else stands in it, and with four pixels."""
    data = pydicom.dcmread(SAMPLES / "CT_small.dcm")
    data.Rows = data.Columns = 2
    data.PixelData = bytes(8)
    del data.DataSetTrailingPadding
    return _bytes(data)


def _bytes(data: FileDataset) -> bytes:
    written = io.BytesIO()
    data.save_as(written)
    return written.getvalue()


def slice_of(
    name: str = "Marin^Rosa",
    born: str = "19680409",
    day: str = "20261112",
    modality: str = "CT",
    body_part: str = "CHEST",
    *,
    nth: int = 1,
    series: int = 1,
    description: str = "",
    kind: str = "",
) -> FileDataset:
    """One image of a study; all that is made alike but for `nth` is of one series."""
    data = pydicom.dcmread(io.BytesIO(_small()))
    study = f"{_ROOT}{zlib.crc32(f'{name} {born} {day} {modality}'.encode())}"
    data.PatientName, data.PatientBirthDate, data.StudyDate = name, born, day
    data.PatientID = f"{zlib.crc32(name.encode())}"
    data.SpecificCharacterSet = "ISO_IR 192"
    data.Modality, data.BodyPartExamined = modality, body_part
    data.StudyDescription, data.SeriesDescription = description, ""
    data.StudyID, data.SeriesNumber, data.InstanceNumber = "1", series, nth
    data.StudyInstanceUID, data.SeriesInstanceUID = study, f"{study}.{series}"
    data.SOPInstanceUID = f"{study}.{series}.{nth}"
    data.file_meta.MediaStorageSOPInstanceUID = UID(data.SOPInstanceUID)
    data.SOPClassUID = kind or data.SOPClassUID
    data.file_meta.MediaStorageSOPClassUID = UID(data.SOPClassUID)
    return data


def study(count: int = 2, **what: Any) -> Iterator[FileDataset]:
    """The images of one series."""
    return (slice_of(nth=nth, **what) for nth in range(1, count + 1))


def loose(folder: Path, *images: Iterator[FileDataset]) -> Path:
    """A disc without a DICOMDIR: one folder for each study."""
    for n, some in enumerate(images, 1):
        inside = folder / f"STUDY{n}"
        inside.mkdir(parents=True)
        for m, one in enumerate(some, 1):
            one.save_as(inside / f"IM{m:05}")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def with_list(folder: Path, *images: Iterator[FileDataset]) -> Path:
    """The same with a DICOMDIR, as a burner writes it."""
    files = FileSet()
    for some in images:
        for one in some:
            files.add(one)
    files.write(folder)
    files._stage["t"].cleanup()
    return folder


def zipped(folder: Path, to: Path) -> Path:
    """A ZIP of a disc."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as packed:
        for one in sorted(one for one in folder.rglob("*") if one.is_file()):
            packed.write(one, one.relative_to(folder))
    return to


def many(folder: Path, count: int) -> Path:
    """A disc with so many images, made fast: the same bytes with another number in them."""
    one = slice_of(nth=1)
    written = _bytes(one)
    for nth in range(count):
        inside = folder / f"S{nth // 500:03}"
        if nth % 500 == 0:
            inside.mkdir(parents=True)
        (inside / f"IM{nth:05}").write_bytes(written)
    return folder


def deflate_bomb(to: Path, size: int) -> Path:
    """A file that says whose it is and goes on with so many bytes of nothing, deflated."""
    head = slice_of()
    head.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    written = _bytes(head)
    meta = written[: _behind_meta(written)]
    packing = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = zlib.decompress(written[len(meta) :], -zlib.MAX_WBITS)
    body = data[: data.rindex(b"\xe0\x7f\x10\x00")]
    parts = [packing.compress(body)]
    # A private element of unknown use as long as an element can be.
    parts.append(packing.compress(b"\x29\x00\x01\x10UN\0\0" + struct.pack("<L", size)))
    nothing = bytes(1 << 20)
    parts += [packing.compress(nothing) for _ in range(size >> 20)]
    to.write_bytes(meta + b"".join(parts) + packing.flush())
    return to


def _behind_meta(written: bytes) -> int:
    """Where the data set begins: behind the group of which the first element tells the length."""
    (length,) = struct.unpack_from("<L", written, 140)
    return 144 + int(length)


def zip_bomb(to: Path, size: int, name: str = "IM1") -> Path:
    """A ZIP whose one file begins as DICOM does and goes on with so many bytes of nothing."""
    with (
        zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open(name, "w", force_zip64=True) as one,
    ):
        one.write(bytes(128) + b"DICM")
        for _ in range(size >> 20):
            one.write(bytes(1 << 20))
    return to
