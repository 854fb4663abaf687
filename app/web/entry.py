"""The door of a party with a code: who is in by a signed cookie, and who must enter the code first."""

from urllib.parse import quote

from quart import Response, g, request

from app.base.errors import N_, AppError, not_found
from app.base.i18n import offered_language, use_language
from app.parties.cookies import GUEST_COOKIE_S
from app.parties.erasing import erased_refusal
from app.parties.scope import PartyScope
from app.records.party import Party
from app.web.identity import current_actor, current_party
from app.web.services import guest_url, party_scope

CODE_NEEDED = "CODE_NEEDED"
BY_THE_CODE = "-"
"""Stands for a door in the cookie: the party's own code let this browser in."""
OWN_ACCOUNT = frozenset(
    f"operator_{view}"
    for view in (
        "account.account",
        "account.password",
        "account.email",
        "account.end",
        "account.end_others",
        "second_factor.second_step",
        "second_factor.begin",
        "second_factor.confirm",
        "second_factor.end",
        "passkeys.options",
        "passkeys.add",
        "passkeys.name",
        "passkeys.remove",
        "connected.connect",
        "connected.end",
    )
)
"""The pages of an operator's own account, at the page of all parties."""
OF_THE_OPERATOR = (
    frozenset(
        f"parties.{view}"
        for view in ("parties", "sign_in", "sign_out", "add", "act", "quota", "ask_delete", "delete")
    )
    | {"operator_passkey_sign_in.options", "operator_passkey_sign_in.sign_in", "operator_provider.sign_in"}
    | OWN_ACCOUNT
)
"""These are about the server, not a party. Each requires its operator."""
OUTSIDE = OF_THE_OPERATOR | frozenset(
    {
        # Other ways to prove one's identity.
        "entry.letters",
        "entry.typed",
        "entry.by_link",
        "wall.by_link",
        "admin.admin",
        "admin.login",
        "language.choose",
        "provider.sign_in",
        "provider_back.back",
        "passkey_sign_in.options",
        "passkey_sign_in.sign_in",
        "reset.forgotten",
        "reset.send_link",
        "reset.reset",
        "reset.choose",
        "invited.invited",
        "invited.accept",
        "join.letters",
        "join.typed",
        "join.confirm",
        "join.join",
        # Shown beside the title on the page that asks for the code, so everybody sees it.
        "logo.logo",
        # An export's address has an id that cannot be guessed.
        "taking.page",
        "taking.zip_part",
        "taking.original",
        "taking.urls",
        "taking.sha256sums",
        "taking.photos_metalink",
        # A share link's address opens what it shows, and nothing else.
        "shared.page",
        "shared.enter",
        "shared.photos",
        "shared.opened",
        "adding.add",
        "adding.add_by_form",
        "shared_files.file",
        "shared_files.preview",
        "embed.embed",
        "embed.oembed",
        # The page's frame and files: of the party they show only its title. Renditions have addresses that
        # cannot be guessed, and nginx or a store may serve them.
        "installed.manifest",
        "installed.icon",
        "installed.service_worker",
        "installed.offline",
        "media.rendition",
        # These reveal nothing about the party.
        "contract.openapi",
        "contract.page",
        "static",
        "health.livez",
        "health.readyz",
        "metrics.metrics",
    }
)


ENTERED = "entered"
"""In the address that a browser is sent to with its entry cookie."""
ENTRANCES = frozenset({"entry", "join", "invited"})
"""These lead nowhere once everything is deleted."""


WALLS = {"wall": "wall.wall", "basic": "wall.basic"}
"""Where the door may lead, by the word in its address: `/in/<code>?to=basic` is for a television."""
TO = "to"


HOSTS_PATHS = ("/admin", "/api/admin", "/account")
"""Pages for hosts, in the hosts' own language."""


def entry_in(cookie: str, scope: PartyScope) -> tuple[int, str] | None:
    """Return the round and the door in an entry cookie; None if the cookie is not ours."""
    value = scope.cookies.entry.signer.read_text(cookie)
    if value is None:
        return None
    told_round, _, door_id = value.partition(".")
    return int(told_round), "" if door_id == BY_THE_CODE else door_id


def is_in(party: Party, scope: PartyScope, cookie: str) -> bool:
    """Tell whether a browser with this entry cookie may enter without the code."""
    if not party.entry_code:
        return True
    entry = entry_in(cookie, scope)
    return entry is not None and entry[0] == party.entry_round


def entered_door() -> str:
    """Return the id of the door that this browser came in by; empty for none."""
    scope = party_scope()
    entry = entry_in(request.cookies.get(scope.cookies.entry.name, ""), scope)
    return entry[1] if entry is not None else ""


async def refuse_outsiders(*, is_program: bool) -> None:
    """Raise a 401 for a guest who has not entered the party's code, a 410 if everything was deleted."""
    is_open = request.endpoint is None or request.endpoint in OUTSIDE
    if is_open and request.blueprint not in ENTRANCES:
        return
    scope = party_scope()
    party = scope.party_in_memory or await current_party()
    if not request.path.startswith(HOSTS_PATHS):
        chosen = request.cookies.get(scope.cookies.language, "")
        use_language(offered_language(chosen, request.headers.get("Accept-Language", ""), party.languages))
    if party.erased_at and (is_program or (await current_actor()).role is None):
        raise erased_refusal()
    if is_open or is_program:
        return
    if party.archived and (await current_actor()).role is None:
        raise not_found()
    if is_in(party, scope, request.cookies.get(scope.cookies.entry.name, "")):
        return
    if (await current_actor()).role is None:
        raise AppError(401, CODE_NEEDED, N_("This party is for its guests: please say the code first."))


def wall_behind(asked: str = "") -> str:
    """Return the word for the wall behind this door, empty for the sending page."""
    if asked in WALLS:
        return asked
    return next((word for word, endpoint in WALLS.items() if endpoint == request.endpoint), "")


def is_turned_away() -> bool:
    """Tell whether this browser was let in a moment ago but did not keep the cookie."""
    cookies = party_scope().cookies
    return ENTERED in request.args and cookies.entry.name not in request.cookies


async def let_in(door_id: str = "") -> None:
    """Give the browser the entry cookie with the answer: for a door, or for the party's own code."""
    party = await current_party()
    g.entry = f"{party.entry_round}.{door_id or BY_THE_CODE}"


def set_entry_cookie(response: Response) -> None:
    """Set the cookie that `let_in` decided on, if it was called."""
    value = g.get("entry")
    if value is None:
        return
    cookies = party_scope().cookies
    response.set_cookie(
        cookies.entry.name,
        cookies.entry.signer.sign(value),
        max_age=GUEST_COOKIE_S,
        httponly=True,
        samesite="Lax",
        secure=request.scheme == "https",
        path=cookies.path,
    )


def way_in(party: Party, path: str = "") -> str:
    """Return the address for links and QR codes. It contains the code if the party has one."""
    return guest_url() + (f"/in/{quote(party.entry_code, safe='')}" if party.entry_code else path)
