"""What stands in front with a certificate: the recipes of docs/https.md, with a test's names and ports."""

import getpass
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests.certificates import make_certificate
from tests.needs import needs
from tests.nginx.rendered_config import ROOT
from tests.patience import PATIENCE_S
from tests.ports import held_port

RECIPES = (ROOT / "docs" / "https.md").read_text(encoding="utf-8")
LIVE = "/etc/letsencrypt/live/wall.example.org"

Front = Callable[[Path, int], AbstractContextManager[str]]


def recipe(language: str, having: str) -> str:
    """Return the block of docs/https.md in `language` with these words."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", RECIPES, re.MULTILINE | re.DOTALL)
    (found,) = [block for block in blocks if having in block]
    return str(found)


def changed(text: str, changes: Mapping[str, str]) -> str:
    for words, others in changes.items():
        assert words in text, words
        text = text.replace(words, others)
    return text


@contextmanager
def program(command: Sequence[str], log: Path, port: int, **options: str) -> Iterator[None]:
    """Run a program until the end, once it listens on `port`."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=os.environ | options
        )
    try:
        _wait_until_it_listens(process, port, log)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _wait_until_it_listens(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(log.read_text(encoding="utf-8")) from None
            time.sleep(0.01)


@contextmanager
def nginx_front(folder: Path, port_behind: int, instead: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run the recipe's nginx, with other words `instead` of some. Yields its address."""
    certificate, key = make_certificate(folder, "localhost", 90)
    with held_port() as port:
        changes = {
            "listen 443": f"listen 127.0.0.1:{port}",
            "server_name wall.example.org": "server_name localhost",
            f"{LIVE}/fullchain.pem": str(certificate),
            f"{LIVE}/privkey.pem": str(key),
            "127.0.0.1:8080": f"127.0.0.1:{port_behind}",
        }
        server = changed(recipe("nginx", "proxy_pass"), {**changes, **(instead or {})})
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        paths = "".join(f"{kind}_temp_path {folder}/{kind}; " for kind in kinds)
        user = "user root; " if os.geteuid() == 0 else ""
        (folder / "front.conf").write_text(
            f"{user}daemon off; pid {folder}/front.pid; error_log stderr; events {{ }}\n"
            f"http {{ access_log off; {paths}\n{server} }}\n",
            encoding="utf-8",
        )
        command = (needs("nginx"), "-c", str(folder / "front.conf"), "-e", "stderr")
        with program(command, folder / "front.log", port):
            yield f"https://localhost:{port}"


@contextmanager
def caddy_front(folder: Path, port_behind: int) -> Iterator[str]:
    """Run the recipe's Caddy with a certificate that is there. Yields its address."""
    certificate, key = make_certificate(folder, "localhost", 90)
    with held_port() as port:
        lines = (f"https://localhost:{port} {{", "bind 127.0.0.1", f"tls {certificate} {key}")
        changes = {
            "wall.example.org {": "\n".join(lines),
            "127.0.0.1:8080": f"127.0.0.1:{port_behind}",
        }
        site = changed(recipe("Caddyfile", "reverse_proxy"), changes)
        # Its port for redirects is the machine's own.
        options = "{\n    admin off\n    auto_https disable_redirects\n}\n"
        (folder / "Caddyfile").write_text(options + site, encoding="utf-8")
        command = (needs("caddy"), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile"))
        homes = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        with program(command, folder / "caddy.log", port, **homes):
            yield f"https://localhost:{port}"


@contextmanager
def tunnel_front(folder: Path, port_behind: int) -> Iterator[str]:
    """Run the recipe's ssh to a server of its own, where Caddy is in front. Yields Caddy's address."""
    with held_port() as far_end, _ssh_server(folder) as ssh_port:
        words = changed(
            recipe("sh", "ssh -N").strip(),
            {
                "-R 127.0.0.1:8080:127.0.0.1:8080": f"-R 127.0.0.1:{far_end}:127.0.0.1:{port_behind}",
                "wall@wall.example.org": f"{getpass.getuser()}@127.0.0.1",
            },
        ).split()
        ours = ["-F", "none", "-p", str(ssh_port), "-i", str(folder / "phone_key"), "-o", "BatchMode=yes"]
        ours += ["-o", f"UserKnownHostsFile={folder}/known_hosts", "-o", "StrictHostKeyChecking=no"]
        command = (needs("ssh"), *ours, *words[1:])
        with program(command, folder / "ssh.log", far_end), caddy_front(folder, far_end) as url:
            yield url


@contextmanager
def _ssh_server(folder: Path) -> Iterator[int]:
    sshd = needs("sshd")
    keygen = shutil.which("ssh-keygen") or needs("ssh-keygen")
    for name in ("server_key", "phone_key"):
        subprocess.run(
            (keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)),
            check=True,
            timeout=PATIENCE_S,
        )
    shutil.copyfile(folder / "phone_key.pub", folder / "authorized_keys")
    if os.geteuid() == 0:
        # Where it locks itself in; a service manager would make it.
        Path("/run/sshd").mkdir(exist_ok=True)
    settings = {
        "HostKey": folder / "server_key",
        "AuthorizedKeysFile": folder / "authorized_keys",
        "PidFile": folder / "sshd.pid",
        "StrictModes": "no",
        "UsePAM": "no",
        "PermitRootLogin": "prohibit-password",
        "AllowTcpForwarding": "remote",
    }
    with held_port() as port:
        lines = [f"{name} {value}" for name, value in settings.items()]
        (folder / "sshd_config").write_text(
            "\n".join([f"ListenAddress 127.0.0.1:{port}", *lines, ""]), encoding="utf-8"
        )
        command = (sshd, "-D", "-e", "-f", str(folder / "sshd_config"))
        with program(command, folder / "sshd.log", port):
            yield port
