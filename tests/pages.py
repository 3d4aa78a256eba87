"""Pages to read, made of the samples: one case, and several in a file.

Write the golden ones anew with `python -m tests.pages`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from so_tui import assets, sharing
from so_tui.casework import Casework
from tests.deeds import pen
from tests.handed import import_

GOLDEN = Path(__file__).parent / "golden" / "pages"
FORMATS = ("html", "md", "txt")
KEPT = {"alone": ("midway",), "several": ("rush", "no-date", "finished")}
"""The golden pages, and the samples that are on each."""


def opened(folder: Path, samples: Sequence[str]) -> Casework:
    """A casebook in a folder with some samples."""
    work = Casework.open(folder / "casebook.json")
    for name in samples:
        import_(work, [(f"{name}.json", assets.read_data(f"samples/{name}.json"))], pen())
    return work


def page(work: Casework, cases: Sequence[str], format_: str) -> str:
    """The page of some cases, by id."""
    return b"".join(sharing.export(work, cases, pen(), format_=format_)).decode()


def every() -> dict[str, str]:
    """The golden pages by the names of their files."""
    found = {}
    for name, samples in KEPT.items():
        with tempfile.TemporaryDirectory() as folder:
            work = opened(Path(folder), samples)
            for format_ in FORMATS:
                found[f"{name}.{format_}"] = page(work, [*work.labels()], format_)
    return found


def main() -> None:
    """Write the golden pages anew."""
    GOLDEN.mkdir(exist_ok=True)
    for name, text in every().items():
        (GOLDEN / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
