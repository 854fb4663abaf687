"""Where a request comes from: same origin, our own host. And the security headers of every answer."""

import ipaddress
import socket
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

from werkzeug.datastructures import Headers

DEFAULT_PORTS = {"http": 80, "https": 443}


HEADERS: Mapping[str, str] = {
    # Everything comes from our own server. blob: and data: are pictures that the page itself makes.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
        "img-src 'self' blob: data:; media-src 'self' blob: data:; manifest-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not `no-referrer`: with it, a plain form sends `Origin: null` and would be refused below.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(), payment=(), usb=()",
}


@cache
def response_headers(pictures_from: str | None) -> Mapping[str, str]:
    """Return the headers of every answer. Pictures, and nothing else, may come from one more origin."""
    if pictures_from is None:
        return HEADERS
    policy = HEADERS["Content-Security-Policy"]
    for source in ("img-src 'self'", "media-src 'self'"):
        policy = policy.replace(source, f"{source} {pictures_from}")
    return {**HEADERS, "Content-Security-Policy": policy}


def is_same_origin(headers: Headers, host: str, public_url: str | None) -> bool:
    """Tell whether a state-changing request comes from our own pages.

    Browsers say so in Sec-Fetch-Site, but only to HTTPS and localhost. On plain HTTP the Origin header is
    compared. A request with neither is not from a browser's page and carries no one's cookies.
    """
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("Origin")
    if origin is None:
        return True
    theirs = _origin(origin)
    if theirs is None:
        return False
    # A proxy may end TLS before us, so only the browser knows the scheme.
    ours = {_origin(f"{theirs.scheme}://{host}")}
    if public_url:
        ours.add(_origin(public_url))
    return theirs in ours


def is_our_host(host: str, public_url: str | None) -> bool:
    """Tell whether a request's Host is the public address, this machine's name, or an IP address.

    An attacker can point a name of theirs at us, and make a browser believe that we are their site (DNS
    rebinding). That does not work with an IP address, because no name is looked up. Without a public address,
    every name may be ours.
    """
    if public_url is None:
        return True
    name = name_in(host)
    if not name:
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name in {urlsplit(public_url).hostname, *_own_names()}
    return True


class _Origin(NamedTuple):
    """Scheme, host and port. The port is never left out (RFC 6454, 4)."""

    scheme: str
    host: str
    port: int


def _origin(url: str) -> _Origin | None:
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    if not parts.hostname or port is None or parts.username is not None:
        return None
    return _Origin(parts.scheme, parts.hostname, port)


def name_in(host: str) -> str | None:
    """Return the name or address in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


@cache
def _own_names() -> frozenset[str]:
    own = socket.gethostname().lower()
    return frozenset({"localhost", own, f"{own}.local"})
