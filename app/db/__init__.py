"""Connections and transactions. What the tables mean is known by `models` alone."""

from app.db.connection import Connection, Row
from app.db.database import Database
from app.db.migrate import migrate

__all__ = ["Connection", "Database", "Row", "migrate"]
