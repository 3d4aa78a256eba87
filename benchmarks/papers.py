"""What papers cost: how long each takes and how large it is, and what typst adds to so-tui.

Run `python -m benchmarks.papers [--rounds N] [--into docs/papers.md]`; it prints the tables, or
writes them into a page, between two marks. Seconds are of processor time, the best of the rounds.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import metadata
from pathlib import Path

from benchmarks.page import show
from docs.make_papers import opened, paper_of
from docs.make_pictures import TODAY
from so_tui import papers
from so_tui.core.papers.text import plain

NAME = "so-tui"
_IMPORT = (
    "import time; begin = time.perf_counter(); import typst; print(time.perf_counter() - begin)"
)


def kinds(rounds: int) -> Iterator[str]:
    """A row for each kind: pages, how long it takes to fill, to write and to draw, its bytes."""
    yield "| kind | pages | filled, ms | text, ms | PDF, ms | PDF, KB |"
    yield "| --- | --- | --- | --- | --- | --- |"
    with tempfile.TemporaryDirectory() as folder:
        casework = opened(Path(folder))
        for kind in papers.papers().kinds():
            paper = paper_of(casework, kind)
            data = papers.written(paper, papers.Looks(), TODAY)[0]
            pages = len(re.findall(rb"/Type\s*/Page\b", data))
            filled = _best(rounds, partial(paper_of, casework, kind))
            text = _best(rounds, partial(plain, paper))
            drawn = _best(rounds, partial(papers.written, paper, papers.Looks(), TODAY))
            yield (
                f"| {kind} | {pages} | {filled * 1000:.1f} | {text * 1000:.1f} "
                f"| {drawn * 1000:.0f} | {len(data) / 1000:.0f} |"
            )


def installed() -> Iterator[str]:
    """What typst adds: the time to import it, and the size of what is installed."""
    times = [
        float(
            subprocess.run([sys.executable, "-c", _IMPORT], capture_output=True, check=True).stdout
        )
        for _ in range(5)
    ]
    needed = {one: _size(one) for one in _closure(NAME) if one != NAME}
    typst = needed.pop("typst")
    yield f"Importing typst takes {min(times) * 1000:.0f} ms, once a paper is made and no sooner."
    yield (
        f"What so-tui needs has {sum(needed.values()) / 1e6:.0f} MB without typst, and "
        f"{(sum(needed.values()) + typst) / 1e6:.0f} MB with it, once installed."
    )


def _best(rounds: int, work: Callable[[], object]) -> float:
    found = []
    for _ in range(rounds):
        begin = time.process_time()
        work()
        found.append(time.process_time() - begin)
    return min(found)


def _closure(name: str) -> set[str]:
    """A distribution and all that it needs here, without what is only for extras."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        try:
            needs = metadata.requires(one) or []
        except metadata.PackageNotFoundError:
            continue  # it is for another system or version
        found.add(one)
        waiting += [
            re.split(r"[^\w.-]", need)[0].lower().replace("_", "-")
            for need in needs if "extra ==" not in need
        ]  # fmt: skip
    return found


def _size(name: str) -> int:
    files = metadata.files(name) or []
    return sum(
        path.stat().st_size for file in files if (path := Path(str(file.locate()))).is_file()
    )


def main() -> None:
    """Measure, and print or write the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--into", type=Path)
    said = parser.parse_args()
    show("\n".join([*kinds(said.rounds), "", *installed()]), said.into)


if __name__ == "__main__":
    main()
