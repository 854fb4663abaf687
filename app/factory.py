"""create_app(config): the web application around the parts that assembly.py opens, as long as it serves."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack

from quart import Quart

from app.assembly import running_services
from app.assets import TEMPLATES, asset, modules_of
from app.body import SMALL_BODY_BYTES, BoundedRequest
from app.compiled_pages import KeptPages, compile_pages
from app.config import Config
from app.i18n import current_language, gettext, ngettext, text_direction
from app.services import EXTENSION
from app.views import (
    admin,
    admin_shares,
    api,
    busy,
    compression,
    failures,
    gate,
    health,
    host_photos,
    installed,
    invited,
    join,
    listing,
    me,
    media,
    metrics,
    observed,
    pages,
    people,
    settings,
    static,
    stream,
    tokens,
    tus,
    wall,
)


def create_app(
    config: Config, *, guest_url: str | None = None, on_started: Callable[[str | None], None] | None = None
) -> Quart:
    """Make the ASGI application. `on_started` hears the host's password if this start made it, else None."""
    app = Quart(
        __name__,
        static_folder=None,
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
    compression.install(app)
    gate.install(app)
    failures.install(app)
    busy.install(app)
    for module in (
        pages,
        settings,
        me,
        join,
        wall,
        admin,
        admin_shares,
        people,
        invited,
        tokens,
        host_photos,
        api,
        listing,
        tus,
        stream,
        media,
        health,
        installed,
        metrics,
    ):
        app.register_blueprint(module.blueprint)
    app.add_url_rule(static.RULE, static.ENDPOINT, static.static_file)

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


def _install_templates(app: Quart, has_service_worker: bool) -> None:
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.globals.update(
        asset=asset, modules_of=modules_of, language=current_language, text_direction=text_direction
    )
    environment.globals["has_service_worker"] = has_service_worker
    environment.bytecode_cache = KeptPages(environment)
