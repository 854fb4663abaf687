"""Who sees a photo: everyone, guests, members or hosts, in every list and at every address."""

from typing import Any

import pytest

from tests.http.answers import assert_error
from tests.http.test_waiting import decide, desk, party, until
from tests.members import member
from tests.running import Person, Server, jpeg, person
from tests.sharing.sharing import listed, made, path_of, status_of
from tests.streams import event_stream

LEVELS = ("everyone", "guests", "members", "hosts")
SEEN_BY = {
    "link": {"everyone"},
    "other": {"everyone", "guests"},
    "viewer": {"everyone", "guests", "members"},
    "photographer": {"everyone", "guests", "members"},
    "helper": {"everyone", "guests", "members"},
    "guest": {"everyone", "guests"},
    "host": {"everyone", "guests", "members"},
}
"""What is in the lists. A single photo is also there for its sender, and for those who decide."""
ALONE = {"helper": set(LEVELS), "guest": set(LEVELS), "host": set(LEVELS)}


async def limit(someone: Person, photo_id: str, access: str) -> str:
    answer = await someone.http.put(f"/api/photo/{photo_id}", json={"access": access})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["photo"]["access"])


async def ids_in(someone: Person, path: str) -> set[str]:
    answer = await someone.http.get(path)
    assert answer.status_code == 200, answer.text
    return {one["id"] for one in answer.json()["photos"] if not one.get("gone")}


@pytest.mark.parametrize("by", ["guest", "host"])
async def test_every_list_and_address_keeps_to_who_sees_a_photo(by: str, fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once") as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
        member(fresh_server, "viewer") as viewer,
        member(fresh_server, "photographer") as photographer,
        member(fresh_server, "helper") as helper,
    ):
        people = {
            "other": other,
            "viewer": viewer,
            "photographer": photographer,
            "helper": helper,
            "guest": guest,
            "host": host,
        }
        for someone in people.values():
            await someone.http.get("/api/uid")
        sent = {at: await guest.send_photo(jpeg(400 + 20 * no, 300)) for no, at in enumerate(LEVELS)}
        link = await made(host)
        async with event_stream(viewer, since=0, members=1) as told, event_stream(other, since=0) as others:
            for level, photo in sent.items():
                assert await limit(guest if by == "guest" else host, photo["id"], level) == level
            await told.until("photo", id=sent["members"]["id"], state="waiting", mine=False)
            for stream in (told, others):
                await stream.until("gone", id=sent["hosts"]["id"])
            await others.until("gone", id=sent["members"]["id"])
        names = {photo["id"]: level for level, photo in sent.items()}

        async def is_indexed() -> bool:
            return len(await ids_in(guest, "/api/search?q=")) == len(LEVELS)

        await until(is_indexed)
        for name, someone in people.items():
            seen = SEEN_BY[name]
            for path in ("/api/photos?before=&members=1", "/api/photos?since=0&members=1", "/api/search?q="):
                found = {names[one] for one in await ids_in(someone, path)}
                own = ALONE["guest"] if name == "guest" and "before" not in path else set()
                assert found == seen | own, (name, path)
            stretch = await ids_in(someone, "/api/album/photos?at=&no=0&members=1")
            assert {names[one] for one in stretch} == seen, name
            assert (await someone.http.get("/api/album?members=1")).json()["photos"] == len(seen), name
            page = (await someone.http.get("/")).text
            assert {level for one, level in names.items() if one in page} == seen, name
            for level, photo in sent.items():
                is_there = level in ALONE.get(name, seen)
                answer = await someone.http.get(f"/api/photo/{photo['id']}")
                assert answer.status_code == (200 if is_there else 404), (name, level)
                for rendition in answer.json()["photo"]["renditions"] if is_there else ():
                    assert (await someone.http.get(rendition["url"])).status_code == 200, (name, level)
                was = photo["renditions"][0]["url"]
                expected = 200 if level in ("everyone", "guests") else 404
                assert (await someone.http.get(was)).status_code == expected, (name, level)
                waits = f"/api/photo/{photo['id']}/waiting/{was.rsplit('/', 1)[1]}"
                expected = 200 if is_there and level in ("members", "hosts") else 404
                assert (await someone.http.get(waits)).status_code == expected, (name, level)
            # Nothing that does not ask as a member has them, and no screen, whoever is signed in.
            for path in ("/api/photos?before=", "/api/album/photos?at=&no=0"):
                assert {names[one] for one in await ids_in(someone, path)} == {"everyone", "guests"}, name
            for path in ("/wall", "/wall/basic"):
                text = (await someone.http.get(path)).text
                assert not {"members", "hosts"} & {level for one, level in names.items() if one in text}
        async with person(fresh_server.url) as visitor:
            assert {names[one["id"]] for one in await listed(visitor, link)} == SEEN_BY["link"]
            for level, photo in sent.items():
                expected = 200 if level == "everyone" else 404
                assert await status_of(visitor, f"{path_of(link)}/photo/{photo['id']}/thumb.jpg") == expected
        public = {name.split("/")[-2] for name in fresh_server.files().names("public")}
        assert public == {
            sent[level]["renditions"][0]["url"].split("/")[-2] for level in ("everyone", "guests")
        }
        # And back: under its name of before, for all.
        wishes = guest if by == "guest" else host
        for photo in sent.values():
            assert await limit(wishes, photo["id"], "everyone") == "everyone"
        assert await ids_in(other, "/api/photos?before=") == set(names)
        assert len(await listed(other, link)) == len(LEVELS)


async def test_the_stricter_of_two_wishes_counts_and_both_are_remembered(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once") as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as other,
        member(fresh_server, "helper") as helper,
    ):
        photo_id = (await guest.send_photo())["id"]
        for someone, wanted, counts in (
            (guest, "guests", "guests"),
            (host, "members", "members"),
            (guest, "everyone", "members"),
            (guest, "hosts", "hosts"),
            (host, "everyone", "hosts"),
            (host, "members", "hosts"),
            (guest, "guests", "members"),
            (host, "everyone", "guests"),
            (guest, "everyone", "everyone"),
        ):
            assert await limit(someone, photo_id, wanted) == counts, (wanted, counts)
        for someone in (other, helper):
            answer = await someone.http.put(f"/api/photo/{photo_id}", json={"access": "hosts"})
            assert answer.status_code == 403, answer.text
        for wrong in ("", "nobody", 1, ["hosts"], None):
            answer = await guest.http.put(f"/api/photo/{photo_id}", json={"access": wrong})
            assert_error(answer, 400, "BAD_REQUEST")
        # A host's own photo has one wish: the host's.
        own = (await host.send_photo(jpeg(300, 500)))["id"]
        for wanted in ("members", "guests", "hosts", "everyone"):
            assert await limit(host, own, wanted) == wanted


async def test_showing_a_photo_to_members_is_no_way_past_the_hosts(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "approved") as host,
        person(fresh_server.url) as guest,
        member(fresh_server, "viewer") as viewer,
    ):
        photo_id = (await guest.send_photo())["id"]
        answer = await guest.http.put(f"/api/photo/{photo_id}", json={"access": "members"})
        assert_error(answer, 409, "PHOTO_WAITS")
        # A host who shows it to members has decided about them, and about nobody else.
        assert await limit(host, photo_id, "members") == "members"
        assert await ids_in(viewer, "/api/photos?before=&members=1") == {photo_id}
        assert (await desk(host))["count"] == 0
        (held,) = (await host.http.get("/api/admin/photos")).json()["photos"]
        about = {"do": "approve", "photos": [{"id": photo_id, "version": held["version"]}]}
        assert_error(await host.http.post("/api/admin/decide", json=about), 403, "PHOTO_PRIVATE")
        assert await limit(host, photo_id, "everyone") == "everyone"
        (waiting,) = (await desk(host))["photos"]
        assert waiting["reason"] == "approval"
        await decide(host, "approve", waiting)
        assert await limit(guest, photo_id, "members") == "members"
        # A ban takes it from the members, too, and its end gives it back.
        for standing, seen in (("banned", set()), ("", {photo_id})):
            answer = await host.http.put(f"/api/admin/guests/{held['guest']}", json={"standing": standing})
            assert answer.status_code == 200, answer.text
            assert await ids_in(viewer, "/api/photos?before=&members=1") == seen


async def test_nobody_gives_hearts_to_a_photo_for_members(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        photo: dict[str, Any] = await guest.send_photo()
        await limit(host, photo["id"], "members")
        assert (await host.http.put(f"/api/photo/{photo['id']}/heart")).status_code == 404
