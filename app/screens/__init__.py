"""Walls and what they report."""
