"""Settings are read from one file; what does not fit is named, with the file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from so_tui.errors import UsageError
from so_tui.settings import Settings, load


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a person's settings would lie."""
    return tmp_path / "settings.toml"


def test_without_a_file_the_usual_settings_hold(file: Path) -> None:
    assert load(file) == Settings()
    assert not file.exists()


def test_an_empty_file_holds_the_usual_settings(file: Path) -> None:
    file.write_text("")
    assert load(file) == Settings()


def test_what_a_person_sets_is_taken(file: Path) -> None:
    file.write_text(
        'theme = "light"\nascii = true\nmouse = false\nregion = "CA-ON"\n'
        'date_order = "dmy"\nactor = "Elena Marín"\n[keymap]\n"change.undo" = "ctrl+z,u"\n',
        encoding="utf-8",
    )
    assert load(file) == Settings(
        theme="light", ascii=True, mouse=False, region="CA-ON", date_order="dmy",
        actor="Elena Marín", keymap={"change.undo": "ctrl+z,u"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('color = "red"', "“color”"),
        ("theme = 7", "“theme”"),
        ('ascii = "yes"', "“ascii”"),
        ("mouse = 1", "“mouse”"),
        ('keymap = "u"', "“keymap”"),
        ('[keymap]\n"change.undo" = ["u"]', "“keymap”"),
        ('date_order = "ymd"', "“date_order”"),
        ("actor = 2026-11-25", "“actor”"),
        ('encrypt = "never"', "“encrypt”"),
        ("encrypt = true", "“encrypt”"),
        ("region = US", "cannot be read"),
        ('region = "US"\nregion = "CA"', "cannot be read"),
        ("a = " + "[" * 5000, "cannot be read"),
    ],
)
def test_what_does_not_fit_is_named_with_its_file(file: Path, text: str, named: str) -> None:
    file.write_text(text)
    with pytest.raises(UsageError) as said:
        load(file)
    assert named in said.value.sentence
    assert str(file) in said.value.sentence


def test_a_file_that_is_not_text_is_told(file: Path) -> None:
    file.write_bytes(b'actor = "Mar\xedn"')
    with pytest.raises(UsageError, match="UTF-8"):
        load(file)


def test_a_folder_in_its_place_is_told(file: Path) -> None:
    file.mkdir()
    with pytest.raises(UsageError, match="cannot be read"):
        load(file)


def test_a_path_that_leads_through_no_folder_has_no_line_to_put_right(file: Path) -> None:
    file.write_text("")
    with pytest.raises(UsageError, match=r"cannot be read: .* Look at the folders") as said:
        load(file / "settings.toml")
    assert "that line" not in str(said.value)


def test_every_setting_has_words_for_what_it_must_be(file: Path) -> None:
    for name in Settings.__struct_fields__:
        file.write_text(f"{name} = 1.5")
        with pytest.raises(UsageError, match=f"“{name}” a value that is not "):
            load(file)


def test_what_is_no_file_has_no_line_to_put_right(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(file)
    with pytest.raises(UsageError, match="Move it away; a text file belongs there, or none"):
        load(file)
