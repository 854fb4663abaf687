"""Tell a picture's type from its first bytes, never from its name or a client's word."""

from enum import StrEnum

SNIFF_BYTES = 256

_PNG = b"\x89PNG\r\n\x1a\n"
_WEBP_CHUNKS = (b"VP8 ", b"VP8L", b"VP8X")
# ISO/IEC 23008-12 (HEIF) and AV1 image brands. mif1 and msf1 name only the structure: what is inside, HEVC or
# AV1, stands in the compatible brands. Video brands (isom, mp42, qt) are in no list, so films do not pass.
_HEVC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"))
_AV1_BRANDS = frozenset((b"avif", b"avis"))
_STRUCTURE_BRANDS = frozenset((b"mif1", b"msf1"))


class MediaType(StrEnum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    GIF = "image/gif"
    WEBP = "image/webp"
    HEIC = "image/heic"
    AVIF = "image/avif"


_EXTENSIONS = {
    MediaType.JPEG: ".jpg",
    MediaType.PNG: ".png",
    MediaType.GIF: ".gif",
    MediaType.WEBP: ".webp",
    MediaType.HEIC: ".heic",
    MediaType.AVIF: ".avif",
}


def sniff(head: bytes) -> MediaType | None:
    """Return the type of the picture that begins with `head`, or None when it is not one we show.

    `SNIFF_BYTES` bytes are enough. It says what the file claims to be, not that it is whole.
    """
    if head.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if head.startswith(_PNG):
        return MediaType.PNG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return MediaType.GIF
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP" and head[12:16] in _WEBP_CHUNKS:
        return MediaType.WEBP
    if head[4:8] == b"ftyp":
        return _from_brands(head)
    return None


def extension(media_type: MediaType) -> str:
    """Return the file name extension of a type, with its dot."""
    return _EXTENSIONS[media_type]


def _from_brands(head: bytes) -> MediaType | None:
    box = head[: int.from_bytes(head[:4])]
    if len(box) < 16:
        return None
    major = box[8:12]
    if major in _AV1_BRANDS:
        return MediaType.AVIF
    if major in _HEVC_BRANDS:
        return MediaType.HEIC
    if major in _STRUCTURE_BRANDS:
        compatible = {box[at : at + 4] for at in range(16, len(box) - 3, 4)}
        return MediaType.AVIF if compatible & _AV1_BRANDS else MediaType.HEIC
    return None
