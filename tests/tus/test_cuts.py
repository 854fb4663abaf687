"""Connections that are cut or stall: what came counts, and the phone's next request gets the upload."""

import asyncio
import base64
import contextlib
import hashlib
from collections.abc import Iterator

import pytest

from app.server.body import READ_TIMEOUT_S
from tests.running import Person, Server, jpeg, person, running
from tests.stage import stage
from tests.tus.client import PHOTO, begin, files_in, original_of
from tests.tus.raw import bytes_on_disk, raw_patch, until_on_disk

# Long before a silence alone would end the stalled request.
LET_GO_S = READ_TIMEOUT_S / 2


def sha1(data: bytes) -> dict[str, str]:
    digest = hashlib.sha1(data, usedforsecurity=False).digest()
    return {"Upload-Checksum": f"sha1 {base64.b64encode(digest).decode()}"}


@pytest.mark.in_folder
async def test_every_byte_that_was_delivered_before_a_cut_counts(guest: Person, server: Server) -> None:
    photo = jpeg() + bytes(700_001)
    upload = await begin(guest, len(photo))
    async with raw_patch(upload, 0, len(photo)) as sending:
        await sending.send(photo[:500_123])
        await sending.hang_up()
    await until_on_disk(server, upload, 500_123)
    assert await upload.offset() == 500_123
    async with raw_patch(upload, 500_123, len(photo) - 500_123) as sending:
        await sending.send(photo[500_123:600_000])
        await until_on_disk(server, upload, 600_000)
        sending.reset()
    offset = await upload.offset()
    assert offset == 600_000
    finished = await upload.send(offset, photo[offset:])
    assert original_of(server, finished.headers[PHOTO]).read_bytes() == photo


@pytest.mark.in_folder
async def test_a_cut_piece_with_a_checksum_does_not_count_at_all(guest: Person, server: Server) -> None:
    photo = jpeg() + bytes(400_000)
    upload = await begin(guest, len(photo))
    await upload.send(0, photo[:1000])
    piece = photo[1000:]
    async with raw_patch(upload, 1000, len(piece), **sha1(piece)) as sending:
        await sending.send(piece[:300_000])
        await until_on_disk(server, upload, 301_000)
        await sending.hang_up()
    assert await upload.offset() == 1000
    assert (await upload.send(1000, piece, **sha1(piece))).status_code == 204


@pytest.mark.in_folder
async def test_a_piece_with_a_checksum_that_a_kill_cut_does_not_count(fresh_server: Server) -> None:
    photo = jpeg() + bytes(400_000)
    async with person(fresh_server.url) as guest:
        upload = await begin(guest, len(photo))
        await upload.send(0, photo[:1000])
        piece = photo[1000:]
        async with raw_patch(upload, 1000, len(piece), **sha1(piece)) as sending:
            await sending.send(piece[:300_000])
            await until_on_disk(fresh_server, upload, 301_000)
            fresh_server.kill()
        fresh_server.start()
        assert await upload.offset() == 1000
        finished = await upload.send(1000, piece, **sha1(piece))
        assert original_of(fresh_server, finished.headers[PHOTO]).read_bytes() == photo
        assert files_in(fresh_server, "private/uploads", "private/staging") == []


@pytest.fixture
def other_server(server: Server) -> Iterator[Server]:
    """A second process on the same folder."""
    with running(server.data_dir) as started:
        yield started


@pytest.mark.parametrize("way_back", ["ask", "send", "end"])
@pytest.mark.in_folder
async def test_a_stalled_request_lets_go_when_its_phone_comes_back(
    way_back: str, guest: Person, server: Server
) -> None:
    photo = jpeg() + bytes(300_000)
    upload = await begin(guest, len(photo))
    async with raw_patch(upload, 0, len(photo)) as stalled:
        await stalled.send(photo[:200_000])
        await until_on_disk(server, upload, 200_000)
        async with asyncio.timeout(LET_GO_S):
            if way_back == "ask":
                assert await upload.offset() == 200_000
            elif way_back == "send":
                assert (await upload.send(200_000, photo[200_000:])).status_code == 204
            else:
                assert (await upload.end()).status_code == 204
        assert await stalled.status() in (423, None)
    if way_back == "ask":
        assert (await upload.send(200_000, photo[200_000:])).status_code == 204


@pytest.mark.in_folder
async def test_a_stalled_request_lets_go_to_another_process(
    guest: Person, server: Server, other_server: Server
) -> None:
    photo = jpeg() + bytes(300_000)
    upload = await begin(guest, len(photo))
    async with raw_patch(upload, 0, len(photo)) as stalled, person(other_server.url) as elsewhere:
        elsewhere.http.cookies.set(stage.guest_cookie, guest.http.cookies[stage.guest_cookie])
        await stalled.send(photo[:200_000])
        await until_on_disk(server, upload, 200_000)
        upload.guest = elsewhere
        async with asyncio.timeout(LET_GO_S):
            assert await upload.offset() == 200_000
        finished = await upload.send(200_000, photo[200_000:])
        assert finished.status_code == 204
        assert await stalled.status() in (423, None)
    assert original_of(server, finished.headers[PHOTO]).read_bytes() == photo


async def test_of_many_requests_for_one_upload_each_byte_is_written_once(
    guest: Person, server: Server
) -> None:
    photo = jpeg() + bytes(100_000)
    upload = await begin(guest, len(photo))
    answers = await asyncio.gather(*(upload.send(0, photo) for _ in range(5)))
    assert {answer.status_code for answer in answers} <= {204, 409, 423}
    offset = await upload.offset()
    if offset < len(photo):
        await upload.send(offset, photo[offset:])
    assert original_of(server, await upload.photo()).read_bytes() == photo


@pytest.mark.in_folder
async def test_a_guest_has_so_many_bodies_at_once_and_another_has_their_own(
    guest: Person, stranger: Person, server: Server
) -> None:
    uploads = [await begin(guest, 100_000) for _ in range(7)]
    async with contextlib.AsyncExitStack() as stack:
        for upload in uploads[:6]:
            patch = await stack.enter_async_context(raw_patch(upload, 0, 100_000))
            await patch.send(b"x" * 10)
            await until_on_disk(server, upload, 10)
        refused = await uploads[6].send(0, b"x")
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "TOO_MANY_AT_ONCE")
        assert int(refused.headers["Retry-After"]) > 0
        assert bytes_on_disk(server, uploads[6]) == 0
        assert (await stranger.send()).status_code == 201
    async with asyncio.timeout(LET_GO_S):
        while (await uploads[6].send(0, b"x")).status_code == 429:
            await asyncio.sleep(0.02)
    assert await uploads[6].offset() == 1
