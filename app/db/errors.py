"""What can go wrong with a database, in words of our own; the driver's error is the cause of each."""


class DatabaseError(Exception):
    """A statement failed; nothing of its transaction is there."""


class DatabaseAway(DatabaseError):
    """The database cannot be reached, or is too busy: the same may work in a moment.

    Where it went away during a commit, that may have happened or not: whoever asks again must be able to.
    """


class NoRecords(DatabaseError):
    """The database is there, and no server was ever started on it."""


class NewerRecords(DatabaseError):
    """A newer program has changed the tables: this one would read and write them wrongly."""


class DatabaseFull(DatabaseError):
    """There is no room left on the database's disk."""
