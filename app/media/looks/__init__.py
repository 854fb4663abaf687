"""Looks at the small picture once it is decoded: models that say something of it."""
