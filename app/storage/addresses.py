"""The public names of renditions. They are the same in a folder and in a store."""

import re
import secrets

PUBLIC_KEY_PATTERN = re.compile(r"([0-9a-f]{2})/([0-9a-f]{30})/([a-z0-9]{1,20}\.[a-z0-9]{2,5})")

RENDITION_FILE = re.compile(r"[a-z0-9]{1,20}\.[a-z0-9]{2,5}")

IMMUTABLE = "public, max-age=31536000, immutable"
"""How renditions may be cached: a name is never used again for other bytes."""
MEDIA_TYPES = {"jpg": "image/jpeg", "mp4": "video/mp4", "webp": "image/webp", "avif": "image/avif"}


def media_type_of(file: str) -> str:
    """Return a rendition's type by its name, which is one of ours."""
    return MEDIA_TYPES.get(file.rpartition(".")[2], "application/octet-stream")


def media_url(folder: str, file: str) -> str:
    """Return the public address of a rendition."""
    return f"/media/{folder[:2]}/{folder[2:]}/{file}"


def new_folder() -> str:
    """Name a public folder. The name cannot be guessed, and is not used again after a takedown."""
    return secrets.token_hex(16)
