"""Every route: has a rate limit, refuses other sites, and is open to exactly those whom this table names."""

from pathlib import Path

import pytest
from quart import Quart

from app.config import load
from app.factory import create_app
from app.limits import ATTRIBUTE, Limit
from app.views.gate import SAFE_METHODS, STREAMS_BODY
from tests.running import Person, jpeg, person
from tests.stage import stage

GUESTS, SENDER, OWNER, HOST = "guests", "the sender or the host", "the guest who began it", "the host"
OPERATOR = "this machine, or who has the token"

# Who may use what. A new route is a new line here, decided on purpose.
WHO_MAY = {
    ("GET", "/"): GUESTS,
    ("GET", "/upload"): GUESTS,
    ("POST", "/upload"): GUESTS,
    ("GET", "/edit"): GUESTS,
    ("POST", "/edit/<photo_id>"): SENDER,
    ("POST", "/edit/<photo_id>/delete"): SENDER,
    ("GET", "/wall"): GUESTS,
    ("GET", "/wall/basic"): GUESTS,
    ("GET", "/admin"): GUESTS,
    ("POST", "/admin/login"): GUESTS,
    ("POST", "/admin/logout"): GUESTS,
    ("GET", "/api/uid"): GUESTS,
    ("PUT", "/api/uid"): GUESTS,
    ("POST", "/api/new_photo"): GUESTS,
    ("GET", "/api/photos"): GUESTS,
    ("GET", "/api/photo/<photo_id>"): GUESTS,
    ("PUT", "/api/photo/<photo_id>"): SENDER,
    ("DELETE", "/api/photo/<photo_id>"): SENDER,
    ("GET", "/api/events"): GUESTS,
    ("GET", "/api/queue"): GUESTS,
    ("POST", "/api/uploads"): GUESTS,
    ("PATCH", "/api/uploads/<upload_id>"): OWNER,
    ("DELETE", "/api/uploads/<upload_id>"): OWNER,
    # Carries one of the other two in X-HTTP-Method-Override.
    ("POST", "/api/uploads/<upload_id>"): OWNER,
    ("PUT", "/api/admin/uploads"): HOST,
    ("PUT", "/api/admin/videos"): HOST,
    ("PUT", "/api/admin/party"): HOST,
    ("GET", "/api/admin/settings"): HOST,
    ("PUT", "/api/admin/settings"): HOST,
    ("GET", "/api/admin/filters"): HOST,
    ("GET", "/api/admin/shares"): HOST,
    ("POST", "/api/admin/unfinished/clear"): HOST,
    ("GET", "/api/admin/walls"): HOST,
    ("PUT", "/wall/shows"): GUESTS,
    ("POST", "/api/admin/photos"): HOST,
    ("GET", "/api/admin/photo/<photo_id>/picture"): HOST,
    ("GET", "/api/admin/photos"): HOST,
    ("GET", "/api/admin/changes"): HOST,
    ("GET", "/api/admin/photo/<photo_id>/original"): HOST,
    ("POST", "/api/admin/photo/<photo_id>/hide"): HOST,
    ("POST", "/api/admin/photo/<photo_id>/restore"): HOST,
    ("GET", "/media/<path:key>"): GUESTS,
    ("GET", "/qr.svg"): GUESTS,
    ("GET", "/manifest.webmanifest"): GUESTS,
    ("GET", "/icons/<name>.png"): GUESTS,
    ("GET", "/sw.js"): GUESTS,
    ("GET", "/offline"): GUESTS,
    ("GET", "/livez"): GUESTS,
    ("GET", "/readyz"): GUESTS,
    # tests/test_metrics.py
    ("GET", "/metrics"): OPERATOR,
}
UPLOADS = {
    ("POST", "/upload"),
    ("POST", "/api/new_photo"),
    ("POST", "/api/uploads"),
    ("PATCH", "/api/uploads/<upload_id>"),
    ("DELETE", "/api/uploads/<upload_id>"),
    ("POST", "/api/uploads/<upload_id>"),
}


@pytest.fixture
def app(tmp_path: Path) -> Quart:
    return create_app(load({"PARTYWALL_DATA_DIR": str(tmp_path)}))


def routes(app: Quart) -> set[tuple[str, str]]:
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_route_is_in_the_table(app: Quart) -> None:
    assert routes(app) == set(WHO_MAY)


def test_every_route_has_a_rate_limit(app: Quart) -> None:
    for endpoint, view in app.view_functions.items():
        if endpoint != "static":
            assert isinstance(getattr(view, ATTRIBUTE, None), Limit), endpoint


def test_only_uploads_read_large_bodies(app: Quart) -> None:
    streaming = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], STREAMS_BODY, False)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert streaming == UPLOADS


@pytest.mark.parametrize(
    ("method", "rule"), sorted(route for route in WHO_MAY if route[0] not in SAFE_METHODS)
)
async def test_every_change_is_refused_to_another_site(method: str, rule: str, guest: Person) -> None:
    path = rule.replace("<photo_id>", "0" * 32).replace("<upload_id>", "0" * 32)
    answer = await guest.http.request(
        method, path, headers={"Origin": "https://elsewhere.example", "Accept": "application/json"}
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "FOREIGN_SITE")


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST"])
@pytest.mark.parametrize("carried", ["DELETE", "PATCH", "delete"])
@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}], ids=str
)
async def test_another_site_cannot_hide_a_method_in_a_header(
    method: str, carried: str, headers: dict[str, str], guest: Person
) -> None:
    tus = {"Tus-Resumable": "1.0.0", "Upload-Length": "10", "Content-Length": "0"}
    upload = (await guest.http.post("/api/uploads", headers=tus)).headers["Location"]
    hidden = headers | {"X-HTTP-Method-Override": carried, "Tus-Resumable": "1.0.0"}
    assert (await guest.http.request(method, upload, headers=hidden)).status_code == 403
    assert (await guest.http.head(upload, headers=tus)).status_code == 200, "the upload is still there"


@pytest.mark.parametrize(("method", "rule"), sorted(route for route, who in WHO_MAY.items() if who == HOST))
async def test_what_is_the_hosts_is_refused_to_guests(method: str, rule: str, guest: Person) -> None:
    path = rule.replace("<photo_id>", "0" * 32)
    answer = await guest.http.request(method, path, json=None if method == "GET" else {"open": True})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "HOST_ONLY")


@pytest.mark.parametrize(("method", "rule"), sorted(route for route, who in WHO_MAY.items() if who == SENDER))
async def test_what_is_the_senders_is_refused_to_others(
    method: str, rule: str, guest: Person, stranger: Person
) -> None:
    sent = await guest.send_photo(jpeg())
    answer = await stranger.http.request(
        method,
        rule.replace("<photo_id>", sent["id"]),
        json={"caption": "x"},
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "NOT_YOURS")
    assert (await guest.http.get(f"/api/photo/{sent['id']}")).json()["photo"] == sent


@pytest.mark.parametrize(("method", "rule"), sorted(route for route, who in WHO_MAY.items() if who == OWNER))
async def test_another_guests_upload_does_not_exist_for_others(
    method: str, rule: str, guest: Person, stranger: Person
) -> None:
    tus = {"Tus-Resumable": "1.0.0"}
    begun = await guest.http.post("/api/uploads", headers=tus | {"Upload-Length": "100"})
    assert rule.startswith("/api/uploads/")
    headers = tus | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    if method == "POST":
        headers["X-HTTP-Method-Override"] = "DELETE"
    async with person(str(guest.http.base_url)) as newcomer:
        for other in (stranger, newcomer):
            answer = await other.http.request(
                method, begun.headers["Location"], headers=headers, content=b"x"
            )
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "NOT_FOUND")
    asked = await guest.http.head(begun.headers["Location"], headers=tus)
    assert asked.headers["Upload-Offset"] == "0"


@pytest.mark.parametrize(
    "path", ["/", "/upload", "/edit", "/wall", "/wall/basic", "/admin", "/nothing", "/api/x"]
)
async def test_every_answer_carries_the_security_headers(path: str, guest: Person) -> None:
    answer = await guest.http.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


async def test_the_guest_cookie_is_http_only_and_never_shown(guest: Person) -> None:
    answer = await guest.http.get("/")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    signature = guest.http.cookies[stage.guest_cookie].rsplit(".", 1)[1]
    for path in ("/", "/upload", "/edit", "/api/uid", "/api/photos"):
        assert signature not in (await guest.http.get(path)).text
