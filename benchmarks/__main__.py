"""`python -m benchmarks [PART ...] [--quick] [--json FILE]`: measure, print tables of ratios."""

import argparse
import json
from pathlib import Path
from typing import Any

from benchmarks import sigv4
from benchmarks.analysis import campaign as analysis
from benchmarks.api import campaign as api
from benchmarks.api import startup
from benchmarks.engine import campaign as engine
from benchmarks.machine import describe_machine
from benchmarks.scale import campaign as scale

PARTS = {
    "sigv4": sigv4.run,
    "analysis": analysis.run,
    "startup": startup.run,
    "engine": engine.run,
    "api": api.run,
    "scale": scale.run,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all if none is named")
    parser.add_argument("--quick", action="store_true", help="short, to see that it runs; the numbers are rough")
    parser.add_argument("--json", type=Path, help="write all findings to this file")
    given = parser.parse_args()
    unknown = set(given.parts) - set(PARTS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    machine = describe_machine()
    print("\n".join(f"{name}: {value}" for name, value in machine.items()))
    found: dict[str, Any] = {"machine": machine}
    for part in given.parts or PARTS:
        print(f"\n# {part}\n", flush=True)
        found[part] = PARTS[part](quick=given.quick, say=_say)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n")


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
