"""The case file's schema, held against plain values by an independent validator."""

from __future__ import annotations

from typing import Any

# jsonschema comes without types, and its stubs would be one more thing to install.
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]  # it has no types

from so_tui.exchange.schema import schema


def check_schema() -> None:
    """Raise when the schema is not one of its own dialect."""
    Draft202012Validator.check_schema(schema())


def faults(plain: Any) -> list[str]:
    """What the schema finds wrong with a plain value, one line each."""
    validator = Draft202012Validator(schema(), format_checker=FormatChecker())
    return [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(plain)]
