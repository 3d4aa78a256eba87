"""A paper as PDF: it says what its plain text says, and no letter ever becomes a box."""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import typst
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from so_tui.core.case import Case, Office
from so_tui.core.papers.model import Bar, Block, Chart, Entry, Mark, Paper, Row, texts
from so_tui.core.papers.text import plain
from so_tui.core.text import clean
from so_tui.errors import OutputError
from so_tui.exchange.pdf import Size, draw, inputs
from so_tui.papers import layout, papers
from tests.core.test_papers_of_cases import caseload
from tests.hostile import PAYLOADS
from tests.papers import SAMPLES, TODAY, Told, all_retyped, every, sample
from tests.png import ink
from tests.strategies import casebooks

PAGE = "Page {page} of {pages}"
RTL = re.compile("[\u0590-\u08ff]")


def drawn(paper: Paper, size: Size = "letter", *, large: bool = False) -> tuple[str, ...]:
    """The text of each page of a paper, as another program reads it."""
    return read(draw(paper, layout(), size, large=large, page=PAGE, day=TODAY).data)


def read(data: bytes) -> tuple[str, ...]:
    return tuple(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def runs(data: bytes) -> list[str]:
    """What is drawn in one go, from the left to the right."""
    found: list[str] = []
    for page in PdfReader(io.BytesIO(data)).pages:
        page.extract_text(visitor_text=lambda run, *_: found.append(run))
    return found


def words(text: str) -> set[str]:
    """The words of a text: what a page has only for itself is no word of it."""
    return set(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text)))


def chart_of(text: str) -> Chart:
    """A drawing with the text in each of the places that a text can have."""
    bars = (Bar(kind="happened", first=0, last=3),)
    row = Row(name=text, state=text, bars=bars, marks=(Mark(column=1, text="o"),))
    return Chart(
        width=10, names=22, ticks=(), heads=(Mark(column=2, text="T"),),
        rows=(Row(name=text, head=True), row), fills={"happened": "="}, legend=(("=", "past"),),
    )  # fmt: skip


def of_paper(*said: str) -> Paper:
    """A paper with the texts in each of the places that a text can have."""
    return Paper(
        kind="x",
        title="Title",
        made="Made",
        blocks=tuple(
            block
            for text in said
            for block in (
                Block(kind="text", heading=text, text=text),
                Block(kind="notice", text=text),
                Block(kind="entries", entries=(Entry(label="Name", value=text),)),
                Block(kind="entries", entries=(Entry(label="Signature", hand=True, rows=2),)),
                Block(kind="table", titles=(*"ABCD",), table=((text,) * 4,) * 2),
                Block(kind="table", titles=("A", *"BCDEF"), table=((text,) * 6,)),
                Block(kind="script", lines=(text,), rows=1),
                Block(kind="room", text=text, rows=2),
                Block(kind="sides", titles=("A", "B"), table=((text, text, ""),), rows=2),
                Block(kind="chart", chart=chart_of(text)),
            )
        ),
    )


# --- What it says ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
def test_a_pdf_says_what_the_plain_text_says_and_no_more(name: str) -> None:
    for n, (_, paper) in enumerate(every(sample(name))):
        size: Size = "a4" if n % 2 else "letter"
        pages = drawn(paper, size, large=n % 3 == 0)
        twin = words(plain(paper))
        # A number before each thing is the twin's alone where the page has a table, and the title
        # of its first column is the page's.
        firsts = {word for block in paper.blocks for one in block.titles for word in words(one)}
        on_page = words("\n".join(pages))
        most = max((len(block.table) for block in paper.blocks), default=0)
        numbers = {str(number) for number in range(1, most + 1)}
        # Signs of a drawing that stand side by side are no word on the page.
        charts = [block.chart for block in paper.blocks if block.chart is not None]
        signs = {mark.text for chart in charts for row in chart.rows for mark in row.marks}
        assert {one for one in twin - on_page if not {*one} <= signs} <= numbers
        assert on_page - twin <= firsts | words(PAGE) | {str(n + 1) for n in range(len(pages))}
        assert f"Page {len(pages)} of {len(pages)}" in pages[-1]


@settings(deadline=None, max_examples=12)
@given(casebooks(), st.data())
def test_a_pdf_of_any_case_says_what_its_plain_text_says(
    drawn_: tuple[Case, dict[str, Office]], data: st.DataObject
) -> None:
    # Of the papers for offices, one; of those about all of a case, one.
    all_ = list(every(Told(*drawn_)))
    whole = [paper for name, paper in all_ if name in ("packet", "handover", "comparison")]
    others = [paper for name, paper in all_ if paper not in whole]
    picked = [data.draw(st.sampled_from(some)) for some in (whole, others) if some]
    for paper in picked:
        try:
            pages = drawn(paper, "a4")
        except OutputError as fault:
            # A letter that no font here has is named, and is one that stands on the paper.
            named = fault.sentence.partition(": ")[2].partition(". ")[0].split()
            assert named
            assert all(len(one) > 1 or one in plain(paper) for one in named)
            continue
        close = re.sub(r"\s", "", unicodedata.normalize("NFC", "".join(pages)))
        twin = {one for one in words(plain(paper)) if one.isascii() and not one.isdigit()}
        assert {one for one in twin if one not in close and not one.isdigit()} == set()


def test_a_caseload_says_what_its_plain_text_says() -> None:
    paper = caseload(*(sample(name) for name in SAMPLES))
    for large in (False, True):
        close = "".join("".join(drawn(paper, "a4", large=large)).split())
        assert {
            one for one in words(plain(paper)) if one not in close and not one.isdigit()
        } == set()
        assert "RosaM." in close


def test_only_the_authorization_stands_on_its_pages() -> None:
    for name, paper in every(sample("many-offices")):
        if name.startswith("authorization"):
            known = words(" ".join(texts(paper))) | words(PAGE)
            found = words("\n".join(drawn(paper)))
            assert {one for one in found - known if not one.isdigit()} == set()


def test_markup_is_shown_as_it_was_typed() -> None:
    for text in (
        "#let x = 1", "*b* _i_ `r` $m$", "= Heading", "#sys.inputs", "<end> @end", "\\u{41} \\",
        "// gone /* gone */", "#include \"/etc/passwd\"", "[red]no[/red]", "{person} {{x}} %s",
        "- item", "a~b -- c --- d ...", "\"quotes\" 'so'",
    ):  # fmt: skip
        (page,) = drawn(
            Paper(kind="x", title="T", made="m", blocks=(Block(kind="text", text=text),))
        )
        assert text in page


def hostile() -> Iterator[str]:
    """What people and files put into fields, as it is once it came in."""
    for one in PAYLOADS:
        text = clean(one, lines=True)[:2000]
        if any(letter.isalnum() for letter in text):
            yield text


@pytest.mark.parametrize("text", hostile())
def test_a_hostile_text_is_drawn_whole_or_its_letters_are_named(text: str) -> None:
    try:
        pages = drawn(of_paper(text))
    except OutputError as fault:
        named = fault.sentence.partition(": ")[2].partition(". ")[0].split()
        assert named
        for one in named:
            assert one in text or chr(int(one.removeprefix("U+"), 16)) in text
        return
    found = re.sub(r"\s", "", unicodedata.normalize("NFC", "".join(pages)))
    for word in text.split():
        if not RTL.search(word) and word.isascii():
            assert word in found


@pytest.mark.parametrize("name", ["الزهراء", "שרה", "مريم الزهراء"])
def test_a_number_beside_any_script_keeps_the_order_of_its_figures(name: str) -> None:
    for text in (f"{name} 415-555-0151", f"415-555-0151 {name}", f"Lab {name} 415-555-0151 x"):
        data = draw(of_paper(text), layout(), "a4", large=False, page=PAGE, day=TODAY).data
        numbers = [one for run in runs(data) for one in re.findall(r"[\d-]{3,}", run)]
        assert len(numbers) >= 8
        assert set(numbers) == {"415-555-0151"}


def test_a_case_full_of_hostile_texts_makes_every_paper() -> None:
    awful = [
        "[red]#let x[/red] *b* $m$ ", "Dr Ærøskøbing-Ðorđević ", "מרים ", "الزهراء ",
        "x" * 90 + " ", "👍🏽 ", "two\nlines ",
    ]  # fmt: skip
    n = 0

    def change(text: str) -> str:
        nonlocal n
        n += 1
        return clean(awful[n % len(awful)] + text, lines="\n" in awful[n % len(awful)])

    told = all_retyped(sample("many-offices"), change)
    made = list(every(told))
    assert len(told.case.offices) >= 8
    for nth, (name, paper) in enumerate(made):
        pages = "".join(drawn(paper, "a4", large=bool(nth % 2)))
        twin = {one for one in words(plain(paper)) if one.isascii() and len(one) < 24}
        # Where scripts meet, readers of PDF lose the blanks between words.
        close = re.sub(r"\s", "", pages)
        assert {one for one in twin if one not in close and not one.isdigit()} == set(), name


# --- Letters --------------------------------------------------------------------------------


def test_what_no_font_has_is_named_all_of_it_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _without_system_fonts(monkeypatch)
    names = "張偉 王秀英 สมชาย 👍"
    with pytest.raises(OutputError) as told:
        drawn(of_paper(names))
    said = told.value.sentence
    assert said.startswith("No font here has these letters: ")
    named = said.partition(": ")[2].partition(". Install")[0].split()
    marks = {f"U+{ord(one):04X}" for one in names if unicodedata.category(one) == "Mn"}
    letters = {one for one in names if unicodedata.category(one) in ("Lo", "Mc")}
    assert set(named) == letters | (set(named) & marks)
    assert "Install Noto Sans CJK and Noto Sans Thai, or add --format txt" in said


def test_a_hundred_letters_without_a_font_are_a_hundred_letters_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _without_system_fonts(monkeypatch)
    letters = "".join(chr(0x4E00 + n) for n in range(100))
    with pytest.raises(OutputError) as told:
        drawn(of_paper(letters))
    assert all(one in told.value.sentence for one in letters)


def test_a_picture_in_a_name_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    _without_system_fonts(monkeypatch)
    paper = of_paper("Rosa 👍🏽 M.", "1️⃣ first")
    made = draw(paper, layout(), "letter", large=False, page=PAGE, day=TODAY)
    assert "👍" in made.left_out
    text = "".join(read(made.data))
    assert "Rosa M." in text
    assert "1 first" in text


def test_letters_of_many_scripts_need_no_font_of_the_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _without_system_fonts(monkeypatch)
    for name in ("Łukasz Zoë", "Γιώργος", "Чингиз", "שרה לוי", "مريم", "Ngô Đình Phương Thảo"):
        assert drawn(of_paper(name))


def _without_system_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw as on a computer that has no fonts of its own."""
    compile_ = typst.compile

    def bare(*args: object, **options: object) -> object:
        options["ignore_system_fonts"] = True
        return compile_(*args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(typst, "compile", bare)


@settings(deadline=None, max_examples=25)
@given(st.text(min_size=1, max_size=40))
@example("\ufffd\uffff")
@example("a\u0301\u0301\u0301")
def test_any_text_is_drawn_or_refused_with_a_sentence(text: str) -> None:
    told = clean(text, lines=True)
    try:
        drawn(Paper(kind="x", title="T", made="m", blocks=(Block(kind="text", text=told),)))
    except OutputError as fault:
        said = fault.sentence
    else:
        said = ""
    assert not said or said.startswith("No font here has these letters: ")


# --- The page -------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "points"), [("letter", (612, 792)), ("a4", (595, 842))])
def test_a_page_is_of_the_size_that_was_asked_for(size: Size, points: tuple[int, int]) -> None:
    data = draw(of_paper("x"), layout(), size, large=False, page=PAGE, day=TODAY).data
    box = PdfReader(io.BytesIO(data)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == points


def test_large_type_is_larger_and_a_paper_is_the_same_each_time() -> None:
    paper = next(paper for name, paper in every(sample("midway")) if name == "letter-P1")
    one, again, large = (
        draw(paper, layout(), "letter", large=large, page=PAGE, day=TODAY).data
        for large in (False, False, True)
    )
    assert one == again
    assert len(read(large)) > len(read(one))


def test_a_pdf_is_tagged_for_those_who_hear_it_and_says_its_language() -> None:
    data = draw(of_paper("x"), layout(), "letter", large=False, page=PAGE, day=TODAY).data
    root: Any = PdfReader(io.BytesIO(data)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712, a value of the PDF
    assert root["/Lang"] == "en"
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()


def test_a_pdf_says_nothing_of_the_person_beside_its_pages() -> None:
    paper = next(paper for name, paper in every(sample("midway")) if name == "letter-P1")
    data = draw(paper, layout(), "letter", large=False, page=PAGE, day=TODAY).data
    about = PdfReader(io.BytesIO(data))
    root: Any = about.trailer["/Root"]
    held = " ".join(str(value) for value in (about.metadata or {}).values())
    held += root["/Metadata"].get_data().decode()
    assert "Request for records" in held
    assert "Rosa" not in held
    assert "Mar" not in held


def _as_pictures(paper: Paper, *, large: bool = False) -> list[bytes]:
    """Each page of a paper as a picture."""
    given_ = inputs(paper, "letter", large=large, page=PAGE)
    made: Any = typst.compile(layout(), format="png", ppi=36, sys_inputs=given_)
    return made if isinstance(made, list) else [made]


@pytest.mark.parametrize("large", [False, True])
def test_no_word_is_so_long_that_it_leaves_the_page(large: bool) -> None:
    texts_ = (
        "W" * 300,
        "W" * 23,
        "WWWWWWWWWW WW",
        "8" * 24,
        "a.very-long_name@" + "hospital." * 12 + "org",
        "Ж" * 90,
    )
    for page in _as_pictures(of_paper(*texts_), large=large):
        found = ink(page)
        margin = found.width * 0.05
        assert found.left >= margin
        assert found.right <= found.width - margin


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("size", ["letter", "a4"])
def test_a_signature_stands_with_the_words_that_it_is_for(size: Size, large: bool) -> None:
    signed = {paper.title: paper for _, paper in every(sample("midway")) if paper.by_hand}
    for paper in signed.values():
        at = next(n for n, one in enumerate(paper.blocks) if any(e.hand for e in one.entries))
        pages = ["".join(page.split()) for page in drawn(paper, size, large=large)]
        page = next(one for one in pages if "Signature:" in one)
        if (before := paper.blocks[at - 1]).kind == "text":
            assert "".join(before.text.split()) in page, paper.title
    of_rosa = next(one for name, one in every(sample("midway")) if name == "authorization-R1")
    assert large or len(drawn(of_rosa, size)) == 1


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("size", ["letter", "a4"])
@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=() if one == "rush" else pytest.mark.deep) for one in SAMPLES]
)
def test_no_heading_and_no_name_of_a_card_stands_alone_at_the_foot_of_a_page(
    name: str, size: Size, large: bool
) -> None:
    for file, paper in every(sample(name)):
        # Below a heading there may be room to write alone, which has no words.
        heads = {one.heading for one in paper.blocks if one.kind != "room" or one.text} - {""}
        charts = [one.chart for one in paper.blocks if one.chart is not None]
        heads |= {row.name for chart in charts for row in chart.rows if row.head}
        for page in drawn(paper, size, large=large):
            lines = [line.strip() for line in page.split("\n") if line.strip()]
            (foot,) = [n for n, line in enumerate(lines) if paper.made[:20] in line]
            assert foot == 0 or lines[foot - 1] not in heads, (file, lines[foot - 3 : foot])


def test_who_hands_over_and_who_takes_sign_on_one_page() -> None:
    for name in SAMPLES:
        for file, paper in every(sample(name)):
            if paper.kind == "transmittal":
                pages = [page for page in drawn(paper, large=True) if "Signature:" in page]
                (page,) = pages
                assert "Handed over by" in page, file
                assert "Taken by" in page, file


def test_a_page_that_was_parted_from_the_first_says_of_what_it_is() -> None:
    packet = dict(every(sample("midway")))["packet"]
    first, *others = drawn(packet)
    assert first.count(packet.title) == 1
    assert others
    for page in others:
        assert page.split("\n")[0].strip() == packet.title


def test_whoever_signs_has_words_or_room_above() -> None:
    for one in papers().descriptions:
        for before, part in pairwise(one.part):
            assert part.kind != "sign" or before.kind in ("text", "room", "sign"), one.kind


@pytest.mark.parametrize("text", ["word " * 700, "line\n" * 50], ids=["words", "lines"])
def test_nothing_is_so_high_that_it_leaves_the_page(text: str) -> None:
    held = (Entry(label="Name", value=text), Entry(label="Signature", hand=True))
    paper = Paper(
        kind="x", title="T", made="m",
        blocks=(
            Block(kind="text", text="Before."), Block(kind="entries", entries=held),
            Block(kind="table", titles=("A", "B"), table=(("a", text), ("b", "c"))),
            Block(kind="sides", titles=("A", "B"), table=(("a", text, ""),), rows=3),
            Block(kind="chart", chart=chart_of(text)),
        ),
    )  # fmt: skip
    for page in _as_pictures(paper):
        found = ink(page)
        # The last of it is the line at the foot, which stands clear of what is above.
        assert found.bottom <= found.height * 0.97
        assert found.top >= found.height * 0.03


def test_a_fault_of_the_layout_is_told_in_a_sentence() -> None:
    with pytest.raises(OutputError, match="could not be drawn"):
        draw(of_paper("x"), b"#nothing", "letter", large=False, page=PAGE, day=dt.date.today())
