"""The host looks through photos, sees hidden ones, and decides about several at once."""

from tests.running import Person, Server, jpeg, person


async def test_the_host_alone_sees_the_picture_of_a_hidden_photo(guest: Person, host: Person) -> None:
    sent = await guest.send_photo(jpeg(1200, 900, (200, 90, 30)))
    path = f"/api/admin/photo/{sent['id']}/picture"
    shown = await host.http.get(path, follow_redirects=True)
    assert shown.headers["Content-Type"] == "image/jpeg"
    await host.http.post(f"/api/admin/photo/{sent['id']}/hide")
    hidden = await host.http.get(path)
    assert hidden.status_code == 200
    assert "public" not in hidden.headers["Cache-Control"]
    assert hidden.content == shown.content, "the same picture as before"
    again = await host.http.get(path, headers={"If-None-Match": hidden.headers["ETag"]})
    assert again.status_code == 304
    for other in (guest, None):
        async with person(str(host.http.base_url)) as nobody:
            assert (await (other or nobody).http.get(path)).status_code == 401
    listed = (await host.http.get("/api/admin/photos?state=hidden")).json()["photos"]
    assert [photo["renditions"] for photo in listed if photo["id"] == sent["id"]] == [[]]
    await host.http.delete(f"/api/photo/{sent['id']}")
    assert (await host.http.get(path)).status_code == 404


async def test_photos_are_chosen_by_state_sender_and_hour(fresh_server: Server) -> None:
    async with (
        person(fresh_server.url) as ada,
        person(fresh_server.url) as ben,
        person(fresh_server.url) as host,
    ):
        await host.sign_in()
        first = await ada.send_photo(author="Ada")
        second = await ada.send_photo(jpeg(700, 500), author="")
        third = await ben.send_photo(author="Ben")
        await host.http.post(f"/api/admin/photo/{first['id']}/hide")
        with fresh_server.books() as books:
            books.execute(
                "update photos set created_at = '2026-06-05T20:15:00.000Z' where id = ?", (second["id"],)
            )
            books.commit()

        async def chosen(query: str) -> list[str]:
            answer = await host.http.get(f"/api/admin/photos?{query}")
            return [photo["id"] for photo in answer.json()["photos"]]

        filters = (await host.http.get("/api/admin/filters")).json()
        assert [(sender["author"], sender["count"]) for sender in filters["senders"]] == [("", 2), ("Ben", 1)]
        of_ada = filters["senders"][0]["guest"]
        assert await chosen(f"guest={of_ada}") == [second["id"], first["id"]]
        assert await chosen("state=hidden") == [first["id"]]
        assert await chosen(f"state=shown&guest={of_ada}") == [second["id"]]
        assert filters["hours"][-1] == {"hour": "2026-06-05T20", "count": 1}
        assert await chosen("hour=2026-06-05T20") == [second["id"]]
        assert await chosen("state=&guest=&hour=") == [third["id"], second["id"], first["id"]]


async def test_several_are_hidden_restored_and_deleted_at_once(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        sent = [await guest.send_photo(jpeg(600 + number, 400)) for number in range(3)]
        ids = [photo["id"] for photo in sent]

        async def do(what: str, photos: list[str]) -> dict[str, object]:
            answer = await host.http.post("/api/admin/photos", json={"do": what, "photos": photos})
            assert answer.status_code == 200, answer.text
            return {photo["id"]: photo["state"] for photo in answer.json()["photos"]}

        assert await do("hide", ids) == dict.fromkeys(ids, "hidden")
        assert (await guest.photos(before=""))["photos"] == []
        assert await do("restore", ids[:2]) == dict.fromkeys(ids[:2], "shown")
        await guest.http.delete(f"/api/photo/{ids[0]}")
        assert await do("delete", ids) == dict.fromkeys(ids[1:], "deleted"), "the others go all the same"
        wrong: tuple[object, ...] = (
            {"do": "publish", "photos": ids},
            {"do": "hide", "photos": []},
            {"do": "hide"},
            [],
        )
        for body in wrong:
            assert (await host.http.post("/api/admin/photos", json=body)).status_code == 400


async def test_the_log_says_what_has_become_of_each_photo(guest: Person, host: Person) -> None:
    sent = await guest.send_photo()
    await host.http.post(f"/api/admin/photo/{sent['id']}/hide")
    listed = (await host.http.get("/api/admin/changes?limit=2")).json()["changes"]
    assert [(change["photo"], change["photo_state"]) for change in listed] == [(sent["id"], "hidden")] * 2


async def test_the_host_sees_what_the_walls_show_now(fresh_server: Server) -> None:
    async with (
        person(fresh_server.url) as guest,
        person(fresh_server.url) as wall,
        person(fresh_server.url) as host,
    ):
        await host.sign_in()
        first, second = await guest.send_photo(), await guest.send_photo(jpeg(700, 500))

        async def says(screen: str, photo: str) -> int:
            answer = await wall.http.put("/wall/shows", json={"screen": screen * 32, "photo": photo})
            return answer.status_code

        async def now() -> tuple[int, list[str]]:
            answer = (await host.http.get("/api/admin/walls")).json()
            return answer["screens"], [photo["id"] for photo in answer["photos"]]

        assert await now() == (0, [])
        assert await says("a", first["id"]) == 200
        assert await says("b", first["id"]) == 200
        assert await now() == (2, [first["id"]]), "one photo on two walls is one photo"
        assert await says("b", second["id"]) == 200
        assert await now() == (2, [second["id"], first["id"]])
        await host.http.post(f"/api/admin/photo/{first['id']}/hide")
        assert await now() == (2, [second["id"]])
        assert await says("b", "") == 200
        assert await now() == (2, [])
        assert await says("x", first["id"]) == 400, "not an id"
        for number in range(40):
            screen = f"{number:032x}"
            await wall.http.put("/wall/shows", json={"screen": screen, "photo": second["id"]})
        assert (await now())[0] == 20, "strangers cannot fill the records"
