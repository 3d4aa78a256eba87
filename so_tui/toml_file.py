"""Reading a TOML file that a person writes by hand; what is wrong with it is told as a sentence."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from so_tui import atomic
from so_tui.errors import SoTuiError

Refuses = Callable[[Path, str], SoTuiError]
"""From a file and the end of a sentence on what is wrong with it to the error to raise."""


def plain(path: Path, refused: Refuses) -> dict[str, Any] | None:
    """What a file says, by key; None where there is no file. Raises what `refused` makes."""
    try:
        return tomllib.loads(atomic.read(path).decode("utf-8-sig"))
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise refused(path, f"cannot be read: {fault.strerror or fault}") from fault
    except UnicodeDecodeError as fault:
        raise refused(path, "cannot be read: this is not UTF-8 text") from fault
    except (ValueError, RecursionError) as fault:  # a number of five thousand digits is the first
        raise refused(path, f"cannot be read: {fault}") from fault
