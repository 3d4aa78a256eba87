"""A theme is a file: whatever stands in one, it is a theme or a sentence."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from so_tui import palettes
from so_tui.errors import UsageError
from so_tui.palettes import COLORS, GROUNDS, ROLES, TERMINALS, Palette
from so_tui.settings import load

FIELDS = ("like", "name", "dark", "solid", "cursor-style", *COLORS)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a person's own themes."""
    monkeypatch.setenv("SO_TUI_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "none"))
    themes = tmp_path / "themes"
    themes.mkdir()
    return themes


def hexes() -> st.SearchStrategy[str]:
    """Colors as they are written."""
    return st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def rubbish() -> st.SearchStrategy[str]:
    """Lines of a theme file, most of them wrong."""
    key = st.sampled_from([*FIELDS, "red", "Late", '""', "[late]"])
    value = st.one_of(
        hexes().map('"{}"'.format), st.sampled_from(sorted(TERMINALS)).map('"{}"'.format),
        st.sampled_from(['"#fff"', '"mauve"', '"bold"', '"blink"', "true", "7", "[", "nan",
            '"nord"',
                         "9" * 5000, "2026-13-45", '"""', "{ a = 1 }", '"\\u001b[31m"', "''"]),
    )  # fmt: skip
    line = st.one_of(st.tuples(key, value).map(" = ".join), st.text(max_size=12))
    return st.lists(line, max_size=8).map("\n".join)


def whole(one: Palette) -> bool:
    """Whether a theme has all that is drawn with it."""
    sorts = {one.colors[name] in TERMINALS for name in COLORS}
    return set(one.colors) == set(COLORS) and len(sorts) == 1 and bool(one.name.strip())


@given(said=st.one_of(rubbish().map(str.encode), st.binary(max_size=80)))
@example(said=b"late = " + b"[" * 5000)
@example(said=b"name = " + b"9" * 5000)
@example(said=b"x" * 70_000)
def test_whatever_stands_in_a_file_it_is_a_theme_or_a_sentence_that_names_it(said: bytes) -> None:
    with tempfile.TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SO_TUI_HOME", home)
        patch.setenv("XDG_CONFIG_DIRS", f"{home}/none")
        path = Path(home, "themes", "mine.toml")
        path.parent.mkdir()
        path.write_bytes(said)
        found, refused = palettes.all_palettes()
        assert [one.id for one in found[: len(palettes.ours())]] == list(palettes.ours())
        assert all(map(whole, found))
        if len(found) > len(palettes.ours()):
            assert not refused
            assert palettes.palette("mine") == found[-1]
            return
        (sentence,) = refused
        assert str(path) in sentence
        assert sentence.endswith(".")
        with pytest.raises(UsageError) as fault:
            palettes.palette("mine")
        assert fault.value.sentence == sentence


@pytest.mark.parametrize("field", FIELDS)
def test_a_value_that_does_not_fit_is_named_with_its_field_and_its_file(
    field: str, folder: Path
) -> None:
    (folder / "mine.toml").write_text(f"{field} = 7\n")
    with pytest.raises(UsageError, match=f"mine.toml gives “{field}” a value that is not "):
        palettes.palette("mine")


def test_a_field_that_is_none_is_named_with_those_there_are(folder: Path) -> None:
    (folder / "mine.toml").write_text('lat = "#ff0000"\n')
    with pytest.raises(UsageError, match=r"names “lat”, which is none\. There are: like, name, "):
        palettes.palette("mine")


@given(
    colors=st.dictionaries(st.sampled_from(COLORS), hexes()), like=st.sampled_from(["dark", "nord"])
)
def test_what_a_file_leaves_out_is_as_in_the_theme_that_it_is_like(
    colors: dict[str, str], like: str
) -> None:
    with tempfile.TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SO_TUI_HOME", home)
        themes = Path(home, "themes")
        themes.mkdir()
        lines = [f'like = "{like}"', *(f'{name} = "{color}"' for name, color in colors.items())]
        (themes / "mine.toml").write_text("\n".join(lines))
        assert palettes.palette("mine").colors == {**palettes.palette(like).colors, **colors}


def test_a_color_of_the_terminal_stands_beside_none_of_its_own(folder: Path) -> None:
    (folder / "mine.toml").write_text('late = "red"\n')
    with pytest.raises(UsageError, match="gives “late” a color of another sort than “background”"):
        palettes.palette("mine")
    (folder / "mine.toml").write_text('like = "terminal"\nlate = "bright-red"\n')
    assert palettes.palette("mine").is_terminals


@pytest.mark.parametrize("name", ["dark", "a,b", "a b", "-x", "ä", "x" * 60, "a\x1b[31m"])
def test_a_file_with_a_name_that_none_can_have_is_told(name: str, folder: Path) -> None:
    (folder / f"{name}.toml").write_text("")
    found, refused = palettes.all_palettes()
    assert [one.id for one in found] == list(palettes.ours())
    assert len(refused) == 1
    assert not palettes.is_there(name) or name in palettes.ours()


def test_a_folder_or_a_pipe_in_its_place_is_told(folder: Path) -> None:
    import os

    (folder / "a.toml").mkdir()
    os.mkfifo(folder / "b.toml")
    assert len(palettes.all_palettes()[1]) == 2


def test_ones_own_theme_goes_before_one_of_the_system(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(folder.parent / "etc"))
    lent = folder.parent / "etc" / "so-tui" / "themes"
    lent.mkdir(parents=True)
    for name in ("mine", "ward"):
        (lent / f"{name}.toml").write_text('name = "Lent"\n')
    (folder / "mine.toml").write_text('name = "Mine"\n')
    found = {one.id: one.name for one in palettes.all_palettes()[0]}
    assert (found["mine"], found["ward"]) == ("Mine", "Lent")
    assert palettes.palette("mine").name == "Mine"


def test_the_settings_take_every_theme_there_is_and_no_other(folder: Path) -> None:
    file = folder.parent / "settings.toml"
    (folder / "mine.toml").write_text("")
    for name in (*palettes.ours(), "mine"):
        file.write_text(f'theme = "{name}"')
        assert load(file).theme == name
    for name in ("drak", "", "../dark", "mine.toml", "a/b"):
        file.write_text(f'theme = "{name}"')
        with pytest.raises(UsageError, match=r"“theme” the name of none\. There are: catppuccin, "):
            load(file)


@pytest.mark.parametrize("name", palettes.ours())
def test_each_of_our_own_says_every_field_itself(name: str) -> None:
    one = palettes.palette(name)
    assert whole(one)
    assert one.id == name
    assert set(one.colors) >= {*GROUNDS, *ROLES}


def test_a_theme_that_is_hard_to_read_says_what_is(folder: Path) -> None:
    (folder / "mine.toml").write_text('late = "#14181e"\n')
    faint = palettes.palette("mine").faint()
    assert {ink for ink, _, _ in faint} == {"late"}
    assert faint[0][1] == "background"
