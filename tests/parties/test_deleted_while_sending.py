"""Uploads are on their way to a party while it is deleted: each ends with an answer, and leaves nothing."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.http.answers import assert_error
from tests.parties.operator import add_party, party_command
from tests.running import Person, jpeg, person, running
from tests.tus.client import begin

pytestmark = pytest.mark.default_party

PICTURE = jpeg(1600, 1200)
FORM = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n'
    b"Content-Type: image/jpeg\r\n\r\n"
)


class SlowBody:
    """A body of which the last byte comes when the test says so."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.is_under_way = asyncio.Event()
        self.may_end = asyncio.Event()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._body[:-1]
        self.is_under_way.set()
        await self.may_end.wait()
        yield self._body[-1:]


async def send_form(guest: Person, body: SlowBody) -> httpx.Response:
    headers = {"Content-Type": "multipart/form-data; boundary=b", "Accept": "application/json"}
    return await guest.http.post("/api/new_photo", content=body, headers=headers)


async def test_uploads_to_a_party_that_is_deleted_meanwhile_are_not_found_and_leave_nothing(
    tmp_path: Path,
) -> None:
    with running(tmp_path / "venue") as server:
        add_party(server, "anna-ben", "Anna & Ben")
        there = server.root_url + "/p/anna-ben"
        async with person(there) as guest, person(server.root_url) as other:
            upload = await begin(guest, len(PICTURE))
            bodies = [SlowBody(PICTURE), SlowBody(FORM + PICTURE + b"\r\n--b--\r\n")]
            async with asyncio.TaskGroup() as group:
                answers = [
                    group.create_task(upload.send(0, bodies[0])),
                    group.create_task(send_form(guest, bodies[1])),
                ]
                for body in bodies:
                    await body.is_under_way.wait()
                party_command(server, "delete", "anna-ben", "--yes")
                for body in bodies:
                    body.may_end.set()
            for answer in answers:
                assert_error(answer.result(), 404, "NOT_FOUND")
            assert_error(await guest.send(), 404, "NOT_FOUND")
            sent = await other.send_photo()
            assert [photo["id"] for photo in (await other.photos(before=""))["photos"]] == [sent["id"]]
        files = server.files()
        assert files.names("private/uploads") == []
        assert len(files.names("private/originals")) == 1
        assert " ERROR " not in server.log
