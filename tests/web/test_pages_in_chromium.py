"""Pages to read, in a real browser: they fit, hinder nobody, print, and fetch nothing."""

from __future__ import annotations

import base64
import itertools
import re
import shutil
import subprocess
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pypdf import PdfReader

from so_tui import assets
from so_tui.core.papers import html
from so_tui.core.papers.writing import written
from so_tui.core.text import clean
from tests.hostile import PAYLOADS
from tests.pages import GOLDEN
from tests.papers import all_retyped, made, sample
from tests.web.chromium import PROGRAM, Tab, chromium

pytestmark = pytest.mark.deep

AXE = "axe-core@4.10.3"
"""The rules of accessibility, from the registry of npm; only these tests have them."""

WIDE, PHONE, SMALL = 1000, 390, 320
FOUND = """axe.run().then((all) => [...all.violations, ...all.incomplete].map((one) => [
    one.id, one.nodes.map((node) => node.html).filter(
        (html) => one.id !== "color-contrast" || !html.startsWith("<text "))
]).filter(([id, nodes]) => nodes.length))"""
"""What axe finds, or is not sure of. It cannot tell the colors in a drawing, which have a test."""

PAGES = ("alone", "several", "hostile")


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script that looks for what stands in the way of somebody."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed, which brings axe-core")
    folder = tmp_path_factory.mktemp("axe")
    words = ("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix")
    done = subprocess.run([*words, str(folder), AXE], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"npm could not bring {AXE}: {done.stderr.strip()[-200:]}")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


@pytest.fixture(autouse=True)
def needs_chromium() -> None:
    """Skip where there is no Chromium, and say so."""
    if PROGRAM is None:
        pytest.skip("Chromium is not installed")


def file_of(name: str, folder: Path) -> Path:
    """The file of a page: a golden one, or one with the worst texts."""
    if name != "hostile":
        return GOLDEN / f"{name}.html"
    worst = itertools.cycle(PAYLOADS)
    told = all_retyped(sample("many-offices"), lambda text: clean(next(worst)) or text)
    papers = [made(told, "summary", None), made(sample("rush"), "summary", None)]
    style = assets.read_data("papers/page.css").decode()
    names = ["<b>Jo</b> مريم [x](y)", "x" * 500]
    written_ = "".join(written(html.writer(style, "What it shows."), names, papers, "Cases"))
    path = folder / "page.html"
    path.write_text(written_, encoding="utf-8")
    return path


@asynccontextmanager
async def looking_at(name: str, folder: Path) -> AsyncIterator[Tab]:
    """A page in a browser, which asks for nothing but the page, and complains of nothing."""
    path = file_of(name, folder)
    async with chromium(folder / "browser") as tab:
        await tab.begin()
        await tab.go(path.as_uri())
        await tab.until(
            f"location.href === '{path.as_uri()}' && document.readyState === 'complete'"
        )
        yield tab
        assert tab.asked == [path.as_uri()]
        assert tab.complaints == []


async def size(tab: Tab, width: int, scheme: str = "light") -> None:
    """Make the window so wide, of somebody who likes it light or dark."""
    await tab.do(
        "Emulation.setDeviceMetricsOverride", width=width, height=844, deviceScaleFactor=1,
        mobile=width < WIDE,
    )  # fmt: skip
    liked = [{"name": "prefers-color-scheme", "value": scheme}]
    await tab.do("Emulation.setEmulatedMedia", features=liked)


@pytest.mark.parametrize("name", PAGES)
async def test_nothing_stands_in_the_way_of_anybody(name: str, axe: str, tmp_path: Path) -> None:
    async with looking_at(name, tmp_path) as tab:
        await tab.value(f"{axe}; true")
        for width, scheme in itertools.product((WIDE, PHONE), ("light", "dark")):
            await size(tab, width, scheme)
            found = await tab.value(FOUND)
            assert found == [], (width, scheme)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
async def test_what_is_drawn_is_seen_in_light_and_in_dark(
    name: str, scheme: str, tmp_path: Path
) -> None:
    async with looking_at(name, tmp_path) as tab:
        await size(tab, PHONE, scheme)
        behind = await tab.value("getComputedStyle(document.body).backgroundColor")
        for what, least in (("text", 4.5), ("rect", 3.0), ("line.stroke", 3.0)):
            colors = await tab.value(
                f"Array.from(document.querySelectorAll('.drawing {what}'), (one) =>"
                " [getComputedStyle(one).fill, getComputedStyle(one).stroke])"
            )
            assert colors
            # A bar is seen by what it is filled with, or by its edge.
            for pair in {*map(tuple, colors)}:
                seen = pair[:1] if what == "text" else pair
                assert max(contrast(one, behind) for one in seen) >= least, (what, pair)


def contrast(front: str, behind: str) -> float:
    """How far apart two colors are, as WCAG counts it; 1 for one that is not there."""
    if not front.startswith("rgb("):
        return 1.0
    one, other = sorted((_light(front), _light(behind)))
    return (other + 0.05) / (one + 0.05)


def _light(color: str) -> float:
    parts = [int(one) / 255 for one in re.findall(r"\d+", color)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", PAGES)
async def test_it_fits_and_can_be_pressed_at_every_width(name: str, tmp_path: Path) -> None:
    async with looking_at(name, tmp_path) as tab:
        for width in (WIDE, PHONE, SMALL):
            await size(tab, width)
            assert await tab.value("document.documentElement.scrollWidth") <= width
            small = "Array.from(document.links, (one) => one.getBoundingClientRect()).filter("
            assert (
                await tab.value(f"{small}(one) => one.height < 44 || one.width < 44).length") == 0
            )


async def test_what_is_typed_runs_nothing_and_a_page_may_fetch_nothing(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    page = file_of("hostile", tmp_path).read_text("utf-8")
    lured = "<script>document.title = 'ran'</script><img src='https://example.org/x.png'>"
    path.write_text(page.replace("<main>", f"<main>{lured}"), encoding="utf-8")
    async with chromium(tmp_path / "browser") as tab:
        await tab.begin()
        await tab.go(path.as_uri())
        await tab.until("document.readyState === 'complete' && document.images.length === 1")
        assert await tab.value("document.title") == "How things stand"
        assert await tab.value("document.images[0].naturalWidth") == 0
        assert len(tab.complaints) == 2
        assert all("Content Security Policy" in one for one in tab.complaints)


@pytest.mark.parametrize("name", PAGES)
async def test_it_prints_on_white_with_all_that_it_says(name: str, tmp_path: Path) -> None:
    async with looking_at(name, tmp_path) as tab:
        await size(tab, WIDE, "dark")
        shown = await tab.value("document.querySelector('main').innerText")
        await tab.do("Emulation.setEmulatedMedia", media="print")
        style = "getComputedStyle(document.body)"
        assert await tab.value(f"[{style}.backgroundColor, {style}.color]") == [
            "rgb(255, 255, 255)", "rgb(0, 0, 0)",
        ]  # fmt: skip
        drawn = await tab.do("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)
        path = tmp_path / "page.pdf"
        path.write_bytes(base64.b64decode(drawn["data"]))
        text = "".join(one.extract_text() for one in PdfReader(path).pages)
        printed = "".join(unicodedata.normalize("NFKC", text).split())
        words = [one for one in shown.split() if one.isascii() and len(one) < 20]
        assert [one for one in words if one not in printed] == []
