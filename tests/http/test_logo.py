"""The party's logo: a host's own private picture, beside the title, and gone when it is taken away."""

import re

import httpx

from tests.http.test_slides import sent_picture
from tests.members import member
from tests.running import Person, Server, person
from tests.streams import event_stream


async def set_logo(host: Person, photo_id: object) -> httpx.Response:
    return await host.http.put("/api/admin/logo", json={"photo": photo_id})


async def test_a_logo_is_seen_by_everybody_beside_the_title_until_it_is_taken_away(
    fresh_server: Server,
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        assert (await guest.http.get("/logo")).status_code == 404
        photo_id = await sent_picture(host)
        async with event_stream(guest) as stream:
            assert (await set_logo(host, photo_id)).status_code == 204
            await stream.until("party", logo=photo_id)
        for page in ("/", "/upload", "/wall"):
            html = (await guest.http.get(page)).text
            assert re.search(rf'src="[^"]*/logo\?v={photo_id}"', html), page
        answer = await guest.http.get("/logo")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert (await guest.http.get("/api/photos?before=")).json()["photos"] == []

        second = await sent_picture(host)
        assert (await set_logo(host, second)).status_code == 204
        assert (await host.http.get(f"/api/photo/{photo_id}")).status_code == 404, "one is enough"
        assert (await set_logo(host, second)).status_code == 204, "as it is already"
        assert (await set_logo(host, "")).status_code == 204
        assert (await guest.http.get("/logo")).status_code == 404
        assert (await host.http.get(f"/api/photo/{second}")).status_code == 404
        assert "/logo?v=" not in (await guest.http.get("/")).text


async def test_a_logo_is_no_photo_of_somebody_else_and_no_helpers_matter(fresh_server: Server) -> None:
    async with (
        person(fresh_server.url) as guest,
        person(fresh_server.url) as host,
        member(fresh_server, "helper") as helper,
    ):
        await host.sign_in()
        own = await sent_picture(host)
        slide = {"kind": "picture", "photo": await sent_picture(host)}
        assert (await host.http.post("/api/admin/slides", json=slide)).status_code == 201
        shown = (await host.send_photo())["id"]
        for wrong in (await sent_picture(guest), shown, slide["photo"], "0" * 32, "x", 7, None):
            answer = await set_logo(host, wrong)
            assert (answer.status_code, answer.json()["error"]["code"]) == (400, "BAD_REQUEST"), wrong
        assert (await set_logo(helper, own)).status_code == 403
        assert (await set_logo(guest, own)).status_code == 401
        assert (await set_logo(host, own)).status_code == 204
        again = await host.http.post("/api/admin/slides", json={"kind": "picture", "photo": own})
        assert again.status_code == 400, "a slide's picture goes with the slide"


async def test_the_page_that_asks_for_the_code_shows_the_logo(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        photo_id = await sent_picture(host)
        assert (await set_logo(host, photo_id)).status_code == 204
        settings = (await host.http.get("/api/admin/settings")).json()
        wanted = {"version": settings["version"], "settings": {"entry_code": "tulip"}}
        assert (await host.http.put("/api/admin/settings", json=wanted)).status_code == 200
        page = await guest.http.get("/", follow_redirects=True)
        assert f"/logo?v={photo_id}" in page.text
        assert (await guest.http.get("/logo")).status_code == 200
