"""create_app(config): make the parts, wire them, and end them in the reverse order."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

from quart import Quart

from app.actions.core import Core
from app.actions.host import ensure_host_password, ensure_secret_key
from app.actions.party import ensure_default_party
from app.actions.upload_pieces import RecordedPieces
from app.actions.uploads import UploadLimits
from app.assets import STATIC, TEMPLATES, asset
from app.body import SMALL_BODY_BYTES, BoundedRequest
from app.compiled_pages import KeptPages, compile_pages
from app.config import Config
from app.db import Database, migrate
from app.feed.broker import make_broker
from app.feed.hub import Hub
from app.i18n import current_language, gettext, ngettext, text_direction
from app.jobs.admission import SizeLimits
from app.jobs.clip_process import ClipProcess, poster_command
from app.jobs.clips import ClipMaker
from app.jobs.media_pool import MediaPool
from app.jobs.processing import Processor
from app.jobs.recovery import Recovery
from app.jobs.rendering import Renderer
from app.jobs.upload_sweep import UploadSweeper
from app.jobs.worker_process import WorkerUnable
from app.limits import BodyPlaces
from app.media.errors import Refusal
from app.models.secret import COOKIE_KEY, select_secret
from app.security import CookieSigner, Passwords, load_secret_key
from app.services import EXTENSION, Services
from app.shared_limits import SharedRateLimiter
from app.state_shown import show_state
from app.storage.opening import open_partials, open_storage
from app.telemetry.metrics import Metrics
from app.telemetry.watchdog import LoopWatch
from app.views import (
    admin,
    api,
    busy,
    failures,
    gate,
    health,
    installed,
    listing,
    media,
    metrics,
    observed,
    pages,
    stream,
    tus,
    wall,
)

logger = logging.getLogger(__name__)

SECRET_KEY_FILE = "secret.key"  # noqa: S105 (a file's name)
MAX_WAITING_PICTURES = 400
MAX_WAITING_POSTERS = 50
MB = 1024 * 1024
SETTLE_S = 0.4


@asynccontextmanager
async def running_services(config: Config, guest_url: str) -> AsyncIterator[tuple[Services, str | None]]:
    """Open everything a server or a command works with; also the host's password if it was made just now."""
    async with AsyncExitStack() as stack:
        numbers = Metrics()
        watch = LoopWatch(numbers.note_loop_delay)
        await watch.start()
        stack.push_async_callback(watch.close)
        storage = await open_storage(config)
        await asyncio.to_thread(migrate, config.records)
        database = await Database.open(config.records)
        stack.push_async_callback(database.close)
        database.on_transaction = numbers.note_transaction
        secret_key = await _secret_key(config, database)
        limiter = SharedRateLimiter(config.redis_url)
        stack.push_async_callback(limiter.close)
        passwords = Passwords()
        party = await ensure_default_party(database, config.title)
        made_password = await ensure_host_password(database, passwords, party, config.admin_password)
        posters = await started_posters(config)
        if posters is not None:
            stack.push_async_callback(posters.close)
        has_video_codec = posters is not None
        hub = Hub(database, make_broker(config.redis_url), party.id, has_video_codec)
        stack.push_async_callback(hub.close)
        core = Core(database, storage, hub, party.id, has_video_codec)
        partials = await open_partials(config, RecordedPieces(database))
        pool = MediaPool(
            workers=config.worker_count,
            memory_mb=config.decode_memory_mb,
            timeout_s=config.decode_timeout_s,
            max_pixels=config.max_pixels,
            max_waiting=MAX_WAITING_PICTURES,
        )
        pool.on_picture = numbers.note_picture
        if posters is not None:
            posters.on_picture = numbers.note_picture
        clips = None
        if has_video_codec:
            clips = ClipMaker(
                core, ClipProcess(config.clip_timeout_s, config.decode_memory_mb, config.max_pixels)
            )
        processor = Processor(core, Renderer(pool, posters), partials, clips)
        upload_sweeper = UploadSweeper(core, processor, partials)
        recovery = Recovery(core, processor)
        # Ended first to last: what is nearly done is let finish, then nothing new, then the workers.
        stack.push_async_callback(processor.close)
        stack.push_async_callback(pool.close)
        stack.push_async_callback(core.settle, SETTLE_S)
        stack.push_async_callback(upload_sweeper.close)
        stack.push_async_callback(recovery.close)
        if clips is not None:
            stack.push_async_callback(clips.close)
        show_state(numbers, core, pool, watch)
        await hub.start()
        await pool.start()
        await recovery.start()
        if clips is not None:
            await clips.start()
        await upload_sweeper.start()
        yield (
            Services(
                config=config,
                core=core,
                pool=pool,
                processor=processor,
                passwords=passwords,
                guest_cookies=CookieSigner(secret_key, "guest"),
                device_cookies=CookieSigner(secret_key, "host-device"),
                limiter=limiter,
                places=BodyPlaces(),
                partials=partials,
                upload_limits=_upload_limits(config),
                size_limits=SizeLimits(config.max_photo_mb, config.max_video_mb),
                guest_url=guest_url,
                metrics=numbers,
            ),
            made_password,
        )


def create_app(
    config: Config, *, guest_url: str | None = None, on_started: Callable[[str | None], None] | None = None
) -> Quart:
    """Make the ASGI application. `on_started` hears the host's password if this start made it, else None."""
    app = Quart(
        __name__,
        static_folder=str(STATIC),
        static_url_path="/static",
        template_folder=str(TEMPLATES),
    )
    app.request_class = BoundedRequest
    app.config.update(
        MAX_CONTENT_LENGTH=None,  # body.py counts
        MAX_FORM_MEMORY_SIZE=SMALL_BODY_BYTES,
        MAX_FORM_PARTS=100,
        # The read of each piece has its limit in body.py; a total would refuse slow, honest phones.
        BODY_TIMEOUT=None,
        RESPONSE_TIMEOUT=None,
        PROVIDE_AUTOMATIC_OPTIONS=False,
    )
    app.url_map.strict_slashes = False
    _install_templates(app, has_service_worker=config.service_worker == "on")
    observed.install(app)
    gate.install(app)
    failures.install(app)
    busy.install(app)
    for module in (pages, wall, admin, api, listing, tus, stream, media, health, installed, metrics):
        app.register_blueprint(module.blueprint)

    stack = AsyncExitStack()

    @app.before_serving
    async def start() -> None:
        (parts, made_password), _ = await asyncio.gather(
            stack.enter_async_context(running_services(config, guest_url or config.guest_url())),
            asyncio.to_thread(compile_pages, app.jinja_env),
        )
        app.extensions[EXTENSION] = parts
        if on_started is not None:
            on_started(made_password)

    @app.after_serving
    async def stop() -> None:
        await stack.aclose()

    return app


async def _secret_key(config: Config, database: Database) -> str:
    """Find the key that signs cookies; servers that share records agree on it, and may share no folder."""
    if config.secret_key is not None:
        return config.secret_key
    if database.is_shared:
        return await ensure_secret_key(database)
    async with database.reading() as connection:
        # There in the copy of records that servers shared.
        kept = await select_secret(connection, COOKIE_KEY)
    if kept is not None:
        return kept
    return await asyncio.to_thread(load_secret_key, config.data_dir / "private" / SECRET_KEY_FILE)


async def started_posters(config: Config) -> MediaPool | None:
    """Start the process that makes posters; None, and one line in the log, where videos cannot be opened."""
    pool = MediaPool(
        workers=1,
        memory_mb=config.decode_memory_mb,
        timeout_s=config.decode_timeout_s,
        max_pixels=config.max_pixels,
        max_waiting=MAX_WAITING_POSTERS,
        command=poster_command(config.decode_memory_mb),
        slow=Refusal.VIDEO_TOO_HEAVY,
        broken=Refusal.BROKEN_VIDEO,
    )
    try:
        await pool.start()
    except WorkerUnable as unable:
        logger.warning("Guests can send photos but no videos: %s.", unable)
        return None
    return pool


def _upload_limits(config: Config) -> UploadLimits:
    return UploadLimits(
        guest_count=config.guest_uploads,
        guest_bytes=config.guest_uploads_mb * MB,
        party_bytes=config.party_uploads_mb * MB,
        min_free_bytes=config.min_free_mb * MB,
        life=timedelta(hours=config.upload_hours),
    )


def _install_templates(app: Quart, has_service_worker: bool) -> None:
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.globals.update(asset=asset, language=current_language, text_direction=text_direction)
    environment.globals["has_service_worker"] = has_service_worker
    environment.bytecode_cache = KeptPages(environment)
