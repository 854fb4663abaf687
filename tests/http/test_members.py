"""The owner's page of members, and the deletion of a party by its owner."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from tests.accounts import account_command, add_account, first_name, sign_in
from tests.http.answers import assert_error
from tests.kept_party import PASSWORD
from tests.parties.operator import add_party, party_command
from tests.running import Person, Server, person, running
from tests.stage import stage
from tests.streams import event_stream

NEW = "a-password-of-my-own"
LINK = re.compile(r"<code>https?://[^/]+(\S*/reset/[0-9a-f]{32})</code>")
SOON_S = 4
JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("members")) as started:
        yield started


@pytest.fixture
async def owner(own_server: Server) -> AsyncIterator[Person]:
    async with person(own_server.url) as someone:
        assert (await sign_in(someone, first_name(), PASSWORD)).status_code == 200
        yield someone


async def account_id(owner: Person, name: str) -> str:
    page = (await owner.http.get("/admin/members")).text
    found = re.search(rf'id="member-([0-9a-f]{{32}})"><bdi>{re.escape(name)}</bdi>', page)
    assert found, page
    return found[1]


@asynccontextmanager
async def joined(owner: Person, name: str, role: str) -> AsyncIterator[Person]:
    """Add somebody, who chooses a password by the link and signs in."""
    added = await owner.http.post("/admin/members", data={"name": name, "role": role})
    link = LINK.search(added.text)
    assert link, added.text
    async with AsyncExitStack() as stack:
        someone = await stack.enter_async_context(person(str(owner.http.base_url)))
        assert (await someone.http.post(link[1], data={"new": NEW, "again": NEW})).status_code == 303
        assert (await sign_in(someone, name, NEW)).status_code == 200
        yield someone


async def test_somebody_is_added_by_a_link_and_chooses_a_password(owner: Person) -> None:
    async with joined(owner, "Ada", "helper") as ada:
        assert (await ada.http.get("/api/admin/photos")).status_code == 200
        refused = await ada.http.get("/admin/members", headers=JSON)
        assert_error(refused, 403, "NOT_YOUR_ROLE")
        again = await owner.http.post("/admin/members", data={"name": " ADA ", "role": "host"})
        assert again.status_code == 409
        assert 'role="alert"' in again.text
        assert "reset/" not in again.text


@pytest.mark.parametrize(
    "fields", [{"name": "", "role": "host"}, {"name": "Bo", "role": "operator"}, {"name": "Bo"}, {}]
)
async def test_a_member_needs_a_name_and_a_role(fields: dict[str, str], owner: Person) -> None:
    answer = await owner.http.post("/admin/members", data=fields)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


async def test_a_role_counts_from_the_next_request_on(owner: Person) -> None:
    async with joined(owner, "Cleo", "helper") as cleo:
        allowed = {"allowed": True}
        assert (await cleo.http.put("/api/admin/videos", json=allowed)).status_code == 403
        role = f"/admin/members/{await account_id(owner, 'Cleo')}/role"
        assert (await owner.http.post(role, data={"role": "host"})).status_code == 303
        assert (await cleo.http.put("/api/admin/videos", json=allowed)).status_code == 200
        assert (await owner.http.post(role, data={"role": "viewer"})).status_code == 303
        assert (await cleo.http.put("/api/admin/videos", json=allowed)).status_code == 403
        assert (await owner.http.post(role, data={"role": "king"})).status_code == 400


async def test_a_removed_member_is_out_and_the_name_is_free(owner: Person, own_server: Server) -> None:
    async with joined(owner, "Dora", "host") as dora:
        path = f"/admin/members/{await account_id(owner, 'Dora')}/remove"
        assert (await owner.http.post(path)).status_code == 303
        assert (await dora.http.get("/api/admin/photos")).status_code == 401
        assert_error(await sign_in(dora, "Dora", NEW), 401, "WRONG_PASSWORD")
        assert "Dora" not in account_command(own_server, "list")
        assert_error(await owner.http.post(path, headers=JSON), 404, "NOT_FOUND")
    async with joined(owner, "Dora", "viewer"):
        pass


async def test_a_party_keeps_an_owner(owner: Person) -> None:
    own = f"/admin/members/{await account_id(owner, first_name())}"
    for path, fields in ((f"{own}/role", {"role": "host"}), (f"{own}/remove", {})):
        answer = await owner.http.post(path, data=fields)
        assert answer.status_code == 409
    async with joined(owner, "Emil", "owner") as emil:
        assert (await owner.http.post(f"{own}/role", data={"role": "host"})).status_code == 303
        assert (await owner.http.get("/admin/members")).status_code == 403
        assert (await emil.http.post(f"{own}/role", data={"role": "owner"})).status_code == 303
        removed = await emil.http.post(f"/admin/members/{await account_id(emil, 'Emil')}/remove")
        assert removed.headers["Location"] == f"{stage.base}/admin"
        assert (await owner.http.get("/admin/members")).status_code == 200


async def test_an_owner_makes_a_link_for_who_forgot_the_password(owner: Person) -> None:
    async with joined(owner, "Fay", "host") as fay:
        answer = await owner.http.post(f"/admin/members/{await account_id(owner, 'Fay')}/link")
        link = LINK.search(answer.text)
        assert link
        assert (await fay.http.get("/api/admin/photos")).status_code == 200, "until it is used"
        await fay.http.post(link[1], data={"new": NEW + "2", "again": NEW + "2"})
        assert (await sign_in(fay, "Fay", NEW + "2")).status_code == 200


async def test_an_owner_opens_no_account_that_has_a_role_elsewhere(tmp_path: Path) -> None:
    with running(tmp_path / "venue") as server:
        add_party(server, "other-party", "Another party")
        add_account(server, "Gus", "host")
        account_command(server, "add", "Gus", "--party", "other-party", "--role", "owner")
        async with person(server.url) as owner:
            await sign_in(owner, first_name(), PASSWORD)
            answer = await owner.http.post(f"/admin/members/{await account_id(owner, 'Gus')}/link")
            assert answer.status_code == 409
            assert "reset/" not in answer.text
            taken = await owner.http.post(
                "/admin/members", data={"name": "host-other-party", "role": "viewer"}
            )
            assert taken.status_code == 409, "nobody is made a member without being asked"
            gone = await owner.http.post(f"/admin/members/{await account_id(owner, 'Gus')}/remove")
            assert gone.status_code == 303
        assert "owner of other-party" in account_command(server, "list"), "the other role stays"


async def test_the_members_of_one_party_are_none_of_anothers_owner(tmp_path: Path) -> None:
    with running(tmp_path / "venue") as server:
        password = add_party(server, "other-party", "Another party")
        async with person(server.url) as owner, person(server.root_url + "/p/other-party") as stranger:
            await owner.sign_in()
            await stranger.sign_in(password)
            theirs = await account_id(owner, first_name())
            for path, fields in (("role", {"role": "viewer"}), ("link", {}), ("remove", {})):
                answer = await stranger.http.post(
                    f"/admin/members/{theirs}/{path}", data=fields, headers=JSON
                )
                assert_error(answer, 404, "NOT_FOUND")
            assert (await owner.http.get("/admin/members")).status_code == 200


async def test_an_owner_deletes_the_party_and_everybody_is_out(tmp_path: Path) -> None:
    with running(tmp_path / "venue") as server:
        password = add_party(server, "lena-tom", "Lena & Tom")
        there = server.root_url + "/p/lena-tom"
        async with person(there) as owner, person(there) as guest, person(server.url) as other:
            await owner.sign_in(password)
            photo = await guest.send_photo()
            kept = await other.send_photo()
            page = await owner.http.get("/admin/delete-party")
            assert "Photos and videos: 1." in page.text
            wrong = await owner.http.post("/admin/delete-party", data={"title": "Lena and Tom"})
            assert wrong.status_code == 400
            assert (await guest.http.get(f"/api/photo/{photo['id']}")).status_code == 200
            async with event_stream(guest) as stream:
                gone = await owner.http.post("/admin/delete-party", data={"title": " lena &  TOM"})
                assert gone.status_code == 200
                await stream.until_over()
            assert (await guest.http.get("/")).status_code == 404
            assert (await owner.http.get("/admin")).status_code == 404
            assert (await other.http.get(f"/api/photo/{kept['id']}")).status_code == 200
        assert "lena-tom" not in party_command(server, "list")


@pytest.mark.default_party
async def test_the_servers_own_party_stays(owner: Person) -> None:
    assert_error(await owner.http.get("/admin/delete-party", headers=JSON), 409, "DEFAULT_PARTY")
    answer = await owner.http.post("/admin/delete-party", data={"title": "Our party"}, headers=JSON)
    assert_error(answer, 409, "DEFAULT_PARTY")
    assert "/admin/delete-party" not in (await owner.http.get("/admin/members")).text
    assert (await owner.http.get("/")).status_code == 200


async def test_the_streams_of_somebody_who_is_removed_end_within_a_second(
    own_server: Server, owner: Person
) -> None:
    async with (
        joined(owner, "Streaming", "viewer") as member,
        joined(owner, "Staying", "viewer") as other,
        event_stream(member) as first,
        event_stream(member) as second,
        event_stream(other) as theirs,
        event_stream(owner) as own,
    ):
        removed = await account_id(owner, "Streaming")
        assert (await owner.http.post(f"/admin/members/{removed}/remove")).status_code == 303
        # Far from the life of a stream; a second is enough for a look, and a busy machine has a few.
        async with asyncio.timeout(SOON_S):
            await first.until_over()
            await second.until_over()
        assert not theirs.is_over
        assert not own.is_over


async def test_the_log_says_who_was_added_changed_and_removed(owner: Person) -> None:
    async with joined(owner, "Logged", "helper") as someone:
        own_id = await account_id(owner, "Logged")
        await owner.http.post(f"/admin/members/{own_id}/role", data={"role": "viewer"})
        await owner.http.post(f"/admin/members/{own_id}/remove")
        assert (await someone.http.get("/api/admin/photos")).status_code == 401
    told = (await owner.http.get("/api/admin/changes")).json()["changes"]
    found = [one["detail"] for one in told if one["kind"] == "members" and one["detail"].endswith(":Logged")]
    assert found == ["removed:Logged", "now-viewer:Logged", "added-helper:Logged"]
    assert all(one["by_host"] for one in told if one["kind"] == "members")
    page = (await owner.http.get("/admin")).text
    for detail in found:
        assert f'data-word="log-members-{detail.split(":")[0]}"' in page
