"""The table of all options. The values, their checks and the README's table are made from it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.base import option_values as takes

PREFIX = "PARTYWALL_"


@dataclass(frozen=True, slots=True)
class Option:
    """One row of the table. `default` is text as in the environment; None means unset."""

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
        "faces",
        "on",
        takes.one_of("on", "off"),
        "look for faces in photos, so that no screen crops them: on, off; takes 30 ms a photo, and the extra "
        "`faces`, which the set-up brings",
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
        "oidc_issuer",
        None,
        takes.issuer,
        "OpenID Connect provider through which accounts can sign in, as https://login.example.org",
    ),
    Option("oidc_client_id", None, takes.client_id, "what that provider calls this server"),
    Option(
        "oidc_client_secret",
        None,
        takes.secret,
        "the secret that belongs to that; without it, PKCE alone",
        True,
    ),
    Option(
        "service_worker",
        "on",
        takes.one_of("on", "off"),
        "lets phones install the wall and open it offline (on or off)",
    ),
)
