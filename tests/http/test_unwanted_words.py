"""Words that a party does not want let a photo wait, and are refused in later words."""

import pytest

from tests.http.answers import assert_error
from tests.http.test_waiting import desk, party
from tests.members import member
from tests.running import Person, Server, jpeg, person


async def test_an_unwanted_word_lets_a_photo_wait_whoever_is_trusted(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", unwanted_words="damn, bad*") as host,
        person(fresh_server.url) as guest,
        member(fresh_server, "photographer") as photographer,
    ):
        assert (await guest.send_photo(author="Mia", caption="The cake"))["state"] == "shown"
        caption = await guest.send_photo(jpeg(600, 400), caption="D.A.M.N!")
        name = await guest.send_photo(jpeg(500, 400), author="Baddest")
        assert [caption["state"], name["state"]] == ["waiting", "waiting"]
        assert [photo["reason"] for photo in (await desk(host))["photos"]] == ["words", "words"]
        sent = await photographer.send_photo(jpeg(400, 400), caption="damn good")
        assert sent["state"] == "shown", "who has a role may say it"


async def test_words_that_are_changed_later_are_held_to_the_same(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", unwanted_words="damn") as host,
        person(fresh_server.url) as guest,
    ):
        sent = await guest.send_photo(caption="Nice")
        answer = await guest.http.put(f"/api/photo/{sent['id']}", json={"caption": "dämn"})
        assert_error(answer, 403, "WORDS_NOT_WANTED")
        assert (await guest.http.get(f"/api/photo/{sent['id']}")).json()["photo"]["caption"] == "Nice"
        assert (await host.http.put(f"/api/photo/{sent['id']}", json={"caption": "damn"})).status_code == 200


async def test_a_list_can_be_tried_before_it_is_saved(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        await guest.send_photo(author="Mia", caption="Fine")
        caught = await guest.send_photo(jpeg(600, 400), author="Ben", caption="such a d a m n party")
        tried = (await host.http.post("/api/admin/unwanted", json={"words": "damn"})).json()
        assert (tried["tried"], tried["count"]) == (2, 1)
        assert tried["caught"][0] == {
            "photo": caught["id"],
            "author": "Ben",
            "caption": "such a d a m n party",
            "word": "damn",
        }


@pytest.mark.parametrize("words", [5, ["damn"]])
async def test_a_list_that_is_no_text_is_refused(words: object, host: Person) -> None:
    assert_error(await host.http.post("/api/admin/unwanted", json={"words": words}), 400, "BAD_REQUEST")
