"""The doctor at work: with all the time there is, on a server behind an nginx whose lines were exchanged."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.base.config import Config, load
from app.doctor.findings import Finding, State
from tests.nginx import rendered_config
from tests.nginx.rendered_config import RunningNginx, run_nginx
from tests.running import Server, environment

# As the nginx of these tests is configured.
OPTIONS: dict[str, object] = {"trusted_proxies": 1, "max_video_mb": 50}


def config_of(app: Server, **options: object) -> Config:
    return load(environment(app.data_dir, port=app.port, **options))


def wrong(findings: Sequence[Finding]) -> set[str]:
    return {finding.check for finding in findings if finding.state is State.WRONG}


def said(findings: Sequence[Finding]) -> str:
    return "\n".join(f"{finding.message} {finding.advice}" for finding in findings)


@contextmanager
def misconfigured(folder: Path, app: Server, changes: dict[str, str]) -> Iterator[RunningNginx]:
    """Run nginx with the shipped configuration after exchanging some of its lines."""

    def spoil(template: str, values: Any) -> str:
        for line, other in changes.items():
            assert line in template, line
            template = template.replace(line, other)
        return rendered(template, values)

    rendered = rendered_config.render
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendered_config, "render", spoil)
        with run_nginx(folder, app.port, app.data_dir) as nginx:
            yield nginx
