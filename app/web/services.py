"""What views work with: the parts of the process, and the request's party."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

from quart import current_app, request

from app.base.config import Config
from app.base.errors import disk_full
from app.intake.admission import SizeLimits
from app.intake.quotas import Quotas
from app.intake.upload_room import UploadLimits
from app.notices.calling import Caller
from app.notices.reset_mails import ResetMails
from app.parties.registry import Parties
from app.parties.scope import PartyScope
from app.people.passwords import Passwords
from app.people.provider import Provider
from app.people.wrong_codes import WrongCodes
from app.processing.media_pool import MediaPool
from app.processing.processor import Processor
from app.screens.known import Screens
from app.storage import Partials
from app.telemetry.metrics import Metrics
from app.web.limits import BodyPlaces
from app.web.shared_limits import SharedRateLimiter

EXTENSION = "partywall"
PARTY = "partywall.party"
"""Where a request carries its party, or the reason why there is none."""


@dataclass(slots=True)
class BodiesUnderWay:
    """The announced size of the plain bodies that are being received now."""

    announced_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Services:
    """`server_url` is the beginning of addresses in links and QR codes, without a party's path.

    `reset_mails` is None if the operator has set no SMTP server, `provider` if there is none to sign in with.
    """

    config: Config
    parties: Parties
    pool: MediaPool
    processor: Processor
    passwords: Passwords
    limiter: SharedRateLimiter
    places: BodyPlaces
    partials: Partials
    upload_limits: UploadLimits
    quotas: Quotas
    size_limits: SizeLimits
    server_url: str
    metrics: Metrics
    screens: Screens
    caller: Caller
    reset_mails: ResetMails | None
    provider: Provider | None
    wrong_codes: WrongCodes = field(default_factory=WrongCodes)
    bodies: BodiesUnderWay = field(default_factory=BodiesUnderWay)

    def refuse_on_full_disk(self, more: int = 0) -> None:
        """Raise if `more` bytes would use the space that uploads must leave free."""
        taken = self.upload_limits.min_free_bytes + self.bodies.announced_bytes
        if self.parties.site.storage.free_bytes() < taken + more:
            raise disk_full()

    @contextmanager
    def room_for_body(self, announced_bytes: int) -> Iterator[None]:
        """Keep room for a body while it is received; raise if there is none.

        Its written bytes count twice meanwhile, so the disk never gets fuller than it may be.
        """
        self.refuse_on_full_disk(announced_bytes)
        self.bodies.announced_bytes += announced_bytes
        try:
            yield
        finally:
            self.bodies.announced_bytes -= announced_bytes


def services() -> Services:
    return cast(Services, current_app.extensions[EXTENSION])


def party_scope() -> PartyScope:
    """Return the request's party, which the door has found (web/door.py)."""
    found = cast(PartyScope | Exception, request.scope["extensions"][PARTY])
    if isinstance(found, Exception):
        raise found
    return found


def guest_url() -> str:
    """Return the address in the links and QR codes of the request's party."""
    return services().server_url + party_scope().base
