"""The options' values, read from PARTYWALL_* variables and checked before anything starts."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from app.base import option_values as takes
from app.base.addresses import lan_address
from app.base.options import OPTIONS, PREFIX, Option

DATABASE_FILE = "partywall.sqlite3"


class BadOption(Exception):
    """An option that stops the start; the text names it and says what it takes."""


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
    faces: str
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
    oidc_issuer: str | None
    oidc_client_id: str | None
    oidc_client_secret: str | None
    service_worker: str

    @property
    def records(self) -> Path | str:
        """The address of the PostgreSQL database, or else the SQLite file."""
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
    def looks_for_faces(self) -> bool:
        return self.faces == "on"

    @property
    def worker_count(self) -> int:
        # At least two: a picture that hangs one worker must not hold up everybody else's.
        return self.media_workers or max(2, os.cpu_count() or 2)

    def guest_url(self, port: int | None = None) -> str:
        """Return the address that guests open, without a trailing slash.

        It comes from the options or from this machine's own address, never from a request's Host header:
        a forged header must not end up in a QR code.
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
    if (values["oidc_issuer"] is None) != (values["oidc_client_id"] is None):
        raise BadOption("PARTYWALL_OIDC_ISSUER and PARTYWALL_OIDC_CLIENT_ID belong together: set both.")
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
