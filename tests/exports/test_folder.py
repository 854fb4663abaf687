"""The album as a folder: one ZIP whose page opens from a disk with no server and no network."""

import asyncio
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app.exports.linking import CannotLink, linked_script, linked_styles
from tests.exports.test_taking import begin, check_with_other_programs, opened, zip_at
from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg, person


@pytest.fixture
def server(fresh_server: Server) -> Server:
    """Each test has a party of its own: an album has all that is shown."""
    return fresh_server


async def made(host: Person, **wanted: object) -> dict[str, Any]:
    """Begin an album and wait until it is made."""
    begun = await begin(host, **{"kind": "album"} | wanted)
    assert (begun["state"], begun["zips"]) == ("making", [])
    async with asyncio.timeout(PATIENCE_S):
        while True:
            exports = (await host.http.get("/api/admin/exports")).json()["exports"]
            (export,) = [one for one in exports if one["id"] == begun["id"]]
            if export["state"] == "ready":
                return dict(export)
            assert export["state"] == "making"
            await asyncio.sleep(0.05)


async def test_the_folder_has_a_page_its_pictures_and_nothing_from_elsewhere(
    guest: Person, stranger: Person, host: Person, tmp_path: Path
) -> None:
    await guest.send_photo(jpeg(), author="Mia", caption='The <b>cake</b> & "us"')
    await stranger.send_photo(jpeg(), author="محمد")
    hidden = await stranger.send_photo(jpeg(), caption="Never to be seen")
    await host.http.post(f"/api/admin/photo/{hidden['id']}/hide")
    export = await made(host)
    assert (export["kind"], export["photos"], export["done"]) == ("album", 2, 2)
    content = await zip_at(host, export["zips"][0]["url"])
    check_with_other_programs(content, tmp_path)
    read = opened(content)
    names = read.namelist()
    assert all(name.isascii() for name in names)
    assert {name.partition("/")[0] for name in names} == {"photos", "album", "index.html"}
    page = read.read("index.html").decode()
    assert page.count("<li ") == 2
    assert "The &lt;b&gt;cake&lt;/b&gt; &amp; &#34;us&#34;" in page
    assert "Never to be seen" not in page
    everything = page + read.read("album/album.css").decode() + read.read("album/album.js").decode()
    for mark in ('src="/', 'href="/', 'src="http', 'href="http', "url(/", "url(http", "@import url"):
        assert mark not in everything, mark
    for name in names:
        if name.endswith(".jpg"):
            assert name in page


async def test_the_folder_goes_on_byte_for_byte_and_with_originals_has_those(
    guest: Person, host: Person
) -> None:
    original = jpeg()
    for caption in ("One", "Two", "Three"):
        await guest.send_photo(original if caption == "Two" else jpeg(), author="Mia", caption=caption)
    export = await made(host, originals=True)
    url = export["zips"][0]["url"]
    whole = await zip_at(host, url)
    size = len(whole)
    for place in [*range(0, size, size // 50), 1, size - 1]:
        rest = await host.http.get(url, headers={"Range": f"bytes={place}-"})
        assert (rest.status_code, rest.content) == (206, whole[place:])
    read = opened(whole)
    (name,) = [name for name in read.namelist() if name.startswith("originals/") and "Two" in name]
    assert read.read(name) == original
    assert (await host.http.get(export["urls"])).text.count("\n") == 3, "the originals alone"


@pytest.mark.parametrize("how", ["hide", "delete", "guest"])
async def test_of_a_photo_that_was_taken_down_the_folder_keeps_neither_picture_nor_words(
    how: str, guest: Person, stranger: Person, host: Person, tmp_path: Path
) -> None:
    await stranger.send_photo(jpeg(), author="Ben", caption="Stays")
    sent = await guest.send_photo(jpeg(), author="Mia", caption="Secret words")
    await stranger.send_photo(jpeg(), author="Ben", caption="Stays too")
    export = await made(host, originals=True)
    url = export["zips"][0]["url"]
    before = await zip_at(host, url)
    page_before = opened(before).read("index.html").decode()
    assert "Secret words" in page_before
    if how == "hide":
        await host.http.post(f"/api/admin/photo/{sent['id']}/hide")
    elif how == "delete":
        await guest.http.delete(f"/api/photo/{sent['id']}")
    else:
        assert (await guest.http.post("/me/delete")).status_code == 200
    after = await zip_at(host, url)
    assert len(after) == len(before)
    check_with_other_programs(after, tmp_path)
    read = opened(after)
    assert b"Secret words" not in after
    assert b"Mia" not in after
    page = read.read("index.html").decode()
    assert page.count("<li ") == 2
    assert len(page) == len(page_before)
    assert sum(b"not here any more" in read.read(name) for name in read.namelist()) == 3
    if how == "hide":
        await host.http.post(f"/api/admin/photo/{sent['id']}/restore")
        assert await zip_at(host, url) == after, "once told apart, it stays so"


async def test_a_killed_server_makes_the_album_after_its_start(
    guest: Person, host: Person, server: Server
) -> None:
    await guest.send_photo(jpeg())
    begun = await begin(host, kind="album")
    assert (await guest.http.get(begun["page"])).status_code == 200
    assert (await guest.http.get(f"{begun['page']}/1.zip")).status_code == 404, "not before it is whole"
    server.kill()
    with server.books() as books:
        # As if it had been killed while it was at it.
        books.execute("update exports set ready_at = '', tries = 1, leased_until = '2020'")
        books.commit()
    server.start()
    async with person(server.url) as someone, asyncio.timeout(PATIENCE_S):
        while (answer := await someone.http.get(f"{begun['page']}/1.zip")).status_code == 404:
            await asyncio.sleep(0.05)
        assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None


async def test_what_was_begun_too_often_is_given_up_and_says_so(
    guest: Person, host: Person, server: Server
) -> None:
    await guest.send_photo(jpeg())
    export = await made(host)
    with server.books() as books:
        books.execute("update exports set ready_at = '', tries = 5, leased_until = ''")
        books.commit()
    (told,) = (await host.http.get("/api/admin/exports")).json()["exports"]
    assert told["state"] == "failed"
    assert "could not be made" in (await host.http.get(export["page"])).text


@pytest.mark.parametrize("wanted", [{"kind": "film"}, {"originals": "yes"}, {"taken": "kept"}], ids=str)
async def test_an_album_that_makes_no_sense_is_a_400(wanted: dict[str, object], host: Person) -> None:
    answer = await host.http.post("/api/admin/exports", json={"kind": "album"} | wanted)
    assert answer.status_code == 400


def test_what_the_linker_does_not_know_it_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.exports.linking.STATIC", tmp_path)
    (tmp_path / "a.js").write_text('import * as b from "./b.js";\n')
    (tmp_path / "c.js").write_text('import { d } from "./d.js";\n')
    (tmp_path / "d.js").write_text('import { c } from "./c.js";\n')
    for page in ("a.js", "c.js"):
        with pytest.raises(CannotLink):
            linked_script(page)


def test_fonts_are_inside_the_styles() -> None:
    styles = linked_styles("css/tokens.css")
    assert styles.count("data:font/woff2;base64,") == 2
    assert ".woff2" not in styles
