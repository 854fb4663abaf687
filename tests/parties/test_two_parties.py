"""Two parties on one server: nothing of one is ever seen in the other."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from app.parties.cookies import party_cookies
from app.records.secret import COOKIE_KEY
from tests.http.answers import assert_error
from tests.parties.operator import add_party, party_command
from tests.running import Person, Server, jpeg, person, running
from tests.streams import event_stream

pytestmark = pytest.mark.default_party


@dataclass(frozen=True)
class Two:
    """A server with its own party and one at /p/anna-ben/: a guest and the host of each."""

    server: Server
    guest: Person
    host: Person
    other_guest: Person
    other_host: Person


@pytest.fixture(scope="module")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A server with two parties, and the host's password of the second."""
    with running(tmp_path_factory.mktemp("venue")) as server:
        yield server, add_party(server, "anna-ben", "Anna & Ben")


@pytest.fixture
async def two(venue: tuple[Server, str]) -> AsyncIterator[Two]:
    """New guests in both parties, whose photos are gone again afterwards."""
    server, password = venue
    async with AsyncExitStack() as stack:

        async def someone(base: str) -> Person:
            return await stack.enter_async_context(person(server.root_url + base))

        people = [await someone(base) for base in ("", "", "/p/anna-ben", "/p/anna-ben")]
        assert (await people[1].sign_in()).status_code == 200
        assert (await people[3].sign_in(password)).status_code == 200
        yield Two(server, *people)
        for host in (people[1], people[3]):
            await host.http.put("/api/admin/uploads", json={"open": True, "message": ""})
            for photo in (await host.http.get("/api/admin/photos")).json()["photos"]:
                await host.http.delete(f"/api/photo/{photo['id']}")


async def test_each_party_lists_its_own_photos_only(two: Two) -> None:
    here, there = (
        await two.guest.send_photo(caption="from this one"),
        await two.other_guest.send_photo(caption="from the other"),
    )
    assert [photo["id"] for photo in (await two.guest.photos(before=""))["photos"]] == [here["id"]]
    assert [photo["id"] for photo in (await two.other_guest.photos(before=""))["photos"]] == [there["id"]]
    for someone, photo, words in (
        (two.guest, there, "from the other"),
        (two.other_guest, here, "from this one"),
    ):
        assert (await someone.http.get(f"/api/photo/{photo['id']}")).status_code == 404
        for page in ("/", "/edit", "/wall/basic", "/admin"):
            assert words not in (await someone.http.get(page)).text
    assert [photo["id"] for photo in (await two.host.http.get("/api/admin/photos")).json()["photos"]] == [
        here["id"]
    ]


async def test_of_another_partys_photo_nothing_is_reported_and_nothing_decided(two: Two) -> None:
    theirs = await two.other_guest.send_photo()
    report = await two.guest.http.post(f"/api/photo/{theirs['id']}/report", json={"reason": "in_it"})
    assert_error(report, 404, "NOT_FOUND")
    about = [{"id": theirs["id"], "version": 1}]
    for what in ("approve", "refuse", "stop", "again"):
        answer = await two.host.http.post("/api/admin/decide", json={"do": what, "photos": about})
        assert_error(answer, 404, "NOT_FOUND")
    for path in ("words", "pictures"):
        decision = {"do": "approve", "photo": theirs["id"], "no": 1}
        answer = await two.host.http.post(f"/api/admin/{path}", json=decision)
        assert answer.status_code in (404, 409), answer.text
    assert (await two.other_guest.http.get(f"/api/photo/{theirs['id']}")).json()["photo"] == theirs
    waiting = (await two.other_host.http.get("/api/admin/waiting")).json()
    assert (waiting["reported"], waiting["photos"]) == ([], [])


async def test_a_photo_is_told_in_its_own_party_only(two: Two) -> None:
    async with event_stream(two.guest) as here, event_stream(two.other_guest) as there:
        photo = await two.other_guest.send_photo()
        await there.until("photo", id=photo["id"])
        mine = await two.guest.send_photo()
        await here.until("photo", id=mine["id"])
        assert [event.data["id"] for event in here.events if event.name == "photo"] == [mine["id"]]
        assert [event.data["id"] for event in there.events if event.name == "photo"] == [photo["id"]]


async def test_neither_zip_nor_log_has_anything_of_the_other_party(two: Two) -> None:
    pictures = jpeg(640, 480), jpeg(640, 480)
    here = await two.guest.send_photo(pictures[0], author="Here", caption="of this one")
    there = await two.other_guest.send_photo(pictures[1], author="There", caption="of the other")
    for guest, host, own, picture, others in (
        (two.guest, two.host, here, pictures[0], there),
        (two.other_guest, two.other_host, there, pictures[1], here),
    ):
        export = (await host.http.post("/api/admin/exports", json={"taken": "shown"})).json()["export"]
        for content in (
            (await host.http.get(export["zips"][0]["url"])).content,
            (await guest.http.get("/me/everything.zip")).content,
        ):
            assert (picture in content, pictures[picture is pictures[0]] in content) == (True, False)
            assert others["author"].encode() not in content
        log = (await host.http.get("/api/admin/changes")).text
        assert (own["id"] in log, others["id"] in log) == (True, False)
        table = (await host.http.get("/api/admin/changes.csv")).text
        assert (own["id"] in table, others["id"] in table) == (True, False)


async def test_addresses_in_answers_carry_the_party(two: Two) -> None:
    photo = await two.other_guest.send_photo()
    for rendition in photo["renditions"]:
        assert rendition["url"].startswith("/p/anna-ben/media/")
        assert (await two.guest.http.get(rendition["url"])).status_code == 200
    manifest = (await two.other_guest.http.get("/manifest.webmanifest")).json()
    assert (manifest["start_url"], manifest["scope"]) == ("/p/anna-ben/", "/p/anna-ben/")


async def test_a_host_of_one_party_is_nobody_in_the_other(two: Two) -> None:
    photo = await two.guest.send_photo()
    everything = {
        name: value for someone in (two.host, two.guest) for name, value in someone.http.cookies.items()
    }
    async with person(two.server.root_url + "/p/anna-ben") as intruder:
        for name, value in everything.items():
            intruder.http.cookies.set(name, value)
        assert (await intruder.http.get("/api/admin/photos")).status_code == 401
        assert (await intruder.photos(before=""))["photos"] == []
    for method, path in (
        ("GET", f"/api/photo/{photo['id']}"),
        ("PUT", f"/api/photo/{photo['id']}"),
        ("DELETE", f"/api/photo/{photo['id']}"),
        ("POST", f"/api/admin/photo/{photo['id']}/hide"),
        ("GET", f"/api/admin/photo/{photo['id']}/original"),
    ):
        json = {"caption": "mine"} if method == "PUT" else None
        answer = await two.other_host.http.request(method, path, json=json)
        assert answer.status_code == 404, (method, path)
    assert (await two.guest.http.get(f"/api/photo/{photo['id']}")).json()["photo"]["caption"] == ""


async def test_a_cookie_under_the_other_partys_name_is_refused(two: Two) -> None:
    await two.guest.send_photo()
    await two.other_guest.send_photo()
    (name,) = [name for name in two.other_guest.http.cookies if name.startswith("partywall_guest")]
    async with person(two.server.root_url + "/p/anna-ben") as intruder:
        intruder.http.cookies.set(name, two.guest.http.cookies["partywall_guest"])
        answer = await intruder.send()
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "COOKIE_INVALID")


async def test_the_same_key_and_bytes_are_a_photo_in_each_party(two: Two) -> None:
    picture = jpeg()
    here = await two.guest.send_photo(picture, key="the-same")
    there = await two.other_guest.send_photo(picture, key="the-same")
    assert here["id"] != there["id"]


def secret_key_of(server: Server) -> str:
    """Return what signs the cookies, from where a server of one's own or one of several keeps it."""
    file = server.data_dir / "private" / "secret.key"
    if file.exists():
        return file.read_text().strip()
    with server.books() as books:
        (key,) = books.execute("select value from secrets where name = ?", (COOKIE_KEY,)).fetchone()
        return str(key)


async def test_the_same_guest_id_in_two_parties_is_two_guests(two: Two) -> None:
    with two.server.books() as books:
        (other_id,) = books.execute("select id from parties where slug = 'anna-ben'").fetchone()
    theirs = party_cookies(secret_key_of(two.server), other_id, "/p/anna-ben").guest
    same_id = (await two.guest.http.get("/api/uid")).json()["guest"]
    two.other_guest.http.cookies.set(theirs.name, theirs.signer.sign(same_id), path="/p/anna-ben")
    assert (await two.other_guest.http.get("/api/uid")).json()["guest"] == same_id
    picture = jpeg()
    here = await two.guest.send_photo(picture, key="one-key", author="Here")
    there = await two.other_guest.send_photo(picture, key="one-key", author="There")
    assert here["id"] != there["id"], "neither key nor bytes of another party's guest count"
    again = await two.other_guest.send(picture, key="a-further-key")
    assert again.json()["photo"]["id"] == there["id"], "a further key is the party's, too"
    names = [(await one.http.get("/api/uid")).json()["name"] for one in (two.guest, two.other_guest)]
    assert names == ["Here", "There"]
    ban = await two.other_host.http.put(f"/api/admin/guests/{same_id}", json={"standing": "banned"})
    assert ban.status_code == 200, ban.text
    assert there["id"] not in {one["id"] for one in (await two.other_host.photos(before=""))["photos"]}
    assert here["id"] in {one["id"] for one in (await two.host.photos(before=""))["photos"]}
    assert (await two.guest.http.post("/me/delete")).status_code == 200
    listed = (await two.other_host.http.get("/api/admin/photos")).json()["photos"]
    assert there["id"] in {photo["id"] for photo in listed}
    with two.server.books() as books:
        rows = books.execute("select party_id, name from guests where id = ?", (same_id,)).fetchall()
        keys = books.execute("select party_id from photo_keys where guest_id = ?", (same_id,)).fetchall()
    assert [tuple(row) for row in rows] == [(other_id, "There")]
    assert [tuple(row) for row in keys] == [(other_id,)]


async def test_closing_one_party_leaves_the_other_open(two: Two) -> None:
    closed = {"state": "break", "open": False, "message": "Speeches"}
    assert (await two.other_host.http.put("/api/admin/uploads", json=closed)).status_code == 200
    assert (await two.other_guest.send()).status_code == 403
    assert (await two.guest.send()).status_code == 201


@pytest.mark.parametrize("slug", ["nobody", "ANNA-BEN", "party", "%2e%2e", "a" * 300, ""])
async def test_an_unknown_party_is_the_plain_404(two: Two, slug: str) -> None:
    for path in ("", "/", "/api/photos", "/admin", "/wall", "/sw.js"):
        answer = await two.guest.http.get(f"/p/{slug}{path}")
        assert answer.status_code == 404, path
        assert "Our party" not in answer.text
        if path.startswith("/api/"):
            assert_error(answer, 404, "NOT_FOUND")


async def test_a_partys_address_without_its_last_slash_leads_there(two: Two) -> None:
    answer = await two.guest.http.get(two.server.root_url + "/p/anna-ben?by=sign")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/p/anna-ben/")


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("http://127.0.0.1/p/anna-ben/api/photos", 200),
        ("http://127.0.0.1/p/anna-ben/livez", 404),
        ("http://127.0.0.1", 200),
        ("?since=1", 200),
        ("http://[/p/anna-ben/", 200),
        ("*", 404),
        ("p/anna-ben/", 404),
    ],
)
async def test_a_request_target_of_any_form_is_no_fault(two: Two, target: str, status: int) -> None:
    address = urlsplit(two.server.root_url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(f"GET {target} HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n\r\n".encode())
    line = await reader.readline()
    writer.close()
    assert line.split()[1].decode() == str(status)


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics", "/static/css/base.css"])
async def test_what_belongs_to_the_server_is_at_no_partys_address(two: Two, path: str) -> None:
    assert (await two.guest.http.get(f"/p/anna-ben{path}")).status_code == 404


async def test_a_party_is_deleted_with_everything_that_it_had(two: Two) -> None:
    add_party(two.server, "short", "A short one")
    kept = await two.guest.send_photo()
    async with person(two.server.root_url + "/p/short") as guest:
        photo = await guest.send_photo()
        async with event_stream(guest) as there:
            assert "--yes" in party_command(two.server, "delete", "short", fails=True)
            assert (await guest.http.get("/")).status_code == 200
            party_command(two.server, "delete", "short", "--yes")
            await there.until_over()
        assert (await guest.http.get("/")).status_code == 404
        assert (await guest.send()).status_code == 404
        rendition = photo["renditions"][0]["url"].removeprefix("/p/short")
        assert (await two.guest.http.get(rendition)).status_code == 404
        folder = two.server.data_dir / "private" / "originals"
        assert [path.name for path in folder.rglob("*") if path.is_file()] == [kept["id"]]
        with two.server.books() as books:
            assert books.execute("select count(*) from guests where name = 'Ben'").fetchone()[0] > 0
            assert books.execute("select count(*) from parties").fetchone()[0] == 2
        assert "short" not in party_command(two.server, "list")
        add_party(two.server, "short", "Again")
        assert (await guest.photos(before=""))["photos"] == []
        party_command(two.server, "delete", "short", "--yes")


async def test_commands_refuse_what_cannot_be(two: Two) -> None:
    assert "already" in party_command(two.server, "add", "anna-ben", fails=True)
    assert "address" in party_command(two.server, "add", "No Slug!", fails=True)
    assert "stays" in party_command(two.server, "delete", "party", "--yes", fails=True)
    assert "no party" in party_command(two.server, "show", "nobody", fails=True)
    await two.other_guest.send_photo()
    shown = party_command(two.server, "show", "anna-ben")
    assert "Anna & Ben" in shown
    assert re.search(r"Photos +[1-9]", shown)


async def test_the_operator_ends_a_party_and_opens_it_again_while_the_server_runs(two: Two) -> None:
    async with event_stream(two.other_guest) as there:
        assert "over" in party_command(two.server, "close", "anna-ben")
        await there.until("party", state="ended")
        refused = await two.other_guest.send()
        assert refused.json()["error"]["code"] == "PARTY_ENDED"
        assert (await two.guest.send()).status_code == 201
        assert re.search(r"State +ended", party_command(two.server, "show", "anna-ben"))
        party_command(two.server, "reopen", "anna-ben")
    async with event_stream(two.other_guest) as there:
        await there.until("party", state="open")
        assert (await two.other_guest.send()).status_code == 201
    changes = (await two.other_host.http.get("/api/admin/changes")).json()["changes"]
    assert [each["kind"] for each in changes if each["by"] == "operator"] == ["opened", "ended"]


async def test_a_party_has_no_more_than_its_quota(two: Two) -> None:
    picture = jpeg()
    kept = await two.other_guest.send_photo(picture, key="kept")
    assert "1 photos" in party_command(two.server, "set-quota", "anna-ben", "--photos", "1")
    refused = await two.other_guest.send()
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "PARTY_FULL")
    assert "Please tell the host" in refused.json()["error"]["message"]
    assert (await two.other_guest.send(picture, key="kept")).status_code == 200, "it is there already"
    assert (await two.guest.send()).status_code == 201, "the other party has its own room"
    await two.other_guest.http.delete(f"/api/photo/{kept['id']}")
    await two.other_guest.send_photo()
    assert "0.00195" in party_command(two.server, "set-quota", "anna-ben", "--photos", "0", "--gb", "0.0015")
    large = picture + bytes(3 * 1024 * 1024)
    assert (await two.other_guest.send(large)).json()["error"]["code"] == "PARTY_FULL"
    await two.other_guest.send_photo()
    party_command(two.server, "set-quota", "anna-ben", "--gb", "0")
    assert (await two.other_guest.send(large)).status_code == 201
    for wrong in ([], ["--photos", "-1"], ["--gb", "nan"]):
        party_command(two.server, "set-quota", "anna-ben", *wrong, fails=True)
