"""A browser that takes push messages, and a push service that brings them; both on this machine."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.notices.web_push import Target, packed, point_of
from tests.patience import PATIENCE_S


class Browser:
    """Has the keys of one subscription, and reads what was encrypted for it (RFC 8291, 3.4)."""

    def __init__(self, address: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._secret = os.urandom(16)
        self.target = Target(address, packed(point_of(self._key)), packed(self._secret))

    @property
    def subscription(self) -> dict[str, object]:
        """What `PushSubscription.toJSON()` gives."""
        return {
            "endpoint": self.target.address,
            "keys": {"p256dh": self.target.public_key, "auth": self.target.auth_secret},
        }

    def read(self, body: bytes) -> bytes:
        salt, point = body[:16], body[21 : 21 + body[20]]
        sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        info = b"WebPush: info\0" + point_of(self._key) + point
        shared = HKDF(hashes.SHA256(), 32, self._secret, info).derive(self._key.exchange(ec.ECDH(), sender))
        key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(shared)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(shared)
        padded = AESGCM(key).decrypt(nonce, body[21 + body[20] :], None)
        message, mark = padded.rstrip(b"\0")[:-1], padded.rstrip(b"\0")[-1:]
        assert mark == b"\2"
        return message


@dataclass(slots=True)
class PushService:
    """Takes messages and answers with `status`."""

    port: int = 0
    status: int = 201
    heads: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def until(self, count: int) -> bytes:
        """Wait for so many messages in all, and return the last of them."""
        async with asyncio.timeout(4 * PATIENCE_S):
            while len(self.bodies) < count:
                self.came.clear()
                await self.came.wait()
        return self.bodies[count - 1]

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = int(head.lower().split("content-length: ")[1].split("\r\n")[0])
            self.heads.append(head)
            self.bodies.append(await reader.readexactly(length))
            writer.write(f"HTTP/1.1 {self.status} X\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
            self.came.set()


@contextlib.asynccontextmanager
async def push_service(port: int = 0) -> AsyncIterator[PushService]:
    service = PushService()
    server = await asyncio.start_server(service._take, "127.0.0.1", port)
    service.port = server.sockets[0].getsockname()[1]
    async with server:
        yield service
