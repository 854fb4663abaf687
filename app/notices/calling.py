"""One look every few seconds for all subscribers: each is sent their news, once.

Subscriptions are in the records, and a call is claimed there before it is made. So only one of several
servers makes it, and nobody is called more than once a minute. News that could not be sent stays news.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.base.clock import now, now_iso, to_iso
from app.db.repeating import Repeating
from app.notices.guest_calling import GuestCalling
from app.notices.guest_mails import GuestMails
from app.notices.mail import Mailer
from app.notices.news import Needs, News, is_quiet, news_for
from app.notices.pushing import CallFailed, Pusher
from app.notices.web_push import Target
from app.notices.words import Notice, notice_of
from app.parties.erasing import days_until
from app.parties.registry import Parties, base_of
from app.records.backlog import Backlog, select_backlogs
from app.records.notice import (
    Called,
    Subscription,
    claim_call,
    delete_subscription_by_id,
    delete_subscriptions_without_session,
    select_called,
    update_call_failed,
    update_told,
)
from app.screens.reports import Reports

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
CALLED_EVERY = timedelta(minutes=1)
AT_ONCE = 8
CLEARED_EVERY = timedelta(hours=1)
GIVEN_UP_AFTER = 20
"""After this many failed calls in a row, calls stop. The page says so, and people can subscribe again."""


class Caller:
    """With fewer than `low_bytes` free the disk counts as low. `mailer` is None without SMTP."""

    def __init__(
        self,
        parties: Parties,
        reports: Reports,
        pusher: Pusher,
        mailer: Mailer | None,
        server_url: str,
        low_bytes: int,
    ) -> None:
        self._parties = parties
        self._database = parties.site.database
        self._reports = reports
        self.pusher = pusher
        self._guests = GuestCalling(parties.site.database, pusher)
        self.guest_mails = GuestMails(parties.site.database, mailer, server_url)
        self.mailer = mailer
        self._server_url = server_url
        self._low_bytes = low_bytes
        self._looking = Repeating("calling those who want to be called", self.look)
        self._cleared_at = datetime.min.replace(tzinfo=UTC)

    async def start(self) -> None:
        self._looking.start(LOOK_EVERY_S, is_first_at_once=False)

    async def close(self) -> None:
        await self._looking.close()

    async def look(self) -> None:
        """Call everybody for whom there is news."""
        moment = now()
        if moment - self._cleared_at >= CLEARED_EVERY:
            self._cleared_at = moment
            async with self._database.transaction() as connection:
                await delete_subscriptions_without_session(connection, to_iso(moment))
        async with self._database.reading() as connection:
            all_called = await select_called(connection, to_iso(moment), to_iso(moment - CALLED_EVERY))
            awake = [one for one in all_called if not is_quiet(one.subscription, _local(moment, one))]
            party_ids = sorted({one.subscription.party_id for one in awake})
            backlogs = await select_backlogs(connection, party_ids)
        needs = {party_id: await self._needs(party_id, backlogs[party_id]) for party_id in party_ids}
        due = []
        for one in awake:
            found, known = news_for(one.subscription, _of(one, needs), moment)
            if found is not None:
                due.append((one, found))
            elif known != one.subscription.told:
                async with self._database.transaction() as connection:
                    await update_told(connection, one.subscription.id, known)
        for start in range(0, len(due), AT_ONCE):
            await asyncio.gather(*(self._call(*each) for each in due[start : start + AT_ONCE]))
        await self._guests.look(moment)
        await self.guest_mails.look(moment)

    async def _call(self, called: Called, news: News) -> None:
        """Claim the call, make it, and note the result."""
        one = called.subscription
        async with self._database.transaction() as connection:
            if not await claim_call(connection, one, now_iso()):
                return
        notice = notice_of(news.kind, news.count, called.title, base_of(called.slug), one.language)
        try:
            await self.send(one, notice)
        except CallFailed as failure:
            logger.info("a notice of party %s by %s failed: %s", one.party_id, one.way, failure.because)
            async with self._database.transaction() as connection:
                if failure.is_over or one.failures + 1 >= GIVEN_UP_AFTER:
                    await delete_subscription_by_id(connection, one.id)
                else:
                    await update_call_failed(connection, one.id, failure.because)
            return
        async with self._database.transaction() as connection:
            await update_told(connection, one.id, news.told)

    async def send(self, one: Subscription, notice: Notice) -> None:
        """Send a notice. Raises CallFailed if it is not accepted."""
        if one.way == "mail":
            await self._send_mail(one, notice)
        else:
            target = Target(one.address, one.public_key, one.auth_secret)
            await self.pusher.push(target, notice)

    async def _send_mail(self, one: Subscription, notice: Notice) -> None:
        if self.mailer is None:
            raise CallFailed("unset")
        text = f"{notice.body}\n\n{self._server_url}{notice.path}\n"
        try:
            await self.mailer.send(one.address, f"{notice.title}: {notice.body}", text)
        except OSError as error:
            raise CallFailed("unreached") from error

    async def _needs(self, party_id: str, backlog: Backlog) -> Needs:
        free = self._parties.site.storage.free_bytes()
        return Needs(backlog, await self._reports.dark(party_id), is_disk_low=free < self._low_bytes)


def _of(one: Called, needs: Mapping[str, Needs]) -> Needs:
    """Return its party's needs. After a party, screens that go silent call nobody."""
    found = replace(
        needs[one.subscription.party_id],
        guessed_at=one.guessed_at,
        guesses=one.guesses,
        deletes_at=one.deletes_at,
        days_left=days_until(one.deletes_at, one.time_zone),
    )
    return replace(found, dark_screens=frozenset()) if one.is_ended else found


def _local(moment: datetime, one: Called) -> datetime:
    return moment.astimezone(ZoneInfo(one.time_zone))
