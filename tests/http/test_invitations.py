"""Invitations: a link makes a device a helper's for the night, and one tap ends it."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.base.signing import token_hash
from app.people.invitations import MAX_PASSES
from app.web.limits import INVITATION
from tests.http.answers import assert_error
from tests.http.timeless import TimelessServer
from tests.members import LONG_AGO, member
from tests.running import Person, Server, person, running
from tests.stage import stage


async def invited(host: Person, role: str = "helper", hours: int = 12) -> tuple[str, str]:
    """Make an invitation; return its id and the path of its link."""
    answer = await host.http.post("/api/admin/invitations", json={"role": role, "hours": hours})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["qr"].startswith("data:image/svg+xml;base64,")
    return made["invitation"]["id"], urlsplit(made["url"]).path


async def joined(server: Server, someone: Person, path: str, name: str = "Ada") -> str:
    """Open an invitation and give a name; return where that leads."""
    page = await someone.http.get(path)
    assert page.status_code == 200
    answer = await someone.http.post(path, data={"name": name})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].removeprefix(stage.base)


async def passes_of(host: Person, invitation_id: str) -> list[dict[str, str]]:
    listed = (await host.http.get("/api/admin/people")).json()["invitations"]
    (found,) = [one["passes"] for one in listed if one["id"] == invitation_id]
    passes: list[dict[str, str]] = found
    return passes


@pytest.mark.parametrize(
    ("role", "home"),
    [("host", "/admin"), ("helper", "/admin")],
)
async def test_who_opens_a_link_and_gives_a_name_has_its_role(
    server: Server, host: Person, role: str, home: str
) -> None:
    invitation_id, path = await invited(host, role)
    async with person(server.url, **{"User-Agent": "Mozilla/5.0 (iPhone) Safari/604.1"}) as someone:
        assert await joined(server, someone, path) == home
        assert (await someone.http.get("/api/admin/photos")).status_code == 200
        (listed,) = await passes_of(host, invitation_id)
        assert (listed["name"], listed["device"]) == ("Ada", "iPhone, Safari")
    await host.http.delete(f"/api/admin/invitations/{invitation_id}")


async def test_the_records_hold_only_a_hash_of_the_token(server: Server, host: Person) -> None:
    _, path = await invited(host)
    token = path.rsplit("/", 1)[1]
    with server.books() as books:
        rows = books.execute("select * from invitations").fetchall()
    assert token not in str(rows)
    assert token_hash(token) in str(rows)


async def test_a_wrong_link_and_one_that_has_ended_are_the_same_plain_404(
    server: Server, host: Person, stranger: Person
) -> None:
    revoked_id, revoked = await invited(host)
    await host.http.delete(f"/api/admin/invitations/{revoked_id}")
    expired_id, expired = await invited(host)
    with server.books() as books:
        books.execute("update invitations set expires_at = ? where id = ?", (LONG_AGO, expired_id))
        books.commit()
    never = "/invited/" + "0" * 32
    pages = [await stranger.http.get(path) for path in (never, revoked, expired, "/invited/x", "/nothing")]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    for path in (never, revoked, expired):
        assert (await stranger.http.post(path, data={"name": "Eve"})).status_code == 404
    assert_error(await stranger.http.get("/api/admin/photos"), 401, "HOST_ONLY")


async def test_ending_an_invitation_signs_out_everybody_who_came_by_it(server: Server, host: Person) -> None:
    invitation_id, path = await invited(host)
    async with person(server.url) as ada, person(server.url) as bob:
        await joined(server, ada, path, "Ada")
        await joined(server, bob, path, "Bob")
        assert {one["name"] for one in await passes_of(host, invitation_id)} == {"Ada", "Bob"}
        assert (await host.http.delete(f"/api/admin/invitations/{invitation_id}")).status_code == 200
        for helper in (ada, bob):
            assert_error(await helper.http.get("/api/admin/photos"), 401, "HOST_ONLY")
        assert "signed out on this device" in (await ada.http.get("/admin")).text
        assert (await ada.http.get(path)).status_code == 404


async def test_ending_one_pass_leaves_the_others(server: Server, host: Person) -> None:
    invitation_id, path = await invited(host)
    async with person(server.url) as ada, person(server.url) as bob:
        await joined(server, ada, path, "Ada")
        await joined(server, bob, path, "Bob")
        (one,) = [one for one in await passes_of(host, invitation_id) if one["name"] == "Ada"]
        assert (await host.http.delete(f"/api/admin/passes/{one['id']}")).status_code == 200
        assert_error(await ada.http.get("/api/admin/photos"), 401, "HOST_ONLY")
        assert (await bob.http.get("/api/admin/photos")).status_code == 200
        assert_error(await host.http.delete(f"/api/admin/passes/{one['id']}"), 404, "NOT_FOUND")


async def test_a_pass_ends_with_its_time(server: Server, host: Person) -> None:
    _, path = await invited(host)
    async with person(server.url) as ada:
        await joined(server, ada, path)
        with server.books() as books:
            books.execute("update sessions set expires_at = ? where invitation_id <> ''", (LONG_AGO,))
            books.commit()
        assert_error(await ada.http.get("/api/admin/photos"), 401, "HOST_ONLY")


async def test_a_pass_ends_with_the_party_and_is_back_when_that_was_a_mistake(
    server: Server, host: Person
) -> None:
    _, path = await invited(host)
    async with person(server.url) as ada, person(server.url) as late:
        await joined(server, ada, path)
        await host.http.put("/api/admin/uploads", json={"state": "ended", "message": ""})
        assert_error(await ada.http.get("/api/admin/photos"), 401, "HOST_ONLY")
        assert (await late.http.get(path)).status_code == 404
        await host.http.put("/api/admin/uploads", json={"state": "open", "message": ""})
        assert (await ada.http.get("/api/admin/photos")).status_code == 200


async def test_a_host_who_was_invited_can_open_the_party_again(server: Server, host: Person) -> None:
    _, path = await invited(host, "host")
    async with person(server.url) as second:
        await joined(server, second, path)
        for state in ("ended", "open"):
            body = {"state": state, "message": ""}
            assert (await second.http.put("/api/admin/uploads", json=body)).status_code == 200


@pytest.mark.parametrize("name", ["", "   ", "\u200b"])
async def test_a_name_is_asked_for(server: Server, host: Person, name: str) -> None:
    _, path = await invited(host)
    async with person(server.url) as someone:
        answer = await someone.http.post(path, data={"name": name})
        assert answer.status_code == 400
        assert "Please say your name" in answer.text
        assert_error(await someone.http.get("/api/admin/photos"), 401, "HOST_ONLY")


async def test_an_invitation_takes_nothing_from_who_may_more(server: Server, host: Person) -> None:
    _, path = await invited(host, "helper")
    assert "in already" in (await host.http.get(path)).text
    assert "in already" in (await host.http.post(path, data={"name": "Ada"})).text
    assert (await host.http.get("/api/admin/people")).status_code == 200


async def test_a_second_invitation_takes_the_place_of_a_lesser_one(server: Server, host: Person) -> None:
    helper_id, helping = await invited(host, "helper")
    _, hosting = await invited(host, "host")
    async with person(server.url) as someone:
        await joined(server, someone, helping)
        assert (await someone.http.get("/api/admin/settings")).status_code == 403
        await joined(server, someone, hosting)
        assert (await someone.http.get("/api/admin/settings")).status_code == 200
    assert await passes_of(host, helper_id) == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"role": "owner", "hours": 1},
        {"role": "operator", "hours": 1},
        {"role": "helper", "hours": 0},
        {"role": "helper", "hours": True},
        {"role": "helper", "hours": 10_000},
        {"role": ["helper"], "hours": 1},
    ],
)
async def test_an_invitation_that_makes_no_sense_is_refused(host: Person, body: dict[str, object]) -> None:
    assert_error(await host.http.post("/api/admin/invitations", json=body), 400, "BAD_REQUEST")


async def test_a_helper_can_invite_nobody(server: Server) -> None:
    async with member(server, "helper") as helper:
        answer = await helper.http.post("/api/admin/invitations", json={"role": "helper", "hours": 1})
        assert_error(answer, 403, "NOT_YOUR_ROLE")


async def test_a_link_that_has_got_about_is_used_up(server: Server, host: Person) -> None:
    invitation_id, path = await invited(host)
    with server.books() as books:
        (party_id,) = books.execute(
            "select party_id from invitations where id = ?", (invitation_id,)
        ).fetchone()
        for number in range(MAX_PASSES):
            books.execute(
                """
                insert into sessions (id_hash, party_id, role, invitation_id, created_at, expires_at)
                select ?, ?, role, id, created_at, expires_at from invitations where id = ?
                """,
                (f"pass {number}", party_id, invitation_id),
            )
        books.commit()
    async with person(server.url) as someone:
        answer = await someone.http.post(path, data={"name": "One more"})
        assert answer.status_code == 409
        assert "Too many people" in answer.text
    await host.http.delete(f"/api/admin/invitations/{invitation_id}")


async def test_guesses_are_limited(tmp_path: Path) -> None:
    with running(tmp_path / "party", TimelessServer) as server:
        async with person(server.url) as guesser:
            await guesser.http.get("/api/uid")
            wrong = "/invited/" + "0" * 32
            for _ in range(INVITATION.guest.count):
                assert (await guesser.http.get(wrong)).status_code == 404
            answer = await guesser.http.post(wrong, data={"name": "Eve"})
            assert answer.status_code == 429
            assert int(answer.headers["Retry-After"]) > 0


async def test_signing_out_everywhere_leaves_the_helpers(fresh_server: Server) -> None:
    async with person(fresh_server.url) as host, person(fresh_server.url) as ada:
        await host.sign_in()
        _, path = await invited(host)
        await joined(fresh_server, ada, path)
        await host.http.post("/admin/logout", data={"everywhere": "1"})
        assert (await host.http.get("/api/admin/photos")).status_code == 401
        assert (await ada.http.get("/api/admin/photos")).status_code == 200
        # A helper's own button ends only their own.
        await host.sign_in()
        await ada.http.post("/admin/logout", data={"everywhere": "1"})
        assert (await ada.http.get("/api/admin/photos")).status_code == 401
        assert (await host.http.get("/api/admin/photos")).status_code == 200


async def test_the_log_names_a_helper_also_after_they_are_signed_out(
    server: Server, host: Person, guest: Person
) -> None:
    sent = await guest.send_photo()
    invitation_id, path = await invited(host)
    async with person(server.url) as ada:
        await joined(server, ada, path, "Ada")
        assert (await ada.http.post(f"/api/admin/photo/{sent['id']}/hide")).status_code == 200
        for state in ("break", "open"):
            await ada.http.put("/api/admin/uploads", json={"state": state, "message": ""})
    await host.http.delete(f"/api/admin/invitations/{invitation_id}")
    changes = (await host.http.get("/api/admin/changes")).json()["changes"][:6]
    assert [(one["kind"], one["by"], one["by_name"], one["by_host"], one["detail"]) for one in changes] == [
        ("members", "host", "", True, "uninvited:"),
        ("opened", "helper", "Ada", False, ""),
        ("closed", "helper", "Ada", False, ""),
        ("hidden", "helper", "Ada", False, ""),
        ("members", "helper", "Ada", False, "accepted-helper:Ada"),
        ("members", "host", "", True, "invited-helper:"),
    ]
