"""The plain recipe for Server-Sent Events with Quart: a queue per client and a generator that waits on it.

`python -m bench.peers.quart_recipe` prints its port. POST /pub sends the body to every stream of GET /sub.
"""

import asyncio
import socket
from collections.abc import AsyncGenerator

import hypercorn.asyncio
import hypercorn.config
from quart import Quart, Response, request

app = Quart(__name__)
queues: set[asyncio.Queue[str]] = set()


@app.get("/sub")
async def subscribe() -> Response:
    async def events() -> AsyncGenerator[bytes, None]:
        queue: asyncio.Queue[str] = asyncio.Queue()
        queues.add(queue)
        try:
            # The server sends no head before the first byte of a body.
            yield b": hi\n\n"
            while True:
                message = await queue.get()
                yield f"data: {message}\n\n".encode()
        finally:
            queues.discard(queue)

    answer = Response(events(), content_type="text/event-stream", headers={"Cache-Control": "no-cache"})
    answer.timeout = None
    return answer


@app.post("/pub")
async def publish() -> tuple[str, int]:
    message = str(await request.get_data(as_text=True))
    for queue in queues:
        queue.put_nowait(message)
    return "", 202


async def main() -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(4096)
    print(listener.getsockname()[1], flush=True)
    settings = hypercorn.config.Config()
    settings.bind = [f"fd://{listener.detach()}"]
    settings.backlog = 4096
    # The bench publishes over one connection, and opening ten thousand streams takes a while.
    settings.keep_alive_timeout = 600
    settings.errorlog = None
    await hypercorn.asyncio.serve(app, settings)


if __name__ == "__main__":
    asyncio.run(main())
