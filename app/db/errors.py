"""What can go wrong with a database, in our own terms. The driver's error is the cause of each."""


class DatabaseError(Exception):
    """A statement failed; nothing of its transaction was written."""


class DatabaseAway(DatabaseError):
    """The database cannot be reached, or is too busy: the same may work in a moment.

    If it went away during a commit, the commit may have happened or not. So it must be safe to ask again.
    """


class NoRecords(DatabaseError):
    """The database exists, but no server was ever started on it."""


class NewerRecords(DatabaseError):
    """A newer program has changed the tables. This one would read and write them wrongly."""


class DatabaseFull(DatabaseError):
    """The database's disk is full."""
