"""Push one notice to one browser: encrypt it, sign it with this server's key, and send it to the service."""

import json
from dataclasses import asdict

from app.db import Database
from app.notices.push_services import NotAPushService, PushServices
from app.notices.web_push import BadSubscription, Target, encrypt, headers_for, key_from, new_key
from app.notices.words import Notice
from app.records.secret import insert_secret, select_secret

GONE = (404, 410)
"""A push service's statuses for a browser that has unsubscribed (RFC 8030, 7.3)."""
VAPID_KEY = "vapid key"


class CallFailed(Exception):
    """`because` is a word for the page. `is_over` means that this address will never work again."""

    def __init__(self, because: str, *, is_over: bool = False) -> None:
        super().__init__(because)
        self.because = because
        self.is_over = is_over


class Pusher:
    def __init__(self, database: Database, services: PushServices, server_url: str) -> None:
        self._database = database
        self.services = services
        # A contact for the push service in case of trouble. A local address would be of no use to it.
        is_public = server_url.startswith("https://")
        self._contact = server_url if is_public else "mailto:partywall@localhost.invalid"
        self._key: str | None = None

    async def key(self) -> str:
        """Return the key that signs this server's messages. The first call makes it."""
        if self._key is None:
            async with self._database.transaction() as connection:
                self._key = await select_secret(connection, VAPID_KEY)
                if self._key is None:
                    self._key = new_key()
                    await insert_secret(connection, VAPID_KEY, self._key)
        return self._key

    async def push(self, target: Target, notice: Notice) -> None:
        """Send a notice. Raises CallFailed if it is not accepted."""
        message = json.dumps(asdict(notice), ensure_ascii=False).encode()
        try:
            body = encrypt(message, target)
            headers = headers_for(
                target.address, key_from(await self.key()), self._contact, f"partywall-{notice.topic}"
            )
            status = await self.services.post(target.address, headers, body)
        except (BadSubscription, NotAPushService):
            raise CallFailed("address", is_over=True) from None
        except OSError as error:
            raise CallFailed("unreached") from error
        if status in GONE:
            raise CallFailed("gone", is_over=True)
        if not 200 <= status < 300:
            raise CallFailed("refused")
