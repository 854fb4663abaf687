"""Several hosts write one caption: the later one hears both texts, and nobody's words are lost."""

import asyncio

from tests.http.answers import assert_error
from tests.running import Person, Server, person


async def write(host: Person, photo_id: str, caption: str, was: str | None = None) -> tuple[int, str]:
    json = {"caption": caption} | ({} if was is None else {"caption_was": was})
    answer = await host.http.put(f"/api/photo/{photo_id}", json=json)
    if answer.status_code == 409:
        assert_error(answer, 409, "CAPTION_CHANGED")
        return 409, answer.json()["error"]["caption"]
    assert answer.status_code == 200, answer.text
    return 200, answer.json()["photo"]["caption"]


async def test_the_later_host_hears_both_texts_and_can_join_them(guest: Person, host: Person) -> None:
    sent = (await guest.send_photo(caption="Cake"))["id"]
    assert await write(host, sent, "Cake, cut", "Cake") == (200, "Cake, cut")
    assert await write(host, sent, "Cake by Zoë", "Cake") == (409, "Cake, cut")
    assert (await guest.http.get(f"/api/photo/{sent}")).json()["photo"]["caption"] == "Cake, cut"
    assert await write(host, sent, "Cake, cut by Zoë", "Cake, cut") == (200, "Cake, cut by Zoë")
    # The same text twice is no conflict, and neither is anything else about the photo.
    assert await write(host, sent, "Cake, cut by Zoë", "Cake") == (200, "Cake, cut by Zoë")
    await host.http.post(f"/api/photos/{sent}/tags", json={"tag": "cake"})
    assert await write(host, sent, "", "Cake, cut by Zoë") == (200, "")
    # Who says nothing of what it was writes as before.
    assert await write(host, sent, "Anything") == (200, "Anything")


async def test_of_hosts_who_write_at_once_exactly_one_is_first(
    guest: Person, host: Person, server: Server
) -> None:
    sent = (await guest.send_photo())["id"]
    async with person(server.url) as other:
        await other.sign_in()
        now = ""
        for texts in (("one", "two"), ("three", "four")):
            before = now
            answers = await asyncio.gather(
                write(host, sent, texts[0], before), write(other, sent, texts[1], before)
            )
            assert sorted(status for status, _ in answers) == [200, 409]
            (now,) = {text for _, text in answers}
