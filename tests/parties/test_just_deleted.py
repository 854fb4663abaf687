"""A party that another process has deleted this moment: whatever is still asked of it is not found."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from tests.parties.operator import add_party, party_command
from tests.records import place
from tests.running import Person, Server, jpeg, person, program_after, running

ASKED: list[tuple[str, str, dict[str, Any]]] = [
    ("PUT", "/api/admin/settings", {"json": {"version": 0, "settings": {"consent": "Yes"}}}),
    ("PUT", "/api/admin/uploads", {"json": {"open": False}}),
    ("POST", "/admin/doors", {"data": {"label": "Bar"}}),
    ("POST", "/admin/doors/ask-again", {}),
    ("POST", "/api/admin/invitations", {"json": {"role": "helper", "hours": 12}}),
    ("POST", "/api/admin/screens", {"json": {"screen": "", "set": {"paused": True}}}),
    ("POST", "/me/phone", {}),
    ("POST", "/api/new_photo", {"files": {"file": ("a.jpg", jpeg(), "image/jpeg")}}),
    ("POST", "/api/uploads", {"headers": {"Tus-Resumable": "1.0.0", "Upload-Length": "1000"}}),
]


class Unaware(Server):
    """Hears much later than within a second of what other processes do."""

    PROGRAM = program_after("import app.feed.feed", "app.feed.feed.LOOK_EVERY_S = 3600.0")


@pytest.fixture(scope="module")
def unaware(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("unaware"), Unaware) as server:
        yield server


@pytest.fixture
def slug(request: pytest.FixtureRequest) -> str:
    """Name a party of the test's own: the server does not hear that the one before is gone."""
    return f"short-{len(request.node.name)}"


@pytest.fixture
async def host(unaware: Server, slug: str) -> AsyncIterator[Person]:
    """Somebody who is signed in at a party of their own, with a photo."""
    password = add_party(unaware, slug, "A short one")
    async with person(f"{unaware.root_url}/p/{slug}") as someone:
        assert (await someone.sign_in(password)).status_code == 200
        await someone.send_photo()
        yield someone


def forget_party(server: Server, slug: str) -> None:
    """Leave the moment in which a request has found its session, and then the party goes."""
    with server.books() as books:
        if place.kind == "postgres":
            books.execute("set session_replication_role = replica")
        books.execute("delete from parties where slug = ?", (slug,))
        books.commit()


async def test_nothing_asked_of_a_party_that_goes_meanwhile_is_a_fault(
    unaware: Server, host: Person, slug: str
) -> None:
    forget_party(unaware, slug)
    told = {}
    for method, path, how in ASKED:
        told[method, path] = (await host.http.request(method, path, **how)).status_code
    assert told == {(method, path): 404 for method, path, _ in ASKED}
    assert " ERROR " not in unaware.log


async def test_nothing_asked_of_a_deleted_party_is_a_fault(unaware: Server, host: Person, slug: str) -> None:
    party_command(unaware, "delete", slug, "--yes")
    for method, path, how in ASKED:
        # Its sessions went with it: who was a host is a stranger.
        assert (await host.http.request(method, path, **how)).status_code in (401, 404), path
    assert " ERROR " not in unaware.log
