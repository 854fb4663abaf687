"""Send a mail to one address, by the operator's SMTP server."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

WITHIN_S = 15.0


@dataclass(frozen=True, slots=True)
class Mailer:
    """`url` is like smtp://user:password@mail.example.org:587, or smtps:// for TLS from the first byte."""

    url: str
    sender: str

    async def send(self, to: str, subject: str, text: str) -> None:
        """Hand over a mail. Raises OSError (as smtplib's errors are) if the server does not take it."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        await asyncio.to_thread(self._hand_over, message)

    def _hand_over(self, message: EmailMessage) -> None:
        parts = urlsplit(self.url)
        host, is_secure = parts.hostname or "", parts.scheme == "smtps"
        with (
            smtplib.SMTP_SSL(host, parts.port or 465, timeout=WITHIN_S, context=ssl.create_default_context())
            if is_secure
            else smtplib.SMTP(host, parts.port or 587, timeout=WITHIN_S)
        ) as server:
            server.ehlo()
            if not is_secure and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            elif not is_secure and parts.username:
                raise OSError("the mail server offers no encryption, so the password was not sent")
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)
