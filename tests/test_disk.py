"""A full disk: 507 in plain words, what is there goes on showing, and it recovers by itself."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.kept_party import PASSWORD
from tests.needs import needs
from tests.running import Person, Server, jpeg, person, running
from tests.streams import event_stream
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
    with filler.open("ab") as file:
        file.write(bytes(max(0, status.f_bavail * status.f_frsize - leave_bytes)))
    return filler


def free_bytes(folder: Path) -> int:
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize


def originals(server: Server) -> list[str]:
    return server.files().names("private/originals")


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


async def test_on_a_full_disk_the_host_signs_in_hides_deletes_and_closes(small_disk: Path) -> None:
    with running(small_disk / "party", min_free_mb=0, reserve_mb=8) as server:
        async with person(server.url) as guest, person(server.url) as host:
            hidden, deleted, own = [await guest.send_photo() for _ in range(3)]
            acts = (
                (host, "POST", "/admin/login", {"password": PASSWORD}),
                (host, "POST", f"/api/admin/photo/{hidden['id']}/hide", None),
                (host, "DELETE", f"/api/photo/{deleted['id']}", None),
                (guest, "DELETE", f"/api/photo/{own['id']}", None),
                (host, "PUT", "/api/admin/uploads", {"state": "ended", "message": "Good night"}),
            )
            for who, method, path, body in acts:
                # Whatever was given up for the act before is taken by somebody else at once.
                fill(small_disk, leave_bytes=0)
                assert free_bytes(small_disk) == 0
                answer = await who.http.request(method, path, json=body)
                assert answer.status_code == 200, f"{method} {path}: {answer.text}"
            assert len(originals(server)) == 1
            assert (await guest.photos(before=""))["photos"] == []


async def test_what_the_reserve_gave_up_is_for_no_upload_and_comes_back_when_there_is_room(
    small_disk: Path,
) -> None:
    with running(small_disk / "party", min_free_mb=0, reserve_mb=8) as server:
        reserve = server.data_dir / "private" / "reserve"
        assert reserve.stat().st_size == 8 * MB
        assert reserve.stat().st_blocks * 512 >= 8 * MB, "really taken"
        async with person(server.url) as guest, person(server.url) as host:
            photo = await guest.send_photo()
            filler = fill(small_disk, leave_bytes=0)
            assert (await host.sign_in()).status_code == 200
            assert reserve.stat().st_size == 7 * MB
            assert free_bytes(small_disk) > MB // 2
            await _refused(guest, jpeg())
            filler.unlink()
            assert (await host.http.delete(f"/api/photo/{photo['id']}")).status_code == 200
            assert reserve.stat().st_size == 8 * MB
            await guest.send_photo()


async def test_a_server_starts_on_a_full_disk(small_disk: Path) -> None:
    with running(small_disk / "party", min_free_mb=0, reserve_mb=8) as server:
        async with person(server.url) as guest:
            photo = await guest.send_photo()
            server.terminate()
            fill(small_disk, leave_bytes=0)
            server.start()
            assert (await guest.http.delete(f"/api/photo/{photo['id']}")).status_code == 200
            assert originals(server) == []


async def test_on_a_full_disk_a_guest_ends_an_upload_and_its_bytes_go(small_disk: Path) -> None:
    with running(small_disk / "party", min_free_mb=0, reserve_mb=8) as server:
        async with person(server.url) as guest:
            upload = await begin(guest, 3 * MB)
            assert (await upload.send(0, jpeg() + bytes(2 * MB))).status_code == 204
            fill(small_disk, leave_bytes=0)
            assert (await upload.end()).status_code == 204
            assert server.files().names("private/uploads") == []


async def test_two_uploads_that_begin_at_once_leave_the_space_free_that_is_to_be(small_disk: Path) -> None:
    with running(small_disk / "party", min_free_mb=4, reserve_mb=0) as server:
        async with person(server.url) as guest:
            await guest.send_photo()
            half = (free_bytes(small_disk) - 4 * MB) // 2
            # Each by itself has room, and both together have not.
            uploads = [await begin(guest, half + MB) for _ in range(2)]
            # All but the last byte, so that what has come stays.
            almost = jpeg().ljust(half + MB - 1, b"\0")
            answers = await asyncio.gather(*(upload.send(0, almost) for upload in uploads))
            free = free_bytes(small_disk)
            sys.stdout.write(f"{free / MB:.1f} MB left of a disk with 4 to be left\n")
            assert sorted(answer.status_code for answer in answers) == [204, 507]
            assert free >= 4 * MB


async def test_bodies_that_come_at_once_leave_the_space_free_that_is_to_be(small_disk: Path) -> None:
    with running(small_disk / "party", min_free_mb=4, reserve_mb=0) as server:
        async with person(server.url) as guest:
            each = (free_bytes(small_disk) - 6 * MB) // 2
            photos = [jpeg() + bytes(each) for _ in range(4)]
            lowest = free_bytes(small_disk)

            async def look() -> None:
                nonlocal lowest
                while True:
                    lowest = min(lowest, free_bytes(small_disk))
                    await asyncio.sleep(0.001)

            looking = asyncio.create_task(look())
            answers = await asyncio.gather(*(guest.send(photo) for photo in photos))
            looking.cancel()
            sys.stdout.write(f"{lowest / MB:.1f} MB at the least of 4 to be left\n")
            assert 507 in [answer.status_code for answer in answers]
            assert lowest >= 2 * MB, "a few pieces may be on their way to the disk"
