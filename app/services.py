"""The parts that views work with, made once for each server in factory.py."""

from dataclasses import dataclass, field
from typing import cast

from quart import current_app

from app.actions.core import Core
from app.actions.uploads import UploadLimits
from app.config import Config
from app.feed.shared_pages import SharedPages
from app.jobs.admission import SizeLimits
from app.jobs.media_pool import MediaPool
from app.jobs.processing import Processor
from app.limits import BodyPlaces
from app.security import CookieSigner, Passwords
from app.shared_limits import SharedRateLimiter
from app.storage import Partials
from app.telemetry.metrics import Metrics

EXTENSION = "partywall"


@dataclass(frozen=True, slots=True)
class Services:
    """`guest_url` is the address that links and QR codes carry."""

    config: Config
    core: Core
    pool: MediaPool
    processor: Processor
    passwords: Passwords
    guest_cookies: CookieSigner
    device_cookies: CookieSigner
    limiter: SharedRateLimiter
    places: BodyPlaces
    partials: Partials
    upload_limits: UploadLimits
    size_limits: SizeLimits
    guest_url: str
    metrics: Metrics
    shared_pages: SharedPages = field(default_factory=SharedPages)


def services() -> Services:
    return cast(Services, current_app.extensions[EXTENSION])
