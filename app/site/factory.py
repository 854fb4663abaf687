"""create_app(config): the web application, with the parts that assembly.py opens while it serves."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack

from quart import Quart

from app.albums import views_album as album
from app.albums import views_clocks as clocks
from app.albums import views_collections as collections
from app.albums import views_facts as facts
from app.albums import views_hearts as hearts
from app.albums import views_search as search
from app.albums import views_tasks as tasks
from app.base.config import Config
from app.base.i18n import current_language, gettext, named_languages, ngettext, text_direction
from app.base.told import told_date, told_day, told_size
from app.comments import views_comments as comments
from app.desk import views_admin as admin
from app.exports import views_book as book
from app.exports import views_exports as exports
from app.exports import views_taking as taking
from app.feed import views_stream as stream
from app.intake import views_api as sending_api
from app.intake import views_page as sending
from app.intake import views_shares as admin_shares
from app.intake import views_tus as tus
from app.moderation import views_desk as moderation
from app.moderation import views_guests as known_guests
from app.moderation import views_pictures as waiting_pictures
from app.moderation import views_record as record
from app.moderation import views_reports as reports
from app.notices import views_guest_mails as guest_mails
from app.notices import views_guest_notices as guest_notices
from app.notices import views_notices as notices
from app.operator import views_deletion as deletion
from app.operator import views_parties as parties
from app.own_data import views_me as me
from app.parties import views_settings as settings
from app.people import views_account as account
from app.people import views_connected as connected
from app.people import views_doors as doors
from app.people import views_entry as entry
from app.people import views_guest as guest
from app.people import views_invited as invited
from app.people import views_join as join
from app.people import views_language as language
from app.people import views_members as members
from app.people import views_passkey_sign_in as passkey_sign_in
from app.people import views_passkeys as passkeys
from app.people import views_people as people
from app.people import views_provider as provider
from app.people import views_provider_back as provider_back
from app.people import views_reset as reset
from app.people import views_second_factor as second_factor
from app.people import views_tokens as tokens
from app.photos import views_changes as host_changes
from app.photos import views_host as host_photos
from app.photos import views_listing as listing
from app.photos import views_logo as logo
from app.photos import views_media as media
from app.photos import views_pages as pages
from app.photos import views_photo as photo
from app.photos import views_stacks as stacks
from app.photos import views_versions as versions
from app.public_api import views_contract as contract
from app.screens import views_cleared as cleared
from app.screens import views_screens as screens
from app.screens import views_slides as slides
from app.screens import views_turns as turns
from app.screens import views_wall as wall
from app.server.body import SMALL_BODY_BYTES, BoundedRequest
from app.sharing import views_embed as embed
from app.sharing import views_links as links
from app.sharing import views_own_links as own_links
from app.sharing import views_shared as shared
from app.sharing import views_shared_files as shared_files
from app.site import observed
from app.site import views_adding as adding
from app.site import views_health as health
from app.site import views_installed as installed
from app.site import views_metrics as metrics
from app.site.assembly import running_services
from app.site.lazy_rules import LazyRule
from app.web import busy, compression, failures, gate
from app.web import views_static as static
from app.web.assets import TEMPLATES, asset, modules_of
from app.web.compiled_pages import KeptPages, compile_pages
from app.web.operator_identity import OPERATOR_PATH
from app.web.own_account import OF_OPERATOR
from app.web.services import EXTENSION
from app.web.theme_colours import paper_of


def create_app(
    config: Config, *, guest_url: str | None = None, on_started: Callable[[str | None], None] | None = None
) -> Quart:
    """Make the ASGI application. `on_started` gets the host's password if this start made it, else None."""
    app = Quart(
        __name__,
        static_folder=None,
        template_folder=str(TEMPLATES),
    )
    app.request_class = BoundedRequest
    app.url_rule_class = LazyRule
    app.config.update(
        MAX_CONTENT_LENGTH=None,  # body.py counts
        MAX_FORM_MEMORY_SIZE=SMALL_BODY_BYTES,
        MAX_FORM_PARTS=100,
        # body.py limits the read of each piece. A limit for the total would refuse slow, honest phones.
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
        album,
        collections,
        sending,
        settings,
        me,
        book,
        exports,
        taking,
        hearts,
        stacks,
        tasks,
        comments,
        links,
        own_links,
        shared,
        adding,
        shared_files,
        embed,
        join,
        language,
        wall,
        screens,
        logo,
        slides,
        turns,
        cleared,
        admin,
        admin_shares,
        people,
        account,
        second_factor,
        passkeys,
        passkey_sign_in,
        provider,
        provider_back,
        connected,
        members,
        deletion,
        parties,
        reset,
        entry,
        doors,
        invited,
        tokens,
        host_photos,
        host_changes,
        facts,
        clocks,
        search,
        moderation,
        known_guests,
        record,
        reports,
        notices,
        guest_mails,
        guest_notices,
        sending_api,
        guest,
        photo,
        versions,
        waiting_pictures,
        listing,
        tus,
        stream,
        media,
        contract,
        health,
        installed,
        metrics,
    ):
        app.register_blueprint(module.blueprint)
    for module in (account, second_factor, passkeys, connected, passkey_sign_in, provider):
        # For an operator who is in no party: they sign in and manage their account at the page of all
        # parties.
        own = module.blueprint
        prefix = str(own.url_prefix).replace("/admin", OPERATOR_PATH)
        app.register_blueprint(own, name=OF_OPERATOR + own.name, url_prefix=prefix)
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
        asset=asset,
        modules_of=modules_of,
        paper_of=paper_of,
        language=current_language,
        languages=named_languages,
        text_direction=text_direction,
        told_date=told_date,
        told_day=told_day,
        told_size=told_size,
    )
    environment.globals["has_service_worker"] = has_service_worker
    environment.bytecode_cache = KeptPages(environment)
