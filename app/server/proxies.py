"""Believes named proxies about who is asking, and nobody else.

As a number, `PARTYWALL_TRUSTED_PROXIES` is for Hypercorn's ProxyFixMiddleware: right if only the proxy can
reach the app. With addresses it is for NamedProxies: right if anybody can.
"""

from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address

from hypercorn.middleware import ProxyFixMiddleware
from hypercorn.typing import ASGIFramework, ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope

from app.base.option_values import Networks, Proxies
from app.telemetry.notes import REQUEST_ID_HEADER

Header = tuple[bytes, bytes]
SCHEMES = ("http", "https")
CLAIMED_ID = REQUEST_ID_HEADER.lower().encode()


def behind(app: ASGIFramework, proxies: Proxies) -> ASGIFramework:
    """Return the app wrapped for its `proxies`."""
    if isinstance(proxies, int):
        return ProxyFixMiddleware(app, mode="legacy", trusted_hops=proxies) if proxies else app
    return NamedProxies(app, proxies)


def is_named(proxies: Proxies, address: str) -> bool:
    """Tell whether an address is one of `proxies`; a number names none."""
    try:
        peer = ip_address(address)
    except ValueError:
        return False
    if isinstance(peer, IPv6Address) and peer.ipv4_mapped is not None:
        peer = peer.ipv4_mapped
    return not isinstance(proxies, int) and any(peer in network for network in proxies)


class NamedProxies:
    """Believe X-Forwarded-* when the connection comes from `named`, or over the Unix socket."""

    def __init__(self, app: ASGIFramework, named: Networks) -> None:
        self._app = app
        self._named = named

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] == "http":
            peer = scope["client"]
            # The socket has no address, and only this machine's own programs can open it.
            is_believed = peer is None or not peer[0] or is_named(self._named, peer[0])
            scope = self._believed(scope) if is_believed else _without_claim(scope)
        await self._app(scope, receive, send)

    def _believed(self, scope: HTTPScope) -> HTTPScope:
        headers = list(scope["headers"])
        believed = scope.copy()
        if client := self._client(_values(headers, b"x-forwarded-for")):
            believed["client"] = (client, 0)
        scheme = _last(_values(headers, b"x-forwarded-proto"))
        if scheme in SCHEMES:
            believed["scheme"] = scheme
        if host := _last(_values(headers, b"x-forwarded-host")):
            others = [header for header in headers if header[0].lower() != b"host"]
            believed["headers"] = [*others, (b"host", host.encode("latin1"))]
        return believed

    def _client(self, addresses: list[str]) -> str:
        """Return the nearest address that is no named proxy's. The sender itself wrote those before it."""
        for address in reversed(addresses):
            if not is_named(self._named, address):
                return address
        return addresses[0] if addresses else ""


def _without_claim(scope: HTTPScope) -> HTTPScope:
    """Remove the header that only a proxy may set: the request's id in the log."""
    believed = scope.copy()
    believed["headers"] = [header for header in scope["headers"] if header[0].lower() != CLAIMED_ID]
    return believed


def _values(headers: Iterable[Header], name: bytes) -> list[str]:
    lines = [value for header, value in headers if header.lower() == name]
    return [part.strip().decode("latin1") for line in lines for part in line.split(b",") if part.strip()]


def _last(values: list[str]) -> str:
    return values[-1] if values else ""
