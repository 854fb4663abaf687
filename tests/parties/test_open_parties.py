"""How many parties a process keeps open: bounded, and those that nobody uses make room."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from unittest import mock

import pytest

from app.base.config import load
from app.base.errors import AppError
from app.feed import sse
from app.feed.feed import Feed
from app.operator.making import make_party
from app.parties import registry
from app.parties.registry import IDLE_S, Parties
from app.parties.scope import PartyScope
from app.site.assembly import running_services

SLUGS = ("anna", "ben", "cleo", "dora")
MOST = 3


@pytest.fixture
async def parties(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Parties]:
    """A server of five parties that keeps three open, the first at `/` included."""
    config = load(
        {
            "PARTYWALL_DATA_DIR": str(tmp_path),
            "PARTYWALL_MEDIA_WORKERS": "1",
            "PARTYWALL_ADMIN_PASSWORD": "a-password-for-the-party",
        }
    )
    async with AsyncExitStack() as stack:
        # Whatever looks at all parties would use them, too.
        with mock.patch.object(Feed, "start"):
            services, _ = await stack.enter_async_context(running_services(config, "http://127.0.0.1"))
        for slug in SLUGS:
            await make_party(services.parties.default.database, services.passwords, slug, slug.title())
        while len(services.parties) > 1:
            await services.parties._close(next(reversed(services.parties._open)))
        monkeypatch.setattr(registry, "MAX_OPEN", MOST)
        yield services.parties


async def opened(parties: Parties, slug: str) -> PartyScope:
    scope = await parties.by_slug(slug)
    assert scope is not None
    return scope


async def listen(scope: PartyScope) -> AsyncGenerator[bytes]:
    stream = sse.stream(scope.hub, None, scope.hub.head)
    await anext(stream)
    return stream


async def test_the_party_unused_for_longest_makes_room_and_opens_again(parties: Parties) -> None:
    anna = await opened(parties, "anna")
    ben = await opened(parties, "ben")
    assert await opened(parties, "anna") is anna
    await opened(parties, "cleo")
    assert len(parties) == MOST
    assert parties.at_hand("ben") is None
    assert parties.at_hand("anna") is anna
    again = await opened(parties, "ben")
    assert again is not ben
    assert again.party_id == ben.party_id
    assert len(parties) == MOST


async def test_a_party_that_somebody_looks_at_stays_open(parties: Parties) -> None:
    anna = await opened(parties, "anna")
    stream = await listen(anna)
    for slug in ("ben", "cleo", "dora"):
        await opened(parties, slug)
    assert parties.at_hand("anna") is anna
    ben_stream = await listen(await opened(parties, "ben"))
    with pytest.raises(AppError) as refused:
        await parties.by_slug("cleo")
    assert (refused.value.status, refused.value.code) == (503, "BUSY")
    await stream.aclose()
    await opened(parties, "cleo")
    assert parties.at_hand("anna") is None
    await ben_stream.aclose()


async def test_a_party_that_nobody_has_used_for_a_while_is_closed_and_the_first_one_is_not(
    parties: Parties, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await opened(parties, "anna")
    stream = await listen(anna)
    await opened(parties, "ben")
    clock = parties._clock
    monkeypatch.setattr(parties, "_clock", lambda: clock() + IDLE_S + 1)
    await parties.close_idle()
    assert parties.at_hand("ben") is None
    assert parties.at_hand("anna") is anna
    assert parties.default.hub is (await parties.by_id(parties.default.party_id)).hub
    await stream.aclose()
