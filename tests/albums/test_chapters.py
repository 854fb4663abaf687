"""The album over HTTP: its outline, its photos in stretches, and what hosts make of its chapters."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from app.base.clock import to_iso
from tests.albums.night import MOMENTS, a_night
from tests.http.test_waiting import party
from tests.media.pictures import encoded, exif_with, landscape
from tests.members import member
from tests.running import Person, Server, jpeg, person
from tests.streams import event_stream


async def album(someone: Person) -> dict[str, Any]:
    answer = await someone.http.get("/api/album")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def told_of(album: dict[str, Any]) -> list[tuple[str, int]]:
    """Return the title of each chapter, and how many photos it has."""
    return [
        (chapter["title"], sum(len(one["shapes"]) for one in chapter["stretches"]))
        for chapter in album["chapters"]
    ]


async def photos_from(someone: Person, **args: object) -> list[dict[str, Any]]:
    answer = await someone.http.get("/api/album/photos", params={key: str(arg) for key, arg in args.items()})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["photos"]
    return found


async def test_a_night_falls_into_chapters_in_the_order_in_which_it_happened(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        ids = await a_night(fresh_server, guest)
        told = await album(guest)
        assert told["photos"] == 20
        assert told_of(told) == [("", 10), ("", 10)]
        first, second = (chapter["stretches"][0] for chapter in told["chapters"])
        assert (first["at"], second["at"]) == (MOMENTS[0], MOMENTS[10])
        found = await photos_from(
            guest, at=first["at"], no=first["no"], end_at=second["at"], end_no=second["no"]
        )
        assert [photo["id"] for photo in found] == ids[:10]
        assert [photo["happened_at"] for photo in found] == MOMENTS[:10]
        rest = await photos_from(guest, at=second["at"], no=second["no"])
        assert [photo["id"] for photo in rest] == ids[10:]


async def test_the_outline_knows_the_shape_of_each_photo(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        for width, height in ((900, 600), (600, 800), (2000, 100)):
            await guest.send_photo(jpeg(width, height))
        (chapter,) = (await album(guest))["chapters"]
        assert [one["shapes"] for one in chapter["stretches"]] == ["_A_"]


async def test_an_outline_that_nothing_has_changed_is_not_sent_again(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        await guest.send_photo()
        first = await guest.http.get("/api/album")
        again = await guest.http.get("/api/album", headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304
        await guest.send_photo()
        other = await guest.http.get("/api/album", headers={"If-None-Match": first.headers["ETag"]})
        assert other.status_code == 200
        assert other.json()["photos"] == 2


async def test_a_hidden_or_deleted_photo_is_not_counted(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, member(fresh_server, "host") as host:
        sent = [await guest.send_photo() for _ in range(3)]
        await guest.http.delete(f"/api/photo/{sent[0]['id']}")
        hidden = await host.http.post(f"/api/admin/photo/{sent[1]['id']}/hide")
        assert hidden.status_code == 200, hidden.text
        told = await album(guest)
        listed = (await guest.http.get("/api/photos?before=")).json()["photos"]
        assert told["photos"] == len(listed)
        (chapter,) = told["chapters"]
        (stretch,) = chapter["stretches"]
        found = await photos_from(guest, at=stretch["at"], no=stretch["no"])
        assert [photo["id"] for photo in found] == [photo["id"] for photo in listed]


async def test_a_host_names_splits_moves_and_merges_chapters_and_every_page_hears_of_it(
    fresh_server: Server,
) -> None:
    async with person(fresh_server.url) as guest, member(fresh_server, "host") as host:
        ids = await a_night(fresh_server, guest)
        told = await album(host)
        second = told["chapters"][1]
        async with event_stream(guest) as stream:
            answer = await host.http.put(
                f"/api/admin/chapters/{second['id']}",
                json={"title": " The  dance ", "no": told["chapters_no"]},
            )
            assert answer.status_code == 200, answer.text
            await stream.until("party", album_no=answer.json()["no"])
        told = await album(guest)
        assert told_of(told) == [("", 10), ("The dance", 10)]
        answer = await host.http.post(
            "/api/admin/chapters", json={"photo": ids[14], "title": "Cake", "no": told["chapters_no"]}
        )
        assert answer.status_code == 201, answer.text
        cake = answer.json()
        assert told_of(await album(guest)) == [("", 10), ("The dance", 4), ("Cake", 6)]
        answer = await host.http.put(
            f"/api/admin/chapters/{cake['id']}", json={"photo": ids[12], "no": cake["no"]}
        )
        assert answer.status_code == 200, answer.text
        assert told_of(await album(guest)) == [("", 10), ("The dance", 2), ("Cake", 8)]
        merged = await host.http.delete(f"/api/admin/chapters/{second['id']}?no={answer.json()['no']}")
        assert merged.status_code == 200, merged.text
        assert told_of(await album(guest)) == [("The dance", 12), ("Cake", 8)]
        (change, *_) = (await host.http.get("/api/admin/changes")).json()["changes"]
        assert (change["kind"], change["detail"]) == ("album", "chapters")


async def test_the_later_of_two_hosts_is_told_and_changes_nothing(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, member(fresh_server, "host") as host:
        await a_night(fresh_server, guest)
        told = await album(host)
        first, second = told["chapters"]
        answers = await asyncio.gather(
            *(
                host.http.put(
                    f"/api/admin/chapters/{first['id']}", json={"title": title, "no": told["chapters_no"]}
                )
                for title in ("Ceremony", "Wedding")
            )
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        late = await host.http.delete(f"/api/admin/chapters/{second['id']}?no={told['chapters_no']}")
        assert (late.status_code, late.json()["error"]["code"]) == (409, "CHAPTERS_CHANGED")
        assert len((await album(guest))["chapters"]) == 2


async def test_what_makes_no_sense_is_refused_in_words(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, member(fresh_server, "host") as host:
        ids = await a_night(fresh_server, guest)
        first, second = (await album(host))["chapters"]
        path = f"/api/admin/chapters/{second['id']}"
        for method, url, body, status in (
            ("PUT", path, {"title": "x"}, 400),
            ("PUT", path, {"no": 0}, 400),
            ("PUT", path, {"no": 0, "title": 7}, 400),
            ("PUT", path, {"no": 0, "photo": "x"}, 404),
            ("PUT", path, {"no": 0, "photo": ids[0], "title": "both"}, 400),
            ("PUT", f"/api/admin/chapters/{first['id']}", {"no": 0, "photo": ids[3]}, 400),
            ("PUT", f"/api/admin/chapters/{'0' * 32}", {"no": 0, "title": "x"}, 404),
            ("POST", "/api/admin/chapters", {"no": 0}, 400),
            ("POST", "/api/admin/chapters", {"no": 0, "photo": ids[10]}, 400),
            ("POST", "/api/admin/chapters", {"no": 0, "photo": "0" * 32}, 404),
            ("DELETE", path, None, 400),
            ("DELETE", f"/api/admin/chapters/{first['id']}?no=0", None, 400),
        ):
            answer = await host.http.request(method, url, json=body)
            assert answer.status_code == status, (method, url, body, answer.text)
            assert answer.json()["error"]["message"]
        for query in ("at=%00", "at='--", "no=-1", "no=x", "at=" + "9" * 200):
            assert (await guest.http.get(f"/api/album/photos?{query}")).status_code == 400, query
        assert told_of(await album(guest)) == [("", 10), ("", 10)]


async def test_a_title_of_any_script_stays_one_short_line(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, member(fresh_server, "host") as host:
        await guest.send_photo()
        (chapter,) = (await album(host))["chapters"]
        title = "‮חתונה\n婚礼\x00 " + "x" * 300
        answer = await host.http.put(f"/api/admin/chapters/{chapter['id']}", json={"title": title, "no": 0})
        assert answer.status_code == 200, answer.text
        ((told, _),) = told_of(await album(guest))
        assert "婚礼" in told
        assert "\n" not in told
        assert len(told) <= 80


async def test_guests_who_see_only_their_own_see_only_their_own_in_the_album(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", gallery_for="members") as host,
        person(fresh_server.url) as ben,
        person(fresh_server.url) as ann,
    ):
        own, _ = await ben.send_photo(), await ann.send_photo()
        told = await album(ben)
        assert told["photos"] == 1
        found = await photos_from(ben, at="", no=0)
        assert [photo["id"] for photo in found] == [own["id"]]
        assert (await album(host))["photos"] == 2


async def test_a_photo_that_comes_late_with_an_early_time_goes_where_it_happened(
    fresh_server: Server,
) -> None:
    async with person(fresh_server.url) as guest:
        taken = (datetime.now(UTC) - timedelta(hours=5)).replace(microsecond=0)
        exif = exif_with(taken=f"{taken:%Y:%m:%d %H:%M:%S}", offset="+00:00")
        now = await guest.send_photo()
        early = await guest.send_photo(encoded(landscape(64, 48), "JPEG", exif=exif))
        assert early["happened_at"] == to_iso(taken)
        told = await album(guest)
        begins = [chapter["stretches"][0]["at"] for chapter in told["chapters"]]
        assert begins == [to_iso(taken), now["happened_at"]]
