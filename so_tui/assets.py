"""Where `styles/` and `data/` lie: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

import unicodedata
import zlib
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent


def _folder(name: str) -> Path:
    # A foreign site-packages may hold a `styles` of its own; only a checkout has both.
    if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / name).is_dir():
        return _CHECKOUT / name
    return _PACKAGE / f"_{name}"


def style(name: str) -> Path:
    """Path of one style sheet, for instance `base.tcss`."""
    return _folder("styles") / name


def data(name: str) -> Path:
    """Path of one data file, for instance `items.toml` or `samples/midway.json`."""
    return _folder("data") / name


def read_data(name: str) -> bytes:
    """Bytes of one data file. Raises OSError when it is not there."""
    return data(name).read_bytes()


def code_stamp() -> str:
    """What tells this program's rules from those of another version: the length and the moment of
    each file of its core and of what leads to it, and which letters Python knows; as eight
    hexadecimal digits."""
    files = sorted((*_PACKAGE.glob("*.py"), *(_PACKAGE / "core").rglob("*.py")))
    found = ((one, one.stat()) for one in files)
    stats = [(str(one), stat.st_size, stat.st_mtime_ns) for one, stat in found]
    told = repr((unicodedata.unidata_version, stats))
    return f"{zlib.crc32(told.encode()):08x}"
