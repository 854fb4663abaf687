"""Whose word the app takes about a guest's address and scheme, when its proxies are named."""

from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from hypercorn.typing import ASGIFramework

from app.base.option_values import proxies
from app.server.proxies import NamedProxies, behind
from tests.patience import PATIENCE_S
from tests.running import running

NAMED = "10.0.0.0/8,fd00::/8"


async def seen(client: object, *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    """Return the scope that the app behind the named proxies is given."""
    scopes = []

    async def app(scope: dict[str, Any], receive: object, send: object) -> None:
        scopes.append(scope)

    served = behind(cast(ASGIFramework, app), proxies(NAMED))
    assert isinstance(served, NamedProxies)
    scope = {"type": "http", "client": client, "scheme": "http", "headers": [(b"host", b"a"), *headers]}
    await served(cast(Any, scope), cast(Any, None), cast(Any, None))
    return dict(scopes[0])


@pytest.mark.parametrize(
    ("client", "forwarded_for", "guest"),
    [
        (("10.0.0.1", 1), [b"203.0.113.9"], "203.0.113.9"),
        (("fd00::1", 1), [b"203.0.113.9"], "203.0.113.9"),
        (("::ffff:10.0.0.1", 1), [b"203.0.113.9"], "203.0.113.9"),
        (None, [b"203.0.113.9"], "203.0.113.9"),
        # What a guest claimed stands before what the first proxy saw.
        (("10.0.0.1", 1), [b"192.0.2.77, 203.0.113.9"], "203.0.113.9"),
        (("10.0.0.1", 1), [b"192.0.2.77", b"203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        # Somebody within the proxies' own network, as the machine itself.
        (("10.0.0.1", 1), [b"10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        (("10.0.0.1", 1), [b" , "], "10.0.0.1"),
        (("203.0.113.1", 1), [b"192.0.2.77"], "203.0.113.1"),
    ],
)
async def test_the_nearest_address_that_is_no_proxys_is_the_guests(
    client: object, forwarded_for: list[bytes], guest: str
) -> None:
    headers = [(b"x-forwarded-for", value) for value in forwarded_for]
    assert (await seen(client, *headers))["client"][0] == guest


async def test_a_named_proxy_says_by_which_scheme_and_name_a_guest_came() -> None:
    said = ((b"x-forwarded-proto", b"https"), (b"x-forwarded-host", b"wall.example.org"))
    scope = await seen(("10.0.0.1", 1), *said)
    assert scope["scheme"] == "https"
    assert [value for name, value in scope["headers"] if name == b"host"] == [b"wall.example.org"]
    scope = await seen(("203.0.113.1", 1), *said)
    assert scope["scheme"] == "http"
    assert [value for name, value in scope["headers"] if name == b"host"] == [b"a"]


async def test_a_scheme_that_is_none_counts_for_nothing() -> None:
    assert (await seen(("10.0.0.1", 1), (b"x-forwarded-proto", b"javascript")))["scheme"] == "http"


async def test_only_a_named_proxy_chooses_by_what_id_the_log_finds_a_request() -> None:
    claim = (b"x-request-id", b"abc")
    assert claim in (await seen(("10.0.0.1", 1), claim))["headers"]
    assert claim not in (await seen(("203.0.113.1", 1), claim))["headers"]


def test_whoever_else_reaches_the_app_is_seen_as_they_are(tmp_path: Path) -> None:
    with running(tmp_path / "party", trusted_proxies="10.0.0.1") as app:
        forged = {"X-Forwarded-For": "192.0.2.77", "X-Forwarded-Proto": "https"}
        answer = httpx.get(f"{app.url}/livez", headers=forged, timeout=PATIENCE_S)
    assert answer.json() == {"alive": True, "address": "127.0.0.1", "scheme": "http"}
