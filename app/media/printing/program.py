"""The processes that make a book.

`python -m app.media.printing.program picture|pdf <memory MB>` answers one line for one line (see `asked`).
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from app.media.errors import PictureRefused
from app.media.printing import pdf
from app.media.printing.asked import read_pdf_request, read_print_request, write_done
from app.media.printing.picture import print_picture
from app.media.worker import landlock, protocol
from app.media.worker.serving import WORKER_NICENESS, prepare, send

MOST_PDF_BYTES = 4 * 1024**3
FONTS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/fontconfig",
    "/etc/fonts",
    "/var/cache/fontconfig",
)
"""System folders that the PDF needs, read only."""


def main(kind: str, memory_mb: int) -> None:
    if kind == "picture":
        answer(sys.stdin.buffer, prepare(memory_mb, WORKER_NICENESS), _picture)
        return
    try:
        pdf.load()
    except Exception as error:
        # Anything: the library or one of its own libraries is missing.
        sys.stdout.buffer.write(protocol.write_unable(f"{type(error).__name__}: {error}"))
        sys.stdout.buffer.flush()
        return
    fonts = {Path(folder): landlock.READ for folder in FONTS}
    answer(
        sys.stdin.buffer,
        prepare(memory_mb, WORKER_NICENESS, also=fonts, max_file_bytes=MOST_PDF_BYTES),
        lambda line: pdf.write_pdf(read_pdf_request(line)),
    )


def answer(requests: BinaryIO, answers: BinaryIO, make: Callable[[bytes], int]) -> None:
    """Answer each request in turn. An exception that is neither the picture's nor the disk's ends it."""
    send(answers, protocol.READY_LINE)
    for line in requests:
        try:
            count = make(line)
        except PictureRefused as refused:
            send(answers, protocol.write_refused(refused.code))
        except OSError as error:
            send(answers, protocol.write_failed(error))
        else:
            send(answers, write_done(count))


def _picture(line: bytes) -> int:
    return print_picture(read_print_request(line))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
