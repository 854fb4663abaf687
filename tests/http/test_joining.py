"""The same guest on a second phone: a code that is good once, for ten minutes, in one party."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.base.clock import now, to_iso
from app.people.joining import LINK_LIFE
from app.web.limits import JOIN
from tests.http.timeless import TimelessServer
from tests.parties.operator import add_party
from tests.running import Person, Server, person, running
from tests.stage import stage

LETTERS = re.compile(r'me__letters" dir="ltr"><span>(\w{4})</span> <span>(\w{4})</span>')


@pytest.fixture
async def second(server: Server) -> AsyncIterator[Person]:
    """The guest's second phone, which has been here before."""
    async with person(server.url) as phone:
        await phone.http.get("/")
        yield phone


async def code_of(guest: Person) -> str:
    found = LETTERS.search((await guest.http.post("/me/phone")).text)
    assert found
    return found[1] + found[2]


async def is_guest(someone: Person) -> str:
    return str((await someone.http.get("/api/uid")).json()["guest"])


async def test_a_scanned_code_makes_another_browser_the_same_guest(guest: Person, second: Person) -> None:
    sent = await guest.send_photo(author="Ben")
    code = await code_of(guest)
    asked = await second.http.get(f"/join/{code}")
    assert "Ben" in asked.text
    assert await is_guest(second) != await is_guest(guest), "not before it is confirmed"
    answer = await second.http.post(f"/join/{code}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{stage.base}/edit")
    assert await is_guest(second) == await is_guest(guest)
    assert sent["id"] in (await second.http.get("/edit")).text
    assert (await second.http.delete(f"/api/photo/{sent['id']}")).status_code == 200


async def test_the_letters_can_be_typed(guest: Person, second: Person) -> None:
    code = await code_of(guest)
    assert 'name="code"' in (await second.http.get("/join")).text
    answer = await second.http.post("/join", data={"code": f" {code[:4].upper()} {code[4:]}"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{stage.base}/join/{code}")
    for typed in ("", "abcd", "0000 0000", "../../admin", "abcdefgh9"):
        assert (await second.http.post("/join", data={"code": typed})).status_code == 404


async def test_what_the_second_phone_had_sent_stays_the_former_guests(guest: Person, second: Person) -> None:
    code = await code_of(guest)
    stays = "isn’t joined"
    assert stays not in (await second.http.get(f"/join/{code}")).text
    sent = await second.send_photo()
    assert stays in (await second.http.get(f"/join/{code}")).text
    await second.http.post(f"/join/{code}")
    assert (await second.http.delete(f"/api/photo/{sent['id']}")).status_code == 403
    assert (await guest.http.get(f"/api/photo/{sent['id']}")).status_code == 200


async def test_a_code_is_good_once_also_for_two_at_the_same_time(server: Server, guest: Person) -> None:
    await guest.send_photo()
    code = await code_of(guest)
    async with person(server.url) as one, person(server.url) as other:
        for phone in (one, other):
            await phone.http.get("/")
        answers = await asyncio.gather(*(phone.http.post(f"/join/{code}") for phone in (one, other)))
        assert sorted(answer.status_code for answer in answers) == [303, 404]
        assert (await other.http.get(f"/join/{code}")).status_code == 404


async def test_a_wrong_a_used_and_an_ended_code_are_the_same_plain_404(
    server: Server, guest: Person, second: Person
) -> None:
    used, void = await code_of(guest), await code_of(guest)
    ended = await code_of(second)
    assert used != void
    with server.books() as books:
        over = to_iso(now() - timedelta(seconds=1))
        books.execute(f"update guest_links set expires_at = '{over}' where expires_at > '{over}'")
        books.commit()
    plain = await guest.http.get("/join/aaaaaaaa/nothing")
    for code in (used, void, ended, "aaaaaaaa", "nothing", "%00", "a" * 200):
        for method in ("GET", "POST"):
            answer = await second.http.request(method, f"/join/{code}")
            assert answer.status_code == 404, code
            assert answer.text == plain.text, "the same words as anywhere else"


async def test_a_code_ends_after_ten_minutes_and_the_records_hold_no_code(
    server: Server, guest: Person
) -> None:
    code = await code_of(guest)
    with server.books() as books:
        rows = books.execute("select code_hash, created_at, expires_at, used_at from guest_links").fetchall()
    assert timedelta(minutes=10) == LINK_LIFE
    for row in rows:
        assert code not in "".join(str(value) for value in row)
    assert rows[-1][2] > to_iso(now() + LINK_LIFE - timedelta(minutes=1))
    assert rows[-1][2] <= to_iso(now() + LINK_LIFE)


async def test_the_guests_own_phone_is_told_and_uses_nothing_up(guest: Person, second: Person) -> None:
    code = await code_of(guest)
    assert f'action="{stage.base}/join/{code}"' not in (await guest.http.get(f"/join/{code}")).text
    assert (await second.http.post(f"/join/{code}")).status_code == 303


async def test_a_browser_that_keeps_no_cookies_hears_so_and_uses_nothing_up(
    server: Server, guest: Person, second: Person
) -> None:
    code = await code_of(guest)
    async with person(server.url) as forgetful:
        answer = await forgetful.http.post(f"/join/{code}", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "NO_COOKIE")
    assert (await second.http.post(f"/join/{code}")).status_code == 303


async def test_guesses_are_slowed_down_and_right_codes_are_not(tmp_path: Path) -> None:
    with running(tmp_path / "party", TimelessServer) as server:
        async with person(server.url) as guest, person(server.url) as guesser:
            await guest.http.get("/")
            code = await code_of(guest)
            for _ in range(2 * JOIN.guest.count):
                assert (await guest.http.get(f"/join/{code}")).status_code == 200
            await guesser.http.get("/")
            answers = [await guesser.http.get(f"/join/{'b' * 8}") for _ in range(JOIN.guest.count + 1)]
            assert [answer.status_code for answer in answers[-2:]] == [404, 429]
            assert (await guesser.http.post(f"/join/{code}")).status_code == 429
            assert JOIN.is_scarce
            assert JOIN.everyone is not None


@pytest.mark.default_party
async def test_a_code_of_one_party_is_nothing_in_another(tmp_path: Path) -> None:
    with running(tmp_path / "venue") as server:
        add_party(server, "anna-ben", "Anna & Ben")
        there = server.root_url + "/p/anna-ben"
        async with person(server.root_url) as guest, person(there) as stranger:
            await stranger.http.get("/")
            code = await code_of(guest)
            assert (await stranger.http.get(f"/join/{code}")).status_code == 404
            assert (await stranger.http.post(f"/join/{code}")).status_code == 404
            own = await code_of(stranger)
            page = (await stranger.http.post("/me/phone")).text
            assert "/p/anna-ben/join" in page
            assert own != code
