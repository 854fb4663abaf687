"""A mail for a guest who wants one: the album is ready. The address is confirmed first, and forgotten after.

A mail asks whether the address is theirs; without an answer it is forgotten after a day. One mail tells that
the album is ready, and then the address is gone, too.
"""

import logging
from contextvars import copy_context
from datetime import datetime, timedelta

from app.base.clock import now_iso, to_iso
from app.base.errors import N_, AppError, not_found
from app.base.i18n import gettext, use_language
from app.base.signing import new_token, token_hash
from app.db import Database
from app.notices.mail import Mailer
from app.notices.news import GuestKind
from app.notices.words import guest_notice_of
from app.parties.registry import base_of
from app.parties.scope import PartyScope, carried_through
from app.records.guest_mail import (
    DueMail,
    GuestMail,
    claim_guest_mail,
    delete_guest_mail,
    delete_guest_mails_unconfirmed,
    select_guest_mail_by_token,
    select_guest_mails_due,
    update_guest_mail_confirmed,
    update_guest_mail_failed,
    upsert_guest_mail,
)

logger = logging.getLogger(__name__)

UNCONFIRMED_FOR = timedelta(days=1)
TRIED_EVERY = timedelta(minutes=5)
GIVEN_UP_AFTER = 20
"""After this many failed tries the address is forgotten."""
CLEARED_EVERY = timedelta(hours=1)


class GuestMails:
    def __init__(self, database: Database, mailer: Mailer | None, server_url: str) -> None:
        self._database = database
        self._mailer = mailer
        self._server_url = server_url
        self._cleared_at: datetime | None = None

    @property
    def is_on(self) -> bool:
        return self._mailer is not None

    async def ask(self, scope: PartyScope, guest_id: str, title: str, address: str, language: str) -> None:
        """Keep an address that is not confirmed yet, and mail a link there.

        Raises a 409 where the server sends no mail, and a 502 if its mail server does not take this one.
        """
        if self._mailer is None:
            raise AppError(409, "NO_MAIL", N_("This server sends no mail."))
        token = await _write_asked(scope, guest_id, address, language)
        link = f"{self._server_url}{scope.base}/mail/{token}"
        subject, text = copy_context().run(_question, language, title, link)
        try:
            await self._mailer.send(address, subject, text)
        except OSError as error:
            await forget_mail(scope, guest_id)
            raise AppError(502, "NOT_CALLED", N_("That mail could not be sent. Try it later.")) from error

    async def look(self, moment: datetime) -> None:
        """Mail to every guest who waits for an album that is ready."""
        if self._cleared_at is None or moment - self._cleared_at >= CLEARED_EVERY:
            self._cleared_at = moment
            async with self._database.transaction() as connection:
                await delete_guest_mails_unconfirmed(connection, to_iso(moment - UNCONFIRMED_FOR))
        if self._mailer is None:
            return
        async with self._database.reading() as connection:
            due = await select_guest_mails_due(connection, to_iso(moment - TRIED_EVERY))
        for one in due:
            await self._send(self._mailer, one)

    async def _send(self, mailer: Mailer, due: DueMail) -> None:
        one = due.mail
        async with self._database.transaction() as connection:
            if not await claim_guest_mail(connection, one, now_iso()):
                return
        path = "/take" if due.can_take else "/"
        notice = guest_notice_of(GuestKind.ALBUM, 1, due.title, base_of(due.slug), one.language, path)
        text = f"{notice.body}\n\n{self._server_url}{notice.path}\n"
        try:
            await mailer.send(one.address, f"{notice.title}: {notice.body}", text)
        except OSError as error:
            logger.info("a mail to a guest of party %s was not sent: %s", one.party_id, type(error).__name__)
            if one.failures + 1 < GIVEN_UP_AFTER:
                async with self._database.transaction() as connection:
                    await update_guest_mail_failed(connection, one)
                return
        async with self._database.transaction() as connection:
            await delete_guest_mail(connection, one.party_id, one.guest_id)


@carried_through
async def _write_asked(scope: PartyScope, guest_id: str, address: str, language: str) -> str:
    """Write an address that is not confirmed yet; return the token for its link."""
    token = new_token()
    one = GuestMail(scope.party_id, guest_id, address, language, token_hash(token), now_iso())
    async with scope.database.transaction() as connection:
        await upsert_guest_mail(connection, one)
    return token


async def asked_mail(scope: PartyScope, token: str) -> GuestMail:
    """Return the address that a mailed link is about. Raises a 404 if it is forgotten."""
    async with scope.database.reading() as connection:
        found = await select_guest_mail_by_token(connection, scope.party_id, token_hash(token))
    if found is None:
        raise not_found()
    return found


@carried_through
async def confirm_mail(scope: PartyScope, token: str) -> None:
    one = await asked_mail(scope, token)
    async with scope.database.transaction() as connection:
        await update_guest_mail_confirmed(connection, one, now_iso())


@carried_through
async def forget_mail(scope: PartyScope, guest_id: str) -> None:
    async with scope.database.transaction() as connection:
        await delete_guest_mail(connection, scope.party_id, guest_id)


def _question(language: str, title: str, link: str) -> tuple[str, str]:
    use_language(language)
    subject = gettext("%(party)s: may we write to you when the album is ready?") % {"party": title}
    how = gettext("Say yes here, and you get one mail after the party. Then this address is forgotten:")
    calm = gettext("If that was not you, do nothing: within a day this address is forgotten.")
    return subject, f"{how}\n{link}\n\n{calm}\n"
