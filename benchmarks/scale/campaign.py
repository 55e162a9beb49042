"""Fill stores of growing size and print how everything grows."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from benchmarks.scale.filling import PER_USER, fill
from benchmarks.table import render_table, three_digits

SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (1_000, 10_000)
COLUMNS = {
    "file_mib": "file, MiB",
    "fill_seconds": "fill, s",
    "start_seconds": "start, s",
    "memory_mib": "memory, MiB",
    "read_us": "read, us",
    "list_ms": "list all users, ms",
    "write_ms": "write, ms",
    "history_seconds": "past state, s",
    "audit_us": "audit, us",
    "audit_bytes": "audit, bytes",
}


def run(*, quick: bool, say: Callable[[str], None]) -> dict[str, Any]:
    """Measure each size in processes of its own."""
    found = {entities: measure(entities) for entities in (QUICK_SIZES if quick else SIZES)}
    rows = ([f"{entities:,}", *(three_digits(values[name]) for name in COLUMNS)] for entities, values in found.items())
    say(render_table(("entities", *COLUMNS.values()), rows))
    return {str(entities): values for entities, values in found.items()}


def measure(entities: int) -> dict[str, float]:
    """One size; times are of the CPU, and a write and an append include no wait for the disk."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "limen.db"
        begun = process_time()
        fill(path, entities)
        values = {"fill_seconds": process_time() - begun, "file_mib": path.stat().st_size / 2**20}
        command = [sys.executable, "-m", "benchmarks.scale.probe", str(path), str(entities // PER_USER)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        probed: dict[str, float] = json.loads(done.stdout)
        return values | probed
