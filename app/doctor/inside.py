"""What the server stands on: whether it runs, and the state of its records and of Redis."""

import asyncio
import json
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.base.config import Config
from app.db import DatabaseAway, DatabaseError, NewerRecords, Records
from app.db.check import damage, pending_migrations
from app.doctor.findings import Finding, good, note, wrong
from app.doctor.visitor import Visitor
from app.storage import StoreAway
from app.storage.opening import open_storage

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


async def check_records(records: Records) -> list[Finding]:
    """Check whether the records can be read, are intact, and have up-to-date tables."""
    check = "Records"
    if isinstance(records, Path) and not records.exists():
        return [note(check, f"There is no party in {records.parent} yet.", "The first start makes one.")]
    try:
        found = await asyncio.to_thread(damage, records) if isinstance(records, Path) else []
        pending = await pending_migrations(records) if not found else []
    except NewerRecords as error:
        return [wrong(check, str(error), "Run the newer version here, too.")]
    except DatabaseAway as error:
        return [wrong(check, f"The database does not answer: {error}.", "Start it, or correct its address.")]
    except DatabaseError as error:
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


async def check_store(config: Config) -> list[Finding]:
    """Prove that the store can be written to and read. Without a store there is nothing to check."""
    if config.storage_url is None:
        return []
    check = "Store"
    try:
        await open_storage(config)
    except StoreAway as error:
        return [
            wrong(check, f"{error}.", "Start it, or correct PARTYWALL_STORAGE_* and the bucket’s rights.")
        ]
    return [good(check, f"{config.storage_url} can be written to and read.")]


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
