"""Addresses of our own static files: with a checksum, so that they are cached for ever and never stale."""

import hashlib
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parents[1] / "static"
TEMPLATES = Path(__file__).parents[1] / "templates"


@cache
def asset(path: str) -> str:
    """Return the address of static/`path`. A missing file is a mistake of ours and raises."""
    checksum = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]
    return f"/static/{path}?v={checksum}"
