"""A TLS server on loopback that says nothing, with a certificate made for the test."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.needs import needs
from tests.patience import PATIENCE_S


def make_certificate(folder: Path, name: str, days: int) -> tuple[Path, Path]:
    """Make a self-signed certificate for `name`; returns it and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            *(needs("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes"),
            *("-keyout", str(key), "-out", str(certificate), "-days", str(days)),
            *("-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1"),
        ],
        check=True,
        capture_output=True,
        timeout=PATIENCE_S,
    )
    return certificate, key


@contextmanager
def tls_server(certificate: Path, key: Path) -> Iterator[int]:
    """Shake hands with everybody who comes; yields the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection, suppress(OSError):
                    context.wrap_socket(connection, server_side=True).close()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            # Closing alone does not wake who waits in accept.
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(PATIENCE_S)
