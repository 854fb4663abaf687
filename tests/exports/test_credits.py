"""Names and captions inside exported copies: read by exiftool, with the very pixels that were sent."""

import hashlib
import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.media.credits.spans import TooDifferent, spans
from tests.exports.test_folder import made
from tests.exports.test_taking import check_with_other_programs, opened, zip_at
from tests.needs import needs
from tests.running import Person, Server, jpeg
from tests.samples import FOLDER, require_samples


@pytest.fixture
def server(fresh_server: Server) -> Server:
    """Each test has a party of its own: an export has all that is shown."""
    return fresh_server


@pytest.fixture
def with_exiftool() -> None:
    needs("exiftool")


def read_tags(file: Path) -> dict[str, Any]:
    """Read with exiftool as anybody would."""
    command = ["exiftool", "-j", "-G1", "-XMP:all", "-IPTC:all", "-Keys:all", str(file)]
    done = subprocess.run(command, capture_output=True, check=True)
    (tags,) = json.loads(done.stdout)
    return dict(tags)


async def credited(host: Person) -> dict[str, Any]:
    return await made(host, kind="zip", credits=True)


WORDS = "The «cake» 👰🏽‍♀️ 写真 مرحبا"
FORMATS = {
    "drew__Apple_iPhone_4.jpg": "image",
    "Pillow__hopper_orientation_6.webp": "image",
    "Pillow__exif.png": "image",
    "pillowheif__xiaomi.heic": "heic",
    "Pillow__avif_rot1mir0.avif": "heic",
    "drew__with-gps.mp4": "video",
}


@pytest.mark.usefixtures("with_exiftool")
@pytest.mark.parametrize("name", FORMATS)
async def test_exiftool_reads_the_credits_of_every_format_and_the_picture_is_the_same(
    name: str, guest: Person, host: Person, tmp_path: Path
) -> None:
    require_samples()
    (sample,) = FOLDER.rglob(name)
    original = sample.read_bytes()
    await guest.send_photo(original, author="Zoë", caption=WORDS)
    export = await credited(host)
    (told,) = export["zips"]
    content = await zip_at(host, told["url"])
    check_with_other_programs(content, tmp_path)
    read = opened(content)
    (entry,) = read.namelist()
    copy = tmp_path / f"copy{sample.suffix}"
    copy.write_bytes(read.read(entry))
    assert copy.read_bytes() != original
    tags = read_tags(copy)
    assert (tags["XMP-dc:Creator"], tags["XMP-dc:Description"]) == ("Zoë", WORDS)
    assert tags["XMP-iptcExt:Event"]
    assert tags["XMP-photoshop:DateCreated"]
    if name.endswith(".jpg"):
        assert (tags["IPTC:By-line"], tags["IPTC:Caption-Abstract"]) == ("Zoë", WORDS)
    if name.endswith(".mp4"):
        assert (tags["Keys:Author"], tags["Keys:Description"]) == ("Zoë", WORDS)
    assert pixels(copy) == pixels(sample)


def pixels(file: Path) -> str:
    """Sum what is decoded of a picture, or the packets of a film, by PyAV and Pillow."""
    import av
    import pillow_heif
    from PIL import Image

    summed = hashlib.sha256()
    if file.suffix == ".mp4":
        with av.open(str(file)) as film:
            for packet in film.demux():
                summed.update(bytes(packet))
    else:
        pillow_heif.register_heif_opener()
        with Image.open(file) as picture:
            summed.update(picture.tobytes())
    return summed.hexdigest()


@pytest.mark.usefixtures("with_exiftool")
async def test_a_copy_goes_on_byte_for_byte_and_the_original_is_as_it_was(
    guest: Person, host: Person, tmp_path: Path
) -> None:
    pictures = [jpeg(), jpeg()]
    for picture in pictures:
        await guest.send_photo(picture, author="Mia", caption="The cake")
    export = await credited(host)
    url = export["zips"][0]["url"]
    whole = await zip_at(host, url)
    size = len(whole)
    assert size == export["bytes"]
    for place in [*range(0, size, size // 60), 1, size - 1]:
        rest = await host.http.get(url, headers={"Range": f"bytes={place}-"})
        assert (rest.status_code, rest.content) == (206, whole[place:])
        part = await host.http.get(url, headers={"Range": f"bytes={place}-{place + 49}"})
        assert part.content == whole[place : place + 50]
    plain = (await host.http.post("/api/admin/exports", json={})).json()["export"]
    read = opened(await zip_at(host, plain["zips"][0]["url"]))
    assert [read.read(name) for name in read.namelist()] == pictures


@pytest.mark.usefixtures("with_exiftool")
async def test_who_gave_no_name_gets_none_and_what_is_damaged_is_as_it_came(
    guest: Person, stranger: Person, host: Person, tmp_path: Path
) -> None:
    await guest.send_photo(jpeg(), author="", caption="Nobody in particular")
    require_samples()
    (sample,) = FOLDER.rglob("sharp__corrupt-header.jpg")
    came = await stranger.send(sample.read_bytes())
    export = await credited(host)
    read = opened(await zip_at(host, export["zips"][0]["url"]))
    names = read.namelist()
    (tmp_path / "a.jpg").write_bytes(read.read(names[0]))
    tags = read_tags(tmp_path / "a.jpg")
    assert tags["XMP-dc:Description"] == "Nobody in particular"
    assert not [tag for tag in tags if tag.endswith((":Creator", ":By-line"))]
    if came.status_code == 201:
        assert read.read(names[1]) == sample.read_bytes()


@pytest.mark.usefixtures("with_exiftool")
@pytest.mark.parametrize("how", ["hide", "guest"])
async def test_of_a_photo_that_was_taken_down_its_credits_go_too(
    how: str, guest: Person, stranger: Person, host: Person, tmp_path: Path
) -> None:
    sent = await guest.send_photo(jpeg(), author="Mia Vogt", caption="Secret words")
    await stranger.send_photo(jpeg(), author="Ben")
    export = await credited(host)
    url = export["zips"][0]["url"]
    before = await zip_at(host, url)
    assert b"Secret words" in before
    if how == "hide":
        await host.http.post(f"/api/admin/photo/{sent['id']}/hide")
    else:
        assert (await guest.http.post("/me/delete")).status_code == 200
    after = await zip_at(host, url)
    assert len(after) == len(before)
    check_with_other_programs(after, tmp_path)
    assert b"Secret words" not in after
    assert b"Mia Vogt" not in after


async def test_words_cannot_become_arguments(guest: Person, host: Person, tmp_path: Path) -> None:
    needs("exiftool")
    await guest.send_photo(jpeg(), author="-all=", caption="a\n-execute\n-o\n/tmp/x\n$filename <-artist")
    export = await credited(host)
    read = opened(await zip_at(host, export["zips"][0]["url"]))
    (name,) = read.namelist()
    (tmp_path / "a.jpg").write_bytes(read.read(name))
    tags = read_tags(tmp_path / "a.jpg")
    assert tags["XMP-dc:Creator"] == "-all="
    assert tags["XMP-dc:Description"] == "a -execute -o /tmp/x $filename <-artist"


def test_spans_put_a_copy_together_and_what_is_all_new_is_refused() -> None:
    dice = random.Random(5)
    old = dice.randbytes(300_000)
    new = b"head" + old[10:5000] + b"new words" * 40 + old[4000:90_000] + old[150_000:] + b"tail"
    found = spans(memoryview(old), memoryview(new))
    back = b"".join(
        old[one.origin : one.origin + one.size] if one.origin >= 0 else new[one.start : one.start + one.size]
        for one in found
    )
    assert back == new
    assert sum(one.size for one in found if one.origin < 0) < 1000
    with pytest.raises(TooDifferent):
        spans(memoryview(old), memoryview(dice.randbytes(900_000)))
