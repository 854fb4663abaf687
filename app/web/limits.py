"""Rate limits of a party: by guest first, by address second, since everyone at it shares one address.

Generic Cell Rate Algorithm (ITU-T I.371): one time stamp for each key says when its bucket would be empty.
A view carries its limit as an attribute, so that a test can find a view without one.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from app.base.addresses import network_of
from app.base.errors import N_, AppError

F = TypeVar("F", bound=Callable[..., object])

MAX_KEYS = 50_000
KEPT_KEYS_SHARE = 0.9
"""How many keys are kept when there are too many: to make room for each one alone costs a search each."""
ATTRIBUTE = "partywall_limit"
# Sums of times are rounded. Without this the last request of a burst might be refused for a billionth of a
# second, or one that came back exactly on time.
ROUNDING_S = 1e-4


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` requests at once, and again `count` spread over `per_s` seconds."""

    count: int
    per_s: float

    @property
    def step_s(self) -> float:
        return self.per_s / self.count


@dataclass(frozen=True, slots=True)
class Limit:
    """What one guest may do, and what all who share an address may do together.

    `everyone` bounds all addresses together. Each party is counted by itself. `is_scarce` is for limits that
    new cookies could wash out, such as guesses at secrets: these counts are kept apart, where a crowd of
    cookies cannot displace them. `is_shared` is false for limits that only protect a process from too much
    work. Each server counts these by itself, since asking Redis would cost more than the request.
    """

    name: str
    guest: Rate
    address: Rate
    everyone: Rate | None = None
    is_scarce: bool = False
    is_shared: bool = True


# An address is a whole party behind one router: it gets what 200 busy guests need.
READ = Limit("read", guest=Rate(1200, 60), address=Rate(60_000, 60), is_shared=False)
# A fast scroll through the gallery asks for hundreds of pictures. Each is a file and no query.
PICTURE = Limit("picture", guest=Rate(12_000, 60), address=Rate(600_000, 60), is_shared=False)
STREAM = Limit("stream", guest=Rate(120, 60), address=Rate(20_000, 60), is_shared=False)
# Addresses of parties that do not exist: a mistyped link, or somebody who tries names.
UNKNOWN_PARTY = Limit("unknown-party", guest=Rate(60, 60), address=Rate(600, 60), is_shared=False)
WRITE = Limit("write", guest=Rate(300, 60), address=Rate(6_000, 60))
UPLOAD = Limit("upload", guest=Rate(300, 60), address=Rate(6_000, 60))
# Names of guests who have sent nothing: each makes a row. A phone that is refused sends its name again with
# its first photo.
NEWCOMER = Limit("newcomer", guest=Rate(30, 600), address=Rate(300, 600), is_scarce=True)
# A screen reports every few seconds and with every photo. That is work in memory, and at times one read.
REPORT = Limit("report", guest=Rate(600, 60), address=Rate(30_000, 60), is_shared=False)
# A guest's reports about photos.
REPORT_PHOTO = Limit("report-photo", guest=Rate(20, 600), address=Rate(300, 600), is_scarce=True)
# Comments: more than anybody types, and less than a program would.
COMMENT = Limit("comment", guest=Rate(20, 300), address=Rate(1_500, 300), is_scarce=True)
# The panic button, counted without a query: a thumb may press it again and again.
PANIC = Limit("panic", guest=Rate(120, 60), address=Rate(6_000, 60), is_shared=False)
# New versions of a picture, and looks at earlier ones: each keeps a worker busy for a moment.
EDIT = Limit("edit", guest=Rate(120, 60), address=Rate(2_000, 60))
# The pieces of an upload that has begun: a program may cut a photo into many.
RESUME = Limit("resume", guest=Rate(1200, 60), address=Rate(60_000, 60))
# The password: a few tries for a device, a slow trickle for an address, and a slow trickle for all addresses
# together. A device that the host has used before is counted by itself. So guessing, from the same network
# or from the whole world, cannot lock the host out.
PASSWORD = Limit(
    "password", guest=Rate(6, 180), address=Rate(30, 300), everyone=Rate(60, 600), is_scarce=True
)
PASSWORD_FROM_HOST_DEVICE = Limit(
    "password-device", guest=Rate(10, 60), address=Rate(6_000, 60), is_scarce=True
)
# Mails with a link to a new password: by the asking device, and by the address that they would fill.
RESET_MAIL = Limit(
    "reset-mail", guest=Rate(6, 3600), address=Rate(60, 3600), everyone=Rate(300, 3600), is_scarce=True
)
RESET_MAIL_TO = Limit("reset-mail-to", guest=Rate(3, 3600), address=Rate(60, 3600), is_scarce=True)
# Challenges for passkeys: each is a row for some minutes.
CHALLENGE = Limit("challenge", guest=Rate(30, 60), address=Rate(600, 60), is_scarce=True)
# Codes of a second factor, by account: the person has the password already, and a code has six digits.
SECOND_FACTOR = Limit("second-factor", guest=Rate(10, 900), address=Rate(1_000, 900), is_scarce=True)
# Invitations: their tokens cannot be guessed, so this only stops long attempts. Everybody at a party has one
# address, and nobody may lock the helpers out of it.
INVITATION = Limit("invitation", guest=Rate(20, 60), address=Rate(300, 60), is_scarce=True)
# Codes for a second phone, made and tried. Of the tries only the wrong ones count in the end.
LINK = Limit("link", guest=Rate(20, 600), address=Rate(2_000, 600))
JOIN = Limit("join", guest=Rate(20, 600), address=Rate(600, 600), everyone=Rate(1_000, 600), is_scarce=True)
# The code to get in. Right ones do not count. Hosts pick short codes, so all addresses share a limit.
ENTRY = Limit("entry", guest=Rate(20, 600), address=Rate(300, 600), everyone=Rate(600, 600), is_scarce=True)
# The code of a share link: wrong ones, counted for each link as for a guest, so that a crowd of addresses
# cannot try one for long. A browser that has entered it once is not asked again.
LINK_CODE = Limit("link-code", guest=Rate(30, 3600), address=Rate(60, 3600), is_scarce=True)
# Wrong tokens of programs. Right ones are counted by what they ask for.
TOKEN = Limit("token", guest=Rate(60, 60), address=Rate(300, 60), is_scarce=True)
# A guest takes everything home, or has it deleted: both are much work for one request.
TAKE_ALL = Limit("take-all", guest=Rate(6, 600), address=Rate(600, 600))
# Test notices: each is a message to another server.
NOTICE_TRIAL = Limit("notice-trial", guest=Rate(6, 600), address=Rate(100, 600))
# Each makes or deletes a row; a guest taps it a few times.
GUEST_MAIL = Limit("guest-mail", guest=Rate(3, 3600), address=Rate(20, 3600), everyone=Rate(200, 3600))
GUEST_NOTICE = Limit("guest-notice", guest=Rate(20, 600), address=Rate(600, 600))
FORGET = Limit("forget", guest=Rate(6, 600), address=Rate(600, 600))


@dataclass(frozen=True, slots=True)
class Asker:
    """Who is counted: in which party ("" is the server itself), as which guest if known, and from where."""

    party_id: str
    guest: str | None
    address: str


BODIES_AT_ONCE = 6
"""As many connections as a browser opens to one host. Our own page sends two photos at a time."""
PLACE_WAIT_S = 4.0
"""How long one more body waits for one of the others to end."""


def limited(limit: Limit) -> Callable[[F], F]:
    """Give a view its limit. It is applied before the view runs."""

    def mark(view: F) -> F:
        setattr(view, ATTRIBUTE, limit)
        return view

    return mark


def buckets(limit: Limit, asker: Asker) -> list[tuple[str, Rate]]:
    """Return what a request counts against: its network, its guest if there is one, and everyone.

    Each bucket is the party's own: what happens in one party must not refuse anybody in another.
    """
    name = f"{limit.name}:{asker.party_id}"
    named = [(f"{name}:address:{network_of(asker.address)}", limit.address)]
    if asker.guest is not None:
        named.append((f"{name}:guest:{asker.guest}", limit.guest))
    if limit.everyone is not None:
        named.append((f"{name}:everyone", limit.everyone))
    return named


class RateLimiter:
    """Keeps at most MAX_KEYS buckets, and as many scarce ones. It forgets the fullest ones last."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._plain: dict[str, float] = {}
        self._scarce: dict[str, float] = {}

    def check(self, limit: Limit, asker: Asker) -> None:
        """Count one request; raise a 429 that says when to come back. A refused request costs nothing."""
        empty_at = self._scarce if limit.is_scarce else self._plain
        counted = buckets(limit, asker)
        now = self._clock()
        waits = [_wait_s(empty_at, key, rate, now) for key, rate in counted]
        if max(waits) > ROUNDING_S:
            raise too_often(max(waits))
        for key, rate in counted:
            empty_at[key] = max(empty_at.get(key, now), now) + rate.step_s
        if len(empty_at) > MAX_KEYS:
            _forget_emptiest(empty_at)

    def forgive(self, limit: Limit, asker: Asker) -> None:
        """Take back what `check` counted, because only failures should count."""
        empty_at = self._scarce if limit.is_scarce else self._plain
        for key, rate in buckets(limit, asker):
            if key in empty_at:
                empty_at[key] -= rate.step_s

    def __len__(self) -> int:
        return len(self._plain) + len(self._scarce)


def _wait_s(empty_at: dict[str, float], key: str, rate: Rate, now: float) -> float:
    return max(empty_at.get(key, now), now) + rate.step_s - rate.per_s - now


def _forget_emptiest(empty_at: dict[str, float]) -> None:
    # Ordered by when they are empty, not by their last use. A crowd of keys used once empties at once, and
    # must not displace a key that somebody has used up.
    surplus = len(empty_at) - int(MAX_KEYS * KEPT_KEYS_SHARE)
    last_forgotten = sorted(empty_at.values())[surplus - 1]
    for key in [key for key, time_s in empty_at.items() if time_s <= last_forgotten][:surplus]:
        del empty_at[key]


@dataclass(slots=True)
class _Places:
    free: asyncio.Semaphore
    users: int = 0


class BodyPlaces:
    """How many large bodies each guest is sending right now: one guest must not use up the server."""

    def __init__(self, max_each: int = BODIES_AT_ONCE, wait_s: float = PLACE_WAIT_S) -> None:
        self._max_each = max_each
        self._wait_s = wait_s
        self._of_guest: dict[str, _Places] = {}

    @asynccontextmanager
    async def take(self, guest_id: str) -> AsyncIterator[None]:
        """Hold a place while a body is read; raise a 429 if none of the guest's becomes free in time.

        Waiting costs nothing, because a body that is not read holds its sender back.
        """
        places = self._of_guest.setdefault(guest_id, _Places(asyncio.Semaphore(self._max_each)))
        places.users += 1
        try:
            await self._wait(places)
            try:
                yield
            finally:
                places.free.release()
        finally:
            places.users -= 1
            if not places.users:
                del self._of_guest[guest_id]

    async def _wait(self, places: _Places) -> None:
        try:
            async with asyncio.timeout(self._wait_s):
                await places.free.acquire()
        except TimeoutError:
            raise AppError(
                429,
                "TOO_MANY_AT_ONCE",
                N_("Please send a few photos at a time. The next one may start in a moment."),
                headers={"Retry-After": "2"},
            ) from None


def too_often(wait_s: float) -> AppError:
    seconds = max(1, math.ceil(wait_s))
    return AppError(
        429,
        "TOO_OFTEN",
        N_("That was a bit fast. Please try again in %(seconds)s seconds."),
        {"seconds": seconds},
        headers={"Retry-After": str(seconds)},
    )
