"""A picture's type is told by its bytes."""

import pytest

from app.media.sniff import SNIFF_BYTES, MediaType, extension, sniff
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
        ftyp(b"isom", b"isom", b"avc1", b"mp41"),
        ftyp(b"mp42", b"heic"),
        ftyp(b"qt  ", b"qt  "),
        ftyp(b"crx ", b"isom"),
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
    ]
