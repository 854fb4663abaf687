"""Connections and transactions. Only `models` knows what the tables mean."""

from app.db.connection import Connection, Row
from app.db.copy import copy_to_sqlite
from app.db.database import Database, Records
from app.db.errors import DatabaseAway, DatabaseError, DatabaseFull, NewerRecords, NoRecords
from app.db.migrate import migrate

__all__ = [
    "Connection",
    "Database",
    "DatabaseAway",
    "DatabaseError",
    "DatabaseFull",
    "NewerRecords",
    "NoRecords",
    "Records",
    "Row",
    "copy_to_sqlite",
    "migrate",
]
