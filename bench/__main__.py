"""`python -m bench [part...] [--quick] [--write]`: measure, print tables of ratios, keep them."""

import argparse
import sys
import time
import traceback
from datetime import UTC, datetime

from bench import aims, results
from bench.load import Missing
from bench.machine import allow_many_files, describe
from bench.parts import (
    burst,
    export,
    fanout,
    growth,
    nudity,
    panic,
    parties,
    reading,
    reconnect,
    search,
    show,
    shutter,
    sustained,
    tap,
)
from bench.result import Result
from bench.simulate import markdown

PARTS = {
    "fanout": fanout.run,
    "burst": burst.run,
    "shutter": shutter.run,
    "sustained": sustained.run,
    "reading": reading.run,
    "growth": growth.run,
    "parties": parties.run,
    "panic": panic.run,
    "nudity": nudity.run,
    "reconnect": reconnect.run,
    "tap": tap.run,
    "show": show.run,
    "export": export.run,
    "search": search.run,
}


def main() -> int:
    options = _parser().parse_args()
    if options.rewrite:
        write_document()
        return 0
    allow_many_files()
    machine = describe()
    print("\n".join(f"{name:10} {value}" for name, value in machine.items()), end="\n\n", flush=True)
    broken = []
    measured: dict[str, float] = {}
    for name in options.parts or PARTS:
        began = time.monotonic()
        try:
            result = PARTS[name](options.quick)
        except Missing as missing:
            result = Result([], skipped=[str(missing)])
        except Exception:
            # Go on: the other parts are still useful, and this one's last results are kept.
            traceback.print_exc()
            broken.append(name)
            continue
        for table in result.tables:
            print(table.text(), end="\n\n")
        for reason in result.skipped:
            print(f"SKIPPED {name}: {reason}")
        print(f"[{name}: {time.monotonic() - began:.0f} s]\n", flush=True)
        measured |= result.numbers
        if options.write:
            results.keep(name, result, machine, datetime.now(UTC).date().isoformat(), options.quick)
    print(aims.table(measured).text(), end="\n\n")
    if options.write:
        write_document()
    if broken:
        print(f"BROKEN: {', '.join(broken)}", file=sys.stderr)
    return 1 if broken else 0


def write_document() -> None:
    """Rewrite docs/capacity.md's sections from the kept results."""
    results.write_section(results.DOCUMENT, "aims", aims.table(results.numbers()).markdown())
    results.write_section(results.DOCUMENT, "results", results.results_markdown(list(PARTS)))
    results.write_section(results.DOCUMENT, "model", markdown(results.numbers()))
    print("Written: docs/capacity.md, from bench/results.json")


def _part(name: str) -> str:
    if name not in PARTS:
        raise argparse.ArgumentTypeError(f"there is no part {name}; there are {', '.join(PARTS)}")
    return name


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", type=_part, metavar="part", help=f"{', '.join(PARTS)} (default: all)"
    )
    parser.add_argument("--quick", action="store_true", help="fewer repetitions and smaller parties")
    parser.add_argument(
        "--write", action="store_true", help="keep the results: bench/results.json and docs/capacity.md"
    )
    parser.add_argument("--rewrite", action="store_true", help="write the document anew, measure nothing")
    return parser


if __name__ == "__main__":
    sys.exit(main())
