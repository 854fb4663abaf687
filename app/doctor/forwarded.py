"""What the proxies in front tell the app about a guest, and whether a certificate issuer can get through.

/livez says which address and scheme the app sees. The check compares them with the visitor's real ones, and
repeats it with a false claim.
"""

import ipaddress
import json
from dataclasses import dataclass

from app.base.config import Config
from app.doctor.findings import Finding, good, note, wrong
from app.doctor.visitor import Answer, Visitor
from app.server.proxies import is_named

CHECK = "Who is asking"
# Reserved for examples (RFC 5737), so it is nobody's address.
CLAIMED = "192.0.2.77"
CHALLENGE = "/.well-known/acme-challenge/partywall-doctor"
NAME_IT = "and name its address in PARTYWALL_TRUSTED_PROXIES (see docs/https.md)."


@dataclass(frozen=True, slots=True)
class Seen:
    """The address and scheme that the app sees for a visitor."""

    address: str
    scheme: str


def check_who_asks(config: Config, visitor: Visitor, answer: Answer) -> list[Finding]:
    """Compare the visitor with what the app sees of them; `answer` is the answer of /livez."""
    seen = _seen(answer)
    if seen is None:
        return []
    findings = []
    if visitor.is_secure and seen.scheme != "https":
        findings.append(
            wrong(
                "HTTPS",
                "The app takes HTTPS for plain HTTP: its cookies are not Secure.",
                f"In the proxy: proxy_set_header X-Forwarded-Proto $scheme; {NAME_IT}",
            )
        )
    try:
        as_claimed = _seen(visitor.ask("/livez", headers={"X-Forwarded-For": CLAIMED}))
        own_address = visitor.own_address()
    except OSError:
        return findings
    # The question came from a named proxy's own address, so the app is right to believe it.
    is_proxys = is_named(config.trusted_proxies, own_address)
    if as_claimed is not None and as_claimed.address == CLAIMED and not is_proxys:
        findings.append(
            wrong(
                CHECK,
                "Anybody can write an address of their own choice, and so be without limits.",
                "In the proxy: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; and for the app "
                "addresses in PARTYWALL_TRUSTED_PROXIES, not a number (see docs/https.md).",
            )
        )
    elif seen.address != own_address and _is_inside(seen.address):
        findings.append(
            note(
                CHECK,
                f"This machine asked as {own_address}, and the app saw {seen.address}: if that is a proxy, "
                "all guests share one limit.",
                f"In that proxy: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; {NAME_IT}",
            )
        )
    return findings or [good(CHECK, f"The app sees {seen.address}, by {seen.scheme}.")]


def check_challenge(visitor: Visitor) -> list[Finding]:
    """Ask as a certificate issuer does, by plain HTTP. Only an nginx in front may need a rule for it."""
    plain = Visitor(f"http://{visitor.host}") if visitor.is_secure else visitor
    try:
        answer = plain.ask(CHALLENGE)
    except OSError:
        return []
    is_nginx = "nginx" in answer.headers.get("Server", "")
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    if not is_nginx or not is_page or answer.status not in (403, 404):
        return []
    return [
        note(
            "Challenges",
            "nginx does not let an issuer of certificates look into /.well-known/acme-challenge/.",
            "In nginx: location ^~ /.well-known/acme-challenge/ { root /the/webroot; } (see docs/https.md).",
        )
    ]


def _seen(answer: Answer) -> Seen | None:
    try:
        said = json.loads(answer.body)
        return Seen(str(said["address"]), str(said["scheme"]))
    except (ValueError, KeyError, TypeError):
        return None


def _is_inside(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return False
