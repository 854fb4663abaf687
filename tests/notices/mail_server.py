"""A mail server on this machine that takes every mail and sends none on (RFC 5321, without TLS)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.patience import PATIENCE_S


@dataclass(slots=True)
class MailServer:
    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, count: int) -> EmailMessage:
        """Wait for so many mails in all, and return the last of them."""
        async with asyncio.timeout(4 * PATIENCE_S):
            while len(self.mails) < count:
                self.came.clear()
                await self.came.wait()
        return self.mails[count - 1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(ConnectionError):
            writer.write(b"220 here\r\n")
            while line := (await reader.readline()).decode().strip():
                self.lines.append(line)
                verb = line.split()[0].upper()
                if verb == "DATA":
                    writer.write(b"354 go on\r\n")
                    content = await reader.readuntil(b"\r\n.\r\n")
                    mail = message_from_bytes(content[:-3], policy=policy.default)
                    self.mails.append(mail)
                    self.came.set()
                writer.write(b"221 bye\r\n" if verb == "QUIT" else b"250 well\r\n")
                if verb == "QUIT":
                    return


@contextlib.asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    started = MailServer()
    server = await asyncio.start_server(started._serve, "127.0.0.1", 0)
    started.port = server.sockets[0].getsockname()[1]
    async with server:
        yield started
