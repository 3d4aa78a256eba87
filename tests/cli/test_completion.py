"""What a shell is offered can be said to the command, and is no more than may be seen."""

from __future__ import annotations

import copy
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from so_tui.casework import Casework
from so_tui.cli import shells, stderr
from so_tui.cli.param_types import Code, Count, Day, Text, Time, Weekdays
from so_tui.cli.program import COMMANDS, run, so_tui
from so_tui.core.changes import CasePage
from tests.cli.reference import every
from tests.cli.running import ROOT, Book
from tests.cli.test_imports import _loaded

FREE = (Text, Time, Day, Count, Weekdays, click.IntRange)
"""What people type as they like; nothing can be offered there."""

OF_ALL = ("so-tui new --from", "so-tui log --for", "so-tui import --case")
"""Where any case can be named."""

FREE_TOO = {
    "so-tui --today", "so-tui cases --search", "so-tui cases --whose", "so-tui report --month",
    "so-tui new label", "so-tui log --promise", "so-tui import --take",
}  # fmt: skip
"""The same by name: a day, words to look for, a month, a name that is given."""


def offered(book: Book, line: str, shell: str = "zsh") -> list[str]:
    """The words that a shell is offered at the end of a line; `<file>` for names of files."""
    kind, *rest = answer(book, line, shell) or [""]
    return ["<file>"] if kind == "file" else [one.partition("\t")[0] for one in rest]


def answer(book: Book, line: str, shell: str = "zsh") -> list[str]:
    """All that a shell is answered at the end of a line."""
    before, _, behind = line.partition("so-tui")
    place = f" --file '{book.path}' --today {book.today}"
    told = CliRunner(env={
        **book.environment, "_SO_TUI_COMPLETE": f"{shell}_complete",
        "_SO_TUI_LINE": f"{before}so-tui{place}{behind}",
    })  # fmt: skip
    with told.isolation(b"no") as (out, err, _):
        assert run([]) == 0
        assert err.getvalue() == b""
        assert sys.stdin.read() == "no", "it read what the person types"
        return out.getvalue().decode().splitlines()


@pytest.fixture(scope="module")
def midway(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The sample with some of everything that has a name or a number; no test changes it."""
    book = Book(tmp_path_factory.mktemp("midway"))
    book("import", str(ROOT / "data" / "samples" / "midway.json"))
    book("companion", "add", "rosa", "--name", "Luis Secreto")
    book("question", "add", "rosa", "--text", "Is Secreto told?")
    book("mark", "rosa", "visit_needs")
    book("log", "rosa", "pathology", "spoke", "--with", "Secreto")
    book("backup")
    return book


def places() -> Iterator[tuple[str, click.Parameter, str]]:
    """Each place of each command where a value stands, with a line up to it."""
    for option in so_tui.params:
        if isinstance(option, click.Option) and not option.is_flag:
            yield f"so-tui {option.opts[0]}", option, f"so-tui {option.opts[0]} "
    for name, command, _ in every():
        for param in command.params:
            if isinstance(param, click.Option):
                if not param.is_flag:
                    before = {"so-tui paper": "letter ", "so-tui disc": "disc.zip "}
                    first = f"{before.get(name, '')}rosa"
                    yield f"{name} {param.opts[-1]}", param, f"{name} {first} {param.opts[-1]} "
            else:
                yield f"{name} {param.name}", param, f"{name} "


PLACES = {name: (param, line) for name, param, line in places()}


def is_free(name: str, param: click.Parameter) -> bool:
    """Whether people type there what they like."""
    return isinstance(param.type, FREE) or name in FREE_TOO


def test_every_place_has_something_to_choose_from(midway: Book) -> None:
    empty = [
        line
        for name, (param, line) in PLACES.items()
        if not is_free(name, param) and not offered(midway, line)
    ]
    assert not empty


@pytest.mark.parametrize(
    ("line", "some"),
    [
        ("so-tui ", {"cases", "show", "item", "completion"}),
        ("so-tui sh", {"show"}),
        ("so-tui item ", {"add", "set", "remove"}),
        ("so-tui help item ", {"add", "set", "remove"}),
        ("so-tui show --", {"--json", "--help"}),
        ("so-tui status ", {"deciding", "on-hold"}),
        ("so-tui status rosa ", {"deciding", "on-hold"}),
        ("so-tui script ros", set()),
        ("so-tui script rosa ", {"pathology"}),
        ("so-tui item set ", {"P1", "R1"}),
        ("so-tui item set P1 ", {"arrived", "to-ask"}),
        ("so-tui item set rosa P1 ar", {"arrived"}),
        ("so-tui item set rosa P1 AR", {"arrived"}),
        ("so-tui item set rosa P1 arrived ", set()),
        ("so-tui item set rosa P1 --place=", {"--place=with-us"}),
        ("so-tui item set rosa P1 --problem block", {"block-refused"}),
        ("so-tui item add rosa mol", {"molecular"}),
        ("so-tui visit accepts rosa mol", {"molecular"}),
        ("so-tui reason rosa ", {"peace-of-mind", "trusted"}),
        ("so-tui reason rosa trusted ", {"applies", "not-sure"}),
        ("so-tui question set rosa ", {"1"}),
        ("so-tui companion set rosa ", {"1"}),
        ("so-tui contact set rosa ", {"1"}),
        ("so-tui release set rosa ", {"1"}),
        ("so-tui put-back rosa ", {"1", "2"}),
        ("so-tui unmark rosa ", {"visit_needs"}),
        ("so-tui log rosa pathology ", {"spoke", "sent"}),
        ("so-tui log rosa pathology spoke --about P1,", {"P1,P2"}),
        ("so-tui log rosa pathology spoke --received P1,", {"P1,P2"}),
        ("so-tui log rosa pathology spoke --state ", {"arrived", "none", "P1="}),
        ("so-tui log rosa pathology spoke --state P1=ar", {"P1=arrived"}),
        ("so-tui log --for rosa:P1,", {"rosa:P1,P2"}),
        ("so-tui log --for rosa:P1 ", {"pathology"}),
        ("so-tui log --for rosa:P1 pathology ", {"spoke"}),
        ("so-tui log rosa visit spoke --needs molecular,", {"molecular,photo-id"}),
        ("so-tui paper l", {"letter"}),
        ("so-tui import ", {"<file>"}),
        ("so-tui backup -o ", {"<file>"}),
        ("so-tui cases --sort ", {"urgency", "has-it"}),
        ("so-tui visit set --zone America/New", {"America/New_York"}),
        ("so-tui completion ", {"bash", "zsh", "fish"}),
    ],
)
def test_a_line_goes_on_with(midway: Book, line: str, some: set[str]) -> None:
    found = offered(midway, line)
    assert some <= set(found) if some else not found, found


def test_what_was_named_in_a_list_is_not_offered_again(midway: Book) -> None:
    assert "P1,P1" not in offered(midway, "so-tui log rosa pathology spoke --about P1,")
    assert "rosa:P1,P1" not in offered(midway, "so-tui log --for rosa:P1,")


def test_conflicts_are_offered_by_place_and_value(midway: Book, tmp_path: Path) -> None:
    luis = Book(tmp_path / "luis", actor="Luis")
    luis("import", "-", stdin=midway("export").data)
    for book, said in ((midway, "one"), (luis, "two")):
        book("case", "set", "--diagnosis", said, "--note", said)
    midway("import", "-", stdin=luis("export").data)
    assert offered(midway, "so-tui choose rosa ") == ["1", "2"]
    assert offered(midway, "so-tui choose rosa 1 ") == ["1", "2"]
    assert offered(midway, "so-tui choose rosa 9 ") == []


def test_every_code_that_is_offered_is_taken() -> None:
    context = click.Context(click.Command("x"))
    for name, (param, _) in PLACES.items():
        if isinstance(param.type, Code):
            for one in param.type.shell_complete(context, param, ""):
                assert param.type.convert(one.value, param, None) is not None, name


# --- Cases ------------------------------------------------------------------------------------

LABELS = ("Rosa M.", "rosa n", "-x", "Ann O'Hara", "twin", "twin")


@pytest.fixture
def many(book: Book) -> Book:
    """A casebook whose cases are called so that not each label can be typed."""
    for one in LABELS:
        book("new", "--another", "--", one)
    return book


def let_labels(book: Book) -> None:
    """Say in the settings that labels may be shown."""
    home = Path(book.environment["SO_TUI_HOME"])
    home.mkdir(exist_ok=True)
    (home / "settings.toml").write_text("labels_in_completion = true\n")


def ids(book: Book) -> dict[str, str]:
    return {one["id"]: one["label"] for one in book("cases", "--json").json["cases"]}


NAMES_A_CASE = (
    "show",
    "export",
    "case remove",
    "case archive",
    "new --from",
    "paper letter",
    "erase",
)


@pytest.mark.parametrize("command", NAMES_A_CASE)
def test_a_case_is_offered_by_what_names_it_alone_for_every_command(
    many: Book, command: str
) -> None:
    found = offered(many, f"so-tui {command} ")
    known = ids(many)
    assert len(found) == len(known)
    assert {one for one in known if one.startswith(tuple(found))} == set(known)
    assert all(len(one) >= 4 for one in found)
    for one in found:
        assert many("show", one).lines[0] in {f"Case {label}" for label in LABELS}


def test_an_id_is_offered_as_far_as_it_tells_a_case_from_others(
    many: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    alike = {"0123456789ab": "one", "0123456789cd": "two", "0123abcdef": "three"}
    monkeypatch.setattr(Casework, "labels", lambda self: alike)
    assert offered(many, "so-tui show ") == ["0123456789ab", "0123456789cd", "0123abcd"]
    assert offered(many, "so-tui show 0123abcde") == ["0123abcdef"]
    assert offered(many, "so-tui show 0123a") == ["0123abcd"]


def test_what_is_exported_already_is_not_offered_again(many: Book) -> None:
    first, *others = offered(many, "so-tui export ")
    assert offered(many, f"so-tui export {first} ") == others


def test_labels_are_offered_where_the_settings_let_them(many: Book) -> None:
    let_labels(many)
    found = offered(many, "so-tui show ")
    assert {"Rosa M.", "rosa n", "Ann O'Hara"} < set(found)
    assert "-x" not in found
    assert "twin" not in found
    assert len(found) == len(LABELS)
    twins = [one for one in answer(many, "so-tui show ") if one.endswith("\ttwin")]
    assert len(twins) == 2
    assert offered(many, "so-tui show Ro") == ["Rosa M."]
    (id_,) = (id_ for id_, label in ids(many).items() if label == "Rosa M.")
    assert offered(many, f"so-tui show {id_[:4]}") == [id_[:8]]


def test_bash_offers_no_letter_other_than_typed_where_it_would_cut_the_word(many: Book) -> None:
    let_labels(many)
    assert offered(many, "so-tui show r", "bash") == ["rosa\\ n"]
    assert offered(many, "so-tui show R", "bash") == ["Rosa\\ M."]
    assert offered(many, "so-tui show ROSA", "bash") == []
    assert len(offered(many, "so-tui show ROSA", "fish")) == 2


def test_an_option_of_the_case_that_is_named_has_what_it_has_while_there_is_but_one(
    midway: Book, tmp_path: Path
) -> None:
    several = Book(tmp_path)
    midway("backup", "-o", str(several.path))
    several("new", "June")
    for name, (param, line) in PLACES.items():
        if isinstance(param, click.Option) and "rosa" in line and name not in OF_ALL:
            assert offered(several, line) == offered(midway, line), name


def test_nobody_is_named_unless_the_settings_let_it(midway: Book) -> None:
    for _, line in PLACES.values():
        told = "\n".join(answer(midway, line)).replace(line, "")
        assert not [one for one in ("rosa m", "secreto") if one in told.casefold()], line


def test_with_labels_what_people_wrote_is_told_beside_its_number(
    midway: Book, tmp_path: Path
) -> None:
    book = copy.copy(midway)
    book.environment = {**midway.environment, "SO_TUI_HOME": str(tmp_path)}
    let_labels(book)
    assert "4\tIs Secreto told?" in answer(book, "so-tui question set rosa ")
    assert any(one.endswith("\tLuis Secreto") for one in answer(book, "so-tui companion set rosa "))


# --- Quiet ------------------------------------------------------------------------------------


def folder_of(book: Book) -> dict[str, tuple[bytes, int]]:
    """All that lies there, with when it was written."""
    files = (one for one in book.path.parent.rglob("*") if one.is_file())
    return {str(one): (one.read_bytes(), one.stat().st_mtime_ns) for one in files}


def test_nothing_is_written_no_case_but_one_is_read_and_nobody_is_asked(
    midway: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("June", "Ann"):
        midway("new", name)
    before = folder_of(midway)
    opened: set[str] = set()
    case = Casework.case

    def watched(self: Casework, id_: str) -> CasePage:
        opened.add(id_)
        return case(self, id_)

    broken: list[str] = []

    def fail(name: str) -> Callable[..., None]:
        # A fault is told to nobody, so raising one would not be seen.
        return lambda *_, **__: broken.append(name)

    monkeypatch.setattr(Casework, "case", watched)
    monkeypatch.setattr(Casework, "cases", fail("every case is read"))
    monkeypatch.setattr(stderr, "ask", fail("a text is asked for"))
    monkeypatch.setattr(stderr, "agreed", fail("a yes is asked for"))
    for param, line in PLACES.values():
        opened.clear()
        answer(midway, line)
        assert len(opened) <= 1, line
        assert not broken, line
        if isinstance(param, click.Option):
            answer(midway, f"{line}- ")
            assert not broken, line
    assert folder_of(midway) == before


def _spoil(book: Book, how: str) -> str:
    """Put something in the way; gives the line that meets it."""
    home = Path(book.environment["SO_TUI_HOME"])
    home.mkdir(exist_ok=True)
    match how:
        case "no casebook":
            book.path.unlink()
        case "damaged":
            book.path.write_bytes(book.path.read_bytes()[:-200] + b"}")
        case "no file at all":
            book.path.unlink()
            book.path.mkdir()
        case "bad settings":
            (home / "settings.toml").write_text("region = 7")
        case "elsewhere":
            (home / "settings.toml").write_text('casebooks_in = ["/nowhere"]')
        case "no such command":
            return "so-tui nothing-like-it "
        case "two casebooks":
            return "so-tui --demo show "
        case "a fault of the program":
            pass
    return "so-tui show "


@pytest.mark.parametrize(
    "how",
    ["no casebook", "damaged", "no file at all", "bad settings", "elsewhere", "no such command",
     "two casebooks", "a fault of the program"],
)  # fmt: skip
@pytest.mark.parametrize("shell", shells.SHELLS)
def test_where_something_is_wrong_nothing_is_offered_and_nothing_said(
    rosa: Book, how: str, shell: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = _spoil(rosa, how)
    before = folder_of(rosa)
    if how == "a fault of the program":
        monkeypatch.setattr(Casework, "labels", lambda self: 1 / 0)
    assert offered(rosa, line, shell) == []
    assert folder_of(rosa) == before


@pytest.mark.parametrize(
    "asked", ["bash_source", "ksh_complete", "bash", "", "powershell_complete"]
)
def test_what_no_shell_asks_is_answered_with_nothing_or_as_a_command(
    rosa: Book, asked: str
) -> None:
    with CliRunner(env={**rosa.environment, "_SO_TUI_COMPLETE": asked}).isolation() as (out, _, _):
        assert run(["--version"]) == 0
        assert bool(out.getvalue()) == (asked == "")


def test_what_no_terminal_should_get_is_never_offered(
    many: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_labels(many)
    bad = ("a\x1b[31m", "b\nc", "d\te", "f\u202eg", "", "\x07")
    labels = {f"0123456{at}-x": one for at, one in enumerate(bad)}
    monkeypatch.setattr(Casework, "labels", lambda self: labels)
    for shell in shells.SHELLS:
        for line in ("so-tui show ", "so-tui show 01", "so-tui show a"):
            told = "".join(answer(many, line, shell))
            assert all(one.isprintable() or one == "\t" for one in told), told


@pytest.mark.parametrize("shell", shells.SHELLS)
def test_the_script_is_written_and_is_for_its_shell(book: Book, shell: str) -> None:
    script = book("completion", shell).out
    assert f"_SO_TUI_COMPLETE={shell}_complete" in script or f"_COMPLETE {shell}_complete" in script
    if shutil.which(shell):
        checked = subprocess.run([shell, "-n"], input=script, text=True, capture_output=True)
        assert (checked.returncode, checked.stderr) == (0, "")


def test_completing_loads_no_command_but_the_one_that_is_typed(tmp_path: Path) -> None:
    told = (
        "import os\nos.environ['_SO_TUI_COMPLETE'] = 'zsh_complete'\n"
        "os.environ['_SO_TUI_LINE'] = 'so-tui '\n"
        "from so_tui.cli.program import run\nrun([])"
    )
    names = _loaded(told, tmp_path)
    assert not {f"so_tui.cli.{module}" for module, _ in COMMANDS.values()} & names
    assert "so_tui.casework" not in names
