"""The JSON Schema of the case file, made from its types.

`python -m so_tui.exchange.schema > data/casefile.schema.json` writes it anew.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import msgspec

from so_tui.core.fields import FIELDS
from so_tui.core.pace import LONGEST
from so_tui.exchange.casefile import Document
from so_tui.exchange.checks import BY_CATALOGUE, MAX_COUNTER, MAX_WHOLE, PAPER

_UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The schema as a plain value, in the dialect of 2020-12.

    It says what a schema can say. What it cannot (references, known words, duplicate names)
    is told in `docs/casefile.md` and checked when a file is read.
    """
    made = msgspec.json.schema(Document)
    parts: dict[str, Any] = made.pop("$defs")
    told = {of.__name__: known for of, known in FIELDS.items()}
    for name, part in parts.items():
        part["description"] = " ".join(part["description"].split())
        for field, value in part["properties"].items():
            _narrow(field, value)
            if (known := told.get(name, {}).get(field)) is not None:
                value["title"] = known.label
                if known.help:
                    value["description"] = known.help
    # In a casebook a change gets its counter when it is written; in a file each has one.
    parts["Change"]["required"].append("counter")
    return {
        "$schema": _DIALECT,
        "title": "so-tui case file",
        "description": "Cases, the offices they name, and how they came to be. Version 1.",
        **made,
        "$defs": dict(sorted(parts.items())),
    }


def _narrow(field: str, value: dict[str, Any]) -> None:
    """Add to one field what its type alone does not say."""
    match field:
        case "id":
            value["pattern"] = _UUID
        case "label":
            value["minLength"] = 1
        case "paper" if "enum" not in value:
            value["pattern"] = f"^{PAPER.pattern}$"
        case "counter":
            value |= {"minimum": 1, "maximum": MAX_COUNTER}
            value.pop("default")
        case "op":
            value["enum"] = [one for one in value["enum"] if one != "join"]  # stays in a casebook
        case "open_days":
            value["uniqueItems"] = True
            value["items"] |= {"minimum": 1, "maximum": 7}
        case "takes":
            value["additionalProperties"] |= {"minimum": 0, "maximum": LONGEST}
        case _:
            for kind in (value, *value.get("anyOf", ())):
                if kind.get("type") == "integer":
                    kind |= {"minimum": 0, "maximum": MAX_WHOLE}
    if value.get("type") == "object" and field not in BY_CATALOGUE:
        value["propertyNames"] = {"pattern": _UUID}


def as_bytes() -> bytes:
    """The schema as it lies in `data/`."""
    return json.dumps(schema(), indent=2, ensure_ascii=False).encode() + b"\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(as_bytes())
