"""The floor for answers from Python: an ASGI application that answers the same bytes to everything.

`python -m bench.peers.hypercorn_floor BYTES` prints its port.
"""

import asyncio
import socket
import sys

import hypercorn.asyncio
import hypercorn.config
from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, Scope


async def main(size: int) -> None:
    body = b"x" * size

    async def app(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            return
        headers = [(b"content-type", b"application/json"), (b"content-length", str(size).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers, "trailers": False})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1024)
    print(listener.getsockname()[1], flush=True)
    settings = hypercorn.config.Config()
    settings.bind = [f"fd://{listener.detach()}"]
    settings.keep_alive_max_requests = 1_000_000
    settings.errorlog = None
    await hypercorn.asyncio.serve(app, settings)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
