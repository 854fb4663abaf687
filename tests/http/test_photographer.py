"""A photographer sends without limits and also during a break; a viewer sees the party and sends nothing."""

import base64

import pytest

from app.intake.tus import headers as tus
from tests.http.answers import assert_error
from tests.http.test_invitations import invited, joined
from tests.http.test_settings import put, version_of
from tests.members import member
from tests.running import Person, Server, jpeg, person


async def set_state(host: Person, state: str) -> None:
    answer = await host.http.put("/api/admin/uploads", json={"state": state, "message": ""})
    assert answer.status_code == 200, answer.text


async def sent_by_tus(sender: Person, photo: bytes) -> int:
    """Send a photo by a resumable upload in one request; return the status."""
    key = base64.b64encode(b"5" * 32).decode()
    headers = {
        "Tus-Resumable": tus.VERSION,
        "Upload-Length": str(len(photo)),
        "Upload-Metadata": f"key {key}",
        "Content-Type": "application/offset+octet-stream",
    }
    return (await sender.http.post("/api/uploads", headers=headers, content=photo)).status_code


@pytest.mark.parametrize(
    ("role", "home", "words"),
    [("photographer", "/upload", "invited to take photos"), ("viewer", "/", "invited to look")],
)
async def test_who_opens_the_link_begins_where_the_role_is_at_home(
    server: Server, host: Person, role: str, home: str, words: str
) -> None:
    _, path = await invited(host, role)
    async with person(server.url) as someone:
        assert words in (await someone.http.get(path)).text
        assert await joined(server, someone, path) == home
        assert_error(await someone.http.get("/api/admin/photos"), 403, "NOT_YOUR_ROLE")


async def test_only_a_photographers_photos_say_that_they_are(
    server: Server, host: Person, guest: Person
) -> None:
    async with member(server, "photographer") as photographer:
        taken = await photographer.send_photo(jpeg(), author="Ada")
    of_guest, of_host = await guest.send_photo(jpeg()), await host.send_photo(jpeg())
    listed = {photo["id"]: photo for photo in (await guest.photos(before=""))["photos"]}
    assert listed[taken["id"]]["by_photographer"] is True
    assert not listed[of_guest["id"]]["by_photographer"]
    assert not listed[of_host["id"]]["by_photographer"]
    page = (await guest.http.get("/")).text
    assert page.count("data-by-photographer hidden") == page.count("data-by-photographer") - 1


async def test_a_photographer_sends_while_guests_take_a_break(
    server: Server, host: Person, guest: Person
) -> None:
    await set_state(host, "break")
    try:
        async with member(server, "photographer") as photographer:
            await photographer.send_photo(jpeg())
            assert await sent_by_tus(photographer, jpeg()) == 201
            assert "data-sends-in-breaks" in (await photographer.http.get("/upload")).text
        assert_error(await guest.send(jpeg()), 403, "UPLOADS_CLOSED")
        assert "data-sends-in-breaks" not in (await guest.http.get("/upload")).text
    finally:
        await set_state(host, "open")


async def test_nobody_sends_when_the_party_is_over(server: Server, host: Person) -> None:
    async with member(server, "photographer") as photographer:
        await set_state(host, "ended")
        try:
            assert_error(await photographer.send(jpeg()), 403, "PARTY_ENDED")
            assert await sent_by_tus(photographer, jpeg()) == 403
        finally:
            await set_state(host, "open")


async def test_the_limit_of_photos_is_for_guests(server: Server, host: Person, guest: Person) -> None:
    version = (await host.http.get("/api/admin/settings")).json()["version"]
    body = {"version": version, "settings": {"photos_per_guest": 1}}
    assert (await host.http.put("/api/admin/settings", json=body)).status_code == 200
    try:
        async with member(server, "photographer") as photographer:
            for _ in range(3):
                await photographer.send_photo(jpeg())
        await guest.send_photo(jpeg())
        assert_error(await guest.send(jpeg()), 403, "GUEST_LIMIT")
    finally:
        version = (await host.http.get("/api/admin/settings")).json()["version"]
        body = {"version": version, "settings": {"photos_per_guest": 0}}
        assert (await host.http.put("/api/admin/settings", json=body)).status_code == 200


async def test_a_photographer_who_is_signed_out_is_a_guest(server: Server, host: Person) -> None:
    invitation_id, path = await invited(host, "photographer")
    async with person(server.url) as someone:
        await joined(server, someone, path)
        await host.http.delete(f"/api/admin/invitations/{invitation_id}")
        assert (await someone.send_photo(jpeg()))["by_photographer"] is False


async def test_a_viewer_sees_and_sends_nothing(server: Server, guest: Person) -> None:
    sent = await guest.send_photo(jpeg())
    async with member(server, "viewer") as viewer:
        assert (await viewer.http.get(f"/api/photo/{sent['id']}")).status_code == 200
        assert_error(await viewer.send(jpeg()), 403, "NOT_YOUR_ROLE")
        assert await sent_by_tus(viewer, jpeg()) == 403


@pytest.mark.parametrize("role", ["photographer", "viewer"])
async def test_a_member_needs_no_code_at_a_party_that_asks_for_one(
    role: str, server: Server, host: Person
) -> None:
    await put(host, await version_of(host), entry_code="Rosé 24")
    try:
        async with member(server, role) as someone, person(server.url) as stranger:
            for path in ("/", "/api/photos"):
                assert (await someone.http.get(path)).status_code == 200
            assert_error(await stranger.http.get("/api/photos"), 401, "CODE_NEEDED")
    finally:
        await put(host, await version_of(host), entry_code="")


async def test_an_upload_that_a_photographer_began_is_over_with_the_pass(
    server: Server, host: Person
) -> None:
    invitation_id, path = await invited(host, "photographer")
    versioned = {"Tus-Resumable": tus.VERSION}
    async with person(server.url) as someone:
        await joined(server, someone, path)
        photo = jpeg()
        begun = await someone.http.post(
            "/api/uploads", headers=versioned | {"Upload-Length": str(len(photo))}
        )
        await host.http.delete(f"/api/admin/invitations/{invitation_id}")
        on = versioned | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        answer = await someone.http.patch(begun.headers["Location"], headers=on, content=photo)
        assert_error(answer, 410, "UPLOAD_GONE")
        # The phone begins anew then, as the guest that it is.
        assert (await someone.send_photo(photo))["by_photographer"] is False
