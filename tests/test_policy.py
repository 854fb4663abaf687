"""Every route: has a rate limit, refuses other sites, and is open to exactly those whom this table names."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from quart import Quart

from app.base.config import load
from app.people.may import Verb, may
from app.people.roles import Actor, Role
from app.site.factory import create_app
from app.web.described import described_of
from app.web.gate import SAFE_METHODS, STREAMS_BODY
from app.web.identity import VERB, VERB_OF_PHOTO
from app.web.limits import ATTRIBUTE, Limit
from tests.members import member
from tests.running import Person, Server, jpeg, person
from tests.stage import stage

OPEN = "everybody, and it is about nobody's photos"
OPERATOR = "this machine, or who has the token"
OPERATORS_OWN = "an account with the right, signed in at the server: tests/http/test_parties_page.py"


@dataclass(frozen=True)
class OfPhoto:
    """A verb that depends on whose photo it is."""

    verb: Verb


# What each route lets somebody do. A new route is a new line here, decided on purpose.
WHAT = {
    ("GET", "/"): Verb.SEE_SHOWN,
    # tests/albums
    ("GET", "/album"): Verb.SEE_SHOWN,
    ("GET", "/api/album"): Verb.SEE_SHOWN,
    ("GET", "/api/album/photos"): Verb.SEE_SHOWN,
    ("POST", "/api/admin/chapters"): Verb.CURATE,
    ("PUT", "/api/admin/chapters/<chapter_id>"): Verb.CURATE,
    ("DELETE", "/api/admin/chapters/<chapter_id>"): Verb.CURATE,
    ("GET", "/album/<collection_id>"): Verb.SEE_SHOWN,
    ("GET", "/api/collections"): Verb.SEE_SHOWN,
    ("GET", "/api/collections/<collection_id>"): Verb.SEE_SHOWN,
    ("POST", "/api/admin/collections"): Verb.COLLECT,
    ("PUT", "/api/admin/collections/<collection_id>"): Verb.COLLECT,
    ("DELETE", "/api/admin/collections/<collection_id>"): Verb.COLLECT,
    ("POST", "/api/admin/collections/undo"): Verb.COLLECT,
    ("POST", "/api/admin/collections/<collection_id>/photos"): Verb.COLLECT,
    ("DELETE", "/api/admin/collections/<collection_id>/photos"): Verb.COLLECT,
    ("POST", "/api/admin/collections/<collection_id>/order"): Verb.COLLECT,
    ("GET", "/upload"): OPEN,
    ("POST", "/upload"): Verb.SEND,
    # tests/http/test_greetings.py
    ("POST", "/upload/greeting"): Verb.SEND,
    ("GET", "/edit"): OPEN,
    # tests/http/test_settings.py
    ("GET", "/privacy"): OPEN,
    ("POST", "/language"): OPEN,
    ("POST", "/edit/<photo_id>"): OfPhoto(Verb.EDIT),
    ("POST", "/edit/<photo_id>/delete"): OfPhoto(Verb.DELETE),
    # tests/http/test_private.py
    ("POST", "/edit/<photo_id>/private"): OfPhoto(Verb.KEEP_PRIVATE),
    # tests/http/test_joining.py
    ("GET", "/me"): OPEN,
    ("POST", "/me/phone"): OPEN,
    # tests/http/test_guest_mails.py
    ("POST", "/me/mail"): OPEN,
    ("POST", "/me/mail/forget"): OPEN,
    ("GET", "/mail/<token>"): OPEN,
    ("POST", "/mail/<token>"): OPEN,
    # tests/http/test_own_records.py
    ("GET", "/me/everything.zip"): OPEN,
    ("POST", "/me/delete"): OPEN,
    # tests/exports/test_taking.py
    ("GET", "/take"): OPEN,
    ("POST", "/take"): OPEN,
    ("GET", "/api/admin/exports"): Verb.TAKE_ORIGINALS,
    ("POST", "/api/admin/exports"): Verb.TAKE_ORIGINALS,
    ("DELETE", "/api/admin/exports/<export_id>"): Verb.TAKE_ORIGINALS,
    # tests/exports/book
    ("GET", "/admin/book"): Verb.TAKE_ORIGINALS,
    ("GET", "/api/admin/book"): Verb.TAKE_ORIGINALS,
    ("PUT", "/api/admin/book"): Verb.TAKE_ORIGINALS,
    # Who has the address has the key; a wrong one is a 404.
    ("GET", "/take/<export_id>"): OPEN,
    ("GET", "/take/<export_id>/<part>.zip"): OPEN,
    ("GET", "/take/<export_id>/book.pdf"): OPEN,
    ("GET", "/take/<export_id>/file/<no>/<name>"): OPEN,
    ("GET", "/take/<export_id>/urls.txt"): OPEN,
    ("GET", "/take/<export_id>/SHA256SUMS"): OPEN,
    ("GET", "/take/<export_id>/photos.meta4"): OPEN,
    # tests/http/test_hearts.py
    ("GET", "/api/hearts"): Verb.REACT,
    ("PUT", "/api/photo/<photo_id>/heart"): Verb.REACT,
    ("DELETE", "/api/photo/<photo_id>/heart"): Verb.REACT,
    ("PUT", "/api/admin/photo/<photo_id>/favourite"): Verb.CURATE,
    ("PUT", "/api/admin/photo/<photo_id>/stack"): Verb.CURATE,  # tests/albums/test_stacks.py
    # tests/albums/test_tasks.py
    ("GET", "/tasks"): Verb.SEE_SHOWN,
    ("GET", "/admin/tasks"): Verb.CURATE,
    ("POST", "/admin/tasks"): Verb.CURATE,
    ("POST", "/admin/tasks/<task_id>/end"): Verb.CURATE,
    ("GET", "/api/tasks"): Verb.SEE_SHOWN,
    ("POST", "/api/admin/tasks"): Verb.CURATE,
    ("DELETE", "/api/admin/tasks/<task_id>"): Verb.CURATE,
    # tests/comments
    ("GET", "/api/photo/<photo_id>/comments"): Verb.SEE_SHOWN,
    ("POST", "/api/photo/<photo_id>/comments"): Verb.COMMENT,
    ("PUT", "/api/comments/<comment_id>"): Verb.COMMENT,
    ("DELETE", "/api/comments/<comment_id>"): Verb.COMMENT,
    ("POST", "/api/comments/<comment_id>/report"): Verb.SEE_SHOWN,
    ("POST", "/api/admin/comments/<comment_id>"): Verb.HIDE,
    # tests/sharing: who has the address has the key; a wrong one is a 404.
    ("GET", "/s/<token>"): OPEN,
    ("POST", "/s/<token>"): OPEN,
    ("GET", "/s/<token>/photos"): OPEN,
    ("POST", "/s/<token>/photos"): OPEN,
    ("POST", "/s/<token>/add"): OPEN,
    ("POST", "/s/<token>/opened"): OPEN,
    ("GET", "/s/<token>/photo/<photo_id>/<file>"): OPEN,
    ("GET", "/s/<token>/preview.jpg"): OPEN,
    ("GET", "/s/<token>/embed"): OPEN,
    ("GET", "/s/oembed"): OPEN,
    # tests/sharing/test_own_links.py
    ("GET", "/api/links"): Verb.REACT,
    ("POST", "/api/links"): Verb.REACT,
    ("DELETE", "/api/links/<link_id>"): Verb.REACT,
    ("GET", "/me/links"): Verb.REACT,
    ("POST", "/me/links"): Verb.REACT,
    ("POST", "/me/links/<link_id>/end"): Verb.REACT,
    ("GET", "/api/admin/links"): Verb.SHARE,
    ("POST", "/api/admin/links"): Verb.SHARE,
    ("DELETE", "/api/admin/links/<link_id>"): Verb.SHARE,
    ("GET", "/api/admin/links/<link_id>/qr.svg"): Verb.SHARE,
    ("GET", "/join"): OPEN,
    ("POST", "/join"): OPEN,
    ("GET", "/join/<code>"): OPEN,
    ("POST", "/join/<code>"): OPEN,
    # tests/http/test_entry.py
    ("GET", "/in"): OPEN,
    ("POST", "/in"): OPEN,
    ("GET", "/in/<code>"): OPEN,
    ("GET", "/admin/doors"): Verb.CHANGE_SETTINGS,
    ("POST", "/admin/doors"): Verb.CHANGE_SETTINGS,
    ("POST", "/admin/doors/<door_id>/rename"): Verb.CHANGE_SETTINGS,
    ("POST", "/admin/doors/<door_id>/revoke"): Verb.CHANGE_SETTINGS,
    ("POST", "/admin/doors/ask-again"): Verb.CHANGE_SETTINGS,
    ("GET", "/wall"): Verb.SEE_SHOWN,
    ("GET", "/wall/basic"): Verb.SEE_SHOWN,
    # tests/http/test_who_sees.py
    ("GET", "/wall/in/<token>"): OPEN,
    ("GET", "/admin"): OPEN,
    ("POST", "/admin/login"): OPEN,
    ("POST", "/admin/logout"): OPEN,
    # Somebody's own; tests/http/test_accounts.py.
    ("GET", "/admin/account"): OPEN,
    ("POST", "/admin/account/password"): OPEN,
    # tests/http/test_provider.py
    ("POST", "/admin/provider"): OPEN,
    ("POST", "/admin/account/provider"): OPEN,
    ("POST", "/admin/account/provider/end"): OPEN,
    ("POST", "/parties/provider"): OPERATORS_OWN,
    ("GET", "/oidc/callback"): OPEN,
    # tests/http/test_passkeys.py
    ("POST", "/admin/account/passkeys/options"): OPEN,
    ("POST", "/admin/account/passkeys"): OPEN,
    ("POST", "/admin/account/passkeys/<passkey_id>/name"): OPEN,
    ("POST", "/admin/account/passkeys/<passkey_id>/remove"): OPEN,
    ("POST", "/admin/passkey/options"): OPEN,
    ("POST", "/admin/passkey"): OPEN,
    ("POST", "/parties/passkey/options"): OPERATORS_OWN,
    ("POST", "/parties/passkey"): OPERATORS_OWN,
    # tests/http/test_second_factor.py
    ("GET", "/admin/account/second-step"): OPEN,
    ("POST", "/admin/account/second-step"): OPEN,
    ("POST", "/admin/account/second-step/confirm"): OPEN,
    ("POST", "/admin/account/second-step/end"): OPEN,
    ("POST", "/admin/account/sessions/<session_id>/end"): OPEN,
    ("POST", "/admin/account/sessions/end"): OPEN,
    # tests/http/test_members.py
    ("GET", "/admin/members"): Verb.CHANGE_ROLES,
    ("POST", "/admin/members"): Verb.CHANGE_ROLES,
    ("POST", "/admin/members/<account_id>/role"): Verb.CHANGE_ROLES,
    ("POST", "/admin/members/<account_id>/link"): Verb.CHANGE_ROLES,
    ("POST", "/admin/members/<account_id>/remove"): Verb.CHANGE_ROLES,
    ("GET", "/admin/delete-party"): Verb.DELETE_PARTY,
    ("POST", "/admin/delete-party"): Verb.DELETE_PARTY,
    # tests/http/test_reset_mails.py
    ("POST", "/admin/account/email"): OPEN,
    ("GET", "/reset"): OPEN,
    ("POST", "/reset"): OPEN,
    ("GET", "/reset/<token>"): OPEN,
    ("POST", "/reset/<token>"): OPEN,
    ("GET", "/admin/tokens"): Verb.MAKE_TOKENS,
    ("POST", "/admin/tokens"): Verb.MAKE_TOKENS,
    ("POST", "/admin/tokens/<token_id>/revoke"): Verb.MAKE_TOKENS,
    ("GET", "/api/uid"): OPEN,
    ("PUT", "/api/uid"): OPEN,
    ("POST", "/api/new_photo"): Verb.SEND,
    ("GET", "/api/photos"): Verb.SEE_SHOWN,
    ("GET", "/api/photo/<photo_id>"): Verb.SEE_SHOWN,
    ("PUT", "/api/photo/<photo_id>"): OfPhoto(Verb.EDIT),
    ("DELETE", "/api/photo/<photo_id>"): OfPhoto(Verb.DELETE),
    ("GET", "/api/events"): Verb.SEE_SHOWN,
    ("GET", "/api/queue"): Verb.SEND,
    # tests/http/test_cleared.py
    # tests/albums/test_search.py
    ("GET", "/api/search"): Verb.SEE_SHOWN,
    ("GET", "/api/search/suggestions"): Verb.SEE_SHOWN,
    ("GET", "/api/tags"): Verb.SEE_SHOWN,
    ("POST", "/api/photos/<photo_id>/tags"): OfPhoto(Verb.EDIT),
    ("DELETE", "/api/photos/<photo_id>/tags"): OfPhoto(Verb.EDIT),
    # tests/albums/test_clocks.py
    ("GET", "/api/admin/clocks"): Verb.CURATE,
    ("PUT", "/api/admin/clocks"): Verb.CURATE,
    # tests/albums/test_automatic_tags.py
    ("GET", "/api/admin/places"): Verb.CURATE,
    # tests/albums/test_facts.py
    ("GET", "/api/admin/photo/<photo_id>/facts"): Verb.CURATE,
    ("GET", "/api/admin/photo/<photo_id>/cleared"): Verb.STEER_SCREENS,
    # tests/http/test_picture_edits.py
    ("PUT", "/api/photo/<photo_id>/edit"): OfPhoto(Verb.EDIT),
    ("GET", "/api/photo/<photo_id>/versions"): OfPhoto(Verb.EDIT),
    ("GET", "/api/photo/<photo_id>/versions/<no>"): OfPhoto(Verb.EDIT),
    ("POST", "/api/admin/pictures"): Verb.APPROVE,
    ("GET", "/api/admin/photo/<photo_id>/version/<no>"): Verb.APPROVE,
    # tests/http/test_turns.py
    ("GET", "/api/turns"): Verb.SEE_SHOWN,
    ("POST", "/api/uploads"): Verb.SEND,
    ("PATCH", "/api/uploads/<upload_id>"): Verb.SEND,
    ("DELETE", "/api/uploads/<upload_id>"): Verb.SEND,
    # Carries one of the other two in X-HTTP-Method-Override.
    ("POST", "/api/uploads/<upload_id>"): Verb.SEND,
    ("PUT", "/api/admin/uploads"): Verb.PAUSE_UPLOADS,
    ("PUT", "/api/admin/videos"): Verb.CHANGE_SETTINGS,
    ("PUT", "/api/admin/party"): Verb.CHANGE_SETTINGS,
    ("GET", "/api/admin/settings"): Verb.CHANGE_SETTINGS,
    ("PUT", "/api/admin/settings"): Verb.CHANGE_SETTINGS,
    ("GET", "/api/admin/filters"): Verb.SEE_ALL,
    ("POST", "/api/admin/changes/<no>/undo"): Verb.EDIT,
    ("GET", "/api/admin/shares"): Verb.CHANGE_SETTINGS,
    ("POST", "/api/admin/unfinished/clear"): Verb.CHANGE_SETTINGS,
    ("GET", "/api/admin/walls"): Verb.SEE_ALL,
    ("PUT", "/wall/shows"): Verb.SEE_SHOWN,
    ("POST", "/api/screens/<screen_id>/report"): Verb.SEE_SHOWN,
    ("GET", "/api/admin/screens"): Verb.STEER_SCREENS,
    ("POST", "/api/admin/screens"): Verb.STEER_SCREENS,
    ("PUT", "/api/admin/screens/<screen_id>"): Verb.STEER_SCREENS,
    ("PUT", "/api/admin/logo"): Verb.CHANGE_SETTINGS,
    # tests/http/test_slides.py
    ("GET", "/api/slides"): Verb.SEE_SHOWN,
    ("GET", "/api/slides/<slide_id>/picture"): Verb.SEE_SHOWN,
    ("GET", "/api/admin/slides"): Verb.STEER_SCREENS,
    ("POST", "/api/admin/slides"): Verb.STEER_SCREENS,
    ("PUT", "/api/admin/slides"): Verb.STEER_SCREENS,
    ("PUT", "/api/admin/slides/<slide_id>"): Verb.STEER_SCREENS,
    ("DELETE", "/api/admin/slides/<slide_id>"): Verb.STEER_SCREENS,
    ("GET", "/api/admin/people"): Verb.INVITE,
    ("POST", "/api/admin/invitations"): Verb.INVITE,
    ("DELETE", "/api/admin/invitations/<invitation_id>"): Verb.INVITE,
    ("DELETE", "/api/admin/passes/<pass_id>"): Verb.INVITE,
    # Who has the link has the key; a wrong one is a 404 (tests/http/test_invitations.py).
    ("GET", "/invited/<token>"): OPEN,
    ("POST", "/invited/<token>"): OPEN,
    # And what it is told to do with them.
    ("POST", "/api/admin/photos"): Verb.SEE_ALL,
    ("GET", "/api/admin/photo/<photo_id>/picture"): Verb.SEE_ALL,
    ("GET", "/api/admin/photos"): Verb.SEE_ALL,
    # tests/http/test_waiting.py
    ("GET", "/admin/waiting"): Verb.APPROVE,
    ("GET", "/api/admin/waiting"): Verb.APPROVE,
    ("POST", "/api/admin/decide"): Verb.APPROVE,
    ("POST", "/api/admin/unwanted"): Verb.CHANGE_SETTINGS,
    ("POST", "/api/admin/words"): Verb.APPROVE,
    ("GET", "/api/photo/<photo_id>/waiting/<file>"): Verb.SEE_SHOWN,
    # tests/http/test_known_guests.py
    # tests/http/test_notices.py
    ("GET", "/api/admin/notices"): Verb.SEE_ALL,
    ("PUT", "/api/admin/notices"): Verb.SEE_ALL,
    ("DELETE", "/api/admin/notices"): Verb.SEE_ALL,
    ("POST", "/api/admin/notices/trial"): Verb.SEE_ALL,
    # A guest's own; tests/http/test_guest_calls.py.
    ("GET", "/api/notices"): OPEN,
    ("PUT", "/api/notices"): OPEN,
    ("DELETE", "/api/notices"): OPEN,
    ("GET", "/api/admin/guests"): Verb.BAN,
    ("PUT", "/api/admin/guests/<guest_id>"): Verb.BAN,
    # tests/http/test_reports.py
    ("POST", "/api/photo/<photo_id>/report"): Verb.SEE_SHOWN,
    ("GET", "/report"): Verb.SEE_SHOWN,
    ("GET", "/report/code/<tag>.svg"): Verb.SEE_SHOWN,
    ("POST", "/report"): Verb.SEE_SHOWN,
    # tests/http/test_record.py
    ("GET", "/api/admin/changes.csv"): Verb.SEE_ALL,
    # tests/http/test_panic.py
    ("POST", "/api/admin/panic"): Verb.PANIC,
    ("POST", "/api/admin/calm"): Verb.PANIC,
    ("GET", "/api/admin/changes"): Verb.SEE_ALL,
    ("GET", "/api/admin/photo/<photo_id>/original"): Verb.TAKE_ORIGINALS,
    ("POST", "/api/admin/photo/<photo_id>/hide"): Verb.HIDE,
    ("POST", "/api/admin/photo/<photo_id>/restore"): Verb.RESTORE,
    ("GET", "/media/<path:key>"): Verb.SEE_SHOWN,
    # tests/http/test_contract.py
    ("GET", "/openapi.json"): OPEN,
    ("GET", "/api"): OPEN,
    ("GET", "/qr.svg"): OPEN,
    ("GET", "/manifest.webmanifest"): OPEN,
    ("GET", "/icons/<name>.png"): OPEN,
    ("GET", "/logo"): OPEN,
    ("GET", "/sw.js"): OPEN,
    ("GET", "/offline"): OPEN,
    ("GET", "/livez"): OPEN,
    ("GET", "/readyz"): OPEN,
    # tests/test_metrics.py
    ("GET", "/metrics"): OPERATOR,
    ("GET", "/parties"): OPERATORS_OWN,
    ("GET", "/parties/account"): OPERATORS_OWN,
    ("POST", "/parties/account/password"): OPERATORS_OWN,
    ("POST", "/parties/account/provider"): OPERATORS_OWN,
    ("POST", "/parties/account/provider/end"): OPERATORS_OWN,
    ("POST", "/parties/account/passkeys/options"): OPERATORS_OWN,
    ("POST", "/parties/account/passkeys"): OPERATORS_OWN,
    ("POST", "/parties/account/passkeys/<passkey_id>/name"): OPERATORS_OWN,
    ("POST", "/parties/account/passkeys/<passkey_id>/remove"): OPERATORS_OWN,
    ("GET", "/parties/account/second-step"): OPERATORS_OWN,
    ("POST", "/parties/account/second-step"): OPERATORS_OWN,
    ("POST", "/parties/account/second-step/confirm"): OPERATORS_OWN,
    ("POST", "/parties/account/second-step/end"): OPERATORS_OWN,
    ("POST", "/parties/account/sessions/<session_id>/end"): OPERATORS_OWN,
    ("POST", "/parties/account/sessions/end"): OPERATORS_OWN,
    ("POST", "/parties/account/email"): OPERATORS_OWN,
    ("POST", "/parties/sign-in"): OPERATORS_OWN,
    ("POST", "/parties/sign-out"): OPERATORS_OWN,
    ("POST", "/parties/add"): OPERATORS_OWN,
    ("POST", "/parties/<slug>/state"): OPERATORS_OWN,
    ("POST", "/parties/<slug>/quota"): OPERATORS_OWN,
    ("GET", "/parties/<slug>/delete"): OPERATORS_OWN,
    ("POST", "/parties/<slug>/delete"): OPERATORS_OWN,
}
OWN_UPLOADS = [route for route in WHAT if route[1].startswith("/api/uploads/")]
OF_PHOTO = sorted(route for route, what in WHAT.items() if isinstance(what, OfPhoto))
MEMBERS_ONLY = sorted(
    route for route, what in WHAT.items() if isinstance(what, Verb) and not may(Actor("g"), what)
)
UPLOADS = {
    ("POST", "/upload"),
    ("POST", "/s/<token>/photos"),
    ("POST", "/s/<token>/add"),
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
    assert routes(app) == set(WHAT)


def test_every_route_asks_what_the_table_says(app: Quart) -> None:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        asked = getattr(view, VERB, None), getattr(view, VERB_OF_PHOTO, None)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            match WHAT.get((method, rule.rule)):
                case Verb() as verb:
                    assert asked == (verb, None), rule
                case OfPhoto(verb):
                    assert asked == (None, verb), rule
                case _:
                    assert asked == (None, None), rule


def test_every_route_of_the_api_says_what_it_takes_and_answers(app: Quart) -> None:
    """A new one carries `@answers(…)` with a shape of app/wire/ (app/web/described.py)."""
    missing = [
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/") and described_of(app.view_functions[rule.endpoint], method) is None
    ]
    assert missing == []


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


@pytest.mark.parametrize(("method", "rule"), sorted(route for route in WHAT if route[0] not in SAFE_METHODS))
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


@pytest.mark.parametrize(("method", "rule"), MEMBERS_ONLY)
async def test_what_needs_a_role_is_refused_to_guests(method: str, rule: str, guest: Person) -> None:
    path = rule.replace("<photo_id>", "0" * 32)
    body = None if method == "GET" else {"open": True}
    # Pages are refused with a page; a program that wants JSON has the code.
    answer = await guest.http.request(method, path, json=body, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "HOST_ONLY")


@pytest.mark.parametrize("role", ["helper", "photographer", "viewer"])
@pytest.mark.parametrize(("method", "rule"), MEMBERS_ONLY)
async def test_a_route_is_open_to_exactly_the_roles_that_may(
    method: str, rule: str, role: str, server: Server
) -> None:
    what = WHAT[method, rule]
    assert isinstance(what, Verb)
    async with member(server, role) as someone:
        answer = await someone.http.request(method, rule.replace("<photo_id>", "0" * 32), json={})
        if rule == "/api/admin/panic":
            # The party is every test's.
            await someone.http.post("/api/admin/calm", json={"shows_all": True})
    if may(Actor(role=Role(role)), what):
        assert answer.status_code not in (401, 403), answer.text
    else:
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "NOT_YOUR_ROLE")


@pytest.mark.parametrize(("method", "rule"), OF_PHOTO)
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


@pytest.mark.parametrize(("method", "rule"), sorted(OWN_UPLOADS))
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
