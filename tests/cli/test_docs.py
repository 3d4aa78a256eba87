"""The reference is true: every command, option, exit code and name in JSON stands in it."""

from __future__ import annotations

import pytest

from so_tui import errors
from so_tui.cli import reading, streams
from so_tui.cli.program import COMMANDS
from tests.cli.reference import DOCUMENT, MARK, every, reference
from tests.cli.test_reading import CASE, ITEM, STEP, WHOLE

TOLD = DOCUMENT.read_text()
HEAD, _, MADE = TOLD.partition(MARK)


def test_the_reference_is_as_the_program_says() -> None:
    assert f"\n{reference()}" == MADE, "write it anew: python -m tests.cli.reference"


@pytest.mark.parametrize("name", [name for name, _, _ in every()])
def test_every_command_has_its_place(name: str) -> None:
    assert f"# {name}\n" in MADE


def test_every_command_says_what_it_does_and_so_does_every_option() -> None:
    for name, command, _ in every():
        assert command.help, name
        for option in command.params:
            if option.param_type_name == "option":
                assert getattr(option, "help", ""), f"{name} --{option.name}"


def test_the_table_of_commands_says_the_same_as_the_commands() -> None:
    told = {name.removeprefix("so-tui "): one for name, one, _ in every() if name.count(" ") == 1}
    for name, (_, words) in COMMANDS.items():
        first = (told[name].help or "").split("\n\n")[0]
        assert " ".join(first.split()) == words, name


def _codes() -> set[int]:
    found = {errors.SoTuiError.exit_code, streams.READER_LEFT, errors.StoppedError.exit_code}
    found.add(reading.SOMETHING_LATE)
    waiting = [errors.SoTuiError]
    while waiting:
        kind = waiting.pop()
        found.add(kind.exit_code)
        waiting += kind.__subclasses__()
    return found


def test_every_exit_code_is_told_and_no_other() -> None:
    table = HEAD.partition("## Exit codes")[2].partition("##")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ") and line[2].isdigit()]
    assert {int(line.split("|")[1]) for line in rows} == _codes() | {0}


def test_every_name_in_json_is_told() -> None:
    json = HEAD.partition("## JSON")[2]
    for name in CASE | ITEM | STEP | WHOLE:
        assert f"`{name}`" in json, name
