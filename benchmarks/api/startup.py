"""From the start of the process to the first answer to a signed request, and the memory it then has."""

import statistics
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.api.servers import NAMES, MissingServerError, directory, running
from benchmarks.table import render_table, three_digits, times

Found = dict[str, Any]


def run(*, quick: bool, say: Callable[[str], None], names: Sequence[str] = NAMES) -> list[Found]:
    """Measure and print Limen's first start, which creates the account, its later ones, and moto's."""
    found: list[Found] = []
    with directory() as place:
        kept = place / "kept"
        for number in range(2 if quick else 6):
            for name in names:
                try:
                    found.append(_start(name, place / f"first{number}", "first start"))
                    if name == "limen":
                        found.append(_start(name, kept, "later start"))
                except MissingServerError as error:
                    found.append({"server": name, "kind": "first start", "missing": str(error)})
    say("\n" + _render(found))
    return found


def _start(name: str, place: Any, kind: str) -> Found:
    with running(name, place) as server:
        return {
            "server": name,
            "kind": kind,
            "seconds": server.first_answer_seconds,
            "cpu_seconds": server.cpu_seconds(),
            "resident_mib": server.resident_mib(),
        }


def _render(found: Sequence[Found]) -> str:
    cases = dict.fromkeys((each["server"], each["kind"]) for each in found)
    medians = {case: _median(found, case) for case in cases}
    moto = medians.get(("moto", "first start"), {})
    rows = []
    for case, median in medians.items():
        if not median:
            rows.append([f"{case[0]}: missing", "-", "-", "-", "-"])
            continue
        ratio = times(moto["seconds"] / median["seconds"]) if moto else "-"
        numbers = [three_digits(median[key]) for key in ("seconds", "cpu_seconds", "resident_mib")]
        rows.append([" ".join(case), ratio, *numbers])
    return render_table(["start", "x faster than moto", "s to first answer", "CPU s", "MiB"], rows)


def _median(found: Sequence[Found], case: tuple[str, str]) -> dict[str, float]:
    runs = [each for each in found if (each["server"], each["kind"]) == case and "missing" not in each]
    # The very first start of a kind reads files that the later ones find in memory.
    runs = runs[1:] or runs
    keys = ("seconds", "cpu_seconds", "resident_mib") if runs else ()
    return {key: statistics.median(each[key] for each in runs) for key in keys}
