"""Partywall: a real-time photo wall for parties."""

__version__ = "0.1.0"
