"""The data folder goes away for a while, as an unplugged disk or a network share does, and comes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.answers import assert_error
from tests.running import Person, Server, jpeg, person, running
from tests.tus.client import begin


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path / "party", storage_url="") as started:
        yield started


class Away:
    """Within it the data folder is not there."""

    def __init__(self, server: Server) -> None:
        self._there = server.data_dir
        self._elsewhere = server.data_dir.with_name("unplugged")

    def __enter__(self) -> None:
        self._there.rename(self._elsewhere)

    def __exit__(self, *raised: object) -> None:
        self._elsewhere.rename(self._there)


async def _told_to_wait(guest: Person, method: str, path: str, **body: object) -> None:
    answer = await guest.http.request(method, path, **body)  # type: ignore[arg-type]
    assert answer.status_code == 503, f"{method} {path}: {answer.status_code} {answer.text}"
    assert answer.headers["Retry-After"]


async def test_a_photo_that_comes_meanwhile_is_to_be_sent_again_and_then_taken(server: Server) -> None:
    async with person(server.url) as guest:
        await guest.send_photo()
        with Away(server):
            answer = await guest.send(key="meanwhile")
            assert_error(answer, 503, "STORE_AWAY")
            assert answer.headers["Retry-After"]
        assert (await guest.send(key="meanwhile")).status_code == 201
    assert "Traceback" not in server.log


async def test_pictures_and_originals_are_not_called_gone(server: Server) -> None:
    async with person(server.url) as guest, person(server.url) as host:
        await host.sign_in()
        photo = await guest.send_photo()
        paths = [photo["renditions"][0]["url"], f"/api/admin/photo/{photo['id']}/original"]
        with Away(server):
            for path in paths:
                await _told_to_wait(host, "GET", path)
        for path in paths:
            assert (await host.http.get(path)).status_code == 200
        assert (await guest.http.get(f"/media/ab/{'0' * 30}/wall.jpg")).status_code == 404


@pytest.mark.parametrize("act", ["hide", "delete"])
async def test_a_takedown_is_not_recorded_while_its_files_cannot_be_withdrawn(
    act: str, server: Server
) -> None:
    async with person(server.url) as guest, person(server.url) as host:
        await host.sign_in()
        photo = await guest.send_photo()
        way = (
            ("POST", f"/api/admin/photo/{photo['id']}/hide")
            if act == "hide"
            else ("DELETE", f"/api/photo/{photo['id']}")
        )
        with Away(server):
            await _told_to_wait(host, *way)
        assert (await guest.http.get(f"/api/photo/{photo['id']}")).status_code == 200
        assert (await host.http.request(*way)).status_code == 200
        assert (await guest.http.get(photo["renditions"][0]["url"])).status_code == 404


async def test_an_upload_goes_on_where_it_was(server: Server) -> None:
    async with person(server.url) as guest:
        photo = jpeg()
        upload = await begin(guest, len(photo))
        assert (await upload.send(0, photo[:1000])).status_code == 204
        with Away(server):
            for answer in (await upload.ask(), await upload.send(1000, photo[1000:])):
                assert answer.status_code == 503, answer.text
                assert answer.headers["Retry-After"]
        assert (await upload.ask()).headers["Upload-Offset"] == "1000"
        assert (await upload.send(1000, photo[1000:])).status_code == 204
        assert len((await guest.photos(before=""))["photos"]) == 1
