"""What `python -m app` can do, one command a file."""

from app.commands.backup import backup
from app.commands.demo import demo
from app.commands.doctor import doctor
from app.commands.failed import CommandFailed
from app.commands.records import healthcheck, migrate_database, set_password
from app.commands.serve import serve

__all__ = [
    "CommandFailed",
    "backup",
    "demo",
    "doctor",
    "healthcheck",
    "migrate_database",
    "serve",
    "set_password",
]
