"""Run the server: one socket, one loop, and an end within a second of SIGTERM."""

import argparse
import asyncio
import gc
import signal
import socket
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import hypercorn.asyncio
import hypercorn.config
from quart import Quart

from app.base.config import Config
from app.base.qr import qr_terminal
from app.commands.listening import ACCEPTED_AT_ONCE, let_wait, listen
from app.db import migrate
from app.server import open_files
from app.server.http1_only import http1_only
from app.server.proxies import behind
from app.server.wire_check import note_hidden_wire
from app.site.factory import create_app
from app.storage.opening import open_storage
from app.web.services import EXTENSION, Services

# Connections still busy after this are cut. What was answered is safe; the rest is sent again.
GRACEFUL_S = 0.3
KEEP_ALIVE_S = 30.0
COLLECT_AFTER = (10_000, 10, 10)
CONTAINER_MARK = Path("/.dockerenv")


async def serve(config: Config, options: argparse.Namespace) -> int:
    await run_server(config)
    return 0


async def run_server(config: Config, beside: Callable[[Services], Awaitable[None]] | None = None) -> None:
    """Serve until SIGTERM or SIGINT. `beside` runs in the same loop and ends with the server."""
    open_files.allow_many()
    # Before anything else: the person who starts it reads the reason, and no guest sees a wall without files
    # or records.
    await open_storage(config)
    await asyncio.to_thread(migrate, config.records)
    await note_hidden_wire()
    listeners = listen(config)
    port = int(listeners[0].getsockname()[1])
    guest_url = config.guest_url(port)
    app = create_app(
        config,
        guest_url=guest_url,
        on_started=lambda made_password: _print_welcome(
            guest_url, made_password, is_guess=not config.public_url
        ),
    )
    asgi = behind(app, config.trusted_proxies)
    ended = _until_ended(app, [listener.dup() for listener in listeners], beside)
    async with http1_only(is_proxied=bool(config.trusted_proxies)):
        await hypercorn.asyncio.serve(asgi, _server_config(listeners), shutdown_trigger=ended)


def _spare_the_collector() -> None:
    """Make Python collect garbage less often, and never what the start has made.

    By default the collector runs after every 700 new objects, and one stream keeps a hundred. With ten
    thousand streams coming back, it took a third of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def _server_config(listeners: Sequence[socket.socket]) -> hypercorn.config.Config:
    settings = hypercorn.config.Config()
    settings.bind = [f"fd://{listener.detach()}" for listener in listeners]
    settings.backlog = ACCEPTED_AT_ONCE
    settings.graceful_timeout = GRACEFUL_S
    settings.keep_alive_timeout = KEEP_ALIVE_S
    settings.keep_alive_max_requests = 1_000_000
    settings.include_server_header = False
    settings.errorlog = None
    return settings


def _until_ended(
    app: Quart, listeners: Sequence[socket.socket], beside: Callable[[Services], Awaitable[None]] | None
) -> Callable[[], Awaitable[None]]:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_note_fault)
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, ended.set)

    async def wait() -> None:
        parts: Services = app.extensions[EXTENSION]
        let_wait(listeners)
        _spare_the_collector()
        company = asyncio.ensure_future(beside(parts)) if beside is not None else None
        await ended.wait()
        if company is not None:
            company.cancel()
            await asyncio.gather(company, return_exceptions=True)
        # The streams first: Hypercorn waits for open responses, and streams would never end.
        parts.parties.end_streams()

    return wait


def _note_fault(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    error = context.get("exception")
    # Python 3.11 reports a connection that is cut at the end as a fault of its own callback. After a lack of
    # open files it tries to listen again on a socket that has been closed since.
    is_end = isinstance(error, ValueError) and "_start_serving" in context["message"]
    if not isinstance(error, asyncio.CancelledError) and not is_end:
        loop.default_exception_handler(context)


def _print_welcome(guest_url: str, made_password: str | None, is_guess: bool) -> None:
    lines = [
        "",
        qr_terminal(guest_url + "/upload"),
        f"  Guests   {guest_url}/",
        f"  Wall     {guest_url}/wall",
        f"  Host     {guest_url}/admin",
    ]
    if made_password is not None:
        lines += [
            "",
            f"  Host password   {made_password}",
            "  Shown only this once. To choose your own: python -m app set-password",
        ]
    if is_guess and CONTAINER_MARK.exists():
        lines += ["", "  A container cannot see by which address guests reach it: set PARTYWALL_PUBLIC_URL."]
    print("\n".join(lines) + "\n", flush=True)
