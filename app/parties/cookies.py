"""A party's cookies: their names, keys, lifetimes and path."""

from dataclasses import dataclass

from app.base.signing import CookieSigner, SignedCookie

GUEST_HEADER = "Partywall-Guest"
"""The header that carries the guest cookie's value from our page in a browser that keeps no cookies.

Another site can send it only after a CORS preflight, and we allow none."""


GUEST_COOKIE = "partywall_guest"


ENTRY_COOKIE = "partywall_entry"
"""Says that its browser was let in, in which round and by which door."""


SCREEN_COOKIE = "partywall_screen"
"""Says that its browser is a big screen, which shows all photos. It is valid for the entry code's round."""


HOST_COOKIE = "partywall_host"
LANGUAGE_COOKIE = "partywall_language"
CHALLENGE_COOKIE = "partywall_challenge"


HOST_DEVICE_COOKIE = "partywall_host_device"


# Browsers cap a cookie's life at 400 days. A guest still owns their photos next summer.
GUEST_COOKIE_S = 400 * 24 * 3600


SESSION_S = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class PartyCookies:
    """The cookies of one party. Another party's cookies have other names, other keys and another path."""

    guest: SignedCookie
    host_device: SignedCookie
    entry: SignedCookie
    screen: SignedCookie
    host: str
    language: str
    """Carries the language that a guest has chosen."""
    challenge: str
    """Carries the challenge that a passkey must sign; only the browser that asked gets it."""
    path: str
    networks: CookieSigner
    """Makes the records' names for the networks that guests come from."""
    links: CookieSigner
    """Hashes the codes that make another browser the same guest."""
    shares: CookieSigner
    """Makes the addresses of share links, and signs that a browser has given a link's code."""
    steps: CookieSigner
    """Signs that a password was right a moment ago, while the second factor is asked for."""


def party_cookies(secret_key: str, party_id: str, base: str) -> PartyCookies:
    """Name and sign a party's cookies. The default party (an empty `base`) keeps earlier releases' names."""
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
