"""In a real browser: the screen is drawn, keys arrive, and nothing is asked of anybody else."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.web.chromium import PROGRAM, Tab, chromium
from tests.web.serving import Served, served

pytestmark = pytest.mark.deep

_INSIDE = "Array.from(document.querySelectorAll('canvas')).some((one) => one.width > 100)"
_OPEN = "document.body.classList.contains('-first-byte')"
_CLOSED = "document.body.classList.contains('-closed')"


@pytest.fixture(autouse=True)
def needs_chromium() -> None:
    """Skip where there is no Chromium, and say so."""
    if PROGRAM is None:
        pytest.skip("Chromium is not installed")


async def _open(tab: Tab, site: Served) -> None:
    await tab.begin()
    await tab.go(site.address)
    await tab.until(f"document.body && {_OPEN} && {_INSIDE}")


def outside(asked: list[str], site: Served) -> list[str]:
    """What was asked of anybody but the server."""
    here = urlsplit(site.origin).netloc
    return [one for one in asked if urlsplit(one).netloc != here]


@pytest.mark.parametrize("scale", [1, 2])
async def test_the_screen_is_used_in_a_browser_and_nothing_is_asked_elsewhere(
    tmp_path: Path, scale: int
) -> None:
    sizes = (f"--force-device-scale-factor={scale}", "--window-size=900,700")
    async with served(tmp_path, "--demo") as site, chromium(tmp_path / "browser", *sizes) as tab:
        await _open(tab, site)
        assert await tab.value("location.href") == site.page
        assert await tab.value("document.activeElement.className") == "xterm-helper-textarea"
        await tab.press("?")
        before = await tab.picture()
        await tab.press("q")
        await tab.press("Escape", 27)
        await tab.press("q")
        await tab.until(_CLOSED)
        assert before != await tab.picture()
        assert await tab.value("document.activeElement.id") == "again"
        await tab.press("Enter", 13)
        await tab.until(f"document.body && {_OPEN} && !{_CLOSED}")
        assert (await site.end())[0] == 0
        await tab.until(_CLOSED)
    assert len([one for one in tab.asked if one.startswith("ws://")]) == 2
    assert outside(tab.asked, site) == []


async def test_what_would_go_elsewhere_is_seen_and_stopped_by_the_policy(tmp_path: Path) -> None:
    async with served(tmp_path, "--demo") as site, chromium(tmp_path / "browser") as tab:
        await _open(tab, site)
        tries = "fetch('http://127.0.0.2:9/x').then(() => 'sent', () => 'stopped')"
        assert await tab.value(tries) == "stopped"
        assert any(
            "Content Security Policy" in one and "127.0.0.2" in one for one in tab.complaints
        )
        assert await tab.value("window.open('http://127.0.0.2:9/')") is None
        assert await tab.value("document.cookie") == ""


async def test_another_page_of_the_browser_gets_nothing(tmp_path: Path) -> None:
    # Another port of this computer is the same site to a browser, which sends cookies there.
    async with (
        served(tmp_path / "one", "--demo") as site,
        served(tmp_path / "two", "--demo") as other,
        chromium(tmp_path / "browser") as tab,
    ):
        await _open(tab, site)
        socket = f"{site.page.replace('http', 'ws', 1)}socket"
        await tab.go(other.address)
        await tab.until(f"document.body && {_OPEN}")
        tried = f"""new Promise((done) => {{
            const socket = new WebSocket({socket!r});
            socket.onopen = () => done("open");
            socket.onerror = () => done("refused");
        }})"""
        assert await tab.value(tried) == "refused"
        await tab.go("about:blank")
        await tab.until("location.href == 'about:blank'")
        assert await tab.value(tried) == "refused"
