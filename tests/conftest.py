"""What all tests share: how many examples a law is tried with."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# Two helpers of one machine must not fail each other's laws by being slow: no deadline.
settings.register_profile(
    "usual", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("deep", settings.get_profile("usual"), max_examples=500)
settings.load_profile("deep" if os.environ.get("SO_TUI_DEEP") == "1" else "usual")
