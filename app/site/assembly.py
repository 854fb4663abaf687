"""Opens the parts that a server or a command works with, in order, and ends them in reverse order."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Protocol, TypeVar

from app.albums.facts_keeper import FactsKeeper
from app.albums.indexing import Indexer
from app.albums.setting_clocks import ClockKeeper
from app.base.config import Config
from app.base.signing import load_secret_key
from app.db import Database, migrate
from app.exports.checksums import ChecksumKeeper
from app.exports.making import ExportMaker
from app.exports.sweeping import ExportSweeper
from app.feed.broker import make_broker
from app.feed.feed import Feed
from app.intake.admission import SizeLimits
from app.intake.quotas import Quotas
from app.intake.upload_pieces import RecordedPieces
from app.intake.upload_room import UploadLimits
from app.intake.upload_sweep import UploadSweeper
from app.media.errors import Refusal
from app.moderation.releasing import Releaser
from app.notices.calling import Caller
from app.notices.mail import Mailer
from app.notices.push_services import PushServices
from app.notices.pushing import Pusher
from app.notices.reset_mails import ResetMails
from app.parties.registry import Parties
from app.parties.scope import Site
from app.parties.state import ensure_default_party
from app.parties.timekeeper import Timekeeper
from app.people.accounts import ensure_owner
from app.people.passwords import GOOD_NUMBER, GOOD_PASSWORD, Passwords, is_weak_password
from app.people.provider import Client, Provider
from app.people.sessions import ensure_secret_key
from app.processing.clip_maker import ClipMaker
from app.processing.clip_process import ClipProcess, poster_command
from app.processing.media_pool import MediaPool
from app.processing.processor import Processor
from app.processing.recovery import Recovery
from app.processing.rendering import Renderer
from app.processing.worker_process import WorkerUnable
from app.records.secret import COOKIE_KEY, select_secret
from app.screens.known import Screens, open_screens
from app.site.state_shown import show_state
from app.storage.opening import open_partials, open_storage
from app.telemetry.metrics import Metrics
from app.telemetry.watchdog import LoopWatch
from app.web.limits import BodyPlaces
from app.web.provider import BACK_PATH
from app.web.services import Services
from app.web.shared_limits import SharedRateLimiter

logger = logging.getLogger(__name__)

SECRET_KEY_FILE = "secret.key"  # noqa: S105 (a file's name)
MAX_WAITING_PICTURES = 400
MAX_WAITING_POSTERS = 50
MB = 1024 * 1024
SETTLE_S = 0.4
LOW_DISK_MB = 1024
"""With only this much room above the reserved space, a disk is nearly full: an evening brings more."""


class Part(Protocol):
    async def close(self) -> None: ...


class WorkingPart(Part, Protocol):
    async def start(self) -> None: ...


AnyPart = TypeVar("AnyPart", bound=Part)
AnyWorkingPart = TypeVar("AnyWorkingPart", bound=WorkingPart)


class Parts(AsyncExitStack):
    """The open parts, in order. At the exit each part ends before those that it uses."""

    def opened(self, part: AnyPart) -> AnyPart:
        self.push_async_callback(part.close)
        return part

    async def started(self, part: AnyWorkingPart) -> AnyWorkingPart:
        """Start a part. If that fails, it is closed as well."""
        self.opened(part)
        await part.start()
        return part


@asynccontextmanager
async def running_services(config: Config, guest_url: str) -> AsyncIterator[tuple[Services, str | None]]:
    """Open everything, from the lowest layer up. Also yield the host's password if it was made just now."""
    async with Parts() as parts:
        numbers = Metrics()
        watch = await parts.started(LoopWatch(numbers.note_loop_delay))

        storage = await open_storage(config)
        await asyncio.to_thread(migrate, config.records)
        database = parts.opened(await Database.open(config.records))
        database.on_transaction = numbers.note_transaction
        partials = await open_partials(config, RecordedPieces(database))
        secret_key = await _secret_key(config, database)
        limiter = parts.opened(SharedRateLimiter(config.redis_url))
        passwords = Passwords()
        party = await ensure_default_party(database, config.title)
        made_password = await ensure_owner(database, passwords, party, config.admin_password)
        _warn_of_weak_password(config.admin_password)

        posters = await started_posters(config, _rooms(config))
        if posters is not None:
            parts.opened(posters).on_picture = numbers.note_picture
        has_video_codec = posters is not None
        feed = await parts.started(Feed(database, make_broker(config.redis_url), has_video_codec))
        site = Site(database, storage, has_video_codec)
        parties = parts.opened(Parties(site, feed, secret_key))
        await parties.start(party.id)

        pool = _picture_pool(config)
        pool.on_picture = numbers.note_picture
        clips = _clip_maker(config, parties) if has_video_codec else None
        processor = parts.opened(Processor(parties, Renderer(pool, posters), partials, clips))
        await parts.started(pool)
        # Nothing new begins at this point, and the workers still run: finish what is nearly done.
        parts.push_async_callback(site.settle, SETTLE_S)
        await parts.started(Recovery(parties, processor, partials))
        if clips is not None:
            clips.on_clip = numbers.note_clip
            await parts.started(clips)
        await parts.started(UploadSweeper(parties, processor, partials))
        await parts.started(ChecksumKeeper(site))
        await parts.started(Indexer(site))
        await parts.started(FactsKeeper(site, processor, pool))
        await parts.started(ClockKeeper(parties))
        await parts.started(ExportSweeper(site))
        await parts.started(ExportMaker(parties, _rooms(config), config.min_free_mb * MB))
        await parts.started(Timekeeper(parties))
        await parts.started(Releaser(parties, processor))

        show_state(numbers, parties, pool, clips, watch)
        screens = parts.opened(open_screens(config.redis_url))
        mailer = _mailer(config)
        caller = await parts.started(_caller(config, parties, screens, mailer, guest_url))
        reset_mails = None
        if mailer is not None:
            reset_mails = await parts.started(ResetMails(database, config, mailer, guest_url))
        services = Services(
            config=config,
            parties=parties,
            pool=pool,
            processor=processor,
            passwords=passwords,
            limiter=limiter,
            places=BodyPlaces(),
            partials=partials,
            upload_limits=_upload_limits(config),
            quotas=Quotas(config.guest_kept_mb * MB, config.address_kept_mb * MB),
            size_limits=SizeLimits(config.max_photo_mb, config.max_video_mb),
            server_url=guest_url,
            metrics=numbers,
            screens=screens,
            caller=caller,
            reset_mails=reset_mails,
            provider=_provider(config, guest_url),
        )
        yield services, made_password


def _warn_of_weak_password(password: str | None) -> None:
    if password is not None and is_weak_password(password):
        logger.warning(
            "PARTYWALL_ADMIN_PASSWORD could be guessed: strangers get about 3,000 tries in a night. "
            "Take at least %d characters, or %d digits.",
            GOOD_PASSWORD,
            GOOD_NUMBER,
        )


async def _secret_key(config: Config, database: Database) -> str:
    """Find the key that signs cookies. Servers with the same records agree on it, without a shared folder."""
    if config.secret_key is not None:
        return config.secret_key
    if database.is_shared:
        return await ensure_secret_key(database)
    async with database.reading() as connection:
        # It is in a copy of records that several servers shared.
        kept = await select_secret(connection, COOKIE_KEY)
    if kept is not None:
        return kept
    return await asyncio.to_thread(load_secret_key, config.data_dir / "private" / SECRET_KEY_FILE)


async def started_posters(config: Config, rooms: Path | None = None) -> MediaPool | None:
    """Start the process that makes posters; None, with one line in the log, if videos cannot be opened."""
    pool = MediaPool(
        workers=1,
        memory_mb=config.decode_memory_mb,
        timeout_s=config.decode_timeout_s,
        max_pixels=config.max_pixels,
        max_waiting=MAX_WAITING_POSTERS,
        rooms=rooms,
        command=poster_command(config.decode_memory_mb, looks_for_faces=config.looks_for_faces),
        slow=Refusal.VIDEO_TOO_HEAVY,
        broken=Refusal.BROKEN_VIDEO,
    )
    try:
        await pool.start()
    except WorkerUnable as unable:
        logger.warning("Guests can send photos but no videos: %s.", unable)
        return None
    return pool


def _rooms(config: Config) -> Path:
    """Return where decoders work: on the disk of the originals, and of the renditions' folder."""
    return config.data_dir / "private" / "workers"


def _picture_pool(config: Config) -> MediaPool:
    return MediaPool(
        workers=config.worker_count,
        memory_mb=config.decode_memory_mb,
        timeout_s=config.decode_timeout_s,
        max_pixels=config.max_pixels,
        max_waiting=MAX_WAITING_PICTURES,
        rooms=_rooms(config),
        looks_for_faces=config.looks_for_faces,
    )


def _clip_maker(config: Config, parties: Parties) -> ClipMaker:
    return ClipMaker(parties, ClipProcess(config.clip_timeout_s, config.decode_memory_mb, config.max_pixels))


def _mailer(config: Config) -> Mailer | None:
    if config.smtp_url and not config.mail_from:
        logger.warning("PARTYWALL_SMTP_URL needs PARTYWALL_MAIL_FROM: no mails are sent.")
    return Mailer(config.smtp_url, config.mail_from) if config.smtp_url and config.mail_from else None


def _provider(config: Config, server_url: str) -> Provider | None:
    if config.oidc_issuer is None or config.oidc_client_id is None:
        return None
    back = server_url + BACK_PATH
    return Provider(Client(config.oidc_issuer, config.oidc_client_id, config.oidc_client_secret, back))


def _caller(
    config: Config, parties: Parties, screens: Screens, mailer: Mailer | None, server_url: str
) -> Caller:
    low_bytes = (config.min_free_mb + LOW_DISK_MB) * MB
    pusher = Pusher(parties.site.database, PushServices(config.push_services), server_url)
    return Caller(parties, screens.reports, pusher, mailer, server_url, low_bytes)


def _upload_limits(config: Config) -> UploadLimits:
    return UploadLimits(
        guest_count=config.guest_uploads,
        guest_bytes=config.guest_uploads_mb * MB,
        party_bytes=config.party_uploads_mb * MB,
        min_free_bytes=config.min_free_mb * MB,
        life=timedelta(hours=config.upload_hours),
    )
