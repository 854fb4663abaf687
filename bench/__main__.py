"""`python -m bench [part...] [--quick] [--write]`: measure, print tables of ratios, keep them."""

import argparse
import sys
import time

from bench.load import Missing
from bench.machine import allow_many_files, describe
from bench.parts import burst, fanout, growth, reading, reconnect, shutter, sustained
from bench.result import Result

PARTS = {
    "fanout": fanout.run,
    "burst": burst.run,
    "shutter": shutter.run,
    "sustained": sustained.run,
    "reading": reading.run,
    "growth": growth.run,
    "reconnect": reconnect.run,
}


def main() -> int:
    options = _parser().parse_args()
    parts = options.parts or list(PARTS)
    allow_many_files()
    machine = describe()
    print("\n".join(f"{name:10} {value}" for name, value in machine.items()), end="\n\n", flush=True)
    for name in parts:
        began = time.monotonic()
        try:
            result = PARTS[name](options.quick)
        except Missing as missing:
            result = Result([], skipped=[str(missing)])
        for table in result.tables:
            print(table.text(), end="\n\n")
        for reason in result.skipped:
            print(f"SKIPPED {name}: {reason}")
        print(f"[{name}: {time.monotonic() - began:.0f} s]\n", flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=list(PARTS), help="which parts (default: all)")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions and smaller parties")
    return parser


if __name__ == "__main__":
    sys.exit(main())
