"""Mails with a link to set a new password.

They are looked up, made and sent after the answer. So neither its words nor its timing tell whether an
account has that address. Waiting mails are lost when the process ends, and people can ask again.
"""

import asyncio
import logging
from contextvars import copy_context
from dataclasses import dataclass

from app.base.config import Config
from app.base.i18n import gettext, use_language
from app.db import Database, DatabaseError
from app.notices.mail import Mailer
from app.parties.registry import base_of
from app.parties.state import DEFAULT_SLUG
from app.people.accounts import is_set_by_options
from app.people.password_changes import MAILED_LINK_HOURS, write_reset_link
from app.records.account import Account, select_accounts_by_email
from app.records.member import select_memberships

logger = logging.getLogger(__name__)

MOST_WAITING = 100
MOST_OF_ONE_ADDRESS = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """`slug` is the party where somebody asked, `language` is the reader's."""

    email: str
    slug: str
    language: str


class ResetMails:
    """Sends the mails one after another."""

    def __init__(self, database: Database, config: Config, mailer: Mailer, server_url: str) -> None:
        self._database = database
        self._config = config
        self._mailer = mailer
        self._server_url = server_url
        self._waiting: asyncio.Queue[Asked] = asyncio.Queue(MOST_WAITING)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="sending links to new passwords")

    async def close(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def ask(self, asked: Asked) -> None:
        """Send a link soon to the accounts with this address. Does nothing if too many wait."""
        try:
            self._waiting.put_nowait(asked)
        except asyncio.QueueFull:
            logger.warning("too many ask for new passwords: one was not mailed a link")

    async def _run(self) -> None:
        while True:
            asked = await self._waiting.get()
            try:
                await self._send(asked)
            except (OSError, DatabaseError) as error:
                logger.warning("a link to a new password could not be mailed: %s", error)
            except Exception:
                # Catch everything: without this loop nobody gets a mail until the next start.
                logger.exception("mailing a link to a new password failed")

    async def _send(self, asked: Asked) -> None:
        async with self._database.reading() as connection:
            accounts = await select_accounts_by_email(connection, asked.email, MOST_OF_ONE_ADDRESS)
        for account in accounts:
            link = await self._link(account, asked.slug)
            subject, text = copy_context().run(_words, asked.language, account.name, self._server_url, link)
            # Send to the address in the records, not to a typed one that only compares equal.
            await self._mailer.send(account.email, subject, text)

    async def _link(self, account: Account, slug: str) -> str:
        """Make a link at a party of theirs. Empty if the next start would undo the new password."""
        if await is_set_by_options(self._database, self._config, account.id):
            return ""
        async with self._database.transaction() as connection:
            slugs = [one.slug for one in await select_memberships(connection, account.id)]
            token = await write_reset_link(connection, account.id, MAILED_LINK_HOURS)
        there = slug if slug in slugs else next(iter(slugs), DEFAULT_SLUG)
        return f"{self._server_url}{base_of(there)}/reset/{token}"


def _words(language: str, name: str, address: str, link: str) -> tuple[str, str]:
    use_language(language)
    told = {"name": name, "address": address}
    subject = gettext("A new password for %(name)s") % told
    if not link:
        return subject, gettext(
            "The password of %(name)s at %(address)s is set where the server is started "
            "(PARTYWALL_ADMIN_PASSWORD). It can’t be changed by a link."
        ) % told
    asked = gettext("Somebody asked for a new password for %(name)s at %(address)s.") % told
    how = gettext("Choose it here. The link is good once, within an hour:")
    calm = gettext("If that was not you, do nothing: your password stays as it is.")
    return subject, f"{asked}\n\n{how}\n{link}\n\n{calm}\n"
