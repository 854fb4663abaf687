"""`doctor`: check everything between a phone and the wall, and say in green and red what to do."""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import asdict

from app.base.config import BadOption, Config
from app.base.option_values import web_address
from app.doctor import book, forwarded, inside, machine, own_name, way
from app.doctor.findings import Finding, State
from app.doctor.streaming import Patience, check_stream
from app.doctor.visitor import Visitor

MARKS = {State.GOOD: "ok", State.NOTE: "note", State.WRONG: "WRONG"}
COLOURS = {State.GOOD: "32", State.NOTE: "33", State.WRONG: "31;1"}
WIDTH = 16


async def doctor(config: Config, options: argparse.Namespace) -> int:
    """Check everything; return 1 when something is wrong."""
    try:
        url = web_address(options.url) if options.url else config.guest_url()
    except ValueError as error:
        raise BadOption(f"--url {error}.") from None
    findings = []
    async for finding in _examine(config, Visitor(url), Patience[options.patience]):
        findings.append(finding)
        if not options.json:
            _print(finding)
    is_healthy = all(finding.state is not State.WRONG for finding in findings)
    if options.json:
        report = {"url": url, "healthy": is_healthy, "findings": [asdict(finding) for finding in findings]}
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        print("\nAll is well." if is_healthy else "\nSomething is wrong: see above what to do.")
    return 0 if is_healthy else 1


async def _examine(config: Config, visitor: Visitor, patience: Patience) -> AsyncIterator[Finding]:
    """Check from the inside to the outside, and report each finding at once."""
    in_thread = asyncio.to_thread
    for finding in await in_thread(inside.check_server, config):
        yield finding
    for finding in await inside.check_records(config.records):
        yield finding
    for finding in await inside.check_store(config):
        yield finding
    for finding in await inside.check_redis(config.redis_url):
        yield finding
    for finding in await in_thread(machine.check_disk, config):
        yield finding
    for finding in await in_thread(machine.check_open_files):
        yield finding
    for finding in await machine.check_workers(config):
        yield finding
    for finding in await in_thread(machine.check_lockdown):
        yield finding
    for finding in machine.check_faces(config):
        yield finding
    for finding in await machine.check_nudity(config):
        yield finding
    for finding in await book.check_book():
        yield finding
    has_video, findings = await machine.check_video(config)
    for finding in findings:
        yield finding
    for finding in await in_thread(way.check_address, config, visitor):
        yield finding
    answer, findings = await in_thread(way.check_reached, visitor)
    for finding in findings:
        yield finding
    if answer is None:
        return
    for finding in way.check_trust(config, answer) + way.check_clock(answer):
        yield finding
    for finding in await in_thread(forwarded.check_who_asks, config, visitor, answer):
        yield finding
    for finding in await in_thread(own_name.check_own_name, visitor):
        yield finding
    for finding in await in_thread(forwarded.check_challenge, visitor):
        yield finding
    for finding in await in_thread(machine.check_time_source):
        yield finding
    for finding in await in_thread(way.check_certificate, visitor):
        yield finding
    for finding in await in_thread(way.check_files, config, visitor, answer):
        yield finding
    for finding in await in_thread(way.check_body_limit, config, visitor, has_video=has_video):
        yield finding
    for finding in await in_thread(check_stream, visitor, patience):
        yield finding


def _print(finding: Finding) -> None:
    mark = f"{MARKS[finding.state]:5}"
    if sys.stdout.isatty():
        mark = f"\x1b[{COLOURS[finding.state]}m{mark}\x1b[0m"
    print(f"{mark} {finding.check:{WIDTH}} {finding.message}", flush=True)
    if finding.advice:
        print(f"{'':{WIDTH + 6}} → {finding.advice}", flush=True)
