"""Tell a file's type from its first bytes, never from its name or a client's word."""

from enum import StrEnum

SNIFF_BYTES = 256

_PNG = b"\x89PNG\r\n\x1a\n"
_WEBP_CHUNKS = (b"VP8 ", b"VP8L", b"VP8X")
# ISO/IEC 23008-12 (HEIF) and AV1 image brands. mif1 and msf1 name only the structure: what is inside, HEVC or
# AV1, stands in the compatible brands.
_HEVC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"))
_AV1_BRANDS = frozenset((b"avif", b"avis"))
_STRUCTURE_BRANDS = frozenset((b"mif1", b"msf1"))
_QUICKTIME_BRAND = b"qt  "
# What films call themselves, first or among the compatible brands; phones invent new first brands.
_FILM_BRANDS = frozenset((b"isom", b"mp41", b"mp42", b"avc1", b"M4V ", b"f4v ", b"dash", b"MSNV", b"XAVC"))
_FILM_FAMILIES = (b"iso", b"3gp", b"3g2")
# Sound, raw photographs and JPEG 2000, which name a film's brand among the compatible ones all the same.
_NO_FILMS = frozenset(
    (b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B ", b"crx ", b"jp2 ", b"jpx ", b"jpm ", b"mjp2")
)
# How QuickTime files begin that are older than ftyp.
_OLD_QUICKTIME_BOXES = (b"moov", b"mdat", b"wide", b"pnot")
_EBML = b"\x1aE\xdf\xa3"
_EBML_DOC_TYPE = b"\x42\x82"


class MediaType(StrEnum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    GIF = "image/gif"
    WEBP = "image/webp"
    HEIC = "image/heic"
    AVIF = "image/avif"
    MP4 = "video/mp4"
    QUICKTIME = "video/quicktime"
    WEBM = "video/webm"

    @property
    def is_video(self) -> bool:
        return self.value.startswith("video/")


_EXTENSIONS = {
    MediaType.JPEG: ".jpg",
    MediaType.PNG: ".png",
    MediaType.GIF: ".gif",
    MediaType.WEBP: ".webp",
    MediaType.HEIC: ".heic",
    MediaType.AVIF: ".avif",
    MediaType.MP4: ".mp4",
    MediaType.QUICKTIME: ".mov",
    MediaType.WEBM: ".webm",
}


def sniff(head: bytes) -> MediaType | None:
    """Return the type of the picture or video that begins with `head`, or None when it is not one we show.

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
    if head[4:8] in _OLD_QUICKTIME_BOXES:
        return MediaType.QUICKTIME
    if head.startswith(_EBML) and _ebml_doc_type(head) == b"webm":
        return MediaType.WEBM
    return None


def extension(media_type: MediaType) -> str:
    """Return the file name extension of a type, with its dot."""
    return _EXTENSIONS[media_type]


def _from_brands(head: bytes) -> MediaType | None:
    box = head[: int.from_bytes(head[:4])]
    if len(box) < 16:
        return None
    major = box[8:12]
    compatible = {box[at : at + 4] for at in range(16, len(box) - 3, 4)}
    if major in _AV1_BRANDS:
        return MediaType.AVIF
    if major in _HEVC_BRANDS:
        return MediaType.HEIC
    if major in _STRUCTURE_BRANDS:
        return MediaType.AVIF if compatible & _AV1_BRANDS else MediaType.HEIC
    if major == _QUICKTIME_BRAND:
        return MediaType.QUICKTIME
    if major not in _NO_FILMS and any(_is_film(brand) for brand in (major, *compatible)):
        return MediaType.MP4
    return None


def _is_film(brand: bytes) -> bool:
    return brand in _FILM_BRANDS or brand.startswith(_FILM_FAMILIES)


def _ebml_doc_type(head: bytes) -> bytes | None:
    """Return the kind of an EBML file (RFC 8794, section 11.2.4): webm, or its big family, matroska."""
    at = head.find(_EBML_DOC_TYPE) + len(_EBML_DOC_TYPE)
    if at < len(_EBML_DOC_TYPE) or at >= len(head) or not head[at]:
        return None
    # The first set bit of a length says how many bytes it has.
    length_bytes = 9 - head[at].bit_length()
    marked = int.from_bytes(head[at : at + length_bytes])
    length = marked & ((1 << 7 * length_bytes) - 1)
    start = at + length_bytes
    return head[start : start + min(length, 16)].rstrip(b"\0")
