"""What is kept about a guest: shown to them alone, taken as a ZIP, and deleted for good."""

import io
import json
import zipfile
from typing import Any

from app.web.limits import FORGET
from tests.http.answers import assert_error
from tests.running import Person, Server, jpeg, person
from tests.stage import stage
from tests.streams import event_stream
from tests.tus.client import begin


async def zip_of(someone: Person) -> zipfile.ZipFile:
    answer = await someone.http.get("/me/everything.zip")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert "no-store" in answer.headers["Cache-Control"]
    read = zipfile.ZipFile(io.BytesIO(answer.content))
    assert read.testzip() is None
    return read


def records_in(read: zipfile.ZipFile) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(read.read("records.json"))
    return found


async def test_the_zip_has_the_guests_originals_and_records_hidden_ones_too(
    guest: Person, host: Person, stranger: Person
) -> None:
    pictures = [jpeg(), jpeg()]
    sent = [await guest.send_photo(picture, author="Ben", caption="Cake 🎂") for picture in pictures]
    theirs = await stranger.send_photo()
    await host.http.post(f"/api/admin/photo/{sent[1]['id']}/hide")
    upload = (await begin(guest, 1000)).path
    read = await zip_of(guest)
    records = records_in(read)
    by_id = {photo["id"]: photo for photo in records["photos"]}
    assert set(by_id) == {photo["id"] for photo in sent}
    assert [read.read(by_id[photo["id"]]["file"]) for photo in sent] == pictures
    assert [by_id[photo["id"]]["state"] for photo in sent] == ["shown", "hidden"]
    assert by_id[sent[0]["id"]]["caption"] == "Cake 🎂"
    assert [one["id"] for one in records["unfinished_uploads"]] == [upload.rsplit("/", 1)[1]]
    assert records["guest"]["name"] == "Ben"
    assert {line["photo_id"] for line in records["log"]} == {photo["id"] for photo in sent}
    assert theirs["id"] not in json.dumps(records)


async def test_it_says_when_and_where_each_photo_was_first_on_the_big_screen(fresh_server: Server) -> None:
    url, screen = fresh_server.url, "1" * 32
    async with person(url) as sender, person(url) as other, person(url) as wall, person(url) as steering:
        await steering.sign_in()
        shown, never, theirs = await sender.send_photo(), await sender.send_photo(), await other.send_photo()
        for said in ({}, {"shows": shown["id"], "beside": [theirs["id"]]}):
            report = await wall.http.post(f"/api/screens/{screen}/report", json={"state": "live"} | said)
            assert report.status_code == 200
            await steering.http.put(f"/api/admin/screens/{screen}", json={"name": "Bar"})
        photos = {photo["id"]: photo for photo in records_in(await zip_of(sender))["photos"]}
    assert photos[shown["id"]]["first_on_screen"].items() >= {"screen": "Bar", "number": 1}.items()
    assert photos[shown["id"]]["first_on_screen"]["at"] >= shown["created_at"]
    assert photos[never["id"]]["first_on_screen"] is None
    assert theirs["id"] not in photos


async def test_another_guest_gets_nothing_of_it(guest: Person, stranger: Person) -> None:
    await guest.send_photo(author="Ben")
    read = await zip_of(stranger)
    assert read.namelist() == ["records.json"]
    assert records_in(read)["photos"] == []
    assert "Ben" not in (await stranger.http.get("/me")).text
    forged = {"Cookie": f"{stage.guest_cookie}={'0' * 32}.forged"}
    assert (await guest.http.get("/me/everything.zip", headers=forged)).status_code == 401


async def test_the_page_says_what_is_kept(guest: Person, host: Person) -> None:
    sent = await guest.send_photo(author="Ben")
    await guest.send_photo(author="Ben")
    await host.http.post(f"/api/admin/photo/{sent['id']}/hide")
    page = (await guest.http.get("/me")).text
    assert "Ben" in page
    assert "2 photos" in page
    assert "1 of them is not on the wall" in page


async def test_everything_is_deleted_for_good(
    server: Server, guest: Person, host: Person, stranger: Person
) -> None:
    shown, hidden = await guest.send_photo(author="Mara Vogt"), await guest.send_photo(author="Mara Vogt")
    deleted = await guest.send_photo(author="Mara Vogt")
    theirs = await stranger.send_photo()
    await guest.http.delete(f"/api/photo/{deleted['id']}")
    await host.http.post(f"/api/admin/photo/{hidden['id']}/hide")
    upload = (await begin(guest, 1000)).path.rsplit("/", 1)[1]
    guest_id = (await guest.http.get("/api/uid")).json()["guest"]
    async with event_stream(stranger) as stream:
        answer = await guest.http.post("/me/delete")
        assert answer.status_code == 200
        await stream.until("gone", id=shown["id"])
    assert (await guest.http.get("/api/uid")).json()["guest"] != guest_id, "a fresh cookie"
    assert records_in(await zip_of(guest))["photos"] == []
    names = server.files().names("private", "public")
    for photo in (shown, hidden):
        assert not [name for name in names if photo["id"] in name]
        assert (await host.http.get(f"/api/admin/photo/{photo['id']}/original")).status_code == 404
    assert not [name for name in names if upload in name]
    with server.books() as books:
        for table, column in (
            ("guests", "id"),
            ("photos", "guest_id"),
            ("uploads", "guest_id"),
            ("changes", "actor"),
            ("photo_keys", "guest_id"),
        ):
            found = books.execute(f"select count(*) from {table} where {column} = '{guest_id}'").fetchone()
            assert found[0] == 0, table
        assert books.execute("select count(*) from guests where name = 'Mara Vogt'").fetchone()[0] == 0
    assert (await stranger.http.get(f"/api/photo/{theirs['id']}")).status_code == 200
    assert (await guest.send()).status_code == 201, "a new guest, like any other"


async def test_a_photo_that_is_being_worked_on_is_deleted_too(server: Server, guest: Person) -> None:
    await guest.http.get("/")
    sent = await guest.send_photo(author="Lene")
    with server.books() as books:
        # As a killed process leaves it, with a lease that lasts.
        books.execute(
            f"update photos set state = 'processing', leased_until = '2999' where id = '{sent['id']}'"
        )
        books.commit()
    assert (await guest.http.post("/me/delete")).status_code == 200
    with server.books() as books:
        found = books.execute(f"select count(*) from photos where id = '{sent['id']}'").fetchone()
    assert found[0] == 0
    assert not [name for name in server.files().names("private/originals") if sent["id"] in name]


async def test_deleting_everything_again_and_again_is_slowed_down(server: Server) -> None:
    async with person(server.url) as someone:
        await someone.http.get("/")
        cookie = {"Cookie": f"{stage.guest_cookie}={someone.http.cookies[stage.guest_cookie]}"}
        json_too = cookie | {"Accept": "application/json"}
        answers = [
            await someone.http.post("/me/delete", headers=json_too) for _ in range(FORGET.guest.count + 1)
        ]
        assert [answer.status_code for answer in answers[:-1]] == [200] * FORGET.guest.count
        assert_error(answers[-1], 429, "TOO_OFTEN")
