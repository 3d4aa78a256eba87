"""CSV: what goes out into a spreadsheet comes back as it was, and a list from one begins cases."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from so_tui.core.case import Case, CaseOffice, Contact, Office, in_order
from so_tui.core.fields import kind_of
from so_tui.core.folding import key
from so_tui.core.pages import Pages, as_case, as_office
from so_tui.core.text import clean
from so_tui.core.wording import Wording, codes_of
from so_tui.errors import RefusedInputError
from so_tui.exchange.formats import csv as csv_format
from so_tui.exchange.tables.cells import harmless, meant, told
from so_tui.exchange.tables.columns import NAMES, called, tables
from so_tui.exchange.tables.reading import MOST_COLUMNS, MOST_ROWS, sheet
from tests.cli.running import ROOT, Book
from tests.deeds import TODAY, pen
from tests.exchange.tabled import (
    GOLDEN,
    READ,
    drawn,
    golden,
    pages_of,
    read,
    taken,
    values,
    written,
)
from tests.knowledge import catalogue

RUN = st.sampled_from([*"=+-@\t\r\n'\"; ,＝"])
TEXTS = st.one_of(
    st.text(st.one_of(RUN, st.sampled_from("a1é")), max_size=6),
    st.text(max_size=8),
)
CLEAN = TEXTS.map(lambda text: clean(text, lines=True))


def cells(data: bytes, told: bool = True) -> list[list[str]]:
    """The rows of a table; those that are read alone unless `told`."""
    rows = [*csv.reader(io.StringIO(data.decode(), newline=""), strict=True)]
    names = {one.name for table in READ for one in tables()[table] if one.is_told}
    keep = [n for n, name in enumerate(rows[0]) if told or name not in names - {"Card"}]
    return [[row[n] for n in keep] for row in rows]


def lines(*rows: str) -> bytes:
    """A table as a spreadsheet writes it."""
    return "".join(f"{row}\r\n" for row in rows).encode()


def only(pages: Pages) -> Case:
    """The one case of a casebook."""
    (case,) = (as_case(one).value for one in pages.values() if one.kind == "cases")
    return case


# --- There and back -------------------------------------------------------------------------------


@given(TEXTS)
def test_what_a_spreadsheet_would_run_is_made_harmless_and_comes_back(text: str) -> None:
    _there_and_back(text)


def test_no_run_of_apostrophes_blanks_and_signs_becomes_another_one() -> None:
    for length in range(5):
        for text in map("".join, itertools.product("'=-\t\n; a", repeat=length)):
            _there_and_back(text)


def _there_and_back(text: str) -> None:
    cell = harmless(text)
    assert meant(cell) == text
    # A spreadsheet of another region parts cells at semicolons or tabs, whatever quotes there are.
    for part in re.split(r"[;\t\r\n]", cell):
        assert not re.match(r"\s*[=+\-@]", part)
    assert not re.match(r"[\t\r]", cell)
    assert cell.replace("'", "") == text.replace("'", "")


@given(drawn(text=CLEAN))
def test_what_was_written_changes_nothing_where_it_came_from(pages: Pages) -> None:
    for table in READ:
        file = read(written(pages, table), pages)
        assert values(taken(written(pages, table), pages)) == values(pages)
        assert file.offices == ()
        assert all(one == pages["cases", one.id].value for one in file.cases)


@given(drawn(text=CLEAN))
def test_in_an_empty_casebook_it_makes_just_what_it_shows(pages: Pages) -> None:
    for table in READ:
        data = written(pages, table)
        there = taken(data, {})
        assert cells(written(there, table), told=False) == cells(data, told=False)
        assert values(taken(data, there, pen(seed=1))) == values(there), "twice changes nothing"


@given(drawn(), drawn(), st.sampled_from(["caseload", "offices", "contacts"]))
def test_what_it_says_is_so_afterwards_and_twice_is_as_once(
    mine: Pages, theirs: Pages, table: str
) -> None:
    data = written(theirs, table)
    once = taken(data, mine)
    for key_, page in taken(data, once, pen(seed=1)).items():
        assert page.value == once[key_].value
    known = {tuple(row): None for row in cells(written(once, table), told=False)}
    for row in cells(data, told=False):
        assert any(
            all(not cell or cell == there for cell, there in zip(row, other, strict=True))
            for other in known
        ), row


@given(drawn(text=CLEAN), st.sampled_from(READ), st.data())
def test_columns_stand_in_any_order_and_what_is_left_out_or_empty_stays(
    pages: Pages, table: str, data: st.DataObject
) -> None:
    rows = [*csv.reader(io.StringIO(written(pages, table).decode(), newline=""))]
    whose = {"Case id", "Patient", "Item id", "Contact id", "Office id", "Office", "Item",
             "What came of it"}  # fmt: skip
    order = data.draw(st.permutations(range(len(rows[0]))))
    kept = [n for n in order if rows[0][n] in whose or data.draw(st.booleans())]
    by = data.draw(st.sampled_from(",;\t"))
    to = io.StringIO(newline="")
    writer = csv.writer(to, delimiter=by, lineterminator=data.draw(st.sampled_from(["\n", "\r\n"])))
    names = [data.draw(st.sampled_from(_names(table, rows[0][n]))) for n in kept]
    writer.writerow(names)
    for row in rows[1:]:
        writer.writerow([
            row[n] if rows[0][n] in whose or data.draw(st.booleans()) else "" for n in kept
        ])  # fmt: skip
    code = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    assert values(taken(to.getvalue().encode(code), pages)) == values(pages)


def _names(table: str, name: str) -> list[str]:
    column = next(one for one in tables()[table] if one.name == name)
    # Under a name that another table has too, it could be read as that one.
    return [column.name, column.name.upper(), f" {column.name.replace(' ', '_')} "]


def test_it_is_written_as_the_standard_says_with_a_mark_only_where_it_is_wanted() -> None:
    note = 'She said "no",\nthen =1'
    pages = pages_of([Case(id="c", label="Ana, B.", began=TODAY, note=note)], [])
    data = written(pages, "caseload")
    assert b'"Ana, B."' in data
    assert b'"She said ""no"",\nthen =1"' in data
    assert data.endswith(b"\r\n")
    assert not data.startswith(b"\xef\xbb\xbf")
    assert written(pages, "caseload", bom="yes") == b"\xef\xbb\xbf" + data


@pytest.mark.parametrize("name", sorted(golden()))
def test_the_golden_tables_are_written_and_read(name: str) -> None:
    kept = (GOLDEN / name).read_bytes()
    assert golden()[name] == kept, "write them anew: python -m tests.exchange.tabled"
    if name.endswith("-due.csv"):
        with pytest.raises(RefusedInputError, match="tells what is due"):
            read(kept)
    else:
        there = taken(kept, {})
        (table,) = (one for one in READ if name.endswith(f"-{one}.csv"))
        assert cells(written(there, table), told=False) == cells(kept, told=False)


# --- Names and words ------------------------------------------------------------------------------


def test_tables_are_told_apart_and_no_name_means_two_columns() -> None:
    assert csv_format.FORMAT.options[0].choices == NAMES
    for table, columns in tables().items():
        assert len(called(table)) == sum(len({key(n) for n in one.names}) for one in columns)
        if table in READ:
            header = ",".join(one.name for one in columns)
            assert sheet(lines(header), "a").table == table


@given(data=st.data())
def test_a_list_that_can_be_of_two_kinds_is_not_taken_for_one_of_them(data: st.DataObject) -> None:
    caseload, offices = (called(one) for one in ("caseload", "offices"))
    # One word for each column, since no column may stand there twice.
    both = sorted({caseload[one].key: one for one in caseload.keys() & offices.keys()}.values())
    both = [one for one in both if one != key("Name")]
    header = ["Name", *data.draw(st.lists(st.sampled_from(both), unique=True))]
    with pytest.raises(RefusedInputError, match="name that column Patient or Office"):
        sheet(lines(",".join(header)), "a")
    # One word says which it is, and so does any column that only one of them has.
    for name, table in (("Patient", "caseload"), ("Office", "offices")):
        named = data.draw(st.permutations([name, *header[1:]]))
        assert sheet(lines(",".join(named)), "a").table == table
    others = [one for one in offices.keys() - caseload.keys() if offices[one].key != "name"]
    own = data.draw(st.sampled_from(sorted(others)))
    assert sheet(lines(",".join([*header, own])), "a").table == "offices"


def test_no_word_stands_for_two_codes_and_each_is_read_as_it_is_written() -> None:
    wording = Wording(catalogue())
    for column in (one for table in READ for one in tables()[table] if one.part is not None):
        assert column.part is not None
        if kind_of(column.part, column.field) == "code":
            words = [told(one, column, wording) for one in codes_of(column.type)]
            assert len({key(one) for one in words}) == len(words), column.key
    kinds = [key(one.name) for one in catalogue().kinds.values()]
    assert len(set(kinds)) == len(kinds)


# --- A list from a spreadsheet --------------------------------------------------------------------


@pytest.mark.parametrize("by", [",", ";", "\t"])
@pytest.mark.parametrize("head", ["", "sep={}\r\n"])
def test_a_list_begins_cases_with_their_usual_items(by: str, head: str) -> None:
    rows = ["Name,DOB,Appointment,Appt time,Owner,Hair", "Rosa,1958-04-03,17 Dec 2026,2pm,Luis,red"]
    data = head.format(by).encode() + lines(*(row.replace(",", by) for row in rows))
    file = read(data)
    (case,) = file.cases
    assert (case.label, case.has_it, case.status) == ("Rosa", "Luis", "going")
    assert case.person.born == dt.date(1958, 4, 3)
    assert (case.visit.day, case.visit.time) == (dt.date(2026, 12, 17), dt.time(14))
    assert case.visit.set_on == TODAY
    assert len(case.items) == sum(one.usual for one in catalogue().kinds.values())
    assert any("“Hair”" in note for note in file.notes)


def test_a_case_is_found_by_its_id_and_then_by_its_name_alone() -> None:
    pages = taken(lines("Patient,Note", "Rosa M.,one", "Sam,two"), {})
    rosa = next(one for one in map(as_case, pages.values()) if one.value.label == "Rosa M.")
    after = taken(lines("patient,note,born", " rosa m,three,"), pages)
    assert as_case(after["cases", rosa.id]).value.note == "three"
    after = taken(lines("case id,patient", f"{rosa.id},Rosalia"), pages)
    assert as_case(after["cases", rosa.id]).value.label == "Rosalia"
    two = pages | pages_of([Case(id="x", label="ROSA M", began=TODAY)], [])
    with pytest.raises(RefusedInputError, match=r"Row 2, Patient: 2 cases are called Rosa M"):
        read(lines("Patient", "Rosa M."), two)
    with pytest.raises(RefusedInputError, match=r"Row 3, Patient: This is the same as in row 2"):
        read(lines("Patient", "Ana", "ANA"))


def test_a_visit_that_moves_leaves_its_earlier_date_and_a_status_that_is_said_stays() -> None:
    pages = taken(lines("Patient,Visit", "Rosa,2026-12-17"), {})
    case = only(taken(lines("Patient,Visit", "Rosa,2026-12-21"), pages))
    assert [one.day for one in case.visit.earlier.values()] == [dt.date(2026, 12, 17)]
    pages = taken(lines("Patient", "Rosa"), {})
    assert only(pages).status == "deciding"
    assert only(taken(lines("Patient,Visit", "Rosa,2026-12-17"), pages)).status == "going"
    said = lines("Patient,Visit,Status", "Rosa,2026-12-17,deciding")
    once = taken(said, pages)
    assert (only(once).status, only(once).going_since) == ("deciding", None)
    assert values(taken(said, once)) == values(once)


def test_items_move_as_if_it_was_typed_and_new_ones_come_to_the_case() -> None:
    pages = taken(lines("Patient", "Rosa"), {})
    before = len(only(pages).items)
    data = lines(
        "Patient,Record,Status,Office,Description",
        "Rosa,pathology report,asked,St. Luke's,",
        "Rosa,mystery,to ask,,of the chest",
    )
    with pytest.raises(RefusedInputError, match=r"Row 3, Record: “mystery” is not known"):
        read(data, pages)
    data = data.replace(b"mystery,", b"pathology slides,").replace(
        b"pathology slides", b"stained slides"
    )
    case = only(after := taken(data, pages, pen(seed=2)))
    assert len(case.items) == before + 1
    (report,) = (one for one in case.items.values() if one.kind == "pathology_report_copy")
    assert report.state == "asked"
    assert [move.on for move in report.moves.values()] == [TODAY]
    here = case.offices[report.office or ""]
    assert as_office(after["offices", here.office]).value.name == "St. Luke's"
    assert values(taken(data, after, pen(seed=1))) == values(after)


def test_a_case_that_was_removed_comes_back_with_its_row_and_with_no_part_of_it() -> None:
    id_ = "00000000-0000-4000-8000-0000000000c1"
    ((at, page),) = pages_of([Case(id=id_, label="Rosa", began=TODAY)], []).items()
    pages: Pages = {at: replace(page, removed=True)}
    with pytest.raises(RefusedInputError, match=r"Row 2, Case id: Rosa was removed here"):
        read(lines("Case id,Item", f"{id_},pathology report"), pages)
    assert not taken(lines("Case id,Note", f"{id_},back"), pages)[at].removed


def test_entries_of_the_log_come_once() -> None:
    pages = taken(lines("Patient", "Rosa"), {})
    data = lines(
        "Patient,Date,Card,Result,Spoke with,Notes",
        "Rosa,2026-11-20,pathology,promised,Ana,by Friday",
        "Rosa,2026-11-21,pathology,no answer,,",
    )
    once = taken(data, pages)
    assert [one.outcome for _, one in in_order(only(once).contacts)] == ["promised", "no_answer"]
    assert values(taken(data, once, pen(seed=1))) == values(once)


def test_offices_are_found_by_name_and_two_of_a_name_are_refused() -> None:
    data = lines("Office,Fax,Open days", "St. Luke's,203-555-0100,mon-thu")
    pages = taken(data, {})
    ((_, page),) = pages.items()
    assert as_office(page).value.open_days == (1, 2, 3, 4)
    assert values(taken(data.replace(b"St. Luke's", b"ST LUKES"), pages, pen(seed=1))).keys() == (
        pages.keys()
    )
    two = pages_of([], [Office(id="a", name="Lab"), Office(id="b", name="lab")])
    with pytest.raises(RefusedInputError, match=r"Row 2, Office: 2 offices are called Lab"):
        read(lines("Office,Fax", "Lab,1"), two)


def test_an_office_of_no_table_is_named_in_items_by_what_it_is_called_here() -> None:
    pages = pages_of(
        [
            Case(
                id="c", label="Rosa", began=TODAY,
                offices={"o": CaseOffice(number=1, call="oncologist", office="lab")},
                contacts={"k": Contact(number=1, on=TODAY, call="pathology", outcome="sent")},
            )
        ],
        [Office(id="lab", name="Lab")],
    )  # fmt: skip
    data = lines("Patient,Item,Office", "Rosa,pathology report,LAB")
    after = taken(data, pages)
    assert [one.office for one in only(after).items.values()] == ["o"]
    assert len(after) == len(pages)


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("2026-04-03", dt.date(2026, 4, 3)),
        ("2026-04-03 00:00:00", dt.date(2026, 4, 3)),
        ("3 Apr 2026", dt.date(2026, 4, 3)),
        ("April 3, 2026", dt.date(2026, 4, 3)),
        ("30/04/2026", dt.date(2026, 4, 30)),
        ("04/30/2026", dt.date(2026, 4, 30)),
        ("30.4.2026", dt.date(2026, 4, 30)),
        ("05/05/2026", dt.date(2026, 5, 5)),
        ("04/03/2026", "can be"),
        ("04/30/26", "no full year"),
        ("3 Apr", "no full year"),
        ("+3", "no full year"),
        ("today", "no full year"),
        ("31/31/2026", "is not a day"),
        ("46113", "is not a day"),
        ("soon", "is not a day"),
        ("0001-01-01", "is not a day"),
    ],
)
def test_days_are_read_where_they_are_certain(cell: str, says: dt.date | str) -> None:
    data = lines("Patient,Visit", f'Rosa,"{cell}"')
    if isinstance(says, dt.date):
        assert read(data).cases[0].visit.day == says
    else:
        with pytest.raises(RefusedInputError, match=rf"Row 2, Visit: .*{says}"):
            read(data)


# --- What is refused ------------------------------------------------------------------------------


def test_all_that_is_wrong_is_told_by_row_and_column_and_nothing_is_taken_in() -> None:
    data = lines(
        "Patient,DOB,Status,Note", "Ana,,,ok", "Ben,03/04/1958,lost,", ",,,who", "", "C,?,,"
    )
    with pytest.raises(RefusedInputError) as told_:
        read(data)
    said = str(told_.value)
    for one in ("Row 3, Status:", "Row 3, DOB:", "Row 4, Patient:", "Row 6, DOB:"):
        assert one in said
    many = lines("Patient,DOB", *(f"P{n},?" for n in range(30)))
    with pytest.raises(RefusedInputError, match="And 20 more"):
        read(many)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\r\n\r\n", "empty"),
        (b"Patient\r\nR\0sa", "NUL"),
        (b"Patient\r\nMart\xednez", "UTF-8"),
        (b'Patient\r\n"Ro"sa', "row 2 cannot be read: a quotation mark"),
        (b'Patient\r\n"Rosa', "row 2 cannot be read: a quotation mark"),
        (b"Patient,DOB\r\nRosa,1958-04-03,more", "row 2 has more cells"),
        (b"Patient,Name\r\nRosa,Rosa", "“Patient” and “Name” are the same"),
        (b"a,b\r\n1,2", "no column of it is known"),
        (b"Patient,Note\r\nRosa," + b"x" * 200_000, "a cell there is too long"),
        (b"Patient,Note\r\nRosa," + b"x" * 20_001, "Row 2, Note: That text has"),
        (b"Patient," + b"x," * 10_000, "10,001 columns"),
        (b"Patient\r\n" + b"a\r\n" * (MOST_ROWS + 1), "more than 50,000 rows"),
        (b"Case id\r\nfe2", "no id of a case"),
        (b"Case id\r\n00000000-0000-4000-8000-000000000001", "There is no name"),
        (b"Patient,Born\r\nRosa,2027-01-01", "still ahead"),
        (b"Patient,Time\r\nRosa,25:00", "Time:"),
        (b"Patient,Time zone\r\nRosa,Mars", "time zone"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_cannot_be_read_is_told_in_a_sentence(data: bytes, says: str) -> None:
    with pytest.raises(RefusedInputError) as told_:
        read(data)
    assert says in str(told_.value)
    assert len(str(told_.value)) < 500


def test_a_table_with_names_alone_is_said_to_be_so() -> None:
    file = read(b"Patient,Note\r\n")
    assert file.cases == ()
    assert any("no row" in note for note in file.notes)
    assert max(map(len, tables().values())) <= MOST_COLUMNS


HEADERS = st.sampled_from([
    name for table in NAMES for one in tables()[table] for name in one.names
])  # fmt: skip


@given(
    st.lists(HEADERS | TEXTS, min_size=1, max_size=5),
    st.lists(st.lists(TEXTS | st.sampled_from(["2026-12-02", "asked", "yes", "3"]), max_size=6)),
    st.binary(max_size=4),
    drawn(),
)
def test_any_table_is_taken_in_or_refused_with_a_sentence(
    header: list[str], rows: list[list[str]], junk: bytes, pages: Pages
) -> None:
    to = io.StringIO(newline="")
    csv.writer(to).writerows([header, *rows])
    for data in (to.getvalue().encode("utf-8", "ignore"), to.getvalue().encode("utf-8") + junk):
        with contextlib.suppress(RefusedInputError):
            assert taken(data, pages).keys() >= pages.keys()


# --- As a person does it --------------------------------------------------------------------------


def test_the_examples_of_the_page_do_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs/formats.md").read_text("utf-8").partition("\n## CSV\n")[2]
    page = page.partition("\n## ")[0]
    (example,) = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)
    out, begin = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    assert [f"`{name}`" in page for name in NAMES] == [True] * len(NAMES)
    assert f"{MOST_ROWS:,} rows and {MOST_COLUMNS} columns" in page
    monkeypatch.chdir(tmp_path)
    Path("patients.csv").write_text(example, "utf-8")
    book = Book(tmp_path)
    for n, command in enumerate([*begin.splitlines(), *out.splitlines()]):
        said = book(*command.split()[1:])
        if n == 0:
            assert not book.path.exists(), "it was tried only"
            assert "Would take in Rosa M." in said.talk
    rosa = book("show", "Rosa", "--json").json
    assert rosa["case"]["visit"]["doctor"] == "Dr. Lin"
    assert "Nothing new in Sam T." in book("import", "patients.csv").talk


def test_a_list_of_twenty_is_taken_in_told_and_undone_as_one(tmp_path: Path) -> None:
    book, path = Book(tmp_path), tmp_path / "list.csv"
    rows = [f"Patient {n};{n + 1}. May {1950 + n};2026-12-{n + 1:02};=1+{n}" for n in range(20)]
    path.write_bytes("\ufeff".encode() + lines("Client;Birthday;Appt;Comments", *rows))
    assert "Took in Patient 19." in book("import", str(path)).talk
    out = book("export", "--all", "--format", "csv")
    assert out.data.count(b"'=1+") == 20
    back = tmp_path / "back.csv"
    back.write_bytes(out.data)
    assert book("import", str(back)).talk.count("Nothing new in") == 20
    book("undo")
    assert "There is no case" in book.try_("export", "--all", "--format", "csv").talk


def test_offices_alone_are_taken_in_and_the_change_is_named_so(tmp_path: Path) -> None:
    book, path = Book(tmp_path), tmp_path / "offices.csv"
    path.write_bytes(lines("Hospital,Fax", "St. Luke's,203-555-0100"))
    assert "brings 1 new office" in book("import", str(path)).talk
    assert "Imported offices" in book("undo").talk
