"""New words of a shown photo wait where photos do: the old ones stay until somebody has said yes."""

from typing import Any

import pytest

from tests.http.answers import assert_error
from tests.http.test_waiting import decide, desk, party, switch, until
from tests.running import Person, Server, person
from tests.streams import event_stream


async def shown_photo(host: Person, guest: Person) -> dict[str, Any]:
    """Return a photo that was sent, and approved where that is needed."""
    sent = await guest.send_photo(author="Mia", caption="Old")
    if sent["state"] == "waiting":
        await decide(host, "approve", (await desk(host))["photos"][0])
    return sent


async def edit(someone: Person, photo: dict[str, Any], **words: str) -> dict[str, Any]:
    answer = await someone.http.put(f"/api/photo/{photo['id']}", json=words)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def words_now(someone: Person, photo: dict[str, Any]) -> tuple[str, str]:
    told = (await someone.http.get(f"/api/photo/{photo['id']}")).json()["photo"]
    return told["author"], told["caption"]


async def decide_words(host: Person, what: str, one: dict[str, Any]) -> Any:
    asked = {"do": what, "photo": one["photo"]["id"], "no": one["no"]}
    return await host.http.post("/api/admin/words", json=asked)


async def test_new_words_wait_for_a_yes_while_the_old_ones_stay(fresh_server: Server) -> None:
    async with (
        party(fresh_server) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        sent = await shown_photo(host, guest)
        told = await edit(guest, sent, caption="New")
        assert (told["words_wait"], told["photo"]["caption"]) == (True, "New"), (
            "its sender reads their own words"
        )
        assert await words_now(other, sent) == ("Mia", "Old")
        assert "New" in (await guest.http.get("/edit")).text
        (one,) = (await desk(host))["words"]
        assert (one["photo"]["caption"], one["caption"], one["author"]) == ("Old", "New", "Mia")
        async with event_stream(other) as stream:
            assert (await decide_words(host, "approve", one)).status_code == 200
            await stream.until("photo", id=sent["id"], caption="New")
        assert await words_now(other, sent) == ("Mia", "New")
        assert (await desk(host))["words"] == []


async def test_words_that_are_refused_are_forgotten(fresh_server: Server) -> None:
    async with party(fresh_server) as host, person(fresh_server.url) as guest:
        sent = await shown_photo(host, guest)
        await edit(guest, sent, caption="Rude")
        (one,) = (await desk(host))["words"]
        assert (await decide_words(host, "refuse", one)).status_code == 200
        assert await words_now(host, sent) == ("Mia", "Old")
        page = (await guest.http.get("/edit")).text
        assert "Rude" not in page
        assert_error(await decide_words(host, "approve", one), 409, "ALREADY_DECIDED")


async def test_a_yes_is_for_the_words_that_were_looked_at(fresh_server: Server) -> None:
    async with party(fresh_server) as host, person(fresh_server.url) as guest:
        sent = await shown_photo(host, guest)
        await edit(guest, sent, caption="Nice")
        (seen,) = (await desk(host))["words"]
        await edit(guest, sent, caption="Rude")
        assert_error(await decide_words(host, "approve", seen), 409, "ALREADY_DECIDED")
        assert await words_now(host, sent) == ("Mia", "Old")
        (now,) = (await desk(host))["words"]
        assert now["caption"] == "Rude"


async def test_name_and_caption_that_are_changed_one_after_the_other_wait_together(
    fresh_server: Server,
) -> None:
    async with party(fresh_server) as host, person(fresh_server.url) as guest:
        sent = await shown_photo(host, guest)
        await edit(guest, sent, caption="New")
        await edit(guest, sent, author="Ada")
        (one,) = (await desk(host))["words"]
        assert (one["author"], one["caption"]) == ("Ada", "New")


async def test_going_back_to_the_old_words_leaves_nothing_to_decide(fresh_server: Server) -> None:
    async with party(fresh_server) as host, person(fresh_server.url) as guest:
        sent = await shown_photo(host, guest)
        await edit(guest, sent, caption="New")
        told = await edit(guest, sent, caption="Old")
        assert not told["words_wait"]
        assert (await desk(host))["words"] == []


async def test_a_hosts_own_words_count_at_once_and_end_those_that_wait(fresh_server: Server) -> None:
    async with party(fresh_server) as host, person(fresh_server.url) as guest:
        sent = await shown_photo(host, guest)
        await edit(guest, sent, caption="New")
        assert not (await edit(host, sent, caption="The host's"))["words_wait"]
        assert await words_now(guest, sent) == ("Mia", "The host's")
        assert (await desk(host))["words"] == []


async def test_held_words_show_themselves_after_their_while(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        sent = await shown_photo(host, guest)
        await switch(host, showing="held", hold_seconds=3)
        assert (await edit(guest, sent, caption="New"))["words_wait"]
        assert await words_now(host, sent) == ("Mia", "Old")

        async def is_new() -> bool:
            return await words_now(host, sent) == ("Mia", "New")

        await until(is_new)
        assert (await desk(host))["words"] == []


@pytest.mark.parametrize("how", ["hide", "delete"])
async def test_words_of_a_photo_that_is_gone_wait_for_nobody(how: str, fresh_server: Server) -> None:
    async with party(fresh_server) as host, person(fresh_server.url) as guest:
        sent = await shown_photo(host, guest)
        await edit(guest, sent, caption="New")
        (one,) = (await desk(host))["words"]
        if how == "hide":
            await host.http.post(f"/api/admin/photo/{sent['id']}/hide")
        else:
            await guest.http.delete(f"/api/photo/{sent['id']}")
        assert (await desk(host))["words"] == []
        assert (await decide_words(host, "approve", one)).status_code == 404


@pytest.mark.parametrize(
    "asked", [{}, {"do": "burn", "photo": "a", "no": 1}, {"do": "approve", "photo": "a"}]
)
async def test_a_decision_about_words_that_makes_no_sense_is_refused(asked: object, host: Person) -> None:
    assert_error(await host.http.post("/api/admin/words", json=asked), 400, "BAD_REQUEST")
