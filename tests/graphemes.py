"""Texts of many scripts, rich in what a terminal measures differently, for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

JOINED = (
    "☎️", "☎︎", "❤️",
    "👍🏽", "👍", "🏽", "👨‍👩‍👧", "👩🏽‍🚀", "❤️‍🔥", "🇩🇪", "🇫🇷", "🇩", "1️⃣", "#️⃣", "✓️", "★️",
    "©️", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🫨", "🪉",
    "e\u0301", "x\u030c", "o\u0302\u0323", "ß\u0300", "\u0301", "\ufe0f", "\u200d", "\u200c",
    "क्षि", "नि", "क्\u200dष", "ก็", "กำ", "น้ำ", "ถั่ว", "שָׁלוֹם", "שלום", "مُحَمَّد", "لا", "ﷺ", "\u0600١",
    "한", "\u1112\u1161\u11ab", "\u1161", "張", "偉", "ｶﾞ", "か\u3099",
    "…", "—", "│", "①", "Ω", "Ж", "ﬁ", "ǆ",
    "İ", "ệ", "\u00a0", "𝒳", "\U00020bb7", "\u0e33", "\u3000", "⁇", "™", "™️", "→", "↔️",
)  # fmt: skip
"""Graphemes, and parts of some."""

OF_LETTERS = st.sampled_from("abc XYZ 019.,-  ")

PIECES = st.one_of(
    OF_LETTERS,
    st.sampled_from(JOINED),
    st.characters(blacklist_categories=("Cs", "Cc")),
)


def texts(most: int = 24) -> st.SearchStrategy[str]:
    """Short texts of one line, in which many graphemes are of several code points."""
    return st.lists(PIECES, max_size=most).map("".join)
