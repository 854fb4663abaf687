"""Compile the pages at the start, and keep the result beside our compiled modules for the next start."""

import contextlib
import hashlib
import importlib.util
import sys
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

# Python's own cache for this folder's modules. It is as safe from changes as those are.
FOLDER = Path(importlib.util.cache_from_source(__file__)).parent


class KeptPages(FileSystemBytecodeCache):
    """If a kept page is damaged, it is compiled again. If none can be kept, each start compiles them.

    Jinja itself compares a page's source, but not the settings it was compiled with.
    """

    def __init__(self, environment: jinja2.Environment) -> None:
        settings = (
            jinja2.__version__,
            environment.trim_blocks,
            environment.lstrip_blocks,
            environment.newstyle_gettext,  # type: ignore[attr-defined]
            sorted(environment.extensions),
        )
        key = hashlib.sha256(repr(settings).encode()).hexdigest()[:12]
        super().__init__(str(FOLDER), f"page-{key}-%s.cache")

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # reading half a file may raise anything
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with contextlib.suppress(OSError):
                super().dump_bytecode(bucket)


def compile_pages(environment: jinja2.Environment) -> None:
    """Compile all of them now. Otherwise each page's first guest would block the loop for it."""
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)
