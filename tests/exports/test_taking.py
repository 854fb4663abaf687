"""The ZIP of originals over HTTP: its length is told before, any range is had, and who may not gets none."""

import asyncio
import io
import shutil
import subprocess
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.albums.night import a_night
from tests.albums.test_search import until
from tests.http.answers import assert_error
from tests.http.test_tokens import token_of
from tests.members import member
from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg, person


@pytest.fixture
def server(fresh_server: Server) -> Server:
    """Each test has a party of its own: an export has all that is shown."""
    return fresh_server


async def begin(host: Person, **wanted: object) -> dict[str, Any]:
    answer = await host.http.post("/api/admin/exports", json=wanted)
    assert answer.status_code == 201, answer.text
    export: dict[str, Any] = answer.json()["export"]
    return export


async def zip_at(someone: Person, url: str) -> bytes:
    answer = await someone.http.get(url)
    assert answer.status_code == 200, answer.text
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert answer.headers["Accept-Ranges"] == "bytes"
    return answer.content


def opened(content: bytes) -> zipfile.ZipFile:
    read = zipfile.ZipFile(io.BytesIO(content))
    assert read.testzip() is None
    return read


def check_with_other_programs(content: bytes, folder: Path) -> None:
    (folder / "all.zip").write_bytes(content)
    for command in (["unzip", "-tq"], ["7z", "t"], ["7zz", "t"]):
        if shutil.which(command[0]):
            done = subprocess.run([*command, str(folder / "all.zip")], capture_output=True, check=False)
            assert done.returncode == 0, done.stdout


async def test_a_host_takes_all_shown_photos_under_useful_names(
    guest: Person, stranger: Person, host: Person, tmp_path: Path
) -> None:
    first, second, third = jpeg(), jpeg(), jpeg()
    await guest.send_photo(first, author="Mia", caption="Caught the first dance 💃")
    await stranger.send_photo(second, author="محمد", caption='a/b\\c:"d"')
    hidden = await stranger.send_photo(third)
    await host.http.post(f"/api/admin/photo/{hidden['id']}/hide")
    export = await begin(host)
    assert export["photos"] == 2
    (told,) = export["zips"]
    content = await zip_at(host, told["url"])
    assert len(content) == told["bytes"] == export["bytes"]
    read = opened(content)
    assert [name[20:] for name in read.namelist()] == [
        "Mia - Caught the first dance 💃.jpg",
        "محمد - a-b-c-'d'.jpg",
    ]
    assert [read.read(name) for name in read.namelist()] == [first, second]
    check_with_other_programs(content, tmp_path)


async def test_a_host_takes_hidden_ones_one_guests_or_a_selection(
    guest: Person, stranger: Person, host: Person
) -> None:
    sent = [await guest.send_photo(author="Mia"), await guest.send_photo(author="Mia")]
    theirs = await stranger.send_photo(author="Ben")
    await host.http.post(f"/api/admin/photo/{sent[1]['id']}/hide")
    assert (await begin(host, taken="kept"))["photos"] == 3
    guests = (await host.http.get("/api/admin/filters")).json()["senders"]
    (mia,) = [one["guest"] for one in guests if one["author"] == "Mia"]
    assert (await begin(host, taken="kept", guest=mia))["photos"] == 2
    told = (await host.http.get("/api/admin/exports", params={"guest": mia})).json()
    assert (told["shown"]["photos"], told["kept"]["photos"]) == (1, 2)
    assert (await host.http.get("/api/admin/exports", params={"guest": "x"})).status_code == 400
    selected = await begin(host, photos=[theirs["id"], sent[0]["id"]], folders="guest")
    names = opened(await zip_at(host, selected["zips"][0]["url"])).namelist()
    assert [name.partition("/")[0] for name in names] == ["Mia", "Ben"]


async def test_a_download_that_breaks_off_goes_on_byte_for_byte(guest: Person, host: Person) -> None:
    for _ in range(4):
        await guest.send_photo(jpeg(), author="Mia")
    export = await begin(host, folders="hour")
    url = export["zips"][0]["url"]
    whole = await host.http.get(url)
    etag = whole.headers["ETag"]
    assert not etag.startswith("W/")
    size = len(whole.content)
    places = [*range(0, size, size // 60), 1, 29, 30, size - 1, size - 22, size - 23]
    async with person(str(host.http.base_url).rstrip("/")) as program:
        for place in places:
            headers = {"Range": f"bytes={place}-", "If-Range": etag}
            rest = await program.http.get(url, headers=headers)
            assert rest.status_code == 206
            assert rest.headers["Content-Range"] == f"bytes {place}-{size - 1}/{size}"
            assert rest.content == whole.content[place:]
            part = await program.http.get(url, headers={"Range": f"bytes={place}-{place + 99}"})
            assert part.content == whole.content[place : place + 100]
        other = await program.http.get(url, headers={"Range": "bytes=5-", "If-Range": '"another"'})
        assert (other.status_code, other.content) == (200, whole.content)
        past = await program.http.get(url, headers={"Range": f"bytes={size}-"})
        assert (past.status_code, past.headers["Content-Range"]) == (416, f"bytes */{size}")
        last = await program.http.get(url, headers={"Range": "bytes=-30"})
        assert last.content == whole.content[-30:]
        head = await program.http.head(url)
        assert (head.status_code, head.headers["Content-Length"], head.content) == (200, str(size), b"")


async def test_what_came_later_is_not_in_a_list_that_was_frozen(guest: Person, host: Person) -> None:
    sent = await guest.send_photo(jpeg(), author="Mia", caption="Before")
    export = await begin(host)
    before = await zip_at(host, export["zips"][0]["url"])
    await guest.send_photo(jpeg())
    await guest.http.put(f"/api/photo/{sent['id']}", json={"caption": "After"})
    assert await zip_at(host, export["zips"][0]["url"]) == before


@pytest.mark.parametrize("how", ["hide", "delete", "private"])
async def test_a_photo_that_was_taken_down_has_a_stand_in_and_the_zip_stays_whole(
    how: str, guest: Person, host: Person, tmp_path: Path
) -> None:
    pictures = [jpeg(), jpeg() + b"at the end of the middle one", jpeg()]
    sent = [await guest.send_photo(one, author="Mia", caption="Secret words") for one in pictures]
    export = await begin(host)
    url = export["zips"][0]["url"]
    before = await zip_at(host, url)
    middle = sent[1]["id"]
    if how == "hide":
        await host.http.post(f"/api/admin/photo/{middle}/hide")
    elif how == "private":
        made = await guest.http.put(f"/api/photo/{middle}", json={"private": True})
        assert made.status_code == 200, made.text
    else:
        await guest.http.delete(f"/api/photo/{middle}")
    after = await zip_at(host, url)
    assert len(after) == len(before)
    check_with_other_programs(after, tmp_path)
    read = opened(after)
    names = read.namelist()
    assert [read.read(names[0]), read.read(names[2])] == [pictures[0], pictures[2]]
    assert "Mia" not in names[1]
    gone = read.read(names[1])
    assert b"not here any more" in gone
    assert b"the middle one" not in after
    assert after.count(b"Secret words") == 4, "twice for each of the two that are left"
    # What goes on is what a whole one has from there.
    assert (await host.http.get(url, headers={"Range": f"bytes={len(after) // 2}-"})).content == after[
        len(after) // 2 :
    ]
    if how == "hide":
        await host.http.post(f"/api/admin/photo/{middle}/restore")
        assert await zip_at(host, url) == after, "once told apart, it stays so"
    assert middle not in (await host.http.get(export["urls"])).text


async def test_an_empty_party_is_an_empty_zip(host: Person) -> None:
    export = await begin(host)
    assert export["photos"] == 0
    assert opened(await zip_at(host, export["zips"][0]["url"])).namelist() == []


async def test_several_zips_have_each_photo_once_and_none_is_too_large(guest: Person, host: Person) -> None:
    films = [jpeg() + bytes(6_000_000) for _ in range(3)]
    for film in films:
        await guest.send_photo(film)
    export = await begin(host, part_mb=10)
    assert [one["photos"] for one in export["zips"]] == [1, 1, 1]
    content = []
    for one in export["zips"]:
        assert one["bytes"] <= 10_000_000
        read = opened(await zip_at(host, one["url"]))
        content += [read.read(name) for name in read.namelist()]
    assert content == films
    answer = await host.http.get(export["zips"][1]["url"])
    assert "(2 of 3).zip" in answer.headers["Content-Disposition"]


async def test_lists_for_download_programs_lead_to_every_original(guest: Person, host: Person) -> None:
    pictures = [jpeg(), jpeg()]
    for picture in pictures:
        await guest.send_photo(picture, author="Zoë", caption="<&> “”")
    export = await begin(host, folders="guest")
    async with person(str(host.http.base_url).rstrip("/")) as program:
        lines = (await program.http.get(export["urls"])).text.split()
        assert [(await program.http.get(line)).content for line in lines] == pictures
        rest = await program.http.get(lines[0], headers={"Range": "bytes=10-"})
        assert (rest.status_code, rest.content) == (206, pictures[0][10:])
        sums = (await program.http.get(export["sha256sums"])).text.splitlines()
        read = opened(await zip_at(host, export["zips"][0]["url"]))
        assert [line[66:] for line in sums] == read.namelist()
        meta = (await program.http.get(export["metalink"])).text
        assert meta.count("<file ") == 2
        assert all(line[:64] in meta for line in sums)
        assert "&amp;" in meta


async def test_a_guest_takes_their_own_and_the_album_only_where_the_host_lets_them(
    guest: Person, stranger: Person, host: Person, server: Server
) -> None:
    own, theirs = jpeg(), jpeg()
    mine = await guest.send_photo(own)
    await stranger.send_photo(theirs)
    await host.http.post(f"/api/admin/photo/{mine['id']}/hide")
    begun = await guest.http.post("/take", data={"taken": "own"})
    assert begun.status_code == 303
    page = begun.headers["Location"]
    assert (await guest.http.get(page)).status_code == 200
    read = opened(await zip_at(guest, f"{page}/1.zip"))
    assert [read.read(name) for name in read.namelist()] == [own], "a hidden one of their own, too"
    assert "Everybody" not in (await guest.http.get("/take")).text
    assert (await guest.http.post("/take", data={"taken": "album"})).status_code == 404
    version = (await host.http.get("/api/admin/settings")).json()["version"]
    put = {"version": version, "settings": {"album_for": "everyone"}}
    assert (await host.http.put("/api/admin/settings", json=put)).status_code == 200
    assert "Everybody" in (await guest.http.get("/take")).text
    pages = [
        (await someone.http.post("/take", data={"taken": "album"})).headers["Location"]
        for someone in (guest, stranger)
    ]
    assert pages[0] == pages[1], "a crowd shares one list"
    read = opened(await zip_at(guest, f"{pages[0]}/1.zip"))
    assert [read.read(name) for name in read.namelist()] == [theirs]
    version = (await host.http.get("/api/admin/settings")).json()["version"]
    put = {"version": version, "settings": {"album_for": "members"}}
    assert (await host.http.put("/api/admin/settings", json=put)).status_code == 200
    assert (await guest.http.post("/take", data={"taken": "album"})).status_code == 404
    async with member(server, "photographer") as photographer:
        assert (await photographer.http.post("/take", data={"taken": "album"})).status_code == 303
    put = {"version": version, "settings": {"album_for": "hosts"}}
    version = (await host.http.get("/api/admin/settings")).json()["version"]
    await host.http.put("/api/admin/settings", json=put | {"version": version})
    assert (await guest.http.get(f"{pages[0]}/1.zip")).status_code == 404, "taken back"


async def test_a_program_with_the_scope_begins_an_export(guest: Person, host: Person, server: Server) -> None:
    await guest.send_photo()
    async with httpx.AsyncClient(base_url=server.url, timeout=PATIENCE_S) as program:
        token = {"Authorization": f"Bearer {await token_of(host, 'export')}"}
        export = (await program.post("/api/admin/exports", json={}, headers=token)).json()["export"]
        url = server.root_url + export["zips"][0]["url"]
        assert opened((await program.get(url)).content).namelist()
        weaker = {"Authorization": f"Bearer {await token_of(host, 'moderate')}"}
        assert_error(await program.post("/api/admin/exports", json={}, headers=weaker), 403, "NOT_YOUR_SCOPE")


async def test_a_host_ends_an_export_and_has_a_bound_of_them(guest: Person, host: Person) -> None:
    await guest.send_photo()
    exports = [await begin(host) for _ in range(20)]
    assert_error(await host.http.post("/api/admin/exports", json={}), 409, "TOO_MANY_EXPORTS")
    first = exports[0]
    assert (await host.http.delete(f"/api/admin/exports/{first['id']}")).status_code == 200
    assert (await host.http.get(first["zips"][0]["url"])).status_code == 404
    assert (await host.http.get(first["page"])).status_code == 404
    assert (await host.http.delete(f"/api/admin/exports/{first['id']}")).status_code == 404
    listed = (await host.http.get("/api/admin/exports")).json()
    assert first["id"] not in [one["id"] for one in listed["exports"]]
    assert listed["shown"]["photos"] == 1
    await begin(host)


@pytest.mark.parametrize(
    "wanted",
    [
        {"taken": "everything"},
        {"folders": "colour"},
        {"part_mb": 9},
        {"part_mb": True},
        {"part_mb": "many"},
        {"photos": []},
        {"photos": "all"},
        {"photos": [5]},
        {"guest": "../x"},
        ["taken"],
    ],
    ids=str,
)
async def test_what_makes_no_sense_is_a_400(wanted: object, host: Person) -> None:
    assert (await host.http.post("/api/admin/exports", json=wanted)).status_code == 400


async def test_a_wrong_address_is_a_404(host: Person, guest: Person) -> None:
    export = await begin(host)
    for wrong in ("/take/nothing/1.zip", f"/take/{'0' * 32}/1.zip", f"/take/{export['id']}/2.zip"):
        assert (await guest.http.get(wrong)).status_code == 404, wrong
    assert (await guest.http.get(f"/take/{export['id']}/file/1/x.jpg")).status_code == 404
    assert (await guest.http.get(f"/take/{export['id']}/x.zip")).status_code == 400


async def test_a_killed_server_goes_on_with_a_download(guest: Person, host: Person, server: Server) -> None:
    for _ in range(3):
        await guest.send_photo(jpeg() + bytes(200_000))
    export = await begin(host)
    url = export["zips"][0]["url"]
    whole = await host.http.get(url)
    server.kill()
    server.start()
    async with person(server.url) as program:
        headers = {"Range": "bytes=250000-", "If-Range": whole.headers["ETag"]}
        rest = await program.http.get(url, headers=headers)
        assert (rest.status_code, rest.content) == (206, whole.content[250_000:])


async def test_a_guest_who_has_everything_deleted_leaves_no_word_in_any_list(
    guest: Person, stranger: Person, host: Person, server: Server
) -> None:
    await guest.send_photo(author="Mara Vogt", caption="Her words")
    await stranger.send_photo(author="Ben")
    export = await begin(host)
    own = (await guest.http.post("/take", data={"taken": "own"})).headers["Location"]
    assert (await guest.http.post("/me/delete")).status_code == 200
    assert (await host.http.get(own)).status_code == 404
    with server.books() as books:
        names = [row[0] for row in books.execute("select name from export_files")]
    assert not [name for name in names if "Mara" in name]
    read = opened(await zip_at(host, export["zips"][0]["url"]))
    assert "Ben" in read.namelist()[1]


async def test_what_is_over_is_swept(guest: Person, host: Person, server: Server) -> None:
    await guest.send_photo()
    export = await begin(host)
    server.stop()
    with server.books() as books:
        books.execute("update exports set expires_at = '2020-01-01T00:00:00.000Z'")
        books.commit()
    server.start()
    async with person(server.url) as someone, asyncio.timeout(PATIENCE_S):
        assert (await someone.http.get(export["zips"][0]["url"])).status_code == 404
        while True:
            with server.books() as books:
                tables = ("exports", "export_parts", "export_files")
                if not sum(books.execute(f"select count(*) from {name}").fetchone()[0] for name in tables):
                    return
            await asyncio.sleep(0.05)


async def test_a_host_takes_a_chapter_a_collection_or_what_a_search_finds(server: Server) -> None:
    async with person(server.url) as guest, person(server.url) as host:
        await host.sign_in()
        ids = await a_night(server, guest)
        first, second = (await guest.http.get("/api/album")).json()["chapters"]
        for chapter, expected in ((first, 10), (second, 10)):
            assert (await begin(host, chapter=chapter["id"]))["photos"] == expected
        answer = await host.http.post("/api/admin/collections", json={"title": "Best"})
        collection = answer.json()["collection"]["id"]
        await host.http.post(f"/api/admin/collections/{collection}/photos", json={"photos": ids[:3]})
        assert (await begin(host, collection=collection))["photos"] == 3
        answer = await host.http.get("/api/album")
        no = answer.json()["chapters_no"]
        await host.http.put(f"/api/admin/chapters/{first['id']}", json={"title": "Dinner: first", "no": no})
        folders = await begin(host, folders="chapter")
        names = opened(await zip_at(host, folders["zips"][0]["url"])).namelist()
        found = Counter(name.partition("/")[0] for name in names)
        assert found["01 Dinner- first"] == 10
        assert [count for name, count in found.items() if name.startswith("02 ")] == [10]
        (_, second) = (await guest.http.get("/api/album")).json()["chapters"]
        # All that is said must be true of a photo.
        assert (await begin(host, collection=collection, chapter=second["id"]))["photos"] == 0

        await guest.http.put(f"/api/photo/{ids[1]}", json={"caption": "The cake"})
        await guest.http.put(f"/api/photo/{ids[2]}", json={"caption": "Cake again"})
        await until(host, "cake", ids[1])
        await until(host, "cake", ids[2])
        assert (await begin(host, query="cake"))["photos"] == 2
        assert (await begin(host, query="cakw"))["photos"] == 2  # as the page does, for "cake"
        assert (await begin(host, query='in:"Best" cake'))["photos"] == 2
        assert (await begin(host, query="nothing-like-this"))["photos"] == 0
        await host.http.post(f"/api/admin/photo/{ids[2]}/hide")
        assert (await begin(host, query="cake"))["photos"] == 1
        assert (await begin(host, query="cake is:hidden", taken="kept"))["photos"] == 1
        assert (await begin(host, collection=collection))["photos"] == 2
        names = opened(await zip_at(host, (await begin(host, query="cake"))["zips"][0]["url"])).namelist()
        assert [name[-12:] for name in names] == ["The cake.jpg"]

        for unknown in ({"chapter": "0" * 32}, {"collection": "0" * 32}, {"chapter": "x"}):
            assert_error(await host.http.post("/api/admin/exports", json=unknown), 404, "NOT_FOUND")
        for odd in ({"query": ""}, {"query": "x" * 201}, {"query": "x", "kind": "book"}):
            assert_error(await host.http.post("/api/admin/exports", json=odd), 400, "BAD_REQUEST")
