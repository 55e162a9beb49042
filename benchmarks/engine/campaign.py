"""All engines on all workloads: processes of their own, in rounds, shuffled; medians of the rounds."""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.table import render_table, three_digits, times
from benchmarks.workload.sets import make_workload

ENGINES = ("limen", "refcore", "regorus", "cedarpy", "pycasbin", "iam_simulate")
WORKLOADS = ("W1", "W2", "W3", "W5")
TENANT = "W4"
TIMEOUT_SECONDS = 300

Found = dict[str, Any]
Cell = tuple[str, str, str]


def run(*, quick: bool, say: Callable[[str], None], engines: Sequence[str] = ENGINES) -> list[Found]:
    """Measure and print; the result has the findings of every process."""
    cells = [(engine, workload, "prepared") for engine in engines for workload in WORKLOADS]
    cells += [("limen", workload, "from-dict") for workload in WORKLOADS]
    cells += [] if quick else [(engine, TENANT, "prepared") for engine in engines if engine != "iam_simulate"]
    rounds, seconds = (1, 0.3) if quick else (3, 0.8)
    found: dict[Cell, list[Found]] = {cell: [] for cell in cells}
    with tempfile.TemporaryDirectory(prefix="limen-benchmark-") as folder:
        files = _write_workloads(Path(folder), {workload for _, workload, _ in cells})
        for number in range(rounds):
            order = cells if number == 0 else [cell for cell in cells if cell[1] != TENANT]
            for cell in Random(number).sample(order, len(order)):
                found[cell].append(_measure(cell, files[cell[1]], seconds))
                say(f"round {number + 1}: {' '.join(cell)}")
    merged = {cell: _merge(runs) for cell, runs in found.items()}
    say("\n" + _render(merged, engines))
    if not quick:
        say("\n" + _render_tenant(merged, engines))
    return [dict(zip(("engine", "workload", "mode"), cell, strict=True)) | runs for cell, runs in merged.items()]


def _write_workloads(folder: Path, names: set[str]) -> dict[str, Path]:
    files = {}
    for name in sorted(names):
        files[name] = folder / f"{name}.json"
        files[name].write_text(json.dumps(make_workload(name)))
    return files


def _measure(cell: Cell, file: Path, seconds: float) -> Found:
    engine, _, mode = cell
    command = [sys.executable, "-m", "benchmarks.engine.one", engine, str(file), "--mode", mode]
    done = subprocess.run(
        [*command, "--seconds", str(seconds)], capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS
    )
    if done.returncode:
        return {"missing": done.stderr.strip().splitlines()[-1]}
    return dict(json.loads(done.stdout))


def _merge(runs: Sequence[Found]) -> Found:
    """The median of each number; values of a single run, or the same in all, stay."""
    missing = [run for run in runs if "missing" in run]
    if missing:
        return missing[0]
    merged = dict(runs[0])
    for key, value in runs[0].items():
        if isinstance(value, float):
            merged[key] = statistics.median(run[key] for run in runs)
    merged["ratios"] = [run["ratio"] for run in runs]
    return merged


def _render(merged: dict[Cell, Found], engines: Sequence[str]) -> str:
    rows = [_row(merged, engine, "prepared") for engine in engines]
    rows.insert(1, _row(merged, "limen", "from-dict"))
    differ = [cell for cell in merged if merged[cell].get("disagree")]
    notes = [
        f"{engine} on {workload}: {merged[engine, workload, mode]['disagree']} of "
        f"{merged[engine, workload, mode]['checked']} answers differ"
        for engine, workload, mode in differ
    ]
    head = ["cost of a decision, as a multiple of Limen's (median CPU us)", *WORKLOADS]
    return "\n".join([render_table(head, rows), *(notes or ["all answers agree, 2,000 each"])])


def _row(merged: dict[Cell, Found], engine: str, mode: str) -> list[str]:
    found = [merged[engine, workload, mode] for workload in WORKLOADS]
    missing = next((each["missing"] for each in found if "missing" in each), "")
    if missing:
        return [f"{engine}: {missing}", *["missing"] * len(WORKLOADS)]
    cells = [
        f"{times(each['ratio'] / own['ratio'])} ({three_digits(each['us'])})" if "ratio" in own else "-"
        for each, workload in zip(found, WORKLOADS, strict=True)
        if (own := merged["limen", workload, "prepared"])
    ]
    suffix = ", request from a dict" if mode == "from-dict" else ""
    return [f"{found[0]['name']} {found[0]['version']}{suffix}", *cells]


def _render_tenant(merged: dict[Cell, Found], engines: Sequence[str]) -> str:
    rows = []
    for engine in engines:
        found = merged.get((engine, TENANT, "prepared"))
        if found is None or "missing" in found:
            rows.append([engine, *["missing" if found else "not run"] * 7])
            continue
        rows.append(
            [
                found["name"],
                times(found["ratio"] / merged["limen", TENANT, "prepared"].get("ratio", found["ratio"])),
                f"{1e6 / found['us']:,.0f}",
                f"{1e6 / found['first_us']:,.0f}",
                three_digits(found["load_ms"]),
                f"{found['after_mib']:.0f} (+{found['after_mib'] - found['before_mib']:.0f})",
                f"{found['requests']:,}",
                str(found["disagree"]),
            ]
        )
    head = [f"{TENANT}, the tenant", "cost", "hot/s", "first pass/s", "load ms", "MiB (grown by)", "requests", "differ"]
    return render_table(head, rows)
