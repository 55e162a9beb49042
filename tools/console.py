"""Runs npm in console/ with the Node that hatch_build.py finds: `python -m tools.console check test`.

Packages are installed first if the lock file has changed.
"""

import sys
from pathlib import Path

from hatch_build import SOURCES, ConsoleError, find_node, is_installed

ROOT = Path(__file__).resolve().parents[1]


def main(scripts: list[str]) -> int:
    """Run the named scripts of console/package.json one after the other."""
    node = find_node()
    if node is None:
        print("There is no Node 20.19, 22.12 or newer.", file=sys.stderr)
        return 1
    folder = ROOT / SOURCES
    try:
        if not is_installed(folder):
            node.install(folder)
        for script in scripts:
            node.run("run", "--silent", script, folder=folder)
    except ConsoleError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
