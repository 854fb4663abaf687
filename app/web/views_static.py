"""Our own scripts, styles and fonts. The set-up compressed them for browsers that accept that."""

import mimetypes
from pathlib import Path

from quart import request
from quart.typing import ResponseReturnValue
from werkzeug.security import safe_join

from app.base.errors import not_found
from app.storage.durable import in_thread
from app.web.assets import COMPRESSED, STATIC
from app.web.described import FILE, answers
from app.web.files import MAY_BE_KEPT, file_answer

ENDPOINT = "static"
RULE = "/static/<path:filename>"


@answers("*/*", also=FILE)
async def static_file(filename: str) -> ResponseReturnValue:
    """Send static/`filename`. Bytes at a versioned address never change; any other address is revalidated."""
    accepted = [coding for coding in COMPRESSED if request.accept_encodings.quality(coding) > 0]
    path, coding = await in_thread(_find, filename, accepted)
    if path is None:
        raise not_found()
    media_type = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    answer = await file_answer(path, media_type)
    if answer.status_code in MAY_BE_KEPT:
        forever = "public, max-age=31536000, immutable"
        answer.headers["Cache-Control"] = forever if "v" in request.args else "no-cache"
    answer.headers["Vary"] = "Accept-Encoding"
    if coding and answer.status_code < 300:
        answer.headers["Content-Encoding"] = coding
    return answer


def _find(filename: str, accepted: list[str]) -> tuple[Path | None, str]:
    """Return the file to send, and its encoding."""
    joined = safe_join(str(STATIC), filename)
    path = Path(joined) if joined is not None else None
    # Names with a leading dot are our own, and compressed copies are chosen by Accept-Encoding.
    if path is None or path.name.startswith(".") or path.suffix in COMPRESSED.values() or not path.is_file():
        return None, ""
    made_at = int(path.stat().st_mtime)
    for coding in accepted:
        copy = path.with_name(path.name + COMPRESSED[coding])
        # A copy made before the file was changed has another time.
        if copy.is_file() and int(copy.stat().st_mtime) == made_at:
            return copy, coding
    return path, ""
