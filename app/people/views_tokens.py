"""The hosts' page of tokens: make one and see it once, see the last use of each, revoke."""

from datetime import timedelta

from quart import Blueprint, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import N_, AppError, bad_request
from app.base.fields import MAX_AUTHOR
from app.base.i18n import gettext
from app.base.plain_text import clean_line
from app.people.may import Verb
from app.people.roles import Scope
from app.people.tokens import make_token, revoke_token
from app.records.token import select_tokens
from app.web.identity import current_party, requires
from app.web.limits import READ, WRITE, limited
from app.web.services import party_scope

blueprint = Blueprint("tokens", __name__, url_prefix="/admin/tokens")

SCOPE_WORDS = {
    Scope.READ_PHOTOS: N_("See the photos on the wall"),
    Scope.WRITE_PHOTOS: N_("Send photos"),
    Scope.MODERATE: N_("Hide photos and show them again, call a break"),
    Scope.WRITE_ALBUM: N_("Make collections and fill them"),
    Scope.WRITE_PARTY: N_("Change the settings"),
    Scope.EXPORT: N_("Take the originals"),
}
LIVES = {
    "1": N_("Until tomorrow"),
    "30": N_("30 days"),
    "365": N_("A year"),
}


@blueprint.get("")
@limited(READ)
@requires(Verb.MAKE_TOKENS)
async def tokens() -> ResponseReturnValue:
    return await _page()


@blueprint.post("")
@limited(WRITE)
@requires(Verb.MAKE_TOKENS)
async def make() -> ResponseReturnValue:
    """Make a token. The answer is the only page that ever shows it."""
    form = await request.form
    name = clean_line(form.get("name", ""), MAX_AUTHOR)
    days, scopes = form.get("days", ""), form.getlist("scope")
    if days not in LIVES or not set(scopes) <= set(Scope):
        raise bad_request(N_("We didn’t understand that request."))
    if not name or not scopes:
        error = bad_request(N_("Please give it a name, and say what it may do."))
        return await _page(error=error), error.status
    made = await make_token(party_scope(), name, set(scopes), timedelta(days=int(days)))
    return await _page(made=made)


@blueprint.post("/<token_id>/revoke")
@limited(WRITE)
@requires(Verb.MAKE_TOKENS)
async def revoke(token_id: str) -> ResponseReturnValue:
    await revoke_token(party_scope(), token_id)
    return redirect(url_for("tokens.tokens"), 303)


async def _page(made: str = "", error: AppError | None = None) -> str:
    scope = party_scope()
    async with scope.database.reading() as connection:
        found = await select_tokens(connection, scope.party_id)
    return await render_template(
        "tokens.html",
        party=await current_party(),
        tokens=found,
        made=made,
        error=error,
        scopes=[(str(scope), gettext(words)) for scope, words in SCOPE_WORDS.items()],
        lives=[(days, gettext(words)) for days, words in LIVES.items()],
    )
