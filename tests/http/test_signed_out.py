"""Whoever is signed out hears nothing more: the streams of an ended session or token end at once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.accounts import account_command, add_account, reset_path, sign_in
from tests.clock_server import ClockServer
from tests.http.test_accounts import SESSION
from tests.http.test_invitations import invited, joined, passes_of
from tests.http.test_members import own_server, owner
from tests.http.test_tokens import bearer, token_of
from tests.parties.operator import add_party
from tests.running import Person, Server, person, running
from tests.streams import Stream, event_stream
from tests.test_commands import run

__all__ = ["own_server", "owner"]

NEW = "another-good-password"
SOON_S = 4
"""A bell takes milliseconds, a look without one a second, a busy machine a few; a stream has minutes."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Somebody who is signed in on two devices."""

    server: Server
    name: str
    password: str
    here: Person
    there: Person


@pytest.fixture(scope="module")
def two_devices_password(own_server: Server) -> str:
    return add_account(own_server, "Two Devices", "host")


@asynccontextmanager
async def on_two_devices(server: Server, name: str, password: str) -> AsyncIterator[Signed]:
    async with person(server.url) as here, person(server.url) as there:
        for device in (here, there):
            assert (await sign_in(device, name, password)).status_code == 200
        yield Signed(server, name, password, here, there)
        await here.http.post("/admin/logout")


async def is_over_soon(stream: Stream) -> None:
    async with asyncio.timeout(SOON_S):
        await stream.until_over()


async def sign_out_there(who: Signed) -> None:
    (there,) = SESSION.findall((await who.here.http.get("/admin/account")).text)
    assert (await who.here.http.post(f"/admin/account/sessions/{there}/end")).status_code == 303


async def sign_out_all_others(who: Signed) -> None:
    assert (await who.here.http.post("/admin/account/sessions/end")).status_code == 303


async def sign_out_itself(who: Signed) -> None:
    assert (await who.there.http.post("/admin/logout")).status_code == 303


@pytest.mark.parametrize("act", [sign_out_there, sign_out_all_others, sign_out_itself])
async def test_the_stream_of_the_device_that_is_signed_out_ends_and_no_other(
    act: Callable[[Signed], Awaitable[None]], own_server: Server, two_devices_password: str, owner: Person
) -> None:
    async with (
        on_two_devices(own_server, "Two Devices", two_devices_password) as who,
        event_stream(who.here) as here,
        event_stream(who.there) as there,
        event_stream(owner) as of_owner,
    ):
        await act(who)
        await is_over_soon(there)
        assert not here.is_over
        assert not of_owner.is_over


async def test_signing_out_everywhere_and_new_passwords_end_the_streams(own_server: Server) -> None:
    password = add_account(own_server, "Changing", "host")
    async with on_two_devices(own_server, "Changing", password) as who:
        async with event_stream(who.here) as here, event_stream(who.there) as there:
            changed = {"old": password, "new": NEW, "again": NEW}
            assert (await who.here.http.post("/admin/account/password", data=changed)).status_code == 200
            await is_over_soon(there)
            assert not here.is_over
        link = reset_path(own_server, "Changing")
        async with event_stream(who.here) as here, person(own_server.url) as anybody:
            chosen = await anybody.http.post(link, data={"new": password, "again": password})
            assert chosen.status_code == 303
            await is_over_soon(here)
    async with (
        on_two_devices(own_server, "Changing", password) as who,
        event_stream(who.here) as here,
        event_stream(who.there) as there,
    ):
        await who.here.http.post("/admin/logout", data={"everywhere": "1"})
        await is_over_soon(here)
        await is_over_soon(there)


async def test_the_stream_of_a_helper_ends_with_the_pass_and_with_the_invitation(
    own_server: Server, owner: Person
) -> None:
    invitation_id, path = await invited(owner)
    async with person(own_server.url) as ada, person(own_server.url) as bob:
        await joined(own_server, ada, path, "Ada")
        await joined(own_server, bob, path, "Bob")
        (pass_id,) = [one["id"] for one in await passes_of(owner, invitation_id) if one["name"] == "Ada"]
        async with event_stream(ada) as of_ada, event_stream(bob) as of_bob:
            await owner.http.delete(f"/api/admin/passes/{pass_id}")
            await is_over_soon(of_ada)
            assert not of_bob.is_over
            await owner.http.delete(f"/api/admin/invitations/{invitation_id}")
            await is_over_soon(of_bob)


async def test_the_stream_of_a_helper_ends_with_the_party_and_a_hosts_goes_on(
    own_server: Server, owner: Person
) -> None:
    _, path = await invited(owner)
    async with person(own_server.url) as ada:
        await joined(own_server, ada, path, "Ada")
        try:
            async with event_stream(ada) as of_ada, event_stream(owner) as of_owner:
                await owner.http.put("/api/admin/uploads", json={"state": "ended"})
                await is_over_soon(of_ada)
                assert not of_owner.is_over
        finally:
            await owner.http.put("/api/admin/uploads", json={"state": "open"})


async def test_the_stream_of_a_program_ends_with_its_token(own_server: Server, owner: Person) -> None:
    revoked, kept = await token_of(owner, "photos:read"), await token_of(owner, "photos:read")
    (token_id, _) = _token_ids(own_server)
    async with (
        person(own_server.url, **bearer(revoked)) as program,
        person(own_server.url, **bearer(kept)) as other,
        event_stream(program) as of_revoked,
        event_stream(other) as of_kept,
    ):
        assert (await owner.http.post(f"/admin/tokens/{token_id}/revoke")).status_code == 303
        await is_over_soon(of_revoked)
        assert not of_kept.is_over


def _token_ids(server: Server) -> list[str]:
    with server.books() as books:
        return [one[0] for one in books.execute("select id from tokens order by created_at").fetchall()]


async def test_signing_out_ends_the_streams_at_another_party(tmp_path: Path) -> None:
    with running(tmp_path / "venue") as server:
        add_party(server, "other-party", "Another party")
        password = add_account(server, "Both", "host")
        account_command(server, "add", "Both", "--party", "other-party", "--role", "host")
        async with person(server.url) as here, person(server.root_url + "/p/other-party") as elsewhere:
            for device in (here, elsewhere):
                assert (await sign_in(device, "Both", password)).status_code == 200
            async with event_stream(elsewhere) as stream, event_stream(here) as own:
                assert (await here.http.post("/admin/account/sessions/end")).status_code == 303
                await is_over_soon(stream)
                assert not own.is_over


@pytest.mark.default_party
async def test_a_command_beside_the_server_ends_the_streams_without_a_bell(tmp_path: Path) -> None:
    with running(tmp_path / "party") as server:
        async with person(server.url) as host:
            await host.sign_in()
            async with event_stream(host) as stream:
                run("set-password", data_dir=server.data_dir, stdin=f"{NEW}\n")
                await is_over_soon(stream)


async def test_a_stream_ends_when_its_session_pass_or_token_expires(tmp_path: Path) -> None:
    with running(tmp_path / "party", ClockServer) as server:
        assert isinstance(server, ClockServer)
        async with person(server.url) as host, person(server.url) as ada, person(server.url) as guest:
            await host.sign_in()
            _, path = await invited(host, hours=6)
            await joined(server, ada, path)
            token = await token_of(host, "photos:read")
            async with (
                person(server.url, **bearer(token)) as program,
                event_stream(host) as of_host,
                event_stream(ada) as of_ada,
                event_stream(program) as of_program,
                event_stream(guest) as of_guest,
            ):
                for at, ending, staying in (
                    ("2026-06-13T21:00:01+00:00", of_ada, [of_program, of_host]),
                    ("2026-06-14T15:00:01+00:00", of_program, [of_host]),
                    ("2027-06-14T15:00:00+00:00", of_host, []),
                ):
                    server.set_clock(at)
                    await is_over_soon(ending)
                    assert not any(stream.is_over for stream in [*staying, of_guest])
