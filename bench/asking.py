"""Answers a second: the C client `ask` on the load's core."""

import json
import subprocess
from dataclasses import dataclass

from bench.load import Missing, build
from bench.machine import load_core, pinned


@dataclass(frozen=True, slots=True)
class Answers:
    """`bytes` is the size of one answer with its head; `wrong` counts unexpected statuses."""

    per_s: float
    median_ms: float
    p99_ms: float
    bytes: int
    wrong: int


def ask(
    port: int,
    path: str,
    *headers: str,
    seconds: float,
    status: int = 200,
    source: int = 2,
    connections: int = 8,
) -> Answers:
    """Ask for `path` as fast as answers come; `source` is the last number of the client's address."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *headers, "", ""]
    program = build("ask")
    with pinned(load_core()):
        done = subprocess.run(
            [program, str(port), str(connections), str(seconds), str(status), f"127.0.0.{source}"],
            input="\r\n".join(lines),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise Missing(f"asking for {path}: {done.stderr.strip()}")
    answers = Answers(**json.loads(done.stdout))
    if answers.wrong:
        raise Missing(f"{path}: {answers.wrong} answers had another status than {status}")
    return answers
