"""Tell a file's type from its first bytes, never from its name or the client's claim."""

from enum import StrEnum

from app.media.boxes import boxes_in
from app.media.errors import Refusal
from app.media.pictures.tiff import is_dng, is_tiff

SNIFF_BYTES = 4096

_PNG = b"\x89PNG\r\n\x1a\n"
_WEBP_CHUNKS = (b"VP8 ", b"VP8L", b"VP8X")
# ISO/IEC 23008-12 (HEIF) and AV1 image brands. mif1 and msf1 name only the structure. The compatible brands
# tell whether HEVC or AV1 is inside.
_HEVC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"))
_AV1_BRANDS = frozenset((b"avif", b"avis"))
_STRUCTURE_BRANDS = frozenset((b"mif1", b"mif2", b"msf1"))
_QUICKTIME_BRAND = b"qt  "
# The brands of films, as major or compatible brand. Phones invent new major brands.
_FILM_BRANDS = frozenset((b"isom", b"mp41", b"mp42", b"avc1", b"M4V ", b"f4v ", b"dash", b"MSNV", b"XAVC"))
_FILM_FAMILIES = (b"iso", b"3gp", b"3g2")
# Sound, raw photographs and JPEG 2000, although they have a film's brand among the compatible ones.
_NO_FILMS = frozenset(
    (b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B ", b"crx ", b"jp2 ", b"jpx ", b"jpm ", b"mjp2")
)
# Boxes that may come before ftyp, and the first boxes of QuickTime files from before ftyp.
_BEFORE_TYPE = (b"free", b"skip", b"wide", b"pnot", b"uuid")
_OLD_QUICKTIME_BOXES = (b"moov", b"mdat", *_BEFORE_TYPE[:-1])
# RAW photos of Canon (CR3), Olympus and Sigma, and TIFFs of makers whose embedded JPEG we do not search.
_RAW_MARKS = ((4, b"ftypcrx "), (0, b"IIRO"), (0, b"IIRS"), (0, b"MMOR"), (0, b"FOVb"))
_RAW_MAKERS = (b"Hasselblad", b"Leaf", b"Phase One")
_JPEG_XL_MARKS = (b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n")
_EBML = b"\x1aE\xdf\xa3"
_EBML_DOC_TYPE = b"\x42\x82"


class MediaType(StrEnum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    GIF = "image/gif"
    WEBP = "image/webp"
    HEIC = "image/heic"
    AVIF = "image/avif"
    DNG = "image/x-adobe-dng"
    """This and the next types are RAW photos, shown by their embedded JPEG."""
    NEF = "image/x-nikon-nef"
    ARW = "image/x-sony-arw"
    CR2 = "image/x-canon-cr2"
    PEF = "image/x-pentax-pef"
    SRW = "image/x-samsung-srw"
    RAF = "image/x-fuji-raf"
    RW2 = "image/x-panasonic-rw2"
    MP4 = "video/mp4"
    QUICKTIME = "video/quicktime"
    WEBM = "video/webm"

    @property
    def is_video(self) -> bool:
        return self.value.startswith("video/")

    @property
    def is_raw(self) -> bool:
        return self.value.startswith("image/x-")


_EXTENSIONS = {
    MediaType.JPEG: ".jpg",
    MediaType.PNG: ".png",
    MediaType.GIF: ".gif",
    MediaType.WEBP: ".webp",
    MediaType.HEIC: ".heic",
    MediaType.AVIF: ".avif",
    MediaType.DNG: ".dng",
    MediaType.NEF: ".nef",
    MediaType.ARW: ".arw",
    MediaType.CR2: ".cr2",
    MediaType.PEF: ".pef",
    MediaType.SRW: ".srw",
    MediaType.RAF: ".raf",
    MediaType.RW2: ".rw2",
    MediaType.MP4: ".mp4",
    MediaType.QUICKTIME: ".mov",
    MediaType.WEBM: ".webm",
}
# Found by their magic bytes, or as TIFFs that name their maker.
_MARKED_RAWS = (
    (8, b"CR\x02\0", MediaType.CR2),
    (0, b"FUJIFILMCCD-RAW", MediaType.RAF),
    (0, b"IIU\0", MediaType.RW2),
)
_MAKERS_RAWS = {
    b"NIKON": MediaType.NEF,
    b"SONY": MediaType.ARW,
    b"PENTAX": MediaType.PEF,
    b"RICOH": MediaType.PEF,
    b"SAMSUNG": MediaType.SRW,
}


def sniff(head: bytes) -> MediaType | None:
    """Return the type of the picture or video that begins with `head`. None if we do not show it.

    `SNIFF_BYTES` bytes are enough. This is what the file claims to be. It may still be damaged.
    """
    if head.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if head.startswith(_PNG):
        return MediaType.PNG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return MediaType.GIF
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP" and head[12:16] in _WEBP_CHUNKS:
        return MediaType.WEBP
    if (raw := _raw_type(head)) is not None:
        return raw
    if head[4:8] == b"ftyp" or head[4:8] in _OLD_QUICKTIME_BOXES or head[4:8] in _BEFORE_TYPE:
        return _from_boxes(head)
    if head.startswith(_EBML) and _ebml_doc_type(head) == b"webm":
        return MediaType.WEBM
    return None


def refusal_of(head: bytes) -> Refusal:
    """Return the refusal of a file unknown to `sniff`, as precise as helps its sender."""
    if any(head.startswith(mark, at) for at, mark in _RAW_MARKS):
        return Refusal.RAW_PHOTO
    if is_tiff(head) and any(maker in head for maker in _RAW_MAKERS):
        return Refusal.RAW_PHOTO
    if head.startswith(_JPEG_XL_MARKS):
        return Refusal.JPEG_XL
    if head.startswith(_EBML):
        return Refusal.MKV_VIDEO
    if head.startswith(b"RIFF") and head[8:12] in (b"AVI ", b"AVIX"):
        return Refusal.AVI_VIDEO
    return Refusal.NOT_A_PICTURE


def extension(media_type: MediaType) -> str:
    """Return the file name extension of a type, with its dot."""
    return _EXTENSIONS[media_type]


def _raw_type(head: bytes) -> MediaType | None:
    if is_dng(head):
        return MediaType.DNG
    for at, mark, media_type in _MARKED_RAWS:
        if head.startswith(mark, at):
            return media_type
    if not is_tiff(head):
        return None
    return next((media_type for maker, media_type in _MAKERS_RAWS.items() if maker in head), None)


def _from_boxes(head: bytes) -> MediaType | None:
    for box in boxes_in(head):
        if box.kind == b"ftyp":
            return _from_brands(head[box.start : box.end])
        if box.kind not in _BEFORE_TYPE:
            break
    # A type box beyond these bytes belongs to a film: only QuickTime puts such boxes first.
    return MediaType.QUICKTIME if head[4:8] in _OLD_QUICKTIME_BOXES else None


def _from_brands(box: bytes) -> MediaType | None:
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
    """Return the doc type of an EBML file (RFC 8794, section 11.2.4): webm, or the wider matroska."""
    at = head.find(_EBML_DOC_TYPE) + len(_EBML_DOC_TYPE)
    if at < len(_EBML_DOC_TYPE) or at >= len(head) or not head[at]:
        return None
    # The position of a length's first set bit gives its number of bytes.
    length_bytes = 9 - head[at].bit_length()
    marked = int.from_bytes(head[at : at + length_bytes])
    length = marked & ((1 << 7 * length_bytes) - 1)
    start = at + length_bytes
    return head[start : start + min(length, 16)].rstrip(b"\0")
