"""The process that makes one clip: watched while it works, ended when it hangs, dies or babbles."""

import sys
from pathlib import Path

import pytest

from app.media.errors import PictureRefused, Refusal
from app.processing.clip_process import ClipProcess
from app.processing.worker_process import WorkerDied, WorkerUnable
from tests.jobs.odd_pool import children, on_linux, open_files
from tests.media.films import FilmSpec, film_file
from tests.media.pictures import MAX_PIXELS
from tests.patience import PATIENCE_S

MEMORY_MB = 2048
READY = "print('{\"ready\": true}', flush=True); sys.stdin.readline()"
PROGRESS = "print('{\"done_s\": 1}', flush=True)"
SLEEP = "time.sleep(600)"


def process(*program: str, timeout_s: float = PATIENCE_S, stall_s: float = PATIENCE_S) -> ClipProcess:
    """Return one whose process runs these statements; without any, our own."""
    command = (
        (sys.executable, "-c", "import sys, time, os, signal\n" + "\n".join(program)) if program else None
    )
    return ClipProcess(timeout_s, MEMORY_MB, MAX_PIXELS, stall_s=stall_s, command=command)


async def refusal(made_by: ClipProcess, folder: Path) -> Refusal:
    (folder / "film").touch()
    with pytest.raises(PictureRefused) as refused:
        await made_by.make(folder / "film", folder)
    return refused.value.code


async def test_it_makes_a_clip_and_ends(tmp_path: Path) -> None:
    before = children()
    made = await process().make(film_file(tmp_path), tmp_path)
    assert (made.clip.file, made.whole_ms) == ("clip.mp4", 1000)
    assert (tmp_path / "clip.mp4").stat().st_size > 1000
    assert children() <= before


async def test_what_is_wrong_with_a_video_is_passed_on(tmp_path: Path) -> None:
    film_file(tmp_path, FilmSpec(codec="mpeg4"))
    assert await refusal(process(), tmp_path) is Refusal.VIDEO_CODEC_UNKNOWN


@pytest.mark.parametrize(
    "program", [(READY, SLEEP), (READY, PROGRESS, SLEEP)], ids=["at once", "after a while"]
)
async def test_a_process_that_falls_silent_is_given_up(program: tuple[str, ...], tmp_path: Path) -> None:
    before = children()
    assert await refusal(process(*program, stall_s=0.5), tmp_path) is Refusal.VIDEO_TOO_HEAVY
    assert children() <= before


@pytest.mark.parametrize(
    "program",
    [
        (READY, "os.kill(os.getpid(), signal.SIGKILL)"),
        (READY, PROGRESS, "os.kill(os.getpid(), signal.SIGSEGV)"),
        (READY, "print('[1]', flush=True)", SLEEP),
        (READY, "print('x' * 1000000, flush=True)", SLEEP),
    ],
    ids=["killed", "crashed", "babbling", "flooding"],
)
async def test_a_process_that_goes_wrong_is_the_end_of_its_video(
    program: tuple[str, ...], tmp_path: Path
) -> None:
    before = children()
    assert await refusal(process(*program), tmp_path) is Refusal.BROKEN_VIDEO
    assert children() <= before


async def test_one_that_speaks_but_never_ends_is_stopped_as_well(tmp_path: Path) -> None:
    chatter = f"while True: {PROGRESS}; time.sleep(0.05)"
    assert await refusal(process(READY, chatter, timeout_s=0.5), tmp_path) is Refusal.VIDEO_TOO_HEAVY


async def test_the_disks_fault_is_not_the_videos(tmp_path: Path) -> None:
    told = '{"failed": {"errno": 28, "message": "No space left on device"}}'
    (tmp_path / "film").touch()
    with pytest.raises(OSError, match="No space left"):
        await process(READY, f"print({told!r}, flush=True)").make(tmp_path / "film", tmp_path)


async def test_one_that_does_not_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(WorkerUnable, match="no codec"):
        await process('print(\'{"unable": "no codec"}\', flush=True)').make(tmp_path / "film", tmp_path)
    with pytest.raises(WorkerDied):
        await process("sys.exit(1)").make(tmp_path / "film", tmp_path)


@on_linux
async def test_it_is_the_last_to_run_and_may_not_take_all_memory(tmp_path: Path) -> None:
    """As it is told in /proc when the process is there: nice to others, and bounded."""
    seen = tmp_path / "seen"
    (tmp_path / "film").touch()
    program = f"""
import resource
from app.media.videos import worker as video_worker
from tests.patience import PATIENCE_S
file = open({str(seen)!r}, "w")  # while it may
def look(*args):
    limits = [resource.getrlimit(which) for which in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]
    print(os.getpriority(os.PRIO_PROCESS, 0), *limits[0], *limits[1], file=file, flush=True)
    os._exit(0)
video_worker.serve_one_clip = look
video_worker.main("clip", 512, 77)
"""
    with pytest.raises(WorkerDied):
        await process(program).make(tmp_path / "film", tmp_path)
    limit = str(512 * 1024 * 1024)
    assert seen.read_text().split() == ["19", limit, limit, "77", "77"]


@on_linux
async def test_nothing_stays_open(tmp_path: Path) -> None:
    film_file(tmp_path, FilmSpec(frames=3))
    await process().make(tmp_path / "film", tmp_path)
    before = open_files()
    for _ in range(2):
        await process().make(tmp_path / "film", tmp_path)
    assert open_files() <= before
