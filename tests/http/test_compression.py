"""What the app alone compresses: static texts at the set-up, pages and JSON as they go, the stream never."""

import gzip
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.web import views_static as static
from app.web.assets import STATIC
from tests.nginx.rendered_config import run_nginx
from tests.patience import PATIENCE_S
from tests.running import CHECKOUT, Person, Server, person
from tests.streams import event_stream

pytestmark = pytest.mark.no_records

STYLE = "/static/css/base.css"
PLAIN = {"Accept-Encoding": "identity"}


def compress_static(checkout: Path) -> None:
    subprocess.run(
        [CHECKOUT / "scripts" / "with_node.sh", ".venv", "node", checkout / "scripts" / "compress_static.js"],
        cwd=CHECKOUT,
        check=True,
        timeout=PATIENCE_S,
    )


@pytest.fixture(scope="module", autouse=True)
def set_up() -> None:
    """Do what `make` does before a server is started."""
    compress_static(CHECKOUT)


@pytest.fixture
async def phone(server: Server) -> AsyncIterator[Person]:
    async with person(server.url, **{"Accept-Encoding": "gzip"}) as someone:
        yield someone


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("br, gzip", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("gzip, br;q=0", "gzip"),
        ("identity", None),
        ("zstd", None),
    ],
)
async def test_a_static_text_is_sent_as_small_as_its_reader_takes_it(
    accepted: str, coding: str | None, guest: Person
) -> None:
    plain = await guest.http.get(STYLE, headers=PLAIN)
    request = guest.http.build_request("GET", STYLE, headers={"Accept-Encoding": accepted})
    answer = await guest.http.send(request, stream=True)
    raw = b"".join([piece async for piece in answer.aiter_raw()])
    assert answer.headers.get("Content-Encoding") == coding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Content-Type"] == plain.headers["Content-Type"] == "text/css; charset=utf-8"
    assert int(answer.headers["Content-Length"]) == len(raw)
    assert (answer.headers["ETag"] == plain.headers["ETag"]) == (coding is None)
    if coding is not None:
        assert len(raw) < len(plain.content) / 2
    if coding == "gzip":
        assert gzip.decompress(raw) == plain.content == (STATIC / "css" / "base.css").read_bytes()


async def test_an_unchanged_static_file_is_not_sent_again(phone: Person) -> None:
    first = await phone.http.get(STYLE)
    again = await phone.http.get(STYLE, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Vary"] == "Accept-Encoding"


async def test_a_static_file_that_is_not_there_is_not_remembered(guest: Person) -> None:
    for path in ("/static/css/none.css?v=1", "/static/css/base.css.gz", "/static/.compressed", "/static/css"):
        answer = await guest.http.get(path)
        assert answer.status_code == 404, path
        assert "immutable" not in answer.headers.get("Cache-Control", "")


def test_a_copy_that_is_older_than_its_file_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scripts").mkdir()
    shutil.copy(CHECKOUT / "scripts" / "compress_static.js", tmp_path / "scripts")
    shutil.copy(CHECKOUT / "package.json", tmp_path)
    folder = tmp_path / "static"
    folder.mkdir()
    text = folder / "a.js"
    text.write_text("let a = 1;\n" * 500)
    os.utime(text, (1, 1_700_000_000.25))
    compress_static(tmp_path)
    monkeypatch.setattr(static, "STATIC", folder)
    assert static._find("a.js", ["br", "gzip"]) == (folder / "a.js.br", "br")
    text.write_text("let a = 2;\n" * 500)
    assert static._find("a.js", ["br", "gzip"]) == (text, "")
    compress_static(tmp_path)
    assert static._find("a.js", ["gzip"]) == (folder / "a.js.gz", "gzip")
    assert gzip.decompress((folder / "a.js.gz").read_bytes()) == text.read_bytes()
    text.write_text("let a = 3;\n")
    compress_static(tmp_path)
    assert [path.name for path in folder.iterdir()] == ["a.js"]


@pytest.mark.parametrize("path", ["/upload", "/api/photos", "/qr.svg"])
async def test_pages_and_json_are_compressed_as_they_go(path: str, guest: Person, phone: Person) -> None:
    for _ in range(3):
        await guest.send_photo()
    compressed = await phone.http.get(path)
    assert compressed.headers["Content-Encoding"] == "gzip"
    plain = await phone.http.get(path, headers=PLAIN)
    assert "Content-Encoding" not in plain.headers
    for answer in (plain, compressed):
        assert "Accept-Encoding" in answer.headers["Vary"]
    if path == "/api/photos":
        assert plain.json() == compressed.json()
        tag = {"If-None-Match": compressed.headers["ETag"]}
        assert (await phone.http.get(path, headers=tag)).status_code == 304


async def test_a_small_answer_is_sent_as_it_is(phone: Person) -> None:
    assert "Content-Encoding" not in (await phone.http.get("/livez")).headers


async def test_the_stream_and_pictures_are_never_compressed(guest: Person, phone: Person) -> None:
    sent = await guest.send_photo()
    async with phone.http.stream("GET", "/api/events") as answer:
        assert "Content-Encoding" not in answer.headers
    async with event_stream(phone) as stream:
        sent = await guest.send_photo()
        await stream.until("photo", id=sent["id"])
    assert "Content-Encoding" not in (await phone.http.get(sent["renditions"][0]["url"])).headers


async def test_behind_the_shipped_nginx_the_app_leaves_it_to_nginx(server: Server, tmp_path: Path) -> None:
    with run_nginx(tmp_path, server.port, server.data_dir) as nginx:
        async with person(nginx.url, **{"Accept-Encoding": "gzip"}) as phone:
            answer = await phone.http.get("/upload")
    assert answer.headers["Content-Encoding"] == "gzip"
    # The app would have told its length.
    assert "Content-Length" not in answer.headers
