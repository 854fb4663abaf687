"""Whether the app sees the address that was asked for. If not, its own pages look like another website."""

import json

from app.doctor.findings import Finding, good, wrong
from app.doctor.visitor import Answer, Visitor

CHECK = "Own name"
REFUSED = ("FOREIGN_SITE", "WRONG_HOST")
# Without a refusal for its origin it is refused for its size, so nothing is stored.
HEADERS = {"Tus-Resumable": "1.0.0", "Upload-Length": str(10**15), "Content-Length": "0"}


def check_own_name(visitor: Visitor) -> list[Finding]:
    """Ask as our own page does when it sends a photo: with the address that the browser shows."""
    try:
        answer = visitor.ask("/api/uploads", "POST", {**HEADERS, "Origin": visitor.url})
    except OSError as error:
        return [wrong(CHECK, f"No answer comes to a page that sends ({error}).", "Look at the proxy’s log.")]
    if _code(answer) in REFUSED:
        return [
            wrong(
                CHECK,
                f"Every photo would be refused: the app does not hear that it was asked as {visitor.url}.",
                "In nginx: proxy_set_header Host $http_host; or set PARTYWALL_PUBLIC_URL to that address.",
            )
        ]
    return [good(CHECK, "The app hears by which address it was asked.")]


def _code(answer: Answer) -> str:
    try:
        return str(json.loads(answer.body)["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return ""
