"""The operator's commands for parties: add, list, show, close, reopen, set-quota, delete."""

import argparse
import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.base.config import Config
from app.base.errors import AppError
from app.base.plain_text import clean_line
from app.commands.failed import CommandFailed
from app.db import Database, migrate
from app.intake.upload_pieces import RecordedPieces
from app.operator import running
from app.operator.making import BadSlug, SlugTaken, begin_deletion, finish_deletions, make_party
from app.parties.registry import base_of
from app.parties.state import DEFAULT_SLUG, ensure_default_party
from app.people.passwords import Passwords
from app.records.party import Party, select_party_by_slug
from app.records.party_numbers import PartyNumbers, select_parties_with_numbers
from app.records.party_settings import MAX_TITLE
from app.storage import FolderStorage
from app.storage.opening import open_partials, open_storage

MB = 1_000_000
MB_PER_GB = 1024


@asynccontextmanager
async def opened_records(config: Config) -> AsyncIterator[Database]:
    FolderStorage(config.data_dir).open()
    await asyncio.to_thread(migrate, config.records)
    database = await Database.open(config.records)
    try:
        await ensure_default_party(database, config.title)
        yield database
    finally:
        await database.close()


async def add(config: Config, options: argparse.Namespace) -> int:
    """Make a party. Print its addresses and its host's password, which is shown only this once."""
    title = clean_line(options.title or options.slug, MAX_TITLE)
    async with opened_records(config) as database:
        try:
            party, password = await make_party(database, Passwords(), options.slug, title)
        except BadSlug:
            raise CommandFailed(
                f"{options.slug!r} can’t stand in an address: take 1 to 40 small letters, digits and hyphens."
            ) from None
        except SlugTaken:
            raise CommandFailed(f"There is a party at {options.slug!r} already.") from None
    url = config.guest_url() + base_of(party.slug)
    print(f"  Guests   {url}/\n  Wall     {url}/wall\n  Host     {url}/admin\n\n  Host password   {password}")
    return 0


async def list_parties(config: Config, options: argparse.Namespace) -> int:
    async with opened_records(config) as database, database.reading() as connection:
        found = await select_parties_with_numbers(connection)
    for numbers in found:
        print(
            f"{numbers.slug:<40} {numbers.photos:>6} photos {numbers.bytes / MB:>10.0f} MB  {numbers.title}"
        )
    return 0


async def show(config: Config, options: argparse.Namespace) -> int:
    async with opened_records(config) as database:
        async with database.reading() as connection:
            found = await select_parties_with_numbers(connection)
        party = await find_party(database, options.slug)
        numbers = next(each for each in found if each.id == party.id)
    _print_numbers(numbers, party, config.guest_url() + base_of(numbers.slug))
    return 0


def _print_numbers(numbers: PartyNumbers, party: Party, url: str) -> None:
    print(f"  Title           {numbers.title}")
    print(f"  Day             {party.held_on or 'not set'}")
    print(f"  Guests          {url}/")
    print(f"  Photos          {numbers.photos}")
    print(f"  Guests so far   {numbers.guests}")
    print(f"  Originals       {numbers.bytes / MB:.0f} MB")
    print(f"  State           {'archived' if party.archived else party.state}")
    print(f"  May have        {_bounds(party)}")
    print(f"  Made            {numbers.created_at}")
    print(f"  Last photo      {numbers.last_photo_at or 'none yet'}")


async def close(config: Config, options: argparse.Namespace) -> int:
    async with opened_records(config) as database:
        party = await running.close_party(database, (await find_party(database, options.slug)).id)
    print(f"{party.title!r} is over: it takes no more photos.")
    return 0


async def reopen(config: Config, options: argparse.Namespace) -> int:
    async with opened_records(config) as database:
        party = await running.reopen_party(database, (await find_party(database, options.slug)).id)
    print(f"{party.title!r} takes photos again.")
    return 0


async def archive(config: Config, options: argparse.Namespace) -> int:
    async with opened_records(config) as database:
        party = await running.archive_party(database, (await find_party(database, options.slug)).id)
    print(f"{party.title!r} is archived: only its members get in. `party reopen` brings it back.")
    return 0


async def set_quota(config: Config, options: argparse.Namespace) -> int:
    """Limit a party's number of photos and the size of their originals. Existing photos stay."""
    asked = {"quota_photos": options.photos, "quota_mb": _as_mb(options.gb)}
    wanted = {name: value for name, value in asked.items() if value is not None}
    if not wanted:
        raise CommandFailed("Say what to bound: --photos N, --gb N, or both; 0 takes the bound away.")
    async with opened_records(config) as database:
        party = await find_party(database, options.slug)
        try:
            party = await running.bound_party(database, party.id, wanted)
        except AppError:
            raise CommandFailed(
                "That is no quota: take 0 to 10,000,000 photos and 0 to 100,000 GB."
            ) from None
    print(f"{party.title!r} may have {_bounds(party)}.")
    return 0


def _as_mb(gb: float | None) -> int | None:
    # Rounded up: a limit of less than a megabyte must not become "no limit".
    return None if gb is None or not math.isfinite(gb) else math.ceil(gb * MB_PER_GB)


def _bounds(party: Party) -> str:
    photos = f"{party.quota_photos} photos" if party.quota_photos else "any number of photos"
    size = f"{party.quota_mb / MB_PER_GB:g} GB of originals" if party.quota_mb else "originals of any size"
    return f"{photos} and {size}"


async def delete(config: Config, options: argparse.Namespace) -> int:
    """Delete a party for good: its photos, its originals and its rows. `--yes` confirms it."""
    async with opened_records(config) as database:
        party = await find_party(database, options.slug)
        if not options.yes:
            raise CommandFailed(
                f"This deletes {party.title!r} with all of its photos and originals, for good. "
                f"If that is meant, say: party delete {party.slug} --yes"
            )
        try:
            await begin_deletion(database, party)
        except AppError:
            raise CommandFailed(f"{DEFAULT_SLUG!r} is the server’s own party and stays.") from None
        storage = await open_storage(config)
        partials = await open_partials(config, RecordedPieces(database))
        await finish_deletions(database, storage, partials)
    print(f"{party.title!r} is deleted.")
    return 0


async def find_party(database: Database, slug: str) -> Party:
    async with database.reading() as connection:
        party = await select_party_by_slug(connection, slug)
    if party is None:
        raise CommandFailed(f"There is no party at {slug!r}.")
    return party
