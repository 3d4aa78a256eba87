"""The documentation says what the program does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from docs import make_clocks, make_keys, make_moving, make_papers
from docs.make_pictures import FOLDER, PICTURES
from so_tui import palettes
from so_tui.papers import papers
from so_tui.settings import Settings, load
from so_tui.tui.keys import ACTIONS

ROOT = Path(__file__).parent.parent
PAGES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md"])


def test_every_action_is_in_the_table_of_keys_as_it_is_in_the_program() -> None:
    assert (ROOT / "docs/keys.md").read_text("utf-8") == make_keys.page()
    for action in ACTIONS:
        assert f"`{action.id}`" in make_keys.page()


def test_the_page_of_clocks_is_as_the_data_says() -> None:
    made = (ROOT / "docs/clocks.md").read_text("utf-8")
    assert made == make_clocks.page(), "write it anew: python -m docs.make_clocks"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8")):
        if not link.startswith("http"):
            assert (page.parent / link).exists(), link


def test_every_picture_is_made_by_the_command_and_shown_in_the_tour() -> None:
    tour = (ROOT / "docs/tour.md").read_text("utf-8")
    assert {one.name for one in FOLDER.iterdir() if one.is_file()} == {
        *(f"{name}.svg" for name in PICTURES), make_moving.PICTURE.name,
    }  # fmt: skip
    assert [name for name in PICTURES if f"pictures/{name}.svg" not in tour] == []


def test_each_kind_of_paper_is_told_of_and_shown() -> None:
    page = (ROOT / "docs/papers.md").read_text("utf-8")
    kinds = papers().kinds()
    (told,) = re.findall(r"\| kind \| for \| holds \|\n(.*?)\n\n", page, re.DOTALL)
    assert sorted(re.findall(r"^\| `([\w-]+)` \|", told, re.MULTILINE)) == sorted(kinds)
    shown = re.findall(r"`([\w-]+)`<br>!\[[^\]]{20,}\]\(pictures/papers/([\w-]+)\.png\)", page)
    assert sorted(shown) == sorted((kind, kind) for kind in kinds)
    assert {one.name for one in make_papers.FOLDER.iterdir()} == {f"{kind}.png" for kind in kinds}
    for kind in kinds:
        assert 4_000 < (make_papers.FOLDER / f"{kind}.png").stat().st_size < 60_000


def test_every_key_the_tour_names_is_one() -> None:
    tour = (ROOT / "docs/tour.md").read_text("utf-8")
    known = {key for action in ACTIONS for key in action.keys.split(",")}
    named = {one for one in re.findall(r"`([^`\s]{1,2})`", tour) if not one.isdigit()}
    given = {
        "/": "slash", "?": "question_mark", "fg": "j", "<": "less_than_sign",
        ">": "greater_than_sign", "+": "plus", "-": "minus", "=": "equals_sign",
    }  # fmt: skip
    assert {given.get(one, one.lower() if one.startswith("F") else one) for one in named} <= known


def test_the_settings_that_are_shown_are_all_there_are(tmp_path: Path) -> None:
    page = (ROOT / "docs/settings.md").read_text("utf-8")
    example, _ = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert set(tomllib.loads(example)) == set(Settings.__struct_fields__)
    path = tmp_path / "settings.toml"
    path.write_text(example, encoding="utf-8")
    assert load(path).actor == "Elena"


def test_the_theme_that_is_shown_says_all_there_is_to_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs/settings.md").read_text("utf-8")
    _, example = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    monkeypatch.setenv("SO_TUI_HOME", str(tmp_path))
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "mine.toml").write_text(example, encoding="utf-8")
    assert not palettes.palette("mine").faint()
    fields = {"like", "name", "dark", "solid", "cursor-style", *palettes.COLORS}
    assert set(tomllib.loads(example)) == fields
    assert all(f"`{name}`" in page for name in palettes.ours())
