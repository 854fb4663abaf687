"""GET /api/photos: by cursor forwards, by position backwards, and cheaply when nothing is new."""

from tests.running import Person, Server, jpeg, person


async def test_every_change_is_listed_once_in_order_by_following_the_cursor(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        sent = [await guest.send_photo(caption=str(number)) for number in range(7)]
        seen, cursor, pages = [], 0, 0
        while True:
            page = await guest.photos(since=cursor, limit=3)
            seen += page["photos"]
            cursor, pages = page["cursor"], pages + 1
            if not page["more"]:
                break
        assert [photo["id"] for photo in seen] == [photo["id"] for photo in sent]
        assert pages == 3
        assert (await guest.photos(since=cursor))["photos"] == []


async def test_an_edited_photo_comes_again_and_a_deleted_one_as_a_tombstone(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        first, second, third = [await guest.send_photo() for _ in range(3)]
        cursor = (await guest.photos(since=0))["cursor"]
        edited = await guest.http.put(f"/api/photo/{first['id']}", json={"caption": "new words"})
        gone = await guest.http.delete(f"/api/photo/{second['id']}")
        news = await guest.photos(since=cursor)
        assert news["photos"] == [edited.json()["photo"], gone.json()]
        assert gone.json() == {"id": second["id"], "change": cursor + 2, "gone": True}
        assert [p["id"] for p in (await guest.photos(before=""))["photos"]] == [third["id"], first["id"]]


async def test_the_gallery_pages_backwards_newest_first(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        sent = [await guest.send_photo() for _ in range(5)]
        first = await guest.photos(before="", limit=2)
        second = await guest.photos(before=first["before"], limit=2)
        third = await guest.photos(before=second["before"], limit=2)
        ids = [photo["id"] for page in (first, second, third) for photo in page["photos"]]
        assert ids == [photo["id"] for photo in reversed(sent)]
        assert (first["more"], third["more"], third["before"]) == (True, False, None)
        # An edit is news, but does not move a photo.
        await guest.http.put(f"/api/photo/{sent[0]['id']}", json={"caption": "edited"})
        assert (await guest.photos(before="", limit=1))["photos"][0]["id"] == sent[-1]["id"]


async def test_nothing_new_is_a_304_and_a_change_is_not(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        await guest.send_photo()
        first = await guest.http.get("/api/photos?since=1")
        again = await guest.http.get("/api/photos?since=1", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        await guest.send_photo()
        after = await guest.http.get("/api/photos?since=1", headers={"If-None-Match": first.headers["ETag"]})
        assert after.status_code == 200
        assert len(after.json()["photos"]) == 1


async def test_mine_lists_only_what_this_guest_sent(guest: Person, stranger: Person) -> None:
    sent = await guest.send_photo()
    await stranger.send_photo()
    assert [photo["id"] for photo in (await guest.photos(mine=1))["photos"]] == [sent["id"]]
    nobody = await stranger.http.get("/api/photos?mine=1", headers={"Cookie": ""})
    assert sent["id"] not in nobody.text


async def test_a_limit_is_kept_within_bounds(guest: Person) -> None:
    await guest.send_photo()
    assert len((await guest.photos(since=0, limit=0))["photos"]) == 1
    assert (await guest.http.get("/api/photos?limit=1000000")).status_code == 200


async def test_an_empty_edit_changes_nothing_and_words_are_cut(guest: Person) -> None:
    sent = await guest.send_photo(caption="as it was")
    address = f"/api/photo/{sent['id']}"
    same = await guest.http.put(address, json={"caption": "as it was"})
    assert same.json()["photo"]["change"] == sent["change"]
    long = await guest.http.put(address, json={"caption": "x" * 1000, "author": "y" * 1000})
    assert len(long.json()["photo"]["caption"]) == 280
    assert len(long.json()["photo"]["author"]) == 60


async def test_the_edit_form_works_without_javascript(guest: Person) -> None:
    sent = await guest.send_photo(jpeg(), caption="before")
    saved = await guest.http.post(f"/edit/{sent['id']}", data={"caption": "after", "author": "Benjamin"})
    assert saved.status_code == 303
    page = await guest.http.get("/edit")
    assert "after" in page.text
    assert "Benjamin" in page.text
    assert (await guest.http.post(f"/edit/{sent['id']}/delete")).status_code == 303
    assert (await guest.http.get(f"/api/photo/{sent['id']}")).status_code == 404


async def test_a_photo_in_a_page_that_others_got_first_is_still_mine_to_its_sender(
    guest: Person, stranger: Person
) -> None:
    sent = await guest.send_photo()
    pages = [await someone.photos(before="", limit=3) for someone in (stranger, guest, stranger, guest)]
    assert [page["photos"][0]["id"] for page in pages] == [sent["id"]] * 4
    assert [page["photos"][0]["mine"] for page in pages] == [False, True, False, True]


async def test_a_guest_reads_at_once_what_they_have_just_written(guest: Person, stranger: Person) -> None:
    sent = await guest.send_photo()
    for number in range(20):
        cursor = (await stranger.photos(since=0))["cursor"]
        await guest.http.put(f"/api/photo/{sent['id']}", json={"caption": str(number)})
        for someone in (guest, stranger):
            news = await someone.photos(since=cursor)
            assert [photo["caption"] for photo in news["photos"]] == [str(number)]
            assert (await someone.photos(before="", limit=1))["photos"][0]["caption"] == str(number)


async def test_closed_uploads_are_in_the_next_answer(guest: Person, host: Person) -> None:
    before = await guest.http.get("/api/photos?since=0")
    await host.http.put("/api/admin/uploads", json={"open": False, "message": "Later"})
    try:
        after = await guest.http.get("/api/photos?since=0", headers={"If-None-Match": before.headers["ETag"]})
        assert after.json()["party"]["uploads_open"] is False
    finally:
        await host.http.put("/api/admin/uploads", json={"open": True})
