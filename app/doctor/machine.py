"""The machine itself: room, open files, the clock's source, and what the media workers can decode."""

import asyncio
import json
import resource
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pillow_heif
from PIL import Image

from app.base.config import Config
from app.doctor.findings import Finding, good, note, wrong
from app.media.errors import PictureRefused
from app.media.looks.nudity import is_installed
from app.media.looks.seen import Look
from app.processing.media_pool import MediaPool, PoolBusy
from app.processing.worker_process import WorkerDied
from app.site.assembly import started_posters

GB = 1024**3
ROOMY_BYTES = 2 * GB
FEW_FILES = 4096
# Open files that are no streams: records, pictures, workers, uploads.
OTHER_FILES = 200
SIZE = (1600, 1200)
LOCKDOWN = ("-m", "app.media.worker.lockdown")
PROJECT = Path(__file__).resolve().parents[2]
KINDS = (("JPEG", "JPEG"), ("HEIC, as iPhones send it", "HEIF"))


def check_disk(config: Config) -> list[Finding]:
    check = "Disk"
    place = next(folder for folder in (config.data_dir, *config.data_dir.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    reserve = config.min_free_mb * 1024 * 1024
    if free < reserve:
        return [
            wrong(
                check,
                f"{free / GB:.1f} GB are left, less than the {config.min_free_mb} MB that stay free: "
                "photos are refused.",
                "Make room on the disk of the data folder, or lower PARTYWALL_MIN_FREE_MB.",
            )
        ]
    photos = (free - reserve) // (5 * 1024 * 1024)
    message = f"{free / GB:.1f} GB are left: room for about {photos:,} photos."
    return [note(check, message, "Make room.") if free < reserve + ROOMY_BYTES else good(check, message)]


def check_open_files() -> list[Finding]:
    check = "Open files"
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most == resource.RLIM_INFINITY:
        return [good(check, "As many as are needed.")]
    message = f"{most} are allowed: {max(0, most - OTHER_FILES)} screens and phones at once."
    if most >= FEW_FILES:
        return [good(check, message)]
    return [note(check, message, "Raise it: LimitNOFILE= in the service, nofile in Docker, ulimit -n.")]


def check_time_source() -> list[Finding]:
    """Ask systemd, if this machine has it, whether the network sets the clock."""
    try:
        said = subprocess.run(
            ["timedatectl", "show", "--property=NTPSynchronized", "--value"],
            capture_output=True,
            text=True,
            timeout=5,
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    if said.returncode == 0 and said.stdout.strip() == "no":
        advice = "With a network that has a time server: timedatectl set-ntp true"
        return [note("Time source", "This machine’s clock is not set by the network.", advice)]
    return []


async def check_workers(config: Config) -> list[Finding]:
    """Have a worker process decode one generated picture of each kind that matters."""
    pool = MediaPool(
        workers=1,
        memory_mb=config.decode_memory_mb,
        timeout_s=config.decode_timeout_s,
        max_pixels=config.max_pixels,
        max_waiting=1,
        looks_for_faces=config.looks_for_faces,
    )
    try:
        await pool.start()
        with tempfile.TemporaryDirectory() as folder:
            return [await _check_kind(pool, Path(folder), kind, name) for kind, name in KINDS]
    except WorkerDied as error:
        return [
            wrong(
                "Media workers",
                f"A worker does not start: {error}.",
                "Run the set-up again (make setup), and look at PARTYWALL_DECODE_MEMORY_MB.",
            )
        ]
    finally:
        await pool.close()


def check_lockdown() -> list[Finding]:
    """Lock a process down like the decoders, and say which parts of it this system supports."""
    check = "Decoders"
    said = subprocess.run(
        [sys.executable, *LOCKDOWN], capture_output=True, text=True, timeout=30, cwd=PROJECT
    )
    try:
        found = json.loads(said.stdout)
        means = {
            "Landlock (files)": bool(found["files"]),
            "seccomp (network, processes)": bool(found["calls"]),
        }
    except (ValueError, KeyError, TypeError):
        return [
            wrong(check, f"A process cannot be locked down: {said.stderr.strip()[-200:]}", "Run it again.")
        ]
    missing = [name for name, is_there in means.items() if not is_there]
    if not missing:
        return [good(check, "Each has its one file to read, one folder to write, and no network.")]
    return [
        note(
            check,
            f"This system has no {' and no '.join(missing)}: a hostile file that takes a decoder over "
            "could reach what the server can.",
            "Use Linux 6.7 or newer, with Landlock switched on, on x86-64 or arm64.",
        )
    ]


async def check_video(config: Config) -> tuple[bool, list[Finding]]:
    """Say whether videos can be opened here, by starting the process that opens them."""
    check = "Videos"
    pool = await started_posters(config)
    if pool is None:
        advice = "Run the set-up again (make setup): it brings the codec where there is one."
        return False, [note(check, "This machine has no codec for them: guests send photos only.", advice)]
    await pool.close()
    return True, [good(check, "They can be opened.")]


def check_faces(config: Config) -> list[Finding]:
    """Say whether faces can be found here, for screens that crop photos."""
    check = "Faces"
    if not config.looks_for_faces:
        return []
    if all(find_spec(package) for package in ("dlib", "numpy")):
        return [good(check, "They are looked for, and stay in view.")]
    message = "This machine has no detector for them: a screen that crops a photo keeps its upper third."
    return [note(check, message, "Run the set-up again (make setup), or set PARTYWALL_FACES=off.")]


async def check_nudity(config: Config) -> list[Finding]:
    """Have a worker check one generated picture for nakedness, as it does after a host turns that on."""
    check = "Nakedness"
    if not is_installed():
        message = "Photos cannot be checked for it. A host who wants that reads so, and chooses what happens."
        return [note(check, message, "To have the check: make nudity.")]
    pool = MediaPool(1, config.decode_memory_mb, config.decode_timeout_s, config.max_pixels, 1)
    unable = "a worker does not start"
    took_ms = 0.0
    try:
        await pool.start()
        with tempfile.TemporaryDirectory() as folder:
            original = Path(folder, "original")
            await asyncio.to_thread(_draw, original, "JPEG")
            # The first one loads the model.
            for _ in range(2):
                room = Path(tempfile.mkdtemp(dir=folder))
                began = asyncio.get_running_loop().time()
                rendered = await pool.render(
                    original, room, party_id="doctor", guest_id="doctor", looks=frozenset({Look.NUDITY})
                )
                took_ms = (asyncio.get_running_loop().time() - began) * 1000
                unable = rendered.seen.nudity_unable
    except (WorkerDied, PictureRefused, PoolBusy, OSError) as error:
        unable = str(error)
    finally:
        await pool.close()
    if unable:
        return [
            wrong(
                check,
                f"The program that checks photos for it is installed and does not work ({unable}).",
                "Install it again (make nudity), and look at PARTYWALL_DECODE_MEMORY_MB.",
            )
        ]
    message = f"Photos are checked for it where a host wants that: {took_ms:.0f} ms with all else."
    return [good(check, message)]


async def _check_kind(pool: MediaPool, folder: Path, kind: str, format_name: str) -> Finding:
    original, room = folder / format_name, folder / f"{format_name}.rendered"
    room.mkdir()
    await asyncio.to_thread(_draw, original, format_name)
    loop = asyncio.get_running_loop()
    began = loop.time()
    try:
        await pool.render(original, room, party_id="doctor", guest_id="doctor")
    except (PictureRefused, PoolBusy, OSError) as error:
        return wrong(
            "Media workers",
            f"A picture that is {kind} cannot be decoded ({error}).",
            "Run the set-up again (make setup), and look at PARTYWALL_DECODE_MEMORY_MB.",
        )
    return good("Media workers", f"{kind}: decoded in {(loop.time() - began) * 1000:.0f} ms.")


def _draw(path: Path, format_name: str) -> None:
    pillow_heif.register_heif_opener()
    Image.linear_gradient("L").resize(SIZE).convert("RGB").save(path, format_name)
