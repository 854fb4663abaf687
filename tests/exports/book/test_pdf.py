"""The book as a PDF, made through HTTP: read back by programs that are not ours."""

import asyncio
import io
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from tests.exports.test_taking import begin, zip_at
from tests.http.answers import assert_error
from tests.http.test_picture_edits import edited
from tests.http.test_settings import put, version_of
from tests.needs import needs
from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg, person

SAID = {
    "Mia": "The first dance",
    "محمد": "أجمل ليلة في حياتنا",
    "王小明": "新郎新娘切蛋糕",
    "अनिता": "नाचते हुए सब लोग",
    "Дмитрий": "Это было прекрасно",
}
EMOJI = "💃"
BLUES = (20, 70, 120, 170, 220)
RED = (255, 0, 0)
MM = 72 / 25.4
A5 = (148.0, 210.0)


@pytest.fixture
def server(fresh_server: Server) -> Server:
    """Each test has a party of its own: a book has all that is shown."""
    return fresh_server


async def made(host: Person) -> dict[str, Any]:
    """Begin a book and wait until it is made."""
    begun = await begin(host, kind="book")
    assert (begun["state"], begun["pdf"], begun["zips"]) == ("making", "", [])
    async with asyncio.timeout(3 * PATIENCE_S):
        while True:
            export = await told(host, begun["id"])
            if export["state"] == "ready":
                return export
            assert export["state"] == "making"
            await asyncio.sleep(0.1)


async def told(host: Person, export_id: str) -> dict[str, Any]:
    exports = (await host.http.get("/api/admin/exports")).json()["exports"]
    (export,) = [one for one in exports if one["id"] == export_id]
    return dict(export)


async def choose(host: Person, **wanted: object) -> dict[str, Any]:
    version = (await host.http.get("/api/admin/book")).json()["version"]
    answer = await host.http.put("/api/admin/book", json={"version": version} | wanted)
    assert answer.status_code == 200, answer.text
    book: dict[str, Any] = answer.json()
    return book


def asked(program: str, *arguments: object) -> str:
    command = [needs(program), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def large(blue: int) -> bytes:
    """Draw a photo of 300 dots an inch for an A5 page, whose left fifth is red."""
    picture = Image.new("RGB", (3000, 2000), (0, 90, blue))
    ImageDraw.Draw(picture).rectangle((0, 0, 600, 2000), fill=RED)
    exif = Image.Exif()
    exif[0x010F] = "A phone's maker"
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=85, exif=exif)
    return buffer.getvalue()


def plain(text: str) -> str:
    """Return the letters alone: pdftotext marks directions, and sees gaps between the parts of a syllable."""
    return re.sub(r"[\s\u2066-\u2069\u202a-\u202e\u200e\u200f]", "", text)


def check_pixels(files: list[Path]) -> None:
    """Check that pictures carry nothing but pixels, and that the last photo's red was cropped out of them."""
    assert files
    for file in files:
        with Image.open(file) as picture:
            assert not picture.getexif()
            dots = list(picture.convert("RGB").resize((50, 50)).get_flattened_data())
        has_red = any(isinstance(dot, tuple) and dot[0] > 128 for dot in dots)
        last = dots[-2]
        assert isinstance(last, tuple)
        assert has_red == (abs(last[2] - BLUES[-1]) > 10)


async def test_a_book_has_its_words_in_five_scripts_its_fonts_and_its_pictures_once(
    guest: Person, host: Person, tmp_path: Path
) -> None:
    for no, (author, caption) in enumerate(SAID.items()):
        photo = await guest.send_photo(large(BLUES[no]), author=author, caption=f"{caption} {EMOJI}")
    # The last one's red is cropped away by its guest.
    await edited(guest, photo, edit={"crop": {"left": 0.25, "top": 0.0, "width": 0.75, "height": 1.0}})
    await put(host, await version_of(host), held_on="2026-06-13")
    await choose(host, format="a5", bleed=True)
    export = await made(host)
    content = await zip_at(host, export["pdf"])
    path = tmp_path / "book.pdf"
    path.write_bytes(content)
    assert len(content) == export["bytes"]

    text = plain(asked("pdftotext", "-layout", path, "-"))
    for author, caption in SAID.items():
        assert plain(caption) in text, caption
        assert plain(author) in text
    assert text.count(EMOJI) == len(SAID)
    assert plain("June 13, 2026") in text, "the cover has the day that the host has set"
    book = (await host.http.get("/api/admin/book")).json()
    pages = int(re.findall(r"Pages:\s+(\d+)", asked("pdfinfo", path))[0])
    assert pages == len(book["pages"])

    fonts = asked("pdffonts", path).splitlines()[2:]
    assert len(fonts) >= 5
    assert all(re.search(r"\byes\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+$", font.strip()) for font in fonts), fonts

    boxes = dict(re.findall(r"(\w+Box):\s+(.*)", asked("pdfinfo", "-box", path)))
    left, top, right, bottom = map(float, boxes["TrimBox"].split())
    assert (right - left, bottom - top) == pytest.approx((A5[0] * MM, A5[1] * MM), abs=0.1)
    bleed = list(map(float, boxes["BleedBox"].split()))
    assert bleed == pytest.approx([left - 3 * MM, top - 3 * MM, right + 3 * MM, bottom + 3 * MM], abs=0.1)
    media = list(map(float, boxes["MediaBox"].split()))
    assert media[0] < bleed[0] - 10, "marks have room beyond the bleed"

    images = [line.split() for line in asked("pdfimages", "-list", path).splitlines()[2:]]
    pictures = [image for image in images if image[8] == "jpeg"]
    assert len(pictures) == len(SAID) + 1, "each photo once, and the cover's"
    assert all(int(image[12]) <= 305 for image in pictures), "300 dots an inch are enough"
    asked("pdfimages", "-j", path, tmp_path / "inside")
    check_pixels(sorted(tmp_path.glob("inside-*.jpg")))  # noqa: ASYNC240
    assert content.count(b"/DCTDecode") == len(pictures)


async def test_a_book_is_had_in_ranges_and_by_nobody_once_a_photo_in_it_is_taken_down(
    guest: Person, stranger: Person, host: Person
) -> None:
    await stranger.send_photo(jpeg(), author="Ben")
    sent = await guest.send_photo(jpeg(), author="Mia", caption="Secret words")
    export = await made(host)
    whole = await zip_at(stranger, export["pdf"])
    assert whole.startswith(b"%PDF-")
    rest = await host.http.get(export["pdf"], headers={"Range": "bytes=1000-"})
    assert (rest.status_code, rest.content) == (206, whole[1000:])
    assert "Download the PDF" in (await host.http.get(export["page"])).text
    assert (await guest.http.delete(f"/api/photo/{sent['id']}")).status_code == 200
    assert (await host.http.get(export["pdf"])).status_code == 410
    assert (await told(host, export["id"]))["state"] == "outdated"
    page = (await host.http.get(export["page"])).text
    assert "taken down" in page
    assert "Download the PDF" not in page


@pytest.mark.in_folder
async def test_a_book_that_is_removed_leaves_no_file(guest: Person, host: Person, server: Server) -> None:
    await guest.send_photo(jpeg())
    export = await made(host)
    kept = server.data_dir / "private" / "originals" / export["id"][:2] / export["id"]
    assert kept.stat().st_size == export["bytes"]
    assert (await host.http.delete(f"/api/admin/exports/{export['id']}")).status_code == 200
    assert (await host.http.get(export["pdf"])).status_code == 404
    # The next sweep is that of a start.
    server.stop()
    server.start()
    async with asyncio.timeout(PATIENCE_S):
        while kept.exists():
            await asyncio.sleep(0.05)
    assert list(server.data_dir.glob("private/staging/*")) == []


async def test_a_killed_server_makes_the_book_after_its_start(
    guest: Person, host: Person, server: Server
) -> None:
    await guest.send_photo(jpeg())
    begun = await begin(host, kind="book")
    server.kill()
    with server.books() as books:
        # As if it had been killed while it was at it.
        books.execute("update exports set ready_at = '', tries = 1, leased_until = '2020'")
        books.commit()
    server.start()
    async with person(server.url) as someone, asyncio.timeout(3 * PATIENCE_S):
        while (answer := await someone.http.get(f"{begun['page']}/book.pdf")).status_code == 404:
            await asyncio.sleep(0.1)
        assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize("wanted", [{"taken": "kept"}, {"photos": ["0" * 32]}, {"guest": "0" * 32}], ids=str)
async def test_a_book_that_makes_no_sense_is_a_400(wanted: dict[str, object], host: Person) -> None:
    assert_error(
        await host.http.post("/api/admin/exports", json={"kind": "book"} | wanted), 400, "BAD_REQUEST"
    )
