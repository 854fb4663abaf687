"""The real server behind the real nginx with the shipped configuration: a photo's whole way, and its end."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.media.films import film
from tests.nginx.rendered_config import RunningNginx, run_nginx
from tests.parties.operator import add_party
from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg, person, running
from tests.streams import event_stream
from tests.tus.client import begin

MB = 1024 * 1024


@dataclass(frozen=True)
class Site:
    app: Server
    nginx: RunningNginx


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    # As in docker-compose.yml.
    socket = folder / "app.sock"
    with (
        running(folder / "party", trusted_proxies=1, max_photo_mb=5, max_video_mb=5, socket=socket) as app,
        run_nginx(folder / "nginx", app.port, app.data_dir, max_photo_mb=5, app_socket=socket) as nginx,
    ):
        yield Site(app, nginx)


@pytest.fixture
async def guest(site: Site) -> AsyncIterator[Person]:
    async with person(site.nginx.url) as someone:
        yield someone


async def test_a_photo_goes_through_nginx_to_a_stream_and_back_as_files(guest: Person, site: Site) -> None:
    async with event_stream(guest) as stream:
        sent = await guest.send_photo(jpeg(3000, 2000), caption="Through nginx")
        await stream.until("photo", id=sent["id"])
    for rendition in sent["renditions"]:
        answer = await guest.http.get(rendition["url"])
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        direct = await asyncio.to_thread(httpx.get, site.app.url + rendition["url"], timeout=PATIENCE_S)
        assert direct.content == answer.content


async def test_a_photo_taken_down_is_a_404_from_nginx_at_once(guest: Person, site: Site) -> None:
    sent = await guest.send_photo()
    url = sent["renditions"][0]["url"]
    assert (await guest.http.get(url)).status_code == 200
    await guest.http.delete(f"/api/photo/{sent['id']}")
    assert (await guest.http.get(url)).status_code == 404


async def test_a_clip_comes_from_nginx_in_the_parts_that_are_asked_for(guest: Person) -> None:
    ready = await guest.with_clip((await guest.send_photo(film()))["id"])
    url = ready["renditions"][-1]["url"]
    whole = await guest.http.get(url)
    assert (whole.headers["Content-Type"], whole.headers["Accept-Ranges"]) == ("video/mp4", "bytes")
    assert whole.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for asked, part in (("0-1", slice(0, 2)), ("100-", slice(100, None)), ("-50", slice(-50, None))):
        answer = await guest.http.get(url, headers={"Range": f"bytes={asked}"})
        assert (answer.status_code, answer.content) == (206, whole.content[part])
    await guest.http.delete(f"/api/photo/{ready['id']}")
    assert (await guest.http.get(url)).status_code == 404


async def test_the_apps_own_sentence_reaches_the_guest_who_sends_too_much(guest: Person) -> None:
    answer = await guest.send(jpeg() + bytes(6 * MB))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "TOO_LARGE")


async def test_the_plain_form_and_the_pages_work_behind_nginx(guest: Person) -> None:
    for path in ("/", "/upload", "/edit", "/wall", "/wall/basic", "/admin"):
        page = await guest.http.get(path)
        assert page.status_code == 200, path
        assert len(page.headers.get_list("Content-Security-Policy")) == 1
    origin = {"Origin": str(guest.http.base_url).rstrip("/")}
    posted = await guest.http.post(
        "/upload", files={"file": ("a.jpg", jpeg())}, data={"key": "nginx-form"}, headers=origin
    )
    assert posted.status_code == 303
    foreign = await guest.http.post("/upload", headers={"Origin": "https://elsewhere.example"})
    assert foreign.status_code == 403


async def test_private_files_cannot_be_reached(guest: Person, site: Site) -> None:
    sent = await guest.send_photo()
    for path in (
        f"/media/../private/originals/{sent['id'][:2]}/{sent['id']}",
        f"/media/%2e%2e/private/originals/{sent['id'][:2]}/{sent['id']}",
        "/media/../private/secret.key",
        "/media/..%2fprivate/secret.key",
        "/media/",
        "/media/" + sent["renditions"][0]["url"].split("/")[2] + "/",
        "/private/secret.key",
        "/static/../app/base/config.py",
    ):
        raw = await _raw_get(site.nginx.url, path)
        assert raw in (400, 404), path


async def _raw_get(url: str, path: str) -> int:
    """Ask for a path exactly as written, where a client library would tidy it."""
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    line = await reader.readline()
    writer.close()
    return int(line.split()[1])


async def test_each_guest_has_a_limit_of_their_own_behind_one_proxy(guest: Person, site: Site) -> None:
    """Addresses come from nginx, not from a header that the guest writes."""
    async with person(site.nginx.url) as liar:
        for number in range(40):
            answer = await liar.http.post(
                "/admin/login",
                json={"password": f"guess {number}"},
                headers={"X-Forwarded-For": f"203.0.113.{number}", "X-Real-IP": f"203.0.113.{number}"},
            )
            liar.http.cookies.clear()
            if answer.status_code == 429:
                break
        assert answer.status_code == 429


async def test_nginx_stays_kind_while_the_app_restarts(tmp_path: Path) -> None:
    with (
        running(tmp_path / "party", trusted_proxies=1) as app,
        run_nginx(tmp_path / "nginx", app.port, app.data_dir) as nginx,
    ):
        async with person(nginx.url) as guest:
            sent = await guest.send_photo()
            app.kill()
            assert (await guest.http.get(sent["renditions"][0]["url"])).status_code == 200
            away = await guest.http.get("/")
            assert away.status_code == 502
            assert "default-src" in away.headers["Content-Security-Policy"]
            app.start()
            assert (await guest.http.get("/")).status_code == 200


async def test_a_party_under_its_own_path_goes_the_same_way(site: Site) -> None:
    add_party(site.app, "anna-ben", "Anna & Ben")
    async with person(site.nginx.url + "/p/anna-ben") as someone:
        async with event_stream(someone) as stream:
            sent = await someone.send_photo(jpeg(3000, 2000) + bytes(2 * MB))
            await stream.until("photo", id=sent["id"])
        for rendition in sent["renditions"]:
            assert rendition["url"].startswith("/p/anna-ben/media/")
            answer = await someone.http.get(rendition["url"])
            assert (answer.status_code, answer.headers["Cache-Control"]) == (
                200,
                "public, max-age=31536000, immutable",
            )
        upload = await begin(someone, len(photo := jpeg() + bytes(MB)))
        assert (await upload.send(0, photo)).status_code == 204
        assert (await someone.send(jpeg() + bytes(6 * MB))).status_code == 413
        assert (await someone.http.get("/")).status_code == 200
        await someone.http.delete(f"/api/photo/{sent['id']}")
        assert (await someone.http.get(sent["renditions"][0]["url"])).status_code == 404
    async with person(site.nginx.url) as stranger:
        for path in (
            "/p/anna-ben/metrics",
            "/p/anna-ben/static/css/base.css",
            "/p/nobody/",
            "/p/anna-ben/media/../x",
        ):
            assert (await stranger.http.get(path)).status_code == 404, path
