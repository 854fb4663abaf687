"""One party is taken out of a server that has others, started alone, and put into another server."""

import sqlite3
from pathlib import Path

import pytest

from tests.http.test_waiting import decide, desk, switch
from tests.kept_party import PASSWORD
from tests.parties.operator import add_party, party_command
from tests.running import Person, jpeg, person, running

pytestmark = [pytest.mark.default_party, pytest.mark.in_folder]


async def captions(someone: Person) -> list[str]:
    return [photo["caption"] for photo in (await someone.photos(before=""))["photos"]]


async def assert_pictures(someone: Person) -> None:
    for photo in (await someone.photos(before=""))["photos"]:
        for rendition in photo["renditions"]:
            assert (await someone.http.get(rendition["url"])).status_code == 200


async def test_a_party_goes_from_one_server_to_another_and_starts_alone(tmp_path: Path) -> None:
    folder = tmp_path / "anna-ben"
    with running(tmp_path / "venue") as venue:
        password = add_party(venue, "anna-ben", "Anna & Ben")
        async with (
            person(venue.root_url + "/p/anna-ben") as guest,
            person(venue.root_url + "/p/anna-ben") as host,
            person(venue.root_url) as other,
        ):
            await other.send_photo(caption="of the other party", author="Somebody else")
            picture = jpeg(900, 600)
            await guest.send_photo(picture, caption="shown", author="Ada")
            hidden = await guest.send_photo(caption="hidden")
            await host.sign_in(password)
            await host.http.post(f"/api/admin/photo/{hidden['id']}/hide")
            gone = await guest.send_photo(caption="deleted")
            await guest.http.delete(f"/api/photo/{gone['id']}")
            party_command(venue, "close", "anna-ben")
            changes = (await host.http.get("/api/admin/changes")).json()["changes"]
        assert "3 photos" in party_command(venue, "export", "anna-ben", str(folder))
        assert "there already" in party_command(venue, "export", "anna-ben", str(folder), fails=True)
        assert "already" in party_command(venue, "import", "again", str(folder), fails=True)

    everything = b"".join(path.read_bytes() for path in (folder / "private").rglob("*") if path.is_file())
    assert b"of the other party" not in everything
    assert b"Somebody else" not in everything
    assert not (folder / "private" / "secret.key").exists(), "it would sign for the other parties"

    with running(folder, admin_password=password) as alone, running(tmp_path / "house") as house:
        async with person(alone.url) as guest, person(alone.url) as host:
            assert await captions(guest) == ["shown"]
            await assert_pictures(guest)
            await host.sign_in(password)
            told = (await host.http.get("/api/admin/changes")).json()["changes"]
            assert [each["kind"] for each in told] == [each["kind"] for each in changes]
            restored = await host.http.post(f"/api/admin/photo/{hidden['id']}/restore")
            assert restored.status_code == 200
            original = await host.http.get(
                f"/api/admin/photo/{(await guest.photos(before=''))['photos'][-1]['id']}/original"
            )
            assert original.content == picture
        alone.stop()
        assert "/p/moved/" in party_command(house, "import", "moved", str(folder))
        async with person(house.root_url + "/p/moved") as guest, person(house.root_url) as other:
            assert await captions(guest) == ["hidden", "shown"]
            await assert_pictures(guest)
            assert await captions(other) == []
            assert (await guest.send()).json()["error"]["code"] == "PARTY_ENDED"
            party_command(house, "reopen", "moved")
            assert (await guest.send()).status_code == 201
            assert (await other.sign_in(PASSWORD)).status_code == 200
        assert "taken" in party_command(house, "import", "moved", str(folder), fails=True)
        assert "already" in party_command(house, "import", "elsewhere", str(folder), fails=True)
        party_command(house, "delete", "moved", "--yes")
        party_command(house, "import", "moved", str(folder))


async def test_an_import_that_fails_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    with running(tmp_path / "venue") as venue:
        # Not the party at /, which all servers of the tests begin with.
        add_party(venue, "anna-ben", "Anna & Ben")
        async with person(venue.root_url + "/p/anna-ben") as guest:
            await guest.send_photo()
        party_command(venue, "export", "anna-ben", str(folder))
        with sqlite3.connect(folder / "private" / "partywall.sqlite3") as books:
            books.execute("update photos set folder = '../../outside'")
        with running(tmp_path / "house") as house:
            assert "odd photo" in party_command(house, "import", "odd", str(folder), fails=True)
            assert "odd" not in party_command(house, "list")
            with house.books() as records:
                assert records.execute("select count(*) from parties").fetchone()[0] == 1
            assert "no party" in party_command(house, "import", "odd", str(tmp_path / "nothing"), fails=True)


async def test_a_photo_that_waits_goes_along_and_goes_on_waiting(tmp_path: Path) -> None:
    folder = tmp_path / "anna-ben"
    with running(tmp_path / "venue") as venue, running(tmp_path / "house") as house:
        password = add_party(venue, "anna-ben", "Anna & Ben")
        there, here = venue.root_url + "/p/anna-ben", house.root_url + "/p/moved"
        async with person(there) as guest, person(there) as host:
            await host.sign_in(password)
            await switch(host, showing="approved")
            sent = await guest.send_photo(caption="waits")
            party_command(venue, "close", "anna-ben")
        party_command(venue, "export", "anna-ben", str(folder))
        party_command(house, "import", "moved", str(folder))
        async with person(here) as host, person(here) as other:
            await host.sign_in(password)
            (waiting,) = (await desk(host))["photos"]
            assert (waiting["id"], waiting["caption"]) == (sent["id"], "waits")
            assert (await host.http.get(waiting["renditions"][0]["url"])).status_code == 200
            assert await captions(other) == []
            await decide(host, "approve", waiting)
            assert await captions(other) == ["waits"]
            await assert_pictures(other)
