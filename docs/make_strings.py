"""Make docs/strings.md: `python -m docs.make_strings`.

Every text that a person can meet, by the place where it is written: the values of `data/*.toml`,
and what stands in the program's own code. A sentence of eight words or more has its grade beside
it (Flesch and Kincaid's formula): how many years of school it takes to read it once.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

from so_tui.core.catalogue import WORD_TABLES
from so_tui.core.fields import all_fields, said

ROOT = Path(__file__).parent.parent
PAGE = Path(__file__).with_name("strings.md")

COUNTED = 8
"""From how many words on a sentence has a grade; the formula says nothing of shorter ones."""

HIGHEST = 8.0
"""The highest grade of a sentence."""

SIMPLE = {
    "authorization": "the name of the insurer's yes, and of a signed paper; explained once",
    "oncologist": "the name of call 1, and of the doctor the person sees",
    "pathology": "the name of call 2, on every paper that comes from there",
    "pathologist": "the doctor of call 2; explained once",
    "radiology": "the name of call 3, on every paper that comes from there",
}
"""Words that count as two syllables, with the reason: names that no simpler word stands for."""

NAMES = re.compile(
    r"\b(42|45|21) CFR \d+(\.\d+)?(\(\w+\))*|CMS-\d+-F|MD Anderson|UC Davis|UT Southwestern|"
    r"Brigham and Women's|Medicare Advantage|Medicaid|Fairview"
)
"""Names of rules and houses, which count as one short word."""

_REASONS = tomllib.loads((ROOT / "data/reasons.toml").read_text("utf-8"))
_CODES = {code for of in WORD_TABLES.values() for code in of} | {
    one["id"] for one in _REASONS["reason"]
}
_LONGEST_FIRST = sorted((one for one in _CODES if "_" in one), key=len, reverse=True)
TYPED = re.compile(rf"\b({'|'.join(_LONGEST_FIRST).replace('_', '-')})\b")
"""What is typed to a command as it stands, and is copied rather than read."""

NEVER_SHOWN = frozenset({
    "so_tui/tui/also.py", "so_tui/core/fields.py", "so_tui/web/pages.py",
    "so_tui/core/papers/html.py", "so_tui/core/papers/markdown.py",
})  # fmt: skip
"""Modules whose words are only compared with what somebody types, are taken from the values, or
are told to a browser."""

LABELED = tuple(
    f"so_tui/{one}" for one in ("cli/", "tui/forms/", "tui/views/", "tui/screens/", "tui/keys.py")
)
"""Where a single word with a capital is a label that people see."""

LABEL = re.compile(r"[A-Z][a-z]+[.:?]?")

STYLES = frozenset({
    "bold", "underline", "reverse", "dim", "late", "cursor", "chosen", "title", "frame", "here",
})  # fmt: skip
"""The words of styles, which look like words and are none."""

CODED = frozenset({
    "id", "call", "calls", "track", "forms", "ways", "to", "stage", "after", "reason", "day",
})  # fmt: skip
"""What holds codes in `data/*.toml`, not texts."""


CODED_IN = {
    "columns.toml": frozenset({"also"}),
    "copies.toml": frozenset({"pattern"}),
    "clocks.toml": frozenset({"begins", "kinds", "instruments", "unit", "apart"}),
    "outcomes.toml": frozenset({"next_move", "groups", "states", "becomes", "place", "problem"}),
    "problems.toml": frozenset({"words", "state", "place", "way"}),
    "papers.toml": frozenset({"instrument", "when", "source", "char"}),
}
_OF_PAPERS = frozenset({
    "kind", "calls", "parties", "instrument", "element", "when", "unless", "of", "due", "place",
})  # fmt: skip
PLACE = re.compile(r"\{\w+\}")
"""A text that is filled from the case, and has no word of its own."""
"""What else holds codes there, or words that are only compared with what somebody types."""


class Said(NamedTuple):
    """One text, and the file in which it is written."""

    place: str
    text: str


# --- Gathering -------------------------------------------------------------------------------


def gathered() -> list[Said]:
    """Every text, by place."""
    return [*_from_data(), *_from_fields(), *_from_code(), *_from_page()]


def _from_data() -> Iterator[Said]:
    for path in sorted((ROOT / "data").glob("*.toml")):
        place = f"data/{path.name}"
        coded = CODED | CODED_IN.get(path.name, frozenset())
        texts = _strings(tomllib.loads(path.read_text("utf-8")), coded)
        yield from (Said(place, text) for text in dict.fromkeys(texts))
    for path in sorted((ROOT / "data" / "papers").glob("*.toml")):
        texts = _strings(tomllib.loads(path.read_text("utf-8")), _OF_PAPERS)
        said = (text for text in dict.fromkeys(texts) if not PLACE.fullmatch(text))
        yield from (Said(f"data/papers/{path.name}", text) for text in said)


def _from_fields() -> Iterator[Said]:
    """The table of fields: each label, name and help once."""
    texts = (
        text
        for part, name, one in all_fields()
        for text in (one.label, said(part, name), one.help, one.needed, one.day and one.day.name)
        if text
    )
    yield from (Said("so_tui/core/fields.py", text) for text in dict.fromkeys(texts))


class _PageTexts(HTMLParser):
    """The texts of a page, without its marks."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts += [" ".join(data.split())] if data.strip() else []


def _from_page() -> Iterator[Said]:
    """What stands on the page that a browser shows around the screen."""
    page = ROOT / "so_tui/web/page/index.html"
    read = _PageTexts()
    read.feed(page.read_text("utf-8"))
    yield from (Said(str(page.relative_to(ROOT)), text) for text in read.texts)


def _strings(value: Any, coded: frozenset[str]) -> Iterator[str]:
    match value:
        case str():
            yield " ".join(value.split())
        case dict():
            for key, inside in value.items():
                if key not in coded:
                    yield from _strings(inside, coded)
        case list():
            for inside in value:
                yield from _strings(inside, coded)


def _from_code() -> Iterator[Said]:
    for path in sorted((ROOT / "so_tui").rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        if place in NEVER_SHOWN:
            continue
        found = _Texts(ast.parse(path.read_text("utf-8")), place)
        yield from (Said(place, text) for text in dict.fromkeys(found.texts))


class _Texts(ast.NodeVisitor):
    """The texts of one module: literals that read as words, and the help of its commands."""

    def __init__(self, tree: ast.Module, place: str) -> None:
        self.texts: list[str] = []
        self._commands = place.startswith("so_tui/cli/")
        self._labels = place.startswith(LABELED)
        self.visit(tree)

    def visit_Module(self, node: ast.Module) -> None:
        self._body(node.body)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._body(node.body)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for decorator in node.decorator_list:
            self.visit(decorator)
        if self._commands and any(map(_is_command, node.decorator_list)):
            self.texts += [" ".join(part.split()) for part in _paragraphs(node)]
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.visit(default)
        self._body(node.body)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        if not any(_name(target) == "__all__" for target in node.targets):
            self.visit(node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._take(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        text = ""
        for part in node.values:
            if isinstance(part, ast.Constant):
                text += str(part.value)
            else:
                assert isinstance(part, ast.FormattedValue)
                text += f"{{{_name(part.value)}}}"
                self.visit(part.value)
        self._take(text)

    def visit_Call(self, node: ast.Call) -> None:
        name = _name(node.func)
        if name in ("TypeVar", "cast", "compile", "fullmatch", "query_one", "getattr"):
            return
        self.generic_visit(node)

    def _body(self, body: list[ast.stmt]) -> None:
        for one in body:
            if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)):
                self.visit(one)

    def _take(self, text: str) -> None:
        text = " ".join(text.split())
        if _is_words(text) or (self._labels and LABEL.fullmatch(text)):
            self.texts.append(text)


def _is_command(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and _name(decorator.func) in ("command", "group")


def _paragraphs(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    return (ast.get_docstring(node) or "").split("\n\n")


def _name(node: ast.expr) -> str:
    """What a place in a text is called: the last name of what fills it."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=func):
            return _name(func)
        case _:
            return "…"


def _is_words(text: str) -> bool:
    """Whether a literal reads as words: two of them at least, and no pattern or style."""
    plain = re.sub(r"\{[^}]*\}", "", text)
    return (
        " " in text
        and len(re.findall(r"[A-Za-z]{2,}", plain)) > 1
        and not re.search(r"\(\?|\\d|\[a-z]|\.\*", text)
        and not set(text.split()) <= STYLES
    )


# --- Reading ---------------------------------------------------------------------------------


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [one for one in re.split(r"(?<=[.?!:;])\s+", text) if one]


def words(sentence: str) -> list[str]:
    """The words of a sentence; a name, a number and what is filled in are one each."""
    plain = re.sub(r"`[^`]*`|\{[^}]*\}", "Name", sentence)
    plain = TYPED.sub("Name", NAMES.sub("Name", plain))
    return re.findall(r"[A-Za-z0-9À-ž]+(?:['’.:-][A-Za-z0-9À-ž]+)*", plain)


KNOWN = {
    "anyone": 3, "area": 3, "areas": 3, "beyond": 2, "biopsy": 3, "client": 2, "create": 2,
    "created": 3, "diet": 2, "everyone": 3, "everything": 3, "fluid": 2,
    "idea": 3, "people": 2, "quiet": 2,
    "science": 2, "business": 2, "every": 2, "medicine": 3, "medicines": 3, "hour": 1, "our": 1,
    "radiation": 4, "specialty": 3,
}  # fmt: skip
"""Words whose syllables their letters do not tell."""

_SILENT = (
    r"(?<=[^aeiouy])e$(?<![^aeiouyl]le)|"  # stage, not table
    r"(?<=[^aeiouyszxcg])es$(?<!sh..)(?<!ch..)(?<![^aeiouyl]les)|"  # slides, not places
    r"(?<=[^aeiouytd])ed$(?<![^aeiouyl]led)|"  # asked, not needed
    r"(?<=[^aeiouy])e(?=(ly|ful|less|ment|ments|ness)$)|"  # safely
    r"(?<=^som)e|(?<=^tim)e(?=l)|(?<=^cas)e(?=b)|(?<=^wher)e(?=.)|(?<=^ther)e(?=f)|(?<=^hom)e(?=.)"
)
_APART = r"(?<![ctsgln])i[ao]|(?<![cgqp])eo|(?<![gq])ua|[aeoy]ing$|iu"
"""Vowels that stand beside each other in two syllables: radio, video, usual, going."""


def syllables(word: str) -> int:
    """How many syllables a word has, by its letters; a figure counts as one."""
    word = word.casefold().replace("’", "'")
    if "-" in word:
        return sum(syllables(part) for part in word.split("-") if part)
    word = re.sub(r"[^a-z]", "", re.sub(r"'s?$", "", word))
    if word in SIMPLE or word.removesuffix("s") in SIMPLE:
        return 2
    if word in KNOWN:
        return KNOWN[word]
    apart = len(re.findall(_APART, word))
    return max(1, len(re.findall(r"[aeiouy]+", re.sub(_SILENT, "", word))) + apart)


def grade(sentence: str) -> float:
    """The Flesch-Kincaid grade of one sentence."""
    said = words(sentence)
    return 0.39 * len(said) + 11.8 * sum(map(syllables, said)) / len(said) - 15.59


def hardest(text: str) -> tuple[float, str] | None:
    """The sentence of a text with the highest grade, of those long enough to have one."""
    graded = [(grade(one), one) for one in sentences(text) if len(words(one)) >= COUNTED]
    return max(graded, default=None)


# --- The page --------------------------------------------------------------------------------


def page() -> str:
    """The page: every place with its texts."""
    lines = [f"# Every text\n\n{_ABOUT}\n"]
    lines += [f"- *{word}*: {why}\n" for word, why in SIMPLE.items()]
    place = ""
    for one in gathered():
        if one.place != place:
            place = one.place
            lines.append(f"\n## {place}\n\n| text | grade |\n| --- | ---: |\n")
        found = hardest(one.text)
        text = one.text.replace("|", "\\|")
        lines.append(f"| {text} | {'' if found is None else f'{max(found[0], 0):.1f}'} |\n")
    return "".join(lines)


_ABOUT = """\
Made by `python -m docs.make_strings`: what a person can meet, by the file that it is written in.
`{...}` is filled in. A grade is how many years of school it takes to read the hardest sentence of
eight words or more at once, by Flesch and Kincaid's formula. No grade is above 8. Names of rules
and houses count as one short word, and these words as two syllables:
"""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
