"""A full disk: 507 in plain words, what is there goes on showing, and it recovers by itself."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.needs import needs
from tests.running import Person, Server, event_stream, jpeg, person, running
from tests.tus.client import begin

MB = 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 24 MB."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk takes root")
    mount, umount = needs("mount"), needs("umount")
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run([mount, "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], capture_output=True)
    if done.returncode != 0:
        pytest.skip(f"this machine lets nobody mount: {done.stderr.decode().strip()}")
    yield folder
    subprocess.run([umount, "-l", str(folder)], check=True)


def fill(folder: Path, leave_bytes: int) -> Path:
    filler = folder / "filler"
    status = os.statvfs(folder)
    filler.write_bytes(bytes(max(0, status.f_bavail * status.f_frsize - leave_bytes)))
    return filler


async def _refused(guest: Person, photo: bytes) -> None:
    answer = await guest.send(photo)
    assert answer.status_code == 507, answer.text
    assert answer.json()["error"]["code"] == "DISK_FULL"
    assert answer.headers["Retry-After"]


async def test_a_disk_that_is_nearly_full_takes_no_photos_and_shows_the_others(small_disk: Path) -> None:
    with running(small_disk / "party", min_free_mb=4) as server:
        async with person(server.url) as guest, event_stream(guest) as stream:
            before = await guest.send_photo()
            filler = fill(small_disk, leave_bytes=3_000_000)
            await _refused(guest, jpeg())
            assert (await guest.http.get(before["renditions"][0]["url"])).status_code == 200
            assert (await guest.photos(before=""))["photos"][0]["id"] == before["id"]
            edited = await guest.http.put(f"/api/photo/{before['id']}", json={"caption": "still here"})
            assert edited.status_code == 200
            filler.unlink()
            after = await guest.send_photo()
            await stream.until("photo", id=after["id"])


async def test_a_disk_that_fills_in_the_middle_of_a_photo_leaves_nothing(small_disk: Path) -> None:
    with running(small_disk / "party", min_free_mb=0) as server:
        async with person(server.url) as guest:
            before = await guest.send_photo(key="before")
            filler = fill(small_disk, leave_bytes=700_000)
            # Sent without a length, so that only the writing itself can find out.
            await _refused_while_writing(guest, server)
            assert (await guest.http.get(before["renditions"][0]["url"])).status_code == 200
            filler.unlink()
            assert (await guest.send(key="after")).status_code == 201


async def _refused_while_writing(guest: Person, server: Server) -> None:
    body = httpx.Request("POST", "http://x/", files={"file": ("a.jpg", jpeg() + bytes(3_000_000))}).read()

    async def pieces() -> object:
        for start in range(0, len(body), 100_000):
            yield body[start : start + 100_000]

    answer = await guest.http.post(
        "/api/new_photo",
        content=pieces(),  # type: ignore[arg-type]
        headers={"Content-Type": f"multipart/form-data; boundary={body[2:34].decode()}"},
    )
    assert answer.status_code == 507, answer.text
    assert list((server.data_dir / "private" / "staging").iterdir()) == []


async def test_two_uploads_that_begin_at_once_leave_the_space_free_that_is_to_be(small_disk: Path) -> None:
    with running(small_disk / "party", min_free_mb=4) as server:
        async with person(server.url) as guest:
            await guest.send_photo()
            half = (_free(small_disk) - 4 * MB) // 2
            # Each by itself has room, and both together have not.
            uploads = [await begin(guest, half + MB) for _ in range(2)]
            # All but the last byte, so that what has come stays.
            almost = jpeg().ljust(half + MB - 1, b"\0")
            answers = await asyncio.gather(*(upload.send(0, almost) for upload in uploads))
            free = _free(small_disk)
            sys.stdout.write(f"{free / MB:.1f} MB left of a disk with 4 to be left\n")
            assert sorted(answer.status_code for answer in answers) == [204, 507]
            assert free >= 4 * MB


async def test_bodies_that_come_at_once_leave_the_space_free_that_is_to_be(small_disk: Path) -> None:
    with running(small_disk / "party", min_free_mb=4) as server:
        async with person(server.url) as guest:
            each = (_free(small_disk) - 6 * MB) // 2
            photos = [jpeg() + bytes(each) for _ in range(4)]
            lowest = _free(small_disk)

            async def look() -> None:
                nonlocal lowest
                while True:
                    lowest = min(lowest, _free(small_disk))
                    await asyncio.sleep(0.001)

            looking = asyncio.create_task(look())
            answers = await asyncio.gather(*(guest.send(photo) for photo in photos))
            looking.cancel()
            sys.stdout.write(f"{lowest / MB:.1f} MB at the least of 4 to be left\n")
            assert 507 in [answer.status_code for answer in answers]
            assert lowest >= 2 * MB, "a few pieces may be on their way to the disk"


def _free(folder: Path) -> int:
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize
