"""The desk of a party whose timers stand still, and the seeds of meeting deeds, for tests about decisions."""

import pytest

from tests.moderation.test_decisions import desk

__all__ = ["desk"]

AT_ONCE = 20
"""So many seeds share a desk, because starting one takes longer than the deeds."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run tests of chance with the seeds below their module's ROUNDS, or with those of `--seeds`."""
    if "seeds" in metafunc.fixturenames:
        first, _, end = metafunc.config.getoption("--seeds").partition("-")
        first, end = (int(first), int(end)) if end else (0, metafunc.module.ROUNDS)
        starts = range(first, end, AT_ONCE)
        metafunc.parametrize("seeds", [range(start, min(start + AT_ONCE, end)) for start in starts], ids=str)
