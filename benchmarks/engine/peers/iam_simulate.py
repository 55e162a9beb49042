"""`@cloud-copilot/iam-simulate` on node, the one peer with AWS's whole logic; a process controlled by lines.

Node measures the CPU time of its own chunks, and the yardstick is taken here, before and after each of them. Policies
are validated beforehand, which it accepts; it gets all layers at once, as Limen does.
"""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.measure import CHUNK_NS, resident_mib

FOLDER = Path(__file__).resolve().parents[2] / "node"


class MissingPeerError(ImportError):
    """Node or its packages are not there."""


class Machine:
    """A node process with one workload loaded."""

    name = "iam-simulate (node)"

    def __init__(self, workload_file: Path) -> None:
        node = shutil.which("node")
        if node is None:
            raise MissingPeerError("node is not installed")
        if not (FOLDER / "node_modules").is_dir():
            raise MissingPeerError("benchmarks/node: packages are not installed (npm ci)")
        self._process = subprocess.Popen(
            [node, "--expose-gc", str(FOLDER / "simulate.mjs"), str(workload_file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        shown = self._receive()
        self.version: str = shown["version"]
        self.load_ms: float = shown["load_ms"]
        self.before_mib: float = shown["before_mib"]

    @property
    def resident_mib(self) -> float:
        return resident_mib([self._process.pid])

    def answers(self, count: int) -> list[int]:
        """The first answers, which also warm up its compiler."""
        return list(self._ask({"answers": count})["answers"])

    def chunk_size(self, count: int) -> int:
        return max(1, min(2000, int(4 * CHUNK_NS / self.cost_ns(0, min(50, count)))))

    def cost_ns(self, start: int, count: int) -> float:
        """CPU time of one decision, over a chunk."""
        return float(self._ask({"start": start, "count": count})["cost_ns"])

    def close(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(timeout=10)

    def _ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        if self._process.stdin is None:
            raise RuntimeError("node has no standard input")
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return self._receive()

    def _receive(self) -> dict[str, Any]:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise RuntimeError("node ended without an answer")
        return dict(json.loads(line))
