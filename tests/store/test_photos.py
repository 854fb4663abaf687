"""A party whose files are in a store: what is kept, what is public, and what goes when it shall go."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from app.storage.bucket import Bucket
from app.storage.s3 import original_key
from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg, person, running
from tests.s3_server import S3Server
from tests.streams import event_stream


async def names(bucket: Bucket, prefix: str) -> set[str]:
    return {entry.key for entry in await bucket.list(prefix)}


def rendition(photo: dict[str, object], name: str = "wall") -> str:
    urls = {entry["name"]: entry["url"] for entry in photo["renditions"]}  # type: ignore[attr-defined]
    return str(urls[name])


async def test_what_was_sent_is_in_the_store_as_it_came(
    guest: Person, bucket: Bucket, server: Server
) -> None:
    content = jpeg()
    sent = await guest.send_photo(content)
    assert await bucket.read(original_key(sent["id"])) == content
    assert list((server.data_dir / "private" / "staging").iterdir()) == []
    assert not (server.data_dir / "public").exists()


async def test_renditions_come_through_the_server_and_may_be_kept(guest: Person, bucket: Bucket) -> None:
    sent = await guest.send_photo()
    url = rendition(sent)
    answer = await guest.http.get(url)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.content == await bucket.read("public/" + url.removeprefix("/media/"))
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert (await guest.http.head(url)).status_code == 200


@pytest.mark.parametrize(
    ("wanted", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=10-", 206, slice(10, None)),
        ("bytes=5-5", 206, slice(5, 6)),
        ("bytes=0-99999999", 206, slice(None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=-99999999", 206, slice(None)),
        ("bytes=0-1,3-4", 200, slice(None)),
        ("lines=1-2", 200, slice(None)),
    ],
)
async def test_a_part_of_a_file_can_be_asked_for(
    wanted: str, status: int, part: slice, guest: Person
) -> None:
    url = rendition(await guest.send_photo())
    whole = (await guest.http.get(url)).content
    answer = await guest.http.get(url, headers={"Range": wanted})
    assert (answer.status_code, answer.content) == (status, whole[part])
    if status == 206:
        assert answer.headers["Content-Range"].endswith(f"/{len(whole)}")


async def test_a_file_that_a_browser_has_is_not_sent_again(guest: Person) -> None:
    url = rendition(await guest.send_photo())
    whole = await guest.http.get(url)
    tag, part = whole.headers["ETag"], {"Range": "bytes=0-9"}
    assert (await guest.http.get(url, headers={"If-None-Match": tag})).status_code == 304
    assert (await guest.http.get(url, headers={"If-Match": '"other"'})).status_code == 412
    assert (await guest.http.get(url, headers={"If-Range": tag} | part)).content == whole.content[:10]
    foreign = await guest.http.get(url, headers={"If-Range": '"other"'} | part)
    assert (foreign.status_code, foreign.content) == (200, whole.content)
    for asked in ("bytes=99999999-", "bytes=-0"):
        past = await guest.http.get(url, headers={"Range": asked})
        assert (past.status_code, past.headers["Cache-Control"]) == (416, "no-store")


async def test_a_hidden_photo_is_gone_from_the_store_and_returns_under_other_names(
    guest: Person, host: Person, bucket: Bucket
) -> None:
    sent = await guest.send_photo()
    url = rendition(sent)
    async with event_stream(guest, since=0) as stream:
        assert (await host.http.post(f"/api/admin/photo/{sent['id']}/hide")).status_code == 200
        assert (await guest.http.get(url)).status_code == 404
        await stream.until("gone", id=sent["id"])
    folder = "public/" + url.removeprefix("/media/").rpartition("/")[0]
    assert await names(bucket, folder) == set()
    assert await names(bucket, "private/withdrawn") == set()
    restored = (await host.http.post(f"/api/admin/photo/{sent['id']}/restore")).json()["photo"]
    assert (await guest.http.get(rendition(restored))).status_code == 200
    assert (await guest.http.get(url)).status_code == 404


async def test_a_deleted_photo_leaves_nothing_in_the_store(guest: Person, bucket: Bucket) -> None:
    sent = await guest.send_photo()
    assert (await guest.http.delete(f"/api/photo/{sent['id']}")).status_code == 200
    assert await bucket.size(original_key(sent["id"])) is None
    assert (await guest.http.get(rendition(sent))).status_code == 404


async def test_the_host_gets_the_original_and_a_guest_does_not(guest: Person, host: Person) -> None:
    content = jpeg()
    sent = await guest.send_photo(content)
    answer = await host.http.get(f"/api/admin/photo/{sent['id']}/original")
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert (await guest.http.get(f"/api/admin/photo/{sent['id']}/original")).status_code == 401
    for path in (original_key(sent["id"]), f"../{original_key(sent['id'])}"):
        assert (await guest.http.get(f"/media/{path}")).status_code == 404


async def test_what_is_refused_leaves_nothing_in_the_store(
    guest: Person, host: Person, bucket: Bucket
) -> None:
    before = await names(bucket, "private/originals")
    assert (await guest.send(b"no photo at all, but long enough to be looked at")).status_code == 415
    content = jpeg()
    assert (await guest.send(content[: len(content) // 2])).status_code == 422
    assert (await guest.send(content)).status_code == 201
    assert (await guest.send(content)).status_code == 200
    assert len(await names(bucket, "private/originals") - before) == 1


async def test_an_original_that_follows_takes_its_screen_copys_place(guest: Person, bucket: Bucket) -> None:
    copy, content = jpeg(400, 300), jpeg(1600, 1200)
    answer = await guest.http.post(
        "/api/new_photo",
        files={"file": ("photo.jpg", copy, "image/jpeg")},
        data={"key": "follows", "screen_copy": "1"},
    )
    assert answer.status_code == 201, answer.text
    photo_id = answer.json()["photo"]["id"]
    originals = await names(bucket, "private/originals")
    assert (await guest.send(content, key="follows")).status_code == 200
    assert await bucket.read(original_key(photo_id)) == content
    assert await names(bucket, "private/originals") == originals
    shown = (await guest.http.get(f"/api/photo/{photo_id}")).json()["photo"]
    assert (shown["width"], shown["original"]) == (1600, "kept")
    assert (await guest.http.get(rendition(shown))).status_code == 200


@pytest.fixture
def signing_server(server: Server, s3_server: S3Server) -> Iterator[Server]:
    """One whose guests reach the store themselves, at an address that the server does not use."""
    outside = s3_server.url.replace("127.0.0.1", "localhost")
    with running(server.data_dir, **server.options, storage_public_url=outside) as started:
        yield started


async def test_where_browsers_reach_the_store_they_are_sent_there_for_a_while(
    signing_server: Server, host: Person
) -> None:
    async with person(signing_server.url) as guest:
        sent = await guest.send_photo()
        answer = await guest.http.get(rendition(sent))
        assert answer.status_code == 302
        assert answer.headers["Cache-Control"].startswith("private, max-age=")
        signed = answer.headers["Location"]
        assert urlsplit(signed).hostname == "localhost"
        async with httpx.AsyncClient(timeout=PATIENCE_S) as anybody:
            there = await anybody.get(signed)
            assert (there.status_code, there.headers["Content-Type"]) == (200, "image/jpeg")
            assert "immutable" in there.headers["Cache-Control"]
            assert (await host.http.post(f"/api/admin/photo/{sent['id']}/hide")).status_code == 200
            # Taken down at the one server, the other's addresses are dead, too.
            assert (await anybody.get(signed)).status_code == 404
        assert (await guest.http.get(rendition(sent))).status_code == 404


async def test_pages_may_load_pictures_from_the_store_and_nothing_else(
    signing_server: Server, s3_server: S3Server
) -> None:
    origin = s3_server.url.replace("127.0.0.1", "localhost")
    async with person(signing_server.url) as guest:
        policy = (await guest.http.get("/")).headers["Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert {name for name, sources in rules.items() if origin in sources.split()} == {"img-src", "media-src"}


async def test_a_photo_of_one_replica_is_worked_on_at_another(guest: Person, other_server: Server) -> None:
    sent = await guest.send_photo()
    async with person(other_server.url) as host:
        await host.sign_in()
        assert (await host.http.post(f"/api/admin/photo/{sent['id']}/hide")).status_code == 200
        restored = (await host.http.post(f"/api/admin/photo/{sent['id']}/restore")).json()["photo"]
    assert (await guest.http.get(rendition(restored))).status_code == 200
