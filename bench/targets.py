"""The servers of the fan-out comparison, each on the server's core; events go in by HTTP or the ear."""

import http.client
import os
import shutil
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.load import Missing, build
from bench.machine import pinned, server_core
from bench.party import EVENTS, Party, mark, party
from tests.needs import EXTRA_PATH
from tests.nginx.rendered_config import run_nginx
from tests.ports import held_port
from tests.running import CHECKOUT

MODULE_FOLDERS = ("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules")
NCHAN_MODULE = "ngx_nchan_module.so"
START_S = 60.0


@dataclass(frozen=True, slots=True)
class Target:
    """`publish` sends the event with a mark and returns the time of the request, in ns."""

    name: str
    port: int
    path: str
    pids: list[int]
    publish: Callable[[int], int]


def event_data(number: int, size: int = 400) -> str:
    """Return data for a peer's event, as long as our event of a photo."""
    return f'{{"caption":"{mark(number)}","rest":"'.ljust(size - 2, "x") + '"}'


@contextmanager
def floor() -> Iterator[Target]:
    with pinned(server_core()):
        process = subprocess.Popen([build("floor")], stdout=subprocess.PIPE, text=True)
    with _serving_recipe("floor (C)", process) as target:
        yield target


@contextmanager
def floor_behind_nginx() -> Iterator[Target]:
    """The floor in the app's place behind nginx, over the same kind of socket: measures nginx itself."""
    program("nginx")
    with tempfile.TemporaryDirectory(prefix="partywall-bench-") as name, pinned(server_core()):
        folder = Path(name)
        socket = folder / "app.sock"
        process = subprocess.Popen([build("floor"), socket], stdout=subprocess.PIPE, text=True)
        with (
            _serving_recipe("floor (C) behind nginx", process) as target,
            run_nginx(folder, target.port, folder, app_socket=socket) as nginx,
        ):
            yield replace(target, port=nginx.port, path=EVENTS, pids=[*target.pids, nginx.pid])


@contextmanager
def quart_recipe() -> Iterator[Target]:
    with pinned(server_core()):
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.peers.quart_recipe"],
            cwd=CHECKOUT,
            stdout=subprocess.PIPE,
            text=True,
        )
    with _serving_recipe("Quart’s recipe", process) as target:
        yield target


@contextmanager
def _serving_recipe(name: str, process: subprocess.Popen[str]) -> Iterator[Target]:
    with process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            with _poster(port) as publish:
                yield Target(name, port, "/sub", [process.pid], publish)
        finally:
            process.kill()


@contextmanager
def nchan() -> Iterator[Target]:
    nginx = program("nginx")
    module = next((Path(folder, NCHAN_MODULE) for folder in MODULE_FOLDERS if _is_there(folder)), None)
    if module is None:
        raise Missing("nchan is not installed (Debian: libnginx-mod-nchan)")
    template = (Path(__file__).parent / "peers" / "nchan.conf.template").read_text()
    with tempfile.TemporaryDirectory(prefix="partywall-bench-") as folder, held_port() as port:
        values = {"BENCH_PORT": str(port), "BENCH_NCHAN_MODULE": str(module)}
        Path(folder, "nginx.conf").write_text(string.Template(template).substitute(values))
        with pinned(server_core()):
            process = subprocess.Popen(
                [nginx, "-p", folder, "-c", "nginx.conf", "-e", "stderr", "-g", "daemon off; user root;"]
            )
        with process:
            try:
                with _poster(port) as publish:
                    yield Target("nchan", port, "/sub", [process.pid], publish)
            finally:
                process.terminate()


@contextmanager
def partywall() -> Iterator[Target]:
    """Our server; an event is an edited caption, counted from the end of its commit."""
    with party(server_core()) as guest:
        yield our_target(guest, guest.port, "Partywall")


@contextmanager
def partywall_behind_nginx() -> Iterator[Target]:
    """The same through nginx with the shipped configuration, on the server's core as well."""
    program("nginx")
    with (
        tempfile.TemporaryDirectory(prefix="partywall-bench-") as folder,
        party(server_core(), trusted_proxies=1, socket=Path(folder, "app.sock")) as guest,
        pinned(server_core()),
        run_nginx(
            Path(folder), guest.port, guest.server.data_dir, app_socket=Path(folder, "app.sock")
        ) as nginx,
    ):
        target = our_target(guest, nginx.port, "Partywall behind nginx")
        target.pids.append(nginx.pid)
        yield target


def our_target(guest: Party, port: int, name: str) -> Target:
    photo_id = guest.send_photo()["id"]

    def publish(number: int) -> int:
        return int(guest.ask("edit", photo=photo_id, caption=mark(number))["committed"])

    return Target(name, port, EVENTS, [guest.server.pid], publish)


@contextmanager
def _poster(port: int) -> Iterator[Callable[[int], int]]:
    """Wait until the peer listens; yield how to POST an event to it over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_S)
    deadline = time.monotonic() + START_S
    while True:
        try:
            connection.connect()
            break
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)

    def publish(number: int) -> int:
        asked_ns = time.monotonic_ns()
        connection.request("POST", "/pub", event_data(number))
        connection.getresponse().read()
        return asked_ns

    try:
        yield publish
    finally:
        connection.close()


def program(*names: str) -> str:
    """Return the path of the first of these programs that exists."""
    path = os.environ.get("PATH", os.defpath) + os.pathsep + EXTRA_PATH
    for name in names:
        if found := shutil.which(name, path=path):
            return found
    raise Missing(f"{names[0]} is not installed")


def _is_there(folder: str) -> bool:
    return Path(folder, NCHAN_MODULE).exists()
