"""``python -m tests.fuzz TARGET``: let atheris search for bytes that break a target; see docs/testing.md.

    python -m tests.fuzz policy --folder DIR --seconds 3600      # search, keep what is new in DIR/policy
    python -m tests.fuzz policy --folder DIR --replay            # run all that was kept; needs no atheris
    python -m tests.fuzz policy --replay FILE...                 # run these

A search stops at its first finding, which is written to DIR.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", choices=["policy", "scenario"])
    parser.add_argument("--folder", type=Path, default=Path(".fuzz"), help="where inputs are kept")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1, help="of the fuzzer's random choices")
    parser.add_argument("--longest", type=int, default=4096, help="bytes of an input")
    parser.add_argument("--replay", nargs="*", type=Path, help="run inputs and search for none")
    options = parser.parse_args()
    kept = options.folder / options.target
    if options.replay is not None:
        return _replay(options.target, options.replay or sorted(kept.iterdir()))
    return _search(options, kept)


def _replay(target: str, files: list[Path]) -> int:
    from tests.fuzz.targets import TARGETS

    for file in files:
        print(file, end="\r")
        TARGETS[target](file.read_bytes())
    print(f"{len(files)} inputs passed")
    return 0


def _search(options: argparse.Namespace, kept: Path) -> int:
    try:
        atheris = importlib.import_module("atheris")
    except ModuleNotFoundError:
        print("a search needs atheris: pip install atheris (in an environment of its own)", file=sys.stderr)
        return 2
    with atheris.instrument_imports(include=["limen.policy", "limen.engine", "limen.domain"]):
        from tests.fuzz.targets import TARGETS
    from tests.fuzz.corpus import write_dictionary, write_seeds

    write_seeds(options.target, kept)
    dictionary = options.folder / "dictionary"
    write_dictionary(dictionary)
    arguments = [
        sys.argv[0],
        str(kept),
        f"-artifact_prefix={options.folder}/{options.target}-",
        f"-dict={dictionary}",
        f"-max_total_time={options.seconds}",
        f"-max_len={options.longest}",
        f"-seed={options.seed}",
        "-timeout=20",
        "-print_final_stats=1",
    ]
    atheris.Setup(arguments, TARGETS[options.target])
    atheris.Fuzz()  # Ends the process.
    return 0


if __name__ == "__main__":
    sys.exit(main())
