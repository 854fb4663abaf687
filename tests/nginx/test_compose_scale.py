"""The container file for many replicas, as far as it can be proved without a container engine."""

import re
from typing import Any

import pytest
import yaml

from app.base.options import OPTIONS
from tests.nginx.rendered_config import ROOT, SHIPPED

SERVICES = ("app", "nginx", "postgres", "redis", "store")
MUST_BE_CHOSEN = {"DATABASE_PASSWORD", "STORE_SECRET"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "docker-compose.scale.yml").read_text(encoding="utf-8")))


def test_it_has_everything_that_replicas_share(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == set(SERVICES)
    given = compose["services"]["app"]["environment"]
    for name, service in (
        ("DATABASE_URL", "postgres"),
        ("REDIS_URL", "redis"),
        ("STORAGE_ENDPOINT", "store"),
    ):
        assert re.search(rf"[@/]{service}:\d+", given[f"PARTYWALL_{name}"])


def test_only_nginx_is_reachable_from_outside(compose: dict[str, Any]) -> None:
    assert {name for name, service in compose["services"].items() if "ports" in service} == {"nginx"}
    assert "${PARTYWALL_HTTPS_PORT:-8443}:8443" in compose["services"]["nginx"]["ports"]
    assert compose["services"]["nginx"]["volumes"] == ["${PARTYWALL_HTTPS_DIR:-./https}:/etc/nginx/https:ro"]
    assert compose["networks"]["inside"]["internal"] is True
    for name in set(SERVICES) - {"nginx"}:
        assert compose["services"][name]["networks"] == ["inside"]


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_watched_and_may_do_little(compose: dict[str, Any], name: str) -> None:
    service = compose["services"][name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] == "CMD"
    # What we build has its user in the Dockerfile.
    assert "build" in service or int(service["user"].split(":")[0]) > 0


def test_the_app_is_given_options_that_it_knows(compose: dict[str, Any]) -> None:
    given = {name for name in compose["services"]["app"]["environment"] if name.startswith("PARTYWALL_")}
    assert given <= {option.variable for option in OPTIONS}


def test_only_secrets_must_be_chosen_and_none_is_written_down(compose: dict[str, Any]) -> None:
    text = yaml.safe_dump(compose)
    assert set(re.findall(r"\$\{(\w+):\?", text)) == MUST_BE_CHOSEN
    assert not re.findall(r"\$\{\w+\}", text), "each other one has a default"
    assert compose["services"]["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith(
        "${DATABASE_PASSWORD:?"
    )
    assert compose["services"]["store"]["environment"]["AWS_SECRET_ACCESS_KEY"].startswith("${STORE_SECRET:?")


def test_the_app_and_the_store_agree_on_bucket_and_key(compose: dict[str, Any]) -> None:
    app, store = (compose["services"][name]["environment"] for name in ("app", "store"))
    assert app["PARTYWALL_STORAGE_URL"] == f"s3://{store['S3_BUCKET']}"
    assert app["PARTYWALL_STORAGE_KEY_ID"] == store["AWS_ACCESS_KEY_ID"]
    assert app["PARTYWALL_STORAGE_SECRET_KEY"] == store["AWS_SECRET_ACCESS_KEY"]


def test_a_replica_shares_no_folder_with_anybody(compose: dict[str, Any]) -> None:
    assert compose["services"]["app"]["volumes"] == ["/data"], "a nameless one for each"
    assert all(volume.endswith(":ro") for volume in compose["services"]["nginx"]["volumes"])
    assert compose["services"]["nginx"]["environment"]["PARTYWALL_FILES_IN"] == "store"
    assert set(compose["volumes"]) == {"records", "files"}


def test_nginx_finds_every_replica_and_learns_of_new_ones(compose: dict[str, Any]) -> None:
    template = (SHIPPED / "default.conf.template").read_text(encoding="utf-8")
    upstream = compose["services"]["nginx"]["environment"]["PARTYWALL_UPSTREAM"]
    block = re.search(r"^upstream partywall \{.*?^\}", template, re.MULTILINE | re.DOTALL)
    assert block
    written = block[0].replace("${PARTYWALL_UPSTREAM}", upstream)
    # Addresses that change need the shared zone and a resolver beside them.
    for line in (
        r"zone partywall \S+;",
        r"least_conn;",
        r"server app:8080 resolve;",
        r"resolver 127\.0\.0\.11 .*;",
    ):
        assert re.search(line, written)
