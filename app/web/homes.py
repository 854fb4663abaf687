"""The first page of somebody with a role."""

from quart import url_for

from app.people.may import Verb, may
from app.people.roles import Actor, Role


def home_of(role: Role) -> str:
    actor = Actor(role=role)
    if may(actor, Verb.SEE_ALL):
        return url_for("admin.admin")
    return url_for("sending.upload" if may(actor, Verb.SEND) else "pages.gallery")
