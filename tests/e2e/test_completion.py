"""bash, zsh and fish themselves complete the words of so-tui, whatever a case is called."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import Book
from tests.e2e.shell import Shell

SHELLS = ("bash", "zsh", "fish")
LAB = 'Mercy "East" Lab'

WORST = (
    "A 'b \"c $(touch ran) `touch ran`; touch ran & $HOME !! !$ \\ *?[x]{a,b} ~ #x <>|^%s:=@ ñ–é"
)
"""A label with all that means something to any of the three."""

HOSTILE = (
    "B", "C d", "E'f", 'F"g', "G$(touch ran)", "H`touch ran`", "I; touch ran", "J!!", "K\\",
    "L{a,b}*?[x]", "M~#&|<>()", "N:=@%^,n", "Ñ–é", "O  two blanks", "P -x", "Q\\n\\t", "R$HOME",
    "S$'x'", "T=(ls)", "U?", "V'\"'\"", "W!", "X=~/y", "Y'", 'Z"',
)  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Two cases at the usual place, one of them with an office, and labels that may be shown."""
    made = Book(tmp_path_factory.mktemp("book"))
    home = Path(made.environment["SO_TUI_HOME"])
    home.mkdir()
    (home / "settings.toml").write_text("labels_in_completion = true\n")
    for one in ("Rosa", WORST):
        assert made.usual("new", one).code == 0
    assert made.usual("office", "add", "Rosa", "pathology", "--name", LAB).code == 0
    return made


@pytest.fixture(scope="module", params=SHELLS)
def shell(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, book: Book
) -> Iterator[Shell]:
    """Each of the three in turn."""
    with Shell(request.param, tmp_path_factory.mktemp("shell") / "home", book) as begun:
        yield begun


def test_a_line_is_completed_word_by_word(shell: Shell) -> None:
    taken = shell.taken("so-tui it", "se", "Ros", "P1 arri", "--place=wi", "--chec", "Ana")
    assert taken == [
        "item",
        "set",
        "Rosa",
        "P1",
        "arrived",
        "--place=with-us",
        "--checked-by",
        "Ana",
    ]
    taken = shell.taken("so-tui log --for Ro", "P1 patho", "spok", "--state P1=arri", "")
    assert taken == ["log", "--for", "Rosa:P1", "pathology", "spoke", "--state", "P1=arrived"]
    assert shell.taken("so-tui script Rosa pathology --office Mer", "") == [
        "script", "Rosa", "pathology", "--office", LAB,
    ]  # fmt: skip
    (shell.folder / "a file.json").write_text("")
    assert shell.taken("so-tui import a", "") == ["import", "a file.json"]
    assert shell.taken("so-tui export --output=a", "")[1:] == ["--output=a file.json"]
    shell.shown("so-tui case ", "archive", "hand-over", "unarchive")


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_the_worst_label_is_a_word_and_nothing_more(shell: Shell, quote: str) -> None:
    assert shell.taken(f"so-tui show {quote}A", "") == ["show", WORST]
    assert not (shell.folder / "ran").exists()


def test_where_nothing_can_be_completed_the_line_stays_as_it_was(shell: Shell) -> None:
    assert shell.taken("so-tui --file /nowhere/x show Ro", "sa") == [
        "--file", "/nowhere/x", "show", "Rosa",
    ]  # fmt: skip
    assert shell.taken("so-tui nothing Ro", "sa") == ["nothing", "Rosa"]
    text = shell.at.screen()
    assert "Traceback" not in text
    assert "no casebook" not in text


def test_zsh_finds_the_script_among_its_functions(book: Book, tmp_path: Path) -> None:
    with Shell("zsh in fpath", tmp_path / "home", book) as shell:
        for _ in range(3):  # it is loaded at the first one
            assert shell.taken("so-tui show Ros", "--js", "") == ["show", "Rosa", "--json"]


@pytest.mark.deep
@pytest.mark.parametrize("name", SHELLS)
def test_every_hostile_label_is_a_word_and_nothing_more(name: str, tmp_path: Path) -> None:
    made = Book(tmp_path / "book")
    home = Path(made.environment["SO_TUI_HOME"])
    home.mkdir()
    (home / "settings.toml").write_text("labels_in_completion = true\n")
    for one in HOSTILE:
        assert made.usual("new", one).code == 0
    with Shell(name, tmp_path / "home", made) as shell:
        for label in HOSTILE:
            # The two others quote by themselves; bash is told what to put there.
            for quote in ("", "'", '"') if name == "bash" else ("", "'\""[len(label) % 2]):
                assert shell.taken(f"so-tui show {quote}{label[0]}", "") == ["show", label]
        assert not (shell.folder / "ran").exists()
