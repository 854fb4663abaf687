"""A party's cookies: their names, keys, lives and path."""

from dataclasses import dataclass

from app.base.signing import CookieSigner, SignedCookie

GUEST_HEADER = "Partywall-Guest"
"""Carries what the guest cookie would, from our page in a browser that keeps no cookies.

No other site can send it without asking first (CORS), which we never allow."""


GUEST_COOKIE = "partywall_guest"


ENTRY_COOKIE = "partywall_entry"
"""Says that its browser was let in, in which round and by which door."""


SCREEN_COOKIE = "partywall_screen"
"""Says that its browser is a big screen, which shows all photos; it holds for the round of the entry code."""


HOST_COOKIE = "partywall_host"
LANGUAGE_COOKIE = "partywall_language"
CHALLENGE_COOKIE = "partywall_challenge"


HOST_DEVICE_COOKIE = "partywall_host_device"


# Browsers cap a cookie's life at 400 days; a guest is still the owner of a photo next summer.
GUEST_COOKIE_S = 400 * 24 * 3600


SESSION_S = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class PartyCookies:
    """The cookies of one party. Those of another party have other names, other keys and another path."""

    guest: SignedCookie
    host_device: SignedCookie
    entry: SignedCookie
    screen: SignedCookie
    host: str
    language: str
    """Carries the language that a guest has chosen."""
    challenge: str
    """Carries which challenge a passkey was asked to sign, to the browser that asked alone."""
    path: str
    networks: CookieSigner
    """Names the networks that guests come from in the records."""
    links: CookieSigner
    """Hashes the codes that make another browser the same guest."""
    shares: CookieSigner
    """Makes the addresses of share links, and signs that a browser has said one's code."""
    steps: CookieSigner
    """Signs that a password was right a moment ago, while the second factor is asked for."""


def party_cookies(secret_key: str, party_id: str, base: str) -> PartyCookies:
    """Name and sign a party's cookies; the default party (an empty `base`) has those of earlier releases."""
    suffix = f"_{party_id}" if base else ""
    of_party = f".{party_id}" if base else ""
    guest = CookieSigner(secret_key, f"guest{of_party}")
    host_device = CookieSigner(secret_key, f"host-device{of_party}")
    return PartyCookies(
        guest=SignedCookie(GUEST_COOKIE + suffix, guest),
        host_device=SignedCookie(HOST_DEVICE_COOKIE + suffix, host_device),
        entry=SignedCookie(ENTRY_COOKIE + suffix, CookieSigner(secret_key, f"entry{of_party}")),
        screen=SignedCookie(SCREEN_COOKIE + suffix, CookieSigner(secret_key, f"screen{of_party}")),
        host=HOST_COOKIE + suffix,
        language=LANGUAGE_COOKIE + suffix,
        challenge=CHALLENGE_COOKIE + suffix,
        path=base or "/",
        networks=CookieSigner(secret_key, f"network{of_party}"),
        links=CookieSigner(secret_key, f"link{of_party}"),
        shares=CookieSigner(secret_key, f"share{of_party}"),
        steps=CookieSigner(secret_key, f"step{of_party}"),
    )
