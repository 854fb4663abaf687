"""What must be refused: with a clear error, and nothing lost or left behind."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image

from app.storage.staging import WRITE_BYTES
from app.web.limits import WRITE
from tests.http.answers import assert_error
from tests.http.timeless import TimelessServer
from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg, person, running
from tests.stage import stage
from tests.streams import event_stream

MB = 1024 * 1024
UNKNOWN = "0" * 32
OWN_TO_EACH = ("date", "x-request-id")


@pytest.fixture(scope="module")
def small_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("small"), max_photo_mb=1, max_megapixels=2) as started:
        yield started


@pytest.fixture
async def small_guest(small_server: Server) -> AsyncIterator[Person]:
    async with person(small_server.url) as someone:
        yield someone


def left_behind(server: Server) -> list[str]:
    """Return every file that a photo could have left."""
    return server.files().names("private/staging", "private/originals", "private/withdrawn", "public")


def rows(server: Server) -> int:
    with server.books() as records:
        return int(records.execute("select count(*) from photos where state <> 'deleted'").fetchone()[0])


async def test_too_many_bytes_are_refused(small_guest: Person, small_server: Server) -> None:
    assert_error(await small_guest.send(jpeg() + bytes(2 * MB)), 413, "TOO_LARGE")
    assert left_behind(small_server) == []


async def test_too_many_bytes_without_a_declared_length_are_refused(
    small_guest: Person, small_server: Server
) -> None:
    form = httpx.Request("POST", "http://x/", files={"file": ("a.jpg", jpeg() + bytes(2 * MB))})
    body = form.read()

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 65536):
            yield body[start : start + 65536]

    headers = {"Content-Type": form.headers["Content-Type"]}
    answer = await small_guest.http.post("/api/new_photo", content=pieces(), headers=headers)
    assert_error(answer, 413, "TOO_LARGE")
    assert left_behind(small_server) == []


async def test_the_largest_allowed_photo_is_taken(small_guest: Person) -> None:
    photo = jpeg()
    answer = await small_guest.send(photo + bytes(MB - len(photo)))
    assert answer.status_code == 201
    await small_guest.http.delete(f"/api/photo/{answer.json()['photo']['id']}")


async def test_too_many_pixels_are_refused_from_the_header(small_guest: Person, small_server: Server) -> None:
    buffer = BytesIO()
    Image.new("RGB", (2000, 1001)).save(buffer, "PNG")
    assert_error(await small_guest.send(buffer.getvalue()), 422, "TOO_MANY_PIXELS")
    assert left_behind(small_server) == []


@pytest.mark.parametrize(
    ("photo", "status", "code"),
    [
        (b"", 400, "EMPTY_FILE"),
        (b"hello, I am a text", 415, "NOT_A_PICTURE"),
        (b"%PDF-1.7 and so on", 415, "NOT_A_PICTURE"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "NOT_A_PICTURE"),
        (jpeg(1200, 900)[:9000], 422, "BROKEN_PICTURE"),
        (b"\xff\xd8\xff\xe0" + bytes(500), 422, "BROKEN_PICTURE"),
    ],
    ids=["empty", "text", "pdf", "svg", "cut in half", "header only"],
)
async def test_what_is_not_a_whole_picture_is_refused(
    photo: bytes, status: int, code: str, small_guest: Person, small_server: Server
) -> None:
    assert_error(await small_guest.send(photo), status, code)
    assert left_behind(small_server) == []
    assert rows(small_server) == 0


async def test_two_files_at_once_are_refused(small_guest: Person, small_server: Server) -> None:
    files = [("file", ("a.jpg", jpeg())), ("file", ("b.jpg", jpeg()))]
    assert_error(await small_guest.http.post("/api/new_photo", files=files), 400, "TOO_MANY_PARTS")
    assert left_behind(small_server) == []


async def test_what_others_put_into_a_form_is_passed_over(small_guest: Person) -> None:
    fields = {f"field{number}": "x" for number in range(200)}
    files = [("file", ("", b"")), ("file", ("a.jpg", jpeg())), ("logo", ("b.jpg", jpeg()))]
    answer = await small_guest.http.post("/api/new_photo", files=files, data={"author": "Ben"} | fields)
    assert (answer.status_code, answer.json()["photo"]["author"]) == (201, "Ben")
    await small_guest.http.delete(f"/api/photo/{answer.json()['photo']['id']}")


async def test_a_field_that_is_much_too_long_is_refused(small_guest: Person) -> None:
    assert_error(await small_guest.send(caption="x" * 20_000), 400, "FIELD_TOO_LONG")


async def test_a_body_that_is_no_form_is_refused(small_guest: Person) -> None:
    answer = await small_guest.http.post(
        "/api/new_photo", content=jpeg(), headers={"Content-Type": "image/jpeg"}
    )
    assert_error(answer, 415, "NOT_A_FORM")


@pytest.mark.parametrize("cut", [1, 10, 60, 200, 1000])
async def test_a_form_that_ends_too_early_is_refused(
    cut: int, small_guest: Person, small_server: Server
) -> None:
    form = httpx.Request("POST", "http://x/", files={"file": ("a.jpg", jpeg())}, data={"author": "Ben"})
    headers = {"Content-Type": form.headers["Content-Type"]}
    answer = await small_guest.http.post("/api/new_photo", content=form.read()[: -5 - cut], headers=headers)
    assert_error(answer, 400, "BROKEN_FORM")
    assert left_behind(small_server) == []


async def test_a_connection_cut_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    with running(tmp_path / "party", media_workers=1) as server:
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(
            b"POST /api/new_photo HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n"
            b"Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n"
            b'Content-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
        )
        # More than is gathered before the first byte goes to disk.
        writer.write(jpeg() + bytes(2 * WRITE_BYTES))
        await writer.drain()
        staging = server.data_dir / "private" / "staging"
        async with asyncio.timeout(PATIENCE_S):
            while not list(staging.iterdir()):
                await asyncio.sleep(0.01)
            writer.transport.abort()
            while list(staging.iterdir()):
                await asyncio.sleep(0.01)
        assert left_behind(server) == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/api/uid"),
        ("PUT", f"/api/photo/{UNKNOWN}"),
        ("PUT", "/api/admin/uploads"),
        ("POST", "/admin/login"),
        ("POST", f"/edit/{UNKNOWN}"),
        ("DELETE", f"/api/photo/{UNKNOWN}"),
        ("POST", f"/api/admin/photo/{UNKNOWN}/hide"),
    ],
)
@pytest.mark.parametrize("declared", [True, False], ids=["declared", "chunked"])
async def test_a_large_body_is_refused_where_it_is_no_upload(
    method: str, path: str, declared: bool, small_guest: Person
) -> None:
    body = json.dumps({"name": "x" * 70_000}).encode()
    if path.startswith("/api/admin/"):
        # Anybody else is refused before a byte of it is read.
        assert (await small_guest.sign_in()).status_code == 200

    async def pieces() -> AsyncIterator[bytes]:
        yield body

    answer = await small_guest.http.request(
        method,
        path,
        content=body if declared else pieces(),
        headers={"Content-Type": "application/json", "Accept": "application/json"},
    )
    assert_error(answer, 413, "TOO_LARGE")


async def test_while_uploads_are_closed_nothing_is_taken_and_own_photos_can_be_deleted(
    guest: Person, host: Person
) -> None:
    mine = await guest.send_photo()
    closed = await host.http.put(
        "/api/admin/uploads", json={"open": False, "message": "Back after the speeches"}
    )
    try:
        assert closed.json()["uploads_open"] is False
        answer = await guest.send(key="while-closed")
        assert_error(answer, 403, "UPLOADS_CLOSED")
        assert answer.json()["error"]["message"] == "Back after the speeches"
        assert (await guest.http.delete(f"/api/photo/{mine['id']}")).status_code == 200
    finally:
        await host.http.put("/api/admin/uploads", json={"open": True})
    assert (await guest.send(key="while-closed")).status_code == 201


async def test_a_photo_on_its_way_when_uploads_close_is_refused(guest: Person, host: Person) -> None:
    form = httpx.Request("POST", "http://x/", files={"file": ("a.jpg", jpeg())}, data={"key": "on-its-way"})
    body, is_closed = form.read(), asyncio.Event()

    async def pieces() -> AsyncIterator[bytes]:
        yield body[:500]
        await is_closed.wait()
        yield body[500:]

    headers = {"Content-Type": form.headers["Content-Type"]}
    sending = asyncio.create_task(guest.http.post("/api/new_photo", content=pieces(), headers=headers))
    await host.http.put("/api/admin/uploads", json={"open": False})
    try:
        is_closed.set()
        assert_error(await sending, 403, "UPLOADS_CLOSED")
    finally:
        await host.http.put("/api/admin/uploads", json={"open": True})


async def test_someone_elses_photo_cannot_be_touched(guest: Person, stranger: Person) -> None:
    sent = await guest.send_photo(caption="mine")
    address = f"/api/photo/{sent['id']}"
    assert_error(await stranger.http.put(address, json={"caption": "yours"}), 403, "NOT_YOURS")
    assert_error(await stranger.http.delete(address), 403, "NOT_YOURS")
    assert (await stranger.http.post(f"/edit/{sent['id']}", data={"caption": "yours"})).status_code == 403
    assert (await stranger.http.post(f"/edit/{sent['id']}/delete")).status_code == 403
    seen = (await stranger.http.get(address)).json()["photo"]
    assert (seen["caption"], seen["mine"]) == ("mine", False)


async def test_a_forged_cookie_is_refused_and_replaced(guest: Person, server: Server) -> None:
    sent = await guest.send_photo()
    owner = (await guest.http.get("/api/uid")).json()["guest"]
    for forged in (owner, f"{owner}.", f"{owner}.AAAAAAAA", "x" * 3000):
        async with person(server.url) as forger:
            cookie = {"Cookie": f"{stage.guest_cookie}={forged}"}
            refused = await forger.http.delete(f"/api/photo/{sent['id']}", headers=cookie)
            assert_error(refused, 401, "COOKIE_INVALID")
            form = {"files": {"file": ("a.jpg", jpeg())}}
            assert_error(
                await forger.http.post("/api/new_photo", headers=cookie, **form),  # type: ignore[arg-type]
                401,
                "COOKIE_INVALID",
            )
            assert (await forger.send()).status_code == 201, "the answer has set a cookie that works"


async def test_a_cookie_of_another_party_is_refused(guest: Person, small_server: Server) -> None:
    await guest.send_photo()
    foreign = guest.http.cookies[stage.guest_cookie]
    async with person(small_server.url) as someone:
        someone.http.cookies.set(stage.guest_cookie, foreign)
        assert_error(await someone.send(), 401, "COOKIE_INVALID")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/new_photo"),
        ("POST", "/upload"),
        ("PUT", "/api/uid"),
        ("DELETE", f"/api/photo/{UNKNOWN}"),
        ("PUT", "/api/admin/uploads"),
        ("POST", "/admin/login"),
        ("POST", "/admin/logout"),
    ],
)
async def test_a_request_from_another_site_is_refused(
    headers: dict[str, str], method: str, path: str, guest: Person
) -> None:
    answer = await guest.http.request(method, path, headers=headers | {"Accept": "application/json"})
    assert_error(answer, 403, "FOREIGN_SITE")


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "same-origin", "Origin": "https://any.example"}, {"Sec-Fetch-Site": "none"}, {}],
)
async def test_a_request_from_our_own_pages_is_taken(headers: dict[str, str], guest: Person) -> None:
    own = headers or {"Origin": str(guest.http.base_url).rstrip("/")}
    assert (await guest.http.put("/api/uid", json={"name": "Ben"}, headers=own)).status_code == 200


async def test_an_unknown_photo_and_a_hidden_one_are_the_same_404(
    guest: Person, stranger: Person, host: Person
) -> None:
    hidden = await guest.send_photo()
    assert (await host.http.post(f"/api/admin/photo/{hidden['id']}/hide")).status_code == 200
    for path in ("/api/photo/{}",):
        for method in ("GET", "PUT", "DELETE"):
            body = {"json": {"caption": "x"}} if method == "PUT" else {}
            answers = [
                await stranger.http.request(method, path.format(photo_id), **body)  # type: ignore[arg-type]
                for photo_id in (hidden["id"], UNKNOWN, "nonsense", "%00", "../../etc/passwd")
            ]
            assert {answer.status_code for answer in answers} == {404}
    known, unknown = [await stranger.http.get(f"/api/photo/{i}") for i in (hidden["id"], UNKNOWN)]
    assert known.content == unknown.content
    assert {k: v for k, v in known.headers.items() if k not in OWN_TO_EACH} == {
        k: v for k, v in unknown.headers.items() if k not in OWN_TO_EACH
    }


@pytest.mark.parametrize(
    "key",
    ["", "x", "../private/secret.key", "00/../../private/secret.key", "aa/" + "b" * 30, "%2e%2e/x", "aa//"],
)
async def test_nothing_but_renditions_is_served(key: str, guest: Person) -> None:
    assert (await guest.http.get(f"/media/{key}")).status_code == 404


async def test_a_quick_guest_is_asked_to_wait_and_nobody_else_is(tmp_path: Path) -> None:
    with running(tmp_path / "party", TimelessServer) as server:
        async with person(server.url) as quick, person(server.url) as other:
            await quick.http.get("/api/uid")
            await other.http.get("/api/uid")
            for _ in range(WRITE.guest.count):
                assert (await quick.http.put("/api/uid", json={"name": "Quick"})).status_code == 200
            answer = await quick.http.put("/api/uid", json={"name": "Quick"})
            assert_error(answer, 429, "TOO_OFTEN")
            assert int(answer.headers["Retry-After"]) >= 1
            assert (await other.http.put("/api/uid", json={"name": "Other"})).status_code == 200


async def test_refusals_do_not_disturb_an_open_stream(small_guest: Person) -> None:
    async with event_stream(small_guest) as stream:
        for photo in (b"nothing", jpeg()[:1000], bytes(2 * MB)):
            assert (await small_guest.send(photo)).status_code >= 400
        sent = await small_guest.send_photo()
        await stream.until("photo", id=sent["id"])
        assert stream.names() == ["party", "photo"]
    await small_guest.http.delete(f"/api/photo/{sent['id']}")
