"""Compile the pages at the start, and keep that beside our own compiled modules for the next one."""

import contextlib
import hashlib
import importlib.util
import sys
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

# Where Python keeps what it compiles of this folder's modules, and as safe as those from being changed.
FOLDER = Path(importlib.util.cache_from_source(__file__)).parent


class KeptPages(FileSystemBytecodeCache):
    """Whatever is wrong with a kept page, it is compiled anew; where nothing can be kept, at each start.

    Jinja itself compares the source of a page, but not by which settings it was compiled.
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
        except Exception:  # half a file may make its readers raise anything
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with contextlib.suppress(OSError):
                super().dump_bytecode(bucket)


def compile_pages(environment: jinja2.Environment) -> None:
    """Compile all of them now: the first guest of each would otherwise hold the loop for that."""
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)
