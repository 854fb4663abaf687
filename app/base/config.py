"""Every option there is: one table, read from PARTYWALL_* variables, checked before anything starts."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from app.base import option_values as takes
from app.base.addresses import lan_address

PREFIX = "PARTYWALL_"
DATABASE_FILE = "partywall.sqlite3"


class BadOption(Exception):
    """An option that stops the start; the text names it and says what it takes."""


@dataclass(frozen=True, slots=True)
class Option:
    """One row of the table. `default` is text as it would stand in the environment; None means unset."""

    name: str
    default: str | None
    parse: Callable[[str], Any]
    meaning: str
    is_secret: bool = False

    @property
    def variable(self) -> str:
        return PREFIX + self.name.upper()


OPTIONS = (
    Option("host", "0.0.0.0", takes.words, "address to listen on"),
    Option("port", "8080", takes.whole_number(0, 65535), "port to listen on (0 takes a free one)"),
    Option(
        "socket",
        None,
        takes.socket_path,
        "Unix socket to listen on as well: for an nginx on the same machine, half the cost of a port",
    ),
    Option(
        "data_dir",
        "./data",
        takes.folder_path,
        "folder that holds everything: records, originals, public pictures",
    ),
    Option(
        "public_url",
        None,
        takes.web_address,
        "address that guests open; without it, the LAN address is found",
    ),
    Option("title", None, takes.words, "the party’s title on every page (until it is set: “Our party”)"),
    Option(
        "admin_password",
        None,
        takes.password,
        "the host’s password; without it one is made at the first start",
        True,
    ),
    Option(
        "secret_key", None, takes.secret, "signs the guests’ cookies; without it one is made and kept", True
    ),
    Option("redis_url", None, takes.redis_address, "Redis that rings the other server processes", True),
    Option(
        "database_url",
        None,
        takes.postgres_address,
        "PostgreSQL that holds the records of several servers; without it, SQLite in the data folder",
        True,
    ),
    Option(
        "storage_url",
        None,
        takes.bucket_address,
        "bucket of an S3-compatible store that keeps originals and public pictures, as s3://bucket/prefix",
    ),
    Option("storage_endpoint", None, takes.web_address, "web address of that store (default: Amazon’s own)"),
    Option("storage_region", "us-east-1", takes.words, "the store’s region"),
    Option(
        "storage_key_id", None, takes.words, "access key for the store; without it, what AWS tools would use"
    ),
    Option("storage_secret_key", None, takes.secret, "the secret that belongs to that key", True),
    Option(
        "storage_public_url",
        None,
        takes.web_address,
        "address at which browsers reach the store; without it, pictures come through the app",
    ),
    Option(
        "metrics_token",
        None,
        takes.secret,
        "lets Prometheus read /metrics; else only this machine may",
        True,
    ),
    Option("log_format", "text", takes.one_of("text", "json"), "how log lines are written: text or json"),
    Option(
        "log_level",
        None,
        takes.one_of("debug", "info", "warning", "error"),
        "least level that is logged: debug, info, warning, error (default: info; on a terminal, warning)",
    ),
    Option("max_photo_mb", "50", takes.whole_number(1, 4096), "largest photo in MB"),
    Option("max_video_mb", "500", takes.whole_number(1, 4096), "largest video in MB"),
    Option(
        "max_megapixels",
        "100",
        takes.whole_number(1, 1000),
        "largest picture in megapixels, read before decoding",
    ),
    Option(
        "media_workers",
        None,
        takes.whole_number(1, 64),
        "processes that decode pictures (default: one a core, at least 2)",
    ),
    Option(
        "decode_memory_mb",
        "2048",
        takes.whole_number(256, 65536),
        "memory limit of one decoding process in MB",
    ),
    Option("decode_timeout_s", "20", takes.whole_number(1, 600), "seconds one picture may take to decode"),
    Option(
        "clip_timeout_s", "300", takes.whole_number(10, 3600), "seconds that making one video’s clip may take"
    ),
    Option(
        "trusted_proxies",
        "0",
        takes.proxies,
        "proxies in front that are believed (X-Forwarded-*): their addresses, or how many where nothing else "
        "reaches this port",
    ),
    Option("min_free_mb", "32", takes.whole_number(0, 1_000_000), "disk space in MB that uploads leave free"),
    Option(
        "reserve_mb",
        "8",
        takes.whole_number(0, 1024),
        "disk space in MB that is kept for the host: signing in, hiding and deleting work on a full disk",
    ),
    Option(
        "upload_hours",
        "24",
        takes.whole_number(1, 720),
        "hours after which an unfinished upload is forgotten (one hour while no byte has come)",
    ),
    Option(
        "guest_uploads", "200", takes.whole_number(1, 10_000), "unfinished uploads that one guest may have"
    ),
    Option(
        "guest_uploads_mb",
        "4000",
        takes.whole_number(1, 1_000_000),
        "MB that one guest’s unfinished uploads may have",
    ),
    Option(
        "party_uploads_mb",
        "20000",
        takes.whole_number(1, 10_000_000),
        "MB that a party’s unfinished uploads may have, counted whole once they have begun",
    ),
    Option(
        "guest_kept_mb",
        "10000",
        takes.whole_number(1, 10_000_000),
        "MB of photos and videos that are kept of one guest",
    ),
    Option(
        "address_kept_mb",
        "200000",
        takes.whole_number(1, 100_000_000),
        "MB that are kept of all who send from one address (at a party, everybody may)",
    ),
    Option(
        "push_services",
        "fcm.googleapis.com,*.googleapis.com,*.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com",
        takes.hosts,
        "hosts that notices to browsers may be sent to; a private address counts only if it stands here as "
        "a number",
    ),
    Option(
        "smtp_url",
        None,
        takes.mail_server,
        "server that sends mails, as smtp://user:password@mail.example.org:587 (smtps:// for TLS at once)",
        True,
    ),
    Option("mail_from", None, takes.mail_address, "whom those mails come from; needed for them"),
    Option(
        "service_worker",
        "on",
        takes.one_of("on", "off"),
        "lets phones install the wall and open it offline (on or off)",
    ),
)


@dataclass(frozen=True, slots=True)
class Config:
    """The options' values: what `OPTIONS` says, in its order."""

    host: str
    port: int
    socket: Path | None
    data_dir: Path
    public_url: str | None
    title: str | None
    admin_password: str | None
    secret_key: str | None
    redis_url: str | None
    database_url: str | None
    storage_url: str | None
    storage_endpoint: str | None
    storage_region: str
    storage_key_id: str | None
    storage_secret_key: str | None
    storage_public_url: str | None
    metrics_token: str | None
    log_format: str
    log_level: str | None
    max_photo_mb: int
    max_video_mb: int
    max_megapixels: int
    media_workers: int | None
    decode_memory_mb: int
    decode_timeout_s: int
    clip_timeout_s: int
    trusted_proxies: takes.Proxies
    min_free_mb: int
    reserve_mb: int
    upload_hours: int
    guest_uploads: int
    guest_uploads_mb: int
    party_uploads_mb: int
    guest_kept_mb: int
    address_kept_mb: int
    push_services: tuple[str, ...]
    smtp_url: str | None
    mail_from: str | None
    service_worker: str

    @property
    def records(self) -> Path | str:
        """Where the records are: the address of a PostgreSQL database, or else a SQLite file."""
        return self.database_url or self.data_dir / "private" / DATABASE_FILE

    @property
    def reserve_bytes(self) -> int:
        return self.reserve_mb * 1024 * 1024

    @property
    def max_photo_bytes(self) -> int:
        return self.max_photo_mb * 1024 * 1024

    @property
    def max_pixels(self) -> int:
        return self.max_megapixels * 1_000_000

    @property
    def worker_count(self) -> int:
        # Never one alone: a picture that hangs a worker must not hold up everybody else's.
        return self.media_workers or max(2, os.cpu_count() or 2)

    def guest_url(self, port: int | None = None) -> str:
        """Return the address that guests open, without a trailing slash.

        It comes from the options or from this machine's own address, never from a request's Host
        header: a forged header must not end up in a QR code.
        """
        if self.public_url:
            return self.public_url
        host = self.host if self.host not in ("0.0.0.0", "::") else lan_address()
        if ":" in host:
            host = f"[{host}]"
        shown_port = self.port if port is None else port
        return f"http://{host}" if shown_port == 80 else f"http://{host}:{shown_port}"


def load(environ: Mapping[str, str]) -> Config:
    """Read the options from `environ`; raise BadOption with one sentence for the first wrong one.

    Every secret has a twin PARTYWALL_<NAME>_FILE that names a file holding it.
    """
    known = {option.variable for option in OPTIONS}
    known |= {option.variable + "_FILE" for option in OPTIONS if option.is_secret}
    for variable in environ:
        if variable.startswith(PREFIX) and variable not in known:
            raise BadOption(f"{variable} is not an option of Partywall; the README lists them all.")
    values = {option.name: _value(option, environ) for option in OPTIONS}
    return Config(**values)


def _value(option: Option, environ: Mapping[str, str]) -> Any:
    text = environ.get(option.variable) or option.default
    variable = option.variable
    file_variable = option.variable + "_FILE"
    if option.is_secret and (path := environ.get(file_variable)):
        if environ.get(option.variable):
            raise BadOption(f"{option.variable} and {file_variable} are both set; set one of them.")
        try:
            text, variable = Path(path).read_text().strip(), file_variable
        except (OSError, UnicodeDecodeError) as error:
            raise BadOption(f"{file_variable} names a file that cannot be read: {error}.") from None
    if text is None:
        return None
    try:
        return option.parse(text)
    except ValueError as error:
        shown = "" if option.is_secret else f" (it is {text!r})"
        raise BadOption(f"{variable} {error}{shown}.") from None


assert tuple(field.name for field in fields(Config)) == tuple(option.name for option in OPTIONS)
