"""A takedown is proven: the host sees from how many screens a photo is gone, and which one is not reached."""

from typing import Any

from tests.http.answers import assert_error
from tests.http.test_turns import ONE, TWO, says
from tests.members import member
from tests.running import Person, Server, person


async def proof(host: Person, photo: dict[str, Any]) -> dict[str, Any]:
    answer = await host.http.get(f"/api/admin/photo/{photo['id']}/cleared")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_a_photo_is_gone_from_those_screens_that_have_said_so(fresh_server: Server) -> None:
    async with person(fresh_server.url) as wall, member(fresh_server, "helper") as helper:
        sent = await wall.send_photo()
        for screen in (ONE, TWO):
            await says(wall, screen, shows=sent["id"], cleared=sent["change"])
        await helper.http.put(f"/api/admin/screens/{TWO}", json={"name": "Bar"})
        answer = await helper.http.get(f"/api/admin/photo/{sent['id']}/cleared")
        assert_error(answer, 404, "NOT_FOUND")
        hidden = (await helper.http.post(f"/api/admin/photo/{sent['id']}/hide")).json()["photo"]
        assert (await proof(helper, sent))["gone"] == 0
        await says(wall, ONE, cleared=hidden["change"])
        told = await proof(helper, sent)
        assert (told["screens"], told["gone"]) == (2, 1)
        assert [(one["name"], one["number"]) for one in told["missing"]] == [("Bar", 2)]
        await says(wall, TWO, cleared=hidden["change"] - 1)
        assert (await proof(helper, sent))["gone"] == 1, "something of it is left there"
        await says(wall, TWO, cleared=hidden["change"])
        assert await proof(helper, sent) == {"screens": 2, "gone": 2, "missing": []}


async def test_the_wall_for_old_televisions_says_it_as_well(fresh_server: Server) -> None:
    async with person(fresh_server.url) as wall, member(fresh_server, "host") as host:
        sent = await wall.send_photo()
        shows = {"screen": ONE, "photo": sent["id"], "cleared": sent["change"]}
        assert (await wall.http.put("/wall/shows", json=shows)).status_code == 200
        change = (await host.http.post(f"/api/admin/photo/{sent['id']}/hide")).json()["photo"]["change"]
        assert (await proof(host, sent))["gone"] == 0
        shows = {"screen": ONE, "photo": "", "cleared": change}
        assert (await wall.http.put("/wall/shows", json=shows)).status_code == 200
        assert (await proof(host, sent))["gone"] == 1
        nonsense = shows | {"cleared": "all"}
        assert (await wall.http.put("/wall/shows", json=nonsense)).status_code == 400


async def test_a_deleted_photo_is_proven_to_be_gone_as_well(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, member(fresh_server, "host") as host:
        sent = await guest.send_photo()
        await says(guest, ONE, shows=sent["id"])
        assert (await guest.http.delete(f"/api/photo/{sent['id']}")).status_code in (200, 204)
        told = await proof(host, sent)
        assert (told["screens"], told["gone"]) == (1, 0)
