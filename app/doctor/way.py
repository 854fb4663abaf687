"""The way from a phone's browser to the app: the address, what stands in between, what it lets through."""

import json
import socket
import ssl
from email.utils import parsedate_to_datetime

from app.base.clock import now
from app.base.config import Config
from app.doctor.findings import Finding, good, note, wrong
from app.doctor.visitor import TIMEOUT_S, Answer, Visitor
from app.intake.admission import SizeLimits

MAX_CLOCK_ERROR_S = 5.0
CERTIFICATE_SOON_DAYS = 14
REFUSAL_WAIT_S = 1.5
FAR_TOO_LARGE = 10**15
NO_FILE = f"/media/00/{'0' * 30}/none.jpg"
NO_UPLOAD = f"/api/uploads/{'0' * 32}"
PRIVATE_PATHS = (
    "/private/secret.key",
    "/data/private/secret.key",
    "/media/../private/secret.key",
    "/media/%2e%2e/private/secret.key",
    "/media../private/secret.key",
)


def check_address(config: Config, visitor: Visitor) -> list[Finding]:
    """Say where the guests' address leads, and whether the QR codes carry it."""
    check = "Guests’ address"
    try:
        addresses = visitor.addresses()
        is_loopback = visitor.is_loopback()
    except OSError as error:
        return [
            wrong(
                check,
                f"{visitor.host} is not a name that this machine can find ({error}).",
                "Correct PARTYWALL_PUBLIC_URL, or the name in your router or DNS.",
            )
        ]
    findings = []
    if is_loopback:
        findings.append(
            wrong(
                check,
                f"{visitor.url} is this machine alone: no phone can open it.",
                "Set PARTYWALL_PUBLIC_URL to the address that phones reach this machine by, "
                "such as http://192.168.1.20:8080.",
            )
        )
    else:
        findings.append(good(check, f"{visitor.url} leads to {', '.join(addresses)}."))
    if visitor.url != config.guest_url():
        findings.append(
            note(
                "QR code",
                f"The QR codes lead to {config.guest_url()}, and not to the address that was checked.",
                f"If guests are to come by this one, set PARTYWALL_PUBLIC_URL={visitor.url}",
            )
        )
    return findings


def check_reached(visitor: Visitor) -> tuple[Answer | None, list[Finding]]:
    """Ask /livez at the guests' address. If the app does not answer, there is nothing more to check there."""
    check = "Way to the app"
    try:
        answer = visitor.ask("/livez")
    except OSError as error:
        return None, [
            wrong(
                check,
                f"Nothing answers at {visitor.url} ({error}).",
                "Start the server, or nginx in front of it; then look at the firewall and at the address.",
            )
        ]
    if answer.status in (502, 503, 504):
        return None, [
            wrong(
                check,
                f"What answers at {visitor.url} cannot reach the app (status {answer.status}).",
                "Start the app, and compare nginx’s upstream with PARTYWALL_HOST and PARTYWALL_PORT.",
            )
        ]
    if answer.status != 200 or not _is_alive(answer.body):
        return None, [
            wrong(
                check,
                f"Something else than Partywall answers at {visitor.url} (status {answer.status}).",
                "Another program has this port, or nginx’s default site stands before ours.",
            )
        ]
    version = {10: "HTTP/1.0", 11: "HTTP/1.1"}.get(answer.version, f"HTTP version {answer.version}")
    finding = good(check, f"The app answers through {_between(answer) or 'nothing in between'}, {version}.")
    if answer.version < 11:
        finding = wrong(check, "The proxy answers with HTTP/1.0.", "Let it speak HTTP/1.1 or HTTP/2.")
    return answer, [finding]


def is_proxied(answer: Answer) -> bool:
    return _between(answer) != ""


def check_trust(config: Config, answer: Answer) -> list[Finding]:
    """Compare the proxies that stand in between with those that the app believes."""
    check = "Proxy’s word"
    if is_proxied(answer) and config.trusted_proxies == 0:
        return [
            wrong(
                check,
                "A proxy stands in front, and the app does not take its word for who is asking.",
                "Set PARTYWALL_TRUSTED_PROXIES=1, or to its address where others can reach the app’s port, "
                "so that one guest’s limit is not everybody’s.",
            )
        ]
    if not is_proxied(answer) and config.trusted_proxies:
        return [
            note(
                check,
                "The app believes a proxy’s headers, and no proxy was seen on this way.",
                "Without one in front, set PARTYWALL_TRUSTED_PROXIES=0: anybody could forge these headers.",
            )
        ]
    return [good(check, "The app believes exactly those who stand in front of it.")]


def check_clock(answer: Answer) -> list[Finding]:
    check = "Clock"
    try:
        theirs = parsedate_to_datetime(answer.headers["Date"])
    except (KeyError, ValueError, TypeError):
        return [note(check, "What answers does not say what time it is.", "Let the proxy send a Date.")]
    apart_s = (theirs - now()).total_seconds()
    if abs(apart_s) > MAX_CLOCK_ERROR_S:
        way = "ahead of" if apart_s > 0 else "behind"
        return [
            wrong(
                check,
                f"The clock of what answers is {abs(apart_s):.0f} s {way} this machine’s.",
                "Set both by the network: timedatectl set-ntp true",
            )
        ]
    return [good(check, f"It differs by {abs(apart_s):.0f} s from the one of what answers.")]


def check_certificate(visitor: Visitor) -> list[Finding]:
    """Check the certificate as a browser does. Without HTTPS, say which features are missing."""
    check = "Certificate"
    if not visitor.is_secure:
        return [good(check, "None is needed on plain HTTP: no offline pages then, and no screen lock.")]
    context = ssl.create_default_context()
    context.set_alpn_protocols(["h2", "http/1.1"])
    try:
        with (
            socket.create_connection((visitor.host, visitor.port), timeout=TIMEOUT_S) as raw,
            context.wrap_socket(raw, server_hostname=visitor.host) as secured,
        ):
            ends = ssl.cert_time_to_seconds(str((secured.getpeercert() or {})["notAfter"]))
            protocol = secured.selected_alpn_protocol()
    except ssl.SSLCertVerificationError as error:
        return [
            wrong(
                check,
                f"Phones will not accept it: {error.verify_message}.",
                "Get one for exactly this name from an authority that phones know, and renew it in time.",
            )
        ]
    except OSError as error:
        return [wrong(check, f"No secure connection: {error}.", "Look at nginx’s ssl lines and its log.")]
    days = (ends - now().timestamp()) / 86400
    findings = [good(check, f"It is valid for {days:.0f} more days.")]
    if days < CERTIFICATE_SOON_DAYS:
        findings = [note(check, f"It ends in {days:.0f} days.", "Renew it before the party.")]
    if protocol != "h2":
        findings.append(
            note("HTTP/2", "It is off: each page’s stream takes one of six connections.", "http2 on;")
        )
    return findings


def check_body_limit(config: Config, visitor: Visitor, *, has_video: bool) -> list[Finding]:
    """Announce bodies without sending them: a proxy refuses by the announced size, and nothing is stored."""
    check = "Size of files"
    max_bytes = SizeLimits(config.max_photo_mb, config.max_video_mb).max_bytes(has_video)
    max_mb = max_bytes // (1024 * 1024)
    findings = []
    for method, path, kind in (
        ("POST", "/api/new_photo", "text/plain"),
        ("PATCH", NO_UPLOAD, "application/offset+octet-stream"),
    ):
        headers = {
            "Content-Type": kind,
            "Content-Length": str(max_bytes),
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": "0",
        }
        try:
            refused = visitor.announce(method, path, headers, REFUSAL_WAIT_S)
        except OSError as error:
            findings.append(wrong(check, f"{path}: {error}.", "Look at the proxy’s log."))
            continue
        if refused == 413:
            findings.append(
                wrong(
                    check,
                    f"The proxy refuses a file of {max_mb} MB at {path}.",
                    f"In nginx: client_max_body_size {max_mb + 4}m; for this location.",
                )
            )
    return findings or [
        good(check, f"{max_mb} MB come through."),
        *_own_words(visitor),
    ]


def _own_words(visitor: Visitor) -> list[Finding]:
    """Ask to send far too much: the refusal must be the app's own sentence, not a proxy's page."""
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(FAR_TOO_LARGE), "Content-Length": "0"}
    try:
        answer = visitor.ask("/api/uploads", "POST", headers)
    except OSError as error:
        return [wrong("Refusals", f"None comes at all ({error}).", "Look at the proxy’s log.")]
    if answer.is_ours and answer.status >= 400:
        return [good("Refusals", "What the app says to a guest arrives word for word.")]
    return [
        wrong(
            "Refusals",
            "A refusal of the app is replaced by something else on its way.",
            "In nginx: proxy_intercept_errors off;",
        )
    ]


def check_files(config: Config, visitor: Visitor, answer: Answer) -> list[Finding]:
    """Check who serves the pictures, and that nobody can fetch private files or the operator's pages.

    With a store, there is no folder that a proxy could serve.
    """
    findings = []
    check = "Pictures"
    picture = _status(visitor, NO_FILE)
    has_folder = config.storage_url is None
    if has_folder and picture is not None and is_proxied(answer) and picture.is_ours:
        findings.append(
            note(
                check,
                "The proxy passes pictures on to the app, which has better things to do.",
                "Let nginx serve the folder public/ itself, as nginx/default.conf.template does.",
            )
        )
    else:
        findings.append(good(check, "They are served by whoever should."))
    opened = [path for path in PRIVATE_PATHS if (got := _status(visitor, path)) and got.status == 200]
    if opened:
        findings.append(
            wrong(
                "Private files",
                f"{opened[0]} can be opened by anybody.",
                "Let the proxy serve public/ only, and never the data folder.",
            )
        )
    else:
        findings.append(good("Private files", "They cannot be opened from outside."))
    numbers = _status(visitor, "/metrics")
    is_outside = is_proxied(answer) or not visitor.is_loopback()
    if numbers is not None and is_outside and numbers.status == 200:
        findings.append(
            wrong("Numbers", "Guests can read /metrics.", "In nginx: location /metrics { return 404; }")
        )
    return findings


def _status(visitor: Visitor, path: str) -> Answer | None:
    try:
        return visitor.ask(path)
    except OSError:
        return None


def _is_alive(body: bytes) -> bool:
    try:
        return bool(json.loads(body).get("alive"))
    except (ValueError, AttributeError):
        return False


def _between(answer: Answer) -> str:
    """Name what stands in front: the app itself sends neither of these headers."""
    return answer.headers.get("Server") or answer.headers.get("Via") or ""
