"""Papers written as text, Markdown and HTML: each says all, and what a text holds stays text."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from html.parser import HTMLParser
from typing import get_args, get_type_hints

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from so_tui.core import dates
from so_tui.core.case import Case, Office
from so_tui.core.papers import html, markdown, text
from so_tui.core.papers.model import Bar, Block, Chart, Entry, Mark, Paper, Row, texts, with_texts
from so_tui.core.papers.writing import Writer, written
from so_tui.core.text import clean
from so_tui.core.timeline import SpanKind, timeline
from so_tui.papers import papers
from tests.core.test_papers_of_cases import planned
from tests.hostile import PAYLOADS
from tests.knowledge import catalogue
from tests.papers import TODAY, Told, every, made, sample
from tests.strategies import casebooks

STYLE = "p { color: black }"
WRITERS: dict[str, Writer] = {
    "txt": text.writer(),
    "md": markdown.writer(),
    "html": html.writer(STYLE, "What a drawing shows."),
}
HOSTILE = (
    *PAYLOADS,
    "</style><style>*{display:none}</style>", "]]> --> <!-- </svg> </title>",
    "</table></main></body></html>", "\" onload=\"alert(1)\" x='", "&lt;b&gt; &amp; &#60; &copy",
    "[x](http://example.org)", "![x](http://example.org/x.png)", "<http://example.org>",
    "http://example.org www.example.org rosa@example.org ftp://a.b", "[x]: http://example.org",
    "# heading", "heading\n=====", "heading\n---", "- list", "+ list", "1. list", "12) list",
    "> quote", "***", "___", "    code", "\tcode", "```\ncode\n```", "~~~\ncode", "`code`",
    "*a* _b_ **c** __d__ ~~e~~ $f$ ^g^", "a | b\n--- | ---\nc | d", "a\\", "\\\n\\",
    "<details><summary>x</summary></details>", "<!-- x", "<?x", "<![CDATA[ x", "<div x",
    "<br>", "* \n* ", "1.\n2.", ": told", "-", "=",
    "1.", "ends #", "a\n\nb",
)  # fmt: skip
anything = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))


def _chart(said: Sequence[str]) -> Chart:
    first, second, *_ = said
    return Chart(
        width=20, names=22, ticks=(Mark(column=2, text="16 Nov"),),
        heads=(Mark(column=5, text="T"), Mark(column=9, text="V")),
        rows=(
            Row(name=first, head=True),
            Row(
                name=second, state="8 days", bars=(Bar(kind="happened", first=1, last=4),),
                marks=(Mark(column=7, text="o"),), told=("it happened: Mon 16 Nov",),
            ),
        ),
        fills={"happened": "="}, legend=(("o", "to do by then"), ("=", "it happened")),
    )  # fmt: skip


BLOCKS: dict[str, Callable[[Sequence[str]], Block]] = {
    "text": lambda said: Block(kind="text", heading=said[0], text=said[1]),
    "notice": lambda said: Block(kind="notice", heading=said[0], text=said[1]),
    "entries": lambda said: Block(
        kind="entries", heading=said[0], text=said[1],
        entries=(Entry(label=said[2], value=said[3]), Entry(label=said[4], rows=2)),
    ),
    "table": lambda said: Block(
        kind="table", heading=said[0], text=said[1], titles=(said[6], said[7]),
        table=((said[2], said[3]), (said[4], said[5])),
    ),
    "script": lambda said: Block(kind="script", heading=said[0], lines=(*said[1:5],), rows=2),
    "room": lambda said: Block(kind="room", heading=said[0], text=said[1], rows=2),
    "sides": lambda said: Block(
        kind="sides", heading=said[0], text=said[1], titles=(said[6], said[7]),
        table=((said[2], said[3], ""), (said[4], "", said[5])), rows=2,
    ),
    "chart": lambda said: Block(
        kind="chart", heading=said[0], text=said[1], chart=_chart(said[2:])
    ),
}  # fmt: skip
LISTED = Block(
    kind="table", heading="Questions", titles=("Question",), table=(("Why?",), ("How?",))
)
"""A table of one column, which is a list."""


def test_there_is_a_block_here_of_each_kind() -> None:
    assert {*BLOCKS} == {*get_args(get_type_hints(Block)["kind"])}
    assert {*html.TALL} == {*get_args(SpanKind)}


def paper_of(said: Callable[[], str], kinds: Iterable[str] = BLOCKS) -> Paper:
    """A paper with a block of each kind, and some texts in it; each text has a word of its own."""
    count = itertools.count()

    def several() -> list[str]:
        return [f"{said()} w{next(count)}" for _ in range(8)]

    blocks = [BLOCKS[kind](several()) for kind in kinds]
    listed = Block(kind="table", titles=("Question",), table=tuple((one,) for one in several()))
    title = f"{said()} title"
    return Paper(kind="x", title=title, blocks=(*blocks, listed), made="Made on a day.")


@st.composite
def any_paper(draw: st.DrawFn) -> Paper:
    """A paper with any texts in it."""
    return paper_of(lambda: draw(anything), draw(st.permutations([*BLOCKS])))


def written_as(name: str, *papers: Paper, names: Sequence[str] = ()) -> str:
    """What a writer makes of papers."""
    return "".join(written(WRITERS[name], names or ["Rosa"] * len(papers), papers, "Cases"))


def harmless(paper: Paper) -> Paper:
    """The same paper with texts of letters in place of all that somebody typed."""
    return with_texts(paper, lambda one: "word" if clean(one, lines=True) else "")


def cleaned(paper: Paper) -> Paper:
    """The paper as its texts come in."""
    return with_texts(paper, lambda one: clean(one, lines=True))


def bare(said: str) -> str:
    """A text without any blanks."""
    return re.sub(r"\s", "", said)


def wanted(paper: Paper, *, drawn: bool = True) -> list[str]:
    """What has to be read in a writing; the title of a first column is told by what stands there.
    `drawn`: also the signs of bars, which HTML draws."""
    paper = cleaned(paper)
    firsts = {block.titles[0] for block in paper.blocks if block.kind == "table"}
    bars = {one for block in paper.blocks if block.chart for one in block.chart.fills.values()}
    return [one for one in texts(paper) if one not in firsts and (drawn or one not in bars)]


def drawn_names(paper: Paper) -> set[str]:
    """The names in the drawings of a paper."""
    charts = (block.chart for block in cleaned(paper).blocks if block.chart is not None)
    return {row.name for chart in charts for row in chart.rows}


# --- Each ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WRITERS)
def test_every_kind_of_block_is_drawn_by_every_writer(name: str) -> None:
    for kind, block in BLOCKS.items():
        said = [f"{kind}{n}" for n in range(8)]
        paper = Paper(kind="x", title="Title", blocks=(block(said),), made="Made.")
        page = written_as(name, paper)
        assert [one for one in wanted(paper, drawn=False) if one not in page] == [], kind
    assert "Why?" in written_as(name, Paper(kind="x", title="T", blocks=(LISTED,), made="Made."))


@pytest.mark.parametrize(
    ("name", "line"), [("txt", "_{40,}"), ("md", r"(\\_){20}"), ("html", '<div class="line">')]
)
def test_there_is_room_to_write_in_every_writing(name: str, line: str) -> None:
    for kind, count in (("entries", 2), ("script", 8), ("room", 2), ("text", 0)):
        block = BLOCKS[kind]([f"{kind}{n}" for n in range(8)])
        page = written_as(name, Paper(kind="x", title="T", blocks=(block,), made="Made."))
        assert len(re.findall(line, page)) == count, kind


@pytest.mark.parametrize("name", WRITERS)
def test_all_papers_of_the_samples_are_written_and_alike_each_time(name: str) -> None:
    for story in ("midway", "rush"):
        for _, paper in every(sample(story)):
            page = written_as(name, paper)
            assert page.endswith("\n")
            assert page == written_as(name, paper)
            assert name != "txt" or page == text.plain(paper)


@pytest.mark.parametrize("name", WRITERS)
def test_of_several_each_has_its_name_in_the_list_and_above_it(name: str) -> None:
    block = BLOCKS["entries"](["Part", "", "Label", "value", "Open"])
    paper = Paper(kind="x", title="How", blocks=(block,), made="Made.")
    page = written_as(name, paper, paper, names=("Rosa M.", "Sam T."))
    assert page.count("Rosa M.") == page.count("Sam T.") == 2
    assert page.index("Cases") < page.index("Rosa M.")
    assert page.count("How") <= 2, "the title stands once, in HTML in the head, too"
    alone = written_as(name, paper, names=("Rosa M.",))
    assert "Rosa M." not in alone
    assert "Cases" not in alone


# --- Plain text ----------------------------------------------------------------------------------


def holds_as_text(paper: Paper) -> None:
    """Plain text says all of a paper, and is nothing but text."""
    page = written_as("txt", paper)
    assert all(word in page for word in {*" ".join(wanted(paper)).split()})
    assert clean(page, lines=True) == page.strip()


# --- Markdown ------------------------------------------------------------------------------------


def rendered(page: str) -> list[Token]:
    """The page as a reader with tables and links of bare addresses takes it."""
    reader = MarkdownIt("commonmark", {"html": True, "linkify": True}).enable(
        ["table", "strikethrough", "linkify"]
    )
    return reader.parse(page)


INLINE = {"text", "text_special", "strong_open", "strong_close", "hardbreak", "code_inline"}


def read(page: str) -> tuple[Counter[str], str]:
    """The blocks of a page, and the text that is read in it."""
    blocks: Counter[str] = Counter()
    said: list[str] = []
    for one in rendered(page):
        blocks[f"{one.type} {one.tag} {one.info}"] += 1
        for part in one.children or ():
            assert part.type in INLINE or (part.type, part.content) == ("html_inline", "<br>"), part
            said.append("" if part.type == "html_inline" else part.content)
        if one.type == "fence":
            said.append(one.content)
    return blocks, "".join(said)


def holds_as_markdown(paper: Paper) -> None:
    """Markdown says all of a paper, and no text of it is markup."""
    blocks, said = read(written_as("md", paper))
    assert blocks == read(written_as("md", harmless(paper)))[0]
    said, names = bare(said), drawn_names(paper)
    for one in wanted(paper):
        # Between two lines of a name there is what is drawn.
        pieces = one.split() if one in names else [bare(one)]
        assert all(piece in said for piece in {*pieces})


@pytest.mark.parametrize("before", ["", "word\n"])
def test_no_text_begins_or_ends_anything_in_markdown(before: str) -> None:
    for one in filter(clean, HOSTILE):
        said = f"{before}{one}"
        entry = Entry(label="Label", value=said)
        blocks = (
            Block(kind="text", text=said), Block(kind="entries", entries=(entry,)),
            Block(kind="table", titles=("Question",), table=((said,),)),
        )  # fmt: skip
        paper = Paper(kind="x", title=said, blocks=blocks, made="Made.")
        assert read(written_as("md", paper))[0] == read(written_as("md", harmless(paper)))[0]


@given(st.lists(anything, min_size=2, max_size=4))
@example([*HOSTILE])
def test_names_of_several_are_only_text_in_markdown(names: list[str]) -> None:
    named = [f"{one} w" for one in names]
    paper = Paper(kind="x", title="Title", blocks=(LISTED,), made="Made.")
    blocks, said = read(written_as("md", *[paper] * len(named), names=named))
    plain = written_as("md", *[paper] * len(named), names=["w"] * len(named))
    assert blocks == read(plain)[0]
    said = bare(said)
    for one in named:
        assert said.count(bare(clean(one))) >= 2


# --- HTML ----------------------------------------------------------------------------------------

ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "main", "nav", "article", "h1", "h2", "h3",
    "h4", "p", "a", "b", "bdi", "br", "dl", "div", "dt", "dd", "ol", "ul", "li", "table", "caption",
    "thead", "tbody", "tr", "th", "td", "svg", "desc", "line", "rect", "text",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "id", "class", "dir", "scope", "href",
    "data-title", "role", "aria-labelledby", "aria-hidden", "x", "y", "x1", "x2", "y1", "y2",
    "width", "height",
}  # fmt: skip
VOID = {"meta", "br"}


class Page(HTMLParser):
    """What a page holds: its elements in their order, their attributes, the texts between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.runs = [""]
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag == "br":
            self.runs[-1] += "\n"
            return
        self.elements.append(tag)
        self.runs.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.runs.append("")

    def handle_data(self, data: str) -> None:
        self.runs[-1] += data.replace("\n", " ")

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def holds_as_html(paper: Paper) -> None:
    """HTML gives the same texts back, and has no element but those of the writer."""
    page, plain = Page(written_as("html", paper)), Page(written_as("html", harmless(paper)))
    assert {*page.elements} <= ELEMENTS
    assert {name for name, _ in page.attributes} <= ATTRIBUTES
    # A long name takes a second line in a drawing.
    assert [one for one in page.elements if one != "text"] == [
        one for one in plain.elements if one != "text"
    ]
    runs = Counter(one.strip() for one in page.runs)
    for one, count in Counter(wanted(paper, drawn=False)).items():
        assert runs[one] >= count


@given(st.lists(anything, min_size=2, max_size=3))
@example([*HOSTILE])
def test_names_of_several_are_only_text_in_html(names: list[str]) -> None:
    named = [f"{one} w" for one in names]
    paper = Paper(kind="x", title="Title", blocks=(LISTED,), made="Made.")
    page = Page(written_as("html", *[paper] * len(named), names=named))
    plain = Page(written_as("html", *[paper] * len(named), names=["w"] * len(named)))
    assert page.elements == plain.elements
    assert page.attributes == plain.attributes
    for nth, one in enumerate(named, 1):
        assert clean(one) in page.runs
        assert f"{nth}. {clean(one)}" in page.runs


HOLDS = {"txt": holds_as_text, "md": holds_as_markdown, "html": holds_as_html}


@pytest.mark.parametrize("name", HOLDS)
def test_the_worst_texts_are_said_as_they_are_and_are_only_text(name: str) -> None:
    for one in HOSTILE:
        HOLDS[name](paper_of(itertools.repeat(one).__next__))


@pytest.mark.parametrize("name", HOLDS)
@given(any_paper())
def test_any_text_is_said_as_it_is_and_is_only_text(name: str, paper: Paper) -> None:
    HOLDS[name](paper)


@given(casebooks())
def test_a_page_is_whole_for_who_reads_it_by_its_structure(
    drawn: tuple[Case, dict[str, Office]],
) -> None:
    told = Told(*drawn)
    one = made(told, "summary", None)
    for several in (False, True):
        found = written_as("html", *[one] * (1 + several), names=["Rosa", "Sam"][: 1 + several])
        page = Page(found)
        levels = [int(tag[1]) for tag in page.elements if re.fullmatch(r"h\d", tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
        ids = [value for name, value in page.attributes if name == "id"]
        assert len(ids) == len({*ids})
        named = [
            id_ for name, value in page.attributes if name == "aria-labelledby"
            for id_ in value.split()
        ]  # fmt: skip
        assert {*named} <= {*ids}
        links = [value for name, value in page.attributes if name == "href"]
        assert {*links} <= {f"#{id_}" for id_ in ids}
        assert found.count("<table>") == found.count("<caption") == found.count("<thead>")
        assert found.count('role="img"') == found.count("<desc")
        assert ("http-equiv", "Content-Security-Policy") in page.attributes
        assert ("content", html.POLICY) in page.attributes


def test_a_drawing_of_very_many_things_is_several_and_no_name_is_left_out() -> None:
    rows = tuple(Row(name=f"thing {n} {'long ' * 30}", state="8 days") for n in range(60))
    chart = Chart(
        width=20, names=22, ticks=(), heads=(), rows=rows, fills={}, legend=(("o", "to do"),)
    )
    block = Block(kind="chart", heading="Plan", chart=chart)
    page = written_as("html", Paper(kind="x", title="T", blocks=(block,), made="Made."))
    assert page.count('role="img"') == 3
    drawn = [int(n) for n in re.findall(r'<text class="name"[^>]*>thing (\d+)', page)]
    assert drawn == [*range(60)]
    for row in rows:
        assert f"<bdi>{row.name.strip()}</bdi>" in page


# --- The summary ---------------------------------------------------------------------------------


@given(casebooks())
def test_what_is_drawn_is_told_with_its_days(drawn: tuple[Case, dict[str, Office]]) -> None:
    told = Told(*drawn)
    found = {
        (row.name, row.told)
        for block in made(told, "summary", None).blocks if block.chart is not None
        for row in block.chart.rows if not row.head
    }  # fmt: skip
    signs = papers().shared.sign
    for row in timeline(planned(told), told.case, catalogue()).rows:
        wanted_ = set()
        for span in row.spans:
            days = [dates.weekday(day, TODAY) for day in dict.fromkeys((span.first, span.last))]
            wanted_.add((signs[span.kind].word, " to ".join(days)))
        for mark in row.marks:
            if mark.day is not None:
                wanted_.add((signs[mark.kind].word, dates.weekday(mark.day, TODAY)))
        # Several things may have one name.
        assert any(name == row.name and _told(said) == wanted_ for name, said in found)


def _told(said: Sequence[str]) -> set[tuple[str, str]]:
    """What is said of a drawing: each word with each of its days."""
    pairs = (one.partition(": ") for one in said)
    return {(word, day) for days, _, word in pairs for day in days.split(", ")}


@given(casebooks())
def test_a_summary_is_to_be_read_and_asks_for_nothing_to_be_written(
    drawn: tuple[Case, dict[str, Office]],
) -> None:
    paper = made(Told(*drawn), "summary", None)
    assert paper.blanks == ()
    assert paper.by_hand == ()
    assert all(block.rows == 0 for block in paper.blocks)
    assert all(entry.value for block in paper.blocks for entry in block.entries)
    assert all(block.heading == "" or block != Block(kind=block.kind, heading=block.heading)
               for block in paper.blocks)  # fmt: skip
