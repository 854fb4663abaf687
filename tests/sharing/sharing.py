"""Links as hosts make them, and visitors who have nothing but an address."""

from typing import Any
from urllib.parse import urlsplit

from tests.running import Person


async def made(host: Person, kind: str = "party", **wanted: object) -> dict[str, Any]:
    """Make a link and return what the host reads of it."""
    answer = await host.http.post("/api/admin/links", json={"kind": kind, **wanted})
    assert answer.status_code == 201, answer.text
    link: dict[str, Any] = answer.json()["link"]
    return link


def path_of(link: dict[str, Any]) -> str:
    return urlsplit(str(link["url"])).path


async def listed(visitor: Person, link: dict[str, Any], **args: object) -> list[dict[str, Any]]:
    """Return what the link shows to somebody who has its address."""
    params = {"before": ""} | {name: str(value) for name, value in args.items()}
    answer = await visitor.http.get(f"{path_of(link)}/photos", params=params)
    assert answer.status_code == 200, answer.text
    photos: list[dict[str, Any]] = answer.json()["photos"]
    return photos


def url_of(photo: dict[str, Any], name: str) -> str:
    return next((str(one["url"]) for one in photo["renditions"] if one["name"] == name), "")


async def status_of(visitor: Person, url: str) -> int:
    return (await visitor.http.get(url)).status_code
