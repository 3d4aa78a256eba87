"""What all tests share: the two tiers, and how many examples a law is tried with."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

DEEP = os.environ.get("SO_TUI_DEEP") == "1"

# A slow machine must not fail a law by being slow: no deadline.
settings.register_profile(
    "usual", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("deep", settings.get_profile("usual"), max_examples=500)
settings.load_profile("deep" if DEEP else "usual")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One worker more than there are cores: many tests wait for a terminal, and not for a core."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave tests of the deep tier to the deep tier."""
    if DEEP:
        return
    deep = [item for item in items if item.get_closest_marker("deep")]
    items[:] = [item for item in items if item not in deep]
    config.hook.pytest_deselected(items=deep)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In the deep tier nothing may be skipped: what it needs is installed before it runs."""
    report = yield
    if DEEP and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in the deep tier: {report.longrepr}"
    return report
