"""Guests say something against a photo: enough of them take it down until somebody has decided."""

import pytest

from app.base.qr import qr_svg
from app.screens.tags import tag_of, typed_tag
from tests.http.answers import assert_error
from tests.http.test_waiting import decide, desk, is_listed, party
from tests.running import Person, Server, jpeg, person


async def says(someone: Person, photo_id: str, why: str = "not_for_all", **headers: str) -> bool:
    answer = await someone.http.post(f"/api/photo/{photo_id}/report", json={"reason": why}, headers=headers)
    assert answer.status_code == 200, answer.text
    return bool(answer.json()["is_down"])


def set_networks(server: Server, *networks: str) -> None:
    """Write in the records that the reports came from these networks, one after the other."""
    with server.books() as books:
        rows = books.execute("select guest_id from reports order by created_at, guest_id").fetchall()
        for (guest_id,), network in zip(rows, networks, strict=False):
            books.execute("update reports set network = ? where guest_id = ?", (network, guest_id))
        books.commit()


async def test_a_report_is_told_to_the_hosts_and_names_nobody(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        sent = await host.send_photo()
        assert not await says(guest, sent["id"], "in_it")
        queue = await desk(host)
        assert [(photo["id"], photo["reports"]) for photo in queue["reported"]] == [
            (sent["id"], {"in_it": 1})
        ]
        change = (await host.http.get("/api/admin/changes")).json()["changes"][0]
        assert (change["kind"], change["detail"], change["by"]) == ("reported", "in_it", "clock")


async def test_enough_guests_from_more_than_one_network_take_a_photo_down(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once", reports_needed=2) as host, person(fresh_server.url) as other:
        sent = await host.send_photo()
        for number in range(3):
            async with person(fresh_server.url) as guest:
                assert not await says(guest, sent["id"]), f"{number + 1} guests of one address are one word"
        set_networks(fresh_server, "a", "b", "c")
        assert await says(other, sent["id"])
        assert not await is_listed(host, sent["id"])
        (waiting,) = (await desk(host))["photos"]
        assert (waiting["reason"], waiting["reports"]) == ("reported", {"not_for_all": 4})
        await decide(host, "approve", waiting)
        assert await is_listed(host, sent["id"])
        async with person(fresh_server.url) as late:
            assert not await says(late, sent["id"]), "what was said before the decision counts no more"


async def test_one_guest_has_one_word_about_a_photo(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once", reports_needed=2) as host, person(fresh_server.url) as guest:
        sent = await host.send_photo()
        for why in ("in_it", "other", "not_for_all"):
            assert not await says(guest, sent["id"], why)
        assert (await desk(host))["reported"][0]["reports"] == {"in_it": 1}


async def test_one_who_is_in_it_is_enough_if_the_host_says_so(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once", in_it_hides=True) as host, person(fresh_server.url) as guest:
        first, second = await host.send_photo(), await host.send_photo(jpeg(600, 500))
        assert not await says(guest, first["id"], "other")
        assert await says(guest, second["id"], "in_it")


async def test_no_number_of_reports_takes_down_where_the_host_said_none_does(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once", reports_needed=0) as host:
        sent = await host.send_photo()
        for _ in range(4):
            async with person(fresh_server.url) as guest:
                assert not await says(guest, sent["id"])
        set_networks(fresh_server, "a", "b", "c", "d")
        assert await is_listed(host, sent["id"])


async def test_a_reported_photo_is_kept_or_taken_down_from_the_desk(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        first, second = await host.send_photo(), await host.send_photo(jpeg(600, 500))
        for photo in (first, second):
            await says(guest, photo["id"])
        reported = (await desk(host))["reported"]
        await decide(host, "approve", reported[0])
        await decide(host, "refuse", reported[1], words="Not for everyone")
        assert (await desk(host))["reported"] == []
        assert await is_listed(host, first["id"])
        assert not await is_listed(host, second["id"])
        kinds = [change["kind"] for change in (await host.http.get("/api/admin/changes")).json()["changes"]]
        assert {"kept", "hidden"} <= set(kinds)


async def test_a_photo_on_a_screen_is_found_by_its_tag(fresh_server: Server) -> None:
    async with person(fresh_server.url) as host, person(fresh_server.url) as guest:
        await host.sign_in()
        sent = await host.send_photo(caption="The cake")
        tag = tag_of(sent["position"])
        assert "/thumb.jpg" not in (await guest.http.get("/report", params={"tag": tag})).text
        await guest.http.post(f"/api/screens/{'1' * 32}/report", json={"shows": sent["id"], "state": "live"})
        page = (await guest.http.get("/report", params={"tag": tag.lower()})).text
        assert sent["id"] in page
        answer = await guest.http.post("/report", data={"photo": sent["id"], "reason": "in_it"})
        assert answer.status_code == 303
        assert "Nobody is told that it was you" in (await guest.http.get(answer.headers["Location"])).text
        assert (await desk(host))["reported"][0]["reports"] == {"in_it": 1}


async def test_the_code_beside_a_tag_leads_to_the_report_of_that_photo(guest: Person) -> None:
    answer = await guest.http.get("/report/code/A7.svg")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")
    assert answer.text == qr_svg(f"{str(guest.http.base_url).rstrip('/')}/report?tag=A7")
    assert (await guest.http.get("/report/code/7A7.svg")).status_code == 404


@pytest.mark.parametrize(
    ("typed", "tag"),
    [("a7", "A7"), (" a 7 ", "A7"), ("A-7", "A7"), ("i1", ""), ("A0", ""), ("77", ""), ("", "")],
)
def test_a_tag_is_read_as_people_type_it(typed: str, tag: str) -> None:
    assert typed_tag(typed) == tag


@pytest.mark.parametrize("why", ["", "hate", None, 5])
async def test_a_report_without_a_reason_is_refused(why: object, host: Person, guest: Person) -> None:
    sent = await host.send_photo()
    answer = await guest.http.post(f"/api/photo/{sent['id']}/report", json={"reason": why})
    assert_error(answer, 400, "BAD_REQUEST")


@pytest.mark.parametrize("photo_id", ["0" * 32, "x"])
async def test_a_report_about_no_photo_is_a_404(photo_id: str, guest: Person) -> None:
    answer = await guest.http.post(f"/api/photo/{photo_id}/report", json={"reason": "other"})
    assert_error(answer, 404, "NOT_FOUND")


async def test_reports_are_limited(guest: Person) -> None:
    codes = [
        (await guest.http.post(f"/api/photo/{'0' * 32}/report", json={"reason": "other"})).status_code
        for _ in range(25)
    ]
    assert codes[-1] == 429
