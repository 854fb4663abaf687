"""Log lines: as text or as JSON, with the id of their request.

A thread writes them, because standard error may be a pipe with a slow reader. When it falls
MAX_WAITING_LINES behind, lines are dropped and counted, and the server goes on.
"""

import contextlib
import errno
import json
import logging
import logging.handlers
import os
import queue
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from app.base.clock import to_iso
from app.telemetry.notes import current

MAX_WAITING_LINES = 10_000
LAST_LINES_S = 0.5
SAME_AGAIN_S = 60.0
"""How long a lack of open files is not logged again: everything that needs one fails then."""
FIELDS = "fields"
"""The name under which a record carries its fields: `logger.info("request", extra={FIELDS: {...}})`."""


class _Queue(logging.handlers.QueueHandler):
    """Hands records over unchanged. A line that does not fit is counted."""

    def __init__(self, waiting: "queue.Queue[logging.LogRecord]") -> None:
        super().__init__(waiting)
        self.dropped = 0
        self.addFilter(_tell_of_files_once())

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        # Here and not in the writing thread: only this task knows its request.
        note = current()
        record.request = note.id if note is not None else None
        return record

    def enqueue(self, record: logging.LogRecord) -> None:
        try:
            self.queue.put_nowait(record)
        except queue.Full:
            self.dropped += 1


def _tell_of_files_once() -> Callable[[logging.LogRecord], bool]:
    told_at: float | None = None

    def is_news(record: logging.LogRecord) -> bool:
        nonlocal told_at
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, OSError) or error.errno not in (errno.EMFILE, errno.ENFILE):
            return True
        if told_at is not None and record.created - told_at < SAME_AGAIN_S:
            return False
        told_at = record.created
        return True

    return is_news


class _Descriptor(logging.Handler):
    """Writes to a descriptor, from one thread. It has no lock, or the interpreter's end would wait for it."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor

    def createLock(self) -> None:
        self.lock = None

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = memoryview(f"{self.format(record)}\n".encode(errors="backslashreplace"))
            while line:
                line = line[os.write(self._descriptor, line) :]
        except (OSError, ValueError, TypeError):
            self.handleError(record)


class _Writer(logging.handlers.QueueListener):
    """The writing thread. At the end it has LAST_LINES_S for the waiting lines."""

    def __init__(self, waiting: "queue.Queue[logging.LogRecord]", target: logging.Handler) -> None:
        super().__init__(waiting, target)
        self._waiting = waiting

    def enqueue_sentinel(self) -> None:
        while True:
            try:
                return super().enqueue_sentinel()
            except queue.Full:
                with contextlib.suppress(queue.Empty):
                    self._waiting.get_nowait()

    def stop(self) -> None:
        self.enqueue_sentinel()
        if self._thread is not None:
            self._thread.join(LAST_LINES_S)


class TextFormatter(logging.Formatter):
    """`<time> <LEVEL> <logger>: <message> <field>=<value>…`, one line, with a fault's trace below it."""

    def format(self, record: logging.LogRecord) -> str:
        words = [record.getMessage(), *(f"{name}={value}" for name, value in _fields(record).items())]
        text = " ".join(words).replace("\r", "\\r").replace("\n", "\\n")
        line = f"{_time(record)} {record.levelname} {record.name}: {text}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, then the record's fields."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= _fields(record)
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


FORMATTERS: dict[str, type[logging.Formatter]] = {"text": TextFormatter, "json": JsonFormatter}


def _fields(record: logging.LogRecord) -> dict[str, object]:
    fields: dict[str, object] = dict(getattr(record, FIELDS, {}))
    if getattr(record, "request", None) is not None:
        fields.setdefault("request", record.request)  # type: ignore[attr-defined]
    return fields


def _time(record: logging.LogRecord) -> str:
    return to_iso(datetime.fromtimestamp(record.created, UTC))


@contextmanager
def written_logs(format_name: str, level: str | None) -> Iterator[None]:
    """Write every log line to standard error until the block ends, then the lines that still wait.

    The default level is info, but warning if a person watches a terminal: there the host's first password and
    the QR code must stay in sight.
    """
    target = _Descriptor(sys.stderr.fileno())
    target.setFormatter(FORMATTERS[format_name]())
    waiting: queue.Queue[logging.LogRecord] = queue.Queue(MAX_WAITING_LINES)
    handler = _Queue(waiting)
    listener = _Writer(waiting, target)
    root = logging.getLogger()
    former_level = root.level
    root.setLevel((level or ("warning" if sys.stderr.isatty() else "info")).upper())
    # For these loggers only: each line of ours is worth reading, theirs are not.
    for name in ("hypercorn", "asyncio", "aiosqlite"):
        logging.getLogger(name).setLevel(logging.WARNING)
    root.addHandler(handler)
    listener.start()
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(former_level)
        listener.stop()


def dropped_lines() -> int:
    """Return how many lines were dropped since the start."""
    return sum(handler.dropped for handler in logging.getLogger().handlers if isinstance(handler, _Queue))
