"""The log of the program's own errors is written where a home is, and makes none."""

from __future__ import annotations

from pathlib import Path

import pytest

from so_tui import crash_log


@pytest.mark.parametrize("by", ["HOME", "SO_TUI_HOME"])
@pytest.mark.parametrize("gone", [True, False])
def test_a_home_that_went_away_is_not_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str, gone: bool
) -> None:
    home = tmp_path / "share" / "rosa"
    for name in ("HOME", "SO_TUI_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(by, str(home))
    if not gone:
        home.mkdir(parents=True)
    said = crash_log.told(ValueError("Rosa"))
    assert ("could not be logged" in said) == gone
    assert (tmp_path / "share").exists() != gone
    assert len(list(tmp_path.rglob("errors.log"))) == (not gone)
