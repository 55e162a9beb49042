"""What holds for every test: no sockets, a fixed choice of examples, long campaigns only on request.

Sockets are off except where a test says so (CONTRIBUTING.md). The folders below say so for all of their tests;
any other test does it with `@pytest.mark.loopback`. Even then only this machine can be reached.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

LOOPBACK_FOLDERS = frozenset({"wire", "store", "console", "crash", "attack"})
LOOPBACK_HOSTS = ["127.0.0.1", "::1", "localhost"]
TESTS = Path(__file__).parent

# `ci` finds the same examples every time; `explore` looks for new ones; `campaign` looks long.
settings.register_profile(
    "ci",
    derandomize=True,
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("explore", max_examples=500, deadline=None)
settings.register_profile("campaign", max_examples=100_000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if speaks_on_loopback(item):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK_HOSTS))
        if item.get_closest_marker("campaign") and "LIMEN_CAMPAIGN" not in os.environ:
            item.add_marker(pytest.mark.skip(reason="a campaign: set LIMEN_CAMPAIGN=1"))


def speaks_on_loopback(item: pytest.Item) -> bool:
    folder = item.path.relative_to(TESTS).parts[0]
    return folder in LOOPBACK_FOLDERS or item.get_closest_marker("loopback") is not None
