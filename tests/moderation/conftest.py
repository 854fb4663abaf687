"""The desk of a party whose timers stand still, for every test about decisions."""

from tests.moderation.test_decisions import desk

__all__ = ["desk"]
