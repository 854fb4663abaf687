"""The tags written into an exported copy: XMP in every format, and further ones that some readers expect.

EXIF is not written: exiftool rewrites its whole block, which in a HEIC lost 180 kB of padding. XMP is only
inserted.
"""

import shutil
from dataclasses import dataclass
from functools import cache

from app.media.sniff import MediaType

ENDINGS = {
    MediaType.JPEG: "jpg",
    MediaType.PNG: "png",
    MediaType.WEBP: "webp",
    MediaType.HEIC: "heic",
    MediaType.AVIF: "avif",
    MediaType.GIF: "gif",
    MediaType.MP4: "mp4",
    MediaType.QUICKTIME: "mov",
}
"""The formats that exiftool writes, with the extension it knows them by. Others are exported as they came."""
FILMS = (MediaType.MP4, MediaType.QUICKTIME)
JOINER = "\u200d"
BY_LINE_BYTES, CAPTION_BYTES = 32, 2000
"""IPTC's limits for a name and a caption."""


@dataclass(frozen=True, slots=True)
class Credits:
    """`taken_at` is `2026:06:20 21:14:03+02:00`. With an empty author no name is written."""

    author: str
    caption: str
    party: str
    taken_at: str


@cache
def exiftool() -> tuple[str, str] | None:
    """Return the paths of Perl and exiftool, if both are installed."""
    perl, program = shutil.which("perl"), shutil.which("exiftool")
    return (perl, program) if perl and program else None


def arguments(credits: Credits, media_type: MediaType) -> list[str]:
    """Return exiftool's arguments without the files. It reads one a line, so words have no line breaks."""
    values = {
        "XMP-dc:Creator": credits.author,
        "XMP-dc:Description": credits.caption,
        "XMP-iptcExt:Event": credits.party,
        "XMP-photoshop:DateCreated": credits.taken_at,
    }
    if media_type is MediaType.JPEG:
        values |= {
            "IPTC:By-line": _cut(credits.author, BY_LINE_BYTES),
            "IPTC:Caption-Abstract": _cut(credits.caption, CAPTION_BYTES),
        }
    elif media_type in FILMS:
        values |= {"Keys:Author": credits.author, "Keys:Description": credits.caption}
    written = [f"-{tag}={_one_line(value)}" for tag, value in values.items() if value]
    iptc = ["-IPTC:CodedCharacterSet=UTF8"] if media_type is MediaType.JPEG else []
    options = ["-m", "-charset", "UTF8", "-charset", "filename=UTF8", "-api", "Compact=NoPadding,NoIndent"]
    return [*options, *iptc, *written]


def _one_line(text: str) -> str:
    kept = (letter if letter.isprintable() or letter == JOINER else " " for letter in text)
    return " ".join("".join(kept).split())


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")
