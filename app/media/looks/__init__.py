"""Looks: models that examine the small decoded picture."""
