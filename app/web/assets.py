"""Addresses of our own static files. Each has a checksum, so it is cached for ever and never stale."""

import hashlib
import re
from functools import cache
from pathlib import Path, PurePosixPath
from posixpath import normpath

STATIC = Path(__file__).parents[2] / "static"
TEMPLATES = Path(__file__).parents[2] / "templates"

COMPRESSED = {"br": ".br", "gzip": ".gz"}
"""How copies of static texts are encoded, best first, and the endings of their names."""

SHELL_PAGES = ("js/pages/upload.js", "js/pages/gallery.js")
"""The scripts of the pages that open without a network. The modules they import are found in them."""
SHELL_STYLES = (
    "css/tokens.css",
    "css/looks.css",
    "css/base.css",
    "css/controls.css",
    "css/upload.css",
    "css/upload_tiles.css",
    "css/gallery.css",
    "css/lightbox.css",
    "css/search.css",
    "css/editor.css",
    "css/editor_crop.css",
    "css/hearts.css",
    "css/comments.css",
    "css/error.css",
)
SHELL_OTHERS = (
    "/static/vendor/photoswipe/photoswipe.css",
    "/static/vendor/figtree/figtree-latin-wght-normal.woff2",
)
# import … from "./a.js", import "./a.js", import("./a.js"), new URL("./a.js", import.meta.url)
IMPORTS = re.compile(r'(?:\bfrom\s*|\bimport\s*\(?\s*|\bnew URL\(\s*)"(\.[^"]+\.js)"')
# Types are imported in comments: `@import { Carrier } from "../upload/carrier.js"` loads nothing.
COMMENT_LINES = re.compile(r"^\s*(?:/?\*|//).*$", re.MULTILINE)
STATIC_IMPORTS = re.compile(r'(?:\bfrom\s*|\bimport\s+)"(\.[^"]+\.js)"')


@cache
def asset(path: str) -> str:
    """Return the address of static/`path`. A missing file is our own mistake and raises."""
    checksum = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]
    return f"/static/{path}?v={checksum}"


@cache
def release() -> str:
    """Return a name for all pages and static files together: it changes when one of them does."""
    checksum = hashlib.sha256()
    for folder in (STATIC, TEMPLATES):
        for path in sorted(path for path in folder.rglob("*") if _is_ours(path)):
            checksum.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return checksum.hexdigest()[:16]


def _is_ours(path: Path) -> bool:
    """Leave out the copies that the set-up makes of the other files."""
    return path.is_file() and path.suffix not in COMPRESSED.values() and not path.name.startswith(".")


@cache
def shell_files() -> tuple[str, ...]:
    """Return the addresses of everything that the shell pages load, as they ask for it."""
    versioned = [
        asset(path) for path in (*SHELL_PAGES, *SHELL_STYLES, "icons/icons.svg", "icons/partywall.svg")
    ]
    modules = sorted(_imported_by(SHELL_PAGES) - set(SHELL_PAGES))
    return (*versioned, *SHELL_OTHERS, *(f"/static/{path}" for path in modules))


@cache
def modules_of(page: str) -> tuple[str, ...]:
    """Return the addresses of the modules that a page's script needs before it runs, as imports ask for them.

    Modules that are imported on demand are left out.
    """
    return tuple(f"/static/{path}" for path in sorted(_imported_by((page,), STATIC_IMPORTS) - {page}))


def _imported_by(entries: tuple[str, ...], pattern: re.Pattern[str] = IMPORTS) -> set[str]:
    """Return the modules that `entries` load, directly or through others, as paths in static/."""
    found: set[str] = set()
    waiting = list(entries)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        code = COMMENT_LINES.sub("", (STATIC / path).read_text(encoding="utf-8"))
        imports = pattern.findall(code)
        waiting += [normpath(str(PurePosixPath(path).parent / imported)) for imported in imports]
    return found
