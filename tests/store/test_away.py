"""A store that goes away and comes back: in words, for a moment, and nothing that was answered is lost."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.running import CHECKOUT, Server, environment, jpeg, person
from tests.s3_server import S3Server
from tests.tus.client import PHOTO, begin
from tests.way import Way, way_to

# The store's client would try for three minutes if it were let.
ANSWERED_S = 60.0


@dataclass(frozen=True, slots=True)
class Apart:
    server: Server
    way: Way


@pytest.fixture
async def apart(s3_server: S3Server, tmp_path: Path) -> AsyncIterator[Apart]:
    """A server, and its way to the store, which can be closed."""
    async with way_to(s3_server.url) as way:
        bucket = await asyncio.to_thread(s3_server.new_bucket)
        server = Server(tmp_path / "party", **s3_server.options(bucket, endpoint=way.url))
        await asyncio.to_thread(server.start)
        yield Apart(server, way)
        await asyncio.to_thread(server.stop)


async def test_a_photo_is_refused_in_words_and_taken_when_the_store_is_back(apart: Apart) -> None:
    content = jpeg()
    async with person(apart.server.url) as guest:
        before = await guest.send_photo()
        await apart.way.close()
        async with asyncio.timeout(ANSWERED_S):
            refused = await guest.send(content, key="again")
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "STORE_AWAY")
        assert int(refused.headers["Retry-After"]) > 0
        assert [photo["id"] for photo in (await guest.photos())["photos"]] == [before["id"]]
        await apart.way.open()
        assert (await guest.send(content, key="again")).status_code == 201
        assert len((await guest.photos())["photos"]) == 2
    assert list((apart.server.data_dir / "private" / "staging").iterdir()) == []


async def test_an_upload_keeps_what_it_has_and_goes_on_when_the_store_is_back(apart: Apart) -> None:
    content = jpeg() + bytes(200_000)
    async with person(apart.server.url) as guest:
        upload = await begin(guest, len(content))
        assert (await upload.send(0, content[:100_000])).status_code == 204
        await apart.way.close()
        refused = await upload.send(100_000, content[100_000:])
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "STORE_AWAY")
        await apart.way.open()
        assert await upload.offset() == 100_000
        finished = await upload.send(100_000, content[100_000:])
        assert finished.status_code == 204
        assert finished.headers[PHOTO] == (await guest.photos())["photos"][0]["id"]


async def test_a_whole_upload_whose_photo_could_not_be_made_is_asked_for_again(apart: Apart) -> None:
    content = jpeg() + bytes(200_000)
    async with person(apart.server.url) as guest:
        upload = await begin(guest, len(content))
        assert (await upload.send(0, content[:-1])).status_code == 204
        await upload.send(len(content) - 1, b"")
        await apart.way.close()
        await upload.send(len(content) - 1, content[-1:])
        await apart.way.open()
        offset = await upload.offset()
        finished = await upload.send(offset, content[offset:])
        assert finished.status_code == 204
        assert [photo["id"] for photo in (await guest.photos())["photos"]] == [finished.headers[PHOTO]]


async def test_a_takedown_that_was_not_possible_is_said_so_and_possible_later(apart: Apart) -> None:
    async with person(apart.server.url) as guest, person(apart.server.url) as host:
        await host.sign_in()
        sent = await guest.send_photo()
        url = sent["renditions"][0]["url"]
        await apart.way.close()
        refused = await host.http.post(f"/api/admin/photo/{sent['id']}/hide")
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "STORE_AWAY")
        assert (await guest.http.get(url)).status_code == 503
        await apart.way.open()
        assert (await guest.http.get(url)).status_code == 200
        assert (await host.http.post(f"/api/admin/photo/{sent['id']}/hide")).status_code == 200
        assert (await guest.http.get(url)).status_code == 404


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"storage_url": "s3://no-such-bucket"}, "no bucket named no-such-bucket"),
        ({"storage_endpoint": "http://127.0.0.1:1"}, "127.0.0.1:1"),
        ({"storage_key_id": ""}, "PARTYWALL_STORAGE_SECRET_KEY"),
        ({"storage_url": ""}, "PARTYWALL_STORAGE_URL"),
    ],
    ids=["no bucket", "nobody there", "half a key", "no address"],
)
@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_start_without_its_store_says_why(
    command: str, options: dict[str, str], reason: str, s3_server: S3Server, tmp_path: Path
) -> None:
    # What the machine is busy with is no part of the sentence.
    wanted = s3_server.options(s3_server.new_bucket()) | options | {"log_level": "error"}
    ended = subprocess.run(
        [sys.executable, "-m", "app", command],
        cwd=CHECKOUT,
        env=environment(tmp_path / "party", **wanted),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert ended.returncode in (1, 2)
    assert reason in ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
