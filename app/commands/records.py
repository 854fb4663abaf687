"""Small commands around the records: migrate, healthcheck, set-password."""

import argparse
import asyncio
import getpass
import http.client
import sys

from app.base.config import Config
from app.commands.failed import CommandFailed
from app.db import Database, migrate
from app.parties.state import ensure_default_party
from app.people.accounts import ensure_owner, owner_of
from app.people.forms import MAX_PASSWORD
from app.people.password_changes import set_account_password
from app.people.passwords import GOOD_NUMBER, GOOD_PASSWORD, Passwords, is_weak_password
from app.storage import FolderStorage

HEALTH_TIMEOUT_S = 4.0


async def migrate_database(config: Config, options: argparse.Namespace) -> int:
    FolderStorage(config.data_dir, config.reserve_bytes).open()
    names = await asyncio.to_thread(migrate, config.records)
    print("\n".join(names) or "The database is up to date.")
    return 0


async def healthcheck(config: Config, options: argparse.Namespace) -> int:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.host, config.host)
    return 0 if await asyncio.to_thread(_is_ready, host, config.port) else 1


def _is_ready(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=HEALTH_TIMEOUT_S)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


async def set_password(config: Config, options: argparse.Namespace) -> int:
    """Change the password of the first owner of the party at /, and sign them out everywhere.

    A running server uses it at once.
    """
    password = await asyncio.to_thread(_ask_password)
    if len(password) > MAX_PASSWORD:
        raise CommandFailed(f"A password has at most {MAX_PASSWORD} characters.")
    if is_weak_password(password):
        raise CommandFailed(
            f"That password could be guessed. Take at least {GOOD_PASSWORD} characters, or {GOOD_NUMBER} "
            "if they are all digits, and not the same few over and over."
        )
    FolderStorage(config.data_dir, config.reserve_bytes).open()
    await asyncio.to_thread(migrate, config.records)
    database = await Database.open(config.records)
    try:
        party = await ensure_default_party(database, config.title)
        await ensure_owner(database, Passwords(), party, password)
        owner = await owner_of(database, party.id)
        assert owner is not None
        await set_account_password(database, Passwords(), owner.id, password)
    finally:
        await database.close()
    print("The password is changed; the host is signed out everywhere.")
    if config.admin_password is not None:
        print("PARTYWALL_ADMIN_PASSWORD is set as well: the next start puts that one back.")
    return 0


def _ask_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("New password: ")
    if getpass.getpass("Again: ") != password:
        raise CommandFailed("The two were not the same; nothing was changed.")
    return password
