"""What the pipeline makes of one original: values without Pillow, so that the server need not load it."""

from dataclasses import dataclass

THUMB_FILE = "thumb.jpg"
WALL_FILE = "wall.jpg"
RENDITION_FILES = (THUMB_FILE, WALL_FILE)


@dataclass(frozen=True, slots=True)
class Rendition:
    """One public file: its name (`thumb` or `wall`), its file in the folder, size in pixels, MIME type."""

    name: str
    file: str
    width: int
    height: int
    type: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """Size of the upright original in pixels, ThumbHash in base64, ISO 8601 UTC time, smallest first."""

    width: int
    height: int
    placeholder: str
    taken_at: str | None
    renditions: tuple[Rendition, ...]
