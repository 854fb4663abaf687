"""An OpenID Connect provider that others wrote and that is certified: npm's oidc-provider, as a process."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.needs import needs
from tests.people.oidc_provider import CLIENT_ID, CLIENT_SECRET
from tests.running import CHECKOUT

PROGRAM = Path(__file__).with_name("certified_provider.mjs")


@contextmanager
def certified_provider(port: int, redirect_uri: str) -> Iterator["subprocess.Popen[str]"]:
    """Run it at a port that nobody listens at, and yield its process."""
    command = [needs("node"), str(PROGRAM), str(port), CLIENT_ID, CLIENT_SECRET, redirect_uri]
    with subprocess.Popen(
        command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            said = process.stdout.readline()
            assert "listening" in said, said + (process.stderr.read() if process.stderr is not None else "")
            yield process
        finally:
            process.terminate()
