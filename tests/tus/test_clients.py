"""tus clients as they come from their registries, unmodified, over good and bad networks."""

import asyncio
import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.needs import needs
from tests.patience import PATIENCE_S
from tests.running import CHECKOUT, Person, Server, jpeg
from tests.stage import stage
from tests.tus.bad_network import bad_network
from tests.tus.client import TusUpload, original_of

HERE = Path(__file__).parent


async def cookie_of(guest: Person) -> str:
    await guest.http.get("/api/uid")
    return f"{stage.guest_cookie}={guest.http.cookies[stage.guest_cookie]}"


async def run_client(
    command: list[str], guest: Person, url: str, file: Path, **options: object
) -> dict[str, Any]:
    """Run a client program with what it is told as JSON; return what it prints."""
    told = {"endpoint": f"{url}/api/uploads", "file": str(file), "cookie": await cookie_of(guest)} | options
    process = await asyncio.create_subprocess_exec(
        *command, json.dumps(told), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(2 * PATIENCE_S):
        said, errors = await process.communicate()
    if process.returncode != 0:
        raise ClientGaveUp(errors.decode())
    answer: dict[str, Any] = json.loads(said)
    return answer


class ClientGaveUp(Exception):
    """The program ended with an error, which is the text."""


def node_client() -> list[str]:
    if not (CHECKOUT / "node_modules" / "tus-js-client").is_dir():
        pytest.skip("tus-js-client is not installed: make setup-dev")
    return [needs("node"), str(HERE / "node_client.mjs")]


TUSPY_CLIENT = [sys.executable, str(HERE / "tuspy_client.py")]


async def assert_kept(server: Server, photo_id: str, photo: Path) -> None:
    kept = await asyncio.to_thread(original_of(server, photo_id).read_bytes)
    assert kept == await asyncio.to_thread(photo.read_bytes)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo of 1.5 MB as a file."""
    file = tmp_path / "photo.jpg"
    file.write_bytes(jpeg(1600, 1200) + random.Random(3).randbytes(1_500_000))
    return file


@pytest.mark.parametrize("chunk_bytes", [None, 400_000])
async def test_tus_js_client_sends_a_photo(
    chunk_bytes: int | None, guest: Person, server: Server, photo: Path
) -> None:
    told = {"key": f"node-{chunk_bytes}", "chunkBytes": chunk_bytes}
    sent = await run_client(node_client(), guest, server.url, photo, **told)
    assert sent["retries"] == 0
    await assert_kept(server, sent["photo"], photo)
    assert (await guest.http.get(f"/api/photo/{sent['photo']}")).json()["photo"]["caption"] == "from Node"


async def test_tus_js_client_gets_through_a_network_that_cuts_and_resets(
    guest: Person, server: Server, photo: Path
) -> None:
    # Together less than the photo: however much of it each connection brings, there are eight.
    async with bad_network(server.root_url, cuts=8, max_bytes=180_000) as network:
        sent = await run_client(node_client(), guest, network.url + stage.base, photo, key="node-bad")
    assert network.cuts_left == 0
    assert sent["retries"] >= 8
    await assert_kept(server, sent["photo"], photo)
    assert len((await guest.photos(mine=1))["photos"]) == 1


async def test_tuspy_sends_a_photo_with_checksums(guest: Person, server: Server, photo: Path) -> None:
    told = {"key": "tuspy", "chunkBytes": 250_000, "retries": 0}
    sent = await run_client(TUSPY_CLIENT, guest, server.url, photo, **told)
    photo_id = await TusUpload(guest, sent["upload"].removeprefix(server.url)).photo()
    await assert_kept(server, photo_id, photo)


async def test_tuspy_gets_through_a_network_that_cuts_and_resets(
    guest: Person, server: Server, photo: Path
) -> None:
    told = {"key": "tuspy-bad", "chunkBytes": 100_000, "retries": 50}
    async with bad_network(server.root_url, cuts=5, max_bytes=120_000) as network:
        try:
            sent = await run_client(TUSPY_CLIENT, guest, network.url + stage.base, photo, **told)
        except ClientGaveUp:
            # It does not try its first request twice; a person would press the button again.
            assert network.cuts_left < 5
            sent = await run_client(TUSPY_CLIENT, guest, network.url + stage.base, photo, **told)
    assert network.cuts_left == 0
    photo_id = await TusUpload(guest, sent["upload"].removeprefix(network.url)).photo()
    await assert_kept(server, photo_id, photo)
    assert len((await guest.photos(mine=1))["photos"]) == 1
