"""``make bench``: measure everything in one run, or the named parts of it, and print what came of it."""

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from benchmarks.parts import PARTS
from benchmarks.report import Line, all_reached, table
from benchmarks.scene import DATABASES, scene
from benchmarks.size import QUICK, WHOLE


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table, and return 1 when something is short of its reach."""
    asked = _parser().parse_args(arguments)
    size = QUICK if asked.quick else WHOLE
    began = time.monotonic()
    lines: list[Line] = []
    with scene() as laid_out:
        for kind in asked.database or DATABASES:
            for part in asked.parts or PARTS:
                print(f"{kind}: {part} …", file=sys.stderr, flush=True)
                lines += PARTS[part](laid_out, kind, size)
    print(table(lines))
    minutes = (time.monotonic() - began) / 60
    print(f"\n16 connections, signed requests, in {minutes:.1f} minutes. {_caveat(asked)}")
    return 0 if all_reached(lines) else 1


def _caveat(asked: Namespace) -> str:
    if asked.quick:
        return "A quick look: fewer rounds, releases and kills than the reaches are for."
    return "“Share” compares the rounds in turn with bare Bolt's of the same requests, and takes the median."


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", choices=[*PARTS, []], help="what to measure; everything unless named"
    )
    parser.add_argument(
        "--database", action="append", choices=DATABASES, help="only on this kind of database"
    )
    parser.add_argument("--quick", action="store_true", help="look for a minute, with less of everything")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
