"""A picture's type is told by its bytes."""

import pytest

from app.media.errors import Refusal
from app.media.sniff import SNIFF_BYTES, MediaType, extension, refusal_of, sniff
from tests.media.pictures import encoded, landscape


def ftyp(major: bytes, *compatible: bytes) -> bytes:
    brands = b"".join(compatible)
    return (16 + len(brands)).to_bytes(4) + b"ftyp" + major + bytes(4) + brands + b"\0\0\0\x08free"


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("JPEG", MediaType.JPEG),
        ("PNG", MediaType.PNG),
        ("GIF", MediaType.GIF),
        ("WEBP", MediaType.WEBP),
        ("HEIF", MediaType.HEIC),
        ("AVIF", MediaType.AVIF),
    ],
)
def test_what_a_library_writes_is_recognised_by_its_head(kind: str, media_type: MediaType) -> None:
    assert sniff(encoded(landscape(), kind)[:SNIFF_BYTES]) is media_type


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (ftyp(b"mif1", b"mif1", b"heic"), MediaType.HEIC),
        (ftyp(b"mif1", b"miaf", b"avif"), MediaType.AVIF),
        (ftyp(b"msf1", b"hevc"), MediaType.HEIC),
        (ftyp(b"avis", b"avif", b"msf1"), MediaType.AVIF),
        (ftyp(b"heix"), MediaType.HEIC),
        (b"GIF87a" + bytes(20), MediaType.GIF),
    ],
)
def test_every_brand_of_still_pictures_is_known(head: bytes, media_type: MediaType) -> None:
    assert sniff(head) is media_type


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\xff",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html><title>x</title>",
        b"BM" + bytes(60),
        b"II*\0" + bytes(60),
        b"MM\0*" + bytes(60),
        b"%PDF-1.7",
        b"PK\x03\x04" + bytes(60),
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"RIFF\x24\0\0\0WEBPjunk",
        ftyp(b"crx ", b"isom"),
        ftyp(b"M4A ", b"isom", b"mp42"),
        ftyp(b"jp2 ", b"jp2 "),
        ftyp(b"who?"),
        b"\x1aE\xdf\xa3\x8b\x42\x82\x88matroska",
        b"\x1aE\xdf\xa3\x87\x42\x82",
        b"\x1aE\xdf\xa3" + bytes(60),
        b"\0\0\0\x08ftypheic",
        b"\0\0\0\x18ftyp",
    ],
)
def test_anything_else_is_nothing(head: bytes) -> None:
    assert sniff(head) is None


def test_brands_are_read_from_the_type_box_only() -> None:
    assert sniff(ftyp(b"mif1", b"mif1", b"heic") + b"avif") is MediaType.HEIC


def test_every_type_has_an_extension() -> None:
    assert [extension(media_type) for media_type in MediaType] == [
        ".jpg",
        ".png",
        ".gif",
        ".webp",
        ".heic",
        ".avif",
        ".dng",
        ".nef",
        ".arw",
        ".cr2",
        ".pef",
        ".srw",
        ".raf",
        ".rw2",
        ".mp4",
        ".mov",
        ".webm",
    ]


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (ftyp(b"isom", b"isom", b"avc1", b"mp41"), MediaType.MP4),
        (ftyp(b"mp42", b"isom"), MediaType.MP4),
        (ftyp(b"3gp4", b"isom", b"3gp4"), MediaType.MP4),
        (ftyp(b"newb", b"mp42"), MediaType.MP4),
        (ftyp(b"qt  ", b"qt  "), MediaType.QUICKTIME),
        (b"\0\0\0\x08wide\0\0\x10\0mdat", MediaType.QUICKTIME),
        (b"\0\x01\0\0moov", MediaType.QUICKTIME),
        (b"\0\0\0\x01mdat" + bytes(8), MediaType.QUICKTIME),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webmB\x87\x81\x04", MediaType.WEBM),
        (b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x82\x01\0\0\0\0\0\0\x05webm\0", MediaType.WEBM),
    ],
)
def test_films_are_known_by_their_brands_their_boxes_or_their_header(
    head: bytes, media_type: MediaType
) -> None:
    assert sniff(head) is media_type
    assert media_type.is_video


def test_the_picture_of_a_live_photo_is_a_picture() -> None:
    assert sniff(ftyp(b"heic", b"mif1", b"heic", b"MiHE", b"isom")) is MediaType.HEIC
    assert not MediaType.HEIC.is_video


@pytest.mark.parametrize(
    ("head", "refusal"),
    [
        (ftyp(b"crx ", b"crx ", b"isom"), Refusal.RAW_PHOTO),
        (b"IIRO\x08\0\0\0", Refusal.RAW_PHOTO),
        (b"MM\0*\0\0\0\x08" + bytes(200) + b"Hasselblad", Refusal.RAW_PHOTO),
        (b"\xff\x0a\xfa\x1f\x01", Refusal.JPEG_XL),
        (b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl ", Refusal.JPEG_XL),
        (b"\x1aE\xdf\xa3\x8b\x42\x82\x88matroska", Refusal.MKV_VIDEO),
        (b"RIFF\x24\0\0\0AVI LIST", Refusal.AVI_VIDEO),
        (b"RIFF\x24\0\0\0WAVEfmt ", Refusal.NOT_A_PICTURE),
        (b"II*\0" + bytes(60), Refusal.NOT_A_PICTURE),
        (b"hello", Refusal.NOT_A_PICTURE),
    ],
)
def test_what_is_not_shown_is_called_what_it_is(head: bytes, refusal: Refusal) -> None:
    assert sniff(head) is None
    assert refusal_of(head) is refusal


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"II*\0\x10\0\0\0CR\x02\0" + bytes(60), MediaType.CR2),
        (b"FUJIFILMCCD-RAW 0201FF129502", MediaType.RAF),
        (b"IIU\0\x18\0\0\0", MediaType.RW2),
        (b"MM\0*\0\0\0\x08" + bytes(200) + b"NIKON CORPORATION", MediaType.NEF),
        (b"II*\0\x08\0\0\0" + bytes(200) + b"SONY", MediaType.ARW),
    ],
)
def test_raw_photos_are_known_by_their_marks_or_their_makers(head: bytes, media_type: MediaType) -> None:
    assert sniff(head) is media_type
    assert media_type.is_raw
    assert not media_type.is_video


@pytest.mark.parametrize("before", [b"free", b"skip", b"wide", b"uuid", b"pnot"])
def test_boxes_before_the_type_box_are_passed_over(before: bytes) -> None:
    box = b"\0\0\0\x20" + before + bytes(24)

    assert sniff(box + ftyp(b"heic", b"mif1")) is MediaType.HEIC
    assert sniff(box * 3 + ftyp(b"isom", b"mp42")) is MediaType.MP4


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (ftyp(b"mif2", b"mif1", b"heic"), MediaType.HEIC),
        (ftyp(b"mif2", b"miaf", b"avif"), MediaType.AVIF),
        (ftyp(b"msf1", b"avis", b"avif"), MediaType.AVIF),
    ],
)
def test_newer_structures_are_known_by_what_is_inside(head: bytes, media_type: MediaType) -> None:
    assert sniff(head) is media_type
