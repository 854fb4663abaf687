"""Who is asking, and from where: signed cookies, the host's password, same-origin, response headers."""

import asyncio
import hashlib
import ipaddress
import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadSignature, Signer
from werkzeug.datastructures import Headers

from app.base.ids import is_id

GUEST_HEADER = "Partywall-Guest"
"""Carries what the guest cookie would, from our page in a browser that keeps no cookies.

No other site can send it without asking first (CORS), which we never allow."""
GUEST_COOKIE = "partywall_guest"
HOST_COOKIE = "partywall_host"
HOST_DEVICE_COOKIE = "partywall_host_device"
# Browsers cap a cookie's life at 400 days; a guest is still the owner of a photo next summer.
GUEST_COOKIE_S = 400 * 24 * 3600
SESSION_S = 30 * 24 * 3600

# Easy to read aloud and to type on a phone: no 0/o, 1/l/i.
LETTERS_ALONE = "abcdefghjkmnpqrstuvwxyz"
SAFE_LETTERS = LETTERS_ALONE + "23456789"
DEFAULT_PORTS = {"http": 80, "https": 443}

HEADERS: Mapping[str, str] = {
    # Everything is ours and comes from here; blob: and data: are pictures that the page itself makes.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
        "img-src 'self' blob: data:; media-src 'self' blob: data:; manifest-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not `no-referrer`: with it a plain form is sent with `Origin: null` and would be refused below.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(), payment=(), usb=()",
}


@cache
def response_headers(pictures_from: str | None) -> Mapping[str, str]:
    """Return the headers of every answer; pictures may come from one more origin, and nothing else may."""
    if pictures_from is None:
        return HEADERS
    policy = HEADERS["Content-Security-Policy"]
    for source in ("img-src 'self'", "media-src 'self'"):
        policy = policy.replace(source, f"{source} {pictures_from}")
    return {**HEADERS, "Content-Security-Policy": policy}


PSEUDONYM_LETTERS = 22


class CookieSigner:
    """Signs ids for cookies with HMAC-SHA256, each purpose with a key of its own."""

    def __init__(self, secret_key: str, purpose: str) -> None:
        self._signer = Signer(secret_key, salt=f"partywall.{purpose}", digest_method=hashlib.sha256)

    def sign(self, value: str) -> str:
        return self._signer.sign(value).decode()

    def pseudonym(self, value: str) -> str:
        """Return a name for `value` that tells nothing of it without the key."""
        return self._signer.get_signature(value).decode()[:PSEUDONYM_LETTERS]

    def read(self, cookie: str) -> str | None:
        """Return the id in `cookie`, or None when it was not signed here or is not an id."""
        try:
            value = self._signer.unsign(cookie).decode()
        except (BadSignature, UnicodeError):
            return None
        return value if is_id(value) else None


@dataclass(frozen=True, slots=True)
class SignedCookie:
    """A cookie that carries an id of ours."""

    name: str
    signer: CookieSigner

    def read(self, cookies: Mapping[str, str]) -> str | None:
        """Return the id that a request's cookies carry, or None."""
        return self.signer.read(cookies.get(self.name, ""))


@dataclass(frozen=True, slots=True)
class PartyCookies:
    """The cookies of one party. Those of another party have other names, other keys and another path."""

    guest: SignedCookie
    host_device: SignedCookie
    host: str
    path: str
    networks: CookieSigner
    """Names the networks that guests come from in the records."""
    links: CookieSigner
    """Hashes the codes that make another browser the same guest."""


def party_cookies(secret_key: str, party_id: str, base: str) -> PartyCookies:
    """Name and sign a party's cookies; the default party (an empty `base`) has those of earlier releases."""
    suffix = f"_{party_id}" if base else ""
    of_party = f".{party_id}" if base else ""
    guest = CookieSigner(secret_key, f"guest{of_party}")
    host_device = CookieSigner(secret_key, f"host-device{of_party}")
    return PartyCookies(
        guest=SignedCookie(GUEST_COOKIE + suffix, guest),
        host_device=SignedCookie(HOST_DEVICE_COOKIE + suffix, host_device),
        host=HOST_COOKIE + suffix,
        path=base or "/",
        networks=CookieSigner(secret_key, f"network{of_party}"),
        links=CookieSigner(secret_key, f"link{of_party}"),
    )


class Passwords:
    """Hashes and checks the host's password with argon2id, in a thread and a few at a time."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        # One check takes tens of milliseconds and 64 MB: guesses must queue for them, not pile up.
        self._turns = asyncio.Semaphore(2)

    async def hash(self, password: str) -> str:
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def is_right(self, password_hash: str, password: str) -> bool:
        async with self._turns:
            return await asyncio.to_thread(self._verify, password_hash, password)

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            # The last is for half a character, which JSON can carry and no hash was ever made of.
            return False


def new_password() -> str:
    """Make a password of three groups of four: about 59 random bits."""
    return "-".join("".join(secrets.choice(SAFE_LETTERS) for _ in range(4)) for _ in range(3))


GOOD_PASSWORD = 8
GOOD_NUMBER = 10
"""Digits that a password of nothing but digits takes."""


def is_weak_password(password: str) -> bool:
    """Tell whether some nights of guessing find it, at the pace that limits.PASSWORD lets guesses through."""
    is_number = password.isdecimal()
    return len(password) < (GOOD_NUMBER if is_number else GOOD_PASSWORD) or len(set(password)) < 4


def new_token() -> str:
    return secrets.token_hex(16)


def token_hash(token: str) -> str:
    """Hash a random token for storage: a copy of the database opens no session."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_secret_key() -> str:
    return secrets.token_hex(32)


def load_secret_key(path: Path) -> str:
    """Read the key at `path`, made at the first start; two processes that start at once agree on one."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(new_secret_key())
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link fails where a rename would replace the other process's key.
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def is_same_origin(headers: Headers, host: str, public_url: str | None) -> bool:
    """Tell whether a state-changing request comes from our own pages.

    Browsers say so in Sec-Fetch-Site, but only to HTTPS and localhost; on plain HTTP the Origin header is
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
    # What stands before us may take TLS off, so the scheme is the browser's to say.
    ours = {_origin(f"{theirs.scheme}://{host}")}
    if public_url:
        ours.add(_origin(public_url))
    return theirs in ours


def is_our_host(host: str, public_url: str | None) -> bool:
    """Tell whether a request's Host is the public address, this machine's name, or an IP address.

    An attacker can point a name of theirs here and have a browser believe that we are their site (DNS
    rebinding). No name leads to an IP address that is asked for as such. Without a public address every name
    may be ours.
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
    """Scheme, host and port, which is never left out (RFC 6454, 4)."""

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
