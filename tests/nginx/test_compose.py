"""The container files, as far as they can be proved without a container engine: one fits the other."""

import fnmatch
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.base.options import OPTIONS
from tests.nginx.rendered_config import FORM_MB, ROOT, SHIPPED

SERVICES = ("app", "nginx", "redis")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def dockerfile() -> str:
    # Continued lines are one instruction.
    return (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")


def stage(dockerfile: str, name: str) -> str:
    return next(part for part in dockerfile.split("\nFROM ") if re.match(rf"\S+ AS {name}\n", part))


def test_only_nginx_is_reachable_from_outside(compose: dict[str, Any]) -> None:
    assert {name for name, service in compose["services"].items() if "ports" in service} == {"nginx"}
    assert compose["services"]["nginx"]["ports"] == [
        "${PARTYWALL_PORT:-8080}:8080",
        "${PARTYWALL_HTTPS_PORT:-8443}:8443",
    ]
    assert compose["networks"]["inside"]["internal"] is True
    for name in ("app", "redis"):
        assert compose["services"][name]["networks"] == ["inside"]


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_watched_and_may_do_little(compose: dict[str, Any], name: str) -> None:
    service = compose["services"][name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] == "CMD"


def test_no_service_runs_as_root(compose: dict[str, Any], dockerfile: str) -> None:
    for name in ("app", "nginx"):
        user = re.search(r"^USER (\d+):\d+$", stage(dockerfile, name), re.MULTILINE)
        assert user
        assert int(user[1]) > 0
    assert int(compose["services"]["redis"]["user"].split(":")[0]) > 0


def test_there_is_one_volume_and_only_the_app_writes_to_it(compose: dict[str, Any]) -> None:
    assert list(compose["volumes"]) == ["party"]
    assert compose["services"]["app"]["volumes"] == ["party:/data"]
    mount, certificate = compose["services"]["nginx"]["volumes"]
    assert (mount["source"], mount["target"], mount["read_only"]) == ("party", "/data", True)
    assert certificate == "${PARTYWALL_HTTPS_DIR:-./https}:/etc/nginx/https:ro"


def test_the_app_is_given_options_that_it_knows(compose: dict[str, Any]) -> None:
    # It refuses to start with any other.
    given = {name for name in compose["services"]["app"]["environment"] if name.startswith("PARTYWALL_")}
    assert given <= {option.variable for option in OPTIONS}


def test_nothing_has_to_be_set_to_bring_it_up(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for value in service.get("environment", {}).values():
            assert not str(value).startswith("${") or ":-" in value


def test_the_nginx_image_sets_every_variable_of_the_template(dockerfile: str) -> None:
    template = (SHIPPED / "default.conf.template").read_text(encoding="utf-8")
    used = set(re.findall(r"\$\{(\w+)\}", template))
    assert used
    described = set(re.findall(r"^#   (PARTYWALL_\w+) ", template, re.MULTILINE))
    assert described == used
    set_by_image = set(re.findall(r"\b(PARTYWALL_\w+)=", stage(dockerfile, "nginx")))
    scripts = "".join(script.read_text(encoding="utf-8") for script in SHIPPED.glob("*.envsh"))
    exports = " ".join(re.findall(r"^export .*$", scripts, re.MULTILINE))
    exported = set(re.findall(r"PARTYWALL_\w+", exports))
    assert used - set_by_image <= exported


@pytest.mark.parametrize(
    ("environment", "largest_mb"),
    [
        ({}, 500),
        ({"PARTYWALL_MAX_PHOTO_MB": "600"}, 600),
        ({"PARTYWALL_MAX_PHOTO_MB": "40", "PARTYWALL_MAX_VIDEO_MB": "30"}, 40),
        ({"PARTYWALL_MAX_VIDEO_MB": "1000"}, 1000),
    ],
)
def test_nginx_takes_a_little_more_than_the_largest_file(
    environment: dict[str, str], largest_mb: int
) -> None:
    script = ". nginx/max-body.envsh; echo $PARTYWALL_MAX_BODY_MB"
    shown = subprocess.run(
        ["/bin/sh", "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert int(shown.stdout) == largest_mb + FORM_MB


def test_everything_that_the_images_copy_is_there_and_let_through(dockerfile: str) -> None:
    copied = [
        source
        for line in re.findall(r"^COPY (?!--)(.+)$", dockerfile, re.MULTILINE)
        for source in line.split()[:-1]
    ]
    assert copied
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_through = [line[1:] for line in ignore if line.startswith("!")]
    for source in copied:
        assert (ROOT / source).exists(), source
        assert any(fnmatch.fnmatch(source, kept) or Path(source).is_relative_to(kept) for kept in let_through)
    # A party's pictures and secrets are not.
    assert ignore[1] == "*"
    assert not any(Path("data").is_relative_to(kept) for kept in let_through)
