"""tus 1.0.0 over HTTP, as tables: method and headers in, status and headers out."""

import base64
import hashlib
from collections.abc import AsyncIterator, Mapping
from email.utils import parsedate_to_datetime

import pytest

from app.base.clock import now
from tests.running import Person, Server, jpeg, person
from tests.stage import stage
from tests.tus.client import BYTES, PHOTO, TUS, TusUpload, begin, files_in, metadata, send_whole

UNKNOWN = "/api/uploads/" + "0" * 32
LENGTH = {"Upload-Length": "100"}
MB = 1024 * 1024


@pytest.mark.parametrize("path", ["/api/uploads", UNKNOWN])
@pytest.mark.parametrize("headers", [{}, {"Tus-Resumable": "0.2.2"}])
async def test_options_says_what_is_offered(path: str, headers: dict[str, str], guest: Person) -> None:
    answer = await guest.http.options(path, headers=headers)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
    offered = "creation,creation-with-upload,expiration,termination,checksum"
    assert answer.headers["Tus-Extension"] == offered
    assert answer.headers["Tus-Max-Size"] == str(500 * MB)
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"


CREATION: list[tuple[Mapping[str, str], bytes, int, str]] = [
    (LENGTH, b"", 412, "TUS_VERSION"),
    ({"Tus-Resumable": "0.2.2"} | LENGTH, b"", 412, "TUS_VERSION"),
    (TUS, b"", 400, "BAD_REQUEST"),
    (TUS | {"Upload-Length": "-1"}, b"", 400, "BAD_REQUEST"),
    (TUS | {"Upload-Length": "0"}, b"", 400, "EMPTY_FILE"),
    (TUS | {"Upload-Defer-Length": "1"}, b"", 400, "LENGTH_DEFERRED"),
    (TUS | LENGTH | {"Upload-Concat": "partial"}, b"", 400, "NOT_OFFERED"),
    (TUS | {"Upload-Length": str(500 * MB + 1)}, b"", 413, "TOO_LARGE"),
    (TUS | {"Upload-Length": "9" * 15}, b"", 413, "TOO_LARGE"),
    (TUS | {"Upload-Length": "1" + "0" * 15}, b"", 413, "TOO_LARGE"),
    (TUS | {"Upload-Length": "9" * 5000}, b"", 413, "TOO_LARGE"),
    (TUS | LENGTH | {"Upload-Metadata": "a b c"}, b"", 400, "BAD_METADATA"),
    (TUS | LENGTH | metadata(key="x" * 101), b"", 400, "BAD_KEY"),
    (TUS | LENGTH, b"hello", 415, "WRONG_TYPE"),
    (TUS | LENGTH | {"Content-Type": "image/jpeg"}, b"hello", 415, "WRONG_TYPE"),
    (TUS | BYTES | {"Upload-Length": "4"}, b"hello", 413, "TOO_LARGE"),
    (TUS | LENGTH | {"X-HTTP-Method-Override": "PATCH"}, b"", 405, "WRONG_METHOD"),
]


@pytest.mark.parametrize(("headers", "body", "status", "code"), CREATION)
async def test_an_upload_that_cannot_be_begun(
    headers: Mapping[str, str], body: bytes, status: int, code: str, guest: Person
) -> None:
    answer = await guest.http.post("/api/uploads", headers=headers, content=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert ("Tus-Version" in answer.headers) == (status == 412)


async def test_an_upload_begins_at_nothing_under_an_address_without_a_host(guest: Person) -> None:
    words = metadata(key="k", caption="Prost!")
    answer = await guest.http.post("/api/uploads", headers=TUS | LENGTH | words)
    assert answer.status_code == 201
    assert answer.headers["Location"].startswith(f"{stage.base}/api/uploads/")
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    expires_in = parsedate_to_datetime(answer.headers["Upload-Expires"]) - now()
    assert 3590 < expires_in.total_seconds() < 3610, "an hour, as long as no byte has come"
    asked = await TusUpload(guest, answer.headers["Location"]).ask()
    assert asked.status_code == 200
    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == ("0", "100")
    assert asked.headers["Upload-Metadata"] == words["Upload-Metadata"]
    assert asked.headers["Cache-Control"] == "no-store"
    assert PHOTO not in asked.headers


async def test_the_first_bytes_may_come_with_the_beginning(guest: Person) -> None:
    answer = await guest.http.post("/api/uploads", headers=TUS | BYTES | LENGTH, content=b"hello")
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "5")
    assert await TusUpload(guest, answer.headers["Location"]).offset() == 5


async def test_a_whole_photo_may_come_with_the_beginning(guest: Person) -> None:
    photo = jpeg()
    answer = await guest.http.post(
        "/api/uploads", headers=TUS | BYTES | {"Upload-Length": str(len(photo))}, content=photo
    )
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, str(len(photo)))
    shown = await guest.http.get(f"/api/photo/{answer.headers[PHOTO]}")
    assert shown.json()["photo"]["state"] == "shown"


def checksum(piece: bytes, algorithm: str = "sha1") -> dict[str, str]:
    digest = hashlib.new(algorithm, piece).digest()
    return {"Upload-Checksum": f"{algorithm} {base64.b64encode(digest).decode()}"}


AT_5 = {"Upload-Offset": "5"}
SENDING: list[tuple[Mapping[str, str], bytes, int, str | None, int]] = [
    (TUS | BYTES | AT_5, b" world", 204, None, 11),
    (TUS | BYTES | AT_5, b"", 204, None, 5),
    (TUS | BYTES | AT_5 | checksum(b" world"), b" world", 204, None, 11),
    (TUS | BYTES | AT_5 | checksum(b" world", "sha256"), b" world", 204, None, 11),
    (TUS | BYTES | AT_5 | checksum(b" world"), b" worle", 460, "CHECKSUM_MISMATCH", 5),
    (TUS | BYTES | AT_5 | {"Upload-Checksum": "md5 AAAA"}, b" world", 400, "CHECKSUM_UNKNOWN", 5),
    (TUS | BYTES | AT_5 | {"Upload-Checksum": "sha1 AAAA"}, b" world", 400, "CHECKSUM_BROKEN", 5),
    (BYTES | AT_5, b" world", 412, "TUS_VERSION", 5),
    (TUS | AT_5, b" world", 415, "WRONG_TYPE", 5),
    (TUS | AT_5 | {"Content-Type": "application/octet-stream"}, b" world", 415, "WRONG_TYPE", 5),
    (TUS | BYTES, b" world", 400, "BAD_REQUEST", 5),
    (TUS | BYTES | {"Upload-Offset": "0"}, b" world", 409, "WRONG_OFFSET", 5),
    (TUS | BYTES | {"Upload-Offset": "6"}, b" world", 409, "WRONG_OFFSET", 5),
    (TUS | BYTES | {"Upload-Offset": "-5"}, b" world", 400, "BAD_REQUEST", 5),
    (TUS | BYTES | AT_5, b"x" * 96, 413, "TOO_LARGE", 5),
]


@pytest.mark.parametrize(("headers", "piece", "status", "code", "offset"), SENDING)
@pytest.mark.parametrize("way", ["patch", "override", "chunked"])
async def test_a_piece_is_taken_or_refused(
    way: str,
    headers: Mapping[str, str],
    piece: bytes,
    status: int,
    code: str | None,
    offset: int,
    guest: Person,
) -> None:
    upload = await begin(guest, 100)
    assert (await upload.send(0, b"hello")).status_code == 204

    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(piece), 4):
            yield piece[start : start + 4]

    method = "PATCH" if way != "override" else "POST"
    override = {"X-HTTP-Method-Override": "PATCH"} if way == "override" else {}
    answer = await guest.http.request(
        method,
        upload.path,
        headers={**headers, **override},
        content=in_pieces() if way == "chunked" else piece,
    )
    assert answer.status_code == status, answer.text
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    if code is None:
        assert answer.headers["Upload-Offset"] == str(offset)
        assert "Upload-Expires" in answer.headers
        assert "Content-Length" not in answer.headers
    else:
        assert answer.json()["error"]["code"] == code
    assert await upload.offset() == offset


@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", [UNKNOWN, "/api/uploads/nonsense", "/api/uploads/%2e%2e"])
async def test_an_unknown_upload_is_a_404(method: str, path: str, guest: Person) -> None:
    answer = await guest.http.request(method, path, headers=TUS | BYTES | {"Upload-Offset": "0"})
    assert answer.status_code == 404
    assert "Upload-Offset" not in answer.headers


async def test_an_ended_upload_is_gone_with_its_bytes(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        upload = await begin(guest, 100)
        await upload.send(0, b"hello")
        assert [upload.id in name for name in files_in(fresh_server)] == [True]
        ended = await upload.end()
        assert (ended.status_code, ended.headers["Tus-Resumable"]) == (204, "1.0.0")
        assert files_in(fresh_server) == []
        for answer in (await upload.ask(), await upload.send(5, b"x"), await upload.end()):
            assert answer.status_code == 410
            assert "Upload-Offset" not in answer.headers
        assert (await guest.http.get("/api/photos")).json()["photos"] == []


async def test_ending_a_finished_upload_leaves_its_photo(guest: Person) -> None:
    photo = jpeg()
    upload = await begin(guest, len(photo))
    photo_id = (await upload.send(0, photo)).headers[PHOTO]
    assert (await upload.end()).status_code == 204
    assert (await upload.ask()).status_code == 410
    assert (await guest.http.get(f"/api/photo/{photo_id}")).status_code == 200


async def test_a_finished_upload_goes_on_saying_so(guest: Person) -> None:
    photo = jpeg()
    upload = await begin(guest, len(photo))
    sent = await upload.send(0, photo)
    assert sent.status_code == 204
    for answer in (await upload.ask(), await upload.send(len(photo), b"")):
        assert answer.headers["Upload-Offset"] == str(len(photo))
        assert answer.headers[PHOTO] == sent.headers[PHOTO]
    again = await upload.send(0, photo)
    assert (again.status_code, again.headers["Upload-Offset"]) == (409, str(len(photo)))


@pytest.mark.parametrize(
    ("photo", "status", "code"),
    [
        (b"hello, I am a text", 415, "NOT_A_PICTURE"),
        (jpeg(1200, 900)[:9000], 422, "BROKEN_PICTURE"),
    ],
)
async def test_what_is_no_picture_is_refused_at_its_last_byte_and_nothing_stays(
    photo: bytes, status: int, code: str, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        upload = await begin(guest, len(photo))
        await upload.send(0, photo[:10])
        refused = await upload.send(10, photo[10:])
        assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)
        assert files_in(fresh_server) == []
        # That answer may have been lost: who asks again hears the same, not that nothing was ever there.
        assert (await upload.ask()).status_code == status
        assert (await upload.send(len(photo), b"")).json()["error"]["code"] == code


async def test_limits_of_one_guest(small_guest: Person) -> None:
    half_a_mb = {"Upload-Length": str(MB // 2)}
    first = await begin(small_guest, MB)
    await begin(small_guest, MB // 2)
    too_many_bytes = await small_guest.http.post("/api/uploads", headers=TUS | {"Upload-Length": str(MB)})
    await begin(small_guest, MB // 2)
    too_many = await small_guest.http.post("/api/uploads", headers=TUS | half_a_mb)
    for answer in (too_many_bytes, too_many):
        assert (answer.status_code, answer.json()["error"]["code"]) == (429, "TOO_MANY_UPLOADS")
        assert int(answer.headers["Retry-After"]) > 0
    await first.end()
    assert (await small_guest.http.post("/api/uploads", headers=TUS | half_a_mb)).status_code == 201


async def test_all_guests_together_take_no_more_than_the_partys_share(small_server: Server) -> None:
    """What has begun counts whole; empty promises of many guests must not shut the others out."""
    began: list[TusUpload] = []
    async with (
        person(small_server.url) as one,
        person(small_server.url) as two,
        person(small_server.url) as last,
    ):
        for guest in (one, two):
            await guest.send_photo()
        for guest in (one, two, two):
            began.append(await begin(guest, 1_000_000))
            assert (await began[-1].send(0, bytes(700))).status_code == 204
        full = await last.http.post("/api/uploads", headers=TUS | {"Upload-Length": str(MB // 2)})
        assert (full.status_code, full.json()["error"]["code"]) == (507, "DISK_FULL")
        for upload in began:
            await upload.end()
        assert (await send_whole(last, jpeg())).status_code == 204
