"""Hosts turn many photos at once; what cannot be turned is no reason to leave the others."""

from tests.http.answers import assert_error
from tests.http.test_picture_edits import CROP, edited, photo_now, versions
from tests.http.test_waiting import party
from tests.members import member
from tests.running import Server, jpeg, person


async def test_a_host_turns_several_and_their_crops_go_with_them(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        photos = [await guest.send_photo(jpeg(640, 480)) for _ in range(3)]
        await edited(guest, photos[0], edit=CROP)
        await guest.http.delete(f"/api/photo/{photos[2]['id']}")
        asked = {"do": "turn_right", "photos": [photo["id"] for photo in photos]}
        answer = (await host.http.post("/api/admin/photos", json=asked)).json()
        assert ([photo["id"] for photo in answer["photos"]], answer["missed"]) == (
            [photo["id"] for photo in photos[:2]],
            1,
        )
        sizes = [
            (one["width"], one["height"]) for one in [await photo_now(guest, each) for each in photos[:2]]
        ]
        assert sizes == [(240, 320), (480, 640)]
        listed = (await versions(guest, photos[0]))["versions"]
        assert listed[-1]["edit"] == {
            "crop": {"left": 0.5, "top": 0.5, "width": 0.5, "height": 0.5},
            "turns": 1,
        }
        await host.http.post("/api/admin/photos", json=asked | {"do": "turn_left"})
        assert (await photo_now(guest, photos[1]))["width"] == 640


async def test_a_helper_turns_nothing(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once"),
        person(fresh_server.url) as guest,
        member(fresh_server, "helper") as helper,
    ):
        sent = await guest.send_photo(jpeg(64, 48))
        asked = {"do": "turn_left", "photos": [sent["id"]]}
        assert_error(await helper.http.post("/api/admin/photos", json=asked), 403, "NOT_YOUR_ROLE")
        assert await photo_now(guest, sent) == sent
