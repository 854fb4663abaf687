"""Addresses that lead nowhere, and names that are not the party's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.answers import assert_error
from tests.running import Person, Server, person, running
from tests.streams import event_stream

LONG = "x" * 256


@pytest.mark.parametrize(
    "path",
    [
        f"/{LONG}",
        f"/static/{LONG}",
        f"/static/{LONG}.js?v=1",
        f"/static/{'a/' * 3000}b.js",
        f"/media/{LONG}",
        f"/media/ab/{LONG}/wall.jpg",
        f"/media/ab/{'c' * 30}/{LONG}.jpg",
        f"/icons/{LONG}.png",
        f"/edit/{LONG}",
        f"/api/photo/{LONG}",
        f"/api/uploads/{LONG}",
        f"/static/{'%F0%9F%8E%89' * 80}",
        "/static/%00.js",
        "/media/ab/%00/wall.jpg",
    ],
    ids=lambda path: path[:20],
)
async def test_a_name_that_is_too_long_or_no_name_is_a_404(path: str, guest: Person) -> None:
    # As the head that tus asks for, which says nothing about anything else.
    headers = {"Tus-Resumable": "1.0.0", "Accept": "application/json"}
    method = "HEAD" if path.startswith("/api/uploads/") else "POST" if path.startswith("/edit/") else "GET"
    answer = await guest.http.request(method, path, headers=headers)
    assert answer.status_code == 404, answer.text


@pytest.mark.parametrize(
    ("path", "status", "headers"),
    [
        ("/static/none.js?v=0123456789ab", 404, {}),
        ("/static/?v=0123456789ab", 404, {}),
        (f"/static/{LONG}?v=0123456789ab", 404, {}),
        ("/static/js/pages/wall.js?v=1", 405, {"method": "PUT"}),
    ],
    ids=str,
)
async def test_no_cache_keeps_an_error_of_a_versioned_address(
    path: str, status: int, headers: dict[str, str], guest: Person
) -> None:
    answer = await guest.http.request(headers.get("method", "GET"), path)
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"


async def test_no_cache_keeps_a_part_that_a_picture_does_not_have(guest: Person) -> None:
    photo = await guest.send_photo()
    url = photo["renditions"][0]["url"]
    answer = await guest.http.get(url, headers={"Range": "bytes=999999999-"})
    assert answer.status_code == 416
    assert answer.headers["Cache-Control"] == "no-store"
    assert "immutable" in (await guest.http.get(url)).headers["Cache-Control"]


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("named")
    with running(folder, public_url="http://wall.example.org:8443") as server:
        yield server


@pytest.mark.parametrize("path", ["/", "/wall", "/api/photos", "/api/events", "/static/js/pages/wall.js"])
async def test_with_a_public_address_another_name_is_refused(path: str, named: Server) -> None:
    async with person(named.url, Host="rebound.example") as stranger:
        answer = await stranger.http.get(path, headers={"Accept": "application/json"})
        assert_error(answer, 421, "WRONG_HOST")
        assert "http://wall.example.org:8443" in answer.json()["error"]["message"]


async def test_the_party_its_operator_and_its_watchers_come_in_by_their_names(named: Server) -> None:
    for host in ("wall.example.org", "localhost", "127.0.0.1:8080", "192.168.1.20"):
        async with person(named.url, Host=host) as guest:
            assert (await guest.http.get("/")).status_code == 200
            async with event_stream(guest):
                pass
    async with person(named.url, Host="partywall-0.cluster.local") as watcher:
        for path in ("/livez", "/readyz"):
            assert (await watcher.http.get(path)).status_code == 200
        # By this name only with the token, which is the operator's word.
        assert (await watcher.http.get("/metrics")).status_code == 404


async def test_without_a_public_address_every_name_leads_in(server: Server) -> None:
    async with person(server.url, Host="wall.local") as guest:
        assert (await guest.http.get("/")).status_code == 200
