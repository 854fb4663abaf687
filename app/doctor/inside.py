"""What the server stands on: is it running, and how it is with its records and with Redis."""

import asyncio
import json
import sqlite3
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.config import Config
from app.db.check import damage, pending_migrations
from app.doctor.findings import Finding, good, note, wrong
from app.doctor.visitor import Visitor

REDIS_TIMEOUT_S = 2.0
REDIS_ADVICE = (
    "Start it or correct PARTYWALL_REDIS_URL. Until then photos take a second longer, and none is lost."
)


def check_server(config: Config) -> list[Finding]:
    """Ask the server on this machine directly whether it is ready."""
    check = "Server"
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.host, config.host)
    visitor = Visitor(f"http://[{host}]:{config.port}" if ":" in host else f"http://{host}:{config.port}")
    try:
        answer = visitor.ask("/readyz")
        states = json.loads(answer.body)
        is_ready = bool(states.pop("ready"))
    except OSError:
        return [
            wrong(
                check,
                f"It does not run here: nothing answers at {visitor.url}.",
                "Start it: make run, docker compose up, or python -m app serve, with the same options.",
            )
        ]
    except (ValueError, KeyError, AttributeError, TypeError):
        return [
            wrong(
                check,
                f"Another program answers at {visitor.url}.",
                "End that one, or choose another PARTYWALL_PORT.",
            )
        ]
    if is_ready:
        return [good(check, f"It runs at {visitor.url} and is ready.")]
    missing = ", ".join(name for name, state in states.items() if state == "away")
    return [wrong(check, f"It runs and is not ready: {missing}.", "Its log says why.")]


def check_records(path: Path) -> list[Finding]:
    check = "Records"
    if not path.exists():
        return [note(check, f"There is no party in {path.parent} yet.", "The first start makes one.")]
    try:
        found, pending = damage(path), pending_migrations(path)
    except sqlite3.Error as error:
        return [
            wrong(check, f"They cannot be read: {error}.", "Look at the disk, then take the last backup.")
        ]
    if found:
        return [
            wrong(check, f"They are damaged: {found[0]}.", "Stop the server, and go on with the last backup.")
        ]
    if pending:
        return [
            note(check, f"{len(pending)} changes to the tables are to come.", "The next start makes them.")
        ]
    return [good(check, "They are whole and up to date.")]


async def check_redis(url: str | None) -> list[Finding]:
    check = "Redis"
    if url is None:
        return [good(check, "It is not used: one process needs none.")]
    client = Redis.from_url(
        url, socket_timeout=REDIS_TIMEOUT_S, socket_connect_timeout=REDIS_TIMEOUT_S, retry=None
    )
    try:
        async with asyncio.timeout(2 * REDIS_TIMEOUT_S):
            await client.ping()
    except (RedisError, OSError, TimeoutError) as error:
        return [wrong(check, f"It does not answer ({error}).", REDIS_ADVICE)]
    finally:
        await client.aclose()
    return [good(check, "It answers.")]
