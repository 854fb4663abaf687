"""Checks whether the book can be made here: its package, the system libraries it needs, and fonts."""

import subprocess
import tempfile
from pathlib import Path

from app.doctor.findings import Finding, good, note
from app.media.printing.pdf import is_installed
from app.processing.print_process import PrintProcess
from app.processing.worker_process import WorkerDied

CHECK = "Book"
FONTS = {
    "Noto Sans": "fonts-noto-core",
    "Noto Sans Arabic": "fonts-noto-core",
    "Noto Sans Devanagari": "fonts-noto-core",
    "Noto Sans CJK SC": "fonts-noto-cjk",
    "Noto Color Emoji": "fonts-noto-color-emoji",
}
"""Font families, and the Debian packages that have them."""
TRIED = '<!doctype html><title>A book</title><p style="font-family: Noto Sans">A book'
FONT_LIST_TIMEOUT_S = 30


async def check_book() -> list[Finding]:
    """Make a PDF of one page in the same way as a book, and look for the fonts."""
    if not is_installed():
        return [note(CHECK, "This server makes no PDFs of the party’s book.", "To have them: make book")]
    with tempfile.TemporaryDirectory() as folder:
        process = await PrintProcess.open(Path(folder))
        try:
            await process.pdf(TRIED)
        except (WorkerDied, OSError) as error:
            advice = "Debian: apt-get install libpangoft2-1.0-0 libharfbuzz-subset0"
            return [note(CHECK, f"No PDF can be made: {error}.", advice)]
        finally:
            await process.close()
    missing = missing_fonts()
    if not missing:
        return [good(CHECK, "A PDF was made, and there are fonts for every script.")]
    packages = " ".join(sorted({FONTS[family] for family in missing}))
    message = f"Without {', '.join(missing)} some words in it are empty boxes."
    return [note(CHECK, message, f"Debian: apt-get install {packages}")]


def missing_fonts() -> list[str]:
    """Return the families that fontconfig does not have."""
    try:
        told = subprocess.run(
            ["fc-list", ":", "family"],
            capture_output=True,
            text=True,
            timeout=FONT_LIST_TIMEOUT_S,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return list(FONTS)
    families = {family.strip() for line in told.splitlines() for family in line.split(",")}
    return [family for family in FONTS if family not in families]
