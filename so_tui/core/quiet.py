"""The quiet lines: what this program is not, and where to turn with symptoms.

An emergency number is named only for a region whose number is known. The care team's own number
for nights and weekends stands in the line as soon as the case has it.
"""

from __future__ import annotations

from so_tui.core.knowledge import Catalogue


def emergency(catalogue: Catalogue, region: str) -> str:
    """The number to call in an emergency in a region, such as `911`; in words where none is known.

    `region`: an ISO 3166 country, or one of its parts such as `CA-ON`.
    """
    country = region.upper().partition("-")[0]
    return catalogue.emergency.get(country) or catalogue.words["quiet.emergency"]


def symptoms(catalogue: Catalogue, region: str, after_hours: str = "") -> str:
    """Where to turn with symptoms, and in an emergency."""
    line = catalogue.words["quiet.symptoms"].format(emergency=emergency(catalogue, region))
    return f"{line} {_at_night(catalogue, after_hours)}".rstrip()


def short(catalogue: Catalogue, region: str, after_hours: str = "") -> str:
    """What the program is not and where to turn, on one line."""
    line = catalogue.words["quiet.short"].format(emergency=emergency(catalogue, region))
    return f"{line} {_at_night(catalogue, after_hours)}".rstrip()


def lines(catalogue: Catalogue, region: str, after_hours: str = "") -> tuple[str, str, str]:
    """What the program is not, where to turn, and where what is typed is kept."""
    words = catalogue.words
    return words["quiet.what"], symptoms(catalogue, region, after_hours), words["quiet.file"]


def _at_night(catalogue: Catalogue, after_hours: str) -> str:
    if not after_hours:
        return ""
    return catalogue.words["quiet.after_hours"].format(number=after_hours)
