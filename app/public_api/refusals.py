"""The error codes that a route may answer with: those of every request, its method's, its verb's, its own."""

from app.base.codes import ANY_REQUEST
from app.people.may import TABLE, is_for_everybody
from app.web.described import Described
from app.web.identity import VERB, VERB_OF_PHOTO

OF_ALL = (
    *(name for name in ANY_REQUEST if name != "WRONG_TYPE"),
    "CODE_NEEDED",
    "PARTY_ERASED",
    "WRONG_TOKEN",
    "NOT_YOUR_SCOPE",
    # A header may name another method than the request's own.
    "FOREIGN_SITE",
)
OF_ONES_OWN = ("COOKIE_INVALID", "NOT_YOURS")
OF_MEMBERS = ("HOST_ONLY", "NOT_YOUR_ROLE")


def codes_of(view: object, described: Described) -> list[str]:
    """Return the codes that a view may be refused with."""
    codes = {*OF_ALL, *described.refuses}
    if described.piece:
        codes.add("WRONG_TYPE")
    verb, verb_of_photo = getattr(view, VERB, None), getattr(view, VERB_OF_PHOTO, None)
    if verb_of_photo is not None:
        codes |= {*OF_ONES_OWN}
    if verb is not None and TABLE[verb].guests and not is_for_everybody(verb):
        codes |= {"COOKIE_INVALID", "NOT_YOUR_ROLE"}
    if verb is not None and not TABLE[verb].guests:
        codes |= {*OF_MEMBERS}
    return sorted(codes)
