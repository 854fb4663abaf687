"""POST /api/new_photo and the plain form: what is taken, kept and shown."""

import asyncio
import hashlib
from io import BytesIO

import httpx
from PIL import Image

from tests.running import Person, Server, jpeg


async def test_a_sent_photo_is_shown_with_all_that_a_page_needs(guest: Person) -> None:
    sent = await guest.send_photo(jpeg(800, 600), author="  Ben ", caption="To the\r\nbride \u202e& groom")
    assert sent["state"] == "shown"
    assert (sent["author"], sent["caption"]) == ("Ben", "To the bride & groom")
    assert (sent["width"], sent["height"]) == (800, 600)
    assert sent["mine"] is True
    assert sent["created_at"].endswith("Z")
    assert {rendition["name"] for rendition in sent["renditions"]} == {"thumb", "wall"}
    listed = (await guest.photos(since=sent["change"] - 1))["photos"][0]
    assert listed == sent
    one = await guest.http.get(f"/api/photo/{sent['id']}")
    assert one.json() == {"photo": sent}


async def test_renditions_are_whole_pictures_that_may_be_cached_for_ever(guest: Person) -> None:
    sent = await guest.send_photo(jpeg(3000, 2000))
    for rendition in sent["renditions"]:
        answer = await guest.http.get(rendition["url"])
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        with Image.open(BytesIO(answer.content)) as picture:
            picture.load()
            assert picture.size == (rendition["width"], rendition["height"])
            assert max(picture.size) == {"thumb": 512, "wall": 2048}[rendition["name"]]


async def test_the_original_is_kept_unchanged_and_private(
    guest: Person, host: Person, server: Server
) -> None:
    photo = jpeg(700, 500) + b"trailing bytes stay in the original"
    sent = await guest.send_photo(photo)
    assert server.files().original(sent["id"]).read_bytes() == photo
    with server.books() as records:
        row = records.execute("select sha256, bytes from photos where id = ?", (sent["id"],)).fetchone()
    assert row == (hashlib.sha256(photo).hexdigest(), len(photo))
    address = f"/api/admin/photo/{sent['id']}/original"
    assert (await guest.http.get(address)).status_code == 401
    downloaded = await host.http.get(address)
    assert downloaded.content == photo
    assert downloaded.headers["Content-Disposition"].startswith("attachment")


async def test_the_same_key_is_the_same_photo(guest: Person) -> None:
    first = await guest.send(caption="once", key="tap-1")
    again = await guest.send(caption="twice", key="tap-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


async def test_a_double_tap_sends_one_photo(guest: Person) -> None:
    await guest.http.get("/api/uid")
    answers = await asyncio.gather(*(guest.send(jpeg(2400, 1600), key="tap-2") for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.json()["photo"]["id"] for answer in answers}) == 1
    mine = await guest.photos(mine=1)
    assert len(mine["photos"]) == 1


async def test_two_guests_with_the_same_key_have_two_photos(guest: Person, stranger: Person) -> None:
    first = await guest.send_photo(key="k")
    second = await stranger.send_photo(key="k")
    assert first["id"] != second["id"]


async def test_a_photo_taken_down_does_not_come_back_by_a_late_retry(guest: Person) -> None:
    sent = await guest.send_photo(key="late")
    await guest.http.delete(f"/api/photo/{sent['id']}")
    again = await guest.send(key="late")
    assert again.status_code == 410
    assert again.json()["error"]["code"] == "PHOTO_GONE"


async def test_the_name_is_remembered(guest: Person) -> None:
    before = (await guest.http.get("/api/uid")).json()
    await guest.send_photo(author="Amélie")
    after = (await guest.http.get("/api/uid")).json()
    assert (before["name"], after) == (None, {"guest": before["guest"], "name": "Amélie"})
    renamed = await guest.http.put("/api/uid", json={"name": "Amy"})
    assert renamed.json()["name"] == "Amy"
    assert (await guest.http.get("/api/uid")).json()["name"] == "Amy"


async def test_a_body_in_small_pieces_without_a_length_arrives_whole(guest: Person) -> None:
    photo = jpeg(900, 700)
    form = httpx.Request("POST", "http://x/", files={"file": ("a.jpg", photo)}, data={"key": "chunked"})
    body = form.read()

    async def pieces() -> object:
        for start in range(0, len(body), 999):
            yield body[start : start + 999]

    answer = await guest.http.post(
        "/api/new_photo",
        content=pieces(),  # type: ignore[arg-type]
        headers={"Content-Type": form.headers["Content-Type"]},
    )
    assert answer.status_code == 201, answer.text


async def test_the_plain_form_works_without_javascript(guest: Person) -> None:
    page = await guest.http.get("/upload")
    assert 'enctype="multipart/form-data"' in page.text
    posted = await guest.http.post(
        "/upload",
        files={"file": ("a.jpg", jpeg())},
        data={"author": "Ada", "caption": "By form", "key": "form-1"},
    )
    assert posted.status_code == 303
    shown = await guest.http.get(posted.headers["Location"])
    assert shown.status_code == 200
    assert (await guest.photos(mine=1))["photos"][0]["caption"] == "By form"


async def test_the_plain_form_says_what_was_wrong(guest: Person) -> None:
    answer = await guest.http.post("/upload", files={"file": ("a.jpg", b"not a photo")})
    assert answer.status_code == 415
    assert "JPEG, PNG, HEIC" in answer.text


async def test_german_guests_read_german(guest: Person) -> None:
    answer = await guest.http.post(
        "/api/new_photo",
        files={"file": ("a.jpg", b"not a photo")},
        headers={"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"},
    )
    english = await guest.send(b"not a photo")
    assert answer.json()["error"]["message"] != english.json()["error"]["message"]
    assert answer.json()["error"]["code"] == english.json()["error"]["code"] == "NOT_A_PICTURE"


async def test_a_browser_without_cookies_stays_one_guest_by_its_pass(server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.url) as first:
        own = (await first.get("/api/uid")).json()
        with_cookie = (await first.get("/api/uid")).json()
    assert with_cookie == {"guest": own["guest"], "name": None}
    async with httpx.AsyncClient(base_url=server.url, headers={"Partywall-Guest": own["pass"]}) as bare:
        again = await bare.get("/api/uid")
        assert again.json()["guest"] == own["guest"]
        assert "set-cookie" not in again.headers
        sent = await bare.post("/api/new_photo", files={"file": ("a", jpeg(300, 200))})
        assert sent.json()["photo"]["mine"] is True
        bare.cookies.clear()
        mine = await bare.put(f"/api/photo/{sent.json()['photo']['id']}", json={"caption": "Mine"})
        assert mine.status_code == 200


async def test_a_forged_pass_is_nobody(server: Server, guest: Person) -> None:
    photo = await guest.send_photo()
    own = (await guest.http.get("/api/uid")).json()["guest"]
    async with httpx.AsyncClient(base_url=server.url, headers={"Partywall-Guest": f"{own}.forged"}) as forger:
        refused = await forger.delete(f"/api/photo/{photo['id']}")
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "COOKIE_INVALID")
