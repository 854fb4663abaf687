"""The commands: `python -m app <command>`, and the one place that reads the environment."""

import argparse
import asyncio
import importlib
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, cast

from app.base.config import BadOption, Config, load
from app.commands.failed import CommandFailed
from app.db import DatabaseError
from app.storage import StoreAway
from app.telemetry.logs import written_logs

Command = Callable[[Config, argparse.Namespace], Coroutine[Any, Any, int]]

BAD_USAGE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0, 1 for a failure, 2 for a wrong option."""
    options = _parser().parse_args(arguments)
    run = _loaded(options.run)
    try:
        config = load(os.environ)
        with written_logs(config.log_format, config.log_level):
            return asyncio.run(run(config, options))
    except BadOption as error:
        print(error, file=sys.stderr)
        return BAD_USAGE
    except (CommandFailed, StoreAway, DatabaseError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _loaded(name: str) -> Command:
    # By name: what the other commands need takes its time to load, and a server would hold it for good.
    module, _, function = name.partition(".")
    return cast(Command, getattr(importlib.import_module(f"app.commands.{module}"), function))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m app",
        description="Partywall: guests send photos from their phones, the wall shows them a moment later.",
        epilog="Options are PARTYWALL_* variables; the README lists them all.",
    )
    adder = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, run: str, meaning: str) -> argparse.ArgumentParser:
        command = adder.add_parser(name, help=meaning, description=meaning)
        command.set_defaults(run=run)
        return command

    add("serve", "serve.serve", "Run the server until SIGTERM or Ctrl-C.")
    add("migrate", "records.migrate_database", "Bring the database up to date (serve does so by itself).")
    add("healthcheck", "records.healthcheck", "Exit 0 when the server on this machine answers, else 1.")
    add(
        "set-password",
        "records.set_password",
        "Set the password of the host of the party at /, read from the terminal or standard input.",
    )
    _add_party_commands(adder)
    _add_account_commands(adder)
    backup = add("backup", "backup.backup", "Copy everything into a new folder, also while the server runs.")
    backup.add_argument("folder", type=Path, help="the folder to make; it must not exist")
    doctor = add("doctor", "doctor.doctor", "Check everything between a phone and the wall; say what to do.")
    doctor.add_argument("--url", metavar="ADDRESS", help="the address that guests open, if not the QR code's")
    patience = doctor.add_mutually_exclusive_group()
    for name, meaning in (
        ("quick", "do not wait for the stream's second event (up to 15 seconds)"),
        ("thorough", "listen for 75 seconds, to find time-outs on the way"),
    ):
        patience.add_argument(
            f"--{name}", dest="patience", action="store_const", const=name.upper(), help=meaning
        )
    doctor.set_defaults(patience="USUAL")
    doctor.add_argument("--json", action="store_true", help="print the findings as JSON")
    demo = add("demo", "demo.demo", "Fill an empty data folder with a party of generated pictures.")
    demo.add_argument(
        "--photos", type=int, default=24, metavar="N", help="how many to begin with (default 24)"
    )
    demo.add_argument(
        "--every", type=float, metavar="S", help="then send another one every S seconds, until ended"
    )
    demo.add_argument("--serve", action="store_true", help="run the server, too")
    return parser


def _add_party_commands(adder: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    meaning = "Make, list, close, bound and delete the parties of this server."
    verbs = adder.add_parser("party", help=meaning, description=meaning).add_subparsers(
        required=True, metavar="verb"
    )

    def verb(
        name: str, run: str, meaning: str, *, of_one: bool = True, module: str = "party"
    ) -> argparse.ArgumentParser:
        command = verbs.add_parser(name, help=meaning, description=meaning)
        command.set_defaults(run=f"{module}.{run}")
        if of_one:
            command.add_argument("slug", help="the last part of its address, /p/SLUG/")
        return command

    made = verb("add", "add", "Make a party; print its addresses and its host's password.")
    made.add_argument("--title", help="what guests read on every page (default: the slug)")
    verb("list", "list_parties", "List the parties with their photos and sizes.", of_one=False)
    verb("show", "show", "Show one party's numbers.")
    verb("close", "close", "End a party: no more photos come in, all stay to look at.")
    verb("archive", "archive", "End a party and let only its members in, until it is reopened.")
    verb("reopen", "reopen", "Let an ended or archived party take photos again.")
    quota = verb("set-quota", "set_quota", "Bound a party's photos and the size of their originals.")
    quota.add_argument(
        "--photos", type=int, metavar="N", help="how many photos it may have; 0 for any number"
    )
    quota.add_argument("--gb", type=float, metavar="N", help="GB that originals may take; 0 for any size")
    taken_out = verb("export", "export", "Copy one party to a new data folder.", module="party_folders")
    taken_out.add_argument("folder", type=Path, help="the folder to make; it must not exist")
    put_in = verb("import", "import_", "Put an exported party beside the others.", module="party_folders")
    put_in.add_argument("folder", type=Path, help="what `party export` or `backup` has made")
    put_in.add_argument(
        "--source",
        default="party",
        metavar="SLUG",
        help="which party of a backup with several (default: party)",
    )
    verb("delete", "delete", "Delete a party with all of its photos, for good.").add_argument(
        "--yes", action="store_true", help="say that this is meant"
    )


def _add_account_commands(adder: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    meaning = "Make and list the accounts of people who run parties; let them choose a new password."
    verbs = adder.add_parser("account", help=meaning, description=meaning).add_subparsers(
        required=True, metavar="verb"
    )

    def verb(name: str, run: str, meaning: str) -> argparse.ArgumentParser:
        command = verbs.add_parser(name, help=meaning, description=meaning)
        command.set_defaults(run=f"account.{run}")
        return command

    added = verb("add", "add", "Give somebody a role in a party; print the password of a new account.")
    added.add_argument("name", help="what they sign in with; no two accounts have the same")
    added.add_argument("--party", metavar="SLUG", help="which party (default: the one at /)")
    added.add_argument(
        "--role",
        choices=("owner", "host", "helper", "photographer", "viewer"),
        default="host",
        help="what they may do there (default: host)",
    )
    added.add_argument(
        "--operator",
        action="store_true",
        help="may make and delete parties, at /parties; without --party, has a role in none",
    )
    added.add_argument("--email", metavar="ADDRESS", help="their e-mail address, if they like")
    operator = verb("operator", "operator", "Let an account make and delete parties, at /parties.")
    operator.add_argument("name", help="the account's name")
    operator.add_argument("--end", action="store_true", help="take the right away")
    verb("list", "list_accounts", "List the accounts with their parties and roles.")
    lost = verb(
        "drop-second-factor", "drop_second_factor", "Let somebody in who lost phone and recovery codes."
    )
    lost.add_argument("name", help="the account's name")
    forgot = verb("reset-link", "reset_link", "Print a link by which somebody chooses a new password, once.")
    forgot.add_argument("name", help="the account's name")


if __name__ == "__main__":
    sys.exit(main())
