"""What all tests share: the two tiers, and how many examples a law is tried with."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

from so_tui import crash_log

DEEP = os.environ.get("SO_TUI_DEEP") == "1"
COMPLETE = DEEP or os.environ.get("SO_TUI_COMPLETE") == "1"
"""Whether a skipped test is a failure: what it needs was installed before."""

# A slow machine must not fail a law by being slow: no deadline. The examples are the same each
# time, so that a red run can be seen again, and is by what was changed; others are looked for by
# hand (SO_TUI_SEARCH=1).
settings.register_profile(
    "usual", max_examples=20, deadline=None, derandomize=os.environ.get("SO_TUI_SEARCH") != "1",
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
settings.register_profile("deep", settings.get_profile("usual"), max_examples=200)
settings.load_profile("deep" if DEEP else "usual")


# Each app that is started leaves many cycles; looking for them as often as usual takes a sixth of
# the time of all tests.
gc.set_threshold(100_000, 50, 100)

LONG = (
    "tests/tui/test_law_of_panes.py",
    "tests/core/test_plan_histories.py",
    "tests/e2e/test_on_screen.py",
    "tests/faults/test_faults.py",
    "tests/packaging/test_standards.py",
    "tests/tui/test_forms_keys.py",
    "tests/tui/test_forms_hostile.py",
    "tests/tui/test_typed_ahead.py",
    "tests/e2e/test_dropped_line.py",
    "tests/e2e/test_at_a_terminal.py",
)
"""Files that take long begin first, so that none is left alone at the end."""


@pytest.fixture(autouse=True)
def no_fault_from_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault that one test met is none of the next one's."""
    monkeypatch.setattr(crash_log, "_met", [])


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One worker more than there are cores: many tests wait for a terminal, and not for a core."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the long files, and leave to each tier what is its own.

    The deep tier runs its own tests, each law, and each file that counts by `DEEP`: all others do
    in it what they do in the usual one.
    """
    place = {name: at for at, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.nodeid.split("::")[0], len(LONG)))
    here: list[pytest.Item] = []
    elsewhere: list[pytest.Item] = []
    for item in items:
        alone = item.get_closest_marker("deep") is not None
        module = item.getparent(pytest.Module)
        law = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        deeper = alone or law or (module is not None and hasattr(module.obj, "DEEP"))
        (here if (deeper if DEEP else not alone) else elsewhere).append(item)
    items[:] = here
    config.hook.pytest_deselected(items=elsewhere)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where all must run, nothing may be skipped."""
    report = yield
    if COMPLETE and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, where all must run: {report.longrepr}"
    return report
