"""The worst that people and files have put into text fields; every face is tried with these."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

STOLEN: Final = Path(tempfile.gettempdir()) / "so-tui-stolen.svg"
"""The picture that one of them would have taken of the screen."""

PAYLOADS: Final[tuple[str, ...]] = (
    # Markup that a screen library might run, swallow or stumble over.
    "[red]not red[/red]",
    "[/]",
    "[/red] closes what nothing opened",
    "[@click=app.quit]quit[/]",
    "[@click=screen.dismiss]dismiss[/]",
    f"[@click=app.screenshot('{STOLEN}')]picture[/]",
    "[link=https://example.org]link[/link]",
    "take 40 [mg] twice",
    "[[x]] and \\[y]",
    "[bold",
    "]]][[[",
    "$variable {place} %s %(name)s {0}",
    "<b>bold</b><script>alert(1)</script>&amp;",
    ":smile: :warning:",
    # Control characters and terminal sequences.
    "\x1b[31mred\x1b[0m",
    "\x1b[2J\x1b[Hwiped",
    "\x1b[6nwhere is the cursor",
    "\x1b]0;title\x07after the title",
    "\x1b]52;c;c3RvbGVu\x1b\\after the clipboard",
    "\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]0;a title that never ends",
    "\x1bP1$r0m\x1b\\after a device string",
    "\x1b_private\x1b\\after an application string",
    "\x1bcreset",
    "\x1b(0line drawing",
    "\x1b\x1b[31m[31mnested",
    "\x9b31mC1 sequence\x9d0;title\x9cend",
    "\x90device\x9c\x84\x85\x8d",
    "nul\x00inside",
    "\x07\x08\x08\x08bell and backspace\x7f",
    "carriage\rreturn\r\nand\nbreaks\ttab\x0bvertical\x0cfeed",
    "line\u2028separator\u2029paragraph",
    # Direction, hiding and joining.
    "evil\u202etxt.exe",
    "\u2066isolated\u2069 \u200fmark\u200e \u061cletter",
    "zero\u200bwidth\u2060joined\ufeffmark\u00adhyphen",
    "tags\U000e0041\U000e0042\U000e007f hidden",
    "\u3164\u115f\u1160\uffa0fillers",
    "\ud800 lone high, \udfff lone low, \ud83d\ude00 in halves",
    "z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035aalgo",
    "a" + "\u0301" * 200,
    "e\u0301 decomposed, \u212b sign",
    # Long, wide, and from right to left; all of it may be somebody's name.
    "x" * 10_000,
    "word " * 2_000,
    "張偉 王秀英 ﾊﾝｶｸ 한글 각",
    "مريم الزهراء می\u200cخواهم",
    "שרה לוי (בית חולים)",
    "क्\u200dष नमस्ते ไทย",
    "👩\u200d⚕️ 👨\u200d👩\u200d👧 🇺🇸 👍🏽",
    "\ue000private use \ufffd replaced \uffff none",
    # What other programs would make of it later.
    "=1+1",
    "@SUM(A1)",
    "../../etc/passwd",
    "-rf",
    "'; DROP TABLE cases; --",
    '"quoted" \\backslash\\ \\u0000',
    "   ",
    "",
)
"""Texts for every field. Some are harmless and only look otherwise; none may do anything."""

HARMLESS: Final[tuple[str, ...]] = (
    "Rosa M.",
    "take 40 [mg] twice",
    "[red]not red[/red]",
    "Zoë Łukasz Núñez",
    "張偉 王秀英",
    "مريم الزهراء می\u200cخواهم",
    "שרה לוי (בית חולים)",
    "क्\u200dष नमस्ते",
    "Ngô Đình Phương Thảo",
    "👍🏽 ❤️",
    "50 % < 60 & 'so on' \"here\"",
)
"""Names and notes that people write, which cleaning leaves as they are."""
