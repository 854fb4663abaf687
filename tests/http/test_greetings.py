"""Greetings without a photo: cards that go the way of any photo, where the host allows them."""

import pytest

from tests.running import Person, Server, jpeg, person

WORDS = "All the best to you two!"


async def allow(host: Person, **settings: object) -> None:
    await host.sign_in()
    version = (await host.http.get("/api/admin/settings")).json()["version"]
    wanted = {"version": version, "settings": {"greetings_allowed": True, **settings}}
    answer = await host.http.put("/api/admin/settings", json=wanted)
    assert answer.status_code == 200, answer.text


async def greet(guest: Person, words: str = WORDS, key: str = "card-1") -> tuple[int, dict[str, object]]:
    answer = await guest.http.post(
        "/api/new_photo",
        data={"key": key, "caption": words, "author": "Mia"},
        files={"file": ("card.jpg", jpeg(1600, 1200, (160, 70, 30)), "image/jpeg")},
    )
    return answer.status_code, answer.json()


def code_of(answer: dict[str, object]) -> object:
    error = answer["error"]
    assert isinstance(error, dict)
    return error["code"]


async def test_a_greeting_is_taken_only_where_the_host_allows_it(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        status, answer = await greet(guest)
        assert (status, code_of(answer)) == (403, "GREETINGS_OFF")
        await allow(host)
        status, answer = await greet(guest)
        assert status == 201
        (photo,) = (await host.http.get("/api/photos?before=")).json()["photos"]
        assert (photo["media"], photo["caption"], photo["author"]) == ("card", WORDS, "Mia")
        status, answer = await greet(guest)
        assert status == 200, "sent again it is the same one"


async def test_a_greeting_without_words_is_none(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await allow(host)
        status, answer = await greet(guest, " ")
        assert (status, code_of(answer)) == (400, "BAD_REQUEST")
        assert (await host.http.get("/api/photos?before=")).json()["photos"] == []


async def test_the_words_of_a_greeting_stay_as_they_were_drawn(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await allow(host)
        _, answer = await greet(guest)
        sent = answer["photo"]
        assert isinstance(sent, dict)
        for someone in (guest, host):
            edit = await someone.http.put(f"/api/photo/{sent['id']}", json={"caption": "Other words"})
            assert (edit.status_code, edit.json()["error"]["code"]) == (409, "GREETING_IS_DRAWN")
        edit = await guest.http.put(f"/api/photo/{sent['id']}", json={"author": "Mia B.", "caption": WORDS})
        assert edit.status_code == 200
        assert edit.json()["photo"]["author"] == "Mia B."


@pytest.mark.parametrize("setting", [{"showing": "approved"}, {"unwanted_words": "best"}])
async def test_a_greeting_waits_as_a_photo_would(fresh_server: Server, setting: dict[str, object]) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await allow(host, **setting)
        status, answer = await greet(guest)
        photo = answer["photo"]
        assert isinstance(photo, dict)
        assert (status, photo["state"]) == (201, "waiting")
        assert (await host.http.get("/api/photos?before=")).json()["photos"] == []


async def test_a_greeting_counts_to_what_a_guest_may_send(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await allow(host, photos_per_guest=1)
        await guest.send_photo()
        status, _ = await greet(guest)
        assert status == 403


@pytest.mark.parametrize(
    ("words", "media"), [("Möge es lange so sein – 100 %!", "card"), ("مبروك 🎉", "photo")]
)
async def test_a_greeting_is_sent_without_scripts(fresh_server: Server, words: str, media: str) -> None:
    """What our font has is drawn; words in other scripts stand beside the card, as any caption."""
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        form = {"key": "plain-1", "caption": words, "author": "Mia"}
        refused = await guest.http.post("/upload/greeting", data=form)
        assert refused.status_code == 403
        assert words in refused.text, "what was written is not lost"
        await allow(host)
        for _ in range(2):
            sent = await guest.http.post("/upload/greeting", data=form)
            assert sent.status_code == 303, sent.text
        (photo,) = (await host.http.get("/api/photos?before=")).json()["photos"]
        assert (photo["media"], photo["caption"], photo["author"]) == (media, words, "Mia")
        page = await guest.http.get(sent.headers["Location"])
        assert "Your photo is on the wall" in page.text
        # Another one is another card, whatever it looks like.
        await guest.http.post("/upload/greeting", data=form | {"key": "plain-2"})
        assert len((await host.http.get("/api/photos?before=")).json()["photos"]) == 2


async def test_a_greeting_without_scripts_is_held_to_the_rules_of_any(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await allow(host, consent="You may show it", showing="approved")
        form = {"key": "plain-1", "caption": WORDS, "author": "Mia"}
        assert (await guest.http.post("/upload/greeting", data=form | {"caption": " "})).status_code == 400
        assert (await guest.http.post("/upload/greeting", data=form)).status_code == 403
        agreed = await guest.http.post("/upload/greeting", data=form | {"consent": "You may show it"})
        assert agreed.status_code == 303
        assert "The hosts look at it first" in (await guest.http.get(agreed.headers["Location"])).text
        assert (await host.http.get("/api/photos?before=")).json()["photos"] == []
