"""Tokens for programs: each does what its scopes say, in one party, until it ends or is revoked."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from app.base.clock import now, to_iso
from app.people.may import Verb, may
from app.people.roles import Actor, Scope
from tests.http.answers import assert_error
from tests.http.test_settings import put, version_of
from tests.parties.operator import add_party
from tests.running import Person, Server, jpeg, person, running
from tests.stage import stage
from tests.test_policy import OPERATORS_OWN, WHAT

SHOWN_ONCE = re.compile(r"<code>(pw_[0-9a-f]{32})</code>")
MADE_UP = "pw_" + "0" * 32


async def token_of(host: Person, *scopes: str) -> str:
    answer = await host.http.post(
        "/admin/tokens", data={"name": "Camera", "days": "1", "scope": list(scopes)}
    )
    found = SHOWN_ONCE.search(answer.text)
    assert found, answer.text
    return found[1]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept": "application/json"}


@pytest.mark.parametrize("scope", list(Scope))
async def test_a_scope_opens_exactly_the_routes_that_it_is_for(
    scope: Scope, server: Server, host: Person
) -> None:
    headers = bearer(await token_of(host, scope))
    actor = Actor(scopes=frozenset({scope}))
    # A greeting that the host does not want is a 403 to everybody.
    await put(host, await version_of(host), greetings_allowed=True)
    async with (
        person(server.url, **headers) as program,
        person(server.url, Accept="application/json") as nobody,
    ):
        for (method, rule), what in sorted(WHAT.items(), key=lambda route: route[0]):
            if rule in ("/livez", "/readyz", "/metrics", "/oidc/callback", "/api/events"):
                continue
            path = re.sub(r"<\w*:?(\w+)>", "0" * 32, rule)
            answer = await program.http.request(method, path, json=None if method == "GET" else {})
            if isinstance(what, Verb):
                is_open = may(actor, what)
                assert (answer.status_code not in (401, 403)) == is_open, (method, rule, answer.text)
            elif what is OPERATORS_OWN:
                # The server's own pages are no party's: a token counts for nothing there.
                plain = await nobody.http.request(method, path, json=None if method == "GET" else {})
                assert (answer.status_code, answer.text) == (plain.status_code, plain.text)
            elif isinstance(what, str):
                assert_error(answer, 403, "NOT_YOUR_SCOPE")
            else:
                assert answer.status_code == 404, (method, rule)


async def test_a_program_sends_by_its_token_and_takes_its_own_back(server: Server, host: Person) -> None:
    headers = bearer(await token_of(host, "photos:write", "photos:read"))
    async with person(server.url, **headers) as program:
        sent = await program.send_photo(jpeg(), author="Camera")
        assert [photo["id"] for photo in (await program.photos(mine=1))["photos"]] == [sent["id"]]
        assert "Set-Cookie" not in (await program.http.get("/api/photos")).headers
        assert (await program.http.delete(f"/api/photo/{sent['id']}")).status_code == 200


async def test_a_wrong_an_ended_and_a_revoked_token_are_the_same_plain_401(
    server: Server, host: Person, guest: Person
) -> None:
    ended, revoked = await token_of(host, "moderate"), await token_of(host, "photos:read")
    page = (await host.http.get("/admin/tokens")).text
    assert ended not in page, "shown once"
    assert revoked not in page, "shown once"
    assert (await guest.http.get("/api/photos", headers=bearer(revoked))).status_code == 200
    for path in re.findall(rf'action="({stage.base}/admin/tokens/\w+/revoke)"', page):
        assert (await host.http.post(path)).status_code == 303
    ended = await token_of(host, "moderate")
    with server.books() as books:
        over = to_iso(now() - timedelta(seconds=1))
        books.execute(f"update tokens set expires_at = '{over}'")
        books.commit()
    plain = await guest.http.get("/api/photos", headers=bearer(MADE_UP))
    assert_error(plain, 401, "WRONG_TOKEN")
    for said in (f"bearer {ended}", f"Bearer {revoked}", "Bearer", f"Bearer {'x' * 3000}"):
        headers = {"Authorization": said, "Accept": "application/json"}
        answer = await guest.http.get("/api/photos", headers=headers)
        assert (answer.status_code, answer.text) == (401, plain.text)


async def test_a_token_counts_in_the_header_only_and_cookies_beside_it_do_not(
    server: Server, host: Person, guest: Person
) -> None:
    token = await token_of(host, "moderate")
    address = f"/api/admin/photos?access_token={token}&token={token}"
    assert (await guest.http.get(address)).status_code == 401
    cookies = {"Cookie": f"{stage.host_cookie}={token}; Authorization=Bearer {token}"}
    assert (await guest.http.get("/api/admin/photos", headers=cookies)).status_code == 401
    assert (await guest.http.get("/api/admin/photos", headers=bearer(token))).status_code == 200
    # The host's own cookies beside a token that may not change settings.
    answer = await host.http.put("/api/admin/videos", json={"allowed": True}, headers=bearer(token))
    assert_error(answer, 403, "NOT_YOUR_SCOPE")
    answer = await host.http.get("/api/admin/photos", headers=bearer(MADE_UP))
    assert_error(answer, 401, "WRONG_TOKEN")


async def test_a_token_passes_the_same_origin_gate_and_a_wrong_one_does_not(
    host: Person, guest: Person
) -> None:
    elsewhere = {"Origin": "https://elsewhere.example"}
    sent = await guest.send_photo()
    hide = f"/api/admin/photo/{sent['id']}/hide"
    token = await token_of(host, "moderate")
    assert_error(
        await host.http.post(hide, headers=elsewhere | {"Accept": "application/json"}), 403, "FOREIGN_SITE"
    )
    assert_error(await host.http.post(hide, headers=bearer(MADE_UP) | elsewhere), 401, "WRONG_TOKEN")
    assert (await guest.http.post(hide, headers=bearer(token) | elsewhere)).status_code == 200


async def test_the_records_hold_a_hash_and_the_last_use(server: Server, host: Person, guest: Person) -> None:
    token = await token_of(host, "photos:read")
    assert "Not used yet" in (await host.http.get("/admin/tokens")).text
    await guest.http.get("/api/photos", headers=bearer(token))
    with server.books() as books:
        rows = books.execute("select secret_hash, last_used_at from tokens order by created_at").fetchall()
    assert token not in str(rows)
    assert rows[-1][1] > to_iso(now() - timedelta(minutes=1))


async def test_a_wrong_token_gets_no_stream_by_the_short_way(guest: Person, host: Person) -> None:
    token = await token_of(host, "photos:write")
    assert_error(await guest.http.get("/api/events", headers=bearer(MADE_UP)), 401, "WRONG_TOKEN")
    assert_error(await guest.http.get("/api/events", headers=bearer(token)), 403, "NOT_YOUR_SCOPE")


@pytest.mark.default_party
async def test_a_token_of_one_party_is_nobody_in_another(tmp_path: Path) -> None:
    with running(tmp_path / "venue") as server:
        add_party(server, "anna-ben", "Anna & Ben")
        async with person(server.root_url) as host, person(server.root_url + "/p/anna-ben") as there:
            await host.sign_in()
            token = await token_of(host, *Scope)
            for path in ("/api/photos", "/api/admin/photos"):
                assert (await host.http.get(path, headers=bearer(token))).status_code == 200
                assert_error(await there.http.get(path, headers=bearer(token)), 401, "WRONG_TOKEN")
