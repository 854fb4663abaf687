"""Who sees a photo: the levels, and the one rule in SQL. The same as `may_see` and `may_see_by_link` say."""

from enum import StrEnum


class Access(StrEnum):
    """Who sees a photo, the widest first. Each level is part of the one before."""

    EVERYONE = ""
    """Also whoever has a share link."""
    GUESTS = "guests"
    """Everybody at the party, and its screens, but no share link."""
    MEMBERS = "members"
    """Its sender, and everybody with a role. It is on no screen and has no public file."""
    HOSTS = "hosts"
    """Its sender, and those who decide about photos."""


FOR_MEMBERS = "members"
"""The reason of a photo that waits only because it is for members."""
FOR_MEMBERS_ALONE = "state = 'waiting' and reason = 'members'"
_ORDER = tuple(Access)


def stricter(one: Access, other: Access) -> Access:
    return max(one, other, key=_ORDER.index)


def is_kept_from_guests(access: Access) -> bool:
    """Tell whether a photo of this level is never shown: it waits, and its files are not public."""
    return access in (Access.MEMBERS, Access.HOSTS)


class Seen(StrEnum):
    """Whose view of the photos a list is, in SQL over the table of photos."""

    BY_LINK = "state = 'shown' and access = ''"
    BY_GUESTS = "state = 'shown'"
    BY_MEMBERS = f"(state = 'shown' or ({FOR_MEMBERS_ALONE}))"

    def of(self, alias: str) -> str:
        """Return the rule for a table with an alias."""
        named = self.value
        for column in ("state", "access", "reason"):
            named = named.replace(f"{column} =", f"{alias}.{column} =")
        return named
