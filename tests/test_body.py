"""A body holds back a sender faster than its reader, counts what comes, and does not wait for ever."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from unittest import mock

import pytest
from werkzeug.exceptions import RequestEntityTooLarge

from app.server import body as body_module
from app.server.body import BUFFER_BYTES, SMALL_BODY_BYTES, BackPressuredConnection, BoundedBody
from tests.patience import PATIENCE_S

PIECE = 16 * 1024
Receive = Callable[[], Awaitable[Any]]


def message(data: bytes, more: bool = True) -> dict[str, object]:
    return {"type": "http.request", "body": data, "more_body": more}


def body_of(*pieces: bytes, declared: int | None = None, max_bytes: int = SMALL_BODY_BYTES) -> BoundedBody:
    """Return a body of which everything has arrived."""
    body = BoundedBody(declared, None)
    body.max_bytes = max_bytes
    for piece in pieces:
        body.append(piece)
    body.set_complete()
    return body


async def read_whole(body: BoundedBody) -> bytes:
    return b"".join([piece async for piece in body])


async def receive_into(body: BoundedBody, receive: Receive) -> None:
    """Run the connection's receiving side alone."""
    connection = object.__new__(BackPressuredConnection)
    request: Any = mock.Mock(body=body)
    await connection.handle_messages(request, receive)


class Phone:
    """A sender as fast as it is let: counts what it could give away."""

    def __init__(self, pieces: int) -> None:
        self.left = pieces
        self.given_bytes = 0

    async def __call__(self) -> dict[str, object]:
        if self.left == 0:
            return {"type": "http.disconnect"}
        self.left -= 1
        self.given_bytes += PIECE
        return message(b"x" * PIECE, more=self.left > 0)


async def settled() -> None:
    """Let every task run that can."""
    for _ in range(50):
        await asyncio.sleep(0)


async def test_a_sender_is_held_back_while_nobody_reads() -> None:
    body, phone = BoundedBody(None, None), Phone(1000)
    receiving = asyncio.create_task(receive_into(body, phone))
    await settled()
    assert phone.given_bytes <= BUFFER_BYTES + PIECE
    receiving.cancel()
    await asyncio.gather(receiving, return_exceptions=True)


async def test_a_slow_reader_gets_everything_and_never_more_than_a_few_pieces_are_held() -> None:
    body, phone = BoundedBody(None, None), Phone(200)
    body.max_bytes = 200 * PIECE
    receiving = asyncio.create_task(receive_into(body, phone))
    taken = 0
    async for piece in body:
        taken += len(piece)
        await settled()
        assert phone.given_bytes - taken <= BUFFER_BYTES + PIECE
    await receiving
    assert taken == 200 * PIECE
    assert body.is_complete


async def test_a_phone_that_hangs_up_ends_the_receiving() -> None:
    body = BoundedBody(None, None)
    await asyncio.wait_for(receive_into(body, Phone(0)), PATIENCE_S)
    assert not body.is_complete


async def test_what_really_arrives_is_counted() -> None:
    body = body_of(b"x" * 100, b"x" * 100, max_bytes=199)
    with pytest.raises(RequestEntityTooLarge):
        await read_whole(body)


async def test_a_body_just_at_the_limit_is_taken() -> None:
    assert len(await read_whole(body_of(b"x" * 200, declared=200, max_bytes=200))) == 200


async def test_a_declared_length_over_the_limit_is_refused_before_anything_comes() -> None:
    body = BoundedBody(201, None)
    body.max_bytes = 200
    with pytest.raises(RequestEntityTooLarge):
        await asyncio.wait_for(anext(body), PATIENCE_S)


async def test_a_length_declared_too_small_does_not_help() -> None:
    with pytest.raises(RequestEntityTooLarge):
        await read_whole(body_of(b"x" * 201, declared=10, max_bytes=200))


async def test_without_being_told_otherwise_a_body_is_small() -> None:
    with pytest.raises(RequestEntityTooLarge):
        await read_whole(body_of(b"x" * (SMALL_BODY_BYTES + 1)))


async def test_a_silence_ends_the_reading() -> None:
    body = BoundedBody(None, None)
    with mock.patch.object(body_module, "READ_TIMEOUT_S", 0.02), pytest.raises(TimeoutError):
        await anext(body)


async def test_the_time_is_for_each_piece_and_not_for_the_whole() -> None:
    body, taken, allowed = BoundedBody(None, None), 0, mock.Mock(wraps=asyncio.timeout)
    with mock.patch.object(asyncio, "timeout", allowed):
        for _ in range(5):
            body.append(b"x")
            taken += len(await anext(body))
    assert taken == 5
    assert allowed.call_args_list == [mock.call(body_module.READ_TIMEOUT_S)] * 5


async def test_an_empty_body_ends_at_once() -> None:
    assert await read_whole(body_of()) == b""


async def test_a_small_body_can_be_read_ahead_and_then_parsed() -> None:
    body = body_of(b'{"a":', b"1}")
    await body.read_small()
    assert await body == b'{"a":1}'


async def test_reading_ahead_keeps_to_the_limit_and_counts_it_once() -> None:
    body = body_of(b"x" * 150, max_bytes=200)
    await body.read_small()
    assert len(await read_whole(body)) == 150


async def test_a_refused_body_is_taken_off_the_wire_up_to_a_bound() -> None:
    body, phone = BoundedBody(50 * PIECE, None), Phone(50)
    body.max_bytes = PIECE
    receiving = asyncio.create_task(receive_into(body, phone))
    with pytest.raises(RequestEntityTooLarge):
        await read_whole(body)
    await body.drain(100 * PIECE, timeout_s=PATIENCE_S)
    await receiving
    assert body.is_complete


async def test_an_endless_refused_body_is_not_taken_for_ever() -> None:
    body, phone = BoundedBody(None, None), Phone(10_000)
    receiving = asyncio.create_task(receive_into(body, phone))
    await body.drain(20 * PIECE, timeout_s=PATIENCE_S)
    await settled()
    assert phone.given_bytes < 60 * PIECE
    receiving.cancel()
    await asyncio.gather(receiving, return_exceptions=True)


async def test_a_refused_body_that_stops_coming_is_not_waited_for() -> None:
    async with asyncio.timeout(PATIENCE_S):
        await BoundedBody(None, None).drain(PIECE, timeout_s=0.02)
