"""Checks the event stream as it arrives at a phone: at once, one by one, and as long as the party lasts.

The first bytes prove little. A proxy may pass them on with the answer's head, and then hold events back until
some kilobytes have gathered. The app's next ping is the proof.
"""

from collections.abc import Iterator
from enum import Enum

from app.doctor.findings import Finding, good, note, wrong
from app.doctor.visitor import Answer, Visitor

FIRST_BYTES_S = 3.0
# The app sends a ping every 15 s.
MAX_SILENCE_S = 20.0
CHECK = "Stream"
UNBUFFERED = (
    "In nginx, for /api/events: proxy_buffering off; gzip off; (see nginx/default.conf.template). "
    "Where one more proxy stands before it: proxy_pass_header X-Accel-Buffering; (see docs/https.md)."
)
LOOK = "Look at the proxy’s log, and at its location for /api/events."

Pieces = Iterator[tuple[float, bytes]]


class Patience(Enum):
    """How long to listen, in seconds: to the beginning, to the first ping, or past one-minute time-outs."""

    QUICK = 0.0
    USUAL = 1.0
    THOROUGH = 75.0


def check_stream(visitor: Visitor, patience: Patience) -> list[Finding]:
    try:
        with visitor.stream("/api/events", MAX_SILENCE_S) as (answer, pieces):
            return _begin(answer, pieces) or [*_compression(answer), *_listen(pieces, patience)]
    except TimeoutError:
        return [wrong(CHECK, f"Nothing came for {MAX_SILENCE_S:.0f} s: events are held back.", UNBUFFERED)]
    except OSError as error:
        return [wrong(CHECK, f"It breaks off ({error}).", LOOK)]


def _begin(answer: Answer, pieces: Pieces) -> list[Finding]:
    """Return what is wrong with the beginning; nothing when the app's first words came at once."""
    kind = answer.headers.get("Content-Type", "")
    if answer.status != 200 or not kind.startswith("text/event-stream"):
        return [wrong(CHECK, f"It is no stream (status {answer.status}).", LOOK)]
    took_s, said = next(pieces, (0.0, b""))
    if not said:
        return [wrong(CHECK, "It ends before it says anything.", LOOK)]
    if took_s > FIRST_BYTES_S:
        return [wrong(CHECK, f"Its first event took {took_s:.1f} s.", UNBUFFERED)]
    return []


def _compression(answer: Answer) -> list[Finding]:
    if answer.headers.get("Content-Encoding") is None:
        return []
    return [note(CHECK, "The proxy compresses it, at 256 kB of memory for each screen.", UNBUFFERED)]


def _listen(pieces: Pieces, patience: Patience) -> list[Finding]:
    heard_s = longest_s = 0.0
    if patience is Patience.QUICK:
        return [good(CHECK, "Its first event comes at once; whether others do was not waited for.")]
    for at_s, _ in pieces:
        longest_s, heard_s = max(longest_s, at_s - heard_s), at_s
        if at_s >= patience.value:
            if patience is Patience.USUAL:
                return [good(CHECK, f"Events come one by one; a sign of life after {at_s:.0f} s.")]
            return [good(CHECK, f"It holds for {at_s:.0f} s, {longest_s:.0f} s at most between two events.")]
    return [
        wrong(
            CHECK,
            f"It was cut after {heard_s:.0f} s.",
            "In nginx, for /api/events: proxy_read_timeout 300s; send_timeout 60s;",
        )
    ]
