"""The worker process answers, whatever happens in it, and goes when it should."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.media.errors import PictureRefused, Refusal
from app.media.rendered import Rendered
from app.media.worker.protocol import READY_LINE, Request, read_answer, read_step, write_request
from tests.media.pictures import MAX_PIXELS, encoded, landscape, png_header
from tests.patience import PATIENCE_S

ROOT = Path(__file__).resolve().parents[2]
ODD_WORKER = Path(__file__).with_name("odd_worker.py")
REAL = ("-m", "app.media.worker.program", "1024")
ODD = (str(ODD_WORKER), "1024")

Worker = subprocess.Popen[bytes]
Start = Callable[..., Worker]


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[Worker] = []

    def _start(*command: str) -> Worker:
        worker = subprocess.Popen(
            [sys.executable, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        started.append(worker)
        assert worker.stdout is not None
        assert worker.stdout.readline() == READY_LINE
        return worker

    yield _start
    for worker in started:
        with worker:  # waits for it, and closes its pipes
            worker.kill()


def send(worker: Worker, original: Path, out_dir: Path) -> None:
    assert worker.stdin is not None
    worker.stdin.write(write_request(Request(original, out_dir, MAX_PIXELS)))
    worker.stdin.flush()


def ask(worker: Worker, original: Path, out_dir: Path) -> Rendered:
    send(worker, original, out_dir)
    assert worker.stdout is not None
    while read_step(line := worker.stdout.readline()) is not None:
        pass
    return read_answer(line)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture"
    path.write_bytes(encoded(landscape(), "JPEG"))
    return path


def test_it_renders_one_picture_after_another(start: Start, picture: Path, tmp_path: Path) -> None:
    worker = start(*REAL)

    for turn in ("first", "second"):
        assert ask(worker, picture, tmp_path / turn).width == landscape().width
        assert (tmp_path / turn / "wall.jpg").is_file()


def test_a_refusal_does_not_end_it(start: Start, picture: Path, tmp_path: Path) -> None:
    worker = start(*REAL)
    text = tmp_path / "text"
    text.write_text("hello")

    with pytest.raises(PictureRefused) as caught:
        ask(worker, text, tmp_path / "out")

    assert caught.value.code is Refusal.NOT_A_PICTURE
    assert ask(worker, picture, tmp_path / "out").width == landscape().width


def test_a_fault_of_the_disk_is_told_as_one(start: Start, picture: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(NotADirectoryError):
        ask(start(*REAL), picture, tmp_path / "file" / "out")


def test_what_libraries_print_is_no_answer(start: Start, picture: Path, tmp_path: Path) -> None:
    noisy = picture.rename(tmp_path / "babble")

    assert ask(start(*ODD), noisy, tmp_path / "out").width == landscape().width


def test_a_picture_beyond_its_memory_is_refused_and_ends_it(start: Start, tmp_path: Path) -> None:
    worker = start("-m", "app.media.worker.program", "256")
    bomb = tmp_path / "bomb"
    bomb.write_bytes(png_header(9_900, 9_900))  # under the limit of pixels, but 390 MB in memory

    with pytest.raises(PictureRefused) as caught:
        ask(worker, bomb, tmp_path / "out")

    assert caught.value.code is Refusal.TOO_LARGE_TO_DECODE
    assert worker.wait(PATIENCE_S) == 0


def test_a_progressive_jpeg_beyond_its_memory_is_not_called_broken(start: Start, tmp_path: Path) -> None:
    worker = start("-m", "app.media.worker.program", "256")
    jpeg = encoded(landscape(), "JPEG", progressive=True)
    at = jpeg.index(b"\xff\xc2") + 5
    bomb = tmp_path / "bomb"
    bomb.write_bytes(jpeg[:at] + (9_900).to_bytes(2) * 2 + jpeg[at + 4 :])

    with pytest.raises(PictureRefused) as caught:
        ask(worker, bomb, tmp_path / "out")

    assert caught.value.code is Refusal.TOO_LARGE_TO_DECODE


def test_it_ends_when_its_input_does(start: Start) -> None:
    worker = start(*REAL)
    assert worker.stdin is not None

    worker.stdin.close()

    assert worker.wait(PATIENCE_S) == 0


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_signals_to_the_whole_group_do_not_end_it(
    sent: signal.Signals, start: Start, picture: Path, tmp_path: Path
) -> None:
    worker = start(*REAL)

    worker.send_signal(sent)

    assert ask(worker, picture, tmp_path / "out").width == landscape().width


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_a_hanging_worker_dies_with_its_parent(tmp_path: Path) -> None:
    # The test holds the worker's input open, so that only the parent's death can end it, and learns of its
    # end from the end of the pipe that only the worker still holds.
    reads, writes = os.pipe()
    request = write_request(Request(tmp_path / "hang", tmp_path / "out", MAX_PIXELS)).decode()
    parent_program = textwrap.dedent(f"""
        import subprocess, sys
        worker = subprocess.Popen(
            [sys.executable, {str(ODD_WORKER)!r}, "1024"], stdin={reads}, stdout=subprocess.PIPE
        )
        assert worker.stdout.readline()
        print("ready", flush=True)
        sys.stdin.read()
    """)
    parent = subprocess.Popen(
        [sys.executable, "-c", parent_program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=[reads],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    try:
        os.close(reads)
        assert parent.stdout is not None
        assert parent.stderr is not None
        assert parent.stdout.readline() == b"ready\n"
        os.write(writes, request.encode())
    finally:
        parent.kill()
        parent.wait()

    _, errors = parent.communicate(timeout=PATIENCE_S)

    os.close(writes)
    assert errors == b""


def test_it_imports_nothing_of_ours_but_media() -> None:
    ours = "[m for m in sys.modules if m[:4] == 'app.']"
    program = f"import json, sys, app.media.worker.program; print(json.dumps({ours}))"

    printed = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout

    assert {name.split(".")[1] for name in json.loads(printed)} == {"media"}


@pytest.mark.parametrize(
    "line", [b"", b"null\n", b"[]\n", b"{}\n", b'{"ok": {}}\n', b'{"refused": "WHY"}\n', b"x\n"]
)
def test_anything_else_is_no_answer(line: bytes) -> None:
    with pytest.raises(ValueError, match="not an answer"):
        read_answer(line)
