"""A store that speaks S3, on loopback and in a process of its own: it keeps everything in memory."""

import itertools
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from app.storage.bucket import Address
from tests.patience import PATIENCE_S

LISTENING = re.compile(r"Running on (http://127\.0\.0\.1:\d+)")
KEY_ID = "partywall"
SECRET_KEY = "a-secret-for-the-store"
REGION = "us-east-1"
_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class S3Server:
    url: str
    process: subprocess.Popen[str]

    def new_bucket(self) -> str:
        """Make an empty bucket and return its name."""
        name = f"party-{next(_numbers)}"
        # Whoever it is: this store checks nobody's signature.
        signed = f"AWS4-HMAC-SHA256 Credential={KEY_ID}/20260101/{REGION}/s3/aws4_request, SignedHeaders=host"
        answer = httpx.put(
            f"{self.url}/{name}", headers={"Authorization": f"{signed}, Signature=0"}, timeout=PATIENCE_S
        )
        assert answer.status_code == 200, answer.text
        return name

    def address(self, bucket: str, prefix: str = "") -> Address:
        return Address(bucket, prefix, self.url, REGION, KEY_ID, SECRET_KEY)

    def options(self, bucket: str, endpoint: str | None = None) -> dict[str, str]:
        """Return a server's options for keeping its files in a bucket; `endpoint` is a way around to it."""
        return {
            "storage_url": f"s3://{bucket}/party",
            "storage_endpoint": endpoint or self.url,
            "storage_key_id": KEY_ID,
            "storage_secret_key": SECRET_KEY,
        }


@contextmanager
def s3_running() -> Iterator[S3Server]:
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        url = next(match[1] for line in process.stderr if (match := LISTENING.search(line)))
        # Its log has a line a request; a pipe that nobody reads would stop it.
        reader = threading.Thread(target=process.stderr.read, daemon=True)
        reader.start()
        yield S3Server(url, process)
    finally:
        process.kill()
        process.wait()
        process.stderr.close()
