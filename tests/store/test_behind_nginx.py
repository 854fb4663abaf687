"""nginx in front of a server whose files are in a store: it passes renditions on, and remembers none."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.nginx.rendered_config import RunningNginx, run_nginx
from tests.running import Person, Server, jpeg, person, running


@pytest.fixture
def nginx(server: Server, tmp_path: Path) -> Iterator[RunningNginx]:
    with run_nginx(tmp_path / "nginx", server.port, server.data_dir, files_in="store") as started:
        yield started


@pytest.fixture
async def guest(nginx: RunningNginx) -> AsyncIterator[Person]:
    async with person(nginx.url) as someone:
        yield someone


async def test_renditions_come_through_nginx_until_they_are_taken_down(guest: Person, server: Server) -> None:
    sent = await guest.send_photo(jpeg(1600, 1200))
    url = sent["renditions"][0]["url"]
    answer = await guest.http.get(url)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    assert (await guest.http.get(url, headers={"Range": "bytes=0-9"})).content == answer.content[:10]
    assert (await guest.http.delete(f"/api/photo/{sent['id']}")).status_code == 200
    assert (await guest.http.get(url)).status_code == 404


async def test_the_way_to_the_store_comes_through_nginx(server: Server, tmp_path: Path) -> None:
    outside = str(server.options["storage_endpoint"]).replace("127.0.0.1", "localhost")
    with (
        running(server.data_dir, **server.options, storage_public_url=outside) as signing,
        run_nginx(tmp_path / "nginx", signing.port, signing.data_dir, files_in="store") as nginx,
    ):
        async with person(nginx.url) as guest:
            url = (await guest.send_photo())["renditions"][0]["url"]
            answer = await guest.http.get(url, follow_redirects=True)
            assert (answer.status_code, answer.url.host) == (200, "localhost")
            assert outside in (await guest.http.get("/")).headers["Content-Security-Policy"]
