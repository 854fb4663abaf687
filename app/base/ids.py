"""Public ids: 128 random bits, so that none can be guessed from another."""

import re
import secrets

ID_PATTERN = re.compile(r"[0-9a-f]{32}")


def new_id() -> str:
    """Return 32 hexadecimal digits."""
    return secrets.token_hex(16)


def is_id(text: str) -> bool:
    return ID_PATTERN.fullmatch(text) is not None
