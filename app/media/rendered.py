"""The result of the pipeline for one original: plain values, so that the server need not load Pillow."""

from dataclasses import dataclass

from app.media.facts import UNKNOWN, Facts
from app.media.looks.seen import NOTHING, Seen

THUMB_FILE = "thumb.jpg"
WALL_FILE = "wall.jpg"
CLIP_FILE = "clip.mp4"
RENDITION_FILES = (THUMB_FILE, WALL_FILE)


@dataclass(frozen=True, slots=True)
class Rendition:
    """One public file: its name (`thumb`, `wall`, `clip`), its file in the folder, size in px, MIME type."""

    name: str
    file: str
    width: int
    height: int
    type: str


@dataclass(frozen=True, slots=True)
class Face:
    """A head in an upright picture: a box in fractions of its width and height, from the upper left."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class MadeClip:
    """A clip, and how long the whole video plays. None if the video is longer than the clip."""

    clip: Rendition
    whole_ms: int | None


@dataclass(frozen=True, slots=True)
class Rendered:
    """Size of the upright original in px, ThumbHash in base64, ISO 8601 UTC time, renditions smallest first.

    `duration_ms` is the video's own claim, if it is credible. `facts` are the other facts in the original,
    `seen` is the result of the wanted looks (media/looks).
    """

    width: int
    height: int
    placeholder: str
    taken_at: str | None
    renditions: tuple[Rendition, ...]
    duration_ms: int | None = None
    facts: Facts = UNKNOWN
    seen: Seen = NOTHING
    faces: tuple[Face, ...] = ()
