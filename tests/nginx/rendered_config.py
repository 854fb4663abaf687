"""Start the real nginx on loopback with the shipped configuration, rendered as in the container."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.needs import needs
from tests.patience import PATIENCE_S
from tests.ports import held_port

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "nginx"
# As in max-body.envsh.
FORM_MB = 4


@dataclass(frozen=True, slots=True)
class RunningNginx:
    """One nginx that answers on loopback; `prefix` holds all that it reads and writes."""

    port: int
    prefix: Path
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def log(self) -> str:
        return (self.prefix / "output.log").read_text(encoding="utf-8")


def render(template: str, values: Mapping[str, str]) -> str:
    """Fill ${PARTYWALL_...} as envsubst does and nothing else; an unknown name is a KeyError."""
    return re.sub(r"\$\{(PARTYWALL_\w+)\}", lambda match: values[match[1]], template)


def lay_out(
    prefix: Path,
    port: int,
    upstream_port: int,
    data_dir: Path,
    static_dir: Path = ROOT / "static",
    max_photo_mb: int = 50,
    files_in: str = "folder",
    more_ports: Sequence[int] = (),
    app_socket: Path | None = None,
    **options: str,
) -> None:
    """Put the shipped configuration under `prefix`, rendered for these ports and folders."""
    prefix.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SHIPPED / "nginx.conf", prefix / "nginx.conf")
    for folder in ("snippets", "errors"):
        shutil.copytree(SHIPPED / folder, prefix / folder, dirs_exist_ok=True)
    apps = [f"127.0.0.1:{each}" for each in (upstream_port, *more_ports)]
    if app_socket is not None:
        apps = [f"unix:{app_socket}"]
    values = {
        "PARTYWALL_LISTEN": f"127.0.0.1:{port}",
        "PARTYWALL_UPSTREAM": "; server ".join(apps),
        "PARTYWALL_DATA_DIR": str(data_dir),
        "PARTYWALL_FILES_IN": files_in,
        "PARTYWALL_STATIC_DIR": str(static_dir),
        "PARTYWALL_ERRORS_DIR": str(prefix / "errors"),
        "PARTYWALL_MAX_BODY_MB": str(max_photo_mb + FORM_MB),
    }
    values |= https_values(prefix / "https", **options)
    template = (SHIPPED / "default.conf.template").read_text(encoding="utf-8")
    (prefix / "conf.d").mkdir(exist_ok=True)
    (prefix / "conf.d" / "default.conf").write_text(render(template, values), encoding="utf-8")


def https_values(folder: Path, **options: str) -> dict[str, str]:
    """Return what https.envsh makes of these options (PARTYWALL_ names in lower case) in the container."""
    folder.mkdir(exist_ok=True)
    environment = {"PATH": os.environ["PATH"], "PARTYWALL_HTTPS_DIR": str(folder)}
    environment |= {f"PARTYWALL_{name.upper()}": value for name, value in options.items()}
    script = f". {SHIPPED}/https.envsh; env -0"
    shown = subprocess.run(
        ["/bin/sh", "-ec", script], env=environment, capture_output=True, text=True, timeout=PATIENCE_S
    )
    if shown.returncode != 0:
        raise ValueError(shown.stderr)
    return dict(line.split("=", 1) for line in shown.stdout.split("\0") if line.startswith("PARTYWALL_"))


def nginx_command(prefix: Path, *arguments: str) -> list[str]:
    """Spell out nginx with everything it touches under `prefix`."""
    # Started by root its workers would run as nobody, who cannot read a test's folders.
    directives = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
    return [
        needs("nginx"),
        "-p",
        f"{prefix}/",
        "-c",
        "nginx.conf",
        "-e",
        "stderr",
        "-g",
        directives,
        *arguments,
    ]


@contextmanager
def run_nginx(
    prefix: Path,
    upstream_port: int,
    data_dir: Path,
    static_dir: Path = ROOT / "static",
    max_photo_mb: int = 50,
    files_in: str = "folder",
    more_ports: Sequence[int] = (),
    app_socket: Path | None = None,
    **options: str,
) -> Iterator[RunningNginx]:
    """Run nginx before what listens on `upstream_port`, or `app_socket`; skips where nginx is missing."""
    command = nginx_command(prefix)
    with held_port() as port:
        lay_out(
            prefix,
            port,
            upstream_port,
            data_dir,
            static_dir,
            max_photo_mb,
            files_in,
            more_ports,
            app_socket,
            **options,
        )
        with (prefix / "output.log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        running = RunningNginx(port, prefix, process.pid)
        try:
            _wait_until_it_listens(process, running)
            yield running
        finally:
            # SIGTERM is nginx's fast way out: it does not wait for streams that are still open.
            process.terminate()
            process.wait(PATIENCE_S)


def _wait_until_it_listens(process: subprocess.Popen[bytes], running: RunningNginx) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", running.port), timeout=1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"nginx did not start:\n{running.log()}") from None
            time.sleep(0.01)
