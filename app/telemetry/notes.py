"""What is noted about the current request, from its first byte to its last, for the log and the numbers.

No name, caption, address or full id is ever noted: who looked at which photo, and when, is private.
"""

import hashlib
import re
import secrets
import time
from contextvars import ContextVar
from dataclasses import dataclass, field

UNKNOWN_ROUTE = "unknown"
REQUEST_ID_HEADER = "X-Request-Id"
# A proxy's request id may not break a log line or fill one.
REQUEST_ID_PATTERN = re.compile(r"[0-9A-Za-z-]{8,64}")
# New with every start. Lines of two guests can be told apart, but lead to nobody.
_SALT = secrets.token_bytes(16)


@dataclass(slots=True)
class RequestNote:
    """`route` is the template, never the path. `status` stays None until an answer begins. `has_left` says
    that the client closed the connection before its answer was complete.
    """

    id: str
    method: str
    began_at: float = field(default_factory=time.monotonic)
    route: str = UNKNOWN_ROUTE
    status: int | None = None
    is_stream: bool = False
    has_left: bool = False
    events_before: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    guest_id: str | None = None

    @property
    def guest(self) -> str:
        """Name the guest for the log: the same name in all lines of this process, and useless elsewhere."""
        if self.guest_id is None:
            return "-"
        return hashlib.blake2s(self.guest_id.encode(), key=_SALT, digest_size=4).hexdigest()


_current: ContextVar[RequestNote | None] = ContextVar("request_note", default=None)


def begin(note: RequestNote) -> None:
    """Make `note` the current one in this task and in every task that it starts."""
    _current.set(note)


def current() -> RequestNote | None:
    """Return the note of the request that this runs for, or None."""
    return _current.get()


def request_id(claimed: str | None) -> str:
    """Return the id that the proxy gave a request if it is well-formed, else a random one."""
    if claimed is not None and REQUEST_ID_PATTERN.fullmatch(claimed):
        return claimed
    return secrets.token_hex(8)
