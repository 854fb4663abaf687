"""Two replicas as they run in earnest: they share PostgreSQL, Redis and a folder, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.postgres_server import PostgresServer, running_postgres
from tests.redis_server import RedisServer
from tests.running import Server, program_after


class Replica(Server):
    """One that waits for Redis on a busy machine, too, instead of counting by itself after half a second."""

    PROGRAM = program_after("import app.base.quick_redis", f"app.base.quick_redis.SLOW_S = {PATIENCE_S}")


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    """One that waits for the disk, as in earnest, and may be stopped."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def database_url(postgres: PostgresServer, request: pytest.FixtureRequest) -> str:
    return postgres.create_migrated(f"party_{abs(hash(request.node.nodeid))}")


@pytest.fixture
def replicas(tmp_path: Path, database_url: str, redis: RedisServer) -> Iterator[list[Server]]:
    options = {"database_url": database_url, "redis_url": redis.address}
    servers: list[Server] = [Replica(tmp_path / "files", **options) for _ in range(2)]
    try:
        for server in servers:
            server.start()
        yield servers
    finally:
        for server in servers:
            server.stop()
