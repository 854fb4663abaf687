"""A party is open, on a break, or over; its title and look are set in the browser."""

from pathlib import Path

import pytest

from tests.running import Person, Server, jpeg, person, running
from tests.streams import event_stream


async def test_each_state_refuses_in_its_own_words(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        for state, message, code, words in (
            ("break", "Back after dinner", "UPLOADS_CLOSED", "Back after dinner"),
            ("break", "", "UPLOADS_CLOSED", "The host isn’t taking photos right now."),
            ("ended", "Sleep well", "PARTY_ENDED", "Sleep well"),
            ("ended", "", "PARTY_ENDED", "The party is over, and no more photos are taken. Thank you!"),
        ):
            answer = await host.http.put("/api/admin/uploads", json={"state": state, "message": message})
            assert (answer.json()["state"], answer.json()["uploads_open"]) == (state, False)
            refused = await guest.send()
            error = refused.json()["error"]
            assert (refused.status_code, error["code"], error["message"]) == (403, code, words)
        await host.http.put("/api/admin/uploads", json={"state": "open"})
        assert (await guest.send()).status_code == 201


@pytest.mark.default_party
async def test_a_break_and_the_end_keep_their_own_words(fresh_server: Server) -> None:
    async with person(fresh_server.url) as host:
        await host.sign_in()
        await host.http.put("/api/admin/uploads", json={"state": "ended", "message": "Thank you all"})
        pause = await host.http.put("/api/admin/uploads", json={"state": "break", "message": "Cake"})
        assert pause.json()["message"] == "Cake"
        with fresh_server.books() as books:
            row = books.execute("select closed_message, ended_message from parties").fetchone()
        assert tuple(row) == ("Cake", "Thank you all")


async def test_a_page_of_a_party_that_is_over_says_so_and_never_speaks_of_a_break(
    fresh_server: Server,
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        await host.http.put("/api/admin/uploads", json={"state": "ended", "message": ""})
        for path in ("/", "/upload", "/wall", "/wall/basic"):
            page = (await guest.http.get(path)).text
            assert 'data-party-state="ended"' in page, path
            assert "That was the night" in page, path


async def test_a_party_that_was_closed_before_this_is_on_a_break(tmp_path: Path) -> None:
    with running(tmp_path / "party") as server:
        server.terminate()
        with server.books() as books:
            books.execute("update parties set uploads_open = 0, closed_message = 'Back soon'")
            books.commit()
        server.start()
        async with person(server.url) as guest:
            party = (await guest.photos())["party"]
        assert (party["state"], party["message"]) == ("break", "Back soon")


async def test_title_and_look_are_set_in_the_browser_and_screens_hear_of_it(
    guest: Person, host: Person
) -> None:
    async with event_stream(guest) as stream:
        await host.http.put(
            "/api/admin/party", json={"title": " Ada & Ben ", "accent": "rose", "ground": "night"}
        )
        event = await stream.until("party", title="Ada & Ben")
        assert (event.data["accent"], event.data["ground"]) == ("rose", "night")
    page = (await guest.http.get("/")).text
    assert "Ada &amp; Ben" in page
    assert 'data-accent="rose" data-ground="night"' in page
    assert page.count('name="theme-color" content="#141210"') == 2, "by day and by night"
    kinds = [change["kind"] for change in (await host.http.get("/api/admin/changes")).json()["changes"]]
    assert kinds[:2] == ["styled", "renamed"]


@pytest.mark.parametrize(
    "wrong",
    [{"title": "  "}, {"title": 5}, {"accent": "red; }"}, {"ground": ""}, {"ground": ["paper"]}],
)
async def test_a_look_is_one_of_the_set_and_a_title_is_never_empty(
    wrong: dict[str, object], host: Person
) -> None:
    body = {"title": "Our party", "accent": "clay", "ground": "paper"} | wrong
    assert (await host.http.put("/api/admin/party", json=body)).status_code == 400


@pytest.mark.default_party
async def test_the_option_sets_the_title_until_the_host_writes_one(tmp_path: Path) -> None:
    with running(tmp_path / "party", title="From the options") as server:
        async with person(server.url) as host:

            async def restarted_title(title: str) -> str:
                server.terminate()
                server.options = {"title": title}
                server.start()
                return str((await host.photos())["party"]["title"])

            assert await restarted_title("Other option") == "Other option"
            await host.sign_in()
            await host.http.put(
                "/api/admin/party", json={"title": "The host’s", "accent": "clay", "ground": "paper"}
            )
            assert await restarted_title("Third option") == "The host’s"


async def test_all_photos_of_a_guest_carry_one_tag_that_is_not_the_guests_id(
    guest: Person, stranger: Person
) -> None:
    guest_id = (await guest.http.get("/api/uid")).json()["guest"]
    first = await guest.send_photo(author="")
    second = await guest.send_photo(jpeg(700, 500), author="Ben")
    other = await stranger.send_photo(author="")
    assert first["sender"] == second["sender"] != other["sender"]
    assert len(first["sender"]) == 8
    assert first["sender"] not in guest_id
