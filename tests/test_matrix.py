"""The matrix: every route of party A, asked by everybody there is, answers as the table of verbs says.

It is made from the URL map: a route without a line in `WHAT` (test_policy.py) fails there.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from app.base.signing import new_token, token_hash
from app.people.may import Verb, may
from app.people.roles import Actor, Role, Scope
from app.records.photo import PhotoState
from tests.http.test_invitations import invited, joined
from tests.http.test_tokens import token_of
from tests.members import FAR_AHEAD, LONG_AGO
from tests.parties.operator import add_party
from tests.patience import PATIENCE_S
from tests.photo_rows import a_photo
from tests.running import Person, Server, jpeg, person, running, trust
from tests.test_policy import OPERATORS_OWN, OWN_UPLOADS, WHAT, OfPhoto

pytestmark = pytest.mark.default_party

OWNER_OF_PHOTO, SOMEBODY = "1" * 32, "2" * 32
NEVER = "0" * 32
GUEST_COOKIE, ROLE_COOKIE = "partywall_guest", "partywall_host"
TUS = {"Tus-Resumable": "1.0.0"}
Route = tuple[str, str]
REFUSALS = {"HOST_ONLY", "NOT_YOUR_ROLE", "NOT_YOUR_SCOPE", "NOT_YOURS", "WRONG_TOKEN"}
OF_THE_SERVER = ("/livez", "/readyz", "/metrics", "/oidc/callback")
ROUTES = sorted(
    route
    for route, what in WHAT.items()
    if route[1] not in (*OF_THE_SERVER, "/api/events") and what is not OPERATORS_OWN
)


@dataclass
class Asking:
    """Somebody who asks party A: as whom `may()` judges them, and what their requests carry."""

    actor: Actor
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    is_of_b: bool = False

    @property
    def headers(self) -> dict[str, str]:
        carried = {"Accept": "application/json"}
        if self.cookies:
            carried["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.token:
            carried["Authorization"] = f"Bearer {self.token}"
        return carried


@dataclass(frozen=True)
class Keys:
    """What opens the two parties of a server: cookies of a guest and a host of each, and tokens."""

    server: Server
    cookies: list[dict[str, str]]
    tokens: dict[Scope, str]
    token_of_b: str


@dataclass
class Venue:
    """One server with A at / and B under /p/; a guest of A, and a client that asks for everybody."""

    keys: Keys
    guest: Person
    http: httpx.AsyncClient

    def sessions(self) -> dict[Role, str]:
        """Open a session of each role in A; every route gets new ones, because some end them."""
        tokens = {role: new_token() for role in Role}
        with self.keys.server.books() as books:
            (party_id,) = books.execute("select id from parties where slug = ?", ("party",)).fetchone()
            for role, token in tokens.items():
                books.execute(
                    """
                    insert into sessions (id_hash, party_id, role, name, created_at, expires_at)
                    values (?, ?, ?, ?, ?, ?)
                    """,
                    (token_hash(token), party_id, role, "Ada", LONG_AGO, FAR_AHEAD),
                )
            books.commit()
        return tokens

    def everybody(self) -> Iterator[tuple[str, Asking]]:
        guest = Actor(OWNER_OF_PHOTO)
        yield "guest of A", Asking(guest, {GUEST_COOKIE: self.guest.http.cookies[GUEST_COOKIE]})
        for role, token in self.sessions().items():
            yield f"{role} of A", Asking(Actor(SOMEBODY, role), {ROLE_COOKIE: token})
        for scope, token in self.keys.tokens.items():
            yield f"token {scope} of A", Asking(Actor(SOMEBODY, scopes=frozenset({scope})), token=token)
        for name, own in (("guest of B", self.keys.cookies[2]), ("host of B", self.keys.cookies[3])):
            # Under their own names and under those of A.
            renamed = {re.sub(r"_[0-9a-f]{32}$", "", cookie): value for cookie, value in own.items()}
            yield name, Asking(Actor(), own | renamed, is_of_b=True)
        yield "token of B", Asking(Actor(), token=self.keys.token_of_b, is_of_b=True)
        yield "nobody", Asking(Actor())


OTHER_PLACES = {"file": "thumb.jpg", "part": "1", "no": "1", "name": "x.jpg"}
ANY_BODY = {"caption": "x", "favourite": True, "tag": "x", "base": 1, "edit": {}, "do": "top", "no": 1}
"""Takes every route as far as to the look whether the thing is there."""
PLACES = ("", "", "/p/anna-ben", "/p/anna-ben")
"""Where a guest and the host of A, and a guest and the host of B, are."""


async def _keys(server: Server, password: str) -> Keys:
    async with AsyncExitStack() as stack:
        guest, host, other_guest, other_host = people = [
            await stack.enter_async_context(person(server.root_url + place)) for place in PLACES
        ]
        for someone in (guest, other_guest):
            await someone.http.get("/api/uid")
        assert (await host.sign_in()).status_code == 200
        assert (await other_host.sign_in(password)).status_code == 200
        tokens = {scope: await token_of(host, scope) for scope in Scope}
        token_of_b = await token_of(other_host, *Scope)
        return Keys(server, [dict(someone.http.cookies) for someone in people], tokens, token_of_b)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keys]:
    with running(tmp_path_factory.mktemp("matrix")) as server:
        yield asyncio.run(_keys(server, add_party(server, "anna-ben", "Anna & Ben")))


@asynccontextmanager
async def one_of(keys: Keys, number: int) -> AsyncIterator[Person]:
    """Yield one of the four whose cookies are in `keys`, at their own party."""
    async with person(keys.server.root_url + PLACES[number]) as someone:
        for name, value in keys.cookies[number].items():
            someone.http.cookies.set(name, value)
        yield someone


@pytest.fixture
async def venue(keys: Keys) -> AsyncIterator[Venue]:
    async with (
        one_of(keys, 0) as guest,
        httpx.AsyncClient(base_url=keys.server.root_url, timeout=PATIENCE_S, verify=trust()) as http,
    ):
        yield Venue(keys, guest, http)


PANIC: Route = ("POST", "/api/admin/panic")
CALM: Route = ("POST", "/api/admin/calm")


def refusal(asking: Asking, route: Route) -> set[str]:
    """Return the codes of which one must be the answer; an empty set where the route is open."""
    what, actor = WHAT[route], asking.actor
    if asking.token and asking.is_of_b:
        return {"WRONG_TOKEN"}
    if isinstance(what, OfPhoto):
        photo = a_photo("a", guest_id=OWNER_OF_PHOTO, state=PhotoState.SHOWN)
        if may(actor, what.verb, photo):
            return set()
        # A cookie that is not of this party is said before anything else.
        return {"COOKIE_INVALID", "NOT_YOURS"} if asking.is_of_b else {"NOT_YOURS"}
    if not isinstance(what, Verb):
        return {"NOT_YOUR_SCOPE"} if actor.scopes is not None else set()
    if not may(actor, what):
        if actor.scopes is not None:
            return {"NOT_YOUR_SCOPE"}
        return {"HOST_ONLY"} if actor.is_guest else {"NOT_YOUR_ROLE"}
    if route in OWN_UPLOADS and actor.guest_id != OWNER_OF_PHOTO:
        return {"COOKIE_INVALID", "NOT_FOUND"}
    return set()


def code_of(answer: httpx.Response) -> str:
    if answer.headers.get("Content-Type", "").startswith("application/json"):
        return str((answer.json() or {}).get("error", {}).get("code", ""))
    return ""


async def ask(
    venue: Venue,
    asking: Asking,
    route: Route,
    photo_id: str,
    upload: str,
    fields: dict[str, object] | None = None,
) -> httpx.Response:
    method, rule = route
    path = rule.replace("<photo_id>", photo_id).replace("/api/uploads/<upload_id>", upload)
    path = re.sub(r"<\w*:?\w+>", NEVER, path)
    headers, content = asking.headers, None
    if route in OWN_UPLOADS:
        headers |= TUS | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        content = b"x"
        if method == "POST":
            headers["X-HTTP-Method-Override"] = "DELETE"
    venue.http.cookies.clear()
    json = None if method == "GET" or content else fields or {}
    return await venue.http.request(method, path, headers=headers, json=json, content=content)


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
async def test_a_route_answers_everybody_as_the_table_says(route: Route, venue: Venue) -> None:
    own_id = venue.guest.http.cookies[GUEST_COOKIE].split(".")[0]
    wrong: list[str] = []
    for name, asking in venue.everybody():
        photo, upload = {}, ""
        if "<photo_id>" in route[1]:
            photo = await venue.guest.send_photo(jpeg(64, 48))
        if route in OWN_UPLOADS:
            begun = await venue.guest.http.post("/api/uploads", headers=TUS | {"Upload-Length": "100"})
            upload = begun.headers["Location"]
        answer = await ask(venue, asking, route, photo.get("id", ""), upload)
        code, expected = code_of(answer), refusal(asking, route)
        is_right = code in expected if expected else code not in REFUSALS
        if not is_right or answer.status_code == 429 or answer.status_code >= 500:
            wrong.append(
                f"{name}: {answer.status_code} {code or answer.text[:80]!r}, not {expected or 'open'}"
            )
        if route == PANIC and not expected:
            # Photos of the tests to come are to be shown at once.
            await ask(venue, asking, CALM, "", "", {"shows_all": True})
        if expected and photo:
            now = (await venue.guest.http.get(f"/api/photo/{photo['id']}")).json()
            assert now.get("photo") == photo, f"{name} was refused and changed it"
        if expected and upload:
            asked = await venue.guest.http.head(upload, headers=TUS)
            assert asked.headers.get("Upload-Offset") == "0", f"{name} was refused and changed it"
        is_told_ids = asking.actor.guest_id == OWNER_OF_PHOTO or may(asking.actor, Verb.SEE_ALL)
        is_told_ids = is_told_ids or may(asking.actor, Verb.CHANGE_SETTINGS)
        assert is_told_ids or own_id not in answer.text, f"{name} read a guest's id"
        if upload:
            await venue.guest.http.delete(upload, headers=TUS)
    assert wrong == []


async def test_a_host_of_b_reaches_nothing_of_a_by_its_id(venue: Venue) -> None:
    async with one_of(venue.keys, 1) as host, one_of(venue.keys, 3) as other_host:
        photo = await venue.guest.send_photo(jpeg(64, 48))
        begun = await venue.guest.http.post("/api/uploads", headers=TUS | {"Upload-Length": "100"})
        export = (await host.http.post("/api/admin/exports", json={})).json()["export"]
        invitation_id, link = await invited(host)
        async with person(venue.keys.server.root_url) as helper:
            await joined(venue.keys.server, helper, link)
            (invitation,) = [
                one
                for one in (await host.http.get("/api/admin/people")).json()["invitations"]
                if one["id"] == invitation_id
            ]
            with venue.keys.server.books() as books:
                (token_id,) = books.execute("select id from tokens order by created_at limit 1").fetchone()
            ids = {
                "photo_id": photo["id"],
                "upload_id": begun.headers["Location"].rsplit("/", 1)[1],
                "invitation_id": invitation_id,
                "pass_id": invitation["passes"][0]["id"],
                "token_id": token_id,
                "token": link.rsplit("/", 1)[1],
                "export_id": export["id"],
            }
            for method, rule in ROUTES:
                for other, value in OTHER_PLACES.items():
                    rule = rule.replace(f"<{other}>", value)
                places = re.findall(r"<(\w+)>", rule)
                if not places or not set(places) <= set(ids):
                    continue
                headers = {"Accept": "application/json"}
                if (method, rule) in OWN_UPLOADS:
                    headers |= TUS | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
                    headers |= {"X-HTTP-Method-Override": "DELETE"} if method == "POST" else {}
                path, json = rule, None if method == "GET" else ANY_BODY
                for place in places:
                    path = path.replace(f"<{place}>", ids[place])
                answer = await other_host.http.request(method, path, json=json, headers=headers)
                assert answer.status_code == 404, (method, rule, answer.status_code, answer.text)
            assert (await venue.guest.http.get(f"/api/photo/{photo['id']}")).json()["photo"] == photo
            asked = await venue.guest.http.head(begun.headers["Location"], headers=TUS)
            assert asked.headers["Upload-Offset"] == "0"
            assert (await helper.http.get("/api/admin/photos")).status_code == 200
            assert (await host.http.get(link)).status_code == 200
            assert (await host.http.get(export["zips"][0]["url"])).status_code == 200
            listed = (await host.http.get("/admin/tokens")).text
            assert token_id in listed


async def test_a_stream_opens_for_those_who_may_see(venue: Venue) -> None:
    for name, asking in venue.everybody():
        venue.http.cookies.clear()
        async with venue.http.stream("GET", "/api/events", headers=asking.headers) as answer:
            is_open = not refusal(asking, ("GET", "/api/events"))
            assert (answer.status_code == 200) == is_open, (name, answer.status_code)
