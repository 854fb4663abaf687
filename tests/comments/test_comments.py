"""Comments: written under shown photos, told with them, decided about like them, and gone with them."""

import io
import json
import uuid
import zipfile
from typing import Any

import pytest

from tests.http.answers import assert_error
from tests.http.test_private import make_private
from tests.http.test_waiting import desk, party, switch, until
from tests.members import member
from tests.running import Person, Server, jpeg, person
from tests.streams import event_stream


async def write(someone: Person, photo_id: str, text: str, **other: object) -> dict[str, Any]:
    answer = await someone.http.post(f"/api/photo/{photo_id}/comments", json={"text": text} | other)
    assert answer.status_code == 201, answer.text
    written: dict[str, Any] = answer.json()["comment"]
    return written


async def texts(someone: Person, photo_id: str) -> list[str]:
    answer = await someone.http.get(f"/api/photo/{photo_id}/comments")
    assert answer.status_code == 200, answer.text
    return [comment["text"] for comment in answer.json()["comments"]]


async def do(someone: Person, comment: dict[str, Any], what: str) -> dict[str, Any]:
    answer = await someone.http.post(f"/api/admin/comments/{comment['id']}", json={"do": what})
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()["comment"]
    return done


async def report(someone: Person, comment: dict[str, Any], reason: str = "other") -> bool:
    answer = await someone.http.post(f"/api/comments/{comment['id']}/report", json={"reason": reason})
    assert answer.status_code == 200, answer.text
    return bool(answer.json()["is_down"])


async def standing(host: Person, guest_id: str, value: str) -> None:
    answer = await host.http.put(f"/api/admin/guests/{guest_id}", json={"standing": value})
    assert answer.status_code == 200, answer.text


async def test_a_comment_is_read_by_all_and_travels_with_its_photo(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", comments_allowed=True),
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        sent = await guest.send_photo()
        assert sent["comments"] == 0
        async with event_stream(other) as stream:
            mine = await write(other, sent["id"], "  What a\ncake! ", author="Mia")
            assert (mine["text"], mine["author"], mine["mine"]) == ("What a cake!", "Mia", True)
            await stream.until("photo", id=sent["id"], comments=1)
        assert await texts(guest, sent["id"]) == ["What a cake!"]
        # The name is known from then on.
        assert (await write(other, sent["id"], "Still."))["author"] == "Mia"
        listed = (await guest.http.get(f"/api/photo/{sent['id']}/comments")).json()
        assert [one["mine"] for one in listed["comments"]] == [False, False]
        assert listed["may_decide"] is False
        missed = await guest.photos(since=sent["change"])
        assert [photo["comments"] for photo in missed["photos"]] == [2]


async def test_one_changes_and_deletes_ones_own_and_nobody_elses(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", comments_allowed=True) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        sent = await guest.send_photo()
        mine = await write(other, sent["id"], "Cake")
        at = f"/api/comments/{mine['id']}"
        changed = (await other.http.put(at, json={"text": "Two cakes"})).json()["comment"]
        assert (changed["text"], changed["edited"]) == ("Two cakes", True)
        assert await texts(guest, sent["id"]) == ["Two cakes"]
        await guest.http.get("/api/uid")
        assert_error(await guest.http.put(at, json={"text": "x"}), 403, "NOT_YOURS")
        assert_error(await guest.http.delete(at), 403, "NOT_YOURS")
        assert_error(await host.http.put(at, json={"text": "x"}), 403, "NOT_YOURS")
        assert (await other.http.delete(at)).status_code == 204
        assert await texts(guest, sent["id"]) == []
        assert (await guest.http.get(f"/api/photo/{sent['id']}")).json()["photo"]["comments"] == 0
        assert_error(await other.http.delete(at), 404, "NOT_FOUND")
        # Hosts delete anybody's.
        mine = await write(other, sent["id"], "Cake")
        assert (await host.http.delete(f"/api/comments/{mine['id']}")).status_code == 204


async def test_a_request_that_is_sent_again_is_the_same_comment(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once", comments_allowed=True), person(fresh_server.url) as guest:
        sent, key = await guest.send_photo(), uuid.uuid4().hex
        twice = [await write(guest, sent["id"], "Once", key=key) for _ in range(2)]
        assert twice[0] == twice[1]
        assert await texts(guest, sent["id"]) == ["Once"]


@pytest.mark.parametrize(
    "wrong",
    [{}, {"text": ""}, {"text": " ​ "}, {"text": "x" * 501}, {"text": 7}, {"text": "x", "key": "x"}, []],
)
async def test_what_is_no_comment_is_said_in_words(wrong: object, fresh_server: Server) -> None:
    async with party(fresh_server, "at_once", comments_allowed=True), person(fresh_server.url) as guest:
        sent = await guest.send_photo()
        answer = await guest.http.post(f"/api/photo/{sent['id']}/comments", json=wrong)
        assert_error(answer, 400, "BAD_REQUEST")


async def test_comments_are_off_until_the_host_wants_them(guest: Person) -> None:
    sent = await guest.send_photo()
    at = f"/api/photo/{sent['id']}/comments"
    assert_error(await guest.http.get(at), 403, "COMMENTS_OFF")
    assert_error(await guest.http.post(at, json={"text": "x"}), 403, "COMMENTS_OFF")


async def test_photos_that_are_not_seen_have_no_comments(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", comments_allowed=True) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        hidden, private = await guest.send_photo(), await guest.send_photo(jpeg(500, 400))
        written = await write(other, hidden["id"], "Cake")
        await host.http.post(f"/api/admin/photo/{hidden['id']}/hide")
        await make_private(guest, private)
        for photo_id in (hidden["id"], private["id"], "0" * 32, "x"):
            for someone in (guest, other, host):
                at = f"/api/photo/{photo_id}/comments"
                assert_error(await someone.http.get(at), 404, "NOT_FOUND")
                assert_error(await someone.http.post(at, json={"text": "x"}), 404, "NOT_FOUND")
        assert_error(
            await other.http.put(f"/api/comments/{written['id']}", json={"text": "y"}), 404, "NOT_FOUND"
        )
        await host.http.post(f"/api/admin/photo/{hidden['id']}/restore")
        assert await texts(guest, hidden["id"]) == ["Cake"]


async def test_where_photos_wait_so_do_comments_but_for_trusted_guests(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", comments_allowed=True) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
        member(fresh_server, "helper") as helper,
    ):
        sent = await guest.send_photo()
        await switch(host, showing="approved")
        waiting = await write(other, sent["id"], "Cake")
        assert waiting["state"] == "waiting"
        assert await texts(guest, sent["id"]) == []
        assert await texts(other, sent["id"]) == await texts(helper, sent["id"]) == ["Cake"]
        assert (await guest.http.get(f"/api/photo/{sent['id']}")).json()["photo"]["comments"] == 0
        found = (await desk(helper))["comments"]
        assert [(one["comment"]["id"], one["photo"]["id"]) for one in found] == [(waiting["id"], sent["id"])]
        assert found[0]["comment"]["reason"] == "approval"
        assert (await do(helper, waiting, "show"))["state"] == "shown"
        assert await texts(guest, sent["id"]) == ["Cake"]
        assert (await desk(host))["comments"] == []
        await standing(host, found[0]["comment"]["guest"], "trusted")
        assert (await write(other, sent["id"], "More"))["state"] == "shown"
        # What a helper writes is nobody's to say yes to, and says that it is one.
        theirs = await write(helper, sent["id"], "Bravo")
        assert (theirs["state"], theirs["by_host"], theirs["author"]) == ("shown", True, "Ada")


async def test_words_that_are_not_wanted_let_a_comment_wait_also_when_it_is_changed(
    fresh_server: Server,
) -> None:
    async with (
        party(fresh_server, "at_once", comments_allowed=True, unwanted_words="idiot*") as host,
        person(fresh_server.url) as guest,
    ):
        sent = await guest.send_photo()
        assert (await write(guest, sent["id"], "What an I d i o t"))["state"] == "waiting"
        good = await write(guest, sent["id"], "Fine")
        changed = await guest.http.put(f"/api/comments/{good['id']}", json={"text": "idiots"})
        assert changed.json()["comment"]["state"] == "waiting"
        assert {one["comment"]["reason"] for one in (await desk(host))["comments"]} == {"words"}


async def test_a_held_comment_shows_itself_and_the_stop_button_keeps_it(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", comments_allowed=True, hold_seconds=3) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        sent = await guest.send_photo()
        await switch(host, showing="held")
        assert (await write(guest, sent["id"], "Soon"))["state"] == "waiting"

        async def is_shown() -> bool:
            return await texts(other, sent["id"]) == ["Soon"]

        await until(is_shown)
        held = await write(guest, sent["id"], "Later")
        await host.http.post("/api/admin/panic", json={})
        assert [one["comment"]["reason"] for one in (await desk(host))["comments"]] == ["panic"]
        await host.http.post("/api/admin/calm", json={"shows_all": True})
        assert "Later" in await texts(other, sent["id"])
        assert held["id"]


async def test_a_ban_takes_all_of_a_guests_comments_away_and_its_undo_brings_them_back(
    fresh_server: Server,
) -> None:
    async with (
        party(fresh_server, "at_once", comments_allowed=True) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        first, second = await guest.send_photo(), await guest.send_photo(jpeg(500, 400))
        for photo in (first, second):
            await write(other, photo["id"], "Mine", author="Troll")
        hidden = await write(other, second["id"], "Hidden")
        await do(host, hidden, "hide")
        known = (await host.http.get("/api/admin/guests")).json()["guests"]
        (troll,) = [one["guest"] for one in known if one["name"] == "Troll"]
        await standing(host, troll, "banned")
        assert await texts(guest, first["id"]) == await texts(guest, second["id"]) == []
        # To who wrote them they seem to wait, and so does what comes now.
        assert (await write(other, first["id"], "Again"))["state"] == "waiting"
        assert await texts(other, first["id"]) == ["Mine", "Again"]
        assert (await desk(host))["comments"] == []
        put_away = (await other.http.get(f"/api/photo/{first['id']}/comments")).json()["comments"][0]
        answer = await host.http.post(f"/api/admin/comments/{put_away['id']}", json={"do": "show"})
        assert_error(answer, 409, "GUEST_BANNED")
        await standing(host, troll, "")
        assert await texts(guest, first["id"]) == ["Mine", "Again"]
        assert await texts(guest, second["id"]) == ["Mine"]
        await standing(host, troll, "quiet")
        assert (await write(other, first["id"], "Quiet"))["state"] == "waiting"
        await switch(host, banned_photos="refused")
        await standing(host, troll, "banned")
        answer = await other.http.post(f"/api/photo/{first['id']}/comments", json={"text": "x"})
        assert_error(answer, 403, "NOT_FROM_YOU")


async def test_reports_of_a_comment_come_to_the_desk_and_enough_of_them_take_it_down(
    fresh_server: Server,
) -> None:
    async with (
        party(fresh_server, "at_once", comments_allowed=True, in_it_hides=True) as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        sent = await guest.send_photo()
        written = await write(other, sent["id"], "Cake")
        assert await report(guest, written) is False
        (told,) = (await desk(host))["comments"]
        assert (told["comment"]["state"], told["comment"]["reports"]) == ("shown", {"other": 1})
        await do(host, written, "show")
        assert (await desk(host))["comments"] == []
        async with person(fresh_server.url) as third:
            assert await report(third, written, "in_it") is True
        assert await texts(guest, sent["id"]) == []
        (told,) = (await desk(host))["comments"]
        assert told["comment"]["reason"] == "reported"
        answer = await guest.http.post(f"/api/comments/{written['id']}/report", json={"reason": "other"})
        assert_error(answer, 404, "NOT_FOUND")


async def test_the_log_names_each_and_hosts_undo_from_it(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", comments_allowed=True) as host,
        person(fresh_server.url) as guest,
    ):
        sent = await guest.send_photo()
        written = await write(guest, sent["id"], "Cake", author="Mia")
        await do(host, written, "hide")
        await do(host, written, "show")
        changes = (await host.http.get("/api/admin/changes")).json()["changes"]
        told = [(one["kind"], one["photo"], one["comment"]) for one in changes[:3]]
        as_it_is = {"id": written["id"], "author": "Mia", "text": "Cake", "state": "shown"}
        kinds = ("comment_shown", "comment_hidden", "commented")
        assert told == [(kind, sent["id"], as_it_is) for kind in kinds]
        await host.http.delete(f"/api/comments/{written['id']}")
        changes = (await host.http.get("/api/admin/changes")).json()["changes"]
        assert {one["comment"] and one["comment"]["text"] for one in changes} == {None}


async def test_a_hidden_comment_is_gone_for_its_writer(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", comments_allowed=True) as host,
        person(fresh_server.url) as guest,
    ):
        sent = await guest.send_photo()
        written = await write(guest, sent["id"], "Cake")
        await do(host, written, "hide")
        assert await texts(guest, sent["id"]) == []
        assert await texts(host, sent["id"]) == ["Cake"]
        for method in ("PUT", "DELETE"):
            answer = await guest.http.request(method, f"/api/comments/{written['id']}", json={"text": "x"})
            assert_error(answer, 404, "NOT_FOUND")
        wrong = await host.http.post(f"/api/admin/comments/{written['id']}", json={"do": "burn"})
        assert_error(wrong, 400, "BAD_REQUEST")


async def test_a_deleted_photo_and_a_forgotten_guest_leave_no_comments(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", comments_allowed=True),
        person(fresh_server.url) as guest,
        person(fresh_server.url) as fan,
    ):
        kept, deleted = await guest.send_photo(), await guest.send_photo(jpeg(500, 400))
        for photo in (kept, deleted):
            await report(guest, await write(fan, photo["id"], "Cake"))
        await guest.http.delete(f"/api/photo/{deleted['id']}")
        assert (await fan.http.post("/me/delete")).status_code == 200
        with fresh_server.books() as books:
            for table in ("comments", "comment_reports"):
                assert books.execute(f"select count(*) from {table}").fetchone()[0] == 0
        assert (await guest.http.get(f"/api/photo/{kept['id']}")).json()["photo"]["comments"] == 0


async def test_search_finds_comments_while_the_party_has_them(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", comments_allowed=True) as host,
        person(fresh_server.url) as guest,
    ):
        sent = await guest.send_photo(author="Mia", caption="Cake")
        written = await write(guest, sent["id"], "So many floors")

        async def count(query: str) -> int:
            return int((await guest.http.get("/api/search", params={"q": query})).json()["count"])

        async def is_found() -> bool:
            return await count("floors") == 1

        await until(is_found)
        counts = [
            await count(query) for query in ('"many floors"', "comment:floors", "comment:cake", "-floors")
        ]
        assert counts == [1, 1, 0, 0]
        await switch(host, comments_allowed=False)
        assert [await count(query) for query in ("floors", "comment:floors", "cake")] == [0, 0, 1]
        await switch(host, comments_allowed=True)
        await do(host, written, "hide")

        async def is_gone() -> bool:
            return await count("floors") == 0

        await until(is_gone)


async def test_what_is_kept_about_a_guest_has_what_they_wrote(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", comments_allowed=True),
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
    ):
        sent = await guest.send_photo()
        await write(other, sent["id"], "Cake", author="Mia")
        answer = await other.http.get("/me/everything.zip")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
            kept = json.loads(file.read("records.json"))["comments"]
        assert [(one["photo_id"], one["text"], one["state"]) for one in kept] == [
            (sent["id"], "Cake", "shown")
        ]
